//! The streaming source-map reader and its judgement (ECMA-426, sections 6 to 10).
//!
//! [`read_map`] passes once over a [`Source`] through a window of fixed size and reports everything wrong with the
//! map, with its place. It keeps the names of the sources, and no other part of the file.
//!
//! ```text
//! Window ─> Json ─> Map (members) ─> Mappings
//! bytes     tokens  └─> Sections     segments
//!                   judge: what the members say about each other
//! ```
//!
//! The standard has errors that end the decoding and errors that a consumer may pass over. A generator must
//! cause neither, and generators are what is judged here: both are errors, and [`Code::rule`] says which it is.

mod collected;
mod coverage;
mod fast;
mod field;
pub(crate) mod finding;
mod integral;
mod items;
pub(crate) mod json;
mod judge;
mod leaks;
mod map;
mod mappings;
mod members;
mod nesting;
mod number;
pub(crate) mod outline;
mod sections;
mod segment;
pub(crate) mod segments;
mod string;
mod summary;
mod text;
mod url;
mod utf8;
pub(crate) mod window;

use crate::{
    error::Result,
    issue::{Code, Issue},
    source::Source,
};
use collected::Collected;
pub use coverage::{Coverage, Lines};
use finding::{Findings, Path, Scope};
use map::Map;
pub use mapship_loops::LineEnd;
use sections::Again;
pub use summary::{GeneratedPosition, MapKind, MapSummary, MapTotals};
use window::{Step, Stop};

/// What a source map holds, and what is wrong with it.
#[derive(Debug, Clone, PartialEq)]
pub struct MapReport {
    /// What was read. After a finding that ends the reading, such as `map-json-syntax`, it is what came before.
    pub summary: MapSummary,
    /// The findings, in the order of their first places in the file.
    pub issues: Vec<Issue>,
}

/// How to read a source map.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReadOptions {
    /// Size in bytes of the window that is in memory, at least 1. It changes the speed, never the findings.
    pub window: usize,
    /// Whether [`MapSummary::sources`] is wanted.
    pub keep_sources: bool,
    /// Whether `sourcesContent` is looked through for home folders and secrets. Slower.
    pub scan_sources: bool,
}

impl Default for ReadOptions {
    fn default() -> Self {
        Self { window: 128 * 1024, keep_sources: true, scan_sources: false }
    }
}

/// Reads and judges a source map.
///
/// ```
/// let map: &[u8] = br#"{"version":3,"sources":["a.js"],"mappings":"AACA"}"#;
/// let report = mapship::read_map(&map)?;
/// assert!(report.issues.is_empty());
/// assert_eq!(report.summary.totals.segments, 1);
/// # Ok::<(), mapship::Error>(())
/// ```
///
/// # Errors
/// [`Error::Read`](crate::Error::Read) when the host cannot read the file. A bad map is a report with issues.
pub fn read_map(source: &dyn Source) -> Result<MapReport> {
    read_map_with(source, &ReadOptions::default())
}

/// The same, with options.
///
/// # Errors
/// As for [`read_map`].
pub fn read_map_with(source: &dyn Source, options: &ReadOptions) -> Result<MapReport> {
    let ReadOptions { window, keep_sources, scan_sources } = *options;
    let again = Again { source, window, keep_sources, scan_sources, collect: false };
    Ok(read(&again)?.0)
}

/// Reads a map whole, for look-ups: it is in memory then. Of a map with findings nothing is to be looked up.
///
/// # Errors
/// As for [`read_map`].
pub(crate) fn collect_map(source: &dyn Source) -> Result<(MapReport, ::sourcemap::SourceMap)> {
    let ReadOptions { window, keep_sources, scan_sources } = ReadOptions::default();
    let again = Again { source, window, keep_sources, scan_sources, collect: true };
    let (report, collected) = read(&again)?;
    Ok((report, collected.into_map()))
}

fn read(again: &Again<'_>) -> Result<(MapReport, Collected)> {
    let mut map = Map::new(Scope::Top);
    let mut findings = Findings::default();
    let closed =
        text::read(&mut map, &mut findings, again).and_then(|()| close(map, &mut findings, again));
    match closed {
        Ok((summary, collected)) => {
            Ok((MapReport { summary, issues: findings.into_issues() }, collected))
        }
        Err(stop) => match *stop {
            Stop::Read(error) => Err(error),
            // only when the file changed between two looks at it
            Stop::Broken(finding) => {
                findings.push(finding);
                let issues = findings.into_issues();
                let report = MapReport { summary: MapSummary::default(), issues };
                Ok((report, Collected::default()))
            }
        },
    }
}

/// Judges the outermost object as what it is: `sections` makes an index map of it (ECMA-426 9.1.1).
fn close(
    mut map: Map,
    findings: &mut Findings,
    again: &Again<'_>,
) -> Step<(MapSummary, Collected)> {
    let mut summary = MapSummary {
        version: map.version.as_ref().and_then(|field| field.value),
        file: map.file.as_ref().and_then(|field| field.value.clone()),
        debug_id: map.debug_id.as_mut().and_then(|field| field.value.take()),
        debug_id_snake: map.debug_id_snake.as_mut().and_then(|field| field.value.take()),
        ..MapSummary::default()
    };
    let collected;
    let last = match map.sections.take() {
        None => {
            summary.source_root = map.source_root.as_ref().and_then(|field| field.value.clone());
            let judged = judge::judge(map, again)?;
            findings.absorb(judged.findings);
            summary.totals = judged.totals;
            summary.sources = judged.sources;
            summary.coverage = judged.coverage;
            collected = judged.collected;
            judged.last
        }
        Some(mut sections) => {
            summary.kind = MapKind::Index;
            sections.close(again, false)?;
            index_map(map, findings);
            findings.absorb(sections.findings);
            summary.section_count = sections.value.count;
            summary.totals = sections.value.totals;
            summary.sources = sections.value.sources;
            summary.coverage = sections.value.coverage;
            collected = sections.value.collected;
            sections.value.last
        }
    };
    summary.last_position = last.and_then(|(line, column)| {
        let line = u64::try_from(line).ok()?.saturating_add(1);
        Some(GeneratedPosition { line, column: u64::try_from(column).ok()? })
    });
    Ok((summary, collected))
}

/// The other members of an index map: `version` and `file` are judged, `mappings` must not be there, and the
/// rest are unknown to it.
fn index_map(map: Map, findings: &mut Findings) {
    let path = |member| Path::member(Scope::Top, member);
    match map.version {
        Some(field) => findings.absorb(field.findings),
        None if map.complete => findings
            .add(Code::MapVersion, path("version"), map.start, || members::actual_is("missing")),
        None => {}
    }
    if let Some(field) = map.file {
        findings.absorb(field.findings);
    }
    if let Some(field) = map.mappings {
        findings.add(Code::MapMappingsBesideSections, path("mappings"), field.start, Vec::new);
    }
}
