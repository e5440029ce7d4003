//! [`Inflater`]: the contents of a compressed section, from any place on, without holding them.
//!
//! Deflated data can only be read from its start, so some states on the way are kept to go on from.

use miniz_oxide::inflate::TINFLStatus;
use miniz_oxide::inflate::core::inflate_flags::{
    TINFL_FLAG_HAS_MORE_INPUT, TINFL_FLAG_IGNORE_ADLER32, TINFL_FLAG_PARSE_ZLIB_HEADER,
};
use miniz_oxide::inflate::core::{DecompressorOxide, decompress_with_limit};

use crate::source::Source;

use super::pages::Stop;

/// How far back deflated data may refer, in bytes.
const WINDOW: usize = 32 * 1024;
/// How many states are kept at most; each takes some 43 kB.
const MOST_STATES: u64 = 32;
/// The least distance between two of them, in bytes of the contents.
const LEAST_DISTANCE: u64 = 128 * 1024;
/// How much of the compressed data is read in one go.
const INPUT: usize = 16 * 1024;

/// The contents of a section that zlib has compressed.
pub(super) struct Inflater {
    /// Where the compressed data begins in the file, and how long it is, in bytes.
    start: u64,
    packed: u64,
    /// The length of the contents, in bytes.
    length: u64,
    state: State,
    /// States at growing places; the start is not among them.
    kept: Vec<State>,
    input: Vec<u8>,
    /// Where the input stands in the compressed data.
    input_at: u64,
}

/// How far it came.
#[derive(Clone)]
struct State {
    inner: Box<DecompressorOxide>,
    window: Vec<u8>,
    /// How many bytes of compressed data were read.
    read: u64,
    /// How many bytes of the contents have come of them.
    made: u64,
}

impl State {
    fn new() -> Self {
        Self { inner: Box::default(), window: vec![0; WINDOW], read: 0, made: 0 }
    }
}

impl Inflater {
    pub fn new(start: u64, packed: u64, length: u64) -> Self {
        Self {
            start,
            packed,
            length,
            state: State::new(),
            kept: Vec::new(),
            input: Vec::new(),
            input_at: 0,
        }
    }

    /// Fills `buffer` with the contents from `at` on. Returns how many bytes were inflated.
    pub fn read(&mut self, source: &dyn Source, at: u64, buffer: &mut [u8]) -> Result<u64, Stop> {
        self.seek(at);
        let begin = self.state.made;
        let end = at.saturating_add(buffer.len() as u64);
        // what is still in the window
        let from = self.state.made.saturating_sub(WINDOW as u64).max(at);
        self.copy(from..self.state.made.min(end), at, buffer);
        while self.state.made < end {
            let before = self.state.made;
            self.step(source)?;
            self.copy(before.max(at)..self.state.made.min(end), at, buffer);
        }
        Ok(self.state.made.saturating_sub(begin))
    }

    /// Goes to the best state from which that place can be read.
    fn seek(&mut self, at: u64) {
        let made = self.state.made;
        let is_usable = made.saturating_sub(WINDOW as u64) <= at;
        let kept = self.kept.iter().rev().find(|state| state.made <= at);
        match kept {
            Some(kept) if !is_usable || kept.made > made => self.state = kept.clone(),
            None if !is_usable => self.state = State::new(),
            _ => {}
        }
    }

    /// Copies a range of the contents out of the window, into a buffer that begins at `at`.
    fn copy(&self, range: std::ops::Range<u64>, at: u64, buffer: &mut [u8]) {
        for place in range {
            let from = self.state.window.get(place as usize % WINDOW);
            let into = usize::try_from(place.saturating_sub(at)).ok();
            let into = into.and_then(|into| buffer.get_mut(into));
            if let (Some(from), Some(into)) = (from, into) {
                *into = *from;
            }
        }
    }

    /// Inflates a little more: at most to the end of the window.
    fn step(&mut self, source: &dyn Source) -> Result<(), Stop> {
        self.keep();
        let state = &mut self.state;
        let ahead = state.read.checked_sub(self.input_at).and_then(|it| usize::try_from(it).ok());
        let mut input = ahead.and_then(|ahead| self.input.get(ahead..)).unwrap_or_default();
        if input.is_empty() {
            let left = self.packed.saturating_sub(state.read);
            let length = usize::try_from(left).unwrap_or(usize::MAX).min(INPUT);
            self.input.resize(length, 0);
            let at = self.start.saturating_add(state.read);
            source.read_at(at, &mut self.input).map_err(Stop::Host)?;
            self.input_at = state.read;
            input = &self.input;
        }
        let is_last = state.read.saturating_add(input.len() as u64) >= self.packed;
        let more = if is_last { 0 } else { TINFL_FLAG_HAS_MORE_INPUT };
        let flags = TINFL_FLAG_PARSE_ZLIB_HEADER | TINFL_FLAG_IGNORE_ADLER32 | more;
        let at = state.made as usize % WINDOW;
        let most = WINDOW.saturating_sub(at);
        let (status, read, made) =
            decompress_with_limit(&mut state.inner, input, &mut state.window, at, most, flags);
        state.read = state.read.saturating_add(read as u64);
        state.made = state.made.saturating_add(made as u64);
        let goes_on = matches!(
            status,
            TINFLStatus::NeedsMoreInput | TINFLStatus::HasMoreOutput | TINFLStatus::Done
        );
        let moved = read > 0 || made > 0;
        if goes_on && moved { Ok(()) } else { Err(Stop::Damaged) }
    }

    /// Keeps the state, where the one before is far enough away.
    fn keep(&mut self) {
        let distance = (self.length / MOST_STATES).max(LEAST_DISTANCE);
        let last = self.kept.last().map_or(0, |state| state.made);
        if self.state.made >= last.saturating_add(distance) {
            self.kept.push(self.state.clone());
        }
    }
}
