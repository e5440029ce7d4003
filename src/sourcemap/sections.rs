//! The sections of an index map (ECMA-426 10): each is judged and added up as its `}` is read, then forgotten.

use super::{
    consistency::{Judged, judge},
    coverage::Coverage,
    field::Field,
    finding::{Findings, Path, Scope, Spot},
    json::{Json, Key, Kind},
    map::Map,
    members::actual_is,
    noted::Noted,
    summary::MapTotals,
    window::Step,
};
use crate::{finding::Code, source::Source};

/// How the file is read, and what it takes to read a part of it a second time.
#[derive(Clone, Copy)]
pub(super) struct Again<'s> {
    pub source: &'s dyn Source,
    /// Size of the window in bytes.
    pub window: usize,
    /// Whether the names of the sources are wanted.
    pub keep_sources: bool,
    /// Whether the sources are looked through for what should not be in them.
    pub scan_sources: bool,
    /// Where places in mappings are noted.
    pub noted: Option<&'s Noted>,
}

/// What is remembered of all the sections read.
#[derive(Debug, Default)]
pub(super) struct Sections {
    pub count: u64,
    pub totals: MapTotals,
    pub sources: Vec<Option<String>>,
    /// The greatest generated position of them all: line and column, 0-based.
    pub last: Option<(i64, i64)>,
    pub coverage: Coverage,
    /// Whether a section has sections of its own, which are not read.
    pub has_nested: bool,
    /// The offset of the previous section, and whether it has mappings.
    previous: Option<((i64, i64), bool)>,
    /// The section being read.
    current: Option<Section>,
}

/// A section.
#[derive(Debug)]
struct Section {
    index: u64,
    start: Spot,
    offset: Option<Field<Option<Offset>>>,
    /// `None` inside when it is not an object.
    map: Option<Field<Option<Box<Map>>>>,
    has_url: bool,
}

/// The offset of a section.
#[derive(Debug, Default)]
struct Offset {
    line: Option<Field<Option<i64>>>,
    column: Option<Field<Option<i64>>>,
}

/// Reads `sections`.
pub(super) fn read(
    json: &mut Json<'_>,
    field: &mut Field<Sections>,
    again: &Again<'_>,
) -> Step<()> {
    let path = Path::member(Scope::Top, "sections");
    if json.kind()? != Kind::Array {
        let actual = json.skip_telling()?;
        field.findings.add(Code::MapSectionsType, path, field.start, || actual_is(actual));
        return Ok(());
    }
    json.enter();
    let mut first = true;
    while json.item(&mut first)? {
        let kind = json.kind()?;
        let start = json.window.spot();
        let index = field.value.count;
        field.value.count = index.saturating_add(1);
        if kind == Kind::Object {
            let section = Section { index, start, offset: None, map: None, has_url: false };
            field.value.current.insert(section).read(json, again)?;
            field.close(again, true)?;
        } else {
            let actual = json.skip_telling()?;
            let path = path.item(index);
            field.findings.add(Code::MapSectionType, path, start, || actual_is(actual));
        }
    }
    Ok(())
}

impl Section {
    /// Reads the object whose `{` comes next.
    fn read(&mut self, json: &mut Json<'_>, again: &Again<'_>) -> Step<()> {
        json.enter();
        let mut first = true;
        let index = self.index;
        while let Some(key) = json.key(&mut first)? {
            match key {
                Key::Offset => {
                    Field::read(&mut self.offset, json, |json, field| offset(json, field, index))?
                }
                Key::Map => {
                    Field::read(&mut self.map, json, |json, field| map(json, field, index, again))?
                }
                Key::Url => {
                    self.has_url = true;
                    json.skip()?;
                }
                _ => json.skip()?,
            }
        }
        Ok(())
    }
}

fn offset(json: &mut Json<'_>, field: &mut Field<Option<Offset>>, index: u64) -> Step<()> {
    let scope = Scope::Section(index);
    if json.kind()? != Kind::Object {
        let path = Path::member(scope, "offset");
        let actual = json.skip_telling()?;
        field.findings.add(Code::MapSectionOffsetType, path, field.start, || actual_is(actual));
        return Ok(());
    }
    json.enter();
    let offset = field.value.insert(Offset::default());
    let mut first = true;
    while let Some(key) = json.key(&mut first)? {
        match key {
            Key::Line => Field::read(&mut offset.line, json, |json, field| {
                coordinate(json, field, Path::member(scope, "offset.line"))
            })?,
            Key::Column => Field::read(&mut offset.column, json, |json, field| {
                coordinate(json, field, Path::member(scope, "offset.column"))
            })?,
            _ => json.skip()?,
        }
    }
    Ok(())
}

/// The offset of a section, line and column, where both are good; nothing is told of what is not.
pub(super) fn position(json: &mut Json<'_>) -> Step<Option<(u32, u32)>> {
    let mut field = None;
    Field::read(&mut field, json, |json, field| offset(json, field, 0))?;
    let value = |field: Option<Field<Option<i64>>>| field?.value?.try_into().ok();
    let offset: Option<Offset> = field.and_then(|field| field.value);
    Ok(offset.and_then(|Offset { line, column }| value(line).zip(value(column))))
}

/// `line` or `column` of an offset: an integral number, at least 0.
fn coordinate(json: &mut Json<'_>, field: &mut Field<Option<i64>>, path: Path) -> Step<()> {
    if json.kind()? != Kind::Number {
        let actual = json.skip_telling()?;
        field.findings.add(Code::MapSectionOffsetNumber, path, field.start, || actual_is(actual));
        return Ok(());
    }
    let code = match json.number()? {
        Some(integral) if integral >= 0 => {
            field.value = Some(integral);
            return Ok(());
        }
        Some(_) => Code::MapSectionOffsetNegative,
        None => Code::MapSectionOffsetNumber,
    };
    let actual = format!("the number {}", json.literal);
    field.findings.add(code, path, field.start, || actual_is(actual));
    Ok(())
}

fn map(
    json: &mut Json<'_>,
    field: &mut Field<Option<Box<Map>>>,
    index: u64,
    again: &Again<'_>,
) -> Step<()> {
    if json.kind()? != Kind::Object {
        let path = Path::member(Scope::Section(index), "map");
        let actual = json.skip_telling()?;
        field.findings.add(Code::MapSectionMapType, path, field.start, || actual_is(actual));
        return Ok(());
    }
    field.value.insert(Box::new(Map::new(Scope::Embedded(index)))).read(json, again)
}

impl Field<Sections> {
    /// Judges the section just read, and adds it up. `complete` says that its `}` was read.
    pub fn close(&mut self, again: &Again<'_>, complete: bool) -> Step<()> {
        let Some(section) = self.value.current.take() else { return Ok(()) };
        let path = |member| Path::member(Scope::Section(section.index), member);
        let position =
            take_offset(&mut self.findings, section.offset, &section.start, complete, path);
        let judged = match section.map {
            None => {
                if complete {
                    let code = match section.has_url {
                        true => Code::MapSectionUrl,
                        false => Code::MapSectionMapType,
                    };
                    let args = || actual_is("missing");
                    self.findings.add(code, path("map"), section.start, args);
                }
                None
            }
            Some(field) => {
                self.findings.absorb(field.findings);
                field.value.map(|map| judge(*map, again)).transpose()?
            }
        };
        if let Some((at, position)) = position {
            self.order(at, position, path("offset"));
            let has_mappings = judged.as_ref().is_some_and(|judged| judged.last.is_some());
            self.value.previous = Some((position, has_mappings));
        }
        if let Some(mut judged) = judged {
            self.findings.absorb(std::mem::take(&mut judged.findings));
            self.value.add(judged, position.map(|(_, position)| position));
        }
        Ok(())
    }

    /// A section begins after the one before it, and after all that one maps.
    fn order(&mut self, at: Spot, position: (i64, i64), path: Path) {
        let args = |limit: (i64, i64)| {
            vec![
                ("line", position.0.into()),
                ("column", position.1.into()),
                ("limitLine", limit.0.into()),
                ("limitColumn", limit.1.into()),
            ]
        };
        if let Some((previous, has_mappings)) = self.value.previous
            && (position < previous || position == previous && has_mappings)
        {
            self.findings.add(Code::MapSectionOrder, path, at, || args(previous));
        } else if let Some(last) = self.value.last
            && position < last
        {
            self.findings.add(Code::MapSectionOverlap, path, at, || args(last));
        }
    }
}

impl Sections {
    fn add(&mut self, judged: Judged, offset: Option<(i64, i64)>) {
        let mut totals = judged.totals;
        let first_line = offset.and_then(|(line, _)| u64::try_from(line).ok());
        if totals.generated_lines > 0 {
            let before = first_line.unwrap_or_default();
            totals.generated_lines = totals.generated_lines.saturating_add(before);
        }
        self.totals.add(&totals);
        self.sources.extend(judged.sources);
        self.has_nested |= !judged.is_whole;
        // without a good offset nobody can say what the section covers
        if let (Some((line, column)), Some((last_line, last_column))) = (offset, judged.last) {
            let shift = if last_line == 0 { column } else { 0 };
            let last = (line.saturating_add(last_line), last_column.saturating_add(shift));
            self.last = self.last.max(Some(last));
            let offset = (
                u64::try_from(line).unwrap_or_default(),
                u64::try_from(column).unwrap_or_default(),
            );
            self.coverage.add(&judged.coverage, offset);
        }
    }
}

/// The offset of a section and where it stands; `None` when it is not known well enough to be compared.
fn take_offset(
    findings: &mut Findings,
    offset: Option<Field<Option<Offset>>>,
    section: &Spot,
    complete: bool,
    path: impl Fn(&'static str) -> Path,
) -> Option<(Spot, (i64, i64))> {
    let Some(field) = offset else {
        if complete {
            let args = || actual_is("missing");
            findings.add(Code::MapSectionOffsetType, path("offset"), *section, args);
        }
        return None;
    };
    let complete = field.is_complete();
    findings.absorb(field.findings);
    let offset = field.value?;
    let mut coordinate = |field: Option<Field<Option<i64>>>, path, start| match field {
        Some(field) => {
            findings.absorb(field.findings);
            field.value
        }
        None => {
            if complete {
                let args = || actual_is("missing");
                findings.add(Code::MapSectionOffsetNumber, path, start, args);
            }
            None
        }
    };
    let line = coordinate(offset.line, path("offset.line"), field.start);
    let column = coordinate(offset.column, path("offset.column"), field.start);
    Some((field.start, (line?, column?))).filter(|_| complete)
}
