//! [`Utf8`]: whether the bytes are UTF-8, told chunk by chunk.

use super::finding::Spot;

/// The state between two chunks. A character may lie across them.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Utf8 {
    /// The beginning of a character that the last chunk cut off.
    carry: [u8; 4],
    held: usize,
    /// The first ill-formed sequence.
    pub first: Option<Spot>,
    /// How many ill-formed sequences there are; a decoder would put that many U+FFFD.
    pub count: u64,
}

impl Utf8 {
    /// Judges the next chunk, which starts at the given place.
    pub fn check(&mut self, chunk: &[u8], at: Spot) {
        let taken = self.seam(chunk, at);
        let mut start = taken;
        while let Some(rest) = chunk.get(start..) {
            let Err(error) = simdutf8::compat::from_utf8(rest) else { break };
            let bad = start.saturating_add(error.valid_up_to());
            let Some(length) = error.error_len() else {
                self.hold(chunk.get(bad..).unwrap_or_default());
                break;
            };
            self.found(|| place(chunk, bad, at));
            start = bad.saturating_add(length);
        }
    }

    /// A character cut off by the end of the file is ill-formed too.
    pub fn finish(&mut self, end: Spot) {
        if self.held > 0 {
            let back = self.held as u64;
            self.found(|| end.on_same_line(end.offset.saturating_sub(back)));
            self.held = 0;
        }
    }

    /// Completes the character held back, byte by byte; tells how many bytes that took.
    fn seam(&mut self, chunk: &[u8], at: Spot) -> usize {
        let mut taken = 0;
        while let (1.., Some(&byte)) = (self.held, chunk.get(taken)) {
            let Some(slot) = self.carry.get_mut(self.held) else { break };
            *slot = byte;
            let back = self.held as u64;
            let Some(joined) = self.carry.get(..=self.held) else { break };
            match std::str::from_utf8(joined) {
                Ok(_) => {
                    self.held = 0;
                    taken += 1;
                }
                Err(error) if error.error_len().is_none() => {
                    self.held += 1;
                    taken += 1;
                }
                Err(_) => {
                    // The byte that does not fit may begin a character of its own: it is not taken.
                    let start = at.offset.saturating_add(taken as u64).saturating_sub(back);
                    self.found(|| at.on_same_line(start));
                    self.held = 0;
                }
            }
        }
        taken
    }

    fn hold(&mut self, tail: &[u8]) {
        self.held = 0;
        for (slot, byte) in self.carry.iter_mut().zip(tail) {
            *slot = *byte;
            self.held += 1;
        }
    }

    pub fn found(&mut self, spot: impl FnOnce() -> Spot) {
        self.count = self.count.saturating_add(1);
        self.first.get_or_insert_with(spot);
    }
}

/// A text without the character that its end has cut off, if there is one.
pub(super) fn whole_characters(bytes: &[u8]) -> &[u8] {
    let last = bytes.iter().rposition(|byte| byte & 0xc0 != 0x80).unwrap_or_default();
    match bytes.split_at_checked(last) {
        Some((before, character)) if std::str::from_utf8(character).is_err() => before,
        _ => bytes,
    }
}

/// The place of a byte of the chunk, which may have line ends before it.
fn place(chunk: &[u8], index: usize, at: Spot) -> Spot {
    let before = chunk.get(..index).unwrap_or_default();
    let offset = at.offset.saturating_add(index as u64);
    match before.iter().rposition(|byte| *byte == b'\n') {
        None => at.on_same_line(offset),
        Some(last) => {
            let lines = before.iter().filter(|byte| **byte == b'\n').count() as u64;
            let column = index.saturating_sub(last) as u64;
            Spot { offset, line: at.line.saturating_add(lines), column }
        }
    }
}
