//! The walk through a unit: the functions that the wanted addresses are in, and what was inlined there.

use gimli::constants as c;
use mapship_loops::dwarf::{Cut, Entries, Met, Value, attributes};

use super::debug_info::{DebugInfo, Root};
use super::ranges::{Wanted, Where};

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
struct Attributes {
    place: Where,
    inlined: Inlined,
}

/// Walks through a unit. `chains` has a place for each wanted address.
pub(super) fn walk<'a>(
    info: &DebugInfo<'a>,
    root: &Root<'a>,
    wanted: &Wanted,
    chains: &mut [Option<Chain>],
) -> gimli::Result<()> {
    let table = info.abbreviations(root)?;
    let mut window = info.window();
    let mut entries = Entries::new(&table, root.encoding);
    let mut walk = Walk { info, root, wanted, chains, inside: Vec::new() };
    let (mut base, mut more_than) = (root.entries, 0);
    while let Some(bytes) = window.from(base, root.end, more_than) {
        let (mut at, mut begin) = (0, 0);
        loop {
            let function = match entries.next(bytes, &mut at, &mut begin, walk.may_be_wanted()) {
                Met::Function(function) => function,
                Met::End => {
                    // what was begun is read again, of more bytes
                    more_than = bytes.len().saturating_sub(at);
                    base = base.saturating_add(at as u64);
                    break;
                }
                Met::Unknown => return Ok(()),
            };
            let mut found = Attributes::default();
            let mut take = |name, value| found.take(name, value, root.begin);
            let whole = (bytes, base);
            match attributes(&table, function, root.encoding, whole, at, &mut take) {
                Ok(behind) => at = behind,
                Err(Cut::Short) => {
                    more_than = bytes.len().saturating_sub(begin);
                    base = base.saturating_add(begin as u64);
                    break;
                }
                Err(Cut::Unknown) => return Ok(()),
            }
            info.burn(table.attributes(function).len())?;
            let depth = entries.depth();
            entries.enter(function);
            walk.visit(function.tag, depth, base.saturating_add(begin as u64), found)?;
        }
    }
    Ok(())
}

/// Where a walk is.
struct Walk<'a, 'b> {
    info: &'b DebugInfo<'a>,
    root: &'b Root<'a>,
    wanted: &'b Wanted,
    chains: &'b mut [Option<Chain>],
    inside: Vec<Inside>,
}

impl Walk<'_, '_> {
    /// Looks at a function that begins at that place of `.debug_info`. Told is how deep it stands, and what is over before it.
    fn visit(
        &mut self,
        tag: u16,
        (depth, over): (isize, isize),
        offset: u64,
        attributes: Attributes,
    ) -> gimli::Result<()> {
        let Self { info, root, wanted, chains, inside } = self;
        while inside.last().is_some_and(|last| last.depth >= over) {
            inside.pop();
        }
        let is_inlined = tag == c::DW_TAG_inlined_subroutine.0;
        // the function that it was met for may have ended before it
        if is_inlined && (inside.len() >= DEEPEST || !is_in_wanted(inside)) {
            return Ok(());
        }
        let mut hits: Vec<usize> = Vec::new();
        // ranges that can't be read are those of no wanted address
        let most = wanted.addresses.len();
        let mut note = |index| {
            if hits.len() < most {
                hits.push(index);
            }
        };
        let _ = attributes.place.each(info, &root.unit, wanted, &mut note);
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
            return Ok(());
        }
        info.burn(hits.len().saturating_mul(inside.len().saturating_add(1)))?;
        let chain = chain(inside);
        for index in hits {
            if let Some(slot) = chains.get_mut(index) {
                *slot = chain.clone();
            }
        }
        Ok(())
    }

    /// Whether what was inlined may be in a function that wanted addresses are in.
    fn may_be_wanted(&self) -> bool {
        self.inside.iter().any(|it| matches!(it.what, What::Function(_, true)))
    }
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

impl Attributes {
    /// Takes what matters; references are to places of `.debug_info`, in which the unit begins at `begin`.
    fn take(&mut self, name: u16, value: Value, begin: u64) {
        let number = || value.count().unwrap_or_default();
        match c::DwAt(name) {
            c::DW_AT_low_pc => self.place.low = Some(value),
            c::DW_AT_high_pc => self.place.high = Some(value),
            c::DW_AT_ranges => self.place.ranges = Some(value),
            c::DW_AT_abstract_origin => {
                self.inlined.function = reference(value, begin).unwrap_or_default();
            }
            c::DW_AT_call_file => self.inlined.file = Some(number()),
            c::DW_AT_call_line => self.inlined.line = number(),
            c::DW_AT_call_column => self.inlined.column = number(),
            _ => {}
        }
    }
}

/// The place in `.debug_info` that a reference leads to.
pub(super) fn reference(value: Value, begin: u64) -> Option<u64> {
    match value.form {
        // ref1, ref2, ref4, ref8, ref_udata
        0x11..=0x15 => begin.checked_add(value.number),
        // ref_addr
        0x10 => Some(value.number),
        _ => None,
    }
}
