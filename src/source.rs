//! [`Source`]: bytes that are asked for, not handed over.

use crate::error::{Error, Result};

/// A file as the core sees it: a length, and "read this range".
///
/// No parser holds a whole file: each asks for what it needs and keeps a bounded window.
pub trait Source {
    /// The length of the file in bytes.
    fn len(&self) -> u64;

    /// Fills `buffer` with the bytes from `offset` (0-based) on.
    ///
    /// # Errors
    /// [`Error::Read`] when the range does not lie inside the file, or the host cannot read it.
    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> Result<()>;

    /// Whether there is no byte at all.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// At most `limit` bytes from `offset` on; fewer where the file ends.
    ///
    /// # Errors
    /// [`Error::Read`] as for [`Source::read_at`].
    fn read_up_to(&self, offset: u64, limit: usize) -> Result<Vec<u8>> {
        let rest = self.len().saturating_sub(offset);
        let length = usize::try_from(rest).unwrap_or(usize::MAX).min(limit);
        let mut bytes = vec![0; length];
        if length > 0 {
            self.read_at(offset, &mut bytes)?;
        }
        Ok(bytes)
    }
}

impl Source for &[u8] {
    fn len(&self) -> u64 {
        <[u8]>::len(self) as u64
    }

    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> Result<()> {
        let range = usize::try_from(offset)
            .ok()
            .and_then(|start| Some(start..start.checked_add(buffer.len())?))
            .and_then(|range| self.get(range));
        match range {
            Some(bytes) => {
                buffer.copy_from_slice(bytes);
                Ok(())
            }
            None => Err(Error::Read {
                offset,
                length: buffer.len(),
                reason: format!("the file has {} bytes", <[u8]>::len(self)),
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_inside_and_refuses_outside() {
        let source: &[u8] = b"0123456789";
        assert_eq!(source.read_up_to(7, 100).unwrap(), b"789");
        assert_eq!(source.read_up_to(11, 100).unwrap(), b"");
        let mut two = [0; 2];
        assert!(source.read_at(9, &mut two).is_err());
        assert!(source.read_at(u64::MAX, &mut two).is_err());
    }
}
