//! PDBs of Windows programs, and Breakpad's symbol files of them.

use super::declaration::{Field, Gathering, Mismatch, Mistake, Part, Role, Rule, UploadType};
use super::fields::{
    ARCH, CFI_CACHE, CLI_VERSION, COMMIT, FILENAME, ORIGIN, ORIGIN_VERSION, OVERWRITE, REPOSITORY,
    REPOSITORY_URL, SYMBOL_SOURCE,
};
use super::files::{Claim, Identity, LeftOut, Pointer, Which};
use super::found::{FILE_NAME, base};
use crate::finding::Code;
use crate::formats::Format;

pub(super) const TYPE: UploadType = UploadType {
    name: "pe_symbol_file",
    about: "PE/PDB symbol files for Windows",
    fields: &[
        CLI_VERSION,
        ORIGIN_VERSION,
        ORIGIN,
        ARCH.needed(),
        Field::rule("pdb_age", "age of the PDB", Rule::Integer).present(),
        Field::rule("pdb_sig", "GUID of the PDB", Rule::Guid).present(),
        COMMIT.observed(),
        REPOSITORY_URL.observed(),
        SYMBOL_SOURCE.observed(),
        FILENAME,
        OVERWRITE,
        CFI_CACHE,
    ],
    parts: &[
        Part::new("pe_symbol_file", "the PDB, or a Breakpad .sym file"),
        REPOSITORY.observed(),
        Part::new("pe_binary_file", "the PE file itself, for unwinding")
            .is(Role::Companion)
            .optional()
            .observed(),
    ],
    gathering: Gathering::Each,
    formats: &[Format::Pdb, Format::Breakpad],
    mismatch: Mismatch::Expected("a PDB or a Breakpad .sym file"),
    mistakes: &[Mistake {
        format: Format::Pe,
        code: Code::PeNotPdb,
        arg: Some(("pdb", "pdb_path", "a PDB")),
    }],
    claims: &[
        Claim { format: Format::Pdb, which: Which::Others },
        Claim { format: Format::Breakpad, which: Which::Others },
    ],
    name_says: &[FILE_NAME],
    left_out: &[
        LeftOut::For(Code::BreakpadEmpty),
        LeftOut::For(Code::PdbNoSymbols),
        LeftOut::For(Code::PdbOld),
    ],
    identity: Identity { shown: &["pdb_sig"], same: &[&["pdb_sig", "pdb_age"]] },
    pointers: &[Pointer {
        format: Format::Pe,
        // its symbols are in itself, where Datadog does not look
        instead: &[Code::PeDwarf, Code::PeEmbedded],
        names: pdbs_of,
        missing: (Code::PdbNotBeside, "pdb"),
        named: (Code::PeNotPdb, "pdb"),
    }],
    ..UploadType::BASE
};

/// The PDB of a program: by the name that the linker wrote down, or by the program's own.
fn pdbs_of(identity: &[(&'static str, String)], path: &str) -> Vec<String> {
    let told = identity.iter().find(|(name, _)| *name == "pdb_path").map(|(_, path)| base(path));
    let Some(told) = told else { return Vec::new() };
    let own = base(path);
    let stem = own.rsplit_once('.').map_or(own, |(stem, _)| stem);
    vec![told.to_owned(), [stem, ".pdb"].concat()]
}
