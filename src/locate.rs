//! Which file of a build a stack frame speaks of.

use crate::issue::{Code, Issue};
use crate::link::decode;
use crate::nearest::nearest;

/// A minified file of the build.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServedFile {
    /// Its path relative to the build's folder; separators are slashes.
    pub path: String,
    /// The address it is uploaded under, where a prefix is known.
    pub url: Option<String>,
}

/// How many files an ambiguous frame names.
const TOLD: usize = 3;

/// The file that is served at a frame's address, by its index.
///
/// With a prefix the whole address counts, as it does for Datadog; a prefix that is only a path stands for every host. Without
/// one, the file whose path has most of the address's last segments.
///
/// # Errors
/// The finding that says why there is none.
pub fn locate(url: &str, files: &[ServedFile]) -> Result<usize, Box<Issue>> {
    let wanted = Address::of(url);
    let known = |file: &ServedFile| file.url.as_deref().is_some_and(|url| wanted.is(url));
    if let Some(index) = files.iter().position(known) {
        return Ok(index);
    }
    let shared = |file: &ServedFile| {
        let ends = wanted.path.rsplit('/').zip(file.path.rsplit('/'));
        ends.take_while(|(one, other)| one == other).count()
    };
    let most = files.iter().map(shared).max().unwrap_or_default();
    if most == 0 {
        let base = |path: &str| path.rsplit('/').next().unwrap_or_default().to_owned();
        let names: Vec<String> = files.iter().map(|file| base(&file.path)).collect();
        let close = nearest(&base(&wanted.path), names.iter().map(String::as_str));
        let suggestion = close.map_or(String::new(), |name| format!("; there is {name}"));
        return Err(found(Code::FrameNoFile, url, |issue| issue.with("suggestion", suggestion)));
    }
    let mut best = files.iter().enumerate().filter(|(_, file)| shared(file) == most);
    let Some((index, file)) = best.next() else {
        return Err(found(Code::FrameNoFile, url, |it| it));
    };
    let others: Vec<&str> = best.map(|(_, file)| file.path.as_str()).collect();
    if !others.is_empty() {
        let told: Vec<&str> =
            [file.path.as_str()].into_iter().chain(others.iter().copied()).take(TOLD).collect();
        let more = if others.len() >= TOLD { ", …" } else { "" };
        let told = format!("{}{more}", told.join(", "));
        return Err(found(Code::FrameAmbiguous, url, |issue| issue.with("files", told)));
    }
    match &file.url {
        None => Ok(index),
        // another site's index.js is not ours, only for its name; what a person wrote in short is
        Some(_) if wanted.host.is_none() && !wanted.path.contains('/') => Ok(index),
        Some(_) if most < file.path.split('/').count() => {
            Err(found(Code::FrameNoFile, url, |issue| {
                issue.with("suggestion", format!("; there is {}", file.path))
            }))
        }
        Some(expected) => Err(found(Code::FramePrefixDiffers, url, |issue| {
            issue.with("file", file.path.as_str()).with("expected", expected.as_str())
        })),
    }
}

fn found(code: Code, url: &str, more: impl FnOnce(Issue) -> Issue) -> Box<Issue> {
    Box::new(more(Issue::new(code).with("url", url)))
}

/// An address, as far as it tells files apart: no query, no fragment.
struct Address {
    /// `host:port`, in lower case; `None` for a path.
    host: Option<String>,
    path: String,
}

impl Address {
    fn of(url: &str) -> Self {
        let url = url.split(['?', '#']).next().unwrap_or(url).replace('\\', "/");
        let url = decode(&url);
        let rest = url.split_once("://").map(|(_, rest)| rest).or(url.strip_prefix("//"));
        match rest {
            Some(rest) => {
                let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
                Self { host: Some(host.to_ascii_lowercase()), path: format!("/{path}") }
            }
            None => Self { host: None, path: url.into_owned() },
        }
    }

    /// Whether it is the address that a file is uploaded under.
    fn is(&self, uploaded: &str) -> bool {
        let uploaded = Self::of(uploaded);
        self.path == uploaded.path && (uploaded.host.is_none() || self.host == uploaded.host)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn located(url: &str, files: &[(&str, Option<&str>)]) -> String {
        let files: Vec<ServedFile> = files
            .iter()
            .map(|(path, url)| ServedFile { path: (*path).to_owned(), url: url.map(str::to_owned) })
            .collect();
        match locate(url, &files) {
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
}
