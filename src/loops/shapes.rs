//! The shapes that segments come in: how many digits each of their fields has.

use std::sync::OnceLock;

use crate::lanes::Lanes;

/// The longest segment, in digits, whose shape is known here.
pub(crate) const LONGEST: usize = 12;

/// Number of shapes.
const SHAPES: usize = 1 << LONGEST;

/// The longest field, in digits: 20 bits of value, and nearly all that there are.
const LONGEST_FIELD: usize = 4;

/// An index that [`Lanes::pick`] makes 0 of.
const NONE: u8 = 0x80;

/// What there is to a shape besides the places of its digits; 0 for one that no segment has, or that is unusual: a
/// segment of one field, say.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Traits(u32);

impl Traits {
    /// `name_digits` is the number of the fifth field's digits, 0 where there are four fields.
    fn usual(name_digits: u32) -> Self {
        let shift = u32::BITS.wrapping_sub(8 * name_digits) % u32::BITS;
        Self(shift << 8 | 2 | u32::from(name_digits > 0))
    }

    /// Whether the segment is one of 4 or 5 fields of up to 4 digits each.
    #[inline(always)]
    pub fn is_usual(self) -> bool {
        self.0 != 0
    }

    /// 1 if it has a fifth field.
    #[inline(always)]
    pub fn names(self) -> usize {
        (self.0 & 1) as usize
    }

    /// All of it but its lowest bits: by how many bits the last four digits are to be shifted to be those of the fifth
    /// field, from bit 8 on.
    #[inline(always)]
    pub fn bits(self) -> u32 {
        self.0
    }
}

/// All shapes. The index of one has a bit for each digit, set where the field goes on; from the segment's end on all are set.
pub(crate) struct Shapes {
    /// Where the digits of the first four fields are: four places for each.
    pub places: Box<[Lanes; SHAPES]>,
    pub traits: Box<[Traits; SHAPES]>,
    pub masks: Masks,
    /// By the length of a segment, the bits of the digits beyond its end. Reading them takes less than making them.
    pub beyond: [u32; LONGEST + 1],
}

/// The index of the shape of a segment.
#[inline(always)]
pub(crate) fn index(continued: u32, beyond: u32) -> usize {
    (continued | beyond) as usize % SHAPES
}

/// Constants of the inner loop. Engines build a vector constant anew wherever it stands; what is read from memory,
/// and so unknown to the compiler, stays in a register.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Masks {
    /// The values of digits at even places.
    pub even: Lanes,
    /// The values of digits at odd places, shifted to theirs.
    pub odd: Lanes,
    /// What two digits count in a field: the first two, and the last two.
    pub pairs: Lanes,
    /// The number 1.
    pub one: Lanes,
    /// All but the generated column.
    pub line_start: Lanes,
}

impl Masks {
    fn new() -> Self {
        Self {
            even: Lanes::numbers([0x001f_001f; 4]),
            odd: Lanes::numbers([0x03e0_03e0; 4]),
            pairs: Lanes::numbers([1 << 26 | 1; 4]),
            one: Lanes::numbers([1; 4]),
            line_start: Lanes::numbers([0, -1, -1, -1]),
        }
    }

    /// Four fields of four digits each.
    #[inline(always)]
    pub fn values(&self, digits: Lanes) -> Values {
        let odd = digits.shift_right::<3>().and(self.odd);
        let unsigned = digits.and(self.even).or(odd).dot(self.pairs);
        let sign = unsigned.and(self.one).equal_numbers(self.one);
        Values { inverted: unsigned.halved().xor(sign), sign }
    }
}

/// The values of four fields (ECMA-426 9.2.1.5: the lowest bit is the sign).
pub(crate) struct Values {
    /// Negative ones with all bits inverted, so that only minus zero has them all set.
    pub inverted: Lanes,
    /// All bits where one is negative.
    sign: Lanes,
}

impl Values {
    /// As signed numbers.
    #[inline(always)]
    pub fn numbers(&self) -> Lanes {
        self.inverted.subtract(self.sign)
    }
}

/// Whether minus zero is among the values whose greatest inverted ones, taken without sign, these are.
pub(crate) fn has_minus_zero(greatest: Lanes) -> bool {
    greatest.all().contains(&-1)
}

/// The table of shapes, made when it is first needed: it would weigh more than all of the reader.
pub(crate) fn shapes() -> &'static Shapes {
    static TABLE: OnceLock<Shapes> = OnceLock::new();
    TABLE.get_or_init(|| {
        let mut places = Box::new([Lanes::bytes(NONE); SHAPES]);
        let mut traits = Box::new([Traits::default(); SHAPES]);
        let beyond = std::array::from_fn(|length| u32::MAX << length);
        for (length, beyond) in beyond.iter().enumerate().skip(1) {
            // the last digit always ends its field
            for continued in 0..1_u32 << (length - 1) {
                let Some((shape, trait_)) = shape(continued, length) else { continue };
                let index = index(continued, *beyond);
                if let (Some(places), Some(traits)) = (places.get_mut(index), traits.get_mut(index))
                {
                    (*places, *traits) = (shape, trait_);
                }
            }
        }
        Shapes { places, traits, masks: Masks::new(), beyond }
    })
}

/// A usual shape.
fn shape(continued: u32, length: usize) -> Option<(Lanes, Traits)> {
    let mut places = [NONE; 16];
    let (mut fields, mut digits, mut name_digits) = (0, 0, 0);
    for place in 0..length {
        if digits == LONGEST_FIELD || fields == 5 {
            return None;
        }
        match places.get_mut(4 * fields + digits) {
            Some(slot) => *slot = place as u8,
            None => name_digits += 1,
        }
        digits += 1;
        if continued & (1 << place) == 0 {
            fields += 1;
            digits = 0;
        }
    }
    (fields >= 4).then_some((Lanes::from_bytes(&places), Traits::usual(name_digits)))
}
