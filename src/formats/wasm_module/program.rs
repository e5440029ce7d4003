//! What leads from addresses to names and lines in a module of WebAssembly.
//!
//! Addresses in DWARF count from the first byte behind the length of the code section.

use crate::error::Result;
use crate::source::Source;

use super::super::Reading;
use super::super::program::{DebugPart, Packing, Program, WasmParts};
use super::PREAMBLE;
use super::sections::Sections;

/// The most sections that are looked at.
const MOST: usize = 10_000;

/// Reads the headers of the sections; `None` where they can't be made sense of.
pub(crate) fn program(source: &dyn Source) -> Result<Option<Program>> {
    let mut reading = Reading::of(source);
    let program = gather(&mut reading);
    reading.finish()?;
    Ok(program)
}

fn gather(reading: &mut Reading<'_>) -> Option<Program> {
    let mut sections = Sections::new(PREAMBLE);
    let (mut program, mut parts) = (Program::default(), WasmParts::default());
    for _ in 0..MOST {
        let Ok(section) = sections.next(reading) else { break };
        let Some(section) = section else { break };
        let place = (section.payload, section.length);
        match (section.id, section.name.as_slice()) {
            (2, _) => parts.imports = place,
            (10, _) => parts.code = place,
            (0, b"name") => parts.names = place,
            (0, name) if name.starts_with(b".debug_") => program.sections.push(DebugPart {
                name: String::from_utf8_lossy(name).into_owned(),
                offset: section.payload,
                length: section.length,
                packing: Packing::None,
            }),
            _ => {}
        }
    }
    let (start, length) = parts.code;
    program.code_in_file = start;
    // the first byte tells how many functions there are; what the linker has left out is said to be at 0
    program.code.push((1, length.max(1)));
    program.wasm = Some(parts);
    (length > 0).then_some(program)
}
