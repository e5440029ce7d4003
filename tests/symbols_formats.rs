//! The readers of symbol and mapping files: what they tell of files that real tools made, what they find in broken ones, and
//! that no bytes make them panic.
// tests say what must be by panicking
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs
)]

#[path = "symbols/archive.rs"]
mod archive;
#[path = "symbols/broken.rs"]
mod broken;
#[path = "symbols/checked.rs"]
mod checked;
#[path = "symbols/encodings.rs"]
mod encodings;
#[path = "symbols/il2cpp.rs"]
mod il2cpp;
#[path = "symbols/jvm_mapping.rs"]
mod jvm_mapping;
#[path = "symbols/pdb.rs"]
mod pdb;
#[path = "symbols/react_native.rs"]
mod react_native;
#[path = "symbols/wasm_module.rs"]
mod wasm_module;

use std::cell::Cell;

use mapship::{Inspection, Source, inspect};

/// A file of `tests/fixtures/symbols`.
fn fixture(name: &str) -> Vec<u8> {
    std::fs::read(format!("tests/fixtures/symbols/{name}")).unwrap()
}

fn inspected(bytes: &[u8], name: &str) -> Inspection {
    inspect(&bytes, name).unwrap()
}

/// The names of the findings, each with its place where it has one.
fn findings(inspection: &Inspection) -> Vec<String> {
    let place = |at: &mapship::At| match (at.line, at.offset) {
        (Some(line), _) => format!(" line {line}"),
        (None, Some(offset)) => format!(" {offset:#x}"),
        (None, None) => String::new(),
    };
    inspection
        .issues
        .iter()
        .map(|issue| format!("{}{}", issue.code.name(), place(&issue.at)))
        .collect()
}

/// A member of the identity.
fn told<'a>(inspection: &'a Inspection, name: &str) -> Option<&'a str> {
    inspection.identity.iter().find(|(key, _)| *key == name).map(|(_, value)| value.as_str())
}

/// A source that counts the bytes that are read of it.
struct Counting<'a> {
    bytes: &'a [u8],
    read: Cell<usize>,
}

impl<'a> Counting<'a> {
    fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, read: Cell::new(0) }
    }

    fn read(&self) -> usize {
        self.read.get()
    }
}

impl Source for Counting<'_> {
    fn len(&self) -> u64 {
        self.bytes.len() as u64
    }

    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> mapship::Result<()> {
        self.read.set(self.read.get() + buffer.len());
        self.bytes.read_at(offset, buffer)
    }
}
