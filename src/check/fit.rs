//! A map held against what it is for: does it fit its minified file, and will it show anything?
//!
//! A mapping leads to the beginning of a token. In a file of another build many lead past the end of a line, or into the middle
//! of a word. Whether any does is told in the one pass over map and file, by the lengths of the lines and by samples. Only
//! where one does, all are counted: a stamped version or a replaced placeholder leaves a few strays in a map that is right
//! everywhere else. Of published and built maps those that are right had less than 1 % strays, those of other files more than 5 %.

use super::strays::Strays;
use crate::build::debug_id::{read_debug_ids, uuid};
use crate::build::link::path_of_url;
use crate::error::Result;
use crate::finding::{Code, Issue, Severity};
use crate::sorted_indices::order;
use crate::source::Source;
use crate::sourcemap::generated_lines::{GeneratedLines, Landing};
use crate::sourcemap::{LineEnd, MapSummary};

/// What there is to say about a map that is sound by itself.
#[must_use]
pub fn check_usefulness(map: &MapSummary) -> Vec<Issue> {
    let totals = &map.totals;
    let odd_ids = debug_ids(map).filter(|(_, id)| !is_debug_id(id));
    let mut issues: Vec<Issue> = odd_ids
        .map(|(path, id)| Issue::new(Code::FitDebugIdForm).at_path(path).with("value", id.as_str()))
        .collect();
    if totals.segments_with_source == 0 {
        let issue = Issue::new(Code::FitNothing).with("segments", totals.segments);
        // the map of a wrapper that a bundler wrote; that a large file has no code from sources is told by its share
        let is_empty = totals.segments == 0;
        issues.push(if is_empty { Issue { severity: Severity::Note, ..issue } } else { issue });
        return issues;
    }
    if totals.source_count > 0 && totals.source_bundles == totals.source_count {
        issues.push(Issue::new(Code::FitUncomposed).at_path("$.sources"));
        return issues;
    }
    let with_content = totals.sources_content_count.saturating_sub(totals.sources_content_nulls);
    let without = totals.source_count.saturating_sub(with_content);
    let issue =
        |code| Issue::new(code).at_path("$.sourcesContent").with("sources", totals.source_count);
    if without > 0 {
        let issue = issue(Code::FitContent).with("missing", without);
        // bundlers have no content for the modules that they make up themselves
        let is_part = with_content > 0;
        issues.push(if is_part { Issue { severity: Severity::Note, ..issue } } else { issue });
    }
    // some dependencies come compiled; where all sources do, a step of the build lost its map
    if totals.sources_generated > 0 && totals.sources_generated == totals.source_count {
        issues.push(issue(Code::FitGenerated).with("generated", totals.sources_generated));
    }
    issues
}

/// Holds a map against its minified file: its name, and all that it says of the file's lines.
///
/// # Errors
/// [`Error::Read`](crate::Error::Read) when the host cannot read the file.
pub fn check_fit(
    map: &MapSummary,
    of_map: &dyn Source,
    minified: &dyn Source,
    name: &str,
) -> Result<(Fit, Vec<Issue>)> {
    let fit = Fit::measure(map, minified)?;
    let mut issues = Vec::new();
    let strays = fit.strays(map, of_map, minified)?;
    issues.extend(strays.and_then(|strays| fit.check_strays(map, strays)));
    // where the map is another file's, all else follows from that
    if issues.iter().all(|issue: &Issue| issue.severity < Severity::Error) {
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

/// A map is not its file's where more than one position in so many strays …
const MISFIT: u64 = 20;

/// … and of a small file, where a few do so by chance or behind a stamp, where more than one in so many does.
const SURE_MISFIT: u64 = 4;

/// Less than one stray in so many positions is not worth a warning.
const NEGLIGIBLE: u64 = 1000;

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

    /// Counts the strays, where there is a sign of any.
    fn strays(
        &self,
        map: &MapSummary,
        of_map: &dyn Source,
        minified: &dyn Source,
    ) -> Result<Option<Strays>> {
        let is_beyond = self.first_beyond.is_some() || self.last_beyond(map).is_some();
        let is_in_words = self.in_words > 0 && !self.is_every_character(map);
        if !is_beyond && !is_in_words {
            return Ok(None);
        }
        Strays::count(of_map, minified, map.totals.segments).map(Some)
    }

    /// Some tools map every character, and so the middles of words too.
    fn is_every_character(&self, map: &MapSummary) -> bool {
        map.totals.segments.saturating_mul(2) > self.mapped
    }

    /// The last line that is mapped, where the file has fewer lines.
    fn last_beyond(&self, map: &MapSummary) -> Option<u64> {
        map.last_position.map(|last| last.line).filter(|line| *line > self.lines)
    }

    fn check_strays(&self, map: &MapSummary, strays: Strays) -> Option<Issue> {
        let is_every_character =
            self.is_every_character(map) || strays.adjacent.saturating_mul(2) > map.totals.segments;
        let in_words = if is_every_character { 0 } else { strays.in_words };
        let is_misfit = is_misfit(strays.past_end + in_words, strays.looked_at);
        let mut issue = if let Some(line) = self.last_beyond(map).filter(|_| is_misfit) {
            Issue::new(Code::FitLine).with("line", line).with("lines", self.lines)
        } else if let Some(Beyond { line, column, length }) =
            self.first_beyond.filter(|_| is_misfit)
        {
            let issue = Issue::new(Code::FitColumn).with("line", line).with("column", column);
            Issue { count: self.beyond, ..issue.with("length", length) }
        } else if is_misfit {
            Issue::new(Code::FitWords)
                .with("words", strays.in_words)
                .with("samples", strays.looked_at)
        } else {
            let line = self.first_beyond.map(|it| it.line).or_else(|| self.last_beyond(map))?;
            let issue = Issue::new(Code::FitStrays)
                .with("strays", strays.past_end.max(self.beyond).max(1))
                .with("segments", map.totals.segments)
                .with("line", line);
            // a single one is a minifier's, whatever its share of a small map
            if strays.past_end <= 1 || strays.past_end.saturating_mul(NEGLIGIBLE) < strays.looked_at
            {
                Issue { severity: Severity::Note, ..issue }
            } else {
                issue
            }
        };
        // where tools disagree on what ends a line, what does not fit may fit after all
        if self.is_unusual {
            issue.severity = issue.severity.min(Severity::Warning);
        }
        Some(issue)
    }

    fn check_share(&self) -> Option<Issue> {
        let left = self.units.saturating_sub(self.mapped);
        if left < SMALL || self.mapped > self.units / 4 {
            return None;
        }
        let percent = self.mapped * 100 / self.units.max(1);
        Some(Issue::new(Code::FitShare).with("percent", percent).with("units", self.units))
    }
}

/// Whether so many strays show that the map is not the file's. A few of few positions do not: `SURE_MISFIT` is for these.
fn is_misfit(strays: u64, positions: u64) -> bool {
    let times = |share: u64| strays.saturating_mul(share) > positions;
    let is_many = strays.saturating_mul(strays) > positions.saturating_mul(2);
    times(SURE_MISFIT) || is_many && times(MISFIT)
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

/// Whether it is a UUID, with or without its hyphens: Bun writes 32 digits.
fn is_debug_id(id: &str) -> bool {
    let is_plain = id.len() == 32 && id.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_plain || uuid(id.as_bytes()).is_some()
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
    let (said, own) = (base(file), base(name));
    // Parcel writes the name of the map itself
    let is_same = said == own || said.strip_suffix(".map").is_some_and(|said| said == own);
    (!is_same).then(|| {
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

    fn text(mappings: &str) -> String {
        format!(
            r#"{{"version":3,"sources":["a.ts"],"sourcesContent":[""],"names":[],"mappings":"{mappings}"}}"#
        )
    }

    fn map(mappings: &str) -> MapSummary {
        let report = read_map(&text(mappings).as_bytes()).unwrap();
        assert_eq!(report.issues, []);
        report.summary
    }

    fn measured(mappings: &str, minified: &str) -> (Fit, Vec<Issue>) {
        let text = text(mappings);
        check_fit(&map(mappings), &text.as_bytes(), &minified.as_bytes(), "a.js").unwrap()
    }

    fn fit(mappings: &str, minified: &str) -> Vec<String> {
        codes(&measured(mappings, minified).1)
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
            ["fit-column the map refers to line 1, column 4, but that line has 3 columns"]
        );
        assert_eq!(
            fit(";;AAAA", "a\nb"),
            ["fit-line the map refers to line 3, but the minified file has 2 lines"]
        );
        // four bytes of UTF-8 are two columns
        assert_eq!(fit("GAAA", "😀").len(), 1);
        // every line counts, not only the last
        let (_, issues) = measured("IAAA;AAAA;KAAA;A", "abc\na\nabc\n");
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
            let (fit, _) = measured(mappings, minified);
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
        // by others those of some words
        let words = "AAAA".to_owned() + &",CAAA,CAAA,CAAA,CAAA,YAAA".repeat(500);
        assert_eq!(fit(&words, &own), [""; 0]);
    }

    #[test]
    fn a_few_strays_are_no_misfit() {
        let severities = |mappings: &str, minified: &str| {
            let (_, issues) = measured(mappings, minified);
            let told = issues.iter().map(|issue| (issue.code, issue.severity));
            told.collect::<Vec<_>>()
        };
        // a token every eight columns, on lines of a hundred tokens
        let line = "AAAA".to_owned() + &",QAAA".repeat(99);
        let own = "word+12+".repeat(100);
        let (many, file) = (vec![line.as_str(); 100].join(";"), vec![own.as_str(); 100].join("\n"));
        assert_eq!(severities(&many, &file), []);
        // a version was stamped in: one line is ten tokens shorter, so nine positions lead past its end
        let stamped = file.replacen(&"word+12+".repeat(10), "", 1);
        assert_eq!(severities(&many, &stamped), [(Code::FitStrays, Severity::Note)]);
        assert_eq!(
            codes(&measured(&many, &stamped).1),
            [
                "fit-strays 9 of 10000 mappings point past the end of a line, the first on line 1; all others fit"
            ]
        );
        // of a few positions, one is still only one; more are worth a warning from one in a thousand on
        let (few, short) = (line.clone(), "word+12+".repeat(99) + "word");
        assert_eq!(severities(&few, &(short.clone() + "+12")), []);
        assert_eq!(
            severities(&few, short.strip_prefix("word+12+").unwrap()),
            [(Code::FitStrays, Severity::Note)]
        );
        let eleven = file.replacen(&"word+12+".repeat(11), "", 1);
        assert_eq!(severities(&many, &eleven), [(Code::FitStrays, Severity::Warning)]);
        let shorter = vec!["word+12+".repeat(98); 100].join("\n");
        assert_eq!(severities(&many, &shorter), [(Code::FitStrays, Severity::Warning)]);
        let half = vec!["word+12+".repeat(50); 100].join("\n");
        assert_eq!(severities(&many, &half), [(Code::FitColumn, Severity::Error)]);
        let fewer_lines = vec![own.as_str(); 50].join("\n");
        assert_eq!(severities(&many, &fewer_lines), [(Code::FitLine, Severity::Error)]);
        let snippet = format!("0;{}", "word+12+".repeat(40));
        let small = "AAAA".to_owned() + &",QAAA".repeat(38);
        assert_eq!(severities(&small, &snippet), [(Code::FitWords, Severity::Error)]);
    }

    #[test]
    fn the_bounds_of_a_misfit() {
        for (strays, positions, expected) in [
            (0, 0, false),
            (0, 100, false),
            // of few positions more than one in four
            (1, 4, false),
            (1, 3, true),
            (2, 8, false),
            (2, 7, true),
            // of many more than one in twenty …
            (41, 820, false),
            (41, 819, true),
            (500, 10_000, false),
            (501, 10_000, true),
            // … which are many by their square
            (8, 32, false),
            (8, 31, true),
            (10, 50, false),
            (10, 49, true),
        ] {
            assert_eq!(is_misfit(strays, positions), expected, "{strays} of {positions}");
        }
    }

    #[test]
    fn the_bounds_of_a_share() {
        for (units, mapped, expected) in [
            (9_999, 0, None),
            (10_000, 0, Some("fit-share")),
            // a quarter is little, and so is what is left of a small file
            (20_000, 5_000, Some("fit-share")),
            (20_000, 5_001, None),
            (13_333, 3_333, Some("fit-share")),
            (13_332, 3_333, None),
        ] {
            let fit = Fit { units, mapped, ..Fit::default() };
            assert_eq!(fit.check_share().map(|it| it.code.name()), expected, "{mapped} of {units}");
        }
        // more than half of all right behind another: such a map has every character
        let told = |adjacent| {
            let strays = Strays { looked_at: 100, in_words: 50, adjacent, ..Strays::default() };
            let totals = MapTotals { segments: 100, ..MapTotals::default() };
            let map = MapSummary { totals, ..MapSummary::default() };
            let fit = Fit { mapped: 1000, ..Fit::default() };
            fit.check_strays(&map, strays).map(|issue| issue.code)
        };
        assert_eq!([told(50), told(51)], [Some(Code::FitWords), None]);
        let of = |segments, mapped| {
            let totals = MapTotals { segments, ..MapTotals::default() };
            let map = MapSummary { totals, ..MapSummary::default() };
            Fit { mapped, ..Fit::default() }.is_every_character(&map)
        };
        assert_eq!([of(5, 10), of(6, 10), of(0, 0)], [false, true, false]);
    }

    #[test]
    fn debug_ids_agree() {
        let (one, other) =
            ("2f1d7f52-4e1b-4f7c-8c0d-2f4a5f6d8e91", "b359c38b-eb4b-472d-9dcc-a48f8734dc7a");
        let found = |map: MapSummary, file: &str| {
            codes(&check_fit(&map, &&b""[..], &file.as_bytes(), "a.js").unwrap().1)
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
            // Parcel writes the name of the map itself
            ("a.js.map", "a.js", true),
            ("b.js.map", "a.js", false),
            ("", "a.js", true),
            ("b.js", "dist/a.js", false),
        ] {
            let map = MapSummary { file: Some(file.to_owned()), ..MapSummary::default() };
            let (_, found) = check_fit(&map, &&b""[..], &&b""[..], name).unwrap();
            assert_eq!(found.is_empty(), fits, "{file} {name}");
        }
    }

    /// The map of a wrapper, sources that came compiled, a name that a later step has changed, a file that carries the map of another
    /// hash, the debug IDs of Bun: nothing is wrong with any of these builds.
    #[test]
    fn what_healthy_builds_have_is_no_warning() {
        let useful = |map: &MapSummary| {
            let issues = check_usefulness(map);
            issues.into_iter().map(|issue| (issue.code, issue.severity)).collect::<Vec<_>>()
        };
        let of = |segments, segments_with_source| MapSummary {
            totals: MapTotals { segments, segments_with_source, ..MapTotals::default() },
            ..MapSummary::default()
        };
        assert_eq!(useful(&of(0, 0)), [(Code::FitNothing, Severity::Note)]);
        assert_eq!(useful(&of(7, 0)), [(Code::FitNothing, Severity::Warning)]);
        for (id, expected) in [
            ("2f1d7f524e1b4f7c8c0d2f4a5f6d8e91", None),
            ("2F1D7F52-4E1B-4F7C-8C0D-2F4A5F6D8E91", None),
            ("2f1d7f524e1b4f7c8c0d2f4a5f6d8e9", Some(Severity::Note)),
            ("2f1d7f524e1b4f7c8c0d2f4a5f6d8e9x", Some(Severity::Note)),
        ] {
            let map = MapSummary { debug_id: Some(id.to_owned()), ..of(1, 1) };
            let form = useful(&map).into_iter().find(|(code, _)| *code == Code::FitDebugIdForm);
            assert_eq!(form.map(|(_, severity)| severity), expected, "{id}");
        }
        let file = Some("polyfills-1a2b3c4d.js".to_owned());
        let map = MapSummary { file, ..MapSummary::default() };
        let (_, found) = check_fit(&map, &&b""[..], &&b""[..], "polyfills-5e6f7a8b.js").unwrap();
        let told: Vec<_> = found.iter().map(|issue| (issue.code, issue.severity)).collect();
        assert_eq!(told, [(Code::FitFile, Severity::Note)]);
        assert_eq!(Code::FitGenerated.severity(), Severity::Note);
    }

    /// The Hermes compiler knows the bundle alone; composed with Metro's, its map names the sources of that.
    #[test]
    fn maps_of_a_bundle_onto_itself() {
        let of = |sources: &str| {
            let map = format!(
                r#"{{"version":3,"sources":[{sources}],"mappings":"AAAA","x_hermes_function_offsets":{{"0":[0]}}}}"#
            );
            let report = read_map(&map.as_bytes()).unwrap();
            check_usefulness(&report.summary).iter().map(|it| it.code.name()).collect::<Vec<_>>()
        };
        assert_eq!(of(r#""/app/build/index.android.bundle""#), ["fit-uncomposed"]);
        assert_eq!(of(r#""main.jsbundle""#), ["fit-uncomposed"]);
        assert_eq!(of(r#""__prelude__","/app/App.js""#), ["fit-content"]);
        assert_eq!(of(r#""main.jsbundle","/app/App.js""#), ["fit-content"]);
        assert_eq!(of(r#""bundle.js""#), ["fit-content"]);
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

    /// Where all sources are what a compiler wrote, a step of the build lost its map; one is all, where there is no other.
    #[test]
    fn sources_that_are_generated() {
        for (source_count, sources_generated, expected) in
            [(1, 0, false), (1, 1, true), (2, 1, false), (2, 2, true), (3, 2, false), (0, 0, false)]
        {
            let totals = MapTotals {
                segments: 1,
                segments_with_source: 1,
                source_count,
                sources_content_count: source_count,
                sources_generated,
                ..MapTotals::default()
            };
            let issues = check_usefulness(&MapSummary { totals, ..MapSummary::default() });
            let found = issues.iter().any(|issue| issue.code == Code::FitGenerated);
            assert_eq!(found, expected, "{sources_generated} of {source_count}");
        }
    }
}
