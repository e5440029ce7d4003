//! How the local intake behaves.

use super::declaration::{Declaration, Default, Kind, Place};

const COMMAND: &[Place] = &[Place::IntakeCommand];

pub(super) const OPTIONS: &[Declaration] = &[
    Declaration::new(
        "dir",
        Kind::Path,
        "Where to keep what it gets; a fresh temporary folder without it",
    )
    .value("folder")
    .on(COMMAND),
    Declaration::new(
        "port",
        Kind::between(0, 65535),
        "Port to listen on; 0 takes any that is free",
    )
    .default(Default::Number(8642))
    .on(COMMAND),
    Declaration::new(
        "host",
        Kind::Text,
        "Address to listen on; on another than this machine's own, whoever reaches it may upload, and read what it holds",
    )
    .value("address")
    .default(Default::Text("127.0.0.1"))
    .on(COMMAND),
    Declaration::new("requireKey", Kind::Text, "Answer 403 to any other API key")
        .value("key")
        .on(COMMAND),
    Declaration::new("fault", Kind::List, "Fail on purpose; may be given several times")
        .value("fault")
        .on(COMMAND),
    Declaration::new("status", Kind::between(200, 202), "Status of an accepted upload: 200 or 202")
        .default(Default::Number(202))
        .on(COMMAND),
    Declaration::new("cors", Kind::Bool, "Let pages of other origins post to it from a browser")
        .on(COMMAND),
    Declaration::new("strict", Kind::Bool, "Refuse fields and parts that nobody knows").on(COMMAND),
];
