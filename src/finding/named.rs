//! Findings of the host, which makes none of their sentences: it names the code, and gives the values.

use crate::finding::{Arg, Code, Issue, text::slots};

impl Code {
    /// The names of the values that its sentence and its remedy speak of.
    fn values(self) -> impl Iterator<Item = &'static str> {
        slots(self.sentence()).into_iter().chain(slots(self.remedy()))
    }
}

/// The finding of a code's name, with the values that `value` has for it. Where the name has several rows in the table, it is
/// the first of which all values are given. `None` where no code has the name.
pub fn issue_named(name: &str, value: impl Fn(&'static str) -> Option<Arg>) -> Option<Issue> {
    let rows = || Code::ALL.iter().copied().filter(|code| code.name() == name);
    let is_given = |slot| slot == "path" || value(slot).is_some();
    let complete = rows().find(|code| code.values().all(is_given));
    let code = complete.or_else(|| rows().next_back())?;
    let mut issue = Issue::new(code);
    for slot in code.values() {
        if let Some(value) =
            value(slot).filter(|_| issue.args.iter().all(|(name, _)| *name != slot))
        {
            issue = issue.with(slot, value);
        }
    }
    Some(issue)
}

/// What the command line ends with where a finding of this name, an error, is about the whole run: 2 where the machine or the configuration
/// is at fault, 5 where there was nothing to do, otherwise 3.
#[must_use]
pub fn exit_code(name: &str) -> u8 {
    match Code::ALL.iter().find(|code| code.name() == name) {
        Some(Code::ReceiptUnwritten | Code::ApiKeyMissing | Code::ApiKeyMissingOnCi) => 2,
        Some(Code::NothingFoundMaps | Code::NothingFoundLeftOut) => 5,
        Some(Code::NothingFoundOne | Code::NothingFoundKnown | Code::NothingFound) => 5,
        _ => 3,
    }
}
