//! The border to JavaScript: this file and those below it are the only ones that know it. Each function reads its arguments, calls the
//! core, converts.
//!
//! Bad files and bad events come back as issues; what is thrown is an `Error` with a `code`.
//!
//! There are two modules, so that nobody loads what a run does not need: a feature of the crate for each.

mod blob;
#[cfg(feature = "core")]
mod build;
#[cfg(feature = "core")]
mod check;
#[cfg(feature = "lookups")]
mod coverage;
#[cfg(feature = "lookups")]
mod explain;
#[cfg(feature = "core")]
mod given;
#[cfg(feature = "lookups")]
mod inject;
#[cfg(feature = "core")]
mod plan;
#[cfg(feature = "core")]
mod repository;
mod source;
#[cfg(feature = "core")]
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
        if let Some(help) = error.help() {
            let _ = Reflect::set(&thrown, &"help".into(), &help.into());
        }
        thrown.into()
    }
}
