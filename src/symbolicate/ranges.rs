//! Which of the wanted addresses the ranges of a unit or a function hold.

use mapship_loops::dwarf::Value;

use super::debug_info::{DebugInfo, Unit};

/// The addresses of a run, in their order, each once.
#[derive(Debug, Default)]
pub(super) struct Wanted {
    /// The addresses.
    pub addresses: Vec<u64>,
    /// Whether there is code at address 0: elsewhere, what the linker has left out is said to be there.
    pub has_zero: bool,
}

impl Wanted {
    /// Shows the index of each address in a range.
    pub fn in_range(&self, begin: u64, end: u64) -> std::ops::Range<usize> {
        if begin >= end || begin == 0 && !self.has_zero {
            return 0..0;
        }
        // most ranges hold none of them
        let is_past = self.addresses.last().is_none_or(|last| *last < begin);
        if is_past || self.addresses.first().is_none_or(|first| *first >= end) {
            return 0..0;
        }
        let first = self.addresses.partition_point(|address| *address < begin);
        let last = self.addresses.partition_point(|address| *address < end);
        first..last
    }
}

/// The attributes by which an entry says where its code is.
#[derive(Debug, Default)]
pub(super) struct Where {
    pub low: Option<Value>,
    pub high: Option<Value>,
    pub ranges: Option<Value>,
}

impl Where {
    /// Shows the indexes of the addresses that are there, range by range. Returns whether anything is said of where it is.
    pub fn each<'a>(
        &self,
        info: &DebugInfo<'a>,
        unit: &Unit<'a>,
        wanted: &Wanted,
        show: &mut dyn FnMut(usize),
    ) -> gimli::Result<bool> {
        if let Some(ranges) = self.ranges
            && let Some(mut list) = info.ranges(unit, ranges)?
        {
            while let Some(range) = list.next()? {
                wanted.in_range(range.begin, range.end).for_each(&mut *show);
            }
            return Ok(true);
        }
        let (Some(low), Some(high)) = (self.low, self.high) else {
            return Ok(false);
        };
        let Some(low) = info.address(unit, low)? else { return Ok(false) };
        let high = match info.address(unit, high)? {
            Some(high) => high,
            // since DWARF 4 it is the length
            None => low.saturating_add(high.count().unwrap_or_default()),
        };
        wanted.in_range(low, high).for_each(show);
        Ok(true)
    }
}
