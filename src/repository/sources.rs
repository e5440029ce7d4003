//! A map's `sources` in place of git's list of files, for who gives repository and commit by hand.

use std::collections::HashSet;

use super::url::is_drive_path;

/// The `sources` of a map as file paths, each once, in their order; and the sources that were left out because
/// they are absolute paths, which no repository contains.
///
/// Scheme and leading `./` go, the host of `webpack://app/a.ts` becomes the first directory. What climbs out
/// with `..` is followed from `map_dir`, the map's directory, and named relative to `cwd`, an absolute path. A
/// relative `map_dir` begins at `cwd`.
#[must_use]
pub fn sources_as_files(
    sources: &[Option<String>],
    map_dir: &str,
    cwd: &str,
) -> (Vec<String>, Vec<String>) {
    let mut seen = HashSet::new();
    let mut files = Vec::new();
    let mut absolute = Vec::new();
    for source in sources.iter().flatten() {
        match as_file(source, map_dir, cwd) {
            Some(file) if file.is_empty() => {}
            Some(file) => {
                if seen.insert(file.clone()) {
                    files.push(file);
                }
            }
            None => absolute.push(source.clone()),
        }
    }
    (files, absolute)
}

/// The path of one source; `None` when it is absolute.
fn as_file(source: &str, map_dir: &str, cwd: &str) -> Option<String> {
    let path = without_scheme(source)?;
    let path = path.trim_start_matches("./");
    if path.starts_with(['/', '\\']) || is_drive_path(path) {
        return None;
    }
    if path.split(['/', '\\']).next() != Some("..") {
        return Some(path.to_owned());
    }
    let cwd = Place::root().then(cwd);
    let target = cwd.clone().then(map_dir).then(path);
    target.relative_to(&cwd)
}

/// `webpack://app/a.ts` as `app/a.ts`, `webpack:///a.ts` as `a.ts`; `None` for a `file:` URL.
fn without_scheme(source: &str) -> Option<String> {
    let Some((scheme, rest)) = source.split_once("://").filter(|(scheme, _)| is_scheme(scheme))
    else {
        return Some(source.to_owned());
    };
    if scheme.eq_ignore_ascii_case("file") {
        return None;
    }
    let at = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (host, path) = rest.split_at_checked(at)?;
    let path = path.strip_prefix('/').unwrap_or(path);
    Some(if host.is_empty() { path.to_owned() } else { format!("{host}/{path}") })
}

fn is_scheme(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_alphabetic())
        && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'))
}

/// An absolute path, in steps. Windows and Unix paths alike; backslashes are separators.
#[derive(Clone)]
struct Place {
    /// `c:`, or nothing.
    drive: String,
    steps: Vec<String>,
}

impl Place {
    fn root() -> Self {
        Self { drive: String::new(), steps: Vec::new() }
    }

    /// The place a path leads to from here. As in a shell, `..` stays in the root.
    fn then(mut self, path: &str) -> Self {
        let mut rest = path;
        if is_drive_path(path)
            && let Some((drive, path)) = path.split_once(':')
        {
            self.drive = drive.to_ascii_lowercase();
            rest = path;
        }
        if rest.starts_with(['/', '\\']) {
            self.steps.clear();
        }
        for step in rest.split(['/', '\\']) {
            match step {
                "" | "." => {}
                ".." => {
                    self.steps.pop();
                }
                _ => self.steps.push(step.to_owned()),
            }
        }
        self
    }

    /// The way here from another place; `None` from another drive.
    fn relative_to(&self, from: &Self) -> Option<String> {
        if self.drive != from.drive {
            return None;
        }
        let is_same = |(a, b): &(&String, &String)| {
            // the names of Windows do not tell case apart
            if self.drive.is_empty() { a == b } else { a.eq_ignore_ascii_case(b) }
        };
        let shared = self.steps.iter().zip(&from.steps).take_while(is_same).count();
        let up = from.steps.iter().skip(shared).map(|_| "..");
        let down = self.steps.iter().skip(shared).map(String::as_str);
        Some(up.chain(down).collect::<Vec<_>>().join("/"))
    }
}
