//! [`Lanes`]: 16 bytes, 8 halves (of 16 bits) or 4 numbers (of 32 bits) that are worked on at once.
//!
//! WebAssembly's vector instructions where there are any, plain arrays elsewhere. The steps are the same either way,
//! so what tests and fuzzing show natively holds in the package too.

#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
mod plain;
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
mod vector;

#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
pub(crate) use plain::Lanes;
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
pub(crate) use vector::Lanes;

#[cfg(test)]
mod tests {
    use super::*;

    /// Every operation against its definition, in words of one lane.
    #[test]
    fn does_what_it_says() {
        let bytes: [u8; 16] = std::array::from_fn(|i| (i as u8).wrapping_mul(37).wrapping_add(120));
        let other: [u8; 16] = std::array::from_fn(|i| (i as u8).wrapping_mul(91));
        let (a, b) = (Lanes::from_bytes(&bytes), Lanes::from_bytes(&other));
        let each = |f: fn(u8, u8) -> u8| std::array::from_fn(|i| f(bytes[i], other[i]));
        assert_eq!(a.to_bytes(), bytes);
        assert_eq!(a.add_bytes(b).to_bytes(), each(u8::wrapping_add));
        assert_eq!(a.and(b).to_bytes(), each(|x, y| x & y));
        assert_eq!(a.or(b).to_bytes(), each(|x, y| x | y));
        assert_eq!(a.equal_bytes(b).to_bytes(), each(|x, y| if x == y { 255 } else { 0 }));
        assert_eq!(a.less_bytes(b).to_bytes(), each(|x, y| if x < y { 255 } else { 0 }));
        assert_eq!(a.high_nibbles().to_bytes(), each(|x, _| x >> 4));
        assert_eq!(Lanes::bytes(7).to_bytes(), [7; 16]);
        let picked =
            std::array::from_fn(|i| bytes.get(usize::from(other[i])).copied().unwrap_or(0));
        assert_eq!(a.pick(b).to_bytes(), picked);
        let signs = (0..16).filter(|i| bytes[*i] >= 128).map(|i| 1 << i).sum::<u32>();
        assert_eq!(a.signs_of_bytes(), signs);
        let continued = (0..16).filter(|i| bytes[*i] & 0x20 != 0).map(|i| 1 << i).sum::<u32>();
        assert_eq!(a.shift_left::<2>().signs_of_bytes(), continued);

        let halves: [u16; 8] =
            std::array::from_fn(|i| u16::from_le_bytes([bytes[2 * i], bytes[2 * i + 1]]));
        let of = |f: fn(u16) -> u16| {
            let bytes = halves.map(|half| f(half).to_le_bytes());
            std::array::from_fn::<u8, 16, _>(|i| bytes[i / 2][i % 2])
        };
        assert_eq!(a.shift_right::<3>().to_bytes(), of(|half| half >> 3));
        let numbers = Lanes::numbers([5, -7, i32::MAX, 3]);
        assert_eq!(numbers.signs_of_numbers(), 0b0010);
        assert_eq!(numbers.all(), [5, -7, i32::MAX, 3]);
        assert_eq!(numbers.add(Lanes::numbers([1, 1, 1, 1])).all(), [6, -6, i32::MIN, 4]);
        assert_eq!(numbers.max(Lanes::numbers([9, -9, 0, 3])).all(), [9, -7, i32::MAX, 3]);
        let mut sums = [0; 4];
        for (i, half) in halves.iter().enumerate() {
            sums[i / 2] += i32::from(*half as i16) * [1, 1024][i % 2];
        }
        assert_eq!(a.dot(Lanes::numbers([1 | 1024 << 16; 4])).all(), sums);
        assert_eq!(numbers.equal_numbers(Lanes::numbers([5, 7, 0, 3])).all(), [-1, 0, 0, -1]);
        assert_eq!(numbers.halved().all(), [2, i32::MAX - 3, i32::MAX / 2, 1]);
        let others = [1, i32::MAX, -1, 0];
        assert_eq!(numbers.xor(Lanes::numbers(others)).all(), [4, -2_147_483_642, i32::MIN, 3]);
        assert_eq!(numbers.subtract(Lanes::numbers(others)).all(), [4, i32::MAX - 5, i32::MIN, 3]);
    }
}
