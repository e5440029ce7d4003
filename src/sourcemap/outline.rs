//! [`Outline`]: where everything stands in a map, so that each part of it can be read again by itself.
//!
//! Nothing is judged here, and nothing kept that grows with the file. What does not have the type that it should have is passed
//! over; where the text breaks off, the outline is of what stands before.

use std::cell::Cell;
use std::ops::ControlFlow;

use super::{
    finding::{Findings, Path, Scope, Spot},
    items::Items,
    json::{Json, Key, Kind},
    members::actual_is,
    sections,
    text::prologue,
    url::joined,
    window::{Step, Stop},
};
use crate::{
    error::Result,
    finding::{Code, Issue},
    source::Source,
};

/// How much of the file is in memory while it is passed over, in bytes.
const WINDOW: usize = 128 * 1024;

/// How many sections of an index map are looked at.
pub(crate) const MOST_SECTIONS: usize = 1 << 16;

/// How much of a name is kept, in bytes.
pub(super) const MOST_NAME: usize = 4096;

/// What stands where in a map.
#[derive(Debug, Default)]
pub(crate) struct Outline {
    /// The map, or those of its sections.
    pub parts: Vec<Part>,
    /// What ended the reading.
    pub issue: Option<Issue>,
    /// Whether there are more sections than are looked at.
    pub has_more: bool,
    is_index: bool,
    /// Length of the file, in bytes.
    length: u64,
}

/// A regular map: the whole file, or one of a section.
#[derive(Debug)]
pub(crate) struct Part {
    pub(super) scope: Scope,
    /// Where its mappings start: line and column, both 0-based.
    pub offset: (u32, u32),
    /// How many sources the parts before it have.
    pub first_source: u32,
    /// Whether all of it was read: until then, what is missing may still come.
    pub(super) complete: bool,
    /// Length of the file, in bytes.
    length: u64,
    root: Option<String>,
    pub sources: Items,
    pub contents: Items,
    pub names: Items,
    /// `x_facebook_sources`: what Metro and Hermes say of the functions in each source.
    pub(super) functions: Items,
    pub(super) mappings: Option<Text>,
    ignored: Option<Text>,
    old_ignored: Option<Text>,
}

/// Some items of arrays of names, by their indexes.
#[derive(Default)]
pub(crate) struct Names(Vec<(u32, Option<String>)>);

impl Names {
    /// The one at an index; `None` where the map has none.
    pub fn of(&self, index: u32) -> Option<String> {
        let at = self.0.binary_search_by_key(&index, |(index, _)| *index).ok()?;
        self.0.get(at)?.1.clone()
    }

    /// Reads some items; their indexes are in ascending order, and counted from a first one on.
    fn read(
        &mut self,
        source: &dyn Source,
        items: &Items,
        wanted: &[u32],
        first: u32,
    ) -> Result<()> {
        items.pick(source, wanted, first, &mut |index, json| {
            self.0.push((index, json.name_or_skip()?));
            Ok(())
        })
    }
}

/// A value that is read again: where it begins and, if it was read to there, ends.
#[derive(Debug, Clone, Copy)]
pub(super) struct Text {
    pub start: Spot,
    pub end: Option<u64>,
}

/// Told of the length of each source's content, in bytes as it stands in the file, by the source's index.
type Tell<'a> = dyn FnMut(u32, u64) + 'a;

impl Outline {
    /// Passes over a map.
    pub fn read(source: &dyn Source, tell: &mut Tell<'_>) -> Result<Self> {
        let start = Spot { offset: 0, line: 1, column: 1 };
        let mut json = Json::new(source, WINDOW, 0..source.len(), start);
        let mut outline = Self { length: source.len(), ..Self::default() };
        let mut whole = Part::new(Scope::Top, 0, source.len());
        let read = outline.whole(&mut json, &mut whole, tell);
        match read.map_err(|stop| *stop) {
            Err(Stop::Read(error)) => return Err(error),
            Err(Stop::Broken(finding)) => outline.issue = Some(finding.into_issue()),
            Ok(()) => {}
        }
        if !outline.is_index {
            outline.parts.push(whole);
        }
        Ok(outline)
    }

    /// Whether there are sections that are not known.
    pub fn is_cut(&self) -> bool {
        self.has_more || self.is_index && self.issue.is_some()
    }

    /// The names of some of the sources, counted through all parts; their indexes are in ascending order.
    pub fn source_names(&self, source: &dyn Source, wanted: &[u32]) -> Result<Names> {
        let mut names = Names::default();
        let mut wanted = wanted;
        for part in &self.parts {
            let end = part.first_source.saturating_add(part.sources.count);
            let (own, later) = wanted
                .split_at_checked(wanted.partition_point(|index| *index < end))
                .unwrap_or_default();
            wanted = later;
            let from = names.0.len();
            names.read(source, &part.sources, own, part.first_source)?;
            for (_, name) in names.0.iter_mut().skip(from) {
                *name = name.take().map(|name| joined(part.root.as_deref(), &name).into_owned());
            }
        }
        Ok(names)
    }

    /// How many sources there are.
    pub fn source_count(&self) -> u32 {
        let last = self.parts.last();
        last.map_or(0, |part| part.first_source.saturating_add(part.sources.count))
    }

    /// The part that a source is of, counted through all parts.
    pub fn part_of(&self, source: u32) -> Option<&Part> {
        self.parts.iter().find(|part| {
            let index = source.checked_sub(part.first_source);
            index.is_some_and(|index| index < part.sources.count)
        })
    }

    fn whole(&mut self, json: &mut Json<'_>, whole: &mut Part, tell: &mut Tell<'_>) -> Step<()> {
        prologue(json, &mut Findings::default())?;
        if json.kind()? != Kind::Object {
            let start = json.window.spot();
            let actual = json.skip_telling()?;
            let path = Path::member(Scope::Top, "");
            let mut findings = Findings::default();
            findings.add(Code::MapNotObject, path, start, || actual_is(actual));
            self.issue = findings.into_issues().pop();
            return Ok(());
        }
        json.enter();
        let mut first = true;
        while let Some(key) = json.key(&mut first)? {
            match key {
                Key::Sections => self.sections(json, tell)?,
                key => whole.member(json, key, tell)?,
            }
        }
        whole.complete = true;
        Ok(())
    }

    fn sections(&mut self, json: &mut Json<'_>, tell: &mut Tell<'_>) -> Step<()> {
        self.is_index = true;
        self.parts.clear();
        if json.kind()? != Kind::Array {
            return json.skip();
        }
        json.enter();
        let (mut first, mut index) = (true, 0);
        while json.item(&mut first)? {
            self.has_more = self.parts.len() >= MOST_SECTIONS;
            if self.has_more || json.kind()? != Kind::Object {
                json.skip()?;
            } else {
                self.section(json, index, tell)?;
            }
            index += 1;
        }
        Ok(())
    }

    fn section(&mut self, json: &mut Json<'_>, index: u64, tell: &mut Tell<'_>) -> Step<()> {
        let first_source = self.source_count();
        let mut part = Part::new(Scope::Embedded(index), first_source, self.length);
        let mut offset = None;
        let read = Self::members(json, &mut part, &mut offset, tell);
        match offset {
            Some(offset) => part.offset = offset,
            // without a good offset nobody can say what the section covers
            None => part.mappings = None,
        }
        part.complete = read.is_ok();
        self.parts.push(part);
        read
    }

    fn members(
        json: &mut Json<'_>,
        part: &mut Part,
        position: &mut Option<(u32, u32)>,
        tell: &mut Tell<'_>,
    ) -> Step<()> {
        json.enter();
        let mut first = true;
        while let Some(key) = json.key(&mut first)? {
            let kind = json.kind()?;
            match key {
                Key::Offset => *position = sections::position(json)?,
                Key::Map if kind == Kind::Object => {
                    json.enter();
                    let mut first = true;
                    while let Some(key) = json.key(&mut first)? {
                        part.member(json, key, tell)?;
                    }
                }
                _ => json.skip()?,
            }
        }
        Ok(())
    }
}

impl Part {
    fn new(scope: Scope, first_source: u32, length: u64) -> Self {
        Self {
            scope,
            offset: (0, 0),
            first_source,
            complete: false,
            root: None,
            sources: Items::new(length),
            contents: Items::new(length),
            names: Items::new(length),
            functions: Items::new(length),
            length,
            mappings: None,
            ignored: None,
            old_ignored: None,
        }
    }

    /// Reads the value of a member. A later duplicate replaces it, as in `JSON.parse`.
    fn member(&mut self, json: &mut Json<'_>, key: Key, tell: &mut Tell<'_>) -> Step<()> {
        let first = self.first_source;
        match key {
            Key::SourceRoot => {
                self.root = json.name_or_skip()?;
                Ok(())
            }
            Key::Sources => {
                self.sources = Items::new(self.length);
                self.sources.read(json, None)
            }
            Key::SourcesContent => {
                self.contents = Items::new(self.length);
                let mut tell = |index: u32, length| tell(first.saturating_add(index), length);
                self.contents.read(json, Some(&mut tell))
            }
            Key::Names => {
                self.names = Items::new(self.length);
                self.names.read(json, None)
            }
            Key::FacebookSources => {
                self.functions = Items::new(self.length);
                self.functions.read(json, None)
            }
            Key::Mappings if json.kind()? == Kind::String => Text::read(&mut self.mappings, json),
            Key::IgnoreList => Text::read(&mut self.ignored, json),
            Key::OldIgnoreList => Text::read(&mut self.old_ignored, json),
            _ => json.skip(),
        }
    }

    /// Where its mappings are in the file.
    pub fn mappings_range(&self) -> std::ops::Range<u64> {
        let range = self.mappings.map(|text| text.start.offset..text.end.unwrap_or(self.length));
        range.unwrap_or_default()
    }

    /// Some of its names; their indexes are in ascending order.
    pub fn names(&self, source: &dyn Source, wanted: &[u32]) -> Result<Names> {
        let mut names = Names::default();
        names.read(source, &self.names, wanted, 0)?;
        Ok(names)
    }

    /// The beginning of the content of one of its sources, at most so many bytes, and whether that is not all.
    pub fn content(
        &self,
        source: &dyn Source,
        index: u32,
        most: usize,
    ) -> Result<Option<(String, bool)>> {
        let mut content = None;
        self.contents.pick(source, &[index], 0, &mut |_, json| {
            if json.kind()? == Kind::String {
                content = Some(json.text_up_to(most)?);
                return Ok(());
            }
            json.skip()
        })?;
        Ok(content)
    }

    /// Hands on the content of one of its sources, piece by piece, until there is enough. Tells whether there is one.
    pub fn read_content(
        &self,
        source: &dyn Source,
        index: u32,
        take: &mut dyn FnMut(&[u8]) -> ControlFlow<()>,
    ) -> Result<bool> {
        let mut is_there = false;
        self.contents.pick(source, &[index], 0, &mut |_, json| {
            if json.kind()? != Kind::String {
                return json.skip();
            }
            is_there = true;
            json.enter();
            let (mut high, is_enough) = (None, Cell::new(false));
            let mut sink =
                |bytes: &[u8], _| is_enough.set(is_enough.get() || take(bytes).is_break());
            while !is_enough.get() && json.string_piece(&mut high, &mut sink)? {}
            Ok(())
        })?;
        Ok(is_there)
    }

    /// Tells the indexes of the sources that debuggers are to pass over.
    pub fn ignored(&self, source: &dyn Source, tell: &mut dyn FnMut(u32)) -> Result<()> {
        let Some(text) = self.ignored.or(self.old_ignored) else { return Ok(()) };
        let range = text.start.offset..text.end.unwrap_or_else(|| source.len());
        let mut json = Json::new(source, WINDOW, range, text.start);
        match ignored(&mut json, tell).map_err(|stop| *stop) {
            Err(Stop::Read(error)) => Err(error),
            Err(Stop::Broken(_)) | Ok(()) => Ok(()),
        }
    }
}

fn ignored(json: &mut Json<'_>, tell: &mut dyn FnMut(u32)) -> Step<()> {
    if json.kind()? != Kind::Array {
        return Ok(());
    }
    json.enter();
    let mut first = true;
    while json.item(&mut first)? {
        if json.kind()? != Kind::Number {
            json.skip()?;
        } else if let Some(index) = json.number()?.and_then(|index| u32::try_from(index).ok()) {
            tell(index);
        }
    }
    Ok(())
}

impl Json<'_> {
    /// A string as a name, cut where it is very long; `None` for a value of another type.
    fn name_or_skip(&mut self) -> Step<Option<String>> {
        if self.kind()? != Kind::String {
            return self.skip().map(|()| None);
        }
        Ok(Some(self.text_up_to(MOST_NAME)?.0))
    }
}

impl Text {
    fn read(place: &mut Option<Self>, json: &mut Json<'_>) -> Step<()> {
        json.kind()?;
        let text = place.insert(Self { start: json.window.spot(), end: None });
        json.skip()?;
        text.end = Some(json.window.offset());
        Ok(())
    }
}
