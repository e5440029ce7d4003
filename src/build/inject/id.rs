//! The debug ID of a script that has none: made of its text, so that the same text has the same ID everywhere. It is the one
//! that Datadog's own tools give to the same text.

use md5::Md5;
use sha2::{Digest, Sha256};

use crate::error::Result;
use crate::source::Source;

/// How much of the file is in memory at once, in bytes.
const WINDOW: usize = 64 * 1024;

/// What a byte that is no UTF-8 becomes when the text is decoded.
const REPLACEMENT: &[u8] = "\u{fffd}".as_bytes();

/// By SHA-256, as for scripts of the web.
pub(super) fn by_sha256(source: &dyn Source) -> Result<String> {
    Ok(id_of(&hash::<Sha256>(source)?))
}

/// By MD5, as for bundles of React Native.
pub(super) fn by_md5(source: &dyn Source) -> Result<String> {
    Ok(id_of(&hash::<Md5>(source)?))
}

/// The hash of the text in hexadecimal digits: of its bytes, where they are UTF-8.
fn hash<D: Digest>(source: &dyn Source) -> Result<String> {
    let mut digest = D::new();
    // the beginning of a character whose rest is in the next window
    let mut open: Vec<u8> = Vec::new();
    let mut offset = 0;
    while offset < source.len() {
        let bytes = source.read_up_to(offset, WINDOW)?;
        offset = offset.saturating_add(bytes.len() as u64);
        open.extend(bytes);
        let is_last = offset >= source.len();
        let mut whole = 0;
        for chunk in open.utf8_chunks() {
            digest.update(chunk.valid());
            whole += chunk.valid().len();
            let invalid = chunk.invalid();
            let at_end = whole + invalid.len() == open.len();
            if invalid.is_empty() || (at_end && !is_last && may_go_on(invalid)) {
                continue;
            }
            digest.update(REPLACEMENT);
            whole += invalid.len();
        }
        open.drain(..whole);
    }
    Ok(digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect())
}

/// Whether bytes may be the beginning of a character.
fn may_go_on(bytes: &[u8]) -> bool {
    std::str::from_utf8(bytes).is_err_and(|error| error.error_len().is_none())
}

/// A UUID of version 4 by its looks, of the first 32 digits of a hash.
fn id_of(hash: &str) -> String {
    let mut id = String::with_capacity(36);
    for (index, digit) in hash.chars().take(32).enumerate() {
        if matches!(index, 8 | 12 | 16 | 20) {
            id.push('-');
        }
        id.push(match index {
            12 => '4',
            // two bits of a UUID's 17th digit are set
            16 => match u32::from(digit) % 4 {
                0 => '8',
                1 => '9',
                2 => 'a',
                _ => 'b',
            },
            _ => digit,
        });
    }
    id
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_the_one_of_the_official_client() {
        let text = "console.log(1);\n//# sourceMappingURL=app.min.js.map\n";
        assert_eq!(by_sha256(&text.as_bytes()).unwrap(), "b359c38b-eb4b-472d-9dcc-a48f8734dc7a");
    }

    #[test]
    fn is_of_the_decoded_text_wherever_a_window_ends() {
        let bad: &[&[u8]] = &[b"\xe2\x82", b"\xff", b"\xf0\x9f\x98", b"\xe2\x82\xac", b"\xc0\x80"];
        for bytes in bad {
            for before in [0, WINDOW - 3, WINDOW - 2, WINDOW - 1, WINDOW, 2 * WINDOW - 1] {
                for after in ["", "x", "\u{ac}\u{82}"] {
                    let mut text = vec![b'a'; before];
                    text.extend_from_slice(bytes);
                    text.extend_from_slice(after.as_bytes());
                    let decoded = String::from_utf8_lossy(&text).into_owned();
                    for make in [by_sha256, by_md5] {
                        let (id, expected) = (make(&text.as_slice()), make(&decoded.as_bytes()));
                        assert_eq!(id.unwrap(), expected.unwrap(), "{before} {bytes:?} {after}");
                    }
                }
            }
        }
    }
}
