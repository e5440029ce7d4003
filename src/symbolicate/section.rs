//! [`Section`]: a section of debug information, as its contents are without any compression.

use std::cell::RefCell;

use crate::formats::program::{DebugPart, Packing};
use crate::source::Source;

use super::inflate::Inflater;
use super::pages::Stop;
use super::unzstd::Unzstd;

/// A section: its length, and where its bytes come from.
pub(super) struct Section {
    /// Which one it is, for the cache.
    number: u64,
    /// The length of its contents in bytes.
    pub length: u64,
    contents: Contents,
}

enum Contents {
    /// They stand in the file, from this offset on.
    Plain(u64),
    /// They are compressed by zlib.
    Deflated(RefCell<Inflater>),
    /// They are compressed by zstd.
    Zstd(RefCell<Unzstd>),
}

impl Section {
    /// The section of that number; `None` where it is compressed in a way that can't be read.
    pub fn of(part: &DebugPart, number: u64, size: u64) -> Option<Self> {
        // what is said to be in the file must be
        let length = part.length.min(size.saturating_sub(part.offset));
        // nothing is asked for beyond it, not even no bytes
        let offset = part.offset.min(size);
        // nothing deflated is longer than this, and no sound section that zstd has compressed, in bytes for each byte
        let most = length.saturating_mul(1032);
        let (length, contents) = match part.packing {
            Packing::None => (length, Contents::Plain(offset)),
            Packing::Zlib(inflated) => {
                let inflated = inflated.min(most);
                let inflater = Inflater::new(offset, length, inflated);
                (inflated, Contents::Deflated(RefCell::new(inflater)))
            }
            Packing::Zstd(unpacked) => {
                let unpacked = unpacked.min(most);
                let unzstd = Unzstd::new(offset, length, unpacked);
                (unpacked, Contents::Zstd(RefCell::new(unzstd)))
            }
            Packing::Unknown => return None,
        };
        Some(Self { number, length, contents })
    }

    /// A section with nothing in it.
    pub fn empty() -> Self {
        Self { number: 0, length: 0, contents: Contents::Plain(0) }
    }

    /// What its page of that index is called among those of all sections.
    #[inline]
    pub fn key(&self, page: u64) -> u64 {
        self.number << 40 | (page & 0xff_ffff_ffff)
    }

    /// Reads its contents from `at` on. Returns what work that was, in bytes.
    pub fn fill(&self, source: &dyn Source, at: u64, buffer: &mut [u8]) -> Result<u64, Stop> {
        match &self.contents {
            Contents::Plain(start) => {
                source.read_at(start.saturating_add(at), buffer).map_err(Stop::Host)?;
                Ok(buffer.len() as u64 / 16)
            }
            Contents::Deflated(inflater) => inflater.borrow_mut().read(source, at, buffer),
            Contents::Zstd(unzstd) => unzstd.borrow_mut().read(source, at, buffer),
        }
    }
}
