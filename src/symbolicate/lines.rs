//! The lines that addresses come from: a unit's rows, read as they come. DWARF 5, 6.2.5.

use gimli::{Reader, Result};

use super::line_table::LineTable;
use super::ranges::Wanted;
use super::reader::PagedReader;

/// A place in a source.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct LineAt {
    /// The file's number in the table.
    pub file: u64,
    /// 1-based; 0 where the code comes from no line.
    pub line: u64,
    /// 1-based; 0 where it is not known.
    pub column: u64,
}

/// The registers of the machine that makes the rows.
#[derive(Clone, Copy)]
struct Row {
    address: u64,
    operation: u64,
    at: LineAt,
}

const START: Row = Row { address: 0, operation: 0, at: LineAt { file: 1, line: 1, column: 0 } };

/// Finds the rows of the wanted addresses; `lines` has a place for each.
pub(super) fn find(
    table: &LineTable<'_>,
    wanted: &Wanted,
    lines: &mut [Option<LineAt>],
) -> Result<()> {
    let mut machine = Machine { table, wanted, lines, row: START, last: None, is_left_out: false };
    let mut input = table.program;
    while !input.is_empty() {
        machine.step(&mut input)?;
    }
    Ok(())
}

struct Machine<'a, 'b> {
    table: &'b LineTable<'a>,
    wanted: &'b Wanted,
    lines: &'b mut [Option<LineAt>],
    row: Row,
    /// The row before, in the same sequence.
    last: Option<Row>,
    /// Whether the linker has left out the code of this sequence.
    is_left_out: bool,
}

impl<'a> Machine<'a, '_> {
    fn step(&mut self, input: &mut PagedReader<'a>) -> Result<()> {
        let opcode = input.read_u8()?;
        let table = self.table;
        if opcode >= table.opcode_base {
            let special = opcode.saturating_sub(table.opcode_base);
            self.advance((special / table.line_range).into());
            let lines = i64::from(table.line_base)
                .saturating_add(i64::from(special.wrapping_rem(table.line_range)));
            self.advance_line(lines);
            return self.emit();
        }
        match opcode {
            0 => self.extended(input)?,
            // DW_LNS_copy
            1 => self.emit()?,
            // advance_pc
            2 => {
                let by = input.read_uleb128()?;
                self.advance(by);
            }
            // advance_line
            3 => {
                let by = input.read_sleb128()?;
                self.advance_line(by);
            }
            // set_file, set_column
            4 => self.row.at.file = input.read_uleb128()?,
            5 => self.row.at.column = input.read_uleb128()?,
            // negate_stmt, set_basic_block, set_prologue_end, set_epilogue_begin
            6 | 7 | 10 | 11 => {}
            // const_add_pc
            8 => {
                let special = 255_u8.saturating_sub(table.opcode_base);
                self.advance((special / table.line_range).into());
            }
            // fixed_advance_pc
            9 => {
                let by = input.read_u16()?;
                self.row.address = self.row.address.wrapping_add(by.into());
                self.row.operation = 0;
            }
            // set_isa, and whatever comes after this version
            other => {
                let operands = table.operands.get(usize::from(other).saturating_sub(1));
                for _ in 0..operands.copied().unwrap_or_default() {
                    input.read_uleb128()?;
                }
            }
        }
        Ok(())
    }

    fn extended(&mut self, input: &mut PagedReader<'a>) -> Result<()> {
        let length = input.read_uleb128()?;
        let mut own = input.split(length)?;
        if own.is_empty() {
            return Ok(());
        }
        match own.read_u8()? {
            // DW_LNE_end_sequence
            1 => {
                self.emit()?;
                self.row = START;
                self.last = None;
                self.is_left_out = false;
            }
            // set_address
            2 => {
                let size = self.table.address_size;
                let size = if own.len() < size.into() { own.len() as u8 } else { size };
                let address = own.read_address(size)?;
                let last_address = u64::MAX >> 64_u8.saturating_sub(size.saturating_mul(8)).min(63);
                self.is_left_out = address == 0 && !self.wanted.has_zero
                    || address >= last_address.saturating_sub(1);
                self.row.address = address;
                self.row.operation = 0;
            }
            // define_file, set_discriminator, and those of vendors
            _ => {}
        }
        Ok(())
    }

    /// Advances by so many operations.
    fn advance(&mut self, by: u64) {
        let (row, table) = (&mut self.row, self.table);
        let operations = row.operation.wrapping_add(by);
        let most = u64::from(table.operations).max(1);
        let instructions = operations / most;
        row.operation = operations.wrapping_rem(most);
        let bytes = instructions.wrapping_mul(table.least_instruction.into());
        row.address = row.address.wrapping_add(bytes);
    }

    fn advance_line(&mut self, by: i64) {
        self.row.at.line = self.row.at.line.wrapping_add_signed(by);
    }

    /// Ends the row before, which holds up to this one.
    fn emit(&mut self) -> Result<()> {
        if let Some(last) = self.last.filter(|_| !self.is_left_out) {
            let held = self.wanted.in_range(last.address, self.row.address);
            self.table.program.burn(held.len())?;
            for index in held {
                if let Some(slot) = self.lines.get_mut(index) {
                    *slot = Some(last.at);
                }
            }
        }
        self.last = Some(self.row);
        Ok(())
    }
}
