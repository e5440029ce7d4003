//! Symbol files, their archives and what lies around them.

use js_sys::{Array, Reflect, Uint8Array};
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};

use super::JsResult;
use super::source::JsSource;
use super::values::{object, to_js};
use crate::{Packed, Piece};

/// An ELF file without its code, of which some sections were compressed (their index and length, one after the other):
/// `{ pieces, sections }`. A piece is a `Uint8Array`, `{ offset, length }` of the file, or the index of a section that was compressed;
/// they are `undefined` where the file is to be sent as it is. `sections` are those that can be compressed: of each its index, where
/// it begins and how long it is, in bytes.
#[wasm_bindgen(js_name = debugOnly)]
pub fn debug_only(source: JsValue, keep_unwind: bool, packed: &[f64]) -> JsResult {
    let packed: Vec<Packed> = packed
        .chunks_exact(2)
        .filter_map(|pair| match *pair {
            [index, length] => Some(Packed { index: index as usize, length: length as u64 }),
            _ => None,
        })
        .collect();
    let options = crate::DebugOnlyOptions { keep_unwind, packed: &packed };
    let made = crate::debug_only(&JsSource::new(source)?, options)?;
    let mut sections = Vec::new();
    for one in &made.sections {
        sections.extend([one.index as f64, one.offset as f64, one.length as f64]);
    }
    let result = object("sections", &js_sys::Float64Array::from(sections.as_slice()))?;
    if let Some(pieces) = made.pieces {
        let list = Array::new();
        for piece in pieces {
            list.push(&match piece {
                Piece::Bytes(bytes) => Uint8Array::from(bytes.as_slice()).into(),
                Piece::Range { offset, length } => {
                    let range = object("offset", &(offset as f64).into())?;
                    Reflect::set(&range, &"length".into(), &(length as f64).into())?;
                    range
                }
                Piece::Packed { index } => (index as f64).into(),
            });
        }
        Reflect::set(&result, &"pieces".into(), &list)?;
    }
    Ok(result)
}

/// The version that a `pubspec.yaml` tells: `{ version, issue? }`, or `{ issue }` when it tells none.
#[wasm_bindgen(js_name = pubspecVersion)]
pub fn pubspec_version(pubspec: &str) -> JsResult {
    match crate::formats::flutter::read_version(pubspec) {
        Ok((version, issue)) => {
            let result = object("version", &version.into())?;
            if let Some(issue) = issue {
                Reflect::set(&result, &"issue".into(), &to_js(&issue)?)?;
            }
            Ok(result)
        }
        Err(issue) => object("issue", &to_js(&issue)?),
    }
}
