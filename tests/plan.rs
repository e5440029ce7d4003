//! Builds of any files are planned: no file is lost, none is sent twice, and the order in which a folder lists them changes nothing.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test may fail loudly"
)]

use mapship::{Fate, Plan, PlanFile, PlanOptions, PlannedUpload, Planner};
use proptest::prelude::*;

/// A file of a build.
#[derive(Debug, Clone)]
struct Made {
    name: String,
    found: bool,
    root: usize,
    bytes: Vec<u8>,
    readable: bool,
}

const FOLDERS: &[&str] =
    &["", "js/", "js/deep/", "android/mapping/release/", "App.app.dSYM/Contents/Resources/DWARF/"];

const NAMES: &[&str] = &[
    "a.js",
    "a.js.map",
    "b.js",
    "b.js.map",
    "b.mjs",
    "c.css",
    "c.css.map",
    "d.d.ts.map",
    "a.map",
    "app.android-arm64.symbols",
    "pubspec.yaml",
    "mapping.txt",
    "LineNumberMappings.json",
    "build_id",
    "libapp.so",
    "libapp.so.dbg",
    "app.wasm",
    "app.pdb",
    "app.exe",
    "index.android.bundle.map",
    "notes.txt",
    "App",
];

const CONTENTS: &[&[u8]] = &[
    b"",
    b"call();\n//# sourceMappingURL=a.js.map\n",
    b"call();\n//# sourceMappingURL=https://example.com/js/b.js.map\n",
    b"call();\n//# sourceMappingURL=data:application/json;base64,e30=\n",
    br#"{"version":3,"file":"a.js","sources":["a.ts"],"names":[],"mappings":"AAAA"}"#,
    br#"{"version":3,"sources":[],"names":[],"mappings":""}"#,
    b"com.example.A -> a:\n    void b() -> c\n",
    b"6f5902ac-1b5d-4ab7-8a9c-7e0a0f6e2a11",
    b"name: app\nversion: 1.4.2+7\n",
    b"\x7fELF\x02\x01\x01",
    b"\0asm\x01\0\0\0",
    b"Microsoft C/C++ MSF 7.00\r\n\x1aDS\0\0\0",
    b"MZ",
    b"\xca\xfe\xba\xbe\0\0\0\x01",
    b"nothing of note",
];

fn files() -> impl Strategy<Value = Vec<Made>> {
    let one = (
        proptest::sample::select(FOLDERS),
        proptest::sample::select(NAMES),
        proptest::sample::select(CONTENTS),
        0..2_usize,
        prop::bool::weighted(0.7),
        prop::bool::weighted(0.95),
    );
    let made = one.prop_map(|(folder, name, bytes, root, found, readable)| Made {
        name: format!("{folder}{name}"),
        found,
        root,
        bytes: bytes.to_vec(),
        readable,
    });
    proptest::collection::vec(made, 0..14).prop_map(|mut files| {
        // a folder has a name once
        let mut seen = std::collections::HashSet::new();
        files.retain(|file| seen.insert((file.root, file.name.clone())));
        files
    })
}

fn plan(files: &[Made], prefix: Option<&str>) -> mapship::Result<Plan> {
    let named = files.iter().map(|file| PlanFile {
        name: file.name.clone(),
        shown: format!("{}/{}", file.root, file.name),
        found: file.found,
        origin: None,
        root: file.root,
    });
    let prefix = prefix.map(str::to_owned);
    let mut planner =
        Planner::new(named.collect(), PlanOptions { prefix, ..PlanOptions::default() })?;
    for _ in 0..8 {
        let wanted = planner.wanted()?;
        if wanted.is_empty() {
            return planner.finish();
        }
        for id in wanted {
            let file = &files[id];
            if !file.readable || planner.read(id, &file.bytes.as_slice(), false).is_err() {
                planner.unreadable(id);
            }
        }
    }
    panic!("it asks without end");
}

fn is_empty_pair(upload: &PlannedUpload) -> bool {
    upload.skip && upload.issues.iter().any(|issue| issue.code.name() == "pair-empty")
}

/// What is sent, told by what does not depend on the order of the files.
fn told(files: &[Made], plan: &Plan) -> Vec<String> {
    let name = |id: usize| format!("{}/{}", files[id].root, files[id].name);
    let mut told: Vec<String> = plan
        .uploads
        .iter()
        .map(|upload| {
            let parts: Vec<String> = upload
                .parts
                .iter()
                .map(|part| format!("{}={}", part.part, name(part.file)))
                .collect();
            let codes: Vec<&str> = upload.issues.iter().map(|issue| issue.code.name()).collect();
            format!(
                "{} {} {} {} {} {}",
                upload.upload_type.name,
                upload.path,
                upload.send,
                upload.skip,
                parts.join(" "),
                codes.join(" ")
            )
        })
        .collect();
    told.sort();
    told
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(if cfg!(target_family = "wasm") { 64 } else { 1024 }))]

    #[test]
    fn no_file_is_lost(files in files(), with_prefix: bool) {
        let Ok(plan) = plan(&files, with_prefix.then_some("https://example.com/s")) else { return Ok(()) };
        prop_assert_eq!(plan.fates.len(), files.len());
        if plan.failed.is_some() {
            return Ok(());
        }
        for (id, fate) in plan.fates.iter().enumerate() {
            let is_in = plan.uploads.iter().any(|upload| upload.parts.iter().any(|part| part.file == id));
            let is_about = plan.uploads.iter().any(|upload| upload.about == Some(id));
            match fate {
                Some(Fate::Uploaded) => prop_assert!(is_in, "{:?} is in no upload", files[id]),
                // a script whose map is empty, as it is, is left out with that
                Some(Fate::LeftOut) => prop_assert!(
                    is_about || is_in || plan.uploads.iter().any(is_empty_pair),
                    "nothing is said of {:?}",
                    files[id]
                ),
                Some(Fate::PassedOver(_)) => {}
                None => prop_assert!(false, "{:?} is lost", files[id]),
            }
        }
        for upload in &plan.uploads {
            // what is not even judged says why
            prop_assert!(!upload.skip || !upload.issues.is_empty() || upload.failed.is_some(), "{upload:?}");
            prop_assert!(!(upload.skip && upload.send), "{upload:?}");
            for part in &upload.parts {
                prop_assert!(part.file < files.len());
                prop_assert!(upload.upload_type.part(part.part).is_some());
            }
        }
    }

    #[test]
    fn the_order_of_the_files_changes_nothing(files in files(), with_prefix: bool, turn in 0..14_usize) {
        let prefix = with_prefix.then_some("https://example.com/s");
        let mut files = files;
        files.iter_mut().for_each(|file| file.readable = true);
        let mut turned = files.clone();
        if !turned.is_empty() {
            let by = turn % turned.len();
            turned.rotate_left(by);
            turned.reverse();
        }
        let (one, other) = (plan(&files, prefix), plan(&turned, prefix));
        prop_assert_eq!(one.is_ok(), other.is_ok());
        if let (Ok(one), Ok(other)) = (one, other) {
            prop_assert_eq!(told(&files, &one), told(&turned, &other));
        }
    }
}
