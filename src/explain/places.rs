//! The places of frames in their minified file: whether there are such places, and what stands there.

use serde::Serialize;

use crate::coverage::Position;
use crate::error::Result;
use crate::finding::{Code, Issue};
use crate::sorted_indices::order;
use crate::source::Source;
use crate::sourcemap::generated_lines::{Behind, GeneratedLines, byte_of_unit};

/// How much of the code before and behind a place is given, in bytes.
const AROUND: usize = 160;

/// What there is at a place.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct PlaceRead {
    /// That it lies past the end of the file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub issue: Option<Issue>,
    /// The code around it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<CodeAt>,
}

/// A piece of a line of code.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct CodeAt {
    /// Some hundred characters at most.
    pub text: String,
    /// Column of its first character, 0-based, in UTF-16 units.
    pub column: u32,
}

/// Reads a minified file once, and says of each place in turn what there is.
///
/// # Errors
/// [`Error::Read`](crate::Error::Read) when the host cannot read the file.
pub fn read_places(
    minified: &dyn Source,
    file: &str,
    places: &[Position],
) -> Result<Vec<PlaceRead>> {
    let key = |index: usize| places.get(index).map(|place| (place.line, place.column));
    let order = order(places.len(), &|one, other| key(one) < key(other));
    let mut read = vec![PlaceRead::default(); places.len()];
    let mut offsets = Vec::new();
    let mut lines = Lines::new(minified);
    for index in order {
        let (Some(place), Some(read)) = (places.get(index), read.get_mut(index)) else { continue };
        match lines.find(*place)? {
            Ok(offset) => offsets.push((index, offset)),
            Err(end) => {
                let issue = Issue::new(Code::FramePastEnd).with("file", file);
                let issue = issue.with("line", place.line).with("end", end);
                // told as browsers write it
                read.issue = Some(issue.with("column", place.column.saturating_add(1)));
            }
        }
    }
    for (index, offset) in offsets {
        if let (Some(place), Some(read)) = (places.get(index), read.get_mut(index)) {
            read.code = Some(code_at(minified, offset, place.column)?);
        }
    }
    Ok(read)
}

/// A file on the way to places in their order.
struct Lines<'a> {
    lines: GeneratedLines<'a>,
    /// How many lines were begun.
    line: u32,
    /// Length of the line up to here, in UTF-16 units.
    units: u64,
    /// The byte behind its last whole run.
    end: u64,
    /// Whether that is all of it.
    line_ended: bool,
    /// Whether the file is at its end.
    ended: bool,
}

impl<'a> Lines<'a> {
    fn new(minified: &'a dyn Source) -> Self {
        let lines = GeneratedLines::new(minified);
        Self { lines, line: 1, units: 0, end: 0, line_ended: false, ended: false }
    }

    /// The byte in the file that a place is at, or where the file ends before it.
    fn find(&mut self, place: Position) -> Result<std::result::Result<u64, String>> {
        while self.line < place.line {
            if !self.line_ended {
                self.pass()?;
                continue;
            }
            if self.ended {
                return Ok(Err(format!("which ends at line {}", self.line)));
            }
            self.line = self.line.saturating_add(1);
            self.units = 0;
            self.line_ended = false;
        }
        let column = u64::from(place.column);
        while !self.line_ended && self.units <= column {
            let wanted = column.saturating_sub(self.units);
            let offset = self.lines.at().offset;
            match self.lines.run()? {
                Some(run) if wanted < run.units => {
                    let at = byte_of_unit(self.lines.bytes(&run), wanted);
                    return Ok(Ok(offset.saturating_add(at as u64)));
                }
                _ => self.pass()?,
            }
        }
        Ok(match column <= self.units {
            true => Ok(self.end),
            false => Err(format!("whose line ends at column {}", self.units)),
        })
    }

    fn pass(&mut self) -> Result<()> {
        let offset = self.lines.at().offset;
        let Some(run) = self.lines.run()? else {
            self.end = offset;
            (self.line_ended, self.ended) = (true, true);
            return Ok(());
        };
        self.end = offset.saturating_add(self.lines.bytes(&run).len() as u64);
        self.units = self.units.saturating_add(run.units);
        match self.lines.pass(run)? {
            Behind::Nothing => {}
            Behind::Character => self.units = self.units.saturating_add(1),
            Behind::LineEnd => self.line_ended = true,
        }
        Ok(())
    }
}

/// The code around a column, which is at this byte of the file.
fn code_at(minified: &dyn Source, offset: u64, column: u32) -> Result<CodeAt> {
    let start = offset.saturating_sub(AROUND as u64);
    let bytes = minified.read_up_to(start, AROUND.saturating_mul(2))?;
    let middle = usize::try_from(offset.saturating_sub(start)).unwrap_or_default();
    let (before, behind) = bytes.split_at_checked(middle).unwrap_or((&bytes, &[]));
    let is_end = |byte: &u8| matches!(byte, b'\n' | b'\r');
    let before = before.rsplit(is_end).next().unwrap_or_default();
    let behind = behind.split(is_end).next().unwrap_or_default();
    // characters are whole from the first one on that begins here
    let cut = before.iter().take_while(|byte| **byte & 0xc0 == 0x80).count();
    let before = String::from_utf8_lossy(before.get(cut..).unwrap_or_default());
    let units = u32::try_from(before.encode_utf16().count()).unwrap_or(u32::MAX);
    let text = format!("{before}{}", String::from_utf8_lossy(behind));
    Ok(CodeAt { text, column: column.saturating_sub(units) })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(file: &str, places: &[(u32, u32)]) -> Vec<String> {
        let places: Vec<_> =
            places.iter().map(|(line, column)| Position { line: *line, column: *column }).collect();
        let read = read_places(&file.as_bytes(), "a.js", &places).unwrap();
        let told = read.into_iter().zip(places).map(|(it, place)| match (it.issue, it.code) {
            (Some(issue), None) => issue.message(),
            (None, Some(code)) => {
                let units: Vec<_> = code.text.encode_utf16().collect();
                let behind = &units[(place.column - code.column) as usize..];
                String::from_utf16_lossy(behind)
            }
            other => format!("{other:?}"),
        });
        told.collect()
    }

    #[test]
    fn places_lie_in_the_file() {
        assert_eq!(
            read("abc\nde", &[(3, 0), (1, 3), (2, 3), (2, 0), (9, 9), (1, 3), (1, 4), (1, 1)]),
            [
                "line 3, column 1 lies past the end of a.js, which ends at line 2",
                "",
                "line 2, column 4 lies past the end of a.js, whose line ends at column 2",
                "de",
                "line 9, column 10 lies past the end of a.js, which ends at line 2",
                "",
                "line 1, column 5 lies past the end of a.js, whose line ends at column 3",
                "bc",
            ]
        );
    }

    #[test]
    fn gives_the_code_around() {
        let far = "x".repeat(300_000);
        for (file, place, expected) in [
            ("f(a)", (1, 0), "f(a)"),
            ("é€😀f(a)", (1, 4), "f(a)"),
            ("\r\nno\r\nf(a)\r\nno", (3, 0), "f(a)"),
            ("f(a)\r\nno", (1, 4), ""),
            (&format!("{far}\n{far}€f(a)"), (2, 300_001), "f(a)"),
            (&format!("é{far}😀é;f(a)\n{far}"), (1, 300_005), "f(a)"),
        ] {
            assert_eq!(read(file, &[place]), [expected]);
        }
    }
}
