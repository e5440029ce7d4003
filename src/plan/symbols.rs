//! What was read of the files of a build, as uploads.

use super::bundles::Bundle;
use super::index::{base, folder};
use super::pairs::Paired;
use super::sidecars::Answer;
use super::upload::{Fate, Given, PassedOver, Plan, PlannedPart, PlannedPiece, PlannedUpload};
use super::{FoundAs, PlanFile, Planner, as_found, duplicates};
use crate::build::minified_url::Prefix;
use crate::build::script_name::is_script;
use crate::error::{Error, Result};
use crate::event::{Value, known_types};
use crate::finding::{Code, Issue, Severity, passes};
use crate::formats::Format;
use crate::formats::zip::dsym_place;
use crate::inspect::Inspection;
use crate::sorted_indices::order;
use crate::types::{
    Gathering, LeftOut, Linked, Pointer, Role, TYPES, UploadType, type_beside, upload_type,
};

/// What symbols are taken from where there is nothing better.
const DYNAMIC: &str = "dynamic_symbol_table";

/// Why planning ends.
enum Stop {
    /// This file can't be read, and must be.
    Failed(usize),
    Error(Error),
}

impl From<Error> for Stop {
    fn from(error: Error) -> Self {
        Self::Error(error)
    }
}

impl Planner {
    /// The plan, when nothing is wanted any more.
    ///
    /// # Errors
    /// [`Error::Refused`] for a prefix that no address can be made of; [`Error::Misuse`] for a bundle that no archive can hold.
    pub fn finish(mut self) -> Result<Plan> {
        let mut plan = Plan {
            uploads: Vec::new(),
            issues: Vec::new(),
            unreadable: Vec::new(),
            pairs: Vec::new(),
            own: Vec::new(),
            failed: None,
            others: Vec::new(),
            fates: Vec::new(),
        };
        match self.plan(&mut plan) {
            Ok(()) => {}
            Err(Stop::Failed(id)) => plan.failed = Some(id),
            Err(Stop::Error(error)) => return Err(error),
        }
        plan.fates = self.known.into_iter().map(|known| known.fate).collect();
        Ok(plan)
    }

    fn plan(&mut self, plan: &mut Plan) -> Result<(), Stop> {
        let pairs = self.plan_pairs(plan)?;
        let mut symbols = self.plan_maps()?;
        let mut found = self.plan_symbols(plan)?;
        let each = self.plan_each();
        duplicates::settle(&mut found);
        symbols.extend(found);
        let archives = self.plan_archives(&pairs, &mut symbols);
        symbols.extend(archives);
        // in a tree of many types each takes its own of what is given
        let is_mixed = self.options.upload_type.is_none() && !symbols.is_empty();
        for mut upload in pairs {
            if is_mixed && upload.given == Given::All {
                upload.given = Given::Own;
            }
            plan.uploads.push(upload);
        }
        plan.uploads.extend(each);
        plan.uploads.extend(symbols);
        self.say_nothing(plan);
        for upload in &plan.uploads {
            let own = upload.upload_type;
            if upload.given == Given::Own && !plan.own.iter().any(|(known, _)| *known == own) {
                plan.own.push((own, self.options.own_fields(own)));
            }
            if upload.skip
                && let Some(id) = upload.about
            {
                self.fate(id, Fate::LeftOut);
            }
        }
        self.keep_share(plan);
        Ok(())
    }

    /// Where nothing is sent, and no error says why: that is said.
    fn say_nothing(&self, plan: &mut Plan) {
        let is_told = |upload: &PlannedUpload| upload.send || !passes(&upload.issues);
        if self.options.only_pairs || self.options.only_symbols || plan.uploads.iter().any(is_told)
        {
            return;
        }
        let files = || self.files.iter().filter(|file| file.origin.is_none());
        let scripts = files().filter(|file| is_script(&file.name)).count();
        let is_aside =
            |file: &&PlanFile| file.found && as_found(&file.name) == Some(FoundAs::Aside);
        let known = files().filter(|file| !is_aside(file)).count();
        let issue = match (scripts, plan.uploads.len(), known) {
            (0, 0, 0) => Issue::new(Code::NothingFound),
            (0, 0, 1) => {
                let first = files().find(|file| !is_aside(file));
                let name = first.map(|file| file.name.as_str()).unwrap_or_default();
                Issue::new(Code::NothingFoundOne).with("file", name).with("known", known_types())
            }
            (0, 0, known) => Issue::new(Code::NothingFoundKnown).with("files", known),
            (0, left_out, _) => Issue::new(Code::NothingFoundLeftOut).with("left", left_out),
            (scripts, ..) => Issue::new(Code::NothingFoundMaps).with("scripts", scripts),
        };
        plan.issues = vec![if self.options.allow_empty { as_note(issue) } else { issue }];
    }

    /// An upload of one file, with what was given of its event.
    fn upload(&mut self, upload_type: &'static UploadType, id: usize) -> PlannedUpload {
        self.fate(id, Fate::Uploaded);
        let mut upload = PlannedUpload::new(upload_type, Some(id), self.shown(id));
        let part = upload_type.main_part().map(|part| PlannedPart::new(part.name, id));
        upload.parts.extend(part);
        if self.options.event.is_some() {
            let is_any = self.options.upload_type.is_none();
            upload.given = if is_any { Given::Own } else { Given::All };
        }
        upload.id = self.shown_id(upload_type, &[], &[]);
        upload
    }

    /// Files that were named, for the type that was.
    fn plan_each(&mut self) -> Vec<PlannedUpload> {
        let Some(wanted) = self.options.upload_type else { return Vec::new() };
        let takes_parts = !self.options.parts.is_empty();
        let mut uploads = Vec::new();
        for id in std::mem::take(&mut self.each) {
            uploads.push(PlannedUpload { takes_parts, ..self.upload(wanted, id) });
        }
        if wanted.gathering == Gathering::Made && self.files.is_empty() {
            let name = wanted.main_part().map_or("", |part| part.name);
            let mut upload = PlannedUpload::new(wanted, None, name);
            upload.takes_parts = takes_parts;
            if self.options.event.is_some() {
                upload.given = Given::All;
            }
            uploads.push(upload);
        }
        uploads
    }

    /// Maps with their minified files.
    fn plan_pairs(&mut self, plan: &mut Plan) -> Result<Vec<PlannedUpload>, Stop> {
        let builds = std::mem::take(&mut self.pairs);
        let Some(own) = TYPES.iter().find(|known| known.gathering == Gathering::Pairs) else {
            return Ok(Vec::new());
        };
        let ids: Vec<usize> = builds.iter().flat_map(|pairs| pairs.ids.clone()).collect();
        let is_one = ids.len() == 1 && !self.options.parts.is_empty();
        let mut paired = Vec::new();
        for pairs in builds.into_iter().filter(|_| !is_one) {
            let (pairs, issues) = pairs.finish(self.prefix.as_ref(), self.about);
            paired.extend(pairs);
            plan.issues.extend(issues);
        }
        for id in &ids {
            let is_asked = self.about.is_none_or(|about| about == *id);
            let why = if is_asked { PassedOver::WithoutMap } else { PassedOver::ForOther };
            self.pass_over(*id, why);
        }
        if self.options.only_pairs {
            plan.pairs = paired;
            return Ok(Vec::new());
        }
        let address = self.addresses()?;
        let mut uploads = Vec::new();
        if is_one {
            for id in ids {
                let mut upload = PlannedUpload { takes_parts: true, ..self.upload(own, id) };
                upload.take_address(address.of(self.name(id)));
                upload.given = self.all_given(&upload);
                uploads.push(upload);
            }
        }
        for pair in paired {
            let minified = pair.minified;
            let Some(upload) = self.pair(own, pair, &address) else { continue };
            let other =
                minified.filter(|_| upload.send).and_then(|id| address.other(self.name(id)));
            let again = other.map(|other| upload.under(other));
            uploads.extend([Some(upload), again].into_iter().flatten());
        }
        self.tell_apart(&mut uploads);
        Ok(uploads)
    }

    /// Of several with one address, copies of the first are left out. Where they differ, no stack trace could tell which is meant.
    fn tell_apart(&self, uploads: &mut [PlannedUpload]) {
        let order = order(uploads.len(), &|one, other| {
            (address_of(uploads, one), one) < (address_of(uploads, other), other)
        });
        let mut first: Option<usize> = None;
        for index in order {
            let same = first.filter(|first| {
                let address = address_of(uploads, index);
                address.is_some() && address == address_of(uploads, *first)
            });
            let Some(first) = same else {
                first = Some(index);
                continue;
            };
            let is_copy = {
                let checksums = |index: usize| {
                    let parts = uploads.get(index).map(|upload| upload.parts.as_slice());
                    let checksum = |part: &PlannedPart| {
                        let origin = self.files.get(part.file)?.origin.as_ref();
                        origin.map(|it| it.crc).or(self.known.get(part.file)?.checksum)
                    };
                    parts.unwrap_or_default().iter().map(checksum).collect::<Option<Vec<u32>>>()
                };
                checksums(index).is_some_and(|own| checksums(first) == Some(own))
            };
            let path = |index: usize| uploads.get(index).map(|it| it.path.clone());
            let (own, other) = (path(index).unwrap_or_default(), path(first).unwrap_or_default());
            let address = address_of(uploads, index).unwrap_or_default().to_owned();
            let shared = |other| {
                let issue = Issue::new(Code::AddressShared).with("other", other);
                issue.with("url", address.as_str())
            };
            if let Some(upload) = uploads.get_mut(index) {
                if is_copy {
                    let empty = PlannedUpload::new(upload.upload_type, upload.about, "");
                    let why = Issue::new(Code::PairCopy).with("path", other);
                    *upload = std::mem::replace(upload, empty).left_out(why);
                    continue;
                }
                upload.issues.push(shared(other));
            }
            if let Some(upload) = uploads.get_mut(first)
                && passes(&upload.issues)
            {
                upload.issues.push(shared(own));
            }
        }
    }

    fn pair(
        &mut self,
        own: &'static UploadType,
        pair: Paired,
        address: &Addresses,
    ) -> Option<PlannedUpload> {
        let Paired { map, minified, issues } = pair;
        let about = map.or(minified)?;
        let mut upload = PlannedUpload::new(own, Some(about), self.shown(about));
        for (id, role) in [(map, Role::Map), (minified, Role::Minified)] {
            let Some(id) = id else { continue };
            self.fate(id, Fate::Uploaded);
            let part = own.part_of(role).map(|part| PlannedPart::new(part.name, id));
            upload.parts.extend(part);
        }
        upload.issues = issues;
        // of a map only that of an empty file was inspected
        let inspection = map.and_then(|map| self.known.get(map)?.inspection.as_ref());
        if inspection
            .and_then(|it| it.map.as_ref())
            .is_some_and(|it| it.is_whole && it.totals.segments == 0)
        {
            for id in [map, minified].into_iter().flatten() {
                self.fate(id, Fate::LeftOut);
            }
            return Some(upload.left_out(Issue::new(Code::PairEmpty)));
        }
        // half a pair is said once, by the finding of the pairing
        upload.send = map.is_some() && minified.is_some();
        if let Some(minified) = minified.filter(|_| upload.send) {
            upload.take_address(address.of(self.name(minified)));
            upload.given = self.all_given(&upload);
        }
        Some(upload)
    }

    fn all_given(&self, upload: &PlannedUpload) -> Given {
        let has_event = self.options.event.is_some() || !upload.fields.is_empty();
        if has_event { Given::All } else { Given::None }
    }

    /// The addresses of minified files, as far as they are not given.
    fn addresses(&self) -> Result<Addresses> {
        if self.options.has(ADDRESS) {
            return Ok(Addresses::None);
        }
        match &self.options.prefix {
            Some(prefix) => Ok(Addresses::Below(Prefix::parse(prefix).map_err(Error::Refused)?)),
            // looked up by its debug ID, a file needs no address; Datadog's client gives the path
            None if self.options.by_debug_id => Ok(Addresses::Paths),
            None => Ok(Addresses::None),
        }
    }

    /// Maps that go by themselves.
    fn plan_maps(&mut self) -> Result<Vec<PlannedUpload>, Stop> {
        let mut uploads = Vec::new();
        for (id, own) in std::mem::take(&mut self.maps) {
            let (fields, issues) = self.fields(own, id)?;
            let takes_parts = self.options.upload_type.is_some() && !self.options.parts.is_empty();
            uploads.push(PlannedUpload { fields, issues, takes_parts, ..self.upload(own, id) });
        }
        Ok(uploads)
    }

    fn plan_symbols(&mut self, plan: &mut Plan) -> Result<Vec<PlannedUpload>, Stop> {
        let mut uploads = Vec::new();
        let mut bundles: Vec<Bundle> = Vec::new();
        let mut broken: Vec<(usize, Bundle)> = Vec::new();
        for id in std::mem::take(&mut self.symbols) {
            let Some(known) = self.known.get_mut(id) else { continue };
            if known.failed {
                if !self.is_found(id) {
                    return Err(Stop::Failed(id));
                }
                let place = dsym_place(self.name(id)).map(|place| place.bundle);
                if self.archive_of(Some(id)).is_some() {
                    match place.map(|place| self.bundle(id, place)) {
                        None => plan.unreadable.push(id),
                        Some(bundle) => broken.push((id, bundle)),
                    }
                }
                self.pass_over(id, PassedOver::Unreadable);
                continue;
            }
            if let Some(member) = known.member.take() {
                let place = dsym_place(&member.name).map_or("", |place| place.bundle);
                let bundle = self.bundle(id, place);
                match bundles.iter_mut().find(|known| known.is_same(&bundle)) {
                    Some(known) => known.members.push(member),
                    None => bundles.push(Bundle { members: vec![member], ..bundle }),
                }
                continue;
            }
            let Some(inspection) = known.inspection.take() else { continue };
            let before = uploads.len();
            uploads.extend(self.plan_file(id, *inspection)?);
            // one that was named is judged, so that it is said why it is of no use
            let wanted = self.options.upload_type.filter(|_| !self.is_found(id));
            if let Some(wanted) = wanted.filter(|_| uploads.len() == before) {
                uploads.push(self.upload(wanted, id));
            }
        }
        let Some(own) = TYPES.iter().find(|known| known.gathering == Gathering::Archives) else {
            return Ok(uploads);
        };
        for (id, bundle) in &broken {
            // of several files one is enough to be said
            if !uploads
                .iter()
                .any(|it: &PlannedUpload| it.failed.is_some() && it.path == bundle.shown)
            {
                let mut upload = PlannedUpload::new(own, Some(*id), &bundle.shown);
                (upload.send, upload.skip, upload.failed) = (false, true, Some(*id));
                uploads.push(upload);
            }
        }
        for bundle in bundles {
            if !broken.iter().any(|(_, it)| it.is_same(&bundle)) {
                self.plan_bundle(own, &bundle, &mut uploads)?;
            }
        }
        Ok(uploads)
    }

    /// The bundle of a file, without its files. It is called by what the file is called; an object file in none by its own name.
    fn bundle(&self, id: usize, path: &str) -> Bundle {
        let (name, shown) = (self.name(id), self.shown(id));
        let below = name.strip_prefix(path).unwrap_or_default();
        let shown = shown.strip_suffix(below).unwrap_or(shown).to_owned();
        let archive = self.archive_of(Some(id));
        let root = self.root(id);
        Bundle { path: path.to_owned(), archive, root, shown, members: Vec::new() }
    }

    /// Separate debug files without an identity, and those that know them: `(debug file, what names it)`.
    fn links(&self) -> Vec<(usize, usize, &'static Linked)> {
        let mut links = Vec::new();
        for linked in TYPES.iter().filter_map(|known| known.linked.as_ref()) {
            for (id, known) in self.known.iter().enumerate() {
                let Some(inspection) = &known.inspection else { continue };
                let has = |name: &&str| value(inspection, name).is_some();
                let is_whole = has(&linked.link) && has(&linked.checksum) && has(&linked.gives);
                if !is_whole || linked.unless.iter().any(has) {
                    continue;
                }
                let place = folder(self.name(id));
                for below in linked.folders {
                    let name = value(inspection, linked.link).unwrap_or_default();
                    let path = [place, below, name].concat();
                    let debug = self.index.find(&self.files, self.root(id), &path);
                    let is_nameless = |debug: &usize| {
                        let inspection =
                            self.known.get(*debug).and_then(|it| it.inspection.as_ref());
                        inspection
                            .is_some_and(|it| it.issues.iter().any(|it| it.code == linked.without))
                    };
                    links.extend(debug.filter(is_nameless).map(|debug| (debug, id, linked)));
                }
            }
        }
        links
    }

    /// The debug files that are named by others, whose checksums are wanted.
    pub(super) fn linked(&self) -> Vec<usize> {
        self.links().into_iter().map(|(debug, ..)| debug).collect()
    }

    /// Gives debug files without an identity that of the library that names them.
    pub(super) fn resolve_links(&mut self) {
        for (debug, library, linked) in self.links() {
            let told = |name| {
                let inspection = self.known.get(library)?.inspection.as_ref()?;
                value(inspection, name).map(str::to_owned)
            };
            let (checksum, gives) = (told(linked.checksum), told(linked.gives));
            let Some(known) = self.known.get_mut(debug) else { continue };
            let own = known.checksum.map(|crc| format!("{crc:08x}"));
            let (Some(inspection), Some(gives)) = (&mut known.inspection, gives) else { continue };
            // else it is of another build
            if own.is_some() && own == checksum {
                inspection.identity.retain(|(name, _)| *name != linked.gives);
                inspection.identity.push((linked.gives, gives));
                inspection.issues.retain(|issue| issue.code != linked.without);
                known.given_by = Some(linked.gives);
            }
        }
    }

    /// A symbol file that lies in no bundle and no archive.
    fn plan_file(
        &mut self,
        id: usize,
        inspection: Inspection,
    ) -> Result<Option<PlannedUpload>, Stop> {
        let pointer = TYPES.iter().find_map(|known| {
            let pointer = known.pointers.iter().find(|it| it.format == inspection.format)?;
            Some((known, pointer))
        });
        let is_asked = || self.is_found(id) || self.options.upload_type.is_none();
        if let Some((own, pointer)) = pointer.filter(|_| is_asked()) {
            return Ok(self.plan_pointer(id, own, pointer, inspection));
        }
        let Some(own) = self.type_of(id, &inspection)? else {
            self.pass_over(id, PassedOver::NoType);
            return Ok(None);
        };
        if self.options.upload_type.is_some_and(|wanted| wanted != own) {
            self.pass_over(id, PassedOver::OtherType);
            return Ok(None);
        }
        let (mut fields, issues) = self.fields(own, id)?;
        // of a debug file it is the library's
        let given_by = self.known.get(id).and_then(|known| known.given_by);
        if let Some(field) = given_by.filter(|field| own.field(field).is_some()) {
            fields.extend(value(&inspection, field).map(|value| (field, value.to_owned())));
        }
        let mut upload = self.upload(own, id);
        upload.id = self.shown_id(own, &fields, &inspection.identity);
        upload.size = Some(inspection.size);
        let why = self.is_found(id).then(|| self.reason(own, id, &inspection)).flatten();
        upload.identity = Some(inspection.identity);
        match why {
            Some(Reason::Silent) => {
                self.pass_over(id, PassedOver::Usual);
                Ok(None)
            }
            Some(Reason::Said(why)) => Ok(Some(upload.left_out(as_note(why)))),
            None => Ok(Some(PlannedUpload { fields, issues, ..upload })),
        }
    }

    /// A file of another format, that says that one of a type belongs beside it: that one is found by itself where it is there.
    fn plan_pointer(
        &mut self,
        id: usize,
        own: &'static UploadType,
        pointer: &Pointer,
        inspection: Inspection,
    ) -> Option<PlannedUpload> {
        if self.options.upload_type.is_some_and(|wanted| wanted != own) {
            self.pass_over(id, PassedOver::OtherType);
            return None;
        }
        let instead = inspection.issues.iter().find(|it| pointer.instead.contains(&it.code));
        let names = (pointer.names)(&inspection.identity, self.name(id));
        let (place, root) = (folder(self.name(id)), self.root(id));
        let is_there =
            |name: &String| self.index.find(&self.files, root, &[place, name].concat()).is_some();
        let why = match (instead, names.first()) {
            (Some(issue), _) => issue.clone(),
            (None, Some(name)) if !names.iter().any(is_there) => {
                // what lies beside one that was named is not known
                let (code, arg) = if self.is_found(id) { pointer.missing } else { pointer.named };
                Issue::new(code).with(arg, name.as_str())
            }
            (None, Some(_)) => {
                self.pass_over(id, PassedOver::ForOther);
                return None;
            }
            (None, None) => {
                self.pass_over(id, PassedOver::NoType);
                return None;
            }
        };
        let mut upload = PlannedUpload::new(own, Some(id), self.shown(id)).left_out(as_note(why));
        upload.size = Some(inspection.size);
        upload.identity = Some(inspection.identity);
        Some(upload)
    }

    /// The type of a symbol file, by what it is and what lies around it; the user knows best which of those it may be.
    fn type_of(
        &self,
        id: usize,
        inspection: &Inspection,
    ) -> Result<Option<&'static UploadType>, Stop> {
        let Some(told) = inspection.upload_type.and_then(upload_type) else { return Ok(None) };
        if inspection.format == Format::SourceMap {
            return Ok(None);
        }
        let is_for = |wanted: &&UploadType| {
            wanted.gathering == Gathering::Each && wanted.formats.contains(&inspection.format)
        };
        if let Some(wanted) = self.options.upload_type.filter(is_for) {
            return Ok(Some(wanted));
        }
        let Some(beside) = type_beside(inspection.format.name(), self.name(id)) else {
            return Ok(Some(told));
        };
        for sidecar in beside.sidecars {
            match self.sidecars.ask(&self.files, &self.index, sidecar, id) {
                Answer::Said(said) if !said.values.is_empty() => return Ok(Some(beside)),
                Answer::Failed(id) => return Err(Stop::Failed(id)),
                _ => {}
            }
        }
        Ok(Some(told))
    }

    /// What other files say of the event of one, and what is to be said of that.
    fn fields(&self, own: &'static UploadType, id: usize) -> Result<Fields, Stop> {
        let (mut fields, mut issues) = (Vec::new(), Vec::new());
        let name = self.name(id);
        for sidecar in own.sidecars {
            let is_meant = sidecar.only.is_none_or(|(field, wanted)| {
                let said =
                    || own.name_says.iter().any(|it| (it.read)(name).get(field) == Some(wanted));
                match self.options.field(field) {
                    Some(given) => *given == Value::from(wanted),
                    None => said(),
                }
            });
            if !is_meant || sidecar.fields.iter().all(|field| self.options.has(field)) {
                continue;
            }
            let said = match self.sidecars.ask(&self.files, &self.index, sidecar, id) {
                Answer::Said(said) => said,
                Answer::Failed(id) => return Err(Stop::Failed(id)),
                Answer::Nothing => continue,
            };
            let own = said.values.iter().filter(|(field, _)| sidecar.fields.contains(field));
            fields.extend(own.cloned());
            issues.extend(said.issues.iter().cloned());
        }
        Ok((fields, issues))
    }

    /// By what an upload is found: what the user gives, or what other files say, goes before what the bytes have of their own.
    fn shown_id(
        &self,
        own: &UploadType,
        fields: &[(&'static str, String)],
        identity: &[(&'static str, String)],
    ) -> Option<String> {
        own.identity.shown.iter().find_map(|name| {
            let given = self.options.field(name).filter(|_| own.field(name).is_some());
            if let Some(Value::Text(given)) = given {
                return Some(given.clone());
            }
            let mut told = fields.iter().chain(identity);
            told.find(|(known, _)| known == name).map(|(_, value)| value.clone())
        })
    }

    /// Why a file that was found is not sent.
    fn reason(&self, own: &UploadType, id: usize, inspection: &Inspection) -> Option<Reason> {
        for issue in &inspection.issues {
            for left_out in own.left_out {
                match left_out {
                    LeftOut::For(code) if *code == issue.code => {
                        return Some(Reason::Said(issue.clone()));
                    }
                    LeftOut::Silently(code) if *code == issue.code => return Some(Reason::Silent),
                    _ => {}
                }
            }
        }
        own.left_out.iter().find_map(|left_out| match left_out {
            LeftOut::WithDynamicSymbols(code) => {
                let is_bare = value(inspection, "symbol_source") == Some(DYNAMIC);
                let found = || inspection.issues.iter().find(|it| it.code == *code);
                let is_left_out = is_bare && !self.options.dynamic_symbols;
                is_left_out.then(found).flatten().cloned().map(Reason::Said)
            }
            LeftOut::Without(field, code, arg) => {
                let why = || Issue::new(*code).with(arg, base(self.name(id)));
                (!self.options.has(field)).then(|| Reason::Said(why()))
            }
            LeftOut::For(_) | LeftOut::Silently(_) => None,
        })
    }

    /// What is to be said of archives, by what became of their entries. One that was named and has nothing that can be sent is
    /// judged itself, where its type is known; else what is no fault in a build is one of it.
    fn plan_archives(
        &mut self,
        pairs: &[PlannedUpload],
        symbols: &mut [PlannedUpload],
    ) -> Vec<PlannedUpload> {
        let mut uploads = Vec::new();
        for archive in std::mem::take(&mut self.archives) {
            let is_own = |it: &&PlannedUpload| self.archive_of(it.about) == Some(archive);
            let sends = |it: &PlannedUpload| it.send;
            let mut own = pairs.iter().chain(symbols.iter()).filter(is_own).peekable();
            let is_empty = own.peek().is_none();
            if self.is_found(archive) || own.any(sends) {
                continue;
            }
            for upload in symbols.iter_mut().filter(|it| is_own(&&**it)) {
                for issue in &mut upload.issues {
                    issue.severity = Severity::Error;
                }
            }
            if let Some(wanted) = self.options.upload_type.filter(|_| is_empty) {
                uploads.push(self.upload(wanted, archive));
            }
        }
        uploads
    }

    /// The archive that a file is in.
    fn archive_of(&self, id: Option<usize>) -> Option<usize> {
        Some(self.files.get(id?)?.origin?.archive)
    }

    fn plan_bundle(
        &mut self,
        own: &'static UploadType,
        bundle: &Bundle,
        uploads: &mut Vec<PlannedUpload>,
    ) -> Result<(), Stop> {
        for member in &bundle.members {
            self.pass_over(member.file, PassedOver::ForOther);
        }
        let about = bundle.members.first().map(|member| member.file);
        let archives = bundle.archives()?;
        if archives.is_empty() {
            let why = Issue::new(Code::DsymNoObject).with("bundle", bundle.shown.as_str());
            let upload = PlannedUpload::new(own, about, &bundle.shown);
            uploads.push(upload.left_out(as_note(why)));
        }
        let count = archives.len();
        for archive in archives {
            let path = match count {
                1 => bundle.shown.clone(),
                _ => [&bundle.shown, " (", &archive.uuid, ")"].concat(),
            };
            for piece in &archive.pieces {
                if let PlannedPiece::Range { file, .. } = piece {
                    self.fate(*file, Fate::Uploaded);
                }
            }
            let mut upload = PlannedUpload { path, ..self.upload(own, archive.file) };
            upload.size = Some(archive.pieces.iter().map(PlannedPiece::len).sum());
            for part in &mut upload.parts {
                part.name = Some([&archive.uuid, ".zip"].concat());
                part.pieces.clone_from(&archive.pieces);
            }
            // what is packed can't be looked into when it is judged
            let field = own.identity.shown.first().copied().unwrap_or_default();
            upload.fields.push((field, archive.uuid.clone()));
            upload.identity = Some(vec![(field, archive.uuid.clone())]);
            upload.id = Some(archive.uuid);
            uploads.push(upload);
        }
        Ok(())
    }
}

/// Fields with their values, and findings.
type Fields = (Vec<(&'static str, String)>, Vec<Issue>);

/// Why a file that was found is not sent.
enum Reason {
    /// Nobody needs to hear it.
    Silent,
    Said(Issue),
}

/// The field of a minified file's address.
const ADDRESS: &str = "minified_url";

/// How minified files get their addresses.
enum Addresses {
    None,
    Paths,
    Below(Prefix),
}

impl Addresses {
    fn of(&self, name: &str) -> Option<String> {
        let name = name.strip_suffix(".map").unwrap_or(name);
        match self {
            Self::None => None,
            Self::Paths => Some(name.to_owned()),
            Self::Below(prefix) => Some(prefix.join(name)),
        }
    }
}

impl Addresses {
    /// The other address of a file that has two: a stack trace has either.
    fn other(&self, name: &str) -> Option<String> {
        match self {
            Self::None | Self::Paths => None,
            Self::Below(prefix) => prefix.join_encoded(name),
        }
    }
}

impl PlannedUpload {
    /// The same under another address. What is to be said of it was said.
    fn under(&self, address: String) -> Self {
        let mut other = Self { fields: Vec::new(), issues: Vec::new(), ..self.clone() };
        let others = self.fields.iter().filter(|(name, _)| *name != ADDRESS);
        other.fields = others.cloned().collect();
        other.take_address(Some(address));
        other
    }

    fn take_address(&mut self, address: Option<String>) {
        self.fields.extend(address.map(|address| (ADDRESS, address)));
    }
}

/// The address that an upload gets here.
fn address_of(uploads: &[PlannedUpload], index: usize) -> Option<&str> {
    let fields = &uploads.get(index)?.fields;
    fields.iter().find(|(name, _)| *name == ADDRESS).map(|(_, value)| value.as_str())
}

/// What keeps a found file from being sent is no fault of it.
fn as_note(mut issue: Issue) -> Issue {
    issue.severity = Severity::Note;
    issue
}

fn value<'a>(inspection: &'a Inspection, name: &str) -> Option<&'a str> {
    inspection.identity.iter().find(|(known, _)| *known == name).map(|(_, value)| value.as_str())
}
