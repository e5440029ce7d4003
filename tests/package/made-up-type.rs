//! An upload type that a test has made up: its declaration, and all of it.

use super::declaration::{Example, Field, Gathering, Mismatch, Part, UploadType};
use super::files::{Claim, Which};
use crate::formats::Format;

pub(super) const TYPE: UploadType = UploadType {
    name: "made_up_file",
    about: "files that a test has made up",
    fields: &[Field::text("shade", "shade of the file").needed()],
    parts: &[Part::new("made_up_file", "the file that was made up")],
    gathering: Gathering::Each,
    formats: &[Format::Unknown],
    mismatch: Mismatch::Expected("a file that was made up"),
    claims: &[Claim {
        format: Format::Unknown,
        which: Which::Named(|path| path.ends_with(".madeup")),
    }],
    example: Some(Example { file: "a.madeup", flags: "--shade blue" }),
    ..UploadType::BASE
};
