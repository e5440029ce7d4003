//! Frames of .NET, Mono and Unity: `at Shop.Cart.Add(Int32 id) in Shop.dll:token 0x6000013+0x5`. Most tell the method alone.

use super::text::{hex_0x, indent};
use super::{FrameKind, NativeFrame, NoPlace};
use crate::symbolicate::CodePlace;

pub(super) fn frame(line: &str) -> Option<NativeFrame> {
    let text = line.trim();
    let (is_at, rest) = match text.strip_prefix("at ") {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let (method, after) = method(rest)?;
    let frame = NativeFrame {
        before: indent(line).to_owned(),
        label: "at".to_owned(),
        function: Some(method.to_owned()),
        ..NativeFrame::of(FrameKind::DotNet)
    };
    let without = |why| Some(NativeFrame { no_place: Some(why), ..frame.clone() });
    let after = after.trim();
    if after.contains(ZEROS) {
        return without(NoPlace::Il2cpp);
    }
    if !is_at {
        return None;
    }
    // Mono tells the offset, and the module by its ID
    let (offset, after) = match after.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((offset, rest)) => (Some(hex_0x(offset)?), rest.trim()),
        None => (None, after),
    };
    let Some(place) = after.strip_prefix("in ") else {
        return match (offset, after) {
            (_, "") if is_clear(method, rest) => without(NoPlace::NoOffset),
            _ => None,
        };
    };
    if let Some((module, token)) = place.rsplit_once(":token ") {
        let (token, offset) = token.split_once('+')?;
        let token = u32::try_from(hex_0x(token)?).ok()?;
        return Some(NativeFrame {
            module: module.trim().to_owned(),
            place: Some(CodePlace::InMethod(token, hex_0x(offset.trim())?)),
            ..frame
        });
    }
    if place.starts_with('<') {
        return without(NoPlace::NoToken);
    }
    let (_, number) = place.rsplit_once(':')?;
    let number = number.strip_prefix("line ").unwrap_or(number).trim();
    let is_line = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    is_line.then_some(NativeFrame { is_readable: true, ..frame })
}

/// What stands for the module where IL2CPP has left none.
const ZEROS: &str = "<00000000000000000000000000000000>:0";

/// The method with its parameters, and what stands behind it: `Shop.Cart.Add(Int32 id)`, `Shop.Cart:Add (System.Int32)`.
fn method(text: &str) -> Option<(&str, &str)> {
    let open = text.find('(')?;
    let name = text.get(..open)?.trim_end();
    let is_name =
        |letter: char| letter.is_alphanumeric() || "._`+<>[],|$&*:~@!=-{}".contains(letter);
    let has_dot = name.contains(['.', ':']) && !name.starts_with(['.', ':']);
    // types of parameters have a space within brackets: `List`1[T, U]`
    if !has_dot
        || name.contains("://")
        || !name.chars().all(|letter| is_name(letter) || letter == ' ')
        || name.contains(' ')
    {
        return None;
    }
    let mut depth = 0_u32;
    for (at, letter) in text.get(open..)?.char_indices() {
        match letter {
            '(' => depth = depth.saturating_add(1),
            ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 {
            return text.split_at_checked(open.saturating_add(at).saturating_add(1));
        }
    }
    None
}

/// Whether a frame without a place is surely one of .NET: its parameters are types with names, or none.
fn is_clear(method: &str, line: &str) -> bool {
    let Some((name, parameters)) = method.split_once('(') else { return false };
    let parameters = parameters.trim_end_matches(')').trim();
    let is_typed = |parameter: &str| {
        let parameter = parameter.trim();
        parameter.starts_with(char::is_alphabetic) && !parameter.contains(['/', '\'', '"', '@'])
    };
    // names of JavaScript and of the JVM have no place in such parentheses either, but those have one
    let is_name = name.split('.').all(|part| !part.is_empty() || name.contains(".."));
    let has_capital = name.rsplit('.').nth(1).is_some_and(|it| it.starts_with(char::is_uppercase));
    let is_known = has_capital || name.contains(['`', '<', '+']);
    line.len() == method.len()
        && is_name
        && is_known
        && (parameters.is_empty() || parameters.split(',').all(is_typed))
}
