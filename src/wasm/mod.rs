//! The border to JavaScript: this file and those below it are the only ones that know it. Each function reads its arguments, calls the
//! core, converts.
//!
//! Bad files and bad events come back as issues; what is thrown is an `Error` with a `code`.
//!
//! There are several modules, so that nobody loads what a run does not need: a feature of the crate for each.

#[cfg(any(
    feature = "core",
    feature = "lookups",
    feature = "jvm",
    feature = "native",
    feature = "pdb"
))]
mod blob;
#[cfg(feature = "core")]
mod build;
#[cfg(feature = "core")]
mod check;
#[cfg(feature = "lookups")]
mod coverage;
#[cfg(feature = "lookups")]
mod explain;
#[cfg(any(feature = "core", feature = "lookups"))]
mod finding;
#[cfg(feature = "core")]
mod given;
#[cfg(feature = "lookups")]
mod inject;
#[cfg(feature = "lookups")]
mod native_trace;
#[cfg(feature = "core")]
mod plan;
#[cfg(feature = "core")]
mod repository;
#[cfg(feature = "jvm")]
mod retrace;
#[cfg(any(
    feature = "core",
    feature = "lookups",
    feature = "jvm",
    feature = "native",
    feature = "pdb"
))]
mod source;
#[cfg(any(feature = "native", feature = "pdb"))]
mod symbolicate;
#[cfg(feature = "core")]
mod symbols;
mod values;
#[cfg(feature = "verify")]
mod verify;

use js_sys::Reflect;
use wasm_bindgen::JsValue;

use crate::error::Error;

type JsResult<T = JsValue> = std::result::Result<T, JsValue>;

impl From<Error> for JsValue {
    fn from(error: Error) -> Self {
        let thrown = js_sys::Error::new(&said(&error));
        // a plain object takes a property; nothing is lost if it could not
        let _ = Reflect::set(&thrown, &"code".into(), &error.code().into());
        #[cfg(any(feature = "core", feature = "lookups"))]
        if let Some(help) = error.help() {
            let _ = Reflect::set(&thrown, &"help".into(), &help.into());
        }
        thrown.into()
    }
}

#[cfg(any(feature = "core", feature = "lookups"))]
fn said(error: &Error) -> String {
    error.to_string()
}

/// The same for modules that have none of the findings' sentences in them: what else there is does not come up there.
#[cfg(not(any(feature = "core", feature = "lookups")))]
fn said(error: &Error) -> String {
    match error {
        Error::Read { reason, .. } => ["can't be read: ", reason].concat(),
        Error::Misuse(what) => what.clone(),
        other => other.code().to_owned(),
    }
}
