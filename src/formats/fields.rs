//! [`Fields`]: the integers of a binary structure, one after the other.

/// How a binary file writes its integers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Layout {
    /// Whether the most significant byte comes first.
    pub big: bool,
    /// Whether addresses, offsets and sizes take 8 bytes rather than 4.
    pub wide: bool,
}

/// Little-endian, 4-byte words: what PE uses throughout.
pub(super) const LITTLE: Layout = Layout { big: false, wide: false };

/// Reads integers in the order in which they stand.
///
/// The structure must have been read whole: past its end there are only zeros.
pub(super) struct Fields<'a> {
    rest: &'a [u8],
    layout: Layout,
}

impl<'a> Fields<'a> {
    /// The fields of a structure.
    pub fn of(bytes: &'a [u8], layout: Layout) -> Self {
        Self { rest: bytes, layout }
    }

    /// The next `length` bytes, or what is left.
    pub fn bytes(&mut self, length: usize) -> &'a [u8] {
        let (bytes, rest) = self.rest.split_at_checked(length).unwrap_or((self.rest, &[]));
        self.rest = rest;
        bytes
    }

    fn integer(&mut self, length: usize) -> u64 {
        let bytes = self.bytes(length);
        let add = |sum: u64, byte: &u8| sum << 8 | u64::from(*byte);
        if self.layout.big { bytes.iter().fold(0, add) } else { bytes.iter().rev().fold(0, add) }
    }

    /// The next 2 bytes.
    pub fn u16(&mut self) -> u16 {
        self.integer(2) as u16
    }

    /// The next 4 bytes.
    pub fn u32(&mut self) -> u32 {
        self.integer(4) as u32
    }

    /// The next 4 or 8 bytes, by the layout.
    pub fn word(&mut self) -> u64 {
        self.integer(if self.layout.wide { 8 } else { 4 })
    }
}
