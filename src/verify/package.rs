//! What is shipped in an application's package, held against what was sent: by what ties each file to its build.

use super::judge::{Coverage, coverage_issue};
use super::script::find;
use crate::finding::{Code, Issue};
use crate::formats::Format;

/// Endings of files that hold no code. What is in none of these is looked at by its bytes.
const NO_CODE: &[&str] = &[
    "png",
    "jpg",
    "jpeg",
    "webp",
    "gif",
    "svg",
    "ico",
    "xml",
    "arsc",
    "properties",
    "txt",
    "html",
    "css",
    "ttf",
    "otf",
    "woff",
    "woff2",
    "mp3",
    "mp4",
    "m4a",
    "ogg",
    "wav",
    "aac",
    "pb",
    "car",
    "nib",
    "strings",
    "plist",
    "kotlin_module",
    "version",
    "mf",
    "sf",
    "rsa",
    "prof",
    "profm",
    "md",
    "map",
    "pdb",
    "mom",
    "omo",
    "ktx",
    "astc",
    "frag",
    "vert",
    "metallib",
    "mobileprovision",
    "json",
];

/// Folders of what is packed beside the application, and does not come to its users as it is: by Android's bundles and by Xcode.
const BESIDE: &[&str] = &["BUNDLE-METADATA", "SwiftSupport", "WatchKitSupport", "WatchKitSupport2"];

/// The formats in which code is shipped.
const CODE: [Format; 7] = [
    Format::Elf,
    Format::MachO,
    Format::Pe,
    Format::Wasm,
    Format::HermesBytecode,
    Format::RamBundle,
    Format::JavaScript,
];

/// How a file of a package is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Look {
    /// Not at all.
    Not,
    /// It is an archive, to be looked into.
    Into,
    /// By what it says of itself.
    Inside,
    /// By the hash of its bytes.
    Hash,
    /// By the marker of the compiler of dex files.
    Marker,
}

impl Look {
    /// The name of it, for the host.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Not => "not",
            Self::Into => "into",
            Self::Inside => "inside",
            Self::Hash => "hash",
            Self::Marker => "marker",
        }
    }
}

/// Whether a file of a package may hold code, by its name.
#[must_use]
pub fn may_hold_code(name: &str) -> bool {
    let base = name.rsplit('/').next().unwrap_or(name);
    let ending = base.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
    let is_beside = |folder: &str| folder.ends_with(".dSYM") || BESIDE.contains(&folder);
    !name.split('/').any(is_beside)
        && !ending.is_some_and(|ending| NO_CODE.contains(&ending.as_str()))
}

/// How a file is looked at whose format is known by its beginning.
#[must_use]
pub fn how_to_look(format: &str, head: &[u8]) -> Look {
    if head.starts_with(b"dex\n") {
        return Look::Marker;
    }
    if format == Format::Zip.name() {
        return Look::Into;
    }
    match CODE.into_iter().find(|known| known.name() == format) {
        None => Look::Not,
        Some(Format::HermesBytecode | Format::RamBundle | Format::JavaScript) => Look::Hash,
        Some(_) => Look::Inside,
    }
}

/// Whether a finding about an archive means that not all in it is seen.
#[must_use]
pub fn hides_entries(code: &str) -> bool {
    let codes =
        [Code::ZipTruncated, Code::ZipParts, Code::ZipDirectory, Code::ZipMany, Code::ZipEntry];
    codes.into_iter().any(|known| known.name() == code)
}

/// Deflate makes at most this many bytes out of one (zlib's technical notes).
const MOST_RATIO: u64 = 1032;

/// What can't be true of the entries of an archive, in the order in which their data lies: `(data, compressed, size, stored)`, in bytes.
/// In words that follow "it could not be read"; `None` for each that may be as it says.
#[must_use]
pub fn lies_of(entries: &[(u64, u64, u64, bool)]) -> Vec<Option<&'static str>> {
    let mut end = 0;
    let one = |(data, compressed, size, stored): &(u64, u64, u64, bool)| {
        let before = end;
        end = end.max(data.saturating_add(*compressed));
        let most = if *stored { *compressed } else { compressed.saturating_mul(MOST_RATIO) };
        if *data < before {
            Some("it shares bytes with another file of the archive")
        } else if *size > most {
            Some("it can't be as long as the archive says")
        } else {
            None
        }
    };
    entries.iter().map(one).collect()
}

/// What a compiler says of itself in a dex file: `~~R8{…}` or `~~D8{…}`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Marker {
    /// What its mapping file says too, as `pg_map_id`, and as `pg_map_hash` where both are known.
    pub ids: Vec<String>,
}

/// The marker in a piece of a dex file; `None` where it is not in it.
#[must_use]
pub fn dex_marker(piece: &[u8]) -> Option<Marker> {
    const LONGEST: usize = 2048;
    let mut at = 0;
    while let Some(found) = piece.get(at..).and_then(|rest| find(rest, b"~~")) {
        at += found + 2;
        let rest = piece.get(at..).unwrap_or_default();
        let Some(rest) = rest.strip_prefix(b"R8").or_else(|| rest.strip_prefix(b"D8")) else {
            continue;
        };
        let text = rest.get(..rest.len().min(LONGEST)).unwrap_or(rest);
        if !text.starts_with(b"{") {
            continue;
        }
        let end = text.iter().position(|byte| *byte == b'}')?;
        let text = String::from_utf8_lossy(text.get(..end)?).into_owned();
        let value = |name: &str| {
            let (_, rest) = text.split_once(name)?;
            let rest = rest.trim_start_matches(['"', ':', ' ']);
            Some(rest.split(['"', ',', '}']).next()?.to_owned()).filter(|value| !value.is_empty())
        };
        let ids = ["\"pg-map-id\"", "\"r8-map-id\""].into_iter().filter_map(value).collect();
        return Some(Marker { ids });
    }
    None
}

/// The debug ID that a bundle has in it, as Datadog's plugins and `mapship inject` write it: also of one that was compiled for Hermes.
/// `None` where it is not in a piece of it.
#[must_use]
pub fn debug_id_in(piece: &[u8]) -> Option<String> {
    const BEFORE: &[u8] = b"datadog-debug-id-";
    const LENGTH: usize = 36;
    let at = find(piece, BEFORE)? + BEFORE.len();
    let id = std::str::from_utf8(piece.get(at..at + LENGTH)?).ok()?;
    plain(id).filter(|plain| plain.len() == 32).map(|_| id.to_owned())
}

/// A file with code in a package.
#[derive(Debug, Clone, Default)]
pub struct Shipped {
    /// In bytes, unpacked.
    pub size: u64,
    /// What ties it to its build.
    pub ids: Vec<String>,
    /// Whether that is only a hash of it, which a file of symbols has seldom.
    pub is_hash: bool,
    /// The name of the format of what makes it readable, as far as it is known by the file's own.
    pub format: String,
    /// Whether nothing has taken its names away, so that there is nothing to make readable.
    pub is_readable: bool,
    /// Why it could not be read.
    pub failed: Option<String>,
}

/// A file that was sent, or could be.
#[derive(Debug, Clone, Default)]
pub struct KnownSymbols {
    /// What to call it.
    pub file: String,
    /// What ties it to a build, as it was sent.
    pub ids: Vec<String>,
    /// Whether it was sent.
    pub is_sent: bool,
    /// The formats that it may be of, where a receipt does not tell what ties it to a build.
    pub untold: Vec<String>,
}

/// What a file of a package is, against what was sent.
#[derive(Debug, Clone)]
pub struct Fate {
    /// `covered`, `at-hand`, `uncovered`, `uncompared`, `readable`, `unread`.
    pub status: &'static str,
    /// The group of it in a table.
    pub group: &'static str,
    /// The index of the file that covers it, or would.
    pub by: Option<usize>,
    /// What is to be said of it.
    pub issue: Option<Issue>,
}

/// Judges the files of a package; `least`: which share has to be covered, in per cent.
#[must_use]
pub fn judge_package(
    shipped: &[Shipped],
    known: &[KnownSymbols],
    least: Option<u32>,
) -> (Vec<Fate>, Vec<Issue>, Coverage) {
    let plain: Vec<(bool, Vec<String>)> = known
        .iter()
        .map(|it| (it.is_sent, it.ids.iter().filter_map(|id| plain(id)).collect()))
        .collect();
    let fates: Vec<Fate> = shipped.iter().map(|it| judge_one(it, known, &plain)).collect();
    let mut coverage = Coverage::default();
    for (file, fate) in shipped.iter().zip(&fates) {
        if !matches!(fate.group, "readable" | "unreachable") {
            coverage.total += file.size;
            coverage.covered += if fate.group == "covered" { file.size } else { 0 };
        }
    }
    let mut issues = Vec::new();
    // what could not be read is said there, and is no code that was found
    if shipped.iter().all(|file| file.failed.is_some()) {
        issues.push(Issue::new(Code::AppNoCode));
    } else if coverage.total > 0 && coverage.covered == 0 {
        issues.push(Issue::new(Code::AppNothing).with("files", shipped.len()));
    }
    issues.extend(coverage_issue(coverage, least));
    (fates, issues, coverage)
}

fn judge_one(file: &Shipped, known: &[KnownSymbols], plain_ids: &[(bool, Vec<String>)]) -> Fate {
    let fate = |status, group, by, issue| Fate { status, group, by, issue };
    if let Some(reason) = &file.failed {
        let issue = Issue::new(Code::AppUnread).with("reason", reason.as_str());
        return fate("unread", "unreachable", None, Some(issue));
    }
    if file.is_readable {
        return fate("readable", "readable", None, None);
    }
    let own: Vec<String> = file.ids.iter().filter_map(|id| plain(id)).collect();
    // of several that have it the one that was sent counts
    let by = |wants_sent: bool| {
        plain_ids.iter().position(|(is_sent, ids)| {
            *is_sent == wants_sent && ids.iter().any(|id| own.iter().any(|own| is_same(own, id)))
        })
    };
    if let Some(index) = by(true) {
        return fate("covered", "covered", Some(index), None);
    }
    if let Some(index) = by(false) {
        let name = known.get(index).map(|it| it.file.as_str()).unwrap_or_default();
        let issue = Issue::new(Code::AppAtHand).with("file", name);
        return fate("at-hand", "changed", Some(index), Some(issue));
    }
    let is_untold = |it: &&KnownSymbols| it.is_sent && it.untold.contains(&file.format);
    if !own.is_empty()
        && !file.is_hash
        && let Some(it) = known.iter().find(is_untold)
    {
        let issue = Issue::new(Code::AppUncompared).with("file", it.file.as_str());
        return fate("uncompared", "covered", None, Some(issue));
    }
    let issue = match file.ids.iter().find(|id| plain(id).is_some()) {
        Some(id) if !file.is_hash => Issue::new(Code::AppUncovered).with("id", id.as_str()),
        _ => Issue::new(Code::AppNoIdentity),
    };
    fate("uncovered", "unsent", None, Some(issue))
}

/// An ID as all tools write it alike: without dashes, in small letters. `None` for what is no ID: the name of a processor, of a file.
fn plain(id: &str) -> Option<String> {
    /// The shortest ID of a mapping, and the shortest of Go, whose are no numbers.
    const LEAST: usize = 7;
    const LEAST_OF_GO: usize = 40;
    let is_number =
        id.len() >= LEAST && id.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-');
    let is_of_go = id.len() >= LEAST_OF_GO && id.contains('/') && !id.contains(['.', ':', ' ']);
    if is_of_go {
        return Some(id.to_owned());
    }
    let letters = id.chars().filter(|letter| *letter != '-');
    is_number.then(|| letters.flat_map(char::to_lowercase).collect())
}

/// Whether an ID that was sent is a file's own. Those of .NET go on with a stamp, and of some only the beginning is kept.
fn is_same(own: &str, sent: &str) -> bool {
    const GUID: usize = 32;
    own == sent || own.len() >= GUID && sent.starts_with(own)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_marker() {
        let piece = b"..\0~~R8{\"backend\":\"dex\",\"compilation-mode\":\"release\",\"pg-map-id\":\"a1b2c3d\",\"version\":\"8.1\"}\0";
        assert_eq!(dex_marker(piece).unwrap().ids, ["a1b2c3d"]);
        let plain = b"~~ ~~D8{\"backend\":\"dex\",\"version\":\"8.1\"}";
        assert_eq!(dex_marker(plain), Some(Marker::default()));
        assert_eq!(dex_marker(b"~~R8{\"pg-map-id\":\"a1"), None);
        assert_eq!(dex_marker(b""), None);
    }

    #[test]
    fn tells_what_to_look_at() {
        for (name, expected) in [
            ("lib/arm64-v8a/libapp.so", true),
            ("classes.dex", true),
            ("Payload/Shop.app/Shop", true),
            ("assets/index.android.bundle", true),
            ("res/drawable/a.png", false),
            ("META-INF/CERT.RSA", false),
            ("BUNDLE-METADATA/com.android.tools.build.debugsymbols/x86_64/libshop.so.dbg", false),
            ("dSYMs/Shop.app.dSYM/Contents/Resources/DWARF/Shop", false),
        ] {
            assert_eq!(may_hold_code(name), expected, "{name}");
        }
        assert_eq!(how_to_look("elf", b"\x7fELF"), Look::Inside);
        assert_eq!(how_to_look("unknown", b"dex\n035\0"), Look::Marker);
        assert_eq!(how_to_look("json", b"{"), Look::Not);
        assert_eq!(how_to_look("zip", b"PK"), Look::Into);
        assert_eq!(how_to_look("java-script", b"f()"), Look::Hash);
    }

    #[test]
    fn finds_debug_ids() {
        let id = "7c8510aa-fcc0-42ed-a60e-505750c49938";
        let bundle = format!("f();m=\"datadog-debug-id-{id}\"");
        assert_eq!(debug_id_in(bundle.as_bytes()).as_deref(), Some(id));
        assert_eq!(debug_id_in(&bundle.as_bytes()[..40]), None);
        assert_eq!(debug_id_in(b"datadog-debug-id-${id} and more text that is no ID"), None);
    }

    #[test]
    fn finds_lies() {
        let entries = [
            (30, 100, 100, true),
            (160, 10, 10_320, false),
            (200, 10, 10_321, false),
            (205, 10, 10, true),
            (300, 5, 6, true),
            (u64::MAX, 5, 5, true),
            (u64::MAX, u64::MAX, 5, false),
        ];
        let found: Vec<_> = lies_of(&entries).iter().map(Option::is_some).collect();
        assert_eq!(found, [false, false, true, true, true, false, false]);
        assert!(hides_entries("zip-entry") && !hides_entries("zip-twice"));
    }

    #[test]
    fn judges_by_identity() {
        let shipped = |size, ids: &[&str]| Shipped {
            size,
            ids: ids.iter().map(|id| (*id).to_owned()).collect(),
            ..Shipped::default()
        };
        let known = |file: &str, id: &str, is_sent| KnownSymbols {
            file: file.to_owned(),
            ids: vec![id.to_owned()],
            is_sent,
            untold: Vec::new(),
        };
        let files = [
            shipped(50, &["4C4C4460-5555-3144-A192-F3AF6C833E10"]),
            shipped(30, &["0123456789abcdef0123456789abcdef01234567"]),
            shipped(15, &["ffff456789abcdef0123456789abcdef01234567"]),
            shipped(5, &[]),
            Shipped { size: 100, is_readable: true, ..Shipped::default() },
            shipped(10, &["95F8F6B2-AFBC-45E4-884C-B4A5BF5ADDD2"]),
        ];
        let all = [
            known("a.dSYM", "4c4c4460555531 44a192f3af6c833e10".replace(' ', "").as_str(), true),
            known("b.so", "0123456789abcdef0123456789abcdef01234567", false),
            known("net.pdb", "95f8f6b2-afbc-45e4-884c-b4a5bf5addd2-fc31f2b1", true),
        ];
        let (fates, issues, coverage) = judge_package(&files, &all, Some(90));
        let told: Vec<_> = fates.iter().map(|it| it.status).collect();
        assert_eq!(told, ["covered", "at-hand", "uncovered", "uncovered", "readable", "covered"]);
        assert_eq!(coverage, Coverage { total: 110, covered: 60 });
        let codes: Vec<_> = issues.iter().map(|it| it.code.name()).collect();
        assert_eq!(codes, ["live-coverage"]);
        let (_, issues, _) = judge_package(&files[2..3], &all, None);
        assert_eq!(issues[0].code.name(), "app-nothing");
        assert_eq!(judge_package(&[], &all, None).1[0].code.name(), "app-no-code");
        let broken = Shipped { failed: Some("it is cut off".to_owned()), ..Shipped::default() };
        assert_eq!(judge_package(&[broken], &all, None).1[0].code.name(), "app-no-code");
        let dex = Shipped { format: "jvm-mapping".to_owned(), ..shipped(50, &["a1b2c3d"]) };
        let untold = |format: &str, is_sent| KnownSymbols {
            untold: vec![format.to_owned()],
            ..known("mapping.txt", "shop", is_sent)
        };
        for (one, expected) in [
            (untold("jvm-mapping", true), "uncompared"),
            (untold("jvm-mapping", false), "uncovered"),
            (untold("elf", true), "uncovered"),
        ] {
            let (fates, ..) = judge_package(std::slice::from_ref(&dex), &[one], None);
            assert_eq!(fates[0].status, expected);
        }
    }
}
