//! [`Decoder`]: the blocks of a frame, one after the other. RFC 8878, 3.1.1.

use super::bits::Bits;
use super::fse::Fse;
use super::huffman::Huffman;

/// The most bytes of a block, packed or not.
pub(crate) const MOST: usize = 128 * 1024;

/// How literal lengths, offsets and match lengths are coded where a block does not say.
const LITERALS: [i16; 36] = [
    4, 3, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 2, 3, 2, 1, 1, 1, 1, 1,
    -1, -1, -1, -1,
];
const OFFSETS: [i16; 29] =
    [1, 1, 1, 1, 1, 1, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, -1, -1, -1, -1, -1];
const MATCHES: [i16; 53] = [
    1, 4, 3, 2, 2, 2, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
    1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, -1, -1, -1, -1, -1, -1, -1,
];
/// How many bits are behind the codes of lengths, from the first code on that has any.
const LITERAL_BITS: [u8; 20] = [1, 1, 1, 1, 2, 2, 3, 3, 4, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16];
const MATCH_BITS: [u8; 21] = [1, 1, 1, 1, 2, 2, 3, 3, 4, 4, 5, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16];

/// What blocks know of those before them.
#[derive(Clone)]
pub(crate) struct Decoder {
    /// What was unpacked last: as much of it as may be referred to, and more.
    pub history: Vec<u8>,
    /// How far back references may go, in bytes.
    window: usize,
    huffman: Huffman,
    literals: Fse,
    offsets: Fse,
    matches: Fse,
    /// The offsets that were used last.
    used: [usize; 3],
}

impl Decoder {
    /// That of a frame in which references go back so far.
    pub fn new(window: usize) -> Self {
        Self {
            history: Vec::new(),
            window,
            huffman: Huffman::default(),
            literals: Fse::default(),
            offsets: Fse::default(),
            matches: Fse::default(),
            used: [1, 4, 8],
        }
    }

    /// Lets go of what is no longer referred to: not a little at each block, but much now and then. Returns how many bytes these are.
    pub fn forget(&mut self) -> usize {
        if self.history.len() > self.window.saturating_mul(2).max(2 * MOST) {
            self.forget_all()
        } else {
            0
        }
    }

    /// Lets go of all that is no longer referred to.
    pub fn forget_all(&mut self) -> usize {
        let gone = self.history.len().saturating_sub(self.window);
        self.history.drain(..gone);
        gone
    }

    /// Unpacks a block of that type, at the end of the history: `size` is that of what is in it, where it is one byte again and again.
    /// `None` where it is damaged.
    pub fn block(&mut self, kind: u8, bytes: &[u8], size: usize) -> Option<()> {
        match kind {
            0 => self.history.extend_from_slice(bytes),
            1 => self.history.resize(self.history.len() + size, *bytes.first()?),
            2 => self.packed(bytes)?,
            _ => return None,
        }
        Some(())
    }

    fn packed(&mut self, bytes: &[u8]) -> Option<()> {
        let (literals, length) = self.literals(bytes)?;
        self.sequences(&literals, bytes.get(length..)?)
    }

    /// Reads the literals. Returns them, and how many bytes their section has.
    fn literals(&mut self, bytes: &[u8]) -> Option<(Vec<u8>, usize)> {
        let head = bytes.iter().take(5).rev();
        let head = head.fold(0_u64, |word, byte| word << 8 | u64::from(*byte));
        let (kind, format) = (head & 3, head >> 2 & 3);
        if kind < 2 {
            let (start, shift, bits) = match format {
                1 => (2, 4, 12),
                3 => (3, 4, 20),
                _ => (1, 3, 5),
            };
            let size = (head >> shift & ((1 << bits) - 1)) as usize;
            if size > MOST {
                return None;
            }
            if kind == 1 {
                return Some((vec![*bytes.get(start)?; size], start + 1));
            }
            return Some((bytes.get(start..start + size)?.to_vec(), start + size));
        }
        let (start, bits) = match format {
            0 | 1 => (3, 10),
            2 => (4, 14),
            _ => (5, 18),
        };
        let size = (head >> 4 & ((1 << bits) - 1)) as usize;
        let packed = (head >> (4 + bits) & ((1 << bits) - 1)) as usize;
        let end = start + packed;
        let mut streams = bytes.get(start..end)?;
        if size > MOST {
            return None;
        }
        if kind == 2 {
            let (huffman, length) = Huffman::read(streams)?;
            self.huffman = huffman;
            streams = streams.get(length..)?;
        }
        let huffman = Some(&self.huffman).filter(|it| it.is_there())?;
        let mut literals = Vec::with_capacity(size);
        if format == 0 {
            huffman.decode(streams, size, &mut literals)?;
            return Some((literals, end));
        }
        let (lengths, mut rest) = streams.split_at_checked(6)?;
        let each = size.div_ceil(4);
        for length in lengths.chunks_exact(2) {
            let length = length.iter().rev().fold(0, |sum, byte| sum << 8 | usize::from(*byte));
            let (stream, behind) = rest.split_at_checked(length)?;
            huffman.decode(stream, each, &mut literals)?;
            rest = behind;
        }
        huffman.decode(rest, size.checked_sub(each * 3)?, &mut literals)?;
        Some((literals, end))
    }

    /// Reads the sequences, and puts what they say at the end of the history.
    fn sequences(&mut self, literals: &[u8], bytes: &[u8]) -> Option<()> {
        let byte = |at: usize| bytes.get(at).copied().map(usize::from);
        let (count, mut at) = match byte(0)? {
            0 => {
                self.history.extend_from_slice(literals);
                return (bytes.len() == 1).then_some(());
            }
            first @ ..128 => (first, 1),
            255 => (byte(1)? + (byte(2)? << 8) + 0x7f00, 3),
            first => (((first - 128) << 8) + byte(1)?, 2),
        };
        let modes = byte(at)?;
        at += 1;
        at += table(&mut self.literals, modes >> 6, bytes.get(at..)?, (&LITERALS, 6, 9))?;
        at += table(&mut self.offsets, modes >> 4, bytes.get(at..)?, (&OFFSETS, 5, 8))?;
        at += table(&mut self.matches, modes >> 2, bytes.get(at..)?, (&MATCHES, 6, 9))?;
        let mut bits = Bits::new(bytes.get(at..)?)?;
        let mut literal = self.literals.start(&mut bits);
        let mut offset = self.offsets.start(&mut bits);
        let mut matched = self.matches.start(&mut bits);
        let (mut rest, before) = (literals, self.history.len());
        for index in 0..count {
            let code = self.offsets.symbol(offset);
            if code > 31 {
                return None;
            }
            let distance = (1_u64 << code) + u64::from(bits.read(code));
            let code = self.matches.symbol(matched);
            let length = length(code, (32, 35), &MATCH_BITS, &mut bits)?;
            let length = if code < 32 { length + 3 } else { length };
            let plain =
                self::length(self.literals.symbol(literal), (16, 16), &LITERAL_BITS, &mut bits)?;
            if index + 1 < count {
                literal = self.literals.next(literal, &mut bits);
                matched = self.matches.next(matched, &mut bits);
                offset = self.offsets.next(offset, &mut bits);
            }
            let (own, behind) = rest.split_at_checked(plain)?;
            rest = behind;
            self.history.extend_from_slice(own);
            let distance = self.distance(distance, plain == 0)?;
            self.copy(distance, length)?;
            if self.history.len() - before > MOST || bits.left < 0 {
                return None;
            }
        }
        self.history.extend_from_slice(rest);
        (bits.left == 0 && self.history.len() - before <= MOST).then_some(())
    }

    /// How far back a sequence refers, by its value, which may mean one of the offsets that were used last.
    fn distance(&mut self, value: u64, has_no_literals: bool) -> Option<usize> {
        let [first, second, third] = self.used;
        if value > 3 {
            let distance = usize::try_from(value - 3).ok()?;
            self.used = [distance, first, second];
            return Some(distance);
        }
        let distance = match value as usize + usize::from(has_no_literals) {
            1 => return Some(first),
            2 => {
                self.used = [second, first, third];
                return Some(second);
            }
            3 => third,
            _ => first.checked_sub(1)?,
        };
        self.used = [distance, first, second];
        Some(distance)
    }

    /// Puts so many bytes from so far back at the end of the history.
    fn copy(&mut self, distance: usize, length: usize) -> Option<()> {
        let start = self.history.len().checked_sub(distance)?;
        if distance == 0 || distance > self.window.max(MOST) || length > MOST {
            return None;
        }
        // what is copied may be a part of what it makes
        let mut left = length;
        while left > 0 {
            let piece = left.min(self.history.len() - start);
            self.history.extend_from_within(start..start + piece);
            left -= piece;
        }
        Some(())
    }
}

/// Takes the table that a block uses, by its mode. Returns how many bytes it has.
fn table(
    table: &mut Fse,
    mode: usize,
    bytes: &[u8],
    (shares, accuracy, most_accuracy): (&[i16], u8, u8),
) -> Option<usize> {
    let length;
    (*table, length) = match mode & 3 {
        0 => (Fse::of(shares, accuracy)?, 0),
        1 => (Fse::only(*bytes.first()?), 1),
        2 => Fse::read(bytes, most_accuracy, 256)?,
        _ => return table.is_there().then_some(0),
    };
    Some(length)
}

/// A length by its code: the codes from the first one on have bits behind them.
fn length(code: u8, (first, base): (u8, usize), all: &[u8], bits: &mut Bits<'_>) -> Option<usize> {
    let Some(index) = code.checked_sub(first) else { return Some(code.into()) };
    let (before, from) = all.split_at_checked(index.into())?;
    let base = before.iter().fold(base, |sum, bits| sum + (1 << bits));
    Some(base + bits.read(*from.first()?) as usize)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::{Header, header};
    use super::*;

    /// Unpacks a whole frame.
    fn unpack(bytes: &[u8]) -> Option<Vec<u8>> {
        let (Header::Frame { .. }, mut at) = header(bytes)? else { return None };
        let mut decoder = Decoder::new(1 << 30);
        loop {
            let head = bytes
                .get(at..at + 3)?
                .iter()
                .rev()
                .fold(0, |sum, byte| sum << 8 | usize::from(*byte));
            let (kind, size) = ((head >> 1 & 3) as u8, head >> 3);
            let length = if kind == 1 { 1 } else { size };
            decoder.block(kind, bytes.get(at + 3..at + 3 + length)?, size)?;
            at += 3 + length;
            if head & 1 == 1 {
                return Some(decoder.history);
            }
        }
    }

    fn pack(bytes: &[u8]) -> Vec<u8> {
        ruzstd::encoding::compress_to_vec(bytes, ruzstd::encoding::CompressionLevel::Fastest)
    }

    proptest! {
        #[test]
        fn unpacks_what_another_program_has_packed(
            words in prop::collection::vec(prop::collection::vec(any::<u8>(), 1..40), 1..20),
            order in prop::collection::vec(any::<prop::sample::Index>(), 0..20_000),
        ) {
            let text: Vec<u8> = order.iter().flat_map(|at| at.get(&words).clone()).collect();
            prop_assert_eq!(unpack(&pack(&text)), Some(text));
        }

        #[test]
        fn changed_bytes_end_in_something(at in any::<prop::sample::Index>(), byte in any::<u8>(), seed in any::<u32>()) {
            let numbers = (0..3000_u32).flat_map(|it| (it.wrapping_mul(seed) >> 27).to_le_bytes());
            let mut packed = pack(&numbers.collect::<Vec<u8>>());
            let at = at.index(packed.len());
            packed[at] = byte;
            let _ = unpack(&packed);
        }
    }
}
