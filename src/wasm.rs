//! The border to JavaScript: the only file that knows it. Each function reads its arguments, calls the core, converts.
//!
//! Bad files and bad events come back as issues; what is thrown is an `Error` with a `code`.

use std::cell::RefCell;

use js_sys::{Array, BigInt, Function, Number, Object, Reflect, Uint8Array};
use serde::Serialize;
use wasm_bindgen::{JsCast, JsValue, prelude::wasm_bindgen};

use crate::error::{Error, Result};
use crate::event::{self, Event, Value};
use crate::symbols::archive::{Compression, ZipEntry, ZipSegment};
use crate::{
    BuildFile, CheckOptions, Code, FramedFile, Issue, Language, Link, Obstacle, Packed, Piece,
    Position, Prefix, Segment, ServedFile, Source, UploadFile,
};

type JsResult<T = JsValue> = std::result::Result<T, JsValue>;

impl From<Error> for JsValue {
    fn from(error: Error) -> Self {
        let thrown = js_sys::Error::new(&error.to_string());
        // a plain object takes a property; nothing is lost if it could not
        let _ = Reflect::set(&thrown, &"code".into(), &error.code().into());
        thrown.into()
    }
}

/// A file on the JavaScript side: `{ length, read(offset, length) }`, where `read` returns a `Uint8Array`.
struct JsSource {
    object: JsValue,
    read: Function,
    length: u64,
}

impl JsSource {
    fn new(object: JsValue) -> Result<Self> {
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

/// The version of the core, which is the package's.
#[wasm_bindgen]
#[must_use]
pub fn version() -> String {
    env!("CARGO_PKG_VERSION").to_owned()
}

/// The declarations of all upload types.
#[wasm_bindgen]
pub fn types() -> JsResult {
    to_js(event::TYPES)
}

/// Every finding mapship knows: `[{ code, severity, message, help, rule }]`.
#[wasm_bindgen]
pub fn catalogue() -> JsResult {
    to_js(&crate::catalogue())
}

/// What a file is, its identity and what is wrong with it.
#[wasm_bindgen]
pub fn inspect(source: JsValue, name: &str) -> JsResult {
    to_js(&crate::inspect(&JsSource::new(source)?, name)?)
}

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

/// Judges one upload: `{ type?, event?, fill?, files: [{ part, name, source }], allowUnknown?, sources?,
/// scanSources?, byDebugId? }`.
///
/// Returns `{ type, event, issues, main, mapped, sources }`, the sources of a map if they were asked for; `type` and `event` are missing when the type is not known.
#[wasm_bindgen]
pub fn check(input: JsValue) -> JsResult {
    let options = CheckOptions {
        allow_unknown: get(&input, "allowUnknown").is_truthy(),
        keep_sources: get(&input, "sources").is_truthy(),
        scan_sources: get(&input, "scanSources").is_truthy(),
        by_debug_id: get(&input, "byDebugId").is_truthy(),
    };
    let mut event = None;
    let upload_type = if get(&input, "event").is_undefined() {
        let name = get(&input, "type").as_string().unwrap_or_default();
        named_type(&name)?
    } else {
        match Event::from_members(members(&get(&input, "event"))) {
            Ok(read) => event.insert(read).upload_type,
            Err(issue) => return to_js(&Checked { issues: vec![*issue], ..Checked::default() }),
        }
    };
    if let Some(event) = &mut event {
        for (name, value) in members(&get(&input, "fill")) {
            event.fill(&name, value);
        }
    }
    let files = files_of(&input)?;
    let sources: Vec<UploadFile<'_>> = files
        .iter()
        .map(|(file, source)| UploadFile { part: &file.part, name: &file.name, source })
        .collect();
    let verdict = crate::check(upload_type, event.as_mut(), &sources, options)?;
    let names = verdict.main.as_ref().and_then(|main| main.map.as_ref()).map(|map| &map.sources);
    let names = names.filter(|_| options.keep_sources).map(to_js).transpose()?;
    let checked = to_js(&Checked {
        upload_type: Some(upload_type.name),
        issues: verdict.issues,
        mapped: verdict.fit.and_then(|fit| fit.share()),
        // each value on the other side has its price; whoever wants them all inspects the file
        main: verdict.main.map(|main| crate::Inspection { map: None, counts: Vec::new(), ..main }),
    })?;
    if let Some(event) = &event {
        Reflect::set(&checked, &key("event"), &event_to_js(event)?)?;
    }
    if let Some(names) = names {
        Reflect::set(&checked, &key("sources"), &names)?;
    }
    Ok(checked)
}

#[derive(Default, Serialize)]
#[serde(rename_all = "camelCase")]
struct Checked {
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    upload_type: Option<&'static str>,
    issues: Vec<Issue>,
    #[serde(skip_serializing_if = "Option::is_none")]
    main: Option<crate::Inspection>,
    #[serde(skip_serializing_if = "Option::is_none")]
    mapped: Option<f64>,
}

/// Frames an upload: `{ event, files: [{ part, name, length }], boundary }`.
///
/// Returns `{ contentType, contentLength, gzip, segments }`; a segment is a `Uint8Array` or the index of a file.
#[wasm_bindgen]
pub fn frame(input: JsValue) -> JsResult {
    let event = Event::from_members(members(&get(&input, "event")))
        .map_err(|issue| Error::Misuse(issue.message()))?;
    let files: Vec<FileName> =
        list(&input, "files").iter().map(|file| FileName::of(&file)).collect();
    let framed: Vec<FramedFile<'_>> = files
        .iter()
        .map(|file| FramedFile { part: &file.part, name: &file.name, length: file.length as u64 })
        .collect();
    let boundary = get(&input, "boundary").as_string().unwrap_or_default();
    let frame = crate::frame(event.upload_type, &event.to_json(), &framed, &boundary)?;
    let segments: Array = frame
        .segments
        .iter()
        .map(|segment| match segment {
            Segment::Bytes(bytes) => Uint8Array::from(bytes.as_slice()).into(),
            Segment::File(index) => JsValue::from_f64(*index as f64),
        })
        .collect();
    let result = Object::new();
    Reflect::set(&result, &key("contentType"), &frame.content_type.into())?;
    Reflect::set(&result, &key("contentLength"), &(frame.content_length as f64).into())?;
    Reflect::set(&result, &key("gzip"), &event.upload_type.gzip.into())?;
    Reflect::set(&result, &key("segments"), &segments)?;
    Ok(result.into())
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

/// What a minified file, named for its language, says of its map: `{ url?, inline?, issues }`.
#[wasm_bindgen(js_name = readLink)]
pub fn read_link(source: JsValue, name: &str) -> JsResult {
    let reading = crate::read_link(&JsSource::new(source)?, Language::of(name))?;
    let result = object("issues", &to_js(&reading.issues)?)?;
    match reading.link {
        None => {}
        Some(Link::Url(url)) => _ = Reflect::set(&result, &"url".into(), &url.into())?,
        Some(Link::Inline) => _ = Reflect::set(&result, &"inline".into(), &JsValue::TRUE)?,
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

/// A URL without user name and password.
#[wasm_bindgen(js_name = stripCredentials)]
#[must_use]
pub fn strip_credentials(url: &str) -> String {
    crate::strip_credentials(url)
}

/// The `repository` part for a map of which Git was not asked: its sources, taken for files of the repository.
/// `mapDir` is the map's folder, `cwd` the current one, absolute; undefined when no source can be taken so.
#[wasm_bindgen(js_name = sourcesPayload)]
#[must_use]
pub fn sources_payload(
    sources: &Array,
    map_dir: &str,
    cwd: &str,
    url: &str,
    sha: &str,
) -> Option<Vec<u8>> {
    let sources = texts(sources);
    let (files, _) = crate::sources_as_files(&sources, map_dir, cwd);
    (!files.is_empty()).then(|| crate::repository_payload(url, sha, &files))
}

/// SHA-256 of what is put in piece by piece: what browsers have for it takes all at once.
#[wasm_bindgen]
#[derive(Default)]
pub struct Sha256(sha2::Sha256);

#[wasm_bindgen]
impl Sha256 {
    /// Of nothing so far.
    #[wasm_bindgen(constructor)]
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Puts bytes in.
    pub fn update(&mut self, bytes: &[u8]) {
        sha2::Digest::update(&mut self.0, bytes);
    }

    /// The 32 bytes of the digest; what comes after is another one.
    pub fn digest(&mut self) -> Vec<u8> {
        sha2::Digest::finalize_reset(&mut self.0).to_vec()
    }
}

/// The tracked files of a repository, indexed by name.
#[wasm_bindgen]
pub struct TrackedFiles(crate::TrackedFiles);

#[wasm_bindgen]
impl TrackedFiles {
    /// How many there are.
    #[wasm_bindgen(getter)]
    #[must_use]
    pub fn count(&self) -> usize {
        self.0.paths().len()
    }

    /// The `repository` part with every tracked file.
    #[must_use]
    pub fn payload(&self, url: &str, sha: &str) -> Vec<u8> {
        crate::repository_payload(url, sha, self.0.paths())
    }

    /// The `repository` part for a map's sources; undefined when no tracked file has the name of one.
    #[wasm_bindgen(js_name = payloadFor)]
    #[must_use]
    pub fn payload_for(&self, sources: &Array, url: &str, sha: &str) -> Option<Vec<u8>> {
        let sources = texts(sources);
        let files = self.0.matching(&sources);
        (!files.is_empty()).then(|| crate::repository_payload(url, sha, &files))
    }
}

/// Reads the output of `git ls-files -z`.
#[wasm_bindgen(js_name = trackFiles)]
#[must_use]
pub fn track_files(ls_files_z: &[u8]) -> TrackedFiles {
    TrackedFiles(crate::TrackedFiles::parse(ls_files_z))
}

/// The lines of a pasted stack trace: `[{ raw, frame? }]`.
#[wasm_bindgen(js_name = parseStack)]
pub fn parse_stack(text: &str) -> JsResult {
    to_js(&crate::parse_stack(text))
}

/// The file that is served at a frame's address: `{ index }` in `[{ path, url? }]`, or `{ issue }`.
#[wasm_bindgen]
pub fn locate(url: &str, files: &Array) -> JsResult {
    let served = |file: JsValue| ServedFile {
        path: text(&file, "path").unwrap_or_default(),
        url: text(&file, "url"),
    };
    let files: Vec<ServedFile> = files.iter().map(served).collect();
    match crate::locate(url, &files) {
        Ok(index) => object("index", &JsValue::from_f64(index as f64)),
        Err(issue) => object("issue", &to_js(&issue)?),
    }
}

/// The finding of a frame that can't be looked up: it has no place, its file (given) has no map, or that is not sound, for a
/// reason (given).
#[wasm_bindgen]
pub fn obstacle(file: Option<String>, reason: Option<String>) -> JsResult {
    let obstacle = match (file.as_deref(), reason.as_deref()) {
        (None, _) => Obstacle::NoPlace,
        (Some(file), None) => Obstacle::NoMap { file },
        (Some(map), Some(reason)) => Obstacle::MapInvalid { map, reason },
    };
    to_js(&obstacle.issue())
}

/// The finding of a frame in a file that has a line (1-based) but no column.
#[wasm_bindgen(js_name = noColumn)]
pub fn no_column(file: &str, line: u32) -> JsResult {
    to_js(&Obstacle::NoColumn { file, line }.issue())
}

/// Places in a minified file, a line (1-based) and a column (0-based) in turn: a finding for each that is not in it, or
/// undefined.
#[wasm_bindgen(js_name = checkPlaces)]
pub fn check_places(source: JsValue, file: &str, places: &[u32]) -> JsResult {
    let (places, _) = places.as_chunks::<2>();
    let places: Vec<(u32, u32)> = places.iter().map(|[line, column]| (*line, *column)).collect();
    to_js(&crate::check_places(&JsSource::new(source)?, file, &places)?)
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

/// A map decoded for look-ups.
#[wasm_bindgen]
pub struct Lookup(crate::Lookup);

#[wasm_bindgen]
impl Lookup {
    /// Reads a map.
    #[wasm_bindgen(constructor)]
    pub fn new(map: JsValue) -> JsResult<Self> {
        Ok(Self(crate::Lookup::new(&JsSource::new(map)?)?))
    }

    /// The original of a position (line 1-based, column 0-based in UTF-16 units), or undefined.
    pub fn original(&self, line: u32, column: u32) -> JsResult {
        match self.0.original(line, column) {
            Some(original) => to_js(&original),
            None => Ok(JsValue::UNDEFINED),
        }
    }

    /// The same with the lines around it: `{ original?, context?, nearest?, issue? }`.
    pub fn find(&self, file: &str, line: u32, column: u32, around: u32) -> JsResult {
        let found = self.0.find(line, column, around);
        let result = to_js(&found)?;
        if let Some(issue) = crate::check_found(&found, file, line, column) {
            Reflect::set(&result, &"issue".into(), &to_js(&issue)?)?;
        }
        Ok(result)
    }
}

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

    /// The numbers of the whole, in the order of `pkg/look.js`; five of each source: index, units, segments, bytes of content, whether
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

struct FileName {
    part: String,
    name: String,
    length: f64,
}

impl FileName {
    fn of(file: &JsValue) -> Self {
        Self {
            part: text(file, "part").unwrap_or_default(),
            name: text(file, "name").unwrap_or_default(),
            length: get(file, "length").as_f64().unwrap_or_default(),
        }
    }
}

fn files_of(input: &JsValue) -> Result<Vec<(FileName, JsSource)>> {
    list(input, "files")
        .iter()
        .map(|file| Ok((FileName::of(&file), JsSource::new(get(&file, "source"))?)))
        .collect()
}

fn named_type(name: &str) -> Result<&'static event::UploadType> {
    event::upload_type(name).ok_or_else(|| Error::UnknownType {
        name: name.to_owned(),
        nearest: crate::nearest(name, event::TYPES.iter().map(|known| known.name)),
    })
}

/// The members of an object that are not undefined; what is not an object has none.
fn members(object: &JsValue) -> Vec<(String, Value)> {
    let Some(object) = object.dyn_ref::<Object>() else { return Vec::new() };
    Object::entries(object)
        .iter()
        .filter_map(|entry| {
            let entry: Array = entry.into();
            let value = entry.get(1);
            (!value.is_undefined())
                .then(|| (entry.get(0).as_string().unwrap_or_default(), value_of(&value)))
        })
        .collect()
}

fn value_of(value: &JsValue) -> Value {
    if value.is_null() {
        Value::Null
    } else if let Some(flag) = value.as_bool() {
        Value::Flag(flag)
    } else if let Some(text) = value.dyn_ref::<js_sys::JsString>() {
        // half a character would silently become another one on its way
        let whole = text.is_valid_utf16();
        if whole {
            Value::Text(text.into())
        } else {
            Value::Other("a string with half a character")
        }
    } else if let Some(number) = value.as_f64() {
        if Number::is_safe_integer(value) {
            Value::Integer(number as i64)
        } else {
            Value::Number(number)
        }
    } else if let Some(big) = value.dyn_ref::<BigInt>() {
        let digits = big.to_string(10).map(String::from).unwrap_or_default();
        digits.parse().map_or(Value::HugeInteger(digits), Value::Integer)
    } else if Array::is_array(value) {
        Value::Other("a list")
    } else if value.is_function() {
        Value::Other("a function")
    } else if value.is_symbol() {
        Value::Other("a symbol")
    } else {
        Value::Other("an object")
    }
}

/// The event as it is sent; an integer that a number would not hold exactly is a BigInt.
fn event_to_js(event: &Event) -> JsResult {
    let entries = Array::new();
    for (name, value) in event.members() {
        let value = match value {
            Value::Null | Value::Other(_) => JsValue::NULL,
            Value::Flag(flag) => flag.into(),
            Value::Integer(integer) if integer.unsigned_abs() < 1 << 53 => (integer as f64).into(),
            Value::Integer(integer) => BigInt::from(integer).into(),
            Value::HugeInteger(digits) => {
                BigInt::new(&digits.into()).map_or(JsValue::NULL, JsValue::from)
            }
            Value::Number(number) => number.into(),
            Value::Text(text) => text.into(),
        };
        entries.push(&Array::of2(&name.into(), &value));
    }
    // this way `__proto__` becomes a member, not the prototype
    Ok(Object::from_entries(&entries)?.into())
}

fn get(object: &JsValue, name: &'static str) -> JsValue {
    Reflect::get(object, &key(name)).unwrap_or(JsValue::UNDEFINED)
}

thread_local! {
    static KEYS: RefCell<Vec<(&'static str, JsValue)>> = const { RefCell::new(Vec::new()) };
}

/// The name of a member, as JavaScript has it: kept, as making it anew takes longer than reading the member.
fn key(name: &'static str) -> JsValue {
    KEYS.with_borrow_mut(|keys| {
        if let Some((_, key)) = keys.iter().find(|(known, _)| std::ptr::eq(*known, name)) {
            return key.clone();
        }
        let key = JsValue::from_str(name);
        keys.push((name, key.clone()));
        key
    })
}

/// A member that is a text; other values count as missing.
fn text(object: &JsValue, name: &'static str) -> Option<String> {
    get(object, name).as_string()
}

/// A member that is a list; other values count as an empty one.
fn list(object: &JsValue, name: &'static str) -> Array {
    get(object, name).dyn_into().unwrap_or_default()
}

/// The texts of a list; what is none, such as null, is missing.
fn texts(list: &Array) -> Vec<Option<String>> {
    list.iter().map(|value| value.as_string()).collect()
}

fn object(name: &'static str, value: &JsValue) -> JsResult {
    let object = Object::new();
    Reflect::set(&object, &key(name), value)?;
    Ok(object.into())
}

/// What a host threw, in its own words.
fn message_of(thrown: &JsValue) -> String {
    get(thrown, "message")
        .as_string()
        .or_else(|| thrown.as_string())
        .unwrap_or_else(|| "the host gave no reason".to_owned())
}

fn to_js<T: Serialize + ?Sized>(value: &T) -> JsResult {
    let serializer = serde_wasm_bindgen::Serializer::new().serialize_maps_as_objects(true);
    value.serialize(&serializer).map_err(|error| Error::Misuse(error.to_string()).into())
}
