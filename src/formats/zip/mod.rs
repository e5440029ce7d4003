//! Zip archives: what is in one, where, and whether it is safe to unpack; and how one is written.
//!
//! The form is that of PKWARE's APPNOTE 6.3. Nothing is unpacked here: the host has an inflater of its own, and is told where
//! the data of an entry lies and how long it must become.

mod crc32;
mod directory;
mod dsym;
mod entry;
mod write;

use crate::error::Result;
use crate::finding::Code;
use crate::source::Source;

use super::{Reading, Said, Symbols, macho};
use crate::sorted_indices::order;
pub use crc32::crc32;
use directory::Directory;
pub use dsym::{DsymObject, DsymPlace, dsym_object, dsym_place};
pub use entry::{Compression, Entry, EntrySource};
pub use write::{Zip, ZipEntry, ZipSegment, write_zip};

/// How many entries are looked at: bundles have a handful, hostile archives millions.
const MOST_ENTRIES: u64 = 65_535;

/// Deflate makes at most this many bytes out of one (zlib's technical notes: 1032:1).
const MOST_RATIO: u64 = 1032;

/// How much all entries may be together, unpacked, in bytes: eight times what an upload may be.
const MOST_BYTES: u64 = 4_000_000_000;

/// Whether a file that begins so is an archive.
#[must_use]
pub fn is_archive(head: &[u8]) -> bool {
    matches!(head, [b'P', b'K', 3, 4, ..] | [b'P', b'K', 5, 6, ..])
}

/// Lists an archive's entries, as [`list`] does, and reads the object files of dSYMs that are not packed.
///
/// # Errors
/// [`Error::Read`](crate::Error::Read) when the host cannot read the file.
pub fn inspect(source: &dyn Source) -> Result<Symbols> {
    let mut reading = read(source);
    let entries = std::mem::take(&mut reading.symbols.entries);
    read_objects(&mut reading, &entries);
    reading.symbols.entries = entries;
    reading.finish()
}

/// Lists an archive's entries by its central directory, and holds each against its own header. With an error among what was
/// found, no entry is to be unpacked.
///
/// # Errors
/// [`Error::Read`](crate::Error::Read) when the host cannot read the file.
pub fn list(source: &dyn Source) -> Result<Symbols> {
    read(source).finish()
}

fn read(source: &dyn Source) -> Reading<'_> {
    let mut reading = Reading::of(source);
    if let Some(directory) = Directory::find(&mut reading) {
        read_entries(&mut reading, directory);
    }
    let entries = std::mem::take(&mut reading.symbols.entries);
    check_names(&mut reading, &entries);
    check_sizes(&mut reading, &entries);
    check_overlap(&mut reading, &entries);
    let (mut files, mut objects, mut bytes) = (0, 0, 0_u64);
    for entry in &entries {
        files += u64::from(!entry.is_directory());
        objects += u64::from(dsym_object(&entry.name).is_some());
        bytes = bytes.saturating_add(entry.size);
    }
    reading.symbols.counts =
        vec![("files", files), ("dsymObjects", objects), ("unpackedBytes", bytes)];
    reading.symbols.entries = entries;
    reading
}

/// Reads the object files of the dSYMs, when all are stored as they are; what is packed is the host's to unpack.
fn read_objects(reading: &mut Reading<'_>, entries: &[Entry]) {
    let source = reading.source;
    let mut uuids = String::new();
    let objects = entries.iter().filter(|it| !it.is_link && dsym_object(&it.name).is_some());
    if !reading.passes() || !objects.clone().all(|it| it.compression == Compression::Stored) {
        return;
    }
    for entry in objects {
        let Some(file) = EntrySource::new(source, entry) else { continue };
        match macho::inspect(&file) {
            Ok(object) => {
                let told = object.identity.iter().find(|(name, _)| *name == "uuids");
                macho::join(&mut uuids, told.map_or("", |(_, uuids)| uuids));
                for mut issue in object.issues {
                    issue.at.offset = issue.at.offset.map(|at| at.saturating_add(entry.data));
                    issue.at.path = Some(entry.name.clone());
                    reading.symbols.issues.push(issue);
                }
            }
            Err(error) => {
                reading.failed.get_or_insert(error);
            }
        }
    }
    if !uuids.is_empty() {
        reading.is("uuids", uuids);
    }
}

fn read_entries(reading: &mut Reading<'_>, mut directory: Directory) {
    if directory.count > MOST_ENTRIES {
        let said =
            [("count", Said::Number(directory.count)), ("limit", Said::Number(MOST_ENTRIES))];
        return reading.say(Code::ZipMany, directory.offset, &said);
    }
    for _ in 0..directory.count {
        let Some(mut entry) = directory.next(reading) else { return };
        if entry.is_unsafe() {
            fault(reading, Code::ZipSlip, &entry, &[]);
        }
        if entry.is_encrypted {
            fault(reading, Code::ZipEncrypted, &entry, &[]);
        } else if let Compression::Other(method) = entry.compression {
            fault(reading, Code::ZipMethod, &entry, &[("method", method.into())]);
        }
        if entry.locate(reading) {
            reading.symbols.entries.push(entry);
        } else {
            fault(reading, Code::ZipEntry, &entry, &[]);
        }
    }
}

fn check_names(reading: &mut Reading<'_>, entries: &[Entry]) {
    let name = |index: usize| entries.get(index).map_or("", |entry| entry.name.as_str());
    let mut before = None;
    for index in order(entries.len(), &|one, other| name(one) < name(other)) {
        let Some(entry) = entries.get(index) else { continue };
        if before.replace(entry.name.as_str()) == Some(entry.name.as_str()) {
            fault(reading, Code::ZipTwice, entry, &[]);
        }
    }
}

/// Sizes that can't be, or that nobody's disk should have to hold.
fn check_sizes(reading: &mut Reading<'_>, entries: &[Entry]) {
    let mut total = 0_u64;
    for entry in entries {
        total = total.saturating_add(entry.size);
        let is_possible = match entry.compression {
            Compression::Stored => entry.size == entry.compressed,
            _ => entry.size <= entry.compressed.saturating_mul(MOST_RATIO),
        };
        if !is_possible {
            let said = [("size", entry.size), ("compressed", entry.compressed)];
            fault(reading, Code::ZipSizes, entry, &said);
        }
    }
    if total > MOST_BYTES {
        let said = [("size", Said::Number(total)), ("limit", Said::Number(MOST_BYTES))];
        reading.say(Code::ZipBomb, 0, &said);
    }
}

/// Entries that share bytes: a few kilobytes that unpack to petabytes are made so.
fn check_overlap(reading: &mut Reading<'_>, entries: &[Entry]) {
    let start = |index: usize| entries.get(index).map_or(0, |entry| entry.header);
    let mut end = 0;
    for index in order(entries.len(), &|one, other| start(one) < start(other)) {
        let Some(entry) = entries.get(index) else { continue };
        if entry.header < end {
            fault(reading, Code::ZipOverlap, entry, &[]);
        }
        end = end.max(entry.data.saturating_add(entry.compressed));
    }
}

/// Adds a finding about an entry, or counts it where there is one of its kind.
#[inline(never)]
fn fault(reading: &mut Reading<'_>, code: Code, entry: &Entry, numbers: &[(&'static str, u64)]) {
    if let Some(known) = reading.symbols.issues.iter_mut().find(|issue| issue.code == code) {
        known.count += 1;
        return;
    }
    let mut said = vec![("name", Said::Text(&entry.name))];
    said.extend(numbers.iter().map(|(name, number)| (*name, Said::Number(*number))));
    reading.say(code, entry.header.min(reading.size()), &said);
}
