//! What a bundle tells Datadog about itself: `service` and `version` of `datadogRum.init({ … })` and the like.
//!
//! Stack traces are matched to uploads by them, so what is uploaded under others never makes anything readable. Names of
//! functions and variables are gone in a minified file; what is left is an object with a `clientToken`.

use serde::Serialize;

use crate::error::Result;
use crate::source::Source;

/// The values that a bundle gives as they stand; one that is put together as it runs is not known.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Init {
    /// `service`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub service: Option<String>,
    /// `version`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
}

/// The member that every such object has.
const TOKEN: &[u8] = b"clientToken";

/// How much of the file is looked at together, in bytes, and how long an object may be.
const WINDOW: usize = 256 * 1024;
const LONGEST: usize = 8 * 1024;

/// The object that a script is set up with; `None` where there is none.
///
/// # Errors
/// [`Error::Read`](crate::Error::Read) when the host cannot read the file.
pub fn read_init(source: &dyn Source) -> Result<Option<Init>> {
    let mut offset = 0;
    while offset < source.len() {
        let bytes = source.read_up_to(offset, WINDOW + 2 * LONGEST)?;
        let mut from = 0;
        while let Some(at) = next_token(&bytes, from) {
            if let Some(members) = object_around(&bytes, at) {
                return Ok(Some(init_of(&members, |member| member.value.clone())));
            }
            from = at + TOKEN.len();
        }
        offset = offset.saturating_add(WINDOW as u64);
    }
    Ok(None)
}

/// The same of a file that is held whole, where a member may also be a variable that has one plain string for its value, wherever the
/// file gives it one.
#[cfg(feature = "verify")]
#[must_use]
pub fn read_init_resolved(bytes: &[u8]) -> Option<Init> {
    let mut from = 0;
    while let Some(at) = next_token(bytes, from) {
        if let Some(members) = object_around(bytes, at) {
            let value = |member: &Member| {
                member.value.clone().or_else(|| value_of_variable(bytes, variable(member.text)?))
            };
            return Some(init_of(&members, value));
        }
        from = at + TOKEN.len();
    }
    None
}

/// The name of a variable that a member's value is.
#[cfg(feature = "verify")]
fn variable(text: &[u8]) -> Option<&[u8]> {
    let length = text.iter().take_while(|byte| is_of_name(byte)).count();
    let (name, rest) = text.split_at_checked(length)?;
    let is_all = matches!(rest.trim_ascii_start(), [b',' | b'}', ..]);
    (is_all && !name.first()?.is_ascii_digit()).then_some(name)
}

/// The string that a variable is given in all places where it is given anything: names of minified code stand for many things.
#[cfg(feature = "verify")]
fn value_of_variable(bytes: &[u8], name: &[u8]) -> Option<String> {
    let mut value: Option<String> = None;
    let mut from = 0;
    let rest = |from: usize| bytes.get(from..);
    while let Some(found) = rest(from)?.windows(name.len()).position(|window| window == name) {
        let at = from + found;
        from = at + name.len();
        let before = at.checked_sub(1).and_then(|before| bytes.get(before));
        if before.is_some_and(|byte| is_of_name(byte) || *byte == b'.') {
            continue;
        }
        let Some(behind) = rest(from)?.trim_ascii_start().strip_prefix(b"=") else { continue };
        if matches!(behind, [b'=' | b'>', ..]) {
            continue;
        }
        let (given, tail) = string(behind.trim_ascii_start())?;
        let ends = matches!(tail.trim_ascii_start(), [b',' | b';' | b'}' | b')', ..] | [])
            || tail.first().is_some_and(|byte| *byte == b'\n');
        if !ends || value.as_ref().is_some_and(|value| *value != given) {
            return None;
        }
        value = Some(given);
    }
    value
}

fn init_of(members: &[Member<'_>], value: impl Fn(&Member<'_>) -> Option<String>) -> Init {
    let value = |key: &str| members.iter().find(|member| member.key == key).and_then(&value);
    Init { service: value("service"), version: value("version") }
}

/// Where the member's name comes next. Its capital is rare in code, and a search for one byte is fast.
fn next_token(bytes: &[u8], from: usize) -> Option<usize> {
    const CAPITAL: usize = 6;
    let mut next = from;
    loop {
        next += bytes.get(next..)?.iter().position(|byte| *byte == b'T')? + 1;
        let at = next.saturating_sub(CAPITAL + 1);
        if at >= from && bytes.get(at..).is_some_and(|rest| rest.starts_with(TOKEN)) {
            return Some(at);
        }
    }
}

/// The members of the object that a place is in, if that place is one of its own keys.
fn object_around(bytes: &[u8], at: usize) -> Option<Vec<Member<'_>>> {
    let before = bytes.get(at.saturating_sub(LONGEST)..at)?;
    // outwards, brace by brace: strings with braces in them may mislead, and then the object does not fit
    let opening = before.iter().enumerate().rev().filter(|(_, byte)| **byte == b'{');
    let start = at.saturating_sub(before.len());
    for (index, _) in opening.take(16) {
        let text = bytes.get(start + index..)?;
        let members = members(text.get(..LONGEST).unwrap_or(text));
        if members.iter().any(|member| member.key == "clientToken") {
            return Some(members);
        }
    }
    None
}

/// A member of an object literal.
struct Member<'a> {
    key: String,
    /// Its value, if that is a plain string.
    value: Option<String>,
    /// What stands there, from its value on.
    #[cfg(feature = "verify")]
    text: &'a [u8],
    #[cfg(not(feature = "verify"))]
    text: std::marker::PhantomData<&'a [u8]>,
}

/// The members of the object literal at the beginning of some text, as far as it can be followed.
fn members(text: &[u8]) -> Vec<Member<'_>> {
    let mut members = Vec::new();
    let mut rest = text.get(1..).unwrap_or_default();
    loop {
        rest = rest.trim_ascii_start();
        let Some((key, after)) = key(rest) else { return members };
        let after = after.trim_ascii_start();
        let Some(after) = after.strip_prefix(b":") else { return members };
        let after = after.trim_ascii_start();
        let (value, end) = match string(after) {
            Some((value, tail)) if matches!(tail.trim_ascii_start(), [b',' | b'}', ..] | []) => {
                (Some(value), tail)
            }
            _ => (None, after),
        };
        #[cfg(feature = "verify")]
        let text = after;
        #[cfg(not(feature = "verify"))]
        let text = std::marker::PhantomData;
        members.push(Member { key, value, text });
        rest = match next_member(end) {
            Some(rest) => rest,
            None => return members,
        };
    }
}

fn key(text: &[u8]) -> Option<(String, &[u8])> {
    if let Some(quoted) = string(text) {
        return Some(quoted);
    }
    let length = text.iter().take_while(|byte| is_of_name(byte)).count();
    let (name, rest) = text.split_at_checked(length)?;
    (length > 0).then(|| (String::from_utf8_lossy(name).into_owned(), rest))
}

fn is_of_name(byte: &u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$')
}

/// A string literal without escapes or substitutions.
fn string(text: &[u8]) -> Option<(String, &[u8])> {
    let (quote @ (b'"' | b'\'' | b'`'), inner) = text.split_first()? else { return None };
    let length = inner.iter().position(|byte| byte == quote)?;
    let (value, rest) = inner.split_at_checked(length)?;
    let is_plain = !value.contains(&b'\\') && !value.windows(2).any(|pair| pair == b"${");
    is_plain
        .then(|| (String::from_utf8_lossy(value).into_owned(), rest.get(1..).unwrap_or_default()))
}

/// What follows the next comma of this object; `None` where it ends.
fn next_member(text: &[u8]) -> Option<&[u8]> {
    let (mut depth, mut quote) = (0_u32, None);
    let mut bytes = text.iter().enumerate();
    while let Some((index, byte)) = bytes.next() {
        match (quote, byte) {
            (Some(_), b'\\') => drop(bytes.next()),
            (Some(open), byte) => quote = Some(open).filter(|open| open != byte),
            (None, b'"' | b'\'' | b'`') => quote = Some(*byte),
            (None, b'{' | b'[' | b'(') => depth += 1,
            (None, b'}' | b']' | b')') => depth = depth.checked_sub(1)?,
            (None, b',') if depth == 0 => return text.get(index + 1..),
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn init(text: &str) -> Option<(String, String)> {
        let init = read_init(&text.as_bytes()).unwrap()?;
        Some((init.service.unwrap_or_default(), init.version.unwrap_or_default()))
    }

    #[test]
    fn finds_the_object() {
        let both = Some(("web".to_owned(), "1.2.3".to_owned()));
        for text in [
            r#"datadogRum.init({applicationId:"a",clientToken:"t",service:"web",version:"1.2.3"})"#,
            r#"x.init({version:'1.2.3',beforeSend:(e)=>{if(e){return"}"}},"clientToken":t,service:`web`,site:s})"#,
            "a({ b: { service: 'no' }, clientToken: x[0],\n  service: 'web', version: '1.2.3' });",
            r#"f({k:1}),g({sampleRate:100,clientToken:"t",tags:["{",'['],version:"1.2.3",service:"web"})"#,
        ] {
            assert_eq!(init(text), both, "{text}");
            let far = format!("{}{text}{}", "x;".repeat(WINDOW), "y;".repeat(1000));
            assert_eq!(init(&far), both, "far: {text}");
        }
        for (text, expected) in [
            (r#"init({clientToken:"t",service:"web",version:v+"1"})"#, Some(("web", ""))),
            (r#"init({clientToken:"t",service:`${a}`,version:"1\"2"})"#, Some(("", ""))),
            (r#"function(e){return e.clientToken}"#, None),
            ("clientToken", None),
            ("{clientToken", None),
            ("{clientToken:", Some(("", ""))),
        ] {
            let expected = expected.map(|(a, b): (&str, &str)| (a.to_owned(), b.to_owned()));
            assert_eq!(init(text), expected, "{text}");
        }
    }

    #[cfg(feature = "verify")]
    #[test]
    fn follows_variables() {
        for (text, expected) in [
            (
                r#"const v="1.2",s='web';init({clientToken:"t",service:s,version:v})"#,
                ("web", "1.2"),
            ),
            (r#"var v = "1.2";\nf({clientToken:t,version:v,service:"web"})"#, ("web", "1.2")),
            // given two values, or something else, somewhere
            (r#"let v="1";v="2";f({clientToken:t,version:v})"#, ("", "")),
            (r#"let v="1";function g(v=h()){}f({clientToken:t,version:v})"#, ("", "")),
            (r#"let v="1"+x;f({clientToken:t,version:v})"#, ("", "")),
            (r#"a.v="1";f({clientToken:t,version:v,service:x.s})"#, ("", "")),
            (r#"if(v=="1"){}f({clientToken:t,version:v})"#, ("", "")),
        ] {
            let init = read_init_resolved(text.replace("\\n", "\n").as_bytes()).unwrap();
            let told = (init.service.unwrap_or_default(), init.version.unwrap_or_default());
            assert_eq!(told, (expected.0.to_owned(), expected.1.to_owned()), "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn takes_anything(text in "([a-z{}:,'\"`\\\\$ ]|clientToken){0,60}") {
            let _ = init(&text);
        }
    }
}
