//! Whole segments with nothing wrong in them, in vector lanes.
//!
//! A block of bytes is first turned into digits and bit sets. Then, segment by segment, the places where its fields end
//! say where all its digits belong; they are put together, added to what runs on, and compared, in a few steps without
//! a branch. Whether anything was wrong is asked once at the end, and then nothing of the block counts: it is left to
//! those who can say what it is.

use crate::{
    block::Block,
    lanes::Lanes,
    line_end::LineEnd,
    names::Names,
    segment::{Running, one},
    shapes::{LONGEST, Shapes, has_minus_zero, index, shapes},
};

/// Where a walk starts.
#[derive(Debug, Clone, Copy)]
pub struct Start {
    /// What runs on.
    pub running: Running,
    /// Whether the segment before ended in a comma.
    pub after_comma: bool,
    /// The greatest generated column of the line so far; -1 where it has no segment yet.
    pub furthest: i64,
    /// Whether the last segment of the line names a source.
    pub mapped: bool,
}

/// What a walk has come to.
#[derive(Debug, Clone, Copy)]
pub struct Walked {
    /// Number of bytes taken, from the front.
    pub bytes: usize,
    /// Whether that is all but a segment that is cut off.
    pub whole: bool,
    /// Where the next walk starts.
    pub end: Start,
    /// Number of segments.
    pub segments: u64,
    /// Those that name a source.
    pub with_source: u64,
    /// Those that name a name.
    pub with_name: u64,
    /// The greatest source index; it means nothing where no segment names one.
    pub greatest_source: i64,
    /// The greatest name index; it means nothing where no segment names one.
    pub greatest_name: i64,
    /// Columns that lie between segments and belong to no source: before the first of a line, and after one of one field.
    pub gaps: i64,
    /// How many lines ended; see [`Block::lines`].
    pub lines: usize,
    /// Number of separators since the last line ended, or since the start.
    pub in_line: u64,
}

/// How far the walk has come.
struct Way {
    /// What runs on: generated column, source, original line, original column.
    state: Lanes,
    /// The greatest of each, as unsigned numbers: of those, a negative one is the greatest of all. The column's is the line's.
    greatest: Lanes,
    /// Whether a number was negative.
    is_negative: bool,
    /// The greatest of the fields' inverted values: by them minus zero is told, which is another number altogether.
    odd: Lanes,
    /// What no segment of a source covers; see [`Walked::gaps`].
    gaps: i64,
    /// Whether the line has no segment yet, or the last one has no source.
    gap: bool,
    /// Whether the line has no segment yet.
    is_empty: bool,
    /// The next segment starts at this byte.
    start: usize,
    /// Whether the segment before ended in a comma.
    after_comma: bool,
    /// How many lines ended.
    lines: usize,
    /// The line starts at this byte, or before the block.
    line_start: usize,
    /// How many separators have no segment before them.
    without_segment: u64,
    /// How many segments have no source.
    without_source: u64,
    whole: bool,
}

/// Walks through a block. Out of line, so that its few variables stay in registers.
#[inline(never)]
fn walk(block: &mut Block, bytes: &[u8], table: &Shapes, way: &mut Way) {
    let Shapes { places, traits, masks, beyond } = table;
    let masks = *masks;
    let Way { mut state, mut greatest, mut odd, mut gap, mut is_empty, mut start, .. } = *way;
    let mut negative = Lanes::bytes(0);
    let mut names = 0;
    let mut lines = 0;
    'block: for (word, first) in (0..bytes.len()).step_by(64).enumerate() {
        let (Some(&separators), Some(&semicolons)) =
            (block.separators.get(word), block.semicolons.get(word))
        else {
            break;
        };
        let (mut separators, mut semicolons) = (separators, semicolons);
        loop {
            let line_end = semicolons & semicolons.wrapping_neg();
            let mut line = separators & (line_end | line_end.wrapping_sub(1));
            separators ^= line;
            semicolons ^= line_end;
            while line != 0 {
                // the first segment of a line is taken alone, as the space before it is counted
                let before = state;
                let mut part = if gap { line & line.wrapping_neg() } else { line };
                line ^= part;
                while part != 0 {
                    let end = first | part.trailing_zeros() as usize;
                    let length = end.wrapping_sub(start);
                    if length.wrapping_sub(1) >= LONGEST {
                        break;
                    }
                    let digits = block.digits(start);
                    let beyond = beyond.get(length).copied().unwrap_or_default();
                    let index = index(digits.shift_left::<2>().signs_of_bytes(), beyond);
                    let (Some(places), Some(traits)) = (places.get(index), traits.get(index))
                    else {
                        break;
                    };
                    if !traits.is_usual() {
                        break;
                    }
                    let values = masks.values(digits.pick(*places));
                    odd = odd.max(values.inverted);
                    state = state.add(values.numbers());
                    greatest = greatest.max(state);
                    block.names.put(names, end, *traits);
                    names += traits.names();
                    start = end + 1;
                    part &= part.wrapping_sub(1);
                }
                if part == 0 {
                    if gap {
                        way.gaps += space(before, state);
                        (gap, is_empty) = (false, false);
                    }
                    continue;
                }
                // the first of what is left is not a usual one
                let end = first | part.trailing_zeros() as usize;
                line |= part & part.wrapping_sub(1);
                if end == start {
                    // a line may be empty, but a comma stands between two segments
                    let after_comma = match start {
                        0 => way.after_comma,
                        _ => bytes.get(start - 1) == Some(&b','),
                    };
                    if after_comma || bytes.get(end) != Some(&b';') {
                        way.whole = false;
                        break 'block;
                    }
                    way.without_segment += 1;
                } else {
                    block.add_up_names(names, &masks);
                    names = 0;
                    let segment = bytes.get(start..=end).unwrap_or_default();
                    let Some((next, fields)) = unusual(state, &mut block.names, segment) else {
                        way.whole = false;
                        break 'block;
                    };
                    if gap {
                        way.gaps += space(state, next);
                    }
                    way.without_source += u64::from(fields == 1);
                    (gap, is_empty) = (fields == 1, false);
                    state = next;
                    greatest = greatest.max(state);
                }
                start = end + 1;
            }
            if line_end == 0 {
                break;
            }
            if let Some(slot) = block.lines.get_mut(lines) {
                let [furthest, ..] = greatest.all();
                *slot = LineEnd::of(!is_empty, furthest, !gap);
            }
            lines += 1;
            way.line_start = start;
            state = state.and(masks.line_start);
            negative = negative.or(greatest);
            greatest = greatest.and(masks.line_start);
            (gap, is_empty) = (true, true);
        }
    }
    block.add_up_names(names, &masks);
    (way.state, way.greatest, way.odd) = (state, greatest, odd);
    way.is_negative = negative.or(greatest).signs_of_numbers() != 0;
    (way.gap, way.is_empty, way.start, way.lines) = (gap, is_empty, start, lines);
}

/// How far two generated positions of a line are from each other.
fn space(from: Lanes, to: Lanes) -> i64 {
    let ([from, ..], [to, ..]) = (from.all(), to.all());
    i64::from(to).wrapping_sub(i64::from(from))
}

/// Takes a segment, given with its separator, of a shape that is not in the table; tells its number of fields.
#[cold]
#[inline(never)]
fn unusual(state: Lanes, names: &mut Names, segment: &[u8]) -> Option<(Lanes, u8)> {
    let [column, source, line, original_column] = state.all().map(i64::from);
    let name = i64::from(names.running);
    let running = Running { column, source, line, original_column, name };
    let (fields, next, _, _) = one(running, segment)?;
    let (state, name) = lanes(&next)?;
    if fields == 5 {
        names.take(name);
    }
    Some((state, fields))
}

/// What runs on, in lanes, and the name; `None` where a number has left its 31 bits.
fn lanes(running: &Running) -> Option<(Lanes, i32)> {
    let lane = |value: i64| i32::try_from(value).ok().filter(|value| *value >= 0);
    let Running { column, source, line, original_column, name } = *running;
    let state = [lane(column)?, lane(source)?, lane(line)?, lane(original_column)?];
    Some((Lanes::numbers(state), lane(name)?))
}

impl Block {
    /// Takes well-formed segments with their separators from the front of up to [`BLOCK`](crate::BLOCK) bytes. `None`
    /// if there is anything in them that is wrong by itself.
    pub fn walk(&mut self, bytes: &[u8], start: &Start) -> Option<Walked> {
        let (state, name) = lanes(&start.running)?;
        if !self.read(bytes) {
            return None;
        }
        self.names.start(name);
        let furthest = i32::try_from(start.furthest.max(0)).unwrap_or(i32::MAX);
        let mut way = Way {
            state,
            greatest: Lanes::numbers([furthest, 0, 0, 0]),
            is_negative: false,
            odd: Lanes::bytes(0),
            gaps: 0,
            gap: !start.mapped,
            is_empty: start.furthest < 0,
            start: 0,
            after_comma: start.after_comma,
            lines: 0,
            line_start: 0,
            without_segment: 0,
            without_source: 0,
            whole: true,
        };
        walk(self, bytes, shapes(), &mut way);
        let Names { greatest, count: with_name, odd, running: name, .. } = self.names;
        let greatest_name = i64::from(greatest.cast_signed());
        let is_odd = odd || has_minus_zero(way.odd);
        if is_odd || greatest_name < 0 || way.is_negative {
            return None;
        }
        let passed = self.separators_before(way.start);
        let segments = passed.wrapping_sub(way.without_segment);
        let [column, source, line, original_column] = way.state.all().map(i64::from);
        let [furthest, greatest_source, ..] = way.greatest.all().map(i64::from);
        let end = Start {
            running: Running { column, source, line, original_column, name: i64::from(name) },
            after_comma: match way.start.checked_sub(1) {
                Some(last) => bytes.get(last) == Some(&b','),
                None => start.after_comma,
            },
            furthest: if way.is_empty { -1 } else { furthest },
            mapped: !way.gap,
        };
        Some(Walked {
            bytes: way.start,
            whole: way.whole,
            end,
            segments,
            with_source: segments.wrapping_sub(way.without_source),
            with_name,
            greatest_source,
            greatest_name,
            gaps: way.gaps,
            lines: way.lines,
            in_line: passed.wrapping_sub(self.separators_before(way.line_start)),
        })
    }

    /// The lines that ended in the last walk.
    #[must_use]
    pub fn lines(&self, count: usize) -> &[LineEnd] {
        self.lines.get(..count).unwrap_or_default()
    }
}
