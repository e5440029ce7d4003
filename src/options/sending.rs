//! How uploads are sent.

use super::declaration::{Declaration, Default, Kind, Place};
use super::{CONFIG, OF_UPLOAD, SENDS};

pub(super) const OPTIONS: &[Declaration] = &[
    Declaration::new("dryRun", Kind::Bool, "Do everything but send; needs no key and no network")
        .within(OF_UPLOAD)
        .within(&[Place::Plugins, Place::DatadogCi])
        .on(&[Place::UploadCommand]),
    Declaration::new(
        "curl",
        Kind::Path,
        "With --dry-run: write the requests as a shell script that sends them",
    )
    .value("file")
    .on(&[Place::UploadCommand]),
    Declaration::new(
        "explain",
        Kind::Path,
        "With --dry-run: explain the stack trace in this file with what would be sent, and nothing else; - is standard input",
    )
    .value("file")
    .on(&[Place::UploadCommand]),
    Declaration::new(
        "receipt",
        Kind::AnyOf(&[Kind::Path, Kind::Store]),
        "Write down in this file what is sent; what it says to have arrived is not sent again",
    )
    .more(
        "It is written as uploads go on. What has changed since is sent again. In place of the path of a file a program can \
         give a store. See docs/receipts.md.",
    )
    .value("file")
    .within(OF_UPLOAD)
    .within(CONFIG)
    .within(&[Place::Plugins])
    .on(SENDS),
    Declaration::new(
        "forServer",
        Kind::Bool,
        "What is uploaded is run by a server, and no browser gets it: the receipt says so, and verify does not ask the site for it",
    )
    .more("The plugins and adapters say so themselves of what their option `server` uploads.")
    .within(OF_UPLOAD)
    .within(CONFIG)
    .on(&[Place::UploadCommand]),
    Declaration::new(
        "afterUpload",
        Kind::AnyOf(&[
            Kind::OneOf(&["keep", "delete"]),
            Kind::Object(&[
                Declaration::new("move", Kind::Path, "The folder to move them to").required(),
            ]),
        ]),
        "What becomes of maps that have arrived: keep them, delete them, or move them to a folder",
    )
    .more(
        "With the last two the comments that name the maps are taken out, and a map that would still be deployed is an \
         error. Only files on disk are taken. See docs/after-upload.md.",
    )
    .default(Default::Text("keep"))
    .value("keep|delete|move=folder")
    .within(OF_UPLOAD)
    .within(CONFIG)
    .within(&[Place::Plugins, Place::DatadogCi])
    .on(SENDS),
    Declaration::new(
        "defer",
        Kind::Path,
        "Send nothing, but write down in this file what is to be sent later by `plan`",
    )
    .more(
        "No key is needed. Further builds of the same process add to it. See docs/later.md.",
    )
    .value("file")
    .within(OF_UPLOAD)
    .within(&[Place::Plugins])
    .on(&[Place::UploadCommand]),
    Declaration::new(
        "plan",
        Kind::Path,
        "Send what this file says, which `defer` has written: what it has settled can't be given besides it",
    )
    .more("The input is then an empty list.")
    .value("file")
    .within(OF_UPLOAD)
    .on(&[Place::UploadCommand]),
    Declaration::new(
        "shard",
        Kind::Name,
        "Send this share only, such as 2/8 for the second of eight: for several machines that send one build between them",
    )
    .more(
        "Which share an upload is in follows from what is sent, not from the order of the files or from where they lie. \
         See docs/shards.md.",
    )
    .value("number/of")
    .within(OF_UPLOAD)
    .on(&[Place::UploadCommand]),
    Declaration::new("maxConcurrency", Kind::at_least(1), "How many uploads are under way at a time at most")
        .more("It starts with 20, and finds by itself how many are right. See docs/sending.md.")
        // at a tenth of a second for a reply these are a thousand a second, more than one process makes; servers of HTTP/2 allow as
        // many on one connection, so no intake is surprised by them
        .default(Default::Number(100))
        .within(OF_UPLOAD)
        .within(CONFIG)
        .within(&[Place::Plugins, Place::DatadogCi])
        .on(SENDS),
    Declaration::new("maxRetries", Kind::at_least(0), "How often an upload is tried again")
        .more("It is tried again after a failure that may pass: no network, or HTTP 408, 429, 500, 502, 503 or 504.")
        .default(Default::Number(5))
        .within(OF_UPLOAD)
        .within(CONFIG)
        .within(&[Place::Plugins])
        .on(SENDS),
    Declaration::new(
        "timeout",
        Kind::TIME,
        "Give up an attempt when nothing has moved for this long",
    )
    .default(Default::Number(60_000))
    .within(OF_UPLOAD)
    .within(CONFIG)
    .within(&[Place::Plugins])
    .on(SENDS),
    Declaration::new("deadline", Kind::TIME, "How long all uploads together may take")
        .default(Default::Number(3_600_000))
        .within(OF_UPLOAD)
        .within(CONFIG)
        .within(&[Place::Plugins])
        .on(SENDS),
];
