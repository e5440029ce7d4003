//! What keeps a stack frame from becoming readable, said as findings.

use crate::error::Result;
use crate::generated_lines::GeneratedLines;
use crate::issue::{Code, Issue};
use crate::lookup::Found;
use crate::order::order;
use crate::rum::Init;
use crate::source::Source;

/// Why a frame has no original although its place is not even looked up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Obstacle<'a> {
    /// It names no place in a file.
    NoPlace,
    /// It names a line without a column.
    NoColumn {
        /// The minified file.
        file: &'a str,
        /// The line, 1-based.
        line: u32,
    },
    /// The file has no map.
    NoMap {
        /// The minified file.
        file: &'a str,
    },
    /// Its map is not sound.
    MapInvalid {
        /// The map.
        map: &'a str,
        /// The first thing that is wrong with it.
        reason: &'a str,
    },
}

impl Obstacle<'_> {
    /// The finding.
    #[must_use]
    pub fn issue(self) -> Issue {
        match self {
            Self::NoPlace => Issue::new(Code::FrameNoPlace),
            Self::NoColumn { file, line } => {
                Issue::new(Code::FrameNoColumn).with("file", file).with("line", line)
            }
            Self::NoMap { file } => Issue::new(Code::FrameNoMap).with("file", file),
            Self::MapInvalid { map, reason } => {
                Issue::new(Code::FrameMapInvalid).with("map", map).with("reason", reason)
            }
        }
    }
}

/// Holds the places of frames against their minified file, which is read once: each is a line, 1-based, and a column, 0-based
/// in UTF-16 units. A finding, or none, for each in turn.
///
/// # Errors
/// [`Error::Read`](crate::Error::Read) when the host cannot read the file.
pub fn check_places(
    minified: &dyn Source,
    file: &str,
    places: &[(u32, u32)],
) -> Result<Vec<Option<Issue>>> {
    let order = order(places.len(), &|one, other| places.get(one) < places.get(other));
    let mut issues = vec![None; places.len()];
    let mut lines = GeneratedLines::new(minified);
    let (mut read, mut length) = (0, Some(0));
    for index in order {
        let (Some(place), Some(issue)) = (places.get(index), issues.get_mut(index)) else {
            continue;
        };
        while read < place.0
            && let Some(measured) = lines.next_length()?
        {
            read += 1;
            length = Some(measured);
        }
        // the file ended before this line
        if read < place.0 {
            length = None;
        }
        *issue = past_end(file, *place, length, read);
    }
    Ok(issues)
}

/// `length` is that of the line, in UTF-16 units; `lines` is how many the file has, where it has not that line.
fn past_end(file: &str, place: (u32, u32), length: Option<u64>, lines: u32) -> Option<Issue> {
    let (line, column) = place;
    let end = match length {
        Some(length) if u64::from(column) <= length => return None,
        Some(length) => format!("whose line ends at column {length}"),
        None => format!("which ends at line {lines}"),
    };
    let issue = Issue::new(Code::FramePastEnd).with("file", file).with("line", line);
    // told as browsers write it
    Some(issue.with("column", column.saturating_add(1)).with("end", end))
}

/// What is to be said of a look-up: nothing where it led to a line that can be shown.
#[must_use]
pub fn check_found(found: &Found, file: &str, line: u32, column: u32) -> Option<Issue> {
    match (&found.original, &found.context) {
        (Some(_), Some(_)) => None,
        (Some(original), None) => {
            Some(Issue::new(Code::FrameNoContent).with("source", original.source.as_str()))
        }
        (None, _) => {
            let nearest = match found.nearest {
                Some(column) => {
                    format!("; the nearest mapped column is {}", column.saturating_add(1))
                }
                None => "; nothing of that line is mapped".to_owned(),
            };
            let issue = Issue::new(Code::FrameNotMapped).with("file", file).with("line", line);
            Some(issue.with("column", column.saturating_add(1)).with("nearest", nearest))
        }
    }
}

/// Holds what a bundle says of itself against what it is uploaded with.
#[must_use]
pub fn check_init(
    init: &Init,
    file: &str,
    service: Option<&str>,
    version: Option<&str>,
) -> Vec<Issue> {
    let pairs = [
        (Code::FrameServiceDiffers, init.service.as_deref(), service),
        (Code::FrameVersionDiffers, init.version.as_deref(), version),
    ];
    let differs = |(code, actual, given): (Code, Option<&str>, Option<&str>)| {
        let (actual, given) = (actual?, given?);
        let issue =
            || Issue::new(code).with("file", file).with("actual", actual).with("given", given);
        (actual != given).then(issue)
    };
    pairs.into_iter().filter_map(differs).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_lie_in_the_file() {
        let file = &b"abc\nde"[..];
        let told: Vec<String> =
            check_places(&file, "a.js", &[(3, 0), (1, 3), (2, 3), (2, 0), (9, 9), (1, 3), (1, 4)])
                .unwrap()
                .into_iter()
                .map(|issue| issue.map(|issue| issue.message()).unwrap_or_default())
                .collect();
        assert_eq!(
            told,
            [
                "line 3, column 1 lies past the end of a.js, which ends at line 2",
                "",
                "line 2, column 4 lies past the end of a.js, whose line ends at column 2",
                "",
                "line 9, column 10 lies past the end of a.js, which ends at line 2",
                "",
                "line 1, column 5 lies past the end of a.js, whose line ends at column 3",
            ]
        );
    }

    #[test]
    fn init_and_upload_agree() {
        let init = Init { service: Some("web".to_owned()), version: None };
        assert_eq!(check_init(&init, "a.js", Some("web"), Some("1")), []);
        let told = check_init(&init, "a.js", Some("shop"), None);
        assert_eq!(
            told[0].message(),
            "a.js tells Datadog that it is service web; the upload is for shop"
        );
    }
}
