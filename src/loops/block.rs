//! [`Block`]: a stretch of `mappings`, turned into digits and bit sets.

use crate::{lanes::Lanes, line_end::LineEnd, names::Names, shapes::Masks};

/// How many bytes are taken at once at most.
pub const BLOCK: usize = 2048;

/// What stands before the digits, so that the last four of any can be looked at.
const LEAD: usize = 16;

/// A stretch of `mappings`, and room for what is made of it.
#[derive(Debug)]
pub struct Block {
    /// Values of the digits; of separators anything. More at either end, as they are read several at a time.
    digits: [u8; 2 * BLOCK],
    /// Which bytes are separators, a bit each.
    pub(crate) separators: [u64; BLOCK / 64],
    /// Which of them are semicolons.
    pub(crate) semicolons: [u64; BLOCK / 64],
    /// The lines that end in it.
    pub(crate) lines: [LineEnd; BLOCK],
    pub(crate) names: Names,
}

impl Default for Block {
    fn default() -> Self {
        Self {
            digits: [0; 2 * BLOCK],
            separators: [0; BLOCK / 64],
            semicolons: [0; BLOCK / 64],
            lines: [LineEnd::default(); BLOCK],
            names: Names::default(),
        }
    }
}

/// What the lower and the upper half of a byte have against it, one bit per kind of byte: a byte is wrong if they agree.
const WRONG_LOW: [u8; 16] = {
    let mut table = [0b1_0000; 16];
    let mut rest: &mut [u8] = &mut table;
    let mut low = 0;
    while let [slot, tail @ ..] = rest {
        // 2x: comma, plus, slash
        *slot |= !matches!(low, 0xb | 0xc | 0xf) as u8;
        // 3x: digits, semicolon
        *slot |= (!matches!(low, 0x0..=0x9 | 0xb) as u8) << 1;
        // 4x and 6x: the first 15 letters
        *slot |= ((low == 0) as u8) << 2;
        // 5x and 7x: the others
        *slot |= ((low > 0xa) as u8) << 3;
        rest = tail;
        low += 1;
    }
    table
};
const WRONG_HIGH: [u8; 16] = [16, 16, 1, 2, 4, 8, 4, 8, 16, 16, 16, 16, 16, 16, 16, 16];

/// What is added to a byte to make its value, by its upper half; a slash needs 3 less.
const SHIFT: [u8; 16] = {
    let (plus, digits) = (62 - b'+', 52 - b'0');
    let (capitals, letters) = (0_u8.wrapping_sub(b'A'), 26_u8.wrapping_sub(b'a'));
    [0, 0, plus, digits, capitals, capitals, letters, letters, 0, 0, 0, 0, 0, 0, 0, 0]
};

impl Block {
    /// Reads up to [`BLOCK`] bytes, in steps of 16; `false` if one of them has no place in `mappings`, or if a number
    /// goes on where its segment ends.
    pub(crate) fn read(&mut self, bytes: &[u8]) -> bool {
        let (low, high) = (Lanes::from_bytes(&WRONG_LOW), Lanes::from_bytes(&WRONG_HIGH));
        let shift = Lanes::from_bytes(&SHIFT);
        let mut wrong = Lanes::bytes(0);
        let (mut unfinished, mut open) = (0_u64, 0_u64);
        let words = self.separators.iter_mut().zip(&mut self.semicolons);
        let digits = self.digits.get_mut(LEAD..).unwrap_or_default().as_chunks_mut::<64>().0;
        for ((piece, digits), (separators, semicolons)) in bytes.chunks(64).zip(digits).zip(words) {
            (*separators, *semicolons) = (0, 0);
            let mut continued = 0_u64;
            let mut place = 0_u32;
            let (chunks, _) = piece.as_chunks::<16>();
            for (chunk, digits) in chunks.iter().zip(digits.as_chunks_mut::<16>().0) {
                let bytes = Lanes::from_bytes(chunk);
                let upper = bytes.high_nibbles();
                let lower = bytes.and(Lanes::bytes(0x0f));
                wrong = wrong.or(low.pick(lower).and(high.pick(upper)));
                let slash = bytes.equal_bytes(Lanes::bytes(b'/'));
                let value = bytes.add_bytes(shift.pick(upper));
                let value = value.add_bytes(slash.and(Lanes::bytes(3_u8.wrapping_neg())));
                *digits = value.to_bytes();
                let semicolon = bytes.equal_bytes(Lanes::bytes(b';'));
                let separator = semicolon.or(bytes.equal_bytes(Lanes::bytes(b',')));
                *separators |= u64::from(separator.signs_of_bytes()) << place;
                *semicolons |= u64::from(semicolon.signs_of_bytes()) << place;
                continued |= u64::from(value.shift_left::<2>().signs_of_bytes()) << place;
                place = (place + 16) & 63;
            }
            continued &= !*separators;
            unfinished |= (continued << 1 | open) & *separators;
            open = continued >> 63;
        }
        unfinished == 0 && wrong.equal_bytes(Lanes::bytes(0)).signs_of_bytes() == 0xffff
    }

    /// How many separators there are before a place.
    pub(crate) fn separators_before(&self, place: usize) -> u64 {
        let (words, bits) = (place / 64, place % 64);
        let whole: u32 = self.separators.iter().take(words).map(|word| word.count_ones()).sum();
        let part = self.separators.get(words).map_or(0, |word| word & ((1 << bits) - 1));
        u64::from(whole + part.count_ones())
    }

    /// The 16 digits from a place on.
    #[inline(always)]
    pub(crate) fn digits(&self, place: usize) -> Lanes {
        // places lie in the block, which the compiler knows only if they are cut to it
        let digits = self.digits.get(place % BLOCK + LEAD..).and_then(<[u8]>::first_chunk);
        digits.map_or(Lanes::bytes(0), Lanes::from_bytes)
    }

    /// Adds up the names that were put aside.
    pub(crate) fn add_up_names(&mut self, count: usize, masks: &Masks) {
        let Self { digits, names, .. } = self;
        names.add_up(count, masks, |place| {
            let four = digits.get(place % BLOCK + LEAD - 4..).and_then(<[u8]>::first_chunk);
            four.map_or(0, |four| u32::from_le_bytes(*four))
        });
    }
}
