//! Maps that neither a link nor the whole name of a file claims; most lie in another folder than their files.

use super::Build;
use crate::build::link::{Link, decode, path_of_url};
use crate::build::script_name::{is_no_script, script_stem};

/// What speaks for a pair; the greater is the better: a [`Reason`] first, then how many folders, from the file upwards,
/// are called alike in the map's `file` and in the script's path, then the same in the map's path.
type Evidence = [usize; 3];

/// In the order of their weight.
#[derive(Debug, Clone, Copy)]
pub(super) enum Reason {
    /// `app.js.map` or `app.map`, and `app.js`.
    Name,
    /// The map's `file` is called as the script.
    File,
    /// The map is called as the script's link says, though it is not at that place.
    Link,
    /// The same as `Name`, in one folder.
    Beside,
}

/// The best of several, as long as it is alone.
#[derive(Debug, Clone, Copy, Default)]
struct Best {
    best: Option<(Evidence, usize)>,
    is_shared: bool,
}

impl Best {
    fn take(&mut self, evidence: Evidence, index: usize) {
        match self.best {
            Some((best, _)) if best > evidence => {}
            Some((best, _)) if best == evidence => self.is_shared = true,
            _ => *self = Self { best: Some((evidence, index)), is_shared: false },
        }
    }

    fn is_beside(self) -> bool {
        self.best.is_some_and(|([reason, ..], _)| reason == Reason::Beside as usize)
    }

    fn only(self) -> Option<usize> {
        self.best.filter(|_| !self.is_shared).map(|(_, index)| index)
    }
}

impl Build<'_> {
    /// Pairs a map and a script that are each other's best, where no other is as good. Weaker reasons than `least` do
    /// not count.
    pub(super) fn pair_elsewhere(&mut self, least: Reason) {
        let mut best = vec![Best::default(); self.files.len()];
        let lone = self.lone_scripts();
        for map in 0..self.files.len() {
            if !self.is_free(map) {
                continue;
            }
            let mut candidates = self.candidates(map, &lone);
            candidates.retain(|([reason, ..], _)| *reason >= least as usize);
            let mut best_of_map = Best::default();
            for (evidence, script) in &candidates {
                best_of_map.take(*evidence, *script);
            }
            if self.is_of_other(map, best_of_map) {
                self.set(map, |state| state.is_of_no_script = true);
                continue;
            }
            for (evidence, script) in candidates {
                best.get_mut(script).into_iter().for_each(|best| best.take(evidence, map));
            }
            best.get_mut(map).into_iter().for_each(|slot| *slot = best_of_map);
        }
        let best_of = |index: usize| best.get(index).copied().unwrap_or_default();
        for map in 0..self.files.len() {
            let Some(script) = best_of(map).only().filter(|_| self.is_free(map)) else { continue };
            if best_of(script).only() == Some(map) {
                self.join(script, map);
                self.set(map, |state| state.is_elsewhere = !best_of(map).is_beside());
            }
        }
    }

    /// The scripts that have no map.
    pub(super) fn lone_scripts(&self) -> Vec<usize> {
        let mut lone: Vec<usize> = (0..self.files.len()).collect();
        lone.retain(|script| self.is_lone(*script));
        lone
    }

    /// Those of some scripts that a map may be of.
    pub(super) fn candidates(&self, map: usize, scripts: &[usize]) -> Vec<(Evidence, usize)> {
        let stem = self.path(map).strip_suffix(".map").unwrap_or_default();
        let sought = Sought { map: split(stem), file: split(self.file(map)) };
        let mut found = Vec::new();
        for script in scripts {
            let evidence = sought.evidence(self.path(*script), self.link(*script));
            found.extend(evidence.map(|evidence| (evidence, *script)));
        }
        found
    }

    /// Whether its `file` is one that no browser runs, or a style sheet lies beside it and no script that may be its own.
    fn is_of_other(&self, map: usize, best: Best) -> bool {
        let stem = self.path(map).strip_suffix(".map").unwrap_or_default();
        is_no_script(self.file(map))
            || (!best.is_beside() && self.find(&[stem, ".css"].concat()).is_some())
    }

    /// The `file` of a map, as far as it is known.
    fn file(&self, map: usize) -> &str {
        let file = self.files.get(map).and_then(|map| map.file.as_deref()).unwrap_or_default();
        path_of_url(file)
    }
}

/// What a script is sought by: folders and names.
struct Sought<'a> {
    /// Of the map, `.map` left out.
    map: (&'a str, &'a str),
    /// Of the map's `file`.
    file: (&'a str, &'a str),
}

impl Sought<'_> {
    fn evidence(&self, path: &str, link: Option<&Link>) -> Option<Evidence> {
        let ((map_folder, map_name), (file_folder, file_name)) = (self.map, self.file);
        let stem = script_stem(path)?;
        // most scripts are others: they are not to cost more than a look
        let is_named = path.ends_with(map_name) || stem.ends_with(map_name);
        let is_of_file = !file_name.is_empty() && path.ends_with(file_name);
        let is_linked_perhaps = match link {
            Some(Link::Url(url)) => url
                .strip_suffix(".map")
                .is_none_or(|url| url.ends_with(map_name) || url.contains('%')),
            _ => false,
        };
        if !is_named && !is_of_file && !is_linked_perhaps {
            return None;
        }
        let (folder, name) = split(path);
        let is_named = is_named && (map_name == name || map_name == split(stem).1);
        let reason = match link {
            Some(Link::Inline | Link::Evaluated) => return None,
            Some(Link::Url(url)) if is_linked(url, map_name) => Reason::Link,
            _ if is_named && folder == map_folder => Reason::Beside,
            _ if file_name == name => Reason::File,
            _ if is_named => Reason::Name,
            _ => return None,
        };
        let of_file = common_folders(file_folder, folder);
        Some([reason as usize, of_file, common_folders(map_folder, folder)])
    }
}

/// Whether a link names a map of this name, `.map` left out.
fn is_linked(url: &str, name: &str) -> bool {
    decode(split(path_of_url(url)).1).strip_suffix(".map") == Some(name)
}

/// The folder and the name of a file.
fn split(path: &str) -> (&str, &str) {
    path.rsplit_once('/').unwrap_or(("", path))
}

/// How many folders are called alike in two paths, from the last upwards.
fn common_folders(one: &str, other: &str) -> usize {
    let (mut one, mut other) = (one, other);
    let mut count = 0;
    while !one.is_empty() {
        let ((above, name), (other_above, other_name)) = (split(one), split(other));
        if name != other_name {
            break;
        }
        count += 1;
        (one, other) = (above, other_above);
    }
    count
}
