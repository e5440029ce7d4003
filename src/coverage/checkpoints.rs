//! [`Stops`]: where in a map reading may start, so that a stretch far back in it is found at once.

use super::walk::Stop;
use crate::sourcemap::checkpoints::Marks;

/// Places in the mappings, and to which sources what stands behind each leads.
pub(super) struct Stops(Marks<Known>);

/// A place, and what is known of all up to the next.
struct Known {
    stop: Stop,
    /// The least and the greatest source, counted through all parts.
    sources: Option<(u32, u32)>,
}

impl Known {
    fn lead_to(&mut self, source: u32) {
        let (least, greatest) = self.sources.unwrap_or((source, source));
        self.sources = Some((least.min(source), greatest.max(source)));
    }

    fn leads_to(&self, source: u32) -> bool {
        self.sources.is_some_and(|(least, greatest)| (least..=greatest).contains(&source))
    }
}

impl Stops {
    /// For a map of so many bytes.
    pub fn new(length: u64) -> Self {
        Self(Marks::new(length))
    }

    /// Remembers a place, if it is time for one.
    #[inline]
    pub fn see(&mut self, stop: &Stop) {
        let offset = stop.place.offset;
        if self.0.is_due(offset) {
            self.0.set(offset, Known { stop: *stop, sources: None });
        }
    }

    /// What comes behind the last place leads to a source.
    #[inline]
    pub fn lead_to(&mut self, source: u32) {
        if let Some(known) = self.0.last_mut() {
            known.lead_to(source);
        }
    }

    /// Where to start for what stands at a line and a column of the generated file, both 0-based.
    pub fn before(&self, line: u32, column: u64) -> Option<&Stop> {
        let is_before =
            |known: &Known| (known.stop.cursor.line, known.stop.cursor.column) <= (line, column);
        self.0.before(is_before).map(|known| &known.stop)
    }

    /// The stretches of the map that may lead to a source: where each starts, and before which byte of the map it ends.
    pub fn leading_to(&self, source: u32) -> Vec<(Option<&Stop>, u64)> {
        let mut stretches = Vec::new();
        let mut is_open = false;
        for known in self.0.all() {
            let leads = known.leads_to(source);
            if leads && !is_open {
                stretches.push((Some(&known.stop), u64::MAX));
            } else if !leads
                && is_open
                && let Some((_, end)) = stretches.last_mut()
            {
                *end = known.stop.place.offset;
            }
            is_open = leads;
        }
        stretches
    }
}
