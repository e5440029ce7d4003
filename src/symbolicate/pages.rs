//! [`Pages`]: the bytes of sections, read by pages, of which a bounded number is kept.

use std::cell::{Cell, RefCell};

use crate::error::Error;
use crate::source::Source;

use super::section::Section;

/// The length of a page in bytes: looking from one header to the next touches few of them.
const PAGE: usize = 4096;
/// How many pages with the same place in the cache are kept.
const WAYS: usize = 4;
/// How many places there are: 2 MB of pages are kept at most.
const SETS: usize = 128;
/// How many pages are read in one go, at most, where one page was read after the other.
const LONGEST_RUN: usize = 16;
/// No page has this key.
const NO_KEY: u64 = u64::MAX;

/// Why bytes could not be had.
#[derive(Debug)]
pub(super) enum Stop {
    /// The host could not read the file.
    Host(Error),
    /// More was read than sound debug information of that size takes.
    Endless,
    /// A compressed section is damaged.
    Damaged,
    /// A section is compressed in a way that is not read here.
    Unknown,
}

/// A file that is read by pages, for all of its sections together.
pub(super) struct Pages<'s> {
    source: &'s dyn Source,
    slots: RefCell<Slots>,
    stop: RefCell<Option<Stop>>,
    /// How many bytes may still be handed out.
    fuel: Cell<u64>,
}

struct Slots {
    slots: Vec<Slot>,
    /// The key and the index of the slot that was used last.
    last: (u64, usize),
    clock: u32,
    /// What is read in one go.
    run: Vec<u8>,
}

#[derive(Clone)]
struct Slot {
    key: u64,
    bytes: Vec<u8>,
    /// When it was used.
    used: u32,
    /// How many pages were read with it.
    run: usize,
}

impl<'s> Pages<'s> {
    pub fn new(source: &'s dyn Source) -> Self {
        let slot = Slot { key: NO_KEY, bytes: Vec::new(), used: 0, run: 0 };
        let slots = vec![slot; SETS * WAYS];
        Self {
            source,
            slots: RefCell::new(Slots { slots, last: (NO_KEY, 0), clock: 0, run: Vec::new() }),
            stop: RefCell::new(None),
            fuel: Cell::new(0),
        }
    }

    /// The file.
    pub fn source(&self) -> &'s dyn Source {
        self.source
    }

    /// Lets so many bytes more be handed out.
    pub fn refuel(&self, bytes: u64) {
        self.fuel.set(self.fuel.get().saturating_add(bytes));
    }

    /// Why nothing is read any more; then it can be read from again.
    pub fn take_stop(&self) -> Option<Stop> {
        self.stop.borrow_mut().take()
    }

    /// Notes why something could not be read, unless something is noted already.
    pub fn note(&self, stop: Stop) {
        self.stop.borrow_mut().get_or_insert(stop);
    }

    /// Takes the work of so many bytes; `None` when there was too much.
    pub fn burn(&self, bytes: usize) -> Option<()> {
        let left = self.fuel.get().checked_sub(bytes as u64);
        if left.is_none() {
            self.note(Stop::Endless);
        }
        self.fuel.set(left?);
        Some(())
    }

    /// Fills `buffer` with the bytes of a section from `at` on, which must be in it; `None` where they can't be had.
    #[inline]
    pub fn read(&self, section: &Section, at: u64, buffer: &mut [u8]) -> Option<()> {
        // most of what is read stands in one page
        let is_read = self.chunk(section, at, |bytes| {
            let own = bytes.get(..buffer.len());
            own.map(|own| buffer.copy_from_slice(own)).is_some()
        })?;
        if is_read {
            return Some(());
        }
        let (mut at, mut rest) = (at, buffer);
        while !rest.is_empty() {
            let taken = self.chunk(section, at, |bytes| {
                let length = bytes.len().min(rest.len());
                let (into, _) = rest.split_at_mut_checked(length)?;
                into.copy_from_slice(bytes.get(..length)?);
                Some(length)
            })??;
            at = at.saturating_add(taken as u64);
            rest = rest.get_mut(taken..)?;
        }
        Some(())
    }

    /// The byte of a section at `at`, which must be in it; `None` where it can't be had.
    #[inline]
    pub fn byte(&self, section: &Section, at: u64) -> Option<u8> {
        self.burn(1)?;
        self.chunk(section, at, |bytes| bytes.first().copied())?
    }

    /// Shows the bytes of a section from `at` to the end of their page: at least one.
    #[inline]
    pub fn chunk<T>(&self, section: &Section, at: u64, show: impl FnOnce(&[u8]) -> T) -> Option<T> {
        let page = at / PAGE as u64;
        let key = section.key(page);
        let slots = &mut *self.slots.borrow_mut();
        let index = match slots.last {
            (last, index) if last == key => index,
            _ => self.find(slots, section, page)?,
        };
        let bytes = slots.slots.get(index)?.bytes.get((at % PAGE as u64) as usize..)?;
        if bytes.is_empty() { None } else { Some(show(bytes)) }
    }

    /// Index of the slot that holds a page, which is read if need be.
    #[inline(never)]
    fn find(&self, slots: &mut Slots, section: &Section, page: u64) -> Option<usize> {
        let key = section.key(page);
        slots.clock = slots.clock.wrapping_add(1);
        let index = match slots.index_of(key) {
            Some(index) => index,
            None => {
                let run = slots.run_before(section, page);
                self.load(slots, section, page, run)?
            }
        };
        slots.slots.get_mut(index)?.used = slots.clock;
        slots.last = (key, index);
        Some(index)
    }

    /// Reads so many pages from one on, as far as the section has them.
    fn load(&self, slots: &mut Slots, section: &Section, page: u64, run: usize) -> Option<usize> {
        let start = page.checked_mul(PAGE as u64)?;
        let left = section.length.checked_sub(start)?;
        let length = usize::try_from(left).unwrap_or(usize::MAX).min(run.saturating_mul(PAGE));
        let mut bytes = std::mem::take(&mut slots.run);
        bytes.resize(length, 0);
        let read = section.fill(self.source, start, &mut bytes);
        let mut first = None;
        match read {
            Ok(work) => {
                self.burn(usize::try_from(work).unwrap_or(usize::MAX))?;
                for (number, page_bytes) in bytes.chunks(PAGE).enumerate() {
                    let key = section.key(page.saturating_add(number as u64));
                    let index = slots.put(key, page_bytes, run);
                    first = first.or(index);
                }
            }
            Err(stop) => self.note(stop),
        }
        slots.run = bytes;
        first
    }
}

impl Slots {
    fn set(key: u64) -> usize {
        (key ^ key >> 40).wrapping_rem(SETS as u64) as usize * WAYS
    }

    fn index_of(&self, key: u64) -> Option<usize> {
        let start = Self::set(key);
        let set = self.slots.get(start..)?.iter().take(WAYS);
        set.enumerate().find(|(_, slot)| slot.key == key).map(|(way, _)| start + way)
    }

    /// How many pages to read at this one: more where the one before it was read, so that what is read in order comes in large
    /// pieces.
    fn run_before(&self, section: &Section, page: u64) -> usize {
        let before = page.checked_sub(1).and_then(|before| self.index_of(section.key(before)));
        let run = before.and_then(|index| self.slots.get(index)).map_or(0, |slot| slot.run);
        run.saturating_mul(2).clamp(1, LONGEST_RUN)
    }

    /// Keeps a page in place of the one of its set that was used longest ago.
    fn put(&mut self, key: u64, bytes: &[u8], run: usize) -> Option<usize> {
        let start = Self::set(key);
        let clock = self.clock;
        let index = match self.index_of(key) {
            Some(index) => index,
            None => {
                let set = self.slots.get(start..)?.iter().take(WAYS).enumerate();
                let age = |slot: &Slot| {
                    if slot.key == NO_KEY { u32::MAX } else { clock.wrapping_sub(slot.used) }
                };
                start + set.max_by_key(|(_, slot)| age(slot)).map(|(way, _)| way)?
            }
        };
        let slot = self.slots.get_mut(index)?;
        slot.key = key;
        slot.used = clock;
        slot.run = run;
        slot.bytes.clear();
        slot.bytes.extend_from_slice(bytes);
        Some(index)
    }
}
