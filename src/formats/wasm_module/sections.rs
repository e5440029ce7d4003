//! [`Sections`]: the sections of a module, one after the other, by their headers alone.

use super::super::Reading;

/// How much is read at a time, in bytes: small sections come together, large ones are skipped.
const WINDOW: u64 = 4096;

/// The longest name of a custom section that is kept, in bytes.
const NAME: usize = 64;

/// The greatest number of a section that the specification knows: 13, tags.
const LAST: u8 = 13;

/// A section.
#[derive(Debug)]
pub(super) struct Section {
    /// Its number; 0 is a custom section.
    pub id: u8,
    /// The beginning of a custom section's name.
    pub name: Vec<u8>,
    /// Offset in the file of what it holds, after the name, 0-based.
    pub payload: u64,
    /// Length of that in bytes.
    pub length: u64,
}

/// Where something else was needed: the offset in the file, and what.
pub(super) type Expected = (u64, &'static str);

/// A walk over the sections.
pub(super) struct Sections {
    window: Vec<u8>,
    /// Offset in the file of the window.
    start: u64,
    /// Offset in the file of the next byte.
    offset: u64,
}

impl Sections {
    /// The sections from an offset on.
    pub fn new(offset: u64) -> Self {
        Self { window: Vec::new(), start: 0, offset }
    }

    /// The next section, `None` after the last.
    pub fn next(&mut self, reading: &mut Reading<'_>) -> Result<Option<Section>, Expected> {
        let begin = self.offset;
        let Some(id) = self.byte(reading) else { return Ok(None) };
        if id > LAST {
            return Err((begin, "a section's number (0 to 13)"));
        }
        let size = self.number(reading, "a section's length")?;
        let end = self.offset.saturating_add(size);
        if end > reading.size() {
            return Err((reading.size(), "the rest of a section"));
        }
        let mut name = Vec::new();
        if id == 0 {
            let at = self.offset;
            let length = self.number(reading, "a custom section's name")?;
            let name_end = self.offset.saturating_add(length);
            if name_end > end {
                return Err((at, "a custom section's name inside of it"));
            }
            while self.offset < name_end && name.len() < NAME {
                name.extend(self.byte(reading));
            }
            self.offset = name_end;
        }
        let payload = self.offset;
        self.offset = end;
        Ok(Some(Section { id, name, payload, length: end.saturating_sub(payload) }))
    }

    /// The next byte; `None` at the end of the file.
    #[inline(never)]
    fn byte(&mut self, reading: &mut Reading<'_>) -> Option<u8> {
        let at = self.offset.wrapping_sub(self.start);
        let held = usize::try_from(at).ok().and_then(|at| self.window.get(at).copied());
        let byte = match held {
            Some(byte) => byte,
            None => {
                let left = reading.size().saturating_sub(self.offset);
                self.start = self.offset;
                self.window = reading.bytes(self.offset, left.min(WINDOW), usize::MAX)?;
                *self.window.first()?
            }
        };
        self.offset += 1;
        Some(byte)
    }

    /// A number of up to 32 bits in LEB128.
    fn number(
        &mut self,
        reading: &mut Reading<'_>,
        expected: &'static str,
    ) -> Result<u64, Expected> {
        let begin = self.offset;
        let mut number = 0_u64;
        for shift in [0, 7, 14, 21, 28] {
            let Some(byte) = self.byte(reading) else { return Err((reading.size(), expected)) };
            number |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return if number >> 32 == 0 { Ok(number) } else { Err((begin, expected)) };
            }
        }
        Err((begin, expected))
    }
}
