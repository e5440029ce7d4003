//! [`LineEnd`]: how far the mappings of a line go.

/// How far the mappings of a line go.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct LineEnd(u32);

impl LineEnd {
    /// A line whose greatest generated column is `furthest`, 0-based; `is_mapped` tells whether its last segment names a
    /// source. Without a segment there is neither.
    #[inline(always)]
    #[must_use]
    pub fn of(has_segment: bool, furthest: i32, is_mapped: bool) -> Self {
        let shown = furthest.cast_unsigned().wrapping_add(1).min(u32::MAX >> 1);
        Self(if has_segment { shown << 1 | u32::from(is_mapped) } else { 0 })
    }

    /// The same, of a column that may be any; -1 where the line has no segment.
    #[must_use]
    pub fn new(furthest: i64, is_mapped: bool) -> Self {
        let least = i32::try_from(furthest).unwrap_or(i32::MAX);
        Self::of(furthest >= 0, least, is_mapped)
    }

    /// The greatest generated column of the line, 0-based; `None` where the line has no segment.
    #[must_use]
    pub fn furthest(self) -> Option<u64> {
        (self.0 >> 1).checked_sub(1).map(u64::from)
    }

    /// Whether the last segment of the line names a source, so that the rest of the line is mapped.
    #[must_use]
    pub fn is_mapped(self) -> bool {
        self.0 & 1 == 1
    }
}
