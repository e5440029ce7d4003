//! What leads from addresses to names and lines in a slice of a Mach-O file.

use crate::error::Result;
use crate::source::Source;

use super::super::Reading;
use super::super::fields::{Fields, Layout};
use super::super::program::{DebugPart, Packing, Program, SymbolKind, SymbolTable};
use super::Slice;
use super::commands::{self, MOST, SEGMENT, SEGMENT_64, SYMTAB};

/// `cputype` of 32-bit Arm.
const ARM: u32 = 12;
/// `flags` of a section: holds instructions, all of them or some.
const INSTRUCTIONS: u32 = 0x8000_0400;

/// Reads the load commands of a slice; `None` where they can't be made sense of.
pub(crate) fn program(source: &dyn Source, slice: &Slice) -> Result<Option<Program>> {
    let mut reading = Reading::of(source);
    let program = read(&mut reading, slice);
    reading.finish()?;
    Ok(program)
}

fn read(reading: &mut Reading<'_>, slice: &Slice) -> Option<Program> {
    let head = reading.bytes(slice.offset, slice.size.min(32), 32)?;
    let layout = commands::layout(head.get(..4)?)?;
    let mut fields = Fields::of(head.get(4..)?, layout);
    let (cpu, _subtype, _kind) = (fields.u32(), fields.u32(), fields.u32());
    let (count, length) = (fields.u32(), fields.u32());
    let at = slice.offset.checked_add(if layout.wide { 32 } else { 28 })?;
    let commands = reading.bytes(at, length.into(), MOST)?;
    let mut program = Program { big: layout.big, has_thumb: cpu == ARM, ..Program::default() };
    let mut rest = commands.as_slice();
    for _ in 0..count {
        let mut fields = Fields::of(rest, layout);
        let (kind, size) = (fields.u32(), fields.u32() as usize);
        let Some((command, after)) = rest.split_at_checked(size).filter(|_| size >= 8) else {
            break;
        };
        let command = command.get(8..).unwrap_or_default();
        let wide = |wide| Layout { wide, ..layout };
        match kind {
            SEGMENT => segment(command, wide(false), slice, &mut program),
            SEGMENT_64 => segment(command, wide(true), slice, &mut program),
            SYMTAB => program.tables.extend(table(command, layout, slice)),
            _ => {}
        }
        rest = after;
    }
    // names of sections are cut at 16 bytes
    for section in &mut program.sections {
        if section.name == ".debug_str_offs" {
            section.name = ".debug_str_offsets".to_owned();
        }
        if section.name.starts_with(".zdebug_") {
            unpack(reading, section);
        }
    }
    Some(program)
}

/// Takes a segment's address, and the sections in it.
fn segment(command: &[u8], layout: Layout, slice: &Slice, program: &mut Program) {
    let (head, length) = if layout.wide { (64, 80) } else { (48, 68) };
    let mut fields = Fields::of(command, layout);
    let name = fields.bytes(16);
    let address = fields.word();
    if name.starts_with(b"__TEXT\0") {
        program.start = address;
    }
    for section in command.get(head..).unwrap_or_default().chunks_exact(length) {
        let mut fields = Fields::of(section, layout);
        let (name, segment) = (fields.bytes(16), fields.bytes(16));
        let (address, size) = (fields.word(), fields.word());
        let offset = fields.u32();
        let (_align, _relocations, _count) = (fields.u32(), fields.u32(), fields.u32());
        let flags = fields.u32();
        let name = name.split(|byte| *byte == 0).next().unwrap_or_default();
        let name = name.strip_prefix(b"__").unwrap_or_default();
        if flags & INSTRUCTIONS != 0 && size > 0 {
            program.code.push((address, address.saturating_add(size)));
        }
        if segment.starts_with(b"__DWARF\0") && size > 0 {
            program.sections.push(DebugPart {
                name: [".", &String::from_utf8_lossy(name)].concat(),
                offset: slice.offset.saturating_add(offset.into()),
                length: size,
                packing: Packing::None,
            });
        }
    }
}

/// Reads how Go's linker has compressed a section: "ZLIB", and the length of the contents, its most significant byte first.
fn unpack(reading: &mut Reading<'_>, section: &mut DebugPart) -> Option<()> {
    let head = reading.bytes(section.offset, 12, 12)?;
    let mut fields = Fields::of(head.get(4..)?, Layout { big: true, wide: true });
    section.packing = Packing::Zlib(fields.word());
    section.offset = section.offset.checked_add(12)?;
    section.length = section.length.checked_sub(12)?;
    section.name = section.name.replacen(".z", ".", 1);
    Some(())
}

fn table(command: &[u8], layout: Layout, slice: &Slice) -> Option<SymbolTable> {
    let mut fields = Fields::of(command, layout);
    let (offset, count) = (fields.u32(), fields.u32());
    let (names, names_length) = (fields.u32(), fields.u32());
    (count > 0).then_some(SymbolTable {
        offset: slice.offset.saturating_add(offset.into()),
        length: u64::from(count).saturating_mul(if layout.wide { 16 } else { 12 }),
        names: slice.offset.saturating_add(names.into()),
        names_length: names_length.into(),
        wide: layout.wide,
        kind: SymbolKind::Macho,
    })
}
