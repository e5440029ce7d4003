//! An ELF file without its code: what `objcopy --only-keep-debug` makes of it.
//!
//! All headers stay, so that addresses mean what they meant; the contents of what is loaded into memory go, but for notes.

use crate::error::Result;
use crate::source::Source;

use super::super::fields::Layout;
use super::super::{Piece, Reading};
use super::Elf;
use super::header::Header;
use super::identity::symbol_source;
use super::sections::{self, COMPRESSED, DYNSYM, NOBITS, NOTE, Section, Segment};

/// The most bytes between the contents of two sections; more is not alignment, but a lie.
const MOST_ALIGN: u64 = 64;
/// The most bytes that are filled so that notes stay at the distance from each other that they had.
const MOST_FILL: u64 = 4096;
/// How often that is done.
const MOST_FILLS: u32 = 64;

/// Which contents to keep besides symbols and debug information, and how.
#[derive(Debug, Clone, Copy, Default)]
pub struct DebugOnlyOptions<'a> {
    /// Whether to keep `.eh_frame`, by which a stack can be unwound.
    pub keep_unwind: bool,
    /// Sections of [`DebugOnly::sections`] that were compressed.
    pub packed: &'a [Packed],
}

/// A section whose contents were compressed by zlib (RFC 1950).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Packed {
    /// Its index in the table of section headers.
    pub index: usize,
    /// How long the stream of zlib is, in bytes.
    pub length: u64,
}

/// A section whose contents can be compressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DebugSection {
    /// Its index in the table of section headers.
    pub index: usize,
    /// Where its contents begin in the file, in bytes.
    pub offset: u64,
    /// How long they are, in bytes.
    pub length: u64,
}

/// What can be made of an ELF file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DebugOnly {
    /// The file without its code. `None` where it can't be taken apart, or already is without code and nothing of it was compressed:
    /// then it is to be sent as it is.
    pub pieces: Option<Vec<Piece>>,
    /// The sections that objcopy compresses by `--compress-debug-sections`; none of a file that can't be taken apart.
    pub sections: Vec<DebugSection>,
}

/// The debug-only version of an ELF file: bytes, ranges of the file, and contents that were compressed.
///
/// # Errors
/// [`Error::Read`](crate::Error::Read) when the host cannot read the file.
pub fn debug_only(source: &dyn Source, options: DebugOnlyOptions<'_>) -> Result<DebugOnly> {
    let mut reading = Reading::of(source);
    let mut made = DebugOnly::default();
    if let Some(elf) = sections::read(&mut reading) {
        sections::check_ranges(&mut reading, &elf);
        if reading.symbols.issues.is_empty() && !elf.sections.is_empty() {
            let all =
                elf.sections.iter().enumerate().filter(|(_, section)| is_debug(&elf, section));
            made.sections = all
                .map(|(index, one)| DebugSection { index, offset: one.offset, length: one.size })
                .collect();
            let layouter = Layouter::new(&elf, options);
            let is_packed = |index: &DebugSection| layouter.packed(index.index).is_some();
            if !elf.is_debug_only() || made.sections.iter().any(is_packed) {
                made.pieces = layouter.run(&mut reading);
            }
        }
    }
    reading.finish().map(|_| made)
}

/// Whether it has debug information that is not compressed yet.
#[inline(never)]
fn is_debug(elf: &Elf, section: &Section) -> bool {
    section.has_bytes()
        && !section.is_alloc()
        && section.flags & COMPRESSED == 0
        && elf.name(section).starts_with(b".debug_")
}

/// Where contents go.
struct Layouter<'a> {
    elf: &'a Elf,
    options: DebugOnlyOptions<'a>,
    /// Whether dynamic symbols are all there is.
    dynamic: bool,
    pieces: Vec<Piece>,
    /// How long the file is so far, in bytes.
    length: u64,
    /// How far notes have moved to the front, in bytes.
    shift: u64,
    fills: u32,
}

impl<'a> Layouter<'a> {
    fn new(elf: &'a Elf, options: DebugOnlyOptions<'a>) -> Self {
        let dynamic = symbol_source(elf) == "dynamic_symbol_table";
        Self { elf, options, dynamic, pieces: Vec::new(), length: 0, shift: 0, fills: 0 }
    }

    fn run(mut self, reading: &mut Reading<'_>) -> Option<Vec<Piece>> {
        let Header { layout, phoff, shoff, .. } = self.elf.header;
        let wide = layout.wide;
        let mut header = read(reading, 0, Header::size(layout) as u64)?;
        let mut segments =
            read(reading, phoff, self.size(Header::segment_size, self.elf.segments.len()))?;
        let mut sections =
            read(reading, shoff, self.size(Header::section_size, self.elf.sections.len()))?;
        self.length = (header.len() + segments.len()) as u64;
        let placed = self.place(&mut sections);
        self.align(8);
        let table = self.length;
        for (segment, bytes) in
            self.elf.segments.iter().zip(segments.chunks_exact_mut(Header::segment_size(layout)))
        {
            let (offset, size) = range(segment, &placed, header.len() as u64, table);
            put(bytes, if wide { 8 } else { 4 }, offset, layout);
            put(bytes, if wide { 32 } else { 16 }, size, layout);
        }
        let start = if segments.is_empty() { 0 } else { header.len() as u64 };
        put(&mut header, if wide { 32 } else { 28 }, start, layout);
        put(&mut header, if wide { 40 } else { 32 }, table, layout);
        header.extend(segments);
        self.pieces.insert(0, Piece::Bytes(header));
        self.pieces.push(Piece::Bytes(sections));
        Some(self.pieces)
    }

    fn size(&self, of: fn(Layout) -> usize, count: usize) -> u64 {
        of(self.elf.layout()).saturating_mul(count) as u64
    }

    /// Places each section's contents, and notes it down in the section headers. Returns the sections in memory that
    /// have kept theirs, and where these are now.
    fn place(&mut self, headers: &mut [u8]) -> Vec<(&'a Section, u64)> {
        let elf = self.elf;
        let layout = elf.layout();
        let mut placed = Vec::new();
        for index in sections::by_offset(elf) {
            let (Some(section), Some(header)) = (
                elf.sections.get(index).filter(|section| section.kind != 0),
                headers.chunks_exact_mut(Header::section_size(layout)).nth(index),
            ) else {
                continue;
            };
            if elf.name(section) == b".gdb_index" {
                // it speaks of the whole file, and would be large; its number stays taken
                put32(header, 4, 0, layout);
                continue;
            }
            if let Some(length) = self.packed(index) {
                self.pack(index, section, length, header);
                continue;
            }
            if self.keeps(section) {
                if section.is_alloc() {
                    self.follow(section);
                    placed.push((section, self.length));
                } else {
                    self.align(section.align);
                }
            } else if section.is_alloc() {
                put32(header, 4, NOBITS, layout);
            }
            put(header, if layout.wide { 24 } else { 16 }, self.length, layout);
            if self.keeps(section) {
                self.range(section.offset, section.size);
            }
        }
        placed
    }

    /// How long a section's contents are compressed, where they were, and are shorter so with the header that tells of it.
    #[inline(never)]
    fn packed(&self, index: usize) -> Option<u64> {
        let section = self.elf.sections.get(index)?;
        let packed = self.options.packed.iter().find(|packed| packed.index == index)?;
        let length = packed.length.checked_add(compression_header(self.elf.layout()))?;
        (is_debug(self.elf, section) && length < section.size).then_some(packed.length)
    }

    /// Places what a section's contents were compressed to, behind the header that says what they are. The generic ABI's Compressed
    /// Sections.
    fn pack(&mut self, index: usize, section: &Section, length: u64, header: &mut [u8]) {
        /// `ch_type` of zlib.
        const ZLIB: u32 = 1;
        let layout = self.elf.layout();
        let (word, size) = (if layout.wide { 8 } else { 4 }, compression_header(layout));
        self.align(word as u64);
        let mut own = vec![0; size as usize];
        put32(&mut own, 0, ZLIB, layout);
        put(&mut own, word, section.size, layout);
        put(&mut own, 2 * word, section.align, layout);
        put(header, 8, section.flags | COMPRESSED, layout);
        put(header, 8 + 2 * word, self.length, layout);
        put(header, 8 + 3 * word, size + length, layout);
        put(header, 16 + 4 * word, word as u64, layout);
        self.pieces.push(Piece::Bytes(own));
        self.pieces.push(Piece::Packed { index });
        self.length += size + length;
    }

    /// Whether a section keeps its contents.
    fn keeps(&self, section: &Section) -> bool {
        let elf = self.elf;
        let dynamic = || {
            let symbols = elf.sections.iter().find(|section| section.kind == DYNSYM);
            let names = symbols.and_then(|symbols| elf.sections.get(symbols.link as usize));
            section.kind == DYNSYM || names.is_some_and(|names| names.offset == section.offset)
        };
        section.has_bytes()
            && (!section.is_alloc()
                || section.kind == NOTE
                || self.options.keep_unwind && elf.name(section) == b".eh_frame"
                || self.dynamic && dynamic())
    }

    /// Goes on to where a section in memory belongs: at its old distance from the one before, if that is small.
    fn follow(&mut self, section: &Section) {
        let wanted = section.offset.saturating_sub(self.shift);
        match wanted.checked_sub(self.length) {
            Some(gap) if gap <= MOST_FILL && self.fills < MOST_FILLS => {
                self.fills += 1;
                self.fill(gap);
            }
            _ => {
                self.align(section.align);
                self.shift = section.offset.saturating_sub(self.length);
            }
        }
    }

    #[inline(never)]
    fn align(&mut self, align: u64) {
        if (2..=MOST_ALIGN).contains(&align) {
            self.fill(self.length.next_multiple_of(align) - self.length);
        }
    }

    fn fill(&mut self, length: u64) {
        if length > 0 {
            self.pieces.push(Piece::Bytes(vec![0; length as usize]));
            self.length += length;
        }
    }

    fn range(&mut self, offset: u64, length: u64) {
        self.length += length;
        if let Some(Piece::Range { offset: start, length: before }) = self.pieces.last_mut()
            && *start + *before == offset
        {
            *before += length;
            return;
        }
        self.pieces.push(Piece::Range { offset, length });
    }
}

/// Where a segment's bytes are now, and how many there are; an emptied one keeps its place within a page.
fn range(segment: &Segment, placed: &[(&Section, u64)], headers: u64, length: u64) -> (u64, u64) {
    /// `p_type` of the table of program headers.
    const PHDR: u32 = 6;
    if segment.kind == PHDR {
        return (headers, segment.filesz);
    }
    let end = segment.offset.saturating_add(segment.filesz);
    let inside = placed.iter().filter(|(section, _)| {
        section.offset >= segment.offset && section.offset.saturating_add(section.size) <= end
    });
    let mut new: Option<(u64, u64)> = None;
    for (section, at) in inside {
        let Some(start) = at.checked_sub(section.offset - segment.offset) else {
            new = None;
            break;
        };
        if new.is_some_and(|(other, _)| other != start) {
            new = None;
            break;
        }
        new = Some((start, at + section.size - start));
    }
    new.unwrap_or_else(|| {
        let within = segment.vaddr.checked_rem(segment.align).unwrap_or_default();
        (if within <= length { within } else { 0 }, 0)
    })
}

/// How long the header of compressed contents is (`Elf32_Chdr`, `Elf64_Chdr`), in bytes.
fn compression_header(layout: Layout) -> u64 {
    if layout.wide { 24 } else { 12 }
}

fn read(reading: &mut Reading<'_>, offset: u64, length: u64) -> Option<Vec<u8>> {
    reading.bytes(offset, length, usize::MAX)
}

/// Puts a word of 4 or 8 bytes into a structure.
#[inline(never)]
fn put(bytes: &mut [u8], at: usize, value: u64, layout: Layout) {
    if !layout.wide {
        return put32(bytes, at, value as u32, layout);
    }
    let value = if layout.big { value.to_be_bytes() } else { value.to_le_bytes() };
    if let Some(place) = bytes.get_mut(at..at.saturating_add(8)) {
        place.copy_from_slice(&value);
    }
}

fn put32(bytes: &mut [u8], at: usize, value: u32, layout: Layout) {
    let value = if layout.big { value.to_be_bytes() } else { value.to_le_bytes() };
    if let Some(place) = bytes.get_mut(at..at.saturating_add(4)) {
        place.copy_from_slice(&value);
    }
}
