//! Maps in the calls of `eval` that webpack and Rspack write with a devtool of that kind (`eval-source-map`), one for each module.

use super::read_range;
use crate::error::Result;
use crate::source::Source;

/// How much of the file's beginning must have such a call, in bytes.
const HEAD: u64 = 64 * 1024;

/// How much of the file is looked into, in bytes.
const MOST: u64 = 64 * 1024 * 1024;

/// How much of it is in memory, in bytes.
const WINDOW: u64 = 256 * 1024;

const CALLS: [&[u8]; 3] = [b"eval(\"", b"eval('", b"eval(__webpack_require__.ts("];

/// The link in the string that is evaluated: its line end is written as an escape.
const LINK: &[u8] = b"\\n//# sourceMappingURL=data:application/json";

/// What follows it is JSON, and no more of a program that makes such links: `{"` in base 64.
const DATA: &[u8] = b"base64,eyJ";

/// How far behind the link that is, in bytes.
const REACH: usize = 64;

/// Whether a script has its maps in calls of `eval`.
pub(super) fn has_maps_in_eval(source: &dyn Source) -> Result<bool> {
    let head = read_range(source, 0, HEAD.min(source.len()))?;
    if !CALLS.iter().any(|call| find(&head, call).is_some()) {
        return Ok(false);
    }
    let end = source.len().min(MOST);
    let mut start = 0;
    while start < end {
        // a link may lie across two windows
        let overlap = (LINK.len() + REACH) as u64;
        let bytes = read_range(source, start, (start + WINDOW + overlap).min(source.len()))?;
        let mut rest = bytes.as_slice();
        while let Some(at) = find(rest, LINK) {
            rest = rest.get(at.saturating_add(LINK.len())..).unwrap_or_default();
            let near = rest.get(..REACH).unwrap_or(rest);
            if find(near, DATA).is_some() {
                return Ok(true);
            }
        }
        start = start.saturating_add(WINDOW);
    }
    Ok(false)
}

fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).position(|window| window == wanted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_maps_of_modules() {
        let far = "x".repeat(WINDOW as usize - 20);
        let data = r"\n//# sourceMappingURL=data:application/json;charset=utf-8;base64,eyJ2ZXJzaW9uIjozfQ==";
        for (script, expected) in [
            (format!("{{eval(\"a();\\n{data}\")}}"), true),
            (format!("{{eval('a();{far}{data}\\n//# sourceURL=webpack-internal:///1\\n')}}"), true),
            (format!("eval(__webpack_require__.ts(\"a(){data}\"))"), true),
            // a program that makes such links
            (
                r#"eval("1");b(a+"\n//# sourceMappingURL=data:application/json;base64,"+c)"#
                    .to_owned(),
                false,
            ),
            (format!("f(\"{data}\")"), false),
            ("eval(\"1\")".to_owned(), false),
            (String::new(), false),
        ] {
            assert_eq!(has_maps_in_eval(&script.as_bytes()).unwrap(), expected, "{:.60}", script);
        }
    }
}
