//! The walk through a unit: the functions that the wanted addresses are in, and what was inlined there.

use gimli::constants as c;
use gimli::{AttributeValue, EntriesRaw, UnitOffset};

use super::debug_info::{DebugInfo, Root, Value};
use super::ranges::{Wanted, Where};
use super::reader::PagedReader;

/// The most functions that are inlined into each other at one place; what is deeper is left out.
const DEEPEST: usize = 256;

/// The functions that an address is in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Chain {
    /// Where the entry of the function is in `.debug_info`.
    pub function: u64,
    /// What was inlined there, from the outside to the inside.
    pub inlined: Vec<Inlined>,
}

/// A function that was inlined, and where it was called.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Inlined {
    /// Where its entry is in `.debug_info`.
    pub function: u64,
    /// The number of the file of the call, among those of the unit's lines, where it is known.
    pub file: Option<u64>,
    /// The line of the call, 1-based; 0 where it is not known.
    pub line: u64,
    /// The column of the call, 1-based; 0 where it is not known.
    pub column: u64,
}

/// An entry that the walk is in.
struct Inside {
    depth: isize,
    what: What,
}

enum What {
    /// A function, and whether wanted addresses are in it.
    Function(u64, bool),
    Inlined(Inlined),
}

/// The attributes of an entry that matter here.
#[derive(Default)]
struct Attributes<'a> {
    place: Where<'a>,
    inlined: Inlined,
}

/// Walks through a unit. `chains` has a place for each wanted address.
pub(super) fn walk<'a>(
    info: &DebugInfo<'a>,
    root: &Root<'a>,
    wanted: &Wanted,
    chains: &mut [Option<Chain>],
) -> gimli::Result<()> {
    let unit = &root.unit;
    let begin = unit.header.debug_info_offset().map_or(0, |offset| offset.0);
    let mut entries = unit.header.entries_raw(&unit.abbreviations, None)?;
    let mut inside: Vec<Inside> = Vec::new();
    while !entries.is_empty() {
        let depth = entries.next_depth();
        let offset = begin.saturating_add(entries.next_offset().0);
        let Some(abbreviation) = entries.read_abbreviation()? else { continue };
        while inside.last().is_some_and(|last| last.depth >= depth) {
            inside.pop();
        }
        let tag = abbreviation.tag();
        let is_inlined =
            tag == c::DW_TAG_inlined_subroutine && inside.len() < DEEPEST && is_in_wanted(&inside);
        if tag != c::DW_TAG_subprogram && !is_inlined {
            entries.skip_attributes(abbreviation.attributes())?;
            continue;
        }
        let attributes = read(&mut entries, abbreviation.attributes(), begin)?;
        let mut hits: Vec<usize> = Vec::new();
        // ranges that can't be read are those of no wanted address
        let most = wanted.addresses.len();
        let mut note = |index| {
            if hits.len() < most {
                hits.push(index);
            }
        };
        let _ = attributes.place.each(info, unit, wanted, &mut note);
        let what = if is_inlined {
            What::Inlined(attributes.inlined)
        } else {
            What::Function(offset, !hits.is_empty())
        };
        let is_kept = !hits.is_empty() || is_inlined || !inside.is_empty();
        if is_kept && inside.len() < DEEPEST {
            inside.push(Inside { depth, what });
        }
        if hits.is_empty() {
            continue;
        }
        info.burn(hits.len().saturating_mul(inside.len().saturating_add(1)))?;
        let chain = chain(&inside);
        for index in hits {
            if let Some(slot) = chains.get_mut(index) {
                *slot = chain.clone();
            }
        }
    }
    Ok(())
}

/// Whether the nearest function around is one that wanted addresses are in.
fn is_in_wanted(inside: &[Inside]) -> bool {
    let function = inside.iter().rev().find_map(|it| match it.what {
        What::Function(_, is_wanted) => Some(is_wanted),
        What::Inlined(_) => None,
    });
    function == Some(true)
}

/// The nearest function, and what was inlined from there on.
fn chain(inside: &[Inside]) -> Option<Chain> {
    let mut inlined = Vec::new();
    for one in inside.iter().rev() {
        match &one.what {
            What::Inlined(own) => inlined.push(own.clone()),
            What::Function(function, _) => {
                inlined.reverse();
                return Some(Chain { function: *function, inlined });
            }
        }
    }
    None
}

/// Reads an entry's attributes; references are to places of `.debug_info`, in which the unit begins at `begin`.
fn read<'a>(
    entries: &mut EntriesRaw<'_, PagedReader<'a>>,
    specifications: &[gimli::AttributeSpecification],
    begin: u64,
) -> gimli::Result<Attributes<'a>> {
    let mut read = Attributes::default();
    for specification in specifications {
        let attribute = entries.read_attribute(*specification)?;
        let value = || attribute.value();
        let number = || file_number(&value());
        match attribute.name() {
            c::DW_AT_low_pc => read.place.low = Some(value()),
            c::DW_AT_high_pc => read.place.high = Some(value()),
            c::DW_AT_ranges => read.place.ranges = Some(value()),
            c::DW_AT_abstract_origin => {
                read.inlined.function = reference(&value(), begin).unwrap_or_default();
            }
            c::DW_AT_call_file => read.inlined.file = Some(number()),
            c::DW_AT_call_line => read.inlined.line = number(),
            c::DW_AT_call_column => read.inlined.column = number(),
            _ => {}
        }
    }
    Ok(read)
}

fn file_number(value: &Value<'_>) -> u64 {
    match value {
        AttributeValue::FileIndex(index) => *index,
        other => other.udata_value().unwrap_or_default(),
    }
}

/// The place in `.debug_info` that a reference leads to.
pub(super) fn reference(value: &Value<'_>, begin: u64) -> Option<u64> {
    match value {
        AttributeValue::UnitRef(UnitOffset(offset)) => begin.checked_add(*offset),
        AttributeValue::DebugInfoRef(offset) => Some(offset.0),
        _ => None,
    }
}
