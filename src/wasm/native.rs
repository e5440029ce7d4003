//! Stack traces of native programs, and the files with symbols that make them readable.
//!
//! The sentences of findings are not in this module: it gives codes and values, and the core makes sentences of them.

use js_sys::Array;
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};

use super::JsResult;
use super::source::JsSource;
use super::values::{get, issues, object, set, text};
use crate::{
    CodePlace, KnownFile, Matched, NativeFrame, SourceFrame, match_files, native_frames, say,
};

/// The frames of native programs in the lines of a text: `[{ index, before, function?, module, file? }]`. `file` is the index of the one that
/// it is to be looked up in, of `[{ path, ids, hasDebugInfo }]`.
#[wasm_bindgen(js_name = nativeFrames)]
pub fn frames(lines: Vec<String>, files: &Array) -> JsResult<Array> {
    let frames = native_frames(&lines);
    let matched = match_files(&frames, &known_files(files));
    let to_js = |(frame, matched): (&NativeFrame, &Matched)| {
        let result = object("index", &JsValue::from_f64(frame.index as f64))?;
        set(&result, "before", &frame.before.as_str().into())?;
        set(&result, "module", &frame.module.as_str().into())?;
        if let Some(function) = &frame.function {
            set(&result, "function", &function.as_str().into())?;
        }
        if let Some(file) = file_of(matched) {
            set(&result, "file", &JsValue::from_f64(file as f64))?;
        }
        Ok(result)
    };
    frames.iter().zip(&matched).map(to_js).collect()
}

/// What became of the frames that a file was found for, the one at that index, which is `source`; or of those that none was found for:
/// `[{ index, originals, rewritten, issues }]`.
#[wasm_bindgen(js_name = explainNative)]
pub fn explain(
    lines: Vec<String>,
    files: &Array,
    file: Option<u32>,
    source: JsValue,
) -> JsResult<Array> {
    let files = known_files(files);
    let all = native_frames(&lines);
    let matched = match_files(&all, &files);
    let is_meant = |matched: &Matched| file_of(matched) == file.map(|file| file as usize);
    let meant: Vec<(&NativeFrame, &Matched)> =
        all.iter().zip(&matched).filter(|(_, matched)| is_meant(matched)).collect();
    let mut answers = vec![None; meant.len()];
    if file.is_some() {
        let source = JsSource::new(source)?;
        let mut ids: Vec<Option<&String>> = Vec::new();
        for (frame, _) in &meant {
            if !ids.contains(&frame.id.as_ref()) {
                ids.push(frame.id.as_ref());
            }
        }
        // a file may hold a program for several processors
        for id in ids {
            let own = || meant.iter().enumerate().filter(|(_, (it, _))| it.id.as_ref() == id);
            let places: Vec<CodePlace> = own().map(|(_, (frame, _))| frame.wanted()).collect();
            let told = crate::symbolicate(&source, id.map(String::as_str), &places)?;
            for ((at, _), answer) in own().zip(told) {
                if let Some(slot) = answers.get_mut(at) {
                    *slot = Some(answer);
                }
            }
        }
    }
    let to_js = |((frame, matched), answer): (&(&NativeFrame, &Matched), &Option<_>)| {
        let said = say(frame, matched, &files, answer.as_ref());
        let result = object("index", &JsValue::from_f64(frame.index as f64))?;
        let originals: JsResult<Array> = said.originals.iter().map(original).collect();
        set(&result, "originals", &originals?.into())?;
        let rewritten: Array = said.rewritten.iter().map(|text| JsValue::from_str(text)).collect();
        set(&result, "rewritten", &rewritten)?;
        set(&result, "issues", &issues(&said.issues)?.into())?;
        Ok(result)
    };
    meant.iter().zip(&answers).map(to_js).collect()
}

fn file_of(matched: &Matched) -> Option<usize> {
    match matched {
        Matched::ById(file) | Matched::ByName(file) => Some(*file),
        Matched::OtherBuild(_) | Matched::Missing => None,
    }
}

fn known_files(files: &Array) -> Vec<KnownFile> {
    let known = |file: JsValue| KnownFile {
        path: text(&file, "path").unwrap_or_default(),
        ids: Array::from(&get(&file, "ids")).iter().filter_map(|id| id.as_string()).collect(),
        has_debug_info: get(&file, "hasDebugInfo").is_truthy(),
    };
    files.iter().map(known).collect()
}

fn original(frame: &SourceFrame) -> JsResult {
    let function = frame.function.as_deref().unwrap_or("??");
    let result = object("function", &function.into())?;
    if let Some(file) = &frame.file {
        set(&result, "source", &file.as_str().into())?;
    }
    if let Some(line) = frame.line {
        set(&result, "line", &line.into())?;
    }
    if let Some(column) = frame.column {
        set(&result, "column", &column.saturating_sub(1).into())?;
    }
    Ok(result)
}
