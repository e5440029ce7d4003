//! Symbol files, their archives and what lies around them.

use js_sys::{Array, Reflect, Uint8Array};
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};

use super::JsResult;
use super::source::JsSource;
use super::values::{get, object, text, to_js};
use crate::symbols::archive::{Compression, ZipEntry, ZipSegment};
use crate::{Code, Issue, Packed, Piece, Source};

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

/// A zip archive of these, in their order: `[{ name, source?, start?, length? }]`, folders without a source. A range that is
/// packed already has `{ compression, crc, size }` too.
///
/// Returns `{ length, segments }`; a segment is a `Uint8Array` or `{ file, start, length }`, a range of the entry at that index.
#[wasm_bindgen(js_name = writeZip)]
pub fn write_zip(entries: &Array) -> JsResult {
    let mut listed = Vec::new();
    for (file, entry) in entries.iter().enumerate() {
        let (mut crc, mut start, mut length, mut size) = (0, 0, 0, 0);
        let mut compression = Compression::Stored;
        let source = get(&entry, "source");
        if !source.is_undefined() {
            let source = JsSource::new(source)?;
            let number = |name| get(&entry, name).as_f64().map(|number| number as u64);
            start = number("start").unwrap_or(0);
            length = number("length").unwrap_or_else(|| source.len().saturating_sub(start));
            size = length;
            if number("compression") == Some(8) {
                compression = Compression::Deflate;
                crc = number("crc").unwrap_or(0) as u32;
                size = number("size").unwrap_or(0);
            } else {
                crc = crate::symbols::archive::crc32(&source, start, length)?;
            }
        }
        let name = text(&entry, "name").unwrap_or_default();
        listed.push(ZipEntry { name, compression, crc, size, file, start, length });
    }
    let zip = crate::symbols::archive::write_zip(&listed)?;
    let segments = Array::new();
    for segment in zip.segments {
        segments.push(&match segment {
            ZipSegment::Bytes(bytes) => Uint8Array::from(bytes.as_slice()).into(),
            ZipSegment::Range { file, start, length } => {
                let range = object("file", &JsValue::from_f64(file as f64))?;
                Reflect::set(&range, &"start".into(), &JsValue::from_f64(start as f64))?;
                Reflect::set(&range, &"length".into(), &JsValue::from_f64(length as f64))?;
                range
            }
        });
    }
    let result = object("length", &JsValue::from_f64(zip.length as f64))?;
    Reflect::set(&result, &"segments".into(), &segments)?;
    Ok(result)
}

/// The version that a `pubspec.yaml` tells: `{ version, issue? }`, or `{ issue }` when it tells none.
#[wasm_bindgen(js_name = pubspecVersion)]
pub fn pubspec_version(pubspec: &str) -> JsResult {
    match crate::symbols::flutter::read_version(pubspec) {
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

/// The version and build number that an `Info.plist` or an `output-metadata.json` tells: `{ version?, build? }`.
#[wasm_bindgen(js_name = appVersion)]
pub fn app_version(bytes: &[u8]) -> JsResult {
    let told = crate::read_app_version(bytes);
    let result = object("version", &told.version.into())?;
    Reflect::set(&result, &"build".into(), &told.build.into())?;
    Ok(result)
}

/// The checksum of a range of a file, as archives have it of their entries; offset and length in bytes.
#[wasm_bindgen]
pub fn crc32(source: JsValue, start: f64, length: f64) -> JsResult<u32> {
    Ok(crate::symbols::archive::crc32(&JsSource::new(source)?, start as u64, length as u64)?)
}

/// Why a symbol file that was found is passed over, by the finding's code; `value` is what its sentence speaks of.
#[wasm_bindgen(js_name = passedOver)]
pub fn passed_over(code: &str, value: &str) -> JsResult {
    let (code, arg) = match code {
        "pdb-not-beside" => (Code::PdbNotBeside, "pdb"),
        "dsym-no-object" => (Code::DsymNoObject, "bundle"),
        "portable-pdb-unnamed" => (Code::PortablePdbUnnamed, "assembly"),
        _ => (Code::SymbolsDuplicate, "path"),
    };
    to_js(&Issue::new(code).with(arg, value))
}
