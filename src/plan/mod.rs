//! From the files of a build to uploads: what each file is, which belong together, under which type, which are left out and why.
//!
//! ```text
//! names ─> wanted ─> read ─> wanted ─> … ─> finish
//!          which files are to be opened     Plan
//! ```
//!
//! A host opens files in its own time, so the [`Planner`] asks for them by their indices, is handed one [`Source`] at a time, and keeps
//! of each what it needs: the link of a script, the inspection of a symbol file. What a rule speaks of a type or a finding stands in the
//! type's declaration.

mod archive;
mod bundles;
mod duplicates;
mod folder;
mod index;
mod options;
mod pairs;
mod shard;
mod sidecars;
mod symbols;
mod upload;

pub use archive::{Contents, Fits, Held, Origin, contents, is_of_use, may_be_archive};
pub use folder::{FolderNames, FoundAs, as_found, folder_names, is_skipped_folder};
pub use options::PlanOptions;
pub use pairs::Paired;
pub use shard::{Shard, Texts as ShardTexts};
pub use upload::{Fate, Given, PassedOver, Plan, PlannedPart, PlannedPiece, PlannedUpload};

use crate::build::minified_url::Prefix;
use crate::error::{Error, Result};
use crate::formats::zip::{crc32, dsym_place};
use crate::inspect::{Inspection, inspect};
use crate::source::Source;
use crate::types::{Gathering, Sidecar, UploadType, type_of_contents};
use bundles::{Member, Read};
use index::{Index, folder};
use options::Place;
use pairs::Pairs;
use sidecars::{Sidecars, is_sidecar};

/// A file that may be uploaded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanFile {
    /// Its path in the build, with slashes.
    pub name: String,
    /// What to call it to a person: the path as the user would type it.
    pub shown: String,
    /// Whether it was found in a folder, not named.
    pub found: bool,
    /// Of an entry of an archive: which.
    pub origin: Option<Origin>,
    /// The number of the folder that was given, in which it lies; names are relative to that.
    pub root: usize,
}

/// What is asked of a file, each a bit.
mod want {
    /// The link of a minified file.
    pub const LINK: u8 = 1;
    /// The `file` of a map.
    pub const FILE: u8 = 2;
    /// All that its bytes tell.
    pub const INSPECTION: u8 = 4;
    /// What it says of others.
    pub const SIDECAR: u8 = 8;
    /// Its checksum.
    pub const CHECKSUM: u8 = 16;
    /// What a bundle needs of it.
    pub const MEMBER: u8 = 32;
}

/// A file of a build as it is known so far.
#[derive(Debug, Default)]
struct Known {
    /// What is asked of it.
    wants: u8,
    inspection: Option<Box<Inspection>>,
    checksum: Option<u32>,
    /// How long it is, in bytes, where it was read.
    size: Option<u64>,
    member: Option<Member>,
    /// Whether it could not be read.
    failed: bool,
    /// Of an entry: whether all of it is to be unpacked, not its beginning only.
    all: bool,
    /// The member of its identity that another file gave it.
    given_by: Option<&'static str>,
    fate: Option<Fate>,
}

/// How far planning is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// Nothing was read.
    Begun,
    /// What each file says of itself was read.
    Read,
    /// What follows from that was read, too.
    Settled,
}

/// Plans the uploads of some files, which it asks for one by one.
#[derive(Debug)]
pub struct Planner {
    options: PlanOptions,
    prefix: Option<Prefix>,
    files: Vec<PlanFile>,
    known: Vec<Known>,
    /// Archives whose entries are planned in their place.
    archives: Vec<usize>,
    index: Index,
    stage: Stage,
    queue: Vec<usize>,
    /// Maps and minified files, of each build.
    pairs: Vec<Pairs>,
    /// The only file of which pairs are asked, where others were added for its sake.
    about: Option<usize>,
    /// Maps that go by themselves, with their types.
    maps: Vec<(usize, &'static UploadType)>,
    /// Files that may be symbols.
    symbols: Vec<usize>,
    /// Files that were named, for the type that was.
    each: Vec<usize>,
    sidecars: Sidecars,
}

impl Planner {
    /// Begins with the names alone.
    ///
    /// # Errors
    /// [`Error::NameTwice`] and [`Error::PartsForMany`].
    pub fn new(files: Vec<PlanFile>, options: PlanOptions) -> Result<Self> {
        let prefix = options.prefix.as_deref().and_then(|prefix| Prefix::parse(prefix).ok());
        let about = options.about;
        let mut planner = Self {
            prefix,
            known: files.iter().map(|_| Known::default()).collect(),
            index: Index::of(&files),
            files,
            options,
            archives: Vec::new(),
            stage: Stage::Begun,
            queue: Vec::new(),
            pairs: Vec::new(),
            about,
            maps: Vec::new(),
            symbols: Vec::new(),
            each: Vec::new(),
            sidecars: Sidecars::default(),
        };
        planner.sort()?;
        Ok(planner)
    }

    /// The only map or script that was given: its partner may be among its neighbours, which were not.
    #[must_use]
    pub fn lone(&self) -> Option<usize> {
        let [pairs] = self.pairs.as_slice() else { return None };
        let [only] = pairs.ids.as_slice() else { return None };
        // both files were named where parts are
        let is_alone = self.options.parts.is_empty() && !self.options.only_pairs;
        // those of a folder were found with it
        let is_named = |id: &usize| !self.is_found(*id);
        let has_others = self.symbols.iter().any(is_named);
        (is_alone && is_named(only) && !has_others).then_some(*only)
    }

    /// Adds the neighbours of [`lone`](Self::lone), named as they are in its folder.
    pub fn add_neighbours(&mut self, neighbours: Vec<PlanFile>) {
        let Some(only) = self.lone() else { return };
        let place = self.name(only);
        let place = folder(place).to_owned();
        self.about = Some(only);
        let mut ids = vec![only];
        for neighbour in neighbours {
            let name = [place.as_str(), &neighbour.name].concat();
            ids.push(self.files.len());
            self.files.push(PlanFile { name, ..neighbour });
            self.known.push(Known::default());
        }
        self.index = Index::of(&self.files);
        self.pairs = vec![Pairs::new(&self.files, ids)];
    }

    /// The files that are to be read next, by their indices. None are wanted when all is known.
    ///
    /// # Errors
    /// [`Error::NameTwice`].
    pub fn wanted(&mut self) -> Result<Vec<usize>> {
        while self.queue.is_empty() && self.advance()? {}
        Ok(std::mem::take(&mut self.queue))
    }

    /// Whether all of an entry of an archive has to be read: else the beginning is enough, where it is long.
    #[must_use]
    pub fn needs_all(&self, id: usize) -> bool {
        self.known.get(id).is_none_or(|known| known.all || known.wants != want::MEMBER)
    }

    /// What a symbol file is, when nothing is wanted any more. One of a bundle is not told.
    #[must_use]
    pub fn inspection(&self, id: usize) -> Option<&Inspection> {
        self.known.get(id)?.inspection.as_deref()
    }

    /// Reads a file that was wanted. `packed`: it is an entry that goes on as it is packed, and only its beginning can be read.
    ///
    /// # Errors
    /// [`Error::Read`] when the host cannot read the file, [`Error::Checksum`] where an entry is not what its archive says: then
    /// [`unreadable`](Self::unreadable) is to be called.
    pub fn read(&mut self, id: usize, source: &dyn Source, packed: bool) -> Result<()> {
        let Some(wants) = self.known.get(id).map(|known| known.wants) else { return Ok(()) };
        // of an entry that is packed only its beginning may be read, and the archive knows it
        let origin = self.files.get(id).and_then(|file| file.origin);
        let size = origin.map_or(source.len(), |origin| origin.size);
        self.change(id, |known| known.size = Some(size));
        for pairs in &mut self.pairs {
            if wants & want::LINK != 0 {
                pairs.read_link(id, source)?;
            }
            if wants & want::FILE != 0 {
                pairs.read_file(id, source)?;
            }
        }
        if wants & want::INSPECTION != 0 {
            self.read_inspection(id, source)?;
        }
        if wants & want::SIDECAR != 0 {
            let name = self.files.get(id).map(|file| file.name.as_str()).unwrap_or_default();
            self.sidecars.read(id, name, source)?;
        }
        if wants & want::CHECKSUM != 0 {
            let checksum = crc32(source, 0, source.len())?;
            self.change(id, |known| known.checksum = Some(checksum));
        }
        let is_read = wants & want::MEMBER == 0 || self.read_member(id, source, packed)?;
        if is_read {
            self.change(id, |known| known.wants = 0);
        }
        Ok(())
    }

    /// Notes that a file that was wanted can't be read.
    pub fn unreadable(&mut self, id: usize) {
        self.change(id, |known| {
            known.wants = 0;
            known.failed = true;
        });
        if is_sidecar(self.name(id)) {
            self.sidecars.failed(id);
        }
    }

    fn name(&self, id: usize) -> &str {
        self.files.get(id).map_or("", |file| &file.name)
    }

    fn shown(&self, id: usize) -> &str {
        self.files.get(id).map_or("", |file| &file.shown)
    }

    fn root(&self, id: usize) -> usize {
        self.files.get(id).map_or(0, |file| file.root)
    }

    fn is_found(&self, id: usize) -> bool {
        self.files.get(id).is_some_and(|file| file.found)
    }

    fn change(&mut self, id: usize, change: impl FnOnce(&mut Known)) {
        if let Some(known) = self.known.get_mut(id) {
            change(known);
        }
    }

    fn fate(&mut self, id: usize, fate: Fate) {
        self.change(id, |known| known.fate = Some(fate));
    }

    fn pass_over(&mut self, id: usize, why: PassedOver) {
        self.fate(id, Fate::PassedOver(why));
    }

    fn ask(&mut self, id: usize, what: u8) {
        let Some(known) = self.known.get_mut(id) else { return };
        if known.wants == 0 {
            self.queue.push(id);
        }
        known.wants |= what;
    }

    /// Puts each file to those that it is planned with.
    fn sort(&mut self) -> Result<()> {
        let mut pairs = Vec::new();
        let archive_of = |file: &PlanFile| file.origin.map(|origin| origin.archive);
        let mut opened: Vec<usize> = self.files.iter().filter_map(archive_of).collect();
        opened.dedup();
        for id in 0..self.files.len() {
            let Some(file) = self.files.get(id) else { continue };
            // an archive is sent as it is, or its entries are looked at
            if archive_of(file).is_some_and(|archive| self.each.contains(&archive)) {
                self.pass_over(id, PassedOver::ForOther);
                continue;
            }
            let place = self.options.place(file);
            if opened.contains(&id) && !self.options.is_sent_whole(&place) {
                self.archives.push(id);
                self.pass_over(id, PassedOver::ForOther);
                continue;
            }
            match place {
                Place::Pairs => pairs.push(id),
                Place::Map(upload_type) => self.maps.push((id, upload_type)),
                Place::Symbols => self.symbols.push(id),
                Place::Each => self.each.push(id),
                Place::Nowhere => self.pass_over(id, PassedOver::OtherType),
            }
        }
        if !pairs.is_empty() {
            self.pairs = Pairs::builds(&self.files, pairs);
        }
        self.check_parts()
    }

    /// The files of further parts can't be those of several uploads.
    fn check_parts(&self) -> Result<()> {
        let Some(upload_type) = self.options.upload_type else { return Ok(()) };
        let files = self.each.len() + self.maps.len();
        if self.options.parts.is_empty() || files <= 1 {
            return Ok(());
        }
        Err(Error::PartsForMany { files, upload_type: upload_type.name })
    }

    /// Asks for what can be read next. False when there is nothing more to ask.
    fn advance(&mut self) -> Result<bool> {
        match self.stage {
            Stage::Begun => self.begin()?,
            Stage::Read => self.go_on(),
            Stage::Settled => {
                self.resolve_links();
                return Ok(false);
            }
        }
        self.stage = if self.stage == Stage::Begun { Stage::Read } else { Stage::Settled };
        Ok(true)
    }

    fn begin(&mut self) -> Result<()> {
        if !self.is_one_pair() {
            if let Some([first, second]) = self.pairs.iter().find_map(Pairs::twins) {
                return Err(Error::NameTwice {
                    name: self.name(first).to_owned(),
                    first: self.shown(first).to_owned(),
                    second: self.shown(second).to_owned(),
                });
            }
            for id in self.pairs.iter().flat_map(Pairs::minified).collect::<Vec<_>>() {
                self.ask(id, want::LINK);
            }
        }
        let takes_bundles = self.options.takes(Gathering::Archives);
        for id in self.symbols.clone() {
            let name = self.name(id);
            let (in_bundle, is_sidecar) = (dsym_place(name).is_some(), is_sidecar(name));
            match (in_bundle, takes_bundles) {
                (true, true) => self.ask(id, want::MEMBER),
                (true, false) => self.pass_over(id, PassedOver::OtherType),
                _ => self.ask(id, want::INSPECTION),
            }
            if is_sidecar && !in_bundle {
                self.ask(id, want::SIDECAR);
            }
        }
        for (_, upload_type) in self.maps.clone() {
            self.ask_sidecars(upload_type);
        }
        Ok(())
    }

    /// Asks for the files that may say something of those of a type, as far as they were not asked for.
    fn ask_sidecars(&mut self, upload_type: &UploadType) {
        let is_open = |it: &&Sidecar| !it.fields.iter().all(|field| self.options.has(field));
        let open: Vec<&Sidecar> = upload_type.sidecars.iter().filter(is_open).collect();
        let names = || open.iter().flat_map(|sidecar| sidecar.names);
        for id in 0..self.files.len() {
            let name = self.name(id);
            if names().any(|it| *it == index::base(name)) && is_sidecar(name) {
                self.ask(id, want::SIDECAR);
            }
        }
    }

    fn go_on(&mut self) {
        let mut asked = Vec::new();
        for pairs in &mut self.pairs {
            let open = pairs.pair(self.prefix.as_ref(), self.about);
            asked.extend(open.into_iter().map(|id| (id, want::FILE)));
            asked.extend(pairs.of_empty().map(|id| (id, want::INSPECTION)));
        }
        // what has the address of another may be a copy of it
        if self.pairs.len() > 1 && self.prefix.is_some() {
            let mut ids: Vec<usize> =
                self.pairs.iter().flat_map(|pairs| pairs.ids.clone()).collect();
            // of an entry the archive knows it
            ids.retain(|id| self.files.get(*id).is_some_and(|file| file.origin.is_none()));
            asked.extend(self.index.shared(&self.files, &ids).map(|id| (id, want::CHECKSUM)));
        }
        for (id, what) in asked {
            self.ask(id, what);
        }
        for id in self.linked() {
            self.ask(id, want::CHECKSUM);
        }
    }

    /// Whether both files of the only pair were named: nothing is to be looked for.
    fn is_one_pair(&self) -> bool {
        let is_one = matches!(self.pairs.as_slice(), [pairs] if pairs.ids.len() == 1);
        is_one && !self.options.parts.is_empty()
    }

    fn read_inspection(&mut self, id: usize, source: &dyn Source) -> Result<()> {
        let inspection = inspect(source, self.name(id))?;
        // an object file that lies in no bundle gets one of its own
        if self.is_object(&inspection) {
            let name = self.name(id);
            let inside = [name, ".dSYM/Contents/Resources/DWARF/", index::base(name)].concat();
            if let Read::Member(member) = Member::read(&inside, id, true, source, None)? {
                self.change(id, |known| known.member = Some(member));
            }
        }
        self.change(id, |known| known.inspection = Some(Box::new(inspection)));
        Ok(())
    }

    fn is_object(&self, inspection: &Inspection) -> bool {
        let told = type_of_contents(inspection.format, [].into_iter(), &inspection.slices);
        let own = self.options.upload_type.map(|wanted| wanted.name).or(inspection.upload_type);
        told.is_some_and(|told| told.gathering == Gathering::Archives && Some(told.name) == own)
    }

    /// False where more of it is needed, which is asked for.
    fn read_member(&mut self, id: usize, source: &dyn Source, packed: bool) -> Result<bool> {
        let name = self.name(id);
        let is_object = dsym_place(name).is_some_and(|place| place.object.is_some());
        let origin = self.files.get(id).and_then(|file| file.origin);
        let read = Member::read(name, id, is_object, source, origin.filter(|_| packed))?;
        let Read::Member(member) = read else {
            self.change(id, |known| known.all = true);
            self.queue.push(id);
            return Ok(false);
        };
        if let Some(origin) = origin.filter(|origin| !origin.is_packed)
            && !member.is_sound(origin, source)?
        {
            return Err(Error::Checksum);
        }
        self.change(id, |known| known.member = Some(member));
        Ok(true)
    }
}
