//! [`Error`]: the caller cannot go on. A finding about a file or an event is an [`Issue`](crate::Issue) instead.

/// Why a call could not be carried out at all.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The host could not read the range it was asked for.
    #[error("cannot read {length} bytes at byte {offset}: {reason}")]
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
    /// The caller gave something of the wrong shape: misuse, not a bad file.
    #[error("{0}")]
    Misuse(String),
}

impl Error {
    /// A stable, kebab-case name for programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Read { .. } => "read-failed",
            Self::UnknownType { .. } => "unknown-type",
            Self::Misuse(_) => "misuse",
        }
    }
}

/// The result of a call that may fail with an [`Error`].
pub type Result<T, E = Error> = std::result::Result<T, E>;

fn did_you_mean(name: &Option<&'static str>) -> String {
    name.map(|name| format!("; did you mean \"{name}\"?")).unwrap_or_default()
}
