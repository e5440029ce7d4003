//! With what a stack trace is explained.

use super::declaration::{Declaration, Default, Kind, Place};

const EXPLAIN: &[Place] = &[Place::Explain];
const COMMAND: &[Place] = &[Place::ExplainCommand];

pub(super) const OPTIONS: &[Declaration] = &[
    Declaration::new(
        "files",
        Kind::Input,
        "The build that the trace is from: its folder, or files of it",
    )
    .more(
        "Those that frames lead to are read; of the others the end, which names their map, and all of them where they may \
         tell the service or version that is given.",
    )
    .required()
    .value("paths")
    .within(EXPLAIN)
    .on(COMMAND),
    Declaration::new("stack", Kind::Path, "A file with the stack trace; - is standard input")
        .value("file")
        .on(COMMAND),
    Declaration::new(
        "minifiedPathPrefix",
        Kind::Text,
        "What the upload gives; frames are then matched by the whole address, otherwise by the end of the path",
    )
    .value("prefix")
    .within(EXPLAIN)
    .on(COMMAND),
    Declaration::new(
        "service",
        Kind::Text,
        "The service that the build is uploaded with, held against what its files tell Datadog",
    )
    .value("service")
    .within(EXPLAIN)
    .on(COMMAND),
    Declaration::new(
        "version",
        Kind::Text,
        "The version that the build is uploaded with, held against what its files tell Datadog",
    )
    .called("release-version")
    .value("version")
    .within(EXPLAIN)
    .on(COMMAND),
    Declaration::new(
        "context",
        Kind::between(0, 1000),
        "How many lines to show before and after the one that is meant",
    )
    .default(Default::Number(3))
    .within(EXPLAIN)
    .on(COMMAND),
    Declaration::new(
        "sourceRoot",
        Kind::Path,
        "The folder with the sources of a native program, of which the lines are shown",
    )
    .more(
        "Debug information names the paths of the machine that built the program: they are found by their ends. Source maps bring \
         their sources along. A browser has no folders.",
    )
    .value("folder")
    .within(EXPLAIN)
    .on(COMMAND),
];
