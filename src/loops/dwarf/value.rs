//! [`Value`]: the values of attributes. DWARF 5, 7.5.5 and 7.5.6.

use super::abbreviations::Encoding;
use super::number::{fixed, signed, unsigned};

/// Why something was not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cut {
    /// The bytes end before it does.
    Short,
    /// It is written in a way that is not known.
    Unknown,
}

/// How many bytes a value has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Size {
    /// So many.
    Fixed(u8),
    /// None: it stands in the abbreviation.
    Constant,
    /// Up to the last byte of a number of variable length.
    Number,
    /// Up to the first byte 0.
    Text,
    /// As a number before it says, of so many bytes; of 0, where that is of variable length.
    Block(u8),
    /// As its form says, which stands before it.
    Indirect,
    /// Nobody knows.
    Unknown,
}

/// The value of an attribute.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Value {
    /// The number of its form.
    pub form: u16,
    /// It as a number, whose sign is in the highest bit. Of a text, where it stands in the section.
    pub number: u64,
}

/// How many bytes a value of that form has.
pub fn size(form: u16, encoding: Encoding) -> Size {
    match form {
        // flag_present
        0x19 => Size::Fixed(0),
        // data1, flag, ref1, strx1, addrx1
        0x0b | 0x0c | 0x11 | 0x25 | 0x29 => Size::Fixed(1),
        // data2, ref2, strx2, addrx2
        0x05 | 0x12 | 0x26 | 0x2a => Size::Fixed(2),
        // strx3, addrx3
        0x27 | 0x2b => Size::Fixed(3),
        // data4, ref4, ref_sup4, strx4, addrx4
        0x06 | 0x13 | 0x1c | 0x28 | 0x2c => Size::Fixed(4),
        // data8, ref8, ref_sig8, ref_sup8
        0x07 | 0x14 | 0x20 | 0x24 => Size::Fixed(8),
        // data16
        0x1e => Size::Fixed(16),
        // addr
        0x01 => Size::Fixed(encoding.address_size),
        // ref_addr
        0x10 if encoding.version <= 2 => Size::Fixed(encoding.address_size),
        // ref_addr, strp, sec_offset, strp_sup, line_strp, GNU_ref_alt, GNU_strp_alt
        0x10 | 0x0e | 0x17 | 0x1d | 0x1f | 0x1f20 | 0x1f21 => Size::Fixed(encoding.offset_size),
        // implicit_const
        0x21 => Size::Constant,
        // sdata, udata, ref_udata, strx, addrx, loclistx, rnglistx, GNU_addr_index, GNU_str_index
        0x0d | 0x0f | 0x15 | 0x1a | 0x1b | 0x22 | 0x23 | 0x1f01 | 0x1f02 => Size::Number,
        // string
        0x08 => Size::Text,
        // block1, block2, block4, block, exprloc
        0x0a => Size::Block(1),
        0x03 => Size::Block(2),
        0x04 => Size::Block(4),
        0x09 | 0x18 => Size::Block(0),
        // indirect
        0x16 => Size::Indirect,
        _ => Size::Unknown,
    }
}

/// Reads a value at that place, which is moved behind it: at most beyond the end of the bytes. These begin at `base` in the section.
#[inline(always)]
pub fn value(
    bytes: &[u8],
    at: &mut usize,
    form: u16,
    constant: i64,
    encoding: Encoding,
    base: u64,
) -> Result<Value, Cut> {
    let mut form = form;
    let mut size = size(form, encoding);
    if size == Size::Indirect {
        form = u16::try_from(unsigned(bytes, at).ok_or(Cut::Short)?).unwrap_or(u16::MAX);
        size = self::size(form, encoding);
    }
    let number = match size {
        Size::Constant => Some(constant.cast_unsigned()),
        // sdata
        Size::Number if form == 0x0d => signed(bytes, at).map(i64::cast_unsigned),
        Size::Number => unsigned(bytes, at),
        Size::Fixed(size @ ..=8) => fixed(bytes, at, size.into(), encoding.is_big),
        Size::Text => {
            let text = base.saturating_add(*at as u64);
            pass_text(bytes, at).then_some(text)
        }
        // what large values are does not matter, but they end where the bytes do
        Size::Fixed(size) => {
            *at = at.saturating_add(size.into());
            (*at <= bytes.len()).then_some(0)
        }
        Size::Block(prefix) => {
            let length = block(bytes, at, prefix, encoding.is_big).ok_or(Cut::Short)?;
            *at = at.saturating_add(length);
            (*at <= bytes.len()).then_some(0)
        }
        Size::Indirect | Size::Unknown => return Err(Cut::Unknown),
    };
    number.map(|number| Value { form, number }).ok_or(Cut::Short)
}

/// The length of a block, which stands before it.
#[inline(always)]
pub fn block(bytes: &[u8], at: &mut usize, prefix: u8, is_big: bool) -> Option<usize> {
    let length = match prefix {
        0 => unsigned(bytes, at)?,
        size => fixed(bytes, at, size.into(), is_big)?,
    };
    Some(usize::try_from(length).unwrap_or(usize::MAX))
}

/// Goes behind the text at that place; to the end of the bytes where they end before.
#[inline(always)]
pub fn pass_text(bytes: &[u8], at: &mut usize) -> bool {
    let rest = bytes.get(*at..).unwrap_or_default();
    let length = rest.iter().position(|byte| *byte == 0);
    *at += length.map_or(rest.len(), |length| length + 1);
    length.is_some()
}

impl Value {
    /// It as a number that is not below 0.
    #[must_use]
    pub fn count(&self) -> Option<u64> {
        match self.form {
            // data1, data2, data4, data8, udata
            0x0b | 0x05 | 0x06 | 0x07 | 0x0f => Some(self.number),
            // sdata, implicit_const
            0x0d | 0x21 => Some(self.number).filter(|number| number.cast_signed() >= 0),
            _ => None,
        }
    }
}
