//! Names: of functions that were inlined, of files, and of public symbols.

use super::image::Image;
use super::streams::{Cursor, Stream, Streams, text_of, u16_of, u32_of};
use crate::symbolicate::demangle::demangle;

/// The streams of types, and of functions as such.
const TYPES: u64 = 2;
const IDS: u64 = 4;

/// Kinds of records.
const LF_FUNC_ID: u16 = 0x1601;
const LF_MFUNC_ID: u16 = 0x1602;
const LF_STRING_ID: u16 = 0x1605;
const S_PUB32: u16 = 0x110e;
const S_PROCREF: u16 = 0x1125;
const S_LPROCREF: u16 = 0x1127;

/// The longest name, in bytes.
const LONGEST: u64 = 16 * 1024;
/// How many records are passed on the way to one; the places of every few kilobytes are known.
const MOST_PASSED: u32 = 1 << 16;

/// The name of a function that was inlined, with what it is a member of.
pub(super) fn function(streams: &Streams<'_>, id: u32) -> Option<String> {
    let (kind, record) = record(streams, IDS, id)?;
    let scope = u32_of(&record, 0)?;
    let name = text_of(record.get(8..)?);
    let scope = match kind {
        LF_FUNC_ID if scope == 0 => None,
        LF_FUNC_ID => text_id(streams, scope),
        LF_MFUNC_ID => class(streams, scope),
        _ => return None,
    };
    Some(match scope.filter(|scope| !scope.is_empty()) {
        Some(scope) => [&scope, "::", &name].concat(),
        None => name,
    })
}

fn text_id(streams: &Streams<'_>, id: u32) -> Option<String> {
    let (kind, record) = record(streams, IDS, id)?;
    (kind == LF_STRING_ID).then(|| text_of(record.get(4..).unwrap_or_default()))
}

/// The name of a type that has members.
fn class(streams: &Streams<'_>, index: u32) -> Option<String> {
    let (kind, record) = record(streams, TYPES, index)?;
    let size_at = match kind {
        // LF_CLASS, LF_STRUCTURE, LF_INTERFACE
        0x1504 | 0x1505 | 0x1519 => 16,
        // LF_UNION
        0x1506 => 8,
        // LF_ENUM has no size
        0x1507 => return Some(text_of(record.get(12..)?)),
        // the same with numbers of 32 bits
        0x1608 | 0x1609 => 20,
        _ => return None,
    };
    // the size is a number of as many bytes as it needs
    let longer = match u16_of(&record, size_at)? {
        0x8000 => 1,
        0x8001 | 0x8002 => 2,
        0x8003 | 0x8004 => 4,
        0x8009 | 0x800a => 8,
        other if other < 0x8000 => 0,
        _ => return None,
    };
    Some(text_of(record.get(size_at..)?.get(2..)?.get(longer..)?))
}

/// The record of a number: its kind, and what it holds.
fn record(streams: &Streams<'_>, stream: u64, index: u32) -> Option<(u16, Vec<u8>)> {
    let mut cursor = Cursor::new(streams, streams.stream(stream));
    let head = cursor.bytes(0, 56)?;
    let (length, first, end) = (u32_of(head, 4)?, u32_of(head, 8)?, u32_of(head, 12)?);
    let hashes = u16_of(head, 20)?;
    let (places, places_length) = (u32_of(head, 40)?, u32_of(head, 44)?);
    if !(first..end).contains(&index) {
        return None;
    }
    // pairs of a number and the place of its record
    let mut hashes = Cursor::new(streams, streams.stream(hashes.into()));
    let pair = |hashes: &mut Cursor<'_, '_>, at: u64| {
        let pair = hashes.bytes(u64::from(places).checked_add(at.checked_mul(8)?)?, 8)?;
        u32_of(pair, 0).zip(u32_of(pair, 4))
    };
    let (mut low, mut high) = (0, u64::from(places_length / 8));
    let (mut at, mut place) = (first, 0);
    while low < high {
        let middle = low.midpoint(high);
        match pair(&mut hashes, middle) {
            Some((number, offset)) if number <= index => {
                (at, place) = (number, offset);
                low = middle.saturating_add(1);
            }
            Some(_) => high = middle,
            None => break,
        }
    }
    let mut place = u64::from(length).checked_add(place.into())?;
    if index.checked_sub(at)? > MOST_PASSED {
        return None;
    }
    while at < index {
        (_, place) = cursor.record_head(place)?;
        at = at.checked_add(1)?;
    }
    let (kind, record, _) = cursor.record(place)?;
    Some((kind, record))
}

/// The stream of all texts, which is found by its name.
pub(super) fn texts(streams: &Streams<'_>) -> Option<Stream> {
    let mut info = Cursor::new(streams, streams.stream(1));
    let length = u64::from(info.u32(28)?);
    let names = info.bytes(32, length.min(1 << 20))?.to_vec();
    let mut at = 32_u64.checked_add(length)?;
    // a table of hashes: how many there are, for how many there is room, which places are taken, which were
    let count = info.u32(at)?;
    at = at.checked_add(8)?;
    for _set in 0..2 {
        let words = u64::from(info.u32(at)?);
        at = at.checked_add(4)?.checked_add(words.checked_mul(4)?)?;
    }
    for _ in 0..count {
        let (name, stream) = (info.u32(at)?, info.u32(at.checked_add(4)?)?);
        let name = names.get(usize::try_from(name).ok()?..)?;
        if text_of(name) == "/names" {
            return Some(streams.stream(stream.into()));
        }
        at = at.checked_add(8)?;
    }
    None
}

/// The text at a place of that stream.
pub(super) fn text(streams: &Streams<'_>, texts: Stream, at: u32) -> Option<String> {
    let mut cursor = Cursor::new(streams, texts);
    let length = cursor.u32(8)?;
    (at < length).then(|| cursor.text(12_u64.checked_add(at.into())?, LONGEST))?
}

/// The public symbol before a place of a section, in the same section.
pub(super) fn public(
    streams: &Streams<'_>,
    image: &Image,
    section: u16,
    offset: u32,
) -> Option<String> {
    let mut publics = Cursor::new(streams, image.publics);
    let mut records = Cursor::new(streams, image.records);
    let hashes = u64::from(publics.u32(0)?);
    let length = u64::from(publics.u32(4)?);
    let start = 28_u64.checked_add(hashes)?;
    let (mut low, mut high) = (0, length / 4);
    let mut best = None;
    while low < high {
        let middle = low.midpoint(high);
        let place = publics.u32(start.checked_add(middle.checked_mul(4)?)?)?;
        let (kind, record, _) = records.record(place.into())?;
        let own = (u16_of(&record, 8)?, u32_of(&record, 4)?);
        if kind != S_PUB32 {
            return None;
        }
        if own <= (section, offset) {
            best = Some((own.0, record));
            low = middle.saturating_add(1);
        } else {
            high = middle;
        }
    }
    let (own, record) = best.filter(|(own, _)| *own == section)?;
    let _ = own;
    Some(demangle(&text_of(record.get(10..)?)))
}

/// Where a function is: in a section, or in a module's symbols.
#[derive(Debug, Clone, Copy)]
pub(super) enum At {
    Section(u16, u32),
    Symbol(u16, u32),
}

/// Where the functions of these names begin, in turn: as the sources name them, or as the linker does.
pub(super) fn named(streams: &Streams<'_>, image: &Image, names: &[&str]) -> Vec<Option<At>> {
    let mut found = vec![None; names.len()];
    let mut cursor = Cursor::new(streams, image.records);
    let mut at = 0;
    while let Some((kind, next)) = cursor.record_head(at) {
        if names.is_empty() {
            break;
        }
        if matches!(kind, S_PUB32 | S_PROCREF | S_LPROCREF)
            && let Some((_, record, _)) = cursor.record(at)
        {
            let text = record.get(10..).unwrap_or_default();
            let text = text.split(|byte| *byte == 0).next().unwrap_or_default();
            for (slot, name) in found.iter_mut().zip(names) {
                let is_it = text == name.as_bytes()
                    || kind == S_PUB32 && is_decorated(text, name.as_bytes());
                if !is_it {
                    continue;
                }
                let own = u32_of(&record, 4).zip(u16_of(&record, 8));
                *slot = match (kind, own) {
                    (S_PUB32, Some((offset, section))) => Some(At::Section(section, offset)),
                    // modules are counted from 1
                    (_, Some((offset, module))) if slot.is_none() => {
                        Some(At::Symbol(module.saturating_sub(1), offset))
                    }
                    _ => *slot,
                };
            }
        }
        at = next;
    }
    found
}

/// Whether a name is that of a function of C with what 32-bit compilers put around it: `_price`, `_price@8`, `@price@8`.
fn is_decorated(text: &[u8], name: &[u8]) -> bool {
    let Some((b'_' | b'@', rest)) = text.split_first() else { return false };
    let rest = rest.split(|byte| *byte == b'@').next().unwrap_or_default();
    rest == name
}
