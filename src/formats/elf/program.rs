//! What leads from addresses to names and lines in an ELF file.

use crate::error::Result;
use crate::source::Source;

use super::super::Reading;
use super::super::fields::{Fields, Layout};
use super::super::program::{DebugPart, Packing, Program, SymbolKind, SymbolTable};
use super::Elf;
use super::sections::{self, COMPRESSED, DYNSYM, SYMTAB, Section};

/// `sh_flags`: holds code.
const EXECUTED: u64 = 4;
/// `p_type` of what is loaded.
const PT_LOAD: u32 = 1;
/// `e_machine` of 32-bit Arm.
const ARM: u16 = 40;
/// The least size of a page, in bytes.
const PAGE: u64 = 4096;
/// The most sections of code that are told apart: more are those of object files.
const MOST_CODE: usize = 4096;

/// Reads the headers; `None` where they can't be made sense of.
pub(crate) fn program(source: &dyn Source) -> Result<Option<Program>> {
    let mut reading = Reading::of(source);
    let elf = sections::read(&mut reading);
    let program = elf.map(|elf| gather(&mut reading, &elf));
    reading.finish()?;
    Ok(program)
}

fn gather(reading: &mut Reading<'_>, elf: &Elf) -> Program {
    let loads = elf.segments.iter().filter(|segment| segment.kind == PT_LOAD);
    let code = elf
        .sections
        .iter()
        .filter(|section| section.is_alloc() && section.flags & EXECUTED != 0 && section.size > 0);
    let code = code.map(|section| (section.addr, section.addr.saturating_add(section.size)));
    let parts = elf.sections.iter().filter(|section| section.has_bytes());
    Program {
        big: elf.layout().big,
        // whole pages are mapped
        start: loads.map(|it| it.vaddr).min().unwrap_or_default() & !(PAGE - 1),
        code: code.take(MOST_CODE).collect(),
        sections: parts.filter_map(|section| part(reading, elf, section)).collect(),
        tables: [SYMTAB, DYNSYM].into_iter().filter_map(|kind| table(elf, kind)).collect(),
        has_thumb: elf.header.machine == ARM,
        has_mini_debug_info: elf.section(b".gnu_debugdata").is_some(),
        ..Program::default()
    }
}

/// A section of debug information, where this is one.
fn part(reading: &mut Reading<'_>, elf: &Elf, section: &Section) -> Option<DebugPart> {
    let name = String::from_utf8_lossy(elf.name(section)).into_owned();
    let part = |name, skipped: u64, packing| {
        let (offset, length) = (section.offset.checked_add(skipped)?, section.size);
        Some(DebugPart { name, offset, length: length.checked_sub(skipped)?, packing })
    };
    if let Some(rest) = name.strip_prefix(".zdebug_") {
        // "ZLIB", and the length of the contents, its most significant byte first
        let head = reading.bytes(section.offset, 12, 12)?;
        let mut fields = Fields::of(head.get(4..)?, Layout { big: true, wide: true });
        return part([".debug_", rest].concat(), 12, Packing::Zlib(fields.word()));
    }
    if !name.starts_with(".debug_") && name != ".gnu_debugaltlink" {
        return None;
    }
    if section.flags & COMPRESSED == 0 {
        return part(name, 0, Packing::None);
    }
    let layout = elf.layout();
    let length: u64 = if layout.wide { 24 } else { 12 };
    let head = reading.bytes(section.offset, length, 24)?;
    let mut fields = Fields::of(&head, layout);
    let kind = fields.u32();
    if layout.wide {
        fields.u32();
    }
    let size = fields.word();
    let packing = match kind {
        1 => Packing::Zlib(size),
        2 => Packing::Zstd(size),
        _ => Packing::Unknown,
    };
    part(name, length, packing)
}

/// The symbol table of that type.
fn table(elf: &Elf, kind: u32) -> Option<SymbolTable> {
    let table = elf.sections.iter().find(|section| section.kind == kind && section.has_bytes())?;
    let names = elf.sections.get(table.link as usize)?;
    Some(SymbolTable {
        offset: table.offset,
        length: table.size,
        names: names.offset,
        names_length: names.size,
        wide: elf.layout().wide,
        kind: if kind == SYMTAB { SymbolKind::Elf } else { SymbolKind::ElfDynamic },
    })
}
