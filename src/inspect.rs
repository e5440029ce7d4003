//! What a file is, by its bytes; which identity it has; what is wrong with it.

use serde::{Serialize, Serializer};

use crate::build::script_name::is_script;
use crate::error::Result;
use crate::finding::{Code, Issue, Severity};
use crate::formats::encoding::{Encoding, Unmarked};
use crate::formats::{
    Format, Slice, Symbols, breakpad, elf, il2cpp, jvm_mapping, macho, pdb, pe, portable_pdb,
    react_native, wasm_module, zip,
};
use crate::source::Source;
use crate::sourcemap::{
    MapKind, MapSummary, MapTotals, ReadOptions, is_bundle_name, read_map_with,
};
use crate::types::{UploadType, type_of, type_of_contents};

/// What there is to say about a file.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Inspection {
    /// What it is.
    pub format: Format,
    /// Its length in bytes.
    pub size: u64,
    /// The upload type that takes such files, where there is just one.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub upload_type: Option<&'static str>,
    /// Its identity: the names and values that tie it to a build.
    #[serde(serialize_with = "as_map")]
    pub identity: Vec<(&'static str, String)>,
    /// The parts of a Mach-O file, one for each processor.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub slices: Vec<Slice>,
    /// How much there is in a symbol or mapping file, and of what.
    #[serde(serialize_with = "as_map", skip_serializing_if = "Vec::is_empty")]
    pub counts: Vec<(&'static str, u64)>,
    /// What is in an archive.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub entries: Vec<zip::Entry>,
    /// The counts of a source map.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub map: Option<MapSummary>,
    /// What was found.
    pub issues: Vec<Issue>,
}

impl Inspection {
    fn of(format: Format, source: &dyn Source, name: &str) -> Self {
        Self {
            format,
            size: source.len(),
            upload_type: type_of(format, name).map(|known| known.name),
            identity: Vec::new(),
            slices: Vec::new(),
            counts: Vec::new(),
            entries: Vec::new(),
            map: None,
            issues: Vec::new(),
        }
    }

    /// Takes it for another format than its bytes told at first.
    fn is(&mut self, format: Format, name: &str) {
        self.format = format;
        self.upload_type = type_of(format, name).map(|known| known.name);
    }

    /// Has the reader of the format read the file, where there is one. Of a text in another encoding than the format's that is said.
    fn read(&mut self, source: &dyn Source, encoding: Encoding) -> Result<()> {
        let reader = match self.format {
            Format::Breakpad => "keeps readers from finding its first record, MODULE",
            Format::JvmMapping => "R8's retrace passes over, but not every reader",
            Format::Il2cppMapping => "JSON has no place for",
            _ => "",
        };
        let mut issue = Issue::new(match encoding {
            Encoding::Marked if !reader.is_empty() => Code::TextBom,
            Encoding::Utf16 { .. } if !reader.is_empty() => Code::TextUtf16,
            _ => return self.read_as_it_is(source),
        });
        issue.at.offset = Some(0);
        if encoding != Encoding::Marked {
            self.issues.push(issue);
            return Ok(());
        }
        if self.format != Format::JvmMapping {
            issue.severity = Severity::Error;
        }
        self.issues.push(issue.with("reader", reader));
        let own = self.issues.len();
        self.read_as_it_is(&Unmarked(source))?;
        for Issue { at, .. } in self.issues.iter_mut().skip(own) {
            at.offset = at.offset.map(|offset| offset.saturating_add(Unmarked::MARK));
            if at.line == Some(1) {
                at.column = at.column.map(|column| column.saturating_add(Unmarked::MARK));
            }
        }
        Ok(())
    }

    fn read_as_it_is(&mut self, source: &dyn Source) -> Result<()> {
        let read = match self.format {
            Format::Elf => elf::inspect,
            Format::Pe => pe::inspect,
            Format::MachO => macho::inspect,
            Format::Pdb => pdb::inspect,
            Format::PortablePdb => portable_pdb::inspect,
            Format::Breakpad => breakpad::inspect,
            Format::Wasm => wasm_module::inspect,
            Format::JvmMapping => jvm_mapping::inspect,
            Format::Il2cppMapping => il2cpp::inspect,
            Format::HermesBytecode => react_native::inspect_hermes,
            Format::Zip => zip::inspect,
            _ => return Ok(()),
        };
        self.take(read(source)?);
        Ok(())
    }

    fn take(&mut self, symbols: Symbols) {
        let Symbols { identity, counts, slices, entries, issues } = symbols;
        self.identity = identity;
        self.slices = slices;
        self.counts = counts;
        let names = entries.iter().map(|entry| entry.name.as_str());
        if self.upload_type.is_none() {
            let known = type_of_contents(self.format, names, &self.slices);
            self.upload_type = known.map(|known| known.name);
        }
        self.entries = entries;
        self.issues.extend(issues);
    }
}

/// How much of a file's beginning tells its format, in bytes.
const HEAD: usize = 4096;

/// Inspects a file. `name` helps where bytes can't tell: a script, a map that is broken beyond recognition.
///
/// # Errors
/// [`Error::Read`](crate::Error::Read) when the host cannot read the file.
pub fn inspect(source: &dyn Source, name: &str) -> Result<Inspection> {
    inspect_with(source, name, &ReadOptions { keep_sources: false, ..ReadOptions::default() })
}

/// The same; the options are for a map.
///
/// # Errors
/// As for [`inspect`].
pub fn inspect_with(source: &dyn Source, name: &str, options: &ReadOptions) -> Result<Inspection> {
    let (format, encoding) = told(source, name)?;
    let mut inspection = Inspection::of(format, source, name);
    match format {
        Format::Empty => inspection.issues.push(Issue::new(Code::FileEmpty)),
        Format::SourceMap | Format::Json => {
            inspect_json(source, name, options, encoding, &mut inspection)?;
        }
        _ => inspection.read(source, encoding)?,
    }
    Ok(inspection)
}

/// Inspects a file that was said to be for an upload type. A text that its bytes don't tell is read as what the type takes.
/// The options are for a map.
///
/// # Errors
/// [`Error::Read`](crate::Error::Read) when the host cannot read the file.
pub fn inspect_as(
    source: &dyn Source,
    name: &str,
    upload_type: &UploadType,
    options: &ReadOptions,
) -> Result<Inspection> {
    let said = match upload_type.formats {
        [Format::SourceMap] => return inspect_map(source, options),
        [said @ (Format::JvmMapping | Format::Il2cppMapping)] => *said,
        _ => return inspect_with(source, name, options),
    };
    let (format, encoding) = told(source, name)?;
    let is_text = matches!(
        format,
        Format::Unknown
            | Format::Json
            | Format::JavaScript
            | Format::SourceMap
            | Format::JvmMapping
    );
    if !is_text {
        return inspect_with(source, name, options);
    }
    let mut inspection = Inspection::of(said, source, name);
    inspection.read(source, encoding)?;
    Ok(inspection)
}

/// Inspects a file that was said to be a source map, whatever it looks like.
///
/// # Errors
/// [`Error::Read`](crate::Error::Read) when the host cannot read the file.
pub fn inspect_map(source: &dyn Source, options: &ReadOptions) -> Result<Inspection> {
    inspect_with(source, "said.map", options)
}

fn inspect_json(
    source: &dyn Source,
    name: &str,
    options: &ReadOptions,
    encoding: Encoding,
    inspection: &mut Inspection,
) -> Result<()> {
    if inspection.format == Format::Json && is_il2cpp_name(name) {
        return inspect_il2cpp(source, name, encoding, inspection);
    }
    let report = read_map_with(source, options)?;
    if inspection.format == Format::Json && !looks_like_a_map(&report.summary) && !is_map_name(name)
    {
        return inspect_il2cpp(source, name, encoding, inspection);
    }
    inspection.is(Format::SourceMap, name);
    let summary = report.summary;
    let debug_id = summary.debug_id.as_ref().or(summary.debug_id_snake.as_ref());
    for (name, value) in [("file", summary.file.as_ref()), ("debugId", debug_id)] {
        if let Some(value) = value {
            inspection.identity.push((name, value.clone()));
        }
    }
    inspection.map = Some(summary);
    inspection.issues.extend(report.issues);
    Ok(())
}

/// JSON is Unity's when it maps lines, or when it is called as Unity calls it, however broken.
fn inspect_il2cpp(
    source: &dyn Source,
    name: &str,
    encoding: Encoding,
    inspection: &mut Inspection,
) -> Result<()> {
    let mut read = Inspection::of(Format::Il2cppMapping, source, name);
    read.read(source, encoding)?;
    let is_sound = read.issues.iter().all(|issue| issue.code == Code::TextBom);
    if is_sound || is_il2cpp_name(name) {
        *inspection = read;
    } else if matches!(encoding, Encoding::Utf16 { .. }) {
        inspection.issues = read.issues;
    }
    Ok(())
}

/// Whether it has what makes JSON a source map, however broken: mappings, sources or sections.
fn looks_like_a_map(summary: &MapSummary) -> bool {
    let MapTotals { mappings_bytes, source_count, .. } = summary.totals;
    summary.kind == MapKind::Index || mappings_bytes > 0 || source_count > 0
}

fn as_map<S: Serializer, V: Serialize>(
    pairs: &[(&'static str, V)],
    serializer: S,
) -> std::result::Result<S::Ok, S::Error> {
    serializer.collect_map(pairs.iter().map(|(name, value)| (name, value)))
}

/// The format of a file, and the encoding of a text.
fn told(source: &dyn Source, name: &str) -> Result<(Format, Encoding)> {
    let head = source.read_up_to(0, HEAD)?;
    let encoding = Encoding::of(&head);
    let format = match encoding {
        Encoding::Utf8 => format_of(&head, name),
        _ => format_of(&encoding.decode(&head), name),
    };
    Ok((format, encoding))
}

/// Unity's name for it.
fn is_il2cpp_name(name: &str) -> bool {
    name.ends_with("LineNumberMappings.json")
}

fn is_map_name(name: &str) -> bool {
    name.ends_with(".map")
}

pub(crate) fn format_of(head: &[u8], name: &str) -> Format {
    match head {
        [] => Format::Empty,
        [0x7f, b'E', b'L', b'F', ..] => Format::Elf,
        _ if zip::is_archive(head) => Format::Zip,
        [0, b'a', b's', b'm', ..] => Format::Wasm,
        [b'B', b'S', b'J', b'B', ..] => Format::PortablePdb,
        [b'M', b'Z', ..] => Format::Pe,
        [0xfe, 0xed, 0xfa, 0xce | 0xcf, ..] | [0xce | 0xcf, 0xfa, 0xed, 0xfe, ..] => Format::MachO,
        // a Java class begins alike; it has its version (45 and up) where a fat file counts its architectures
        [0xca, 0xfe, 0xba, 0xbe | 0xbf, 0, 0, 0, count, ..] if *count < 45 => Format::MachO,
        _ if head.starts_with(b"Microsoft C/C++ ") => Format::Pdb,
        _ if head.trim_ascii_start().starts_with(b"MODULE ") => Format::Breakpad,
        _ if head.starts_with(react_native::HERMES) => Format::HermesBytecode,
        _ if head.starts_with(react_native::RAM) => Format::RamBundle,
        // in app bundles R8's are called so, too
        _ if is_map_name(name) && !is_jvm_mapping(head) => Format::SourceMap,
        _ if head.trim_ascii_start().starts_with(b"{") => Format::Json,
        _ if is_script(name) || is_bundle_name(name) => Format::JavaScript,
        _ if is_jvm_mapping(head) => Format::JvmMapping,
        _ => Format::Unknown,
    }
}

/// The format of a file as far as its beginning and its name tell.
///
/// # Errors
/// [`Error::Read`](crate::Error::Read) when the host cannot read the file.
#[cfg(all(feature = "core", target_family = "wasm", target_os = "unknown"))]
pub(crate) fn format_at_first(source: &dyn Source, name: &str) -> Result<Format> {
    let head = source.read_up_to(0, HEAD)?;
    Ok(format_of(head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&head), name))
}

/// R8 and ProGuard say so in a comment; without one, the first line names a class and its new name.
fn is_jvm_mapping(head: &[u8]) -> bool {
    let text = String::from_utf8_lossy(head);
    text.starts_with("# compiler: R8")
        || text
            .lines()
            .find(|line| !line.starts_with('#') && !line.trim().is_empty())
            .is_some_and(|line| line.ends_with(':') && line.contains(" -> "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_formats_by_their_bytes() {
        for (bytes, name, format) in [
            (&b""[..], "a.map", Format::Empty),
            (b"\x7fELF\x02", "a", Format::Elf),
            (b"MZ\x90", "a.dll", Format::Pe),
            (b"PK\x03\x04", "a.zip", Format::Zip),
            (b"\0asm\x01\0\0\0", "a.wasm", Format::Wasm),
            (b"\xcf\xfa\xed\xfe", "a", Format::MachO),
            (b"\xca\xfe\xba\xbe\0\0\0\x02", "a", Format::MachO),
            (b"\xca\xfe\xba\xbe\0\0\0\x41", "A.class", Format::Unknown),
            (b"Microsoft C/C++ MSF 7.00\r\n\x1aDS\0\0\0", "a.pdb", Format::Pdb),
            (b"MODULE windows x86 0 a.pdb", "a.sym", Format::Breakpad),
            (b"\r\n\r\nMODULE windows x86 0 a.pdb", "a.sym", Format::Breakpad),
            (b"# compiler: R8\na.b -> c:\n", "mapping.txt", Format::JvmMapping),
            (b"a.b -> c:\n", "proguard.map", Format::JvmMapping),
            (b"a.b -> c:\n", "a.js", Format::JavaScript),
            (b"a();", "a.js", Format::JavaScript),
            (b"a();", "main.jsbundle", Format::JavaScript),
            (b"\xc6\x1f\xbc\x03\xc1\x03\x19\x1f", "main.jsbundle", Format::HermesBytecode),
            (b"\xe5\xd1\x0b\xfb", "main.jsbundle", Format::RamBundle),
            (b"{}", "a.json", Format::Json),
            (b"<html>", "a.map", Format::SourceMap),
            (b"hello", "a.txt", Format::Unknown),
        ] {
            assert_eq!(format_of(bytes, name), format, "{name}");
        }
    }
}
