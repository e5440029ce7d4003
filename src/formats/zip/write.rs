//! An archive to be written, as a list of "these bytes" and "that range of that file".

use crate::error::{Error, Result};

use super::entry::Compression;

/// A file or folder to be put into an archive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ZipEntry {
    /// Its path, with `/` between the parts; that of a folder ends in one.
    pub name: String,
    /// How its data is packed already; [`Compression::Stored`] as it is.
    pub compression: Compression,
    /// CRC-32 of its data, unpacked.
    pub crc: u32,
    /// Length of its data in bytes, unpacked.
    pub size: u64,
    /// Index (0-based) of the file that has the packed data.
    pub file: usize,
    /// Offset in that file of the packed data, 0-based.
    pub start: u64,
    /// Length of the packed data in bytes.
    pub length: u64,
}

/// An archive without its files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Zip {
    /// Its length in bytes.
    pub length: u64,
    /// Its bytes, in order.
    pub segments: Vec<ZipSegment>,
}

/// A piece of an archive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ZipSegment {
    /// These bytes.
    Bytes(Vec<u8>),
    /// A range of a file.
    Range {
        /// Index of the file (0-based) among those that the entries speak of.
        file: usize,
        /// Offset of the first byte, 0-based.
        start: u64,
        /// Length in bytes.
        length: u64,
    },
}

/// The version that is needed to read folders and deflate: 2.0.
const VERSION: u64 = 20;
/// The same, of an archive made on Unix, so that its modes count.
const MADE_BY: u64 = 3 << 8 | VERSION;
/// Names are UTF-8 (APPNOTE 4.4.4, bit 11).
const FLAGS: u64 = 1 << 11;
/// 1 January 1980, the first day there is: the same files make the same archive.
const DATE: u64 = 1 << 5 | 1;
/// The mode of a folder, and that of a file, where zip keeps those of Unix.
const FOLDER: u64 = 0o40_755 << 16 | 0x10;
const FILE: u64 = 0o100_644 << 16;

/// Writes an archive of these entries, in their order.
///
/// # Errors
/// [`Error::Misuse`] when there are more than 65,535 entries, a name is longer than 65,535 bytes, or the archive would be 4 GiB
/// or longer: such an upload would be refused anyway.
pub fn write_zip(entries: &[ZipEntry]) -> Result<Zip> {
    let mut writing = Writing::default();
    let mut directory = Vec::new();
    for entry in entries {
        let offset = writing.length;
        let name = entry.name.as_bytes();
        let both = [
            (VERSION, 2),
            (FLAGS, 2),
            (entry.compression.method().into(), 2),
            (DATE << 16, 4),
            (entry.crc.into(), 4),
            (entry.length, 4),
            (entry.size, 4),
            (name.len() as u64, 2),
        ];
        let mut local = b"PK\x03\x04".to_vec();
        put(&mut local, &both)?;
        put(&mut local, &[(0, 2)])?;
        local.extend_from_slice(name);
        writing.bytes(&local);
        writing.range(entry);
        directory.extend_from_slice(b"PK\x01\x02");
        put(&mut directory, &[(MADE_BY, 2)])?;
        put(&mut directory, &both)?;
        let mode = if entry.name.ends_with('/') { FOLDER } else { FILE };
        // no extra field, comment, disk or kind of text
        put(&mut directory, &[(0, 8), (mode, 4), (offset, 4)])?;
        directory.extend_from_slice(name);
    }
    let (offset, count) = (writing.length, entries.len() as u64);
    let mut end = b"PK\x05\x06".to_vec();
    let size = directory.len() as u64;
    put(&mut end, &[(0, 4), (count, 2), (count, 2), (size, 4), (offset, 4), (0, 2)])?;
    writing.bytes(&directory);
    writing.bytes(&end);
    writing.flush();
    Ok(Zip { length: writing.length, segments: writing.segments })
}

/// Appends numbers, each in so many bytes.
#[inline(never)]
fn put(bytes: &mut Vec<u8>, numbers: &[(u64, usize)]) -> Result<()> {
    for (number, width) in numbers {
        let number = number.to_le_bytes();
        let (kept, rest) = number.split_at_checked(*width).unwrap_or((&number, &[]));
        if rest.iter().any(|byte| *byte != 0) {
            let limit = "an archive holds up to 65535 files and is shorter than 4 GiB";
            return Err(Error::Misuse(limit.to_owned()));
        }
        bytes.extend_from_slice(kept);
    }
    Ok(())
}

#[derive(Default)]
struct Writing {
    segments: Vec<ZipSegment>,
    /// Bytes that are not yet a segment: neighbours are sent as one.
    pending: Vec<u8>,
    length: u64,
}

impl Writing {
    fn bytes(&mut self, bytes: &[u8]) {
        self.pending.extend_from_slice(bytes);
        self.length = self.length.saturating_add(bytes.len() as u64);
    }

    fn range(&mut self, entry: &ZipEntry) {
        let ZipEntry { file, start, length, .. } = *entry;
        if length > 0 {
            self.flush();
            self.segments.push(ZipSegment::Range { file, start, length });
            self.length = self.length.saturating_add(length);
        }
    }

    fn flush(&mut self) {
        self.segments.push(ZipSegment::Bytes(std::mem::take(&mut self.pending)));
    }
}
