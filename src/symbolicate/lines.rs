//! The lines that addresses come from: a unit's rows, read as they come.

use gimli::Result;
use mapship_loops::dwarf::{LineAt, Rows};

use super::line_table::LineTable;
use super::ranges::Wanted;

/// Finds the rows of the wanted addresses; `lines` has a place for each.
pub(super) fn find(
    table: &LineTable<'_>,
    wanted: &Wanted,
    lines: &mut [Option<LineAt>],
) -> Result<()> {
    let program = table.program(wanted.has_zero);
    let mut rows = Rows::new(&program, &wanted.addresses);
    let (mut base, end) = table.instructions.range();
    let (mut window, mut more_than) = (table.instructions.window(), 0);
    let mut hits = Vec::new();
    while let Some(bytes) = window.from(base, end, more_than) {
        let mut at = 0;
        rows.run(bytes, &mut at, &mut hits);
        more_than = bytes.len().saturating_sub(at);
        base = base.saturating_add(at as u64);
        for hit in hits.drain(..) {
            table.instructions.burn(hit.behind.saturating_sub(hit.first))?;
            for slot in lines.get_mut(hit.first..hit.behind).unwrap_or_default() {
                *slot = Some(hit.at);
            }
        }
    }
    Ok(())
}
