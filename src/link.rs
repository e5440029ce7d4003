//! The link from a minified JavaScript file to its map: the `sourceMappingURL` comment. ECMA-426 11.1.2.1.

use std::borrow::Cow;

use crate::error::Result;
use crate::source::Source;

/// Where a minified file says its map is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Link {
    /// At this URL, as it stands in the comment; relative to the file.
    Url(String),
    /// In the comment itself, as a `data:` URL.
    Inline,
}

/// How much of the file's end is read at once, in bytes.
const WINDOW: u64 = 16 * 1024;

/// The longest inline map that is looked for, in bytes; its comment starts before all of its data.
const LONGEST_INLINE: u64 = 256 * 1024 * 1024;

/// The link of a script or a style sheet: a comment on a line of its own, or at the end of the last line of code, with nothing but
/// comments and white space after it. ECMA-426 11.1.2.
///
/// Reads the end of the file only: 16 KB, or as far back as an inline map reaches. A comment that spans lines ends the search.
/// In code that ends in the middle of a line a comment is taken for one where the standard, which does not parse, is in doubt.
///
/// # Errors
/// [`Error::Read`](crate::Error::Read) when the host cannot read the file.
pub fn read_link(source: &dyn Source) -> Result<Option<Link>> {
    let start = source.len().saturating_sub(WINDOW);
    let tail = read_range(source, start, source.len())?;
    let mut text = trim_end(&tail);
    loop {
        let line = text.rsplit(|byte| matches!(byte, b'\n' | b'\r')).next().unwrap_or(text);
        if let Some(url) = comment_url(line).or_else(|| block_comment_url(line)) {
            let url = String::from_utf8_lossy(url);
            return Ok(Some(if is_data(&url) {
                Link::Inline
            } else {
                Link::Url(url.into_owned())
            }));
        }
        let before = text.len().saturating_sub(line.len());
        if before == 0 && start > 0 {
            // the line is cut off
            let is_inline =
                line.iter().all(|byte| is_url_byte(*byte)) && reaches_inline(source, start)?;
            return Ok(is_inline.then_some(Link::Inline));
        }
        if before == 0 || !is_comment(line.trim_ascii()) {
            return Ok(None);
        }
        text = trim_end(text.get(..before).unwrap_or_default());
    }
}

/// Whether a line is nothing but a comment.
fn is_comment(line: &[u8]) -> bool {
    match line.strip_prefix(b"/*").and_then(|rest| rest.strip_suffix(b"*/")) {
        Some(inner) => !inner.windows(2).any(|pair| pair == b"*/"),
        None => line.starts_with(b"//"),
    }
}

/// The URL in a `/*# sourceMappingURL=… */` comment that ends a line: that of style sheets, which scripts may have too.
fn block_comment_url(line: &[u8]) -> Option<&[u8]> {
    let inner = line.trim_ascii().strip_suffix(b"*/")?;
    let start = inner.windows(2).rposition(|pair| pair == b"/*")?;
    let comment = inner.get(start..)?.get(2..)?;
    let comment = comment.strip_prefix(b"#").or_else(|| comment.strip_prefix(b"@"))?;
    let url = comment.trim_ascii().strip_prefix(b"sourceMappingURL=")?;
    (!url.is_empty() && url.iter().all(|byte| is_url_byte(*byte))).then_some(url)
}

/// Whether the URL characters that precede `end` begin with a comment that holds a `data:` URL.
fn reaches_inline(source: &dyn Source, end: u64) -> Result<bool> {
    let limit = source.len().saturating_sub(LONGEST_INLINE);
    let mut end = end;
    while end > limit {
        let start = end.saturating_sub(WINDOW).max(limit);
        // the comment may lie across two windows: a little of what follows is read again
        let bytes = read_range(source, start, (end + 64).min(source.len()))?;
        if bytes.windows(5).any(|bytes| bytes == b"data:") {
            let line = bytes.rsplit(|byte| matches!(byte, b'\n' | b'\r')).next().unwrap_or(&bytes);
            return Ok(comment_url(line).is_some_and(|url| url.starts_with(b"data:")));
        }
        if !bytes.iter().all(|byte| is_url_byte(*byte)) {
            return Ok(false);
        }
        end = start;
    }
    Ok(false)
}

/// The URL in the last `//# sourceMappingURL=` (or `//@`) comment of a line, where only white space follows.
fn comment_url(line: &[u8]) -> Option<&[u8]> {
    const NAME: &[u8] = b"sourceMappingURL=";
    let at = line.windows(NAME.len()).rposition(|bytes| bytes == NAME)?;
    let (before, from) = line.split_at_checked(at)?;
    let before = match before {
        [before @ .., b' ' | b'\t'] => before,
        _ => return None,
    };
    if !(before.ends_with(b"//#") || before.ends_with(b"//@")) {
        return None;
    }
    let url = from.get(NAME.len()..)?.trim_ascii();
    (!url.is_empty() && url.iter().all(|byte| is_url_byte(*byte))).then_some(url)
}

fn read_range(source: &dyn Source, start: u64, end: u64) -> Result<Vec<u8>> {
    source.read_up_to(start, usize::try_from(end.saturating_sub(start)).unwrap_or(usize::MAX))
}

fn trim_end(bytes: &[u8]) -> &[u8] {
    bytes.trim_ascii_end()
}

fn is_url_byte(byte: u8) -> bool {
    !byte.is_ascii_whitespace() && !matches!(byte, b'"' | b'\'' | b'`' | b'*')
}

fn is_data(url: &str) -> bool {
    url.get(..5).is_some_and(|scheme| scheme.eq_ignore_ascii_case("data:"))
}

/// The path that a relative URL names, percent-decoded, its query and fragment cut off; `None` for a URL with a scheme or
/// a host, and for a path from the root.
#[must_use]
pub fn relative_path(url: &str) -> Option<String> {
    let path = url.split(['?', '#']).next().unwrap_or(url);
    let scheme = path.split_once(':').is_some_and(|(scheme, _)| !scheme.contains('/'));
    (!scheme && !path.starts_with('/') && !path.is_empty()).then(|| decode(path).into_owned())
}

/// Percent-decodes; what is not a percent-encoding, or would not be UTF-8, stays as it is.
fn decode(text: &str) -> Cow<'_, str> {
    if !text.contains('%') {
        return Cow::Borrowed(text);
    }
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        let digits = tail.first_chunk::<2>().filter(|_| *first == b'%');
        let value = digits
            .and_then(|digits| std::str::from_utf8(digits).ok())
            .filter(|digits| digits.bytes().all(|b| b.is_ascii_hexdigit()))
            .and_then(|digits| u8::from_str_radix(digits, 16).ok());
        match value {
            Some(value) => {
                bytes.push(value);
                rest = tail.get(2..).unwrap_or_default();
            }
            None => {
                bytes.push(*first);
                rest = tail;
            }
        }
    }
    String::from_utf8(bytes).map_or(Cow::Borrowed(text), Cow::Owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn link(text: &str) -> Option<Link> {
        read_link(&text.as_bytes()).unwrap()
    }

    #[test]
    fn reads_the_last_line_that_is_not_blank() {
        let url = |url: &str| Some(Link::Url(url.to_owned()));
        for (text, expected) in [
            ("a();\n//# sourceMappingURL=a.js.map\n", url("a.js.map")),
            ("a();\n//@ sourceMappingURL=a.js.map \r\n \n", url("a.js.map")),
            ("a();//# sourceMappingURL=a.js.map", url("a.js.map")),
            ("//# sourceMappingURL=old.map\na();//# sourceMappingURL=new.map", url("new.map")),
            ("//# sourceMappingURL=a.map\na();", None),
            ("a();\n//# sourceMappingURL=a.map\n//# debugId=1\n\n/* end */", url("a.map")),
            ("a();\n/*# sourceMappingURL=a.map */\n", url("a.map")),
            ("a{}/*# sourceMappingURL=a.css.map */", url("a.css.map")),
            ("/*# sourceMappingURL=a.map */ b();\n//# debugId=1", None),
            ("/*# sourceMappingURL=a.map */\n/* x */ b(); /* y */", None),
            ("//# sourceMappingURL=old.map\n//# sourceMappingURL=new.map", url("new.map")),
            ("`\n//# sourceMappingURL=a.map\n`", None),
            ("a('//# sourceMappingURL=a.map')", None),
            ("//# sourceMappingURL=", None),
            ("//#sourceMappingURL=a.map", None),
            ("", None),
            ("//# sourceMappingURL=data:application/json;base64,e30=", Some(Link::Inline)),
        ] {
            assert_eq!(link(text), expected, "{text}");
        }
    }

    #[test]
    fn finds_an_inline_map_longer_than_the_window() {
        for length in [16_000, 16_300, 16_384, 16_400, 100_000] {
            let data = "A".repeat(length);
            let text = format!("a();\n//# sourceMappingURL=data:application/json;base64,{data}\n");
            assert_eq!(link(&text), Some(Link::Inline), "{length}");
        }
        assert_eq!(link(&"A".repeat(100_000)), None);
    }

    #[test]
    fn decodes_relative_urls() {
        for (url, path) in [
            ("a.js.map", Some("a.js.map")),
            ("../maps/a%20b.map?v=1#x", Some("../maps/a b.map")),
            ("100%.map", Some("100%.map")),
            ("https://x.com/a.map", None),
            ("//x.com/a.map", None),
            ("/a.map", None),
            ("?x", None),
        ] {
            assert_eq!(relative_path(url).as_deref(), path, "{url}");
        }
    }
}
