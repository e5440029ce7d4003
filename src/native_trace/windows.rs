//! Frames that name a module and a place in it by `+0x…`, as on Windows: WinDbg, C++'s `std::stacktrace`, .NET's native code, and what Breakpad's
//! `minidump_stackwalk` prints of any system.

use super::images::Images;
use super::text::{base, hex, indent, is_address, split_label, word};
use super::{FrameKind, NativeFrame};
use crate::symbolicate::CodePlace;

pub(super) fn frame(line: &str, images: &Images, is_first: bool) -> Option<NativeFrame> {
    breakpad(line, images).or_else(|| debugger(line, is_first))
}

/// ` 1  libshop.so + 0x13ae`, ` 1  shop.exe!price + 0xe`: the places are those that calls return to, but for the first.
fn breakpad(line: &str, images: &Images) -> Option<NativeFrame> {
    let (label, rest) = word(line.trim_start());
    if !(1..=4).contains(&label.len()) || !label.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let (what, offset) = rest.trim_end().rsplit_once(" + 0x")?;
    let offset = hex(offset)?;
    let (module, place, function) = place(what, offset)?;
    // two spaces are between the number and the module: a sum in a sentence has one
    let is_set_off = line.trim_start().get(label.len()..).is_some_and(|it| it.starts_with("  "));
    if !is_set_off && !is_marked(what, module) {
        return None;
    }
    Some(NativeFrame {
        id: images.named(module).and_then(|image| image.id.clone()),
        is_return: label.bytes().any(|byte| byte != b'0'),
        function,
        ..made(indent(line), label, module, place)
    })
}

/// `shop!price+0x1d`, `shop+0x13ae`, with what may stand before it: a number, and addresses.
fn debugger(line: &str, is_first: bool) -> Option<NativeFrame> {
    let (before, label, mut rest) = split_label(line).unwrap_or((indent(line), "", line.trim()));
    let mut has_address = false;
    loop {
        let (first, after) = word(rest);
        let is_passed = is_address(first) || has_address && matches!(first, "-" | "in" | ":");
        if !is_passed {
            break;
        }
        has_address = true;
        rest = after;
    }
    let (what, after) = rest.rsplit_once("+0x").or_else(|| rest.rsplit_once("+0X"))?;
    let digits = after.bytes().take_while(u8::is_ascii_hexdigit).count();
    let (offset, after) = after.split_at_checked(digits)?;
    // what stands behind may be words of the debugger, but no place in a source: that is readable
    if !(after.is_empty() || after.starts_with(' ')) || after.contains(" @ ") {
        return None;
    }
    let (module, place, function) = place(what, hex(offset)?)?;
    let is_marked = is_marked(what, module);
    let is_number = label.bytes().any(|byte| byte.is_ascii_digit());
    // WinDbg writes two digits at least, and numbers in sentences have no zero before them
    let is_counted = label.starts_with('0') || label.ends_with(['>', '#']);
    if !is_marked && !has_address && !is_counted || !after.is_empty() && !is_marked {
        return None;
    }
    let is_later = if is_number { has_more_than_zeros(label) } else { !is_first };
    Some(NativeFrame { is_return: is_later, function, ..made(before, label, module, place) })
}

/// Whether a module is named in the way of modules: with a function behind it, by a path on disk, or with the ending of one.
fn is_marked(what: &str, module: &str) -> bool {
    const ENDS: [&str; 6] = [".exe", ".dll", ".sys", ".so", ".dylib", ".node"];
    let name = base(module);
    what.contains('!')
        || module.starts_with(['/', '.']) && module.contains('/')
        || ENDS.iter().any(|end| name.ends_with(end))
        || name.contains(".so.")
}

fn has_more_than_zeros(label: &str) -> bool {
    label.bytes().any(|byte| byte.is_ascii_hexdigit() && byte != b'0')
}

/// Module, place, and function of `module!function` and an offset behind it.
fn place(what: &str, offset: u64) -> Option<(&str, CodePlace, Option<String>)> {
    let (module, name) = what.split_once('!').unwrap_or((what, ""));
    let is_sound = |letter: char| letter.is_alphanumeric() || "/\\._-+[]:~@$".contains(letter);
    let is_module = module.chars().any(char::is_alphabetic)
        && module.chars().all(is_sound)
        && !module.contains("://");
    if !is_module || what.starts_with(['+', '-']) {
        return None;
    }
    match name {
        // of native code of .NET
        "" | "<BaseAddress>" | "<unknown>" | "???" => {
            Some((module, CodePlace::Offset(offset), None))
        }
        name => {
            let place = CodePlace::InFunction(name.to_owned(), offset);
            Some((module, place, Some(name.to_owned())))
        }
    }
}

fn made(before: &str, label: &str, module: &str, place: CodePlace) -> NativeFrame {
    NativeFrame {
        before: before.to_owned(),
        label: label.to_owned(),
        module: module.to_owned(),
        place: Some(place),
        ..NativeFrame::of(FrameKind::Code)
    }
}
