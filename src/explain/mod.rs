//! What keeps a stack frame from becoming readable, said as findings.

pub(crate) mod address;
mod finder;
pub mod frame;
mod json_log;
pub mod locate;
pub mod lookup;
pub mod names;
pub(crate) mod other_build;
pub mod places;
pub mod sources;
pub mod stack;

use crate::build::rum::Init;
use crate::explain::lookup::Found;
use crate::finding::{Code, Issue};

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
