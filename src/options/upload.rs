//! What is uploaded, and the metadata by which Datadog finds it for a stack trace.

use super::declaration::{Declaration, Kind, Place};
use super::{CONFIG, OF_CHECK, RUNS};

pub(super) const OPTIONS: &[Declaration] = &[
    Declaration::new("service", Kind::Text, "Service, as your application reports it to Datadog")
        .more("Short for `event.service`.")
        .field("service")
        .value("service")
        .within(OF_CHECK)
        .within(CONFIG)
        .on(RUNS),
    Declaration::new("version", Kind::Text, "Version, as your application reports it to Datadog")
        .more("Short for `event.version`.")
        .field("version")
        .called("release-version")
        .alias("version")
        .value("version")
        .within(OF_CHECK)
        .within(CONFIG)
        .on(RUNS),
    Declaration::new(
        "minifiedPathPrefix",
        Kind::Text,
        "What precedes the paths of minified files in their addresses: a URL, or a path such as /static",
    )
    .more(
        "`https://host/path`, `//host/path` or `/path`. It makes `event.minified_url` of each source map.",
    )
    .gives("minified_url")
    .example("https://example.com/static")
    .value("prefix")
    .within(OF_CHECK)
    .within(CONFIG)
    .on(RUNS),
    Declaration::new(
        "type",
        Kind::UploadType,
        "Upload type; without it, maps and scripts are JavaScript source maps, and any other file is what its bytes say",
    )
    .value("type")
    .within(OF_CHECK)
    .within(CONFIG)
    .on(RUNS),
    Declaration::new(
        "byDebugId",
        Kind::Bool,
        "Tie each source map to its minified file by the debug ID in that file, instead of by service, version and prefix",
    )
    .more("The debug ID is `ddDebugId`, as Datadog's plugins write it.")
    .within(OF_CHECK)
    .within(CONFIG)
    .on(RUNS),
    Declaration::new(
        "projectPath",
        Kind::Text,
        "Path of the project, which is cut off from the names of the sources",
    )
    .more("Short for `event.project_path`.")
    .field("project_path")
    .value("path")
    .within(OF_CHECK)
    .within(CONFIG)
    .within(&[Place::Plugins])
    .on(RUNS),
    Declaration::new(
        "event",
        Kind::Event,
        "Further fields of the event, named as in the API (docs/upload-types.md)",
    )
    .more("Without any, `check` judges only the files.")
    .within(OF_CHECK)
    .within(CONFIG),
    Declaration::new("parts", Kind::Parts, "The files of further parts, for an upload of one file")
        .within(OF_CHECK)
        .within(&[Place::Target]),
];
