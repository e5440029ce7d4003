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

/// Whether a frame without a place is surely one of .NET: its parameters are types with names, or none. JavaScript's engines write a space
/// before the parenthesis (`at Promise.all (index 0)`), and the JVM writes a file behind it, or that there is none (`(Unknown Source)`).
fn is_clear(method: &str, line: &str) -> bool {
    let Some((name, parameters)) = method.split_once('(') else { return false };
    let parameters = parameters.strip_suffix(')').unwrap_or(parameters);
    // constructors are called `.ctor` and `.cctor`
    let is_name = name.split('.').all(|part| !part.is_empty() || name.contains("..c"));
    let parts: Vec<&str> = name.split('.').filter(|part| !part.is_empty()).collect();
    let begins_large =
        |part: Option<&&str>| part.is_some_and(|part| part.starts_with(char::is_uppercase));
    let is_marked = name.contains(['`', '<', '+']);
    let has_class = is_marked || begins_large(parts.iter().rev().nth(1));
    // without parameters, words of a sentence look like a method: those of .NET begin with a capital letter, as their classes do
    let is_sure = is_marked || name.contains("..c") || begins_large(parts.last());
    let is_jvm = matches!(parameters, "Unknown Source" | "Native Method");
    let has_parameters = match parameters {
        "" => is_sure,
        _ => !is_jvm && parameters.split(", ").all(is_parameter),
    };
    line.len() == method.len()
        && !name.contains(char::is_whitespace)
        && is_name
        && has_class
        && has_parameters
}

/// Whether that is a type and the name of a parameter, which may be empty: `Int32 id`, `Dictionary`2 `.
fn is_parameter(text: &str) -> bool {
    let is_inside = |letter: char| letter.is_alphanumeric() || "_.`[],&*<>+".contains(letter);
    let Some((kind, name)) = text.rsplit_once(' ') else { return false };
    kind.starts_with(|letter: char| letter.is_alphabetic() || letter == '_')
        && kind.chars().all(|letter| is_inside(letter) || letter == ' ')
        && name.chars().all(is_inside)
}
