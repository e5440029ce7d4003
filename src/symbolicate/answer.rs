//! What comes of looking an address up, as data.

use serde::Serialize;

/// A place in a program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CodePlace {
    /// An address, as the linker gave it.
    Address(u64),
    /// How far it is, in bytes, from where the image begins in memory.
    Offset(u64),
}

/// What comes of an address.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Answer {
    /// The functions that it is in: what was inlined comes before the function that it was inlined to.
    pub frames: Vec<SourceFrame>,
    /// Why there is nothing, or not all that there could be.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<Unanswered>,
}

/// A function, and a place in its source.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SourceFrame {
    /// The function, as people write it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub function: Option<String>,
    /// The source file, with the folder that it was compiled in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// Line, 1-based.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<u32>,
    /// Column, 1-based, in bytes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column: Option<u32>,
    /// Whether it was inlined into the function of the next one.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub is_inlined: bool,
    /// Whether the name is that of the nearest symbol before the address, for want of debug information.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub is_nearest_symbol: bool,
}

/// Why an address could not be looked up, or not wholly.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Unanswered {
    /// The file is none that is read for this.
    OtherFormat,
    /// Its headers can't be made sense of.
    BrokenFile,
    /// No slice of it has the UUID.
    NoSlice,
    /// There is no code at that address.
    Outside,
    /// There is no debug information in it.
    NoDebugInfo,
    /// Its debug information says nothing of that address.
    NotCovered,
    /// The compiler has put the debug information into another file.
    Split {
        /// The name of that file.
        file: String,
    },
    /// Its debug information is compressed in a way that is not read here.
    Compressed,
    /// Its debug information is damaged, or contradicts itself.
    Damaged,
    /// Reading it took more work than sound debug information of its size does.
    Endless,
}
