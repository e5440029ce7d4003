//! The strings of a JSON text: their plain runs are handed on as they lie in the window, escapes decoded.

use mapship_loops::{plain, plain_strings, skippable};

use super::{
    finding::Spot,
    json::{Json, shown},
    utf8::whole_characters,
    window::{Step, Stop},
};
use crate::finding::{Arg, Code};

/// What takes the pieces of a string: their bytes, and the offset in the file where they begin.
type Sink<'a> = dyn FnMut(&[u8], u64) + 'a;

/// What a surrogate without its partner becomes; `JSON.parse` lets it through, UTF-8 cannot hold it.
const REPLACEMENT: &[u8] = "\u{fffd}".as_bytes();

impl Json<'_> {
    /// A string whose opening quote comes next.
    pub fn string(&mut self, sink: &mut Sink<'_>) -> Step<()> {
        self.window.advance(1);
        self.string_rest(sink)
    }

    /// A string whose opening quote comes next, decoded.
    pub fn text(&mut self) -> Step<String> {
        let mut bytes = Vec::new();
        self.string(&mut |piece, _| bytes.extend_from_slice(piece))?;
        // ill-formed bytes have a finding of their own
        Ok(String::from_utf8(bytes)
            .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned()))
    }

    /// The beginning of a string whose opening quote comes next, decoded, at most so many bytes; and whether that is not all.
    pub fn text_up_to(&mut self, most: usize) -> Step<(String, bool)> {
        let mut bytes: Vec<u8> = Vec::new();
        let mut is_cut = false;
        self.string(&mut |piece, _| {
            let room = most.saturating_sub(bytes.len());
            is_cut |= piece.len() > room;
            bytes.extend_from_slice(piece.get(..room).unwrap_or(piece));
        })?;
        if is_cut {
            bytes.truncate(whole_characters(&bytes).len());
        }
        let text = String::from_utf8(bytes)
            .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned());
        Ok((text, is_cut))
    }

    /// A string whose opening quote is passed.
    pub fn string_rest(&mut self, sink: &mut Sink<'_>) -> Step<()> {
        let mut high = None;
        while self.string_piece(&mut high, sink)? {}
        Ok(())
    }

    /// The next plain run of a string, with the escape or the quote behind it; tells whether the string goes on.
    #[inline]
    pub(crate) fn string_piece(
        &mut self,
        high: &mut Option<High>,
        sink: &mut Sink<'_>,
    ) -> Step<bool> {
        let offset = self.window.offset();
        let rest = self.window.rest()?;
        let length = plain(rest);
        let (run, after) = rest.split_at_checked(length).unwrap_or((rest, &[]));
        let next = after.first().copied();
        let ended = rest.is_empty();
        if next != Some(b'\\') || !run.is_empty() {
            lone(high, sink);
        }
        if !run.is_empty() {
            sink(run, offset);
            self.window.advance(length);
        }
        match next {
            Some(b'"') => {
                self.window.advance(1);
                return Ok(false);
            }
            Some(b'\\') => self.escape(high, sink)?,
            Some(_) => return Err(self.raw_control()),
            None if ended => return Err(self.expected("a closing double quote")),
            None => {}
        }
        Ok(true)
    }

    /// A string whose opening quote comes next, checked but not decoded: two thirds of most maps are such.
    pub fn skip_string(&mut self) -> Step<()> {
        self.window.advance(1);
        loop {
            let rest = self.window.rest()?;
            let length = skippable(rest);
            let next = rest.get(length).copied();
            let ended = rest.is_empty();
            self.window.advance(length);
            match next {
                Some(b'"') => {
                    self.window.advance(1);
                    return Ok(());
                }
                Some(b'\\') => self.escape(&mut None, &mut |_, _| {})?,
                Some(_) => return Err(self.raw_control()),
                None if ended => return Err(self.expected("a closing double quote")),
                None => {}
            }
        }
    }

    /// Passes plain strings, each with its comma and followed by another string; tells how many. To be called where an
    /// item may stand; where some were passed, one does.
    pub fn plain_strings(&mut self) -> Step<u64> {
        if self.window.peek()? != Some(b'"') {
            return Ok(0);
        }
        let (count, passed) = plain_strings(self.window.rest()?);
        self.window.advance(passed);
        Ok(count)
    }

    fn escape(&mut self, high: &mut Option<High>, sink: &mut Sink<'_>) -> Step<()> {
        let begin = self.window.spot();
        self.window.advance(1);
        let letter = self.window.peek()?;
        if letter != Some(b'u') {
            lone(high, sink);
        }
        let byte = match letter {
            Some(byte @ (b'"' | b'\\' | b'/')) => byte,
            Some(b'b') => 0x08,
            Some(b'f') => 0x0c,
            Some(b'n') => b'\n',
            Some(b'r') => b'\r',
            Some(b't') => b'\t',
            Some(b'u') => {
                self.window.advance(1);
                let unit = self.code_unit(begin)?;
                code_unit(unit, begin.offset, high, sink);
                return Ok(());
            }
            _ => return Err(self.bad_escape(begin)),
        };
        self.window.advance(1);
        sink(&[byte], begin.offset);
        Ok(())
    }

    /// The four hexadecimal digits of an escape.
    fn code_unit(&mut self, begin: Spot) -> Step<u32> {
        let mut unit = 0;
        for _ in 0..4 {
            let digit = self.window.peek()?.and_then(|byte| char::from(byte).to_digit(16));
            let Some(digit) = digit else { return Err(self.bad_escape(begin)) };
            self.window.advance(1);
            unit = (unit << 4) | digit;
        }
        Ok(unit)
    }

    fn bad_escape(&mut self, begin: Spot) -> Box<Stop> {
        match self.window.peek() {
            Ok(None) => self.expected("the rest of an escape"),
            Ok(Some(_)) => self.broken(Code::MapJsonEscape, begin, Vec::new()),
            Err(stop) => stop,
        }
    }

    fn raw_control(&mut self) -> Box<Stop> {
        match self.window.look(1) {
            Ok(byte) => {
                let value = shown(&byte).unwrap_or_default();
                let args = vec![("value", Arg::from(value))];
                self.broken(Code::MapJsonControl, self.window.spot(), args)
            }
            Err(stop) => stop,
        }
    }
}

/// The first half of a surrogate pair, and the offset of its escape.
#[derive(Clone, Copy)]
pub(crate) struct High {
    unit: u32,
    offset: u64,
}

/// Hands on the character of a `\u` escape, or keeps it when it is the first half of one.
fn code_unit(unit: u32, offset: u64, high: &mut Option<High>, sink: &mut Sink<'_>) {
    if let (Some(first), 0xdc00..=0xdfff) = (*high, unit) {
        *high = None;
        let scalar = 0x1_0000 + ((first.unit & 0x3ff) << 10) + (unit & 0x3ff);
        return character(scalar, first.offset, sink);
    }
    lone(high, sink);
    if (0xd800..=0xdbff).contains(&unit) {
        *high = Some(High { unit, offset });
    } else {
        character(unit, offset, sink);
    }
}

fn character(scalar: u32, offset: u64, sink: &mut Sink<'_>) {
    let character = char::from_u32(scalar).unwrap_or(char::REPLACEMENT_CHARACTER);
    sink(character.encode_utf8(&mut [0; 4]).as_bytes(), offset);
}

/// A first half that no second half followed.
fn lone(high: &mut Option<High>, sink: &mut Sink<'_>) {
    if let Some(high) = high.take() {
        sink(REPLACEMENT, high.offset);
    }
}
