//! What is checked, and how strictly.

use super::declaration::{Declaration, Kind, Place};
use super::{CONFIG, OF_CHECK, RUNS};

pub(super) const OPTIONS: &[Declaration] = &[
    Declaration::new(
        "scanSources",
        Kind::Bool,
        "Look for home folders and secrets in the sources that maps hold",
    )
    .more("They are looked for in `sourcesContent`, which takes longer.")
    .within(OF_CHECK)
    .within(CONFIG)
    .within(&[Place::Plugins])
    .on(RUNS),
    Declaration::new(
        "strict",
        Kind::Bool,
        "Report what ECMA-426 calls an error as an error, also where every consumer reads the map anyway; for authors of generators",
    )
    .more("Without it, what has no consequence for stack traces is a warning or a note.")
    .within(OF_CHECK)
    .within(CONFIG)
    .within(&[Place::Plugins])
    .on(RUNS),
    Declaration::new(
        "allowUnknown",
        Kind::Bool,
        "Warn about event fields that the type does not know, instead of refusing them",
    )
    .within(OF_CHECK)
    .within(CONFIG)
    .on(RUNS),
    Declaration::new("allowEmpty", Kind::Bool, "Succeed where nothing is found to upload")
        .within(OF_CHECK)
        .within(CONFIG)
        .on(RUNS),
];
