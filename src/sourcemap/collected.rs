//! [`Collected`]: all of a map, for those who look things up in it.

use std::sync::Arc;

use ::sourcemap::{RawToken, SourceMap};

/// Everything that look-ups need. It grows with the map, and is gathered on demand only.
#[derive(Debug, Default)]
pub(super) struct Collected {
    pub tokens: Vec<RawToken>,
    pub names: Vec<Arc<str>>,
    /// With `sourceRoot` before them.
    pub sources: Vec<Arc<str>>,
    pub contents: Vec<Option<Arc<str>>>,
}

impl Collected {
    /// Adds a section that starts at an offset: line and column, both 0-based.
    pub fn add(&mut self, section: Self, (line, column): (u64, u64)) {
        let number = |value: u64| u32::try_from(value).unwrap_or(u32::MAX);
        let (first_source, first_name) = (self.sources.len() as u32, self.names.len() as u32);
        self.tokens.extend(section.tokens.into_iter().map(|mut token| {
            if token.dst_line == 0 {
                token.dst_col = token.dst_col.saturating_add(number(column));
            }
            token.dst_line = token.dst_line.saturating_add(number(line));
            if token.src_id != NONE {
                token.src_id = token.src_id.saturating_add(first_source);
            }
            if token.name_id != NONE {
                token.name_id = token.name_id.saturating_add(first_name);
            }
            token
        }));
        self.names.extend(section.names);
        // contents stand at the places of their sources
        self.contents.resize(self.sources.len(), None);
        self.sources.extend(section.sources);
        self.contents.extend(section.contents);
    }

    /// The same as the `sourcemap` crate has it.
    pub fn into_map(self) -> SourceMap {
        SourceMap::new(None, self.tokens, self.names, self.sources, Some(self.contents))
    }
}

/// The index of a source or a name that a segment does not have.
pub(crate) const NONE: u32 = u32::MAX;
