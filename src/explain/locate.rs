//! Which file of a build a stack frame speaks of.

use super::address::{Address, base, is_in_package, length, shared};
use super::other_build::is_of_other_build;
use super::sources::{is_module, is_source, readable};
use crate::finding::{Code, Issue};
use crate::nearest::nearest;

/// A minified file of the build.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ServedFile {
    /// Its path relative to the build's folder; separators are slashes.
    pub path: String,
    /// The same with the build's folder before it, as the user names that.
    pub shown: Option<String>,
    /// The address it is uploaded under, where a prefix is known.
    pub url: Option<String>,
    /// Whether it has a map.
    pub has_map: bool,
}

/// What a frame's address leads to.
#[derive(Debug, Clone, PartialEq)]
pub struct Located {
    /// The file, by its index, or the finding that says why there is none.
    pub file: Result<usize, Box<Issue>>,
    /// Whether the address is that of a source, whichever it is: the frame is readable already.
    pub is_source: bool,
    /// A source is meant rather than this if at least so many of its path's last names are the address's; `None` where this is
    /// sure.
    pub least: Option<usize>,
}

/// How many files an ambiguous frame names.
const TOLD: usize = 3;

/// The file that is served at a frame's address.
///
/// With a prefix the whole address counts, as it does for Datadog; a prefix that is only a path stands for every host. Without one,
/// it is the file whose path ends in most of the names that the address ends in. These must be all names of one of the two: another
/// folder's `index.js` is another file. A name with a hash in it says enough by itself.
#[must_use]
pub fn locate(url: &str, files: &[ServedFile]) -> Located {
    let wanted = Address::of(url);
    if is_module(url) {
        return no_file(url, &wanted, files);
    }
    let known = |file: &ServedFile| file.url.as_deref().is_some_and(|url| wanted.is(url));
    if let Some(index) = files.iter().position(known) {
        let least = files.get(index).filter(|file| !file.has_map).map(|_| length(&wanted.path));
        return Located { file: Ok(index), is_source: false, least };
    }
    let candidates: Vec<Candidate<'_>> =
        files.iter().enumerate().filter_map(|it| Candidate::of(it, &wanted)).collect();
    let best = candidates.iter().map(Candidate::rank).max();
    let mut best = candidates.iter().filter(|candidate| Some(candidate.rank()) == best);
    let Some(one) = best.next() else { return no_file(url, &wanted, files) };
    let others: Vec<&ServedFile> = best.map(|candidate| candidate.file).collect();
    // files of two folders may have one name
    let is_shared = others.iter().any(|other| other.path == one.file.path);
    let name = |file: &&'_ ServedFile| {
        let shown = file.shown.clone().filter(|_| is_shared);
        shown.unwrap_or_else(|| file.path.clone())
    };
    let least = one.shared.saturating_add(1);
    let failed = |issue| Located { file: Err(issue), is_source: false, least: Some(least) };
    if !others.is_empty() {
        let told: Vec<String> =
            std::iter::once(&one.file).chain(&others).take(TOLD).map(name).collect();
        let more = if others.len() >= TOLD { ", …" } else { "" };
        let told = [told.join(", ").as_str(), more].concat();
        return failed(found(Code::FrameAmbiguous, url, |issue| issue.with("files", told)));
    }
    let is_short = wanted.host.is_none() && !wanted.path.contains('/');
    match &one.file.url {
        // what a person wrote in short is no address
        Some(expected) if !is_short => {
            if one.shared < length(&one.file.path) {
                return no_file(url, &wanted, files);
            }
            failed(found(Code::FramePrefixDiffers, url, |issue| {
                issue.with("file", one.file.path.as_str()).with("expected", expected.as_str())
            }))
        }
        _ => {
            let is_doubtful = one.shared == 1 && length(&wanted.path) > 1;
            let least = match one.file.has_map {
                true => is_doubtful.then_some(least),
                false => Some(one.shared),
            };
            Located { file: Ok(one.index), is_source: false, least }
        }
    }
}

/// A file that may be meant.
struct Candidate<'a> {
    index: usize,
    file: &'a ServedFile,
    /// How many of the last names of its path, as the user names it, are those of the address.
    shared: usize,
}

impl<'a> Candidate<'a> {
    fn of((index, file): (usize, &'a ServedFile), wanted: &Address) -> Option<Self> {
        let shared = file.shared(&wanted.path);
        let needed = length(&file.path).min(length(&wanted.path));
        let fits = shared > 0
            && (shared >= needed || is_hashed(base(&file.path)))
            && !is_in_package(&wanted.path, shared);
        fits.then_some(Self { index, file, shared })
    }

    /// The greater, the likelier.
    fn rank(&self) -> (usize, bool) {
        (self.shared, self.shared >= length(&self.file.path))
    }
}

impl ServedFile {
    fn full(&self) -> &str {
        self.shown.as_deref().unwrap_or(&self.path)
    }

    /// How many of the last names of its path are those of an address.
    fn shared(&self, path: &str) -> usize {
        shared(self.full(), path).max(shared(&self.path, path))
    }
}

/// Whether no other file will be called so: it has the hash of what is in it in its name.
fn is_hashed(name: &str) -> bool {
    let hash = |part: &str| {
        part.len() >= 8
            && part.bytes().all(|byte| byte.is_ascii_alphanumeric())
            && part.bytes().any(|byte| byte.is_ascii_digit())
            && part.bytes().any(|byte| byte.is_ascii_alphabetic())
    };
    name.split(['-', '.', '_']).any(hash)
}

/// Why no file is found: it is one of another build, a source, or not the build's.
fn no_file(url: &str, wanted: &Address, files: &[ServedFile]) -> Located {
    if is_source(url) {
        let issue = Box::new(readable(url, None));
        return Located { file: Err(issue), is_source: true, least: Some(1) };
    }
    let name = base(&wanted.path);
    let is_beside = |file: &ServedFile| {
        let folder = |path: &str| path.rsplit_once('/').map_or("", |(folder, _)| folder).to_owned();
        let (own, other) = (folder(&file.path), folder(&wanted.path));
        let needed = length(&own).min(length(&other));
        shared(&own, &other).max(shared(&folder(file.full()), &other)) >= needed
    };
    let is_ours = |file: &&ServedFile| {
        file.url.as_deref().is_none_or(|url| {
            let host = Address::of(url).host;
            host.is_none() || host == wanted.host || wanted.host.is_none()
        })
    };
    let other = files.iter().filter(is_ours).find(|file| {
        is_of_other_build(name, base(&file.path))
            && is_beside(file)
            && !is_in_package(&wanted.path, 1)
    });
    let issue = match other {
        Some(other) => found(Code::FrameOtherBuild, url, |issue| {
            issue.with("name", name).with("file", other.path.as_str())
        }),
        None => {
            let same = files.iter().find(|file| base(&file.path) == name);
            let named = || nearest(name, files.iter().map(|file| base(&file.path)));
            let close = same.map(|file| file.path.as_str()).or_else(named);
            let suggestion = close.map_or(String::new(), |name| ["; there is ", name].concat());
            found(Code::FrameNoFile, url, |issue| issue.with("suggestion", suggestion))
        }
    };
    Located { file: Err(issue), is_source: false, least: Some(1) }
}

fn found(code: Code, url: &str, more: impl FnOnce(Issue) -> Issue) -> Box<Issue> {
    Box::new(more(Issue::new(code).with("url", url)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn located(url: &str, files: &[(&str, Option<&str>)]) -> String {
        let files: Vec<ServedFile> = files
            .iter()
            .map(|(path, url)| ServedFile {
                path: (*path).to_owned(),
                url: url.map(str::to_owned),
                has_map: true,
                ..ServedFile::default()
            })
            .collect();
        match locate(url, &files).file {
            Ok(index) => files[index].path.clone(),
            Err(issue) => format!("{} {}", issue.code.name(), issue.message()),
        }
    }

    #[test]
    fn by_address_where_there_is_a_prefix() {
        let files = [
            ("js/a.js", Some("https://x.com/s/js/a.js")),
            ("b.js", Some("/s/b.js")),
            ("c.js", Some("//cdn.com/c.js")),
        ];
        for (url, expected) in [
            ("https://x.com/s/js/a.js", "js/a.js"),
            ("https://X.com/s/js/a.js?v=1#x", "js/a.js"),
            ("http://any.host:8080/s/b.js", "b.js"),
            ("https://cdn.com/c.js", "c.js"),
        ] {
            assert_eq!(located(url, &files), expected, "{url}");
        }
        assert_eq!(
            located("https://x.com/js/a.js", &files),
            "frame-prefix-differs js/a.js is served at https://x.com/js/a.js, but would be uploaded under https://x.com/s/js/a.js"
        );
        assert_eq!(
            located("https://tags.com/a.js", &files),
            "frame-no-file no file of the build is served at https://tags.com/a.js; there is js/a.js"
        );
        assert_eq!(located("a.js", &files), "js/a.js");
        // a path is uploaded as it is, and written in a trace as browsers encode it
        let files = [("ä b.js", Some("/s/ä b.js"))];
        assert_eq!(located("https://x.com/s/%C3%A4%20b.js", &files), "ä b.js");
        let files = [("ä b.js", Some("https://x.com/%C3%A4%20b.js"))];
        assert_eq!(located("https://x.com/%C3%A4%20b.js", &files), "ä b.js");
    }

    #[test]
    fn by_the_last_segments_where_there_is_none() {
        let files = [("js/a.js", None), ("x/a.js", None), ("main.123.js", None)];
        assert_eq!(located("https://x.com/js/a.js", &files), "js/a.js");
        assert_eq!(located("C:\\app\\x\\a.js", &files), "x/a.js");
        assert!(located("https://x.com/a.js", &files).starts_with("frame-ambiguous"));
        assert_eq!(
            located("https://x.com/main.124.js", &files),
            "frame-no-file no file of the build is served at https://x.com/main.124.js; there is main.123.js"
        );
    }

    /// What an address leads to in files of these paths, as the user names them with the folder before a bar.
    fn found_in(url: &str, files: &[&str]) -> String {
        let served = |file: &&str| {
            let (file, has_map) = file.strip_suffix(" -").map_or((*file, true), |it| (it, false));
            let (folder, path) = file.split_once('|').unwrap_or(("", file));
            ServedFile {
                path: path.to_owned(),
                shown: Some(format!("{folder}{path}")),
                url: None,
                has_map,
            }
        };
        let files: Vec<ServedFile> = files.iter().map(served).collect();
        let located = locate(url, &files);
        let least = located.least.map(|least| format!(" unless {least}")).unwrap_or_default();
        match located.file {
            Ok(index) => format!("{}{least}", files[index].path),
            Err(issue) if issue.code == Code::FrameNoFile => "-".to_owned(),
            Err(issue) => issue.code.name().to_owned(),
        }
    }

    #[test]
    fn more_of_the_path_counts_than_its_last_name() {
        for (url, files, expected) in [
            ("/app/node_modules/@acme/other/dist/index.js", &["build/|server/index.js"][..], "-"),
            ("/app/node_modules/@acme/other/dist/index.js", &["build/server/|index.js"], "-"),
            (
                "/app/node_modules/x/index.js",
                &["|node_modules/x/index.js"],
                "node_modules/x/index.js",
            ),
            ("/app/node_modules/x/index.js", &["node_modules/x/|index.js"], "index.js"),
            ("/srv/app/build/server/index.js", &["build/|server/index.js"], "server/index.js"),
            ("/var/task/index.js", &["build/server/|index.js"], "index.js unless 2"),
            ("/var/task/server/index.js", &["build/|server/index.js"], "server/index.js"),
            ("/var/lib/index.js", &["build/|server/index.js"], "-"),
            ("https://x.com/app.js", &["dist/|js/app.js"], "js/app.js"),
            ("https://x.com/v2/app.js", &["dist/|js/app.js"], "-"),
            (
                "https://x.com/v2/app-3f2a91bc.js",
                &["dist/|js/app-3f2a91bc.js"],
                "js/app-3f2a91bc.js unless 2",
            ),
            ("https://x.com/app.js", &["dist/|js/app.js", "dist/|app.js"], "app.js"),
            ("https://x.com/app.js", &["dist/|js/app.js", "dist/|lib/app.js"], "frame-ambiguous"),
            ("https://x.com/two/app.js", &["one/|app.js", "two/|app.js"], "app.js"),
            (
                "https://x.com/js/%5Bid%5D/(a)/app.js",
                &["dist/|js/[id]/(a)/app.js"],
                "js/[id]/(a)/app.js",
            ),
            ("https://x.com/js/[id]/app.js", &["dist/|js/[id]/app.js"], "js/[id]/app.js"),
            // a file of the sources' folder may be a source of another file's map
            ("/srv/src/app.js", &["|src/app.js -", "|dist/app.js"], "src/app.js unless 2"),
            (
                "https://x.com/assets/index-rZ8xq0Lm.js",
                &["dist/|assets/index-B8vT2c1d.js"],
                "frame-other-build",
            ),
            (
                "https://x.com/assets/index-rZ8xq0Lm.js",
                &["dist/assets/|index-B8vT2c1d.js"],
                "frame-other-build",
            ),
            ("https://tags.com/v3/index-rZ8xq0Lm.js", &["dist/|assets/index-B8vT2c1d.js"], "-"),
            ("https://x.com/src/app.ts", &["dist/|app.js"], "frame-readable"),
            ("webpack://app/./src/app.js", &["dist/|a.js"], "frame-readable"),
            ("webpack-internal:///./src/app.js", &["dist/|a.js"], "frame-readable"),
            ("webpack-internal:///(rsc)/./app/page.tsx", &["dist/|a.js"], "frame-readable"),
            // no file is served at such an address, whatever it is called
            ("webpack-internal:///./app.js", &["dist/|app.js"], "frame-readable"),
            ("webpack://app/./app.js", &["dist/|app.js"], "frame-readable"),
            ("webpack-internal:///417", &["dist/|a.js"], "-"),
            ("webpack-internal:///", &["dist/|a.js"], "-"),
        ] {
            assert_eq!(found_in(url, files), expected, "{url} {files:?}");
        }
    }

    #[test]
    fn another_build_is_said_as_what_it_is() {
        let files = [("assets/index-B8vT2c1d.js", Some("https://x.com/assets/index-B8vT2c1d.js"))];
        assert_eq!(
            located("https://x.com/assets/index-rZ8xq0Lm.js", &files),
            "frame-other-build index-rZ8xq0Lm.js is a file of another build: this one has assets/index-B8vT2c1d.js, which differs from it by the hash alone"
        );
        assert!(
            located("https://cdn.com/assets/index-rZ8xq0Lm.js", &files)
                .starts_with("frame-no-file")
        );
    }
}
