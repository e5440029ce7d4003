//! What the members of a map say about each other, judged when all of them are known, whatever their order was.
//!
//! Findings that need the place of an item that was not kept take a second look at that range of the file. A good
//! map never needs it: the greatest index of each kind is enough to know that all are in range.

use super::{
    coverage::Coverage,
    field::Field,
    finding::{Findings, Spot},
    json::Json,
    map::Map,
    mappings::{Limits, Mappings},
    members::{self, actual_is},
    sections::Again,
    summary::MapTotals,
    window::Step,
};
use crate::finding::Code;

/// A map after its judgement.
#[derive(Debug, Default)]
pub(super) struct Judged {
    pub findings: Findings,
    pub totals: MapTotals,
    pub sources: Vec<Option<String>>,
    /// The greatest generated position: line and column, 0-based.
    pub last: Option<(i64, i64)>,
    pub coverage: Coverage,
    /// Whether there is nothing in it that is not read: a map that has sections and is embedded itself.
    pub is_whole: bool,
}

/// Judges a regular map, or what was read of it.
pub(super) fn judge(mut map: Map, again: &Again<'_>) -> Step<Judged> {
    let mut judged = Judged { is_whole: map.nested.is_none(), ..Judged::default() };
    missing(&map, &mut judged.findings);
    source_urls(&mut map, again)?;
    let limits = limits(&map);
    ignore_list(&mut map, again, limits.sources)?;
    mappings(&mut map, again, limits)?;

    let Judged { findings, totals, sources, last, coverage, .. } = &mut judged;
    if let Some(field) = map.version {
        findings.absorb(field.findings);
    }
    for field in [map.file, map.source_root].into_iter().flatten() {
        findings.absorb(field.findings);
    }
    if let Some(field) = map.sources {
        findings.absorb(field.findings);
        totals.source_count = field.value.count.unwrap_or_default();
        totals.source_bundles = field.value.bundles;
        *sources = field.value.kept;
    }
    if let Some(field) = map.contents {
        findings.absorb(field.findings);
        totals.sources_content_count = field.value.items;
        totals.sources_content_nulls = field.value.nulls;
        totals.sources_content_bytes = field.value.bytes;
        totals.sources_generated = field.value.generated;
    }
    if let Some(field) = map.names {
        findings.absorb(field.findings);
        totals.name_count = field.value.count.unwrap_or_default();
    }
    if let Some(field) = map.ignore_list {
        findings.absorb(field.findings);
        totals.ignore_list_count = field.value.items;
    }
    if let Some(field) = map.mappings {
        findings.absorb(field.findings);
        if let Some(mappings) = field.value {
            (*last, *coverage) = take_mappings(mappings, findings, totals);
        }
    }
    Ok(judged)
}

fn take_mappings(
    mappings: Mappings,
    findings: &mut Findings,
    totals: &mut MapTotals,
) -> (Option<(i64, i64)>, Coverage) {
    totals.mappings_bytes = mappings.length;
    totals.generated_lines = mappings.lines();
    totals.segments = mappings.counts.segments;
    totals.segments_with_source = mappings.counts.with_source;
    totals.segments_with_name = mappings.counts.with_name;
    let last = mappings.counts.last;
    findings.absorb(mappings.findings);
    let last = last.map(|(line, column)| (i64::try_from(line).unwrap_or(i64::MAX), column));
    (last, mappings.coverage)
}

/// What every map must have.
fn missing(map: &Map, findings: &mut Findings) {
    if let Some(spot) = map.nested {
        findings.add(Code::MapSectionNested, map.path("sections"), spot, Vec::new);
    }
    if !map.complete {
        return;
    }
    let mut need = |code, member, is_there: bool| {
        if !is_there {
            findings.add(code, map.path(member), map.start, || actual_is("missing"));
        }
    };
    need(Code::MapVersion, "version", map.version.is_some());
    // an index map in place of a regular one: that is the finding
    let nested = map.nested.is_some();
    need(Code::MapSourcesType, "sources", map.sources.is_some() || nested);
    need(Code::MapMappingsType, "mappings", map.mappings.is_some() || nested);
}

/// The number of sources and names, where that is known for sure.
fn limits(map: &Map) -> Limits {
    let sources = map.sources.as_ref().filter(|field| field.is_complete());
    let sources = sources.and_then(|field| field.value.count?.try_into().ok());
    let names = match &map.names {
        // without `names` there are none
        None => map.complete.then_some(0),
        Some(field) if field.is_complete() => field.value.count.and_then(|it| it.try_into().ok()),
        Some(_) => None,
    };
    Limits { sources, names }
}

fn source_urls(map: &mut Map, again: &Again<'_>) -> Step<()> {
    let path = map.path("sources");
    let root = match &map.source_root {
        None if !map.complete => return Ok(()),
        None => None,
        Some(field) => field.value.as_deref(),
    };
    let Some(field) = &mut map.sources else { return Ok(()) };
    if field.value.urls.all_parse(root) {
        return Ok(());
    }
    let seen = again
        .look(field, |json, field: &mut Field<()>| members::source_urls(json, field, path, root))?;
    if let Some(seen) = seen {
        field.findings.absorb(seen.findings);
    }
    Ok(())
}

fn ignore_list(map: &mut Map, again: &Again<'_>, limit: Option<i64>) -> Step<()> {
    let path = map.path("ignoreList");
    let Some(field) = &mut map.ignore_list else { return Ok(()) };
    if limit.is_none_or(|limit| field.value.end <= limit) {
        return Ok(());
    }
    let seen = again.look(field, |json, field| members::ignore_list(json, field, path, limit))?;
    if let Some(seen) = seen {
        *field = seen;
    }
    Ok(())
}

fn mappings(map: &mut Map, again: &Again<'_>, limits: Limits) -> Step<()> {
    let path = map.path("mappings");
    let Some(field) = &mut map.mappings else { return Ok(()) };
    let Some(mappings) = &field.value else { return Ok(()) };
    let counts = mappings.counts;
    if !counts.sources.exceeds(limits.sources) && !counts.names.exceeds(limits.names) {
        return Ok(());
    }
    let seen =
        again.look(field, |json, field| members::mappings(json, field, path, limits, None))?;
    if let Some(seen) = seen {
        *field = seen;
    }
    Ok(())
}

impl Again<'_> {
    /// Reads the value of a member a second time; not if the text broke off within it.
    fn look<T, U: Default>(
        &self,
        field: &Field<T>,
        read: impl FnOnce(&mut Json<'_>, &mut Field<U>) -> Step<()>,
    ) -> Step<Option<Field<U>>> {
        let Some(end) = field.end else { return Ok(None) };
        let Spot { offset, .. } = field.start;
        let mut json = Json::new(self.source, self.window, offset..end, field.start);
        let mut seen = None;
        Field::read(&mut seen, &mut json, read)?;
        Ok(seen)
    }
}
