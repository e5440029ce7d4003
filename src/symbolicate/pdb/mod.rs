//! Places of programs for Windows, looked up in their PDBs: functions, what was inlined, lines; public symbols where there is nothing else.
//!
//! The form is that of Microsoft's `microsoft-pdb` and LLVM's "The PDB File Format". Of the file its directory is held, which is a thousandth of
//! it; all else is read through windows, of the modules that the places are in.

mod annotations;
mod image;
mod module;
mod names;
mod streams;

use super::all;
use super::answer::{Answer, CodePlace, SourceFrame, Unanswered};
use super::by_number::{ByNumber, sorted};
use crate::error::Result;
use crate::source::Source;
use image::{Image, Module};
use module::{Found, Line};
use names::At;
use streams::{Cursor, Streams, u16_of, u32_of};

/// Looks places up.
pub(super) fn look_up(source: &dyn Source, places: &[CodePlace]) -> Result<Vec<Answer>> {
    let Some(streams) = Streams::open(source)? else {
        return Ok(all(Unanswered::BrokenFile, places));
    };
    let answers = Image::read(&streams).map(|image| answers(&streams, &image, places));
    streams.take_failure()?;
    let mut answers = answers.unwrap_or_else(|| all(Unanswered::BrokenFile, places));
    if streams.is_endless() {
        for answer in answers.iter_mut().filter(|answer| answer.reason.is_some()) {
            answer.reason = Some(Unanswered::Endless);
        }
    }
    Ok(answers)
}

fn answers(streams: &Streams<'_>, image: &Image, places: &[CodePlace]) -> Vec<Answer> {
    let addresses = addresses(streams, image, places);
    let known: Vec<u64> = addresses.iter().flatten().map(|it| u64::from(*it)).collect();
    let wanted: Vec<u32> =
        sorted(&known).into_iter().filter_map(|address| u32::try_from(address).ok()).collect();
    let told = of_addresses(streams, image, &wanted);
    let answer = |address: std::result::Result<u32, Unanswered>| match address {
        Ok(address) => {
            let at = wanted.binary_search(&address).ok();
            at.and_then(|at| told.get(at)).cloned().unwrap_or_default()
        }
        Err(reason) => Answer { frames: Vec::new(), reason: Some(reason) },
    };
    addresses.into_iter().map(answer).collect()
}

/// The addresses of places, relative to where the image begins, or why a place has none.
fn addresses(
    streams: &Streams<'_>,
    image: &Image,
    places: &[CodePlace],
) -> Vec<std::result::Result<u32, Unanswered>> {
    let mut wanted: Vec<&str> = Vec::new();
    for place in places {
        if let CodePlace::InFunction(name, _) = place
            && !wanted.contains(&name.as_str())
        {
            wanted.push(name);
        }
    }
    let found = names::named(streams, image, &wanted);
    let begins: Vec<Option<u32>> = found.into_iter().map(|at| begin(streams, image, at?)).collect();
    let address = |place: &CodePlace| match place {
        CodePlace::Address(at) | CodePlace::Offset(at) => {
            image.original(*at).ok_or(Unanswered::Outside)
        }
        CodePlace::InFunction(name, offset) => {
            let at = wanted.iter().position(|own| own == name);
            let begin = at.and_then(|at| begins.get(at)).copied().flatten();
            let offset = u32::try_from(*offset).unwrap_or(u32::MAX);
            begin.map(|begin| begin.saturating_add(offset)).ok_or(Unanswered::NoFunction)
        }
        CodePlace::InMemory(_) => Err(Unanswered::InMemory),
        CodePlace::InFile(_) | CodePlace::InMethod(..) => Err(Unanswered::OtherFormat),
    };
    places.iter().map(address).collect()
}

/// Where a function begins.
fn begin(streams: &Streams<'_>, image: &Image, at: At) -> Option<u32> {
    match at {
        At::Section(section, offset) => image.address(section, offset),
        At::Symbol(number, offset) => {
            let module = image.modules(streams, &[number]).into_iter().flatten().next()?;
            let (_, record, _) = Cursor::new(streams, module.stream).record(offset.into())?;
            image.address(u16_of(&record, 32)?, u32_of(&record, 28)?)
        }
    }
}

/// The answers for addresses, which must be in order.
fn of_addresses(streams: &Streams<'_>, image: &Image, wanted: &[u32]) -> Vec<Answer> {
    let numbers = image.modules_of(streams, wanted);
    let mut met: Vec<u16> = Vec::new();
    for number in numbers.iter().flatten() {
        if !met.contains(number) {
            met.push(*number);
        }
    }
    let modules = image.modules(streams, &met);
    let mut answers: Vec<Answer> = vec![Answer::default(); wanted.len()];
    let mut texts =
        Texts { streams, texts: names::texts(streams), functions: ByNumber(Vec::new()) };
    for (number, module) in met.iter().zip(&modules) {
        let Some(module) = module else { continue };
        let own = numbers.iter().enumerate().filter(|(_, own)| **own == Some(*number));
        let own: Vec<usize> = own.map(|(index, _)| index).collect();
        let addresses: Vec<u32> = own.iter().filter_map(|at| wanted.get(*at).copied()).collect();
        let found = module::look_up(streams, image, module, &addresses);
        texts.learn(&found);
        let files = texts.files(module, &found);
        for (index, found) in own.into_iter().zip(found) {
            if let Some(slot) = answers.get_mut(index) {
                slot.frames = frames(found, &files, &texts);
            }
        }
    }
    for (answer, address) in answers.iter_mut().zip(wanted) {
        let is_named = answer.frames.last().is_some_and(|frame| frame.function.is_some());
        if !image.is_code(*address) {
            answer.frames.clear();
            answer.reason = Some(Unanswered::Outside);
        } else if !is_named {
            let place = image.in_section(*address);
            let name = place.and_then(|(section, at)| names::public(streams, image, section, at));
            // what was stripped has no modules with symbols at all
            let has_symbols = modules.iter().flatten().any(|module| module.symbols > 4);
            answer.reason =
                Some(if has_symbols { Unanswered::NotCovered } else { Unanswered::NoDebugInfo });
            if name.is_some() {
                if answer.frames.is_empty() {
                    answer.frames.push(SourceFrame::default());
                }
                if let Some(frame) = answer.frames.last_mut() {
                    frame.function = name;
                    frame.is_nearest_symbol = true;
                }
            }
        }
    }
    answers
}

/// The texts that answers need, each read once.
struct Texts<'a, 's> {
    streams: &'a Streams<'s>,
    texts: Option<streams::Stream>,
    /// The names of functions that were inlined, by their numbers.
    functions: ByNumber<Option<String>>,
}

impl Texts<'_, '_> {
    fn learn(&mut self, found: &[Found]) {
        let ids = found.iter().flat_map(|it| &it.inlined).map(|(id, _)| u64::from(*id));
        let ids = sorted(&ids.collect::<Vec<_>>());
        let name = |id: u64| {
            let known = self.functions.get(id).cloned();
            let read = || names::function(self.streams, u32::try_from(id).ok()?);
            (id, known.unwrap_or_else(read))
        };
        self.functions = ByNumber(ids.into_iter().map(name).collect());
    }

    /// The paths of the files that lines of a module are in, by the places of their records.
    fn files(&self, module: &Module, found: &[Found]) -> ByNumber<Option<String>> {
        let lines = |found: &Found| {
            let inlined = found.inlined.iter().map(|(_, line)| line.file);
            inlined.chain([found.line.and_then(|line| line.file)]).flatten().collect::<Vec<_>>()
        };
        let files: Vec<u64> = found.iter().flat_map(lines).map(u64::from).collect();
        let files = sorted(&files);
        let wanted: Vec<u32> = files.iter().filter_map(|file| u32::try_from(*file).ok()).collect();
        let names = module::file_names(self.streams, module, &wanted);
        let name = |name: Option<u32>| names::text(self.streams, self.texts?, name?);
        ByNumber(files.into_iter().zip(names.into_iter().map(name)).collect())
    }
}

/// The functions of an address, what was inlined first.
fn frames(
    found: Found,
    files: &ByNumber<Option<String>>,
    texts: &Texts<'_, '_>,
) -> Vec<SourceFrame> {
    let frame = |function: Option<String>, line: Option<Line>, is_inlined| SourceFrame {
        function,
        file: line.and_then(|line| files.get(line.file?.into()).cloned().flatten()),
        line: line.map(|line| line.line).filter(|line| *line > 0),
        column: line.map(|line| line.column).filter(|column| *column > 0),
        is_inlined,
        is_nearest_symbol: false,
    };
    let inlined = found.inlined.into_iter().rev().map(|(id, line)| {
        let name = texts.functions.get(id.into()).cloned().flatten();
        frame(name, Some(line), true)
    });
    let mut frames: Vec<SourceFrame> = inlined.collect();
    if found.name.is_some() || found.line.is_some() {
        frames.push(frame(found.name, found.line, false));
    }
    frames
}
