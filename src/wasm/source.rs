//! Files on the JavaScript side.

use js_sys::{Function, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};

use super::values::{get, message_of};
use crate::Source;
use crate::error::{Error, Result};

/// A file on the JavaScript side: `{ length, read(offset, length) }`, where `read` returns a `Uint8Array`.
pub(super) struct JsSource {
    object: JsValue,
    read: Function,
    length: u64,
}

impl JsSource {
    pub fn new(object: JsValue) -> Result<Self> {
        let misuse = || Error::Misuse("a source is { length, read(offset, length) }".to_owned());
        let length = get(&object, "length").as_f64().ok_or_else(misuse)?;
        let read = get(&object, "read").dyn_into::<Function>().map_err(|_| misuse())?;
        if !(0.0..=9_007_199_254_740_991.0).contains(&length) {
            return Err(misuse());
        }
        Ok(Self { object, read, length: length as u64 })
    }
}

impl Source for JsSource {
    fn len(&self) -> u64 {
        self.length
    }

    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> Result<()> {
        let failed = |reason: String| Error::Read { offset, length: buffer.len(), reason };
        let length = buffer.len();
        if offset.saturating_add(length as u64) > self.length {
            return Err(failed(format!("the file has {} bytes", self.length)));
        }
        let bytes = self
            .read
            .call2(
                &self.object,
                &JsValue::from_f64(offset as f64),
                &JsValue::from_f64(length as f64),
            )
            .map_err(|thrown| failed(message_of(&thrown)))?
            .dyn_into::<Uint8Array>()
            .map_err(|_| failed("the host did not return a Uint8Array".to_owned()))?;
        if bytes.length() as usize != length {
            // a file that shrinks while it is read must not be judged by what an old buffer held
            return Err(failed(format!(
                "only {} bytes came; was the file changed?",
                bytes.length()
            )));
        }
        bytes.copy_to(buffer);
        Ok(())
    }
}
