//! Which config file counts, and what only such a file has.

use super::RUNS;
use super::declaration::{Declaration, Kind, Place};

pub(super) const OPTIONS: &[Declaration] = &[
    Declaration::new("targets", Kind::Targets, "What is to be uploaded").within(&[Place::Config]),
    Declaration::new(
        "name",
        Kind::Name,
        "What `--target` and reports call the target; its path where it has none",
    )
    .more("No two targets may have the same.")
    .within(&[Place::Target]),
    Declaration::new(
        "path",
        Kind::Path,
        "The folder that the build writes to, or a file; only the type `repository` needs none",
    )
    .within(&[Place::Target]),
    Declaration::new("$schema", Kind::Text, "The schema of the file, for editors")
        .within(&[Place::Config]),
    Declaration::new(
        "config",
        Kind::Path,
        "Config file, instead of mapship.config.js, .mjs, .cjs or .json in this folder or above",
    )
    .value("file")
    .within(&[Place::PageCommand])
    .on(RUNS),
    Declaration::new("config", Kind::Bool, "Whether a config file is used")
        .off_by("no-config", "Use no config file")
        .within(&[Place::PageCommand])
        .on(RUNS),
    Declaration::new(
        "target",
        Kind::List,
        "A target of the config file, where no path is given; may be given several times",
    )
    .env(&["MAPSHIP_TARGET"])
    .value("name")
    .on(RUNS),
];
