//! Frames of Apple's crash reports, of `backtrace_symbols` on their systems, and of Datadog's SDK for iOS:
//! `1   Shop   0x0000000102a38348 0x102a38000 + 840`.

use super::images::Images;
use super::text::{has_source_line, hex, hex_0x, indent, word};
use super::{FrameKind, NativeFrame};
use crate::symbolicate::CodePlace;

/// The most digits that the number of a frame has.
const MOST_DIGITS: usize = 4;

pub(super) fn frame(line: &str, images: &Images) -> Option<NativeFrame> {
    let (label, rest) = word(line.trim_start());
    if label.is_empty() || !label.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    // the name of the image may have spaces: it ends where the address begins
    let at = rest.find(" 0x")?;
    let (module, rest) = rest.split_at_checked(at)?;
    let module = module.trim_end();
    let (address, rest) = word(rest.trim_start());
    // all digits of an address are written, those that are 0 as well: a number in a sentence has fewer
    let address = hex(address).filter(|_| matches!(address.len(), 10 | 18))?;
    let (what, rest) = rest.rsplit_once(" + ")?;
    let (offset, rest) = word(rest);
    let offset: u64 = offset.parse().ok()?;
    if label.len() > MOST_DIGITS || !(rest.is_empty() || rest.starts_with(['(', '['])) {
        return None;
    }
    let image = images.at(address, module);
    let what = what.trim();
    let base = hex_0x(what);
    if module.is_empty() || module == "???" || base == Some(0) && address == 0 {
        return None;
    }
    let start = base.or_else(|| Some(image?.start).filter(|start| *start <= address));
    let place = match start {
        Some(start) => CodePlace::Offset(address.checked_sub(start).unwrap_or(offset)),
        // of an image that nothing is told of, the offset counts from the function
        None if what == module || what.contains("redacted") => CodePlace::InMemory(address),
        None => CodePlace::InFunction(what.to_owned(), offset),
    };
    Some(NativeFrame {
        before: indent(line).to_owned(),
        label: label.to_owned(),
        module: module.to_owned(),
        id: image.and_then(|image| image.id.clone()),
        place: Some(place),
        is_readable: has_source_line(rest),
        is_return: label.bytes().any(|byte| byte != b'0'),
        function: Some(what.to_owned()).filter(|_| base.is_none()),
        ..NativeFrame::of(FrameKind::Code)
    })
}
