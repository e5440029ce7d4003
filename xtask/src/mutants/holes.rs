//! `cargo xtask mutants --holes`: each fault that no test noticed once, put in again. `tests/mutants/holes.json` lists them, with the
//! test that must fail.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::time::Duration;

use serde_json::Value;

use super::tree;
use crate::run::{Outcome, Tried, heading, program, root, say};
use crate::{npm, page};

const LIST: &str = "tests/mutants/holes.json";

/// A test that takes longer under a fault has noticed something.
const LONGEST: Duration = Duration::from_secs(120);
/// The same where a test is built before: there it proves nothing.
const LONGEST_BUILD: Duration = Duration::from_secs(1200);

/// A fault.
struct Hole {
    name: String,
    /// From the project's folder.
    file: String,
    /// What stands there once.
    text: String,
    /// What is put in its place.
    fault: String,
    test: Test,
}

/// The test that belongs to it.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Test {
    /// Arguments of `cargo test`.
    Cargo(String),
    /// A file, and a pattern for the names of tests.
    Node(String, Option<String>),
}

/// Puts each fault in and runs its test; of those whose name or file has one of `words` in it, if there are any.
///
/// # Errors
/// If a fault was not caught, or could not be put in.
pub fn put_in(words: &[&str]) -> Outcome {
    let mut holes = read()?;
    let is_meant =
        |hole: &Hole| words.iter().any(|it| hole.name.contains(it) || hole.file.contains(it));
    holes.retain(|hole| words.is_empty() || is_meant(hole));
    if holes.is_empty() {
        return Err(format!("no hole in {LIST} has {} in it", words.join(" or ")).into());
    }
    if holes.iter().any(|hole| matches!(hole.test, Test::Node(..))) {
        npm::install()?;
        if !root().join("pkg/wasm/core_bg.wasm").exists() {
            page::build()?;
        }
    }
    let tree = tree::copy()?;
    heading("the tests as they are");
    let mut sound: BTreeMap<Test, Result<(), String>> = BTreeMap::new();
    for hole in &holes {
        if !sound.contains_key(&hole.test) {
            sound.insert(hole.test.clone(), passes(&tree, &hole.test)?);
        }
    }
    heading("each fault, put in again");
    let mut open = Vec::new();
    for hole in &holes {
        let outcome = match &sound[&hole.test] {
            Ok(()) => caught(&tree, hole)?,
            Err(problem) => Err(problem.clone()),
        };
        match outcome {
            Ok(()) => say(&format!("caught  {}\n        {}", hole.name, hole.test.line())),
            Err(problem) => {
                say(&format!(
                    "OPEN    {}\n        {}: {problem}\n        {}",
                    hole.name,
                    hole.file,
                    hole.test.line()
                ));
                open.push(hole.name.as_str());
            }
        }
    }
    say(&format!("\n{} of {} faults caught", holes.len() - open.len(), holes.len()));
    if open.is_empty() { Ok(()) } else { Err(format!("open: {}", open.join("; ")).into()) }
}

fn read() -> Outcome<Vec<Hole>> {
    let list: Vec<Value> = serde_json::from_slice(&fs::read(root().join(LIST))?)?;
    list.iter().map(hole).collect()
}

fn hole(row: &Value) -> Outcome<Hole> {
    let member = |name: &str| row.get(name).and_then(Value::as_str).map(str::to_owned);
    let needed = |name: &str| {
        member(name).ok_or_else(|| format!("{LIST}: a row has no text `{name}`: {row}"))
    };
    let test = match (member("cargo"), member("node")) {
        (Some(arguments), None) => Test::Cargo(arguments),
        (None, Some(file)) => Test::Node(file, member("only")),
        _ => return Err(format!("{LIST}: a row has one of `cargo` and `node`: {row}").into()),
    };
    let (name, file) = (needed("name")?, needed("file")?);
    Ok(Hole { name, file, text: needed("text")?, fault: needed("fault")?, test })
}

impl Test {
    /// As one would type it.
    fn line(&self) -> String {
        match self {
            Self::Cargo(arguments) => format!("cargo test {arguments}"),
            Self::Node(file, None) => format!("node --test {file}"),
            Self::Node(file, Some(only)) => {
                format!("node --test --test-name-pattern='{only}' {file}")
            }
        }
    }

    fn run(&self, tree: &Path) -> Outcome<Tried> {
        match self {
            // without optimisation: nearly all of the time goes into building
            Self::Cargo(arguments) => program("cargo")
                .args(["test", "--package", "mapship"])
                .args(arguments.split(' '))
                .env("CARGO_TARGET_DIR", tree.with_file_name("target"))
                .env("CARGO_PROFILE_DEV_OPT_LEVEL", "0")
                .env("CARGO_TERM_COLOR", "never")
                .within(tree)
                .try_out(LONGEST_BUILD),
            Self::Node(file, only) => program("node")
                .args(["--test", "--test-reporter=tap"])
                .args(only.iter().map(|only| format!("--test-name-pattern={only}")))
                .arg(file)
                .within(tree)
                .try_out(LONGEST),
        }
    }

    /// How many tests passed, and how many failed.
    fn counts(&self, printed: &str) -> (u64, u64) {
        let number = |word: &str| word.trim().parse::<u64>().unwrap_or(0);
        let sum = |marks: (&str, &str)| -> u64 {
            let lines = printed.lines().filter_map(|line| line.trim().strip_prefix(marks.0));
            lines.map(|rest| number(rest.split(marks.1).next().unwrap_or_default())).sum()
        };
        match self {
            Self::Node(..) => (sum(("# pass ", "\n")), sum(("# fail ", "\n"))),
            Self::Cargo(_) => {
                let results = printed.lines().filter_map(|line| line.strip_prefix("test result: "));
                results.fold((0, 0), |(passed, failed), line| {
                    let before = |word: &str| {
                        let (front, _) = line.split_once(word).unwrap_or_default();
                        number(front.rsplit(' ').next().unwrap_or_default())
                    };
                    (passed + before(" passed"), failed + before(" failed"))
                })
            }
        }
    }
}

/// Whether the test passes as long as nothing is wrong; else why it proves nothing.
fn passes(tree: &Path, test: &Test) -> Outcome<Result<(), String>> {
    let tried = test.run(tree)?;
    let (passed, failed) = test.counts(&tried.printed);
    Ok(match (tried.is_well(), passed, failed) {
        (true, 0, _) => Err("no test has such a name".to_owned()),
        (true, ..) => Ok(()),
        (false, ..) => Err(format!("the test fails without the fault\n{}", tail(&tried.printed))),
    })
}

/// Whether the test fails with the fault in its place; else why that is not known.
fn caught(tree: &Path, hole: &Hole) -> Outcome<Result<(), String>> {
    let file = tree.join(&hole.file);
    let Ok(whole) = fs::read_to_string(&file) else {
        return Ok(Err(format!("there is no such file: give the row in {LIST} the right one")));
    };
    let found = whole.matches(&hole.text).count();
    if found != 1 {
        let told = if found == 0 { "is no longer found" } else { "stands there more than once" };
        return Ok(Err(format!(
            "the text {:?} {told}: bring the row in {LIST} up to date",
            hole.text
        )));
    }
    fs::write(&file, whole.replacen(&hole.text, &hole.fault, 1))?;
    let outcome = with_fault(tree, hole);
    fs::write(&file, whole)?;
    outcome
}

fn with_fault(tree: &Path, hole: &Hole) -> Outcome<Result<(), String>> {
    if matches!(hole.test, Test::Node(..)) {
        // a file that can't be read fails every test, and proves nothing
        let parsed =
            program("node").arg("--check").arg(&hole.file).within(tree).try_out(LONGEST)?;
        if !parsed.is_well() {
            return Ok(Err(format!("with the fault it is no program\n{}", tail(&parsed.printed))));
        }
    }
    let tried = hole.test.run(tree)?;
    let (_, failed) = hole.test.counts(&tried.printed);
    let hangs = tried.status.is_none() && matches!(hole.test, Test::Node(..));
    Ok(if failed > 0 || hangs {
        Ok(())
    } else if tried.is_well() {
        Err("no test fails".to_owned())
    } else {
        Err(format!("with the fault it does not run\n{}", tail(&tried.printed)))
    })
}

/// The last lines of what a program printed.
fn tail(printed: &str) -> String {
    let lines: Vec<&str> = printed.lines().collect();
    lines[lines.len().saturating_sub(30)..].join("\n")
}
