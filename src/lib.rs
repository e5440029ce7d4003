//! The core of mapship: it reads and judges what a build left behind, and frames its upload.
//!
//! ```text
//! bytes ─> inspect ─> event ─> check ─> frame ─> send
//! Source   Inspection Event    Issues   Segments  (JavaScript)
//! ```
//!
//! There is no file, network, clock or randomness in here: bytes are asked for through [`Source`], the
//! boundary is an argument. A module uses only what stands before it in the flow.
//!
//! Start with [`inspect`] (what is this file?), [`Planner`] (what do these files make together?) and [`check`] (will this upload work?).
//! `tests/examples/check_folder.rs` is a program that checks a folder by them. The rest is for those who build more on the core; it
//! follows the JavaScript package, and changes with it from version to version.
//!
//! ```
//! use mapship::{CheckOptions, Format, UploadFile, check, inspect, passes, upload_type};
//!
//! let map: &[u8] = br#"{"version":3,"sources":["a.ts"],"names":[],"mappings":"AAAA,A="}"#;
//! assert_eq!(inspect(&map, "app.js.map")?.format, Format::SourceMap);
//!
//! let minified: &[u8] = b"go()\n//# sourceMappingURL=app.js.map\n";
//! let files = [
//!     UploadFile { part: "source_map", name: "app.js.map", source: &map },
//!     UploadFile { part: "minified_file", name: "app.js", source: &minified },
//! ];
//! let scripts = upload_type("js_sourcemap").expect("a type of this name");
//! let verdict = check(scripts, None, &files, CheckOptions::default())?;
//! assert!(!passes(&verdict.issues));
//! for issue in &verdict.issues {
//!     println!("{}: {} {}", issue.code.name(), issue.message(), issue.help());
//! }
//! # Ok::<(), mapship::Error>(())
//! ```

mod build;
mod check;
mod coverage;
mod error;
mod event;
mod explain;
mod finding;
pub mod formats;
mod frame;
mod inspect;
mod native_trace;
mod nearest;
pub mod options;
mod plan;
mod repository;
mod retrace;
mod site;
mod sorted_indices;
mod source;
mod sourcemap;
mod symbolicate;
mod types;
#[cfg(feature = "verify")]
mod verify;
#[cfg(all(target_family = "wasm", target_os = "unknown"))]
mod wasm;

pub use build::debug_id::{read_debug_ids, read_marker};
pub use build::inject::{CodeContext, EditPiece, Injection, Runtime, debug_id_of, inject};
pub use build::link::{Language, Link, LinkReading, link_span, read_link};
pub use build::minified_url::Prefix;
pub use build::pair::{BuildFile, Pair, Pairing, pair};
#[cfg(feature = "verify")]
pub use build::rum::read_init_resolved;
pub use build::rum::{Init, read_init};
pub use build::script_name::{Suspect, is_map_of_style, suspect};
pub use check::fit::Fit;
pub use check::{CheckOptions, UploadFile, Verdict, check, check_size};
pub use coverage::{
    Coverage as MapCoverage, Look, Others, Position, SourceContent, SourceCoverage, SourceName,
    Span, Spans,
};
pub use error::{Error, Result};
pub use event::{Event, Value};
pub use explain::frame::{Place, StackFrame};
pub use explain::locate::{Located, ServedFile, locate};
pub use explain::lookup::{Context, Found, LookedUp, Original, look_up};
pub use explain::names::{NameAt, NamedFrame, name_frames};
pub use explain::places::{CodeAt, PlaceRead, read_places};
pub use explain::sources::{InSource, MapPath, find_sources, path_of_source};
pub use explain::stack::{StackLine, parse_stack};
pub use explain::{Obstacle, check_found, check_init};
pub use finding::{
    Arg, At, Code, Entry, Issue, MappingAt, Severity, catalogue, exit_code, issue_named, name_way,
    passes, printable,
};
pub use formats::app_version::{AppVersion, read_app_version};
pub use formats::{
    DebugOnly, DebugOnlyOptions, DebugSection, Format, Packed, Piece, Slice, Symbols, debug_only,
};
pub use frame::{Frame, FramedFile, Segment, frame};
pub use inspect::{Inspection, inspect, inspect_as, inspect_map, inspect_with};
pub use native_trace::{
    CSharpLine, FrameKind, KnownFile, Matched, NativeFrame, NoPlace, SaidFrame, generated_lines,
    match_files, native_frames, say,
};
pub use nearest::nearest;
pub use plan::{
    Contents, Fate, Fits, FolderNames, FoundAs, Given, Held, Origin, Paired, PassedOver, Plan,
    PlanFile, PlanOptions, PlannedPart, PlannedPiece, PlannedUpload, Planner, Shard, ShardTexts,
    as_found, contents, folder_names, is_of_use, is_skipped_folder, may_be_archive,
};
pub use repository::{
    ChosenCommit, Commit, Environment, TrackedFiles, choose_commit, links_to_source,
    repository_payload, sources_as_files, strip_credentials,
};
pub use retrace::{
    JvmFrame, JvmOriginal, JvmState, NamedMapping, Retraced, RetracedLine, jvm_frames, retrace,
    retrace_through,
};
pub use site::{SITES, Site, custom_intake_url, intake_url, resolve_site};
pub use source::Source;
pub use sourcemap::generated_lines::GeneratedLines;
pub use sourcemap::{
    Coverage, GeneratedPosition, LineEnd, Lines, MapKind, MapReport, MapSummary, MapTotals,
    ReadOptions, read_file_member, read_map, read_map_with,
};
#[cfg(any(feature = "native", feature = "pdb"))]
pub use symbolicate::symbolicate;
pub use symbolicate::{Answer, CodePlace, SourceFrame, Unanswered};
pub use types::{
    Claim, Comparison, Example, Field, Filename, Gathering, Identity, LeftOut, Linked, Mismatch,
    Mistake, NameSays, Part, Pointer, Provenance, Reach, Required, Role, Rule, Said, Sidecar,
    TYPES, UploadType, Waiver, Which, upload_type,
};
#[cfg(feature = "verify")]
pub use verify::{
    Asked, Came, Change, ChunkNames, Coverage as LiveCoverage, Judged, KnownSymbols, Leak,
    LeakedBy, Marker, Mention, MentionKind, PackageFate, PackageLook, PageReading, ScriptReading,
    Sent, Served, Shipped, Status, Verified, change_between, change_of, chunk_names, debug_id_in,
    dex_marker, hides_entries, how_to_look, is_generated, judge, judge_package, lies_of,
    looks_like_map, may_hold_code, places_of, read_page, read_script,
};
