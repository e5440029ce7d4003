//! [`Lanes`] by WebAssembly's vector instructions.

use core::arch::wasm32::{
    i8x16_add, i8x16_bitmask, i8x16_eq, i8x16_swizzle, i32x4, i32x4_add, i32x4_bitmask,
    i32x4_dot_i16x8, i32x4_eq, i32x4_extract_lane, i32x4_sub, u8x16_lt, u8x16_splat, u16x8_shl,
    u16x8_shr, u32x4_max, u32x4_shr, u64x2, u64x2_extract_lane, v128, v128_and, v128_or, v128_xor,
};

/// 16 bytes that are worked on at once.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Lanes(v128);

impl Lanes {
    /// 16 bytes.
    #[inline(always)]
    pub fn from_bytes(bytes: &[u8; 16]) -> Self {
        let number = u128::from_le_bytes(*bytes);
        Self(u64x2(number as u64, (number >> 64) as u64))
    }

    /// 16 times the same byte.
    #[inline(always)]
    pub fn bytes(byte: u8) -> Self {
        Self(u8x16_splat(byte))
    }

    /// 4 numbers.
    #[inline(always)]
    pub fn numbers([a, b, c, d]: [i32; 4]) -> Self {
        Self(i32x4(a, b, c, d))
    }

    /// The bytes.
    #[inline(always)]
    pub fn to_bytes(self) -> [u8; 16] {
        let low = u128::from(u64x2_extract_lane::<0>(self.0));
        let high = u128::from(u64x2_extract_lane::<1>(self.0));
        (low | (high << 64)).to_le_bytes()
    }

    /// The numbers.
    #[inline(always)]
    pub fn all(self) -> [i32; 4] {
        [
            i32x4_extract_lane::<0>(self.0),
            i32x4_extract_lane::<1>(self.0),
            i32x4_extract_lane::<2>(self.0),
            i32x4_extract_lane::<3>(self.0),
        ]
    }

    /// Bit by bit.
    #[inline(always)]
    pub fn and(self, other: Self) -> Self {
        Self(v128_and(self.0, other.0))
    }

    /// Bit by bit.
    #[inline(always)]
    pub fn or(self, other: Self) -> Self {
        Self(v128_or(self.0, other.0))
    }

    /// Sums of bytes, wrapping.
    #[inline(always)]
    pub fn add_bytes(self, other: Self) -> Self {
        Self(i8x16_add(self.0, other.0))
    }

    /// 255 where two bytes are equal, 0 elsewhere.
    #[inline(always)]
    pub fn equal_bytes(self, other: Self) -> Self {
        Self(i8x16_eq(self.0, other.0))
    }

    /// 255 where a byte is less than the other, 0 elsewhere.
    #[inline(always)]
    pub fn less_bytes(self, other: Self) -> Self {
        Self(u8x16_lt(self.0, other.0))
    }

    /// The upper four bits of each byte.
    #[inline(always)]
    pub fn high_nibbles(self) -> Self {
        Self(v128_and(u16x8_shr(self.0, 4), u8x16_splat(0x0f)))
    }

    /// The bytes at some indexes; 0 for indexes from 16 on.
    #[inline(always)]
    pub fn pick(self, indexes: Self) -> Self {
        Self(i8x16_swizzle(self.0, indexes.0))
    }

    /// The highest bit of each byte; that of the first byte is the lowest.
    #[inline(always)]
    pub fn signs_of_bytes(self) -> u32 {
        u32::from(i8x16_bitmask(self.0))
    }

    /// Halves, shifted to the left.
    #[inline(always)]
    pub fn shift_left<const BITS: u32>(self) -> Self {
        Self(u16x8_shl(self.0, BITS))
    }

    /// Halves, shifted to the right.
    #[inline(always)]
    pub fn shift_right<const BITS: u32>(self) -> Self {
        Self(u16x8_shr(self.0, BITS))
    }

    /// Products of halves with those of another, each two of them added up to a number. The halves are signed.
    #[inline(always)]
    pub fn dot(self, other: Self) -> Self {
        Self(i32x4_dot_i16x8(self.0, other.0))
    }

    /// All bits where two numbers are equal, none elsewhere.
    #[inline(always)]
    pub fn equal_numbers(self, other: Self) -> Self {
        Self(i32x4_eq(self.0, other.0))
    }

    /// Halves of numbers without sign, rounded down.
    #[inline(always)]
    pub fn halved(self) -> Self {
        Self(u32x4_shr(self.0, 1))
    }

    /// Bit by bit.
    #[inline(always)]
    pub fn xor(self, other: Self) -> Self {
        Self(v128_xor(self.0, other.0))
    }

    /// Differences of numbers, wrapping.
    #[inline(always)]
    pub fn subtract(self, other: Self) -> Self {
        Self(i32x4_sub(self.0, other.0))
    }

    /// Sums of numbers, wrapping.
    #[inline(always)]
    pub fn add(self, other: Self) -> Self {
        Self(i32x4_add(self.0, other.0))
    }

    /// The greater of each two numbers, taken without sign: a negative one is greater than all others.
    #[inline(always)]
    pub fn max(self, other: Self) -> Self {
        Self(u32x4_max(self.0, other.0))
    }

    /// Which numbers are negative; the first is the lowest bit.
    #[inline(always)]
    pub fn signs_of_numbers(self) -> u32 {
        u32::from(i32x4_bitmask(self.0))
    }
}
