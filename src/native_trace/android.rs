//! Frames of Android's tombstones, as logcat and ndk-stack have them: `#00 pc 000013ae  /lib/libshop.so (price+14) (BuildId: 90ae…)`.
//!
//! The unwinder has already gone back from where calls return to, and its addresses are those of the file.

use super::text::{base, build_id, hex, numbered, parenthesised, word};
use super::{FrameKind, NativeFrame};
use crate::symbolicate::CodePlace;

pub(super) fn frame(line: &str) -> Option<NativeFrame> {
    let (before, label, rest) = numbered(line)?;
    let (address, rest) = word(rest.strip_prefix("pc ")?.trim_start());
    let address = hex(address).filter(|_| address.len() >= 7)?;
    // a path may have spaces, but none before a parenthesis
    let path = rest.split(" (").next().unwrap_or(rest).trim();
    // a word of a sentence is no path
    if !path.contains(['/', '.', '[', '<', ':']) {
        return None;
    }
    // a library that was not taken out of its package
    let module = base(path.rsplit('!').next().unwrap_or(path));
    let symbol = parenthesised(rest.get(path.len()..).unwrap_or_default());
    let function = symbol.into_iter().find_map(|part| {
        let (name, offset) = part.rsplit_once('+')?;
        offset.bytes().all(|byte| byte.is_ascii_digit()).then(|| name.to_owned())
    });
    Some(NativeFrame {
        before: before.to_owned(),
        label: label.to_owned(),
        module: module.to_owned(),
        id: build_id(rest),
        place: Some(CodePlace::Address(address)),
        function,
        ..NativeFrame::of(FrameKind::Code)
    })
}
