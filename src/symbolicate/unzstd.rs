//! [`Unzstd`]: the contents of a section that zstd has compressed, from any place on, without holding them.
//!
//! As with deflated data, some states on the way are kept to go on from.

use crate::formats::zstd::{self, Decoder, Header};
use crate::source::Source;

use super::pages::Stop;

/// How far back references may go, in bytes: what is made for more memory than this is not read.
const MOST_WINDOW: u64 = 8 << 20;
/// How many bytes all kept states may have together, about.
const MOST_KEPT: u64 = 16 << 20;
/// The most states that are kept.
const MOST_STATES: u64 = 32;
/// The least distance between two of them, in bytes of the contents.
const LEAST_DISTANCE: u64 = 512 * 1024;

/// The contents of a section that zstd has compressed.
pub(super) struct Unzstd {
    /// Where the compressed data begins in the file, and how long it is, in bytes.
    start: u64,
    packed: u64,
    /// The length of the contents, in bytes.
    length: u64,
    state: State,
    /// States at growing places; the start is not among them.
    kept: Vec<State>,
    block: Vec<u8>,
}

/// How far it came.
#[derive(Clone)]
struct State {
    decoder: Decoder,
    /// In a frame: whether a checksum is behind it.
    frame: Option<bool>,
    /// How many bytes of compressed data were read.
    read: u64,
    /// How many bytes of the contents have come of them.
    made: u64,
}

impl State {
    fn new() -> Self {
        Self { decoder: Decoder::new(0), frame: None, read: 0, made: 0 }
    }

    /// Where the contents begin that are still there.
    fn from(&self) -> u64 {
        self.made.saturating_sub(self.decoder.history.len() as u64)
    }
}

impl Unzstd {
    pub fn new(start: u64, packed: u64, length: u64) -> Self {
        let (state, kept, block) = (State::new(), Vec::new(), Vec::new());
        Self { start, packed, length, state, kept, block }
    }

    /// Fills `buffer` with the contents from `at` on. Returns how many bytes were unpacked.
    pub fn read(&mut self, source: &dyn Source, at: u64, buffer: &mut [u8]) -> Result<u64, Stop> {
        self.seek(at);
        let begin = self.state.made;
        let end = at.saturating_add(buffer.len() as u64);
        self.copy(self.state.from().max(at), at, buffer);
        while self.state.made < end {
            let before = self.state.made;
            self.step(source)?;
            self.copy(before.max(at), at, buffer);
        }
        Ok(self.state.made.saturating_sub(begin))
    }

    /// Goes to the best state from which that place can be read.
    fn seek(&mut self, at: u64) {
        let is_usable = self.state.from() <= at;
        let kept = self.kept.iter().rev().find(|state| state.from() <= at);
        match kept {
            Some(kept) if !is_usable || kept.made > self.state.made && kept.made <= at => {
                self.state = kept.clone();
            }
            None if !is_usable => self.state = State::new(),
            _ => {}
        }
    }

    /// Copies what there is of the contents from `place` on into a buffer that begins at `at`.
    fn copy(&self, place: u64, at: u64, buffer: &mut [u8]) {
        let history = &self.state.decoder.history;
        let from = place.checked_sub(self.state.from()).and_then(|from| usize::try_from(from).ok());
        let into = place.checked_sub(at).and_then(|into| usize::try_from(into).ok());
        let from = from.and_then(|from| history.get(from..)).unwrap_or_default();
        let into = into.and_then(|into| buffer.get_mut(into..)).unwrap_or_default();
        let length = from.len().min(into.len());
        if let (Some(from), Some(into)) = (from.get(..length), into.get_mut(..length)) {
            into.copy_from_slice(from);
        }
    }

    /// Unpacks a little more: at most a block.
    fn step(&mut self, source: &dyn Source) -> Result<(), Stop> {
        let Some(has_checksum) = self.state.frame else { return self.header(source) };
        self.keep();
        let head = self.bytes(source, 3)?;
        let head = head.iter().rev().fold(0_usize, |sum, byte| sum << 8 | usize::from(*byte));
        let (is_last, kind, size) = (head & 1 == 1, (head >> 1 & 3) as u8, head >> 3);
        if size > zstd::MOST {
            return Err(Stop::Damaged);
        }
        self.bytes(source, if kind == 1 { 1 } else { size })?;
        let state = &mut self.state;
        let before = state.decoder.history.len();
        let gone = state.decoder.forget();
        state.decoder.block(kind, &self.block, size).ok_or(Stop::Damaged)?;
        let made = state.decoder.history.len().saturating_add(gone).saturating_sub(before);
        state.made = state.made.saturating_add(made as u64);
        if is_last {
            state.read = state.read.saturating_add(if has_checksum { 4 } else { 0 });
            state.frame = None;
        }
        Ok(())
    }

    /// Reads the header of a frame.
    fn header(&mut self, source: &dyn Source) -> Result<(), Stop> {
        let left = self.packed.saturating_sub(self.state.read);
        let before = self.state.read;
        let length = usize::try_from(left).unwrap_or(usize::MAX).min(zstd::LONGEST);
        let (header, length) = zstd::header(self.bytes(source, length)?).ok_or(Stop::Damaged)?;
        let mut read = before.saturating_add(length as u64);
        match header {
            Header::Skipped(more) => read = read.saturating_add(more),
            Header::Frame { window, has_checksum } => {
                // references that go back farther lead to nothing
                let window = window.min(self.length);
                if window > MOST_WINDOW {
                    return Err(Stop::Unknown);
                }
                // frames know nothing of each other, but what was unpacked is still asked for
                let history = std::mem::take(&mut self.state.decoder.history);
                let mut decoder = Decoder::new(usize::try_from(window).unwrap_or_default());
                decoder.history = history;
                self.state.decoder = decoder;
                self.state.frame = Some(has_checksum);
            }
        }
        self.state.read = read;
        Ok(())
    }

    /// The next bytes of the compressed data.
    fn bytes(&mut self, source: &dyn Source, length: usize) -> Result<&[u8], Stop> {
        let left = self.packed.saturating_sub(self.state.read);
        if length == 0 && left == 0 || length as u64 > left {
            return Err(Stop::Damaged);
        }
        self.block.resize(length, 0);
        let at = self.start.saturating_add(self.state.read);
        source.read_at(at, &mut self.block).map_err(Stop::Host)?;
        self.state.read = self.state.read.saturating_add(length as u64);
        Ok(&self.block)
    }

    /// Keeps the state, where the one before is far enough away.
    fn keep(&mut self) {
        let each = (self.state.decoder.history.len() as u64).max(1);
        let most = (MOST_KEPT / each).clamp(1, MOST_STATES);
        let distance = (self.length / most).max(LEAST_DISTANCE);
        let last = self.kept.last().map_or(0, |state| state.made);
        if self.state.made >= last.saturating_add(distance) {
            let mut state = self.state.clone();
            state.decoder.forget_all();
            self.kept.push(state);
        }
    }
}
