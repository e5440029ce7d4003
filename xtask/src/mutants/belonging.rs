//! Which tests belong to a file: those of the longest beginning of its path that `tests/mutants/belonging.json` names.

use std::collections::BTreeMap;
use std::fs;

use crate::run::{Outcome, root};

const LIST: &str = "tests/mutants/belonging.json";

/// By beginnings of paths: arguments of `cargo test` for Rust, names of files in `tests/js` for JavaScript.
pub struct Belonging(BTreeMap<String, String>);

impl Belonging {
    pub fn read() -> Outcome<Self> {
        let bytes = fs::read(root().join(LIST))?;
        Ok(Self(serde_json::from_slice::<BTreeMap<String, String>>(&bytes)?))
    }

    /// The tests of a file, one after the other.
    pub fn of(&self, file: &str) -> Outcome<&str> {
        let named = self.0.iter().filter(|(start, _)| file.starts_with(start.as_str()));
        let longest = named.max_by_key(|(start, _)| start.len());
        longest.map(|(_, tests)| tests.as_str()).ok_or_else(|| {
            format!("{LIST} does not say which tests belong to {file}: add a row").into()
        })
    }
}
