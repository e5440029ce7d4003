//! The encoding of a text, by the bytes at its beginning.

use crate::error::Result;
use crate::source::Source;

/// The byte order mark in UTF-8.
const MARK: &[u8] = b"\xef\xbb\xbf";

/// How a text is encoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Encoding {
    /// UTF-8, or no text at all.
    Utf8,
    /// UTF-8 with a byte order mark before it.
    Marked,
    /// UTF-16, by its byte order mark, or by the zeros that stand beside ASCII.
    Utf16 {
        /// Whether the most significant byte comes first.
        big: bool,
    },
}

impl Encoding {
    /// Tells it by the beginning of a file.
    pub fn of(head: &[u8]) -> Self {
        let is_ascii = |bytes: &[u8], zero: usize| {
            let text = 1 - zero;
            let is_text = |byte: u8| byte.is_ascii_graphic() || byte.is_ascii_whitespace();
            let fits = |pair: &[u8]| {
                pair.get(zero) == Some(&0) && pair.get(text).is_some_and(|byte| is_text(*byte))
            };
            bytes.chunks_exact(2).all(fits)
        };
        match head {
            [0xff, 0xfe, ..] => Self::Utf16 { big: false },
            [0xfe, 0xff, ..] => Self::Utf16 { big: true },
            _ if head.starts_with(MARK) => Self::Marked,
            // a few characters are enough: no other format begins so
            _ => match head.get(..8) {
                Some(first) if is_ascii(first, 1) => Self::Utf16 { big: false },
                Some(first) if is_ascii(first, 0) => Self::Utf16 { big: true },
                _ => Self::Utf8,
            },
        }
    }

    /// The text in UTF-8, without the mark; what can't be decoded is replaced.
    pub fn decode(self, bytes: &[u8]) -> Vec<u8> {
        let Self::Utf16 { big } = self else {
            return bytes.strip_prefix(MARK).unwrap_or(bytes).to_vec();
        };
        let unit = |pair: &[u8]| {
            let pair = pair.first_chunk().copied().unwrap_or_default();
            if big { u16::from_be_bytes(pair) } else { u16::from_le_bytes(pair) }
        };
        let units = bytes.chunks_exact(2).map(unit).skip_while(|unit| *unit == 0xfeff);
        let decoded: String = char::decode_utf16(units)
            .map(|character| character.unwrap_or(char::REPLACEMENT_CHARACTER))
            .collect();
        decoded.into_bytes()
    }
}

/// A small text in whichever encoding, without a byte order mark; what can't be decoded is replaced.
pub(crate) fn text(bytes: &[u8]) -> String {
    super::lossy(&Encoding::of(bytes).decode(bytes))
}

/// A text without the byte order mark before it.
pub(crate) struct Unmarked<'a>(pub &'a dyn Source);

impl Unmarked<'_> {
    /// How long the mark is, in bytes.
    pub const MARK: u64 = MARK.len() as u64;
}

impl Source for Unmarked<'_> {
    fn len(&self) -> u64 {
        self.0.len().saturating_sub(Self::MARK)
    }

    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> Result<()> {
        self.0.read_at(offset.saturating_add(Self::MARK), buffer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_encodings() {
        let (little, big) = (Encoding::Utf16 { big: false }, Encoding::Utf16 { big: true });
        for (bytes, encoding, decoded) in [
            (&b"# compiler"[..], Encoding::Utf8, "# compiler"),
            (b"\xef\xbb\xbf{}", Encoding::Marked, "{}"),
            (b"\xff\xfea\0", little, "a"),
            (b"\xfe\xff\0a\xd8\x3d\xde\0", big, "a\u{1f600}"),
            (b"\xff\xfea\0\0\xd8b\0", little, "a\u{fffd}b"),
            (b"{\0\r\0\n\0}\0", little, "{\r\n}"),
            (b"\0M\0O\0D\0U", big, "MODU"),
            (b"\0asm\x01\0\0\0", Encoding::Utf8, "\0asm\x01\0\0\0"),
            (b"a\0b\0", Encoding::Utf8, "a\0b\0"),
            (b"", Encoding::Utf8, ""),
        ] {
            assert_eq!(Encoding::of(bytes), encoding, "{bytes:?}");
            assert_eq!(text(bytes), decoded, "{bytes:?}");
        }
    }
}
