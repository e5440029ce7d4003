//! Zstandard, as debug sections are compressed by it: the blocks of frames, one at a time, so that what was unpacked can be gone on with
//! from a place in the middle. RFC 8878.
//!
//! A reader of our own: what goes on from kept states is no part of the libraries there are, and those weigh 23 kB of WebAssembly.

mod bits;
mod block;
mod frame;
mod fse;
mod huffman;

pub(crate) use block::{Decoder, MOST};
pub(crate) use frame::{Header, LONGEST, header};
