//! Breakpad symbol files: the first line ties one to its program, and the next ones tell whether it knows files and lines.
//!
//! The form is that of Breakpad's `docs/symbol_files.md`; which files and names are taken is what Datadog's client does.

use crate::error::Result;
use crate::finding::Code;
use crate::source::Source;

use super::lines::{Line, Lines};
use super::{Reading, Said, Symbols};

/// How much of the file is in memory at once, in bytes: records are short.
const WINDOW: usize = 64 * 1024;

/// Reads a symbol file up to its first function.
pub(crate) fn inspect(source: &dyn Source) -> Result<Symbols> {
    let mut reading = Reading::of(source);
    let mut lines = Lines::new(source, 0, WINDOW);
    let mut has_module = false;
    loop {
        let Some(line) = lines.next()? else {
            reading.say(Code::BreakpadEmpty, source.len(), &[]);
            break;
        };
        let text = line.bytes.trim_ascii();
        if text.is_empty() {
            continue;
        }
        if !has_module {
            if let Err(expected) = module(&line, &mut reading) {
                let said = [("expected", Said::Text(expected))];
                reading.say(Code::BreakpadModule, line.offset, &said);
            }
            has_module = true;
        } else if text.starts_with(b"FILE ") {
            reading.is("symbol_source", "debug_info".to_owned());
            break;
        } else if text.starts_with(b"FUNC ") || text.starts_with(b"PUBLIC ") {
            reading.is("symbol_source", "symbol_table".to_owned());
            reading.say(Code::BreakpadNoFiles, line.offset, &[]);
            break;
        }
    }
    reading.finish()
}

/// The record `MODULE os arch id name`; fails with what was expected.
fn module(line: &Line<'_>, reading: &mut Reading<'_>) -> std::result::Result<(), &'static str> {
    const ID: &str = "an ID of 32 hexadecimal digits and 1 to 8 more";
    let text = std::str::from_utf8(line.bytes).ok().filter(|text| text.is_ascii());
    let mut words = text.ok_or("ASCII text")?.split_ascii_whitespace();
    let mut word = || words.next().ok_or("MODULE, system, processor, ID and name");
    let (_, os, cpu, id, name) = (word()?, word()?, word()?, word()?, word()?);
    let is_id = (33..=40).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_hexdigit());
    let (guid, age) = id.split_at_checked(32).filter(|_| is_id).ok_or(ID)?;
    let digit = |byte: u8| char::from(byte).to_digit(16).unwrap_or(0);
    let age = age.bytes().fold(0_u64, |age, byte| age << 4 | u64::from(digit(byte)));
    let mut name = name.to_owned();
    for word in words {
        name.push(' ');
        name.push_str(word);
    }
    let mut dashed = guid.to_ascii_uppercase();
    for at in [20, 16, 12, 8] {
        dashed.insert(at, '-');
    }
    reading.is("pdb_sig", dashed);
    reading.is("pdb_age", age.to_string());
    let arch = arch(cpu);
    if arch == "unknown" {
        reading.say(Code::BreakpadArch, line.offset, &[("arch", Said::Text(cpu))]);
    }
    reading.is("arch", arch.to_owned());
    reading.is("filename", name);
    reading.is("os", os.to_owned());
    if !os.eq_ignore_ascii_case("windows") {
        reading.say(Code::BreakpadOs, line.offset, &[("os", Said::Text(os))]);
    }
    Ok(())
}

/// A processor, in the names that Datadog's client has for those of PE files.
fn arch(cpu: &str) -> &'static str {
    const NAMES: &[(&str, &str)] = &[
        ("x86", "x86"),
        ("x86_64", "x64"),
        ("amd64", "x64"),
        ("x64", "x64"),
        ("arm64", "arm64"),
        ("arm", "arm32"),
        ("armv7", "arm32"),
        ("arm32", "arm32"),
    ];
    let named = NAMES.iter().find(|(name, _)| cpu.eq_ignore_ascii_case(name));
    named.map_or("unknown", |(_, arch)| arch)
}
