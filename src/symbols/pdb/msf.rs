//! [`Msf`]: the file system inside of a PDB, of which a stream is a file, read by ranges.

use crate::issue::Code;

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

    /// The first bytes of a stream, fewer where it is shorter: at most as many as the smallest block has.
    pub fn stream(&self, reading: &mut Reading<'_>, index: u64, length: u64) -> Option<Vec<u8>> {
        let bytes = self.read(reading, index, length);
        if bytes.is_none() {
            damaged(reading, "directory of streams", 52, self.map);
        }
        bytes
    }

    /// `None` where the directory leads out of the file.
    fn read(&self, reading: &mut Reading<'_>, index: u64, length: u64) -> Option<Vec<u8>> {
        let count = u64::from(self.entry(reading, 0)?);
        if index >= count {
            return Some(Vec::new());
        }
        // the lengths of all streams stand first, then the blocks of each
        let mut blocks = count + 1;
        let mut size = 0;
        for stream in 0..=index {
            blocks += u64::div_ceil(size, self.block);
            let told = self.entry(reading, stream + 1)?;
            size = if told == DELETED { 0 } else { told.into() };
        }
        if size == 0 {
            return Some(Vec::new());
        }
        let block = self.entry(reading, blocks)?;
        self.bytes(reading, block, 0, size.min(length))
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
