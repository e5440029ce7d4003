//! Mach-O files: programs, libraries and dSYMs of Apple's systems, for one processor or for several (fat).
//!
//! The structures are those of Apple's `mach-o/loader.h` and `mach-o/fat.h`.

mod arch;
mod commands;
mod fat;
#[cfg(feature = "native")]
mod program;

pub(crate) use fat::{inspect, join};
#[cfg(feature = "native")]
pub(crate) use program::program;

/// The part of a Mach-O file that is for one processor; a thin file is one such part.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Slice {
    /// Where it begins in the file, in bytes.
    pub offset: u64,
    /// In bytes.
    pub size: u64,
    /// The processor, as `dwarfdump --uuid` names it: `arm64`, `x86_64`, …
    pub arch: String,
    /// The UUID, upper-case with dashes; missing where the slice has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub uuid: Option<String>,
    /// What it is: `dsym`, `execute`, `dylib`, …
    pub kind: &'static str,
    /// Whether DWARF debug information is in it.
    pub dwarf: bool,
}
