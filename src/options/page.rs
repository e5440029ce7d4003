//! How the upload page is served.

use super::declaration::{Declaration, Kind, Place};

const COMMAND: &[Place] = &[Place::PageCommand];

pub(super) const OPTIONS: &[Declaration] = &[
    Declaration::new(
        "port",
        Kind::between(0, 65535),
        "Port to listen on; any that is free without it",
    )
    .on(COMMAND),
    Declaration::new("open", Kind::Bool, "Open the link in your browser").on(COMMAND),
    Declaration::new(
        "write",
        Kind::Path,
        "Write the page's files into a folder, for any static host, and serve nothing",
    )
    .value("folder")
    .on(COMMAND),
    Declaration::new("service", Kind::Text, "Service that the page's form shows at first")
        .field("service")
        .value("service")
        .on(COMMAND),
    Declaration::new("version", Kind::Text, "Version that the page's form shows at first")
        .field("version")
        .called("release-version")
        .value("version")
        .on(COMMAND),
    Declaration::new(
        "minifiedPathPrefix",
        Kind::Text,
        "Prefix that the page's form shows at first",
    )
    .value("prefix")
    .on(COMMAND),
];
