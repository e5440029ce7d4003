//! The path that the URL of a link names.

use std::borrow::Cow;

/// The path that a relative URL names, percent-decoded, its query and fragment cut off; `None` for a URL with a scheme or
/// a host, and for a path from the root.
#[must_use]
pub fn relative_path(url: &str) -> Option<String> {
    let path = path_of_url(url);
    let scheme = path.split_once(':').is_some_and(|(scheme, _)| !scheme.contains('/'));
    (!scheme && !path.starts_with('/') && !path.is_empty()).then(|| decode(path).into_owned())
}

/// A URL without its query and its fragment.
pub fn path_of_url(url: &str) -> &str {
    let end = url.bytes().position(|byte| matches!(byte, b'?' | b'#'));
    end.and_then(|end| url.get(..end)).unwrap_or(url)
}

/// Whether a URL holds its data itself.
#[must_use]
pub fn is_data(url: &str) -> bool {
    url.get(..5).is_some_and(|scheme| scheme.eq_ignore_ascii_case("data:"))
}

/// Percent-decodes; what is not a percent-encoding, or would not be UTF-8, stays as it is.
pub fn decode(text: &str) -> Cow<'_, str> {
    if !text.contains('%') {
        return Cow::Borrowed(text);
    }
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    while let [first, tail @ ..] = rest {
        let pair = tail.first_chunk::<2>().filter(|_| *first == b'%');
        match pair.and_then(|[high, low]| Some((digit(*high)? << 4) | digit(*low)?)) {
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
