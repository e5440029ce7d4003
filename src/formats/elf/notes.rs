//! Notes: small named records, among them the build ID.

use super::super::Reading;
use super::super::fields::{Fields, Layout};
use super::Elf;
use super::sections::{NOTE, PT_NOTE};

/// The length of what stands before a note's name, in bytes.
const HEAD: usize = 12;
/// The most bytes of notes that are read at one place.
const MOST: usize = 1 << 16;
/// The most places of each kind that notes are read at.
const MOST_PLACES: usize = 64;

/// The IDs that the notes hold.
#[derive(Default)]
pub(super) struct BuildIds {
    /// The GNU build ID in a section of notes.
    pub gnu: Option<BuildId>,
    /// The same in the notes that a program header leads to, as a debugger reads it of a running program.
    pub gnu_loaded: Option<BuildId>,
    /// The Go build ID, a text.
    pub go: Option<BuildId>,
}

/// An ID, as the bytes of its note.
pub(super) struct BuildId {
    /// Where the note begins, in bytes from the file's start.
    pub at: u64,
    pub value: Vec<u8>,
}

/// Finds the build IDs, the first of each kind.
pub(super) fn build_ids(reading: &mut Reading<'_>, elf: &Elf) -> BuildIds {
    let mut ids = BuildIds::default();
    for section in elf.sections.iter().filter(|section| section.kind == NOTE).take(MOST_PLACES) {
        let place = (section.offset, section.size, section.align);
        ids.add(reading, elf.layout(), place, false);
    }
    for segment in elf.segments.iter().filter(|segment| segment.kind == PT_NOTE).take(MOST_PLACES) {
        let place = (segment.offset, segment.filesz, segment.align);
        ids.add(reading, elf.layout(), place, true);
    }
    ids
}

impl BuildIds {
    /// Adds what the notes at a place hold: offset and size in bytes, alignment.
    #[inline(never)]
    fn add(
        &mut self,
        reading: &mut Reading<'_>,
        layout: Layout,
        (offset, size, align): (u64, u64, u64),
        loaded: bool,
    ) {
        let bytes = reading.bytes(offset, size, MOST).unwrap_or_default();
        each_id(&bytes, layout, align, &mut |kind, at, value| {
            let slot = match kind {
                Kind::Go => &mut self.go,
                Kind::Gnu if loaded => &mut self.gnu_loaded,
                Kind::Gnu => &mut self.gnu,
            };
            let at = offset.saturating_add(at as u64);
            slot.get_or_insert_with(|| BuildId { at, value: value.to_vec() });
        });
    }
}

enum Kind {
    Gnu,
    Go,
}

/// Shows the build IDs among notes, each with where its note begins; those before the first note that does not fit.
fn each_id(bytes: &[u8], layout: Layout, align: u64, show: &mut dyn FnMut(Kind, usize, &[u8])) {
    // everything but 8 means 4, as the tools have it
    let align = if align == 8 { 8 } else { 4 };
    let mut at = 0_usize;
    while let Some(rest) = bytes.get(at..).filter(|rest| rest.get(..HEAD).is_some()) {
        let mut fields = Fields::of(rest, layout);
        let (owner, length) = (fields.u32() as usize, fields.u32() as usize);
        let number = fields.u32();
        let name = HEAD.saturating_add(owner);
        let start = padded(name, align);
        let end = start.saturating_add(length);
        let (Some(name), Some(value)) = (rest.get(HEAD..name), rest.get(start..end)) else {
            return;
        };
        match (name, number) {
            _ if value.is_empty() => {}
            (b"GNU\0", 3) => show(Kind::Gnu, at, value),
            (b"Go\0" | b"Go\0\0", 4) => show(Kind::Go, at, value),
            _ => {}
        }
        at = at.saturating_add(padded(end, align));
    }
}

fn padded(length: usize, align: usize) -> usize {
    length.checked_next_multiple_of(align).unwrap_or(usize::MAX)
}
