//! What a module says of places: the functions they are in, what was inlined there, and their lines.

use super::annotations::{LineIn, line_at};
use super::image::{Image, Module};
use super::streams::{Cursor, Streams, text_of, u16_of, u32_of};

/// Kinds of records of symbols.
const S_END: u16 = 0x6;
const S_LPROC32: u16 = 0x110f;
const S_GPROC32: u16 = 0x1110;
const S_LPROC32_ID: u16 = 0x1146;
const S_GPROC32_ID: u16 = 0x1147;
const S_LPROC32_DPC: u16 = 0x1155;
const S_LPROC32_DPC_ID: u16 = 0x1156;
const S_INLINESITE: u16 = 0x114d;
const S_INLINESITE_END: u16 = 0x114e;
const S_PROC_ID_END: u16 = 0x114f;
const S_INLINESITE2: u16 = 0x115d;

/// Kinds of parts of the lines.
const LINES: u32 = 0xf2;
const CHECKSUMS: u32 = 0xf4;
const INLINEES: u32 = 0xf6;

/// The most functions that are inlined into each other at one place.
const DEEPEST: usize = 256;

/// A place in a source: which file, by the place of its record, and the line, 1-based.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Line {
    pub file: Option<u32>,
    pub line: u32,
    pub column: u32,
}

/// What is known of an address.
#[derive(Debug, Clone, Default)]
pub(super) struct Found {
    /// The function.
    pub name: Option<String>,
    /// What was inlined there, from the outside to the inside: the number of the function among the IDs, and where it is in it.
    pub inlined: Vec<(u32, Line)>,
    /// The line in the function itself.
    pub line: Option<Line>,
}

/// A function that was inlined.
#[derive(Debug, Clone, Copy)]
struct Inlinee {
    id: u32,
    file: u32,
    line: u32,
}

/// Looks addresses up, which must be in order.
pub(super) fn look_up(
    streams: &Streams<'_>,
    image: &Image,
    module: &Module,
    wanted: &[u32],
) -> Vec<Found> {
    let mut found = vec![Found::default(); wanted.len()];
    let mut cursor = Cursor::new(streams, module.stream);
    let mut sites: Vec<Vec<Site>> = vec![Vec::new(); wanted.len()];
    // what stands before damage counts
    let _ = walk(&mut cursor, image, module, wanted, &mut found, &mut sites);
    let mut ids: Vec<u32> = Vec::new();
    for site in sites.iter().flatten() {
        if !ids.contains(&site.inlinee) {
            ids.push(site.inlinee);
        }
    }
    let mut inlinees: Vec<Inlinee> = Vec::new();
    let start = module.symbols.saturating_add(module.old_lines);
    let end = start.saturating_add(module.lines);
    let mut starts = vec![0; wanted.len()];
    let mut at = start;
    while let Some((kind, length)) = cursor.u32(at).zip(cursor.u32(at.saturating_add(4))) {
        let body = at.saturating_add(8);
        let next = body.saturating_add(length.into());
        if next > end {
            break;
        }
        let _ = match kind {
            LINES => lines(&mut cursor, image, body..next, wanted, &mut found, &mut starts),
            INLINEES => read_inlinees(&mut cursor, body..next, &ids, &mut inlinees),
            _ => Some(()),
        };
        at = next.next_multiple_of(4);
    }
    for (found, sites) in found.iter_mut().zip(sites) {
        for site in sites {
            let own = inlinees.iter().find(|own| own.id == site.inlinee);
            let line = i64::from(own.map_or(0, |own| own.line)).saturating_add(site.line.delta);
            let file = site.line.file.or(own.map(|own| own.file));
            let line = u32::try_from(line).unwrap_or_default();
            let line = if own.is_some() { line } else { 0 };
            found.inlined.push((site.inlinee, Line { file, line, column: 0 }));
        }
    }
    found
}

/// What was inlined at a place.
#[derive(Debug, Clone)]
struct Site {
    inlinee: u32,
    line: LineIn,
}

/// Walks through the symbols.
fn walk(
    cursor: &mut Cursor<'_, '_>,
    image: &Image,
    module: &Module,
    wanted: &[u32],
    found: &mut [Found],
    sites: &mut [Vec<Site>],
) -> Option<()> {
    let mut at = 4;
    // the function that the walk is in: its address, and which of the wanted are in it
    let mut inside: Option<(u32, std::ops::Range<usize>)> = None;
    // how deep the walk is in things that have an end
    let mut depth = 0_usize;
    while at < module.symbols {
        let (kind, mut next) = cursor.record_head(at)?;
        match kind {
            S_LPROC32 | S_GPROC32 | S_LPROC32_ID | S_GPROC32_ID | S_LPROC32_DPC
            | S_LPROC32_DPC_ID => {
                let (_, record, _) = cursor.record(at)?;
                let (end, size) = (u32_of(&record, 4)?, u32_of(&record, 12)?);
                let place = u16_of(&record, 32).zip(u32_of(&record, 28));
                let begin = place.and_then(|(section, offset)| image.address(section, offset));
                let begin = begin.unwrap_or(u32::MAX);
                let from = wanted.partition_point(|address| *address < begin);
                let to = wanted.partition_point(|it| *it < begin.saturating_add(size));
                if from >= to {
                    // to behind its end
                    if let Some((_, behind)) = cursor.record_head(end.into())
                        && behind > next
                    {
                        next = behind;
                    }
                } else {
                    let name = text_of(record.get(35..).unwrap_or_default());
                    for slot in found.get_mut(from..to)? {
                        *slot = Found { name: Some(name.clone()), ..Found::default() };
                    }
                    for slot in sites.get_mut(from..to)? {
                        slot.clear();
                    }
                    inside = Some((begin, from..to));
                    depth = 0;
                }
            }
            S_INLINESITE | S_INLINESITE2 => {
                depth = depth.saturating_add(1);
                if let Some((begin, range)) = inside.clone() {
                    let (_, record, _) = cursor.record(at)?;
                    let inlinee = u32_of(&record, 8)?;
                    let skipped = if kind == S_INLINESITE { 12 } else { 16 };
                    let annotations = record.get(skipped..).unwrap_or_default();
                    for index in range {
                        let address = wanted.get(index)?.checked_sub(begin)?;
                        let own = sites.get_mut(index)?;
                        // what is in another one is only there where that is
                        if own.len().saturating_add(1) == depth
                            && own.len() < DEEPEST
                            && let Some(line) = line_at(annotations, address)
                        {
                            own.push(Site { inlinee, line });
                        }
                    }
                }
            }
            S_INLINESITE_END => depth = depth.saturating_sub(1),
            S_PROC_ID_END => inside = None,
            S_END if depth == 0 => {
                // blocks within functions end like these; what is behind the last one is no harm
            }
            _ => {}
        }
        at = next.next_multiple_of(4);
    }
    Some(())
}

/// Reads lines of a function or a part of one.
fn lines(
    cursor: &mut Cursor<'_, '_>,
    image: &Image,
    part: std::ops::Range<u64>,
    wanted: &[u32],
    found: &mut [Found],
    starts: &mut [u32],
) -> Option<()> {
    let head = cursor.bytes(part.start, 12)?;
    let (offset, section) = (u32_of(head, 0)?, u16_of(head, 4)?);
    let (flags, size) = (u16_of(head, 6)?, u32_of(head, 8)?);
    let begin = image.address(section, offset)?;
    let from = wanted.partition_point(|address| *address < begin);
    let to = wanted.partition_point(|address| *address < begin.saturating_add(size));
    if from >= to {
        return Some(());
    }
    let has_columns = flags & 1 != 0;
    let mut at = part.start.checked_add(12)?;
    while at.saturating_add(12) <= part.end {
        let head = cursor.bytes(at, 12)?;
        let (file, count, length) = (u32_of(head, 0)?, u32_of(head, 4)?, u32_of(head, 8)?);
        let rows = at.checked_add(12)?;
        let columns = rows.checked_add(u64::from(count).checked_mul(8)?)?;
        let next = at.checked_add(u64::from(length).max(12))?;
        for row in 0..u64::from(count) {
            let place = rows.checked_add(row.checked_mul(8)?)?;
            if place.saturating_add(8) > part.end {
                break;
            }
            let bytes = cursor.bytes(place, 8)?;
            let (offset, line) = (u32_of(bytes, 0)?, u32_of(bytes, 4)? & 0x00ff_ffff);
            let row_at = begin.saturating_add(offset);
            // hidden lines have these numbers
            let is_line = !matches!(line, 0x00fe_efee | 0x00f0_0f00);
            let first = wanted.partition_point(|address| *address < row_at).max(from);
            let mut column = None;
            for index in first..to {
                let start = starts.get_mut(index)?;
                let slot = found.get_mut(index)?;
                if slot.line.is_some() && *start > row_at {
                    continue;
                }
                if has_columns && column.is_none() {
                    let place = columns.saturating_add(row.saturating_mul(4));
                    column = cursor.u16(place);
                }
                *start = row_at;
                let line = if is_line { line } else { 0 };
                let column = column.unwrap_or_default().into();
                slot.line = Some(Line { file: Some(file), line, column });
            }
        }
        at = next;
    }
    Some(())
}

/// Where functions begin that were inlined, of those that are wanted.
fn read_inlinees(
    cursor: &mut Cursor<'_, '_>,
    part: std::ops::Range<u64>,
    ids: &[u32],
    found: &mut Vec<Inlinee>,
) -> Option<()> {
    let has_more = cursor.u32(part.start)? == 1;
    let mut at = part.start.checked_add(4)?;
    while at.saturating_add(12) <= part.end && !ids.is_empty() {
        let entry = cursor.bytes(at, 12)?;
        let (id, file, line) = (u32_of(entry, 0)?, u32_of(entry, 4)?, u32_of(entry, 8)?);
        if ids.contains(&id) && found.iter().all(|own| own.id != id) {
            found.push(Inlinee { id, file, line });
        }
        at = at.checked_add(12)?;
        if has_more {
            let count = u64::from(cursor.u32(at)?);
            at = at.checked_add(4)?.checked_add(count.checked_mul(4)?)?;
        }
    }
    Some(())
}

/// Where the names of these files stand among all texts of the PDB, in turn.
pub(super) fn file_names(
    streams: &Streams<'_>,
    module: &Module,
    files: &[u32],
) -> Vec<Option<u32>> {
    let mut cursor = Cursor::new(streams, module.stream);
    let start = module.symbols.saturating_add(module.old_lines);
    let end = start.saturating_add(module.lines);
    let mut at = start;
    while let Some((kind, length)) = cursor.u32(at).zip(cursor.u32(at.saturating_add(4))) {
        let body = at.saturating_add(8);
        let next = body.saturating_add(length.into());
        if next > end {
            break;
        }
        if kind == CHECKSUMS {
            let name = |file: &u32| {
                let is_in = u64::from(*file) < u64::from(length);
                is_in.then(|| cursor.u32(body.saturating_add(u64::from(*file))))?
            };
            return files.iter().map(name).collect();
        }
        at = next.next_multiple_of(4);
    }
    vec![None; files.len()]
}
