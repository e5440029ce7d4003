//! The lines of a generated file: where they end, and how long they are in UTF-16 units, 16 bytes at a time.

use crate::lanes::Lanes;

/// What ends a line, and what counts in it, ready to be compared with 16 bytes at once.
struct Marks {
    line_feed: Lanes,
    carriage_return: Lanes,
    separator: Lanes,
    upper_two: Lanes,
    continuation: Lanes,
    three_bytes: Lanes,
}

impl Marks {
    #[inline(always)]
    fn new() -> Self {
        // hidden from the compiler: engines build a vector constant anew wherever it stands
        let hidden = |byte| std::hint::black_box(Lanes::bytes(byte));
        Self {
            line_feed: hidden(b'\n'),
            carriage_return: hidden(b'\r'),
            separator: hidden(0xe2),
            upper_two: hidden(0xc0),
            continuation: hidden(0x80),
            three_bytes: hidden(0xef),
        }
    }

    #[inline(always)]
    fn ends(&self, bytes: Lanes) -> Lanes {
        let ends = bytes.equal_bytes(self.line_feed).or(bytes.equal_bytes(self.carriage_return));
        ends.or(bytes.equal_bytes(self.separator))
    }

    /// UTF-16 units of the bytes that `taken` has a bit for: a character counts at its first byte, one of four bytes twice.
    #[inline(always)]
    fn units(&self, bytes: Lanes, taken: u32) -> u32 {
        let continued = bytes.and(self.upper_two).equal_bytes(self.continuation).signs_of_bytes();
        let four = self.three_bytes.less_bytes(bytes).signs_of_bytes();
        (taken & !continued).count_ones() + (taken & four).count_ones()
    }
}

/// How many bytes come before the first LF, CR or E2 (which may begin U+2028 or U+2029), and how many UTF-16 units they are.
#[inline(never)]
#[must_use]
pub fn line(bytes: &[u8]) -> (usize, u64) {
    let marks = Marks::new();
    let (mut passed, mut units) = (0, 0);
    let mut rest = bytes;
    while let Some((chunk, tail)) = rest.split_first_chunk::<16>() {
        let lanes = Lanes::from_bytes(chunk);
        let ends = marks.ends(lanes).signs_of_bytes();
        // the bits below the first end
        let taken = (ends & ends.wrapping_neg()).wrapping_sub(1) & 0xffff;
        units += u64::from(marks.units(lanes, taken));
        if ends != 0 {
            return (passed + ends.trailing_zeros() as usize, units);
        }
        passed += 16;
        rest = tail;
        // long lines are of ASCII for the most part, and go four chunks at a time
        while let Some((four, tail)) = rest.split_first_chunk::<64>() {
            let [a, b, c, d] = four.as_chunks::<16>().0 else { break };
            let [a, b, c, d] = [a, b, c, d].map(Lanes::from_bytes);
            let ends = marks.ends(a).or(marks.ends(b)).or(marks.ends(c).or(marks.ends(d)));
            if ends.or(a.or(b).or(c.or(d))).signs_of_bytes() != 0 {
                break;
            }
            passed += 64;
            units += 64;
            rest = tail;
        }
    }
    let length = rest.iter().take_while(|byte| !matches!(byte, b'\n' | b'\r' | 0xe2)).count();
    (passed + length, units + utf16_units(rest.get(..length).unwrap_or_default()))
}

/// The length of a text in UTF-16 code units. It need not be whole: a character counts at its first byte.
#[must_use]
pub fn utf16_units(bytes: &[u8]) -> u64 {
    let marks = Marks::new();
    let (chunks, rest) = bytes.as_chunks::<16>();
    let units = |chunk| u64::from(marks.units(Lanes::from_bytes(chunk), 0xffff));
    let whole: u64 = chunks.iter().map(units).sum();
    let of_byte = |byte: &u8| u64::from(byte & 0xc0 != 0x80) + u64::from(*byte >= 0xf0);
    whole + rest.iter().map(of_byte).sum::<u64>()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_what_the_standard_library_counts() {
        let texts = ["a", "é", "€", "語", "😀", "\u{2028}", "…", "xyz", "\n", "\r", "0123456789"];
        let mut seed = 1_u32;
        for round in 0..4000_usize {
            let mut text = String::new();
            for _ in 0..round % 120 {
                seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                // long runs of ASCII are seldom in what is drawn evenly
                let index = if round % 3 == 0 { 7 } else { (seed >> 16) as usize % texts.len() };
                text.push_str(texts[index]);
            }
            let bytes = text.as_bytes();
            let end = bytes.iter().position(|byte| matches!(byte, b'\n' | b'\r' | 0xe2));
            let run = &bytes[..end.unwrap_or(bytes.len())];
            let units = std::str::from_utf8(run).unwrap().encode_utf16().count() as u64;
            assert_eq!(line(bytes), (run.len(), units), "{text:?}");
            assert_eq!(utf16_units(bytes), text.encode_utf16().count() as u64, "{text:?}");
        }
    }
}
