//! The section headers and program headers, and whether what they speak of is in the file.

use crate::finding::Code;

use super::super::fields::{Fields, Layout};
use super::super::{Reading, Said};
use super::Elf;
use super::header::{self, Header};
use crate::sorted_indices::order;

/// `sh_type` of the table of symbols.
pub(super) const SYMTAB: u32 = 2;
/// `sh_type` of notes.
pub(super) const NOTE: u32 = 7;
/// `sh_type` of what takes no bytes of the file.
pub(super) const NOBITS: u32 = 8;
/// `sh_type` of the table of dynamic symbols.
pub(super) const DYNSYM: u32 = 11;
/// `sh_type` of code and data.
pub(super) const PROGBITS: u32 = 1;
/// `p_type` of notes.
pub(super) const PT_NOTE: u32 = 4;
/// `sh_flags`: takes up memory at run time.
pub(super) const ALLOC: u64 = 2;
/// `sh_flags`: its contents are compressed.
pub(super) const COMPRESSED: u64 = 0x800;

/// The most headers that are read of either kind: a program has some dozens, an object of many functions some 10,000.
const MOST: u64 = 100_000;
/// The most bytes of section names that are read.
const MOST_NAMES: usize = 1 << 23;

/// A section header, its fields named as in the ABI without `sh_`.
#[derive(Debug, Clone)]
pub(super) struct Section {
    /// Offset in the table of names, in bytes.
    pub name: u32,
    pub kind: u32,
    pub flags: u64,
    #[cfg_attr(not(feature = "native"), allow(dead_code, reason = "only look-ups need it"))]
    pub addr: u64,
    /// In bytes from the file's start.
    pub offset: u64,
    /// In bytes.
    pub size: u64,
    pub link: u32,
    pub info: u32,
    pub align: u64,
}

impl Section {
    /// Whether it has bytes in the file.
    pub fn has_bytes(&self) -> bool {
        self.kind != 0 && self.kind != NOBITS && self.size > 0
    }

    pub fn is_alloc(&self) -> bool {
        self.flags & ALLOC != 0
    }
}

/// A program header, its fields named as in the ABI without `p_`.
#[derive(Debug, Clone)]
pub(super) struct Segment {
    pub kind: u32,
    /// In bytes from the file's start.
    pub offset: u64,
    pub vaddr: u64,
    /// In bytes.
    pub filesz: u64,
    pub align: u64,
}

/// Reads the header and both tables; `None` where the header can't be made sense of.
pub(super) fn read(reading: &mut Reading<'_>) -> Option<Elf> {
    let mut header = header::read(reading)?;
    let layout = header.layout;
    let mut sections = Vec::new();
    if header.shoff > 0 {
        let size = Header::section_size(layout);
        let mut table = Table { what: "section headers", offset: header.shoff, count: 1, size };
        if let Some(bytes) = table.read(reading) {
            header.extend(&section(&bytes, layout));
            table.count = header.shnum;
            let bytes = table.read(reading).unwrap_or_default();
            sections = bytes.chunks_exact(size).map(|one| section(one, layout)).collect();
        }
    }
    let mut segments = Vec::new();
    if header.phoff > 0 {
        let (offset, count) = (header.phoff, header.phnum.into());
        let size = Header::segment_size(layout);
        let table = Table { what: "program headers", offset, count, size };
        let bytes = table.read(reading).unwrap_or_default();
        segments = bytes.chunks_exact(size).map(|one| segment(one, layout)).collect();
    }
    let names = names(reading, &header, &sections).unwrap_or_default();
    Some(Elf { header, segments, sections, names })
}

/// A table of so many entries of that size in bytes.
struct Table {
    what: &'static str,
    offset: u64,
    count: u64,
    size: usize,
}

impl Table {
    /// Its bytes; a table that is not in the file is said.
    #[inline(never)]
    fn read(&self, reading: &mut Reading<'_>) -> Option<Vec<u8>> {
        if self.count > MOST {
            let what = ["number of ", self.what].concat();
            header::wrong(reading, self.offset, &what, self.count, "100000 at most");
            return None;
        }
        let length = self.count.saturating_mul(self.size as u64);
        let bytes = reading.bytes(self.offset, length, usize::MAX);
        if bytes.is_none() {
            reading.truncated(Code::ElfTruncated, self.what, self.offset, length);
        }
        bytes
    }
}

fn section(bytes: &[u8], layout: Layout) -> Section {
    let mut fields = Fields::of(bytes, layout);
    let (name, kind, flags) = (fields.u32(), fields.u32(), fields.word());
    let (addr, offset, size) = (fields.word(), fields.word(), fields.word());
    let (link, info, align) = (fields.u32(), fields.u32(), fields.word());
    Section { name, kind, flags, addr, offset, size, link, info, align }
}

fn segment(bytes: &[u8], layout: Layout) -> Segment {
    let mut fields = Fields::of(bytes, layout);
    let kind = fields.u32();
    // 8-byte words are aligned: there the flags come before them, else after
    if layout.wide {
        fields.u32();
    }
    let (offset, vaddr, _paddr) = (fields.word(), fields.word(), fields.word());
    let (filesz, _memsz) = (fields.word(), fields.word());
    if !layout.wide {
        fields.u32();
    }
    Segment { kind, offset, vaddr, filesz, align: fields.word() }
}

fn names(reading: &mut Reading<'_>, header: &Header, sections: &[Section]) -> Option<Vec<u8>> {
    if sections.is_empty() {
        return None;
    }
    let table = sections.get(header.shstrndx as usize).filter(|section| section.has_bytes());
    let Some(table) = table else {
        let at = Header::size(header.layout) as u64 - 2;
        let expected = "that of a section with bytes";
        let what = "index of the section that holds names";
        header::wrong(reading, at, what, header.shstrndx.into(), expected);
        return None;
    };
    let bytes = reading.bytes(table.offset, table.size, MOST_NAMES);
    if bytes.is_none() {
        reading.truncated(Code::ElfTruncated, "section names", table.offset, table.size);
    }
    bytes
}

/// The sections, in the order in which they stand in the file: each one's index.
pub(super) fn by_offset(elf: &Elf) -> Vec<usize> {
    let key = |index: usize| {
        elf.sections.get(index).map_or((0, 0), |section| (section.offset, section.size))
    };
    order(elf.sections.len(), &|one, other| (key(one), one) < (key(other), other))
}

/// What the headers say of the file, held against it: every section inside, and no two over each other.
pub(super) fn check_ranges(reading: &mut Reading<'_>, elf: &Elf) {
    let (mut covered, mut last) = (0, 0);
    for index in by_offset(elf) {
        let Some(section) = elf.sections.get(index).filter(|section| section.has_bytes()) else {
            continue;
        };
        let (start, size) = (section.offset, section.size);
        if !reading.has(start, size) {
            let what = ["section ", &elf.shown(index)].concat();
            return reading.truncated(Code::ElfTruncated, &what, start, size);
        }
        let end = start.saturating_add(size);
        if start < covered {
            let said = [
                ("first", Said::Text(&elf.shown(last))),
                ("second", Said::Text(&elf.shown(index))),
                ("bytes", Said::Number(covered.min(end) - start)),
            ];
            return reading.say(Code::ElfOverlap, start, &said);
        }
        (covered, last) = (end, index);
    }
}
