//! Native libraries of Android apps.

use super::declaration::{Field, Filename, Gathering, Mismatch, Part, UploadType};
use super::fields::{
    ARCH, BUILD_ID, CLI_VERSION, COMMIT, FILENAME, REPOSITORY, REPOSITORY_URL, VARIANT,
    VERSION_CODE,
};
use super::files::{Claim, Identity, LeftOut, Waiver, Which};
use super::found;
use crate::finding::Code;
use crate::formats::Format;

pub(super) const TYPE: UploadType = UploadType {
    name: "ndk_symbol_file",
    about: "Android NDK symbol files for native crashes",
    fields: &[
        ARCH.needed(),
        CLI_VERSION.observed(),
        COMMIT.observed(),
        REPOSITORY_URL.observed(),
        BUILD_ID,
        FILENAME,
        Field::text("service", "name of the service").most(200).observed(),
        Field::text("version", "version of the service").most(200).observed(),
        VARIANT.observed(),
        VERSION_CODE,
    ],
    parts: &[
        Part::new("ndk_symbol_file", "the native library with its symbols")
            // stack traces name the library
            .sent_as(Filename::Original { without: OF_DEBUG_FILES })
            .reduced(),
        REPOSITORY.observed(),
    ],
    gathering: Gathering::Each,
    formats: &[Format::Elf],
    mismatch: Mismatch::Finding(Code::ElfFormat),
    claims: &[Claim { format: Format::Elf, which: Which::NamedWithSidecar(is_library) }],
    sidecars: &[found::BUILD_ID],
    waivers: &[Waiver {
        codes: &[Code::ElfNoIdentity, Code::ElfNoGnuBuildId, Code::ElfBuildIdShort],
        given: None,
        because: "the ID of the whole build ties it to that",
    }],
    left_out: &[
        LeftOut::For(Code::ElfMachine),
        LeftOut::For(Code::ElfNoSymbols),
        LeftOut::Silently(Code::ElfType),
    ],
    identity: Identity { shown: &["build_id"], same: &[] },
    ..UploadType::BASE
};

/// How the Android Gradle plugin, and others, call the separate debug file of a library: `libapp.so.dbg`, `libapp.so.sym`.
const OF_DEBUG_FILES: &[&str] = &[".dbg", ".sym", ".debug"];

fn is_library(path: &str) -> bool {
    let own = OF_DEBUG_FILES.iter().find_map(|ending| path.strip_suffix(ending));
    own.unwrap_or(path).ends_with(".so")
}
