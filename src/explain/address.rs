//! Addresses and paths, as far as they tell files apart.

use crate::build::link::decode;

/// An address without query and fragment, percent-decoded.
pub(crate) struct Address {
    /// `host:port`, in small letters; `None` for a path.
    pub host: Option<String>,
    pub path: String,
}

impl Address {
    pub fn of(url: &str) -> Self {
        let url = url.split(['?', '#']).next().unwrap_or(url).replace('\\', "/");
        let url = decode(&url);
        let rest = url.split_once("://").map(|(_, rest)| rest).or(url.strip_prefix("//"));
        match rest {
            Some(rest) => {
                let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
                Self { host: Some(host.to_ascii_lowercase()), path: ["/", path].concat() }
            }
            None => Self { host: None, path: url.into_owned() },
        }
    }

    /// Whether it is the address that a file is uploaded under.
    pub fn is(&self, uploaded: &str) -> bool {
        let uploaded = Self::of(uploaded);
        self.path == uploaded.path && (uploaded.host.is_none() || self.host == uploaded.host)
    }
}

/// The names in a path, the last one first.
pub(super) fn names(path: &str) -> impl Iterator<Item = &str> {
    path.rsplit('/').filter(|name| !matches!(*name, "" | "."))
}

/// The last name in a path.
pub(crate) fn base(path: &str) -> &str {
    names(path).next().unwrap_or_default()
}

/// How many names there are in a path.
pub(super) fn length(path: &str) -> usize {
    names(path).count()
}

/// How many of the last names two paths have in common.
pub(super) fn shared(one: &str, other: &str) -> usize {
    names(one).zip(names(other)).take_while(|(one, other)| one == other).count()
}

/// Whether a path lies in a package of npm by what stands before so many of its last names.
pub(super) fn is_in_package(path: &str, last: usize) -> bool {
    names(path).skip(last).any(|name| name == "node_modules")
}

/// A path that is relative to the folder of a file, without `.` and, as far as there are folders to leave, `..`.
pub(super) fn join(file: &str, relative: &str) -> String {
    let folder = file.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut names: Vec<&str> = Vec::new();
    for name in folder.split('/').chain(relative.split('/')) {
        match name {
            "" | "." => {}
            ".." if names.last().is_some_and(|last| *last != "..") => drop(names.pop()),
            name => names.push(name),
        }
    }
    let root = if file.starts_with('/') { "/" } else { "" };
    [root, &names.join("/")].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn joins_and_compares() {
        for (file, relative, expected) in [
            ("dist/a.js.map", "../src/a.ts", "src/a.ts"),
            ("a.js.map", "../../src/./a.ts", "../../src/a.ts"),
            ("/x/dist/js/a.js.map", "../../src/a.ts", "/x/src/a.ts"),
            ("./dist/a.js.map", "a.ts", "dist/a.ts"),
        ] {
            assert_eq!(join(file, relative), expected);
        }
        assert_eq!(shared("/srv/app/js/a.js", "dist/js/a.js"), 2);
        assert_eq!(shared("/a.js", "./a.js"), 1);
        assert_eq!(shared("/a.js", "/b.js"), 0);
        assert!(is_in_package("/srv/node_modules/x/a.js", 1));
        assert!(!is_in_package("/srv/node_modules/x/a.js", 3));
    }
}
