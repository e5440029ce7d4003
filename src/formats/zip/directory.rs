//! [`Directory`]: the list at the end of an archive, read entry by entry.

use crate::finding::Code;

use super::super::bytes::{u16_at, u32_at, u64_at};
use super::super::{Reading, Said};
use super::entry::{Compression, Entry, path_of};

/// Length of the record that ends an archive, in bytes, without its comment.
const END: u64 = 22;
/// Length of the record that leads to the larger end record, in bytes.
const LOCATOR: u64 = 20;
/// Length of the larger end record in bytes, without what may follow.
const END64: u64 = 56;
/// Length of the fixed part of an entry's header in bytes.
const HEADER: usize = 46;
/// The longest comment of an archive, in bytes.
const COMMENT: u64 = 65_535;
/// How much of the directory is read at a time, in bytes: two headers of the greatest length.
const WINDOW: u64 = 512 * 1024;

/// The central directory.
pub(super) struct Directory {
    /// How many entries it says it has.
    pub count: u64,
    /// Offset in the file of the next entry's header.
    pub offset: u64,
    /// Offset in the file of its end.
    end: u64,
    window: Vec<u8>,
    /// Offset in the file of the window.
    start: u64,
}

impl Directory {
    /// Finds the directory by the record at the end; says why there is none.
    pub fn find(reading: &mut Reading<'_>) -> Option<Self> {
        let size = reading.size();
        let start = size.saturating_sub(COMMENT + END);
        let tail = reading.bytes(start, size.saturating_sub(start), usize::MAX)?;
        let is_end = |at: &usize| {
            let rest = tail.get(*at..).unwrap_or_default();
            let comment = u64::from(u16_at(rest, 20).unwrap_or(0));
            rest.starts_with(b"PK\x05\x06") && rest.len() as u64 == comment + END
        };
        let Some(at) = (0..tail.len()).rev().find(is_end) else {
            reading.say(Code::ZipTruncated, size, &[("length", Said::Number(size))]);
            return None;
        };
        let end = start + at as u64;
        let record = tail.get(at..).unwrap_or_default();
        let small = |at| u64::from(u32_at(record, at).unwrap_or(0));
        let half = |at| u64::from(u16_at(record, at).unwrap_or(0));
        let (mut disk, mut count, mut size, mut offset) = (half(4), half(10), small(12), small(16));
        if let Some(large) = large(reading, end) {
            let number = |at| u64_at(&large, at).unwrap_or(0);
            disk = u64::from(u32_at(&large, 16).unwrap_or(0));
            (count, size, offset) = (number(32), number(40), number(48));
        }
        if disk != 0 {
            reading.say(Code::ZipParts, end, &[]);
            return None;
        }
        let directory_end = offset.saturating_add(size);
        if directory_end > end || count.saturating_mul(HEADER as u64) > size {
            reading.say(Code::ZipDirectory, end, &[]);
            return None;
        }
        Some(Self { count, offset, end: directory_end, window: Vec::new(), start: 0 })
    }

    /// The next entry, of as many as there are; says what stands in its place.
    pub fn next(&mut self, reading: &mut Reading<'_>) -> Option<Entry> {
        let entry = self.entry(reading);
        if entry.is_none() {
            reading.say(Code::ZipDirectory, self.offset.min(self.end), &[]);
        }
        entry
    }

    fn entry(&mut self, reading: &mut Reading<'_>) -> Option<Entry> {
        let header = self.bytes(reading, HEADER)?;
        if !header.starts_with(b"PK\x01\x02") {
            return None;
        }
        let number = |at| u32_at(header, at).unwrap_or(0);
        let half = |at| u16_at(header, at).unwrap_or(0);
        let (flags, method, crc) = (half(8), half(10), number(16));
        let (compressed, size, offset) = (number(20), number(24), number(42));
        let is_link = header.get(5) == Some(&3) && number(38) >> 28 == 0xa;
        let name_end = HEADER + usize::from(half(28));
        let length = name_end + usize::from(half(30));
        let comment = half(32);
        let whole = self.bytes(reading, length)?;
        let name = path_of(whole.get(HEADER..name_end)?);
        let large = Large::of(whole.get(name_end..length)?, [size, compressed, offset]);
        self.offset = self.offset.saturating_add(length as u64).saturating_add(comment.into());
        Some(Entry {
            name,
            compression: match method {
                0 => Compression::Stored,
                8 => Compression::Deflate,
                other => Compression::Other(other),
            },
            compressed: large.value(1, compressed),
            size: large.value(0, size),
            crc,
            header: large.value(2, offset),
            data: 0,
            is_encrypted: flags & 1 != 0,
            is_link,
        })
    }

    /// The next bytes of the directory; `None` where it ends before.
    fn bytes(&mut self, reading: &mut Reading<'_>, length: usize) -> Option<&[u8]> {
        let left = self.end.checked_sub(self.offset).filter(|left| *left >= length as u64)?;
        let at = usize::try_from(self.offset.wrapping_sub(self.start)).unwrap_or(usize::MAX);
        if at.saturating_add(length) <= self.window.len() {
            return self.window.get(at..at + length);
        }
        self.start = self.offset;
        self.window = reading.bytes(self.offset, left.min(WINDOW), usize::MAX)?;
        self.window.get(..length)
    }
}

/// The larger end record (zip64), where there is one.
fn large(reading: &mut Reading<'_>, end: u64) -> Option<Vec<u8>> {
    let locator = reading.bytes(end.checked_sub(LOCATOR)?, LOCATOR, usize::MAX)?;
    let offset = u64_at(&locator, 8).filter(|_| locator.starts_with(b"PK\x06\x07"))?;
    let record = reading.bytes(offset, END64, usize::MAX)?;
    record.starts_with(b"PK\x06\x06").then_some(record)
}

/// The larger numbers of an entry (zip64): those that the header has no room for, in their order.
struct Large([Option<u64>; 3]);

impl Large {
    fn of(extra: &[u8], small: [u32; 3]) -> Self {
        let mut values = [None; 3];
        let mut rest = extra;
        while let (Some(id), Some(length)) = (u16_at(rest, 0), u16_at(rest, 2)) {
            let Some(body) = rest.get(4..) else { break };
            if id == 1 {
                let missing = values.iter_mut().zip(small).filter(|(_, small)| *small == u32::MAX);
                for (index, (value, _)) in missing.enumerate() {
                    *value = u64_at(body, index.saturating_mul(8));
                }
                break;
            }
            rest = body.get(usize::from(length)..).unwrap_or_default();
        }
        Self(values)
    }

    fn value(&self, index: usize, small: u32) -> u64 {
        self.0.get(index).copied().flatten().unwrap_or(u64::from(small))
    }
}
