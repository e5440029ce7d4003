//! [`Format`]: what a file is, by its bytes.

use serde::{Serialize, Serializer};

/// What a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Format {
    /// No bytes at all.
    Empty,
    /// A source map (ECMA-426).
    SourceMap,
    /// JSON of another kind.
    Json,
    /// A script, by its name.
    JavaScript,
    /// An ELF file.
    Elf,
    /// A Portable Executable: .dll, .exe.
    Pe,
    /// A Windows PDB.
    Pdb,
    /// A portable PDB (.NET).
    PortablePdb,
    /// A Mach-O file, thin or fat.
    MachO,
    /// A WebAssembly module.
    Wasm,
    /// A zip archive.
    Zip,
    /// A Breakpad symbol file.
    Breakpad,
    /// A ProGuard/R8 mapping file.
    JvmMapping,
    /// Unity's `LineNumberMappings.json`.
    Il2cppMapping,
    /// A React Native bundle as Hermes bytecode.
    HermesBytecode,
    /// A React Native bundle of separately loaded modules.
    RamBundle,
    /// Something else.
    Unknown,
}

impl Format {
    /// A stable, kebab-case name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::SourceMap => "source-map",
            Self::Json => "json",
            Self::JavaScript => "java-script",
            Self::Elf => "elf",
            Self::Pe => "pe",
            Self::Pdb => "pdb",
            Self::PortablePdb => "portable-pdb",
            Self::MachO => "mach-o",
            Self::Wasm => "wasm",
            Self::Zip => "zip",
            Self::Breakpad => "breakpad",
            Self::JvmMapping => "jvm-mapping",
            Self::Il2cppMapping => "il2cpp-mapping",
            Self::HermesBytecode => "hermes-bytecode",
            Self::RamBundle => "ram-bundle",
            Self::Unknown => "unknown",
        }
    }
}

impl Serialize for Format {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}
