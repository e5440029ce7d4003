//! `cargo xtask mutants`: small faults, put into the code one by one. What no test notices, no test holds.
//!
//! The faults come from a tool for each language: cargo-mutants for Rust, Stryker for JavaScript. Only the tests run that belong to a
//! file, as `tests/mutants/belonging.json` says; what changes nothing that could be seen is listed in `tests/mutants/equivalent.json`.

mod belonging;
mod holes;
mod javascript;
mod report;
mod rust;
mod tree;

pub use holes::put_in as holes;

use crate::run::Outcome;
use report::Fault;

/// Which faults are tried.
pub struct Choice<'a> {
    /// Files or folders, from the project's folder.
    paths: Vec<&'a str>,
    /// How many of each language; all where nothing is said.
    sample: Option<usize>,
    /// What the sample is chosen by.
    seed: &'a str,
}

/// Where nothing is said: what reads, checks, sends, deletes, pairs and guards.
const USUAL: &[&str] = &[
    "src/formats",
    "src/check",
    "src/sourcemap",
    "pkg/send",
    "pkg/receipt",
    "pkg/plan",
    "pkg/page-server",
    "pkg/git",
];

/// Puts faults into files, and says which ones no test noticed.
///
/// # Errors
/// If a tool can't be run, or the tests fail without any fault. What survives is no error.
pub fn try_out(args: &[&str]) -> Outcome {
    let choice = chosen(args)?;
    let is_rust = |path: &&str| path.starts_with("src");
    let (of_rust, of_javascript): (Vec<&str>, Vec<&str>) =
        choice.paths.iter().partition(|path| is_rust(path));
    let mut faults: Vec<Fault> = Vec::new();
    if !of_rust.is_empty() {
        faults.extend(rust::run(&of_rust, &choice)?);
    }
    if !of_javascript.is_empty() {
        faults.extend(javascript::run(&of_javascript, &choice)?);
    }
    report::print(faults)
}

fn chosen<'a>(args: &[&'a str]) -> Outcome<Choice<'a>> {
    let mut choice = Choice { paths: Vec::new(), sample: None, seed: "1" };
    let mut rest = args.iter();
    while let Some(arg) = rest.next() {
        let mut value = || rest.next().copied().ok_or_else(|| format!("{arg} needs a value"));
        match *arg {
            "--sample" => choice.sample = Some(value()?.parse()?),
            "--seed" => choice.seed = value()?,
            flag if flag.starts_with('-') => {
                return Err(format!("there is no flag {flag}: --sample N, --seed TEXT").into());
            }
            path => choice.paths.push(path.trim_end_matches('/')),
        }
    }
    if choice.paths.is_empty() {
        choice.paths = USUAL.to_vec();
    }
    let known = |path: &&str| path.starts_with("src") || path.starts_with("pkg");
    if let Some(other) =
        choice.paths.iter().find(|path| !known(path) || !crate::run::root().join(path).exists())
    {
        return Err(format!("there is no {other} in src/ or pkg/").into());
    }
    Ok(choice)
}
