//! From a position in a minified file to the original one, by the `sourcemap` crate. It gets its maps from the reader in
//! `sourcemap.rs`, not from its own decoder, which would accept broken ones and weigh a fifth of the package.

use serde::Serialize;
use sourcemap::{SourceMap, Token};

use crate::error::{Error, Result};
use crate::issue::Severity;
use crate::source::Source;
use crate::sourcemap::collect_map;

/// A source map, decoded for look-ups. It holds the whole map in memory.
pub struct Lookup {
    map: SourceMap,
}

/// Where a position of the minified file comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Original {
    /// The source's name, as the map has it, with `sourceRoot`.
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

/// The lines around an original position.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Context {
    /// Number of the first of the lines, 1-based.
    pub first_line: u32,
    /// Their texts.
    pub lines: Vec<String>,
}

/// What a look-up comes to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Found {
    /// The original position; `None` where the map covers nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub original: Option<Original>,
    /// The lines around it, where the map has the source's content.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub context: Option<Context>,
    /// The name that this column is in or right behind, which at a call is that of the function called: Safari tells the
    /// place of the parenthesis, other browsers that of the name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub called: Option<String>,
    /// The nearest column of the line that is mapped, 0-based, where the position itself is not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nearest: Option<u32>,
}

impl Lookup {
    /// Reads a map: regular, index or Hermes. What is Hermes's own in it, its names of functions, is passed over.
    ///
    /// # Errors
    /// [`Error::Misuse`] when it is not sound; [`Error::Read`] when the host cannot read the file.
    pub fn new(map: &dyn Source) -> Result<Self> {
        let (report, map) = collect_map(map)?;
        match report.issues.into_iter().find(|issue| issue.severity == Severity::Error) {
            None => Ok(Self { map }),
            Some(issue) => Err(Error::Misuse(format!(
                "this is no map to look things up in: {}",
                issue.message()
            ))),
        }
    }

    /// The original of a position: `line` is 1-based, `column` 0-based in UTF-16 units. ECMA-426 12.1.
    #[must_use]
    pub fn original(&self, line: u32, column: u32) -> Option<Original> {
        let token = self.token(line, column)?;
        let text = token.get_source_view().and_then(|view| view.get_line(token.get_src_line()));
        Some(Original {
            source: token.get_source()?.to_owned(),
            line: token.get_src_line().saturating_add(1),
            column: token.get_src_col(),
            name: token.get_name().map(str::to_owned),
            text: text.map(str::to_owned),
        })
    }

    /// The same, with so many lines before and after it; where nothing is mapped, what is nearest.
    #[must_use]
    pub fn find(&self, line: u32, column: u32, around: u32) -> Found {
        let original = self.original(line, column);
        let context = self.token(line, column).filter(|_| original.is_some()).and_then(|token| {
            let view = token.get_source_view()?;
            let first = token.get_src_line().saturating_sub(around);
            let last = token.get_src_line().saturating_add(around);
            let lines = (first..=last).map_while(|line| view.get_line(line)).map(str::to_owned);
            let context = Context { first_line: first.saturating_add(1), lines: lines.collect() };
            (!context.lines.is_empty()).then_some(context)
        });
        let called = self.called(line, column);
        let nearest = match &original {
            Some(_) => None,
            None => self.nearest(line, column),
        };
        Found { original, context, called, nearest }
    }

    fn token(&self, line: u32, column: u32) -> Option<Token<'_>> {
        let line = line.checked_sub(1)?;
        let token = self.map.lookup_token(line, column)?;
        // what the map says of an earlier line says nothing of this one
        (token.get_dst_line() == line).then_some(token)
    }

    fn called(&self, line: u32, column: u32) -> Option<String> {
        let token = self.token(line, column)?;
        let name = token.get_name()?;
        // minified names are no longer than their originals
        let behind = usize::try_from(column.saturating_sub(token.get_dst_col())).ok()?;
        (behind <= name.encode_utf16().count()).then(|| name.to_owned())
    }

    fn nearest(&self, line: u32, column: u32) -> Option<u32> {
        let line = line.checked_sub(1)?;
        let on_line = self.map.tokens().filter(|token| token.get_dst_line() == line);
        let columns = on_line.filter(Token::has_source).map(|token| token.get_dst_col());
        columns.min_by_key(|mapped| mapped.abs_diff(column))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn looks_up_and_shows_the_line() {
        let map = br#"{"version":3,"sources":["a.ts"],"sourcesContent":["one\ntwo\n"],"names":["x"],"mappings":"AACEA;"}"#;
        let lookup = Lookup::new(&&map[..]).unwrap();
        let original = lookup.original(1, 40).unwrap();
        assert_eq!((original.line, original.column), (2, 2));
        assert_eq!((original.name.as_deref(), original.text.as_deref()), (Some("x"), Some("two")));
        assert_eq!(lookup.original(2, 0), None);
        assert_eq!(lookup.original(0, 0), None);
        assert!(Lookup::new(&&b"not a map"[..]).is_err());
    }

    #[test]
    fn finds_lines_around_and_what_is_nearest() {
        let map = br#"{"version":3,"sources":["a.ts"],"sourcesContent":["one\ntwo\nthree"],"names":[],"mappings":"I,IACA,I"}"#;
        let lookup = Lookup::new(&&map[..]).unwrap();
        let found = lookup.find(1, 8, 1);
        let context = found.context.unwrap();
        assert_eq!((context.first_line, context.lines.len()), (1, 3));
        assert_eq!(found.original.unwrap().line, 2);
        for (column, nearest) in [(0, 8), (5, 8), (12, 8)] {
            let found = lookup.find(1, column, 1);
            assert_eq!((found.original, found.nearest), (None, Some(nearest)), "{column}");
        }
        assert_eq!(lookup.find(2, 0, 1).nearest, None);
    }

    #[test]
    fn names_what_is_called_there_and_nothing_further_back() {
        let map = br#"{"version":3,"sources":["a.ts"],"names":["pay"],"mappings":"IAAAA"}"#;
        let lookup = Lookup::new(&&map[..]).unwrap();
        let called = |column| lookup.find(1, column, 0).called;
        assert_eq!(called(4).as_deref(), Some("pay"));
        assert_eq!(called(7).as_deref(), Some("pay"));
        assert_eq!(called(8), None);
    }

    #[test]
    fn takes_index_and_hermes_maps() {
        let index = br#"{"version":3,"sections":[{"offset":{"line":1,"column":2},"map":{"version":3,"sources":["a"],"names":[],"mappings":"AACA"}}]}"#;
        assert_eq!(Lookup::new(&&index[..]).unwrap().original(2, 5).unwrap().line, 2);
        let hermes = br#"{"version":3,"sources":["a.js"],"names":[],"mappings":"AACA","x_facebook_sources":[[{"names":["<global>"],"mappings":"AAA"}]]}"#;
        assert_eq!(Lookup::new(&&hermes[..]).unwrap().original(1, 0).unwrap().line, 2);
    }
}
