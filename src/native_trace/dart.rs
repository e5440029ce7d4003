//! Frames of Dart, as Flutter writes them where names were split off: `#00 abs 0000007ab0001234 virt 0000000000001234 _kDart…+0x234`.
//! The build ID stands on a line above them.

use super::text::{hex, numbered, word};
use super::{FrameKind, NativeFrame};
use crate::symbolicate::CodePlace;

/// What the lines above the frames have said.
#[derive(Debug, Default)]
pub(super) struct Header {
    build_id: Option<String>,
    /// Where the library begins in memory.
    base: Option<u64>,
}

impl Header {
    /// Reads a line, in case it is one of the header.
    pub fn read(&mut self, line: &str) {
        if let Some((_, rest)) = line.split_once("build_id: '")
            && let Some((id, _)) = rest.split_once('\'')
            && hex_digits(id)
        {
            self.build_id = Some(id.to_ascii_lowercase());
        }
        if let Some((_, rest)) = line.split_once("isolate_dso_base: ") {
            self.base = hex(word(rest).0.trim_end_matches(','));
        }
    }

    pub fn frame(&self, line: &str) -> Option<NativeFrame> {
        let (before, label, rest) = numbered(line)?;
        let (absolute, rest) = word(rest.strip_prefix("abs ")?.trim_start());
        let absolute = hex(absolute)?;
        let place = match rest.strip_prefix("virt ") {
            Some(rest) => CodePlace::Address(hex(word(rest.trim_start()).0)?),
            None => self.without_address(rest.trim(), absolute)?,
        };
        Some(NativeFrame {
            before: before.to_owned(),
            label: label.to_owned(),
            id: self.build_id.clone(),
            place: Some(place),
            ..NativeFrame::of(FrameKind::Code)
        })
    }

    /// The place by the symbol that it counts from, as on iOS, or by where the library begins.
    fn without_address(&self, rest: &str, absolute: u64) -> Option<CodePlace> {
        if let Some(base) = self.base.filter(|base| *base > 0) {
            return Some(CodePlace::Offset(absolute.checked_sub(base)?));
        }
        let (name, offset) = rest.rsplit_once("+0x")?;
        Some(CodePlace::InFunction(name.to_owned(), hex(offset)?))
    }
}

fn hex_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}
