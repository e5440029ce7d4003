//! [`DebugInfo`]: the DWARF of a program, and its units as they are needed.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

use gimli::constants as c;
use gimli::{
    Abbreviations, AttributeValue, DebugAbbrev, DebugAddrBase, DebugInfoOffset, DebugLocListsBase,
    DebugRngListsBase, DebugStrOffsetsBase, Dwarf, DwarfFileType, Reader, UnitHeader, UnitType,
};

use super::reader::PagedReader;

/// A unit of DWARF, as it is read here.
pub(super) type Unit<'a> = gimli::Unit<PagedReader<'a>>;
/// A value of DWARF.
pub(super) type Value<'a> = AttributeValue<PagedReader<'a>>;

/// The most bytes of abbreviations that a unit may have; those of a whole program that was linked into one unit are some 100 kB.
const MOST_ABBREVIATIONS: u64 = 1 << 20;
/// How many units are kept that references lead to.
const KEPT: usize = 16;

/// The sections of DWARF.
pub(super) struct DebugInfo<'a> {
    pub dwarf: Dwarf<PagedReader<'a>>,
    abbreviations: PagedReader<'a>,
    /// The abbreviations that were read last: the units of some producers share them.
    last: RefCell<Option<(u64, Arc<Abbreviations>)>>,
    kept: RefCell<Vec<(u64, Rc<Root<'a>>)>>,
}

/// A unit, with what its first entry says of it.
#[derive(Debug)]
pub(super) struct Root<'a> {
    pub unit: Unit<'a>,
    pub name: Option<Value<'a>>,
    pub folder: Option<Value<'a>>,
    /// Where its lines are in `.debug_line`.
    pub lines: Option<u64>,
    pub low: Option<Value<'a>>,
    pub high: Option<Value<'a>>,
    pub ranges: Option<Value<'a>>,
    /// The name of the file that its debug information was split off to.
    pub split: Option<Value<'a>>,
    /// Whether it is a unit of code, rather than what several have in common.
    pub is_code: bool,
}

impl<'a> DebugInfo<'a> {
    pub fn new(dwarf: Dwarf<PagedReader<'a>>, abbreviations: PagedReader<'a>) -> Self {
        Self { dwarf, abbreviations, last: RefCell::new(None), kept: RefCell::new(Vec::new()) }
    }

    /// A unit's abbreviations.
    fn abbreviations(
        &self,
        header: &UnitHeader<PagedReader<'a>>,
    ) -> gimli::Result<Arc<Abbreviations>> {
        let offset = header.debug_abbrev_offset().0;
        if let Some((_, last)) = self.last.borrow().as_ref().filter(|(last, _)| *last == offset) {
            return Ok(Arc::clone(last));
        }
        let mut own = self.abbreviations;
        own.skip(offset)?;
        own.truncate(own.len().min(MOST_ABBREVIATIONS))?;
        let read = DebugAbbrev::from(own).abbreviations(gimli::DebugAbbrevOffset(0))?;
        let read = Arc::new(read);
        *self.last.borrow_mut() = Some((offset, Arc::clone(&read)));
        Ok(read)
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
        let abbreviations = self.abbreviations(&header)?;
        let (encoding, main) = (header.encoding(), DwarfFileType::Main);
        let (is_code, is_split) = match header.type_() {
            UnitType::Compilation => (true, false),
            UnitType::Skeleton(_) => (true, true),
            _ => (false, false),
        };
        let unit = gimli::Unit {
            header,
            abbreviations,
            name: None,
            comp_dir: None,
            low_pc: 0,
            str_offsets_base: DebugStrOffsetsBase::default_for_encoding_and_file(encoding, main),
            addr_base: DebugAddrBase(0),
            loclists_base: DebugLocListsBase::default_for_encoding_and_file(encoding, main),
            rnglists_base: DebugRngListsBase::default_for_encoding_and_file(encoding, main),
            line_program: None,
            dwo_id: None,
        };
        let mut root = Root {
            unit,
            name: None,
            folder: None,
            lines: None,
            low: None,
            high: None,
            ranges: None,
            split: None,
            is_code,
        };
        root.read()?;
        if is_split && root.split.is_none() {
            root.split = root.name;
        }
        if let Some(low) = root.low
            && let Some(low) = self.dwarf.attr_address(&root.unit, low)?
        {
            root.unit.low_pc = low;
        }
        Ok(root)
    }

    /// Takes the work of so many bytes.
    pub fn burn(&self, bytes: usize) -> gimli::Result<()> {
        self.abbreviations.burn(bytes)
    }

    /// A text that an attribute of a unit leads to.
    pub fn text(&self, root: &Root<'a>, value: &Option<Value<'a>>) -> Option<String> {
        self.dwarf.attr_string(&root.unit, (*value)?).ok()?.text()
    }
}

impl Root<'_> {
    fn read(&mut self) -> gimli::Result<()> {
        let abbreviations = Arc::clone(&self.unit.abbreviations);
        let mut entries = self.unit.header.entries_raw(&abbreviations, None)?;
        let Some(abbreviation) = entries.read_abbreviation()? else { return Ok(()) };
        self.is_code &= abbreviation.tag() != c::DW_TAG_partial_unit
            && abbreviation.tag() != c::DW_TAG_type_unit;
        for specification in abbreviation.attributes() {
            let attribute = entries.read_attribute(*specification)?;
            match (attribute.name(), attribute.value()) {
                (c::DW_AT_name, value) => self.name = Some(value),
                (c::DW_AT_comp_dir, value) => self.folder = Some(value),
                (c::DW_AT_low_pc, value) => self.low = Some(value),
                (c::DW_AT_high_pc, value) => self.high = Some(value),
                (c::DW_AT_ranges, value) => self.ranges = Some(value),
                (c::DW_AT_dwo_name | c::DW_AT_GNU_dwo_name, value) => self.split = Some(value),
                (c::DW_AT_stmt_list, AttributeValue::DebugLineRef(lines)) => {
                    self.lines = Some(lines.0);
                }
                (c::DW_AT_str_offsets_base, AttributeValue::DebugStrOffsetsBase(base)) => {
                    self.unit.str_offsets_base = base;
                }
                (
                    c::DW_AT_addr_base | c::DW_AT_GNU_addr_base,
                    AttributeValue::DebugAddrBase(base),
                ) => self.unit.addr_base = base,
                (
                    c::DW_AT_rnglists_base | c::DW_AT_GNU_ranges_base,
                    AttributeValue::DebugRngListsBase(base),
                ) => self.unit.rnglists_base = base,
                _ => {}
            }
        }
        Ok(())
    }
}
