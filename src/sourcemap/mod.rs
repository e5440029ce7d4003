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
//! The standard has errors that end the decoding and errors that a consumer may pass over; [`Code::rule`] says which it is.
//! What real consumers pass over, and still resolve, is a warning. A generator must cause neither: [`ReadOptions::strict`]
//! judges as the standard does.

mod block_decoder;
pub(crate) mod checkpoints;
mod consistency;
mod coverage;
mod field;
mod file_member;
pub(crate) mod finding;
mod function_map;
pub mod generated_lines;
mod integral;
mod items;
pub(crate) mod json;
mod leaks;
mod map;
mod mappings;
mod members;
mod nesting;
pub(crate) mod noted;
mod number;
pub(crate) mod outline;
mod sections;
mod segment;
pub(crate) mod segments;
mod string;
mod summary;
pub(crate) mod text;
pub(crate) mod token;
mod url;
mod utf8;
pub(crate) mod window;

use crate::{
    error::Result,
    finding::{Code, Issue, passes},
    source::Source,
};
pub use coverage::{Coverage, Lines};
pub use file_member::read_file_member;
use finding::{Findings, Path, Scope};
use map::Map;
pub use mapship_loops::LineEnd;
use noted::Noted;
use sections::Again;
pub use summary::{GeneratedPosition, MapKind, MapSummary, MapTotals};
pub(crate) use url::is_bundle_name;
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
    /// Whether findings have the severity that the standard gives them, for who writes a generator. Otherwise what consumers
    /// pass over is a warning.
    pub strict: bool,
}

impl Default for ReadOptions {
    fn default() -> Self {
        Self { window: 128 * 1024, keep_sources: true, scan_sources: false, strict: false }
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
    read_map_noting(source, options, None)
}

/// The same, while places in the mappings are noted.
pub(crate) fn read_map_noting(
    source: &dyn Source,
    options: &ReadOptions,
    noted: Option<&Noted>,
) -> Result<MapReport> {
    let ReadOptions { window, keep_sources, scan_sources, strict } = *options;
    let again = Again { source, window, keep_sources, scan_sources, noted };
    let mut report = read(&again)?;
    if strict {
        report.issues.iter_mut().for_each(Issue::judge_strictly);
    }
    Ok(report)
}

fn read(again: &Again<'_>) -> Result<MapReport> {
    let mut map = Map::new(Scope::Top);
    let mut findings = Findings::default();
    let closed =
        text::read(&mut map, &mut findings, again).and_then(|()| close(map, &mut findings, again));
    match closed {
        Ok(mut summary) => {
            let issues = findings.into_issues();
            summary.is_whole &= passes(&issues);
            Ok(MapReport { summary, issues })
        }
        Err(stop) => match *stop {
            Stop::Read(error) => Err(error),
            // only when the file changed between two looks at it
            Stop::Broken(finding) => {
                findings.push(finding);
                Ok(MapReport { summary: MapSummary::default(), issues: findings.into_issues() })
            }
        },
    }
}

/// Judges the outermost object as what it is: `sections` makes an index map of it (ECMA-426 9.1.1).
fn close(mut map: Map, findings: &mut Findings, again: &Again<'_>) -> Step<MapSummary> {
    let mut summary = MapSummary {
        version: map.version.as_ref().and_then(|field| field.value),
        file: map.file.as_ref().and_then(|field| field.value.clone()),
        debug_id: map.debug_id.as_mut().and_then(|field| field.value.take()),
        debug_id_snake: map.debug_id_snake.as_mut().and_then(|field| field.value.take()),
        ..MapSummary::default()
    };
    let last = match map.sections.take() {
        None => {
            summary.source_root = map.source_root.as_ref().and_then(|field| field.value.clone());
            let judged = consistency::judge(map, again)?;
            findings.absorb(judged.findings);
            summary.totals = judged.totals;
            summary.sources = judged.sources;
            summary.coverage = judged.coverage;
            summary.is_whole = judged.is_whole;
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
            summary.is_whole = !sections.value.has_nested;
            sections.value.last
        }
    };
    summary.last_position = last.and_then(|(line, column)| {
        let line = u64::try_from(line).ok()?.saturating_add(1);
        Some(GeneratedPosition { line, column: u64::try_from(column).ok()? })
    });
    Ok(summary)
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
