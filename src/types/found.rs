//! The vocabulary of a declaration for values that neither the user nor the file's bytes say: the file's name does, or another file.

use crate::finding::Issue;
use crate::formats::encoding;

/// Values by the names of their fields, and what is to be said of them.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Said {
    /// The values.
    pub values: Vec<(&'static str, String)>,
    /// What was found.
    pub issues: Vec<Issue>,
}

impl Said {
    /// One value, where there is one.
    pub(super) fn value(field: &'static str, value: Option<&str>) -> Self {
        let value = value.filter(|value| !value.is_empty()).map(|value| (field, value.to_owned()));
        Self { values: value.into_iter().collect(), issues: Vec::new() }
    }

    /// The value of a field.
    #[must_use]
    pub fn get(&self, field: &str) -> Option<&str> {
        self.values.iter().find(|(name, _)| *name == field).map(|(_, value)| value.as_str())
    }
}

/// What the name of a file says of its event.
#[derive(Debug, Clone, Copy)]
pub struct NameSays {
    /// The fields. Where the first one has a value, a name that says nothing is no fault.
    pub fields: &'static [&'static str],
    /// Reads a path, with slashes.
    pub read: fn(&str) -> Said,
    /// What of the name it is, such as "the name of the file"; a phrase.
    pub about: &'static str,
}

/// A file of a build that says something of the event of others.
#[derive(Debug, Clone, Copy)]
pub struct Sidecar {
    /// Its names; where several lie in a folder, the first counts.
    pub names: &'static [&'static str],
    /// It is none in folders whose names end so: there it is another's.
    pub not_in: &'static [&'static str],
    /// Where it lies.
    pub reach: Reach,
    /// Only where this field has this value.
    pub only: Option<(&'static str, &'static str)>,
    /// The fields. Where all have values, it is not looked for.
    pub fields: &'static [&'static str],
    /// No such file is longer, in bytes: more is not read.
    pub longest: usize,
    /// Reads it.
    pub read: fn(&[u8]) -> Said,
}

/// Where a sidecar lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// In the folder of the file, or in the nearest above.
    Above,
    /// The same; else anywhere, where all such files of the build say the same.
    AboveOrAnywhere,
}

/// The last segment of a path.
pub(super) fn base(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or(path)
}

/// The name of the file is what Datadog's clients send as its name.
pub(super) const FILE_NAME: NameSays = NameSays {
    fields: &["filename"],
    read: |path| Said::value("filename", Some(base(path))),
    about: "the name of the file",
};

/// The ID of a build, as Datadog's Unity SDK and Gradle plugin write it down. Space around it is no part of it.
pub(super) const BUILD_ID: Sidecar = Sidecar {
    names: &["build_id", "datadog.buildId"],
    not_in: &[],
    reach: Reach::Above,
    only: None,
    fields: &["build_id"],
    longest: 64 * 1024,
    read: |bytes| Said::value("build_id", Some(encoding::text(bytes).trim())),
};
