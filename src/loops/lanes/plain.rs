//! [`Lanes`] by plain arrays.

use std::array::from_fn;

/// 16 bytes that are worked on at once; see `vector.rs` for what its functions do.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Lanes(u128);

impl Lanes {
    pub fn from_bytes(bytes: &[u8; 16]) -> Self {
        Self(u128::from_le_bytes(*bytes))
    }

    pub fn bytes(byte: u8) -> Self {
        Self::from_bytes(&[byte; 16])
    }

    pub fn numbers(numbers: [i32; 4]) -> Self {
        let each = numbers.into_iter().rev();
        Self(each.fold(0, |all, number| (all << 32) | u128::from(number.cast_unsigned())))
    }

    pub fn to_bytes(self) -> [u8; 16] {
        self.0.to_le_bytes()
    }

    pub fn all(self) -> [i32; 4] {
        from_fn(|i| ((self.0 >> (32 * i)) as u32).cast_signed())
    }

    fn to_halves(self) -> [u16; 8] {
        from_fn(|i| (self.0 >> (16 * i)) as u16)
    }

    fn from_halves(halves: [u16; 8]) -> Self {
        let each = halves.into_iter().rev();
        Self(each.fold(0, |all, half| (all << 16) | u128::from(half)))
    }

    fn each_byte(self, other: Self, f: impl Fn(u8, u8) -> u8) -> Self {
        let mut bytes = self.to_bytes();
        for (byte, other) in bytes.iter_mut().zip(other.to_bytes()) {
            *byte = f(*byte, other);
        }
        Self::from_bytes(&bytes)
    }

    fn each_number(self, other: Self, f: impl Fn(i32, i32) -> i32) -> Self {
        let mut numbers = self.all();
        for (number, other) in numbers.iter_mut().zip(other.all()) {
            *number = f(*number, other);
        }
        Self::numbers(numbers)
    }

    pub fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    pub fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub fn add_bytes(self, other: Self) -> Self {
        self.each_byte(other, u8::wrapping_add)
    }

    pub fn equal_bytes(self, other: Self) -> Self {
        self.each_byte(other, |a, b| if a == b { 255 } else { 0 })
    }

    pub fn less_bytes(self, other: Self) -> Self {
        self.each_byte(other, |a, b| if a < b { 255 } else { 0 })
    }

    pub fn high_nibbles(self) -> Self {
        Self((self.0 >> 4) & u128::from_le_bytes([0x0f; 16]))
    }

    pub fn pick(self, indexes: Self) -> Self {
        let bytes = self.to_bytes();
        Self::from_bytes(
            &indexes
                .to_bytes()
                .map(|index| bytes.get(usize::from(index)).copied().unwrap_or_default()),
        )
    }

    pub fn signs_of_bytes(self) -> u32 {
        let bytes = self.to_bytes().into_iter().rev();
        bytes.fold(0, |all, byte| (all << 1) | u32::from(byte >> 7))
    }

    pub fn shift_left<const BITS: u32>(self) -> Self {
        Self::from_halves(self.to_halves().map(|half| half << BITS))
    }

    pub fn shift_right<const BITS: u32>(self) -> Self {
        Self::from_halves(self.to_halves().map(|half| half >> BITS))
    }

    pub fn dot(self, other: Self) -> Self {
        let products = self
            .to_halves()
            .into_iter()
            .zip(other.to_halves())
            .map(|(a, b)| i32::from(a.cast_signed()).wrapping_mul(i32::from(b.cast_signed())));
        let mut numbers = [0_i32; 4];
        for (index, product) in products.enumerate() {
            if let Some(number) = numbers.get_mut(index / 2) {
                *number = number.wrapping_add(product);
            }
        }
        Self::numbers(numbers)
    }

    pub fn equal_numbers(self, other: Self) -> Self {
        self.each_number(other, |a, b| if a == b { -1 } else { 0 })
    }

    pub fn halved(self) -> Self {
        self.each_number(self, |number, _| (number.cast_unsigned() >> 1).cast_signed())
    }

    pub fn xor(self, other: Self) -> Self {
        self.each_number(other, |a, b| a ^ b)
    }

    pub fn subtract(self, other: Self) -> Self {
        self.each_number(other, i32::wrapping_sub)
    }

    pub fn add(self, other: Self) -> Self {
        self.each_number(other, i32::wrapping_add)
    }

    pub fn max(self, other: Self) -> Self {
        self.each_number(other, |a, b| a.cast_unsigned().max(b.cast_unsigned()).cast_signed())
    }

    pub fn signs_of_numbers(self) -> u32 {
        self.all().into_iter().rev().fold(0, |all, number| (all << 1) | u32::from(number < 0))
    }
}
