//! Stack traces, and what stands between a frame and its source.

use js_sys::{Array, Reflect};
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};

use super::JsResult;
use super::source::JsSource;
use super::values::{get, object, text, to_js};
use crate::{CodeAt, MapPath, NameAt, NamedFrame, Obstacle, Position, ServedFile};

/// The lines of a pasted stack trace: `[{ raw, frame? }]`.
#[wasm_bindgen(js_name = parseStack)]
pub fn parse_stack(text: &str) -> JsResult {
    to_js(&crate::parse_stack(text))
}

/// The file of `[{ path, shown?, url?, hasMap }]` that is served at a frame's address: `{ index?, issue?, isSource, least? }`.
#[wasm_bindgen]
pub fn locate(url: &str, files: &Array) -> JsResult {
    let served = |file: JsValue| ServedFile {
        path: text(&file, "path").unwrap_or_default(),
        shown: text(&file, "shown"),
        url: text(&file, "url"),
        has_map: get(&file, "hasMap").is_truthy(),
    };
    let files: Vec<ServedFile> = files.iter().map(served).collect();
    let located = crate::locate(url, &files);
    let result = match located.file {
        Ok(index) => object("index", &JsValue::from_f64(index as f64))?,
        Err(issue) => object("issue", &to_js(&issue)?)?,
    };
    Reflect::set(&result, &"isSource".into(), &located.is_source.into())?;
    if let Some(least) = located.least {
        Reflect::set(&result, &"least".into(), &JsValue::from_f64(least as f64))?;
    }
    Ok(result)
}

/// Which frames' addresses are those of sources of a map, each with the least that must be the same: `{ issue, shared }` or undefined
/// for each.
#[wasm_bindgen(js_name = findSources)]
pub fn find_sources(
    map: JsValue,
    path: &str,
    shown: &str,
    urls: Vec<String>,
    least: &[u32],
) -> JsResult<Array> {
    let least = least.iter().map(|least| usize::try_from(*least).unwrap_or(usize::MAX));
    let addresses: Vec<_> = urls.into_iter().zip(least).collect();
    let found = crate::find_sources(&JsSource::new(map)?, MapPath { path, shown }, &addresses)?;
    let to_js = |found: Option<crate::InSource>| {
        let Some(found) = found else { return Ok(JsValue::UNDEFINED) };
        let result = object("issue", &to_js(&found.issue)?)?;
        Reflect::set(&result, &"shared".into(), &JsValue::from_f64(found.shared as f64))?;
        Ok(result)
    };
    found.into_iter().map(to_js).collect()
}

/// The path of a source whose name in a map is relative, from where the user is.
#[wasm_bindgen(js_name = pathOfSource)]
#[must_use]
pub fn path_of_source(name: &str, path: &str, shown: &str) -> Option<String> {
    crate::path_of_source(name, MapPath { path, shown })
}

/// The finding of a frame that can't be looked up: it has no place, its file (given) has no map, or that is not sound, for a
/// reason (given).
#[wasm_bindgen]
pub fn obstacle(file: Option<String>, reason: Option<String>) -> JsResult {
    let obstacle = match (file.as_deref(), reason.as_deref()) {
        (None, _) => Obstacle::NoPlace,
        (Some(file), None) => Obstacle::NoMap { file },
        (Some(map), Some(reason)) => Obstacle::MapInvalid { map, reason },
    };
    to_js(&obstacle.issue())
}

/// The finding of a frame in a file that has a line (1-based) but no column.
#[wasm_bindgen(js_name = noColumn)]
pub fn no_column(file: &str, line: u32) -> JsResult {
    to_js(&Obstacle::NoColumn { file, line }.issue())
}

/// Places in a minified file, a line (1-based) and a column (0-based) in turn: `[{ issue?, code? }]`, that it is not in the file or the
/// code around it.
#[wasm_bindgen(js_name = readPlaces)]
pub fn read_places(source: JsValue, file: &str, places: &[u32]) -> JsResult {
    to_js(&crate::read_places(&JsSource::new(source)?, file, &positions(places))?)
}

/// Looks such places up in a file's map: `{ issue? }` where that is not sound, or `{ found: [{ original?, context?, function?, begins?,
/// nearest?, issue? }] }`.
#[wasm_bindgen(js_name = lookUp)]
pub fn look_up(map: JsValue, file: &str, places: &[u32], around: u32) -> JsResult {
    let positions = positions(places);
    let looked_up = crate::look_up(&JsSource::new(map)?, &positions, around)?;
    if let Some(issue) = looked_up.issue {
        return object("issue", &to_js(&issue)?);
    }
    let found = Array::new();
    for (one, position) in looked_up.found.iter().zip(&positions) {
        let result = to_js(one)?;
        if let Some(issue) = crate::check_found(one, file, position.line, position.column) {
            Reflect::set(&result, &"issue".into(), &to_js(&issue)?)?;
        }
        found.push(&result);
    }
    object("found", &found)
}

fn positions(places: &[u32]) -> Vec<Position> {
    let (places, _) = places.as_chunks::<2>();
    places.iter().map(|[line, column]| Position { line: *line, column: *column }).collect()
}

/// What the functions of frames are called, in turn: of `[{ function?, scope?, name?, begins?, column?, code?, isResolved, isApart }]`,
/// which stand in this order in a trace, a text or undefined each.
#[wasm_bindgen(js_name = nameFrames)]
pub fn name_frames(frames: &Array) -> Array {
    let frames: Vec<NamedFrame> = frames.iter().map(|frame| named_frame(&frame)).collect();
    let names = crate::name_frames(&frames).into_iter();
    names.map(|name| name.map_or(JsValue::UNDEFINED, JsValue::from)).collect()
}

fn named_frame(frame: &JsValue) -> NamedFrame {
    let number = |object: &JsValue, name| get(object, name).as_f64().map(|number| number as u32);
    let code = get(frame, "code");
    let code = text(&code, "text").zip(number(&code, "column"));
    let name = text(frame, "name").zip(number(frame, "begins")).map(|(name, begins)| NameAt {
        name,
        begins,
        column: number(frame, "column").unwrap_or_default(),
        code: code.map(|(text, column)| CodeAt { text, column }),
    });
    NamedFrame {
        function: text(frame, "function"),
        scope: text(frame, "scope"),
        name,
        is_resolved: get(frame, "isResolved").is_truthy(),
        is_apart: get(frame, "isApart").is_truthy(),
    }
}
