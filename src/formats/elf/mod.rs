//! ELF files: Linux and Android libraries, programs, and their separate debug files.
//!
//! The structures are those of the System V ABI (gABI), chapters 4 and 5; notes as in "Note Section".

mod debug_only;
mod elsewhere;
mod file_hash;
mod header;
mod identity;
mod machine;
mod notes;
#[cfg(feature = "native")]
mod program;
mod sections;

pub use debug_only::{DebugOnly, DebugOnlyOptions, DebugSection, Packed, debug_only};
pub(crate) use identity::inspect;
#[cfg(feature = "native")]
pub(crate) use program::program;

use super::fields::Layout;

/// An ELF file's tables. The contents of its sections stay in the file.
pub(super) struct Elf {
    header: header::Header,
    segments: Vec<sections::Segment>,
    sections: Vec<sections::Section>,
    /// The section that holds the names, whole.
    names: Vec<u8>,
}

impl Elf {
    fn layout(&self) -> Layout {
        self.header.layout
    }

    /// A section's name; empty where the name lies outside of the table of names.
    fn name(&self, section: &sections::Section) -> &[u8] {
        let rest = self.names.get(section.name as usize..).unwrap_or_default();
        rest.split(|byte| *byte == 0).next().unwrap_or_default()
    }

    /// The name of the section at that index, to be shown.
    fn shown(&self, index: usize) -> String {
        let name = self.sections.get(index).map(|section| self.name(section));
        String::from_utf8_lossy(name.unwrap_or_default()).into_owned()
    }

    /// The first section of that name.
    // out of line: it is asked for in many places
    #[inline(never)]
    fn section(&self, name: &[u8]) -> Option<&sections::Section> {
        self.sections.iter().find(|section| self.name(section) == name)
    }

    /// Whether it is a separate debug file: its code takes up memory, but no bytes of the file.
    fn is_debug_only(&self) -> bool {
        self.section(b".text").is_some_and(|section| section.kind == sections::NOBITS)
    }
}
