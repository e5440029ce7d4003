//! From a position in a minified file to the original one, by the `sourcemap` crate.

use serde::Serialize;
use sourcemap::DecodedMap;

use crate::error::{Error, Result};

/// A source map, decoded for look-ups. It holds the whole map in memory.
pub struct Lookup {
    map: DecodedMap,
}

/// Where a position of the minified file comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Original {
    /// The source's name, as the map has it.
    pub source: String,
    /// Line in the source, 1-based.
    pub line: u32,
    /// Column in that line, 0-based, in UTF-16 units.
    pub column: u32,
    /// The name that stood there, where the map has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The text of that line, where the map has the source's content.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
}

impl Lookup {
    /// Decodes a map: regular, index or Hermes.
    ///
    /// # Errors
    /// [`Error::Misuse`] when it can't be decoded; check it first to learn why.
    pub fn new(map: &[u8]) -> Result<Self> {
        match sourcemap::decode_slice(map) {
            Ok(map) => Ok(Self { map }),
            Err(error) => {
                Err(Error::Misuse(format!("this is no map to look things up in: {error}")))
            }
        }
    }

    /// The original of a position: `line` is 1-based, `column` 0-based in UTF-16 units. ECMA-426 12.1.
    #[must_use]
    pub fn original(&self, line: u32, column: u32) -> Option<Original> {
        let token = self.map.lookup_token(line.checked_sub(1)?, column)?;
        // what the map says of an earlier line says nothing of this one
        if token.get_dst_line() != line - 1 {
            return None;
        }
        let text = token.get_source_view().and_then(|view| view.get_line(token.get_src_line()));
        Some(Original {
            source: token.get_source()?.to_owned(),
            line: token.get_src_line().saturating_add(1),
            column: token.get_src_col(),
            name: token.get_name().map(str::to_owned),
            text: text.map(str::to_owned),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn looks_up_and_shows_the_line() {
        let map = br#"{"version":3,"sources":["a.ts"],"sourcesContent":["one\ntwo\n"],"names":["x"],"mappings":"AACEA;"}"#;
        let lookup = Lookup::new(map).unwrap();
        let original = lookup.original(1, 40).unwrap();
        assert_eq!((original.line, original.column), (2, 2));
        assert_eq!((original.name.as_deref(), original.text.as_deref()), (Some("x"), Some("two")));
        assert_eq!(lookup.original(2, 0), None);
        assert_eq!(lookup.original(0, 0), None);
        assert!(Lookup::new(b"not a map").is_err());
    }
}
