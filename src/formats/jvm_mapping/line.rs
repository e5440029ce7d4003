//! One line of a mapping file, told by its grammar.

/// What a line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Content<'a> {
    /// Nothing, or white space.
    Blank,
    /// A comment: its name and value where it is `# name: value`, else no name.
    Comment(&'a [u8], &'a [u8]),
    /// A class.
    Class { is_renamed: bool },
    /// A field or a method of the class before.
    Member { is_renamed: bool },
    /// None of these; what it ought to be.
    Malformed(&'static str),
}

const ARROW: &[u8] = b" -> ";
const CLASS: &str = "\"original -> obfuscated:\"";
const MEMBER: &str = "\"type name -> obfuscated\", indented";
const METHOD: &str = "\"1:2:type name(types):1:2 -> obfuscated\", indented";
const AFTER_CLASS: &str = "a class before its members";

/// Tells what a line is. `after_class` says whether a class was named before it.
pub(super) fn content(line: &[u8], after_class: bool) -> Content<'_> {
    let text = line.trim_ascii();
    match text {
        [] => Content::Blank,
        [b'#', comment @ ..] => told(comment.trim_ascii()),
        _ if line.first().is_some_and(u8::is_ascii_whitespace) => match member(text) {
            Ok(_) if !after_class => Content::Malformed(AFTER_CLASS),
            Ok(is_renamed) => Content::Member { is_renamed },
            Err(expected) => Content::Malformed(expected),
        },
        _ => match class(text) {
            Some(is_renamed) => Content::Class { is_renamed },
            None => Content::Malformed(CLASS),
        },
    }
}

/// A comment's name and value; a name is one word.
fn told(comment: &[u8]) -> Content<'_> {
    let colon = comment.iter().position(|byte| *byte == b':');
    match colon.and_then(|colon| comment.split_at_checked(colon)) {
        Some((name, value)) if name.iter().all(|b| b.is_ascii_alphanumeric() || *b == b'_') => {
            Content::Comment(name, value.strip_prefix(b":").unwrap_or(value).trim_ascii())
        }
        _ => Content::Comment(b"", comment),
    }
}

/// Whether a class gets another name; `None` when that is no class.
fn class(text: &[u8]) -> Option<bool> {
    let (original, obfuscated) = class_names(text)?;
    Some(original != obfuscated)
}

/// The names of a class, before and after; `None` when that is no class. (Names may hold spaces: Kotlin's do.)
pub(crate) fn class_names(text: &[u8]) -> Option<(&[u8], &[u8])> {
    // R8 reads past a comment behind the colon
    let text = match text.iter().position(|byte| *byte == b'#') {
        Some(hash) => text.get(..hash)?.trim_ascii_end(),
        None => text,
    };
    around_arrow(text.strip_suffix(b":")?)
}

/// Whether a member gets another name; else what was expected of it.
fn member(text: &[u8]) -> Result<bool, &'static str> {
    let (original, obfuscated) = around_arrow(text).ok_or(MEMBER)?;
    let signature = after_lines(original);
    let has_lines = signature.len() < original.len();
    let space = signature.iter().position(|byte| *byte == b' ').ok_or(MEMBER)?;
    let name = signature.get(space.saturating_add(1)..).unwrap_or_default();
    let Some(open) = name.iter().position(|byte| *byte == b'(') else {
        // only methods have lines
        return if has_lines || name.is_empty() { Err(METHOD) } else { Ok(name != obfuscated) };
    };
    let (name, types) = name.split_at_checked(open).ok_or(METHOD)?;
    let close = types.iter().rposition(|byte| *byte == b')').ok_or(METHOD)?;
    let behind = types.get(close.saturating_add(1)..).unwrap_or_default();
    if name.is_empty() || !is_original_range(behind) {
        return Err(METHOD);
    }
    // a method that came from another class is named with that: it says nothing of its own name
    Ok(name != obfuscated && !name.contains(&b'.'))
}

/// The names before and after the last arrow, neither empty.
pub(crate) fn around_arrow(text: &[u8]) -> Option<(&[u8], &[u8])> {
    let at = text.windows(ARROW.len()).rposition(|window| window == ARROW)?;
    let (original, rest) = text.split_at_checked(at)?;
    let obfuscated = rest.strip_prefix(ARROW)?.trim_ascii();
    let original = original.trim_ascii();
    (!original.is_empty() && !obfuscated.is_empty()).then_some((original, obfuscated))
}

/// What comes after the line numbers in front, `1:2:` or `1:`.
fn after_lines(text: &[u8]) -> &[u8] {
    let number = |text| digits(text).and_then(|rest| rest.strip_prefix(b":"));
    let rest = number(text).unwrap_or(text);
    number(rest).unwrap_or(rest)
}

/// Whether this is nothing, `:1` or `:1:2`.
fn is_original_range(text: &[u8]) -> bool {
    let number = |text: &[u8]| -> Option<usize> {
        let rest = digits(text.strip_prefix(b":")?)?;
        text.len().checked_sub(rest.len())
    };
    let after = |text, count: Option<usize>| <[u8]>::get(text, count.unwrap_or(0)..);
    let rest = after(text, number(text)).unwrap_or_default();
    after(rest, number(rest)).is_some_and(<[u8]>::is_empty)
}

/// What comes after some digits, of which there must be one.
fn digits(text: &[u8]) -> Option<&[u8]> {
    let count = text.iter().take_while(|byte| byte.is_ascii_digit()).count();
    if count == 0 { None } else { text.get(count..) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_lines() {
        const RENAMED: Content<'_> = Content::Member { is_renamed: true };
        const KEPT: Content<'_> = Content::Member { is_renamed: false };
        for (line, expected) in [
            ("", Content::Blank),
            (" \t", Content::Blank),
            ("a.B -> c.d:", Content::Class { is_renamed: true }),
            ("a.B -> a.B:", Content::Class { is_renamed: false }),
            ("a.B -> c.d: # {}", Content::Class { is_renamed: true }),
            ("a.B -> c.d", Content::Malformed(CLASS)),
            (" -> c.d:", Content::Malformed(MEMBER)),
            ("a.B -> :", Content::Malformed(CLASS)),
            ("    int x -> a", RENAMED),
            ("    int x -> x", KEPT),
            ("    int[] x y -> a", RENAMED),
            ("    x -> a", Content::Malformed(MEMBER)),
            ("    int x", Content::Malformed(MEMBER)),
            ("    1:2:int x -> a", Content::Malformed(METHOD)),
            ("    void a.B.run() -> c", KEPT),
            ("    void run() -> a", RENAMED),
            ("    1:1:void run(int,a.B[]):12:13 -> a", RENAMED),
            ("    1:1:void run():12 -> a", RENAMED),
            ("    1:void run() -> a", RENAMED),
            ("    1:1:void run():x -> a", Content::Malformed(METHOD)),
            ("    1:1:void run():1:2:3 -> a", Content::Malformed(METHOD)),
            ("    1:1:void run(:1 -> a", Content::Malformed(METHOD)),
            ("    void () -> a", Content::Malformed(METHOD)),
            ("# compiler: R8", Content::Comment(b"compiler", b"R8")),
            ("#hello, world: x", Content::Comment(b"", b"hello, world: x")),
            ("    # {\"id\":\"sourceFile\"}", Content::Comment(b"", b"{\"id\":\"sourceFile\"}")),
        ] {
            assert_eq!(content(line.as_bytes(), true), expected, "{line}");
        }
        assert_eq!(content(b"    int x -> a", false), Content::Malformed(AFTER_CLASS));
    }
}
