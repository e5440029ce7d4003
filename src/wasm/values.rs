//! Values of JavaScript, and what they are in Rust.

use std::cell::RefCell;

#[cfg(any(feature = "jvm", feature = "verify"))]
use js_sys::Array;
use js_sys::{Object, Reflect};
#[cfg(any(feature = "core", feature = "lookups"))]
use serde::Serialize;
use wasm_bindgen::JsValue;

use super::JsResult;
#[cfg(any(feature = "core", feature = "lookups"))]
use crate::error::Error;
#[cfg(any(feature = "jvm", feature = "verify"))]
use crate::finding::{Arg, Issue};

pub(super) fn get(object: &JsValue, name: &'static str) -> JsValue {
    Reflect::get(object, &key(name)).unwrap_or(JsValue::UNDEFINED)
}

thread_local! {
    static KEYS: RefCell<Vec<(&'static str, JsValue)>> = const { RefCell::new(Vec::new()) };
}

/// The name of a member, as JavaScript has it: kept, as making it anew takes longer than reading the member.
pub(super) fn key(name: &'static str) -> JsValue {
    KEYS.with_borrow_mut(|keys| {
        if let Some((_, key)) = keys.iter().find(|(known, _)| std::ptr::eq(*known, name)) {
            return key.clone();
        }
        let key = JsValue::from_str(name);
        keys.push((name, key.clone()));
        key
    })
}

/// A member that is a text; other values count as missing.
#[cfg(any(feature = "core", feature = "lookups", feature = "verify"))]
pub(super) fn text(object: &JsValue, name: &'static str) -> Option<String> {
    get(object, name).as_string()
}

pub(super) fn object(name: &'static str, value: &JsValue) -> JsResult {
    let object = Object::new();
    Reflect::set(&object, &key(name), value)?;
    Ok(object.into())
}

/// Gives an object a member.
#[cfg(any(
    feature = "jvm",
    feature = "lookups",
    feature = "native",
    feature = "pdb",
    feature = "verify"
))]
pub(super) fn set(object: &JsValue, name: &'static str, value: &JsValue) -> JsResult<()> {
    Reflect::set(object, &key(name), value)?;
    Ok(())
}

/// Findings as `[{ code, values }]`: of modules that have none of their sentences.
#[cfg(any(feature = "jvm", feature = "verify"))]
pub(super) fn issues(issues: &[Issue]) -> JsResult<Array> {
    let to_js = |issue: &Issue| {
        let result = object("code", &issue.code.name().into())?;
        let values = Object::new();
        for (name, value) in &issue.args {
            let value = match value {
                Arg::Number(number) => JsValue::from_f64(*number as f64),
                Arg::Text(text) => JsValue::from_str(text),
            };
            set(&values, name, &value)?;
        }
        set(&result, "values", &values)?;
        Ok(result)
    };
    issues.iter().map(to_js).collect()
}

/// What a host threw, in its own words.
#[cfg(any(
    feature = "core",
    feature = "lookups",
    feature = "jvm",
    feature = "native",
    feature = "pdb"
))]
pub(super) fn message_of(thrown: &JsValue) -> String {
    get(thrown, "message")
        .as_string()
        .or_else(|| thrown.as_string())
        .unwrap_or_else(|| "the host gave no reason".to_owned())
}

#[cfg(any(feature = "core", feature = "lookups"))]
pub(super) fn to_js<T: Serialize + ?Sized>(value: &T) -> JsResult {
    let serializer = serde_wasm_bindgen::Serializer::new().serialize_maps_as_objects(true);
    value.serialize(&serializer).map_err(|error| Error::Misuse(error.to_string()).into())
}
