//! [`Plan`]: what is to be uploaded, and what is not and why.

use super::pairs::Paired;
use crate::finding::Issue;
use crate::types::UploadType;

/// What is to be uploaded of some files.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// The uploads; those that are not sent stand among them.
    pub uploads: Vec<PlannedUpload>,
    /// What is to be said of the build as a whole.
    pub issues: Vec<Issue>,
    /// Entries of archives that could not be unpacked, by their indices; those of bundles are said with these.
    pub unreadable: Vec<usize>,
    /// The maps and minified files in their pairs, where nothing else was asked.
    pub pairs: Vec<Paired>,
    /// For each type of an upload that takes its own of the event that was given: the names of these fields.
    pub own: Vec<(&'static UploadType, Vec<String>)>,
    /// The file that can't be read and without which nothing can be planned.
    pub failed: Option<usize>,
    /// The files of the uploads that other shares have, by their indices.
    pub others: Vec<usize>,
    /// What became of each file, by its index.
    pub fates: Vec<Option<Fate>>,
}

/// What becomes of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// It is in an upload.
    Uploaded,
    /// It is left out, and said why.
    LeftOut,
    /// It is passed over without a word.
    PassedOver(PassedOver),
}

/// Why nothing is said of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PassedOver {
    /// Another upload type was asked for.
    OtherType,
    /// No upload type takes it.
    NoType,
    /// Builds are full of such files.
    Usual,
    /// It was found, and can't be read.
    Unreadable,
    /// A script that no map is of, or a style sheet.
    WithoutMap,
    /// It is there for another file's sake only.
    ForOther,
}

/// One upload.
#[derive(Debug, Clone, PartialEq)]
pub struct PlannedUpload {
    /// Its type.
    pub upload_type: &'static UploadType,
    /// The index of the file that it is about.
    pub about: Option<usize>,
    /// What to call it: the path of the file that it is about.
    pub path: String,
    /// Its files, but for those that the user names parts for.
    pub parts: Vec<PlannedPart>,
    /// Whether the files that the user names parts for go with it.
    pub takes_parts: bool,
    /// The fields of the event that nobody gave and other files say.
    pub fields: Vec<(&'static str, String)>,
    /// What of the event that was given goes into its own.
    pub given: Given,
    /// What is known before its files are judged.
    pub issues: Vec<Issue>,
    /// Whether it is sent if it is sound.
    pub send: bool,
    /// Whether it is not even judged: its findings say all.
    pub skip: bool,
    /// The names and values that tie its file to a build, as far as they were read.
    pub identity: Option<Vec<(&'static str, String)>>,
    /// What of these it is found by.
    pub id: Option<String>,
    /// How long its file is, in bytes, where that is known.
    pub size: Option<u64>,
    /// The file that can't be read, which is why it is skipped.
    pub failed: Option<usize>,
}

/// What an upload takes of the event that was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Given {
    /// Nothing: it has no event.
    None,
    /// All of it.
    All,
    /// What its type knows, and what no type does, which is left for the check to refuse.
    Own,
}

/// A file of an upload.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlannedPart {
    /// The part's name.
    pub part: &'static str,
    /// The index of the file, or of an entry of an archive.
    pub file: usize,
    /// The name that it is sent under, where it is made here.
    pub name: Option<String>,
    /// What is sent in place of the file.
    pub pieces: Vec<PlannedPiece>,
}

/// A piece of what is sent in place of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PlannedPiece {
    /// These bytes.
    Bytes(Vec<u8>),
    /// A range of a file, or of an entry of an archive.
    Range {
        /// Its index.
        file: usize,
        /// Where the range begins, in bytes.
        start: u64,
        /// How long it is, in bytes.
        length: u64,
    },
}

impl PlannedPart {
    pub(super) fn new(part: &'static str, file: usize) -> Self {
        Self { part, file, name: None, pieces: Vec::new() }
    }
}

impl PlannedPiece {
    /// How long it is, in bytes.
    #[must_use]
    pub fn len(&self) -> u64 {
        match self {
            Self::Bytes(bytes) => bytes.len() as u64,
            Self::Range { length, .. } => *length,
        }
    }

    /// Whether nothing is in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl PlannedUpload {
    pub(super) fn new(upload_type: &'static UploadType, about: Option<usize>, path: &str) -> Self {
        Self {
            upload_type,
            about,
            path: path.to_owned(),
            parts: Vec::new(),
            takes_parts: false,
            fields: Vec::new(),
            given: Given::None,
            issues: Vec::new(),
            send: true,
            skip: false,
            identity: None,
            id: None,
            size: None,
            failed: None,
        }
    }

    /// The same, not sent for this reason.
    pub(super) fn left_out(mut self, why: Issue) -> Self {
        self.parts.clear();
        self.issues = vec![why];
        self.send = false;
        self.skip = true;
        self
    }
}
