//! Findings while they may still be overruled: folded, with structured paths; [`Issue`]s in the end.

use std::{fmt, mem::discriminant};

use crate::{
    finding::{Arg, At, Code, Issue, MappingAt, Severity},
    sorted_indices::order,
};

/// A place in the file.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Spot {
    /// Byte offset, 0-based.
    pub offset: u64,
    /// Line, 1-based; lines end in LF.
    pub line: u64,
    /// Column in that line, 1-based, in bytes.
    pub column: u64,
}

impl Spot {
    /// The place of another byte of the same line: nothing but white space between tokens holds an LF.
    pub fn on_same_line(self, offset: u64) -> Self {
        let column = self.column.wrapping_add(offset.wrapping_sub(self.offset));
        Self { offset, column, line: self.line }
    }
}

/// Which object of the file a path starts from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scope {
    /// The outermost object.
    Top,
    /// A section of an index map.
    Section(u64),
    /// The map embedded in that section.
    Embedded(u64),
}

/// A JSON path in the file, not yet spelled out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Path {
    scope: Scope,
    member: &'static str,
    index: Option<u64>,
}

impl Path {
    /// A member of an object; the object itself when the name is empty.
    pub fn member(scope: Scope, member: &'static str) -> Self {
        Self { scope, member, index: None }
    }

    /// An item of the array at this path.
    pub fn item(self, index: u64) -> Self {
        Self { index: Some(index), ..self }
    }

    /// Whether the two differ in nothing but the numbers in them.
    fn is_alike(&self, other: &Self) -> bool {
        discriminant(&self.scope) == discriminant(&other.scope)
            && self.member == other.member
            && self.index.is_some() == other.index.is_some()
    }
}

impl fmt::Display for Path {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.scope {
            Scope::Top => write!(formatter, "$")?,
            Scope::Section(section) => write!(formatter, "$.sections[{section}]")?,
            Scope::Embedded(section) => write!(formatter, "$.sections[{section}].map")?,
        }
        if !self.member.is_empty() {
            write!(formatter, ".{}", self.member)?;
        }
        self.index.map_or(Ok(()), |index| write!(formatter, "[{index}]"))
    }
}

/// The values of a finding.
pub(crate) type Args = Vec<(&'static str, Arg)>;

/// A finding that a later duplicate key may still overrule.
#[derive(Debug)]
pub(crate) struct Finding {
    pub code: Code,
    pub severity: Severity,
    pub spot: Spot,
    pub path: Option<Path>,
    pub mapping: Option<MappingAt>,
    pub args: Args,
    pub count: u64,
}

impl Finding {
    /// A finding about the text itself rather than a value in it.
    pub fn in_text(code: Code, spot: Spot, args: Args) -> Self {
        let severity = code.severity();
        Self { code, severity, spot, args, path: None, mapping: None, count: 1 }
    }

    fn is_alike(&self, code: Code, path: Option<&Path>) -> bool {
        self.code == code
            && match (&self.path, path) {
                (Some(one), Some(other)) => one.is_alike(other),
                (None, None) => true,
                _ => false,
            }
    }

    /// The issue.
    pub fn into_issue(self) -> Issue {
        let mut issue = Issue::new(self.code);
        issue.severity = self.severity;
        issue.at = At {
            part: None,
            path: self.path.map(|path| path.to_string()),
            offset: Some(self.spot.offset),
            line: Some(self.spot.line),
            column: Some(self.spot.column),
            mapping: self.mapping,
        };
        issue.args = self.args;
        issue.count = self.count;
        issue
    }
}

/// Findings, repeats folded: one per code and kind of path, so never more than a small constant number.
#[derive(Debug, Default)]
pub(crate) struct Findings(Vec<Finding>);

impl Findings {
    /// Adds a finding about a value. The arguments are made for the first of its kind only.
    pub fn add(&mut self, code: Code, path: Path, spot: Spot, args: impl FnOnce() -> Args) {
        self.add_mapping(code, path, spot, None, args);
    }

    /// Adds a finding about a place in `mappings`.
    pub fn add_mapping(
        &mut self,
        code: Code,
        path: Path,
        spot: Spot,
        mapping: Option<MappingAt>,
        args: impl FnOnce() -> Args,
    ) {
        match self.0.iter_mut().find(|known| known.is_alike(code, Some(&path))) {
            Some(known) => known.count = known.count.saturating_add(1),
            None => {
                let finding = Finding::in_text(code, spot, args());
                self.0.push(Finding { path: Some(path), mapping, ..finding });
            }
        }
    }

    /// Adds a finding about a value that has another consequence than most of its code.
    pub fn add_as(&mut self, severity: Severity, code: Code, path: Path, spot: Spot, args: Args) {
        let finding = Finding::in_text(code, spot, args);
        self.push(Finding { severity, path: Some(path), ..finding });
    }

    /// Adds a finding as it is.
    pub fn push(&mut self, finding: Finding) {
        match self.0.iter_mut().find(|known| known.is_alike(finding.code, finding.path.as_ref())) {
            Some(known) => {
                known.count = known.count.saturating_add(finding.count);
                known.severity = known.severity.max(finding.severity);
            }
            None => self.0.push(finding),
        }
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Takes over findings made later in the file.
    pub fn absorb(&mut self, later: Self) {
        for finding in later.0 {
            self.push(finding);
        }
    }

    /// The issues, in the order of their first places.
    pub fn into_issues(self) -> Vec<Issue> {
        // those of one place stay as they were found
        let place = |index: usize| (self.0.get(index).map(|finding| finding.spot.offset), index);
        let order = order(self.0.len(), &|one, other| place(one) < place(other));
        let mut issues: Vec<_> =
            self.0.into_iter().map(|finding| Some(finding.into_issue())).collect();
        order.into_iter().filter_map(|index| issues.get_mut(index)?.take()).collect()
    }
}
