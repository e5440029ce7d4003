//! Frames that are readable already: Node with `--enable-source-maps` and the consoles of browsers name sources, not minified files.

use super::address::{Address, base, is_in_package, join, length, shared};
use crate::error::Result;
use crate::finding::{Code, Issue};
use crate::source::Source;
use crate::sourcemap::outline::Outline;

/// How many names of sources are in memory at once.
const AT_ONCE: u32 = 512;

/// Endings of files that no browser runs as they are, nor most versions of Node.
const ENDINGS: [&str; 9] =
    [".ts", ".tsx", ".mts", ".cts", ".jsx", ".vue", ".svelte", ".astro", ".coffee"];

/// Whether an address names a source, by itself.
pub(super) fn is_source(url: &str) -> bool {
    let address = Address::of(url);
    let is_number = |name: &str| name.bytes().all(|byte| byte.is_ascii_digit());
    ENDINGS.iter().any(|ending| address.path.ends_with(ending))
        // of a module without a name, webpack tells its number
        || is_module(url) && !is_number(base(&address.path))
}

/// Whether an address is one that a bundler gives to a module: no file is served at it. While developing webpack evaluates modules
/// one by one, and calls them so.
pub(super) fn is_module(url: &str) -> bool {
    let schemes = ["webpack://", "webpack-internal://", "turbopack://"];
    schemes.iter().any(|scheme| url.starts_with(scheme))
}

/// That a frame is in a source, of a map if that is known.
pub(super) fn readable(source: &str, map: Option<&str>) -> Issue {
    let of = map.map_or_else(String::new, |map| [" of ", map].concat());
    Issue::new(Code::FrameReadable).with("source", source).with("of", of)
}

/// A frame that is in a source.
#[derive(Debug, Clone, PartialEq)]
pub struct InSource {
    /// The finding that says so.
    pub issue: Issue,
    /// How many of the last names of the frame's address are those of the source's path.
    pub shared: usize,
}

/// A map among the files of a build.
#[derive(Debug, Clone, Copy)]
pub struct MapPath<'a> {
    /// Its path relative to the build's folder.
    pub path: &'a str,
    /// As the user names it.
    pub shown: &'a str,
}

/// Which of some addresses are those of a map's sources: for each in turn, the source that has most of its path, if that is so
/// many names or more.
///
/// # Errors
/// [`Error::Read`](crate::Error::Read) when the host cannot read the file.
pub fn find_sources(
    map: &dyn Source,
    path: MapPath<'_>,
    addresses: &[(String, usize)],
) -> Result<Vec<Option<InSource>>> {
    let wanted: Vec<(String, usize)> =
        addresses.iter().map(|(url, least)| (Address::of(url).path, *least)).collect();
    let mut found: Vec<Option<InSource>> = vec![None; addresses.len()];
    let outline = Outline::read(map, &mut |_, _| {})?;
    let count = outline.source_count();
    let mut first = 0;
    while first < count {
        let end = first.saturating_add(AT_ONCE).min(count);
        let indexes: Vec<u32> = (first..end).collect();
        let names = outline.source_names(map, &indexes)?;
        for name in indexes.iter().filter_map(|index| names.of(*index)) {
            let source = SourcePath::of(&name, path);
            for ((url, least), found) in wanted.iter().zip(&mut found) {
                let best = found.as_ref().map_or(*least, |it| it.shared.saturating_add(1));
                if let Some(shared) = source.shared(url).filter(|shared| *shared >= best) {
                    let issue = readable(&source.shown, Some(path.shown));
                    *found = Some(InSource { issue, shared });
                }
            }
        }
        first = end;
    }
    Ok(found)
}

/// The path of a source from the folder of the build's user, where its name in the map is relative to the map's folder.
#[must_use]
pub fn path_of_source(name: &str, map: MapPath<'_>) -> Option<String> {
    if !name.starts_with("../") && !name.starts_with("./") {
        return None;
    }
    let path = join(map.shown, name);
    // a path of files without a folder leads nowhere
    let is_known = map.shown != map.path || !path.starts_with("../");
    is_known.then_some(path)
}

/// Where a source is.
struct SourcePath {
    /// What to call it.
    shown: String,
    /// Its path as far as it is known.
    path: String,
    /// How many of its last names another path must have to be the same.
    needed: usize,
}

impl SourcePath {
    fn of(name: &str, map: MapPath<'_>) -> Self {
        let slashes = name.replace('\\', "/");
        let is_drive = matches!(slashes.as_bytes(), [_, b':', b'/', ..]);
        if slashes.contains("://") || slashes.starts_with('/') || is_drive {
            let path = join("/", &Address::of(&slashes).path);
            let path = path.strip_prefix("/[project]").unwrap_or(&path);
            let is_rooted = slashes.starts_with("file:") || !slashes.contains("://");
            // where it was built is not where it runs
            let needed = if is_rooted { length(path).min(2) } else { known(path) };
            let shown = if is_rooted { path } else { name };
            return Self { shown: shown.to_owned(), path: path.to_owned(), needed };
        }
        let relative = Address::of(&slashes).path;
        let needed = known(&join(map.path, &relative));
        let path = join(map.shown, &relative);
        Self { shown: path.clone(), path, needed }
    }

    /// How many of its last names are those of a path, where that may be its own.
    fn shared(&self, path: &str) -> Option<usize> {
        let shared = shared(&self.path, path);
        let is_it =
            shared > 0 && shared >= self.needed.min(length(path)) && !is_in_package(path, shared);
        is_it.then_some(shared)
    }
}

/// How many names of a path are known: those behind the folders that it leaves.
fn known(path: &str) -> usize {
    super::address::names(path).take_while(|name| *name != "..").count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(sources: &[&str], map: (&str, &str), url: &str, least: usize) -> String {
        let text = serde_json::json!({
            "version": 3, "sources": sources, "names": [], "mappings": "AAAA",
        });
        let path = MapPath { path: map.0, shown: map.1 };
        let found =
            find_sources(&text.to_string().as_bytes(), path, &[(url.to_owned(), least)]).unwrap();
        match &found[0] {
            Some(it) => format!("{} {}", it.shared, it.issue.message()),
            None => "-".to_owned(),
        }
    }

    #[test]
    fn knows_the_sources_of_a_map() {
        let map = ("handler.js.map", "dist/handler.js.map");
        let says = |shared: usize, source: &str| {
            format!(
                "{shared} the frame is readable already: {source} is a source of dist/handler.js.map"
            )
        };
        for (sources, url, expected) in [
            (&["../src/handler.ts"][..], "/srv/app/src/handler.ts", says(2, "src/handler.ts")),
            (&["../src/a.ts", "../src/b.ts"], "C:\\app\\src\\b.ts", says(2, "src/b.ts")),
            (&["../src/a.ts"], "file:///srv/src/a.ts", says(2, "src/a.ts")),
            (
                &["../src/[id]/a b.ts"],
                "https://x.com/src/%5Bid%5D/a%20b.ts",
                says(3, "src/[id]/a b.ts"),
            ),
            // the console of a browser names the file alone
            (&["../src/App.tsx"], "App.tsx", says(1, "src/App.tsx")),
            (
                &["webpack://app/./src/a.ts?1f2e"],
                "webpack://app/./src/a.ts",
                says(2, "webpack://app/./src/a.ts?1f2e"),
            ),
            (&["webpack://app/./src/a.ts"], "/srv/src/a.ts", says(2, "webpack://app/./src/a.ts")),
            (
                &["turbopack:///[project]/src/a.ts"],
                "/srv/src/a.ts",
                says(2, "turbopack:///[project]/src/a.ts"),
            ),
            (
                &["file:///home/ci/work/src/a.ts"],
                "/srv/app/src/a.ts",
                says(2, "/home/ci/work/src/a.ts"),
            ),
            (
                &["../../core/src/i.ts", "../../ui/src/i.ts"],
                "/srv/ui/src/i.ts",
                says(3, "../ui/src/i.ts"),
            ),
            // others that are called so
            (&["../src/a.ts"], "/srv/lib/a.ts", "-".to_owned()),
            (&["../src/b.ts"], "/srv/src/a.ts", "-".to_owned()),
            (&["../src/a.ts"], "/srv/node_modules/x/src/a.ts", "-".to_owned()),
            (&["/home/ci/src/a.ts"], "/srv/lib/a.ts", "-".to_owned()),
            (&[], "/srv/a.ts", "-".to_owned()),
        ] {
            assert_eq!(told(sources, map, url, 1), expected, "{url}");
        }
        assert_eq!(told(&["../src/i.ts"], map, "/srv/src/i.ts", 3), "-");
        let absolute = ("core/dist/i.js.map", "/tmp/x/core/dist/i.js.map");
        assert!(told(&["../src/i.ts"], absolute, "/srv/core/src/i.ts", 1).starts_with("3 "));
        assert_eq!(told(&["../src/i.ts"], absolute, "/srv/ui/src/i.ts", 1), "-");
        let many: Vec<String> = (0..2000).map(|index| format!("src/{index}.ts")).collect();
        let many: Vec<&str> = many.iter().map(String::as_str).collect();
        assert!(told(&many, map, "/srv/src/1999.ts", 1).starts_with("2 "));
    }

    #[test]
    fn relative_names_are_told_from_where_the_map_is() {
        for (name, path, shown, expected) in [
            (
                "../src/i.ts",
                "core/dist/i.js.map",
                "packages/core/dist/i.js.map",
                Some("packages/core/src/i.ts"),
            ),
            ("../../src/a.ts", "js/a.js.map", "dist/js/a.js.map", Some("src/a.ts")),
            ("../../src/a.ts", "a.js.map", "dist/a.js.map", Some("../src/a.ts")),
            ("../../src/a.ts", "a.js.map", "a.js.map", None),
            ("src/a.ts", "js/a.js.map", "dist/js/a.js.map", None),
            ("webpack://x/./a.ts", "a.js.map", "dist/a.js.map", None),
            ("/home/a.ts", "a.js.map", "dist/a.js.map", None),
        ] {
            let told = path_of_source(name, MapPath { path, shown });
            assert_eq!(told.as_deref(), expected, "{name}");
        }
    }
}
