//! The plain runs of JSON strings, found 16 bytes at a time.

use crate::lanes::Lanes;

/// How many bytes can be passed before one that needs a closer look: plain ones, and escapes of two bytes.
#[inline(never)]
#[must_use]
pub fn skippable(bytes: &[u8]) -> usize {
    let blocks = skippable_blocks(bytes);
    let ends = Ends::new();
    let mut rest = bytes.get(blocks..).unwrap_or_default();
    loop {
        rest = rest.get(ends.find(rest)..).unwrap_or_default();
        let [b'\\', b'n' | b't' | b'"' | b'\\' | b'r' | b'/' | b'b' | b'f', tail @ ..] = rest
        else {
            return bytes.len().saturating_sub(rest.len());
        };
        rest = tail;
    }
}

/// The same, for whole blocks of 64 bytes: it may be fewer than could be passed, but never ends within an escape.
fn skippable_blocks(bytes: &[u8]) -> usize {
    let ends = Ends::new();
    let letters = Letters::new();
    let mut passed = 0;
    // whether the last byte was a backslash that begins an escape
    let mut pending = 0_u64;
    for block in bytes.as_chunks::<64>().0 {
        let [a, b, c, d] = block.as_chunks::<16>().0 else { break };
        let four = [a, b, c, d].map(Lanes::from_bytes);
        let backslashes = bits(four.map(|bytes| bytes.equal_bytes(ends.backslash)));
        // quotes are few, and control characters stand in no string
        let quotes = four.map(|bytes| bytes.equal_bytes(ends.quote));
        let controls = four.map(|bytes| bytes.less_bytes(ends.space));
        let any = any_of(quotes).or(any_of(controls)).signs_of_bytes() != 0;
        if backslashes | pending == 0 {
            if any {
                return passed;
            }
        } else {
            let (escaped, next) = escaped(backslashes, pending);
            let letters = bits(four.map(|bytes| letters.among(bytes)));
            if escaped & !letters != 0 || any && bits(quotes) & !escaped | bits(controls) != 0 {
                break;
            }
            pending = next;
        }
        passed += 64;
    }
    passed - pending as usize
}

/// Which bytes follow a backslash that begins an escape, and whether the last one begins one (1) or not (0).
/// `pending` says the same of the block before. Of a run of backslashes every other one begins an escape.
fn escaped(backslashes: u64, pending: u64) -> (u64, u64) {
    const ODD: u64 = 0xaaaa_aaaa_aaaa_aaaa;
    let beginning = backslashes & !pending;
    // where a run of backslashes begins at an even place, the subtraction carries through it
    let series = (beginning << 1 | ODD).wrapping_sub(beginning);
    let alternating = series ^ ODD;
    let escaped = alternating ^ (backslashes | pending);
    (escaped, (alternating & backslashes) >> 63)
}

#[inline(always)]
fn any_of([a, b, c, d]: [Lanes; 4]) -> Lanes {
    a.or(b).or(c.or(d))
}

/// The highest bits of 64 bytes.
#[inline(always)]
fn bits([a, b, c, d]: [Lanes; 4]) -> u64 {
    let low = u64::from(a.signs_of_bytes() | b.signs_of_bytes() << 16);
    low | u64::from(c.signs_of_bytes() | d.signs_of_bytes() << 16) << 32
}

/// The letters of escapes of two bytes. Their lower halves tell them apart, but for `r` and `b`: `b` is rare, and not
/// known here.
struct Letters {
    by_low: Lanes,
    low: Lanes,
    r: Lanes,
}

impl Letters {
    #[inline(always)]
    fn new() -> Self {
        let mut by_low = [0xff; 16];
        for letter in *b"\"\\/fnt" {
            if let Some(slot) = by_low.get_mut(usize::from(letter & 0xf)) {
                *slot = letter;
            }
        }
        let hidden = |bytes: [u8; 16]| std::hint::black_box(Lanes::from_bytes(&bytes));
        Self { by_low: hidden(by_low), low: hidden([0x0f; 16]), r: hidden([b'r'; 16]) }
    }

    /// The highest bit of each byte that is one of them.
    #[inline(always)]
    fn among(&self, bytes: Lanes) -> Lanes {
        self.by_low.pick(bytes.and(self.low)).equal_bytes(bytes).or(bytes.equal_bytes(self.r))
    }
}

/// How many bytes come before the first quote, backslash or control character.
#[inline(never)]
#[must_use]
pub fn plain(bytes: &[u8]) -> usize {
    plain_run(bytes)
}

#[inline(always)]
fn plain_run(bytes: &[u8]) -> usize {
    match bytes.first_chunk().map(|first| special(u64::from_le_bytes(*first))) {
        // most strings are short
        Some(found) if found != 0 => (found.trailing_zeros() / 8) as usize,
        _ => Ends::new().find(bytes),
    }
}

/// Passes strings without escapes, each with its comma and followed by another quote, without white space: how many, and
/// how many bytes they have.
#[inline(never)]
#[must_use]
pub fn plain_strings(bytes: &[u8]) -> (u64, usize) {
    let (mut count, mut rest) = (0, bytes);
    while let [b'"', inner @ ..] = rest {
        let length = plain_run(inner);
        let Some([b'"', b',', tail @ ..]) = inner.get(length..) else { break };
        if tail.first() != Some(&b'"') {
            break;
        }
        rest = tail;
        count += 1;
    }
    (count, bytes.len().saturating_sub(rest.len()))
}

/// Whether the end of a text holds a comment that names a source map.
#[inline(never)]
#[must_use]
pub fn names_a_map(tail: &[u8]) -> bool {
    const NAME: &[u8] = b"# sourceMappingURL=";
    let mut rest = tail;
    while let Some(hash) = rest.iter().position(|byte| *byte == b'#') {
        rest = rest.get(hash..).unwrap_or_default();
        if rest.starts_with(NAME) {
            return true;
        }
        rest = rest.get(1..).unwrap_or_default();
    }
    false
}

/// What ends a plain run, ready to be compared with 16 bytes at once.
struct Ends {
    quote: Lanes,
    backslash: Lanes,
    space: Lanes,
}

impl Ends {
    #[inline(always)]
    fn new() -> Self {
        // hidden from the compiler: engines build a vector constant anew wherever it stands
        let hidden = |byte| std::hint::black_box(Lanes::bytes(byte));
        Self { quote: hidden(b'"'), backslash: hidden(b'\\'), space: hidden(b' ') }
    }

    #[inline(always)]
    fn among(&self, bytes: &[u8; 16]) -> Lanes {
        let bytes = Lanes::from_bytes(bytes);
        let quote = bytes.equal_bytes(self.quote).or(bytes.equal_bytes(self.backslash));
        quote.or(bytes.less_bytes(self.space))
    }

    /// How many bytes come before the first that ends a plain run.
    #[inline(always)]
    fn find(&self, bytes: &[u8]) -> usize {
        let mut passed = 0;
        let mut rest = bytes;
        while let Some((chunk, tail)) = rest.split_first_chunk::<16>() {
            let found = self.among(chunk).signs_of_bytes();
            if found != 0 {
                return passed + found.trailing_zeros() as usize;
            }
            passed += 16;
            rest = tail;
            // long runs go four chunks at a time
            while let Some((four, tail)) = rest.split_first_chunk::<64>() {
                let [a, b, c, d] = four.as_chunks::<16>().0 else { break };
                let any = self.among(a).or(self.among(b)).or(self.among(c).or(self.among(d)));
                if any.signs_of_bytes() != 0 {
                    break;
                }
                passed += 64;
                rest = tail;
            }
        }
        passed + rest.iter().take_while(|byte| !matches!(byte, b'"' | b'\\' | 0..=0x1f)).count()
    }
}

const ONES: u64 = u64::from_le_bytes([0x01; 8]);
const HIGHS: u64 = u64::from_le_bytes([0x80; 8]);

/// Eight bytes at once: the lowest bit set is the high bit of the first byte that ends a plain run.
///
/// A borrow can set bits of bytes above that one too, so nothing but the first may be read off.
fn special(word: u64) -> u64 {
    let zero_in = |word: u64| word.wrapping_sub(ONES) & !word;
    let quote = zero_in(word ^ (ONES * b'"' as u64));
    let backslash = zero_in(word ^ (ONES * b'\\' as u64));
    let control = word.wrapping_sub(ONES * 0x20) & !word;
    (quote | backslash | control) & HIGHS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passes_what_can_be_passed() {
        // what a byte-by-byte reader would do
        let slow = |bytes: &[u8]| {
            let mut at = 0;
            loop {
                match bytes.get(at) {
                    Some(b'\\') => match bytes.get(at + 1) {
                        Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => at += 2,
                        _ => return at,
                    },
                    None | Some(b'"' | 0..=0x1f) => return at,
                    Some(_) => at += 1,
                }
            }
        };
        let mut seed = 1_u32;
        for round in 0..20_000 {
            let bytes: Vec<u8> = (0..round % 300)
                .map(|_| {
                    seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                    match seed >> 24 {
                        0..60 => b'\\',
                        60..120 => b"nrtbf/\\n"[(seed >> 8) as usize % 8],
                        120 if round % 3 == 0 => b'"',
                        121 if round % 5 == 0 => b'\n',
                        122 if round % 2 == 0 => b'u',
                        high => high as u8 | 0x40,
                    }
                })
                .collect();
            assert_eq!(skippable(&bytes), slow(&bytes), "{:?}", String::from_utf8_lossy(&bytes));
        }
        for length in 0..200 {
            for end in [&b"\\"[..], b"\\\\", b"\\u", b"\\n\"", b"\""] {
                let bytes = [&b"a".repeat(length), end].concat();
                assert_eq!(skippable(&bytes), slow(&bytes), "{length} {end:?}");
                let bytes = [&b"\\".repeat(length), end, b"bbbb"].concat();
                assert_eq!(skippable(&bytes), slow(&bytes), "{length} {end:?}");
            }
        }
    }

    #[test]
    fn finds_every_special_byte_at_every_place() {
        for place in 0..100 {
            for byte in 0..=255_u8 {
                let mut bytes = [b'x'; 100];
                bytes[place] = byte;
                let ends = matches!(byte, b'"' | b'\\' | 0..=0x1f);
                assert_eq!(plain(&bytes), if ends { place } else { 100 }, "{byte} at {place}");
            }
        }
    }
}
