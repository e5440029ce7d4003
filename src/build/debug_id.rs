//! Debug IDs that a minified file carries: what ties it to its map whatever either is called.

use crate::error::Result;
use crate::source::Source;

/// How much of the file's beginning and end is looked at, in bytes: tools put the marker first, and the comment last.
const WINDOW: u64 = 64 * 1024;

/// How long a marker can be with its quotes and spaces, in bytes; the client searches with such an overlap too.
const LONGEST_MARKER: u64 = 128;

/// How many lines from the end a comment may stand in (TC39 proposal "debug ID").
const LINES: usize = 5;

/// The debug IDs of a minified file, in lower case: of `//# debugId=…` in its last lines, and of Datadog's marker
/// `"ddDebugId":"…"` near its beginning or end.
///
/// # Errors
/// [`Error::Read`](crate::Error::Read) when the host cannot read the file.
pub fn read_debug_ids(source: &dyn Source) -> Result<Vec<String>> {
    let read = |start| source.read_up_to(start, usize::try_from(WINDOW).unwrap_or(usize::MAX));
    let start = source.len().saturating_sub(WINDOW);
    let tail = read(start)?;
    let mut ids: Vec<String> = comment(&tail).into_iter().chain(marker(&tail)).collect();
    if start > 0 {
        ids.extend(marker(&read(0)?));
    }
    ids.dedup();
    Ok(ids)
}

/// The debug ID of Datadog's marker anywhere in a minified file, in lower case: the one by which stack traces are looked up.
///
/// # Errors
/// [`Error::Read`](crate::Error::Read) when the host cannot read the file.
pub fn read_marker(source: &dyn Source) -> Result<Option<String>> {
    anywhere(source, marker)
}

/// The debug ID of the text `datadog-debug-id-…` anywhere in a bundle of React Native, in lower case. It outlives the compiler,
/// which drops comments.
///
/// # Errors
/// [`Error::Read`](crate::Error::Read) when the host cannot read the file.
pub(crate) fn read_native(source: &dyn Source) -> Result<Option<String>> {
    anywhere(source, native)
}

/// What is found in one of a file's windows.
fn anywhere(source: &dyn Source, find: fn(&[u8]) -> Option<String>) -> Result<Option<String>> {
    let mut start = 0;
    while start < source.len() {
        let bytes = source.read_up_to(start, usize::try_from(WINDOW).unwrap_or(usize::MAX))?;
        if let Some(id) = find(&bytes) {
            return Ok(Some(id));
        }
        // the marker may lie across two windows
        start = start.saturating_add(WINDOW - LONGEST_MARKER);
    }
    Ok(None)
}

/// The debug ID of `//# debugId=…` in a minified file's last lines, in lower case.
///
/// # Errors
/// [`Error::Read`](crate::Error::Read) when the host cannot read the file.
pub(crate) fn read_comment(source: &dyn Source) -> Result<Option<String>> {
    let start = source.len().saturating_sub(WINDOW);
    Ok(comment(&source.read_up_to(start, usize::try_from(WINDOW).unwrap_or(usize::MAX))?))
}

/// The ID in a comment on a line of its own among the last ones.
fn comment(tail: &[u8]) -> Option<String> {
    let lines = tail.rsplit(|byte| *byte == b'\n').map(<[u8]>::trim_ascii);
    let mut last = lines.filter(|line| !line.is_empty()).take(LINES);
    last.find_map(|line| uuid(line.strip_prefix(b"//# debugId=")?.trim_ascii()))
}

/// The ID behind the key `ddDebugId`, in whatever quotes.
fn marker(bytes: &[u8]) -> Option<String> {
    const KEY: &[u8] = b"ddDebugId";
    let at = bytes.windows(KEY.len()).position(|window| window == KEY)?;
    let quote = |byte: &u8| matches!(byte, b'"' | b'\'' | b'`' | b' ' | b'\\');
    let skip = |text: &[u8]| text.iter().take_while(|byte| quote(byte)).count();
    let rest = bytes.get(at.saturating_add(KEY.len())..)?;
    let rest = rest.get(skip(rest)..)?.strip_prefix(b":")?;
    uuid(rest.get(skip(rest)..)?.get(..36)?)
}

/// The ID behind the text that Datadog's tools put before it. The tools themselves have that text without an ID.
fn native(bytes: &[u8]) -> Option<String> {
    const KEY: &[u8] = b"datadog-debug-id-";
    let behind = bytes.windows(KEY.len()).enumerate().filter(|(_, window)| *window == KEY);
    behind
        .map(|(at, _)| at.saturating_add(KEY.len()))
        .find_map(|at| uuid(bytes.get(at..)?.get(..36)?))
}

/// A UUID in its canonical form, in lower case.
pub(crate) fn uuid(text: &[u8]) -> Option<String> {
    let fits = |(index, byte): (usize, &u8)| match index {
        8 | 13 | 18 | 23 => *byte == b'-',
        _ => byte.is_ascii_hexdigit(),
    };
    let is_uuid = text.len() == 36 && text.iter().enumerate().all(fits);
    is_uuid.then(|| String::from_utf8_lossy(text).to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: &str = "2f1d7f52-4e1b-4f7c-8c0d-2f4a5f6d8e91";
    const OTHER: &str = "b359c38b-eb4b-472d-9dcc-a48f8734dc7a";

    #[test]
    fn the_marker_is_found_anywhere() {
        for before in [0, 10, 65_400, 65_440, 65_500, 65_530, 65_536, 200_000] {
            let text =
                format!("{}{{ ddDebugId : \"{ONE}\" }}{}", "x".repeat(before), "y".repeat(90_000));
            assert_eq!(read_marker(&text.as_bytes()).unwrap().as_deref(), Some(ONE), "{before}");
        }
        for text in [
            "",
            "ddDebugId",
            "ddDebugId:\"1234\"",
            "//# debugId=2f1d7f52-4e1b-4f7c-8c0d-2f4a5f6d8e91",
        ] {
            assert_eq!(read_marker(&text.as_bytes()).unwrap(), None);
        }
    }

    #[test]
    fn the_text_of_a_bundle_is_found_anywhere() {
        for before in [0, 10, 65_400, 65_480, 65_500, 65_530, 65_536, 200_000] {
            let text = format!("{}datadog-debug-id-{ONE}{}", "x".repeat(before), "y".repeat(9));
            assert_eq!(read_native(&text.as_bytes()).unwrap().as_deref(), Some(ONE), "{before}");
        }
        let text = format!("'datadog-debug-id-'+id;datadog-debug-id-{OTHER}");
        assert_eq!(read_native(&text.as_bytes()).unwrap().as_deref(), Some(OTHER));
        assert_eq!(read_native(&"datadog-debug-id-1234".as_bytes()).unwrap(), None);
    }

    #[test]
    fn reads_comment_and_marker() {
        let far = "x;".repeat(100_000);
        for (text, expected) in [
            (format!("a()\n//# debugId={ONE}\n//# sourceMappingURL=a.map\n"), vec![ONE]),
            (format!("//# debugId={ONE}\n1\n2\n3\n4\n5\n"), vec![]),
            (format!("//# debugId={}", ONE.to_uppercase()), vec![ONE]),
            ("//# debugId=1234".to_owned(), vec![]),
            (format!("w[s]={{service:'a',ddDebugId:'{ONE}'}};{far}"), vec![ONE]),
            (format!("{far}\"ddDebugId\": \"{ONE}\""), vec![ONE]),
            (format!("{{ddDebugId:`{OTHER}`}}\n//# debugId={ONE}"), vec![ONE, OTHER]),
            ("x.ddDebugId".to_owned(), vec![]),
        ] {
            assert_eq!(read_debug_ids(&text.as_bytes()).unwrap(), expected, "{:.80}", text);
        }
    }
}
