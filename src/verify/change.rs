//! How a file that is served differs from the one that was sent, of which often only length and hash are known.
//!
//! What proxies, CDNs and deploys do to scripts is most often to put something before or behind them, or to cut off the comment that names
//! the map. Each of these leaves the bytes that were sent in one piece, so that their hash tells.

use sha2::{Digest, Sha256};

/// What was done to a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// Nothing but that the comment is gone that names its map: positions are where they were.
    LinkCut,
    /// Something was put behind it, of so many bytes: positions are where they were.
    Behind(usize),
    /// Something was put before it, of so many bytes, in so many lines: all positions of the first line, or of all, have moved.
    Before {
        /// In bytes.
        bytes: usize,
        /// How many line ends are in it.
        lines: usize,
        /// In bytes, behind the file.
        behind: usize,
    },
    /// One stretch of it is another.
    Within {
        /// Where that begins, in bytes.
        at: usize,
        /// How long it is, and how long it was, in bytes.
        bytes: usize,
        /// See `bytes`.
        was: usize,
        /// Whether what stands behind it is where it was.
        keeps: bool,
    },
    /// Nothing tells that it is the same file at all.
    All,
}

impl Change {
    /// Whether positions in the file still mean what they meant in the one that was sent.
    #[must_use]
    pub fn keeps_positions(self) -> bool {
        match self {
            Self::LinkCut | Self::Behind(_) => true,
            Self::Within { keeps, .. } => keeps,
            Self::Before { .. } | Self::All => false,
        }
    }
}

/// How many places are tried for the one where the file begins, and how many bytes are hashed for that.
const TRIED: usize = 256;
const HASHED: usize = 256 * 1024 * 1024;

/// What was done to a file of so many bytes with that hash, in hexadecimal digits, so that it is served as this. `maps`: names that the comment
/// may have had. The bytes differ. `None` where it is none of what can be told so.
#[must_use]
pub fn change_of(served: &[u8], size: usize, sha256: &str, maps: &[String]) -> Option<Change> {
    let budget = std::cell::Cell::new(HASHED);
    // the file without its end begins at this place, and `end` is what was cut off
    let begins = |start: usize, end: &str| {
        let length = size.checked_sub(end.len())?;
        let body = served.get(start..start.checked_add(length)?)?;
        budget.set(budget.get().checked_sub(size)?);
        let mut hash = Sha256::new();
        hash.update(body);
        hash.update(end);
        is_hash(&hash.finalize(), sha256).then_some(length)
    };
    let ends = ends_of(maps);
    let change = |start: usize, end: &str| {
        let behind = served.len().checked_sub(start + begins(start, end)?)?;
        Some(match (start, behind) {
            (0, 0) => Change::LinkCut,
            (0, _) => Change::Behind(behind),
            _ => {
                let lines = served.get(..start)?.iter().filter(|byte| **byte == b'\n').count();
                Change::Before { bytes: start, lines, behind }
            }
        })
    };
    // how much was put in, where nothing but that end was cut off
    let more = |end: &String| (served.len() + end.len()).checked_sub(size);
    // a comment may stand below an empty line: that it was cut off is said rather than that the line was put there
    let is_all_that_is_cut = |end: &&String| more(end) == Some(0);
    let at_start = || {
        let exact = ends.iter().filter(is_all_that_is_cut);
        exact.chain(&ends).find_map(|end| change(0, end))
    };
    let at_end = || ends.iter().find_map(|end| change(more(end)?, end));
    at_start().or_else(at_end).or_else(|| {
        ends.iter().find_map(|end| {
            let signs = served.get(..more(end)?)?.iter().enumerate();
            let place = |sign: u8| {
                let is_it = move |(at, byte): (usize, &u8)| (*byte == sign).then_some(at + 1);
                signs.clone().filter_map(is_it)
            };
            // a line of its own is the likeliest
            place(b'\n').chain(place(b';')).take(TRIED).find_map(|start| change(start, end))
        })
    })
}

/// What may have been cut off at the end of a file: nothing, or the comment that names its map.
fn ends_of(maps: &[String]) -> Vec<String> {
    let mut ends = vec![String::new()];
    for map in maps {
        for (before, behind) in [("\n", ""), ("\n", "\n"), ("", ""), ("", "\n"), ("\n\n", "\n")] {
            let end = [before, "//# sourceMappingURL=", map, behind].concat();
            if !ends.contains(&end) {
                ends.push(end);
            }
        }
    }
    ends
}

/// The same, where the file that was sent is at hand.
#[must_use]
pub fn change_between(sent: &[u8], served: &[u8]) -> Change {
    let alike = |pair: &(&u8, &u8)| pair.0 == pair.1;
    let at = sent.iter().zip(served).take_while(alike).count();
    let (old, new) = (sent.get(at..).unwrap_or_default(), served.get(at..).unwrap_or_default());
    let behind = old.iter().rev().zip(new.iter().rev()).take_while(alike).count();
    // of a file that was written anew some bytes are the same by chance, and at its ends
    if (at + behind).saturating_mul(2) < sent.len() {
        return Change::All;
    }
    let until = |text: &[u8]| text.len().saturating_sub(behind);
    let (old_length, new_length) = (until(old), until(new));
    let rest = old.get(old_length..).unwrap_or_default();
    let (old, new) =
        (old.get(..old_length).unwrap_or_default(), new.get(..new_length).unwrap_or_default());
    let keeps = rest.trim_ascii().is_empty() || end_of(old) == end_of(new);
    Change::Within { at, bytes: new_length, was: old_length, keeps }
}

/// How many line ends are in a text, and how many UTF-16 units stand behind the last one.
fn end_of(text: &[u8]) -> (usize, usize) {
    let lines = text.iter().filter(|byte| **byte == b'\n').count();
    let last = text.rsplit(|byte| *byte == b'\n').next().unwrap_or_default();
    (lines, String::from_utf8_lossy(last).chars().map(char::len_utf16).sum())
}

fn is_hash(hash: &[u8], digits: &str) -> bool {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let spelt = hash.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    let spelt = spelt.filter_map(|value| DIGITS.get(usize::from(value)));
    digits.len() == hash.len() * 2 && spelt.eq(digits.to_ascii_lowercase().as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_what_is_another() {
        let sent = "let url='http://a.com';f(url)\ng()\n";
        let change = |from: &str, to: &str| {
            change_between(sent.as_bytes(), sent.replacen(from, to, 1).as_bytes())
        };
        let within = |at, bytes, was, keeps| Change::Within { at, bytes, was, keeps };
        assert_eq!(change("a.com", "b.com"), within(16, 1, 1, true));
        assert_eq!(change("http:", "https:"), within(13, 1, 0, false));
        assert_eq!(change("a.com", "\u{fc}.com"), within(16, 2, 1, true));
        assert_eq!(change(";f", ";\nf"), within(23, 1, 0, false));
        assert_eq!(change("g()\n", "g();h()\n"), within(33, 4, 0, true));
        assert_eq!(change_between(sent.as_bytes(), b"something else"), Change::All);
        assert_eq!(change_between(b"", b""), within(0, 0, 0, true));
    }

    #[test]
    fn an_empty_line_above_the_comment_was_there_before() {
        let sent = "f(a)\n\n//# sourceMappingURL=a.js.map";
        let own = Sha256::digest(sent.as_bytes());
        let hash: String = own.iter().map(|byte| format!("{byte:02X}")).collect();
        let maps = ["a.js.map".to_owned()];
        let change = |served: &str| change_of(served.as_bytes(), sent.len(), &hash, &maps);
        assert_eq!(change("f(a)\n\n"), Some(Change::LinkCut));
        assert_eq!(change("f(a)\n"), Some(Change::LinkCut));
        assert_eq!(change("f(a)\n\nx()"), Some(Change::Behind(4)));
    }

    #[test]
    fn tells_what_was_done() {
        let sent = "let a=1;\nf(a)\n//# sourceMappingURL=a.js.map\n";
        let own = Sha256::digest(sent.as_bytes());
        let hash: String = own.iter().map(|byte| format!("{byte:02X}")).collect();
        let maps = ["a.js.map".to_owned()];
        let change = |served: &str| change_of(served.as_bytes(), sent.len(), &hash, &maps);
        let with = |before: &str, behind: &str| change(&[before, sent, behind].concat());
        let before = |bytes, lines, behind| Some(Change::Before { bytes, lines, behind });
        assert_eq!(change("let a=1;\nf(a)"), Some(Change::LinkCut));
        assert_eq!(with("", "x()"), Some(Change::Behind(3)));
        assert_eq!(with("x();", ""), before(4, 0, 0));
        assert_eq!(with("x();\ny();\n", ""), before(10, 2, 0));
        assert_eq!(with("/*a*/\n", "//b"), before(6, 1, 3));
        assert_eq!(change("let a=1;\nf(a)\nx()"), Some(Change::Behind(4)));
        assert_eq!(change("x();let a=1;\nf(a)"), before(4, 0, 0));
        assert_eq!(change("/*a*/\nlet a=1;\nf(a);x()"), before(6, 1, 4));
        assert_eq!(change("let b=1;\nf(b)"), None);
        assert_eq!(change(""), None);
        assert_eq!(change_of(b"abc", 0, "", &[]), None);
    }
}
