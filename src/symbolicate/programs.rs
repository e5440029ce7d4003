//! Addresses of programs, looked up in their DWARF and their symbol tables.

use crate::error::Result;
use crate::formats::program::Program;
use crate::formats::{Slice, elf, macho, pe, wasm_module};
use crate::source::Source;

use super::answer::{Answer, CodePlace, SourceFrame, Unanswered};
use super::by_number::sorted;
use super::dwarf::{self, FoundCode, FoundInDwarf};
use super::pages::{Pages, Stop};
use super::ranges::Wanted;
use super::{all, symbols, wasm_names};

/// Looks places up.
pub(super) fn look_up(
    source: &dyn Source,
    uuid: Option<&str>,
    places: &[CodePlace],
) -> Result<Vec<Answer>> {
    let program = match program(source, uuid)? {
        Ok(program) => program,
        Err(reason) => return Ok(all(reason, places)),
    };
    let addresses = addresses(source, &program, places);
    let known: Vec<u64> = addresses.iter().filter_map(|it| it.clone().ok()).collect();
    let has_zero = program.code.iter().any(|(start, _)| *start == 0);
    let wanted = Wanted { addresses: sorted(&known), has_zero };
    let has_debug_info = program.sections.iter().any(|part| part.name == ".debug_info");
    let mut found = FoundInDwarf::default();
    if has_debug_info {
        let pages = Pages::new(source);
        found = dwarf::look_up(&pages, &program, &wanted);
        match pages.take_stop() {
            Some(Stop::Host(error)) => return Err(error),
            Some(Stop::Endless) => found.trouble = Some(Unanswered::Endless),
            Some(Stop::Damaged) => found.trouble = Some(Unanswered::Damaged),
            Some(Stop::Unknown) => found.trouble = Some(Unanswered::Compressed),
            None => {}
        }
    }
    found.found.resize(wanted.addresses.len(), None);
    let answers = answers(source, &program, &wanted, found, has_debug_info);
    let each = addresses.into_iter().map(|address| match address {
        Ok(address) => {
            let at = wanted.addresses.binary_search(&address).ok();
            at.and_then(|at| answers.get(at)).cloned().unwrap_or_default()
        }
        Err(reason) => Answer { frames: Vec::new(), reason: Some(reason) },
    });
    Ok(each.collect())
}

/// The addresses of places, or why a place has none.
fn addresses(
    source: &dyn Source,
    program: &Program,
    places: &[CodePlace],
) -> Vec<std::result::Result<u64, Unanswered>> {
    let mut names: Vec<&str> = Vec::new();
    for place in places {
        if let CodePlace::InFunction(name, _) = place
            && !names.contains(&name.as_str())
        {
            names.push(name);
        }
    }
    let begins = symbols::addresses(source, program, &names);
    let is_code =
        |address: &u64| program.code.iter().any(|(from, to)| (*from..*to).contains(address));
    let address = |place: &CodePlace| match place {
        CodePlace::Address(address) => Ok(*address),
        CodePlace::Offset(offset) => Ok(program.start.saturating_add(*offset)),
        CodePlace::InFile(offset) => {
            offset.checked_sub(program.code_in_file).ok_or(Unanswered::Outside)
        }
        CodePlace::InMemory(address) => Some(*address).filter(is_code).ok_or(Unanswered::InMemory),
        CodePlace::InFunction(name, offset) => {
            let at = names.iter().position(|own| own == name);
            let begin = at.and_then(|at| begins.get(at)).copied().flatten();
            begin.map(|begin| begin.saturating_add(*offset)).ok_or(Unanswered::NoFunction)
        }
        CodePlace::InMethod(..) => Err(Unanswered::OtherFormat),
    };
    places.iter().map(address).collect()
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
    if magic.as_slice() == b"\0asm" {
        return Ok(wasm_module::program(source)?.ok_or(Unanswered::BrokenFile));
    }
    if magic.starts_with(b"MZ") {
        let Some(program) = pe::program(source)? else { return Ok(Err(Unanswered::BrokenFile)) };
        if program.sections.is_empty()
            && let Some(file) = pe::inspect(source)?.value_of("pdb_path")
        {
            return Ok(Err(Unanswered::InPdb { file }));
        }
        return Ok(Ok(program));
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
    let names = match &program.wasm {
        _ if asked.is_empty() => Vec::new(),
        Some(module) => wasm_names::names(source, module, &asked),
        None => symbols::names(source, program, &asked),
    };
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
