//! [`PagedReader`]: what gimli reads DWARF through.

use std::borrow::Cow;
use std::fmt;

use gimli::{Error, Reader, ReaderOffsetId, Result, RunTimeEndian};

use super::pages::Pages;
use super::section::Section;
use super::window::Window;

/// The longest text that is taken out of debug information, in bytes: names of templates are long.
const LONGEST: u64 = 64 * 1024;

/// A range of a section.
#[derive(Clone, Copy)]
pub(super) struct PagedReader<'a> {
    pages: &'a Pages<'a>,
    section: &'a Section,
    big: bool,
    at: u64,
    end: u64,
}

impl fmt::Debug for PagedReader<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}..{}", self.at, self.end)
    }
}

impl<'a> PagedReader<'a> {
    pub fn new(pages: &'a Pages<'a>, section: &'a Section, big: bool) -> Self {
        Self { pages, section, big, at: 0, end: section.length }
    }

    /// What tells texts of all sections apart, in the order in which they stand in the file.
    pub fn place(&self) -> (u64, u64) {
        (self.section.key(0), self.at)
    }

    /// Its bytes up to the first 0, as a text, cut at 64 KiB; `None` where they can't be read.
    pub fn text(&self) -> Option<String> {
        let (mut bytes, mut at) = (Vec::new(), self.at);
        let end = self.end.min(at.saturating_add(LONGEST));
        while at < end {
            let before = bytes.len();
            let most = usize::try_from(end.saturating_sub(at)).unwrap_or(usize::MAX);
            let is_ended = self.pages.chunk(self.section, at, |chunk| {
                let chunk = chunk.get(..most).unwrap_or(chunk);
                let length = chunk.iter().position(|byte| *byte == 0);
                bytes.extend_from_slice(chunk.get(..length.unwrap_or(chunk.len()))?);
                Some(length.is_some())
            })??;
            let taken = bytes.len().saturating_sub(before);
            self.pages.burn(taken)?;
            if is_ended {
                break;
            }
            at = at.saturating_add(taken as u64);
        }
        Some(String::from_utf8_lossy(&bytes).into_owned())
    }

    /// What reads its section in order.
    pub fn window(&self) -> Window<'a> {
        Window::new(self.pages, self.section)
    }

    /// Where it begins and ends in its section.
    pub fn range(&self) -> (u64, u64) {
        (self.at, self.end)
    }

    /// At most so many of its bytes, from the beginning.
    pub fn beginning(&self, most: usize) -> Result<Vec<u8>> {
        let left = usize::try_from(self.left()).unwrap_or(usize::MAX);
        let mut bytes = vec![0; left.min(most)];
        let mut own = *self;
        own.read_slice(&mut bytes)?;
        Ok(bytes)
    }

    /// Takes the work of so many bytes.
    pub fn burn(&self, bytes: usize) -> Result<()> {
        self.pages.burn(bytes).ok_or(Error::Io)
    }

    fn eof(&self) -> Error {
        Error::UnexpectedEof(self.offset_id())
    }

    #[inline]
    fn left(&self) -> u64 {
        self.end.saturating_sub(self.at)
    }

    fn bytes(&self) -> Result<Vec<u8>> {
        let length = usize::try_from(self.left().min(LONGEST)).unwrap_or_default();
        let mut bytes = vec![0; length];
        let mut own = *self;
        own.read_slice(&mut bytes)?;
        Ok(bytes)
    }
}

impl Reader for PagedReader<'_> {
    type Endian = RunTimeEndian;
    type Offset = u64;

    fn endian(&self) -> RunTimeEndian {
        if self.big { RunTimeEndian::Big } else { RunTimeEndian::Little }
    }

    #[inline]
    fn len(&self) -> u64 {
        self.left()
    }

    fn empty(&mut self) {
        self.end = self.at;
    }

    fn truncate(&mut self, length: u64) -> Result<()> {
        if length > self.left() {
            return Err(self.eof());
        }
        self.end = self.at.saturating_add(length);
        Ok(())
    }

    fn offset_from(&self, base: &Self) -> u64 {
        self.at.saturating_sub(base.at)
    }

    fn offset_id(&self) -> ReaderOffsetId {
        ReaderOffsetId(self.at)
    }

    fn lookup_offset_id(&self, _: ReaderOffsetId) -> Option<u64> {
        None
    }

    fn find(&self, byte: u8) -> Result<u64> {
        let mut at = self.at;
        while at < self.end {
            let most = usize::try_from(self.end.saturating_sub(at)).unwrap_or(usize::MAX);
            let (found, length) = self
                .pages
                .chunk(self.section, at, |bytes| {
                    let bytes = bytes.get(..most).unwrap_or(bytes);
                    (bytes.iter().position(|one| *one == byte), bytes.len())
                })
                .ok_or(Error::Io)?;
            self.pages.burn(found.unwrap_or(length)).ok_or(Error::Io)?;
            if let Some(found) = found {
                return Ok(at.saturating_add(found as u64).saturating_sub(self.at));
            }
            at = at.saturating_add(length as u64);
        }
        Err(self.eof())
    }

    #[inline]
    fn skip(&mut self, length: u64) -> Result<()> {
        if length > self.left() {
            return Err(self.eof());
        }
        self.at = self.at.saturating_add(length);
        Ok(())
    }

    fn split(&mut self, length: u64) -> Result<Self> {
        let mut first = *self;
        first.truncate(length)?;
        self.skip(length)?;
        Ok(first)
    }

    fn to_slice(&self) -> Result<Cow<'_, [u8]>> {
        self.bytes().map(Cow::Owned)
    }

    fn to_string(&self) -> Result<Cow<'_, str>> {
        String::from_utf8(self.bytes()?).map(Cow::Owned).map_err(|_| Error::BadUtf8)
    }

    fn to_string_lossy(&self) -> Result<Cow<'_, str>> {
        Ok(Cow::Owned(String::from_utf8_lossy(&self.bytes()?).into_owned()))
    }

    #[inline]
    fn read_slice(&mut self, buffer: &mut [u8]) -> Result<()> {
        let length = buffer.len() as u64;
        if length > self.left() {
            return Err(self.eof());
        }
        self.pages.burn(buffer.len()).ok_or(Error::Io)?;
        self.pages.read(self.section, self.at, buffer).ok_or(Error::Io)?;
        self.at = self.at.saturating_add(length);
        Ok(())
    }

    /// Most of what is read are numbers of one byte.
    fn read_u8(&mut self) -> Result<u8> {
        if self.at >= self.end {
            return Err(self.eof());
        }
        let byte = self.pages.byte(self.section, self.at).ok_or(Error::Io)?;
        self.at = self.at.saturating_add(1);
        Ok(byte)
    }
}
