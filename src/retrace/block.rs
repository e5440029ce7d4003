//! What a mapping says of the classes of a trace: these alone are kept of it.

use std::ops::RangeInclusive;

use crate::error::Result;
use crate::source::Source;

use super::classes::{Take, each_class};
use super::entry::{Method, method};
use super::info::{Callsite, Info, NEWEST, Rewrite, Version, info};
use super::names::Names;

/// How much is kept of a mapping, in bytes: hundreds of thousands of lines of the methods of a trace.
const KEPT: usize = 16 * 1024 * 1024;

/// What is wanted of a mapping: by the names in the trace.
#[derive(Debug, Default)]
pub(super) struct Wanted {
    classes: Names,
    /// The methods of each class.
    methods: Vec<Names>,
}

impl Wanted {
    /// Classes, each with a method where one is wanted.
    pub fn new(given: &[(&str, Option<&str>)]) -> Self {
        let classes: Vec<&str> = given.iter().map(|(class, _)| *class).collect();
        let classes = Names::new(&classes);
        let mut methods = vec![Vec::new(); classes.len()];
        for (class, method) in given {
            let index = classes.find(class.as_bytes());
            if let Some(known) = index.and_then(|index| methods.get_mut(index)) {
                known.extend(*method);
            }
        }
        let methods = methods.iter().map(|names| Names::new(names)).collect();
        Self { classes, methods }
    }
}

/// A class of a mapping.
#[derive(Debug, Default)]
pub(super) struct Block {
    /// Its name in the sources.
    pub original: String,
    /// The file that it is from, where the mapping says so.
    pub file: Option<String>,
    /// The lines of its methods that are wanted, in their order.
    pub entries: Vec<Entry>,
    /// Whether there were more of them than are kept.
    pub is_cut: bool,
}

/// A line of a method.
#[derive(Debug, Default)]
pub(super) struct Entry {
    /// What the method is called in the trace.
    pub obfuscated: String,
    /// The lines as the trace has them.
    pub shown: Option<RangeInclusive<u32>>,
    /// The class that it is from, where that is another one.
    pub holder: Option<String>,
    pub method: String,
    /// The types of its parameters.
    pub types: String,
    /// The lines in the source: the first, and the last where it is told.
    pub original: Option<(u32, Option<u32>)>,
    pub told: Told,
}

/// What comments say of a method.
#[derive(Debug, Default)]
pub(super) struct Told {
    pub is_synthesized: bool,
    pub is_outline: bool,
    pub signature: Option<String>,
    pub callsites: Vec<Callsite>,
    pub rewrites: Vec<Rewrite>,
}

/// What was read of a mapping.
#[derive(Debug, Default)]
pub(super) struct Mapping {
    wanted: Wanted,
    /// For each class that was wanted what there is of it.
    blocks: Vec<Option<Block>>,
    /// What its header says it is: `pg_map_id` and `pg_map_hash`.
    pub ids: Vec<String>,
    /// The greatest version of the format in it that is newer than what is known.
    pub newer: Option<String>,
}

impl Mapping {
    /// What it says of a class, by its name in the trace.
    pub fn block(&self, class: &str) -> Option<&Block> {
        self.blocks.get(self.wanted.classes.find(class.as_bytes())?)?.as_ref()
    }

    /// The classes that it has of those that were wanted.
    pub fn blocks(&self) -> impl Iterator<Item = &Block> {
        self.blocks.iter().flatten()
    }
}

/// Reads what is wanted of a mapping, through a window of so many bytes.
pub(super) fn read(source: &dyn Source, wanted: Wanted, window: usize) -> Result<Mapping> {
    let mut mapping = Mapping { wanted, ..Mapping::default() };
    mapping.blocks.resize_with(mapping.wanted.classes.len(), || None);
    let (version, class) = (Version::default(), None);
    let mut reading = Reading { mapping, version, class, met: 0, last: Last::Nothing, kept: 0 };
    each_class(source, window, &mut reading)?;
    Ok(reading.mapping)
}

struct Reading {
    mapping: Mapping,
    version: Version,
    /// The index of the class being read.
    class: Option<usize>,
    /// How many of the classes were met.
    met: usize,
    last: Last,
    /// How much is kept, in bytes.
    kept: usize,
}

/// What a comment speaks of.
#[derive(PartialEq, Eq)]
enum Last {
    Entry,
    Nothing,
}

impl Reading {
    /// The class being read.
    fn block(&mut self) -> Option<&mut Block> {
        self.mapping.blocks.get_mut(self.class?)?.as_mut()
    }

    fn method(&mut self, line: Method<'_>) {
        self.last = Last::Nothing;
        let methods = self.class.and_then(|class| self.mapping.wanted.methods.get(class));
        if methods.and_then(|names| names.find(line.obfuscated)).is_none() {
            return;
        }
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let entry = Entry {
            obfuscated: text(line.obfuscated),
            shown: line.shown,
            holder: line.holder.map(text),
            method: text(line.name),
            types: text(line.types),
            original: line.original,
            told: Told::default(),
        };
        let texts = [&entry.obfuscated, &entry.method, &entry.types];
        let length: usize = texts.iter().map(|text| text.len()).sum();
        let length = length.saturating_add(entry.holder.as_ref().map_or(0, String::len));
        self.kept = self.kept.saturating_add(length).saturating_add(size_of::<Entry>());
        let is_kept = self.kept <= KEPT;
        let Some(block) = self.block() else { return };
        if is_kept {
            block.entries.push(entry);
            self.last = Last::Entry;
        } else {
            block.is_cut = true;
        }
    }

    fn comment(&mut self, comment: &str) {
        self.kept = self.kept.saturating_add(comment.len());
        let Some(info) = info(comment, self.version) else { return };
        if let Info::Version(version, told) = info {
            return self.set_version(version, told);
        }
        let (is_of_entry, is_kept) = (self.last == Last::Entry, self.kept <= KEPT);
        let Some(block) = self.block() else { return };
        if let Info::SourceFile(name) = info {
            block.file.get_or_insert(name);
            return;
        }
        if is_of_entry && !is_kept {
            block.is_cut = true;
            return;
        }
        let Some(Entry { told, .. }) = block.entries.last_mut().filter(|_| is_of_entry) else {
            return;
        };
        match info {
            Info::Synthesized => told.is_synthesized = true,
            Info::Outline => told.is_outline = true,
            Info::Signature(signature) => told.signature = Some(signature),
            Info::Callsite(callsite) => told.callsites.push(callsite),
            Info::Rewrite(rewrite) => told.rewrites.push(rewrite),
            Info::Version(..) | Info::SourceFile(_) => {}
        }
    }

    fn set_version(&mut self, version: Version, told: String) {
        self.version = version;
        if version > NEWEST && self.mapping.newer.is_none() {
            self.mapping.newer = Some(told);
        }
    }
}

impl Take for Reading {
    fn header(&mut self, comment: &[u8]) {
        let comment = String::from_utf8_lossy(comment);
        for name in ["pg_map_id:", "pg_map_hash:"] {
            if let Some(id) = comment.strip_prefix(name) {
                let id = id.trim_ascii();
                self.mapping.ids.push(id.strip_prefix("SHA-256 ").unwrap_or(id).to_owned());
            }
        }
    }

    fn class(&mut self, original: &[u8], obfuscated: &[u8]) -> bool {
        self.last = Last::Nothing;
        self.class = self.mapping.wanted.classes.find(obfuscated);
        let slot = self.class.and_then(|class| self.mapping.blocks.get_mut(class));
        // of classes of one name the first counts
        let Some(slot) = slot.filter(|slot| slot.is_none()) else {
            self.class = None;
            return false;
        };
        let original = String::from_utf8_lossy(original).into_owned();
        *slot = Some(Block { original, ..Block::default() });
        self.met = self.met.saturating_add(1);
        true
    }

    fn line(&mut self, line: &[u8]) {
        match line.strip_prefix(b"#") {
            Some(comment) => self.comment(&String::from_utf8_lossy(comment)),
            None => match method(line) {
                Some(line) => self.method(line),
                None => self.last = Last::Nothing,
            },
        }
    }

    fn version(&mut self, comment: &[u8]) {
        let told = info(&String::from_utf8_lossy(comment), self.version);
        if let Some(Info::Version(version, told)) = told {
            self.set_version(version, told);
        }
    }

    fn is_done(&self) -> bool {
        self.met >= self.mapping.blocks.len()
    }
}
