//! The hop over the units: which of them hold the wanted addresses.

use super::by_number::sorted;
use super::debug_info::DebugInfo;
use super::ranges::{Wanted, Where};

/// The most units that are looked at; the largest programs have some 60,000.
const MOST: usize = 1 << 20;
/// How many units one address may be looked for in, where their ranges are said to overlap.
const MOST_FOR_ONE: u8 = 4;

/// The units of a program.
#[derive(Debug, Default)]
pub(super) struct Units {
    /// Where each begins in `.debug_info`, in order.
    pub begins: Vec<u64>,
    /// Those that hold wanted addresses, and the indexes of these.
    pub hit: Vec<(u64, Vec<usize>)>,
    /// Those that do not say which addresses they hold.
    pub unknown: Vec<u64>,
    /// Whether the hop ended before the section does.
    pub is_broken: bool,
}

impl Units {
    /// Hops over all units.
    pub fn find(info: &DebugInfo<'_>, wanted: &Wanted) -> Self {
        let mut units = Self::default();
        let mut times = vec![0_u8; wanted.addresses.len()];
        let mut headers = info.dwarf.units();
        loop {
            let header = match headers.next() {
                Ok(Some(header)) if units.begins.len() < MOST => header,
                Ok(None) => break,
                _ => {
                    units.is_broken = true;
                    break;
                }
            };
            let Some(offset) = header.debug_info_offset() else { continue };
            units.begins.push(offset.0);
            // a unit that can't be read keeps nothing from those behind it
            let Ok(root) = info.root(header) else {
                units.is_broken = true;
                continue;
            };
            if !root.is_code {
                continue;
            }
            let place = Where { low: root.low, high: root.high, ranges: root.ranges };
            let mut inside = Vec::new();
            let mut note = |index: usize| {
                if let Some(times) = times.get_mut(index).filter(|times| **times < MOST_FOR_ONE) {
                    *times += 1;
                    inside.push(index);
                }
            };
            match place.each(info, &root.unit, wanted, &mut note) {
                Ok(true) => {}
                _ => units.unknown.push(offset.0),
            }
            if !inside.is_empty() {
                inside = in_order(&inside);
                units.hit.push((offset.0, inside));
            }
        }
        units
    }

    /// The units that hold the addresses of some indexes by the table of addresses (`.debug_aranges`): in DWARF 2 a unit tells of one
    /// range only.
    pub fn by_table(
        &self,
        info: &DebugInfo<'_>,
        wanted: &Wanted,
        left: &[usize],
    ) -> Vec<(u64, Vec<usize>)> {
        let mut found: Vec<(u64, Vec<usize>)> = Vec::new();
        let mut headers = info.dwarf.debug_aranges.headers();
        while let Ok(Some(header)) = headers.next() {
            let unit = header.debug_info_offset().0;
            if self.begins.binary_search(&unit).is_err() {
                continue;
            }
            let mut entries = header.entries();
            while let Ok(Some(entry)) = entries.next() {
                let range = entry.range();
                let held = wanted.in_range(range.begin, range.end);
                if info.burn(held.len()).is_err() {
                    return found;
                }
                let held = held.filter(|index| left.binary_search(index).is_ok());
                let mut held: Vec<usize> = held.collect();
                match found.last_mut().filter(|(last, _)| *last == unit) {
                    Some((_, all)) => all.append(&mut held),
                    None if held.is_empty() => {}
                    None => found.push((unit, held)),
                }
            }
        }
        for (_, inside) in &mut found {
            *inside = in_order(inside);
        }
        found
    }

    /// Where the unit begins that holds a place of `.debug_info`.
    pub fn of(&self, place: u64) -> Option<u64> {
        let behind = self.begins.partition_point(|begin| *begin <= place);
        self.begins.get(behind.checked_sub(1)?).copied()
    }
}

/// Indexes in their order, each once.
fn in_order(indexes: &[usize]) -> Vec<usize> {
    let numbers: Vec<u64> = indexes.iter().map(|index| *index as u64).collect();
    sorted(&numbers).into_iter().filter_map(|index| usize::try_from(index).ok()).collect()
}
