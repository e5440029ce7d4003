//! One upload, judged: its event, its files, and what both are together.

use crate::complete::{complete, complete_by_name};
use crate::debug_id::read_marker;
use crate::error::Result;
use crate::event::{Event, UploadType, Value};
use crate::fit::{Fit, check_fit, check_usefulness};
use crate::inspect::{Format, Inspection, inspect_as, inspect_map};
use crate::issue::{Code, Issue};
use crate::nearest::{nearest, suggestion};
use crate::source::Source;
use crate::sourcemap::{MapSummary, ReadOptions};

/// A file of an upload.
pub struct UploadFile<'a> {
    /// The part that it is to be: one of the upload type's parts.
    pub part: &'a str,
    /// Its name or path.
    pub name: &'a str,
    /// Its bytes.
    pub source: &'a dyn Source,
}

/// How to judge an upload.
#[derive(Debug, Clone, Copy, Default)]
pub struct CheckOptions {
    /// Whether fields that nobody knows are warnings rather than errors.
    pub allow_unknown: bool,
    /// Whether the names of a map's sources are wanted, in [`Verdict::main`].
    pub keep_sources: bool,
    /// Whether a map's sources are looked through for home folders and secrets.
    pub scan_sources: bool,
    /// Whether a map is tied to its minified file by the debug ID in that, in place of service and version.
    pub by_debug_id: bool,
}

impl CheckOptions {
    fn read(self) -> ReadOptions {
        let Self { keep_sources, scan_sources, .. } = self;
        ReadOptions { keep_sources, scan_sources, ..ReadOptions::default() }
    }
}

/// What there is to say about an upload.
#[derive(Debug, Clone, PartialEq)]
pub struct Verdict {
    /// What was found, in the event first, then in the files.
    pub issues: Vec<Issue>,
    /// The file that the upload is about, inspected; `None` when it is not there.
    pub main: Option<Inspection>,
    /// How a map lies on its minified file, where both are there and the map is sound.
    pub fit: Option<Fit>,
}

/// "Maximum file size: 500 MB" may mean this many bytes …
const MEGABYTES_500: u64 = 500_000_000;
/// … or this many, and past these there is no doubt.
const MEBIBYTES_500: u64 = 524_288_000;

/// Judges an upload. Without an event, only its files are judged; what nobody has given in the event is filled in
/// from the files.
///
/// # Errors
/// [`Error::Read`](crate::Error::Read) when the host cannot read a file.
pub fn check(
    upload_type: &UploadType,
    event: Option<&mut Event>,
    files: &[UploadFile<'_>],
    options: CheckOptions,
) -> Result<Verdict> {
    let mut event = event;
    let mut issues = check_parts(upload_type, files);
    issues.extend(check_size(files));
    let mut contradictions = Vec::new();
    let main_part = upload_type.parts.first().map(|part| part.name);
    let mut main = None;
    for file in files {
        let is_main = Some(file.part) == main_part && main.is_none();
        if is_main || file.part == "pe_binary_file" {
            let inspection = if file.part == "source_map" {
                inspect_map(file.source, &options.read())?
            } else {
                inspect_as(file.source, file.name, upload_type.name)?
            };
            let hash = event.as_deref().and_then(|event| event.get("file_hash"));
            let has_hash = hash.is_some_and(|hash| *hash != Value::from(""));
            let is_told = |it: &&Issue| {
                is_told_elsewhere(upload_type, it.code)
                    // a debug file's, of its library
                    || has_hash && it.code == Code::ElfNoIdentity
            };
            let told = inspection.issues.iter().filter(|it| !is_told(it));
            issues.extend(told.cloned().map(|issue| issue.in_part(file.part)));
            if let Some(event) = event.as_deref_mut() {
                issues.extend(complete_by_name(event, file.name));
                contradictions.extend(complete(event, &inspection));
            }
            if is_main {
                issues.extend(check_format(upload_type, &inspection));
                main = Some(inspection);
            }
        } else if file.source.is_empty() {
            issues.push(Issue::new(Code::FileEmpty).in_part(file.part));
        } else if options.by_debug_id
            && file.part == "minified_file"
            && let Some(event) = event.as_deref_mut()
        {
            issues.extend(fill_debug_id(event, file)?);
        }
    }
    if let Some(event) = event {
        let mut all = event.validate(options.allow_unknown);
        if issues.iter().any(|issue| issue.code == Code::DebugIdMissing) {
            // it would have stood in for what is missing
            all.retain(|issue| issue.code != Code::EventFieldMissing);
        }
        all.append(&mut contradictions);
        all.append(&mut issues);
        issues = all;
    }
    let map =
        main.as_ref().filter(|main| main.issues.is_empty()).and_then(|main| main.map.as_ref());
    let mut fit = None;
    if let Some(map) = map {
        issues.extend(check_map(map, files, &mut fit)?);
    }
    Ok(Verdict { issues, main, fit })
}

/// Fills in the debug ID by which the stack traces of a minified file are looked up.
fn fill_debug_id(event: &mut Event, minified: &UploadFile<'_>) -> Result<Option<Issue>> {
    if event.get("debug_id").is_none() {
        let Some(id) = read_marker(minified.source)? else {
            return Ok(Some(Issue::new(Code::DebugIdMissing).in_part(minified.part)));
        };
        event.fill("debug_id", Value::from(id.as_str()));
    }
    Ok(None)
}

/// A map that is sound by itself, held against what it is for.
fn check_map(
    map: &MapSummary,
    files: &[UploadFile<'_>],
    fit: &mut Option<Fit>,
) -> Result<Vec<Issue>> {
    let mut issues = check_usefulness(map);
    let minified = files.iter().find(|file| file.part == "minified_file");
    if let Some(minified) = minified.filter(|file| !file.source.is_empty()) {
        let (measured, found) = check_fit(map, minified.source, minified.name)?;
        *fit = Some(measured);
        issues.extend(found);
    }
    Ok(issues.into_iter().map(|issue| issue.in_part("source_map")).collect())
}

/// What an ELF file need not have where something else ties it to its build: a build ID in the event, or the version.
fn is_told_elsewhere(upload_type: &UploadType, code: Code) -> bool {
    matches!(upload_type.name, "ndk_symbol_file" | "flutter_symbol_file")
        && matches!(code, Code::ElfNoIdentity | Code::ElfNoGnuBuildId)
}

/// A file that is of another format than the upload type takes.
fn check_format(upload_type: &UploadType, main: &Inspection) -> Option<Issue> {
    let part = upload_type.parts.first()?.name;
    let (formats, expected): (&[Format], _) = match upload_type.name {
        "elf_symbol_file" | "ndk_symbol_file" | "flutter_symbol_file" => (&[Format::Elf], ""),
        "pe_symbol_file" => (&[Format::Pdb, Format::Breakpad], "a PDB or a Breakpad .sym file"),
        "ios_symbols" => (&[Format::Zip, Format::MachO], "a zip archive of dSYM bundles"),
        "wasm_symbol_file" => (&[Format::Wasm], "a WebAssembly module with DWARF"),
        "dotnet_portable_pdb" => (&[Format::PortablePdb], "a portable PDB"),
        "jvm_mapping_file" => (&[Format::JvmMapping], "a ProGuard/R8 mapping file (mapping.txt)"),
        "il2cpp_mapping_file" => (&[Format::Il2cppMapping], "Unity's LineNumberMappings.json"),
        _ => return None,
    };
    let said = |code| Some(Issue::new(code).in_part(part).with("type", upload_type.name));
    match main.format {
        Format::Empty => None,
        Format::Pe if upload_type.name == "pe_symbol_file" => {
            let pdb = main.identity.iter().find(|(name, _)| *name == "pdb_path");
            let pdb = pdb.map_or("a PDB", |(_, path)| path.as_str());
            said(Code::PeNotPdb).map(|issue| issue.with("pdb", pdb))
        }
        format if formats.contains(&format) => {
            let has_nothing =
                format == Format::Zip && main.upload_type.is_none() && main.issues.is_empty();
            has_nothing.then(|| said(Code::ZipNoDsym)).flatten()
        }
        _ if expected.is_empty() => said(Code::ElfFormat),
        _ => said(Code::FileFormat).map(|issue| issue.with("expected", expected)),
    }
}

fn check_parts(upload_type: &UploadType, files: &[UploadFile<'_>]) -> Vec<Issue> {
    let at =
        |code, part: &str| Issue::new(code).at_path(format!("parts.{part}")).with("part", part);
    let times = |name: &str| files.iter().filter(|file| file.part == name).count();
    let mut issues = Vec::new();
    for part in upload_type.parts {
        match times(part.name) {
            0 if part.required => {
                issues.push(at(Code::PartMissing, part.name).with("type", upload_type.name));
            }
            0 | 1 => {}
            times => issues.push(at(Code::PartRepeated, part.name).with("times", times)),
        }
    }
    for file in files.iter().filter(|file| upload_type.part(file.part).is_none()) {
        let close = nearest(file.part, upload_type.parts.iter().map(|part| part.name));
        let issue = at(Code::PartUnknown, file.part).with("type", upload_type.name);
        issues.push(issue.with("suggestion", suggestion(close)));
    }
    issues
}

/// The limit holds for all files of an upload together: Datadog's guide says so for a map and its minified file.
fn check_size(files: &[UploadFile<'_>]) -> Option<Issue> {
    let size = files.iter().fold(0_u64, |sum, file| sum.saturating_add(file.source.len()));
    let (code, limit) = match size {
        _ if size > MEBIBYTES_500 => (Code::UploadTooLarge, MEBIBYTES_500),
        _ if size > MEGABYTES_500 => (Code::UploadNearLimit, MEGABYTES_500),
        _ => return None,
    };
    Some(Issue::new(code).with("size", size).with("limit", limit))
}
