//! The hash by which profilers know a program that has no build ID.

use sha2::{Digest, Sha256};

use super::super::{Reading, hex};

/// How much of the file's beginning and of its end is hashed, in bytes.
const PART: u64 = 4096;

/// OpenTelemetry's file ID: half of the SHA-256 of the first 4096 bytes, the last 4096, and the length in 8 bytes,
/// the most significant first. Of a shorter file both parts are all of it.
pub(super) fn of(reading: &mut Reading<'_>) -> Option<String> {
    let size = reading.size();
    let part = size.min(PART);
    let mut hash = Sha256::new();
    hash.update(reading.bytes(0, part, usize::MAX)?);
    hash.update(reading.bytes(size - part, part, usize::MAX)?);
    hash.update(size.to_be_bytes());
    hash.finalize().get(..16).map(hex)
}
