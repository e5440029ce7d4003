//! `minified_url`: the address under which a stack trace names a minified file.

use crate::issue::{Code, Issue};

/// Where the minified files are served from: `https://host/path`, `//host/path` or `/path`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prefix {
    /// Without a slash at its end.
    text: String,
    /// Whether it names a host; then the path is percent-encoded, as browsers write it in stack traces.
    is_url: bool,
}

impl Prefix {
    /// Reads a prefix as it was given.
    ///
    /// # Errors
    /// The finding that says why no address can be made of it.
    pub fn parse(given: &str) -> Result<Self, Box<Issue>> {
        let wrong = |reason: &str| {
            let issue = Issue::new(Code::PrefixInvalid).at_path("minifiedPathPrefix");
            Box::new(issue.with("prefix", given).with("reason", reason))
        };
        let text = given.trim().replace('\\', "/");
        if text.contains(['?', '#']) {
            return Err(wrong("it has a query or a fragment, and file names are put behind it"));
        }
        let rest = match text.split_once("://") {
            Some((scheme, _)) if !is_scheme(scheme) => {
                return Err(wrong("its scheme is not a URL's"));
            }
            Some((_, rest)) => Some(rest),
            None => text.strip_prefix("//"),
        };
        let is_url = rest.is_some();
        match rest {
            Some(rest) if rest.is_empty() || rest.starts_with(['/', ':']) => {
                return Err(wrong("it names no host"));
            }
            Some(rest)
                if rest
                    .split('/')
                    .next()
                    .is_some_and(|host| host.contains(char::is_whitespace)) =>
            {
                return Err(wrong("its host has a space in it"));
            }
            None if !text.starts_with('/') => {
                return Err(wrong(
                    "it is neither a URL with a host nor a path that starts with a slash",
                ));
            }
            _ => {}
        }
        let text = text.trim_end_matches('/');
        Ok(Self { text: if is_url { encode(text) } else { text.to_owned() }, is_url })
    }

    /// The address of a file, from its path relative to the folder that the prefix stands for.
    ///
    /// The path's separators are slashes. Empty and `.` segments are dropped.
    #[must_use]
    pub fn join(&self, relative: &str) -> String {
        let mut url = self.text.clone();
        for segment in relative.split('/').filter(|segment| !matches!(*segment, "" | ".")) {
            url.push('/');
            url.push_str(&if self.is_url { encode(segment) } else { segment.to_owned() });
        }
        url
    }
}

fn is_scheme(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"+-.".contains(&b))
}

/// Percent-encodes what the WHATWG URL standard encodes in a path ("path percent-encode set"); `%` stays, so a path that
/// is encoded already is not encoded twice.
fn encode(path: &str) -> String {
    let mut encoded = String::with_capacity(path.len());
    for byte in path.bytes() {
        let plain = (0x21..=0x7e).contains(&byte) && !b"\"#<>?^`{}".contains(&byte);
        if plain {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn joins() {
        for (prefix, relative, expected) in [
            ("/", "m.js", "/m.js"),
            ("/js", "m.js", "/js/m.js"),
            ("/js/", "a/./b//m.js", "/js/a/b/m.js"),
            ("/js", "mit leer.js", "/js/mit leer.js"),
            ("https://x.com", "m.js", "https://x.com/m.js"),
            ("https://x.com/", "m.js", "https://x.com/m.js"),
            ("https://x.com/a b/", "c d/é?#.js", "https://x.com/a%20b/c%20d/%C3%A9%3F%23.js"),
            ("https://x.com", "a%20b.js", "https://x.com/a%20b.js"),
            ("//cdn.x.com/js", "m.js", "//cdn.x.com/js/m.js"),
            ("\\js\\v1", "m.js", "/js/v1/m.js"),
            ("capacitor://localhost", "m.js", "capacitor://localhost/m.js"),
        ] {
            assert_eq!(
                Prefix::parse(prefix).unwrap().join(relative),
                expected,
                "{prefix} {relative}"
            );
        }
    }

    #[test]
    fn refuses() {
        for prefix in [
            "",
            "js",
            "./js",
            "x.com/js",
            "https://",
            "https:///js",
            "/js?v=1",
            "https://x/#a",
            "a b://x",
        ] {
            assert_eq!(
                Prefix::parse(prefix).map_err(|i| i.code),
                Err(Code::PrefixInvalid),
                "{prefix}"
            );
        }
    }
}
