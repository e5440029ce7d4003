//! Portable PDBs of .NET assemblies.

use super::declaration::{Field, Gathering, Mismatch, Part, Provenance, UploadType};
use super::fields::{
    CLI_VERSION, COMMIT, FILENAME, ORIGIN, ORIGIN_VERSION, OVERWRITE, REPOSITORY, REPOSITORY_URL,
};
use super::files::{Claim, Identity, LeftOut, Which};
use super::found::{FILE_NAME, NameSays, Said, base};
use crate::finding::Code;
use crate::formats::Format;

pub(super) const TYPE: UploadType = UploadType {
    name: "dotnet_portable_pdb",
    about: "portable PDB files of .NET assemblies",
    provenance: Provenance::Observed,
    fields: &[
        CLI_VERSION.observed(),
        ORIGIN_VERSION.observed(),
        ORIGIN.observed(),
        Field::text("debug_id", "debug ID of the assembly").needed().observed(),
        Field::text("assembly_name", "name of the assembly").most(500).observed(),
        COMMIT.observed(),
        REPOSITORY_URL.observed(),
        FILENAME.observed(),
        OVERWRITE.observed(),
    ],
    parts: &[
        Part::new("dotnet_portable_pdb", "the portable PDB").observed(),
        REPOSITORY.observed(),
    ],
    gathering: Gathering::Each,
    formats: &[Format::PortablePdb],
    mismatch: Mismatch::Expected("a portable PDB"),
    claims: &[Claim { format: Format::PortablePdb, which: Which::Others }],
    name_says: &[
        FILE_NAME,
        NameSays {
            fields: &["assembly_name"],
            read: |path| Said::value("assembly_name", assembly(path)),
            about: "the name of the file, without `.pdb`",
        },
    ],
    left_out: &[LeftOut::Without("debug_id", Code::PortablePdbUnnamed, "assembly")],
    identity: Identity { shown: &["debug_id"], same: &[] },
    ..UploadType::BASE
};

fn assembly(path: &str) -> Option<&str> {
    let (stem, ending) = base(path).rsplit_once('.')?;
    ending.eq_ignore_ascii_case("pdb").then_some(stem)
}
