//! [`Segment`]: the Base64 VLQs of one segment, digit by digit (ECMA-426 6).

/// A segment that may not be complete yet.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Segment {
    /// Complete VLQs.
    pub fields: usize,
    /// The values of the first five.
    pub values: [i64; 5],
    /// Where each of them begins: byte in the decoded string, offset in the file.
    places: [(u64, u64); 5],
    /// Where a sixth begins.
    beyond: (u64, u64),
    /// Whether a VLQ has begun and not ended.
    pub open: bool,
    /// Whether something in it is wrong, so that the rest of it means nothing.
    pub broken: bool,
    begun: bool,
    value: u32,
    shift: u32,
}

impl Segment {
    /// Whether no byte of it was seen.
    pub fn is_empty(&self) -> bool {
        !self.begun
    }

    /// The first byte was seen.
    pub fn begin(&mut self) {
        self.begun = true;
    }

    /// Where a field begins.
    pub fn place(&self, field: usize) -> (u64, u64) {
        self.places.get(field).copied().unwrap_or(self.beyond)
    }

    /// Takes a digit; `false` when the value no longer fits.
    ///
    /// The limit is on the value: digits that add nothing to it may go on for ever.
    pub fn push(&mut self, digit: u8, place: (u64, u64)) -> bool {
        if !self.open {
            *self.places.get_mut(self.fields).unwrap_or(&mut self.beyond) = place;
            self.open = true;
            self.value = 0;
            self.shift = 0;
        }
        let payload = u32::from(digit & 0x1f);
        let shifted = payload.checked_shl(self.shift).unwrap_or(0);
        if shifted.checked_shr(self.shift).unwrap_or(0) != payload {
            return false;
        }
        self.value |= shifted;
        self.shift = self.shift.saturating_add(5);
        if digit & 0x20 == 0 {
            self.open = false;
            if let Some(slot) = self.values.get_mut(self.fields) {
                *slot = signed(self.value);
            }
            self.fields = self.fields.saturating_add(1);
        }
        true
    }
}

/// The sign is the lowest bit, and minus zero is the least of all (ECMA-426 6.1).
fn signed(value: u32) -> i64 {
    let magnitude = i64::from(value >> 1);
    match (value & 1, magnitude) {
        (0, _) => magnitude,
        (_, 0) => i64::from(i32::MIN),
        _ => -magnitude,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use mapship_loops::digit;

    fn decode(text: &str) -> Option<i64> {
        let mut segment = Segment::default();
        for byte in text.bytes() {
            if !segment.push(digit(byte)?, (0, 0)) {
                return None;
            }
        }
        (segment.fields == 1 && !segment.open).then_some(segment.values[0])
    }

    #[test]
    fn limits_the_value_and_not_the_digits() {
        assert_eq!(decode("A"), Some(0));
        assert_eq!(decode("D"), Some(-1));
        assert_eq!(decode("2H"), Some(123));
        assert_eq!(decode("B"), Some(-0x8000_0000));
        assert_eq!(decode("hB"), Some(-16));
        assert_eq!(decode("hggggA"), Some(-0x8000_0000));
        assert_eq!(decode("+/////D"), Some(0x7fff_ffff));
        assert_eq!(decode("//////D"), Some(-0x7fff_ffff));
        assert_eq!(decode("ggggggE"), None);
        assert_eq!(decode("ggggggC"), Some(0x4000_0000));
        assert_eq!(decode("ggggggggggggggA"), Some(0));
        assert_eq!(decode("gggggggggggggggB"), None);
        assert_eq!(decode("g"), None);
        assert_eq!(decode("="), None);
    }
}
