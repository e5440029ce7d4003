//! What a command prints and writes, and how it ends.

use super::declaration::{Declaration, Kind, Place};

const REPORTS: &[Place] =
    &[Place::InspectCommand, Place::CheckCommand, Place::UploadCommand, Place::VerifyCommand];

pub(super) const OPTIONS: &[Declaration] = &[
    Declaration::new("quiet", Kind::Bool, "Print only what needs attention").on(&[
        Place::CheckCommand,
        Place::UploadCommand,
        Place::PageCommand,
        Place::DatadogCi,
    ]),
    Declaration::new(
        "verbose",
        Kind::Bool,
        "Print every file and every address, however many there are",
    )
    .short('v')
    .on(&[Place::InspectCommand, Place::CheckCommand, Place::UploadCommand, Place::VerifyCommand, Place::ReceiptCommand, Place::DatadogCi]),
    Declaration::new("json", Kind::Bool, "Print one JSON document").on(&[
        Place::InspectCommand,
        Place::CheckCommand,
        Place::UploadCommand,
        Place::ExplainCommand,
        Place::VerifyCommand,
        Place::DoctorCommand,
        Place::PageCommand,
        Place::IntakeCommand,
        Place::ReceiptCommand,
        Place::DatadogCi,
    ]),
    Declaration::new(
        "report",
        Kind::List,
        "Also write a report: sarif, junit, gitlab or markdown; may be given several times (docs/ci.md)",
    )
    .value("format=path")
    .on(REPORTS),
    Declaration::new(
        "warnOnly",
        Kind::Bool,
        "End with 0 although files are bad, uploads failed or nothing was found (instead of 3, 4, 5)",
    )
    .on(&[Place::CheckCommand, Place::UploadCommand, Place::VerifyCommand, Place::DatadogCi]),
    Declaration::new("annotations", Kind::Bool, "Whether GitHub is given annotations and a summary")
        .off_by(
            "no-annotations",
            "On GitHub Actions, leave out the annotations and the job summary",
        )
        .on(REPORTS),
    Declaration::new(
        "online",
        Kind::Bool,
        "Also ask the intake for its root, without the key, to see whether it can be reached",
    )
    .on(&[Place::DoctorCommand]),
];
