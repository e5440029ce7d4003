//! The modules of a PDB: what the linker took from each object file.

use super::super::Reading;
use super::super::bytes::u32_at;
use super::msf::{Msf, Stream};

/// Where the list of modules begins in the DBI stream, in bytes.
const START: u64 = super::DBI_HEADER;
/// Length of a module's header in bytes; two names follow.
const HEADER: usize = 64;
/// How much of the list is in memory at once, in bytes: more than a module takes.
const WINDOW: u64 = 2048;
/// The most bytes of the list that are read. Modules of a program without line numbers are as many as it has; else one is among
/// the first.
const MOST: u64 = 1 << 20;

/// Whether a module has line numbers; `None` where that can't be told. The list takes `length` bytes.
pub(super) fn have_lines(
    reading: &mut Reading<'_>,
    msf: &Msf,
    dbi: &Stream,
    length: u64,
) -> Option<bool> {
    let end = START + length;
    let (mut window, mut start, mut at) = (Vec::new(), START, START);
    while at < end {
        let held = |window: &[u8], start| {
            let module = window.get(usize::try_from(at - start).ok()?..)?;
            size(module).map(|size| (size, has_lines(module)))
        };
        let (size, has_lines) = match held(&window, start) {
            Some(held) => held,
            None if at > START + MOST => return None,
            None => {
                window = msf.read(reading, dbi, at, WINDOW)?;
                start = at;
                held(&window, start)?
            }
        };
        if has_lines {
            return Some(true);
        }
        at += size;
    }
    Some(false)
}

/// Whether there is something in the places of lines, the old one (C11) or the present one (C13).
fn has_lines(module: &[u8]) -> bool {
    [40, 44].iter().any(|at| u32_at(module, *at).is_some_and(|size| size > 0))
}

/// The length of a module in bytes; `None` where it is cut off.
fn size(module: &[u8]) -> Option<u64> {
    let mut end = HEADER;
    for _name in 0..2 {
        end += module.get(end..)?.iter().position(|byte| *byte == 0)? + 1;
    }
    Some(end.next_multiple_of(4) as u64)
}
