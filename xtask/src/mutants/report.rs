//! What came of the faults, and what is said of it.

use std::collections::BTreeMap;
use std::fs;

use serde_json::Value;

use crate::run::{Outcome, heading, root, say};

const LIST: &str = "tests/mutants/equivalent.json";

/// What came of a fault.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// A test failed, or ran for too long.
    Caught,
    Survived,
    /// The program can't be built with it, or not be started.
    Unviable,
}

/// A fault that was put in.
pub struct Fault {
    pub file: String,
    pub line: u64,
    /// What it is, in the tool's words.
    pub what: String,
    pub fate: Fate,
}

/// Says what survived, and the share of what was caught, by folder.
pub fn print(faults: Vec<Fault>) -> Outcome {
    let equivalent = equivalent()?;
    let reason = |fault: &Fault| {
        let is_it = |(file, what, _): &&(String, String, String)| {
            *file == fault.file && *what == fault.what
        };
        equivalent.iter().find(is_it).map(|(.., reason)| reason.as_str())
    };
    heading("what no test noticed");
    let mut counts: BTreeMap<&str, [u64; 3]> = BTreeMap::new();
    for fault in faults.iter().filter(|fault| fault.fate != Fate::Unviable) {
        let folder = fault.file.rsplit_once('/').map_or("", |(folder, _)| folder);
        let place = match (fault.fate, reason(fault)) {
            (Fate::Caught, _) => 0,
            (_, Some(_)) => 2,
            (_, None) => {
                say(&format!("{}:{}  {}", fault.file, fault.line, fault.what));
                1
            }
        };
        for folder in [folder, "all"] {
            counts.entry(folder).or_default()[place] += 1;
        }
    }
    heading("caught, survived, equivalent; and the share of the caught in what is not equivalent");
    for (folder, [caught, survived, equivalent]) in counts {
        let share = 100.0 * caught as f64 / (caught + survived).max(1) as f64;
        say(&format!("{caught:5} {survived:5} {equivalent:5}  {share:5.1} %  {folder}"));
    }
    Ok(())
}

/// Faults that change nothing that could be seen: the file, what the tool calls it, and why.
fn equivalent() -> Outcome<Vec<(String, String, String)>> {
    let list: Vec<Value> = serde_json::from_slice(&fs::read(root().join(LIST))?)?;
    let row = |row: &Value| -> Outcome<(String, String, String)> {
        let member = |name: &str| {
            let text = row.get(name).and_then(Value::as_str).map(str::to_owned);
            text.ok_or_else(|| format!("{LIST}: a row has no text `{name}`: {row}"))
        };
        Ok((member("file")?, member("fault")?, member("reason")?))
    };
    list.iter().map(row).collect()
}
