//! [`PlanOptions`]: what the user says of some files.

use super::PlanFile;
use super::folder::is_by_name;
use super::shard::Shard;
use crate::event::Value;
use crate::formats::Format;
use crate::types::{Gathering, Role, TYPES, UploadType, type_of};

/// How the names of maps end.
const MAP: &str = ".map";

/// What the user says of some files.
#[derive(Debug, Clone, Default)]
pub struct PlanOptions {
    /// The type that they are of; `None`: whatever each is.
    pub upload_type: Option<&'static UploadType>,
    /// The fields of the event; `None` where there is to be none.
    pub event: Option<Vec<(String, Value)>>,
    /// The names of the parts that files are named for.
    pub parts: Vec<String>,
    /// Where the minified files are served from.
    pub prefix: Option<String>,
    /// Whether a map is found by the debug ID of its minified file, which then needs no address.
    pub by_debug_id: bool,
    /// Whether files are sent that have dynamic symbols only.
    pub dynamic_symbols: bool,
    /// Whether it is no error that there is nothing to send.
    pub allow_empty: bool,
    /// The share of the uploads that is planned; `None`: all.
    pub shard: Option<Shard>,
    /// Whether nothing is asked but which map is of which minified file.
    pub only_pairs: bool,
    /// Whether nothing is asked but what symbol files are.
    pub only_symbols: bool,
    /// With `only_pairs`: the index of the only file of which this is asked.
    pub about: Option<usize>,
}

/// What a file is planned with, by its name.
pub(super) enum Place {
    /// Maps and minified files.
    Pairs,
    /// Maps that go by themselves, of this type.
    Map(&'static UploadType),
    /// What may be symbols.
    Symbols,
    /// What was named for a type.
    Each,
    /// Nothing: another type was asked for.
    Nowhere,
}

impl PlanOptions {
    /// What a file is planned with.
    pub(super) fn place(&self, file: &PlanFile) -> Place {
        match self.place_of(file) {
            Place::Pairs | Place::Map(_) if self.only_symbols => Place::Nowhere,
            place => place,
        }
    }

    fn place_of(&self, file: &PlanFile) -> Place {
        let PlanFile { name, found, .. } = file;
        let (is_map, by_name) = (name.ends_with(MAP), is_by_name(name));
        let Some(wanted) = self.upload_type.filter(|_| !self.only_pairs) else {
            let own = type_of(Format::SourceMap, name);
            return match own.filter(|own| is_map && !self.only_pairs && takes_maps(own)) {
                Some(own) => Place::Map(own),
                None if by_name || self.only_pairs => Place::Pairs,
                None => Place::Symbols,
            };
        };
        match wanted.gathering {
            Gathering::Pairs if by_name || !found => Place::Pairs,
            Gathering::Pairs => Place::Nowhere,
            _ if takes_maps(wanted) && (is_map || !found) => Place::Map(wanted),
            _ if takes_maps(wanted) => Place::Nowhere,
            // what is in them is sent by itself, unless it is known
            Gathering::Archives
                if !found && !wanted.identity.shown.iter().any(|it| self.has(it)) =>
            {
                Place::Symbols
            }
            _ if !found => Place::Each,
            Gathering::Each | Gathering::Archives if !by_name => Place::Symbols,
            _ => Place::Nowhere,
        }
    }

    /// Whether an archive of such a place is sent as it is.
    pub(super) fn is_sent_whole(&self, place: &Place) -> bool {
        let takes_archives =
            |it: &UploadType| it.formats.is_empty() || it.formats.contains(&Format::Zip);
        matches!(place, Place::Each) && self.upload_type.is_some_and(takes_archives)
    }

    /// Whether files that come together so may be uploaded.
    pub(super) fn takes(&self, gathering: Gathering) -> bool {
        self.upload_type.is_none_or(|wanted| wanted.gathering == gathering)
    }

    /// The value of a field that was given.
    pub(super) fn field(&self, name: &str) -> Option<&Value> {
        let event = self.event.as_ref()?;
        event.iter().find(|(known, _)| known == name).map(|(_, value)| value)
    }

    /// What was given that a type knows, or no type does.
    pub(super) fn own_fields(&self, upload_type: &UploadType) -> Vec<String> {
        let names = self.event.iter().flatten().map(|(name, _)| name);
        let is_known = |name: &&String| TYPES.iter().any(|known| known.field(name).is_some());
        names.filter(|name| upload_type.field(name).is_some() || !is_known(name)).cloned().collect()
    }

    /// Whether a field was given.
    pub(super) fn has(&self, name: &str) -> bool {
        self.field(name).is_some()
    }
}

/// Whether maps go by themselves to a type.
fn takes_maps(upload_type: &UploadType) -> bool {
    let is_map = upload_type.main_part().is_some_and(|part| part.role == Role::Map);
    is_map && upload_type.gathering == Gathering::Each
}
