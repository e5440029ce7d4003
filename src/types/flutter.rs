//! Symbol files of Flutter's ahead-of-time compiler.

use super::declaration::{Field, Gathering, Mismatch, Part, UploadType};
use super::fields::{
    ARCH, CLI_VERSION, COMMIT, REPOSITORY, REPOSITORY_URL, SERVICE, VARIANT, VERSION,
};
use super::files::{Claim, Identity, LeftOut, Waiver, Which};
use super::found::{NameSays, Reach, Said, Sidecar};
use crate::finding::Code;
use crate::formats::flutter::{check_name, event_version, read_name, read_version};
use crate::formats::{Format, encoding};

pub(super) const TYPE: UploadType = UploadType {
    name: "flutter_symbol_file",
    about: "Flutter symbol files",
    fields: &[
        // the names that Flutter's tools give to architectures
        ARCH.needed().in_words(&[("aarch64", "arm64"), ("x86_64", "x64")]),
        CLI_VERSION,
        COMMIT.observed(),
        REPOSITORY_URL.observed(),
        Field::text("platform", "target platform, such as android or ios").most(200).needed(),
        SERVICE,
        VARIANT.needed(),
        VERSION,
    ],
    parts: &[Part::new("flutter_symbol_file", "the Flutter symbol file"), REPOSITORY.observed()],
    gathering: Gathering::Each,
    // what is for Apple's systems is a dSYM's object file
    formats: &[Format::Elf, Format::MachO],
    mismatch: Mismatch::Expected("the ELF or Mach-O file that --split-debug-info wrote"),
    // a name that tells no platform is said when the file is judged
    claims: &[
        Claim { format: Format::Elf, which: Which::Named(is_symbols) },
        Claim { format: Format::MachO, which: Which::Named(is_symbols) },
    ],
    name_says: &[NameSays {
        fields: &["platform", "arch"],
        read: by_name,
        about: "the name of the file, such as `app.android-arm64.symbols`",
    }],
    sidecars: &[Sidecar {
        names: &["pubspec.yaml"],
        not_in: &[],
        reach: Reach::Above,
        only: None,
        fields: &["version"],
        longest: 64 * 1024,
        read: by_pubspec,
    }],
    waivers: &[Waiver {
        codes: &[
            Code::ElfNoIdentity,
            Code::ElfNoGnuBuildId,
            Code::ElfBuildIdShort,
            Code::MachoNoUuid,
        ],
        given: None,
        because: "the version ties it to its build",
    }],
    left_out: &[
        LeftOut::For(Code::ElfMachine),
        LeftOut::For(Code::ElfNoSymbols),
        LeftOut::Silently(Code::ElfType),
    ],
    identity: Identity { shown: &["gnu_build_id", "go_build_id", "file_hash"], same: &[] },
    ..UploadType::BASE
};

fn is_symbols(path: &str) -> bool {
    path.ends_with(".symbols")
}

fn by_name(path: &str) -> Said {
    match read_name(path) {
        Ok(name) => {
            let issues = check_name(&name);
            Said { values: vec![("platform", name.platform), ("arch", name.arch)], issues }
        }
        Err(issue) => Said { values: Vec::new(), issues: vec![*issue] },
    }
}

fn by_pubspec(bytes: &[u8]) -> Said {
    match read_version(&encoding::text(bytes)) {
        Ok((version, issue)) => Said {
            values: vec![("version", event_version(&version))],
            issues: issue.into_iter().collect(),
        },
        Err(issue) => Said { values: Vec::new(), issues: vec![*issue] },
    }
}
