//! Numbers as DWARF writes them.

/// A number of variable length (LEB128) at that place, which is moved behind it; `None` where the bytes end in it. What is above 64
/// bits is lost.
#[inline(always)]
pub fn unsigned(bytes: &[u8], at: &mut usize) -> Option<u64> {
    let first = *bytes.get(*at)?;
    *at += 1;
    if first < 0x80 {
        return Some(first.into());
    }
    let mut number = u64::from(first & 0x7f);
    let mut shift = 7;
    loop {
        let byte = *bytes.get(*at)?;
        *at += 1;
        if shift < 64 {
            number |= u64::from(byte & 0x7f) << shift;
        }
        if byte < 0x80 {
            return Some(number);
        }
        shift = (shift + 7).min(70);
    }
}

/// The same with a sign.
#[inline(always)]
pub fn signed(bytes: &[u8], at: &mut usize) -> Option<i64> {
    let mut number = 0_i64;
    let mut shift = 0;
    loop {
        let byte = *bytes.get(*at)?;
        *at += 1;
        if shift < 64 {
            number |= i64::from(byte & 0x7f) << shift;
        }
        shift = (shift + 7).min(70);
        if byte < 0x80 {
            let is_negative = byte & 0x40 != 0 && shift < 64;
            return Some(if is_negative { number | -1 << shift } else { number });
        }
    }
}

/// A number of up to 8 bytes.
#[inline(always)]
pub fn fixed(bytes: &[u8], at: &mut usize, size: usize, is_big: bool) -> Option<u64> {
    let own = bytes.get(*at..*at + size)?;
    *at += size;
    let mut number = 0_u64;
    if is_big {
        for byte in own {
            number = number << 8 | u64::from(*byte);
        }
    } else {
        for byte in own.iter().rev() {
            number = number << 8 | u64::from(*byte);
        }
    }
    Some(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_numbers() {
        // DWARF 5, figures C.1 and C.2
        for (bytes, number) in
            [(&[2][..], 2), (&[127], 127), (&[0x80, 1], 128), (&[0xb9, 0x64], 12857)]
        {
            let mut at = 0;
            assert_eq!(unsigned(bytes, &mut at), Some(number));
            assert_eq!(at, bytes.len());
        }
        for (bytes, number) in [
            (&[2][..], 2),
            (&[0x7e], -2),
            (&[0xff, 0], 127),
            (&[0x81, 0x7f], -127),
            (&[0x80, 0x7f], -128),
            (&[0xff, 0x7e], -129),
        ] {
            let mut at = 0;
            assert_eq!(signed(bytes, &mut at), Some(number));
            assert_eq!(at, bytes.len());
        }
        assert_eq!(unsigned(&[0xff; 20], &mut 0), None);
        let long = [&[0xff; 20][..], &[0x7f]].concat();
        assert_eq!(unsigned(&long, &mut 0), Some(u64::MAX));
        assert_eq!(signed(&long, &mut 0), Some(-1));
        assert_eq!(fixed(&[1, 2, 3], &mut 0, 3, true), Some(0x01_0203));
        assert_eq!(fixed(&[1, 2, 3], &mut 0, 3, false), Some(0x03_0201));
    }
}
