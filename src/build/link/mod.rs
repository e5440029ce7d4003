//! The link from a minified file to its map: the `sourceMappingURL` comment. ECMA-426 11.1.2.
//!
//! The standard reads a file from its beginning; here it is read from its end, as files of many megabytes are not to be
//! read for one line. The two differ only where more than 16 KB follow the link, and where something that opens before
//! the part that is read reaches into it: a comment, a string or a template of several lines.

mod evaluated;
mod scan;
mod span;
mod url;

use crate::error::Result;
use crate::finding::{Code, Issue};
use crate::source::Source;
use evaluated::has_maps_in_eval;
use scan::Scan;
pub use span::link_span;
pub use url::relative_path;
pub(crate) use url::{decode, is_data, path_of_url};

/// Where a minified file says its map is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Link {
    /// At this URL, as it stands in the comment; relative to the file.
    Url(String),
    /// In the comment itself, as a `data:` URL.
    Inline,
    /// Nowhere: each module has a map of its own, as a `data:` URL in the text that is given to `eval`.
    Evaluated,
}

/// What a minified file is written in; the languages differ in their comments.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    /// `//# sourceMappingURL=`, or the same in `/* */`.
    JavaScript,
    /// `/*# sourceMappingURL= */` only.
    Css,
}

impl Language {
    /// The language of a file, by its name.
    #[must_use]
    pub fn of(path: &str) -> Self {
        if path.ends_with(".css") { Self::Css } else { Self::JavaScript }
    }
}

/// What a minified file says of its map.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct LinkReading {
    /// The link, where there is one.
    pub link: Option<Link>,
    /// What is to be said of the comments.
    pub issues: Vec<Issue>,
}

/// How much of the file's end is read at once, in bytes.
const WINDOW: u64 = 16 * 1024;

/// The longest inline map that is looked for, in bytes; its comment starts before all of its data.
const LONGEST_INLINE: u64 = 256 * 1024 * 1024;

/// The link of a minified file: the last of the `sourceMappingURL` comments that only comments and white space follow.
///
/// Reads the end of the file only: 16 KB, or as far back as the inline map of a script reaches; the beginning of a script without
/// a link, and all of it where it calls `eval` there.
///
/// # Errors
/// [`Error::Read`](crate::Error::Read) when the host cannot read the file.
pub fn read_link(source: &dyn Source, language: Language) -> Result<LinkReading> {
    let start = source.len().saturating_sub(WINDOW);
    let bytes = read_range(source, start, source.len())?;
    let mut scan = Scan::new(language);
    let head = bytes.split(|byte| is_line_end(*byte)).next().unwrap_or_default();
    let rest = if start > 0 && is_of_url(head) && reaches_inline(source, start)? {
        scan.take("data:");
        bytes.get(head.len()..).unwrap_or_default()
    } else {
        &bytes
    };
    scan.read(&String::from_utf8_lossy(rest));
    let mut reading = reading(scan);
    if reading.link.is_none() && language == Language::JavaScript && has_maps_in_eval(source)? {
        reading.link = Some(Link::Evaluated);
    }
    Ok(reading)
}

fn reading(scan: Scan) -> LinkReading {
    // an empty link says that there is no map
    let Some(last) = scan.last.filter(|url| !url.is_empty()) else { return LinkReading::default() };
    let issue = |code| Issue::new(code).in_part("minified_file").with("url", last.as_str());
    let mut issues = Vec::new();
    if let Some(replaced) = scan.replaced {
        issues.push(issue(Code::LinkRepeated).with("other", replaced));
    }
    if scan.is_ambiguous {
        issues.push(issue(Code::LinkAmbiguous));
    }
    let link = if is_data(&last) { Link::Inline } else { Link::Url(last) };
    LinkReading { link: Some(link), issues }
}

/// Whether the URL characters that precede `end` begin with a comment that holds a `data:` URL.
fn reaches_inline(source: &dyn Source, end: u64) -> Result<bool> {
    let limit = source.len().saturating_sub(LONGEST_INLINE);
    let mut end = end;
    while end > limit {
        let start = end.saturating_sub(WINDOW).max(limit);
        // the comment may lie across two windows: a little of what follows is read again
        let bytes = read_range(source, start, (end + 64).min(source.len()))?;
        if bytes.windows(5).any(|bytes| bytes.eq_ignore_ascii_case(b"data:")) {
            let line = bytes.rsplit(|byte| is_line_end(*byte)).next().unwrap_or(&bytes);
            let mut scan = Scan::new(Language::JavaScript);
            scan.read(&String::from_utf8_lossy(line));
            return Ok(scan.last.is_some_and(|url| is_data(&url)));
        }
        if !is_of_url(&bytes) {
            return Ok(false);
        }
        end = start;
    }
    Ok(false)
}

fn read_range(source: &dyn Source, start: u64, end: u64) -> Result<Vec<u8>> {
    source.read_up_to(start, usize::try_from(end.saturating_sub(start)).unwrap_or(usize::MAX))
}

fn is_line_end(byte: u8) -> bool {
    matches!(byte, b'\n' | b'\r')
}

/// Whether a piece of a line may be of a URL in a comment; white space may follow it.
fn is_of_url(piece: &[u8]) -> bool {
    let url =
        |byte: &u8| !byte.is_ascii_whitespace() && !matches!(byte, b'"' | b'\'' | b'`' | b'*');
    piece.trim_ascii_end().iter().all(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, language: Language) -> (Option<Link>, Vec<&'static str>) {
        let reading = read_link(&text.as_bytes(), language).unwrap();
        (reading.link, reading.issues.iter().map(|issue| issue.code.name()).collect())
    }

    fn link(text: &str) -> Option<Link> {
        read(text, Language::JavaScript).0
    }

    fn url(url: &str) -> Option<Link> {
        Some(Link::Url(url.to_owned()))
    }

    #[test]
    fn follows_the_standard() {
        for (text, expected) in [
            ("a();\n//# sourceMappingURL=a.js.map\n", url("a.js.map")),
            ("a();\n//@ sourceMappingURL=a.js.map \r\n \n", url("a.js.map")),
            ("a();//# sourceMappingURL=a.js.map", url("a.js.map")),
            ("a();\n//#sourceMappingURL=a.map", url("a.map")),
            ("a();\n//#\u{a0}\t sourceMappingURL=a.map\u{feff}", url("a.map")),
            ("a();\u{2028}//# sourceMappingURL=a.map\u{2029}// b", url("a.map")),
            ("a();\r//# sourceMappingURL=a.map\r\r", url("a.map")),
            ("a();/*# sourceMappingURL=a.map */", url("a.map")),
            ("a();/*# sourceMappingURL=a.map*//* b */ // c\n/* d\n * e */\n", url("a.map")),
            ("//# sourceMappingURL=a.map\n//# debugId=1\n//# sourceURL=a.js", url("a.map")),
            ("//# sourceMappingURL=old.map\na();//# sourceMappingURL=new.map", url("new.map")),
            ("a('src/*.js');\n//# sourceMappingURL=a.map\n/* b */", url("a.map")),
            ("a(x / y)\n//# sourceMappingURL=a.map", url("a.map")),
            ("//# sourceMappingURL=data:application/json;base64,e30=", Some(Link::Inline)),
            ("//# sourceMappingURL=DATA:,{}", Some(Link::Inline)),
            // code behind the link, or what looks like it
            ("//# sourceMappingURL=a.map\na();", None),
            ("/*# sourceMappingURL=a.map */ a()", None),
            ("//# sourceMappingURL=a.map\n/", None),
            ("//# sourceMappingURL=a.map\n/* b", None),
            ("let a = `\n//# sourceMappingURL=a.map\n`;", None),
            ("let a = `\n//# sourceMappingURL=a.map\n// `;", None),
            ("/*\n//# sourceMappingURL=a.map\n*/", None),
            ("/*\n//# sourceMappingURL=a.map */", None),
            ("a('//# sourceMappingURL=a.map')", None),
            ("//# sourceMappingURL=a.map'", None),
            // other comments
            ("//# sourceMappingURL=", None),
            ("//# sourceMappingURL=a.map\n//# sourceMappingURL=", None),
            ("//# sourceMappingURL=a b.map", None),
            ("//# sourceMappingURL= a.map", None),
            ("// # sourceMappingURL=a.map", None),
            ("// sourceMappingURL=a.map", None),
            ("//! //# sourceMappingURL=a.map", None),
            ("//# SourceMappingURL=a.map", None),
            ("//# sourceMappingUrl=a.map", None),
            ("", None),
            ("/", None),
            ("/*", None),
        ] {
            assert_eq!(link(text), expected, "{text}");
        }
    }

    #[test]
    fn says_where_comments_disagree() {
        for (text, expected, codes) in [
            (
                "//# sourceMappingURL=a.map\n//# sourceMappingURL=b.map",
                url("b.map"),
                vec!["link-repeated"],
            ),
            ("//# sourceMappingURL=a.map\n//# sourceMappingURL=a.map", url("a.map"), vec![]),
            ("//# sourceMappingURL=a.map\na()\n//# sourceMappingURL=b.map", url("b.map"), vec![]),
            ("a('https://x');//# sourceMappingURL=a.map", url("a.map"), vec!["link-ambiguous"]),
            (
                "a('https://x');//# sourceMappingURL=a.map\n//# sourceMappingURL=a.map",
                url("a.map"),
                vec![],
            ),
        ] {
            assert_eq!(read(text, Language::JavaScript), (expected, codes), "{text}");
        }
    }

    #[test]
    fn style_sheets_have_their_own_comments() {
        for (text, expected) in [
            ("a{}\n/*# sourceMappingURL=a.css.map */\n", url("a.css.map")),
            ("a{b:url('/*')}/*# sourceMappingURL=a.css.map */", None),
            ("a{}\n/* it's\n */ /*# sourceMappingURL=a.css.map */", url("a.css.map")),
            ("a{}\n//# sourceMappingURL=a.css.map", None),
            ("/*# sourceMappingURL=a.css.map */ a{}", None),
        ] {
            assert_eq!(read(text, Language::Css).0, expected, "{text}");
        }
    }

    #[test]
    fn finds_an_inline_map_longer_than_the_window() {
        for length in [16_000, 16_300, 16_384, 16_400, 100_000] {
            for (before, after) in [("a();\n", "\n"), ("a();", " \r\n//# debugId=1\n\n")] {
                let data = "A".repeat(length);
                let line = format!("//# sourceMappingURL=data:application/json;base64,{data}");
                assert_eq!(link(&format!("{before}{line}{after}")), Some(Link::Inline), "{length}");
                assert_eq!(link(&format!("{before}{line}{after}b();")), None, "{length}");
            }
        }
        assert_eq!(link(&"A".repeat(100_000)), None);
    }

    #[test]
    fn reads_the_end_of_a_long_line() {
        let code = "a('https://x/*');".repeat(10_000);
        assert_eq!(link(&format!("{code}\n//# sourceMappingURL=a.map")), url("a.map"));
        assert_eq!(link(&format!("{code}//# sourceMappingURL=a.map")), url("a.map"));
        assert_eq!(link(&code), None);
    }

    /// A file of which only the last bytes can be read.
    struct Tail<'a>(&'a [u8]);

    impl Source for Tail<'_> {
        fn len(&self) -> u64 {
            1 << 40
        }

        fn read_at(&self, offset: u64, buffer: &mut [u8]) -> Result<()> {
            let begin = self.len() - self.0.len() as u64;
            assert!(offset >= begin, "read at {offset}");
            self.0.read_at(offset - begin, buffer)
        }
    }

    #[test]
    fn reads_two_windows_at_most() {
        let mut end = "a(1);\n".repeat(10_000).into_bytes();
        end.extend_from_slice(b"//# sourceMappingURL=a.map\n");
        let end = end.split_off(end.len() - 2 * 16 * 1024);
        assert_eq!(read_link(&Tail(&end), Language::JavaScript).unwrap().link, url("a.map"));
    }
}
