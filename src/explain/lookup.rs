//! From positions in a minified file to the original ones.
//!
//! A map is never held: it is judged in one pass, its mappings are read up to the last position that is looked for, and of its names
//! and contents only those that were led to. What there is of memory grows with the positions alone.

use std::ops::ControlFlow;

use serde::Serialize;

use super::finder::{Finder, Hit, Landing};
use crate::coverage::Position;
use crate::error::Result;
use crate::finding::{Issue, Severity};
use crate::source::Source;
use crate::sourcemap::noted::Noted;
use crate::sourcemap::outline::{Names, Outline};
use crate::sourcemap::token::{NONE, Token};
use crate::sourcemap::{ReadOptions, read_map_noting};

/// The longest text of a line that is given, in bytes.
const LONGEST_LINE: usize = 64 * 1024;

/// How much of the text of one source is given at most, in bytes.
const LONGEST_CONTEXT: usize = 4 * 1024 * 1024;

/// Where a position of the minified file comes from.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
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
    /// The text of that line, where the map has the source's content; cut at 64 KiB.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
}

/// The lines around an original position.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Context {
    /// Number of the first of the lines, 1-based.
    pub first_line: u32,
    /// Their texts, each cut at 64 KiB.
    pub lines: Vec<String>,
}

/// What a look-up comes to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Found {
    /// The original position; `None` where the map covers nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub original: Option<Original>,
    /// The lines around it, where the map has the source's content.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub context: Option<Context>,
    /// The function that it lies in, where the map says so (`x_facebook_sources`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub function: Option<String>,
    /// Where the segment that it is in begins, 0-based: at this column of the minified file stood the name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub begins: Option<u32>,
    /// The nearest column of the line that is mapped, 0-based, where the position itself is not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nearest: Option<u32>,
}

/// What came of looking positions up in a map.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct LookedUp {
    /// What was found for each of them, in turn; nothing where the map is not sound.
    pub found: Vec<Found>,
    /// What is wrong with it.
    pub issue: Option<Issue>,
}

/// Looks positions of a minified file up in its map, which may be regular, an index map, or one of Hermes (ECMA-426 12.1). Of each
/// source so many lines before and after the original position are given.
///
/// # Errors
/// [`Error::Read`](crate::Error::Read) when the host cannot read the file.
pub fn look_up(map: &dyn Source, positions: &[Position], around: u32) -> Result<LookedUp> {
    let options = ReadOptions { keep_sources: false, ..ReadOptions::default() };
    let noted = Noted::new(map.len());
    let issues = read_map_noting(map, &options, Some(&noted))?.issues;
    let unsound = issues.into_iter().find(|issue| issue.severity == Severity::Error);
    if unsound.is_some() {
        return Ok(LookedUp { found: Vec::new(), issue: unsound });
    }
    let mut outline = Outline::read(map, &mut |_, _| {})?;
    let (hits, issue) = Finder::new(positions).run(map, &outline, &noted)?;
    if let Some(issue) = outline.issue.take().or(issue) {
        return Ok(LookedUp { found: Vec::new(), issue: Some(issue) });
    }
    let found = Reader { map, outline: &outline, around }.read(&hits)?;
    Ok(LookedUp { found, issue: None })
}

/// Reads of a map what was led to.
struct Reader<'a> {
    map: &'a dyn Source,
    outline: &'a Outline,
    around: u32,
}

/// What is read of a map for all positions together.
#[derive(Default)]
struct Texts {
    sources: Names,
    /// For each part that was led to, by its index.
    names: Vec<(u32, Names)>,
    /// For each source that was led to, counted through all parts.
    lines: Vec<(u32, Vec<SourceLine>)>,
}

impl Reader<'_> {
    fn read(&self, hits: &[Hit]) -> Result<Vec<Found>> {
        let texts = self.texts(hits)?;
        hits.iter().map(|hit| self.found(hit, &texts)).collect()
    }

    fn texts(&self, hits: &[Hit]) -> Result<Texts> {
        let landings = || hits.iter().filter_map(|hit| hit.landing);
        let indexes = sorted(landings().filter_map(|landing| self.source_of(&landing)));
        let mut texts =
            Texts { sources: self.outline.source_names(self.map, &indexes)?, ..Texts::default() };
        for index in sorted(landings().filter_map(|landing| u32::try_from(landing.part).ok())) {
            let of_part = landings().filter(|landing| u32::try_from(landing.part) == Ok(index));
            let wanted = sorted(of_part.map(|it| it.token.name).filter(|name| *name != NONE));
            if let Some(part) = self.outline.parts.get(index as usize) {
                texts.names.push((index, part.names(self.map, &wanted)?));
            }
        }
        for index in indexes {
            let of_source = landings().filter(|landing| self.source_of(landing) == Some(index));
            let mut lines =
                Lines::new(sorted(of_source.map(|it| it.token.original_line)), self.around);
            let Some(part) = self.outline.part_of(index) else { continue };
            let own = index.saturating_sub(part.first_source);
            if part.read_content(self.map, own, &mut |bytes| lines.feed(bytes))? {
                texts.lines.push((index, lines.finish()));
            }
        }
        Ok(texts)
    }

    /// Index of the source, counted through all parts.
    fn source_of(&self, landing: &Landing) -> Option<u32> {
        let first = self.outline.parts.get(landing.part)?.first_source;
        let own = Some(landing.token.source).filter(|source| *source != NONE)?;
        Some(first.saturating_add(own))
    }

    fn found(&self, hit: &Hit, texts: &Texts) -> Result<Found> {
        let landing = hit.landing.and_then(|it| Some((it, self.source_of(&it)?)));
        let part = landing.and_then(|(landing, _)| self.outline.parts.get(landing.part));
        let (Some((landing, source)), Some(part)) = (landing, part) else {
            return Ok(Found { nearest: hit.nearest, ..Found::default() });
        };
        let Token { original_line, original_column, name, .. } = landing.token;
        let first = original_line.saturating_sub(self.around);
        let last = original_line.saturating_add(self.around);
        let lines = by_index(&texts.lines, source).map_or(&[][..], Vec::as_slice);
        let own = |line: &SourceLine| (first..=last).contains(&line.number);
        let context: Vec<_> =
            lines.iter().filter(|line| own(line)).map(|line| line.text.clone()).collect();
        let text = lines.binary_search_by_key(&original_line, |line| line.number).ok();
        let names = u32::try_from(landing.part).ok().and_then(|part| by_index(&texts.names, part));
        let original = Original {
            source: texts.sources.of(source).unwrap_or_default(),
            line: original_line.saturating_add(1),
            column: original_column,
            name: names.and_then(|names| names.of(name)),
            text: text.and_then(|at| lines.get(at)).map(|line| line.text.clone()),
        };
        let context = Context { first_line: first.saturating_add(1), lines: context };
        let position = (original_line, original_column);
        Ok(Found {
            original: Some(original),
            context: Some(context).filter(|context| !context.lines.is_empty()),
            function: part.function_at(self.map, landing.token.source, position)?,
            begins: Some(landing.column),
            nearest: None,
        })
    }
}

fn by_index<T>(items: &[(u32, T)], index: u32) -> Option<&T> {
    let at = items.binary_search_by_key(&index, |(index, _)| *index).ok()?;
    items.get(at).map(|(_, item)| item)
}

/// Some numbers in their order, each once. They are few.
fn sorted(numbers: impl Iterator<Item = u32>) -> Vec<u32> {
    let mut sorted = Vec::new();
    for number in numbers {
        if let Err(at) = sorted.binary_search(&number) {
            sorted.insert(at, number);
        }
    }
    sorted
}

/// A line of a source.
struct SourceLine {
    /// 0-based.
    number: u32,
    text: String,
}

/// Some of the lines of a text that comes piece by piece. A line ends in LF, CR or CR LF, as those who make maps count them.
struct Lines {
    /// The lines that are meant, 0-based and in their order.
    meant: Vec<u32>,
    /// How many before and after each are wanted.
    around: u32,
    /// The line that is being read, 0-based.
    line: u32,
    is_wanted: bool,
    after_cr: bool,
    lines: Vec<(u32, Vec<u8>)>,
    /// Length of all of them, in bytes.
    length: usize,
}

impl Lines {
    fn new(meant: Vec<u32>, around: u32) -> Self {
        let mut lines = Self {
            meant,
            around,
            line: 0,
            is_wanted: false,
            after_cr: false,
            lines: Vec::new(),
            length: 0,
        };
        let _ = lines.begin();
        lines
    }

    /// Begins a line; breaks where neither it nor a later one is wanted.
    fn begin(&mut self) -> ControlFlow<()> {
        let first = self.line.saturating_sub(self.around);
        let next = self.meant.partition_point(|meant| *meant < first);
        let Some(meant) = self.meant.get(next) else { return ControlFlow::Break(()) };
        self.is_wanted = *meant <= self.line.saturating_add(self.around);
        if self.is_wanted {
            if self.length >= LONGEST_CONTEXT {
                return ControlFlow::Break(());
            }
            self.lines.push((self.line, Vec::new()));
        }
        ControlFlow::Continue(())
    }

    fn feed(&mut self, bytes: &[u8]) -> ControlFlow<()> {
        let mut rest = bytes;
        while !rest.is_empty() {
            if std::mem::take(&mut self.after_cr)
                && let [b'\n', tail @ ..] = rest
            {
                rest = tail;
                continue;
            }
            let end = rest.iter().position(|byte| matches!(byte, b'\n' | b'\r'));
            let (text, tail) = rest.split_at_checked(end.unwrap_or(rest.len())).unwrap_or_default();
            if self.is_wanted {
                self.keep(text);
            }
            let Some((end, tail)) = tail.split_first() else { break };
            self.after_cr = *end == b'\r';
            rest = tail;
            self.line = self.line.saturating_add(1);
            self.begin()?;
        }
        ControlFlow::Continue(())
    }

    fn keep(&mut self, text: &[u8]) {
        let Some((_, line)) = self.lines.last_mut() else { return };
        let room = LONGEST_LINE.saturating_sub(line.len());
        let text = text.get(..room).unwrap_or(text);
        self.length = self.length.saturating_add(text.len());
        line.extend_from_slice(text);
    }

    fn finish(self) -> Vec<SourceLine> {
        let whole = |(number, line): (u32, Vec<u8>)| SourceLine {
            number,
            text: String::from_utf8_lossy(&line).into_owned(),
        };
        self.lines.into_iter().map(whole).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn find(map: &[u8], line: u32, column: u32, around: u32) -> Found {
        let looked_up = look_up(&map, &[Position { line, column }], around).unwrap();
        assert_eq!(looked_up.issue, None);
        looked_up.found[0].clone()
    }

    #[test]
    fn looks_up_and_shows_the_line() {
        let map = br#"{"version":3,"sources":["a.ts"],"sourcesContent":["one\ntwo\n"],"names":["x"],"mappings":"AACEA;"}"#;
        let original = find(map, 1, 40, 0).original.unwrap();
        assert_eq!((original.line, original.column), (2, 2));
        assert_eq!((original.name.as_deref(), original.text.as_deref()), (Some("x"), Some("two")));
        assert_eq!(find(map, 2, 0, 0), Found::default());
        assert_eq!(find(map, 0, 0, 0), Found::default());
        assert!(look_up(&&b"not a map"[..], &[], 0).unwrap().issue.is_some());
    }

    #[test]
    fn finds_lines_around_and_what_is_nearest() {
        let map = br#"{"version":3,"sources":["a.ts"],"sourcesContent":["one\ntwo\nthree"],"names":[],"mappings":"I,IACA,I"}"#;
        let found = find(map, 1, 8, 1);
        let context = found.context.unwrap();
        assert_eq!((context.first_line, context.lines.len()), (1, 3));
        assert_eq!(found.original.unwrap().line, 2);
        for (column, nearest) in [(0, 8), (5, 8), (12, 8)] {
            let found = find(map, 1, column, 1);
            assert_eq!((found.original, found.nearest), (None, Some(nearest)), "{column}");
        }
        assert_eq!(find(map, 2, 0, 1).nearest, None);
    }

    #[test]
    fn finds_all_positions_in_one_pass_in_any_order() {
        // columns 10 (line 1), 4 (line 2), then two lines further 2, of lines 1, 2 and 3 of the source; the first line goes back
        let map = br#"{"version":3,"sources":["a","b"],"names":["n","m"],"mappings":"UAAA,NACAA;;EACAC,AADA,ACAAA"}"#;
        let places = [(3, 9), (1, 4), (1, 12), (9, 9), (3, 2), (1, 9), (3, 0), (2, 0), (1, 12)];
        let positions = places.map(|(line, column)| Position { line, column });
        let looked_up = look_up(&&map[..], &positions, 0).unwrap();
        let told: Vec<_> = looked_up
            .found
            .iter()
            .map(|found| match &found.original {
                Some(it) => format!("{}:{} {:?}", it.source, it.line, it.name),
                None => format!("- {:?}", found.nearest),
            })
            .collect();
        assert_eq!(
            told,
            [
                "b:2 Some(\"m\")",
                "a:2 Some(\"n\")",
                "a:1 None",
                "- None",
                // of several at one column the first counts
                "a:3 Some(\"m\")",
                "a:2 Some(\"n\")",
                "- Some(2)",
                "- None",
                "a:1 None",
            ]
        );
    }

    #[test]
    fn cuts_text_at_ends_of_lines_of_every_kind() {
        let lines = |meant: &[u32], around, pieces: &[&str]| {
            let mut lines = Lines::new(meant.to_vec(), around);
            let _ = pieces.iter().try_for_each(|piece| lines.feed(piece.as_bytes()));
            let told = lines.finish().into_iter().map(|line| (line.number, line.text));
            told.collect::<Vec<_>>()
        };
        let told = |lines: &[(u32, &str)]| -> Vec<_> {
            lines.iter().map(|(number, text)| (*number, (*text).to_owned())).collect()
        };
        assert_eq!(lines(&[0], 9, &[]), told(&[(0, "")]));
        assert_eq!(
            lines(&[4], 9, &["a\r", "\nb\rc\n\n"]),
            told(&[(0, "a"), (1, "b"), (2, "c"), (3, ""), (4, "")])
        );
        assert_eq!(
            lines(&[1, 2], 0, &["a\r", "\nb\r", "c", "d\n", "e"]),
            told(&[(1, "b"), (2, "cd")])
        );
        assert_eq!(
            lines(&[0, 5, 6], 1, &["a\nb\nc\nd\ne\nf\ng\nh\ni"]),
            told(&[(0, "a"), (1, "b"), (4, "e"), (5, "f"), (6, "g"), (7, "h")])
        );
        assert_eq!(lines(&[7], 2, &["a\nb"]), told(&[]));
        let long = "x".repeat(LONGEST_LINE + 5);
        assert_eq!(lines(&[0], 0, &[&long])[0].1.len(), LONGEST_LINE);
        assert_eq!(lines(&[0], 999, &[&format!("{long}\n").repeat(100)]).len(), 64);
    }

    #[test]
    fn takes_index_maps() {
        let map = br#"{"version":3,"sections":[
            {"map":{"version":3,"sources":["a"],"names":["x"],"mappings":"AACAA,I;A"},"offset":{"line":1,"column":2}},
            {"offset":{"line":2,"column":8},"map":{"version":3,"sources":["b","c"],"sourceRoot":"r","names":["y"],"mappings":"ACAAA"}}]}"#;
        let told = |line, column| {
            let found = find(map, line, column, 0);
            found.original.map(|it| format!("{}:{}:{:?}", it.source, it.line, it.name))
        };
        assert_eq!(told(2, 5).unwrap(), "a:2:Some(\"x\")");
        assert_eq!(told(2, 1), None);
        assert_eq!(told(2, 6), None);
        assert_eq!(told(3, 7), None);
        assert_eq!(told(3, 8).unwrap(), "r/c:1:Some(\"y\")");
    }

    /// A source that counts what is read of it.
    struct Counted(Vec<u8>, std::cell::Cell<u64>);

    impl Source for Counted {
        fn len(&self) -> u64 {
            self.0.len() as u64
        }

        fn read_at(&self, offset: u64, buffer: &mut [u8]) -> Result<()> {
            self.1.set(self.1.get() + buffer.len() as u64);
            self.0.as_slice().read_at(offset, buffer)
        }
    }

    #[test]
    fn what_stands_far_behind_is_not_decoded_twice() {
        // each line has 2,000 segments; those of line n (0-based) come from line n of the source, at the columns 0 and 1 by turns
        let rest = ",CAAC,CAAD".repeat(999);
        let mappings = format!("AAAA{rest}") + &format!(";AACA{rest}").repeat(99);
        let flat = format!(r#"{{"version":3,"sources":["a"],"names":[],"mappings":"{mappings}"}}"#);
        let index = format!(
            r#"{{"version":3,"sections":[{{"offset":{{"line":0,"column":0}},"map":{flat}}},{{"offset":{{"line":100,"column":0}},"map":{flat}}}]}}"#
        );
        for (map, lines) in [(flat, 100), (index, 200)] {
            let map = Counted(map.into_bytes(), std::cell::Cell::new(0));
            let places = [(lines, 1997), (1, 1), (lines / 2, 0), (lines / 2 + 1, 9_999), (3, 1000)];
            let positions = places.map(|(line, column)| Position { line, column });
            let looked_up = look_up(&map, &positions, 0).unwrap();
            assert_eq!(looked_up.issue, None);
            for (place, found) in places.iter().zip(looked_up.found) {
                let original = found.original.unwrap();
                let column = place.1.min(1998) % 2;
                assert_eq!((original.line, original.column), ((place.0 - 1) % 100 + 1, column));
                assert_eq!(found.begins, Some(place.1.min(1998)));
            }
            // once to judge it, once to see what stands where, and a window at each place
            let windows = (places.len() as u64 + 1) * 128 * 1024;
            let read = map.1.get();
            assert!(read < 2 * map.len() + windows, "{read} bytes of {}", map.len());
        }
    }

    #[test]
    fn knows_the_functions_of_hermes_maps_as_another_reader_does() {
        let map = br#"{"version":3,"sources":["a.js","b.js"],"names":[],"mappings":"AAAA,UCAA,QACQ,QACR,QAEA,QADA",
            "x_facebook_sources":[null,[{"names":["<global>","pay","Cart#add"],"mappings":"AAA;ICC,MD;EEC"},{"names":["x"],"mappings":"AAA"}]]}"#;
        let judge = sourcemap::SourceMapHermes::from_slice(map).unwrap();
        let mut named = 0;
        for column in 0..60 {
            let theirs = judge.get_original_function_name(column);
            let ours = find(map, 1, column, 0).function;
            assert_eq!(ours.as_deref(), theirs, "{column}");
            named += usize::from(theirs.is_some_and(|name| name != "<global>"));
        }
        assert!(named > 10, "{named}");
    }
}
