//! Portable PDBs of .NET: the ID that ties one to its assembly.
//!
//! The form is ECMA-335 II.24.2 (metadata root), the ID that of the "Portable PDB v1.0" specification: a GUID and a stamp.

use crate::error::Result;
use crate::finding::Code;
use crate::source::Source;

use super::bytes::{u16_at, u32_at};
use super::{Reading, Said, Symbols, guid};

/// How much of the file's beginning holds the root and the names of its streams, in bytes.
const ROOT: u64 = 4096;

/// Length of the ID in bytes: a GUID and a stamp.
const ID: u64 = 20;

/// Reads a portable PDB's headers.
pub(crate) fn inspect(source: &dyn Source) -> Result<Symbols> {
    let mut reading = Reading::of(source);
    let there = source.len().min(ROOT);
    if let Some(root) = reading.bytes(0, there, usize::MAX) {
        match id(&root, source.len()) {
            Ok(Some(offset)) => read_id(&mut reading, offset),
            Ok(None) => reading.say(Code::PdbNoPdbStream, 0, &[]),
            Err(end) => truncated(&mut reading, end),
        }
    }
    reading.finish()
}

fn read_id(reading: &mut Reading<'_>, offset: u64) {
    let Some(id) = reading.bytes(offset, ID, usize::MAX) else {
        return truncated(reading, offset + ID);
    };
    reading.is("guid", guid(&id));
    let stamp = u32_at(&id, 16).unwrap_or(0);
    reading.is("stamp", super::hex(&stamp.to_be_bytes()));
}

/// Where the ID is, in bytes: the `#Pdb` stream begins with it; `None` without one. Fails with where a stream, or the list of
/// them, ought to end.
fn id(root: &[u8], length: u64) -> std::result::Result<Option<u64>, u64> {
    let end = root.len() as u64 + 1;
    let mut at = u32_at(root, 12).map_or(usize::MAX, |version| version as usize).saturating_add(16);
    at = at.checked_next_multiple_of(4).unwrap_or(usize::MAX);
    let count = u16_at(root, at.saturating_add(2)).ok_or(end)?;
    at = at.saturating_add(4);
    let mut id = None;
    for _ in 0..count {
        let (offset, size) = (u32_at(root, at), u32_at(root, at.saturating_add(4)));
        let (offset, size) = offset.zip(size).ok_or(end)?;
        at = at.saturating_add(8);
        let name = root.get(at..).unwrap_or_default();
        let name_length = name.iter().position(|byte| *byte == 0).ok_or(end)?;
        let stream_end = u64::from(offset) + u64::from(size);
        if stream_end > length {
            return Err(stream_end);
        }
        if name.get(..name_length) == Some(b"#Pdb") {
            id = Some(offset.into());
        }
        at = at.saturating_add((name_length + 1).next_multiple_of(4));
    }
    Ok(id)
}

fn truncated(reading: &mut Reading<'_>, expected: u64) {
    let said = [("length", Said::Number(reading.size())), ("expected", Said::Number(expected))];
    reading.say(Code::PdbTruncated, reading.size(), &said);
}
