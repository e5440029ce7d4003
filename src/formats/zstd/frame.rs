//! The headers of frames. RFC 8878, 3.1.1.1 and 3.1.2.

/// The most bytes of a frame's header.
pub(crate) const LONGEST: usize = 18;

/// What a frame's header says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Header {
    /// A frame: how far back references go in bytes, whether a checksum is behind it.
    Frame { window: u64, has_checksum: bool },
    /// So many bytes that are to be passed over.
    Skipped(u64),
}

/// Reads a header. Returns it, and how many bytes it has; `None` where it can't be read, or a dictionary is needed.
pub(crate) fn header(bytes: &[u8]) -> Option<(Header, usize)> {
    let number = |at: usize, size: usize| {
        let own = bytes.get(at..at + size)?.iter().rev();
        Some(own.fold(0_u64, |sum, byte| sum << 8 | u64::from(*byte)))
    };
    let magic = number(0, 4)?;
    if magic & 0xffff_fff0 == 0x184d_2a50 {
        return Some((Header::Skipped(number(4, 4)?), 8));
    }
    if magic != 0xfd2f_b528 {
        return None;
    }
    let flags = number(4, 1)?;
    let (is_single, dictionary) = (flags & 0x20 != 0, [0, 1, 2, 4].get(flags as usize & 3)?);
    let mut at = 5;
    let mut window = 0;
    if !is_single {
        let byte = number(at, 1)?;
        let base = 1_u64 << (10 + (byte >> 3));
        window = base + base / 8 * (byte & 7);
        at += 1;
    }
    if number(at, *dictionary)? != 0 || flags & 8 != 0 {
        return None;
    }
    at += dictionary;
    let size = match flags >> 6 {
        0 => usize::from(is_single),
        power => 1 << power,
    };
    let length = number(at, size)?;
    if is_single {
        window = if size == 2 { length + 256 } else { length };
    }
    Some((Header::Frame { window, has_checksum: flags & 4 != 0 }, at + size))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_headers() {
        for (bytes, expected) in [
            // as zstd writes "abc" with its checksum, and from a pipe
            (
                &b"\x28\xb5\x2f\xfd\x24\x03"[..],
                Some((Header::Frame { window: 3, has_checksum: true }, 6)),
            ),
            (
                b"\x28\xb5\x2f\xfd\x04\x58",
                Some((Header::Frame { window: 2 << 20, has_checksum: true }, 6)),
            ),
            (
                b"\x28\xb5\x2f\xfd\x60\x00\x01",
                Some((Header::Frame { window: 512, has_checksum: false }, 7)),
            ),
            (b"\x5a\x2a\x4d\x18\x07\0\0\0", Some((Header::Skipped(7), 8))),
            // a dictionary
            (b"\x28\xb5\x2f\xfd\x21\x07\x03", None),
            (b"\x28\xb5\x2f", None),
        ] {
            assert_eq!(header(bytes), expected, "{bytes:x?}");
        }
    }
}
