//! [`Names`]: the fifth fields of a block, put aside by the inner loop and added up four at a time.

use crate::{
    block::BLOCK,
    lanes::Lanes,
    shapes::{Masks, Traits, has_minus_zero},
};

/// How many there are in a block at most, and some to spare: a segment with its separator is 6 bytes long.
const MOST: usize = (BLOCK / 6 + 8).next_power_of_two();

/// The fifth fields of a block.
#[derive(Debug)]
pub(crate) struct Names {
    /// Where each one ends in the block, and from bit 24 on by how many bits the four digits before are to be shifted.
    ends: [u32; MOST],
    /// The name that the last one led to.
    pub running: i32,
    /// The greatest of all, as an unsigned number: of those, a negative one is the greatest.
    pub greatest: u32,
    /// Whether minus zero, which is another number altogether, was among them.
    pub odd: bool,
    /// How many there were.
    pub count: u64,
}

impl Default for Names {
    fn default() -> Self {
        Self { ends: [0; MOST], running: 0, greatest: 0, odd: false, count: 0 }
    }
}

impl Names {
    /// Begins anew.
    pub fn start(&mut self, running: i32) {
        (self.running, self.greatest, self.odd, self.count) = (running, 0, false, 0);
    }

    /// Puts a field aside, as the n-th: where its segment ends, and of what shape that is.
    #[inline(always)]
    pub fn put(&mut self, index: usize, end: usize, traits: Traits) {
        if let Some(slot) = self.ends.get_mut(index % MOST) {
            *slot = traits.bits() << 16 | end as u32;
        }
    }

    /// Takes a name that is known.
    pub fn take(&mut self, name: i32) {
        self.running = name;
        self.greatest = self.greatest.max(name.cast_unsigned());
        self.count += 1;
    }

    /// Adds up what was put aside. `four_before` gives the four digits before a place.
    #[inline(always)]
    pub fn add_up(&mut self, count: usize, masks: &Masks, four_before: impl Fn(usize) -> u32) {
        self.count += count as u64;
        let mut running = Lanes::numbers([self.running; 4]);
        let (mut greatest, mut odd) = (Lanes::bytes(0), Lanes::bytes(0));
        let (by_one, by_two, last) = (steps(4), steps(8), Lanes::from_bytes(&LAST));
        let mut left = count;
        for four in self.ends.as_chunks::<4>().0.iter().take(count.div_ceil(4)) {
            let digits = four.map(|end| {
                // zeros lead nowhere
                let Some(rest) = left.checked_sub(1) else { return 0 };
                left = rest;
                (four_before((end & 0xffff) as usize) >> (end >> 24)).cast_signed()
            });
            let values = masks.values(Lanes::numbers(digits));
            odd = odd.max(values.inverted);
            let deltas = values.numbers();
            let two = deltas.add(deltas.pick(by_one));
            let sums = running.add(two.add(two.pick(by_two)));
            greatest = greatest.max(sums);
            running = sums.pick(last);
        }
        if count > 0 {
            [self.running, ..] = running.all();
            let greatest = greatest.all().map(i32::cast_unsigned).into_iter().max();
            self.greatest = self.greatest.max(greatest.unwrap_or_default());
            self.odd |= has_minus_zero(odd);
        }
    }
}

const LAST: [u8; 16] = [12, 13, 14, 15, 12, 13, 14, 15, 12, 13, 14, 15, 12, 13, 14, 15];

/// Picks the bytes that stand so many places further to the front.
fn steps(by: u8) -> Lanes {
    Lanes::from_bytes(&std::array::from_fn(|index| (index as u8).checked_sub(by).unwrap_or(0x80)))
}
