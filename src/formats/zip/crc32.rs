//! CRC-32 as zip has it (ISO 3309, reflected, polynomial 0xEDB88320), eight bytes at a time.

use crate::error::Result;
use crate::source::Source;

/// How much of the file is in memory at once, in bytes.
const WINDOW: u64 = 256 * 1024;

/// The CRC-32 of a range of a file.
///
/// # Errors
/// [`Error::Read`](crate::Error::Read) when the range does not lie in the file, or the host cannot read it.
pub fn crc32(source: &dyn Source, start: u64, length: u64) -> Result<u32> {
    let tables = Tables::new();
    let mut crc = !0;
    let mut buffer = vec![0; usize::try_from(WINDOW.min(length)).unwrap_or(0)];
    let mut done = 0;
    while done < length {
        let piece = usize::try_from(WINDOW.min(length.saturating_sub(done))).unwrap_or(0);
        let Some(piece) = buffer.get_mut(..piece) else { break };
        source.read_at(start.saturating_add(done), piece)?;
        crc = tables.update(crc, piece);
        done = done.saturating_add(piece.len() as u64);
    }
    Ok(!crc)
}

/// What a byte does to the checksum when so many bytes follow it.
struct Tables([[u32; 256]; 8]);

impl Tables {
    fn new() -> Self {
        let mut tables = [[0; 256]; 8];
        for (byte, slot) in (0..).zip(tables.iter_mut().flatten().take(256)) {
            *slot = (0..8).fold(byte, |crc: u32, _| (crc >> 1) ^ (0xedb8_8320 * (crc & 1)));
        }
        let [first, others @ ..] = &mut tables;
        let mut before: [u32; 256] = *first;
        for table in others {
            for (slot, crc) in table.iter_mut().zip(before) {
                *slot = (crc >> 8) ^ look(first, crc);
            }
            before = *table;
        }
        Self(tables)
    }

    fn update(&self, crc: u32, bytes: &[u8]) -> u32 {
        let [t0, t1, t2, t3, t4, t5, t6, t7] = &self.0;
        let (eights, rest) = bytes.as_chunks::<8>();
        let mut crc = crc;
        for [a, b, c, d, e, f, g, h] in eights {
            let low = crc ^ u32::from_le_bytes([*a, *b, *c, *d]);
            crc = look(t7, low)
                ^ look(t6, low >> 8)
                ^ look(t5, low >> 16)
                ^ look(t4, low >> 24)
                ^ look(t3, u32::from(*e))
                ^ look(t2, u32::from(*f))
                ^ look(t1, u32::from(*g))
                ^ look(t0, u32::from(*h));
        }
        rest.iter().fold(crc, |crc, byte| (crc >> 8) ^ look(t0, crc ^ u32::from(*byte)))
    }
}

/// The entry of the lowest byte.
fn look(table: &[u32; 256], value: u32) -> u32 {
    table.get((value & 255) as usize).copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_the_check_value() {
        // the check value of the CRC catalogue ("CRC-32/ISO-HDLC"), and what zlib.crc32 says of the other
        assert_eq!(crc32(&&b"123456789"[..], 0, 9).unwrap(), 0xcbf4_3926);
        assert_eq!(crc32(&&b""[..], 0, 0).unwrap(), 0);
        let bytes: Vec<u8> = (0..=255).cycle().take(1_000_003).collect();
        let source = bytes.as_slice();
        let slowly = bytes.iter().fold(!0_u32, |crc, byte| {
            (0..8).fold(crc ^ u32::from(*byte), |crc, _| (crc >> 1) ^ (0xedb8_8320 * (crc & 1)))
        });
        assert_eq!(crc32(&source, 0, 1_000_003).unwrap(), !slowly);
        assert!(crc32(&source, 1, 1_000_003).is_err());
    }
}
