//! The header of a fat file: which slices are in it.

use crate::error::Result;
use crate::finding::Code;
use crate::source::Source;

use super::super::fields::{Fields, Layout};
use super::super::{Reading, Said, Symbols};
use super::commands;

/// The most slices of a fat file; Apple's systems know fewer processors.
const MOST: u32 = 44;
/// `FAT_MAGIC`: offsets and sizes of 4 bytes.
const FAT: u32 = 0xcafe_babe;
/// `FAT_MAGIC_64`: offsets and sizes of 8.
const FAT_64: u32 = 0xcafe_babf;

/// Reads each slice's UUID and processor, and judges whether DWARF is in it.
pub(crate) fn inspect(source: &dyn Source) -> Result<Symbols> {
    let mut reading = Reading::of(source);
    let size = reading.size();
    let start = reading.bytes(0, size.min(8), 8).unwrap_or_default();
    let mut fields = Fields::of(&start, Layout { big: true, wide: false });
    let magic = fields.u32();
    if matches!(magic, FAT | FAT_64) {
        fat(&mut reading, fields.u32(), magic == FAT_64);
    } else {
        commands::slice(&mut reading, 0, size);
    }
    let (mut uuids, mut archs) = (String::new(), String::new());
    for slice in &reading.symbols.slices {
        join(&mut uuids, slice.uuid.as_deref().unwrap_or_default());
        join(&mut archs, &slice.arch);
    }
    if !uuids.is_empty() {
        reading.is("uuids", uuids);
    }
    if !archs.is_empty() {
        reading.is("arch", archs);
    }
    reading.finish()
}

/// Adds a value to a list with commas.
pub(crate) fn join(list: &mut String, value: &str) {
    if !list.is_empty() && !value.is_empty() {
        list.push(',');
    }
    list.push_str(value);
}

fn fat(reading: &mut Reading<'_>, count: u32, wide: bool) {
    if count == 0 || count > MOST {
        reading.say(Code::MachoSliceCount, 4, &[("count", Said::Number(count.into()))]);
        return;
    }
    let length = if wide { 32 } else { 20 };
    let table = u64::from(count) * length;
    let Some(headers) = reading.bytes(8, table, usize::MAX) else {
        reading.truncated(Code::MachoTruncated, "table of slices", 8, table);
        return;
    };
    let mut taken = vec![(0, 8 + table)];
    for (index, header) in headers.chunks_exact(length as usize).enumerate() {
        // processor and subtype come first; the slice itself says them again
        let mut fields =
            Fields::of(header.get(8..).unwrap_or_default(), Layout { big: true, wide });
        let (offset, size) = (fields.word(), fields.word());
        let end = offset.saturating_add(size);
        if !reading.has(offset, size) {
            reading.truncated(Code::MachoTruncated, "slice", offset, size);
        } else if taken.iter().any(|(from, to)| offset < *to && *from < end) {
            let number = Said::Number(index as u64 + 1);
            reading.say(Code::MachoSliceOverlap, offset, &[("number", number)]);
        } else {
            taken.push((offset, end));
            commands::slice(reading, offset, size);
        }
    }
}
