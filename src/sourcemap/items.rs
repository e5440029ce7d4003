//! [`Items`]: an array of a map, of which single items can be read again.

use super::{
    finding::Spot,
    json::{Json, Kind},
    window::{Step, Stop},
};
use crate::{error::Result, source::Source, sourcemap::checkpoints::Marks};

/// How much of the file is in memory while items are looked for, in bytes.
const WINDOW: usize = 32 * 1024;

/// An array.
#[derive(Debug)]
pub(crate) struct Items {
    /// How many items were read to their end.
    pub count: u32,
    marks: Marks<Item>,
    /// Offset in the file of its end, as far as it was read.
    end: u64,
}

/// Where an item begins.
#[derive(Debug)]
struct Item {
    offset: u64,
    index: u32,
}

impl Items {
    /// An array without items, in a file of so many bytes.
    pub(super) fn new(length: u64) -> Self {
        Self { count: 0, marks: Marks::new(length), end: 0 }
    }

    /// Reads a value: of an array, all its items. Where that is asked for, tells of each string how long it is, in bytes between
    /// its quotes.
    pub(super) fn read(
        &mut self,
        json: &mut Json<'_>,
        mut tell: Option<&mut dyn FnMut(u32, u64)>,
    ) -> Step<()> {
        if json.kind()? != Kind::Array {
            return json.skip();
        }
        json.enter();
        let mut first = true;
        while json.item(&mut first)? {
            let kind = json.kind()?;
            let offset = json.window.offset();
            self.end = offset;
            if self.marks.is_due(offset) {
                self.marks.set(offset, Item { offset, index: self.count });
            }
            if tell.is_none() {
                let passed = json.plain_strings()?;
                self.count = self.count.saturating_add(u32::try_from(passed).unwrap_or(u32::MAX));
            }
            json.skip()?;
            self.end = json.window.offset();
            if let Some(tell) = &mut tell
                && kind == Kind::String
            {
                tell(self.count, self.end.saturating_sub(offset).saturating_sub(2));
            }
            self.count = self.count.saturating_add(1);
        }
        Ok(())
    }

    /// Reads some of the items again: their indexes, in ascending order and counted from a first one on, and what is to be done
    /// with each, which passes it.
    pub fn pick(
        &self,
        source: &dyn Source,
        wanted: &[u32],
        first: u32,
        read: &mut dyn FnMut(u32, &mut Json<'_>) -> Step<()>,
    ) -> Result<()> {
        match self.try_pick(source, wanted, first, read).map_err(|stop| *stop) {
            Err(Stop::Read(error)) => Err(error),
            // the file was changed since
            Err(Stop::Broken(_)) | Ok(()) => Ok(()),
        }
    }

    fn try_pick(
        &self,
        source: &dyn Source,
        wanted: &[u32],
        first: u32,
        read: &mut dyn FnMut(u32, &mut Json<'_>) -> Step<()>,
    ) -> Step<()> {
        let mut open: Option<(u32, Json<'_>)> = None;
        for index in wanted {
            let wanted = index.saturating_sub(first);
            if wanted >= self.count {
                continue;
            }
            let Some(mark) = self.marks.before(|item| item.index <= wanted) else { continue };
            let (mut at, mut json) = match open.take() {
                Some(open) if open.0 >= mark.index => open,
                _ => {
                    let spot = Spot { offset: mark.offset, ..Spot::default() };
                    let range = mark.offset..self.end;
                    (mark.index, Json::new(source, WINDOW, range, spot))
                }
            };
            while at <= wanted {
                json.space()?;
                if at == wanted {
                    read(*index, &mut json)?;
                } else {
                    json.skip()?;
                }
                at += 1;
                if at < self.count {
                    json.item(&mut false)?;
                }
            }
            open = Some((at, json));
        }
        Ok(())
    }
}
