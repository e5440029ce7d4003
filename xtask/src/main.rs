//! The only entry point for building, testing, showing and packing mapship: `cargo xtask <command>`.
//!
//! Each command does all of its own set-up from nothing but Rust (rustup) and Node, says what it does, and
//! is quick when nothing changed.

mod audit;
mod browser;
mod docs;
mod fuzz;
mod generate;
mod judge;
mod lint;
mod mutants;
mod node_tests;
mod notices;
mod npm;
mod pack;
mod page;
mod release;
mod rooms;
mod run;
mod rust_crate;
mod sbom;
mod symbolicate;
mod test;
mod tools;
mod wasm;

use std::path::PathBuf;
use std::process::ExitCode;

use run::{Outcome, heading};

const HELP: &str = "\
cargo xtask <command>

  build              the WebAssembly modules, the page, and what is generated from the declarations
  build --quick [MODULE...]  the same for developing, in seconds; all modules, or those that changed (core, lookups, native ...)
  demo               the main job on a real build, against the embedded local intake
  test               every test: Rust natively and in WebAssembly, Node (two versions), browser, types, lint
  test --offline     what needs no network, once `build` and `npm ci` are done; the rest is named at the end
  test NAME...       one part (rust-lint, rust, wasm, lint, docs, package, node, newer-node), or the tests that have NAME in theirs
  bench [NAME]       measurements, side by side; MAPSHIP_BENCH_BEFORE=<its pkg folder> puts another version beside this one
  judge [NAME]       files of real tool chains, held against other tools (installs them: Debian, as root); `judge frameworks`:
                     builds of Next, Nuxt and ten more, which are healthy; `judge published`: packages that ship maps (installs them); `judge package`: mapship's own,
                     under installers, runtimes, versions of TypeScript and bundlers; `judge examples`: the projects in examples/ (installs them);
                     `judge reproducible`: what is published, built in another folder to the same bytes
  fuzz [NAME] [SECONDS]  hostile input, for as long as you like (needs a C++ compiler)
  mutants [PATH...] [--sample N] [--seed TEXT]  small faults put into files, by cargo-mutants and Stryker (installs them): what no test notices
  mutants --holes [WORD...]  the faults that no test noticed once, each put in again
  lint [--fix]       formatting, lints and types, nothing run
  screenshots [DIR]  the page in its main states, light and dark, wide and narrow
  docs               the documentation as a site, in docs/site/dist/site/; fails where a link leads nowhere
  notices            the licences of what is built in, written anew (installs cargo-about)
  sbom               the bill of materials of what is published (installs cargo-cyclonedx)
  audit              what is known against crates and packages, where it can be asked (installs cargo-deny)
  crate [COMMIT]     the Rust crate as it would be published, and its API against the last release or COMMIT (installs cargo-semver-checks)
  pack               the npm package: its contents, an installation of it, and its budgets
  release --dry-run  what has to hold before a release, the notes, and what it would do; without the flag it is made, up to the tag
  help               this text

Needs Rust by rustup and Node ^20.19 or >=22.12 with npm. Everything else is set up when it is needed.
";

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = args.iter().map(String::as_str).collect();
    let outcome = match words.as_slice() {
        [] | ["help" | "--help" | "-h"] => {
            print!("{HELP}");
            Ok(())
        }
        ["build"] => generate::write().and_then(|()| page::build()),
        ["build", "--quick", only @ ..] => {
            generate::write().and_then(|()| page::build_quickly(only))
        }
        ["symbolicate", file] => symbolicate::run(file),
        ["demo", rest @ ..] => demo(rest),
        ["test", rest @ ..] => test::all(rest),
        ["bench", rest @ ..] => bench(rest),
        ["judge", rest @ ..] => judge::judge(rest),
        ["fuzz", rest @ ..] => fuzz::fuzz(rest),
        ["mutants", "--holes", rest @ ..] => mutants::holes(rest),
        ["mutants", rest @ ..] => mutants::try_out(rest),
        ["lint"] => npm::install().and_then(|()| lint::check()),
        ["lint", "--fix"] => npm::install().and_then(|()| lint::fix()),
        ["screenshots", rest @ ..] => page::screenshots(rest),
        ["docs"] => docs::build(),
        ["notices"] => notices::write(),
        ["sbom"] => sbom::write(),
        ["audit"] => audit::audit(),
        ["crate"] => rust_crate::look(None),
        ["crate", before] => rust_crate::look(Some(before)),
        ["pack"] => pack::pack(),
        ["release", "--dry-run"] => release::release(true),
        ["release"] => release::release(false),
        other => Err(format!("there is no `cargo xtask {}`\n\n{HELP}", other.join(" ")).into()),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("\nxtask: {problem}");
            ExitCode::FAILURE
        }
    }
}

fn demo(args: &[&str]) -> Outcome {
    page::build()?;
    npm::install()?;
    let browser = browser::find_or_install()?;
    heading("run the demo");
    run::node("tests/demo/demo.js").args(args).env("MAPSHIP_BROWSER", browser).run()
}

fn bench(args: &[&str]) -> Outcome {
    page::build()?;
    npm::install()?;
    let is_meant = args.is_empty() || args.contains(&"explain");
    let large = if is_meant { large_program()? } else { PathBuf::new() };
    heading("measure");
    run::node("tests/bench/bench.js").args(args).env("MAPSHIP_BENCH_PROGRAM", large).run()
}

/// A program of more than 100 MB, most of it debug information: this one, built without optimisation and with all that the compiler can tell.
fn large_program() -> Outcome<PathBuf> {
    let folder = run::root().join("target/bench");
    heading("build a program with full debug information");
    run::cargo()
        .args(["build", "--quiet", "--package", "xtask", "--target-dir"])
        .arg(&folder)
        .args(["--config", "profile.dev.debug=\"full\"", "--config", "profile.dev.opt-level=0"])
        .run()?;
    Ok(folder.join("debug/xtask"))
}
