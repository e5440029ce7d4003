//! [`Fse`]: tables of finite state entropy, by which zstd writes what is frequent in few bits. RFC 8878, 4.1.

use super::bits::Bits;

/// A table.
#[derive(Clone, Default)]
pub(super) struct Fse {
    /// How many bits its first state has.
    accuracy: u8,
    states: Vec<State>,
}

/// A state: what it stands for, and where it leads to.
#[derive(Clone, Copy, Default)]
struct State {
    symbol: u8,
    bits: u8,
    base: u16,
}

impl Fse {
    /// Reads a table. Returns it, and how many bytes it has.
    pub fn read(bytes: &[u8], most_accuracy: u8, most_symbols: usize) -> Option<(Self, usize)> {
        let mut at = 0_usize;
        let peek = |at: usize, count: u8| {
            let rest = bytes.get(at / 8..)?.iter().take(4).rev();
            let word = rest.fold(0_u32, |word, byte| word << 8 | u32::from(*byte));
            Some(word >> (at % 8) & ((1 << count) - 1))
        };
        let accuracy = peek(at, 4)? as u8 + 5;
        at += 4;
        if accuracy > most_accuracy {
            return None;
        }
        let mut remaining = 1_i32 << accuracy;
        let mut shares: Vec<i16> = Vec::new();
        while remaining > 0 {
            let bits = (remaining + 1).ilog2() as u8 + 1;
            let value = peek(at, bits)? as i32;
            let low = value & ((1 << (bits - 1)) - 1);
            let threshold = (1 << bits) - 2 - remaining;
            let value = if low < threshold {
                at += usize::from(bits) - 1;
                low
            } else {
                at += usize::from(bits);
                if value >= 1 << (bits - 1) { value - threshold } else { value }
            };
            let share = value - 1;
            remaining -= share.abs();
            shares.push(share as i16);
            // how many zeros follow it, three at a time
            let mut zeros = if share == 0 { 3 } else { 0 };
            while zeros == 3 && shares.len() <= most_symbols {
                zeros = peek(at, 2)?;
                at += 2;
                shares.resize(shares.len() + zeros as usize, 0);
            }
            if shares.len() > most_symbols {
                return None;
            }
        }
        let length = at.div_ceil(8);
        if remaining < 0 || length > bytes.len() {
            return None;
        }
        Some((Self::of(&shares, accuracy)?, length))
    }

    /// The table of symbols that have these shares of the states; -1 is less than one of them.
    pub fn of(shares: &[i16], accuracy: u8) -> Option<Self> {
        let size = 1_usize << accuracy;
        let mut states = vec![State::default(); size];
        let mut next: Vec<u16> = Vec::new();
        let mut high = size;
        for (symbol, share) in shares.iter().enumerate() {
            next.push(share.unsigned_abs());
            if *share == -1 {
                high = high.checked_sub(1)?;
                states.get_mut(high)?.symbol = symbol as u8;
            }
        }
        let (mut at, step) = (0, (size >> 1) + (size >> 3) + 3);
        for (symbol, share) in shares.iter().enumerate() {
            for _ in 0..*share {
                states.get_mut(at)?.symbol = symbol as u8;
                loop {
                    at = (at + step) % size;
                    if at < high || high == 0 {
                        break;
                    }
                }
            }
        }
        for state in &mut states {
            let next = next.get_mut(usize::from(state.symbol)).filter(|next| **next > 0)?;
            state.bits = accuracy.checked_sub(next.ilog2() as u8)?;
            state.base = (usize::from(*next) << state.bits).checked_sub(size)? as u16;
            *next += 1;
        }
        Some(Self { accuracy, states })
    }

    /// The table of one symbol alone.
    pub fn only(symbol: u8) -> Self {
        Self { accuracy: 0, states: vec![State { symbol, bits: 0, base: 0 }] }
    }

    /// Whether there is one.
    pub fn is_there(&self) -> bool {
        !self.states.is_empty()
    }

    /// The first state.
    pub fn start(&self, bits: &mut Bits<'_>) -> usize {
        bits.read(self.accuracy) as usize
    }

    /// What a state stands for.
    pub fn symbol(&self, state: usize) -> u8 {
        self.states.get(state).map_or(0, |state| state.symbol)
    }

    /// The state behind one.
    pub fn next(&self, state: usize, bits: &mut Bits<'_>) -> usize {
        let state = self.states.get(state).copied().unwrap_or_default();
        usize::from(state.base) + bits.read(state.bits) as usize
    }
}
