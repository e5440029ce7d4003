//! Frames of Linux: glibc's `backtrace_symbols`, the sanitizers, systemd's core dumps, perf, the JVM's own crashes. Most tell how far the place is
//! from where the module begins.

use super::images::Images;
use super::text::{
    build_id, has_source_line, hex, hex_0x, indent, numbered, parenthesised, split_label, word,
};
use super::{FrameKind, NativeFrame};
use crate::symbolicate::CodePlace;

/// No code is at addresses up to this one: what is written like an address, but is that small, is another number.
const LOWEST: u64 = 0xfff;

pub(super) fn frame(line: &str, images: &Images, is_first: bool) -> Option<NativeFrame> {
    glibc(line, images, is_first)
        .or_else(|| in_parentheses(line))
        .or_else(|| perf(line))
        .or_else(|| in_brackets(line, is_first))
        .or_else(|| in_memory(line, images))
}

/// `./shop(+0x13ae) [0x55d0c0a013ae]` and `./shop(price+0xe) [0x55d0c0a013ae]`, without the space where `backtrace_symbols_fd` writes it:
/// the places are those that calls return to, but for the first.
fn glibc(line: &str, images: &Images, is_first: bool) -> Option<NativeFrame> {
    let text = line.trim();
    let (head, address) = text.rsplit_once('[')?;
    let address = hex_0x(address.strip_suffix(']')?)?;
    let (module, inside) = head.trim_end().strip_suffix(')')?.rsplit_once('(')?;
    let module = module.trim();
    // a log may have put words before it
    let (before, module) = match module.rsplit_once(char::is_whitespace) {
        Some((words, module)) if module.contains('/') => (words.len().saturating_add(1), module),
        Some(_) if !module.starts_with(['/', '.']) => return None,
        _ => (0, module),
    };
    let before = line.get(..indent(line).len().saturating_add(before)).unwrap_or_default();
    let (name, place) = match inside.rsplit_once("+0x") {
        Some(("", offset)) => ("", CodePlace::Offset(hex(offset)?)),
        Some((name, offset)) => (name, CodePlace::InFunction(name.to_owned(), hex(offset)?)),
        None if inside.is_empty() && address > LOWEST => ("", in_image(images, address)),
        None => return None,
    };
    let label = if is_first { "0" } else { "1" };
    let frame = made(before, label, module, place).filter(|_| !name.contains(' '))?;
    let function = Some(name.to_owned()).filter(|name| !name.is_empty());
    Some(NativeFrame { is_return: !is_first, function, ..frame })
}

/// `#0 0x4f1e2d in price(int) (/srv/shop+0xf1e2d)`, or `#0 price(int) shop.c:3 (shop+0x13ae)`: the sanitizers have gone back already.
/// `#1  0x00007f3a2 main (shop + 0x12)`: systemd has not.
fn in_parentheses(line: &str) -> Option<NativeFrame> {
    let (before, label, rest) = numbered(line)?;
    let (address, after) = word(rest);
    let rest = if hex_0x(address).is_some() { after } else { rest };
    let parts = parenthesised(rest);
    let found = parts.into_iter().rev().find_map(|part| {
        let (module, offset) = part.rsplit_once('+')?;
        let is_spaced = module.ends_with(' ');
        Some((part, module.trim(), hex_0x(offset.trim())?, is_spaced))
    });
    let (part, module, offset, is_spaced) = found?;
    let head = rest.split_once(["(", part].concat().as_str()).map(|(head, _)| head.trim());
    let is_readable = head.is_some_and(has_source_line);
    let function = rest.split_once(["(", part].concat().as_str()).map(|(head, _)| head.trim());
    let function = function.map(|name| name.strip_prefix("in ").unwrap_or(name).trim());
    // ThreadSanitizer writes the source behind the name
    let function = function.map(|name| name.strip_suffix(" <null>").unwrap_or(name));
    let function = function.filter(|name| !matches!(*name, "" | "n/a" | "<null>"));
    let is_later = label.bytes().skip(1).any(|byte| byte != b'0');
    Some(NativeFrame {
        id: build_id(rest),
        is_readable,
        is_return: is_spaced && is_later,
        function: function.map(str::to_owned),
        ..made(before, label, module, CodePlace::Offset(offset))?
    })
}

/// `    55d0c0a013ae price+0xe (/srv/shop)`: `perf script`.
fn perf(line: &str) -> Option<NativeFrame> {
    let (address, rest) = word(line.trim());
    let (what, module) = rest.strip_suffix(')')?.rsplit_once(" (")?;
    let is_address = address.len() >= 8 && !address.starts_with("0x") && hex(address).is_some();
    let (name, offset) = what.rsplit_once("+0x").filter(|_| is_address)?;
    let place = CodePlace::InFunction(name.to_owned(), hex(offset)?);
    let function = Some(name.to_owned());
    let frame = made(indent(line), address, module, place)?;
    module.contains('/').then_some(NativeFrame { function, ..frame })
}

/// `C  [libshop.so+0x13ae]  price+0xe`: the JVM, of its own crashes.
fn in_brackets(line: &str, is_first: bool) -> Option<NativeFrame> {
    let (label, rest) = word(line.trim_start());
    let label = label.strip_suffix(':').unwrap_or(label);
    if !matches!(label, "C" | "V" | "j" | "J" | "v" | "A") {
        return None;
    }
    let (inside, rest) = rest.strip_prefix('[')?.split_once(']')?;
    let (module, offset) = inside.rsplit_once("+0x")?;
    let name = rest.trim().rsplit_once("+0x").map(|(name, _)| name.to_owned());
    let frame = made(indent(line), label, module, CodePlace::Offset(hex(offset)?))?;
    Some(NativeFrame { is_return: !is_first, function: name, ..frame })
}

/// An address in memory, and the module: ` 0# 0x000055d0c0a013ae in ./shop` (Boost), `#1  Object "./shop", at 0x55d0c0a013ae, in price`
/// (backward), ` 1: 0xb090e0 node::Abort() [node]` (Node), `#1  0x00007f3a in price () from /lib/libshop.so` (gdb).
fn in_memory(line: &str, images: &Images) -> Option<NativeFrame> {
    let (before, label, rest) = split_label(line)?;
    let (address, module, function) = match rest.strip_prefix("Object \"") {
        Some(rest) => {
            let (module, rest) = rest.split_once("\", at ")?;
            let (address, name) = rest.split_once(", in ").unwrap_or((rest, ""));
            (hex_0x(address.trim())?, module, name.trim())
        }
        None => {
            let (address, rest) = word(rest);
            let address = hex_0x(address)?;
            // each of them counts in its own way
            let (name, module) = if label.starts_with('#') {
                rest.strip_prefix("in ")?.rsplit_once(" from ")?
            } else if label.ends_with('#') {
                ("", rest.strip_prefix("in ")?)
            } else if line.contains([label, ": "].concat().as_str()) {
                rest.strip_suffix(']')?.rsplit_once('[')?
            } else {
                return None;
            };
            (address, module, name.trim())
        }
    };
    let place = in_image(images, address);
    let is_later = label.bytes().any(|byte| matches!(byte, b'1'..=b'9'));
    // a function stands in the same way, with the place in the source behind it
    let is_path =
        module.starts_with(['/', '.']) || module.get(1..).is_some_and(|it| it.starts_with(':'));
    let is_source = !is_path && module.contains(char::is_whitespace) || module.ends_with(')');
    let frame = made(before, label, module, place).filter(|_| !is_source && address > LOWEST)?;
    let function = Some(function.to_owned()).filter(|name| !matches!(name.as_str(), "" | "??"));
    Some(NativeFrame { is_return: is_later, function, ..frame })
}

/// The place of an address in memory, by the images that the text lists.
fn in_image(images: &Images, address: u64) -> CodePlace {
    match images.holding(address) {
        Some(image) => CodePlace::Offset(address.saturating_sub(image.start)),
        None => CodePlace::InMemory(address),
    }
}

fn made(before: &str, label: &str, module: &str, place: CodePlace) -> Option<NativeFrame> {
    let module = module.trim();
    (!module.is_empty()).then(|| NativeFrame {
        before: before.to_owned(),
        label: label.to_owned(),
        module: module.to_owned(),
        place: Some(place),
        ..NativeFrame::of(FrameKind::Code)
    })
}
