//! [`DebugInfo`]: the DWARF of a program, and its units as they are needed.

use std::cell::{RefCell, RefMut};
use std::rc::Rc;
use std::sync::Arc;

use gimli::constants as c;
use gimli::{
    DebugAddrBase, DebugAddrIndex, DebugInfoOffset, DebugLineStrOffset, DebugLocListsBase,
    DebugRngListsBase, DebugRngListsIndex, DebugStrOffset, DebugStrOffsetsBase,
    DebugStrOffsetsIndex, Dwarf, DwarfFileType, RawRangeListsOffset, Reader, RngListIter,
    UnitHeader, UnitType,
};
use mapship_loops::dwarf::{Abbreviations, Cut, Encoding, Value, attributes};

use crate::sorted_indices::order;

use super::reader::PagedReader;
use super::window::Window;

/// A unit of DWARF, as it is read here.
pub(super) type Unit<'a> = gimli::Unit<PagedReader<'a>>;

/// The most bytes of abbreviations that a unit may have; those of a whole program that was linked into one unit are some 100 kB.
const MOST_ABBREVIATIONS: usize = 1 << 20;
/// How much of an entry, or of a table of abbreviations, is read at first, and at most, in bytes.
const FIRST: usize = 256;
const LONGEST_ENTRY: usize = 1 << 20;
/// How many units are kept that references lead to.
const KEPT: usize = 16;

/// The sections of DWARF.
pub(super) struct DebugInfo<'a> {
    pub dwarf: Dwarf<PagedReader<'a>>,
    info: PagedReader<'a>,
    abbreviations: PagedReader<'a>,
    is_big: bool,
    /// What walks through units read them by.
    window: RefCell<Window<'a>>,
    /// The abbreviations that were read last: the units of some producers share them.
    last: RefCell<Option<(u64, Encoding, Rc<Abbreviations>)>>,
    kept: RefCell<Vec<(u64, Rc<Root<'a>>)>>,
    nothing: Arc<gimli::Abbreviations>,
}

/// A unit, with what its first entry says of it.
#[derive(Debug)]
pub(super) struct Root<'a> {
    pub unit: Unit<'a>,
    pub encoding: Encoding,
    /// Where it begins in `.debug_info`, where its first entry is, and where it ends.
    pub begin: u64,
    pub entries: u64,
    pub end: u64,
    pub name: Option<Value>,
    pub folder: Option<Value>,
    /// Where its lines are in `.debug_line`.
    pub lines: Option<u64>,
    pub low: Option<Value>,
    pub high: Option<Value>,
    pub ranges: Option<Value>,
    /// The name of the file that its debug information was split off to.
    pub split: Option<Value>,
    /// Whether it is a unit of code, rather than what several have in common.
    pub is_code: bool,
}

impl<'a> DebugInfo<'a> {
    pub fn new(
        dwarf: Dwarf<PagedReader<'a>>,
        info: PagedReader<'a>,
        abbreviations: PagedReader<'a>,
    ) -> Self {
        Self {
            dwarf,
            info,
            abbreviations,
            is_big: info.endian() == gimli::RunTimeEndian::Big,
            window: RefCell::new(info.window()),
            last: RefCell::new(None),
            kept: RefCell::new(Vec::new()),
            nothing: Arc::default(),
        }
    }

    /// What walks through units read them by, one walk at a time.
    pub fn window(&self) -> RefMut<'_, Window<'a>> {
        self.window.borrow_mut()
    }

    /// A unit's abbreviations.
    pub fn abbreviations(&self, root: &Root<'a>) -> gimli::Result<Rc<Abbreviations>> {
        self.read_abbreviations(&root.unit.header, root.encoding, None)
    }

    /// A unit's abbreviations, of one code at least where there is one.
    fn read_abbreviations(
        &self,
        header: &UnitHeader<PagedReader<'a>>,
        encoding: Encoding,
        only: Option<u64>,
    ) -> gimli::Result<Rc<Abbreviations>> {
        let offset = header.debug_abbrev_offset().0;
        let is_it = |(last, own, _): &&(u64, Encoding, Rc<Abbreviations>)| {
            *last == offset && *own == encoding
        };
        if let Some((.., last)) = self.last.borrow().as_ref().filter(is_it) {
            return Ok(Rc::clone(last));
        }
        let mut own = self.abbreviations;
        own.skip(offset)?;
        let mut length = if only.is_some() { FIRST } else { 16 * FIRST };
        let mut read = loop {
            let bytes = own.beginning(length)?;
            match Abbreviations::read(&bytes, encoding, only) {
                Ok(read) => break read,
                Err(_) if bytes.len() == length && length < MOST_ABBREVIATIONS => {
                    length = length.saturating_mul(4);
                }
                Err(_) => return Err(gimli::Error::UnexpectedEof(own.offset_id())),
            }
        };
        if !read.is_in_turn() {
            let order = order(read.count(), &|one, other| read.code(one) < read.code(other));
            read.put_in_order(&order);
        }
        let read = Rc::new(read);
        if only.is_none() {
            *self.last.borrow_mut() = Some((offset, encoding, Rc::clone(&read)));
        }
        Ok(read)
    }

    /// Shows the attributes of the entry at a place of a unit. Returns its tag; `None` where no entry is there.
    pub fn entry(
        &self,
        root: &Root<'a>,
        at: u64,
        show: &mut dyn FnMut(u16, Value),
    ) -> gimli::Result<Option<u16>> {
        if at < root.entries || at >= root.end {
            return Ok(None);
        }
        let mut own = self.info;
        own.skip(at)?;
        own.truncate(root.end.saturating_sub(at))?;
        let code = { own }.read_uleb128()?;
        if code == 0 {
            return Ok(None);
        }
        let is_first = at == root.entries;
        let only = is_first.then_some(code);
        let table = self.read_abbreviations(&root.unit.header, root.encoding, only)?;
        let Some(abbreviation) = table.get(code) else {
            return Err(gimli::Error::InvalidAbbreviationCode(code));
        };
        self.burn(table.attributes(abbreviation).len())?;
        let mut entry = own;
        entry.read_uleb128()?;
        let base = entry.range().0;
        let mut length = FIRST;
        loop {
            let bytes = entry.beginning(length)?;
            let mut values = Vec::new();
            let mut keep = |name, value| values.push((name, value));
            let window = (bytes.as_slice(), base);
            let read = attributes(&table, abbreviation, root.encoding, window, 0, &mut keep);
            let can_grow = bytes.len() == length && length < LONGEST_ENTRY;
            if read == Err(Cut::Short) && can_grow {
                length = length.saturating_mul(8);
                continue;
            }
            values.into_iter().for_each(|(name, value)| show(name, value));
            return match read {
                Ok(_) => Ok(Some(abbreviation.tag)),
                Err(_) => Err(gimli::Error::UnexpectedEof(own.offset_id())),
            };
        }
    }

    /// The unit that begins at that place of `.debug_info`.
    pub fn root_at(&self, offset: u64) -> gimli::Result<Rc<Root<'a>>> {
        let mut kept = self.kept.borrow_mut();
        if let Some(at) = kept.iter().position(|(own, _)| *own == offset) {
            let found = kept.remove(at);
            let root = Rc::clone(&found.1);
            kept.push(found);
            return Ok(root);
        }
        let header = self.dwarf.unit_header(DebugInfoOffset(offset))?;
        let root = Rc::new(self.root(header)?);
        if kept.len() >= KEPT {
            kept.remove(0);
        }
        kept.push((offset, Rc::clone(&root)));
        Ok(root)
    }

    /// Reads a unit's first entry.
    pub fn root(&self, header: UnitHeader<PagedReader<'a>>) -> gimli::Result<Root<'a>> {
        let (encoding, main) = (header.encoding(), DwarfFileType::Main);
        let (is_code, is_split) = match header.type_() {
            UnitType::Compilation => (true, false),
            UnitType::Skeleton(_) => (true, true),
            _ => (false, false),
        };
        let begin = header.debug_info_offset().map_or(0, |offset| offset.0);
        let mut root = Root {
            encoding: Encoding {
                is_big: self.is_big,
                version: encoding.version,
                address_size: encoding.address_size,
                offset_size: encoding.format.word_size(),
            },
            begin,
            entries: begin.saturating_add(header.size_of_header() as u64),
            end: begin.saturating_add(header.length_including_self()),
            unit: gimli::Unit {
                header,
                abbreviations: Arc::clone(&self.nothing),
                name: None,
                comp_dir: None,
                low_pc: 0,
                str_offsets_base: DebugStrOffsetsBase::default_for_encoding_and_file(
                    encoding, main,
                ),
                addr_base: DebugAddrBase(0),
                loclists_base: DebugLocListsBase::default_for_encoding_and_file(encoding, main),
                rnglists_base: DebugRngListsBase::default_for_encoding_and_file(encoding, main),
                line_program: None,
                dwo_id: None,
            },
            name: None,
            folder: None,
            lines: None,
            low: None,
            high: None,
            ranges: None,
            split: None,
            is_code,
        };
        let mut values = Vec::new();
        let mut keep = |name, value| values.push((name, value));
        let tag = self.entry(&root, root.entries, &mut keep)?;
        let is_part =
            tag.is_some_and(|tag| tag == c::DW_TAG_partial_unit.0 || tag == c::DW_TAG_type_unit.0);
        root.is_code &= !is_part;
        values.into_iter().for_each(|(name, value)| root.take(name, value));
        if is_split && root.split.is_none() {
            root.split = root.name;
        }
        if let Some(low) = root.low
            && let Some(low) = self.address(&root.unit, low)?
        {
            root.unit.low_pc = low;
        }
        Ok(root)
    }

    /// Takes the work of so many bytes.
    pub fn burn(&self, bytes: usize) -> gimli::Result<()> {
        self.abbreviations.burn(bytes)
    }

    /// A value as an address; `None` where it is none.
    pub fn address(&self, unit: &Unit<'a>, value: Value) -> gimli::Result<Option<u64>> {
        match value.form {
            // addr
            0x01 => Ok(Some(value.number)),
            // addrx, addrx1 to addrx4, GNU_addr_index
            0x1b | 0x29..=0x2c | 0x1f01 => {
                self.dwarf.address(unit, DebugAddrIndex(value.number)).map(Some)
            }
            _ => Ok(None),
        }
    }

    /// The ranges that a value leads to.
    pub fn ranges(
        &self,
        unit: &Unit<'a>,
        value: Value,
    ) -> gimli::Result<Option<RngListIter<PagedReader<'a>>>> {
        let offset = match value.form {
            // rnglistx
            0x23 => self.dwarf.ranges_offset(unit, DebugRngListsIndex(value.number))?,
            _ => match offset(value) {
                Some(raw) => self.dwarf.ranges_offset_from_raw(unit, RawRangeListsOffset(raw)),
                None => return Ok(None),
            },
        };
        self.dwarf.ranges(unit, offset).map(Some)
    }

    /// The text that an attribute of a unit leads to. It ends with the first byte 0.
    pub fn text_at(&self, unit: &Unit<'a>, value: Value) -> Option<PagedReader<'a>> {
        let number = value.number;
        match value.form {
            // string
            0x08 => {
                let mut own = self.info;
                own.skip(number).ok()?;
                Some(own)
            }
            // strp, line_strp
            0x0e => self.dwarf.string(DebugStrOffset(number)).ok(),
            0x1f => self.dwarf.line_string(DebugLineStrOffset(number)).ok(),
            // strx, strx1 to strx4, GNU_str_index
            0x1a | 0x25..=0x28 | 0x1f02 => {
                let offset = self.dwarf.string_offset(unit, DebugStrOffsetsIndex(number)).ok()?;
                self.dwarf.string(offset).ok()
            }
            _ => None,
        }
    }

    /// A text that an attribute of a unit leads to.
    pub fn text(&self, root: &Root<'a>, value: &Option<Value>) -> Option<String> {
        self.text_at(&root.unit, (*value)?)?.text()
    }
}

impl Root<'_> {
    fn take(&mut self, name: u16, value: Value) {
        match c::DwAt(name) {
            c::DW_AT_name => self.name = Some(value),
            c::DW_AT_comp_dir => self.folder = Some(value),
            c::DW_AT_low_pc => self.low = Some(value),
            c::DW_AT_high_pc => self.high = Some(value),
            c::DW_AT_ranges => self.ranges = Some(value),
            c::DW_AT_dwo_name | c::DW_AT_GNU_dwo_name => self.split = Some(value),
            c::DW_AT_stmt_list => self.lines = offset(value),
            other => {
                let Some(base) = offset(value) else { return };
                match other {
                    c::DW_AT_str_offsets_base => {
                        self.unit.str_offsets_base = DebugStrOffsetsBase(base);
                    }
                    c::DW_AT_addr_base | c::DW_AT_GNU_addr_base => {
                        self.unit.addr_base = DebugAddrBase(base);
                    }
                    c::DW_AT_rnglists_base | c::DW_AT_GNU_ranges_base => {
                        self.unit.rnglists_base = DebugRngListsBase(base);
                    }
                    _ => {}
                }
            }
        }
    }
}

/// A value as a place in another section: sec_offset, or before DWARF 4 data4 and data8.
fn offset(value: Value) -> Option<u64> {
    matches!(value.form, 0x17 | 0x06 | 0x07).then_some(value.number)
}
