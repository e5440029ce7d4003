//! `x_facebook_sources`: which function of a source each of its lines and columns lies in, as Metro writes it and Hermes keeps it.
//!
//! There is an array for each source, or null. Its first item is an object: `names`, and `mappings` of segments that say from where
//! on which name holds. A segment is a column, a name and a line, each relative to the one before it; columns begin anew with each
//! `;`, lines count from 1. The format is that of metro-source-map, `generateFunctionMap`.

use mapship_loops::digit;

use super::{
    items::Items,
    json::{Json, Kind},
    outline::{MOST_NAME, Part},
    segment::Segment,
    window::Step,
};
use crate::{error::Result, source::Source};

impl Part {
    /// The name of the function that a position of one of its sources lies in, both 0-based; `None` where the map has none.
    pub fn function_at(
        &self,
        map: &dyn Source,
        source: u32,
        position: (u32, u32),
    ) -> Result<Option<String>> {
        let mut function = None;
        self.functions.pick(map, &[source], 0, &mut |_, json| {
            function = first_item(json, map.len(), position)?;
            Ok(())
        })?;
        let Some((names, index)) = function else { return Ok(None) };
        let mut name = None;
        names.pick(map, &[index], 0, &mut |_, json| {
            if json.kind()? != Kind::String {
                return json.skip();
            }
            name = Some(json.text_up_to(MOST_NAME)?.0);
            Ok(())
        })?;
        Ok(name)
    }
}

/// The names of a source's functions, and the index of the one that a position lies in.
fn first_item(
    json: &mut Json<'_>,
    length: u64,
    position: (u32, u32),
) -> Step<Option<(Items, u32)>> {
    if json.kind()? != Kind::Array {
        return json.skip().map(|()| None);
    }
    json.enter();
    let (mut first, mut found, mut is_first) = (true, None, true);
    while json.item(&mut first)? {
        if json.kind()? == Kind::Object && is_first {
            found = function_map(json, length, position)?;
        } else {
            json.skip()?;
        }
        is_first = false;
    }
    Ok(found)
}

fn function_map(
    json: &mut Json<'_>,
    length: u64,
    position: (u32, u32),
) -> Step<Option<(Items, u32)>> {
    let mut names = Items::new(length);
    let mut scopes = Scopes::new(position);
    json.enter();
    let (mut first, mut key) = (true, Vec::new());
    loop {
        key.clear();
        let is_named = json.name(&mut first, &mut |bytes, _| {
            // no longer name means anything
            if key.len() < LONGEST_KEY {
                key.extend_from_slice(bytes);
            }
        })?;
        if !is_named {
            break;
        }
        match (key.as_slice(), json.kind()?) {
            (b"names", _) => {
                names = Items::new(length);
                names.read(json, None)?;
            }
            (b"mappings", Kind::String) => {
                scopes = Scopes::new(position);
                json.string(&mut |bytes, _| scopes.feed(bytes))?;
                scopes.end_segment();
            }
            _ => json.skip()?,
        }
    }
    Ok(scopes.found.map(|(_, _, name)| (names, name)))
}

/// How much of a key is looked at, in bytes.
const LONGEST_KEY: usize = 16;

/// The mappings of functions on their way to a position.
struct Scopes {
    /// Line, 1-based, and column.
    wanted: (i64, i64),
    segment: Segment,
    line: i64,
    column: i64,
    name: i64,
    /// The last that lies before the position, or at it: line, column, name.
    found: Option<(i64, i64, u32)>,
}

impl Scopes {
    fn new((line, column): (u32, u32)) -> Self {
        Self {
            wanted: (i64::from(line).saturating_add(1), i64::from(column)),
            segment: Segment::default(),
            line: 1,
            column: 0,
            name: 0,
            found: None,
        }
    }

    fn feed(&mut self, bytes: &[u8]) {
        for byte in bytes {
            match (byte, digit(*byte)) {
                (b',', _) => self.end_segment(),
                (b';', _) => {
                    self.end_segment();
                    self.column = 0;
                }
                (_, Some(digit)) if !self.segment.broken => {
                    self.segment.begin();
                    self.segment.broken = !self.segment.push(digit, (0, 0));
                }
                _ => self.segment.broken = true,
            }
        }
    }

    fn end_segment(&mut self) {
        let segment = std::mem::take(&mut self.segment);
        if segment.is_empty() || segment.broken || segment.open {
            return;
        }
        let [column, name, line, ..] = segment.values;
        self.column = self.column.saturating_add(column);
        self.name = self.name.saturating_add(name);
        self.line = self.line.saturating_add(line);
        let here = (self.line, self.column);
        let is_before = here <= self.wanted;
        let is_nearer = self.found.is_none_or(|(line, column, _)| (line, column) < here);
        if is_before
            && is_nearer
            && let Ok(name) = u32::try_from(self.name)
        {
            self.found = Some((self.line, self.column, name));
        }
    }
}
