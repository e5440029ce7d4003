//! Which files of a folder may be of use, told by their names alone.

use std::collections::BTreeSet;

use super::index::base;
use crate::formats::zip::dsym_place;
use crate::types::{TYPES, UploadType};

/// How a file counts that was found in a folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FoundAs {
    /// By its name: a script, or a map.
    ByName,
    /// For what it may be, or say of others: nothing is said of it unless it turns out to be of use.
    Aside,
}

/// Endings of what every build is full of and no symbol file is ever called: not worth the opening.
const PLAIN: &[&str] = &[
    "html", "htm", "xml", "svg", "png", "jpg", "jpeg", "gif", "webp", "avif", "ico", "icns",
    "woff", "woff2", "ttf", "otf", "eot", "mp3", "mp4", "webm", "ogg", "wav", "pdf", "md", "ts",
    "tsx", "cts", "ctsx", "mts", "mtsx", "jsx", "vue", "sass", "scss", "less", "gz", "br", "zst",
    "lock", "yml", "yaml", "toml", "java", "kt", "kts", "gradle", "swift", "c", "cc", "cpp", "cxx",
    "h", "hpp", "m", "mm", "cs", "go", "rs", "py", "rb", "php", "sh", "bat", "dart", "class", "a",
    "lib", "json",
];

/// Hidden folders that are for separate debug files, by the name or the build ID of their libraries.
const OF_DEBUG_FILES: [&str; 2] = [".debug", ".build-id"];

/// Hidden folders that frameworks write what is deployed to: Next.js, Nitro, and adapters for hosts.
const OF_BUILDS: [&str; 5] = [".next", ".output", ".vercel", ".netlify", ".open-next"];

/// The style sheets among what pairs ask for: they only tell which maps are theirs.
const SHEET: &str = ".css";

/// Folders that hold no build output: packages, and what macOS puts beside files in archives, for their attributes.
const SKIPPED: [&str; 2] = ["node_modules", "__MACOSX"];

/// What macOS puts beside files on other disks and in archives, for their attributes (AppleDouble).
const OF_FINDER: &str = "._";

/// The names that folders are gone through by. Who walks folders outside of the core has them from here.
#[derive(Debug, Clone)]
pub struct FolderNames {
    /// Endings of scripts, style sheets and maps, with their dots.
    pub by_name: Vec<&'static str>,
    /// The ending of style sheets, with its dot: they only tell which maps are theirs.
    pub sheet: &'static str,
    /// Endings of what is not worth the opening, in lower case, without dots.
    pub plain: &'static [&'static str],
    /// Names of files that are looked at though they end like one of those.
    pub looked_at: Vec<&'static str>,
    /// Hidden folders that are entered all the same.
    pub entered: Vec<&'static str>,
    /// Folders that hold no build output.
    pub skipped: [&'static str; 2],
    /// How the names of files begin that hold attributes of others (AppleDouble).
    pub attributes: &'static str,
}

/// The names that folders are gone through by.
#[must_use]
pub fn folder_names() -> FolderNames {
    let sorted = |names: Vec<&'static str>| {
        names.into_iter().collect::<BTreeSet<_>>().into_iter().collect::<Vec<_>>()
    };
    FolderNames {
        by_name: sorted(TYPES.iter().flat_map(|known| known.endings).copied().collect()),
        sheet: SHEET,
        plain: PLAIN,
        looked_at: sorted(TYPES.iter().flat_map(looked_at).collect()),
        entered: sorted([OF_DEBUG_FILES.as_slice(), OF_BUILDS.as_slice()].concat()),
        skipped: SKIPPED,
        attributes: OF_FINDER,
    }
}

/// How a file counts that was found in a folder, not named; `None` where it does not.
#[must_use]
pub fn as_found(path: &str) -> Option<FoundAs> {
    let base = base(path);
    if base.starts_with(OF_FINDER) {
        return None;
    }
    if is_by_name(path) {
        return Some(if path.ends_with(SHEET) { FoundAs::Aside } else { FoundAs::ByName });
    }
    let ending = base.rsplit_once('.').map(|(_, ending)| ending);
    let is_plain = ending.is_some_and(|it| PLAIN.iter().any(|one| one.eq_ignore_ascii_case(it)));
    let is_wanted = !is_plain || is_looked_at(base) || dsym_place(path).is_some();
    is_wanted.then_some(FoundAs::Aside)
}

/// Whether a folder of this name holds no build output.
#[must_use]
pub fn is_skipped_folder(name: &str) -> bool {
    SKIPPED.contains(&name)
        || (name.starts_with('.') && !OF_DEBUG_FILES.contains(&name) && !OF_BUILDS.contains(&name))
}

/// Whether the name of a file tells that it is a script, a style sheet or a map. A name that says more than its ending is another
/// file's: `proguard.map`.
pub(super) fn is_by_name(path: &str) -> bool {
    let is_one = TYPES.iter().flat_map(|known| known.endings).any(|ending| path.ends_with(ending));
    is_one && !is_looked_at(base(path))
}

/// Whether a name is looked at though files that end so are of no use: what a build says beside its symbols.
fn is_looked_at(base: &str) -> bool {
    TYPES.iter().flat_map(looked_at).any(|name| name == base)
}

/// The names that a type wants looked at.
fn looked_at(known: &'static UploadType) -> impl Iterator<Item = &'static str> {
    let sidecars = known.sidecars.iter().flat_map(|sidecar| sidecar.names);
    known.looked_at.iter().chain(sidecars).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_by_names() {
        for (path, expected) in [
            ("js/app.js", Some(FoundAs::ByName)),
            ("app.mjs.map", Some(FoundAs::ByName)),
            ("app.css", Some(FoundAs::Aside)),
            ("app.css.map", Some(FoundAs::ByName)),
            ("app.JS", Some(FoundAs::Aside)),
            ("js/._app.js", None),
            ("A.dSYM/Contents/Resources/DWARF/._A", None),
            ("index.html", None),
            ("LOGO.PNG", None),
            ("BUNDLE-METADATA/x/proguard.map", Some(FoundAs::Aside)),
            ("x/my-proguard.map", Some(FoundAs::ByName)),
            ("package.json", None),
            ("a/LineNumberMappings.json", Some(FoundAs::Aside)),
            ("a/output-metadata.json", Some(FoundAs::Aside)),
            ("pubspec.yaml", Some(FoundAs::Aside)),
            ("lib.so", Some(FoundAs::Aside)),
            ("build_id", Some(FoundAs::Aside)),
            ("A.dSYM/Contents/Resources/Relocations/x.yml", Some(FoundAs::Aside)),
        ] {
            assert_eq!(as_found(path), expected, "{path}");
        }
        assert!(is_skipped_folder("node_modules") && is_skipped_folder(".git"));
        assert!(is_skipped_folder("__MACOSX"));
        assert!(!is_skipped_folder(".build-id") && !is_skipped_folder("dist"));
        assert!(!is_skipped_folder(".next") && is_skipped_folder(".cache"));
    }
}
