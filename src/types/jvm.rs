//! Mapping files of ProGuard and R8.

use super::declaration::{Example, Field, Filename, Gathering, Mismatch, Part, UploadType};
use super::fields::{
    CLI_VERSION, COMMIT, OVERWRITE, REPOSITORY, REPOSITORY_URL, SERVICE, VARIANT, VERSION,
    VERSION_CODE,
};
use super::files::{Claim, Identity, LeftOut, Which};
use super::found::{BUILD_ID, NameSays, Said};
use crate::finding::Code;
use crate::formats::Format;

pub(super) const TYPE: UploadType = UploadType {
    name: "jvm_mapping_file",
    about: "ProGuard/R8 mapping files for Android crashes",
    fields: &[
        CLI_VERSION.observed(),
        COMMIT.observed(),
        REPOSITORY_URL.observed(),
        Field::text("build_id", "build ID of the mapping file"),
        SERVICE,
        VARIANT,
        VERSION,
        OVERWRITE,
        VERSION_CODE,
    ],
    parts: &[
        Part::new("jvm_mapping_file", "the ProGuard/R8 mapping file")
            .sent_as(Filename::Fixed("jvm_mapping"))
            .of("text/plain"),
        REPOSITORY,
    ],
    gathering: Gathering::Each,
    formats: &[Format::JvmMapping],
    // of an app bundle (AAB), in BUNDLE-METADATA
    looked_at: &["proguard.map"],
    mismatch: Mismatch::Expected("a ProGuard/R8 mapping file (mapping.txt)"),
    claims: &[Claim { format: Format::JvmMapping, which: Which::Others }],
    name_says: &[NameSays {
        fields: &["variant"],
        read: |path| Said::value("variant", variant(path)),
        about: "the folder below `mapping`, where the Android Gradle plugin writes it",
    }],
    sidecars: &[BUILD_ID],
    left_out: &[LeftOut::For(Code::JvmEmpty)],
    identity: Identity { shown: &["build_id"], same: &[] },
    example: Some(Example {
        file: "mapping.txt",
        flags: "--service com.example --release-version 1.4.2",
    }),
    ..UploadType::BASE
};

/// `release` of `app/build/outputs/mapping/release/mapping.txt`.
fn variant(path: &str) -> Option<&str> {
    let mut folders = path.rsplit('/').skip(1);
    let variant = folders.next()?;
    (folders.next()? == "mapping").then_some(variant)
}
