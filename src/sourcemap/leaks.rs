//! [`Leaks`]: what a map tells about the people who built it: home folders, and strings that look like secrets.

use super::finding::{Findings, Path, Spot};
use crate::finding::Code;

/// How many decoded bytes are gathered before they are looked at.
const GATHERED: usize = 64 * 1024;

/// The longest piece that is recognised, in bytes.
const LONGEST: usize = 96;

/// A reader of decoded text, fed piece by piece.
#[derive(Debug, Default)]
pub(super) struct Leaks {
    gathered: Vec<u8>,
    /// The byte before these; 0 where there is none.
    before: u8,
}

/// What a secret looks like: how it begins, how many characters follow at least, and what it is.
const SECRETS: &[(&str, usize, &str)] = &[
    ("AKIA", 16, "an AWS access key"),
    ("AIza", 35, "a Google API key"),
    ("ghp_", 36, "a GitHub token"),
    ("gho_", 36, "a GitHub token"),
    ("ghs_", 36, "a GitHub token"),
    ("github_pat_", 22, "a GitHub token"),
    ("glpat-", 20, "a GitLab token"),
    ("npm_", 36, "an npm token"),
    ("sk_live_", 24, "a Stripe key"),
    ("xoxb-", 20, "a Slack token"),
    ("xoxp-", 20, "a Slack token"),
    ("-----BEGIN PRIVATE KEY-----", 0, "a private key"),
    ("-----BEGIN RSA PRIVATE KEY-----", 0, "a private key"),
    ("-----BEGIN EC PRIVATE KEY-----", 0, "a private key"),
    ("-----BEGIN OPENSSH PRIVATE KEY-----", 0, "a private key"),
];

/// What stands before the name of a person in the path of a home folder.
const HOMES: &[&str] = &["/Users/", "/home/", ":\\Users\\", ":/Users/"];

impl Leaks {
    /// Takes the next piece of a text.
    pub fn feed(&mut self, bytes: &[u8], findings: &mut Findings, path: Path, spot: Spot) {
        self.gathered.extend_from_slice(bytes);
        if self.gathered.len() >= GATHERED {
            let passed = self.gathered.len().saturating_sub(LONGEST);
            self.look(passed, findings, path, spot);
            self.before = self.gathered.drain(..passed).next_back().unwrap_or(self.before);
        }
    }

    /// The text is at its end.
    pub fn finish(&mut self, findings: &mut Findings, path: Path, spot: Spot) {
        self.look(self.gathered.len(), findings, path, spot);
        self.gathered.clear();
        self.before = 0;
    }

    /// Looks at whatever begins in the first bytes.
    fn look(&self, length: usize, findings: &mut Findings, path: Path, spot: Spot) {
        let mut before = self.before;
        for at in 0..length {
            let Some([first, ..]) = self.gathered.get(at..) else { break };
            let may_begin = matches!(first, b'/' | b':' | b'A' | b'g' | b'n' | b's' | b'x' | b'-');
            if may_begin {
                let rest = self.gathered.get(at..).unwrap_or_default();
                if let Some(home) = home(rest) {
                    findings.add(Code::MapHomePath, path, spot, || vec![("value", home.into())]);
                } else if !before.is_ascii_alphanumeric()
                    && let Some(what) = secret(rest)
                {
                    findings.add(Code::MapSecret, path, spot, || vec![("what", what.into())]);
                }
            }
            before = *first;
        }
    }
}

/// The path of a home folder at the beginning of some text.
fn home(text: &[u8]) -> Option<String> {
    let home = HOMES.iter().find(|home| text.starts_with(home.as_bytes()))?;
    let name = text.get(home.len()..)?;
    let length = name.iter().take(LONGEST / 2).take_while(|byte| is_name(**byte)).count();
    let ends = matches!(name.get(length), Some(b'/' | b'\\'));
    let path = text.get(..home.len().saturating_add(length))?;
    (ends && length > 0).then(|| String::from_utf8_lossy(path).into_owned())
}

fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-')
}

/// What secret some text begins with, by the looks of it.
fn secret(text: &[u8]) -> Option<&'static str> {
    let (start, least, what) =
        SECRETS.iter().find(|(start, ..)| text.starts_with(start.as_bytes()))?;
    let rest = text.get(start.len()..)?.iter();
    let follows =
        rest.take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'));
    (follows.take(*least).count() == *least).then_some(*what)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sourcemap::finding::Scope;

    #[test]
    fn recognises() {
        for (text, found) in [
            ("/Users/ann/app/src", Some("/Users/ann")),
            ("/home/b.c-d_1/x", Some("/home/b.c-d_1")),
            (":\\Users\\Ann\\x", Some(":\\Users\\Ann")),
            ("/home/", None),
            ("/homework/x/", None),
            ("/Users/ann", None),
        ] {
            assert_eq!(home(text.as_bytes()).as_deref(), found, "{text}");
        }
        // put together, so that nobody takes this file for a leak
        let made = |start: &str, length: usize| format!("{start}{}", "A1".repeat(length));
        assert_eq!(secret(made("AKIA", 8).as_bytes()), Some("an AWS access key"));
        assert_eq!(secret(made("AKIA", 7).as_bytes()), None);
        assert_eq!(secret(made("ghp_", 18).as_bytes()), Some("a GitHub token"));
        assert_eq!(secret(b"sk_live_is_a_prefix"), None);
    }

    /// What is found in a text that comes in two pieces, the first of so many bytes.
    fn found(text: &str, first: usize) -> Vec<(Code, u64)> {
        let (mut leaks, mut findings) = (Leaks::default(), Findings::default());
        let (path, spot) = (Path::member(Scope::Top, "sourcesContent"), Spot::default());
        let (one, other) = text.as_bytes().split_at(first);
        leaks.feed(one, &mut findings, path, spot);
        leaks.feed(other, &mut findings, path, spot);
        leaks.finish(&mut findings, path, spot);
        findings.into_issues().into_iter().map(|issue| (issue.code, issue.count)).collect()
    }

    /// Wherever a piece ends, and wherever what was gathered is let go of: it is found once, and nothing else is.
    #[test]
    fn the_end_of_a_piece_hides_nothing() {
        let start = GATHERED;
        let secret = format!("ghp_{}", "A1".repeat(18));
        for (what, expected) in [
            (format!(" {secret} "), &[(Code::MapSecret, 1)][..]),
            (" /home/b.c-d_1/x ".to_owned(), &[(Code::MapHomePath, 1)]),
            // the middle of a word is no beginning
            (format!(" x{secret} "), &[]),
        ] {
            for behind in [0, start] {
                let text = ["-".repeat(start), what.clone(), "-".repeat(behind)].concat();
                // in the middle of it, and where it is let go of
                let inside = (start..start + what.len()).step_by(5);
                for first in inside.chain(start + LONGEST - 2..start + LONGEST + 4) {
                    let first = first.min(text.len());
                    assert_eq!(found(&text, first), expected, "{what} {first} {behind}");
                }
            }
        }
    }
}
