//! The inner loops of the readers of maps and of debug information: what passes over every byte of every map, and over every entry and
//! row of the units that are looked into.
//!
//! They are a crate of their own so that they alone are built for speed; the rest of the core is built for size.
//! They know nothing of findings: what they do not take is looked at by the reader.

mod block;
pub mod dwarf;
mod lanes;
mod line_end;
mod lines;
mod margin;
mod names;
mod segment;
mod shapes;
mod text;
mod walk;

pub use block::{BLOCK, Block};
pub use line_end::LineEnd;
pub use lines::{line, utf16_units};
pub use margin::at_margin;
pub use segment::{Running, digit, one};
pub use text::{names_a_map, plain, plain_strings, skippable};
pub use walk::{Start, Walked};
