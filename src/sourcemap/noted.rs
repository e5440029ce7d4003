//! [`Noted`]: places in mappings that were passed while a map was judged, so that what stands far behind is found without decoding
//! all before it once more.

use std::cell::RefCell;
use std::ops::Range;

use super::{
    checkpoints::Marks,
    mappings::Mappings,
    segments::{Place, up_to_separator},
};

/// Places in all mappings of a file, in their order.
#[derive(Debug)]
pub(crate) struct Noted(RefCell<Marks<Place>>);

impl Noted {
    /// For a file of so many bytes.
    pub fn new(length: u64) -> Self {
        Self(RefCell::new(Marks::new(length)))
    }

    /// Feeds a piece of mappings, and notes a place in it where one is due.
    pub(super) fn feed(&self, mappings: &mut Mappings, bytes: &[u8], offset: u64) {
        let mut rest = bytes;
        if let Ok(mut marks) = self.0.try_borrow_mut()
            && marks.is_due(offset)
        {
            let piece = up_to_separator(bytes, bytes.len());
            // an escape in the text is longer than what it stands for; nothing of it lies within a piece
            if let Some(tail @ [_, ..]) = bytes.get(piece.len()..) {
                mappings.feed(piece, offset);
                rest = tail;
                let offset = offset.saturating_add(piece.len() as u64);
                if mappings.is_between_segments() && mappings.findings.is_empty() {
                    marks.set(offset, Place::of(mappings, offset));
                }
            }
        }
        let passed = bytes.len().saturating_sub(rest.len()) as u64;
        mappings.feed(rest, offset.saturating_add(passed));
    }

    /// The last place in this range of the file that has all of a line behind it: 0-based, of its map.
    pub fn before(&self, line: u64, range: &Range<u64>) -> Option<Place> {
        let marks = self.0.try_borrow().ok()?;
        let is_before = |place: &Place| range.contains(&place.offset) && place.precedes(line);
        marks.before(is_before).copied()
    }
}
