//! [`LineTable`]: the header of a unit's lines, and the files that it names, none of which is kept.

use gimli::{Reader, Result};
use mapship_loops::dwarf::LineProgram;

use super::reader::PagedReader;

/// What is not a table of lines that can be read.
const UNKNOWN: gimli::Error = gimli::Error::UnsupportedOffset;
/// `DW_LNCT_path`, `DW_LNCT_directory_index`.
const PATH: u64 = 1;
const FOLDER: u64 = 2;
/// The most columns that the tables of DWARF 5 have: five are known.
const MOST_COLUMNS: u8 = 32;

/// The lines of a unit. DWARF 5, 6.2.4.
#[derive(Debug, Clone)]
pub(super) struct LineTable<'a> {
    pub version: u16,
    pub address_size: u8,
    /// Whether offsets take 8 bytes.
    is_wide: bool,
    least_instruction: u8,
    operations: u8,
    line_base: i8,
    line_range: u8,
    opcode_base: u8,
    /// How many operands each standard opcode has.
    operands: Vec<u8>,
    /// The tables of folders and files.
    tables: PagedReader<'a>,
    /// The instructions.
    pub instructions: PagedReader<'a>,
}

/// The sections that texts of the tables stand in.
#[derive(Debug, Clone, Copy)]
pub(super) struct Texts<'a> {
    pub texts: PagedReader<'a>,
    pub line_texts: PagedReader<'a>,
}

/// A file as its table has it. Its path ends with the first byte 0.
#[derive(Debug, Clone, Copy)]
pub(super) struct FileEntry<'a> {
    pub path: PagedReader<'a>,
    pub folder: u64,
}

impl<'a> LineTable<'a> {
    /// Reads the header at that place of `.debug_line`.
    pub fn read(section: PagedReader<'a>, at: u64, address_size: u8) -> Result<Self> {
        let mut input = section;
        input.skip(at)?;
        let (length, format) = input.read_initial_length()?;
        let mut rest = input.split(length)?;
        let version = rest.read_u16()?;
        if !(2..=5).contains(&version) {
            return Err(UNKNOWN);
        }
        let mut table = Self {
            version,
            address_size,
            is_wide: format == gimli::Format::Dwarf64,
            least_instruction: 1,
            operations: 1,
            line_base: 0,
            line_range: 1,
            opcode_base: 1,
            operands: Vec::new(),
            tables: rest,
            instructions: rest,
        };
        if version >= 5 {
            table.address_size = rest.read_address_size()?;
            let _segment_selector_size = rest.read_u8()?;
        }
        let header_length = rest.read_length(format)?;
        table.instructions = rest;
        table.instructions.skip(header_length)?;
        rest.truncate(header_length)?;
        table.least_instruction = rest.read_u8()?;
        if version >= 4 {
            table.operations = rest.read_u8()?;
        }
        let _default_is_stmt = rest.read_u8()?;
        table.line_base = rest.read_i8()?;
        table.line_range = rest.read_u8()?;
        table.opcode_base = rest.read_u8()?;
        if table.line_range == 0 || table.opcode_base == 0 || table.operations == 0 {
            return Err(UNKNOWN);
        }
        for _ in 1..table.opcode_base {
            table.operands.push(rest.read_u8()?);
        }
        table.tables = rest;
        Ok(table)
    }

    /// How the instructions are written. `has_zero` tells whether there is code at address 0.
    pub fn program(&self, has_zero: bool) -> LineProgram {
        LineProgram {
            is_big: self.instructions.endian() == gimli::RunTimeEndian::Big,
            address_size: self.address_size,
            least_instruction: self.least_instruction,
            operations: self.operations,
            line_base: self.line_base,
            line_range: self.line_range,
            opcode_base: self.opcode_base,
            operands: self.operands.clone(),
            has_zero,
        }
    }

    /// Shows the folders and then the files, each with its number, for as long as it is told to go on.
    pub fn each_entry(
        &self,
        texts: &Texts<'a>,
        show: &mut dyn FnMut(Entry, u64, FileEntry<'a>) -> bool,
    ) -> Result<()> {
        let mut input = self.tables;
        for entry in [Entry::Folder, Entry::File] {
            let goes_on = if self.version >= 5 {
                self.each_in_columns(&mut input, texts, entry, show)?
            } else {
                each_before_5(&mut input, entry, show)?
            };
            if !goes_on {
                break;
            }
        }
        Ok(())
    }

    fn each_in_columns(
        &self,
        input: &mut PagedReader<'a>,
        texts: &Texts<'a>,
        entry: Entry,
        show: &mut dyn FnMut(Entry, u64, FileEntry<'a>) -> bool,
    ) -> Result<bool> {
        let count = input.read_u8()?;
        if count > MOST_COLUMNS {
            return Err(UNKNOWN);
        }
        let mut columns = Vec::new();
        for _ in 0..count {
            columns.push((input.read_uleb128()?, input.read_uleb128()?));
        }
        let rows = input.read_uleb128()?;
        for number in 0..rows {
            let before = input.len();
            let mut found = (None, 0);
            for (content, form) in &columns {
                let value = self.value(input, texts, *form)?;
                match (*content, value) {
                    (PATH, Cell::Text(text)) => found.0 = Some(text),
                    (FOLDER, Cell::Number(folder)) => found.1 = folder,
                    _ => {}
                }
            }
            if input.len() == before {
                return Err(UNKNOWN);
            }
            if let (Some(path), folder) = found
                && !show(entry, number, FileEntry { path, folder })
            {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// One cell of a table of DWARF 5, by its form.
    fn value(&self, input: &mut PagedReader<'a>, texts: &Texts<'a>, form: u64) -> Result<Cell<'a>> {
        let offset = |input: &mut PagedReader<'a>| {
            if self.is_wide { input.read_u64() } else { input.read_u32().map(u64::from) }
        };
        let text = |section: PagedReader<'a>, at: u64| {
            let mut section = section;
            section.skip(at)?;
            Ok(Cell::Text(section))
        };
        match form {
            // DW_FORM_string, strp, line_strp
            0x08 => input.read_null_terminated_slice().map(Cell::Text),
            0x0e => text(texts.texts, offset(input)?),
            0x1f => text(texts.line_texts, offset(input)?),
            // DW_FORM_data1, data2, data4, data8, udata
            0x0b => Ok(Cell::Number(input.read_u8()?.into())),
            0x05 => Ok(Cell::Number(input.read_u16()?.into())),
            0x06 => Ok(Cell::Number(input.read_u32()?.into())),
            0x07 => Ok(Cell::Number(input.read_u64()?)),
            0x0f => Ok(Cell::Number(input.read_uleb128()?)),
            // DW_FORM_data16: a hash
            0x1e => input.skip(16).map(|()| Cell::Other),
            // DW_FORM_block, block1
            0x09 => {
                let length = input.read_uleb128()?;
                input.skip(length).map(|()| Cell::Other)
            }
            0x0a => {
                let length = input.read_u8()?;
                input.skip(length.into()).map(|()| Cell::Other)
            }
            _ => Err(UNKNOWN),
        }
    }
}

/// What a row of a table is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Entry {
    Folder,
    File,
}

enum Cell<'a> {
    Text(PagedReader<'a>),
    Number(u64),
    Other,
}

/// Shows the rows of a table as it was before DWARF 5: those of both tables count from 1 on.
fn each_before_5<'a>(
    input: &mut PagedReader<'a>,
    entry: Entry,
    show: &mut dyn FnMut(Entry, u64, FileEntry<'a>) -> bool,
) -> Result<bool> {
    let mut number = 0_u64;
    while !input.is_empty() {
        let path = input.read_null_terminated_slice()?;
        if path.is_empty() {
            break;
        }
        number = number.saturating_add(1);
        let mut folder = 0;
        if entry == Entry::File {
            folder = input.read_uleb128()?;
            let (_time, _length) = (input.read_uleb128()?, input.read_uleb128()?);
        }
        if !show(entry, number, FileEntry { path, folder }) {
            return Ok(false);
        }
    }
    Ok(true)
}
