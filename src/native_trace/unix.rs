//! Frames of Linux: glibc's `backtrace_symbols`, the sanitizers, systemd's core dumps, Breakpad's `minidump_stackwalk`. Each tells how far
//! the place is from where the module begins.

use super::NativeFrame;
use super::text::{build_id, hex_0x, indent, numbered, parenthesised, word};
use crate::symbolicate::CodePlace;

pub(super) fn frame(line: &str, is_first: bool) -> Option<NativeFrame> {
    glibc(line, is_first).or_else(|| in_parentheses(line)).or_else(|| breakpad(line))
}

/// `./shop(+0x13ae) [0x55d0c0a013ae]`, without the space where `backtrace_symbols_fd` writes it: the places are those that calls return to, but
/// for the first.
fn glibc(line: &str, is_first: bool) -> Option<NativeFrame> {
    let text = line.trim();
    let (head, address) = text.rsplit_once('[')?;
    hex_0x(address.strip_suffix(']')?)?;
    let (module, offset) = head.trim_end().strip_suffix(')')?.rsplit_once("(+")?;
    let offset = hex_0x(offset)?;
    let label = if is_first { "0" } else { "1" };
    let frame = made(indent(line), label, module.trim(), offset);
    Some(NativeFrame { is_return: !is_first, ..frame })
}

/// `#0 0x4f1e2d in price(int) (/srv/shop+0xf1e2d)`: the sanitizers have gone back already.
/// `#1  0x00007f3a2 main (shop + 0x12)`: systemd has not.
fn in_parentheses(line: &str) -> Option<NativeFrame> {
    let (before, label, rest) = numbered(line)?;
    let (address, rest) = word(rest);
    hex_0x(address)?;
    let parts = parenthesised(rest);
    let found = parts.into_iter().rev().find_map(|part| {
        let (module, offset) = part.rsplit_once('+')?;
        let is_spaced = module.ends_with(' ');
        Some((part, module.trim(), hex_0x(offset.trim())?, is_spaced))
    });
    let (part, module, offset, is_spaced) = found.filter(|(_, module, ..)| !module.is_empty())?;
    let function = rest.split_once(["(", part].concat().as_str()).map(|(head, _)| head.trim());
    let function = function.map(|name| name.strip_prefix("in ").unwrap_or(name).trim());
    let function = function.filter(|name| !matches!(*name, "" | "n/a" | "<null>"));
    let is_later = label.bytes().skip(1).any(|byte| byte != b'0');
    Some(NativeFrame {
        id: build_id(rest),
        is_return: is_spaced && is_later,
        function: function.map(str::to_owned),
        ..made(before, label, module, offset)
    })
}

/// ` 1  libshop.so + 0x13ae`: the places are those that calls return to, but for the first.
fn breakpad(line: &str) -> Option<NativeFrame> {
    let (label, rest) = word(line.trim_start());
    if label.is_empty() || !label.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let (module, offset) = rest.trim_end().rsplit_once(" + ")?;
    let offset = hex_0x(offset)?;
    if module.is_empty() || module.contains(char::is_whitespace) {
        return None;
    }
    let frame = made(indent(line), label, module, offset);
    Some(NativeFrame { is_return: label.bytes().any(|byte| byte != b'0'), ..frame })
}

fn made(before: &str, label: &str, module: &str, offset: u64) -> NativeFrame {
    NativeFrame {
        index: 0,
        before: before.to_owned(),
        label: label.to_owned(),
        module: module.to_owned(),
        id: None,
        place: CodePlace::Offset(offset),
        is_return: false,
        function: None,
    }
}
