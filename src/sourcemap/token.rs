//! [`Token`]: a segment of the mappings, added up.

/// The index of a source or a name that a segment does not have.
pub(crate) const NONE: u32 = u32::MAX;

/// What a segment says: a position of the generated file, and where it comes from. Lines and columns are 0-based, columns in
/// UTF-16 units.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Token {
    /// Line of the generated file.
    pub line: u32,
    /// Column in that line.
    pub column: u32,
    /// Index of the source; [`NONE`] for a segment of one field.
    pub source: u32,
    /// Line in the source.
    pub original_line: u32,
    /// Column in that line.
    pub original_column: u32,
    /// Index of the name; [`NONE`] for a segment of less than five fields.
    pub name: u32,
}
