//! [`Streams`]: the streams of a PDB, read by ranges. The directory alone is held, which takes 4 bytes for each block of the file.

use std::cell::{Cell, RefCell};

use crate::error::Error;
use crate::source::Source;

/// The longest directory that is read, in bytes: that of 64 GB in blocks of 4 kB.
const MOST_DIRECTORY: u64 = 64 << 20;
/// The length of a stream that was deleted.
const DELETED: u32 = u32::MAX;
/// How much of a stream is read at a time, in bytes.
const WINDOW: u64 = 32 * 1024;
/// How much may be read for each byte of the file, in bytes.
const WORK: u64 = 16;
/// How much may be read besides, in bytes.
const WORK_AT_ALL: u64 = 64 << 20;

/// The streams of a file.
pub(super) struct Streams<'s> {
    source: &'s dyn Source,
    block: u64,
    directory: Vec<u8>,
    /// How many streams there are.
    count: u64,
    /// How many bytes may still be read.
    fuel: Cell<u64>,
    /// What the host said when it could not read.
    failed: RefCell<Option<Error>>,
}

/// A stream.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Stream {
    /// Its length in bytes.
    pub size: u64,
    /// Index in the directory of the number of its first block.
    blocks: u64,
}

impl<'s> Streams<'s> {
    /// Reads the directory; `None` where the file is damaged.
    pub fn open(source: &'s dyn Source) -> std::result::Result<Option<Self>, Error> {
        let mut streams = Self {
            source,
            block: 0,
            directory: Vec::new(),
            count: 0,
            fuel: Cell::new(source.len().saturating_mul(WORK).saturating_add(WORK_AT_ALL)),
            failed: RefCell::new(None),
        };
        let is_sound = streams.read_directory().is_some();
        streams.take_failure()?;
        Ok(is_sound.then_some(streams))
    }

    /// What the host said when it could not read.
    pub fn take_failure(&self) -> std::result::Result<(), Error> {
        self.failed.borrow_mut().take().map_or(Ok(()), Err)
    }

    /// Whether more was read than a sound file takes.
    pub fn is_endless(&self) -> bool {
        self.fuel.get() == 0
    }

    fn read_directory(&mut self) -> Option<()> {
        let header = self.raw(0, 56)?;
        let number = |at| u32_of(&header, at);
        self.block = number(32)?.into();
        let is_block = self.block.is_power_of_two() && (512..=65536).contains(&self.block);
        let length = u64::from(number(44)?);
        if !is_block || length > MOST_DIRECTORY || length > self.source.len() {
            return None;
        }
        let blocks = length.div_ceil(self.block);
        let list =
            self.raw(u64::from(number(52)?).checked_mul(self.block)?, blocks.checked_mul(4)?)?;
        for block in list.chunks_exact(4) {
            let at = u64::from(u32_of(block, 0)?).checked_mul(self.block)?;
            let left = length.saturating_sub(self.directory.len() as u64);
            let piece = self.raw(at, left.min(self.block))?;
            self.directory.extend(piece);
        }
        self.count = u32_of(&self.directory, 0)?.into();
        Some(())
    }

    /// The stream of an index; one that is not there has no bytes.
    pub fn stream(&self, index: u64) -> Stream {
        let entry = |at: u64| u32_of(&self.directory, usize::try_from(at).ok()?.checked_mul(4)?);
        let mut stream = Stream { size: 0, blocks: self.count.saturating_add(1) };
        if index >= self.count {
            return stream;
        }
        for at in 0..=index {
            let before = stream.size.div_ceil(self.block.max(1));
            stream.blocks = stream.blocks.saturating_add(before);
            let told = entry(at.saturating_add(1)).unwrap_or_default();
            stream.size = if told == DELETED { 0 } else { told.into() };
        }
        stream
    }

    /// The bytes of a stream from `offset` on, fewer where it ends; `None` where it leads out of the file.
    pub fn read(&self, stream: Stream, offset: u64, length: u64) -> Option<Vec<u8>> {
        let end = stream.size.min(offset.saturating_add(length));
        let (mut bytes, mut at) = (Vec::new(), offset);
        while at < end {
            let mut number = self.block_of(stream, at)?;
            let start = at % self.block;
            let mut piece = (self.block - start).min(end - at);
            let begin = number.checked_mul(self.block)?.checked_add(start)?;
            // blocks that follow each other are read in one go
            while at + piece < end && self.block_of(stream, at + piece) == Some(number + 1) {
                number += 1;
                piece += self.block.min(end - at - piece);
            }
            let read = self.raw(begin, piece)?;
            at = at.saturating_add(read.len() as u64);
            bytes.extend(read);
        }
        Some(bytes)
    }

    /// The number of the block that a place of a stream is in; block 0 is the header.
    fn block_of(&self, stream: Stream, at: u64) -> Option<u64> {
        let index = stream.blocks.checked_add(at / self.block)?;
        let index = usize::try_from(index).ok()?.checked_mul(4)?;
        u32_of(&self.directory, index).map(u64::from).filter(|number| *number > 0)
    }

    fn raw(&self, at: u64, length: u64) -> Option<Vec<u8>> {
        if at.checked_add(length)? > self.source.len() {
            return None;
        }
        // each reading has a price of its own
        let left = self.fuel.get().checked_sub(length.saturating_add(64));
        self.fuel.set(left.unwrap_or_default());
        left?;
        match self.source.read_up_to(at, usize::try_from(length).ok()?) {
            Ok(bytes) => Some(bytes),
            Err(error) => {
                self.failed.borrow_mut().get_or_insert(error);
                None
            }
        }
    }
}

/// A stream through a window.
pub(super) struct Cursor<'a, 's> {
    streams: &'a Streams<'s>,
    pub stream: Stream,
    window: Vec<u8>,
    /// Where the window begins in the stream.
    start: u64,
}

impl<'a, 's> Cursor<'a, 's> {
    pub fn new(streams: &'a Streams<'s>, stream: Stream) -> Self {
        Self { streams, stream, window: Vec::new(), start: 0 }
    }

    /// So many bytes from `at` on; `None` where the stream has no such bytes.
    pub fn bytes(&mut self, at: u64, length: u64) -> Option<&[u8]> {
        let end = at.checked_add(length).filter(|end| *end <= self.stream.size)?;
        let window_end = self.start.saturating_add(self.window.len() as u64);
        if at < self.start || end > window_end {
            self.window = self.streams.read(self.stream, at, length.max(WINDOW))?;
            self.start = at;
        }
        let from = usize::try_from(at.saturating_sub(self.start)).ok()?;
        self.window.get(from..)?.get(..usize::try_from(length).ok()?)
    }

    /// The four bytes at a place, as a number.
    pub fn u32(&mut self, at: u64) -> Option<u32> {
        u32_of(self.bytes(at, 4)?, 0)
    }

    /// The two bytes at a place, as a number.
    pub fn u16(&mut self, at: u64) -> Option<u16> {
        u16_of(self.bytes(at, 2)?, 0)
    }

    /// The text at a place, up to its 0, of so many bytes at most.
    pub fn text(&mut self, at: u64, most: u64) -> Option<String> {
        let left = self.stream.size.checked_sub(at)?.min(most);
        let bytes = self.bytes(at, left)?;
        Some(text_of(bytes))
    }

    /// A record of symbols or types at a place: its kind, what it holds, and where the next one begins.
    pub fn record(&mut self, at: u64) -> Option<(u16, Vec<u8>, u64)> {
        let length = u64::from(self.u16(at)?);
        let next = at.checked_add(2)?.checked_add(length)?;
        let record = self.bytes(at.checked_add(2)?, length)?;
        Some((u16_of(record, 0)?, record.get(2..)?.to_vec(), next))
    }

    /// The kind of a record at a place, and where the next one begins.
    pub fn record_head(&mut self, at: u64) -> Option<(u16, u64)> {
        let head = self.bytes(at, 4)?;
        let (length, kind) = (u16_of(head, 0)?, u16_of(head, 2)?);
        Some((kind, at.checked_add(2)?.checked_add(length.into())?)).filter(|_| length >= 2)
    }
}

/// The four bytes at an index, as a number.
pub(super) fn u32_of(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..)?.first_chunk().copied().map(u32::from_le_bytes)
}

/// The two bytes at an index, as a number.
pub(super) fn u16_of(bytes: &[u8], at: usize) -> Option<u16> {
    bytes.get(at..)?.first_chunk().copied().map(u16::from_le_bytes)
}

/// A text up to its 0.
pub(super) fn text_of(bytes: &[u8]) -> String {
    let text = bytes.split(|byte| *byte == 0).next().unwrap_or_default();
    String::from_utf8_lossy(text).into_owned()
}
