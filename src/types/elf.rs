//! ELF files of Linux and other Unixes.

use super::declaration::{Comparison, Example, Field, Gathering, Mismatch, Part, Rule, UploadType};
use super::fields::{
    ARCH, CFI_CACHE, CLI_VERSION, COMMIT, FILENAME, ORIGIN, ORIGIN_VERSION, OVERWRITE, REPOSITORY,
    REPOSITORY_URL, SYMBOL_SOURCE,
};
use super::files::{Claim, Identity, LeftOut, Linked, Waiver, Which};
use super::found::FILE_NAME;
use crate::finding::Code;
use crate::formats::Format;

pub(super) const TYPE: UploadType = UploadType {
    name: "elf_symbol_file",
    about: "ELF symbol files for Linux and Unix",
    fields: &[
        CLI_VERSION,
        ORIGIN_VERSION,
        ORIGIN,
        ARCH,
        Field::rule("gnu_build_id", "GNU build ID", Rule::HexOrEmpty { min: 16, max: None })
            .or_blank(),
        Field::text("go_build_id", "Go build ID, or redacted")
            .compared(Comparison::SameOr("redacted"))
            .or_blank(),
        Field::rule("file_hash", "hash of the file", Rule::HexOrEmpty { min: 32, max: Some(32) })
            .or_blank(),
        COMMIT.observed(),
        REPOSITORY_URL.observed(),
        SYMBOL_SOURCE,
        FILENAME,
        OVERWRITE,
        CFI_CACHE,
    ],
    parts: &[
        Part::new("elf_symbol_file", "the ELF file with symbols").reduced(),
        REPOSITORY.observed(),
    ],
    gathering: Gathering::Each,
    formats: &[Format::Elf],
    mismatch: Mismatch::Finding(Code::ElfFormat),
    claims: &[Claim { format: Format::Elf, which: Which::Others }],
    name_says: &[FILE_NAME],
    waivers: &[Waiver {
        codes: &[Code::ElfNoIdentity],
        given: Some("file_hash"),
        because: "a debug file is known by the hash of its library",
    }],
    left_out: &[
        LeftOut::For(Code::ElfMachine),
        LeftOut::For(Code::ElfNoIdentity),
        LeftOut::For(Code::ElfNoSymbols),
        LeftOut::WithDynamicSymbols(Code::ElfStripped),
        LeftOut::Silently(Code::ElfType),
    ],
    identity: Identity {
        shown: &["gnu_build_id", "go_build_id", "file_hash"],
        same: &[&["gnu_build_id", "arch"], &["go_build_id", "arch"], &["file_hash", "arch"]],
    },
    linked: Some(Linked {
        without: Code::ElfNoIdentity,
        unless: &["gnu_build_id", "go_build_id"],
        link: "debug_link",
        checksum: "debug_link_crc",
        folders: &["", ".debug/"],
        gives: "file_hash",
    }),
    example: Some(Example {
        file: "libapp.so",
        flags: "--arch aarch64 --gnu-build-id 90aef8b4a3cd45d7",
    }),
    ..UploadType::BASE
};
