//! Planning: names go in, uploads come out, and in between files are asked for.

use js_sys::{Array, Float64Array, Object, Reflect, Uint8Array};
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};

use super::JsResult;
use super::given::{list, members, texts};
use super::source::JsSource;
use super::values::{get, key, text, to_js};
use crate::formats::zip::Compression;
use crate::{
    FoundAs, Given, Held, Issue, Origin, Plan, PlanFile, PlanOptions, PlannedPart, PlannedPiece,
    PlannedUpload, Shard, ShardTexts,
};

/// Which of files with these names may be archives that are looked into, by their indices; of each whether it was found in a folder (1).
#[wasm_bindgen(js_name = mayBeArchives)]
#[must_use]
pub fn may_be_archives(names: Vec<String>, found: &[u8]) -> Vec<usize> {
    let files = names.iter().zip(found).enumerate();
    let may_be = files.filter(|(_, (name, found))| crate::may_be_archive(name, **found != 0));
    may_be.map(|(index, _)| index).collect()
}

/// What of a file may be of use, where it is an archive: `{ issues, names, hasBundles, numbers }`. Of each entry there are seven numbers: whether it
/// is packed, where its data begins, how long that is, how long it is unpacked, its checksum, whether it is neither script nor map, and
/// how much of it may be unpacked: nothing (0), all (1), its beginning (2).
#[wasm_bindgen]
pub fn contents(source: JsValue, found: bool) -> JsResult {
    let Some(contents) = crate::contents(&JsSource::new(source)?, found)? else {
        return Ok(JsValue::UNDEFINED);
    };
    let (names, mut numbers) = (Array::new(), Vec::new());
    for Held { entry, kind, fits } in contents.entries {
        names.push(&entry.name.into());
        let aside = kind == FoundAs::Aside;
        let flag = |it: bool| f64::from(u8::from(it));
        numbers.extend([
            flag(entry.compression == Compression::Deflate),
            entry.data as f64,
            entry.compressed as f64,
            entry.size as f64,
            entry.crc.into(),
            flag(aside),
            f64::from(fits as u8),
        ]);
    }
    let result = Object::new();
    Reflect::set(&result, &key("issues"), &issues_to_js(&contents.issues)?)?;
    Reflect::set(&result, &key("names"), &names)?;
    Reflect::set(&result, &key("hasBundles"), &contents.has_bundles.into())?;
    Reflect::set(&result, &key("numbers"), &Float64Array::from(numbers.as_slice()))?;
    Ok(result.into())
}

/// Whether a file that can't be unpacked would be of use, by its name and its first bytes.
#[wasm_bindgen(js_name = isOfUse)]
#[must_use]
pub fn is_of_use(head: &[u8], name: &str) -> bool {
    crate::is_of_use(head, name)
}

/// What a file is, as far as its beginning and its name tell.
#[wasm_bindgen(js_name = formatOf)]
pub fn format_of(source: JsValue, name: &str) -> JsResult<String> {
    Ok(crate::inspect::format_at_first(&JsSource::new(source)?, name)?.name().to_owned())
}

/// Plans the uploads of some files.
#[wasm_bindgen]
pub struct Planner(crate::Planner);

#[wasm_bindgen]
impl Planner {
    /// Begins with the names of files, what to call them, of each whether it was found in a folder (1) or named (0), and the number of the
    /// folder that it lies in. Of each entry of an archive there are six numbers: its own index, that of the archive, whether it is
    /// packed, how long that is, how long it is unpacked, and its checksum. Options:
    /// `{ type?, event?, parts?, prefix?, byDebugId?, dynamicSymbols?, allowEmpty?, shard?, onlyPairs?, onlySymbols?, about? }`; `parts` are names, `about` is an index.
    #[wasm_bindgen(constructor)]
    pub fn new(
        names: Vec<String>,
        shown: Vec<String>,
        found: &[u8],
        roots: &[u32],
        entries: &[f64],
        options: JsValue,
    ) -> Result<Self, JsValue> {
        let files = names.into_iter().zip(shown).zip(found.iter().zip(roots));
        let file = |((name, shown), (found, root)): (_, (&u8, &u32))| PlanFile {
            name,
            shown,
            found: *found != 0,
            root: *root as usize,
            origin: None,
        };
        let mut files: Vec<PlanFile> = files.map(file).collect();
        for entry in entries.chunks_exact(6) {
            let [index, archive, packed, length, size, crc] = *entry else { continue };
            let Some(file) = files.get_mut(index as usize) else { continue };
            file.origin = Some(Origin {
                archive: archive as usize,
                is_packed: packed != 0.0,
                length: length as u64,
                size: size as u64,
                crc: crc as u32,
            });
        }
        let name = text(&options, "type");
        let wanted = name.map(|name| super::check::named_type(&name)).transpose()?;
        let event = get(&options, "event");
        let options = PlanOptions {
            upload_type: wanted,
            event: (!event.is_undefined()).then(|| members(&event)),
            parts: texts(&list(&options, "parts")).into_iter().flatten().collect(),
            prefix: text(&options, "prefix"),
            by_debug_id: get(&options, "byDebugId").is_truthy(),
            dynamic_symbols: get(&options, "dynamicSymbols").is_truthy(),
            allow_empty: get(&options, "allowEmpty").is_truthy(),
            shard: text(&options, "shard").map(|it| Shard::parse(&it)).transpose()?,
            only_pairs: get(&options, "onlyPairs").is_truthy(),
            only_symbols: get(&options, "onlySymbols").is_truthy(),
            about: get(&options, "about").as_f64().map(|index| index as usize),
        };
        Ok(Self(crate::Planner::new(files, options)?))
    }

    /// The index of the only map or script that was given, whose partner may be among its neighbours.
    #[must_use]
    pub fn lone(&self) -> Option<usize> {
        self.0.lone()
    }

    /// Adds those, by their names in its folder, behind the files that were given.
    #[wasm_bindgen(js_name = addNeighbours)]
    pub fn add_neighbours(&mut self, names: Vec<String>, shown: Vec<String>) {
        let files = names.into_iter().zip(shown);
        let file = |(name, shown)| PlanFile { name, shown, found: true, root: 0, origin: None };
        self.0.add_neighbours(files.map(file).collect());
    }

    /// The files that are to be read next, by their indices.
    pub fn wanted(&mut self) -> Result<Vec<usize>, JsValue> {
        Ok(self.0.wanted()?)
    }

    /// Whether all of an entry of an archive has to be read; else the beginning is enough, where it is long.
    #[wasm_bindgen(js_name = needsAll)]
    #[must_use]
    pub fn needs_all(&self, id: usize) -> bool {
        self.0.needs_all(id)
    }

    /// Reads a file that was wanted. `packed`: it is an entry that goes on as it is packed, and only its beginning can be read.
    pub fn read(&mut self, id: usize, source: JsValue, packed: bool) -> Result<(), JsValue> {
        Ok(self.0.read(id, &JsSource::new(source)?, packed)?)
    }

    /// What a symbol file is, when nothing is wanted any more; undefined for what is none, or of a bundle.
    pub fn inspection(&self, id: usize) -> JsResult {
        self.0.inspection(id).map_or(Ok(JsValue::UNDEFINED), to_js)
    }

    /// Notes that a file that was wanted can't be read.
    pub fn unreadable(&mut self, id: usize) {
        self.0.unreadable(id);
    }

    /// The plan, when nothing is wanted any more: `{ uploads, issues, unreadable, pairs, own, others, failed? }`; `others` are the files of the
    /// uploads that other shares have, `own` has by type the names of the fields that
    /// an upload takes whose `given` is "own". An upload is `{ type, path, parts, given, issues,
    /// send, skip, fields?, takesParts?, identity?, id?, size?, failed?, about? }`, a part `{ part, file, name?, pieces? }`, a piece a `Uint8Array` or
    /// `{ file, start, length }`; a pair `[map, minified]`, -1 where there is none.
    pub fn finish(self) -> JsResult {
        let Plan { uploads, issues, unreadable, pairs, own, failed, others, .. } =
            self.0.finish()?;
        let result = Object::new();
        let all = Array::new();
        for upload in &uploads {
            all.push(&upload_to_js(upload)?);
        }
        Reflect::set(&result, &key("uploads"), &all)?;
        Reflect::set(&result, &key("issues"), &issues_to_js(&issues)?)?;
        Reflect::set(&result, &key("unreadable"), &indices(&unreadable))?;
        let index = |id: Option<usize>| id.map_or(-1.0, |id| id as f64);
        let pairs: Array = pairs
            .iter()
            .map(|pair| Array::of2(&index(pair.map).into(), &index(pair.minified).into()))
            .collect();
        Reflect::set(&result, &key("pairs"), &pairs)?;
        let by_type = Object::new();
        for (known, fields) in &own {
            Reflect::set(&by_type, &key(known.name), &to_js(fields)?)?;
        }
        Reflect::set(&result, &key("own"), &by_type)?;
        Reflect::set(&result, &key("others"), &indices(&others))?;
        set_index(&result, "failed", failed)?;
        Ok(result.into())
    }
}

fn indices(ids: &[usize]) -> Array {
    ids.iter().map(|id| JsValue::from(*id as f64)).collect()
}

/// Whether an upload is in a share such as `2/8`, by a text that tells it apart from others.
#[wasm_bindgen(js_name = isInShare)]
pub fn is_in_share(shard: &str, text: &str) -> Result<bool, JsValue> {
    let mut texts = ShardTexts::default();
    texts.add(text.as_bytes());
    Ok(Shard::parse(shard)?.has(texts))
}

fn upload_to_js(upload: &PlannedUpload) -> JsResult {
    let result = Object::new();
    let parts = Array::new();
    for part in &upload.parts {
        parts.push(&part_to_js(part)?);
    }
    let given = match upload.given {
        Given::None => "none",
        Given::All => "all",
        Given::Own => "own",
    };
    Reflect::set(&result, &key("type"), &key(upload.upload_type.name))?;
    Reflect::set(&result, &key("path"), &upload.path.as_str().into())?;
    Reflect::set(&result, &key("parts"), &parts)?;
    Reflect::set(&result, &key("given"), &key(given))?;
    Reflect::set(&result, &key("issues"), &issues_to_js(&upload.issues)?)?;
    Reflect::set(&result, &key("send"), &upload.send.into())?;
    Reflect::set(&result, &key("skip"), &upload.skip.into())?;
    if upload.takes_parts {
        Reflect::set(&result, &key("takesParts"), &JsValue::TRUE)?;
    }
    if !upload.fields.is_empty() {
        Reflect::set(&result, &key("fields"), &values_to_js(&upload.fields)?)?;
    }
    if let Some(identity) = &upload.identity {
        Reflect::set(&result, &key("identity"), &values_to_js(identity)?)?;
    }
    if let Some(id) = &upload.id {
        Reflect::set(&result, &key("id"), &id.as_str().into())?;
    }
    if let Some(size) = upload.size {
        Reflect::set(&result, &key("size"), &(size as f64).into())?;
    }
    set_index(&result, "failed", upload.failed)?;
    set_index(&result, "about", upload.about)?;
    Ok(result.into())
}

fn part_to_js(part: &PlannedPart) -> JsResult {
    let result = Object::new();
    Reflect::set(&result, &key("part"), &key(part.part))?;
    set_index(&result, "file", Some(part.file))?;
    if let Some(name) = &part.name {
        Reflect::set(&result, &key("name"), &name.as_str().into())?;
    }
    if part.pieces.is_empty() {
        return Ok(result.into());
    }
    let pieces = Array::new();
    for piece in &part.pieces {
        pieces.push(&match piece {
            PlannedPiece::Bytes(bytes) => Uint8Array::from(bytes.as_slice()).into(),
            PlannedPiece::Range { file, start, length } => {
                let range = Object::new();
                set_index(&range, "file", Some(*file))?;
                Reflect::set(&range, &key("start"), &(*start as f64).into())?;
                Reflect::set(&range, &key("length"), &(*length as f64).into())?;
                range.into()
            }
        });
    }
    Reflect::set(&result, &key("pieces"), &pieces)?;
    Ok(result.into())
}

fn issues_to_js(issues: &[Issue]) -> JsResult {
    if issues.is_empty() { Ok(Array::new().into()) } else { to_js(issues) }
}

fn values_to_js(values: &[(&'static str, String)]) -> JsResult {
    let result = Object::new();
    for (name, value) in values {
        Reflect::set(&result, &key(name), &value.as_str().into())?;
    }
    Ok(result.into())
}

fn set_index(object: &Object, name: &'static str, index: Option<usize>) -> Result<(), JsValue> {
    if let Some(index) = index {
        Reflect::set(object, &key(name), &(index as f64).into())?;
    }
    Ok(())
}
