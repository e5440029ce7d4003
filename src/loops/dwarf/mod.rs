//! The inner loops of the reader of DWARF: what passes over every entry and every row of the units that hold a wanted address.
//!
//! They read a window of a section. Where it ends too early they say so, and go on in the next one.

mod abbreviations;
mod entries;
mod number;
mod rows;
mod value;

pub use abbreviations::{Abbreviation, Abbreviations, Encoding};
pub use entries::{Entries, Met, attributes};
pub use rows::{Hit, LineAt, LineProgram, Rows};
pub use value::{Cut, Value};
