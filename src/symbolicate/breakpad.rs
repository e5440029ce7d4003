//! Places looked up in Breakpad's symbol files: a text of functions, their lines and what was inlined, read in two passes, the second one for
//! names.
//!
//! The form is that of Breakpad's `docs/symbol_files.md`. Addresses count from where the image begins.

use super::all;
use super::answer::{Answer, CodePlace, SourceFrame, Unanswered};
use super::by_number::{ByNumber, sorted};
use super::demangle::demangle;
use crate::error::Result;
use crate::formats::lines::Lines;
use crate::source::Source;

/// How much of the file is in memory at once, in bytes.
const WINDOW: usize = 256 * 1024;
/// The most functions that are inlined into each other at one place.
const DEEPEST: usize = 256;

/// What is found of an address.
#[derive(Debug, Clone, Default)]
struct Found {
    function: Option<String>,
    /// The number of the file, and the line.
    line: Option<(u64, u32)>,
    /// How deep, of which function, and where it was called.
    inlined: Vec<(u64, u64, u64, u32)>,
    /// The symbol before it, and where it begins.
    public: Option<(u64, String)>,
    is_covered: bool,
}

/// Looks places up.
pub(super) fn look_up(source: &dyn Source, places: &[CodePlace]) -> Result<Vec<Answer>> {
    let addresses = addresses(source, places)?;
    let known: Vec<u64> = addresses.iter().flatten().copied().collect();
    let wanted = sorted(&known);
    let mut found = vec![Found::default(); wanted.len()];
    let mut lines = Lines::new(source, 0, WINDOW);
    // of the function that the lines below are of: which addresses are in it
    let mut inside = 0..0;
    let mut has_any = false;
    while let Some(line) = lines.next()? {
        if let Some(range) = read(line.bytes, &wanted, &inside, &mut found) {
            inside = range;
            has_any = true;
        }
    }
    if !has_any {
        return Ok(all(Unanswered::NoDebugInfo, places));
    }
    let files = found.iter().flat_map(|it| {
        let inlined = it.inlined.iter().map(|(_, _, file, _)| *file);
        inlined.chain(it.line.map(|(file, _)| file)).collect::<Vec<_>>()
    });
    let files: Vec<u64> = files.collect();
    let origins: Vec<u64> =
        found.iter().flat_map(|it| it.inlined.iter().map(|(_, origin, ..)| *origin)).collect();
    let mut files: ByNumber<String> = ByNumber::new(&files);
    let mut origins: ByNumber<String> = ByNumber::new(&origins);
    let mut lines = Lines::new(source, 0, WINDOW);
    while let Some(line) = lines.next()? {
        for (head, names) in [("FILE ", &mut files), ("INLINE_ORIGIN ", &mut origins)] {
            let Some(rest) = line.bytes.strip_prefix(head.as_bytes()) else { continue };
            let text = String::from_utf8_lossy(rest);
            let Some((number, name)) = text.trim_end().split_once(' ') else { continue };
            let slot = number.parse().ok().and_then(|number| names.get_mut(number));
            if let Some(slot) = slot {
                name.clone_into(slot);
            }
        }
    }
    let told: Vec<Answer> = found.into_iter().map(|it| answer(it, &files, &origins)).collect();
    let each = addresses.into_iter().map(|address| match address {
        Ok(address) => {
            let at = wanted.binary_search(&address).ok();
            at.and_then(|at| told.get(at)).cloned().unwrap_or_default()
        }
        Err(reason) => Answer { frames: Vec::new(), reason: Some(reason) },
    });
    Ok(each.collect())
}

/// The addresses of places; those behind a function's name take a pass of their own.
fn addresses(
    source: &dyn Source,
    places: &[CodePlace],
) -> Result<Vec<std::result::Result<u64, Unanswered>>> {
    let mut begins: Vec<(&str, Option<u64>)> = Vec::new();
    for place in places {
        if let CodePlace::InFunction(name, _) = place
            && begins.iter().all(|(own, _)| own != name)
        {
            begins.push((name, None));
        }
    }
    let mut lines = Lines::new(source, 0, WINDOW);
    while !begins.is_empty() {
        let Some(line) = lines.next()? else { break };
        let (rest, numbers) = match line.bytes {
            [b'F', b'U', b'N', b'C', b' ', rest @ ..] => (rest, 3),
            [b'P', b'U', b'B', b'L', b'I', b'C', b' ', rest @ ..] => (rest, 2),
            _ => continue,
        };
        let text = String::from_utf8_lossy(rest);
        let Some((numbers, name)) = record(&text, numbers) else { continue };
        for (own, slot) in &mut begins {
            if slot.is_none() && (name == *own || without_parameters(name) == *own) {
                *slot = numbers.first().copied();
            }
        }
    }
    let address = |place: &CodePlace| match place {
        CodePlace::Address(at) | CodePlace::Offset(at) => Ok(*at),
        CodePlace::InFunction(name, offset) => {
            let begin = begins.iter().find(|(own, _)| own == name).and_then(|(_, begin)| *begin);
            begin.map(|begin| begin.saturating_add(*offset)).ok_or(Unanswered::NoFunction)
        }
        CodePlace::InMemory(_) => Err(Unanswered::InMemory),
        CodePlace::InFile(_) | CodePlace::InMethod(..) => Err(Unanswered::OtherFormat),
    };
    Ok(places.iter().map(address).collect())
}

fn without_parameters(name: &str) -> &str {
    name.split('(').next().unwrap_or(name)
}

/// Numbers in hexadecimal digits, so many, and the text behind them. An `m` in front says that there are several such functions.
fn record(text: &str, count: usize) -> Option<(Vec<u64>, &str)> {
    let mut rest = text.trim_end();
    rest = rest.strip_prefix("m ").unwrap_or(rest);
    let mut numbers = Vec::with_capacity(count);
    for _ in 0..count {
        let (number, after) = rest.split_once(' ').unwrap_or((rest, ""));
        numbers.push(u64::from_str_radix(number, 16).ok()?);
        rest = after;
    }
    Some((numbers, rest))
}

/// Reads a record; `Some` where it is a function, or a symbol, which has no lines.
fn read(
    bytes: &[u8],
    wanted: &[u64],
    inside: &std::ops::Range<usize>,
    found: &mut [Found],
) -> Option<std::ops::Range<usize>> {
    let held = |begin: u64, size: u64| {
        let from = wanted.partition_point(|address| *address < begin);
        let to = wanted.partition_point(|address| *address < begin.saturating_add(size));
        from..to.max(from)
    };
    if let Some(rest) = bytes.strip_prefix(b"FUNC ") {
        let text = String::from_utf8_lossy(rest);
        let (numbers, name) = record(&text, 3)?;
        let range = held(*numbers.first()?, *numbers.get(1)?);
        for slot in found.get_mut(range.clone())? {
            let public = slot.public.take();
            let function = Some(demangle(name));
            *slot = Found { function, public, is_covered: true, ..Found::default() };
        }
        return Some(range);
    }
    if let Some(rest) = bytes.strip_prefix(b"PUBLIC ") {
        let text = String::from_utf8_lossy(rest);
        let (numbers, name) = record(&text, 2)?;
        let begin = *numbers.first()?;
        let from = wanted.partition_point(|address| *address < begin);
        // each address keeps the last one before it
        for slot in found.get_mut(from..)? {
            if slot.public.as_ref().is_none_or(|(other, _)| *other <= begin) {
                slot.public = Some((begin, name.to_owned()));
            }
        }
        return Some(0..0);
    }
    if inside.is_empty() {
        return None;
    }
    let text = std::str::from_utf8(bytes).ok()?.trim_end();
    if let Some(rest) = text.strip_prefix("INLINE ") {
        let mut words = rest.split(' ');
        let mut number = || words.next()?.parse::<u64>().ok();
        let (depth, line, file, origin) = (number()?, number()?, number()?, number()?);
        let hex = |word: &str| u64::from_str_radix(word, 16).ok();
        while let Some((begin, size)) = words.next().zip(words.next()) {
            let range = held(hex(begin)?, hex(size)?);
            for slot in found.get_mut(range)? {
                if slot.inlined.len() < DEEPEST && slot.function.is_some() {
                    slot.inlined.push((depth, origin, file, u32::try_from(line).unwrap_or(0)));
                }
            }
        }
        return None;
    }
    let mut words = text.split(' ');
    let mut hex = || u64::from_str_radix(words.next()?, 16).ok();
    let (begin, size) = (hex()?, hex()?);
    let line: u32 = words.next()?.parse().ok()?;
    let file: u64 = words.next()?.parse().ok()?;
    for slot in found.get_mut(held(begin, size))? {
        slot.line = Some((file, line));
    }
    None
}

fn answer(found: Found, files: &ByNumber<String>, origins: &ByNumber<String>) -> Answer {
    if !found.is_covered {
        let Some((_, name)) = found.public else {
            return Answer { frames: Vec::new(), reason: Some(Unanswered::NotCovered) };
        };
        let function = Some(demangle(&name));
        let frame = SourceFrame { function, is_nearest_symbol: true, ..SourceFrame::default() };
        return Answer { frames: vec![frame], reason: Some(Unanswered::NotCovered) };
    }
    let path = |file: u64| files.get(file).filter(|path| !path.is_empty()).cloned();
    let mut inlined = found.inlined;
    inlined.sort_by_key(|(depth, ..)| *depth);
    // the line is that of the innermost; each one around it is where that was called
    let mut frames = Vec::new();
    let mut place = found.line;
    for (_, origin, file, line) in inlined.into_iter().rev() {
        frames.push(SourceFrame {
            function: origins.get(origin).map(|name| demangle(name)),
            file: place.and_then(|(file, _)| path(file)),
            line: place.map(|(_, line)| line).filter(|line| *line > 0),
            is_inlined: true,
            ..SourceFrame::default()
        });
        place = Some((file, line));
    }
    frames.push(SourceFrame {
        function: found.function,
        file: place.and_then(|(file, _)| path(file)),
        line: place.map(|(_, line)| line).filter(|line| *line > 0),
        ..SourceFrame::default()
    });
    Answer { frames, reason: None }
}
