//! The `repository` part, from what git printed to the bytes sent.

use std::time::{Duration, Instant};

use mapship::{TrackedFiles, repository_payload, sources_as_files};

fn some(sources: &[&str]) -> Vec<Option<String>> {
    sources.iter().map(|source| Some((*source).to_owned())).collect()
}

fn matching(tracked: &[&str], sources: &[&str]) -> Vec<String> {
    let tracked = TrackedFiles::parse(tracked.join("\0").as_bytes());
    tracked.matching(&some(sources)).into_iter().map(str::to_owned).collect()
}

#[test]
fn a_list_of_git_is_read_whole() {
    let names =
        ["a b", "new\nline", "quo\"te", "ti'ck", "tab\t", "ü/é.ts", "🚀.ts", "b\\s", " ", "-n"];
    for ending in ["", "\0", "\0\0"] {
        let printed = names.join("\0") + ending;
        assert_eq!(TrackedFiles::parse(printed.as_bytes()).paths(), names);
    }
    assert!(TrackedFiles::parse(b"").paths().is_empty());
    assert!(TrackedFiles::parse(b"\0\0").paths().is_empty());
    assert_eq!(TrackedFiles::parse(b"a\xff.ts\0").paths(), ["a\u{fffd}.ts"]);
}

#[test]
fn a_file_in_conflict_is_listed_once() {
    let printed = b"a.ts\0b.ts\0b.ts\0b.ts\0c.ts\0";
    assert_eq!(TrackedFiles::parse(printed).paths(), ["a.ts", "b.ts", "c.ts"]);
}

#[test]
fn every_tracked_file_of_a_name_is_listed_in_the_order_of_the_sources() {
    let tracked = ["a/index.ts", "a/x.ts", "b/index.ts", "index.ts", "unused.ts", "z.ts"];
    assert_eq!(
        matching(&tracked, &["src/z.ts", "lib/index.ts", "other/index.ts", "none.ts", "x.ts"]),
        ["z.ts", "a/index.ts", "b/index.ts", "index.ts", "a/x.ts"]
    );
    assert!(matching(&tracked, &[]).is_empty());
    assert!(matching(&tracked, &["", "/", "?", "a/", "index.tsx", "INDEX.ts"]).is_empty());
    assert!(matching(&[], &["z.ts"]).is_empty());
}

#[test]
fn null_sources_are_passed_over() {
    let tracked = TrackedFiles::parse(b"a.ts\0b.ts\0");
    let sources = [None, Some("b.ts".to_owned()), None, Some("a.ts".to_owned())];
    assert_eq!(tracked.matching(&sources), ["b.ts", "a.ts"]);
}

#[test]
fn names_are_found_in_every_kind_of_source() {
    for source in [
        "a.ts",
        "../../src/a.ts",
        "webpack://app/./src/a.ts?1234",
        "webpack:///src/a.ts",
        "https://h/src/a.ts?x=1?y=2&z",
        "C:\\work\\src\\a.ts",
        "C:\\work\\src\\a.ts?1234",
        "webpack://app/.\\src\\a.ts?1234",
        "src/a.ts?vue&type=script&src=/x/y",
    ] {
        assert_eq!(matching(&["src/a.ts"], &[source]), ["src/a.ts"], "{source}");
    }
    for name in [
        "a b.ts",
        "new\nline.ts",
        "quo\"te.ts",
        "ü.ts",
        "🚀.ts",
        "[id].ts",
        "%5Bid%5D.ts",
        "c#d.ts",
    ] {
        let tracked = format!("src/{name}");
        assert_eq!(matching(&[&tracked], &[&format!("webpack://x/{name}?1")]), [tracked], "{name}");
    }
}

#[test]
fn marks_that_belong_to_a_name_stay() {
    assert_eq!(matching(&["src/why?.ts"], &["x/why?.ts"]), ["src/why?.ts"]);
    assert_eq!(matching(&["src/why?.ts"], &["x/why?.ts?1234"]), ["src/why?.ts"]);
    assert_eq!(matching(&["src/b\\a.ts", "a.ts"], &["src/b\\a.ts"]), ["src/b\\a.ts"]);
    assert_eq!(matching(&["src/b\\a.ts", "a.ts"], &["src/b\\a.ts?1234"]), ["src/b\\a.ts"]);
    assert_eq!(matching(&["a.ts", "a.ts?1"], &["src/a.ts?1"]), ["a.ts"]);
    assert_eq!(matching(&["?.ts"], &["src/?.ts"]), ["?.ts"]);
}

#[test]
fn two_spellings_of_a_name_are_one() {
    let sources = ["a.ts", "src\\a.ts", "a.ts?1", "webpack://x/a.ts?2"];
    assert_eq!(matching(&["p/a.ts", "q/a.ts"], &sources), ["p/a.ts", "q/a.ts"]);
}

#[test]
fn what_matches_is_tracked_and_named_by_a_source_once() {
    // every pair of small sets of names, so that order, repetition and absence all occur
    let names = ["a", "b/a", "c", "b/c", "d"];
    let chosen = |mask: usize| -> Vec<&str> {
        names.iter().enumerate().filter(|(i, _)| mask >> i & 1 == 1).map(|(_, n)| *n).collect()
    };
    let base = |path: &str| path.rsplit('/').next().unwrap().to_owned();
    for tracked in (0..32).map(chosen) {
        for sources in (0..32).map(chosen) {
            let found = matching(&tracked, &sources);
            for path in &tracked {
                let wanted = sources.iter().any(|source| base(source) == base(path));
                let times = found.iter().filter(|f| f == path).count();
                assert_eq!(times, usize::from(wanted), "{path} of {tracked:?} in {sources:?}");
            }
            assert!(found.iter().all(|path| tracked.contains(&path.as_str())));
        }
    }
}

#[test]
fn a_hundred_thousand_files_and_a_thousand_maps_take_a_moment() {
    let mut printed = String::new();
    for i in 0..100_000 {
        printed.push_str(&format!("packages/p{}/src/module-{i}.ts\0", i % 500));
    }
    let started = Instant::now();
    let tracked = TrackedFiles::parse(printed.as_bytes());
    let mut found = 0;
    for map in 0..1_000 {
        let sources: Vec<_> = (0..100)
            .map(|i| Some(format!("webpack://app/./src/module-{}.ts?ab", map * 100 + i)))
            .collect();
        found += tracked.matching(&sources).len();
    }
    assert_eq!(found, 100_000);
    // a scan per map would need 10^8 comparisons of strings: minutes in this build
    assert!(started.elapsed() < Duration::from_secs(20), "{:?}", started.elapsed());
}

#[test]
fn sources_become_paths() {
    let (files, absolute) = sources_as_files(
        &[
            Some("webpack://app/src/a.ts".to_owned()),
            Some("webpack:///src/b.ts".to_owned()),
            None,
            Some("./c.ts".to_owned()),
            Some("webpack:///./d.ts?1234".to_owned()),
            Some(String::new()),
            Some("./".to_owned()),
            Some("src/c/../e.ts".to_owned()),
            Some("c.ts".to_owned()),
            Some("webpack://app".to_owned()),
            Some("a:b.ts".to_owned()),
            Some("..hidden/f.ts".to_owned()),
        ],
        "/work/dist",
        "/work",
    );
    let expected = [
        "app/src/a.ts",
        "src/b.ts",
        "c.ts",
        "d.ts?1234",
        "src/c/../e.ts",
        "app/",
        "a:b.ts",
        "..hidden/f.ts",
    ];
    assert_eq!(files, expected);
    assert!(absolute.is_empty());
}

#[test]
fn absolute_sources_are_left_out_and_told() {
    let sources = [
        "/home/me/a.ts",
        "C:\\work\\a.ts",
        "c:/work/a.ts",
        "\\\\server\\share\\a.ts",
        "webpack:////abs/a.ts",
        "file:///home/me/a.ts",
        "FILE:///C:/a.ts",
    ];
    let (files, absolute) = sources_as_files(&some(&sources), "/work/dist", "/work");
    assert!(files.is_empty());
    assert_eq!(absolute, sources);
}

#[test]
fn climbing_sources_are_followed_from_the_map_and_named_from_the_working_directory() {
    for (source, map_dir, cwd, expected) in [
        ("../src/a.ts", "/work/dist", "/work", "src/a.ts"),
        ("../../src/a.ts", "/work/dist/js", "/work", "src/a.ts"),
        ("../src/a.ts", "dist", "/work", "src/a.ts"),
        ("../src/a.ts", "./dist/", "/work/", "src/a.ts"),
        ("../../lib/a.ts", "/work/dist", "/work", "../lib/a.ts"),
        ("../../../../../a.ts", "/work/dist", "/work/x/y", "../../../a.ts"),
        ("..\\src\\a.ts", "C:\\Work\\dist", "c:\\work", "src/a.ts"),
        ("../src/a.ts", "C:/work/dist", "C:\\work\\app", "../src/a.ts"),
        ("webpack:///../src/a.ts", "/work/dist", "/work", "src/a.ts"),
        ("../ü 🚀/\"a\n.ts", "/wörk/dist", "/wörk", "ü 🚀/\"a\n.ts"),
        ("../a.ts", "dist", "", "a.ts"),
    ] {
        let (files, absolute) = sources_as_files(&some(&[source]), map_dir, cwd);
        assert_eq!(files, [expected], "{source} from {map_dir} in {cwd}");
        assert!(absolute.is_empty());
    }
    let (files, absolute) = sources_as_files(&some(&["../a.ts"]), "D:\\dist", "C:\\work");
    assert!(files.is_empty());
    assert_eq!(absolute, ["../a.ts"]);
    // the working directory itself is no file, and neither left out for being absolute
    assert_eq!(sources_as_files(&some(&[".."]), "/work/dist", "/work"), (vec![], vec![]));
}

#[test]
fn payload_has_the_order_of_the_wire() {
    let sha = "0123456789abcdef0123456789abcdef01234567";
    let body = repository_payload("https://h/x", sha, &["a.ts", "q\"\n\\ü🚀.ts"]);
    assert_eq!(
        String::from_utf8(body).unwrap(),
        r#"{"data":[{"files":["a.ts","q\"\n\\ü🚀.ts"],"hash":"0123456789abcdef0123456789abcdef01234567","repository_url":"https://h/x"}],"version":1}"#
    );
    let none: [String; 0] = [];
    assert_eq!(
        repository_payload("", "", &none),
        br#"{"data":[{"files":[],"hash":"","repository_url":""}],"version":1}"#
    );
}

#[test]
fn payload_gives_back_every_character() {
    let files: Vec<String> = ('\0'..='\u{17f}')
        .chain("\u{2028}\u{feff}\u{fffd}🚀".chars())
        .map(|c| format!("x{c}y"))
        .collect();
    let body = repository_payload("u", "s", &files);
    let value: serde_json::Value = serde_json::from_slice(&body).unwrap();
    let read: Vec<_> =
        value["data"][0]["files"].as_array().unwrap().iter().map(|f| f.as_str().unwrap()).collect();
    assert_eq!(read, files);
}
