//! [`Names`]: the fifth fields of a block, put aside by the inner loop and added up four at a time.

use crate::{block::BLOCK, lanes::Lanes, shapes::Masks};

/// How many there are in a block at most, and some to spare: a segment with its separator is 6 bytes long.
const MOST: usize = (BLOCK / 6 + 8).next_power_of_two();

/// The fifth fields of a block.
#[derive(Debug)]
pub(crate) struct Names {
    /// The digits of each, as they were read.
    digits: [u32; MOST],
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
        Self { digits: [0; MOST], running: 0, greatest: 0, odd: false, count: 0 }
    }
}

impl Names {
    /// Begins anew.
    pub fn start(&mut self, running: i32) {
        (self.running, self.greatest, self.odd, self.count) = (running, 0, false, 0);
    }

    /// Puts a field aside, as the n-th.
    #[inline(always)]
    pub fn put(&mut self, index: usize, digits: u32) {
        if let Some(slot) = self.digits.get_mut(index % MOST) {
            *slot = digits;
        }
    }

    /// Takes a name that is known.
    pub fn take(&mut self, name: i32) {
        self.running = name;
        self.greatest = self.greatest.max(name.cast_unsigned());
        self.count += 1;
    }

    /// Adds up what was put aside.
    pub fn add_up(&mut self, count: usize, masks: &Masks) {
        self.count += count as u64;
        // zeros lead nowhere
        for slot in self.digits.iter_mut().skip(count).take(3) {
            *slot = 0;
        }
        let mut running = Lanes::numbers([self.running; 4]);
        let (mut greatest, mut odd) = (Lanes::bytes(0), Lanes::bytes(0));
        let (by_one, by_two, last) = (steps(4), steps(8), Lanes::from_bytes(&LAST));
        for four in self.digits.as_chunks::<4>().0.iter().take(count.div_ceil(4)) {
            let values = masks.values(Lanes::numbers(four.map(u32::cast_signed)));
            odd = odd.or(values.equal_numbers(masks.one));
            let deltas = values.unsign();
            let two = deltas.add(deltas.pick(by_one));
            let sums = running.add(two.add(two.pick(by_two)));
            greatest = greatest.max(sums);
            running = sums.pick(last);
        }
        if count > 0 {
            [self.running, ..] = running.all();
            let greatest = greatest.all().map(i32::cast_unsigned).into_iter().max();
            self.greatest = self.greatest.max(greatest.unwrap_or_default());
            self.odd |= odd.signs_of_bytes() != 0;
        }
    }
}

const LAST: [u8; 16] = [12, 13, 14, 15, 12, 13, 14, 15, 12, 13, 14, 15, 12, 13, 14, 15];

/// Picks the bytes that stand so many places further to the front.
fn steps(by: u8) -> Lanes {
    Lanes::from_bytes(&std::array::from_fn(|index| (index as u8).checked_sub(by).unwrap_or(0x80)))
}
