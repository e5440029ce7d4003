//! A slice: its header and its load commands.

use crate::finding::Code;

use super::super::fields::{Fields, Layout};
use super::super::{Reading, Said, guid_big};
use super::{Slice, arch};

/// `LC_SEGMENT`.
pub(super) const SEGMENT: u32 = 0x1;
/// `LC_SYMTAB`.
pub(super) const SYMTAB: u32 = 0x2;
/// How Apple's compiler of bitcode hides a name; a number follows.
const HIDDEN: &[u8] = b"__hidden#";
/// How much is read of the names, in bytes: where any was hidden, most were.
const MOST_NAMES: u64 = 1 << 16;
/// `LC_SEGMENT_64`.
pub(super) const SEGMENT_64: u32 = 0x19;
/// `LC_UUID`.
const UUID: u32 = 0x1b;
/// The most bytes of load commands that are read; large programs have some 10,000.
pub(super) const MOST: usize = 1 << 22;
/// The names of file types, from 1 on.
const KINDS: &[&str] = &[
    "object",
    "execute",
    "fvmlib",
    "core",
    "preload",
    "dylib",
    "dylinker",
    "bundle",
    "dylib-stub",
    "dsym",
    "kext",
];

/// Reads the slice at that place of the file.
pub(super) fn slice(reading: &mut Reading<'_>, offset: u64, size: u64) -> Option<()> {
    let start = reading.bytes(offset, size.min(32), 32).unwrap_or_default();
    let Some(layout) = start.get(..4).and_then(layout) else {
        reading.say(Code::MachoMagic, offset, &[]);
        return None;
    };
    let length = if layout.wide { 32 } else { 28 };
    let mut fields = Fields::of(start.get(4..)?, layout);
    let (cpu, subtype, kind) = (fields.u32(), fields.u32(), fields.u32());
    let (count, commands_size) = (fields.u32(), fields.u32());
    if size < length + u64::from(commands_size) || start.len() < length as usize {
        let needed = length + u64::from(commands_size);
        reading.truncated(Code::MachoTruncated, "header with its load commands", offset, needed);
        return None;
    }
    let name = arch::name(cpu, subtype);
    if name.is_none() {
        let said = [("cpu", Said::Number(cpu.into())), ("subtype", Said::Number(subtype.into()))];
        reading.say(Code::MachoCpu, offset + 4, &said);
    }
    let mut slice = Slice {
        offset,
        size,
        arch: name.unwrap_or("unknown").to_owned(),
        uuid: None,
        kind: (kind as usize).checked_sub(1).and_then(|at| KINDS.get(at)).unwrap_or(&"other"),
        dwarf: false,
    };
    let at = offset + length;
    let Some(commands) = reading.bytes(at, commands_size.into(), MOST) else {
        let said = [("size", Said::Number(commands_size.into()))];
        reading.say(Code::MachoCommands, offset + 20, &said);
        return None;
    };
    let mut names = (0, 0);
    if let Some(broken) = walk(&commands, layout, count, &mut slice, &mut names) {
        let said = [("size", Said::Number(commands_size.into()))];
        reading.say(Code::MachoCommands, at + broken as u64, &said);
    } else {
        judge(reading, &slice, names);
    }
    reading.symbols.slices.push(slice);
    Some(())
}

/// The layout that a magic number stands for.
pub(super) fn layout(magic: &[u8]) -> Option<Layout> {
    match magic {
        [0xfe, 0xed, 0xfa, last @ (0xce | 0xcf)] => Some(Layout { big: true, wide: *last == 0xcf }),
        [first @ (0xce | 0xcf), 0xfa, 0xed, 0xfe] => {
            Some(Layout { big: false, wide: *first == 0xcf })
        }
        _ => None,
    }
}

/// Walks over the load commands, for what the slice is and where its symbols' names are: offset and size in bytes. Returns where
/// (in bytes) the first one stands that does not fit.
fn walk(
    commands: &[u8],
    layout: Layout,
    count: u32,
    slice: &mut Slice,
    names: &mut (u32, u32),
) -> Option<usize> {
    let mut at = 0;
    for _ in 0..count {
        let rest = commands.get(at..).unwrap_or_default();
        let mut fields = Fields::of(rest, layout);
        let (kind, size) = (fields.u32(), fields.u32() as usize);
        let Some(command) = rest.get(8..size).filter(|_| size.is_multiple_of(4)) else {
            return Some(at);
        };
        match kind {
            UUID if command.len() == 16 => slice.uuid = Some(guid_big(command)),
            SYMTAB => {
                fields.bytes(8);
                *names = (fields.u32(), fields.u32());
            }
            SEGMENT => slice.dwarf |= has_dwarf(command, Layout { wide: false, ..layout }),
            SEGMENT_64 => slice.dwarf |= has_dwarf(command, Layout { wide: true, ..layout }),
            _ => {}
        }
        at += size;
    }
    None
}

/// Whether a segment holds the section `__debug_info`, or `__zdebug_info`, of segment `__DWARF`, with bytes in it.
fn has_dwarf(command: &[u8], layout: Layout) -> bool {
    let (head, length) = if layout.wide { (64, 80) } else { (48, 68) };
    let sections = command.get(head..).unwrap_or_default();
    sections.chunks_exact(length).any(|section| {
        let mut fields = Fields::of(section, layout);
        let (name, segment) = (fields.bytes(16), fields.bytes(16));
        let (_address, size) = (fields.word(), fields.word());
        // Go's linker compresses it, and calls it so
        let name = name.strip_prefix(b"__z").unwrap_or(name.get(2..).unwrap_or_default());
        name.starts_with(b"debug_info\0") && segment.starts_with(b"__DWARF\0") && size > 0
    })
}

/// Whether the slice is worth an upload.
fn judge(reading: &mut Reading<'_>, slice: &Slice, (offset, size): (u32, u32)) {
    let said = [("arch", Said::Text(&slice.arch))];
    if slice.uuid.is_none() {
        reading.say(Code::MachoNoUuid, slice.offset, &said);
    }
    if !slice.dwarf {
        let code = if slice.kind == "dsym" { Code::MachoDsymEmpty } else { Code::MachoNoDwarf };
        reading.say(code, slice.offset, &said);
    }
    let at = slice.offset.saturating_add(offset.into());
    let names = reading.bytes(at, u64::from(size).min(MOST_NAMES), usize::MAX).unwrap_or_default();
    let hidden = names.windows(HIDDEN.len()).position(|name| name == HIDDEN);
    if let Some(hidden) = hidden.filter(|_| slice.dwarf) {
        reading.say(Code::MachoHidden, at.saturating_add(hidden as u64), &said);
    }
}
