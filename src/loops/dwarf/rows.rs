//! [`Rows`]: the lines that addresses come from, row by row. DWARF 5, 6.2.5.

use super::number::{fixed, signed, unsigned};
use super::value::Cut;

/// How the instructions of a unit's lines are written.
#[derive(Debug, Clone, Default)]
pub struct LineProgram {
    /// Whether the most significant byte comes first.
    pub is_big: bool,
    /// How many bytes an address has.
    pub address_size: u8,
    /// The length of the shortest instruction in bytes.
    pub least_instruction: u8,
    /// How many operations an instruction has at most.
    pub operations: u8,
    /// By how many lines the first special opcode advances.
    pub line_base: i8,
    /// How many steps of lines special opcodes have.
    pub line_range: u8,
    /// The first special opcode.
    pub opcode_base: u8,
    /// How many operands each standard opcode has.
    pub operands: Vec<u8>,
    /// Whether there is code at address 0: elsewhere, what the linker has left out is said to be there.
    pub has_zero: bool,
}

/// A place in a source.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct LineAt {
    /// The file's number in the table.
    pub file: u64,
    /// 1-based; 0 where the code comes from no line.
    pub line: u64,
    /// 1-based; 0 where it is not known.
    pub column: u64,
}

/// A row that holds wanted addresses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hit {
    /// The index of the first one.
    pub first: usize,
    /// The index behind the last one.
    pub behind: usize,
    /// Where they come from.
    pub at: LineAt,
}

/// The registers of the machine that makes the rows.
#[derive(Debug, Clone, Copy)]
struct Row {
    address: u64,
    operation: u64,
    at: LineAt,
}

const START: Row = Row { address: 0, operation: 0, at: LineAt { file: 1, line: 1, column: 0 } };

/// The rows of a unit.
#[derive(Debug)]
pub struct Rows<'a> {
    program: &'a LineProgram,
    /// The wanted addresses, in order.
    wanted: &'a [u64],
    row: Row,
    /// The row before, in the same sequence.
    last: Option<Row>,
    /// The least wanted address that is not before the last row's.
    next: u64,
    /// Whether the linker has left out the code of this sequence.
    is_left_out: bool,
}

impl<'a> Rows<'a> {
    /// Those of a program.
    #[must_use]
    pub fn new(program: &'a LineProgram, wanted: &'a [u64]) -> Self {
        Self { program, wanted, row: START, last: None, next: 0, is_left_out: false }
    }

    /// Goes through the instructions of a window, from `at` on. Where the window ends, `at` is the first one that was not read, and may
    /// be beyond the end.
    pub fn run(&mut self, bytes: &[u8], at: &mut usize, hits: &mut Vec<Hit>) -> Cut {
        let program = self.program;
        let (base, range) = (program.opcode_base, program.line_range.max(1));
        let constant = u64::from(255_u8.saturating_sub(base) / range);
        loop {
            let begin = *at;
            let Some(opcode) = bytes.get(*at).copied() else { return Cut::Short };
            *at += 1;
            if opcode >= base {
                let special = opcode.wrapping_sub(base);
                self.advance((special / range).into());
                let lines = i64::from(program.line_base) + i64::from(special % range);
                self.row.at.line = self.row.at.line.wrapping_add_signed(lines);
                self.emit(hits);
                continue;
            }
            let read = match opcode {
                0 => self.extended(bytes, at, hits),
                // copy
                1 => {
                    self.emit(hits);
                    Some(())
                }
                // advance_pc
                2 => unsigned(bytes, at).map(|by| self.advance(by)),
                // advance_line
                3 => signed(bytes, at).map(|by| {
                    self.row.at.line = self.row.at.line.wrapping_add_signed(by);
                }),
                // set_file, set_column
                4 => unsigned(bytes, at).map(|file| self.row.at.file = file),
                5 => unsigned(bytes, at).map(|column| self.row.at.column = column),
                // negate_stmt, set_basic_block, set_prologue_end, set_epilogue_begin
                6 | 7 | 10 | 11 => Some(()),
                // const_add_pc
                8 => {
                    self.advance(constant);
                    Some(())
                }
                // fixed_advance_pc
                9 => fixed(bytes, at, 2, program.is_big).map(|by| {
                    self.row.address = self.row.address.wrapping_add(by);
                    self.row.operation = 0;
                }),
                // set_isa, and whatever comes after this version
                other => {
                    let operands = program.operands.get(usize::from(other).saturating_sub(1));
                    let each = 0..operands.copied().unwrap_or_default();
                    each.map(|_| unsigned(bytes, at).map(|_| ())).collect()
                }
            };
            if read.is_none() {
                *at = begin;
                return Cut::Short;
            }
        }
    }

    #[inline(never)]
    fn extended(&mut self, bytes: &[u8], at: &mut usize, hits: &mut Vec<Hit>) -> Option<()> {
        let length = usize::try_from(unsigned(bytes, at)?).unwrap_or(usize::MAX);
        let behind = at.saturating_add(length);
        if length > 0 {
            let opcode = *bytes.get(*at)?;
            *at += 1;
            match opcode {
                // end_sequence
                1 => {
                    self.emit(hits);
                    self.row = START;
                    self.last = None;
                    self.is_left_out = false;
                }
                // set_address
                2 => {
                    let size = (length - 1).min(self.program.address_size.min(8).into());
                    let address = fixed(bytes, at, size, self.program.is_big)?;
                    let bits = (size as u32 * 8).clamp(1, 64);
                    let last_address = u64::MAX >> (64 - bits);
                    self.is_left_out = address == 0 && !self.program.has_zero
                        || address >= last_address.saturating_sub(1);
                    self.row.address = address;
                    self.row.operation = 0;
                }
                // define_file, set_discriminator, and those of vendors
                _ => {}
            }
        }
        *at = behind;
        Some(())
    }

    /// Advances by so many operations.
    #[inline(always)]
    fn advance(&mut self, by: u64) {
        let (row, program) = (&mut self.row, self.program);
        let mut instructions = by;
        if program.operations > 1 {
            let operations = row.operation.wrapping_add(by);
            let most = u64::from(program.operations);
            instructions = operations / most;
            row.operation = operations % most;
        }
        let bytes = instructions.wrapping_mul(program.least_instruction.into());
        row.address = row.address.wrapping_add(bytes);
    }

    /// Ends the row before, which holds up to this one.
    #[inline(always)]
    fn emit(&mut self, hits: &mut Vec<Hit>) {
        let address = self.row.address;
        match self.last {
            Some(last) if last.address <= address && address <= self.next => {}
            last => self.leap(last, hits),
        }
        self.last = Some(self.row);
    }

    /// The same, where there may be wanted addresses between the two, or the row is not behind the last one.
    #[inline(never)]
    fn leap(&mut self, last: Option<Row>, hits: &mut Vec<Hit>) {
        let address = self.row.address;
        let index = |address: u64| self.wanted.partition_point(|own| *own < address);
        let behind = index(address);
        if let Some(last) = last
            && !self.is_left_out
            && (last.address > 0 || self.program.has_zero)
        {
            let first = index(last.address);
            if first < behind {
                hits.push(Hit { first, behind, at: last.at });
            }
        }
        self.next = self.wanted.get(behind).copied().unwrap_or(u64::MAX);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn program() -> LineProgram {
        LineProgram {
            is_big: false,
            address_size: 8,
            least_instruction: 1,
            operations: 1,
            line_base: -3,
            line_range: 12,
            opcode_base: 13,
            operands: vec![0, 1, 1, 1, 1, 0, 0, 0, 1, 0, 0, 1],
            has_zero: false,
        }
    }

    /// What is found of some addresses, by windows of a length.
    fn found(instructions: &[u8], wanted: &[u64], length: usize) -> Vec<Option<LineAt>> {
        let program = program();
        let mut rows = Rows::new(&program, wanted);
        let (mut base, mut more_than, mut hits) = (0, 0, Vec::new());
        while base + more_than < instructions.len() {
            let end = instructions.len().min(base + length.max(more_than + 1));
            let bytes = &instructions[base..end];
            let mut at = 0;
            rows.run(bytes, &mut at, &mut hits);
            more_than = bytes.len().saturating_sub(at);
            base += at;
        }
        let mut lines = vec![None; wanted.len()];
        for hit in hits {
            lines[hit.first..hit.behind].fill(Some(hit.at));
        }
        lines
    }

    #[test]
    fn windows_of_any_length_show_the_same() {
        let mut instructions = Vec::new();
        for start in [0x1000_u16, 0, 0x800] {
            // set_address, advance_line, set_column, copy
            instructions.extend([0, 9, 2]);
            instructions.extend(u64::from(start).to_le_bytes());
            instructions.extend([3, 0xe4, 0, 5, 7, 1]);
            // special: 2 bytes, 1 line more; advance_pc of 0x80 and copy; const_add_pc and copy
            instructions.extend([13 + 4 + 24, 2, 0x80, 1, 1, 8, 1]);
            // fixed_advance_pc, copy; a discriminator; end_sequence
            instructions.extend([9, 0x10, 0, 4, 2, 1, 0, 3, 4, 0x80, 1, 2, 4, 0, 1, 1]);
        }
        let line = |file, line| Some(LineAt { file, line, column: 7 });
        let wanted = [
            0,
            2,
            0x7ff,
            0x800,
            0x801,
            0x802,
            0x1000,
            0x1002,
            0x1081,
            0x1082,
            0x1092,
            0x1095,
            0x10a5,
            0x10a6,
            u64::MAX,
        ];
        let expected = [
            None,
            None,
            None,
            line(1, 101),
            line(1, 101),
            line(1, 102),
            line(1, 101),
            line(1, 102),
            line(1, 102),
            line(1, 102),
            line(1, 102),
            line(1, 102),
            line(1, 102),
            line(2, 102),
            None,
        ];
        for length in 1..instructions.len() + 1 {
            assert_eq!(found(&instructions, &wanted, length), expected, "{length}");
        }
    }
}
