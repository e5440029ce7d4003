//! What a React Native bundle is: plain JavaScript, Hermes bytecode, or a RAM bundle.

use crate::error::Result;
use crate::finding::Code;
use crate::source::Source;

use super::bytes::u32_at;
use super::{Reading, Said, Symbols, hex};

/// What Hermes bytecode begins with: its magic number, little-endian.
pub(crate) const HERMES: &[u8; 8] = b"\xc6\x1f\xbc\x03\xc1\x03\x19\x1f";

/// What an indexed RAM bundle begins with: its magic number, little-endian.
pub(crate) const RAM: &[u8; 4] = b"\xe5\xd1\x0b\xfb";

/// Length of what is read of Hermes' header, in bytes: magic, version, SHA-1 of the source, length of the file.
const HEADER: u64 = 36;

/// Reads the header of Hermes bytecode.
pub(crate) fn inspect_hermes(source: &dyn Source) -> Result<Symbols> {
    let mut reading = Reading::of(source);
    let header = reading.bytes(0, HEADER, usize::MAX).unwrap_or_default();
    let expected = u32_at(&header, 32).map_or(HEADER, u64::from);
    if let (Some(version), Some(hash)) = (u32_at(&header, 8), header.get(12..32)) {
        reading.is("bytecode_version", version.to_string());
        reading.is("source_hash", hex(hash));
    }
    let length = reading.size();
    if length < expected {
        let said = [("length", Said::Number(length)), ("expected", Said::Number(expected))];
        reading.say(Code::HermesTruncated, length, &said);
    }
    reading.finish()
}
