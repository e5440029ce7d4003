//! Portable Executables: the CodeView record that names a program's PDB.
//!
//! The structures are those of Microsoft's "PE Format"; the CodeView record is described only in the sources of
//! Microsoft's and LLVM's tools.

use crate::error::Result;
use crate::finding::Code;
use crate::source::Source;

use super::fields::{Fields, LITTLE};
#[cfg(feature = "native")]
use super::program::{DebugPart, Packing, Program, SymbolKind, SymbolTable};
use super::{Reading, Said, Symbols, guid, lossy};

/// `IMAGE_DIRECTORY_ENTRY_DEBUG`.
const DEBUG: u32 = 6;
/// `IMAGE_DEBUG_TYPE_CODEVIEW`.
const CODEVIEW: u32 = 2;
/// The length of an entry of the debug directory in bytes.
const ENTRY: usize = 28;
/// The length of a section header in bytes.
const SECTION: usize = 40;
/// The most entries of the debug directory that are read; linkers write four or five.
const MOST_ENTRIES: u64 = 64;
/// The most bytes of a CodeView record that are read: the path of a PDB and some more.
const MOST_RECORD: u64 = 4096;

/// `IMAGE_DEBUG_TYPE_EMBEDDED_PORTABLE_PDB`.
const EMBEDDED: u32 = 17;
/// The length of an entry of COFF's symbol table in bytes; a table of long names follows the last.
const SYMBOL: u64 = 18;
/// The most sections whose names are looked up; Windows loads no more.
const MOST_SECTIONS: usize = 96;

/// The numbers of machines, and their names: those that Datadog's client sends, as it writes them.
const SENT: &[(u16, &str)] =
    &[(0x8664, "x64"), (0xaa64, "arm64"), (0x14c, "x86"), (0x1c0, "arm32"), (0x1c4, "arm32")];
/// The other ones.
const OTHERS: &[(u16, &str)] = &[
    (0xa641, "arm64ec"),
    (0xa64e, "arm64x"),
    (0x3a64, "chpe-x86"),
    (0x1c2, "thumb"),
    (0x200, "ia64"),
    (0x5032, "riscv32"),
    (0x5064, "riscv64"),
    (0x5128, "riscv128"),
    (0x6232, "loongarch32"),
    (0x6264, "loongarch64"),
    (0xebc, "ebc"),
    (0x1f0, "ppc"),
    (0x1f1, "ppc"),
    (0x1f2, "ppc"),
    (0x166, "mips"),
    (0x169, "mips"),
    (0x184, "alpha"),
    (0x284, "alpha64"),
    (0x1a2, "sh3"),
    (0x1a6, "sh4"),
];

/// Reads which PDB belongs to a program or a library.
pub(crate) fn inspect(source: &dyn Source) -> Result<Symbols> {
    let mut reading = Reading::of(source);
    if let Some(headers) = headers(&mut reading) {
        let place = codeview(&mut reading, &headers);
        if let Some((code, at)) = place {
            let dwarf = headers.dwarf(&mut reading);
            let (code, at) = dwarf.map_or((code, at), |at| (Code::PeDwarf, at));
            reading.say(code, at, &[]);
        }
    }
    reading.finish()
}

/// What leads from addresses to names and lines, where the compiler was one that writes DWARF; `None` where the headers can't be made sense of.
///
/// # Errors
/// [`Error::Read`](crate::Error::Read) when the host cannot read the file.
#[cfg(feature = "native")]
pub(crate) fn program(source: &dyn Source) -> Result<Option<Program>> {
    let mut reading = Reading::of(source);
    let headers = headers(&mut reading);
    let program = headers.map(|headers| headers.program(&mut reading));
    reading.finish()?;
    Ok(program)
}

struct Headers {
    /// Where the image is in memory where nothing moves it.
    #[cfg(feature = "native")]
    base: u64,
    /// Where COFF's symbols are in the file, and how long their table is, in bytes.
    #[cfg(feature = "native")]
    symbols: (u64, u64),
    /// Where COFF's table of long names is in the file, in bytes.
    names: u64,
    /// Where the debug directory is in memory, and how long it is in bytes.
    debug: (u32, u32),
    /// The section headers.
    sections: Vec<u8>,
}

impl Headers {
    /// Where in the file an address in memory comes from, in bytes.
    fn offset_of(&self, address: u32) -> u64 {
        for section in self.sections.chunks_exact(SECTION) {
            let mut fields = Fields::of(section.get(8..).unwrap_or_default(), LITTLE);
            let (size, start) = (fields.u32(), fields.u32());
            let (raw_size, raw) = (fields.u32(), fields.u32());
            if let Some(inside) = address.checked_sub(start).filter(|at| *at < size.max(raw_size)) {
                return u64::from(raw) + u64::from(inside);
            }
        }
        // the headers themselves lie in memory as they do in the file
        address.into()
    }

    /// Where DWARF is in the file, in bytes. Its sections have names that are too long for their headers, which have the
    /// place of the name instead, in decimal digits.
    fn dwarf(&self, reading: &mut Reading<'_>) -> Option<u64> {
        self.sections.chunks_exact(SECTION).take(MOST_SECTIONS).find_map(|section| {
            let digits = section.get(1..8).filter(|_| section.first() == Some(&b'/'))?;
            let digits = digits.split(|byte| *byte == 0).next()?;
            let at: u64 = std::str::from_utf8(digits).ok()?.parse().ok()?;
            let at = self.names.checked_add(at)?;
            let name = reading.bytes(at, reading.size().checked_sub(at)?.min(13), 13)?;
            // Go's linker compresses it, and calls it so
            let is_info = name.starts_with(b".debug_info\0") || name == b".zdebug_info\0";
            is_info.then(|| Fields::of(section.get(20..).unwrap_or_default(), LITTLE).u32().into())
        })
    }
}

#[cfg(feature = "native")]
impl Headers {
    fn program(&self, reading: &mut Reading<'_>) -> Program {
        let mut program = Program { start: self.base, ..Program::default() };
        for section in self.sections.chunks_exact(SECTION).take(MOST_SECTIONS) {
            let mut fields = Fields::of(section.get(8..).unwrap_or_default(), LITTLE);
            let (size, address) = (fields.u32(), fields.u32());
            let (raw_size, offset) = (fields.u32(), fields.u32());
            let (_relocations, _lines, _counts) = (fields.u32(), fields.u32(), fields.u32());
            let flags = fields.u32();
            let address = self.base.saturating_add(address.into());
            program.bases.push(address);
            // IMAGE_SCN_MEM_EXECUTE
            if flags & 0x2000_0000 != 0 && size > 0 {
                program.code.push((address, address.saturating_add(size.into())));
            }
            if let Some(name) = self.name(reading, section).filter(|it| it.starts_with(".debug_")) {
                let length = u64::from(if size == 0 { raw_size } else { size.min(raw_size) });
                let packing = Packing::None;
                program.sections.push(DebugPart { name, offset: offset.into(), length, packing });
            }
        }
        let (offset, length) = self.symbols;
        if length > 0 {
            program.tables.push(SymbolTable {
                offset,
                length,
                // places of names are those in the file
                names: 0,
                names_length: reading.size(),
                wide: false,
                kind: SymbolKind::Coff,
            });
        }
        program
    }

    /// A section's name, which may be too long for its header.
    fn name(&self, reading: &mut Reading<'_>, section: &[u8]) -> Option<String> {
        let name = section.get(..8)?.split(|byte| *byte == 0).next()?;
        let Some(digits) = name.strip_prefix(b"/") else { return Some(lossy(name)) };
        let at: u64 = std::str::from_utf8(digits).ok()?.parse().ok()?;
        let at = self.names.checked_add(at)?;
        let long = reading.bytes(at, reading.size().checked_sub(at)?.min(64), 64)?;
        Some(lossy(long.split(|byte| *byte == 0).next()?))
    }
}

fn headers(reading: &mut Reading<'_>) -> Option<Headers> {
    let start = part(reading, "DOS header", 0, 64)?;
    let start = u64::from(Fields::of(start.get(60..)?, LITTLE).u32());
    // signature, file header, and the optional header up to where both of its kinds tell themselves apart
    let head = part(reading, "PE header", start, 26)?;
    let mut fields = Fields::of(&head, LITTLE);
    if fields.bytes(4) != b"PE\0\0" {
        reading.say(Code::PeSignature, start, &[]);
        return None;
    }
    machine(reading, fields.u16(), start + 4);
    let (count, _) = (fields.u16(), fields.u32());
    let (symbols, symbol_count) = (u64::from(fields.u32()), u64::from(fields.u32()));
    let (optional_size, _, magic) = (fields.u16(), fields.u16(), fields.u16());
    let directories = match magic {
        0x10b => 92,
        0x20b => 108,
        _ => {
            let said = [("magic", Said::Number(magic.into()))];
            reading.say(Code::PeOptionalHeader, start + 24, &said);
            return None;
        }
    };
    let optional = part(reading, "optional header", start + 24, optional_size.into())?;
    #[cfg(feature = "native")]
    let base = if magic == 0x20b {
        super::bytes::u64_at(&optional, 24)
    } else {
        super::bytes::u32_at(&optional, 28).map(u64::from)
    };
    let mut fields = Fields::of(optional.get(directories..).unwrap_or_default(), LITTLE);
    let debug = if fields.u32() > DEBUG {
        fields.bytes(8 * DEBUG as usize);
        (fields.u32(), fields.u32())
    } else {
        (0, 0)
    };
    let table = start + 24 + u64::from(optional_size);
    let sections = part(reading, "section headers", table, u64::from(count) * SECTION as u64)?;
    Some(Headers {
        #[cfg(feature = "native")]
        base: base.unwrap_or_default(),
        #[cfg(feature = "native")]
        symbols: (symbols, SYMBOL * symbol_count),
        names: symbols + SYMBOL * symbol_count,
        debug,
        sections,
    })
}

/// Tells the machine, whose number stands at that place; one that Datadog's client does not send is said.
pub(super) fn machine(reading: &mut Reading<'_>, number: u16, at: u64) {
    let of = |table: &[(u16, &'static str)]| {
        table.iter().find(|(known, _)| *known == number).map(|(_, name)| *name)
    };
    let sent = of(SENT);
    let name = sent.or_else(|| of(OTHERS));
    reading.is("arch", name.unwrap_or("unknown").to_owned());
    // 0 is any machine
    if sent.is_none() && number > 0 {
        let machine = name.map_or(Said::Number(number.into()), Said::Text);
        reading.say(Code::PeMachine, at, &[("machine", machine)]);
    }
}

/// A part of the file that must be there.
fn part(reading: &mut Reading<'_>, what: &str, offset: u64, length: u64) -> Option<Vec<u8>> {
    let bytes = reading.bytes(offset, length, usize::MAX);
    if bytes.is_none() {
        reading.truncated(Code::PeTruncated, what, offset, length);
    }
    bytes
}

/// The first CodeView record, and the PDB it names. Returns what there is to say where none is named.
fn codeview(reading: &mut Reading<'_>, headers: &Headers) -> Option<(Code, u64)> {
    let (address, size) = headers.debug;
    let offset = headers.offset_of(address);
    if size == 0 {
        return Some((Code::PeNoDebug, 0));
    }
    let size = u64::from(size).min(MOST_ENTRIES * ENTRY as u64);
    let directory = part(reading, "debug directory", offset, size)?;
    let (mut found, mut embedded) = (None, None);
    for entry in directory.chunks_exact(ENTRY) {
        let mut fields = Fields::of(entry.get(12..)?, LITTLE);
        let (kind, size, _, at) = (fields.u32(), fields.u32(), fields.u32(), fields.u32());
        match kind {
            CODEVIEW => found = found.or(Some((u64::from(at), u64::from(size)))),
            EMBEDDED => embedded = Some((Code::PeEmbedded, at.into())),
            _ => {}
        }
    }
    let none = embedded.or(Some((Code::PeNoDebug, offset)));
    let Some((at, size)) = found else { return none };
    let record = part(reading, "CodeView record", at, size.min(MOST_RECORD))?;
    let mut fields = Fields::of(&record, LITTLE);
    let signature = fields.bytes(4);
    if signature != b"RSDS" || record.get(..24).is_none() {
        let code = if signature == b"NB10" { Code::PeNb10 } else { Code::PeCodeView };
        reading.say(code, at, &[("signature", Said::Text(&lossy(signature)))]);
        return None;
    }
    reading.is("pdb_sig", guid(fields.bytes(16)));
    reading.is("pdb_age", fields.u32().to_string());
    let path = fields.bytes(record.len());
    let path = lossy(path.split(|byte| *byte == 0).next()?);
    // GNU's linker writes a record without a name for --build-id
    if path.is_empty() {
        return none;
    }
    reading.is("pdb_path", path);
    embedded
}
