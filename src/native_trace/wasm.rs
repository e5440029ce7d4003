//! Frames of WebAssembly, as engines write them: `at price (https://x/shop.wasm:wasm-function[12]:0x1a2b)` (V8),
//! `price@https://x/shop.wasm:wasm-function[12]:0x1a2b` (Firefox), ` 0: 0x1a2b - shop.wasm!price` (Wasmtime), `at price (shop.wasm[12]:0x1a2b)`
//! (Wasmer).
//!
//! The offset counts from the beginning of the file, and is that of a call itself, not of where it returns to.

use super::text::{hex_0x, indent, split_label, word};
use super::{FrameKind, NativeFrame};
use crate::symbolicate::CodePlace;

pub(super) fn frame(line: &str) -> Option<NativeFrame> {
    engine(line).or_else(|| wasmtime(line))
}

fn engine(line: &str) -> Option<NativeFrame> {
    let text = line.trim();
    let text = text.strip_suffix(')').unwrap_or(text);
    let (head, offset) = text.rsplit_once(":0x")?;
    let offset = hex_0x(["0x", offset].concat().as_str())?;
    let (head, index) = head.strip_suffix(']')?.rsplit_once('[')?;
    index.parse::<u32>().ok()?;
    let head = match head.strip_suffix(":wasm-function") {
        Some(head) => head,
        // Wasmer has no such word
        None if text.starts_with("at ") && head.contains('(') => head,
        None => return None,
    };
    // the address may have an @ of its own, the function's name has none
    let is_v8 = text.starts_with("at ");
    let (function, module) = match head.rsplit_once('(') {
        Some((name, module)) if is_v8 => (name.strip_prefix("at ").unwrap_or(name), module),
        _ if is_v8 => ("", head.strip_prefix("at ").unwrap_or(head)),
        _ => head.split_once('@').unwrap_or(("", head)),
    };
    let function = function.trim().trim_start_matches("async ");
    let label = if is_v8 { "at" } else { "" };
    Some(made(indent(line), label, module, function, offset))
}

fn wasmtime(line: &str) -> Option<NativeFrame> {
    let (before, label, rest) = split_label(line)?;
    let (offset, rest) = word(rest);
    let offset = hex_0x(offset)?;
    let (module, function) = rest.strip_prefix("- ")?.split_once('!')?;
    let is_module = !module.is_empty() && !module.contains(char::is_whitespace);
    is_module.then(|| made(before, label, module, function.trim(), offset))
}

fn made(before: &str, label: &str, module: &str, function: &str, offset: u64) -> NativeFrame {
    let function = Some(function).filter(|name| !name.is_empty() && !name.starts_with('<'));
    // the query and the fragment of an address are no part of the file's name
    let module = module.split(['?', '#']).next().unwrap_or(module);
    // V8 puts a hash behind the name that a module has given itself
    let hash = module.rsplit_once('-').filter(|_| module.starts_with("wasm://wasm/"));
    let is_hash = |hash: &str| hash.len() >= 8 && hash.bytes().all(|it| it.is_ascii_hexdigit());
    let module = hash.filter(|(_, hash)| is_hash(hash)).map_or(module, |(name, _)| name);
    NativeFrame {
        before: before.to_owned(),
        label: label.to_owned(),
        module: module.to_owned(),
        place: Some(CodePlace::InFile(offset)),
        function: function.map(str::to_owned),
        ..NativeFrame::of(FrameKind::WebAssembly)
    }
}
