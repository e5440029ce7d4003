//! Source maps with their minified files.

use super::PlanFile;
use crate::build::link::{Language, read_link};
use crate::build::minified_url::Prefix;
use crate::build::pair::{BuildFile, Pair, Pairing, pair};
use crate::error::Result;
use crate::finding::Issue;
use crate::sorted_indices::order;
use crate::source::Source;
use crate::sourcemap::read_file_member;

/// The scripts, style sheets and maps of a build, and what was read of them.
#[derive(Debug, Default)]
pub(super) struct Pairs {
    /// Indices of the files, in ascending order.
    pub ids: Vec<usize>,
    /// What each says, in the order of `ids`.
    build: Vec<BuildFile>,
    /// What was found about the links of the minified files, in the order of `ids`.
    said: Vec<Vec<Issue>>,
    /// Minified files of no bytes.
    empty: Vec<usize>,
    /// Positions in `build`, in the order of the paths.
    sorted: Vec<usize>,
    /// The pairs, as far as they are known.
    made: Option<Pairing>,
}

/// A map with its minified file, or one of them alone, by their indices.
#[derive(Debug, Clone, PartialEq)]
pub struct Paired {
    /// The map.
    pub map: Option<usize>,
    /// The minified file.
    pub minified: Option<usize>,
    /// What is to be said of the pairing.
    pub issues: Vec<Issue>,
}

impl Pairs {
    /// Begins with the names alone. Files are paired by these, so no two may share one.
    pub fn new(files: &[PlanFile], ids: Vec<usize>) -> Self {
        let build: Vec<BuildFile> = ids
            .iter()
            .map(|id| BuildFile {
                path: files.get(*id).map(|file| file.name.clone()).unwrap_or_default(),
                ..BuildFile::default()
            })
            .collect();
        let path = |position: usize| build.get(position).map(|file| file.path.as_str());
        let sorted = order(build.len(), &|one, other| path(one) < path(other));
        Self { said: vec![Vec::new(); ids.len()], ids, build, sorted, ..Self::default() }
    }

    /// The files as one build; where two folders have a name in common, each folder as a build of its own.
    pub fn builds(files: &[PlanFile], ids: Vec<usize>) -> Vec<Self> {
        let all = Self::new(files, ids);
        if all.twins().is_none() {
            return vec![all];
        }
        let root = |id: &usize| files.get(*id).map_or(0, |file| file.root);
        let unordered: Vec<usize> = all.ids.iter().map(root).collect();
        let places =
            order(unordered.len(), &|one, other| unordered.get(one) < unordered.get(other));
        let mut roots: Vec<usize> =
            places.into_iter().filter_map(|place| unordered.get(place).copied()).collect();
        roots.dedup();
        let of = |wanted: usize| all.ids.iter().copied().filter(|id| root(id) == wanted).collect();
        roots.into_iter().map(|wanted| Self::new(files, of(wanted))).collect()
    }

    /// The first two files that share a name.
    pub fn twins(&self) -> Option<[usize; 2]> {
        let path = |position: &usize| self.build.get(*position).map(|file| file.path.as_str());
        let twins =
            self.sorted.windows(2).find(|pair| pair.first().map(path) == pair.last().map(path))?;
        let [first, second] = twins else { return None };
        Some([*self.ids.get(*first)?, *self.ids.get(*second)?])
    }

    /// The files of which the link is asked: all but maps.
    pub fn minified(&self) -> impl Iterator<Item = usize> {
        let files = self.ids.iter().zip(&self.build);
        files.filter(|(_, file)| !file.path.ends_with(".map")).map(|(id, _)| *id)
    }

    fn position(&self, id: usize) -> Option<usize> {
        self.ids.binary_search(&id).ok()
    }

    /// Reads the link of a minified file.
    pub fn read_link(&mut self, id: usize, source: &dyn Source) -> Result<()> {
        let Some(position) = self.position(id) else { return Ok(()) };
        let Some(file) = self.build.get_mut(position) else { return Ok(()) };
        let reading = read_link(source, Language::of(&file.path))?;
        file.link = reading.link;
        if let Some(said) = self.said.get_mut(position) {
            *said = reading.issues;
        }
        if source.is_empty() {
            self.empty.push(id);
        }
        Ok(())
    }

    /// Reads the `file` of a map.
    pub fn read_file(&mut self, id: usize, source: &dyn Source) -> Result<()> {
        let Some(position) = self.position(id) else { return Ok(()) };
        let read = read_file_member(source)?;
        if let Some(file) = self.build.get_mut(position) {
            file.file = read;
            self.made = None;
        }
        Ok(())
    }

    /// Pairs them by what is known. Returns the maps whose `file` may change that; of `about`, if that is all that is asked.
    pub fn pair(&mut self, prefix: Option<&Prefix>, about: Option<usize>) -> Vec<usize> {
        let made = pair(&self.build, prefix);
        let pairs = made.pairs.iter().filter(|pair| pair.asks_file && self.is_asked(pair, about));
        let open = pairs.filter_map(|pair| self.id(pair.map.as_deref())).collect();
        self.made = Some(made);
        open
    }

    /// The maps of minified files that are empty.
    pub fn of_empty(&self) -> impl Iterator<Item = usize> {
        let pairs = self.made.iter().flat_map(|made| &made.pairs);
        let is_empty = |pair: &&Pair| {
            self.id(pair.minified.as_deref()).is_some_and(|id| self.empty.contains(&id))
        };
        pairs.filter(is_empty).filter_map(|pair| self.id(pair.map.as_deref()))
    }

    /// The pairs, and what is to be said of the build as a whole.
    pub fn finish(
        mut self,
        prefix: Option<&Prefix>,
        about: Option<usize>,
    ) -> (Vec<Paired>, Vec<Issue>) {
        let made = self.made.take().unwrap_or_else(|| pair(&self.build, prefix));
        let mut pairs = Vec::with_capacity(made.pairs.len());
        for pair in made.pairs {
            if !self.is_asked(&pair, about) {
                continue;
            }
            let minified = self.id(pair.minified.as_deref());
            let position = minified.and_then(|id| self.position(id));
            let said = position.and_then(|position| self.said.get_mut(position));
            let mut issues = said.map(std::mem::take).unwrap_or_default();
            issues.extend(pair.issues);
            pairs.push(Paired { map: self.id(pair.map.as_deref()), minified, issues });
        }
        (pairs, if about.is_none() { made.issues } else { Vec::new() })
    }

    fn is_asked(&self, pair: &Pair, about: Option<usize>) -> bool {
        let is = |path: &Option<String>| path.is_some() && self.id(path.as_deref()) == about;
        about.is_none() || is(&pair.map) || is(&pair.minified)
    }

    fn id(&self, path: Option<&str>) -> Option<usize> {
        let path = path?;
        let of = |position: &usize| self.build.get(*position).map_or("", |file| &file.path);
        let at = self.sorted.binary_search_by(|position| of(position).cmp(path)).ok()?;
        self.ids.get(*self.sorted.get(at)?).copied()
    }
}
