//! [`Image`]: where the sections of the program are in memory, and which module of the linker's each place is of.

use super::streams::{Cursor, Stream, Streams, u16_of, u32_of};

/// Length of the DBI stream's header in bytes.
const HEADER: u64 = 64;
/// Length of a module's record in bytes, without its names.
const MODULE: u64 = 64;
/// The longest name of a module, in bytes.
const LONGEST: u64 = 16 * 1024;
/// Length of a section header in bytes.
const SECTION: usize = 40;
/// `IMAGE_SCN_MEM_EXECUTE`.
const EXECUTED: u32 = 0x2000_0000;
/// The most sections, and the most bytes of tables of the optimised order, that are read.
const MOST_SECTIONS: usize = 96;
const MOST_MOVES: u64 = 64 << 20;

/// What the linker has said of the program as a whole.
pub(super) struct Image {
    /// Address and length of each section, relative to where the image begins, and whether there is code in it.
    sections: Vec<(u32, u32, bool)>,
    /// Where the code was before another tool put it elsewhere: pairs of addresses, in order.
    moves: Vec<(u32, u32)>,
    dbi: Stream,
    /// Where each part of the DBI stream begins, and its length.
    modules: (u64, u64),
    contributions: (u64, u64),
    /// The stream of public symbols' addresses, and that of all symbols' records.
    pub publics: Stream,
    pub records: Stream,
}

/// A module of the linker's: an object file.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Module {
    /// Its stream.
    pub stream: Stream,
    /// How many bytes of symbols it has, of lines in the old form, and of lines.
    pub symbols: u64,
    pub old_lines: u64,
    pub lines: u64,
}

impl Image {
    pub fn read(streams: &Streams<'_>) -> Option<Self> {
        let dbi = streams.stream(3);
        let head = streams.read(dbi, 0, HEADER).filter(|head| head.len() as u64 == HEADER)?;
        let length = |at| u32_of(&head, at).map(u64::from);
        let (modules, contributions) = (length(24)?, length(28)?);
        let (map, files, servers) = (length(32)?, length(36)?, length(40)?);
        let (extra, names) = (length(48)?, length(52)?);
        let extra_at = [HEADER, modules, contributions, map, files, servers, names]
            .into_iter()
            .try_fold(0_u64, u64::checked_add)?;
        let extra = streams.read(dbi, extra_at, extra.min(64))?;
        // FFFF is none
        let stream = |index: Option<u16>| match index {
            Some(index) if index != u16::MAX => streams.stream(index.into()),
            _ => Stream::default(),
        };
        let extra = |index: usize| stream(u16_of(&extra, index.saturating_mul(2)));
        let moves = extra(3);
        let moves = streams.read(moves, 0, moves.size.min(MOST_MOVES))?;
        let moves: Vec<(u32, u32)> =
            moves.chunks_exact(8).filter_map(|it| u32_of(it, 0).zip(u32_of(it, 4))).collect();
        let headers = if moves.is_empty() { extra(5) } else { extra(10) };
        let headers =
            streams.read(headers, 0, headers.size.min((MOST_SECTIONS * SECTION) as u64))?;
        let section = |header: &[u8]| {
            let (size, address) = (u32_of(header, 8)?, u32_of(header, 12)?);
            let raw = u32_of(header, 16)?;
            let flags = u32_of(header, 36)?;
            Some((address, if size == 0 { raw } else { size }, flags & EXECUTED != 0))
        };
        Some(Self {
            sections: headers.chunks_exact(SECTION).filter_map(section).collect(),
            moves,
            dbi,
            modules: (HEADER, modules),
            contributions: (HEADER.saturating_add(modules), contributions),
            publics: stream(u16_of(&head, 16)),
            records: stream(u16_of(&head, 20)),
        })
    }

    /// Where a place was when the symbols were written.
    pub fn original(&self, address: u64) -> Option<u32> {
        let address = u32::try_from(address).ok()?;
        if self.moves.is_empty() {
            return Some(address);
        }
        let at = self.moves.partition_point(|(from, _)| *from <= address);
        let (from, to) = self.moves.get(at.checked_sub(1)?)?;
        if *to == 0 { None } else { to.checked_add(address.saturating_sub(*from)) }
    }

    /// Whether there is code at a place.
    pub fn is_code(&self, address: u32) -> bool {
        self.sections.iter().any(|(start, size, is_code)| {
            *is_code && address.checked_sub(*start).is_some_and(|at| at < *size)
        })
    }

    /// The address of a place in a section, whose number is 1-based.
    pub fn address(&self, section: u16, offset: u32) -> Option<u32> {
        let (start, ..) = self.sections.get(usize::from(section.checked_sub(1)?))?;
        start.checked_add(offset)
    }

    /// The section of an address, and the place in it.
    pub fn in_section(&self, address: u32) -> Option<(u16, u32)> {
        let each = (1_u16..).zip(&self.sections);
        let mut found = each.filter_map(|(number, (start, size, _))| {
            let offset = address.checked_sub(*start)?;
            (offset < *size).then_some((number, offset))
        });
        found.next()
    }

    /// Which module each of these addresses is of; they must be in order.
    pub fn modules_of(&self, streams: &Streams<'_>, wanted: &[u32]) -> Vec<Option<u16>> {
        let mut found = vec![None; wanted.len()];
        let mut dbi = Cursor::new(streams, self.dbi);
        let (start, length) = self.contributions;
        // the second version has 4 bytes more
        let entry = match dbi.u32(start) {
            Some(0xf12e_ba2d) => 28,
            Some(0xf13f_2ba7) => 32,
            Some(0xf13_151e4) => 32,
            _ => 28,
        };
        let end = start.saturating_add(length);
        let mut at = start.saturating_add(4);
        while at.saturating_add(entry) <= end {
            let Some(bytes) = dbi.bytes(at, entry) else { break };
            let place = u16_of(bytes, 0).zip(u32_of(bytes, 4)).zip(u32_of(bytes, 8));
            let module = u16_of(bytes, 16);
            if let Some(((section, offset), size)) = place
                && let Some(begin) = self.address(section, offset)
            {
                let end = begin.saturating_add(size);
                let from = wanted.partition_point(|address| *address < begin);
                let to = wanted.partition_point(|address| *address < end);
                if let Some(slots) = found.get_mut(from..to) {
                    slots.fill(module);
                }
            }
            at = at.saturating_add(entry);
        }
        found
    }

    /// The modules of these numbers, in turn.
    pub fn modules(&self, streams: &Streams<'_>, numbers: &[u16]) -> Vec<Option<Module>> {
        let mut found = vec![None; numbers.len()];
        let mut dbi = Cursor::new(streams, self.dbi);
        let (mut at, length) = self.modules;
        let end = at.saturating_add(length);
        let last = numbers.iter().max().copied().unwrap_or_default();
        for number in 0..=last {
            let Some((module, next)) = module(&mut dbi, streams, at, end) else { break };
            for (slot, own) in found.iter_mut().zip(numbers) {
                if *own == number {
                    *slot = Some(module);
                }
            }
            at = next;
        }
        found
    }
}

/// A module's record at a place, and where the next one begins.
fn module(
    dbi: &mut Cursor<'_, '_>,
    streams: &Streams<'_>,
    at: u64,
    end: u64,
) -> Option<(Module, u64)> {
    let head = dbi.bytes(at, MODULE).filter(|_| at < end)?;
    let index = u16_of(head, 34)?;
    let length = |at| u32_of(head, at).map(u64::from);
    let mut module = Module {
        stream: Stream::default(),
        symbols: length(36)?,
        old_lines: length(40)?,
        lines: length(44)?,
    };
    if index != u16::MAX {
        module.stream = streams.stream(index.into());
    }
    let mut next = at.checked_add(MODULE)?;
    for _name in 0..2 {
        let left = end.checked_sub(next)?.min(LONGEST);
        let name = dbi.bytes(next, left)?;
        let length = name.iter().position(|byte| *byte == 0)?;
        next = next.checked_add(length as u64)?.checked_add(1)?;
    }
    Some((module, next.checked_next_multiple_of(4)?))
}
