//! Files of a browser, read where the browser reads synchronously: in a Worker.

use js_sys::{Array, ArrayBuffer, Uint8Array};
use wasm_bindgen::JsValue;
use web_sys::{Blob, FileReaderSync, MessageChannel, MessagePort};

use super::values::message_of;

thread_local! {
    static HOST: Option<Host> = Host::new();
}

/// What the browser has for it.
struct Host {
    reader: FileReaderSync,
    /// A port that leads nowhere.
    nowhere: MessagePort,
}

impl Host {
    fn new() -> Option<Self> {
        let channel = MessageChannel::new().ok()?;
        channel.port2().close();
        Some(Self { reader: FileReaderSync::new().ok()?, nowhere: channel.port1() })
    }
}

/// Reads a range of a file, and gives the memory back that the browser took for it: its garbage collector lets hundreds of MB of it come
/// together before it looks. What is handed to a port whose other end is closed is given back at once.
///
/// # Errors
/// The browser's own words, where it can't read.
pub(super) fn read_blob(blob: &Blob, offset: u64, buffer: &mut [u8]) -> Result<usize, String> {
    let range = || -> Result<ArrayBuffer, JsValue> {
        let end = offset.saturating_add(buffer.len() as u64);
        let range = blob.slice_with_f64_and_f64(offset as f64, end as f64)?;
        HOST.with(|host| match host {
            Some(host) => host.reader.read_as_array_buffer(&range),
            None => Err("nothing here reads files synchronously".into()),
        })
    };
    let bytes = range().map_err(|thrown| message_of(&thrown))?;
    let view = Uint8Array::new(&bytes);
    let length = view.length() as usize;
    if length == buffer.len() {
        view.copy_to(buffer);
    }
    HOST.with(|host| {
        if let Some(host) = host {
            // memory that is not given back now is given back later
            let transfer = Array::of1(&bytes);
            let _ = host.nowhere.post_message_with_transferable(&JsValue::UNDEFINED, &transfer);
        }
    });
    Ok(length)
}
