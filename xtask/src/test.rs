//! `cargo xtask test`: every test, and a summary at the end.

use std::time::Instant;

use crate::run::{Outcome, cargo, heading, node, program, root};
use crate::{browser, generate, lint, npm, page, wasm};

/// The target on which the Rust tests run as WebAssembly, under Node's WASI.
const WASI: &str = "wasm32-wasip1";

/// A part of the tests: its name, what it is about, and how it is run.
type Step = (&'static str, &'static str, fn() -> Outcome);

/// Runs everything; `rust`, `wasm`, `node`, `newer-node` or `lint` as an argument runs just that.
pub fn all(only: &[&str]) -> Outcome {
    const STEPS: &[Step] = &[
        ("lint", "formatting, lints, types, generated files", lint::check),
        ("rust", "Rust tests, natively", rust),
        ("wasm", "Rust tests, in WebAssembly", in_wasm),
        ("node", "Node and browser tests, on the Node of this machine", on_this_node),
        ("newer-node", "Node tests, on a newer Node", on_newer_node),
    ];
    if let Some(unknown) = only.iter().find(|name| STEPS.iter().all(|(step, ..)| step != *name)) {
        let steps: Vec<&str> = STEPS.iter().map(|(name, ..)| *name).collect();
        return Err(format!(
            "there is no part `{unknown}` of the tests; they are {}",
            steps.join(", ")
        )
        .into());
    }
    npm::install()?;
    page::build()?;
    generate::check()?;
    let mut done = Vec::new();
    for (name, about, step) in STEPS {
        if !only.is_empty() && !only.contains(name) {
            continue;
        }
        let start = Instant::now();
        let outcome = step();
        done.push((*about, outcome, start.elapsed()));
    }
    heading("summary");
    for (about, outcome, took) in &done {
        let mark = if outcome.is_ok() { "passed" } else { "FAILED" };
        println!("{mark}  {:6.1} s  {about}", took.as_secs_f64());
    }
    let failed: Vec<String> = done
        .iter()
        .filter_map(|(_, outcome, _)| outcome.as_ref().err().map(ToString::to_string))
        .collect();
    println!("\n{} passed, {} failed", done.len() - failed.len(), failed.len());
    if failed.is_empty() { Ok(()) } else { Err(failed.join("\n").into()) }
}

fn rust() -> Outcome {
    heading("Rust tests, natively");
    cargo().args(["test", "--quiet", "--workspace"]).run()
}

fn in_wasm() -> Outcome {
    wasm::add_target(WASI)?;
    heading("Rust tests, in WebAssembly (wasm32-wasip1 under node:wasi)");
    // a runner starts in the folder of the package that is tested
    let script = root().join("tests/wasi/run.mjs");
    let runner = format!(
        "target.{WASI}.runner=['node','--disable-warning=ExperimentalWarning',{:?}]",
        script.display().to_string()
    );
    cargo()
        .args(["test", "--quiet", "--package", "mapship", "--package", "mapship-loops"])
        .args(["--target", WASI, "--config", runner.as_str()])
        .run()
}

fn on_this_node() -> Outcome {
    let browser = browser::find_or_install()?;
    let firefox = browser::find_or_install_firefox().unwrap_or_default();
    heading("Node and browser tests");
    node("--test")
        .args(test_files()?)
        .env("MAPSHIP_BROWSER", browser)
        .env("MAPSHIP_FIREFOX", firefox)
        .run()
}

fn on_newer_node() -> Outcome {
    let newer = npm::newer_node()?;
    heading(&format!("Node tests, on Node {}", npm::NEWER_NODE));
    // the browser is the same whichever Node drives it, and so is the reading of large maps
    let once = ["browser", "page", "published"];
    let files =
        test_files()?.into_iter().filter(|file| !once.iter().any(|name| file.contains(name)));
    program(newer).arg("--test").args(files).run()
}

fn test_files() -> Outcome<Vec<String>> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(root().join("tests/js"))? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        if name.ends_with(".test.js") {
            files.push(format!("tests/js/{name}"));
        }
    }
    files.sort();
    if files.is_empty() { Err("there are no tests in tests/js".into()) } else { Ok(files) }
}
