//! The licences of crates, found and recognised in their sources by cargo-about.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use serde_json::Value;

use super::components::Component;
use super::licences::ALLOWED;
use crate::run::{Outcome, program, scratch};
use crate::tools;
use crate::wasm::TARGET;

/// The licences of those crates, each with its name.
pub fn texts(components: &[Component]) -> Outcome<Vec<(String, String)>> {
    let about = tools::cargo_tool("cargo-about", "0.9.3", &["--features", "cli"])?;
    let file = scratch().join("about.json");
    program(about)
        .args(["generate", "--format", "json", "--frozen", "--fail", "--config"])
        .arg(config()?)
        .arg("--output-file")
        .arg(&file)
        .run()?;
    let found: Value = serde_json::from_str(&fs::read_to_string(file)?)?;
    let named: Vec<String> = components.iter().map(full_name).collect();
    let mut texts = Vec::new();
    let mut seen = BTreeSet::new();
    for licence in found["licenses"].as_array().into_iter().flatten() {
        let text = licence["text"].as_str().unwrap_or_default();
        for user in licence["used_by"].as_array().into_iter().flatten() {
            let word = |key: &str| user["crate"][key].as_str().unwrap_or_default().to_owned();
            let name = format!("{} {}", word("name"), word("version"));
            // it also looks at what runs in the compiler only
            if named.contains(&name) {
                seen.insert(name.clone());
                texts.push((name, text.to_owned()));
            }
        }
    }
    let is_crate =
        |component: &&Component| component.places.iter().all(|place| place.starts_with("wasm/"));
    let without = components
        .iter()
        .filter(is_crate)
        .map(full_name)
        .find(|name| !seen.contains(name) && !name.starts_with("Rust's"));
    match without {
        None => Ok(texts),
        Some(name) => Err(format!("cargo-about has found no licence of {name}").into()),
    }
}

fn full_name(component: &Component) -> String {
    format!("{} {}", component.name, component.version)
}

/// cargo-about's own config, with the licences that may be.
fn config() -> Outcome<PathBuf> {
    let config = format!(
        "accepted = {ALLOWED:?}\ntargets = [{TARGET:?}]\nignore-build-dependencies = true\n\
         ignore-dev-dependencies = true\nprivate = {{ ignore = true }}\n"
    );
    let file = scratch().join("about.toml");
    fs::create_dir_all(scratch())?;
    fs::write(&file, config)?;
    Ok(file)
}
