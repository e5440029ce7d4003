//! Debug information that lies in other files: what dwz moved into a common one, what the compiler split off.

use crate::finding::Code;

use super::super::dwarf::Dwarf;
use super::super::{Reading, Said, lossy};
use super::Elf;
use super::sections::{COMPRESSED, NOTE, Section};

/// The most bytes of a link to another file that are read: a file name, and a build ID.
const MOST_LINK: u64 = 4096;

/// What a file is that is no program, and what to give in its place, where it is a part of the debug information of others.
pub(super) fn part(reading: &Reading<'_>, elf: &Elf) -> Option<(&'static str, &'static str)> {
    let is_code = |section: &Section| section.is_alloc() && section.has_bytes();
    if elf.sections.iter().any(|section| is_code(section) && section.kind != NOTE) {
        return None;
    }
    if elf.sections.iter().any(|section| elf.name(section).ends_with(b".dwo")) {
        let what = "what -gsplit-dwarf split off from a program (.dwo, .dwp), without addresses";
        return Some((what, "compile without -gsplit-dwarf, and give the program"));
    }
    // an object file of nothing but types looks the same, but for the ID
    let has_id = reading.value("gnu_build_id").is_some() || elf.section(b".debug_sup").is_some();
    let is_common = has_id && elf.section(b".debug_info").is_some();
    let what = "what dwz moved out of several debug files, without addresses";
    is_common.then_some((what, "give those debug files, as they were before dwz -m"))
}

/// Says which part of a program's debug information is not in the file.
pub(super) fn judge(reading: &mut Reading<'_>, elf: &Elf) {
    // the name is first in GNU's section, behind a version and a flag in that of DWARF 5
    for (name, start) in [(&b".gnu_debugaltlink"[..], 0), (b".debug_sup", 3)] {
        let Some(section) = elf.section(name).filter(|section| section.has_bytes()) else {
            continue;
        };
        let link = reading.bytes(section.offset, section.size.min(MOST_LINK), usize::MAX);
        let name = link.as_deref().and_then(|link| link.get(start..)).unwrap_or_default();
        let name = lossy(name.split(|byte| *byte == 0).next().unwrap_or_default());
        return reading.say(Code::ElfDwz, section.offset, &[("file", Said::Text(&name))]);
    }
    if let Some(at) = skeleton(reading, elf) {
        reading.say(Code::DwarfSplit, at, &[]);
    }
}

/// Where the first unit is whose debug information was split off, in bytes from the file's start.
fn skeleton(reading: &mut Reading<'_>, elf: &Elf) -> Option<u64> {
    let place = |name| {
        let section = elf.section(name).filter(|section| section.has_bytes())?;
        // what is compressed can't be looked into
        (section.flags & COMPRESSED == 0).then_some((section.offset, section.size))
    };
    let dwarf = Dwarf {
        big: elf.layout().big,
        info: place(b".debug_info")?,
        abbreviations: place(b".debug_abbrev").unwrap_or_default(),
        has_addresses: elf.section(b".debug_addr").is_some(),
    };
    dwarf.skeleton(reading)
}
