//! Programs that cargo builds from crates, each in the version that was tried, kept out of the user's own tools.

use std::path::PathBuf;

use crate::run::{Outcome, cargo, heading, scratch};

/// The program of a crate, installed where it is missing.
pub fn cargo_tool(name: &str, version: &str, more: &[&str]) -> Outcome<PathBuf> {
    let folder = scratch().join(format!("{name}-{version}"));
    let file = folder.join("bin").join(format!("{name}{}", std::env::consts::EXE_SUFFIX));
    if !file.exists() {
        heading(&format!("install {name} {version} (cargo, takes minutes)"));
        cargo()
            .args(["install", "--quiet", "--locked", "--root"])
            .arg(&folder)
            .args(["--version", version])
            .args(more)
            .arg(name)
            .run()?;
    }
    Ok(file)
}
