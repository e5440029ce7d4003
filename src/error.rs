//! [`Error`]: the caller cannot go on. A finding about a file or an event is an [`Issue`](crate::Issue) instead.

use crate::finding::Issue;

/// Why a call could not be carried out at all.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The host could not read the range it was asked for.
    #[error("can't be read: {length} bytes at byte {offset}: {reason}")]
    Read {
        /// First byte of the range, 0-based.
        offset: u64,
        /// Length of the range in bytes.
        length: usize,
        /// The host's own words.
        reason: String,
    },
    /// The caller named an upload type that does not exist.
    #[error("\"{name}\" is not an upload type{}", did_you_mean(.nearest))]
    UnknownType {
        /// The name as given.
        name: String,
        /// The known name closest to it, when one is close.
        nearest: Option<&'static str>,
    },
    /// Files are paired by their names, and two share one.
    #[error("two files are named \"{name}\": {first} and {second}")]
    NameTwice {
        /// The name that they share.
        name: String,
        /// What the first is called.
        first: String,
        /// What the second is called.
        second: String,
    },
    /// Parts are named for several files, and go with one.
    #[error("parts are given for {files} files of type {upload_type}")]
    PartsForMany {
        /// How many files there are.
        files: usize,
        /// Their type.
        upload_type: &'static str,
    },
    /// What was given can't be used: a finding says why.
    #[error("{}", .0.message())]
    Refused(Box<Issue>),
    /// An entry of an archive is not what the archive says.
    #[error("its checksum differs")]
    Checksum,
    /// The caller gave something of the wrong shape: misuse, not a bad file.
    #[error("{0}")]
    Misuse(String),
}

impl Error {
    /// A stable, kebab-case name for programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Read { .. } | Self::Checksum => "read-failed",
            Self::UnknownType { .. } => "unknown-type",
            Self::NameTwice { .. } => "name-twice",
            Self::PartsForMany { .. } => "parts-for-many",
            Self::Refused(issue) => issue.code.name(),
            Self::Misuse(_) => "misuse",
        }
    }

    /// What to do about it, where that can be said.
    #[must_use]
    pub fn help(&self) -> Option<String> {
        Some(match self {
            Self::NameTwice { .. } => {
                "name each file by its path in the build, or give one build at a time".to_owned()
            }
            Self::PartsForMany { .. } => "give parts for one file at a time".to_owned(),
            Self::Refused(issue) => issue.help(),
            _ => return None,
        })
    }
}

/// The result of a call that may fail with an [`Error`].
pub type Result<T, E = Error> = std::result::Result<T, E>;

fn did_you_mean(name: &Option<&'static str>) -> String {
    name.map(|name| format!("; did you mean \"{name}\"?")).unwrap_or_default()
}
