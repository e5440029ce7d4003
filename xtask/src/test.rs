//! `cargo xtask test`: every test, and a summary at the end.

use std::time::{Duration, Instant};

use crate::run::{
    Outcome, beside, cargo, go_offline, heading, is_in_ci, is_offline, program, root, say,
};
use crate::{browser, docs, generate, lint, node_tests, npm, pack, page, wasm};

/// The target on which the Rust tests run as WebAssembly, under Node's WASI.
const WASI: &str = "wasm32-wasip1";

/// A part of the tests: its name, what it is about, and how it is run.
type Step = (&'static str, &'static str, fn() -> Outcome);

/// The files in `tests/js` that install packages of npm.
const FROM_REGISTRY: &[&str] = &["tests/js/package.test.js"];

/// What a part came to: what it was about, its outcome, and how long it took.
type Done = (&'static str, Result<(), String>, Duration);

/// What needs Rust's compiler for the machine that it runs on. It goes on beside the build of the modules, which keeps one core busy.
const NATIVE: &[Step] = &[
    ("rust-lint", "lints of the Rust code", lint::rust),
    ("rust", "Rust tests, natively", rust),
    ("wasm", "Rust tests, in WebAssembly", in_wasm),
];

/// What needs the modules and the page.
const BUILT: &[Step] = &[
    ("lint", "formatting, lints, types, generated files", lint::built),
    ("docs", "the documentation as a site, and its links", docs::build),
];

/// What uses all cores by itself.
const RUN: &[Step] = &[
    ("package", "the package as it is packed, and its budgets", pack::weigh),
    ("node", "Node and browser tests, on the Node of this machine", on_this_node),
    ("newer-node", "Node tests, on a newer Node", on_newer_node),
];

/// Runs everything; the names of parts as arguments run just these. Other names run the tests that have them in theirs.
/// `--offline` leaves out what needs the network, and says so at the end.
pub fn all(only: &[&str]) -> Outcome {
    if let [offline @ "--offline", rest @ ..] | [rest @ .., offline @ "--offline"] = only {
        go_offline();
        say(&format!("{offline}: nothing is asked of the network"));
        return all(rest);
    }
    let steps: Vec<&Step> = [NATIVE, BUILT, RUN].into_iter().flatten().collect();
    let names: Vec<&str> =
        only.iter().copied().filter(|name| steps.iter().all(|(step, ..)| step != name)).collect();
    if !names.is_empty() {
        return if names.len() == only.len() { belonging(&names) } else { Err(mixed(&steps)) };
    }
    let chosen = |steps: &[Step]| -> Vec<Step> {
        steps.iter().filter(|(name, ..)| only.is_empty() || only.contains(name)).copied().collect()
    };
    npm::install()?;
    // before anything goes on beside each other: rustup changes one toolchain at a time
    for target in [wasm::TARGET, WASI] {
        wasm::add_target(target)?;
    }
    let native = chosen(NATIVE);
    let native = beside("rust", move || run(&native))?;
    let built = page::build().and_then(|()| generate::check());
    let mut run_first = chosen(BUILT);
    let mut left_out = Vec::new();
    if is_offline()
        && let Err(problem) = docs::install()
    {
        run_first.retain(|(name, ..)| *name != "docs");
        left_out.push(format!("the documentation as a site: {problem}"));
    }
    let mut done = if built.is_ok() { run(&run_first) } else { Vec::new() };
    done.extend(native.wait()?);
    built?;
    let mut run_last = chosen(RUN);
    if is_offline() {
        run_last.retain(|(name, ..)| *name != "package");
        left_out.push(
            "the package as it is packed, and its budgets: it installs from npm's registry".into(),
        );
        left_out.extend(
            FROM_REGISTRY.iter().map(|file| format!("{file}: it installs from npm's registry")),
        );
        if let Err(problem) = npm::newer_node() {
            run_last.retain(|(name, ..)| *name != "newer-node");
            left_out.push(format!("Node tests, on a newer Node: {problem}"));
        }
    }
    done.extend(run(&run_last));
    let outcome = summary(&done);
    for what in left_out {
        say(&format!("left out  {what}"));
    }
    outcome
}

fn mixed(steps: &[&Step]) -> Box<dyn std::error::Error> {
    let steps: Vec<&str> = steps.iter().map(|(name, ..)| *name).collect();
    format!(
        "give either parts of the tests ({}) or words that tests have in their names",
        steps.join(", ")
    )
    .into()
}

/// Runs the Rust tests whose path has one of `names` in it, and the files in `tests/js` whose name has.
fn belonging(names: &[&str]) -> Outcome {
    heading("Rust tests, natively");
    cargo().args(["test", "--quiet", "--workspace", "--no-fail-fast", "--"]).args(names).run()?;
    if node_tests::files(names)?.is_empty() {
        say("no file in tests/js has such a name");
        return Ok(());
    }
    npm::install()?;
    page::build()?;
    here(names)
}

fn run(steps: &[Step]) -> Vec<Done> {
    let run = |(_, about, step): &Step| {
        let start = Instant::now();
        let outcome = step().map_err(|problem| problem.to_string());
        (*about, outcome, start.elapsed())
    };
    steps.iter().map(run).collect()
}

fn summary(done: &[Done]) -> Outcome {
    heading("summary");
    for (about, outcome, took) in done {
        let mark = if outcome.is_ok() { "passed" } else { "FAILED" };
        say(&format!("{mark}  {:6.1} s  {about}", took.as_secs_f64()));
    }
    let failed: Vec<&str> = done
        .iter()
        .filter_map(|(_, outcome, _)| outcome.as_ref().err().map(String::as_str))
        .collect();
    say(&format!("\n{} passed, {} failed", done.len() - failed.len(), failed.len()));
    if failed.is_empty() { Ok(()) } else { Err(failed.join("\n").into()) }
}

fn rust() -> Outcome {
    heading("Rust tests, natively");
    cargo().args(["test", "--quiet", "--workspace", "--no-fail-fast"]).run()
}

fn in_wasm() -> Outcome {
    heading("Rust tests, in WebAssembly (wasm32-wasip1 under node:wasi)");
    // a runner starts in the folder of the package that is tested
    let script = root().join("tests/wasi/run.mjs");
    // with threads of its own, Node 20 dies of a segmentation fault at the end of every other long program
    let runner = format!(
        "target.{WASI}.runner=['node','--single-threaded','--disable-warning=ExperimentalWarning',{:?}]",
        script.display().to_string()
    );
    cargo()
        .args(["test", "--quiet", "--no-fail-fast"])
        .args(["--package", "mapship", "--package", "mapship-loops"])
        .args(["--target", WASI, "--config", runner.as_str()])
        .run()
}

fn on_this_node() -> Outcome {
    here(&[])
}

fn here(names: &[&str]) -> Outcome {
    let mut files = node_tests::files(names)?;
    leave_out_registry(&mut files);
    if files.is_empty() {
        return Err("there are no tests in tests/js, or none that needs no network".into());
    }
    let browser = browser::find_or_install()?;
    let firefox = browser::find_or_install_firefox();
    if firefox.is_none() && is_in_ci() {
        return Err("there is no Firefox, and tests need it: install it where CI runs".into());
    }
    let firefox = firefox.unwrap_or_default();
    heading("Node and browser tests");
    node_tests::run(&files, || {
        program("node").env("MAPSHIP_BROWSER", &browser).env("MAPSHIP_FIREFOX", &firefox)
    })
}

fn leave_out_registry(files: &mut Vec<String>) {
    if is_offline() {
        files.retain(|file| !FROM_REGISTRY.contains(&file.as_str()));
    }
}

fn on_newer_node() -> Outcome {
    let newer = npm::newer_node()?;
    heading(&format!("Node tests, on Node {}", npm::NEWER_NODE));
    // the browser is the same whichever Node drives it, and so are the reading of large maps and what the documentation says
    let once = ["browser", "page", "published", "start-docs"];
    let mut files = node_tests::files(&[])?;
    leave_out_registry(&mut files);
    files.retain(|file| !once.iter().any(|name| file.contains(name)));
    node_tests::run(&files, || program(&newer))
}
