//! What only datadog-ci's command lines have.

use super::declaration::{Declaration, Kind, Place};

const COMMAND: &[Place] = &[Place::DatadogCi];

pub(super) const OPTIONS: &[Declaration] = &[
    Declaration::new(
        "config",
        Kind::Path,
        "The file datadog-ci.json, with the members apiKey and datadogSite",
    )
    .value("file")
    .on(COMMAND),
    Declaration::new("fips", Kind::Bool, "Have the platform use FIPS algorithms only")
        .env(&["DATADOG_FIPS"])
        .on(COMMAND),
    Declaration::new(
        "fipsIgnoreError",
        Kind::Bool,
        "Go on where the platform has no FIPS algorithms",
    )
    .env(&["DATADOG_FIPS_IGNORE_ERROR"])
    .on(COMMAND),
];
