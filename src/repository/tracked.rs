//! [`TrackedFiles`]: the files of a repository, found by name.

use std::collections::{HashMap, HashSet};

/// The files git tracks, as paths relative to the top of the repository, in git's order.
///
/// Made once and asked once per map: a question costs as much as the map has sources.
#[derive(Debug, Clone, Default)]
pub struct TrackedFiles {
    paths: Vec<String>,
    /// Places in `paths`, rising.
    by_name: HashMap<Box<str>, Vec<usize>>,
}

impl TrackedFiles {
    /// Reads the output of `git ls-files -z`: paths that each end in a zero byte. What is not UTF-8 in a
    /// path becomes U+FFFD. The path of a file in conflict, which git lists once per side, is taken once.
    #[must_use]
    pub fn parse(ls_files_z: &[u8]) -> Self {
        let mut tracked = Self::default();
        for path in ls_files_z.split(|byte| *byte == 0).filter(|path| !path.is_empty()) {
            tracked.add(String::from_utf8_lossy(path).into_owned());
        }
        tracked
    }

    fn add(&mut self, path: String) {
        if self.paths.last() == Some(&path) {
            return;
        }
        let name = after_last(&path, &['/']);
        let place = self.paths.len();
        match self.by_name.get_mut(name) {
            Some(places) => places.push(place),
            None => {
                self.by_name.insert(name.into(), vec![place]);
            }
        }
        self.paths.push(path);
    }

    /// Every tracked path, in git's order.
    #[must_use]
    pub fn paths(&self) -> &[String] {
        &self.paths
    }

    /// The tracked files that have the name of one of a map's `sources`: in the order of the sources, and in
    /// git's order where several files share a name. Each name is listed once.
    #[must_use]
    pub fn matching(&self, sources: &[Option<String>]) -> Vec<&str> {
        let mut seen = HashSet::new();
        let mut matching = Vec::new();
        for source in sources.iter().flatten() {
            let Some((name, places)) =
                names(source).into_iter().find_map(|name| self.by_name.get_key_value(name))
            else {
                continue;
            };
            if seen.insert(name) {
                let paths = places.iter().filter_map(|place| self.paths.get(*place));
                matching.extend(paths.map(String::as_str));
            }
        }
        matching
    }
}

/// The file name of a source, by every reading of its marks, the likeliest first.
fn names(source: &str) -> [&str; 4] {
    let name = after_last(source, &['/']);
    [
        // `webpack://app/./src/a.ts?1234`
        before_query(name),
        // `src/really?.ts`
        name,
        // `C:\src\a.ts`, `webpack://app/.\src\a.ts?1234`
        before_query(after_last(source, &['/', '\\'])),
        // `src/App.vue?vue&src=/x`
        after_last(source.split_once('?').map_or(source, |(path, _)| path), &['/', '\\']),
    ]
}

fn after_last<'a>(text: &'a str, marks: &[char]) -> &'a str {
    text.rsplit(marks).next().unwrap_or(text)
}

/// The name up to its last `?`.
fn before_query(name: &str) -> &str {
    name.rsplit_once('?').map_or(name, |(path, _)| path)
}
