//! Pages and scripts that are live, held against what was sent.
//!
//! The sentences of findings are not in this module: it gives codes and values, and the module of look-ups makes sentences of them.

use js_sys::{Array, Object};
use wasm_bindgen::{JsCast, JsValue, prelude::wasm_bindgen};

use super::JsResult;
use super::values::{get, issues, object, set, text};
use crate::{
    Asked, Came, Change, Init, Judged, KnownSymbols, Leak, LeakedBy, Mention, MentionKind,
    PackageFate, Sent, Served, Shipped,
};

/// What a page says of scripts: `{ base?, mentions: [{ url, kind, doubt, isGuess }], inline }`.
#[wasm_bindgen(js_name = readPage)]
pub fn read_page(page: &[u8]) -> JsResult {
    let reading = crate::read_page(page);
    let result = object("mentions", &mentions(&reading.mentions)?)?;
    if let Some(base) = reading.base {
        set(&result, "base", &base.into())?;
    }
    let inline: Array = reading.inline.into_iter().map(JsValue::from).collect();
    set(&result, "inline", &inline)?;
    Ok(result)
}

/// What a script says of others: `{ mentions: [{ url, kind, doubt, isGuess }], chunkIds, chunks?: { function, publicPath? } }`.
#[wasm_bindgen(js_name = readScript)]
pub fn read_script(script: &[u8]) -> JsResult {
    let reading = crate::read_script(script);
    let result = object("mentions", &mentions(&reading.mentions)?)?;
    let ids: Array = reading.chunk_ids.into_iter().map(JsValue::from).collect();
    set(&result, "chunkIds", &ids)?;
    if let Some(names) = reading.chunks {
        let chunks = object("function", &names.function.into())?;
        if let Some(path) = names.public_path {
            set(&chunks, "publicPath", &path.into())?;
        }
        set(&result, "chunks", &chunks)?;
    }
    Ok(result)
}

fn mentions(mentions: &[Mention]) -> JsResult {
    let to_js = |mention: &Mention| {
        let result = object("url", &mention.url.as_str().into())?;
        set(&result, "kind", &mention.kind.name().into())?;
        set(&result, "doubt", &JsValue::from_f64(mention.kind.doubt() as f64))?;
        set(&result, "isGuess", &(mention.kind == MentionKind::Text).into())?;
        Ok(result)
    };
    let list: JsResult<Array> = mentions.iter().map(to_js).collect();
    Ok(list?.into())
}

/// Whether a script is one that bundlers write themselves, of which they make no map.
#[wasm_bindgen(js_name = isGenerated)]
#[must_use]
pub fn is_generated(script: &[u8]) -> bool {
    crate::is_generated(script)
}

/// The files of chunks, as mentions; `path` is put before their names.
#[wasm_bindgen(js_name = chunksOf)]
pub fn chunks_of(function: &str, path: &str, ids: Vec<String>) -> JsResult {
    let names = crate::chunk_names(function, &ids).into_iter();
    let to_mention =
        |name: String| Mention { url: [path, &name].concat(), kind: MentionKind::Text };
    mentions(&names.map(to_mention).collect::<Vec<_>>())
}

/// Where the script of a mention may lie, as addresses relative to the script that mentions it.
#[wasm_bindgen(js_name = placesOf)]
#[must_use]
pub fn places_of(url: &str, known: Vec<String>) -> Vec<String> {
    crate::places_of(url, &known)
}

/// Whether an answer begins as a source map does.
#[wasm_bindgen(js_name = looksLikeMap)]
#[must_use]
pub fn looks_like_map(head: &[u8]) -> bool {
    crate::looks_like_map(head)
}

/// How a file that is served differs from the one that was sent, for [`judge`]: a value of which nobody else knows what it means, or
/// undefined.
#[wasm_bindgen(js_name = changeOf)]
pub fn change_of(served: &[u8], size: f64, sha256: &str, maps: Vec<String>) -> JsResult {
    let Some(change) = crate::change_of(served, size as usize, sha256, &maps) else {
        return Ok(JsValue::UNDEFINED);
    };
    Ok(numbers_of(change).into())
}

/// The same, where the file that was sent is at hand.
#[wasm_bindgen(js_name = changeBetween)]
#[must_use]
pub fn change_between(sent: &[u8], served: &[u8]) -> Array {
    numbers_of(crate::change_between(sent, served))
}

fn numbers_of(change: Change) -> Array {
    let numbers = match change {
        Change::LinkCut => vec![0],
        Change::Behind(bytes) => vec![1, bytes],
        Change::Before { bytes, lines, behind } => vec![2, bytes, lines, behind],
        Change::Within { at, bytes, was, keeps } => vec![3, at, bytes, was, usize::from(keeps)],
        Change::All => vec![4],
    };
    numbers.into_iter().map(|number| JsValue::from(number as f64)).collect()
}

/// What a script tells Datadog of itself: `{ service?, version? }`, or undefined.
#[wasm_bindgen(js_name = readInit)]
pub fn read_init(script: &[u8]) -> JsResult {
    let Some(init) = crate::read_init_resolved(script) else { return Ok(JsValue::UNDEFINED) };
    let result = Object::new().into();
    for (name, value) in [("service", init.service), ("version", init.version)] {
        if let Some(value) = value {
            set(&result, name, &value.into())?;
        }
    }
    Ok(result)
}

/// Holds that against uploads, `[{ service?, version? }]`: nothing is found where it agrees with any of them, otherwise what it differs from
/// the first in.
#[wasm_bindgen(js_name = judgeInit)]
pub fn judge_init(init: &JsValue, file: &str, uploads: &Array) -> JsResult<Array> {
    let init = Init { service: text(init, "service"), version: text(init, "version") };
    let found = uploads.iter().map(|upload| {
        let (service, version) = (text(&upload, "service"), text(&upload, "version"));
        crate::check_init(&init, file, service.as_deref(), version.as_deref())
    });
    let found: Vec<_> = found.collect();
    let agrees = found.iter().any(Vec::is_empty);
    issues(found.first().filter(|_| !agrees).map_or(&[], Vec::as_slice))
}

/// Judges: `{ sent, served, pages, mentions, allowMaps, least? }` to `{ files: [{ status, group, sent?, unexplained, issues } | undefined], issues, total, covered }`.
#[wasm_bindgen]
pub fn judge(input: &JsValue) -> JsResult {
    let sent: Vec<Sent> = list(input, "sent").iter().map(|it| sent_of(&it)).collect();
    let served: Vec<Served> = list(input, "served").iter().map(|it| served_of(&it)).collect();
    let count = |name| number(input, name).unwrap_or_default() as usize;
    let asked = Asked {
        pages: count("pages"),
        mentions: count("mentions"),
        allow_maps: get(input, "allowMaps").is_truthy(),
        least: number(input, "least").map(|least| least as u32),
    };
    let verified = crate::judge(&sent, &served, asked);
    let files: JsResult<Array> = verified.files.iter().map(judged).collect();
    let result = object("files", &files?.into())?;
    set(&result, "issues", &issues(&verified.issues)?.into())?;
    set(&result, "total", &JsValue::from_f64(verified.coverage.total as f64))?;
    set(&result, "covered", &JsValue::from_f64(verified.coverage.covered as f64))?;
    Ok(result)
}

fn judged(judged: &Option<Judged>) -> JsResult {
    let Some(judged) = judged else { return Ok(JsValue::UNDEFINED) };
    let result = object("status", &judged.status.name().into())?;
    set(&result, "group", &judged.status.group().into())?;
    set(&result, "unexplained", &judged.unexplained.into())?;
    if let Some(index) = judged.sent {
        set(&result, "sent", &JsValue::from_f64(index as f64))?;
    }
    set(&result, "issues", &issues(&judged.issues)?.into())?;
    Ok(result)
}

/// Whether a file of a package may hold code, by its name.
#[wasm_bindgen(js_name = mayHoldCode)]
#[must_use]
pub fn may_hold_code(name: &str) -> bool {
    crate::may_hold_code(name)
}

/// How a file is looked at whose format is known: `not`, `into`, `inside`, `hash` or `marker`.
#[wasm_bindgen(js_name = howToLook)]
#[must_use]
pub fn how_to_look(format: &str, head: &[u8]) -> String {
    crate::how_to_look(format, head).name().to_owned()
}

/// The debug ID in a piece of a bundle, or undefined.
#[wasm_bindgen(js_name = debugIdIn)]
#[must_use]
pub fn debug_id_in(piece: &[u8]) -> Option<String> {
    crate::debug_id_in(piece)
}

/// Whether a finding about an archive means that not all in it is seen.
#[wasm_bindgen(js_name = hidesEntries)]
#[must_use]
pub fn hides_entries(code: &str) -> bool {
    crate::hides_entries(code)
}

/// What can't be true of the entries of an archive: of each four numbers, `data`, `compressed`, `size` and whether it is stored, in the
/// order in which their data lies. Of each why, or undefined.
#[wasm_bindgen(js_name = liesOf)]
#[must_use]
pub fn lies_of(numbers: &[f64]) -> Array {
    let entries: Vec<_> = numbers
        .chunks_exact(4)
        .filter_map(|one| match one {
            [data, compressed, size, stored] => {
                Some((*data as u64, *compressed as u64, *size as u64, *stored != 0.0))
            }
            _ => None,
        })
        .collect();
    crate::lies_of(&entries)
        .into_iter()
        .map(|why| why.map_or(JsValue::UNDEFINED, JsValue::from))
        .collect()
}

/// The IDs in the marker of a compiler of dex files, or undefined where it is not in a piece of one.
#[wasm_bindgen(js_name = dexMarker)]
#[must_use]
pub fn dex_marker(piece: &[u8]) -> Option<Vec<String>> {
    crate::dex_marker(piece).map(|marker| marker.ids)
}

/// Judges a package: `{ shipped: [{ size, ids, identity?, format?, isReadable, failed? }], known: [{ file, ids, isSent, untold? }], least? }` to
/// `{ files: [{ status, group, sent?, issues }], issues, total, covered }`.
#[wasm_bindgen(js_name = judgePackage)]
pub fn judge_package(input: &JsValue) -> JsResult {
    let texts = |object: &JsValue, name| -> Vec<String> {
        list(object, name).iter().filter_map(|text| text.as_string()).collect()
    };
    let is_hash = |it: &JsValue| {
        let identity = get(it, "identity");
        let Some(identity) = identity.dyn_ref::<Object>() else { return false };
        let names = Object::keys(identity);
        // what else there is is no ID, and is known by its name
        let other = |name: &JsValue| {
            let name = name.as_string().unwrap_or_default();
            name.ends_with("build_id") || name == "uuids" || name == "pdb_sig" || name == "guid"
        };
        names.length() > 0 && !names.iter().any(|name| other(&name))
    };
    let shipped = |it: JsValue| Shipped {
        is_hash: is_hash(&it),
        size: number(&it, "size").unwrap_or_default() as u64,
        ids: texts(&it, "ids"),
        format: text(&it, "format").unwrap_or_default(),
        is_readable: get(&it, "isReadable").is_truthy(),
        failed: text(&it, "failed"),
    };
    let known = |it: JsValue| KnownSymbols {
        file: text(&it, "file").unwrap_or_default(),
        ids: texts(&it, "ids"),
        is_sent: get(&it, "isSent").is_truthy(),
        untold: texts(&it, "untold"),
    };
    let shipped: Vec<Shipped> = list(input, "shipped").iter().map(shipped).collect();
    let known: Vec<KnownSymbols> = list(input, "known").iter().map(known).collect();
    let least = number(input, "least").map(|least| least as u32);
    let (fates, found, coverage) = crate::judge_package(&shipped, &known, least);
    let to_js = |fate: &PackageFate| {
        let result = object("status", &fate.status.into())?;
        set(&result, "group", &fate.group.into())?;
        if let Some(index) = fate.by {
            set(&result, "sent", &JsValue::from_f64(index as f64))?;
        }
        set(&result, "issues", &issues(fate.issue.as_slice())?.into())?;
        Ok(result)
    };
    let files: JsResult<Array> = fates.iter().map(to_js).collect();
    let result = object("files", &files?.into())?;
    set(&result, "issues", &issues(&found)?.into())?;
    set(&result, "total", &JsValue::from_f64(coverage.total as f64))?;
    set(&result, "covered", &JsValue::from_f64(coverage.covered as f64))?;
    Ok(result)
}

fn list(object: &JsValue, name: &'static str) -> Array {
    Array::from(&get(object, name))
}

fn number(object: &JsValue, name: &'static str) -> Option<f64> {
    get(object, name).as_f64()
}

fn sent_of(object: &JsValue) -> Sent {
    Sent {
        file: text(object, "file").unwrap_or_default(),
        url: text(object, "url"),
        size: number(object, "size").map(|size| size as u64),
        sha256: text(object, "sha256"),
        by_id: get(object, "byId").is_truthy(),
    }
}

fn served_of(object: &JsValue) -> Served {
    let url = text(object, "url").unwrap_or_default();
    let status = number(object, "status").unwrap_or_default() as u32;
    let came = if let Some(reason) = text(object, "failed") {
        Came::Failed { reason }
    } else if let Some(sha256) = text(object, "sha256") {
        Came::Script { size: number(object, "size").unwrap_or_default() as u64, sha256 }
    } else if get(object, "isPage").is_truthy() {
        Came::Page { status }
    } else {
        Came::Absent { status }
    };
    let change = get(object, "change");
    let change = (!change.is_undefined()).then(|| {
        let numbers: Vec<usize> = Array::from(&change)
            .iter()
            .map(|number| number.as_f64().unwrap_or_default() as usize)
            .collect();
        match numbers.as_slice() {
            [0] => Change::LinkCut,
            [1, bytes] => Change::Behind(*bytes),
            [2, bytes, lines, behind] => {
                Change::Before { bytes: *bytes, lines: *lines, behind: *behind }
            }
            [3, at, bytes, was, keeps] => {
                Change::Within { at: *at, bytes: *bytes, was: *was, keeps: *keeps == 1 }
            }
            _ => Change::All,
        }
    });
    Served {
        arrived: text(object, "arrived").unwrap_or_else(|| url.clone()),
        url,
        came,
        kind: text(object, "kind").and_then(|name| MentionKind::named(&name)),
        by: text(object, "by"),
        own: get(object, "own").is_truthy(),
        generated: get(object, "isGenerated").is_truthy(),
        change,
        leaks: list(object, "leaks").iter().map(|leak| leak_of(&leak)).collect(),
    }
}

fn leak_of(object: &JsValue) -> Leak {
    let by = match text(object, "by").as_deref() {
        Some("header") => LeakedBy::Header,
        Some("name") => LeakedBy::Name,
        _ => LeakedBy::Comment,
    };
    Leak { map: text(object, "map"), by }
}
