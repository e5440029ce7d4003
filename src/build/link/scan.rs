//! The comments at the end of a text that name its map, without parsing the text. ECMA-426 11.1.2.1 and 11.1.2.2.
//!
//! Only comments and white space may follow the link; anything else unsays it. A line comment with a quote, a backtick
//! or `*/` in it counts as code: what looks like a comment may stand in a string, a template or a comment.

use std::borrow::Cow;

use super::Language;

/// What was read so far. Texts may be read piece by piece.
pub(super) struct Scan {
    language: Language,
    /// The link, as it stands in its comment; empty where the comment names nothing.
    pub(super) last: Option<String>,
    /// Another link that was named before it, with nothing but comments and white space between them.
    pub(super) replaced: Option<String>,
    /// Whether `last` stands in a line with quotes before it, where only a parser can tell that it is a comment.
    pub(super) is_ambiguous: bool,
}

impl Scan {
    pub(super) fn new(language: Language) -> Self {
        Self { language, last: None, replaced: None, is_ambiguous: false }
    }

    /// Takes a link that stands alone in its comment.
    pub(super) fn take(&mut self, url: &str) {
        if let Some(last) = self.last.take().filter(|last| last != url) {
            self.replaced = Some(last);
        }
        self.last = Some(url.to_owned());
        self.is_ambiguous = false;
    }

    fn take_code(&mut self) {
        self.last = None;
        self.replaced = None;
    }

    pub(super) fn read(&mut self, text: &str) {
        let text = with_plain_space(text);
        let is_script = self.language == Language::JavaScript;
        let mut rest = text.as_ref();
        while let Some(first) = rest.chars().next() {
            if let Some(after) = rest.strip_prefix("//").filter(|_| is_script) {
                let (comment, next) = split_line(after);
                self.take_line_comment(comment);
                rest = next;
            } else if let Some(after) = rest.strip_prefix("/*") {
                rest = self.take_block(after);
            } else if is_space(first) {
                rest = rest.trim_start_matches(is_space);
            } else {
                self.take_code();
                // up to where a comment may begin all is code or white space
                let next = rest.get(first.len_utf8()..).unwrap_or_default();
                rest = next.find('/').and_then(|at| next.get(at..)).unwrap_or_default();
            }
        }
    }

    fn take_line_comment(&mut self, comment: &str) {
        if !is_doubtful(comment) {
            if let Some(url) = match_url(comment) {
                self.take(url);
            }
            return;
        }
        self.take_code();
        // a string with `//` in it, such as an address, and a comment behind it
        let at = comment.as_bytes().windows(2).rposition(|pair| pair == b"//");
        let behind = at.and_then(|at| comment.get(at.saturating_add(2)..));
        if let Some(url) = behind.filter(|behind| !is_doubtful(behind)).and_then(match_url) {
            self.take(url);
            self.is_ambiguous = true;
        }
    }

    /// Takes what follows `/*`; returns the rest.
    ///
    /// A pattern in a string, such as `"src/*.js"`, is not to swallow the rest of a script: there, a comment of several
    /// lines has no quote in its first.
    fn take_block<'a>(&mut self, after: &'a str) -> &'a str {
        let (line, below) = split_line(after);
        let is_code = |comment: &str| {
            comment.len() > line.len() && self.language == Language::JavaScript && is_doubtful(line)
        };
        match after.split_once("*/") {
            Some((comment, next)) if !is_code(comment) => {
                if let Some(url) = match_url(comment) {
                    self.take(url);
                }
                next
            }
            _ => {
                self.take_code();
                below
            }
        }
    }
}

/// The URL in a comment that holds nothing but a link: `^[@#]\s*sourceMappingURL=(\S*?)\s*$`.
fn match_url(comment: &str) -> Option<&str> {
    let link = comment.strip_prefix('#').or_else(|| comment.strip_prefix('@'))?;
    let url = link.trim_matches(is_space).strip_prefix("sourceMappingURL=")?;
    (!url.contains(is_space)).then_some(url)
}

/// Whether the text may be the end of a string, a template or a comment.
fn is_doubtful(text: &str) -> bool {
    text.bytes().any(|byte| matches!(byte, b'"' | b'\'' | b'`')) || text.contains("*/")
}

fn split_line(text: &str) -> (&str, &str) {
    text.split_once('\n').unwrap_or((text, ""))
}

/// White space that `with_plain_space` leaves as it is.
fn is_space(character: char) -> bool {
    matches!(character, ' ' | '\n' | '\t' | '\x0b' | '\x0c')
}

/// The text with one character for all line ends, and with white space of ASCII only. Most texts have no other.
fn with_plain_space(text: &str) -> Cow<'_, str> {
    if text.bytes().all(|byte| byte.is_ascii() && byte != b'\r') {
        return Cow::Borrowed(text);
    }
    let mut plain_text = String::with_capacity(text.len());
    let mut rest = text;
    loop {
        // most of it stands for itself
        let run = rest.bytes().position(|byte| !byte.is_ascii() || byte == b'\r');
        let (run, behind) = run.and_then(|at| rest.split_at_checked(at)).unwrap_or((rest, ""));
        plain_text.push_str(run);
        let mut characters = behind.chars();
        let Some(first) = characters.next() else { return Cow::Owned(plain_text) };
        plain_text.push(plain(first));
        rest = characters.as_str();
    }
}

fn plain(character: char) -> char {
    match character {
        '\r' | '\u{2028}' | '\u{2029}' => '\n',
        '\n' | '\u{85}' => character,
        '\u{feff}' => ' ',
        _ if character.is_whitespace() => ' ',
        _ => character,
    }
}
