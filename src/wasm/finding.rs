//! Findings of the host's, and of the modules that have no sentences.

use wasm_bindgen::{JsValue, prelude::wasm_bindgen};

use super::JsResult;
use super::values::{get, to_js};
use crate::Arg;
use crate::error::Error;

/// From now on remedies name an option, a field or a part of uploads in the host's words.
#[wasm_bindgen(js_name = nameWay)]
pub fn name_way(name: &str, words: &str) {
    crate::name_way(name, words);
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
