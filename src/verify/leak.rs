//! Whether what a server answers is a source map.

/// How much of an answer tells, in bytes.
const HEAD: usize = 16 * 1024;

/// Whether a text begins as a source map does: an object of JSON, perhaps behind the guard `)]}'`, with members of a map.
#[must_use]
pub fn looks_like_map(head: &[u8]) -> bool {
    let head = head.get(..HEAD).unwrap_or(head);
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head).trim_ascii_start();
    let head = match head.strip_prefix(b")]}") {
        Some(rest) => {
            let end = rest.iter().position(|byte| *byte == b'\n').unwrap_or(0);
            rest.get(end..).unwrap_or_default().trim_ascii_start()
        }
        None => head,
    };
    let names: [&[u8]; 5] =
        [b"\"mappings\"", b"\"sources\"", b"\"sourcesContent\"", b"\"sections\"", b"\"names\""];
    let has = |name: &&[u8]| super::script::find(head, name).is_some();
    head.starts_with(b"{") && has(&&b"\"version\""[..]) && names.iter().any(has)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_maps_from_others() {
        for (text, expected) in [
            (r#"{"version":3,"sources":["a.ts"],"mappings":"AAAA"}"#, true),
            ("\u{feff})]}'\n {\"sections\":[],\"version\":3}", true),
            ("<!doctype html><html>", false),
            (r#"{"version":"1.0","name":"app"}"#, false),
            (r#"{"error":"not found"}"#, false),
            ("", false),
        ] {
            assert_eq!(looks_like_map(text.as_bytes()), expected, "{text}");
        }
    }
}
