//! Which files belong together, and where they are served and sent to.

use js_sys::{Array, Reflect};
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};

use super::JsResult;
use super::source::JsSource;
use super::values::{get, object, text, to_js};
use crate::{BuildFile, Language, Link, Prefix, Suspect};

/// What a minified file, named for its language, says of its map: `{ url?, inline?, issues }`.
#[wasm_bindgen(js_name = readLink)]
pub fn read_link(source: JsValue, name: &str) -> JsResult {
    let reading = crate::read_link(&JsSource::new(source)?, Language::of(name))?;
    let result = object("issues", &to_js(&reading.issues)?)?;
    match reading.link {
        None => {}
        Some(Link::Url(url)) => _ = Reflect::set(&result, &"url".into(), &url.into())?,
        Some(Link::Inline | Link::Evaluated) => {
            _ = Reflect::set(&result, &"inline".into(), &JsValue::TRUE)?
        }
    }
    Ok(result)
}

/// Where the comment stands that names the map of a minified file, named for its language: `[start, end]`, in bytes, or
/// undefined. `map`: the name of its file, where that is known.
#[wasm_bindgen(js_name = linkSpan)]
pub fn link_span(source: JsValue, name: &str, map: Option<String>) -> JsResult {
    let span = crate::link_span(&JsSource::new(source)?, Language::of(name), map.as_deref())?;
    to_js(&span.map(|span| (span.start, span.end)))
}

/// Pairs maps and minified files: `[{ path, link?, file? }]` to `{ pairs: [{ map?, minified?, asksFile, issues }], issues }`.
/// A prefix that is no good is passed over: what asks for addresses says so.
#[wasm_bindgen]
pub fn pair(files: &Array, prefix: Option<String>) -> JsResult {
    let build_file = |file: JsValue| {
        let link = get(&file, "link");
        let inline = get(&link, "inline").is_truthy().then_some(Link::Inline);
        BuildFile {
            path: text(&file, "path").unwrap_or_default(),
            link: text(&link, "url").map(Link::Url).or(inline),
            file: text(&file, "file"),
        }
    };
    let files: Vec<BuildFile> = files.iter().map(build_file).collect();
    let prefix = prefix.and_then(|prefix| Prefix::parse(&prefix).ok());
    to_js(&crate::pair(&files, prefix.as_ref()))
}

/// The addresses of minified files: `{ urls }`, or `{ issue }` when the prefix is no good.
#[wasm_bindgen(js_name = minifiedUrls)]
pub fn minified_urls(prefix: &str, paths: Vec<String>) -> JsResult {
    match Prefix::parse(prefix) {
        Ok(prefix) => {
            let urls: Vec<String> = paths.iter().map(|path| prefix.join(path)).collect();
            object("urls", &to_js(&urls)?)
        }
        Err(issue) => object("issue", &to_js(&issue)?),
    }
}

/// The domains of every site that takes uploads.
#[wasm_bindgen]
#[must_use]
pub fn sites() -> Array {
    crate::SITES.iter().map(|site| JsValue::from_str(site.domain)).collect()
}

/// A Datadog site, however it is named: `{ site, url }` with the intake's URL, or `{ issue }`.
#[wasm_bindgen(js_name = resolveSite)]
pub fn resolve_site(given: &str) -> JsResult {
    match crate::resolve_site(given) {
        Ok(site) => {
            let result = object("site", &site.domain.into())?;
            Reflect::set(&result, &"url".into(), &crate::intake_url(site).into())?;
            Ok(result)
        }
        Err(issue) => object("issue", &to_js(&issue)?),
    }
}

/// The URL to post to, from a custom intake URL, base or full: `{ url }`, or `{ issue }`.
#[wasm_bindgen(js_name = customIntakeUrl)]
pub fn custom_intake_url(given: &str) -> JsResult {
    match crate::custom_intake_url(given) {
        Ok(url) => object("url", &url.into()),
        Err(issue) => object("issue", &to_js(&issue)?),
    }
}

/// The nearest of some known names, or undefined.
#[wasm_bindgen]
#[must_use]
pub fn nearest(given: &str, known: Vec<String>) -> Option<String> {
    crate::nearest(given, known.iter().map(String::as_str)).map(str::to_owned)
}

/// What a bundle tells Datadog of itself, held against what it is uploaded with: `{ service?, version?, issues }`, or
/// undefined where it tells nothing.
#[wasm_bindgen(js_name = checkInit)]
pub fn check_init(
    source: JsValue,
    file: &str,
    service: Option<String>,
    version: Option<String>,
) -> JsResult {
    let Some(init) = crate::read_init(&JsSource::new(source)?)? else {
        return Ok(JsValue::UNDEFINED);
    };
    let issues = crate::check_init(&init, file, service.as_deref(), version.as_deref());
    let result = to_js(&init)?;
    Reflect::set(&result, &"issues".into(), &to_js(&issues)?)?;
    Ok(result)
}

/// Whether a path is that of the map of a style sheet.
#[wasm_bindgen(js_name = isMapOfStyle)]
pub fn is_map_of_style(path: &str) -> bool {
    crate::is_map_of_style(path)
}

/// What a file of this name may give away where it is deployed: `map` by its name, `perhaps-map` or `perhaps-inline` where its
/// bytes tell, or undefined.
#[wasm_bindgen]
pub fn suspect(path: &str) -> Option<String> {
    let word = match crate::suspect(path)? {
        Suspect::Map => "map",
        Suspect::PerhapsMap => "perhaps-map",
        Suspect::PerhapsInline => "perhaps-inline",
    };
    Some(word.to_owned())
}
