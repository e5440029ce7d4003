//! The vocabulary in which an upload type is declared.

use serde::Serialize;

use super::files::{Claim, Identity, LeftOut, Linked, Pointer, Waiver};
use super::found::{NameSays, Sidecar};
use crate::finding::Code;
use crate::formats::Format;

/// One kind of upload: its fields, its files, and how these are found in a build.
///
/// What JavaScript has no use for is not serialised.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct UploadType {
    /// The value of `event.type`.
    pub name: &'static str,
    /// What is uploaded, for whom; one phrase.
    pub about: &'static str,
    /// Where we know the type from.
    pub provenance: Provenance,
    /// The fields besides `type`, in the order they are sent.
    pub fields: &'static [Field],
    /// The files, in the order they are sent; the first is the one the upload is about.
    pub parts: &'static [Part],
    /// Whether the `event` part goes before the files, as most clients send it.
    pub event_first: bool,
    /// Whether the body is compressed on the way; not for what is compressed already.
    pub gzip: bool,
    /// How its files come together in a build.
    pub gathering: Gathering,
    /// The formats that the first part may have; empty where its content is not looked at.
    pub formats: &'static [Format],
    /// What is said where the first part has another format.
    #[serde(skip)]
    pub mismatch: Mismatch,
    /// Other formats that are often given by mistake, and what is said of them instead.
    #[serde(skip)]
    pub mistakes: &'static [Mistake],
    /// Which files are its own where the user names no type.
    #[serde(skip)]
    pub claims: &'static [Claim],
    /// How the names of its files end, where the name alone tells them, and of the files that tell which of them are its own.
    #[serde(skip)]
    pub endings: &'static [&'static str],
    /// Names of files that are looked at in a folder though many files that end so are of no use.
    #[serde(skip)]
    pub looked_at: &'static [&'static str],
    /// What the name of a file says of its event.
    #[serde(skip)]
    pub name_says: &'static [NameSays],
    /// The files of a build that say something of its event.
    #[serde(skip)]
    pub sidecars: &'static [Sidecar],
    /// Findings of a format that do not count for this type.
    #[serde(skip)]
    pub waivers: &'static [Waiver],
    /// Why a file that was found in a folder, not named, is not sent.
    #[serde(skip)]
    pub left_out: &'static [LeftOut],
    /// By what an upload is found again, and which uploads are the same.
    #[serde(skip)]
    pub identity: Identity,
    /// Files of another format that say that one of this type belongs beside them.
    #[serde(skip)]
    pub pointers: &'static [Pointer],
    /// How a file without an identity of its own is known by another that names it.
    #[serde(skip)]
    pub linked: Option<Linked>,
    /// An upload on the command line: the file, and the flags behind it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub example: Option<Example>,
}

/// Types are the same where they have one name: each is declared once.
impl PartialEq for UploadType {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

/// How the files of a type come together in a build.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Gathering {
    /// A source map goes with the minified file that it is of.
    Pairs,
    /// Each file goes by itself.
    Each,
    /// Bundles of object files go as archives, one for each UUID.
    Archives,
    /// Nothing is looked for: it is made here, or the file is named.
    Made,
}

/// What is said of a first part that has none of the formats of the type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mismatch {
    /// That the type takes this, as a noun phrase with its article.
    Expected(&'static str),
    /// A finding of its own.
    Finding(Code),
}

/// A format that is often given by mistake.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mistake {
    /// The format.
    pub format: Format,
    /// What is said of it.
    pub code: Code,
    /// The argument of the sentence, the member of the identity that it takes, and what stands for it where there is none.
    pub arg: Option<(&'static str, &'static str, &'static str)>,
}

/// An upload on the command line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Example {
    /// The file.
    pub file: &'static str,
    /// The flags behind the type.
    pub flags: &'static str,
}

/// Where we know a type, a field or a part from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Provenance {
    /// The published contract.
    Documented,
    /// Only from what the official clients send.
    Observed,
}

/// A member of the event.
#[derive(Debug, Clone, Copy, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Field {
    /// The name, exactly as in the API.
    pub name: &'static str,
    /// What it says; one phrase.
    pub about: &'static str,
    /// What a value must be.
    pub rule: Rule,
    /// Whether it must be given.
    pub required: Required,
    /// Where we know it from.
    pub provenance: Provenance,
    /// The member of a file's identity that is its value, where that is not called as the field is.
    #[serde(skip)]
    pub member: Option<&'static str>,
    /// What the type calls values that files have in other words: theirs, and its own.
    #[serde(skip)]
    pub words: &'static [(&'static str, &'static str)],
    /// How a value that was given is held against the file's.
    #[serde(skip)]
    pub comparison: Comparison,
    /// Whether it is sent empty where a file of the type has no such value.
    #[serde(skip)]
    pub blank: bool,
}

/// How a value that was given is held against that of the file. Upper and lower case are the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparison {
    /// It must be the same.
    Same,
    /// It may be anything: it is for whoever sends it to choose.
    Free,
    /// It must be the same processor, by any of the names that Datadog's clients have for it.
    Processor,
    /// A list, parted by commas, of values that the file has.
    SomeOf,
    /// The same, or this word.
    SameOr(&'static str),
    /// The same, or the same without the two digits in front, which are its length.
    WithoutLength,
}

/// Whether a field must be given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Required {
    /// Always.
    Yes,
    /// Never.
    No,
    /// When this other field is not given.
    Without(&'static str),
}

/// What a field's value must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", content = "of", rename_all = "camelCase")]
pub enum Rule {
    /// A string of `min` to `max` characters (Unicode code points, as JSON Schema counts them).
    Text {
        /// The fewest characters.
        min: u32,
        /// The most characters, where there is a limit.
        max: Option<u32>,
    },
    /// A string of 40 lower-case hexadecimal digits.
    CommitSha,
    /// A string of `min` to `max` hexadecimal digits of either case, or the empty string.
    HexOrEmpty {
        /// The fewest digits of a string that is not empty.
        min: u32,
        /// The most digits, where there is a limit.
        max: Option<u32>,
    },
    /// A string in the form 8-4-4-4-12 hexadecimal digits of either case.
    Guid,
    /// A whole number from 0 to 2^63 - 1.
    Integer,
    /// true or false.
    Flag,
    /// One of these strings.
    OneOf(&'static [&'static str]),
}

/// A file of the upload.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Part {
    /// The part's name in the multipart body.
    pub name: &'static str,
    /// What file it is; one phrase.
    pub about: &'static str,
    /// The filename it is sent under.
    pub filename: Filename,
    /// The Content-Type it is sent with.
    pub content_type: &'static str,
    /// Whether it must be there.
    pub required: bool,
    /// Where we know it from.
    pub provenance: Provenance,
    /// What it is in the upload.
    pub role: Role,
    /// Whether code is cut off of it and its debug information compressed before it is sent.
    pub reduced: bool,
}

/// What a file is in an upload.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Role {
    /// What the upload is about, or goes with it; its format tells what it is.
    File,
    /// A source map, whatever it looks like.
    Map,
    /// The minified file of a source map.
    Minified,
    /// A file that goes along, and says of the event what the first part says of it.
    Companion,
    /// The tracked files of the repository.
    TrackedFiles,
    /// The tracked files of the repository that the sources of the map name.
    TrackedSources,
}

/// The filename a part is sent under.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Filename {
    /// Always this, whatever the file is called on disk.
    Fixed(&'static str),
    /// The base name of the file on disk.
    Original {
        /// Endings of which the first that fits is cut off.
        without: &'static [&'static str],
    },
}

impl UploadType {
    /// What most types have in common.
    pub(super) const BASE: Self = Self {
        name: "",
        about: "",
        provenance: Provenance::Documented,
        fields: &[],
        parts: &[],
        event_first: true,
        gzip: true,
        gathering: Gathering::Each,
        formats: &[],
        mismatch: Mismatch::Expected(""),
        mistakes: &[],
        claims: &[],
        endings: &[],
        looked_at: &[],
        name_says: &[],
        sidecars: &[],
        waivers: &[],
        left_out: &[],
        identity: Identity::NONE,
        pointers: &[],
        linked: None,
        example: None,
    };

    /// The declaration of a field, by its exact name; `type` is not among them.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<&'static Field> {
        self.fields.iter().find(|field| field.name == name)
    }

    /// The declaration of a part, by its exact name.
    #[must_use]
    pub fn part(&self, name: &str) -> Option<&'static Part> {
        self.parts.iter().find(|part| part.name == name)
    }

    /// The part that the upload is about.
    #[must_use]
    pub fn main_part(&self) -> Option<&'static Part> {
        self.parts.first()
    }

    /// The part of a role, where there is one.
    #[must_use]
    pub fn part_of(&self, role: Role) -> Option<&'static Part> {
        self.parts.iter().find(|part| part.role == role)
    }
}

impl Field {
    const fn new(name: &'static str, about: &'static str, rule: Rule) -> Self {
        Self {
            name,
            about,
            rule,
            required: Required::No,
            provenance: Provenance::Documented,
            member: None,
            words: &[],
            comparison: Comparison::Same,
            blank: false,
        }
    }

    pub(super) const fn text(name: &'static str, about: &'static str) -> Self {
        Self::new(name, about, Rule::Text { min: 0, max: None })
    }

    pub(super) const fn rule(name: &'static str, about: &'static str, rule: Rule) -> Self {
        Self::new(name, about, rule)
    }

    pub(super) const fn flag(name: &'static str, about: &'static str) -> Self {
        Self::new(name, about, Rule::Flag)
    }

    /// The longest string that is allowed, in characters.
    pub(super) const fn most(mut self, max: u32) -> Self {
        if let Rule::Text { min, .. } = self.rule {
            self.rule = Rule::Text { min, max: Some(max) };
        }
        self
    }

    /// Must be given; a string must have a character at least.
    pub(super) const fn needed(mut self) -> Self {
        self.required = Required::Yes;
        if let Rule::Text { max, .. } = self.rule {
            self.rule = Rule::Text { min: 1, max };
        }
        self
    }

    /// Must be given, and the contract names no fewest characters.
    pub(super) const fn present(mut self) -> Self {
        self.required = Required::Yes;
        self
    }

    /// Must be given unless `other` is.
    pub(super) const fn or(mut self, other: &'static str) -> Self {
        self.required = Required::Without(other);
        self
    }

    pub(super) const fn observed(mut self) -> Self {
        self.provenance = Provenance::Observed;
        self
    }

    /// Its value is this member of a file's identity.
    pub(super) const fn told_as(mut self, member: &'static str) -> Self {
        self.member = Some(member);
        self
    }

    pub(super) const fn in_words(mut self, words: &'static [(&'static str, &'static str)]) -> Self {
        self.words = words;
        self
    }

    pub(super) const fn compared(mut self, comparison: Comparison) -> Self {
        self.comparison = comparison;
        self
    }

    /// Is sent empty where the file has no such value.
    pub(super) const fn or_blank(mut self) -> Self {
        self.blank = true;
        self
    }
}

impl Part {
    pub(super) const fn new(name: &'static str, about: &'static str) -> Self {
        Self {
            name,
            about,
            filename: Filename::Fixed(name),
            content_type: "application/octet-stream",
            required: true,
            provenance: Provenance::Documented,
            role: Role::File,
            reduced: false,
        }
    }

    pub(super) const fn is(mut self, role: Role) -> Self {
        self.role = role;
        self
    }

    pub(super) const fn reduced(mut self) -> Self {
        self.reduced = true;
        self
    }

    pub(super) const fn of(mut self, content_type: &'static str) -> Self {
        self.content_type = content_type;
        self
    }

    pub(super) const fn sent_as(mut self, filename: Filename) -> Self {
        self.filename = filename;
        self
    }

    pub(super) const fn optional(mut self) -> Self {
        self.required = false;
        self
    }

    pub(super) const fn observed(mut self) -> Self {
        self.provenance = Provenance::Observed;
        self
    }
}
