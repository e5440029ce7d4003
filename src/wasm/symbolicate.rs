//! Places of programs, looked up in files with symbols. Which formats are read depends on the module.

use js_sys::Array;
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};

use super::JsResult;
use super::source::JsSource;
use super::values::{object, set};
use crate::{Answer, CodePlace, SourceFrame, Unanswered};

/// Looks places up, each written as [`CodePlace::written`] does it, of the module with that ID (an empty text where it has none):
/// `[{ frames, reason?, file? }]`, one for each. `file` is a value of the reason.
#[wasm_bindgen]
pub fn symbolicate(source: JsValue, ids: Vec<String>, places: Vec<String>) -> JsResult<Array> {
    let source = JsSource::new(source)?;
    let places: Vec<CodePlace> = places
        .iter()
        .map(|place| CodePlace::read(place).unwrap_or(CodePlace::InMemory(0)))
        .collect();
    let mut answers: Vec<Answer> = vec![Answer::default(); places.len()];
    let mut met: Vec<&String> = Vec::new();
    // a file may hold a program for several processors
    for id in &ids {
        if met.contains(&id) {
            continue;
        }
        met.push(id);
        let own = |index: &usize| ids.get(*index) == Some(id);
        let own: Vec<usize> = (0..places.len()).filter(own).collect();
        let wanted: Vec<CodePlace> = own.iter().filter_map(|at| places.get(*at).cloned()).collect();
        let uuid = Some(id.as_str()).filter(|id| !id.is_empty());
        let told = crate::symbolicate(&source, uuid, &wanted)?;
        for (at, answer) in own.into_iter().zip(told) {
            if let Some(slot) = answers.get_mut(at) {
                *slot = answer;
            }
        }
    }
    answers.iter().map(answer).collect()
}

fn answer(answer: &Answer) -> JsResult {
    let frames: JsResult<Array> = answer.frames.iter().map(frame).collect();
    let result = object("frames", &frames?.into())?;
    if let Some(reason) = &answer.reason {
        set(&result, "reason", &reason.name().into())?;
        if let Unanswered::Split { file } | Unanswered::InPdb { file } = reason {
            set(&result, "file", &file.as_str().into())?;
        }
    }
    Ok(result)
}

fn frame(frame: &SourceFrame) -> JsResult {
    let result = object("isInlined", &frame.is_inlined.into())?;
    set(&result, "isNearestSymbol", &frame.is_nearest_symbol.into())?;
    if let Some(function) = &frame.function {
        set(&result, "function", &function.as_str().into())?;
    }
    if let Some(file) = &frame.file {
        set(&result, "file", &file.as_str().into())?;
    }
    if let Some(line) = frame.line {
        set(&result, "line", &line.into())?;
    }
    if let Some(column) = frame.column {
        set(&result, "column", &column.into())?;
    }
    Ok(result)
}
