//! Files on the JavaScript side.

use js_sys::{Function, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::Blob;

use super::blob::read_blob;
use super::values::{get, message_of};
use crate::Source;
use crate::error::{Error, Result};

/// A file on the JavaScript side: `{ length, read(offset, length), blob }`, where `read` returns a `Uint8Array`. Where there is a `blob`, the
/// file is read by that.
pub(super) struct JsSource {
    reading: Reading,
    length: u64,
}

/// By what a file is read.
enum Reading {
    Blob(Blob),
    Call { object: JsValue, read: Function },
}

impl JsSource {
    pub fn new(object: JsValue) -> Result<Self> {
        let misuse = || Error::Misuse("a source is { length, read(offset, length) }".to_owned());
        let length = get(&object, "length").as_f64().ok_or_else(misuse)?;
        if !(0.0..=9_007_199_254_740_991.0).contains(&length) {
            return Err(misuse());
        }
        let blob = get(&object, "blob");
        let reading = if blob.is_undefined() {
            let read = get(&object, "read").dyn_into::<Function>().map_err(|_| misuse())?;
            Reading::Call { object, read }
        } else {
            // a Blob of another realm is one all the same
            Reading::Blob(blob.unchecked_into())
        };
        Ok(Self { reading, length: length as u64 })
    }
}

impl Source for JsSource {
    fn len(&self) -> u64 {
        self.length
    }

    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> Result<()> {
        let wanted = buffer.len();
        let failed = |reason: String| Error::Read { offset, length: wanted, reason };
        if offset.saturating_add(wanted as u64) > self.length {
            return Err(failed(format!("the file has {} bytes", self.length)));
        }
        let came = match &self.reading {
            Reading::Blob(blob) => read_blob(blob, offset, buffer),
            Reading::Call { object, read } => read_by_call(object, read, offset, buffer),
        }
        .map_err(failed)?;
        if came == wanted {
            return Ok(());
        }
        // a file that shrinks while it is read must not be judged by what an old buffer held
        Err(failed(format!("only {came} bytes came; was the file changed?")))
    }
}

/// How many bytes came; the buffer is filled where these are as many as it takes.
fn read_by_call(
    object: &JsValue,
    read: &Function,
    offset: u64,
    buffer: &mut [u8],
) -> std::result::Result<usize, String> {
    let bytes = read
        .call2(object, &JsValue::from_f64(offset as f64), &JsValue::from_f64(buffer.len() as f64))
        .map_err(|thrown| message_of(&thrown))?
        .dyn_into::<Uint8Array>()
        .map_err(|_| "the host did not return a Uint8Array".to_owned())?;
    let length = bytes.length() as usize;
    if length == buffer.len() {
        bytes.copy_to(buffer);
    }
    Ok(length)
}
