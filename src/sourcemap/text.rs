//! The text around the outermost object: what comes before it, what comes after it, and its encoding.

use super::{
    finding::{Finding, Findings, Path, Scope, Spot},
    json::{Json, Kind, shown},
    map::Map,
    members::actual_is,
    sections::Again,
    window::{Step, Stop},
};
use crate::finding::Code;

/// Reads the whole text into a map. What ends the reading early is among the findings.
pub(super) fn read(map: &mut Map, findings: &mut Findings, again: &Again<'_>) -> Step<()> {
    let start = Spot { offset: 0, line: 1, column: 1 };
    let mut json = Json::new(again.source, again.window, 0..again.source.len(), start);
    let stopped = whole(&mut json, map, findings, again);
    let stopped = stopped.map_err(|stop| *stop);
    let is_utf16 = matches!(&stopped, Err(Stop::Broken(it)) if it.code == Code::MapUtf16);
    let utf8 = json.window.utf8()?;
    if let Some(first) = utf8.first.filter(|_| !is_utf16) {
        let mut finding = Finding::in_text(Code::MapUtf8, first, Vec::new());
        finding.count = utf8.count;
        findings.push(finding);
    }
    match stopped {
        Err(Stop::Broken(finding)) => findings.push(finding),
        Err(Stop::Read(error)) => return Err(error.into()),
        Ok(()) => {}
    }
    Ok(())
}

fn whole(
    json: &mut Json<'_>,
    map: &mut Map,
    findings: &mut Findings,
    again: &Again<'_>,
) -> Step<()> {
    prologue(json, findings)?;
    json.space()?;
    let start = json.window.spot();
    if json.window.peek()?.is_none() {
        let code = if start.offset == 0 { Code::FileEmpty } else { Code::MapBlank };
        return Err(json.broken(code, start, Vec::new()));
    }
    if json.kind()? == Kind::Object {
        map.read(json, again)?;
    } else {
        let actual = json.skip_telling()?;
        let path = Path::member(Scope::Top, "");
        findings.add(Code::MapNotObject, path, start, || actual_is(actual));
    }
    json.space()?;
    let spot = json.window.spot();
    match shown(&json.window.look(4)?) {
        Some(found) => Err(json.broken(Code::MapJsonTrailing, spot, vec![("found", found.into())])),
        None => Ok(()),
    }
}

/// Passes what some tools put before the text and no consumer of a file expects there.
pub(crate) fn prologue(json: &mut Json<'_>, findings: &mut Findings) -> Step<()> {
    let first = json.window.look(4)?;
    if first.starts_with(b"\xff\xfe") || first.starts_with(b"\xfe\xff") {
        return Err(json.broken(Code::MapUtf16, json.window.spot(), Vec::new()));
    }
    if first.starts_with(b"\xef\xbb\xbf") {
        findings.push(Finding::in_text(Code::MapBom, json.window.spot(), Vec::new()));
        pass(json, 3)?;
    }
    if json.window.look(4)? == b")]}'" {
        findings.push(Finding::in_text(Code::MapXssiPrefix, json.window.spot(), Vec::new()));
        while let Some(byte) = json.window.peek()? {
            json.window.advance(1);
            if byte == b'\n' {
                json.window.end_line();
                break;
            }
        }
    }
    Ok(())
}

fn pass(json: &mut Json<'_>, bytes: usize) -> Step<()> {
    for _ in 0..bytes {
        json.window.peek()?;
        json.window.advance(1);
    }
    Ok(())
}
