//! [`MapSummary`]: what a source map holds, counted.

use serde::Serialize;

use super::coverage::Coverage;

/// The two shapes of a source map (ECMA-426 9 and 10).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum MapKind {
    /// One map.
    #[default]
    Regular,
    /// Sections with a map each; `sections` is there, whatever its value.
    Index,
}

/// What a source map holds. For an index map the numbers are the sums over its sections.
///
/// Where the map has findings, the numbers are those of what could be read.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct MapSummary {
    /// Regular or index map.
    pub kind: MapKind,
    /// `version`, if it is an integral number.
    pub version: Option<i64>,
    /// `file`, if it is a string.
    pub file: Option<String>,
    /// `sourceRoot`, if it is a string. Index maps have none; their sections may.
    pub source_root: Option<String>,
    /// `debugId`, if it is a string.
    pub debug_id: Option<String>,
    /// `debug_id`, an older spelling of it, if it is a string.
    #[serde(rename = "debug_id")]
    pub debug_id_snake: Option<String>,
    /// `sources` as they stand in the map, without `sourceRoot`; for index maps those of all sections in turn.
    /// Empty when [`ReadOptions::keep_sources`](crate::ReadOptions) is off. Many, and seldom asked for: not serialized.
    #[serde(skip)]
    pub sources: Vec<Option<String>>,
    /// Number of sections; 0 in a regular map.
    pub section_count: u64,
    /// The numbers.
    #[serde(flatten)]
    pub totals: MapTotals,
    /// The greatest generated position that has a mapping.
    pub last_position: Option<GeneratedPosition>,
    /// Whether all mappings were read, and nothing is wrong with them: so that the map can be held against its file.
    #[serde(skip)]
    pub is_whole: bool,
    /// What the mappings say about the generated file; it is for those who hold the map against that file.
    #[serde(skip)]
    pub coverage: Coverage,
}

/// The numbers of a map, or of all sections of an index map together.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct MapTotals {
    /// Items of `sources`.
    pub source_count: u64,
    /// Those that have a name of React Native's bundles: what Metro made, not what anyone wrote.
    pub source_bundles: u64,
    /// Items of `names`.
    pub name_count: u64,
    /// Items of `ignoreList`.
    pub ignore_list_count: u64,
    /// Items of `sourcesContent`, `null` included.
    pub sources_content_count: u64,
    /// Those that are `null`.
    pub sources_content_nulls: u64,
    /// Bytes in the file between the quotes of `sourcesContent`, escapes as they are written.
    pub sources_content_bytes: u64,
    /// Texts in `sourcesContent` that name a source map of their own: generated files.
    pub sources_generated: u64,
    /// Bytes of `mappings`, escapes decoded.
    pub mappings_bytes: u64,
    /// Lines of the generated file that the mappings speak of.
    pub generated_lines: u64,
    /// Segments of 1, 4 or 5 fields.
    pub segments: u64,
    /// Segments of 4 or 5 fields, those that name a source.
    pub segments_with_source: u64,
    /// Segments of 5 fields, those that name a name.
    pub segments_with_name: u64,
}

/// A position in the generated file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct GeneratedPosition {
    /// Line, 1-based as in a stack trace.
    pub line: u64,
    /// Column, 0-based as in the map: UTF-16 code units for JavaScript and CSS, bytes for WebAssembly.
    pub column: u64,
}

impl MapTotals {
    /// Adds the numbers of a section. Its lines are counted from the start of the generated file.
    pub(super) fn add(&mut self, section: &Self) {
        self.source_count += section.source_count;
        self.source_bundles += section.source_bundles;
        self.name_count += section.name_count;
        self.ignore_list_count += section.ignore_list_count;
        self.sources_content_count += section.sources_content_count;
        self.sources_content_nulls += section.sources_content_nulls;
        self.sources_content_bytes += section.sources_content_bytes;
        self.sources_generated += section.sources_generated;
        self.mappings_bytes += section.mappings_bytes;
        self.generated_lines = self.generated_lines.max(section.generated_lines);
        self.segments += section.segments;
        self.segments_with_source += section.segments_with_source;
        self.segments_with_name += section.segments_with_name;
    }
}
