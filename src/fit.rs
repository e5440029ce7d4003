//! A map held against what it is for: does it fit its minified file, and will it show anything?
//!
//! Every line that is mapped must be as long as its mappings say. Whether the map is this file's at all is told by
//! samples: a mapping leads to the beginning of a token, and in a file of another build about half of them lie in the
//! middle of a word. Of 2733 published pairs, 2709 had no sample there, one had one, and 23, whose files are not those that their
//! maps were made of, had more than half.

use crate::debug_id::{read_debug_ids, uuid};
use crate::error::Result;
use crate::generated_lines::{GeneratedLines, Landing};
use crate::issue::{Code, Issue, Severity};
use crate::link::path_of_url;
use crate::order::order;
use crate::source::Source;
use crate::sourcemap::{LineEnd, MapSummary};

/// What there is to say about a map that is sound by itself.
#[must_use]
pub fn check_usefulness(map: &MapSummary) -> Vec<Issue> {
    let totals = &map.totals;
    let odd_ids = debug_ids(map).filter(|(_, id)| uuid(id.as_bytes()).is_none());
    let mut issues: Vec<Issue> = odd_ids
        .map(|(path, id)| Issue::new(Code::FitDebugIdForm).at_path(path).with("value", id.as_str()))
        .collect();
    if totals.segments_with_source == 0 {
        issues.push(Issue::new(Code::FitNothing).with("segments", totals.segments));
        return issues;
    }
    let with_content = totals.sources_content_count.saturating_sub(totals.sources_content_nulls);
    let without = totals.source_count.saturating_sub(with_content);
    let issue =
        |code| Issue::new(code).at_path("$.sourcesContent").with("sources", totals.source_count);
    if without > 0 {
        issues.push(issue(Code::FitContent).with("missing", without));
    }
    if totals.sources_generated > 0 {
        issues.push(issue(Code::FitGenerated).with("generated", totals.sources_generated));
    }
    issues
}

/// Holds a map against its minified file: its name, and all that it says of the file's lines.
///
/// # Errors
/// [`Error::Read`](crate::Error::Read) when the host cannot read the file.
pub fn check_fit(map: &MapSummary, minified: &dyn Source, name: &str) -> Result<(Fit, Vec<Issue>)> {
    let fit = Fit::measure(map, minified)?;
    let mut issues = Vec::new();
    issues.extend(fit.check_lines(map));
    issues.extend(fit.check_columns());
    // where positions lie outside of the file, all else follows from that
    if issues.is_empty() {
        issues.extend(fit.check_words(map));
        issues.extend(fit.check_share());
    }
    issues.extend(check_debug_ids(map, minified)?);
    issues.extend(check_name(map, name));
    Ok((fit, issues))
}

/// How a map lies on its minified file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Fit {
    /// Lines of the file.
    pub lines: u64,
    /// UTF-16 code units of the file, line ends not counted.
    pub units: u64,
    /// Those that the map leads to a source.
    pub mapped: u64,
    /// Mapped lines that reach beyond the line in the file.
    beyond: u64,
    /// The first of them.
    first_beyond: Option<Beyond>,
    /// Sampled positions that lie in the file.
    samples: u64,
    /// Those in the middle of a word.
    in_words: u64,
    /// Whether the file has line ends that not all tools take for one.
    is_unusual: bool,
}

/// A line that is mapped further than it goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Beyond {
    /// Its number, 1-based.
    line: u64,
    /// The greatest column that is mapped, 0-based.
    column: u64,
    /// Its length in UTF-16 code units.
    length: u64,
}

/// Samples are few in a small file: fewer than this in words say nothing.
const FEWEST_IN_WORDS: u64 = 4;

/// How much may be left unmapped without a word, in UTF-16 code units: a wrapper, a license.
const SMALL: u64 = 10_000;

impl Fit {
    /// Which share of the file is mapped, from 0 to 1; `None` for a file of nothing but line ends.
    #[must_use]
    pub fn share(&self) -> Option<f64> {
        (self.units > 0).then(|| self.mapped as f64 / self.units as f64)
    }

    /// Passes over the file once.
    fn measure(map: &MapSummary, minified: &dyn Source) -> Result<Self> {
        let mut fit = Self::default();
        let mut lines = GeneratedLines::new(minified);
        let samples = &map.coverage.samples;
        let order = order(samples.len(), &|one, other| samples.get(one) < samples.get(other));
        let samples: Vec<_> = order.into_iter().filter_map(|index| samples.get(index)).collect();
        let mut samples = samples.as_slice();
        let mut columns = Vec::new();
        loop {
            let line = fit.lines.saturating_add(1);
            columns.clear();
            while let [sample, rest @ ..] = samples
                && sample.line == line
            {
                columns.push(sample.column);
                samples = rest;
            }
            let (taken, in_words) = (&mut fit.samples, &mut fit.in_words);
            let landed = &mut |landing| {
                *taken += 1;
                *in_words += u64::from(landing == Landing::Word);
            };
            let Some(length) = lines.next_line(&columns, landed)? else { break };
            fit.lines = line;
            fit.units += length;
            fit.take_line(map, length);
        }
        let gaps = u64::try_from(map.coverage.gaps).unwrap_or_default();
        fit.mapped = fit.mapped.saturating_sub(gaps);
        fit.is_unusual = lines.is_unusual();
        Ok(fit)
    }

    /// A position at the end of a line, just behind its last character, is legal: several tools map it.
    fn take_line(&mut self, map: &MapSummary, length: u64) {
        let line = self.lines;
        let index = usize::try_from(line.saturating_sub(1)).unwrap_or(usize::MAX);
        let end = map.coverage.lines.get(index);
        // of very many lines only the last position is known
        let last = map.last_position.filter(|last| last.line == line).map(|last| last.column);
        let Some(column) = end.and_then(LineEnd::furthest).or(last) else { return };
        let is_mapped = end.is_some_and(LineEnd::is_mapped);
        self.mapped += if is_mapped { length } else { column.min(length) };
        if column > length {
            self.beyond += 1;
            self.first_beyond.get_or_insert(Beyond { line, column, length });
        }
    }

    fn check_lines(&self, map: &MapSummary) -> Option<Issue> {
        let last = map.last_position.filter(|last| last.line > self.lines)?;
        let issue = Issue::new(Code::FitLine).with("line", last.line).with("lines", self.lines);
        Some(self.softened(issue))
    }

    fn check_columns(&self) -> Option<Issue> {
        let Beyond { line, column, length } = self.first_beyond?;
        let mut issue = Issue::new(Code::FitColumn)
            .with("line", line)
            .with("column", column)
            .with("length", length);
        issue.count = self.beyond;
        Some(self.softened(issue))
    }

    fn check_words(&self, map: &MapSummary) -> Option<Issue> {
        // some tools map every character, and so the middles of words too
        let every_character = map.totals.segments.saturating_mul(2) > self.mapped;
        if every_character || self.in_words < FEWEST_IN_WORDS || self.in_words * 10 < self.samples {
            return None;
        }
        let issue = Issue::new(Code::FitWords).with("words", self.in_words);
        Some(issue.with("samples", self.samples))
    }

    fn check_share(&self) -> Option<Issue> {
        let left = self.units.saturating_sub(self.mapped);
        if left < SMALL || self.mapped > self.units / 4 {
            return None;
        }
        let percent = self.mapped * 100 / self.units.max(1);
        Some(Issue::new(Code::FitShare).with("percent", percent).with("units", self.units))
    }

    /// Where tools disagree on what ends a line, what does not fit may fit after all.
    fn softened(&self, mut issue: Issue) -> Issue {
        if self.is_unusual {
            issue.severity = Severity::Warning;
        }
        issue
    }
}

/// The debug IDs of both sides. Several tools may have injected theirs: one that both sides know is enough.
fn check_debug_ids(map: &MapSummary, minified: &dyn Source) -> Result<Option<Issue>> {
    let of_map: Vec<String> = debug_ids(map).filter_map(|(_, id)| uuid(id.as_bytes())).collect();
    let Some(first) = of_map.first() else { return Ok(None) };
    let of_file = read_debug_ids(minified)?;
    let differs = |id: &String| {
        let issue = Issue::new(Code::FitDebugId).with("minified", id.as_str());
        issue.with("map", first.as_str())
    };
    let agree = of_file.iter().any(|id| of_map.contains(id));
    Ok(of_file.first().filter(|_| !agree).map(differs))
}

/// The debug IDs of a map, by their members.
fn debug_ids(map: &MapSummary) -> impl Iterator<Item = (&'static str, &String)> {
    let ids = [("$.debugId", &map.debug_id), ("$.debug_id", &map.debug_id_snake)];
    ids.into_iter().filter_map(|(path, id)| Some((path, id.as_ref()?)))
}

/// `file` names the generated file; ECMA-426 9.1. A bundler's folder, a query or a fragment do not count.
fn check_name(map: &MapSummary, name: &str) -> Option<Issue> {
    let base = |path: &str| -> String {
        let path = path_of_url(path);
        path.rsplit(['/', '\\']).next().unwrap_or(path).to_owned()
    };
    let file = map.file.as_deref().filter(|file| !file.is_empty())?;
    (base(file) != base(name)).then(|| {
        Issue::new(Code::FitFile).at_path("$.file").with("file", file).with("minified", base(name))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sourcemap::{MapTotals, read_map};

    fn codes(issues: &[Issue]) -> Vec<String> {
        issues.iter().map(|issue| format!("{} {}", issue.code.name(), issue.message())).collect()
    }

    fn map(mappings: &str) -> MapSummary {
        let text = format!(
            r#"{{"version":3,"sources":["a.ts"],"sourcesContent":[""],"names":[],"mappings":"{mappings}"}}"#
        );
        let report = read_map(&text.as_bytes()).unwrap();
        assert_eq!(report.issues, []);
        report.summary
    }

    fn fit(mappings: &str, minified: &str) -> Vec<String> {
        codes(&check_fit(&map(mappings), &minified.as_bytes(), "a.js").unwrap().1)
    }

    #[test]
    fn positions_lie_inside_the_file() {
        for (mappings, minified) in [
            ("AAAA", ""),
            ("GAAA", "abc"),
            ("IAAA", "ab😀"),
            (";AAAA", "abc\n"),
            (";CAAA", "abc\r\nd"),
            (";CAAA", "abc\u{2028}d"),
            ("GAAA;AAAA;;CAAA", "abc\n\n\nd"),
        ] {
            assert_eq!(fit(mappings, minified), [""; 0], "{mappings} {minified:?}");
        }
        assert_eq!(
            fit("IAAA", "abc"),
            ["fit-column the map speaks of line 1, column 4; that line has 3 columns"]
        );
        assert_eq!(
            fit(";;AAAA", "a\nb"),
            ["fit-line the map speaks of line 3; the minified file has 2 lines"]
        );
        // four bytes of UTF-8 are two columns
        assert_eq!(fit("GAAA", "😀").len(), 1);
        // every line counts, not only the last
        let (_, issues) =
            check_fit(&map("IAAA;AAAA;KAAA;A"), &&b"abc\na\nabc\n"[..], "a.js").unwrap();
        assert_eq!((issues.len(), issues[0].count), (1, 2));
    }

    #[test]
    fn measures_what_is_mapped() {
        for (mappings, minified, mapped) in [
            ("", "abc\ndef", 0),
            ("AAAA", "abc\ndef", 3),
            ("CAAA;AAAA", "abc\ndef", 5),
            ("AAAA,C,CAAA", "abcd", 3),
            ("A,EAAA,E", "abcdef", 2),
            ("AAAA,E;C", "abcdef\nabc", 2),
        ] {
            let (fit, _) = check_fit(&map(mappings), &minified.as_bytes(), "a.js").unwrap();
            assert_eq!(fit.mapped, mapped, "{mappings} {minified:?}");
        }
        let long = "x ".repeat(10_000);
        assert_eq!(fit("AAAA", &long), [""; 0]);
        assert_eq!(
            fit("AAAA,K", &long),
            ["fit-share 0 % of the minified file is mapped, of 20000 columns in all"]
        );
    }

    #[test]
    fn tells_a_map_of_another_file_by_its_words() {
        // a token every eight columns
        let mappings = "AAAA".to_owned() + &",QAAA".repeat(2000);
        let own = "word+12+".repeat(2001);
        assert_eq!(fit(&mappings, &own), [""; 0]);
        let shifted = format!("++{own}");
        let told = fit(&mappings, &shifted);
        assert_eq!(told.len(), 1);
        assert!(told[0].starts_with("fit-words"), "{told:?}");
        // every character is mapped by some tools
        assert_eq!(fit(&("AAAA".to_owned() + &",CAAA".repeat(15_000)), &own), [""; 0]);
    }

    #[test]
    fn debug_ids_agree() {
        let (one, other) =
            ("2f1d7f52-4e1b-4f7c-8c0d-2f4a5f6d8e91", "b359c38b-eb4b-472d-9dcc-a48f8734dc7a");
        let found = |map: MapSummary, file: &str| {
            codes(&check_fit(&map, &file.as_bytes(), "a.js").unwrap().1)
        };
        let map = |camel: Option<&str>, snake: Option<&str>| MapSummary {
            debug_id: camel.map(str::to_owned),
            debug_id_snake: snake.map(str::to_owned),
            ..MapSummary::default()
        };
        let file = format!("a()\n//# debugId={one}\n");
        assert_eq!(found(map(None, None), &file), [""; 0]);
        assert_eq!(found(map(Some(&one.to_uppercase()), None), &file), [""; 0]);
        assert_eq!(found(map(Some(other), Some(one)), &file), [""; 0]);
        assert_eq!(found(map(Some(other), None), "a()"), [""; 0]);
        assert_eq!(
            found(map(Some(other), None), &file),
            [format!("fit-debug-id the minified file has the debug ID {one}, its map {other}")]
        );
        assert_eq!(check_usefulness(&map(Some("7"), None)).len(), 2);
    }

    #[test]
    fn names_agree() {
        for (file, name, fits) in [
            ("a.js", "dist/a.js", true),
            ("js/a.js?v=1", "a.js", true),
            ("", "a.js", true),
            ("b.js", "dist/a.js", false),
        ] {
            let map = MapSummary { file: Some(file.to_owned()), ..MapSummary::default() };
            let (_, found) = check_fit(&map, &&b""[..], name).unwrap();
            assert_eq!(found.is_empty(), fits, "{file} {name}");
        }
    }

    #[test]
    fn maps_that_show_nothing() {
        let of =
            |segments_with_source, source_count, sources_content_count, sources_content_nulls| {
                let totals = MapTotals {
                    segments: 7,
                    segments_with_source,
                    source_count,
                    sources_content_count,
                    sources_content_nulls,
                    ..MapTotals::default()
                };
                codes(&check_usefulness(&MapSummary { totals, ..MapSummary::default() }))
            };
        assert_eq!(of(1, 2, 2, 0), [""; 0]);
        assert_eq!(of(0, 2, 2, 0).len(), 1);
        assert_eq!(
            of(1, 3, 3, 2),
            [
                "fit-content 2 of 3 sources have no sourcesContent; Datadog shows source lines from there"
            ]
        );
        assert_eq!(of(1, 3, 0, 0).len(), 1);
    }
}
