//! Faults in the JavaScript code, by Stryker.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use serde_json::{Value, json};

use super::belonging::Belonging;
use super::report::{Fate, Fault};
use super::{Choice, tree};
use crate::run::{Outcome, heading, program, root, unless_done};
use crate::{npm, page};

/// Where it is installed: nothing else needs it.
const HOME: &str = "tests/mutants";

pub fn run(paths: &[&str], choice: &Choice) -> Outcome<Vec<Fault>> {
    npm::install()?;
    install()?;
    if !root().join("pkg/wasm/core_bg.wasm").exists() {
        page::build()?;
    }
    let belonging = Belonging::read()?;
    let mut files = BTreeSet::new();
    for path in paths {
        scripts(path, &mut files)?;
    }
    let mut groups: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for file in &files {
        groups.entry(belonging.of(file)?).or_default().push(file);
    }
    let lines: BTreeMap<&str, usize> =
        files.iter().map(|file| (file.as_str(), length(file))).collect();
    let all: usize = lines.values().sum();
    let mut faults = Vec::new();
    for (tests, files) in groups {
        // each group has its share of the sample
        let own: usize = files.iter().filter_map(|file| lines.get(file)).sum();
        let sample = choice.sample.map(|sample| (sample * own).div_ceil(all.max(1)));
        faults.extend(tried(tests, &files, sample, choice.seed)?);
    }
    Ok(faults)
}

fn install() -> Outcome {
    let lock = fs::read(root().join(HOME).join("package-lock.json"))?;
    let there = root().join(HOME).join("node_modules").exists();
    unless_done("stryker", &lock, there, || {
        heading("install Stryker (npm ci)");
        npm::npm()
            .args(["ci", "--workspaces=false", "--no-audit", "--no-fund", "--loglevel=error"])
            .within(&root().join(HOME))
            .run()
    })
}

fn scripts(path: &str, files: &mut BTreeSet<String>) -> Outcome {
    if !root().join(path).is_dir() {
        files.insert(path.to_owned());
        return Ok(());
    }
    for entry in fs::read_dir(root().join(path))? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if entry.file_type()?.is_dir() || name.ends_with(".js") {
            scripts(&[path, &name].join("/"), files)?;
        }
    }
    Ok(())
}

fn length(file: &str) -> usize {
    fs::read_to_string(root().join(file)).map_or(0, |text| text.lines().count())
}

fn tried(tests: &str, files: &[&str], sample: Option<usize>, seed: &str) -> Outcome<Vec<Fault>> {
    let how_many = sample.map_or("all".to_owned(), |sample| sample.to_string());
    heading(&format!("{how_many} faults in {}, tried by {tests}", files.join(", ")));
    let tree = tree::copy()?;
    let (settings, told) = (tree.with_file_name("stryker.json"), tree.with_file_name("told.json"));
    let home = root().join(HOME);
    let config = json!({
        "mutate": files,
        "testRunner": "tap",
        "tap": {
            "testFiles": tests.split(' ').map(|name| format!("tests/js/{name}.test.js")).collect::<Vec<_>>(),
            "nodeArgs": ["--test-reporter=tap"],
        },
        "plugins": [
            home.join("node_modules/@stryker-mutator/tap-runner/dist/src/index.js"),
            home.join("sample.js"),
        ],
        "checkers": ["sample"],
        // the tree is a copy already; which fault is on is told by a variable
        "inPlace": true,
        "tempDirName": tree.with_file_name("stryker"),
        "reporters": ["json"],
        "jsonReporter": { "fileName": &told },
        // TypeScript 7 has no API that it could read these by
        "tsconfigFile": "none.json",
        "concurrency": 2,
    });
    fs::write(&settings, serde_json::to_vec_pretty(&config)?)?;
    if told.exists() {
        fs::remove_file(&told)?;
    }
    program("node")
        .arg(home.join("node_modules/@stryker-mutator/core/bin/stryker.js"))
        .arg("run")
        .arg(&settings)
        .env("MAPSHIP_MUTANTS", sample.map_or(String::new(), |sample| sample.to_string()))
        .env("MAPSHIP_MUTANTS_SEED", seed)
        .within(&tree)
        .run()?;
    let told: Value = serde_json::from_slice(&fs::read(&told)?)?;
    let mut faults = Vec::new();
    for (file, of) in told.get("files").and_then(Value::as_object).into_iter().flatten() {
        let source = of.get("source").and_then(Value::as_str).unwrap_or_default();
        for mutant in of.get("mutants").and_then(Value::as_array).into_iter().flatten() {
            let text = |at: &str| mutant.pointer(at).and_then(Value::as_str).unwrap_or_default();
            let fate = match text("/status") {
                "Killed" | "Timeout" => Fate::Caught,
                "Survived" | "NoCoverage" => Fate::Survived,
                _ => Fate::Unviable,
            };
            let number = |at: &str| mutant.pointer(at).and_then(Value::as_u64).unwrap_or_default();
            let line = number("/location/start/line");
            let there = between(
                source,
                ["start", "end"].map(|end| {
                    let part = |name: &str| number(&format!("/location/{end}/{name}")) as usize;
                    (part("line"), part("column"))
                }),
            );
            let what = format!("{} → {}", one_line(&there), one_line(text("/replacement")));
            faults.push(Fault { file: file.clone(), line, what, fate });
        }
    }
    Ok(faults)
}

/// The text between two places: lines from 1 on, columns from 1 on.
fn between(source: &str, [start, end]: [(usize, usize); 2]) -> String {
    let mut text = String::new();
    for (index, line) in source.lines().enumerate() {
        let number = index + 1;
        if number < start.0 || number > end.0 {
            continue;
        }
        let characters = line.chars().enumerate().filter(|(at, _)| {
            (number > start.0 || at + 1 >= start.1) && (number < end.0 || at + 1 < end.1)
        });
        text.extend(characters.map(|(_, character)| character));
        text.push('\n');
    }
    text
}

/// A text in one line, and not too long a one.
fn one_line(text: &str) -> String {
    const LONGEST: usize = 100;
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(LONGEST) {
        Some((at, _)) => format!("{}…", &line[..at]),
        None => line,
    }
}
