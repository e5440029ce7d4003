//! One upload, judged: its event, its files, and what both are together.

mod complete;
pub(crate) mod fit;
mod strays;

use complete::{complete, complete_by_name};
pub use fit::Fit;
use fit::{check_fit, check_usefulness};

use crate::build::debug_id::read_marker;
use crate::error::Result;
use crate::event::{Event, Value};
use crate::finding::{Code, Issue, passes};
use crate::formats::Format;
use crate::inspect::{Inspection, inspect, inspect_as};
use crate::nearest::{nearest, suggestion};
use crate::source::Source;
use crate::sourcemap::{MapSummary, ReadOptions};
use crate::types::{Claim, Mismatch, Role, UploadType, Which};

/// A file of an upload.
pub struct UploadFile<'a> {
    /// The part that it is to be: one of the upload type's parts.
    pub part: &'a str,
    /// Its name or path.
    pub name: &'a str,
    /// Its bytes.
    pub source: &'a dyn Source,
}

/// How to judge an upload.
#[derive(Debug, Clone, Copy, Default)]
pub struct CheckOptions {
    /// Whether fields that nobody knows are warnings rather than errors.
    pub allow_unknown: bool,
    /// Whether the names of a map's sources are wanted, in [`Verdict::main`].
    pub keep_sources: bool,
    /// Whether a map's sources are looked through for home folders and secrets.
    pub scan_sources: bool,
    /// Whether a map is tied to its minified file by the debug ID in that, in place of service and version.
    pub by_debug_id: bool,
    /// Whether findings about a map have the severities of ECMA-426, also where consumers pass over what is wrong.
    pub strict: bool,
    /// Whether it is known that files are missing, and said elsewhere.
    pub partial: bool,
}

impl CheckOptions {
    fn read(self) -> ReadOptions {
        let Self { keep_sources, scan_sources, strict, .. } = self;
        ReadOptions { keep_sources, scan_sources, strict, ..ReadOptions::default() }
    }
}

/// What there is to say about an upload.
#[derive(Debug, Clone, PartialEq)]
pub struct Verdict {
    /// What was found, in the event first, then in the files.
    pub issues: Vec<Issue>,
    /// The file that the upload is about, inspected; `None` when it is not there.
    pub main: Option<Inspection>,
    /// How a map lies on its minified file, where both are there and the map is sound.
    pub fit: Option<Fit>,
}

/// "Maximum file size: 500 MB" may mean this many bytes …
const MEGABYTES_500: u64 = 500_000_000;
/// … or this many, and past these there is no doubt.
const MEBIBYTES_500: u64 = 524_288_000;

/// Judges an upload. Without an event, only its files are judged; what nobody has given in the event is filled in
/// from the files.
///
/// # Errors
/// [`Error::Read`](crate::Error::Read) when the host cannot read a file.
pub fn check(
    upload_type: &UploadType,
    event: Option<&mut Event>,
    files: &[UploadFile<'_>],
    options: CheckOptions,
) -> Result<Verdict> {
    let mut event = event;
    let mut issues = check_parts(upload_type, files, options.partial);
    let mut contradictions = Vec::new();
    let main_part = upload_type.main_part().map(|part| part.name);
    let role_of = |file: &UploadFile<'_>| upload_type.part(file.part).map(|part| part.role);
    let mut main = None;
    for file in files {
        let is_main = Some(file.part) == main_part && main.is_none();
        if is_main || role_of(file) == Some(Role::Companion) {
            let inspection = if is_main {
                inspect_as(file.source, file.name, upload_type, &options.read())?
            } else {
                inspect(file.source, file.name)?
            };
            let counts = |it: &&Issue| !is_waived(upload_type, event.as_deref(), it.code);
            let told = inspection.issues.iter().filter(counts);
            issues.extend(told.cloned().map(|issue| issue.in_part(file.part)));
            if let Some(event) = event.as_deref_mut() {
                if is_main {
                    issues.extend(complete_by_name(event, file.name, &inspection));
                }
                contradictions.extend(complete(event, &inspection));
            }
            if is_main {
                issues.extend(check_format(upload_type, &inspection));
                main = Some(inspection);
            }
        } else if file.source.is_empty() {
            issues.push(Issue::new(Code::FileEmpty).in_part(file.part));
        } else if options.by_debug_id
            && role_of(file) == Some(Role::Minified)
            && let Some(event) = event.as_deref_mut()
        {
            issues.extend(fill_debug_id(event, file)?);
        }
    }
    if let Some(event) = event {
        let mut all = event.validate(options.allow_unknown);
        if issues.iter().any(|issue| issue.code == Code::DebugIdMissing) {
            // it would have stood in for what is missing
            all.retain(|issue| issue.code != Code::EventFieldMissing);
        }
        all.append(&mut contradictions);
        all.append(&mut issues);
        issues = all;
    }
    let mut fit = None;
    let map = main.as_ref().and_then(|main| main.map.as_ref()).filter(|map| map.is_whole);
    if let Some(map) = map {
        issues.extend(check_map(upload_type, map, files, &mut fit)?);
    }
    Ok(Verdict { issues, main, fit })
}

/// Fills in the debug ID by which the stack traces of a minified file are looked up.
fn fill_debug_id(event: &mut Event, minified: &UploadFile<'_>) -> Result<Option<Issue>> {
    if event.get("debug_id").is_none() {
        let Some(id) = read_marker(minified.source)? else {
            if ["service", "version"].iter().all(|name| event.get(name).is_some()) {
                // by these it is found too
                return Ok(None);
            }
            return Ok(Some(Issue::new(Code::DebugIdMissing).in_part(minified.part)));
        };
        event.fill("debug_id", Value::from(id.as_str()));
    }
    Ok(None)
}

/// A map that is sound by itself, held against what it is for.
fn check_map(
    upload_type: &UploadType,
    map: &MapSummary,
    files: &[UploadFile<'_>],
    fit: &mut Option<Fit>,
) -> Result<Vec<Issue>> {
    let mut issues = check_usefulness(map);
    let named = |role| upload_type.part_of(role).map_or("", |part| part.name);
    let minified = files.iter().find(|file| file.part == named(Role::Minified));
    if let Some(minified) = minified.filter(|file| !file.source.is_empty()) {
        let of_map = files.iter().find(|file| file.part == named(Role::Map));
        if let Some(of_map) = of_map {
            let (measured, found) = check_fit(map, of_map.source, minified.source, minified.name)?;
            *fit = Some(measured);
            issues.extend(found);
        }
    }
    Ok(issues.into_iter().map(|issue| issue.in_part(named(Role::Map))).collect())
}

/// Whether a finding of a file does not count for what the file is uploaded as.
fn is_waived(upload_type: &UploadType, event: Option<&Event>, code: Code) -> bool {
    let is_given = |field: &str| {
        let value = event.and_then(|event| event.get(field));
        value.is_some_and(|value| *value != Value::from(""))
    };
    upload_type
        .waivers
        .iter()
        .any(|waiver| waiver.codes.contains(&code) && waiver.given.is_none_or(is_given))
}

/// A file that is of another format than the upload type takes.
fn check_format(upload_type: &UploadType, main: &Inspection) -> Option<Issue> {
    let part = upload_type.main_part()?.name;
    let said = |code| Some(Issue::new(code).in_part(part).with("type", upload_type.name));
    let format = main.format;
    if format == Format::Empty || upload_type.formats.is_empty() {
        return None;
    }
    if upload_type.formats.contains(&format) {
        let lacks = |claim: &Claim| match claim.which {
            Which::Holding(_, code) if claim.format == format => Some(code),
            _ => None,
        };
        let is_other = main.upload_type != Some(upload_type.name) && main.issues.is_empty();
        return upload_type.claims.iter().find_map(lacks).filter(|_| is_other).and_then(said);
    }
    if let Some(mistake) = upload_type.mistakes.iter().find(|it| it.format == format) {
        // what is wrong with it in itself says more
        if !passes(&main.issues) {
            return None;
        }
        let mut issue = said(mistake.code)?;
        if let Some((arg, member, otherwise)) = mistake.arg {
            let told = main.identity.iter().find(|(name, _)| *name == member);
            issue = issue.with(arg, told.map_or(otherwise, |(_, value)| value));
        }
        return Some(issue);
    }
    match upload_type.mismatch {
        Mismatch::Finding(code) => said(code),
        Mismatch::Expected(what) => {
            said(Code::FileFormat).map(|issue| issue.with("expected", what))
        }
    }
}

fn check_parts(upload_type: &UploadType, files: &[UploadFile<'_>], partial: bool) -> Vec<Issue> {
    let at =
        |code, part: &str| Issue::new(code).at_path(format!("parts.{part}")).with("part", part);
    let times = |name: &str| files.iter().filter(|file| file.part == name).count();
    let mut issues = Vec::new();
    for part in upload_type.parts {
        match times(part.name) {
            0 if part.required && !partial => {
                let issue = at(Code::PartMissing, part.name).with("how", part.name);
                issues.push(issue.with("type", upload_type.name));
            }
            0 | 1 => {}
            times => issues.push(at(Code::PartRepeated, part.name).with("times", times)),
        }
    }
    for file in files.iter().filter(|file| upload_type.part(file.part).is_none()) {
        let close = nearest(file.part, upload_type.parts.iter().map(|part| part.name));
        let issue = at(Code::PartUnknown, file.part).with("type", upload_type.name);
        issues.push(issue.with("suggestion", suggestion(close)));
    }
    issues
}

/// What is to be said of the size of an upload, in bytes, as it is sent: it may be smaller than the files that [`check`] was given. The
/// limit holds for all files together; Datadog's guide says so for a map and its minified file.
#[must_use]
pub fn check_size(size: u64) -> Option<Issue> {
    let (code, limit) = match size {
        _ if size > MEBIBYTES_500 => (Code::UploadTooLarge, MEBIBYTES_500),
        _ if size > MEGABYTES_500 => (Code::UploadNearLimit, MEGABYTES_500),
        _ => return None,
    };
    Some(Issue::new(code).with("size", size).with("limit", limit))
}
