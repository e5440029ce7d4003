//! [`Index`]: the files of a build by their paths.

use super::PlanFile;
use crate::sorted_indices::order;

/// The indices of files, in the order of their paths.
#[derive(Debug, Default)]
pub(super) struct Index(Vec<usize>);

impl Index {
    pub fn of(files: &[PlanFile]) -> Self {
        Self(order(files.len(), &|one, other| path(files, one) < path(files, other)))
    }

    /// Those of some files whose names others of all files have, too.
    pub fn shared<'a>(
        &self,
        files: &'a [PlanFile],
        some: &'a [usize],
    ) -> impl Iterator<Item = usize> + use<'a, '_> {
        some.iter().copied().filter(move |id| self.at(files, path(files, *id)).len() > 1)
    }

    /// All files at a path.
    #[inline(never)]
    fn at(&self, files: &[PlanFile], wanted: &str) -> &[usize] {
        let end = self.0.partition_point(|index| path(files, *index) <= wanted);
        let start = self.0.partition_point(|index| path(files, *index) < wanted);
        self.0.get(start..end).unwrap_or_default()
    }

    /// The file at a path, as seen from a file in that folder of those given; of several, the one that was given last. What lies in
    /// another of these is of another build, unless it was named: then the user says that it belongs to all, if it is the only one.
    #[inline(never)]
    pub fn find(&self, files: &[PlanFile], root: usize, wanted: &str) -> Option<usize> {
        let (mut own, mut named, mut count) = (None, None, 0);
        for id in self.at(files, wanted) {
            let Some(file) = files.get(*id) else { continue };
            if file.root == root {
                own = own.max(Some(*id));
            } else if !file.found {
                named = Some(*id);
                count += 1;
            }
        }
        own.or(named.filter(|_| count == 1))
    }
}

fn path(files: &[PlanFile], index: usize) -> &str {
    files.get(index).map_or("", |file| &file.name)
}

/// The folder of a path, with a slash at its end, or empty.
pub(super) fn folder(path: &str) -> &str {
    path.rfind('/').and_then(|at| path.get(..=at)).unwrap_or_default()
}

/// The folder above a folder.
pub(super) fn above(folder_path: &str) -> &str {
    folder(folder_path.strip_suffix('/').unwrap_or_default())
}

/// The last segment of a path.
pub(super) fn base(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}
