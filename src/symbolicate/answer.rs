//! What comes of looking an address up, as data.

use serde::Serialize;

/// A place in a program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CodePlace {
    /// An address, as the linker gave it.
    Address(u64),
    /// How far it is, in bytes, from where the image begins in memory.
    Offset(u64),
    /// How far it is, in bytes, from the beginning of the file, as WebAssembly counts.
    InFile(u64),
    /// An address in memory, of an image of which it is not known where it begins. It is the linker's where nothing moves the image.
    InMemory(u64),
    /// So many bytes behind the beginning of the function that the linker knows by that name.
    InFunction(String, u64),
    /// A method of .NET by its token, and the offset in its code in bytes.
    InMethod(u32, u64),
}

impl CodePlace {
    /// So many bytes before it.
    #[must_use]
    pub fn before(&self, bytes: u64) -> Self {
        match self {
            Self::Address(at) => Self::Address(at.saturating_sub(bytes)),
            Self::Offset(at) => Self::Offset(at.saturating_sub(bytes)),
            Self::InFile(at) => Self::InFile(at.saturating_sub(bytes)),
            Self::InMemory(at) => Self::InMemory(at.saturating_sub(bytes)),
            Self::InFunction(name, at) => Self::InFunction(name.clone(), at.saturating_sub(bytes)),
            Self::InMethod(token, at) => Self::InMethod(*token, at.saturating_sub(bytes)),
        }
    }

    /// It as a text, by which it goes from one module to another.
    #[must_use]
    pub fn written(&self) -> String {
        match self {
            Self::Address(at) => format!("a {at:x}"),
            Self::Offset(at) => format!("o {at:x}"),
            Self::InFile(at) => format!("f {at:x}"),
            Self::InMemory(at) => format!("m {at:x}"),
            Self::InMethod(token, at) => format!("t {at:x} {token}"),
            Self::InFunction(name, at) => format!("n {at:x} {name}"),
        }
    }

    /// Such a text as a place.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let (kind, rest) = text.split_once(' ')?;
        let (at, name) = rest.split_once(' ').unwrap_or((rest, ""));
        let at = u64::from_str_radix(at, 16).ok()?;
        Some(match kind {
            "a" => Self::Address(at),
            "o" => Self::Offset(at),
            "f" => Self::InFile(at),
            "m" => Self::InMemory(at),
            "t" => Self::InMethod(name.parse().ok()?, at),
            "n" => Self::InFunction(name.to_owned(), at),
            _ => return None,
        })
    }
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
    /// The address is one in memory, and where the image began there is not known.
    InMemory,
    /// No function is known by the name that the place counts from.
    NoFunction,
    /// No method has the token.
    NoMethod,
    /// It is a program for Windows, whose debug information is in a PDB.
    InPdb {
        /// The path of the PDB, where the program names one.
        file: String,
    },
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

impl Unanswered {
    /// A stable name, kebab-case.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::OtherFormat => "other-format",
            Self::BrokenFile => "broken-file",
            Self::NoSlice => "no-slice",
            Self::Outside => "outside",
            Self::InMemory => "in-memory",
            Self::NoFunction => "no-function",
            Self::NoMethod => "no-method",
            Self::InPdb { .. } => "in-pdb",
            Self::NoDebugInfo => "no-debug-info",
            Self::NotCovered => "not-covered",
            Self::Split { .. } => "split",
            Self::Compressed => "compressed",
            Self::Damaged => "damaged",
            Self::Endless => "endless",
        }
    }

    /// The reason of that name; of some a file is told.
    #[must_use]
    pub fn named(name: &str, file: String) -> Option<Self> {
        let plain = [
            Self::OtherFormat,
            Self::BrokenFile,
            Self::NoSlice,
            Self::Outside,
            Self::InMemory,
            Self::NoFunction,
            Self::NoMethod,
            Self::NoDebugInfo,
            Self::NotCovered,
            Self::Compressed,
            Self::Damaged,
            Self::Endless,
        ];
        match name {
            "split" => Some(Self::Split { file }),
            "in-pdb" => Some(Self::InPdb { file }),
            _ => plain.into_iter().find(|reason| reason.name() == name),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn goes_from_one_module_to_another() {
        for place in [
            CodePlace::Address(u64::MAX),
            CodePlace::Offset(0x13ae),
            CodePlace::InFile(1),
            CodePlace::InMemory(2),
            CodePlace::InMethod(0x0600_0013, 5),
            CodePlace::InFunction("a b<c, d>".to_owned(), 14),
        ] {
            assert_eq!(CodePlace::read(&place.written()), Some(place));
        }
        for reason in [
            Unanswered::Split { file: "a.dwo".to_owned() },
            Unanswered::InPdb { file: "a.dwo".to_owned() },
            Unanswered::NotCovered,
            Unanswered::NoMethod,
        ] {
            assert_eq!(Unanswered::named(reason.name(), "a.dwo".to_owned()), Some(reason));
        }
    }
}
