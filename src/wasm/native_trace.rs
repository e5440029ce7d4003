//! Stack traces of native programs, of WebAssembly and of .NET: their frames, and what is said of them.

use js_sys::{Array, Object};
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};

use super::JsResult;
use super::source::JsSource;
use super::values::{get, object, set, text, to_js};
use crate::{
    Answer, KnownFile, Matched, NativeFrame, SourceFrame, Unanswered, generated_lines, match_files,
    native_frames, say,
};

/// The frames in the lines of a text: `[{ index, platform, before, function?, module, isReadable, id?, place?, file?, generated? }]`. `file` is the
/// index of the one that it is to be looked up in, of `[{ path, format, identity, slices }]`; `place` is that to look up, and `generated` a line
/// in what was made of C#.
#[wasm_bindgen(js_name = nativeFrames)]
pub fn frames(lines: Vec<String>, files: &Array) -> JsResult<Array> {
    let files = known_files(files);
    let frames = native_frames(&lines, &files);
    let matched = match_files(&frames, &files);
    let to_js = |(frame, matched): (&NativeFrame, &Matched)| {
        let result = object("index", &JsValue::from_f64(frame.index as f64))?;
        set(&result, "platform", &frame.platform().into())?;
        set(&result, "before", &frame.before.as_str().into())?;
        set(&result, "module", &frame.module.as_str().into())?;
        set(&result, "isReadable", &frame.is_readable.into())?;
        for (name, value) in [("function", &frame.function), ("id", &frame.id)] {
            if let Some(value) = value {
                set(&result, name, &value.as_str().into())?;
            }
        }
        if let Some(place) = frame.wanted() {
            set(&result, "place", &place.written().as_str().into())?;
        }
        if let Some((file, line)) = &frame.generated {
            set(&result, "generated", &generated(file, *line)?)?;
        }
        if let Some(file) = file_of(matched) {
            set(&result, "file", &JsValue::from_f64(file as f64))?;
            if let Some(reader) = files.get(file).and_then(KnownFile::reader) {
                set(&result, "reader", &reader.into())?;
            }
        }
        Ok(result)
    };
    frames.iter().zip(&matched).map(to_js).collect()
}

/// What is said of the same frames, with an answer or undefined for each: `[{ index, originals, rewritten, issues }]`.
#[wasm_bindgen(js_name = sayNative)]
pub fn say_native(lines: Vec<String>, files: &Array, answers: &Array) -> JsResult<Array> {
    let files = known_files(files);
    let frames = native_frames(&lines, &files);
    let matched = match_files(&frames, &files);
    let to_js = |((frame, matched), answer): ((&NativeFrame, &Matched), JsValue)| {
        let answer = read_answer(&answer);
        let said = say(frame, matched, &files, answer.as_ref());
        let result = object("index", &JsValue::from_f64(frame.index as f64))?;
        let originals: JsResult<Array> = said.originals.iter().map(original).collect();
        set(&result, "originals", &originals?.into())?;
        let rewritten: Array = said.rewritten.iter().map(|text| JsValue::from_str(text)).collect();
        set(&result, "rewritten", &rewritten)?;
        set(&result, "issues", &to_js(&said.issues)?)?;
        Ok(result)
    };
    frames.iter().zip(&matched).zip(answers.iter()).map(to_js).collect()
}

/// The indexes of the files that take lines of what was made of C# to lines of C#.
#[wasm_bindgen(js_name = mappingsOfLines)]
#[must_use]
pub fn mappings_of_lines(files: &Array) -> Vec<u32> {
    let files = known_files(files);
    let each = (0_u32..).zip(&files);
    each.filter(|(_, file)| file.is_mapping_of_lines()).map(|(index, _)| index).collect()
}

/// Looks lines of what was made of C# up in Unity's mapping: `{ file, line }` or undefined for each `{ file, line }`.
#[wasm_bindgen(js_name = generatedLines)]
pub fn generated_lines_of(source: JsValue, wanted: &Array) -> JsResult<Array> {
    let place = |place: JsValue| {
        let line = get(&place, "line").as_f64().unwrap_or_default();
        (text(&place, "file").unwrap_or_default(), line as u32)
    };
    let wanted: Vec<(String, u32)> = wanted.iter().map(place).collect();
    let found = generated_lines(&JsSource::new(source)?, &wanted)?;
    let to_js = |found: Option<(String, u32)>| match found {
        Some((file, line)) => generated(&file, line),
        None => Ok(JsValue::UNDEFINED),
    };
    found.into_iter().map(to_js).collect()
}

fn generated(file: &str, line: u32) -> JsResult {
    let result = object("file", &file.into())?;
    set(&result, "line", &line.into())?;
    Ok(result)
}

fn file_of(matched: &Matched) -> Option<usize> {
    match matched {
        Matched::ById(file) | Matched::ByName(file) | Matched::ByOnly(file) => Some(*file),
        Matched::OtherBuild(_) | Matched::Missing => None,
    }
}

fn known_files(files: &Array) -> Vec<KnownFile> {
    let known = |file: JsValue| {
        let identity = get(&file, "identity");
        let identity: Vec<(String, String)> = match identity.is_object() {
            true => Object::entries(&identity.into())
                .iter()
                .filter_map(|entry| {
                    let entry = Array::from(&entry);
                    Some((entry.get(0).as_string()?, entry.get(1).as_string()?))
                })
                .collect(),
            false => Vec::new(),
        };
        let slices = get(&file, "slices");
        let slice =
            |slice: JsValue| Some((text(&slice, "uuid")?, get(&slice, "dwarf").is_truthy()));
        let slices: Vec<(String, bool)> = match Array::is_array(&slices) {
            true => Array::from(&slices).iter().filter_map(slice).collect(),
            false => Vec::new(),
        };
        KnownFile::of(
            text(&file, "path").unwrap_or_default(),
            text(&file, "format").unwrap_or_default(),
            &identity,
            &slices,
        )
    };
    files.iter().map(known).collect()
}

fn read_answer(answer: &JsValue) -> Option<Answer> {
    if answer.is_undefined() {
        return None;
    }
    let number = |frame: &JsValue, name| get(frame, name).as_f64().map(|number| number as u32);
    let frame = |frame: JsValue| SourceFrame {
        function: text(&frame, "function"),
        file: text(&frame, "file"),
        line: number(&frame, "line"),
        column: number(&frame, "column"),
        is_inlined: get(&frame, "isInlined").is_truthy(),
        is_nearest_symbol: get(&frame, "isNearestSymbol").is_truthy(),
    };
    let file = text(answer, "file").unwrap_or_default();
    Some(Answer {
        frames: Array::from(&get(answer, "frames")).iter().map(frame).collect(),
        reason: text(answer, "reason").and_then(|name| Unanswered::named(&name, file)),
    })
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
