//! What the files of a build say of others that lie beside or below them.

use super::PlanFile;
use super::index::{Index, above, base, folder};
use crate::error::Result;
use crate::source::Source;
use crate::types::{Reach, Said, Sidecar, TYPES};

/// What was read of files that say something of others.
#[derive(Debug, Default)]
pub(super) struct Sidecars {
    /// By the indices of the files; `None` for one that can't be read.
    read: Vec<(usize, Option<Said>)>,
}

/// What a sidecar says.
pub(super) enum Answer<'a> {
    /// There is none.
    Nothing,
    /// This.
    Said(&'a Said),
    /// This one can't be read.
    Failed(usize),
}

/// Whether a file is called as one of a type's sidecars is.
pub(super) fn is_sidecar(path: &str) -> bool {
    TYPES.iter().flat_map(|known| known.sidecars).any(|sidecar| is_one(sidecar, path))
}

fn is_one(sidecar: &Sidecar, path: &str) -> bool {
    let is_inside = |ending: &&str| folder(path).split('/').any(|name| name.ends_with(*ending));
    sidecar.names.contains(&base(path)) && !sidecar.not_in.iter().any(is_inside)
}

impl Sidecars {
    /// Reads a file as all the sidecars that it may be.
    pub fn read(&mut self, id: usize, path: &str, source: &dyn Source) -> Result<()> {
        let mut all = Said::default();
        let mut known: Vec<&[&str]> = Vec::new();
        for sidecar in TYPES.iter().flat_map(|known| known.sidecars) {
            // types share them
            if !is_one(sidecar, path) || known.contains(&sidecar.names) {
                continue;
            }
            known.push(sidecar.names);
            let said = (sidecar.read)(&source.read_up_to(0, sidecar.longest)?);
            all.values.extend(said.values);
            all.issues.extend(said.issues);
        }
        self.read.push((id, Some(all)));
        Ok(())
    }

    /// Notes that a file can't be read.
    pub fn failed(&mut self, id: usize) {
        self.read.push((id, None));
    }

    /// What one of a type's sidecars says of a file.
    pub fn ask(
        &self,
        files: &[PlanFile],
        index: &Index,
        sidecar: &Sidecar,
        of: usize,
    ) -> Answer<'_> {
        let Some(PlanFile { name, root, .. }) = files.get(of) else { return Answer::Nothing };
        match sidecar.reach {
            Reach::Above => {
                let mut place = folder(name);
                loop {
                    for name in sidecar.names {
                        if let Some(id) = index.find(files, *root, &[place, name].concat()) {
                            return self.answer(id);
                        }
                    }
                    if place.is_empty() {
                        return Answer::Nothing;
                    }
                    place = above(place);
                }
            }
            // a build may be given as several folders: the file's own first, then the others
            Reach::AboveOrAnywhere => [true, false]
                .into_iter()
                .find_map(|own| self.ask_all(files, sidecar, (name, *root), own))
                .unwrap_or(Answer::Nothing),
        }
    }

    /// The nearest above that says all there is to say; else what all in such folders say alike. `None` where none says all.
    fn ask_all(
        &self,
        files: &[PlanFile],
        sidecar: &Sidecar,
        (path, root): (&str, usize),
        own: bool,
    ) -> Option<Answer<'_>> {
        let mut nearest: Option<(usize, &Said)> = None;
        let mut only: Option<&Said> = None;
        let mut differ = false;
        let is_asked = |it: &PlanFile| (it.root == root) == own && is_one(sidecar, &it.name);
        for (id, file) in files.iter().enumerate().filter(|(_, it)| is_asked(it)) {
            let said = match self.answer(id) {
                Answer::Said(said) => said,
                Answer::Nothing => continue,
                other => return Some(other),
            };
            if sidecar.fields.iter().any(|field| said.get(field).is_none()) {
                continue;
            }
            differ |= only.is_some_and(|only| only.values != said.values);
            only = only.or(Some(said));
            let place = folder(&file.name);
            if own
                && path.starts_with(place)
                && nearest.is_none_or(|(longest, _)| place.len() > longest)
            {
                nearest = Some((place.len(), said));
            }
        }
        only?;
        let anywhere = only.filter(|_| !differ);
        let said = nearest.map(|(_, said)| said).or(anywhere);
        Some(said.map_or(Answer::Nothing, Answer::Said))
    }

    fn answer(&self, id: usize) -> Answer<'_> {
        match self.read.iter().find(|(known, _)| *known == id) {
            Some((_, Some(said))) => Answer::Said(said),
            Some((_, None)) => Answer::Failed(id),
            None => Answer::Nothing,
        }
    }
}
