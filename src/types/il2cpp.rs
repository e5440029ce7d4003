//! The mapping file of Unity's IL2CPP.

use super::declaration::{Filename, Gathering, Mismatch, Part, UploadType};
use super::fields::{BUILD_ID, CLI_VERSION, COMMIT, REPOSITORY, REPOSITORY_URL};
use super::files::{Claim, Identity, Which};
use super::found;
use crate::formats::Format;

pub(super) const TYPE: UploadType = UploadType {
    name: "il2cpp_mapping_file",
    about: "IL2CPP mapping files for Unity",
    fields: &[CLI_VERSION.observed(), COMMIT.observed(), REPOSITORY_URL.observed(), BUILD_ID],
    parts: &[
        Part::new("il2cpp_mapping_file", "LineNumberMappings.json of the build")
            .sent_as(Filename::Fixed("LineNumberMappings.json"))
            .of("application/json"),
        REPOSITORY.observed(),
    ],
    gathering: Gathering::Each,
    formats: &[Format::Il2cppMapping],
    mismatch: Mismatch::Expected("Unity's LineNumberMappings.json"),
    claims: &[Claim { format: Format::Il2cppMapping, which: Which::Others }],
    looked_at: &["LineNumberMappings.json"],
    sidecars: &[found::BUILD_ID],
    identity: Identity { shown: &["build_id"], same: &[] },
    ..UploadType::BASE
};
