//! Events, and lists, as a host gives them and gets them back.

use js_sys::{Array, BigInt, Number, Object};
use wasm_bindgen::{JsCast, JsValue};

use super::JsResult;
use super::values::get;
use crate::event::{Event, Value};

/// The members of an object that are not undefined; what is not an object has none.
pub(super) fn members(object: &JsValue) -> Vec<(String, Value)> {
    let Some(object) = object.dyn_ref::<Object>() else { return Vec::new() };
    Object::entries(object)
        .iter()
        .filter_map(|entry| {
            let entry: Array = entry.into();
            let value = entry.get(1);
            (!value.is_undefined())
                .then(|| (entry.get(0).as_string().unwrap_or_default(), value_of(&value)))
        })
        .collect()
}

pub(super) fn value_of(value: &JsValue) -> Value {
    if value.is_null() {
        Value::Null
    } else if let Some(flag) = value.as_bool() {
        Value::Flag(flag)
    } else if let Some(text) = value.as_string() {
        // half a character would silently become another one on its way: U+FFFD, as which it arrives here
        let is_suspect = text.contains('\u{fffd}');
        let units = value.dyn_ref::<js_sys::JsString>().filter(|_| is_suspect);
        if units.is_none_or(js_sys::JsString::is_valid_utf16) {
            Value::Text(text)
        } else {
            Value::Other("a string with half a character")
        }
    } else if let Some(number) = value.as_f64() {
        if Number::is_safe_integer(value) {
            Value::Integer(number as i64)
        } else {
            Value::Number(number)
        }
    } else if let Some(big) = value.dyn_ref::<BigInt>() {
        let digits = big.to_string(10).map(String::from).unwrap_or_default();
        digits.parse().map_or(Value::HugeInteger(digits), Value::Integer)
    } else if Array::is_array(value) {
        Value::Other("a list")
    } else if value.is_function() {
        Value::Other("a function")
    } else if value.is_symbol() {
        Value::Other("a symbol")
    } else {
        Value::Other("an object")
    }
}

/// The event as it is sent; an integer that a number would not hold exactly is a BigInt.
pub(super) fn event_to_js(event: &Event) -> JsResult {
    let entries = Array::new();
    for (name, value) in event.members() {
        let value = match value {
            Value::Null | Value::Other(_) => JsValue::NULL,
            Value::Flag(flag) => flag.into(),
            Value::Integer(integer) if integer.unsigned_abs() < 1 << 53 => (integer as f64).into(),
            Value::Integer(integer) => BigInt::from(integer).into(),
            Value::HugeInteger(digits) => {
                BigInt::new(&digits.into()).map_or(JsValue::NULL, JsValue::from)
            }
            Value::Number(number) => number.into(),
            Value::Text(text) => text.into(),
        };
        entries.push(&Array::of2(&name.into(), &value));
    }
    // this way `__proto__` becomes a member, not the prototype
    Ok(Object::from_entries(&entries)?.into())
}

/// A member that is a list; other values count as an empty one.
pub(super) fn list(object: &JsValue, name: &'static str) -> Array {
    get(object, name).dyn_into().unwrap_or_default()
}

/// The texts of a list; what is none, such as null, is missing.
pub(super) fn texts(list: &Array) -> Vec<Option<String>> {
    list.iter().map(|value| value.as_string()).collect()
}
