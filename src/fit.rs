//! A map held against what it is for: does it fit its minified file, and will it show anything?

use crate::error::Result;
use crate::generated_lines::GeneratedLines;
use crate::issue::{Code, Issue, Severity};
use crate::source::Source;
use crate::sourcemap::{GeneratedPosition, MapSummary};

/// What there is to say about a map that is sound by itself.
#[must_use]
pub fn check_usefulness(map: &MapSummary) -> Vec<Issue> {
    let totals = &map.totals;
    if totals.segments_with_source == 0 {
        return vec![Issue::new(Code::FitNothing).with("segments", totals.segments)];
    }
    let with_content = totals.sources_content_count.saturating_sub(totals.sources_content_nulls);
    let without = totals.source_count.saturating_sub(with_content);
    let issue = || {
        Issue::new(Code::FitContent)
            .at_path("$.sourcesContent")
            .with("missing", without)
            .with("sources", totals.source_count)
    };
    (without > 0).then(issue).into_iter().collect()
}

/// Holds a map against its minified file: its name, and the furthest position that is mapped.
///
/// # Errors
/// [`Error::Read`](crate::Error::Read) when the host cannot read the file.
pub fn check_fit(map: &MapSummary, minified: &dyn Source, name: &str) -> Result<Vec<Issue>> {
    let mut issues = Vec::new();
    if let Some(position) = map.last_position {
        issues.extend(check_position(position, minified)?);
    }
    issues.extend(check_name(map, name));
    Ok(issues)
}

/// A position at the end of a line, just behind its last character, is legal: several tools map it.
fn check_position(last: GeneratedPosition, minified: &dyn Source) -> Result<Option<Issue>> {
    let mut lines = GeneratedLines::new(minified);
    let mut count = 0_u64;
    let mut length = 0_u64;
    while count < last.line {
        match lines.next_length()? {
            Some(measured) => length = measured,
            None => {
                let issue = Issue::new(Code::FitLine).with("line", last.line).with("lines", count);
                return Ok(Some(softened(issue, &lines)));
            }
        }
        count += 1;
    }
    if last.column <= length {
        return Ok(None);
    }
    let issue = Issue::new(Code::FitColumn)
        .with("line", last.line)
        .with("column", last.column)
        .with("length", length);
    Ok(Some(softened(issue, &lines)))
}

/// Where tools disagree on what ends a line, what does not fit may fit after all.
fn softened(mut issue: Issue, lines: &GeneratedLines<'_>) -> Issue {
    if lines.is_unusual() {
        issue.severity = Severity::Warning;
    }
    issue
}

/// `file` names the generated file; ECMA-426 9.1. A bundler's folder, a query or a fragment do not count.
fn check_name(map: &MapSummary, name: &str) -> Option<Issue> {
    let base = |path: &str| -> String {
        let path = path.split(['?', '#']).next().unwrap_or(path);
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
    use crate::sourcemap::MapTotals;

    fn codes(issues: &[Issue]) -> Vec<String> {
        issues.iter().map(|issue| format!("{} {}", issue.code.name(), issue.message())).collect()
    }

    fn fit(line: u64, column: u64, minified: &str) -> Vec<String> {
        let map = MapSummary {
            last_position: Some(GeneratedPosition { line, column }),
            ..MapSummary::default()
        };
        codes(&check_fit(&map, &minified.as_bytes(), "a.js").unwrap())
    }

    #[test]
    fn positions_lie_inside_the_file() {
        for (line, column, minified) in [
            (1, 0, ""),
            (1, 3, "abc"),
            (1, 4, "ab😀"),
            (2, 0, "abc\n"),
            (2, 1, "abc\r\nd"),
            (2, 1, "abc\u{2028}d"),
        ] {
            assert_eq!(fit(line, column, minified), [""; 0], "{line}:{column} {minified:?}");
        }
        assert_eq!(
            fit(1, 4, "abc"),
            ["fit-column the map speaks of line 1, column 4; that line has 3 columns"]
        );
        assert_eq!(
            fit(3, 0, "a\nb"),
            ["fit-line the map speaks of line 3; the minified file has 2 lines"]
        );
        // four bytes of UTF-8 are two columns
        assert_eq!(fit(1, 3, "😀").len(), 1);
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
            let found = check_fit(&map, &&b""[..], name).unwrap();
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
