//! What a map covers, as numbers to draw.

use js_sys::Array;
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};

use super::JsResult;
use super::source::JsSource;
use super::values::to_js;
use crate::error::Error;
use crate::{Position, Source};

/// A map that was looked at once, and can be asked about. Lines are 1-based, columns 0-based in UTF-16 units. What comes back are
/// plain numbers, -1 where there is none, and names beside them: there are many, and objects are made where they are used.
#[wasm_bindgen]
pub struct Look(crate::Look<'static>);

#[wasm_bindgen]
impl Look {
    /// Passes over a map and its minified file, where that is given; tells of so many sources one by one.
    #[wasm_bindgen(constructor)]
    pub fn new(map: JsValue, minified: JsValue, most_sources: u32) -> JsResult<Self> {
        let open = |source| Ok::<_, Error>(Box::new(JsSource::new(source)?) as Box<dyn Source>);
        let minified = (!minified.is_undefined()).then(|| open(minified)).transpose()?;
        Ok(Self(crate::Look::new(open(map)?, minified, most_sources)?))
    }

    /// The numbers of the whole, in the order of `pkg/lookups/coverage.js`; five of each source: index, units, segments, bytes of content, whether
    /// it is ignored; their names; what is wrong with the map.
    pub fn coverage(&self) -> JsResult<Array> {
        let it = self.0.coverage();
        let (line, column) =
            it.issue_at.map_or((-1.0, -1.0), |at| (at.line as f64, at.column as f64));
        let whole = [
            it.lines,
            it.longest_line,
            it.units,
            it.mapped,
            it.sourceless,
            it.unmapped,
            it.unread,
            it.segments,
            it.backward,
            it.beyond,
            it.open_ends,
            it.source_count,
            it.others.sources,
            it.others.units,
            it.others.segments,
            it.has_more_sections.into(),
        ];
        let whole: Vec<f64> = whole.into_iter().map(|it| it as f64).chain([line, column]).collect();
        let (mut numbers, names) = (Vec::new(), Array::new());
        for it in &it.sources {
            let content = it.content_bytes.map_or(-1.0, |bytes| bytes as f64);
            let index = f64::from(it.index);
            let ignored = f64::from(u8::from(it.ignored));
            numbers.extend_from_slice(&[
                index,
                it.units as f64,
                it.segments as f64,
                content,
                ignored,
            ]);
            names.push(&name(it.name.as_deref()));
        }
        let issue = it.issue.as_ref().map(to_js).transpose()?.unwrap_or_default();
        Ok(Array::of4(&floats(&whole), &floats(&numbers), &names, &issue))
    }

    /// The stretches between two positions of the generated file, or, where a source is given by its index, those that lead to
    /// between two positions of that: six numbers of each, which are line, column, the column behind its last unit, source, line and
    /// column in that; their names; the sources' indexes; their names; whether there are more.
    pub fn spans(
        &self,
        source: Option<u32>,
        line: u32,
        column: u32,
        to_line: u32,
        to_column: u32,
        most: u32,
    ) -> JsResult<Array> {
        let from = Position { line, column };
        let to = Position { line: to_line, column: to_column };
        let found = match source {
            None => self.0.generated(from, to, most),
            Some(source) => self.0.original(source, from, to, most),
        }?;
        let (mut numbers, names) = (Vec::new(), Array::new());
        let or_none = |number: Option<u32>| number.map_or(-1.0, f64::from);
        for it in &found.spans {
            let end = it.end_column.map_or(-1.0, |end| end as f64);
            numbers.extend_from_slice(&[
                f64::from(it.line),
                it.column as f64,
                end,
                or_none(it.source),
            ]);
            numbers.extend_from_slice(&[or_none(it.original_line), or_none(it.original_column)]);
            names.push(&name(it.name.as_deref()));
        }
        let (mut indexes, sources) = (Vec::new(), Array::new());
        for it in &found.sources {
            indexes.push(it.index.into());
            sources.push(&name(it.name.as_deref()));
        }
        let more = found.more.into();
        Ok(Array::of5(&floats(&numbers), &names, &floats(&indexes), &sources, &more))
    }

    /// A source's name, its content, of which there are so many bytes at most, and whether that is only its beginning.
    pub fn content(&self, source: u32, most: u32) -> JsResult<Array> {
        let content = self.0.content(source, most)?;
        let (own, text) = (name(content.name.as_deref()), name(content.text.as_deref()));
        Ok(Array::of3(&own, &text, &content.is_cut.into()))
    }

    /// The byte in the minified file that a position is at, and the column that it is; undefined where there is no such line.
    #[wasm_bindgen(js_name = byteOf)]
    pub fn byte_of(&self, line: u32, column: u32) -> JsResult {
        let found = self.0.byte_of(Position { line, column })?;
        Ok(found.map_or(JsValue::UNDEFINED, |(byte, column)| floats(&[byte as f64, column as f64])))
    }
}

fn floats(numbers: &[f64]) -> JsValue {
    js_sys::Float64Array::from(numbers).into()
}

/// A text that may be missing.
fn name(name: Option<&str>) -> JsValue {
    name.map_or(JsValue::UNDEFINED, JsValue::from_str)
}
