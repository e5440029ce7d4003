//! [`Huffman`]: the codes of literals. RFC 8878, 4.2.

use super::bits::Bits;
use super::fse::Fse;

/// The longest code in bits.
const LONGEST: u8 = 11;

/// Codes.
#[derive(Clone, Default)]
pub(super) struct Huffman {
    longest: u8,
    /// For each way the next bits may be: the byte, and how many of them are its code.
    codes: Vec<(u8, u8)>,
}

impl Huffman {
    /// Reads the description of codes. Returns them, and how many bytes it has.
    pub fn read(bytes: &[u8]) -> Option<(Self, usize)> {
        let head = *bytes.first()?;
        let (weights, length) = if head < 128 {
            let length = usize::from(head);
            (packed_weights(bytes.get(1..length + 1)?)?, length + 1)
        } else {
            let count = usize::from(head) - 127;
            let own = bytes.get(1..count.div_ceil(2) + 1)?;
            let each = own.iter().flat_map(|byte| [byte >> 4, byte & 15]);
            (each.take(count).collect(), own.len() + 1)
        };
        Some((Self::of(weights)?, length))
    }

    fn of(mut weights: Vec<u8>) -> Option<Self> {
        let mut sum = 0_u32;
        for weight in weights.iter().filter(|weight| **weight > 0) {
            sum += 1_u32.checked_shl(u32::from(*weight) - 1).filter(|it| *it <= 1 << LONGEST)?;
        }
        let longest = sum.checked_ilog2()? as u8 + 1;
        // the last weight is not written: it fills the table
        let rest = (1_u32 << longest).checked_sub(sum)?;
        if longest > LONGEST || !rest.is_power_of_two() || weights.len() > 255 {
            return None;
        }
        weights.push(rest.ilog2() as u8 + 1);
        let mut codes = Vec::new();
        for weight in 1..=longest {
            for (byte, _) in weights.iter().enumerate().filter(|(_, own)| **own == weight) {
                let code = (byte as u8, longest + 1 - weight);
                codes.resize(codes.len() + (1 << (weight - 1)), code);
            }
        }
        (codes.len() == 1 << longest).then_some(Self { longest, codes })
    }

    /// Whether there are any.
    pub fn is_there(&self) -> bool {
        !self.codes.is_empty()
    }

    /// So many bytes of a stream, put at the end of others.
    pub fn decode(&self, stream: &[u8], count: usize, into: &mut Vec<u8>) -> Option<()> {
        let mut bits = Bits::new(stream)?;
        for _ in 0..count {
            let (byte, length) = *self.codes.get(bits.peek(self.longest) as usize)?;
            bits.left -= isize::from(length);
            into.push(byte);
        }
        (bits.left == 0).then_some(())
    }
}

/// Weights, which are written by two states in turn.
fn packed_weights(bytes: &[u8]) -> Option<Vec<u8>> {
    let (table, length) = Fse::read(bytes, 6, 255)?;
    let mut bits = Bits::new(bytes.get(length..)?)?;
    let mut states = [table.start(&mut bits), table.start(&mut bits)];
    let mut weights = Vec::new();
    loop {
        let [one, other] = states;
        weights.push(table.symbol(one));
        states = [other, table.next(one, &mut bits)];
        if bits.left < 0 {
            weights.push(table.symbol(other));
            return Some(weights);
        }
        if weights.len() > 255 {
            return None;
        }
    }
}
