//! The files that classes are from, by the names of the classes in the sources.

use crate::error::Result;
use crate::source::Source;

use super::block::Mapping;
use super::classes::{SIZE, Take, each_class};
use super::info::{Info, Version, info};
use super::names::Names;

/// The files of some classes, as far as a mapping tells them.
#[derive(Debug, Default)]
pub(super) struct Files {
    classes: Names,
    files: Vec<Looked>,
    /// How many of the classes were met.
    met: usize,
    /// The index of the class being read.
    class: Option<usize>,
}

/// What is known of a class.
#[derive(Debug, Clone, Default)]
struct Looked {
    is_met: bool,
    file: Option<String>,
}

impl Files {
    /// The files of classes; for those that were not kept of the mapping it is read once more.
    pub fn find(classes: &[&str], known: &Mapping, source: Option<&dyn Source>) -> Result<Self> {
        let classes = Names::new(classes);
        let files = vec![Looked::default(); classes.len()];
        let mut all = Self { classes, files, met: 0, class: None };
        for block in known.blocks() {
            if all.class(block.original.as_bytes(), b"") {
                all.set(block.file.clone());
            }
        }
        if let Some(source) = source.filter(|_| !all.is_done()) {
            each_class(source, SIZE, &mut all)?;
        }
        Ok(all)
    }

    pub fn of(&self, class: &str) -> Option<&str> {
        let index = self.classes.find(class.as_bytes())?;
        self.files.get(index)?.file.as_deref()
    }

    fn set(&mut self, file: Option<String>) {
        let looked = self.class.and_then(|class| self.files.get_mut(class));
        if let Some(looked) = looked.filter(|looked| looked.file.is_none()) {
            looked.file = file;
        }
    }
}

impl Take for Files {
    fn header(&mut self, _: &[u8]) {}

    fn class(&mut self, original: &[u8], _: &[u8]) -> bool {
        self.class = self.classes.find(original);
        let looked = self.class.and_then(|class| self.files.get_mut(class));
        let Some(looked) = looked.filter(|looked| !looked.is_met) else { return false };
        looked.is_met = true;
        self.met = self.met.saturating_add(1);
        true
    }

    fn line(&mut self, line: &[u8]) {
        let Some(comment) = line.strip_prefix(b"#") else { return };
        let told = info(&String::from_utf8_lossy(comment), Version::default());
        if let Some(Info::SourceFile(file)) = told {
            self.set(Some(file));
        }
    }

    fn version(&mut self, _: &[u8]) {}

    fn is_done(&self) -> bool {
        self.met >= self.classes.len()
    }
}
