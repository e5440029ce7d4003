//! With what that which is live is held against what was sent.

use super::declaration::{Declaration, Default, Kind, Place};

const VERIFY: &[Place] = &[Place::Verify];
const COMMAND: &[Place] = &[Place::VerifyCommand];

pub(super) const OPTIONS: &[Declaration] = &[
    Declaration::new(
        "against",
        Kind::Input,
        "What was sent: the receipts of its uploads (upload --receipt), or the folder of the build",
    )
    .more("A folder holds more: what of a file was changed on its way can then be told.")
    .required()
    .value("paths")
    .within(VERIFY)
    .on(COMMAND),
    Declaration::new(
        "page",
        Kind::List,
        "A further page: its address, or a path on the host of the first; may be given several times",
    )
    .value("address")
    .within(VERIFY)
    .on(COMMAND),
    Declaration::new(
        "sitemap",
        Kind::Text,
        "A sitemap, whose pages on hosts that are named are loaded too: its address, or a path on the host of the first page",
    )
    .value("address")
    .within(VERIFY)
    .on(COMMAND),
    Declaration::new("pagesFrom", Kind::Path, "A file with further pages, one on each line")
        .value("file")
        .within(VERIFY)
        .on(COMMAND),
    Declaration::new(
        "maxPages",
        Kind::at_least(1),
        "How many pages are loaded at most",
    )
    .default(Default::Number(50))
    .within(VERIFY)
    .on(COMMAND),
    Declaration::new(
        "header",
        Kind::List,
        "A header for the hosts of the pages that are named, such as a cookie: \"Name: value\"; no other host gets it",
    )
    .value("header")
    .within(VERIFY)
    .on(COMMAND),
    Declaration::new(
        "privateHost",
        Kind::List,
        "A host in a private network, or on this machine, that scripts may come from, as host or host:port; those of the pages that are named are known",
    )
    .value("host")
    .within(VERIFY)
    .on(COMMAND),
    Declaration::new(
        "browser",
        Kind::Name,
        "Load the pages in a browser, too, for the scripts that it runs: the path of a Chromium or Chrome, or `auto` for the one that MAPSHIP_BROWSER names or that is installed",
    )
    .value("path")
    .within(VERIFY)
    .on(COMMAND),
    Declaration::new(
        "minifiedPathPrefix",
        Kind::Text,
        "With a folder: what the upload gives; addresses are then held against it, too",
    )
    .value("prefix")
    .within(VERIFY)
    .on(COMMAND),
    Declaration::new(
        "service",
        Kind::Text,
        "The service of the uploads that count; with a folder, the one that its upload gives",
    )
    .value("service")
    .within(VERIFY)
    .on(COMMAND),
    Declaration::new(
        "version",
        Kind::Text,
        "The version of the uploads that count; with a folder, the one that its upload gives",
    )
    .called("release-version")
    .value("version")
    .within(VERIFY)
    .on(COMMAND),
    Declaration::new(
        "wait",
        Kind::TIME,
        "How long to try again while something is not as it should be: for deploys that take a while",
    )
    .within(VERIFY)
    .on(COMMAND),
    Declaration::new(
        "minCoverage",
        Kind::between(0, 100),
        "Which share of the code that is live has to resolve, in per cent",
    )
    .within(VERIFY)
    .on(COMMAND),
    Declaration::new(
        "allowMaps",
        Kind::Bool,
        "Source maps are public on purpose: that they are is no finding",
    )
    .within(VERIFY)
    .on(COMMAND),
    Declaration::new(
        "requestTimeout",
        Kind::TIME,
        "How long a server may send nothing",
    )
    .default(Default::Number(30_000))
    .within(VERIFY)
    .on(COMMAND),
];
