//! What is to be changed in a map when its script gets a debug ID.

use super::edits::Edit;
use super::members::{Coordinate, Member, Members, Section};
use super::shift::{Shift, Unfit, shift_mappings};
use crate::error::Result;
use crate::source::Source;
use crate::sourcemap::finding::Spot;
use crate::sourcemap::window::Stop;

/// Writes a debug ID into members that stand there already, or else puts them at the end.
pub(super) fn write_ids(
    members: &Members,
    names: &[&'static str],
    id: &str,
    edits: &mut Vec<Edit>,
) {
    let mut is_first = members.is_empty;
    for name in names {
        let there = members.ids(name);
        if there.is_empty() {
            let comma = if is_first { "" } else { "," };
            edits.push(Edit::insert(members.end, format!("{comma}\"{name}\":\"{id}\"")));
            is_first = false;
        }
        for Member { range, value } in there {
            if value.as_deref() != Some(id) {
                edits.push(Edit::replace(range.clone(), format!("\"{id}\"")));
            }
        }
    }
}

/// Has a map tell of lines that are put into its script.
pub(super) fn shift(
    source: &dyn Source,
    members: &Members,
    shift: Shift,
    edits: &mut Vec<Edit>,
) -> Result<std::result::Result<(), Unfit>> {
    let Some(sections) = &members.sections else {
        return match members.mappings {
            Some((start, _)) => shift_one(source, start, shift, edits),
            None => Ok(Ok(())),
        };
    };
    for section in sections {
        if let Err(unfit) = shift_section(source, section, shift, edits)? {
            return Ok(Err(unfit));
        }
    }
    Ok(Ok(()))
}

/// Moves a section that is behind the place, and parts one that begins before it.
fn shift_section(
    source: &dyn Source,
    section: &Section,
    shift: Shift,
    edits: &mut Vec<Edit>,
) -> Result<std::result::Result<(), Unfit>> {
    let Section { line: Some(line), column: Some(column), mappings } = section else {
        return Ok(Err(Unfit::NotMappings));
    };
    let mut write = |at: &Coordinate, value: u64| {
        if value != at.value {
            edits.push(Edit::replace(at.range.clone(), value.to_string()));
        }
    };
    if (line.value, column.value) >= (shift.line, shift.column) {
        write(line, line.value.saturating_add(shift.lines));
        if line.value == shift.line {
            write(column, column.value.saturating_sub(shift.column));
        }
        return Ok(Ok(()));
    }
    let Some(start) = *mappings else { return Ok(Ok(())) };
    let within = Shift {
        line: shift.line.saturating_sub(line.value),
        column: if line.value == shift.line {
            shift.column.saturating_sub(column.value)
        } else {
            shift.column
        },
        ..shift
    };
    shift_one(source, start, within, edits)
}

fn shift_one(
    source: &dyn Source,
    start: Spot,
    shift: Shift,
    edits: &mut Vec<Edit>,
) -> Result<std::result::Result<(), Unfit>> {
    match shift_mappings(source, start, shift, edits).map_err(|stop| *stop) {
        Ok(shifted) => Ok(shifted),
        Err(Stop::Read(error)) => Err(error),
        // only when the file changed between two looks at it
        Err(Stop::Broken(_)) => Ok(Err(Unfit::NotMappings)),
    }
}

impl Members {
    fn ids(&self, name: &str) -> &[Member] {
        if name == DEBUG_ID { &self.debug_id } else { &self.debug_id_snake }
    }
}

/// The member of the TC39 proposal, which Datadog's client for React Native has too.
pub(super) const DEBUG_ID: &str = "debugId";

/// The member of Datadog's client for scripts of the web.
pub(super) const DEBUG_ID_SNAKE: &str = "debug_id";
