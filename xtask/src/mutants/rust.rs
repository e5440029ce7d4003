//! Faults in the Rust code, by cargo-mutants.

use std::collections::BTreeMap;
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::Path;
use std::time::Duration;

use serde_json::Value;

use super::belonging::Belonging;
use super::report::{Fate, Fault};
use super::{Choice, tree};
use crate::run::{Outcome, Program, heading, program, root};

/// The tool, and its version.
const TOOL: (&str, &str) = ("cargo-mutants", "27.1.0");

/// So long a test may run with a fault in it.
const LONGEST: Duration = Duration::from_secs(120);

/// A fault that the tool can put in.
struct Mutant {
    /// With its place.
    name: String,
    file: String,
}

pub fn run(paths: &[&str], choice: &Choice) -> Outcome<Vec<Fault>> {
    if program("cargo").args(["mutants", "--version"]).output().is_err() {
        heading("install cargo-mutants");
        let exact = [TOOL.0, "@", TOOL.1].concat();
        program("cargo").args(["install", exact.as_str(), "--locked"]).run()?;
    }
    let tree = tree::copy()?;
    let mut mutants = listed(&tree, paths)?;
    if let Some(sample) = choice.sample {
        mutants.truncate_to(sample, choice.seed);
    }
    let belonging = Belonging::read()?;
    let mut groups: BTreeMap<&str, Vec<Mutant>> = BTreeMap::new();
    for mutant in mutants.0 {
        groups.entry(belonging.of(&mutant.file)?).or_default().push(mutant);
    }
    let mut faults = Vec::new();
    for (tests, mutants) in groups {
        heading(&format!("{} faults, tried by cargo test {tests}", mutants.len()));
        faults.extend(tried(&tree, tests, &mutants)?);
    }
    Ok(faults)
}

/// All that could be put in, in an order.
struct Mutants(Vec<Mutant>);

impl Mutants {
    /// Chooses by what a fault is rather than by its place, so that a sample stays the same while other code comes and goes.
    fn truncate_to(&mut self, sample: usize, seed: &str) {
        let mut seen: BTreeMap<String, u32> = BTreeMap::new();
        self.0.sort_by_cached_key(|Mutant { name, file }| {
            let what = [file.as_str(), what(name)].join("\n");
            let count = seen.entry(what.clone()).or_default();
            *count += 1;
            let mut hasher = DefaultHasher::new();
            (seed, what, *count).hash(&mut hasher);
            hasher.finish()
        });
        self.0.truncate(sample);
    }
}

fn mutants(tree: &Path) -> Program {
    // in place: the tree is a copy already, and what was built in it is used again
    program("cargo")
        .args(["mutants", "--package", "mapship", "--colors", "never", "--no-config"])
        .env("CARGO_TARGET_DIR", tree.with_file_name("target"))
        .env("CARGO_PROFILE_DEV_OPT_LEVEL", "0")
        .env("CARGO_TERM_COLOR", "never")
        .within(tree)
}

fn listed(tree: &Path, paths: &[&str]) -> Outcome<Mutants> {
    let mut command = mutants(tree).args(["--list", "--json"]);
    for path in paths {
        let glob =
            if root().join(path).is_dir() { format!("{path}/**") } else { (*path).to_owned() };
        command = command.args(["--file", glob.as_str()]);
    }
    let all: Vec<Value> = serde_json::from_str(&command.output()?)?;
    let text = |row: &Value, name: &str| {
        row.get(name).and_then(Value::as_str).unwrap_or_default().to_owned()
    };
    Ok(Mutants(
        all.iter().map(|row| Mutant { name: text(row, "name"), file: text(row, "file") }).collect(),
    ))
}

fn tried(tree: &Path, tests: &str, all: &[Mutant]) -> Outcome<Vec<Fault>> {
    let out = tree.with_file_name("rust");
    if out.exists() {
        fs::remove_dir_all(&out)?;
    }
    let mut command = mutants(tree)
        .args(["--in-place", "--cap-lints", "true", "--timeout"])
        .arg(LONGEST.as_secs().to_string())
        .arg("--output")
        .arg(&out);
    for Mutant { name, file } in all {
        let exact = format!("^{}$", escaped(name));
        command = command.args(["--file", file.as_str(), "--re", exact.as_str()]);
    }
    // it ends with a code of its own where something survived; what it writes down tells more
    let ran = command.arg("--").args(tests.split(' ')).run();
    let path = out.join("mutants.out/outcomes.json");
    let Ok(told) = fs::read(&path) else {
        ran?;
        return Err(format!("cargo-mutants has written no {}", path.display()).into());
    };
    let told: Value = serde_json::from_slice(&told)?;
    let outcomes = told.get("outcomes").and_then(Value::as_array).cloned().unwrap_or_default();
    let mut faults = Vec::new();
    for outcome in &outcomes {
        let summary = outcome.get("summary").and_then(Value::as_str).unwrap_or_default();
        let Some(name) = outcome.pointer("/scenario/Mutant/name").and_then(Value::as_str) else {
            if summary != "Success" {
                return Err(format!("without any fault, cargo test {tests} does not pass").into());
            }
            continue;
        };
        // the tool puts in some more that no pattern keeps out: without members of structs
        if all.iter().all(|chosen| chosen.name != name) {
            continue;
        }
        let fate = match summary {
            "CaughtMutant" | "Timeout" => Fate::Caught,
            "MissedMutant" => Fate::Survived,
            _ => Fate::Unviable,
        };
        let mut parts = name.splitn(3, ':');
        let (file, line) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
        let (file, line) = (file.to_owned(), line.parse().unwrap_or_default());
        faults.push(Fault { file, line, what: what(name).to_owned(), fate });
    }
    if faults.len() < all.len() {
        let tried = faults.len();
        return Err(
            format!("cargo-mutants broke off: {tried} of {} faults tried", all.len()).into()
        );
    }
    Ok(faults)
}

/// What a fault is, without its place: `src/a.rs:1:2: replace + with - in f`.
fn what(name: &str) -> &str {
    name.splitn(4, ':').nth(3).unwrap_or(name).trim()
}

/// As a pattern that means itself.
fn escaped(text: &str) -> String {
    let mut pattern = String::new();
    for character in text.chars() {
        if r"\.+*?()|[]{}^$#&-~".contains(character) {
            pattern.push('\\');
        }
        pattern.push(character);
    }
    pattern
}
