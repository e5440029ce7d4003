//! A changed file, as a list of "these bytes" and "that range of the file": what is not changed is never held.

use std::ops::Range;

/// A change of a file: these bytes take the place of that range.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Edit {
    pub range: Range<u64>,
    pub bytes: Vec<u8>,
}

/// A piece of a changed file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EditPiece {
    /// These bytes.
    Bytes(Vec<u8>),
    /// This range of the file as it is.
    Range(Range<u64>),
}

impl Edit {
    /// Puts bytes in at a place.
    pub fn insert(at: u64, bytes: impl Into<Vec<u8>>) -> Self {
        Self { range: at..at, bytes: bytes.into() }
    }

    /// Puts bytes in the place of a range.
    pub fn replace(range: Range<u64>, bytes: impl Into<Vec<u8>>) -> Self {
        Self { range, bytes: bytes.into() }
    }
}

/// A file of this length with these changes, which don't overlap. Changes at one place stay in their order.
pub(super) fn pieces(mut edits: Vec<Edit>, length: u64) -> Vec<EditPiece> {
    edits.sort_by_key(|edit| edit.range.start);
    let mut pieces = Vec::new();
    let mut at = 0;
    for Edit { range, bytes } in edits {
        if range.start > at {
            pieces.push(EditPiece::Range(at..range.start));
        }
        at = at.max(range.end);
        match pieces.last_mut() {
            Some(EditPiece::Bytes(last)) => last.extend(bytes),
            _ => pieces.push(EditPiece::Bytes(bytes)),
        }
    }
    if at < length {
        pieces.push(EditPiece::Range(at..length));
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_what_is_not_changed() {
        let edits = vec![
            Edit::replace(4..6, "x"),
            Edit::insert(0, "a"),
            Edit::insert(6, "y"),
            Edit::insert(10, "z"),
        ];
        let expected = vec![
            EditPiece::Bytes(b"a".to_vec()),
            EditPiece::Range(0..4),
            EditPiece::Bytes(b"xy".to_vec()),
            EditPiece::Range(6..10),
            EditPiece::Bytes(b"z".to_vec()),
        ];
        assert_eq!(pieces(edits, 10), expected);
        assert_eq!(pieces(Vec::new(), 0), Vec::new());
    }
}
