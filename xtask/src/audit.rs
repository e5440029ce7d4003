//! `cargo xtask audit`: what is known against the crates and packages that mapship is built with. Where nobody can be asked, that is said,
//! and is no failure: what can be judged without a network is judged all the same.

use std::fs;

use serde_json::Value;

use crate::notices::ALLOWED;
use crate::run::{Outcome, heading, program, say, scratch};
use crate::{npm, tools};

pub fn audit() -> Outcome {
    let crates = crates();
    let packages = packages();
    crates.and(packages)
}

/// Advisories, licences, sources and doubled versions of the crates.
fn crates() -> Outcome {
    let deny = tools::cargo_tool("cargo-deny", "0.20.2", &[])?;
    let config = scratch().join("deny.toml");
    fs::write(
        &config,
        format!(
            "[licenses]\nallow = {ALLOWED:?}\nunused-allowed-license = \"allow\"\n\n\
             [bans]\nmultiple-versions = \"allow\"\nwildcards = \"deny\"\nallow-wildcard-paths = true\n\n\
             [sources]\nunknown-registry = \"deny\"\nunknown-git = \"deny\"\n"
        ),
    )?;
    let deny = || program(&deny).args(["--locked", "--config"]).arg(&config);
    heading("what is known against the crates (cargo-deny)");
    let mut asked = vec!["check", "licenses", "bans", "sources"];
    match deny().args(["fetch", "db"]).run() {
        Ok(()) => asked.push("advisories"),
        Err(problem) => {
            say(&format!("NOT ASKED: the advisories of RustSec can't be had ({problem})"))
        }
    }
    deny().args(asked).run()
}

/// Advisories for the npm packages that are published, or bundled into what is.
fn packages() -> Outcome {
    heading("what is known against the npm packages (npm audit)");
    let asked = npm::npm()
        .args(["audit", "--json", "--omit=dev", "--package-lock-only"])
        .args(["--workspace=mapship", "--workspace=mapship-page"])
        .printed()?;
    let answer: Value = serde_json::from_str(&asked).unwrap_or_default();
    let Some(found) = answer["vulnerabilities"].as_object() else {
        let why = answer["message"].as_str().unwrap_or("it gave no answer");
        say(&format!("NOT ASKED: the registry has no advisories ({why})"));
        return Ok(());
    };
    for (name, about) in found {
        let severity = about["severity"].as_str().unwrap_or_default();
        say(&format!("{name}: {severity}; `npm audit --omit=dev` says more"));
    }
    if found.is_empty() {
        say("npm packages ok");
        return Ok(());
    }
    Err(format!("{} npm packages that are published have advisories", found.len()).into())
}
