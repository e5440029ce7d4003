//! The names of functions, which may stand in other entries, and in other units.

use gimli::constants as c;

use crate::sorted_indices::order;

use super::debug_info::DebugInfo;
use super::demangle::{demangle, is_readable};
use super::reader::PagedReader;
use super::units::Units;
use super::walk::reference;

/// How many entries are followed for a name, at most: an inlined copy, its original, the declaration of that.
const MOST_STEPS: usize = 8;

/// Where a function's names are.
#[derive(Debug, Clone, Copy, Default)]
struct Places<'a> {
    /// The name that the linker knows.
    linkage: Option<PagedReader<'a>>,
    /// The name in the source.
    own: Option<PagedReader<'a>>,
}

/// A function's name.
#[derive(Debug, Clone)]
pub(super) struct FunctionName {
    /// As people write it.
    pub text: String,
    /// Whether it was made from what the linker knows; else it is without the scopes around it.
    pub is_linkage: bool,
}

/// The names of the functions whose entries are at those places of `.debug_info`, which must be in order; `None` for each that has
/// none.
pub(super) fn names(
    info: &DebugInfo<'_>,
    units: &Units,
    functions: &[u64],
) -> Vec<Option<FunctionName>> {
    let places: Vec<Places<'_>> =
        functions.iter().map(|function| places(info, units, *function)).collect();
    // texts in the order in which they stand: so each page of them is read once
    let mut found: Vec<(usize, PagedReader<'_>, bool)> = Vec::new();
    for (index, places) in places.iter().enumerate() {
        found.extend(places.linkage.map(|text| (index, text, true)));
        found.extend(places.own.map(|text| (index, text, false)));
    }
    let place = |at: usize| found.get(at).map(|(_, text, _)| text.place());
    let order = order(found.len(), &|one, other| place(one) < place(other));
    let mut texts: Vec<(Option<String>, Option<String>)> = vec![(None, None); places.len()];
    for (index, text, is_linkage) in order.into_iter().filter_map(|at| found.get(at).copied()) {
        if let Some((linkage, own)) = texts.get_mut(index) {
            *(if is_linkage { linkage } else { own }) = text.text();
        }
    }
    let of = |text, is_linkage| FunctionName { text, is_linkage };
    let named = texts.into_iter().map(|(linkage, own)| match (linkage, own) {
        (Some(linkage), own) => {
            let demangled = demangle(&linkage);
            // of languages that nothing here demangles the source's own name is better
            let own = own.filter(|_| !is_readable(&demangled));
            Some(of(own.unwrap_or(demangled), true))
        }
        (None, own) => own.map(|own| of(own, false)),
    });
    named.collect()
}

fn places<'a>(info: &DebugInfo<'a>, units: &Units, function: u64) -> Places<'a> {
    let mut found = Places::default();
    let mut at = function;
    for _ in 0..MOST_STEPS {
        match step(info, units, at, &mut found) {
            Some(next) if found.linkage.is_none() || found.own.is_none() => at = next,
            _ => break,
        }
    }
    found
}

/// Reads one entry; returns the place of the one that it refers to.
fn step<'a>(info: &DebugInfo<'a>, units: &Units, at: u64, found: &mut Places<'a>) -> Option<u64> {
    let begin = units.of(at)?;
    let root = info.root_at(begin).ok()?;
    let mut next = None;
    let mut take = |name, value| match c::DwAt(name) {
        c::DW_AT_linkage_name | c::DW_AT_MIPS_linkage_name if found.linkage.is_none() => {
            found.linkage = info.text_at(&root.unit, value);
        }
        c::DW_AT_name if found.own.is_none() => found.own = info.text_at(&root.unit, value),
        c::DW_AT_abstract_origin | c::DW_AT_specification => {
            next = reference(value, begin).or(next);
        }
        _ => {}
    };
    info.entry(&root, at, &mut take).ok()?;
    next
}
