//! Findings of the host's, and of the modules that have no sentences.

use js_sys::{Array, Object};
use wasm_bindgen::{JsCast, JsValue, prelude::wasm_bindgen};

use super::JsResult;
use super::values::{get, to_js};
use crate::Arg;
use crate::error::Error;

/// From now on remedies name options, fields and parts of uploads in the host's words: `{ name: words }`.
#[wasm_bindgen(js_name = nameWays)]
pub fn name_ways(ways: &JsValue) {
    let Some(ways) = ways.dyn_ref::<Object>() else { return };
    let texts = |pair: JsValue| {
        let pair = Array::from(&pair);
        Some((pair.get(0).as_string()?, pair.get(1).as_string()?))
    };
    let pairs = Object::entries(ways);
    crate::name_ways(pairs.iter().filter_map(texts).collect());
}

/// A finding of the host's, by its code and the values that its sentence speaks of: `{ name: text | number }`.
#[wasm_bindgen]
pub fn finding(code: &str, values: &JsValue) -> JsResult {
    let value = |name| {
        let value = get(values, name);
        match value.as_f64() {
            Some(number) if number.fract() == 0.0 => Some(Arg::from(number as i64)),
            // the standard library's formatting of floating-point numbers would be 20 kB of the module
            Some(number) => {
                serde_json::Number::from_f64(number).map(|it| Arg::from(it.to_string()))
            }
            None => value.as_string().map(Arg::from),
        }
    };
    let issue = crate::issue_named(code, value);
    to_js(&issue.ok_or_else(|| Error::Misuse(format!("there is no finding {code}")))?)
}
