//! Windows PDBs: the GUID and the age that tie one to its DLL, for which processor it is, and whether it has symbols.
//!
//! The form is that of Microsoft's `microsoft-pdb` and LLVM's "The MSF File Format": blocks, a directory of streams, of which
//! the first ("PDB") has the GUID and the third ("DBI") the age that a debugger compares.

mod modules;
mod msf;

use crate::error::Result;
use crate::finding::Code;
use crate::source::Source;

use super::bytes::{u16_at, u32_at};
use super::{Reading, Said, Symbols, guid, pe};
use msf::{Msf, Stream};

/// Index of the stream that tells the GUID.
const PDB_STREAM: u64 = 1;
/// Index of the stream that tells what was linked.
const DBI_STREAM: u64 = 3;
/// The first version of the PDB stream that has a GUID, of Visual C++ 7.
const VC70: u32 = 20_000_404;
/// Length of the DBI stream's header in bytes.
const DBI_HEADER: u64 = 64;
/// The flag of a PDB that private symbols were taken out of.
const STRIPPED: u16 = 2;

/// The feature `MinimalDebugInfo`, of /DEBUG:FASTLINK.
const MINIMAL: &[u8] = b"MINI";
/// The length of all features there are, in bytes.
const MOST_FEATURES: u64 = 16;

/// Reads a PDB's headers: a few kilobytes, however large it is.
pub(crate) fn inspect(source: &dyn Source) -> Result<Symbols> {
    let mut reading = Reading::of(source);
    read(&mut reading);
    reading.finish()
}

fn read(reading: &mut Reading<'_>) -> Option<()> {
    let msf = Msf::open(reading)?;
    let info_stream = msf.stream(reading, PDB_STREAM)?;
    let info = head(reading, &msf, &info_stream, 28)?;
    let version = u32_at(&info, 0).unwrap_or(0);
    let Some(id) = info.get(12..28).filter(|_| version >= VC70) else {
        reading.say(Code::PdbNoGuid, 0, &[("version", Said::Number(version.into()))]);
        return None;
    };
    reading.is("pdb_sig", guid(id));
    let dbi_stream = msf.stream(reading, DBI_STREAM)?;
    let dbi = head(reading, &msf, &dbi_stream, DBI_HEADER)?;
    // the linker counts in one place, the debugger compares with the other; they part where tools rewrite the PDB
    let age = u32_at(&dbi, 8).or(u32_at(&info, 8)).unwrap_or(0);
    reading.is("pdb_age", age.to_string());
    if let Some(machine) = u16_at(&dbi, 58) {
        pe::machine(reading, machine, 0);
    }
    let modules = u32_at(&dbi, 24).unwrap_or(0);
    if modules == 0 {
        reading.say(Code::PdbNoSymbols, 0, &[]);
        return None;
    }
    let is_stripped = u16_at(&dbi, 56).unwrap_or(0) & STRIPPED != 0;
    let lacking = if is_stripped {
        Some(Code::PdbStripped)
    } else if is_fastlink(reading, &msf, &info_stream) {
        Some(Code::PdbFastlink)
    } else {
        let found = modules::have_lines(reading, &msf, &dbi_stream, modules.into());
        (found == Some(false)).then_some(Code::PdbNoLines)
    };
    if let Some(code) = lacking {
        reading.say(code, 0, &[]);
    }
    let symbol_source = if lacking.is_some() { "symbol_table" } else { "debug_info" };
    reading.is("symbol_source", symbol_source.to_owned());
    None
}

/// The beginning of a stream, in so many bytes; what leads out of the file is said.
fn head(reading: &mut Reading<'_>, msf: &Msf, stream: &Stream, length: u64) -> Option<Vec<u8>> {
    let bytes = msf.read(reading, stream, 0, length);
    if bytes.is_none() {
        msf.damaged(reading);
    }
    bytes
}

/// Whether the linker left all but public symbols in the object files.
///
/// The features stand at the very end of the stream, behind a table whose length is found by reading it whole; its last numbers
/// are indexes of streams.
fn is_fastlink(reading: &mut Reading<'_>, msf: &Msf, info: &Stream) -> bool {
    let tail = msf.read(reading, info, info.size.saturating_sub(MOST_FEATURES), MOST_FEATURES);
    tail.unwrap_or_default().rchunks_exact(4).any(|feature| feature == MINIMAL)
}
