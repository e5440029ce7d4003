//! Files and events, judged and framed.

use js_sys::{Array, Object, Reflect, Uint8Array};
use serde::Serialize;
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};

use super::JsResult;
use super::given::{event_to_js, list, members};
use super::source::JsSource;
use super::values::{get, key, text, to_js};
use crate::error::{Error, Result};
use crate::event::Event;
use crate::{CheckOptions, FramedFile, Issue, Segment, Severity, UploadFile};

/// The version of the core, which is the package's.
#[wasm_bindgen]
#[must_use]
pub fn version() -> String {
    env!("CARGO_PKG_VERSION").to_owned()
}

/// What a file is, its identity and what is wrong with it.
#[wasm_bindgen]
pub fn inspect(source: JsValue, name: &str) -> JsResult {
    to_js(&crate::inspect(&JsSource::new(source)?, name)?)
}

/// Judges one upload: `{ type?, event?, fill?, files: [{ part, name, source }], allowUnknown?, sources?,
/// scanSources?, byDebugId?, strict?, how?, boundary? }`; `how` has the names of fields and parts with words for how they are given.
///
/// Returns `{ type, event, issues, main, mapped, sources, frame }`, the sources of a map if they were asked for; `type` and `event` are missing when
/// the type is not known. `frame` is what [`frame`] returns, where a boundary was given and nothing is wrong: what crosses the border once more
/// takes longer than it takes to make. The files have their `length` then.
#[wasm_bindgen]
pub fn check(input: JsValue) -> JsResult {
    let options = CheckOptions {
        allow_unknown: get(&input, "allowUnknown").is_truthy(),
        keep_sources: get(&input, "sources").is_truthy(),
        scan_sources: get(&input, "scanSources").is_truthy(),
        by_debug_id: get(&input, "byDebugId").is_truthy(),
        strict: get(&input, "strict").is_truthy(),
        partial: get(&input, "partial").is_truthy(),
    };
    let mut event = None;
    let upload_type = if get(&input, "event").is_undefined() {
        let name = get(&input, "type").as_string().unwrap_or_default();
        named_type(&name)?
    } else {
        match Event::from_members(members(&get(&input, "event"))) {
            Ok(read) => event.insert(read).upload_type,
            Err(issue) => return to_js(&Checked { issues: vec![*issue], ..Checked::default() }),
        }
    };
    if let Some(event) = &mut event {
        for (name, value) in members(&get(&input, "fill")) {
            event.fill(&name, value);
        }
    }
    let files = files_of(&input)?;
    let sources: Vec<UploadFile<'_>> = files
        .iter()
        .map(|(file, source)| UploadFile { part: &file.part, name: &file.name, source })
        .collect();
    let verdict = crate::check(upload_type, event.as_mut(), &sources, options)?;
    let is_sound = verdict.issues.iter().all(|issue| issue.severity != Severity::Error);
    let names = verdict.main.as_ref().and_then(|main| main.map.as_ref()).map(|map| &map.sources);
    let names = names.filter(|_| options.keep_sources).map(to_js).transpose()?;
    let checked = to_js(&Checked {
        upload_type: Some(upload_type.name),
        issues: verdict.issues,
        mapped: verdict.fit.and_then(|fit| fit.share()),
        // each value on the other side has its price; whoever wants them all inspects the file
        main: verdict.main.map(|main| crate::Inspection { map: None, counts: Vec::new(), ..main }),
    })?;
    if let Some(event) = &event {
        Reflect::set(&checked, &key("event"), &event_to_js(event)?)?;
        if let Some(boundary) = get(&input, "boundary").as_string().filter(|_| is_sound) {
            let frame = framed(event, files.iter().map(|(file, _)| file), &boundary)?;
            Reflect::set(&checked, &key("frame"), &frame)?;
        }
    }
    if let Some(names) = names {
        Reflect::set(&checked, &key("sources"), &names)?;
    }
    Ok(checked)
}

/// What the command line ends with where such a finding is about the whole run.
#[wasm_bindgen(js_name = exitCode)]
pub fn exit_code(code: &str) -> u8 {
    crate::exit_code(code)
}

/// The findings about an upload of so many bytes, as it is sent.
#[wasm_bindgen(js_name = checkSize)]
pub fn check_size(size: f64) -> JsResult {
    to_js(&Vec::from_iter(crate::check_size(size as u64)))
}

#[derive(Default, Serialize)]
#[serde(rename_all = "camelCase")]
struct Checked {
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    upload_type: Option<&'static str>,
    issues: Vec<Issue>,
    #[serde(skip_serializing_if = "Option::is_none")]
    main: Option<crate::Inspection>,
    #[serde(skip_serializing_if = "Option::is_none")]
    mapped: Option<f64>,
}

/// Frames an upload: `{ event, files: [{ part, name, length }], boundary }`.
///
/// Returns `{ contentType, contentLength, gzip, segments }`; a segment is a `Uint8Array` or the index of a file.
#[wasm_bindgen]
pub fn frame(input: JsValue) -> JsResult {
    let event = Event::from_members(members(&get(&input, "event")))
        .map_err(|issue| Error::Misuse(issue.message()))?;
    let files: Vec<FileName> =
        list(&input, "files").iter().map(|file| FileName::of(&file)).collect();
    let boundary = get(&input, "boundary").as_string().unwrap_or_default();
    framed(&event, files.iter(), &boundary)
}

fn framed<'a>(
    event: &Event,
    files: impl Iterator<Item = &'a FileName>,
    boundary: &str,
) -> JsResult {
    let files: Vec<FramedFile<'_>> = files
        .map(|file| FramedFile { part: &file.part, name: &file.name, length: file.length as u64 })
        .collect();
    let frame = crate::frame(event.upload_type, &event.to_json(), &files, boundary)?;
    let segments: Array = frame
        .segments
        .iter()
        .map(|segment| match segment {
            Segment::Bytes(bytes) => Uint8Array::from(bytes.as_slice()).into(),
            Segment::File(index) => JsValue::from_f64(*index as f64),
        })
        .collect();
    let result = Object::new();
    Reflect::set(&result, &key("contentType"), &frame.content_type.into())?;
    Reflect::set(&result, &key("contentLength"), &(frame.content_length as f64).into())?;
    Reflect::set(&result, &key("gzip"), &event.upload_type.gzip.into())?;
    Reflect::set(&result, &key("segments"), &segments)?;
    Ok(result.into())
}

struct FileName {
    part: String,
    name: String,
    length: f64,
}

impl FileName {
    fn of(file: &JsValue) -> Self {
        Self {
            part: text(file, "part").unwrap_or_default(),
            name: text(file, "name").unwrap_or_default(),
            length: get(file, "length").as_f64().unwrap_or_default(),
        }
    }
}

fn files_of(input: &JsValue) -> Result<Vec<(FileName, JsSource)>> {
    list(input, "files")
        .iter()
        .map(|file| Ok((FileName::of(&file), JsSource::new(get(&file, "source"))?)))
        .collect()
}

pub(super) fn named_type(name: &str) -> Result<&'static crate::UploadType> {
    crate::upload_type(name).ok_or_else(|| Error::UnknownType {
        name: name.to_owned(),
        nearest: crate::nearest(name, crate::TYPES.iter().map(|known| known.name)),
    })
}
