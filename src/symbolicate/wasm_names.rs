//! Names of functions of WebAssembly, by its section of names, where debug information does not tell them.

use crate::formats::program::WasmParts;
use crate::source::Source;

use super::demangle::demangle;

/// How much is read at a time, in bytes.
const WINDOW: usize = 64 * 1024;
/// The longest name that is read, in bytes.
const LONGEST: usize = 16 * 1024;
/// The most functions that are counted.
const MOST: u32 = 1 << 24;

/// The names of the functions that addresses are in, which must be in order and count from the beginning of the code section.
pub(super) fn names(source: &dyn Source, parts: &WasmParts, wanted: &[u64]) -> Vec<Option<String>> {
    let indexes = indexes(source, parts, wanted).unwrap_or_default();
    let mut names = vec![None; wanted.len()];
    // what stands before damage counts
    let _ = name_each(source, parts, &indexes, &mut names);
    names
}

/// Which function each address is in, counted with those that are imported.
fn indexes(source: &dyn Source, parts: &WasmParts, wanted: &[u64]) -> Option<Vec<Option<u32>>> {
    let mut found = vec![None; wanted.len()];
    let mut index = imported(source, parts).unwrap_or_default();
    let mut bytes = Bytes::new(source, parts.code);
    let count = bytes.number()?.min(MOST);
    let last = wanted.last()?;
    for _ in 0..count {
        let size = bytes.number()?;
        let begin = bytes.at.checked_sub(parts.code.0)?;
        let end = begin.checked_add(size.into())?;
        let from = wanted.partition_point(|address| *address < begin);
        let to = wanted.partition_point(|address| *address < end);
        found.get_mut(from..to)?.fill(Some(index));
        if end > *last {
            break;
        }
        bytes.skip(size)?;
        index = index.checked_add(1)?;
    }
    Some(found)
}

/// How many functions are imported.
fn imported(source: &dyn Source, parts: &WasmParts) -> Option<u32> {
    let mut bytes = Bytes::new(source, parts.imports);
    let count = bytes.number()?.min(MOST);
    let mut functions = 0;
    for _ in 0..count {
        for _name in 0..2 {
            let length = bytes.number()?;
            bytes.skip(length)?;
        }
        match bytes.byte()? {
            0 => {
                bytes.number()?;
                functions += 1;
            }
            // a table has a type besides its limits
            kind @ (1 | 2) => {
                if kind == 1 {
                    bytes.byte()?;
                }
                let flags = bytes.byte()?;
                bytes.number()?;
                if flags & 1 != 0 {
                    bytes.number()?;
                }
            }
            3 => {
                bytes.byte()?;
                bytes.byte()?;
            }
            4 => {
                bytes.byte()?;
                bytes.number()?;
            }
            _ => return Some(functions),
        }
    }
    Some(functions)
}

fn name_each(
    source: &dyn Source,
    parts: &WasmParts,
    indexes: &[Option<u32>],
    names: &mut [Option<String>],
) -> Option<()> {
    let mut bytes = Bytes::new(source, parts.names);
    loop {
        let (kind, size) = (bytes.byte()?, bytes.number()?);
        // the names of functions
        if kind != 1 {
            bytes.skip(size)?;
            continue;
        }
        let count = bytes.number()?.min(MOST);
        for _ in 0..count {
            let (index, length) = (bytes.number()?, bytes.number()?);
            if !indexes.contains(&Some(index)) {
                bytes.skip(length)?;
                continue;
            }
            let text = bytes.text(length)?;
            for (slot, own) in names.iter_mut().zip(indexes) {
                if *own == Some(index) {
                    *slot = Some(demangle(&text));
                }
            }
        }
        return Some(());
    }
}

/// The bytes of a section, one after the other.
struct Bytes<'s> {
    source: &'s dyn Source,
    window: Vec<u8>,
    /// Where the window begins in the file.
    start: u64,
    /// Where the next byte is in the file.
    at: u64,
    end: u64,
}

impl<'s> Bytes<'s> {
    fn new(source: &'s dyn Source, (at, length): (u64, u64)) -> Self {
        let end = at.saturating_add(length).min(source.len());
        Self { source, window: Vec::new(), start: 0, at, end }
    }

    fn byte(&mut self) -> Option<u8> {
        let held = self.at.checked_sub(self.start).and_then(|at| usize::try_from(at).ok());
        let byte = match held.and_then(|at| self.window.get(at).copied()) {
            Some(byte) if self.at < self.end => byte,
            _ => {
                let left = usize::try_from(self.end.checked_sub(self.at)?).unwrap_or(usize::MAX);
                self.window = self.source.read_up_to(self.at, left.min(WINDOW)).ok()?;
                self.start = self.at;
                *self.window.first()?
            }
        };
        self.at = self.at.saturating_add(1);
        Some(byte)
    }

    /// A number of up to 32 bits in LEB128.
    fn number(&mut self) -> Option<u32> {
        let mut number = 0_u64;
        for shift in [0, 7, 14, 21, 28] {
            let byte = self.byte()?;
            number |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return u32::try_from(number).ok();
            }
        }
        None
    }

    fn skip(&mut self, bytes: u32) -> Option<()> {
        self.at = self.at.checked_add(bytes.into()).filter(|at| *at <= self.end)?;
        Some(())
    }

    fn text(&mut self, length: u32) -> Option<String> {
        let next = self.at.checked_add(length.into()).filter(|at| *at <= self.end)?;
        let most = usize::try_from(length).unwrap_or(usize::MAX).min(LONGEST);
        let bytes = self.source.read_up_to(self.at, most).ok()?;
        self.at = next;
        Some(String::from_utf8_lossy(&bytes).into_owned())
    }
}
