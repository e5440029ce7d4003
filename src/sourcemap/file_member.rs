//! The `file` of a map by itself: what pairing asks of a map that nothing else claims.

use super::json::{Json, Key, Kind};
use super::window::{Step, Stop};
use super::{finding::Spot, text::prologue};
use crate::error::Result;
use crate::source::Source;
use crate::sourcemap::finding::Findings;

/// How much of the file is in memory at once, in bytes.
const WINDOW: usize = 64 * 1024;

/// The longest `file` that is kept, in bytes.
const LONGEST: usize = 4096;

/// Reads a map as far as its `file`, which most tools put at the beginning. What is broken before that has none.
///
/// # Errors
/// [`Error::Read`](crate::Error::Read) when the host cannot read the file.
pub fn read_file_member(source: &dyn Source) -> Result<Option<String>> {
    let start = Spot { offset: 0, line: 1, column: 1 };
    let mut json = Json::new(source, WINDOW, 0..source.len(), start);
    match member(&mut json).map_err(|stop| *stop) {
        Ok(file) => Ok(file),
        Err(Stop::Broken(_)) => Ok(None),
        Err(Stop::Read(error)) => Err(error),
    }
}

fn member(json: &mut Json<'_>) -> Step<Option<String>> {
    prologue(json, &mut Findings::default())?;
    if json.kind()? != Kind::Object {
        return Ok(None);
    }
    json.enter();
    let mut first = true;
    while let Some(key) = json.key(&mut first)? {
        if key == Key::File && json.kind()? == Kind::String {
            return Ok(Some(json.text_up_to(LONGEST)?.0));
        }
        json.skip()?;
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_as_far_as_it_has_to() {
        for (text, expected) in [
            ("{\"version\":3,\"file\":\"a.js\",\"sources\":[", Some("a.js")),
            (
                ")]}'\n{\"sources\":[\"file\"],\"x\":{\"file\":\"b\"},\"file\":\"d\\u0041\"}",
                Some("dA"),
            ),
            ("{\"file\":null,\"mappings\":\"A\"}", None),
            ("{\"mappings\":\"A", None),
            ("[]", None),
            ("", None),
        ] {
            let read = read_file_member(&text.as_bytes()).unwrap();
            assert_eq!(read.as_deref(), expected, "{text}");
        }
    }
}
