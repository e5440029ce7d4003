//! The places in a map's text that an injection changes.

use std::ops::Range;

use crate::error::Result;
use crate::finding::{Code, Issue};
use crate::source::Source;
use crate::sourcemap::finding::{Findings, Spot};
use crate::sourcemap::json::{Json, Key, Kind, shown};
use crate::sourcemap::text::prologue;
use crate::sourcemap::window::{Step, Stop};

/// How much of the file is in memory at once, in bytes.
const WINDOW: usize = 64 * 1024;

/// The longest text that may be a debug ID, in bytes.
const LONGEST_ID: usize = 64;

/// What of a map is of interest.
#[derive(Debug, Default)]
pub(super) struct Members {
    /// `debugId`, wherever it stands.
    pub debug_id: Vec<Member>,
    /// `debug_id`, as Datadog's client for scripts writes it.
    pub debug_id_snake: Vec<Member>,
    /// Where the string of the mappings begins, and whether it is empty.
    pub mappings: Option<(Spot, bool)>,
    /// The sections of an index map.
    pub sections: Option<Vec<Section>>,
    /// Where the outermost `}` stands.
    pub end: u64,
    /// Whether there is no member at all.
    pub is_empty: bool,
}

/// A debug ID.
#[derive(Debug)]
pub(super) struct Member {
    /// Where its value stands.
    pub range: Range<u64>,
    /// The value, where it is a text.
    pub value: Option<String>,
}

/// A section of an index map.
#[derive(Debug, Default)]
pub(super) struct Section {
    pub line: Option<Coordinate>,
    pub column: Option<Coordinate>,
    /// Where the string of its mappings begins.
    pub mappings: Option<Spot>,
}

/// A number, and where it stands.
#[derive(Debug, Clone)]
pub(super) struct Coordinate {
    pub range: Range<u64>,
    pub value: u64,
}

/// Reads a map as far as an injection has to know it. A text that is no map is an issue.
pub(super) fn read_members(source: &dyn Source) -> Result<std::result::Result<Members, Issue>> {
    let start = Spot { offset: 0, line: 1, column: 1 };
    let mut json = Json::new(source, WINDOW, 0..source.len(), start);
    match whole(&mut json).map_err(|stop| *stop) {
        Ok(members) => Ok(Ok(members)),
        Err(Stop::Broken(finding)) => Ok(Err(finding.into_issue())),
        Err(Stop::Read(error)) => Err(error),
    }
}

fn whole(json: &mut Json<'_>) -> Step<Members> {
    prologue(json, &mut Findings::default())?;
    json.space()?;
    let start = json.window.spot();
    if json.window.peek()?.is_none() {
        return Err(json.broken(Code::MapBlank, start, Vec::new()));
    }
    if json.kind()? != Kind::Object {
        let actual = json.skip_telling()?;
        return Err(json.broken(Code::MapNotObject, start, vec![("actual", actual.into())]));
    }
    let members = members(json)?;
    json.space()?;
    let spot = json.window.spot();
    match shown(&json.window.look(4)?) {
        Some(found) => Err(json.broken(Code::MapJsonTrailing, spot, vec![("found", found.into())])),
        None => Ok(members),
    }
}

fn members(json: &mut Json<'_>) -> Step<Members> {
    let mut members = Members { is_empty: true, ..Members::default() };
    json.enter();
    let mut first = true;
    while let Some(key) = json.key(&mut first)? {
        members.is_empty = false;
        match key {
            Key::DebugId => members.debug_id.push(member(json)?),
            Key::DebugIdSnake => members.debug_id_snake.push(member(json)?),
            Key::Mappings => members.mappings = mappings(json)?,
            Key::Sections => members.sections = sections(json)?,
            _ => json.skip()?,
        }
    }
    members.end = json.window.offset().saturating_sub(1);
    Ok(members)
}

fn member(json: &mut Json<'_>) -> Step<Member> {
    let is_text = json.kind()? == Kind::String;
    let start = json.window.offset();
    let value = if is_text {
        Some(json.text_up_to(LONGEST_ID)?.0)
    } else {
        json.skip()?;
        None
    };
    Ok(Member { range: start..json.window.offset(), value })
}

fn mappings(json: &mut Json<'_>) -> Step<Option<(Spot, bool)>> {
    let is_text = json.kind()? == Kind::String;
    let start = json.window.spot();
    json.skip()?;
    let is_empty = json.window.offset().saturating_sub(start.offset) == 2;
    Ok(is_text.then_some((start, is_empty)))
}

fn sections(json: &mut Json<'_>) -> Step<Option<Vec<Section>>> {
    if json.kind()? != Kind::Array {
        return json.skip().map(|()| None);
    }
    json.enter();
    let (mut sections, mut first) = (Vec::new(), true);
    while json.item(&mut first)? {
        let mut section = Section::default();
        object(json, |json, key| match key {
            Key::Offset => {
                (section.line, section.column) = (None, None);
                object(json, |json, key| {
                    match key {
                        Key::Line => section.line = coordinate(json)?,
                        Key::Column => section.column = coordinate(json)?,
                        _ => json.skip()?,
                    }
                    Ok(())
                })
            }
            Key::Map => {
                section.mappings = None;
                object(json, |json, key| {
                    match key {
                        Key::Mappings => section.mappings = mappings(json)?.map(|(spot, _)| spot),
                        _ => json.skip()?,
                    }
                    Ok(())
                })
            }
            _ => json.skip(),
        })?;
        sections.push(section);
    }
    Ok(Some(sections))
}

/// Passes a value; reads its members where it is an object.
fn object<'s>(
    json: &mut Json<'s>,
    mut member: impl FnMut(&mut Json<'s>, Key) -> Step<()>,
) -> Step<()> {
    if json.kind()? != Kind::Object {
        return json.skip();
    }
    json.enter();
    let mut first = true;
    while let Some(key) = json.key(&mut first)? {
        member(json, key)?;
    }
    Ok(())
}

fn coordinate(json: &mut Json<'_>) -> Step<Option<Coordinate>> {
    if json.kind()? != Kind::Number {
        return json.skip().map(|()| None);
    }
    let start = json.window.offset();
    let value = json.number()?.and_then(|value| u64::try_from(value).ok());
    let range = start..json.window.offset();
    Ok(value.map(|value| Coordinate { range, value }))
}
