//! DWARF: units whose debug information the compiler split off, to .dwo files.

use super::Reading;
use super::fields::{Fields, Layout};

/// The most units whose beginnings are read.
const MOST_UNITS: usize = 64;
/// How much is read of a unit, and of its abbreviations, in bytes: a unit that was split has a single short one.
const HEAD: u64 = 128;
/// The unit type of what was split, since DWARF 5 (7.5.1).
const SKELETON: u8 = 4;
/// `DW_AT_GNU_dwo_name`: before DWARF 5 only this attribute tells.
const GNU_DWO_NAME: u64 = 0x2130;

/// The sections that tell. Places are offset and length, in bytes of the file.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Dwarf {
    /// Whether the most significant byte comes first.
    pub big: bool,
    /// Where `.debug_info` is.
    pub info: (u64, u64),
    /// Where `.debug_abbrev` is.
    pub abbreviations: (u64, u64),
    /// Whether addresses are in a table of their own (`.debug_addr`), as they are where anything was split.
    pub has_addresses: bool,
}

impl Dwarf {
    /// Where the first unit is whose debug information was split off, in bytes from the file's start.
    pub fn skeleton(&self, reading: &mut Reading<'_>) -> Option<u64> {
        let (mut at, length) = self.info;
        let end = at.checked_add(length)?;
        for _ in 0..MOST_UNITS {
            let head = reading.bytes(at, end.checked_sub(at)?.min(HEAD), usize::MAX)?;
            let mut layout = Layout { big: self.big, wide: false };
            let mut fields = Fields::of(&head, layout);
            let (mut length, mut start) = (fields.u32().into(), 4);
            if length == u64::from(u32::MAX) {
                layout.wide = true;
                fields = Fields::of(head.get(4..)?, layout);
                (length, start) = (fields.word(), 12);
            }
            match fields.u16() {
                5 if fields.bytes(1) == [SKELETON] => return Some(at),
                2..=4 if self.has_addresses => {
                    let table = fields.word();
                    fields.bytes(1);
                    let code = leb128(&mut fields)?;
                    let (abbreviations, length) = self.abbreviations;
                    let left = length.checked_sub(table)?.min(HEAD);
                    let table =
                        reading.bytes(abbreviations.checked_add(table)?, left, usize::MAX)?;
                    if names_dwo(&mut Fields::of(&table, layout), code).is_some() {
                        return Some(at);
                    }
                }
                _ => {}
            }
            at = at.checked_add(length)?.checked_add(start)?;
        }
        None
    }
}

/// Whether the abbreviation of that code has an attribute that names another file, where it is the first or close behind.
fn names_dwo(table: &mut Fields<'_>, wanted: u64) -> Option<()> {
    loop {
        let code = leb128(table)?;
        if code == 0 {
            return None;
        }
        let _tag = leb128(table)?;
        table.bytes(1);
        loop {
            let (attribute, form) = (leb128(table)?, leb128(table)?);
            if code == wanted && attribute == GNU_DWO_NAME {
                return Some(());
            }
            if (attribute, form) == (0, 0) {
                break;
            }
        }
    }
}

/// A number in unsigned LEB128; `None` past the end.
fn leb128(fields: &mut Fields<'_>) -> Option<u64> {
    let mut number = 0;
    for shift in (0..64).step_by(7) {
        let byte = *fields.bytes(1).first()?;
        number |= u64::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return Some(number);
        }
    }
    None
}
