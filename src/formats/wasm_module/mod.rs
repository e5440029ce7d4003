//! WebAssembly modules: the build ID, and whether DWARF is really in it.
//!
//! The form is that of the WebAssembly core specification, chapter "Binary Format", and of the tool conventions for `build_id`,
//! `external_debug_info` and `.debug_*` sections.

#[cfg(feature = "native")]
mod program;
mod sections;

use crate::error::Result;
use crate::finding::Code;
use crate::source::Source;

use super::bytes::u32_at;
use super::dwarf::Dwarf;
use super::{Reading, Said, Symbols, hex, lossy};
#[cfg(feature = "native")]
pub(crate) use program::program;
use sections::{Section, Sections};

/// Length of magic and version in bytes.
const PREAMBLE: u64 = 8;

/// The longest build ID or URL that is read, in bytes.
const LONGEST: u64 = 2048;

/// Reads the headers of a module's sections.
pub(crate) fn inspect(source: &dyn Source) -> Result<Symbols> {
    let mut reading = Reading::of(source);
    let version = reading.bytes(4, 4, 4).and_then(|version| u32_at(&version, 0));
    match version {
        Some(1) => module(&mut reading),
        Some(0x1_000d) => reading.say(Code::WasmComponent, 4, &[]),
        Some(version) => {
            reading.say(Code::WasmVersion, 4, &[("version", Said::Number(version.into()))]);
        }
        None => {
            let end = reading.size();
            damaged(&mut reading, end, "the version");
        }
    }
    reading.finish()
}

/// What is in a module.
#[derive(Default)]
struct Module {
    sections: u64,
    /// How many bytes of code there are.
    code: u64,
    /// How many bytes of `.debug_*` sections there are.
    debug: u64,
    has_id: bool,
    /// Whether it has sections that were split off from those of another.
    is_split_part: bool,
    dwarf: Dwarf,
}

fn module(reading: &mut Reading<'_>) {
    let mut sections = Sections::new(PREAMBLE);
    let mut module = Module::default();
    loop {
        match sections.next(reading) {
            Ok(Some(found)) => section(reading, &mut module, &found),
            Ok(None) => break,
            Err((offset, expected)) => return damaged(reading, offset, expected),
        }
    }
    if module.is_split_part && module.code == 0 {
        return reading.say(Code::WasmSplitPart, 0, &[]);
    }
    if !module.has_id {
        reading.say(Code::WasmNoBuildId, 0, &[]);
    }
    if module.debug == 0 {
        match reading.value("external_debug_info").map(str::to_owned) {
            Some(url) => reading.say(Code::WasmExternal, 0, &[("url", Said::Text(&url))]),
            None => reading.say(Code::WasmNoDebug, 0, &[]),
        }
    } else if let Some(at) = module.dwarf.skeleton(reading) {
        reading.say(Code::DwarfSplit, at, &[]);
    }
    reading.symbols.counts = vec![
        ("sections", module.sections),
        ("codeBytes", module.code),
        ("debugBytes", module.debug),
    ];
}

fn section(reading: &mut Reading<'_>, module: &mut Module, section: &Section) {
    module.sections += 1;
    match (section.id, section.name.as_slice()) {
        (10, _) => module.code = module.code.saturating_add(section.length),
        (0, name) if name.starts_with(b".debug_") => {
            module.debug = module.debug.saturating_add(section.length);
            module.is_split_part |= name.ends_with(b".dwo");
            let place = (section.payload, section.length);
            match name {
                b".debug_info" => module.dwarf.info = place,
                b".debug_abbrev" => module.dwarf.abbreviations = place,
                b".debug_addr" => module.dwarf.has_addresses = true,
                _ => {}
            }
        }
        (0, name @ (b"build_id" | b"external_debug_info" | b"sourceMappingURL")) => {
            let length = section.length.min(LONGEST);
            let payload = reading.bytes(section.payload, length, usize::MAX).unwrap_or_default();
            let inner = after_length(&payload);
            match name {
                b"build_id" if !module.has_id && !payload.is_empty() => {
                    module.has_id = true;
                    // what Datadog's client and `WebAssembly.Module.customSections` give: the length in front is part of it
                    reading.is("build_id", hex(&payload));
                    if let Some(linked) = inner {
                        reading.is("linker_build_id", hex(linked));
                    }
                }
                b"build_id" => {}
                _ => {
                    let is_debug = name == b"external_debug_info";
                    let told = if is_debug { "external_debug_info" } else { "sourceMappingURL" };
                    // the first counts: a hostile module has a million of them
                    if reading.value(told).is_none() {
                        reading.is(told, lossy(inner.unwrap_or(&payload)));
                    }
                }
            }
        }
        _ => {}
    }
}

/// What comes after a length of one byte, where that is right; the tools write short texts and IDs.
fn after_length(bytes: &[u8]) -> Option<&[u8]> {
    let (length, rest) = bytes.split_first()?;
    (usize::from(*length) == rest.len() && *length < 0x80).then_some(rest)
}

fn damaged(reading: &mut Reading<'_>, offset: u64, expected: &'static str) {
    let length = reading.size();
    let code = if offset >= length { Code::WasmTruncated } else { Code::WasmSection };
    let said = [("expected", Said::Text(expected)), ("length", Said::Number(length))];
    reading.say(code, offset, &said);
}
