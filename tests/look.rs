//! The picture of what a map covers: a table of small maps, and random ones judged by another decoder.
// tests say what must be by panicking
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs
)]

#[path = "look/random.rs"]
mod random;
#[path = "look/table.rs"]
mod table;

use mapship::{Look, Position, Source};

fn look<'a>(map: &'a [u8], minified: Option<&'a [u8]>) -> Look<'a> {
    let minified = minified.map(|bytes| Box::new(bytes) as Box<dyn Source + 'a>);
    Look::new(Box::new(map), minified, 10_000).expect("readable")
}

fn at(line: u32, column: u32) -> Position {
    Position { line, column }
}

const END: Position = Position { line: u32::MAX, column: u32::MAX };
