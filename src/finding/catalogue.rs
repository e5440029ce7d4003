//! [`catalogue`]: what there is to find, for whoever lists it: the reference page and the rules of SARIF logs are made from it, so
//! that none of it is in the WebAssembly.

use crate::finding::{Code, Issue, Severity};

/// A finding mapship knows. In its sentences `…` stands for a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The stable name, kebab-case.
    pub code: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub help: String,
    /// The clause or section the rule comes from.
    pub rule: &'static str,
}

/// Every finding mapship knows, in the order of the table.
#[must_use]
pub fn catalogue() -> Vec<Entry> {
    let entry = |code: &Code| {
        let issue = Issue::new(*code);
        Entry {
            code: code.name(),
            severity: code.severity(),
            message: issue.message(),
            help: issue.help(),
            rule: code.rule(),
        }
    };
    Code::ALL.iter().map(entry).collect()
}
