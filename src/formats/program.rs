//! [`Program`]: where the parts of a program are that lead from its addresses to names and lines, whatever its format.

/// What is read of the headers of a program, a library or a separate debug file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Program {
    /// Whether the most significant byte comes first.
    pub big: bool,
    /// The address that the image's first byte has where nothing moved it.
    pub start: u64,
    /// Where code is: first address, and the one behind the last.
    pub code: Vec<(u64, u64)>,
    /// The sections of debug information.
    pub sections: Vec<DebugPart>,
    /// The symbol tables, the fullest first.
    pub tables: Vec<SymbolTable>,
    /// Whether the lowest bit of a function's address says which instructions it is in, as on 32-bit Arm.
    pub has_thumb: bool,
    /// Where the code begins in the file, in bytes, where addresses count from there: of WebAssembly.
    pub code_in_file: u64,
    /// Where the sections of a module of WebAssembly are, by which its functions are named.
    pub wasm: Option<WasmParts>,
    /// Where each section of a Portable Executable is in memory, as its symbols count from there.
    pub bases: Vec<u64>,
    /// Whether a compressed symbol table of Fedora's kind is there (`.gnu_debugdata`).
    pub has_mini_debug_info: bool,
}

/// A section of debug information.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct DebugPart {
    /// Its name as ELF has it, `.debug_info`.
    pub name: String,
    /// Where its bytes begin in the file.
    pub offset: u64,
    /// How many they are.
    pub length: u64,
    /// How they are compressed.
    pub packing: Packing,
}

/// How a section's bytes are compressed. The length is that of the contents, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Packing {
    /// Not at all.
    None,
    /// As a stream of zlib.
    Zlib(u64),
    /// As a frame of Zstandard.
    Zstd(u64),
    /// In another way.
    Unknown,
}

/// A symbol table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct SymbolTable {
    /// Where it begins in the file, in bytes.
    pub offset: u64,
    /// How many bytes it has.
    pub length: u64,
    /// Where the names begin in the file, in bytes.
    pub names: u64,
    /// How many bytes of names there are.
    pub names_length: u64,
    /// Whether addresses take 8 bytes.
    pub wide: bool,
    /// What the entries are.
    pub kind: SymbolKind,
}

/// What the entries of a symbol table are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SymbolKind {
    /// `Elf32_Sym`, `Elf64_Sym`: all symbols.
    Elf,
    /// The same of those that the loader needs.
    ElfDynamic,
    /// `nlist`, `nlist_64`.
    Macho,
    /// `IMAGE_SYMBOL`.
    Coff,
}

/// Sections of a module of WebAssembly: where each begins in the file, and its length, in bytes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct WasmParts {
    /// What is imported.
    pub imports: (u64, u64),
    /// The functions.
    pub code: (u64, u64),
    /// The custom section `name`.
    pub names: (u64, u64),
}
