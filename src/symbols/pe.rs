//! Portable Executables: the CodeView record that names a program's PDB.
//!
//! The structures are those of Microsoft's "PE Format"; the CodeView record is described only in the sources of
//! Microsoft's and LLVM's tools.

use crate::error::Result;
use crate::issue::Code;
use crate::source::Source;

use super::fields::{Fields, LITTLE};
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

/// The numbers of machines, and their names as Datadog's client writes them.
const MACHINES: &[(u16, &str)] =
    &[(0x8664, "x64"), (0xaa64, "arm64"), (0x14c, "x86"), (0x1c0, "arm32"), (0x1c4, "arm32")];

/// Reads which PDB belongs to a program or a library.
pub(crate) fn inspect(source: &dyn Source) -> Result<Symbols> {
    let mut reading = Reading::of(source);
    if let Some(headers) = headers(&mut reading) {
        codeview(&mut reading, &headers);
    }
    reading.finish()
}

struct Headers {
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
    let machine = fields.u16();
    let name = self::machine(machine);
    reading.is("arch", name.unwrap_or("unknown").to_owned());
    if name.is_none() {
        reading.say(Code::PeMachine, start + 4, &[("machine", Said::Number(machine.into()))]);
    }
    let count = fields.u16();
    fields.bytes(12);
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
    let mut fields = Fields::of(optional.get(directories..).unwrap_or_default(), LITTLE);
    let debug = if fields.u32() > DEBUG {
        fields.bytes(8 * DEBUG as usize);
        (fields.u32(), fields.u32())
    } else {
        (0, 0)
    };
    let table = start + 24 + u64::from(optional_size);
    let sections = part(reading, "section headers", table, u64::from(count) * SECTION as u64)?;
    Some(Headers { debug, sections })
}

/// A machine, as Datadog's client writes it.
pub(super) fn machine(number: u16) -> Option<&'static str> {
    MACHINES.iter().find(|(known, _)| *known == number).map(|(_, name)| *name)
}

/// A part of the file that must be there.
fn part(reading: &mut Reading<'_>, what: &str, offset: u64, length: u64) -> Option<Vec<u8>> {
    let bytes = reading.bytes(offset, length, usize::MAX);
    if bytes.is_none() {
        reading.truncated(Code::PeTruncated, what, offset, length);
    }
    bytes
}

/// The first CodeView record, and the PDB it names.
fn codeview(reading: &mut Reading<'_>, headers: &Headers) -> Option<()> {
    let (address, size) = headers.debug;
    let offset = headers.offset_of(address);
    if size == 0 {
        reading.say(Code::PeNoDebug, 0, &[]);
        return None;
    }
    let size = u64::from(size).min(MOST_ENTRIES * ENTRY as u64);
    let directory = part(reading, "debug directory", offset, size)?;
    let mut found = None;
    for entry in directory.chunks_exact(ENTRY) {
        let mut fields = Fields::of(entry.get(12..)?, LITTLE);
        let (kind, size, _, at) = (fields.u32(), fields.u32(), fields.u32(), fields.u32());
        if kind == CODEVIEW {
            found = Some((u64::from(at), u64::from(size)));
            break;
        }
    }
    let Some((at, size)) = found else {
        reading.say(Code::PeNoDebug, offset, &[]);
        return None;
    };
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
    reading.is("pdb_path", lossy(path.split(|byte| *byte == 0).next()?));
    Some(())
}
