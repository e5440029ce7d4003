//! The core of mapship: it reads and judges what a build left behind, and frames its upload.
//!
//! ```text
//! bytes ─> inspect ─> event ─> check ─> frame ─> send
//! Source   Inspection Event    Issues   Segments  (JavaScript)
//! ```
//!
//! There is no file, network, clock or randomness in here: bytes are asked for through [`Source`], the
//! boundary is an argument. A module uses only what stands before it in the flow.

mod codes;
mod error;
mod issue;
mod source;
mod sourcemap;

pub use error::{Error, Result};
pub use issue::{Arg, At, Code, Issue, MappingAt, Severity, passes};
pub use source::Source;
pub use sourcemap::{
    GeneratedPosition, MapKind, MapReport, MapSummary, MapTotals, ReadOptions, read_map,
    read_map_with,
};
