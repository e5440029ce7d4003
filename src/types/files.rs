//! The vocabulary of a declaration for files: which are a type's own, what does not count for it, which are left out.

use crate::finding::Code;
use crate::formats::{Format, Slice};

/// Files that are of a type where the user names no type.
#[derive(Debug, Clone, Copy)]
pub struct Claim {
    /// Their format.
    pub format: Format,
    /// Which of that format.
    pub which: Which,
}

/// Which files of a format are of a type.
#[derive(Debug, Clone, Copy)]
pub enum Which {
    /// All that no other type claims.
    Others,
    /// Those of such names.
    Named(fn(&str) -> bool),
    /// Those of such names that one of the type's sidecars lies beside or above.
    NamedWithSidecar(fn(&str) -> bool),
    /// Those of Mach-O that have such a part for a processor.
    WithSlice(fn(&Slice) -> bool),
    /// Archives in which an entry has such a path. What is said where none has.
    Holding(fn(&str) -> bool, Code),
}

/// Findings of a format that do not count for a type.
#[derive(Debug, Clone, Copy)]
pub struct Waiver {
    /// What does not count.
    pub codes: &'static [Code],
    /// Only where this field has a value that is not empty.
    pub given: Option<&'static str>,
    /// Why; half a sentence.
    pub because: &'static str,
}

/// Why a file that was found in a folder, not named, is not sent. Files that were named are judged instead.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LeftOut {
    /// For this finding.
    For(Code),
    /// For this finding, and nothing is said of it: builds are full of such files.
    Silently(Code),
    /// For this finding, where dynamic symbols are all it has and nobody asked to send those.
    WithDynamicSymbols(Code),
    /// For this finding, because the field has no value and nothing else says one. The argument of its sentence is the file's name.
    Without(&'static str, Code, &'static str),
}

/// By what an upload is found again. Names are those of fields, or of members of a file's identity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Identity {
    /// What is shown of it: the first that there is.
    pub shown: &'static [&'static str],
    /// What makes two files the same to Datadog: the first list whose first member there is. Of these only the best file is sent.
    pub same: &'static [&'static [&'static str]],
}

impl Identity {
    pub(super) const NONE: Self = Self { shown: &[], same: &[] };
}

/// Reads an identity and a path.
pub type PointedNames = fn(&[(&'static str, String)], &str) -> Vec<String>;

/// Files of another format that say that one of this type belongs beside them.
#[derive(Debug, Clone, Copy)]
pub struct Pointer {
    /// The format of what points.
    pub format: Format,
    /// Findings that say why it points to nothing: they are what is said of it.
    pub instead: &'static [Code],
    /// The names of the file that it points to, the likeliest first, by its identity and its own path; empty where it points to nothing.
    pub names: PointedNames,
    /// What is said where no such file lies beside it, and the argument of the sentence that is the first name.
    pub missing: (Code, &'static str),
    /// The same of one that was named.
    pub named: (Code, &'static str),
}

/// How a file without an identity of its own is known by another that names it and knows its checksum. Names are those of members
/// of the identity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Linked {
    /// The finding of a file without an identity.
    pub without: Code,
    /// Files that have one of these are found by themselves: their links do not count.
    pub unless: &'static [&'static str],
    /// The name of the file that is meant.
    pub link: &'static str,
    /// Its CRC-32, in 8 lower-case hexadecimal digits.
    pub checksum: &'static str,
    /// The folders in which it lies, as seen from what names it; each empty, or with a slash at its end.
    pub folders: &'static [&'static str],
    /// What it then is known by.
    pub gives: &'static str,
}
