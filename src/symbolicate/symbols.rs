//! The symbol tables, where there is no debug information: the nearest function before an address.

use crate::formats::program::{Program, SymbolKind, SymbolTable};
use crate::source::Source;

use super::demangle::demangle;

/// How much of a table is read in one go, in bytes; a multiple of the length of every entry.
const CHUNK: u64 = 24 * 18 * 16 * 12;
/// The longest name that is read, in bytes.
const LONGEST: usize = 16 * 1024;
/// How many names of a table may end alike.
const MOST_PLACES: usize = 1000;

/// The symbol that was found for an address.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Symbol {
    address: u64,
    /// How many bytes it has; 0 where that is not said.
    size: u64,
    /// Where its name begins among the names.
    name: u64,
}

/// The names of the functions before the addresses, which must be in order; `None` for each that has none. A table that can't be
/// read has no symbols.
pub(super) fn names(source: &dyn Source, program: &Program, wanted: &[u64]) -> Vec<Option<String>> {
    let mut names = vec![None; wanted.len()];
    for table in &program.tables {
        let symbols = find(source, program, table, wanted);
        for ((slot, symbol), address) in names.iter_mut().zip(symbols).zip(wanted) {
            let is_in = |symbol: &Symbol| {
                symbol.size == 0 || *address < symbol.address.saturating_add(symbol.size)
            };
            if let (None, Some(symbol)) = (&slot, symbol.filter(is_in)) {
                *slot = name(source, table, symbol.name);
            }
        }
    }
    names
}

/// The addresses of the functions of these names, as the linker knows them; `None` for each that there is none of.
pub(super) fn addresses(
    source: &dyn Source,
    program: &Program,
    names: &[&str],
) -> Vec<Option<u64>> {
    let mut found = vec![None; names.len()];
    for table in program.tables.iter().filter(|_| !names.is_empty()) {
        let places = places(source, table, names);
        each(source, program, table, true, &mut |symbol| {
            for (slot, places) in found.iter_mut().zip(&places) {
                if slot.is_none() && places.contains(&symbol.name) {
                    *slot = Some(symbol.address);
                }
            }
        });
    }
    found
}

/// Where each of these names stands among those of a table; a name may be the end of another one.
fn places(source: &dyn Source, table: &SymbolTable, names: &[&str]) -> Vec<Vec<u64>> {
    let mut places = vec![Vec::new(); names.len()];
    let longest = names.iter().map(|name| name.len()).max().unwrap_or_default().min(LONGEST);
    let length = table.names_length.min(source.len().saturating_sub(table.names));
    let overlap = longest.saturating_add(2);
    // of COFF the names are those of the file, and none stands before the table
    let mut at = if table.kind == SymbolKind::Coff { table.offset } else { 0 };
    while at < length {
        let left = usize::try_from(length.saturating_sub(at)).unwrap_or(usize::MAX);
        let most = left.min(CHUNK as usize + overlap);
        let Ok(bytes) = source.read_up_to(table.names.saturating_add(at), most) else { break };
        for (end, _) in bytes.iter().enumerate().filter(|(_, byte)| **byte == 0) {
            let before = bytes.get(..end).unwrap_or_default();
            for (places, name) in places.iter_mut().zip(names) {
                let Some(head) = before.strip_suffix(name.as_bytes()) else { continue };
                // Mach-O puts an underscore before every name
                let is_macho = table.kind == SymbolKind::Macho && head.ends_with(b"_");
                let begin = head.len().saturating_sub(usize::from(is_macho));
                let place = at.saturating_add(begin as u64);
                if places.len() < MOST_PLACES && !places.contains(&place) {
                    places.push(place);
                }
            }
        }
        at = at.saturating_add(CHUNK);
    }
    places
}

/// The last function before each address.
fn find(
    source: &dyn Source,
    program: &Program,
    table: &SymbolTable,
    wanted: &[u64],
) -> Vec<Option<Symbol>> {
    let mut best: Vec<Option<Symbol>> = vec![None; wanted.len()];
    each(source, program, table, false, &mut |symbol| {
        // it may be the last one before the first address that is not before it
        let index = wanted.partition_point(|address| *address < symbol.address);
        if let Some(slot) = best.get_mut(index)
            && slot.is_none_or(|other| is_better(&symbol, &other))
        {
            *slot = Some(symbol);
        }
    });
    let mut last = None;
    for slot in &mut best {
        last = slot.or(last);
        *slot = last;
    }
    best
}

/// Hands on the functions of a table, or whatever has an address.
fn each(
    source: &dyn Source,
    program: &Program,
    table: &SymbolTable,
    is_any: bool,
    show: &mut dyn FnMut(Symbol),
) {
    let entry = entry_length(table);
    let length = table.length.min(source.len().saturating_sub(table.offset));
    let mut at = 0;
    while at < length {
        let most = length.saturating_sub(at).min(CHUNK);
        let most = usize::try_from(most).unwrap_or_default();
        let Ok(bytes) = source.read_up_to(table.offset.saturating_add(at), most) else { break };
        for (index, bytes) in bytes.chunks_exact(entry).enumerate() {
            let place = at.saturating_add(index.saturating_mul(entry) as u64);
            let symbol = match table.kind {
                SymbolKind::Coff => coff(bytes, program, table, place, is_any),
                _ => symbol(bytes, program, table, is_any),
            };
            if let Some(symbol) = symbol {
                show(symbol);
            }
        }
        at = at.saturating_add(CHUNK);
    }
}

/// The function that an entry of COFF is of, where it is of one; the entry's place in the table is `at`.
fn coff(
    entry: &[u8],
    program: &Program,
    table: &SymbolTable,
    at: u64,
    is_any: bool,
) -> Option<Symbol> {
    let number = |at: usize, length: usize| {
        let bytes = entry.get(at..)?.get(..length)?;
        Some(bytes.iter().rev().fold(0_u64, |sum, byte| sum << 8 | u64::from(*byte)))
    };
    let (value, section, kind) = (number(8, 4)?, number(12, 2)?, number(14, 2)?);
    // IMAGE_SYM_CLASS_EXTERNAL, STATIC; of a function
    if !matches!(number(16, 1)?, 2 | 3) || kind != 0x20 && !is_any {
        return None;
    }
    let base = program.bases.get(usize::try_from(section.checked_sub(1)?).ok()?)?;
    let own = table.offset.saturating_add(at);
    let name = match number(0, 4)? {
        0 => table.offset.saturating_add(table.length).saturating_add(number(4, 4)?),
        _ => own,
    };
    Some(Symbol { address: base.saturating_add(value), size: 0, name })
}

/// Whether a symbol says more of the code behind it: what begins later, or has a size.
fn is_better(one: &Symbol, other: &Symbol) -> bool {
    (one.address, one.size > 0) > (other.address, other.size > 0)
}

fn entry_length(table: &SymbolTable) -> usize {
    match (table.kind, table.wide) {
        (SymbolKind::Macho, true) => 16,
        (SymbolKind::Macho, false) => 12,
        (SymbolKind::Coff, _) => 18,
        (_, true) => 24,
        (_, false) => 16,
    }
}

/// The function that an entry is of, where it is of one.
fn symbol(entry: &[u8], program: &Program, table: &SymbolTable, is_any: bool) -> Option<Symbol> {
    let number = |at: usize, length: usize| {
        let bytes = entry.get(at..)?.get(..length)?;
        let add = |sum: u64, byte: &u8| sum << 8 | u64::from(*byte);
        Some(if program.big { bytes.iter().fold(0, add) } else { bytes.iter().rev().fold(0, add) })
    };
    let name = number(0, 4)?;
    let (address, size) = match (table.kind, table.wide) {
        (SymbolKind::Macho, wide) => {
            // N_STAB, N_TYPE: of the linker, and in a section
            let kind = number(4, 1)?;
            if kind & 0xe0 != 0 || kind & 0x0e != 0x0e {
                return None;
            }
            let address = number(8, if wide { 8 } else { 4 })?;
            if !program.code.iter().any(|(start, end)| (*start..*end).contains(&address)) {
                return None;
            }
            (address, 0)
        }
        (_, wide) => {
            let (info, section) = if wide { (4, 6) } else { (12, 14) };
            // STT_FUNC, STT_GNU_IFUNC, and defined here
            let is_meant = is_any || matches!(number(info, 1)? & 15, 2 | 10);
            if !is_meant || number(section, 2)? == 0 {
                return None;
            }
            if wide { (number(8, 8)?, number(16, 8)?) } else { (number(4, 4)?, number(8, 4)?) }
        }
    };
    let address = if program.has_thumb { address & !1 } else { address };
    Some(Symbol { address, size, name })
}

fn name(source: &dyn Source, table: &SymbolTable, at: u64) -> Option<String> {
    let left = usize::try_from(table.names_length.checked_sub(at)?).unwrap_or(usize::MAX);
    let start = table.names.checked_add(at)?;
    let mut length = 256;
    loop {
        // a short name stands in the entry, and is not ended
        let is_long =
            table.kind != SymbolKind::Coff || start >= table.offset.saturating_add(table.length);
        let most = if is_long { length } else { 8 };
        let bytes = source.read_up_to(start, most.min(left)).ok()?;
        let end = bytes.iter().position(|byte| *byte == 0);
        if end.is_some() || bytes.len() < length || length >= LONGEST {
            let name = String::from_utf8_lossy(bytes.get(..end.unwrap_or(bytes.len()))?);
            let name = match table.kind {
                SymbolKind::Macho => name.strip_prefix('_').unwrap_or(&name),
                _ => &name,
            };
            return Some(demangle(name)).filter(|name| !name.is_empty());
        }
        length = LONGEST;
    }
}
