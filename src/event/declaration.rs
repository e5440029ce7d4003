//! The vocabulary in which an upload type is declared.

use serde::Serialize;

/// One kind of upload: its fields and its files.
#[derive(Debug, PartialEq, Serialize)]
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
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
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
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
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
}

/// The filename a part is sent under.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Filename {
    /// Always this, whatever the file is called on disk.
    Fixed(&'static str),
    /// The base name of the file on disk.
    Original,
}

impl UploadType {
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
}

impl Field {
    const fn new(name: &'static str, about: &'static str, rule: Rule) -> Self {
        Self { name, about, rule, required: Required::No, provenance: Provenance::Documented }
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
        }
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
