//! The members of a regular map, read one by one (ECMA-426 9.1.2). What they say about each other is judged in `consistency.rs`.

use mapship_loops::names_a_map;

use super::{
    field::Field,
    finding::{Args, Path, Spot},
    json::{Json, Kind},
    leaks::Leaks,
    mappings::{Limits, Mappings},
    noted::Noted,
    url::{Urls, is_bundle_name, is_url, joined},
    window::Step,
};
use crate::finding::{Code, Severity};

/// Reads a member that is an array: `item` reads each of its items.
/// Gives whether it was an array at all; if not, that is the finding.
fn array<T>(
    json: &mut Json<'_>,
    field: &mut Field<T>,
    path: Path,
    code: Code,
    mut item: impl FnMut(&mut Json<'_>, &mut Field<T>, Path, Kind) -> Step<()>,
) -> Step<()> {
    if json.kind()? != Kind::Array {
        return wrong(json, field, path, code);
    }
    json.enter();
    let mut first = true;
    let mut index = 0_u64;
    while json.item(&mut first)? {
        let kind = json.kind()?;
        item(json, field, path.item(index), kind)?;
        index = index.saturating_add(1);
    }
    Ok(())
}

/// Passes a value of the wrong type, which is a finding.
fn wrong<T>(json: &mut Json<'_>, field: &mut Field<T>, path: Path, code: Code) -> Step<()> {
    let spot = json.window.spot();
    let actual = json.skip_telling()?;
    field.findings.add(code, path, spot, || actual_is(actual));
    Ok(())
}

/// The argument of findings about a type.
pub(super) fn actual_is(actual: impl Into<String>) -> Args {
    vec![("actual", actual.into().into())]
}

/// `version`: the number 3.
pub(super) fn version(json: &mut Json<'_>, field: &mut Field<Option<i64>>, path: Path) -> Step<()> {
    if json.kind()? != Kind::Number {
        let actual = json.skip_telling()?;
        // no consumer that looks at it tells the text from the number
        let is_text = actual == "the text \"3\"";
        let severity = if is_text { Severity::Warning } else { Severity::Error };
        field.findings.add_as(severity, Code::MapVersion, path, field.start, actual_is(actual));
        return Ok(());
    }
    field.value = json.number()?;
    if field.value != Some(3) {
        let actual = format!("the number {}", json.literal);
        field.findings.add(Code::MapVersion, path, field.start, || actual_is(actual));
    }
    Ok(())
}

/// `file`: a string.
pub(super) fn file(json: &mut Json<'_>, field: &mut Field<Option<String>>, path: Path) -> Step<()> {
    if json.kind()? != Kind::String {
        return wrong(json, field, path, Code::MapFileType);
    }
    field.value = Some(json.text()?);
    Ok(())
}

/// `sourceRoot`: a string. Consumers take null for none, and stumble over anything else.
pub(super) fn source_root(
    json: &mut Json<'_>,
    field: &mut Field<Option<String>>,
    path: Path,
) -> Step<()> {
    let severity = match json.kind()? {
        Kind::String => {
            field.value = Some(json.text()?);
            return Ok(());
        }
        Kind::Null => Severity::Warning,
        _ => Severity::Error,
    };
    let actual = json.skip_telling()?;
    field.findings.add_as(severity, Code::MapSourceRootType, path, field.start, actual_is(actual));
    Ok(())
}

/// A member the standard does not know: a string is remembered, anything else is none of our business.
pub(super) fn optional_text(json: &mut Json<'_>, field: &mut Field<Option<String>>) -> Step<()> {
    if json.kind()? != Kind::String {
        return json.skip();
    }
    field.value = Some(json.text()?);
    Ok(())
}

/// What is remembered of `sources`.
#[derive(Debug, Default)]
pub(super) struct Sources {
    /// How many there are; `None` when it is not an array.
    pub count: Option<u64>,
    /// Those that are bundles.
    pub bundles: u64,
    /// Their names, where they are wanted.
    pub kept: Vec<Option<String>>,
    /// Whether they are URLs, with the `sourceRoot` that was known when they were read.
    pub urls: Urls,
}

/// `sources`: an array of strings and nulls. `root` is the `sourceRoot`, if that came before.
pub(super) fn sources(
    json: &mut Json<'_>,
    field: &mut Field<Sources>,
    path: Path,
    root: Option<&str>,
    keep: bool,
) -> Step<()> {
    if json.kind()? == Kind::Array {
        field.value.count = Some(0);
    }
    field.value.urls = Urls::new(root);
    array(json, field, path, Code::MapSourcesType, |json, field, path, kind| {
        let mut name = None;
        match kind {
            Kind::String => name = Some(json.text()?),
            Kind::Null => json.skip()?,
            _ => wrong(json, field, path, Code::MapSourceType)?,
        }
        let sources = &mut field.value;
        sources.count = sources.count.map(|count| count.saturating_add(1));
        if let Some(name) = &name {
            sources.bundles += u64::from(is_bundle_name(name));
            sources.urls.see(name);
        }
        if keep {
            sources.kept.push(name);
        }
        Ok(())
    })
}

/// `sources` once more: every name that can't be a URL is a finding.
pub(super) fn source_urls(
    json: &mut Json<'_>,
    field: &mut Field<()>,
    path: Path,
    root: Option<&str>,
) -> Step<()> {
    array(json, field, path, Code::MapSourcesType, |json, field, path, kind| {
        if kind != Kind::String {
            return json.skip();
        }
        let spot = json.window.spot();
        let name = json.text()?;
        if !is_url(root, &name) {
            field.findings.add(Code::MapSourceUrl, path, spot, || {
                vec![("value", joined(root, &name).into_owned().into())]
            });
        }
        Ok(())
    })
}

/// How much `sourcesContent` holds.
#[derive(Debug, Default)]
pub(super) struct Contents {
    pub items: u64,
    pub nulls: u64,
    /// Texts that name a source map of their own.
    pub generated: u64,
    /// Bytes between quotes, as they stand in the file.
    pub bytes: u64,
}

/// How much of a text's end is looked at for the name of a map, in bytes.
const TAIL: usize = 160;

/// `sourcesContent`: an array of strings and nulls, measured only, unless it is to be scanned.
pub(super) fn contents(
    json: &mut Json<'_>,
    field: &mut Field<Contents>,
    path: Path,
    scan: bool,
) -> Step<()> {
    let mut leaks = scan.then(Leaks::default);
    array(json, field, path, Code::MapSourcesContentType, |json, field, path, kind| {
        field.value.items += 1;
        match kind {
            Kind::String => {
                let spot = json.window.spot();
                let Field { findings, value, .. } = field;
                match &mut leaks {
                    None => json.skip_string()?,
                    Some(leaks) => {
                        json.string(&mut |bytes, _| leaks.feed(bytes, findings, path, spot))?;
                        leaks.finish(findings, path, spot);
                    }
                }
                let quoted = json.window.offset().saturating_sub(spot.offset);
                value.bytes += quoted.saturating_sub(2);
                let tail = json.window.behind(quoted.min(TAIL as u64))?;
                value.generated += u64::from(names_a_map(&tail));
                Ok(())
            }
            Kind::Null => {
                field.value.nulls += 1;
                json.skip()
            }
            _ => wrong(json, field, path, Code::MapSourceContentType),
        }
    })
}

/// What is remembered of `names`.
#[derive(Debug, Default)]
pub(super) struct Names {
    /// How many there are; `None` when it is not an array.
    pub count: Option<u64>,
}

/// `names`: an array of strings, which are counted only.
pub(super) fn names(json: &mut Json<'_>, field: &mut Field<Names>, path: Path) -> Step<()> {
    if json.kind()? != Kind::Array {
        return wrong(json, field, path, Code::MapNamesType);
    }
    json.enter();
    let mut first = true;
    let mut index = 0;
    field.value.count = Some(0);
    while json.item(&mut first)? {
        // there are very many names, and nearly all are plain
        index += json.plain_strings()?;
        field.value.count = Some(index + 1);
        match json.kind()? {
            Kind::String => json.skip_string()?,
            _ => wrong(json, field, path.item(index), Code::MapNameType)?,
        }
        index += 1;
    }
    Ok(())
}

/// What is remembered of `ignoreList`.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct IgnoreList {
    pub items: u64,
    /// One more than the greatest index.
    pub end: i64,
}

/// `ignoreList`: an array of indexes of sources. With a limit, those beyond it are findings too.
pub(super) fn ignore_list(
    json: &mut Json<'_>,
    field: &mut Field<IgnoreList>,
    path: Path,
    limit: Option<i64>,
) -> Step<()> {
    array(json, field, path, Code::MapIgnoreListType, |json, field, path, kind| {
        field.value.items += 1;
        if kind != Kind::Number {
            return wrong(json, field, path, Code::MapIgnoreIndexType);
        }
        let spot = json.window.spot();
        match json.number()? {
            Some(index) if index >= 0 => {
                field.value.end = field.value.end.max(index.saturating_add(1));
                if let Some(limit) = limit
                    && index >= limit
                {
                    field.findings.add(Code::MapIgnoreIndex, path, spot, || {
                        vec![("value", index.into()), ("limit", limit.into())]
                    });
                }
            }
            _ => {
                let actual = format!("the number {}", json.literal);
                field.findings.add(Code::MapIgnoreIndexType, path, spot, || actual_is(actual));
            }
        }
        Ok(())
    })
}

/// `mappings`: a string. Indexes are judged when the limits are known.
pub(super) fn mappings(
    json: &mut Json<'_>,
    field: &mut Field<Option<Mappings>>,
    path: Path,
    limits: Limits,
    noted: Option<&Noted>,
) -> Step<()> {
    if json.kind()? != Kind::String {
        return wrong(json, field, path, Code::MapMappingsType);
    }
    let start: Spot = json.window.spot();
    let mappings = field.value.insert(Mappings::new(path, start, limits));
    json.string(&mut |bytes, offset| match noted {
        None => mappings.feed(bytes, offset),
        Some(noted) => noted.feed(mappings, bytes, offset),
    })?;
    mappings.finish(json.window.offset().saturating_sub(1));
    Ok(())
}
