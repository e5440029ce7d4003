//! What an ELF file is of, and what it lacks.

use crate::error::Result;
use crate::finding::Code;
use crate::source::Source;

use super::super::fields::Fields;
use super::super::{Reading, Said, Symbols, hex, lossy};
use super::header::{DYN, EXEC};
use super::sections::{self, DYNSYM, PROGBITS, SYMTAB, Section};
use super::{Elf, elsewhere, file_hash, machine, notes};

/// `sh_flags`: compressed, with a header of its own.
const COMPRESSED: u64 = 0x800;
/// The fewest bytes of a build ID that the API takes.
const FEWEST: usize = 8;
/// The most bytes of a `.gnu_debuglink` that are read: a file name and a checksum.
const MOST_LINK: usize = 4096;

/// Reads what an ELF file is of, and judges whether it is worth an upload.
pub(crate) fn inspect(source: &dyn Source) -> Result<Symbols> {
    let mut reading = Reading::of(source);
    if let Some(elf) = sections::read(&mut reading) {
        identify(&mut reading, &elf);
        // what can't be read is not found wanting besides
        if reading.passes() {
            sections::check_ranges(&mut reading, &elf);
            judge(&mut reading, &elf);
        }
    }
    reading.finish()
}

fn identify(reading: &mut Reading<'_>, elf: &Elf) {
    reading.is("arch", machine::name(elf.header.machine).unwrap_or("unknown").to_owned());
    let ids = notes::build_ids(reading, elf);
    if let Some(id) = ids.gnu.as_ref().or(ids.gnu_loaded.as_ref()) {
        let value = hex(&id.value);
        if id.value.len() < FEWEST {
            let said = [("id", Said::Text(&value)), ("bytes", Said::Number(id.value.len() as u64))];
            reading.say(Code::ElfBuildIdShort, id.at, &said);
        } else {
            reading.is("gnu_build_id", value);
        }
    }
    if let (Some(id), Some(loaded)) = (&ids.gnu, &ids.gnu_loaded)
        && id.value != loaded.value
    {
        let (section, segment) = (hex(&id.value), hex(&loaded.value));
        let said = [("section", Said::Text(&section)), ("segment", Said::Text(&segment))];
        reading.say(Code::ElfBuildIdDiffers, id.at, &said);
    }
    if let Some(id) = &ids.go {
        reading.is("go_build_id", lossy(&id.value));
    }
    // a separate debug file would give another hash than the program that crashes
    if elf.section(b".text").is_some_and(|text| text.kind == PROGBITS)
        && let Some(hash) = file_hash::of(reading)
    {
        reading.is("file_hash", hash);
    }
    if !elf.sections.is_empty() {
        reading.is("symbol_source", symbol_source(elf).to_owned());
    }
    if let Some(how) = compression(reading, elf) {
        reading.is("compression", how.to_owned());
    }
    debug_link(reading, elf);
}

/// Where the symbols come from: the best of what is there.
pub(super) fn symbol_source(elf: &Elf) -> &'static str {
    let named = |name| elf.section(name).is_some_and(Section::has_bytes);
    let has = |kind| elf.sections.iter().any(|section| section.kind == kind && section.size > 0);
    if named(b".debug_info") || named(b".zdebug_info") {
        "debug_info"
    } else if has(SYMTAB) {
        "symbol_table"
    } else if has(DYNSYM) {
        "dynamic_symbol_table"
    } else {
        "none"
    }
}

/// How the debug information is compressed, if it is.
fn compression(reading: &mut Reading<'_>, elf: &Elf) -> Option<&'static str> {
    if elf.section(b".zdebug_info").is_some() {
        return Some("zlib-gnu");
    }
    let section = elf.section(b".debug_info").filter(|section| section.flags & COMPRESSED != 0)?;
    let kind = reading.bytes(section.offset, 4, 4)?;
    match Fields::of(&kind, elf.layout()).u32() {
        1 => Some("zlib"),
        2 => Some("zstd"),
        _ => None,
    }
}

/// The name and the CRC-32 of the separate debug file that the file points to.
fn debug_link(reading: &mut Reading<'_>, elf: &Elf) -> Option<()> {
    let section = elf.section(b".gnu_debuglink").filter(|section| section.has_bytes())?;
    let bytes = reading.bytes(section.offset, section.size, MOST_LINK)?;
    let length = bytes.iter().take_while(|byte| **byte != 0).count();
    let crc = bytes.get((length + 1).next_multiple_of(4)..)?.get(..4)?;
    reading.is("debug_link", lossy(bytes.get(..length)?));
    reading.is("debug_link_crc", hex(&Fields::of(crc, elf.layout()).u32().to_be_bytes()));
    Some(())
}

/// What to give in place of what is not linked.
const LINKED: &str = "give what the linker made";

/// Whether the file is worth an upload.
fn judge(reading: &mut Reading<'_>, elf: &Elf) {
    let header = &elf.header;
    if !matches!(header.kind, EXEC | DYN) {
        let (kind, remedy) = elsewhere::part(reading, elf).unwrap_or(match header.kind {
            1 => ("an object file, not yet linked", LINKED),
            4 => ("a core dump", LINKED),
            _ => ("of another type", LINKED),
        });
        let said = [("kind", Said::Text(kind)), ("remedy", Said::Text(remedy))];
        reading.say(Code::ElfType, 16, &said);
        return;
    }
    if !machine::is_sent(header.machine) {
        let number = Said::Number(header.machine.into());
        let arch = machine::name(header.machine).map_or(number, Said::Text);
        reading.say(Code::ElfMachine, 18, &[("arch", arch)]);
    }
    if header.layout.big {
        reading.say(Code::ElfBigEndian, 5, &[]);
    }
    let is_short = reading.symbols.issues.iter().any(|issue| issue.code == Code::ElfBuildIdShort);
    if reading.value("gnu_build_id").is_none() {
        let other = reading.value("go_build_id").or(reading.value("file_hash")).map(str::to_owned);
        match other {
            Some(_) if is_short => {}
            Some(other) => {
                reading.say(Code::ElfNoGnuBuildId, 0, &[("other", Said::Text(&other))]);
            }
            None => reading.say(Code::ElfNoIdentity, 0, &[]),
        }
    }
    let at = header.shoff;
    match reading.value("symbol_source") {
        Some("debug_info") => elsewhere::judge(reading, elf),
        Some("symbol_table") => reading.say(Code::ElfNoDebugInfo, at, &[]),
        Some("dynamic_symbol_table") => {
            let link = reading.value("debug_link").map(|name| format!(", {name}"));
            let link = link.unwrap_or_default();
            let left = if elf.section(b".gnu_debugdata").is_some() {
                "the names of functions (.gnu_debugdata and dynamic symbols)"
            } else {
                "the names of dynamic symbols"
            };
            let said = [("left", Said::Text(left)), ("link", Said::Text(&link))];
            reading.say(Code::ElfStripped, at, &said);
        }
        _ => reading.say(Code::ElfNoSymbols, at, &[]),
    }
}
