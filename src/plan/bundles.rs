//! Bundles of dSYMs, and the archives that Datadog takes: one for each UUID, as its own client makes them.

use super::archive::Origin;
use super::index::{base, folder};
use super::upload::PlannedPiece;
use crate::error::Result;
use crate::formats::zip::{Compression, ZipEntry, ZipSegment, crc32, write_zip};
use crate::inspect::inspect;
use crate::sorted_indices::order;
use crate::source::Source;

/// A bundle, such as `Shop.app.dSYM`.
#[derive(Debug, Default)]
pub(super) struct Bundle {
    /// Its path in the build or in its archive.
    pub path: String,
    /// The index of its archive, where it lies in one.
    pub archive: Option<usize>,
    /// The number of the folder that was given, in which it lies.
    pub root: usize,
    /// What to call it.
    pub shown: String,
    /// Its files.
    pub members: Vec<Member>,
}

/// A file of a bundle.
#[derive(Debug, Clone, Default)]
pub(super) struct Member {
    /// Its path, with the bundle's in front.
    pub name: String,
    /// The index of the file, or of the entry.
    pub file: usize,
    /// All of it.
    whole: Option<Range>,
    /// The parts of an object file that have a UUID.
    slices: Vec<(String, Range)>,
}

/// A range of a file, as it goes into an archive.
#[derive(Debug, Clone, Copy)]
struct Range {
    compression: Compression,
    crc: u32,
    size: u64,
    start: u64,
    length: u64,
}

/// What is read of a file of a bundle.
pub(super) enum Read {
    /// This.
    Member(Member),
    /// Not enough: what was given is the beginning, and all of it is needed.
    All,
}

/// An archive with one UUID.
pub(super) struct Archive {
    pub uuid: String,
    /// The index of the object file.
    pub file: usize,
    pub pieces: Vec<PlannedPiece>,
}

/// Where in a bundle its object files are.
const OBJECTS: &str = ".dSYM/Contents/Resources/DWARF/";

impl Member {
    /// Reads a file. `packed`: the entry of an archive that goes on as it is packed, of which only the beginning can be read.
    pub fn read(
        name: &str,
        file: usize,
        is_object: bool,
        source: &dyn Source,
        packed: Option<Origin>,
    ) -> Result<Read> {
        let mut member = Self { name: name.to_owned(), file, ..Self::default() };
        let slices = match is_object.then(|| inspect(source, name)) {
            None => Vec::new(),
            Some(Ok(inspection)) => inspection.slices,
            Some(Err(_)) if packed.is_some() => return Ok(Read::All),
            Some(Err(error)) => return Err(error),
        };
        let is_one = slices.len() == 1;
        for slice in slices {
            let Some(uuid) = slice.uuid else { continue };
            let range = match packed {
                // a fat one is to be cut into its slices, which are all over it
                Some(_) if !is_one => return Ok(Read::All),
                Some(origin) => Range::packed(origin),
                None => Range::read(source, slice.offset, slice.size)?,
            };
            member.slices.push((uuid, range));
        }
        member.whole = match (packed, member.slices.as_slice()) {
            (Some(origin), _) => Some(Range::packed(origin)),
            (None, [(_, slice)]) if slice.length == source.len() => Some(*slice),
            // of several, each goes by itself
            (None, [] | [_]) => Some(Range::read(source, 0, source.len())?),
            _ => None,
        };
        Ok(Read::Member(member))
    }

    /// Whether it is what the archive says of its entry.
    pub fn is_sound(&self, origin: Origin, source: &dyn Source) -> Result<bool> {
        let crc = match self.whole {
            Some(whole) => whole.crc,
            None => crc32(source, 0, source.len())?,
        };
        Ok(crc == origin.crc)
    }

    fn entry(&self, name: String, range: Range) -> ZipEntry {
        let Range { compression, crc, size, start, length } = range;
        ZipEntry { name, compression, crc, size, file: self.file, start, length }
    }
}

impl Range {
    fn read(source: &dyn Source, start: u64, length: u64) -> Result<Self> {
        let crc = crc32(source, start, length)?;
        Ok(Self { compression: Compression::Stored, crc, size: length, start, length })
    }

    fn packed(origin: Origin) -> Self {
        let Origin { crc, size, length, .. } = origin;
        Self { compression: Compression::Deflate, crc, size, start: 0, length }
    }
}

impl Bundle {
    /// Whether both are one bundle.
    pub fn is_same(&self, other: &Self) -> bool {
        (&self.path, self.archive, self.root) == (&other.path, other.archive, other.root)
    }

    /// The archives of the bundle: itself where one UUID is in it, else one made for each.
    pub fn archives(&self) -> Result<Vec<Archive>> {
        let slices = || {
            let of = |member| self.slices_of(member);
            self.members.iter().flat_map(of)
        };
        let mut archives = Vec::new();
        for (member, uuid, range) in slices() {
            let entries = if slices().count() == 1 {
                self.whole()
            } else {
                let plist = [&self.path, "/Contents/Info.plist"].concat();
                let plist = self.members.iter().find(|it| it.name == plist);
                let plist = plist.and_then(|plist| {
                    let name = [uuid, ".dSYM/Contents/Info.plist"].concat();
                    Some(plist.entry(name, plist.whole?))
                });
                let object = [uuid, OBJECTS, base(&member.name)].concat();
                plist.into_iter().chain([member.entry(object, range)]).collect()
            };
            archives.push(Archive {
                uuid: uuid.to_owned(),
                file: member.file,
                pieces: pack(entries)?,
            });
        }
        Ok(archives)
    }

    fn slices_of<'a>(
        &self,
        member: &'a Member,
    ) -> impl Iterator<Item = (&'a Member, &'a str, Range)> {
        member.slices.iter().map(move |(uuid, range)| (member, uuid.as_str(), *range))
    }

    /// All files, below the bundle's own name.
    fn whole(&self) -> Vec<ZipEntry> {
        let top = folder(&self.path).len();
        let entry =
            |member: &Member| Some(member.entry(member.name.get(top..)?.to_owned(), member.whole?));
        self.members.iter().filter_map(entry).collect()
    }
}

/// An archive of these files, with the folders that they are in.
fn pack(files: Vec<ZipEntry>) -> Result<Vec<PlannedPiece>> {
    let mut folders: Vec<&str> = Vec::new();
    for file in &files {
        let mut place = folder(&file.name);
        while !place.is_empty() && !folders.contains(&place) {
            folders.push(place);
            place = super::index::above(place);
        }
    }
    let folder = |name: &str| ZipEntry {
        name: name.to_owned(),
        compression: Compression::Stored,
        crc: 0,
        size: 0,
        file: 0,
        start: 0,
        length: 0,
    };
    let places = order(folders.len(), &|one, other| folders.get(one) < folders.get(other));
    let mut entries: Vec<ZipEntry> =
        places.into_iter().filter_map(|place| folders.get(place).copied()).map(folder).collect();
    entries.extend(files);
    let piece = |segment| match segment {
        ZipSegment::Bytes(bytes) => PlannedPiece::Bytes(bytes),
        ZipSegment::Range { file, start, length } => PlannedPiece::Range { file, start, length },
    };
    Ok(write_zip(&entries)?.segments.into_iter().map(piece).collect())
}
