//! How debug IDs are put into scripts and maps.

use super::declaration::{Declaration, Kind, Place};

const INJECT: &[Place] = &[Place::Inject];

pub(super) const OPTIONS: &[Declaration] = &[
    Declaration::new("dryRun", Kind::Bool, "Find out what would change, and write nothing")
        .within(INJECT),
    Declaration::new(
        "reactNative",
        Kind::Bool,
        "The scripts are bundles of React Native, which looks its debug IDs up in its own way",
    )
    .within(INJECT),
    Declaration::new(
        "service",
        Kind::Text,
        "A service for the browser SDK to report the errors of these scripts under",
    )
    .within(INJECT),
    Declaration::new(
        "version",
        Kind::Text,
        "A version for the browser SDK to report the errors of these scripts under",
    )
    .within(INJECT),
    Declaration::new(
        "onFile",
        Kind::Function("file: InjectedFile"),
        "Called as each script is done",
    )
    .within(INJECT),
];
