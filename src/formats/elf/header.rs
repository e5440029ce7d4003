//! The ELF header: where the tables are, and for which machine.

use crate::finding::Code;

use super::super::fields::{Fields, Layout};
use super::super::{Reading, Said};
use super::sections::Section;

/// `e_type` of a program.
pub(super) const EXEC: u16 = 2;
/// `e_type` of a library or a position-independent program.
pub(super) const DYN: u16 = 3;

/// `e_shstrndx`, where the number stands in section 0.
const XINDEX: u16 = 0xffff;
/// `e_phnum`, where the number stands in section 0.
const XNUM: u16 = 0xffff;

/// The fields of the header that matter here, named as in the ABI without `e_`.
#[derive(Debug, Clone)]
pub(super) struct Header {
    pub layout: Layout,
    pub kind: u16,
    pub machine: u16,
    /// Where the program headers are, in bytes from the file's start; 0 where there are none.
    pub phoff: u64,
    /// Where the section headers are, in bytes from the file's start; 0 where there are none.
    pub shoff: u64,
    pub phnum: u32,
    pub shnum: u64,
    pub shstrndx: u32,
    /// Whether section 0 holds what did not fit into the header: in which fields.
    pub extended: Extended,
}

/// Which counts stand in section 0.
#[derive(Debug, Clone, Copy)]
pub(super) struct Extended {
    pub phnum: bool,
    pub shnum: bool,
    pub shstrndx: bool,
}

impl Header {
    /// Takes what did not fit into the header from section 0.
    pub fn extend(&mut self, first: &Section) {
        if self.extended.shnum {
            self.shnum = first.size;
        }
        if self.extended.shstrndx {
            self.shstrndx = first.link;
        }
        if self.extended.phnum {
            self.phnum = first.info;
        }
    }

    /// The length of the ELF header in bytes.
    pub fn size(layout: Layout) -> usize {
        if layout.wide { 64 } else { 52 }
    }

    /// The length of a program header in bytes.
    pub fn segment_size(layout: Layout) -> usize {
        if layout.wide { 56 } else { 32 }
    }

    /// The length of a section header in bytes.
    pub fn section_size(layout: Layout) -> usize {
        if layout.wide { 64 } else { 40 }
    }
}

/// Reads the header; `None` where it can't be made sense of, which is then among the issues.
pub(super) fn read(reading: &mut Reading<'_>) -> Option<Header> {
    let bytes = reading.bytes(0, reading.size().min(64), 64)?;
    let ident = |at: usize| bytes.get(at).copied().unwrap_or_default();
    let layout = Layout { big: ident(5) == 2, wide: ident(4) == 2 };
    let end = Header::size(layout) as u64;
    if (bytes.len() as u64) < end {
        reading.truncated(Code::ElfTruncated, "ELF header", 0, end);
        return None;
    }
    let mut fields = Fields::of(bytes.get(16..).unwrap_or_default(), layout);
    let (kind, machine, version) = (fields.u16(), fields.u16(), fields.u32());
    let (_entry, phoff, shoff) = (fields.word(), fields.word(), fields.word());
    let (_flags, ehsize) = (fields.u32(), fields.u16());
    let (phentsize, phnum) = (fields.u16(), fields.u16());
    let (shentsize, shnum, shstrndx) = (fields.u16(), fields.u16(), fields.u16());
    let [size, segment_size, section_size] =
        [Header::size(layout), Header::segment_size(layout), Header::section_size(layout)];
    for (at, what) in [(4, "class"), (5, "data encoding")] {
        if !matches!(ident(at), 1 | 2) {
            wrong(reading, at as u64, what, ident(at).into(), "1 or 2");
            return None;
        }
    }
    let mut fits = |at: u64, what: &str, value: u32, expected: usize| {
        let fits = value as usize == expected;
        if !fits {
            wrong(reading, at, what, value.into(), &expected.to_string());
        }
        fits
    };
    let sound = fits(6, "version", ident(6).into(), 1)
        && fits(20, "version", version, 1)
        && fits(end - 12, "size of the ELF header", ehsize.into(), size)
        && (phnum == 0
            || fits(end - 10, "size of a program header", phentsize.into(), segment_size))
        && (shoff == 0
            || fits(end - 6, "size of a section header", shentsize.into(), section_size));
    if !sound {
        return None;
    }
    let extended = Extended {
        phnum: phnum == XNUM,
        shnum: shnum == 0 && shoff > 0,
        shstrndx: shstrndx == XINDEX,
    };
    Some(Header {
        layout,
        kind,
        machine,
        phoff,
        shoff,
        phnum: phnum.into(),
        shnum: shnum.into(),
        shstrndx: shstrndx.into(),
        extended,
    })
}

/// Says that a field has a value that it can't have.
pub(super) fn wrong(reading: &mut Reading<'_>, at: u64, what: &str, value: u64, expected: &str) {
    let said = [
        ("what", Said::Text(what)),
        ("value", Said::Number(value)),
        ("expected", Said::Text(expected)),
    ];
    reading.say(Code::ElfHeader, at, &said);
}
