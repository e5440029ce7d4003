//! [`Entry`]: a file or folder in an archive.

use serde::{Serialize, Serializer};

use crate::error::{Error, Result};
use crate::source::Source;

use super::super::bytes::u16_at;
use super::super::{Reading, lossy};

/// Length of the fixed part of a local header in bytes.
const LOCAL: u64 = 30;

/// How an entry's data is packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Compression {
    /// As it is.
    Stored,
    /// By deflate (RFC 1951).
    Deflate,
    /// By another method, of this number.
    Other(u16),
}

impl Compression {
    /// Its number (APPNOTE 4.4.5).
    #[must_use]
    pub fn method(self) -> u16 {
        match self {
            Self::Stored => 0,
            Self::Deflate => 8,
            Self::Other(method) => method,
        }
    }
}

/// By its number.
impl Serialize for Compression {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        serializer.serialize_u16(self.method())
    }
}

/// An entry of an archive.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Entry {
    /// Its path, with `/` between the parts; that of a folder ends in one.
    pub name: String,
    /// How its data is packed.
    pub compression: Compression,
    /// Length of its packed data in bytes.
    pub compressed: u64,
    /// Length of its data in bytes.
    pub size: u64,
    /// CRC-32 of its data.
    pub crc: u32,
    /// Offset in the archive of its local header, 0-based.
    #[serde(skip)]
    pub header: u64,
    /// Offset in the archive of its packed data, 0-based.
    pub data: u64,
    /// Whether a password is needed.
    pub is_encrypted: bool,
    /// Whether it is a symbolic link: its data is a path.
    pub is_link: bool,
}

impl Entry {
    /// Whether it is a folder.
    #[must_use]
    pub fn is_directory(&self) -> bool {
        self.name.ends_with('/')
    }

    /// Whether unpacking it may write outside of the folder it is unpacked to.
    #[must_use]
    pub fn is_unsafe(&self) -> bool {
        let name = self.name.as_str();
        name.is_empty()
            || name.starts_with('/')
            || name.bytes().any(|byte| matches!(byte, 0 | b':'))
            || name.split('/').any(|part| part == "..")
    }

    /// Finds the data by the local header; false when there is none, or it is another entry's.
    pub(super) fn locate(&mut self, reading: &mut Reading<'_>) -> bool {
        let Some(header) = reading.bytes(self.header, LOCAL, usize::MAX) else { return false };
        let length = |at| u64::from(u16_at(&header, at).unwrap_or(0));
        let begin = self.header.saturating_add(LOCAL);
        self.data = begin.saturating_add(length(26)).saturating_add(length(28));
        header.starts_with(b"PK\x03\x04")
            && reading.has(self.data, self.compressed)
            && reading
                .bytes(begin, length(26), usize::MAX)
                .is_some_and(|name| path_of(&name) == self.name)
    }
}

/// The path that the name of an entry is. Archivers of Windows write back-slashes between its parts.
pub(super) fn path_of(name: &[u8]) -> String {
    lossy(name).replace('\\', "/")
}

/// The data of a stored entry, as a file of its own.
pub struct EntrySource<'s> {
    source: &'s dyn Source,
    start: u64,
    length: u64,
}

impl<'s> EntrySource<'s> {
    /// The data of an entry of an archive; `None` where it must be unpacked first.
    #[must_use]
    pub fn new(archive: &'s dyn Source, entry: &Entry) -> Option<Self> {
        let is_plain = entry.compression == Compression::Stored && !entry.is_encrypted;
        let is_inside = entry.data.saturating_add(entry.compressed) <= archive.len();
        (is_plain && is_inside).then_some(Self {
            source: archive,
            start: entry.data,
            length: entry.compressed,
        })
    }
}

impl Source for EntrySource<'_> {
    fn len(&self) -> u64 {
        self.length
    }

    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> Result<()> {
        if offset.saturating_add(buffer.len() as u64) > self.length {
            let reason = format!("the file has {} bytes", self.length);
            return Err(Error::Read { offset, length: buffer.len(), reason });
        }
        self.source.read_at(self.start.saturating_add(offset), buffer)
    }
}
