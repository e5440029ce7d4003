//! The core of mapship: it reads and judges what a build left behind, and frames its upload.
//!
//! ```text
//! bytes ─> inspect ─> event ─> check ─> frame ─> send
//! Source   Inspection Event    Issues   Segments  (JavaScript)
//! ```
//!
//! There is no file, network, clock or randomness in here: bytes are asked for through [`Source`], the
//! boundary is an argument. A module uses only what stands before it in the flow.

mod catalogue;
mod check;
mod codes;
mod complete;
mod debug_id;
mod error;
mod event;
mod explain;
mod fit;
mod frame;
mod generated_lines;
mod inspect;
mod issue;
mod link;
mod locate;
mod look;
mod lookup;
mod marks;
mod minified_url;
mod nearest;
mod order;
mod pair;
mod repository;
mod rum;
mod site;
mod source;
mod sourcemap;
mod stack;
pub mod symbols;
#[cfg(all(target_family = "wasm", target_os = "unknown"))]
mod wasm;

pub use catalogue::{Entry, catalogue};
pub use check::{CheckOptions, UploadFile, Verdict, check};
pub use debug_id::{read_debug_ids, read_marker};
pub use error::{Error, Result};
pub use event::{
    Event, Field, Filename, Part, Provenance, Required, Rule, TYPES, UploadType, Value, upload_type,
};
pub use explain::{Obstacle, check_found, check_init, check_places};
pub use fit::Fit;
pub use frame::{Frame, FramedFile, Segment, frame};
pub use generated_lines::GeneratedLines;
pub use inspect::{Format, Inspection, inspect, inspect_as, inspect_map, inspect_with};
pub use issue::{Arg, At, Code, Issue, MappingAt, Severity, passes};
pub use link::{Language, Link, LinkReading, link_span, read_link};
pub use locate::{ServedFile, locate};
pub use look::{
    Coverage as MapCoverage, Look, Others, Position, SourceContent, SourceCoverage, SourceName,
    Span, Spans,
};
pub use lookup::{Context, Found, Lookup, Original};
pub use minified_url::Prefix;
pub use nearest::nearest;
pub use pair::{BuildFile, Pair, Pairing, is_script, pair};
pub use repository::{
    TrackedFiles, links_to_source, repository_payload, sources_as_files, strip_credentials,
};
pub use rum::{Init, read_init};
pub use site::{SITES, Site, custom_intake_url, intake_url, resolve_site};
pub use source::Source;
pub use sourcemap::{
    Coverage, GeneratedPosition, LineEnd, Lines, MapKind, MapReport, MapSummary, MapTotals,
    ReadOptions, read_map, read_map_with,
};
pub use stack::{Place, StackFrame, StackLine, parse_stack};
pub use symbols::app_version::{AppVersion, read_app_version};
pub use symbols::{
    DebugOnly, DebugOnlyOptions, DebugSection, Packed, Piece, Slice, Symbols, debug_only,
};
