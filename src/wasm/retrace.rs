//! Stack traces of the JVM, and the mapping that makes them readable.
//!
//! The sentences of findings are not in this module: it gives codes and values, and the module of look-ups makes sentences of them.

use js_sys::Array;
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};

use super::JsResult;
use super::source::JsSource;
use super::values::{issues, object, set};
use crate::{JvmFrame, JvmOriginal, JvmState, NamedMapping, RetracedLine};

/// The frames of the JVM in the lines of a text: `[{ index, before, function, file, line? }]`.
#[wasm_bindgen(js_name = jvmFrames)]
pub fn jvm_frames(lines: Vec<String>) -> JsResult<Array> {
    let to_js = |(index, frame): (usize, JvmFrame)| {
        let JvmFrame { before, class, method, file, line, .. } = frame;
        let result = object("index", &JsValue::from_f64(index as f64))?;
        set(&result, "before", &before.into())?;
        set(&result, "function", &[class, method].join(".").into())?;
        set(&result, "file", &file.into())?;
        if let Some(line) = line {
            set(&result, "line", &line.into())?;
        }
        Ok(result)
    };
    crate::jvm_frames(&lines).into_iter().map(to_js).collect()
}

/// Makes such lines readable by a mapping, whose name is for findings; without one it is said which need it: `{ lines, issues }`.
#[wasm_bindgen]
pub fn retrace(lines: Vec<String>, mapping: JsValue, name: &str) -> JsResult {
    let source = if mapping.is_undefined() { None } else { Some(JsSource::new(mapping)?) };
    let mapping = source.as_ref().map(|source| NamedMapping { source, name });
    let retraced = crate::retrace(&lines, mapping)?;
    let lines: JsResult<Array> = retraced.lines.iter().map(line).collect();
    let result = object("lines", &lines?.into())?;
    set(&result, "issues", &issues(&retraced.issues)?.into())?;
    Ok(result)
}

fn line(line: &RetracedLine) -> JsResult {
    let result = object("index", &JsValue::from_f64(line.index as f64))?;
    let state = match line.state {
        JvmState::Resolved => "resolved",
        JvmState::Readable => "readable",
        JvmState::Removed => "removed",
        JvmState::Unreadable => "unreadable",
        JvmState::Words => "words",
    };
    set(&result, "state", &state.into())?;
    let text: Array = line.text.iter().map(|text| JsValue::from_str(text)).collect();
    set(&result, "text", &text)?;
    let reading =
        |frames: &Vec<JvmOriginal>| frames.iter().map(original).collect::<JsResult<Array>>();
    let readings: JsResult<Array> = line.readings.iter().map(reading).collect();
    set(&result, "readings", &readings?.into())?;
    set(&result, "issues", &issues(&line.issues)?.into())?;
    Ok(result)
}

fn original(frame: &JvmOriginal) -> JsResult {
    let function = [frame.class.as_str(), frame.method.as_str()].join(".");
    let result = object("function", &function.into())?;
    set(&result, "source", &frame.file.as_str().into())?;
    if let Some(line) = frame.line {
        set(&result, "line", &line.into())?;
    }
    Ok(result)
}
