//! Places of programs, made readable by debug information: function, file and line, what was inlined as well.
//!
//! All places of a trace are looked up together, and the file is read by ranges. Of DWARF, what there is of memory grows with the places
//! and by 8 bytes for each unit, not with the file:
//!
//! ```text
//! headers ─> units that hold an address ─> their functions ─> their lines ─> names
//! Program    Units                         walk               lines          names
//! ```

mod answer;
#[cfg(feature = "pdb")]
mod breakpad;
#[cfg(any(feature = "native", feature = "pdb"))]
mod by_number;
#[cfg(feature = "native")]
mod debug_info;
#[cfg(any(feature = "native", feature = "pdb"))]
mod demangle;
#[cfg(feature = "native")]
mod dwarf;
#[cfg(feature = "native")]
mod files;
#[cfg(feature = "native")]
mod inflate;
#[cfg(feature = "native")]
mod line_table;
#[cfg(feature = "native")]
mod lines;
#[cfg(feature = "native")]
mod names;
#[cfg(feature = "native")]
mod pages;
#[cfg(feature = "pdb")]
mod pdb;
#[cfg(feature = "pdb")]
mod portable;
#[cfg(feature = "native")]
mod programs;
#[cfg(feature = "native")]
mod ranges;
#[cfg(feature = "native")]
mod reader;
#[cfg(feature = "native")]
mod section;
#[cfg(feature = "native")]
mod symbols;
#[cfg(feature = "native")]
mod units;
#[cfg(feature = "native")]
mod unzstd;
#[cfg(feature = "native")]
mod walk;
#[cfg(feature = "native")]
mod wasm_names;
#[cfg(feature = "native")]
mod window;

pub use answer::{Answer, CodePlace, SourceFrame, Unanswered};

#[cfg(any(feature = "native", feature = "pdb"))]
use crate::{error::Result, source::Source};

/// Looks places of a program up in a file of it: ELF, Mach-O, Portable Executable, WebAssembly; PDB, portable PDB, Breakpad's symbols. Which of these
/// are read is chosen when the crate is built. Of a Mach-O file the slice of the UUID is meant (upper-case with dashes), without one the only
/// slice, or else the first one with debug information.
///
/// There is one answer for each place, in turn.
///
/// # Errors
/// [`Error::Read`](crate::Error::Read) when the host cannot read the file.
#[cfg(any(feature = "native", feature = "pdb"))]
pub fn symbolicate(
    source: &dyn Source,
    uuid: Option<&str>,
    places: &[CodePlace],
) -> Result<Vec<Answer>> {
    #[cfg(feature = "pdb")]
    {
        let beginning = source.read_up_to(0, 32)?;
        if beginning.starts_with(b"Microsoft C/C++ MSF 7.00") {
            return pdb::look_up(source, places);
        }
        if beginning.starts_with(b"BSJB") {
            return portable::look_up(source, places);
        }
        if beginning.trim_ascii_start().starts_with(b"MODULE") {
            return breakpad::look_up(source, places);
        }
    }
    #[cfg(feature = "native")]
    return programs::look_up(source, uuid, places);
    #[cfg(not(feature = "native"))]
    {
        let _ = uuid;
        Ok(all(Unanswered::OtherFormat, places))
    }
}

/// The same reason for all places.
#[cfg(any(feature = "native", feature = "pdb"))]
fn all(reason: Unanswered, places: &[CodePlace]) -> Vec<Answer> {
    vec![Answer { frames: Vec::new(), reason: Some(reason) }; places.len()]
}

impl Answer {
    /// Whether the function and its line are known.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.reason.is_none()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_files_are_said() {
        let text: &[u8] = b"not a program";
        let answers = symbolicate(&text, None, &[CodePlace::Address(1)]).unwrap();
        assert_eq!(answers[0].reason, Some(Unanswered::OtherFormat));
        let broken: &[u8] = b"\x7fELF";
        let answers = symbolicate(&broken, None, &[CodePlace::Offset(1)]).unwrap();
        assert_eq!(answers[0].reason, Some(Unanswered::BrokenFile));
    }
}
