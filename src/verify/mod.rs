//! What users run, held against what was sent: the scripts that are live.
//!
//! The host loads pages and scripts and asks here what they lead to ([`read_page`], [`read_script`]), how a file differs from the one that
//! was sent ([`change_of`]), and in the end what all of it means ([`judge`]).

mod change;
mod chunks;
mod judge;
mod leak;
mod package;
mod page;
mod script;

pub use change::{Change, change_between, change_of};
pub use chunks::chunk_names;
pub use judge::{
    Asked, Came, Coverage, Judged, Leak, LeakedBy, Sent, Served, Status, Verified, judge,
};
pub use leak::looks_like_map;
pub use package::{
    Fate as PackageFate, KnownSymbols, Look as PackageLook, Marker, Shipped, debug_id_in,
    dex_marker, hides_entries, how_to_look, judge_package, lies_of, may_hold_code,
};
pub use page::{PageReading, read_page};
pub use script::{
    ChunkNames, Mention, MentionKind, ScriptReading, is_generated, places_of, read_script,
};
