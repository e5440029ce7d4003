//! What only a program can give.

use super::declaration::{Declaration, Default, Kind, Place};
use super::{OF_CHECK, OF_UPLOAD};

pub(super) const OPTIONS: &[Declaration] = &[
    Declaration::new("signal", Kind::Signal, "Ends the call early")
        .more("It then rejects with the signal's reason.")
        .within(OF_CHECK)
        .within(&[Place::Inspect, Place::Explain, Place::Look, Place::Inject, Place::Verify]),
    Declaration::new(
        "onProgress",
        Kind::Function("progress: Progress"),
        "Called as the work goes on",
    )
    .within(OF_CHECK),
    Declaration::new(
        "onPlan",
        Kind::Function("uploads: PlannedUpload[]"),
        "Called once, before anything is sent, with everything that is to be sent",
    )
    .within(OF_UPLOAD),
    Declaration::new(
        "onRequest",
        Kind::Function("request: PreparedRequest"),
        "In a dry run: called with each request that would be made",
    )
    .within(OF_UPLOAD),
    Declaration::new(
        "limit",
        Kind::at_least(1),
        "How many sources are listed one by one: those that make up most of the file",
    )
    .default(Default::Number(10_000))
    .within(&[Place::Look]),
];
