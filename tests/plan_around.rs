//! What is told of a file by others that lie around it: by those of its own build, and of no other.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test may fail loudly"
)]

use mapship::formats::zip::crc32;
use mapship::{Plan, PlanFile, PlanOptions, PlannedUpload, Planner};

/// A file: the number of the folder that it is found in, its path below that, and its bytes.
type Found<'a> = (usize, &'a str, &'a [u8]);

fn plan(files: &[Found<'_>]) -> Plan {
    plan_named(files, &[])
}

/// `named`: those that were not found in a folder, but named.
fn plan_named(files: &[Found<'_>], named: &[&str]) -> Plan {
    let all = files.iter().map(|(root, name, _)| PlanFile {
        name: (*name).to_owned(),
        shown: format!("{root}/{name}"),
        found: !named.contains(name),
        origin: None,
        root: *root,
    });
    let mut planner = Planner::new(all.collect(), PlanOptions::default()).unwrap();
    loop {
        let wanted = planner.wanted().unwrap();
        if wanted.is_empty() {
            return planner.finish().unwrap();
        }
        for id in wanted {
            planner.read(id, &files[id].2, false).unwrap();
        }
    }
}

fn upload<'a>(plan: &'a Plan, path: &str) -> Option<&'a PlannedUpload> {
    plan.uploads.iter().find(|upload| upload.path == path)
}

/// The value of a field that other files say.
fn field<'a>(plan: &'a Plan, path: &str, name: &str) -> Option<&'a str> {
    let fields = &upload(plan, path)?.fields;
    fields.iter().find(|(known, _)| *known == name).map(|(_, value)| value.as_str())
}

fn position(bytes: &[u8], wanted: &[u8]) -> usize {
    bytes.windows(wanted.len()).position(|window| window == wanted).unwrap()
}

/// A library without a build ID, and the debug file that its link names, with the right checksum.
fn library() -> (Vec<u8>, Vec<u8>) {
    let fixture = |name: &str| {
        let mut bytes = std::fs::read(format!("tests/fixtures/symbols/elf/{name}")).unwrap();
        // the note is there, but it is nobody's
        let at = position(&bytes, b"\x04\0\0\0\x14\0\0\0\x03\0\0\0GNU\0");
        bytes[at + 12..at + 15].copy_from_slice(b"XXX");
        bytes
    };
    let (mut library, debug) = (fixture("stripped.so"), fixture("split.debug"));
    let at = position(&library, b"split.debug\0") + 12;
    let crc = crc32(&debug.as_slice(), 0, debug.len() as u64).unwrap();
    library[at..at + 4].copy_from_slice(&crc.to_le_bytes());
    (library, debug)
}

/// The hash of a library's bytes, by which its debug file is known.
fn hash(library: &[u8]) -> String {
    let inspection = mapship::inspect(&library, "lib.so").unwrap();
    let hash = inspection.identity.iter().find(|(name, _)| *name == "file_hash");
    hash.unwrap().1.clone()
}

#[test]
fn a_debug_file_is_known_by_the_library_that_names_it() {
    let (library, debug) = library();
    for place in ["split.debug", ".debug/split.debug"] {
        let plan = plan(&[(0, "lib.so", &library), (0, place, &debug)]);
        let path = format!("0/{place}");
        assert_eq!(upload(&plan, &path).map(|it| it.send), Some(true), "{place}");
        assert_eq!(field(&plan, &path, "file_hash"), Some(hash(&library).as_str()), "{place}");
    }
}

#[test]
fn a_debug_file_of_another_build_is_nobodys() {
    let (library, debug) = library();
    let is_sent = |files: &[Found<'_>], path: &str| upload(&plan(files), path).unwrap().send;
    // the checksum is what tells, at either place
    let mut other = debug.clone();
    *other.last_mut().unwrap() ^= 1;
    for place in ["split.debug", ".debug/split.debug"] {
        let path = format!("0/{place}");
        assert!(!is_sent(&[(0, "lib.so", &library), (0, place, &other)], &path), "{place}");
    }
    // so it is where the library's own lies in another folder, and where two have a name
    let two: &[Found<'_>] = &[
        (0, "lib.so", &library),
        (0, "split.debug", &other),
        (1, "lib.so", &library),
        (1, "split.debug", &debug),
    ];
    for turn in 0..two.len() {
        let mut files = two.to_vec();
        files.rotate_left(turn);
        assert!(!is_sent(&files, "0/split.debug"), "{turn}");
        assert!(is_sent(&files, "1/split.debug"), "{turn}");
    }
    assert!(!is_sent(&[(0, "lib.so", &library), (1, "split.debug", &debug)], "1/split.debug"));
}

const MAPPING: &[u8] = b"com.example.A -> a:\n    void b() -> c\n";

#[test]
fn the_build_id_is_that_of_the_own_folder() {
    let (first, second) = (&b"6f5902ac-1b5d-4ab7-8a9c-7e0a0f6e2a11"[..], &b"8d7e0a0f"[..]);
    let two: &[Found<'_>] = &[
        (0, "release/mapping.txt", MAPPING),
        (0, "build_id", first),
        (1, "release/mapping.txt", MAPPING),
        (1, "build_id", second),
        // one without
        (2, "release/mapping.txt", MAPPING),
    ];
    for turn in 0..two.len() {
        let mut files = two.to_vec();
        files.rotate_left(turn);
        let plan = plan(&files);
        let of = |root: usize| field(&plan, &format!("{root}/release/mapping.txt"), "build_id");
        let text = |bytes| std::str::from_utf8(bytes).unwrap();
        assert_eq!([of(0), of(1), of(2)], [Some(text(first)), Some(text(second)), None], "{turn}");
    }
}

#[test]
fn what_was_named_belongs_to_all() {
    let of = |files: &[Found<'_>]| {
        let plan = plan_named(files, &["build_id"]);
        field(&plan, "0/mapping.txt", "build_id").map(str::to_owned)
    };
    assert_eq!(
        of(&[(0, "mapping.txt", MAPPING), (1, "build_id", b"8d7e0a0f")]).unwrap(),
        "8d7e0a0f"
    );
    // which of two is meant nobody can tell
    let two: &[Found<'_>] =
        &[(0, "mapping.txt", MAPPING), (1, "build_id", b"8d7e0a0f"), (2, "build_id", b"6f5902ac")];
    assert_eq!(of(two), None);
}

#[test]
fn the_version_of_an_app_is_that_of_its_own_folder() {
    let told = |version: &str| {
        format!(
            r#"{{"version":3,"elements":[{{"type":"SINGLE","versionCode":{version},"versionName":"{version}.0"}}]}}"#
        )
    };
    let (first, second) = (told("1"), told("2"));
    let map = br#"{"version":3,"sources":["App.js"],"names":[],"mappings":"AAAA"}"#;
    let bundle = "maps/index.android.bundle.map";
    let place = "outputs/apk/release/output-metadata.json";
    let both: &[Found<'_>] = &[
        (0, bundle, map),
        (0, place, first.as_bytes()),
        (1, bundle, map),
        (1, place, second.as_bytes()),
    ];
    for turn in 0..both.len() {
        let mut files = both.to_vec();
        files.rotate_left(turn);
        let plan = plan(&files);
        let of = |root: usize| field(&plan, &format!("{root}/{bundle}"), "version");
        assert_eq!([of(0), of(1)], [Some("1.0"), Some("2.0")], "{turn}");
    }
    // a build may be given as several folders
    let apart = plan(&[both[0], (1, place, second.as_bytes())]);
    assert_eq!(field(&apart, &format!("0/{bundle}"), "version"), Some("2.0"));
    // unless these do not agree
    let torn = plan(&[both[0], (1, place, first.as_bytes()), (2, place, second.as_bytes())]);
    assert_eq!(field(&torn, &format!("0/{bundle}"), "version"), None);
}
