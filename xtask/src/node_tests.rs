//! The tests in `tests/js`, run by Node.
//!
//! Some of them drive browsers and wait for what other programs do, so a busy machine can make one of them fail. A file that fails is
//! run once more, alone. If it passes then, the end of the tests names it: such a test is to be mended. If many files fail, none is run
//! again, as the fault is not the machine's.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use crate::run::{Outcome, Program, heading, root, say, scratch};

/// So many files may be run once more.
const FEW: usize = 3;

const REPORTER: &str = "--test-reporter=./tests/reporter.js";

/// Runs `files` on the Node that `node` starts, two beside each other, as much of their time is waiting.
///
/// # Errors
/// If a file failed twice, or more than a few failed.
pub fn run(files: &[String], node: impl Fn() -> Program) -> Outcome {
    let failed = list();
    fs::create_dir_all(scratch())?;
    let first = node()
        .args(["--test", "--test-concurrency=2"])
        .args([REPORTER, "--test-reporter-destination=stdout"])
        .arg("--test-reporter=./tests/failed-files.js")
        .arg(format!("--test-reporter-destination={}", failed.display()))
        .args(files)
        .run();
    if first.is_ok() {
        return Ok(());
    }
    let again: BTreeSet<String> = fs::read_to_string(&failed)?.lines().map(str::to_owned).collect();
    if again.is_empty() || again.len() > FEW {
        return Err(format!("{} files of Node tests failed", again.len()).into());
    }
    heading("what failed, once more and alone");
    let second = node().args(["--test", "--test-concurrency=1", REPORTER]).args(&again).run();
    let names = again.iter().map(String::as_str).collect::<Vec<_>>().join(", ");
    if second.is_err() {
        return Err(format!("Node tests failed twice: {names}").into());
    }
    say(&format!("passed only at the second try, so a test here depends on the machine: {names}"));
    Ok(())
}

/// The test files, by path from the root; of those that have one of `names` in theirs, if there are names.
///
/// # Errors
/// If the folder can't be read.
pub fn files(names: &[&str]) -> Outcome<Vec<String>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(root().join("tests/js"))? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        let wanted = names.is_empty() || names.iter().any(|part| name.contains(part));
        if wanted && name.ends_with(".test.js") {
            files.push(format!("tests/js/{name}"));
        }
    }
    files.sort();
    Ok(files)
}

/// Where the names of failed files are written, one on each line.
fn list() -> PathBuf {
    scratch().join("failed-files.txt")
}
