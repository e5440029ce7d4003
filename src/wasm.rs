//! The border to JavaScript: this file and those below it are the only ones that know it. Each function reads its arguments, calls the
//! core, converts.
//!
//! Bad files and bad events come back as issues; what is thrown is an `Error` with a `code`.

mod check;
mod explain;
mod look;
mod pairing;
mod repository;
mod source;
mod symbols;
mod values;

use js_sys::Reflect;
use wasm_bindgen::JsValue;

use crate::error::Error;

type JsResult<T = JsValue> = std::result::Result<T, JsValue>;

impl From<Error> for JsValue {
    fn from(error: Error) -> Self {
        let thrown = js_sys::Error::new(&error.to_string());
        // a plain object takes a property; nothing is lost if it could not
        let _ = Reflect::set(&thrown, &"code".into(), &error.code().into());
        thrown.into()
    }
}
