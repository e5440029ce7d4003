//! A method's line of a mapping: `1:2:type a.b.name(types):3:4 -> obfuscated`.

use std::ops::RangeInclusive;

use crate::formats::jvm_mapping::line::around_arrow;

/// What a line says of a method.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Method<'a> {
    /// The lines as the trace has them.
    pub shown: Option<RangeInclusive<u32>>,
    /// The class that it is from, where that is another one.
    pub holder: Option<&'a [u8]>,
    pub name: &'a [u8],
    /// The types of its parameters.
    pub types: &'a [u8],
    /// The lines in the source: the first, and the last where it is told.
    pub original: Option<(u32, Option<u32>)>,
    /// What it is called in the program that runs.
    pub obfuscated: &'a [u8],
}

/// Reads a line of a member; `None` for a field, and for what is none.
pub(super) fn method(line: &[u8]) -> Option<Method<'_>> {
    let (mut text, obfuscated) = around_arrow(line.trim_ascii())?;
    let mut shown = None;
    if let Some((first, rest)) = number(text) {
        let (last, rest) = number(rest).unwrap_or((first, rest));
        shown = Some(first..=last);
        text = rest;
    }
    let open = text.iter().position(|byte| *byte == b'(')?;
    let (signature, rest) = text.split_at_checked(open)?;
    let close = rest.iter().rposition(|byte| *byte == b')')?;
    let types = rest.get(1..close)?;
    let original = behind(rest.get(close.checked_add(1)?..)?)?;
    let space = signature.iter().position(|byte| *byte == b' ')?;
    let full = signature.get(space.checked_add(1)?..)?.trim_ascii();
    let (holder, name) = match full.iter().rposition(|byte| *byte == b'.') {
        Some(dot) => (full.get(..dot), full.get(dot.checked_add(1)?..)?),
        None => (None, full),
    };
    (!name.is_empty()).then_some(Method { shown, holder, name, types, original, obfuscated })
}

/// The number before a colon, and what comes behind that.
fn number(text: &[u8]) -> Option<(u32, &[u8])> {
    let length = text.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let (digits, rest) = text.split_at_checked(length)?;
    Some((parsed(digits)?, rest.strip_prefix(b":")?))
}

/// A number too large for any line is the largest.
fn parsed(digits: &[u8]) -> Option<u32> {
    let is_number = !digits.is_empty() && digits.iter().all(u8::is_ascii_digit);
    let text = std::str::from_utf8(digits).ok().filter(|_| is_number)?;
    Some(text.parse().unwrap_or(u32::MAX))
}

/// Nothing, `:1` or `:1:2` behind the parameters.
fn behind(text: &[u8]) -> Option<Option<(u32, Option<u32>)>> {
    let Some(text) = text.trim_ascii().strip_prefix(b":") else {
        return text.trim_ascii().is_empty().then_some(None);
    };
    let mut numbers = text.split(|byte| *byte == b':');
    let first = parsed(numbers.next()?)?;
    let last = match numbers.next() {
        Some(digits) => Some(parsed(digits)?),
        None => None,
    };
    numbers.next().is_none().then_some(Some((first, last)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(line: &str) -> String {
        let Some(it) = method(line.as_bytes()) else { return "-".to_owned() };
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let shown = it.shown.map(|it| format!("{}-{} ", it.start(), it.end())).unwrap_or_default();
        let holder = it.holder.map(|it| text(it) + "#").unwrap_or_default();
        let original = match it.original {
            Some((first, Some(last))) => format!(" {first}-{last}"),
            Some((first, None)) => format!(" {first}"),
            None => String::new(),
        };
        format!(
            "{shown}{holder}{}({}){original} {}",
            text(it.name),
            text(it.types),
            text(it.obfuscated)
        )
    }

    #[test]
    fn reads_methods() {
        for (line, expected) in [
            ("    void run() -> a", "run() a"),
            ("    1:2:void run(int,a.B[]):11:12 -> a", "1-2 run(int,a.B[]) 11-12 a"),
            ("    1:2:a.C b.D.run():7 -> a", "1-2 b.D#run() 7 a"),
            ("    3:void run() -> <init>", "3-3 run() <init>"),
            ("    void <clinit>():5:5 -> <clinit>", "<clinit>() 5-5 <clinit>"),
            ("    0:65535:int a.B$c.d(e):0:0 -> f", "0-65535 a.B$c#d(e) 0-0 f"),
            ("    99999999999:1:void a() -> b", "4294967295-1 a() b"),
            ("    int field -> a", "-"),
            ("    1:2:int field -> a", "-"),
            ("    void run( -> a", "-"),
            ("    void run():x -> a", "-"),
            ("    void run():1:2:3 -> a", "-"),
            ("    void () -> a", "-"),
            ("    run() -> a", "-"),
            ("    # comment", "-"),
            ("", "-"),
        ] {
            assert_eq!(told(line), expected, "{line}");
        }
    }
}
