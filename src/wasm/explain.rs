//! Stack traces, and what stands between a frame and its source.

use js_sys::{Array, Reflect};
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};

use super::JsResult;
use super::source::JsSource;
use super::values::{object, text, to_js};
use crate::{Obstacle, ServedFile};

/// The lines of a pasted stack trace: `[{ raw, frame? }]`.
#[wasm_bindgen(js_name = parseStack)]
pub fn parse_stack(text: &str) -> JsResult {
    to_js(&crate::parse_stack(text))
}

/// The file that is served at a frame's address: `{ index }` in `[{ path, url? }]`, or `{ issue }`.
#[wasm_bindgen]
pub fn locate(url: &str, files: &Array) -> JsResult {
    let served = |file: JsValue| ServedFile {
        path: text(&file, "path").unwrap_or_default(),
        url: text(&file, "url"),
    };
    let files: Vec<ServedFile> = files.iter().map(served).collect();
    match crate::locate(url, &files) {
        Ok(index) => object("index", &JsValue::from_f64(index as f64)),
        Err(issue) => object("issue", &to_js(&issue)?),
    }
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

/// Places in a minified file, a line (1-based) and a column (0-based) in turn: a finding for each that is not in it, or
/// undefined.
#[wasm_bindgen(js_name = checkPlaces)]
pub fn check_places(source: JsValue, file: &str, places: &[u32]) -> JsResult {
    let (places, _) = places.as_chunks::<2>();
    let places: Vec<(u32, u32)> = places.iter().map(|[line, column]| (*line, *column)).collect();
    to_js(&crate::check_places(&JsSource::new(source)?, file, &places)?)
}

/// What a bundle tells Datadog of itself, held against what it is uploaded with: `{ service?, version?, issues }`, or
/// undefined where it tells nothing.
#[wasm_bindgen(js_name = checkInit)]
pub fn check_init(
    source: JsValue,
    file: &str,
    service: Option<String>,
    version: Option<String>,
) -> JsResult {
    let Some(init) = crate::read_init(&JsSource::new(source)?)? else {
        return Ok(JsValue::UNDEFINED);
    };
    let issues = crate::check_init(&init, file, service.as_deref(), version.as_deref());
    let result = to_js(&init)?;
    Reflect::set(&result, &"issues".into(), &to_js(&issues)?)?;
    Ok(result)
}

/// A map decoded for look-ups.
#[wasm_bindgen]
pub struct Lookup(crate::Lookup);

#[wasm_bindgen]
impl Lookup {
    /// Reads a map.
    #[wasm_bindgen(constructor)]
    pub fn new(map: JsValue) -> JsResult<Self> {
        Ok(Self(crate::Lookup::new(&JsSource::new(map)?)?))
    }

    /// The original of a position (line 1-based, column 0-based in UTF-16 units), or undefined.
    pub fn original(&self, line: u32, column: u32) -> JsResult {
        match self.0.original(line, column) {
            Some(original) => to_js(&original),
            None => Ok(JsValue::UNDEFINED),
        }
    }

    /// The same with the lines around it: `{ original?, context?, nearest?, issue? }`.
    pub fn find(&self, file: &str, line: u32, column: u32, around: u32) -> JsResult {
        let found = self.0.find(line, column, around);
        let result = to_js(&found)?;
        if let Some(issue) = crate::check_found(&found, file, line, column) {
            Reflect::set(&result, &"issue".into(), &to_js(&issue)?)?;
        }
        Ok(result)
    }
}
