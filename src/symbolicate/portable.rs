//! Methods of .NET, looked up in portable PDBs by their tokens and the offsets in their code.
//!
//! The form is that of the "Portable PDB v1.0" specification, over the metadata of ECMA-335 II.24.

use super::all;
use super::answer::{Answer, CodePlace, SourceFrame, Unanswered};
use crate::error::Result;
use crate::source::Source;

/// The largest portable PDB that is read, in bytes: it is held whole, and is small for what it describes.
const MOST: u64 = 512 << 20;
/// The tables of documents, and of what is known of methods.
const DOCUMENT: usize = 0x30;
const METHOD: usize = 0x31;
/// The kind of tokens of methods.
const METHOD_TOKEN: u32 = 0x06;
/// The line of what is hidden.
const HIDDEN: u32 = 0x00fe_efee;

/// Looks places up.
pub(super) fn look_up(source: &dyn Source, places: &[CodePlace]) -> Result<Vec<Answer>> {
    if source.len() > MOST {
        return Ok(all(Unanswered::Endless, places));
    }
    let length = usize::try_from(source.len()).unwrap_or_default();
    let bytes = source.read_up_to(0, length)?;
    let Some(tables) = Tables::read(&bytes) else {
        return Ok(all(Unanswered::BrokenFile, places));
    };
    let answer = |place: &CodePlace| {
        let CodePlace::InMethod(token, offset) = place else {
            return Answer { frames: Vec::new(), reason: Some(Unanswered::OtherFormat) };
        };
        let found = tables.line(*token, *offset);
        let frame = found.map(|(file, line, column)| SourceFrame {
            file,
            line: Some(line),
            column: Some(column).filter(|column| *column > 0),
            ..SourceFrame::default()
        });
        let reason = frame.is_none().then_some(Unanswered::NoMethod);
        Answer { frames: frame.into_iter().collect(), reason }
    };
    Ok(places.iter().map(answer).collect())
}

/// The parts of the file that lead from methods to lines.
struct Tables<'a> {
    blobs: &'a [u8],
    /// The rows of the two tables, and the length of a row.
    documents: (&'a [u8], usize),
    methods: (&'a [u8], usize),
    /// Whether indexes of blobs and of documents take 4 bytes.
    wide_blob: bool,
    wide_document: bool,
}

impl<'a> Tables<'a> {
    fn read(bytes: &'a [u8]) -> Option<Self> {
        let version = u32_at(bytes, 12)? as usize;
        let mut at = version.checked_add(16)?.checked_next_multiple_of(4)?;
        let count = u16_at(bytes, at.checked_add(2)?)?;
        at = at.checked_add(4)?;
        let (mut blobs, mut tables): (&[u8], &[u8]) = (&[], &[]);
        for _ in 0..count {
            let offset = u32_at(bytes, at)? as usize;
            let size = u32_at(bytes, at.checked_add(4)?)? as usize;
            let stream = bytes.get(offset..offset.checked_add(size)?)?;
            let name = bytes.get(at.checked_add(8)?..)?.split(|byte| *byte == 0).next()?;
            match name {
                b"#Blob" => blobs = stream,
                b"#~" => tables = stream,
                _ => {}
            }
            at = at.checked_add(8)?.checked_add(name.len().checked_add(1)?.next_multiple_of(4))?;
        }
        let sizes = *tables.get(6)?;
        let present = u64::from(u32_at(tables, 8)?) | u64::from(u32_at(tables, 12)?) << 32;
        let mut rows = [0_usize; 64];
        let mut at = 24_usize;
        for (table, rows) in rows.iter_mut().enumerate() {
            if present >> table & 1 == 1 {
                *rows = u32_at(tables, at)? as usize;
                at = at.checked_add(4)?;
            }
        }
        let count = |table: usize| rows.get(table).copied().unwrap_or_default();
        // tables of the assembly itself are not in a PDB; theirs would stand first
        if rows.iter().take(DOCUMENT).any(|rows| *rows > 0) {
            return None;
        }
        let (wide_guid, wide_blob) = (sizes & 2 != 0, sizes & 4 != 0);
        let wide_document = count(DOCUMENT) > 0xffff;
        let width = |wide: bool| if wide { 4 } else { 2 };
        let document = 2 * width(wide_blob) + 2 * width(wide_guid);
        let method = width(wide_document) + width(wide_blob);
        let mut table = |rows: usize, length: usize| {
            let end = at.checked_add(rows.checked_mul(length)?)?;
            let table = tables.get(at..end)?;
            at = end;
            Some((table, length))
        };
        Some(Self {
            blobs,
            documents: table(count(DOCUMENT), document)?,
            methods: table(count(METHOD), method)?,
            wide_blob,
            wide_document,
        })
    }

    /// File, line and column (both 1-based) of a place in a method.
    fn line(&self, token: u32, offset: u64) -> Option<(Option<String>, u32, u32)> {
        if token >> 24 != METHOD_TOKEN {
            return None;
        }
        let row = usize::try_from(token & 0x00ff_ffff).ok()?.checked_sub(1)?;
        let (methods, length) = self.methods;
        let row = methods.get(row.checked_mul(length)?..)?.get(..length)?;
        let (document, rest) = index(row, self.wide_document)?;
        let (points, _) = index(rest, self.wide_blob)?;
        let mut blob = self.blob(points)?;
        number(&mut blob)?;
        let mut document = if document == 0 { number(&mut blob)? } else { document };
        let (mut at, mut line, mut column) = (0_u64, 0_i64, 0_i64);
        let (mut is_first, mut has_line) = (true, false);
        let mut found = None;
        while !blob.is_empty() {
            let step = number(&mut blob)?;
            if step == 0 && !is_first {
                document = number(&mut blob)?;
                continue;
            }
            at = at.checked_add(step.into())?;
            is_first = false;
            let lines = number(&mut blob)?;
            let columns =
                if lines == 0 { i64::from(number(&mut blob)?) } else { signed(&mut blob)? };
            if at > offset {
                break;
            }
            if lines == 0 && columns == 0 {
                found = Some((document, i64::from(HIDDEN), 0));
                continue;
            }
            if has_line {
                line = line.checked_add(signed(&mut blob)?)?;
                column = column.checked_add(signed(&mut blob)?)?;
            } else {
                line = number(&mut blob)?.into();
                column = number(&mut blob)?.into();
                has_line = true;
            }
            found = Some((document, line, column));
        }
        let (document, line, column) = found?;
        let line = u32::try_from(line).ok().filter(|line| *line != HIDDEN)?;
        Some((self.document(document), line, u32::try_from(column).unwrap_or_default()))
    }

    /// The path of a document: pieces that are put together again.
    fn document(&self, number: u32) -> Option<String> {
        let row = usize::try_from(number).ok()?.checked_sub(1)?;
        let (documents, length) = self.documents;
        let row = documents.get(row.checked_mul(length)?..)?.get(..length)?;
        let (name, _) = index(row, self.wide_blob)?;
        let (separator, mut rest) = self.blob(name)?.split_first()?;
        let mut path: Vec<u8> = Vec::new();
        let mut is_first = true;
        while !rest.is_empty() {
            let piece = self::number(&mut rest)?;
            if !is_first && *separator != 0 {
                path.push(*separator);
            }
            is_first = false;
            if piece != 0 {
                path.extend(self.blob(piece)?);
            }
            if path.len() > 1 << 16 {
                return None;
            }
        }
        Some(String::from_utf8_lossy(&path).into_owned())
    }

    fn blob(&self, at: u32) -> Option<&'a [u8]> {
        let mut rest = self.blobs.get(usize::try_from(at).ok()?..)?;
        let length = number(&mut rest)?;
        rest.get(..usize::try_from(length).ok()?)
    }
}

/// An index of two or four bytes, and what stands behind it.
fn index(bytes: &[u8], wide: bool) -> Option<(u32, &[u8])> {
    let (own, rest) = bytes.split_at_checked(if wide { 4 } else { 2 })?;
    Some((own.iter().rev().fold(0, |sum, byte| sum << 8 | u32::from(*byte)), rest))
}

/// A number of one, two or four bytes.
fn number(rest: &mut &[u8]) -> Option<u32> {
    compressed(rest).map(|(number, _)| number)
}

/// The same, whose lowest bit is the sign.
fn signed(rest: &mut &[u8]) -> Option<i64> {
    let (number, bits) = compressed(rest)?;
    let value = i64::from(number >> 1);
    Some(if number & 1 == 0 { value } else { value - (1 << (bits - 1)) })
}

/// A number, and how many bits it was written in.
fn compressed(rest: &mut &[u8]) -> Option<(u32, u32)> {
    let (first, after) = rest.split_first()?;
    let first = u32::from(*first);
    let (number, length, bits) = match first {
        0..0x80 => (first, 0, 7),
        0x80..0xc0 => (first & 0x3f, 1, 14),
        0xc0..0xe0 => (first & 0x1f, 3, 29),
        _ => return None,
    };
    let (more, after) = after.split_at_checked(length)?;
    *rest = after;
    Some((more.iter().fold(number, |number, byte| number << 8 | u32::from(*byte)), bits))
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    bytes.get(at..)?.first_chunk().copied().map(u16::from_le_bytes)
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..)?.first_chunk().copied().map(u32::from_le_bytes)
}
