//! Windows PDBs: the GUID and the age that tie one to its DLL, for which processor it is, and whether it has symbols.
//!
//! The form is that of Microsoft's `microsoft-pdb` and LLVM's "The MSF File Format": blocks, a directory of streams, of which
//! the first ("PDB") has the GUID and the third ("DBI") the age that a debugger compares.

mod msf;

use crate::error::Result;
use crate::issue::Code;
use crate::source::Source;

use super::bytes::{u16_at, u32_at};
use super::{Reading, Said, Symbols, guid, pe};
use msf::Msf;

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

/// Reads a PDB's headers: a few kilobytes, however large it is.
pub(crate) fn inspect(source: &dyn Source) -> Result<Symbols> {
    let mut reading = Reading::of(source);
    read(&mut reading);
    reading.finish()
}

fn read(reading: &mut Reading<'_>) -> Option<()> {
    let msf = Msf::open(reading)?;
    let info = msf.stream(reading, PDB_STREAM, 28)?;
    let version = u32_at(&info, 0).unwrap_or(0);
    let Some(id) = info.get(12..28).filter(|_| version >= VC70) else {
        reading.say(Code::PdbNoGuid, 0, &[("version", Said::Number(version.into()))]);
        return None;
    };
    reading.is("pdb_sig", guid(id));
    let dbi = msf.stream(reading, DBI_STREAM, DBI_HEADER)?;
    // the linker counts in one place, the debugger compares with the other; they part where tools rewrite the PDB
    let age = u32_at(&dbi, 8).or(u32_at(&info, 8)).unwrap_or(0);
    reading.is("pdb_age", age.to_string());
    if let Some(machine) = u16_at(&dbi, 58) {
        reading.is("arch", pe::machine(machine).unwrap_or("unknown").to_owned());
    }
    let modules = u32_at(&dbi, 24).unwrap_or(0);
    if modules == 0 {
        reading.say(Code::PdbNoSymbols, 0, &[]);
        return None;
    }
    let is_stripped = u16_at(&dbi, 56).unwrap_or(0) & STRIPPED != 0;
    if is_stripped {
        reading.say(Code::PdbStripped, 0, &[]);
    }
    let symbol_source = if is_stripped { "symbol_table" } else { "debug_info" };
    reading.is("symbol_source", symbol_source.to_owned());
    None
}
