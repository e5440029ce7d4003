//! Debug IDs: of a text, and into a script and its map.

use js_sys::{Array, Object, Reflect, Uint8Array};
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};

use super::JsResult;
use super::source::JsSource;
use super::values::{get, key, text, to_js};
use crate::{CodeContext, EditPiece, Runtime};

/// How a script and its map are to be changed: `{ id?, isCarried, script?, map?, issues }`. A changed file is a list of pieces: a `Uint8Array`, or
/// `{ start, length }` of the file as it is. Options: `{ service?, version?, reactNative?, first?, id? }`.
#[wasm_bindgen]
pub fn inject(script: JsValue, map: JsValue, options: JsValue) -> JsResult {
    let runtime = match get(&options, "reactNative").is_truthy() {
        true => Runtime::ReactNative { first: get(&options, "first").is_truthy() },
        false => Runtime::Web(context(&options)),
    };
    let made = crate::inject(
        &JsSource::new(script)?,
        &JsSource::new(map)?,
        &runtime,
        text(&options, "id").as_deref(),
    )?;
    let result = Object::new();
    if let Some(id) = &made.id {
        Reflect::set(&result, &key("id"), &id.as_str().into())?;
    }
    Reflect::set(&result, &key("isCarried"), &made.is_carried.into())?;
    for (name, file) in [("script", &made.script), ("map", &made.map)] {
        if let Some(pieces) = file {
            Reflect::set(&result, &key(name), &pieces_to_js(pieces)?)?;
        }
    }
    Reflect::set(&result, &key("issues"), &to_js(&made.issues)?)?;
    Ok(result.into())
}

/// The debug ID of a text.
#[wasm_bindgen(js_name = debugIdOf)]
pub fn debug_id_of(text: JsValue) -> Result<String, JsValue> {
    Ok(crate::debug_id_of(&JsSource::new(text)?)?)
}

fn context(options: &JsValue) -> CodeContext {
    CodeContext { service: text(options, "service"), version: text(options, "version") }
}

fn pieces_to_js(pieces: &[EditPiece]) -> JsResult {
    let list = Array::new();
    for piece in pieces {
        list.push(&match piece {
            EditPiece::Bytes(bytes) => Uint8Array::from(bytes.as_slice()).into(),
            EditPiece::Range(range) => {
                let start = range.start as f64;
                let length = range.end.saturating_sub(range.start) as f64;
                let object = Object::new();
                Reflect::set(&object, &key("start"), &start.into())?;
                Reflect::set(&object, &key("length"), &length.into())?;
                object.into()
            }
        });
    }
    Ok(list.into())
}
