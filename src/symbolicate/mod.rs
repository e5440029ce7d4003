//! Addresses of native programs, made readable by debug information: function, file and line, what was inlined as well.
//!
//! All addresses of a trace are looked up together, and the file is read by ranges. What there is of memory grows with the addresses
//! and by 8 bytes for each unit, not with the file:
//!
//! ```text
//! headers ─> units that hold an address ─> their functions ─> their lines ─> names
//! Program    Units                         walk               lines          names
//! ```

mod answer;
mod by_number;
mod debug_info;
mod demangle;
mod dwarf;
mod files;
mod inflate;
mod line_table;
mod lines;
mod names;
mod pages;
mod ranges;
mod reader;
mod section;
mod symbols;
mod units;
mod walk;

pub use answer::{Answer, CodePlace, SourceFrame, Unanswered};

use crate::error::Result;
use crate::formats::program::Program;
use crate::formats::{Slice, elf, macho};
use crate::source::Source;

use by_number::sorted;
use dwarf::{FoundCode, FoundInDwarf};
use pages::{Pages, Stop};
use ranges::Wanted;

/// Looks places of a program up in a file of it: an ELF file, or a Mach-O one, whose slice is that of the UUID (upper-case with
/// dashes). Without a UUID the only slice is meant, or else the first one with debug information.
///
/// There is one answer for each place, in turn.
///
/// # Errors
/// [`Error::Read`](crate::Error::Read) when the host cannot read the file.
pub fn symbolicate(
    source: &dyn Source,
    uuid: Option<&str>,
    places: &[CodePlace],
) -> Result<Vec<Answer>> {
    let program = match program(source, uuid)? {
        Ok(program) => program,
        Err(reason) => {
            let answer = Answer { frames: Vec::new(), reason: Some(reason) };
            return Ok(vec![answer; places.len()]);
        }
    };
    let address = |place: &CodePlace| match place {
        CodePlace::Address(address) => *address,
        CodePlace::Offset(offset) => program.start.saturating_add(*offset),
    };
    let addresses: Vec<u64> = places.iter().map(address).collect();
    let has_zero = program.code.iter().any(|(start, _)| *start == 0);
    let wanted = Wanted { addresses: sorted(&addresses), has_zero };
    let has_debug_info = program.sections.iter().any(|part| part.name == ".debug_info");
    let mut found = FoundInDwarf::default();
    if has_debug_info {
        let pages = Pages::new(source);
        found = dwarf::look_up(&pages, &program, &wanted);
        match pages.take_stop() {
            Some(Stop::Host(error)) => return Err(error),
            Some(Stop::Endless) => found.trouble = Some(Unanswered::Endless),
            Some(Stop::Damaged) => found.trouble = Some(Unanswered::Damaged),
            None => {}
        }
    }
    found.found.resize(wanted.addresses.len(), None);
    let answers = answers(source, &program, &wanted, found, has_debug_info);
    let each = addresses.iter().map(|address| {
        let at = wanted.addresses.binary_search(address).ok();
        at.and_then(|at| answers.get(at)).cloned().unwrap_or_default()
    });
    Ok(each.collect())
}

/// The headers of the file, or why there are none.
fn program(
    source: &dyn Source,
    uuid: Option<&str>,
) -> Result<std::result::Result<Program, Unanswered>> {
    let magic = source.read_up_to(0, 4)?;
    if magic.as_slice() == b"\x7fELF" {
        return Ok(elf::program(source)?.ok_or(Unanswered::BrokenFile));
    }
    let is_macho = matches!(
        magic.as_slice(),
        [0xca, 0xfe, 0xba, 0xbe | 0xbf]
            | [0xfe, 0xed, 0xfa, 0xce | 0xcf]
            | [0xce | 0xcf, 0xfa, 0xed, 0xfe]
    );
    if !is_macho {
        return Ok(Err(Unanswered::OtherFormat));
    }
    let slices = macho::inspect(source)?.slices;
    let is_meant = |slice: &&Slice| match (uuid, &slice.uuid) {
        (Some(uuid), Some(own)) => own.eq_ignore_ascii_case(uuid),
        (Some(_), None) => false,
        (None, _) => slices.len() == 1 || slice.dwarf,
    };
    match slices.iter().find(is_meant) {
        Some(slice) => Ok(macho::program(source, slice)?.ok_or(Unanswered::BrokenFile)),
        None if slices.is_empty() => Ok(Err(Unanswered::BrokenFile)),
        None => Ok(Err(Unanswered::NoSlice)),
    }
}

/// Puts together what was found of each address; what the debug information does not know is asked of the symbol tables.
fn answers(
    source: &dyn Source,
    program: &Program,
    wanted: &Wanted,
    found: FoundInDwarf,
    has_debug_info: bool,
) -> Vec<Answer> {
    let is_asked = |(_, found): &(&u64, &Option<FoundCode>)| {
        found.as_ref().is_none_or(|found| !found.has_function || found.lacks_scopes)
    };
    let asked = wanted.addresses.iter().zip(&found.found).filter(is_asked);
    let asked: Vec<u64> = asked.map(|(address, _)| *address).collect();
    let names = if asked.is_empty() { Vec::new() } else { symbols::names(source, program, &asked) };
    let trouble = found.trouble;
    let answer = |(address, found): (&u64, Option<FoundCode>)| {
        let known = found.as_ref().is_some_and(|found| found.has_function);
        let split = found.as_ref().and_then(|found| found.split.clone());
        let mut frames = found.map(|found| found.frames).unwrap_or_default();
        let at = asked.binary_search(address).ok();
        let name = at.and_then(|at| names.get(at)).cloned().flatten();
        if known {
            if let (Some(frame), Some(name)) = (frames.last_mut(), name) {
                let is_it = |own: &String| tells_more(&name, own);
                if frame.function.as_ref().is_some_and(is_it) {
                    frame.function = Some(name);
                }
            }
            return Answer { frames, reason: None };
        }
        let is_code = program.code.is_empty()
            || program.code.iter().any(|(start, end)| (*start..*end).contains(address));
        let reason = match split {
            _ if !is_code => Unanswered::Outside,
            Some(file) => Unanswered::Split { file },
            None if !has_debug_info => Unanswered::NoDebugInfo,
            None => trouble.clone().unwrap_or(Unanswered::NotCovered),
        };
        // a unit without lines has nothing to show
        frames.retain(|frame| frame.line.is_some() || frame.file.is_some());
        if let Some(name) = name.filter(|_| is_code) {
            if frames.is_empty() {
                frames.push(SourceFrame::default());
            }
            if let Some(frame) = frames.first_mut() {
                frame.function = Some(name);
                frame.is_nearest_symbol = true;
            }
        }
        Answer { frames, reason: Some(reason) }
    };
    wanted.addresses.iter().zip(found.found).map(answer).collect()
}

/// Whether a symbol is of the function of that name, which has no scopes, and tells more: arguments of templates are written in many
/// ways, and Rust's closures have no names.
fn tells_more(symbol: &str, own: &str) -> bool {
    let bare = if own.starts_with("{closure") {
        "{{closure}}"
    } else {
        own.split('<').next().unwrap_or_default()
    };
    !bare.is_empty() && symbol.len() > bare.len() && symbol.contains(bare)
}

impl Answer {
    /// Whether the function and its line are known.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.reason.is_none()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_files_are_said() {
        let text: &[u8] = b"not a program";
        let answers = symbolicate(&text, None, &[CodePlace::Address(1)]).unwrap();
        assert_eq!(answers[0].reason, Some(Unanswered::OtherFormat));
        let broken: &[u8] = b"\x7fELF";
        let answers = symbolicate(&broken, None, &[CodePlace::Offset(1)]).unwrap();
        assert_eq!(answers[0].reason, Some(Unanswered::BrokenFile));
    }
}
