//! Where a link stands, for taking it out together with its map.

use std::ops::Range;

use super::{Language, Link, WINDOW, decode, is_line_end, path_of_url, read_link, read_range};
use crate::error::Result;
use crate::source::Source;

const NAME: &[u8] = b"sourceMappingURL=";

/// The bytes of the comment that names the map of a minified file, with the line end where it has a line of its own.
///
/// `None` where the file names no map, or holds it itself. A file that names several is asked again without the first
/// answer.
///
/// Some tools add code behind the comment. By the standard it names nothing then, but browsers still follow it: where
/// `map` is given, the name of the map's file, a comment counts too that has a line for itself and names that file.
///
/// # Errors
/// [`Error::Read`](crate::Error::Read) when the host cannot read the file.
pub fn link_span(
    source: &dyn Source,
    language: Language,
    map: Option<&str>,
) -> Result<Option<Range<u64>>> {
    let is_link = matches!(read_link(source, language)?.link, Some(Link::Url(_)));
    let start = source.len().saturating_sub(WINDOW);
    let bytes = read_range(source, start, source.len())?;
    // behind a link are only comments: the last one that looks like a link is it, or nothing that runs
    let mut end = bytes.len();
    while let Some(at) = last_name(bytes.get(..end).unwrap_or_default()) {
        if let Some(comment) = comment_around(&bytes, at, language) {
            let text = bytes.get(at + NAME.len()..comment.end).unwrap_or_default();
            let line = whole_line(&bytes, comment.clone());
            if is_link || (line != comment && map.is_some_and(|map| names(text, map))) {
                return Ok(Some(start + line.start as u64..start + line.end as u64));
            }
        }
        end = at;
    }
    Ok(None)
}

/// Whether a comment's URL leads to a file of that name.
fn names(url: &[u8], map: &str) -> bool {
    let url = String::from_utf8_lossy(url);
    let path = path_of_url(url.trim().trim_end_matches("*/").trim_end());
    path.rsplit('/').next().is_some_and(|name| decode(name) == map)
}

fn last_name(bytes: &[u8]) -> Option<usize> {
    bytes.windows(NAME.len()).rposition(|window| window == NAME)
}

/// The comment that holds a link, if its text begins with one.
fn comment_around(bytes: &[u8], at: usize, language: Language) -> Option<Range<usize>> {
    // white space beyond ASCII is not told from letters: what precedes it decides
    let is_space = |byte: &u8| byte.is_ascii_whitespace() || *byte == b'\x0b' || !byte.is_ascii();
    let before = bytes.get(..at)?;
    let mark = before.iter().rposition(|byte| !is_space(byte))?;
    let opening = before.get(mark.checked_sub(2)?..=mark)?;
    let start = mark - 2;
    let behind = bytes.get(at..)?;
    match opening {
        [b'/', b'/', b'#' | b'@'] if language == Language::JavaScript => {
            Some(start..at + line_length(behind))
        }
        [b'/', b'*', b'#' | b'@'] => {
            let length = behind.windows(2).position(|pair| pair == b"*/")?;
            Some(start..at + length + 2)
        }
        _ => None,
    }
}

/// How far it is to the line's end, in bytes. U+2028 and U+2029 end lines too.
fn line_length(bytes: &[u8]) -> usize {
    let ends = |rest: &[u8]| match rest {
        [byte, ..] if is_line_end(*byte) => true,
        [0xe2, 0x80, 0xa8 | 0xa9, ..] => true,
        _ => false,
    };
    (0..bytes.len()).find(|at| bytes.get(*at..).is_some_and(ends)).unwrap_or(bytes.len())
}

/// The same with its line end, if nothing else is in the line.
fn whole_line(bytes: &[u8], comment: Range<usize>) -> Range<usize> {
    let is_blank = |byte: &u8| matches!(byte, b' ' | b'\t');
    let before = bytes.get(..comment.start).unwrap_or_default();
    let indent = before.iter().rev().take_while(|byte| is_blank(byte)).count();
    let start = comment.start.saturating_sub(indent);
    let is_first = bytes.get(..start).and_then(<[u8]>::last).is_none_or(|byte| is_line_end(*byte));
    let after = bytes.get(comment.end..).unwrap_or_default();
    let blank = after.iter().take_while(|byte| is_blank(byte)).count();
    let line_end = match after.get(blank..).unwrap_or_default() {
        [b'\r', b'\n', ..] => 2,
        [b'\r' | b'\n', ..] => 1,
        [] => 0,
        _ => return comment,
    };
    if is_first { start..comment.end + blank + line_end } else { comment }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn without(text: &str, language: Language) -> String {
        let mut text = text.to_owned();
        while let Some(span) = link_span(&text.as_bytes(), language, Some("a b.map")).unwrap() {
            let span = usize::try_from(span.start).unwrap()..usize::try_from(span.end).unwrap();
            text.replace_range(span, "");
        }
        assert_eq!(read_link(&text.as_bytes(), language).unwrap().link, None, "{text}");
        text
    }

    #[test]
    fn takes_out_the_comment() {
        for (text, expected) in [
            ("a();\n//# sourceMappingURL=a.js.map\n", "a();\n"),
            ("a();\r\n//# sourceMappingURL=a.js.map\r\n\r\n", "a();\r\n\r\n"),
            ("a();\n  //@ sourceMappingURL=a.js.map  ", "a();\n"),
            ("a();//# sourceMappingURL=a.js.map\n", "a();\n"),
            ("a('//b');//# sourceMappingURL=a.js.map\n", "a('//b');\n"),
            ("a();/*# sourceMappingURL=a.map */", "a();"),
            ("a();\u{2028}//#\u{a0}sourceMappingURL=a.map\u{2029}// b", "a();\u{2028}\u{2029}// b"),
            ("//# sourceMappingURL=a.map\n//# debugId=1", "//# debugId=1"),
            ("b();\n//# sourceMappingURL=a.map\n//# sourceMappingURL=b.map\n", "b();\n"),
            (
                "b();\n//# sourceMappingURL=a.map\n// sourceMappingURL=b\n",
                "b();\n// sourceMappingURL=b\n",
            ),
            ("//# sourceMappingURL=a.map", ""),
            // code behind it
            ("a();\n//# sourceMappingURL=x/a%20b.map?v\nb();", "a();\nb();"),
            ("a();\n/*# sourceMappingURL=a%20b.map */\nb();", "a();\nb();"),
        ] {
            assert_eq!(without(text, Language::JavaScript), expected, "{text}");
        }
        let css = "a{}\n/*# sourceMappingURL=a.css.map*/\n";
        assert_eq!(without(css, Language::Css), "a{}\n");
    }

    /// Where code follows, only a comment that has its line for itself is sure to be none of a string.
    #[test]
    fn leaves_what_stands_amid_code() {
        for text in [
            "a(\"/*# sourceMappingURL=a.map */\");\nb();\n",
            "a('//# sourceMappingURL=a.map')",
            "a = '/*# sourceMappingURL=a.map */' + b;\n//# sourceURL=a\n",
            "a()/*# sourceMappingURL=a.map */\nb();\n",
            "/*# sourceMappingURL=a.map */b();\n",
            "a();\n//# sourceMappingURL=c.map\nb();\n",
        ] {
            for language in [Language::JavaScript, Language::Css] {
                let span = link_span(&text.as_bytes(), language, Some("a.map")).unwrap();
                assert_eq!(span, None, "{text}");
            }
        }
    }

    #[test]
    fn leaves_what_is_no_link() {
        for text in [
            "a('//# sourceMappingURL=a.map')",
            "`\n//# sourceMappingURL=a.map\n`",
            "//# sourceMappingURL=data:,{}",
            "//# sourceMappingURL=a.map\na();",
            "",
        ] {
            assert_eq!(
                link_span(&text.as_bytes(), Language::JavaScript, Some("b.map")).unwrap(),
                None,
                "{text}"
            );
        }
        let far = format!("{}\n//# sourceMappingURL=a.map\n", "a();".repeat(10_000));
        assert_eq!(without(&far, Language::JavaScript).len(), 40_001);
    }

    proptest::proptest! {
        #[test]
        fn leaves_no_link_in_anything(text in "(a\\(\\);|\n|\r|\u{2028}|//|/\\*|\\*/|[#@]|'|`| |\u{a0}|sourceMappingURL=|a\\.map){0,24}") {
            for language in [Language::JavaScript, Language::Css] {
                let mut text = text.clone();
                while let Some(span) =
                    link_span(&text.as_bytes(), language, Some("a.map")).unwrap()
                {
                    let length = text.len();
                    text.replace_range(
                        usize::try_from(span.start).unwrap()..usize::try_from(span.end).unwrap(),
                        "",
                    );
                    assert!(text.len() < length);
                }
                let link = read_link(&text.as_bytes(), language).unwrap().link;
                assert!(!matches!(link, Some(Link::Url(_))), "{text}");
            }
        }
    }
}
