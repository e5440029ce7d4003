//! What can be judged without running anything: formatting, lints, types, and that generated files are fresh.

use crate::generate;
use crate::notices;
use crate::rooms;
use crate::run::{Outcome, cargo, heading, program, root};
use crate::{page, wasm};

/// Fails on anything that is not as it should be.
pub fn check() -> Outcome {
    page::build()?;
    rust()?;
    built()
}

/// The Rust code.
pub fn rust() -> Outcome {
    heading("rustfmt");
    cargo().args(["fmt", "--all", "--check"]).run()?;
    wasm::add_target(wasm::TARGET)?;
    heading("clippy, natively and for wasm32-unknown-unknown");
    clippy(&["--workspace", "--all-targets"])?;
    clippy(&["--package", "mapship", "--target", wasm::TARGET])?;
    heading("the crate's documentation");
    cargo()
        .args(["doc", "--quiet", "--no-deps", "--package", "mapship", "--package", "mapship-loops"])
        .env("RUSTDOCFLAGS", "--deny warnings")
        .run()
}

/// All else, for which the modules must be built.
pub fn built() -> Outcome {
    heading("rooms import of each other one way");
    rooms::check()?;
    heading("generated files are fresh");
    generate::check()?;
    heading("third-party notices name what is built in, under licences that may be");
    notices::check()?;
    heading("prettier and eslint (JavaScript, JSON, Markdown)");
    tool("prettier").args(["--check", "--log-level=warn", "."]).run()?;
    tool("eslint").args(["--max-warnings=0", "."]).run()?;
    heading("tsc (types of the JavaScript, strict)");
    tool("tsc").args(["-p", "tsconfig.json"]).run()
}

/// Mends what can be mended by a program.
pub fn fix() -> Outcome {
    cargo().args(["fmt", "--all"]).run()?;
    generate::write()?;
    tool("prettier").args(["--write", "--log-level=warn", "."]).run()?;
    tool("eslint").args(["--fix", "."]).run()
}

fn clippy(args: &[&str]) -> Outcome {
    cargo().args(["clippy", "--quiet"]).args(args).args(["--", "--deny", "warnings"]).run()
}

/// A program that an npm package brings.
fn tool(name: &str) -> crate::run::Program {
    program(root().join("node_modules/.bin").join(name))
}
