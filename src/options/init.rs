//! What `mapship init` is told instead of asking.

use super::declaration::{Declaration, Kind, Place};

const COMMAND: &[Place] = &[Place::InitCommand];

pub(super) const OPTIONS: &[Declaration] = &[
    Declaration::new(
        "kind",
        Kind::Text,
        "What the project is built with, such as vite or android; without it, what its files tell",
    )
    .value("name")
    .on(COMMAND),
    Declaration::new(
        "ci",
        Kind::Text,
        "The CI system that gets a step: github, gitlab, circleci, bitbucket, azure, jenkins or none; without it, what the project's files tell",
    )
    .value("system")
    .on(COMMAND),
    Declaration::new("service", Kind::Text, "Service, as your application reports it to Datadog")
        .field("service")
        .value("service")
        .on(COMMAND),
    Declaration::new(
        "minifiedPathPrefix",
        Kind::Text,
        "What precedes the paths of scripts in their addresses, where the bundler does not know it",
    )
    .value("prefix")
    .on(COMMAND),
    Declaration::new("yes", Kind::Bool, "Ask nothing: write what is shown").on(COMMAND),
    Declaration::new("dryRun", Kind::Bool, "Show what would be written, and write nothing").on(COMMAND),
];
