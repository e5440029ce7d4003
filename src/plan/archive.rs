//! Archives of a build: which files may be one, and what in one may be of use.

use super::folder::{FoundAs, as_found, is_by_name, is_skipped_folder};
use super::index::folder;
use crate::error::Result;
use crate::finding::{Issue, Severity, passes};
use crate::formats::Format;
use crate::formats::zip::{self, Compression, Entry, dsym_place};
use crate::inspect::format_of;
use crate::source::Source;
use crate::types::{TYPES, type_of_contents};

/// The archive that a file is in, and how.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Origin {
    /// The index of the archive.
    pub archive: usize,
    /// Whether it is packed, by deflate.
    pub is_packed: bool,
    /// Its length in the archive in bytes.
    pub length: u64,
    /// Its length in bytes.
    pub size: u64,
    /// Its CRC-32.
    pub crc: u32,
}

/// What of an archive may be of use.
#[derive(Debug, Clone, PartialEq)]
pub struct Contents {
    /// Why nothing of it can be.
    pub issues: Vec<Issue>,
    /// Its entries, as far as they may be of use.
    pub entries: Vec<Held>,
    /// Whether bundles are among them, which go on as they are packed.
    pub has_bundles: bool,
}

/// An entry of an archive that may be of use.
#[derive(Debug, Clone, PartialEq)]
pub struct Held {
    /// The entry.
    pub entry: Entry,
    /// How it counts.
    pub kind: FoundAs,
    /// How much of it may be unpacked.
    pub fits: Fits,
}

/// How much of an entry may be unpacked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fits {
    /// Nothing: it would fill memory or disk.
    Not,
    /// All.
    Whole,
    /// Its beginning, which is enough of a file of a bundle: that goes on as it is packed.
    Beginning,
}

/// The most that is unpacked of an entry, in bytes: twice what an upload may be, for code is left out of some.
const MOST_OF_ENTRY: u64 = 1_000_000_000;
/// The most that is unpacked of an archive, in bytes: this, and so many times its length. Debug information becomes a tenth of its
/// length, and what is made to fill disks a thousandth.
const MOST: u64 = 64_000_000;
const MOST_RATIO: u64 = 100;

/// Whether a file with such a name may be an archive that is looked into.
#[must_use]
pub fn may_be_archive(name: &str, found: bool) -> bool {
    // builds are full of other archives: packages, documents
    let is_zip = || name.rsplit_once('.').is_some_and(|(_, it)| it.eq_ignore_ascii_case("zip"));
    if found { is_zip() } else { !is_by_name(name) }
}

/// What of a file may be of use, where it is an archive. Of one that was found in a folder that is symbols alone: scripts and maps in
/// one are there to be downloaded. One of dSYMs that is broken is judged as it is.
///
/// # Errors
/// [`Error::Read`](crate::Error::Read) when the host cannot read the file.
pub fn contents(source: &dyn Source, found: bool) -> Result<Option<Contents>> {
    if !zip::is_archive(&source.read_up_to(0, 4)?) {
        return Ok(None);
    }
    let listed = zip::list(source)?;
    let names = listed.entries.iter().map(|entry| entry.name.as_str());
    if !passes(&listed.issues) {
        let is_judged = found || type_of_contents(Format::Zip, names, &[]).is_some();
        let mut issues = listed.issues;
        issues.retain(|issue| issue.severity == Severity::Error);
        return Ok((!is_judged).then_some(Contents {
            issues,
            entries: Vec::new(),
            has_bundles: false,
        }));
    }
    let mut left = source.len().saturating_mul(MOST_RATIO).saturating_add(MOST);
    let (mut entries, mut has_bundles) = (Vec::new(), false);
    for entry in listed.entries {
        let name = &entry.name;
        let is_file = !entry.is_link && !entry.is_directory();
        let is_aside = folder(name).split('/').any(is_skipped_folder);
        let Some(kind) = as_found(name).filter(|_| is_file && !is_aside) else { continue };
        if found && is_by_name(name) {
            continue;
        }
        let is_stored = entry.compression == Compression::Stored;
        let in_bundle = dsym_place(name).is_some();
        has_bundles |= in_bundle;
        let fits = match is_stored || entry.size <= left.min(MOST_OF_ENTRY) {
            true => Fits::Whole,
            false if in_bundle => Fits::Beginning,
            false => Fits::Not,
        };
        if fits == Fits::Whole && !is_stored && !in_bundle {
            left -= entry.size;
        }
        entries.push(Held { entry, kind, fits });
    }
    Ok(Some(Contents { issues: Vec::new(), entries, has_bundles }))
}

/// Whether a file that can't be unpacked would be of use, by its name and its first bytes.
#[must_use]
pub fn is_of_use(head: &[u8], name: &str) -> bool {
    let format = format_of(head, name);
    is_by_name(name) || TYPES.iter().any(|known| known.formats.contains(&format))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A link's data is a path: of the bundle of the archive, that of a program would be uploaded.
    #[test]
    fn links_are_no_files() {
        let bytes = std::fs::read("tests/fixtures/symbols/zip/info-zip.zip").unwrap();
        let listed = zip::list(&bytes.as_slice()).unwrap().entries;
        let links = listed.iter().filter(|entry| entry.is_link);
        let links: Vec<&str> = links.map(|entry| entry.name.as_str()).collect();
        assert!(!links.is_empty());
        let held = contents(&bytes.as_slice(), false).unwrap().unwrap().entries;
        assert!(held.len() > 1);
        for Held { entry, .. } in held {
            assert!(!links.contains(&entry.name.as_str()), "{}", entry.name);
        }
    }
}
