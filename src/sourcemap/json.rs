//! [`Json`]: the tokens of a JSON text, exactly as ECMAScript's `JSON.parse` has them, pulled one by one.
//!
//! Nothing here recurses: the depth of a value that is skipped costs one bit per level.

use std::ops::Range;

use super::{
    finding::{Finding, Spot},
    nesting::Nesting,
    window::{Step, Stop, Window},
};
use crate::finding::{Arg, Code};
use crate::source::Source;

/// What a value is, told by its first byte.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Object,
    Array,
    String,
    Number,
    True,
    False,
    Null,
}

/// The names of members that have a meaning in a source map.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Key {
    Version,
    File,
    SourceRoot,
    Sources,
    SourcesContent,
    Names,
    Mappings,
    IgnoreList,
    /// What `ignoreList` was called before it was in the standard.
    OldIgnoreList,
    /// What Metro and Hermes say of the functions in each source.
    FacebookSources,
    DebugId,
    DebugIdSnake,
    Sections,
    Offset,
    Map,
    Url,
    Line,
    Column,
    Other,
}

/// How much of a text is kept to be told, in bytes: more than a sentence shows.
const TOLD: usize = 512;

/// The longest name that has a meaning; longer ones need not be remembered.
const LONGEST_KEY: usize = b"x_google_ignoreList".len();

/// A reader of JSON tokens.
pub(crate) struct Json<'s> {
    pub window: Window<'s>,
    nesting: Nesting,
    /// The digits of the last number; see `number.rs`.
    pub(super) digits: Vec<u8>,
    /// The beginning of the last number as it stands in the text.
    pub(crate) literal: String,
}

impl<'s> Json<'s> {
    /// A reader of a range of a file whose first byte is at `spot`, by windows of so many bytes.
    // the package is weighed: what is called in many places is not copied to each
    #[inline(never)]
    pub fn new(source: &'s dyn Source, size: usize, range: Range<u64>, spot: Spot) -> Self {
        let window = Window::new(source, size, range, spot);
        Self { window, nesting: Nesting::default(), digits: Vec::new(), literal: String::new() }
    }

    /// Passes white space.
    #[inline]
    pub fn space(&mut self) -> Step<()> {
        while let Some(byte @ (b' ' | b'\n' | b'\r' | b'\t')) = self.window.peek()? {
            self.window.advance(1);
            if byte == b'\n' {
                self.window.end_line();
            }
        }
        Ok(())
    }

    /// Passes white space and tells what value comes next, without passing that.
    pub fn kind(&mut self) -> Step<Kind> {
        self.space()?;
        Ok(match self.window.peek()? {
            Some(b'{') => Kind::Object,
            Some(b'[') => Kind::Array,
            Some(b'"') => Kind::String,
            Some(b'-' | b'0'..=b'9') => Kind::Number,
            Some(b't') => Kind::True,
            Some(b'f') => Kind::False,
            Some(b'n') => Kind::Null,
            _ => return Err(self.expected("a value")),
        })
    }

    /// The name of the next member of an object whose `{` is passed, up to its colon; `None` when the object
    /// ended. `first` says that no member was read yet.
    pub fn key(&mut self, first: &mut bool) -> Step<Option<Key>> {
        let mut name = [0; LONGEST_KEY];
        let mut length = 0_usize;
        let is_named = self.name(first, &mut |bytes, _| {
            for byte in bytes {
                if let Some(slot) = name.get_mut(length) {
                    *slot = *byte;
                }
                length = length.saturating_add(1);
            }
        })?;
        Ok(is_named.then(|| name.get(..length).map_or(Key::Other, Key::of)))
    }

    /// The same, handing the name on as it is; false when the object ended.
    pub fn name(&mut self, first: &mut bool, sink: &mut dyn FnMut(&[u8], u64)) -> Step<bool> {
        self.space()?;
        match (self.window.peek()?, *first) {
            (Some(b'}'), _) => {
                self.window.advance(1);
                return Ok(false);
            }
            (Some(b','), false) => {
                self.window.advance(1);
                self.space()?;
                if self.window.peek()? != Some(b'"') {
                    return Err(self.expected("a member name in double quotes"));
                }
            }
            (Some(b'"'), true) => {}
            (_, true) => return Err(self.expected("a member name in double quotes, or }")),
            (_, false) => return Err(self.expected("a comma or }")),
        }
        *first = false;
        self.string(sink)?;
        self.space()?;
        if self.window.peek()? != Some(b':') {
            return Err(self.expected("a colon"));
        }
        self.window.advance(1);
        Ok(true)
    }

    /// Whether another item follows in an array whose `[` is passed; passes the comma or the `]`.
    pub fn item(&mut self, first: &mut bool) -> Step<bool> {
        self.space()?;
        match (self.window.peek()?, *first) {
            (Some(b']'), _) => {
                self.window.advance(1);
                return Ok(false);
            }
            (Some(b','), false) => self.window.advance(1),
            (_, true) => {}
            (_, false) => return Err(self.expected("a comma or ]")),
        }
        *first = false;
        Ok(true)
    }

    /// Passes the `{` or `[` that [`Json::kind`] has seen.
    pub fn enter(&mut self) {
        self.window.advance(1);
    }

    /// Passes a value of any kind and depth.
    pub fn skip(&mut self) -> Step<()> {
        loop {
            let mut first = false;
            match self.kind()? {
                kind @ (Kind::Object | Kind::Array) => {
                    self.enter();
                    self.nesting.push(kind == Kind::Object);
                    first = true;
                }
                kind => self.skip_scalar(kind)?,
            }
            loop {
                let more = match self.nesting.innermost_is_object() {
                    None => return Ok(()),
                    Some(true) => self.key(&mut first)?.is_some(),
                    Some(false) => self.item(&mut first)?,
                };
                if more {
                    break;
                }
                self.nesting.pop();
                first = false;
            }
        }
    }

    /// Passes a value and says what it was, for a sentence such as "version is the text "3"".
    pub fn skip_telling(&mut self) -> Step<String> {
        Ok(match self.kind()? {
            Kind::String => {
                let mut text = Vec::new();
                self.window.advance(1);
                self.string_rest(&mut |bytes, _| {
                    let wanted = TOLD.saturating_sub(text.len());
                    text.extend_from_slice(bytes.get(..wanted).unwrap_or(bytes));
                })?;
                format!("the text \"{}\"", String::from_utf8_lossy(&text))
            }
            Kind::Number => {
                self.number()?;
                format!("the number {}", self.literal)
            }
            kind => {
                self.skip()?;
                kind.told().to_owned()
            }
        })
    }

    fn skip_scalar(&mut self, kind: Kind) -> Step<()> {
        match kind {
            Kind::String => self.skip_string(),
            Kind::Number => self.number().map(drop),
            Kind::True => self.word(b"true"),
            Kind::False => self.word(b"false"),
            Kind::Null | Kind::Object | Kind::Array => self.word(b"null"),
        }
    }

    fn word(&mut self, word: &[u8]) -> Step<()> {
        let begin = self.window.spot();
        for letter in word {
            if self.window.peek()? != Some(*letter) {
                return Err(self.broken_at(begin, "a value"));
            }
            self.window.advance(1);
        }
        Ok(())
    }

    /// The text ought to have gone on otherwise here.
    pub fn expected(&mut self, expected: &'static str) -> Box<Stop> {
        let spot = self.window.spot();
        self.broken_at(spot, expected)
    }

    fn broken_at(&mut self, spot: Spot, expected: &'static str) -> Box<Stop> {
        let next = match self.window.look(4) {
            Ok(next) => next,
            Err(stop) => return stop,
        };
        match shown(&next) {
            None => self.broken(
                Code::MapJsonTruncated,
                self.window.spot(),
                vec![("expected", Arg::from(expected))],
            ),
            Some(found) => self.broken(
                Code::MapJsonSyntax,
                spot,
                vec![("expected", Arg::from(expected)), ("found", found.into())],
            ),
        }
    }

    /// A finding that ends the reading.
    pub fn broken(&self, code: Code, spot: Spot, args: Vec<(&'static str, Arg)>) -> Box<Stop> {
        Box::new(Stop::Broken(Finding::in_text(code, spot, args)))
    }
}

/// The first character of some bytes, as a sentence shows it.
pub(crate) fn shown(bytes: &[u8]) -> Option<String> {
    let first = *bytes.first()?;
    let character = bytes.utf8_chunks().next().and_then(|chunk| chunk.valid().chars().next());
    Some(match character {
        Some(character) if character.is_control() => format!("U+{:04X}", u32::from(character)),
        Some(character) => character.to_string(),
        None => format!("byte 0x{first:02X}"),
    })
}

impl Kind {
    /// The kind in words.
    pub fn told(self) -> &'static str {
        match self {
            Self::Object => "an object",
            Self::Array => "an array",
            Self::String => "a text",
            Self::Number => "a number",
            Self::True => "true",
            Self::False => "false",
            Self::Null => "null",
        }
    }
}

impl Key {
    fn of(name: &[u8]) -> Self {
        match name {
            b"version" => Self::Version,
            b"file" => Self::File,
            b"sourceRoot" => Self::SourceRoot,
            b"sources" => Self::Sources,
            b"sourcesContent" => Self::SourcesContent,
            b"names" => Self::Names,
            b"mappings" => Self::Mappings,
            b"ignoreList" => Self::IgnoreList,
            b"x_google_ignoreList" => Self::OldIgnoreList,
            b"x_facebook_sources" => Self::FacebookSources,
            b"debugId" => Self::DebugId,
            b"debug_id" => Self::DebugIdSnake,
            b"sections" => Self::Sections,
            b"offset" => Self::Offset,
            b"map" => Self::Map,
            b"url" => Self::Url,
            b"line" => Self::Line,
            b"column" => Self::Column,
            _ => Self::Other,
        }
    }
}
