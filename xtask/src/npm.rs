//! The npm packages that the project builds and tests with.

use std::fs;
use std::path::Path;

use crate::run::{Outcome, heading, needs_network, program, root, scratch, unless_done};

/// A Node newer than the oldest supported one, for the tests that run on both.
pub const NEWER_NODE: &str = "24.21.0";

/// Installs what the lock file names, unless that was done before.
pub fn install() -> Outcome {
    check_node()?;
    install_in(&root(), "npm")
}

/// The same for a project outside of the workspace: `docs/site`, say.
pub fn install_project(folder: &Path) -> Outcome {
    let name = folder.file_name().unwrap_or_default().to_string_lossy();
    install_in(folder, &format!("npm-{name}"))
}

fn install_in(folder: &Path, name: &str) -> Outcome {
    let lock = fs::read(folder.join("package-lock.json"))?;
    let there = folder.join("node_modules/.package-lock.json").exists();
    unless_done(name, &lock, there, || {
        needs_network("what package-lock.json names")?;
        heading(&format!("install the npm packages (npm ci, in {})", folder.display()));
        npm().args(["ci", "--no-audit", "--no-fund", "--loglevel=error"]).within(folder).run()
    })
}

fn check_node() -> Outcome {
    let version = program("node").arg("--version").output()?;
    let numbers: Vec<u32> = version
        .trim()
        .trim_start_matches('v')
        .split('.')
        .filter_map(|part| part.parse().ok())
        .collect();
    let fits = match numbers.as_slice() {
        [20, minor, ..] => *minor >= 19,
        [22, minor, ..] => *minor >= 12,
        [major, ..] => *major > 22,
        [] => false,
    };
    if fits {
        return Ok(());
    }
    Err(format!("Node ^20.19 or >=22.12 is needed; `node --version` says {}", version.trim())
        .into())
}

/// npm, by the name it has on this system.
pub fn npm() -> crate::run::Program {
    program(if cfg!(windows) { "npm.cmd" } else { "npm" })
}

/// A newer Node than the one on the PATH; its path. From npm's package for this system, which is the bare program: the
/// package `node` would look for it by a script of its own.
pub fn newer_node() -> Outcome<std::path::PathBuf> {
    let system = match std::env::consts::OS {
        "macos" => "darwin",
        "windows" => "win",
        other => other,
    };
    let arch = match std::env::consts::ARCH {
        "x86_64" => "x64",
        "aarch64" => "arm64",
        other => other,
    };
    let package = format!("node-{system}-{arch}");
    let folder = scratch().join(format!("node-{NEWER_NODE}"));
    let program = if cfg!(windows) { "node.exe" } else { "node" };
    let binary = folder.join("node_modules").join(&package).join("bin").join(program);
    if !binary.exists() {
        needs_network(&format!("Node {NEWER_NODE}"))?;
        heading(&format!("install Node {NEWER_NODE} (npm package {package})"));
        fs::create_dir_all(&folder)?;
        fs::write(folder.join("package.json"), "{\"private\":true}\n")?;
        npm()
            .args([
                "install",
                "--no-audit",
                "--no-fund",
                "--loglevel=error",
                "--save-exact",
                "--prefix",
            ])
            .arg(&folder)
            .arg(format!("{package}@{NEWER_NODE}"))
            .run()?;
    }
    Ok(binary)
}
