//! Lines that are not indented, found 64 bytes at a time: what passes over a mapping file of a shrinker.

use crate::lanes::Lanes;

/// Where the first line begins that is not indented by a space or a tab: the index (0-based) of its first byte. What comes before the
/// first LF is no such line, as it need not begin there; nor is what begins behind the last byte.
#[inline(never)]
#[must_use]
pub fn at_margin(bytes: &[u8]) -> Option<usize> {
    // hidden from the compiler: engines build a vector constant anew wherever it stands
    let hidden = |byte| std::hint::black_box(Lanes::bytes(byte));
    let (line_feed, space, tab) = (hidden(b'\n'), hidden(b' '), hidden(b'\t'));
    let mut passed = 0;
    // whether the last byte of the block before was an LF
    let mut pending = 0_u64;
    let (blocks, rest) = bytes.as_chunks::<64>();
    for block in blocks {
        let (mut ends, mut indents) = (0_u64, 0_u64);
        for (chunk, place) in block.as_chunks::<16>().0.iter().zip([0_u32, 16, 32, 48]) {
            let lanes = Lanes::from_bytes(chunk);
            ends |= u64::from(lanes.equal_bytes(line_feed).signs_of_bytes()) << place;
            let indent = lanes.equal_bytes(space).or(lanes.equal_bytes(tab));
            indents |= u64::from(indent.signs_of_bytes()) << place;
        }
        let begins = (ends << 1 | pending) & !indents;
        if begins != 0 {
            return Some(passed + begins.trailing_zeros() as usize);
        }
        pending = ends >> 63;
        passed += 64;
    }
    let mut is_start = pending != 0;
    for byte in rest {
        if is_start && !matches!(byte, b' ' | b'\t') {
            return Some(passed);
        }
        is_start = *byte == b'\n';
        passed += 1;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_what_a_plain_search_finds() {
        let signs = [b'\n', b' ', b'\t', b'a', b'#', 0xc3];
        let mut seed = 7_u32;
        for round in 0..6000_usize {
            let mut bytes = Vec::new();
            for _ in 0..round % 300 {
                seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                let drawn = (seed >> 16) as usize;
                // runs without a line at the margin
                let index = if round % 3 == 0 { 3 } else { drawn % signs.len() };
                bytes.push(signs[index]);
                if signs[index] == b'\n' && round % 2 == 0 {
                    bytes.push(b' ');
                }
            }
            let plain = bytes
                .windows(2)
                .position(|two| two[0] == b'\n' && !matches!(two[1], b' ' | b'\t'))
                .map(|at| at + 1);
            assert_eq!(at_margin(&bytes), plain, "{bytes:?}");
        }
    }
}
