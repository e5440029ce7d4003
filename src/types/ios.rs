//! Archives of dSYM bundles.

use super::declaration::Comparison;
use super::declaration::{Field, Filename, Gathering, Mismatch, Part, UploadType};
use super::files::{Claim, Identity, Which};
use crate::finding::Code;
use crate::formats::Format;
use crate::formats::zip::dsym_object;

pub(super) const TYPE: UploadType = UploadType {
    name: "ios_symbols",
    about: "dSYM files for iOS crashes",
    fields: &[Field::text("uuids", "UUIDs of the dSYMs, separated by commas")
        .needed()
        .compared(Comparison::SomeOf)],
    parts: &[Part::new("symbols_archive", "the archive of dSYMs (.zip)")
        .sent_as(Filename::Fixed("ios_symbols_archive"))
        .of("application/zip")],
    event_first: false,
    gzip: false,
    gathering: Gathering::Archives,
    formats: &[Format::Zip, Format::MachO],
    mismatch: Mismatch::Expected("a zip archive of dSYM bundles"),
    claims: &[
        Claim { format: Format::Zip, which: Which::Holding(is_object, Code::ZipNoDsym) },
        Claim {
            format: Format::MachO,
            which: Which::WithSlice(|it| it.kind == "dsym" && it.dwarf),
        },
    ],
    identity: Identity { shown: &["uuids"], same: &[] },
    ..UploadType::BASE
};

fn is_object(path: &str) -> bool {
    dsym_object(path).is_some()
}
