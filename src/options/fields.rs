//! Fields of the event that have no option of their own.
//!
//! Those that the declarations of the upload types name are flags too, made from these declarations.

use super::RUNS;
use super::declaration::{Declaration, Kind};

pub(super) const OPTIONS: &[Declaration] = &[Declaration::new(
    "field",
    Kind::List,
    "A field that mapship does not know, together with --allow-unknown; may be given several times",
)
.value("name=value")
.on(RUNS)];
