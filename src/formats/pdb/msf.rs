//! [`Msf`]: the file system inside of a PDB, of which a stream is a file, read by ranges.

use crate::finding::Code;

use super::super::bytes::u32_at;
use super::super::{Reading, Said};

/// What a file of this form begins with.
const MAGIC: &[u8; 32] = b"Microsoft C/C++ MSF 7.00\r\n\x1aDS\0\0\0";

/// Length of the header in bytes.
const HEADER: u64 = 56;

/// The length of a stream that was deleted.
const DELETED: u32 = u32::MAX;

/// An opened file of this form.
pub(super) struct Msf {
    /// Length of a block in bytes.
    block: u64,
    /// Length of the directory in bytes.
    directory: u64,
    /// The block that lists the blocks of the directory.
    map: u32,
}

/// A stream of it.
pub(super) struct Stream {
    /// Index in the directory of the number of its first block.
    blocks: u64,
    /// In bytes.
    pub size: u64,
}

impl Msf {
    /// Reads the header; what there is to say about it is said.
    pub fn open(reading: &mut Reading<'_>) -> Option<Self> {
        let there = reading.size().min(HEADER);
        let header = reading.bytes(0, there, usize::MAX)?;
        if !header.starts_with(MAGIC) && !MAGIC.starts_with(&header) {
            reading.say(Code::PdbOld, 0, &[]);
            return None;
        }
        let number = |at| u32_at(&header, at);
        let (Some(block), Some(blocks), Some(directory), Some(map)) =
            (number(32), number(40), number(44), number(52))
        else {
            truncated(reading, HEADER);
            return None;
        };
        if !block.is_power_of_two() || !(512..=65536).contains(&block) {
            damaged(reading, "block size", 32, block);
            return None;
        }
        let length = u64::from(blocks) * u64::from(block);
        if reading.size() < length {
            truncated(reading, length);
        }
        Some(Self { block: block.into(), directory: directory.into(), map })
    }

    /// Finds a stream by its index; one that is not there has no bytes.
    pub fn stream(&self, reading: &mut Reading<'_>, index: u64) -> Option<Stream> {
        let stream = self.find(reading, index);
        if stream.is_none() {
            self.damaged(reading);
        }
        stream
    }

    /// Says that the directory leads out of the file.
    pub fn damaged(&self, reading: &mut Reading<'_>) {
        damaged(reading, "directory of streams", 52, self.map);
    }

    /// `None` where the directory leads out of the file.
    fn find(&self, reading: &mut Reading<'_>, index: u64) -> Option<Stream> {
        let count = u64::from(self.entry(reading, 0)?);
        // the lengths of all streams stand first, then the blocks of each
        let mut stream = Stream { blocks: count + 1, size: 0 };
        if index < count {
            for at in 0..=index {
                stream.blocks += u64::div_ceil(stream.size, self.block);
                let told = self.entry(reading, at + 1)?;
                stream.size = if told == DELETED { 0 } else { told.into() };
            }
        }
        Some(stream)
    }

    /// The bytes of a stream from `offset` on, fewer where it ends; `None` where the directory leads out of the file.
    pub fn read(
        &self,
        reading: &mut Reading<'_>,
        stream: &Stream,
        offset: u64,
        length: u64,
    ) -> Option<Vec<u8>> {
        let end = stream.size.min(offset.saturating_add(length));
        let (mut bytes, mut at) = (Vec::new(), offset);
        while at < end {
            let block = self.entry(reading, stream.blocks + at / self.block);
            let (start, left) = (at % self.block, end - at);
            let piece = self.bytes(reading, block?, start, left.min(self.block - start))?;
            at += piece.len() as u64;
            bytes.extend(piece);
        }
        Some(bytes)
    }

    /// A number of the directory, by its index.
    fn entry(&self, reading: &mut Reading<'_>, index: u64) -> Option<u32> {
        let offset = index * 4;
        if offset + 4 > self.directory {
            return None;
        }
        // the list of the directory's blocks is itself in blocks, one after the other
        let listed = self.bytes(reading, self.map, offset / self.block * 4, 4)?;
        let entry = self.bytes(reading, u32_at(&listed, 0)?, offset % self.block, 4)?;
        u32_at(&entry, 0)
    }

    /// Bytes at an offset from the beginning of a block; `None` where that is not in the file. Block 0 is the header.
    fn bytes(
        &self,
        reading: &mut Reading<'_>,
        block: u32,
        offset: u64,
        length: u64,
    ) -> Option<Vec<u8>> {
        let start = u64::from(block) * self.block + offset;
        if block == 0 { None } else { reading.bytes(start, length, usize::MAX) }
    }
}

fn truncated(reading: &mut Reading<'_>, expected: u64) {
    let said = [("length", Said::Number(reading.size())), ("expected", Said::Number(expected))];
    reading.say(Code::PdbTruncated, reading.size(), &said);
}

fn damaged(reading: &mut Reading<'_>, what: &str, offset: u64, value: u32) {
    let said = [("what", Said::Text(what)), ("value", Said::Number(value.into()))];
    reading.say(Code::PdbDamaged, offset, &said);
}
