//! Symbol files: what they are of, and whether symbols are in them. Each format is read by ranges of its [`Source`].

use crate::error::{Error, Result};
use crate::finding::{Arg, Code, Issue, passes};
use crate::source::Source;

pub mod app_version;
pub(crate) mod breakpad;
mod bytes;
mod dwarf;
pub(crate) mod elf;
pub(crate) mod encoding;
mod fields;
pub mod flutter;
mod format;
pub mod il2cpp;
pub mod jvm_mapping;
pub(crate) mod lines;
pub(crate) mod macho;
pub(crate) mod pdb;
pub(crate) mod pe;
pub(crate) mod portable_pdb;
#[cfg(feature = "native")]
pub(crate) mod program;
pub(crate) mod react_native;
pub(crate) mod wasm_module;
pub mod zip;
#[cfg(feature = "native")]
pub(crate) mod zstd;

pub use elf::{DebugOnly, DebugOnlyOptions, DebugSection, Packed, debug_only};
pub use format::Format;
pub use macho::Slice;

/// A piece of a file that is made out of another one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// These bytes.
    Bytes(Vec<u8>),
    /// Bytes of the other file.
    Range {
        /// Where they begin, in bytes.
        offset: u64,
        /// How many they are.
        length: u64,
    },
    /// What the contents of a section were compressed to.
    Packed {
        /// Its index in the table of section headers.
        index: usize,
    },
}

/// What a reader has to say of a file.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Symbols {
    /// The names and values that tie it to a build. Those that bear the name of a field of the upload are its value.
    pub identity: Vec<(&'static str, String)>,
    /// How much there is of what.
    pub counts: Vec<(&'static str, u64)>,
    /// The parts of a Mach-O file, one for each processor.
    pub slices: Vec<Slice>,
    /// What is in an archive.
    pub entries: Vec<zip::Entry>,
    /// What is wrong with it, or lacking.
    pub issues: Vec<Issue>,
}

/// A file that is being read.
///
/// A range that the host can't read counts as missing until the end, when its error is all that is told: so the
/// parsers need not ask after each range.
struct Reading<'a> {
    source: &'a dyn Source,
    /// What the host said when it could not read.
    failed: Option<Error>,
    symbols: Symbols,
}

/// A value that a finding speaks of.
enum Said<'a> {
    Number(u64),
    Text(&'a str),
}

#[cfg(feature = "native")]
impl Symbols {
    /// A value of the identity.
    pub(crate) fn value_of(self, name: &str) -> Option<String> {
        self.identity.into_iter().find(|(key, _)| *key == name).map(|(_, value)| value)
    }
}

impl<'a> Reading<'a> {
    fn of(source: &'a dyn Source) -> Self {
        Self { source, failed: None, symbols: Symbols::default() }
    }

    fn finish(self) -> Result<Symbols> {
        self.failed.map_or(Ok(self.symbols), Err)
    }

    /// The length of the file in bytes.
    fn size(&self) -> u64 {
        self.source.len()
    }

    /// Whether the file has so many bytes at that offset.
    fn has(&self, offset: u64, length: u64) -> bool {
        offset.checked_add(length).is_some_and(|end| end <= self.size())
    }

    /// The bytes from `offset` on, `length` of them.
    ///
    /// `None` where the file has no such bytes, or where they are more than `most`: nothing is allocated because a
    /// file claims it.
    #[inline(never)]
    fn bytes(&mut self, offset: u64, length: u64, most: usize) -> Option<Vec<u8>> {
        let length = usize::try_from(length).ok().filter(|length| *length <= most)?;
        if !self.has(offset, length as u64) {
            return None;
        }
        match self.source.read_up_to(offset, length) {
            Ok(bytes) => Some(bytes),
            Err(error) => {
                self.failed.get_or_insert(error);
                None
            }
        }
    }

    // out of line, as the one below: each is called from dozens of places
    #[inline(never)]
    fn is(&mut self, name: &'static str, value: String) {
        self.symbols.identity.push((name, value));
    }

    /// A value of the identity.
    fn value(&self, name: &str) -> Option<&str> {
        self.symbols.identity.iter().find(|(key, _)| *key == name).map(|(_, value)| value.as_str())
    }

    /// Adds a finding about the byte at `offset` (0-based) of the file; about its end where there is no such byte.
    #[inline(never)]
    fn say(&mut self, code: Code, offset: u64, said: &[(&'static str, Said<'_>)]) {
        let mut issue = Issue::new(code);
        issue.at.offset = Some(offset.min(self.size()));
        for (name, value) in said {
            let arg = match value {
                Said::Number(number) => Arg::from(*number),
                Said::Text(text) => Arg::from(*text),
            };
            issue.args.push((name, arg));
        }
        self.symbols.issues.push(issue);
    }

    /// Says that a part of the file is not there.
    #[inline(never)]
    fn truncated(&mut self, code: Code, what: &str, offset: u64, length: u64) {
        let said = [
            ("what", Said::Text(what)),
            ("offset", Said::Number(offset)),
            ("length", Said::Number(length)),
            ("size", Said::Number(self.size())),
        ];
        self.say(code, offset, &said);
    }

    /// Whether nothing was found that keeps the file from being of use.
    fn passes(&self) -> bool {
        passes(&self.symbols.issues)
    }
}

/// Bytes as lower-case hexadecimal digits.
fn hex(bytes: &[u8]) -> String {
    digits(bytes, b"0123456789abcdef", &[])
}

/// Bytes as hexadecimal digits, with dashes before the bytes of those indexes.
#[inline(never)]
fn digits(bytes: &[u8], digits: &[u8; 16], dashes: &[usize]) -> String {
    let mut text = String::with_capacity(2 * bytes.len() + dashes.len());
    for (index, byte) in bytes.iter().enumerate() {
        if dashes.contains(&index) {
            text.push('-');
        }
        for half in [byte >> 4, byte & 15] {
            text.extend(digits.get(usize::from(half)).map(|digit| char::from(*digit)));
        }
    }
    text
}

/// Bytes as a text, what is not UTF-8 replaced.
fn lossy(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// 16 bytes in the order in which they stand, as 01234567-89AB-CDEF-0123-456789ABCDEF.
fn guid_big(bytes: &[u8]) -> String {
    digits(bytes, b"0123456789ABCDEF", &[4, 6, 8, 10])
}

/// 16 bytes as Microsoft writes them: the first three fields are little-endian.
fn guid(bytes: &[u8]) -> String {
    let order = [3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15];
    guid_big(&order.map(|at: usize| bytes.get(at).copied().unwrap_or_default()))
}
