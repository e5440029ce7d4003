//! [`Window`]: a piece of a section in memory, for what reads it in order.

use super::pages::Pages;
use super::section::Section;

/// How much is read in one go, in bytes.
const LENGTH: usize = 64 * 1024;
/// How much is in memory at most, in bytes: no sound entry is as long.
const LONGEST: usize = 1024 * 1024;

/// A piece of a section.
pub(super) struct Window<'a> {
    pages: &'a Pages<'a>,
    section: &'a Section,
    /// Where it begins in the section.
    start: u64,
    bytes: Vec<u8>,
}

impl<'a> Window<'a> {
    pub fn new(pages: &'a Pages<'a>, section: &'a Section) -> Self {
        Self { pages, section, start: 0, bytes: Vec::new() }
    }

    /// The bytes from `at` on, more than so many of them, but none from `end` on; `None` where there are no more, or they can't be had.
    pub fn from(&mut self, at: u64, end: u64, more_than: usize) -> Option<&[u8]> {
        let end = end.min(self.section.length);
        let left = usize::try_from(end.checked_sub(at)?).unwrap_or(usize::MAX);
        if left <= more_than {
            return None;
        }
        let skipped = at.checked_sub(self.start).and_then(|it| usize::try_from(it).ok());
        let has = |skipped: &usize| {
            let held = self.bytes.len().saturating_sub(*skipped);
            held > more_than.max(left.min(LENGTH / 2).saturating_sub(1))
        };
        let skipped = match skipped.filter(has) {
            Some(skipped) => skipped,
            None => {
                let length = more_than.saturating_mul(2).max(LENGTH);
                if length > LONGEST {
                    return None;
                }
                self.fill(at, left.min(length))?;
                0
            }
        };
        let bytes = self.bytes.get(skipped..)?;
        bytes.get(..left).or(Some(bytes))
    }

    fn fill(&mut self, at: u64, length: usize) -> Option<()> {
        self.bytes.clear();
        self.bytes.resize(length, 0);
        self.start = at;
        let read = self.section.fill(self.pages.source(), at, &mut self.bytes);
        let work = read.map_err(|stop| self.pages.note(stop)).ok();
        let burned = work.and_then(|work| {
            let work = usize::try_from(work).unwrap_or(usize::MAX);
            self.pages.burn(work.saturating_add(length))
        });
        if burned.is_none() {
            self.bytes.clear();
        }
        burned
    }
}
