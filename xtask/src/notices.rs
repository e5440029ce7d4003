//! `cargo xtask notices`: who has written what is published besides mapship's own code, and under which licences.
//!
//! The table of it is held against the build by the lints, at once. The texts of the licences are gathered by cargo-about, which takes
//! minutes to install, so they are gathered when the table changes.

mod about;
mod components;
mod licences;
mod standard_library;

use std::collections::BTreeMap;
use std::fs;

pub use licences::ALLOWED;

use components::Component;

use crate::run::{Outcome, heading, root};
use crate::{npm, page, wasm};

/// Published with the package's guides, and with the page.
const FILE: &str = "pkg/docs/THIRD-PARTY-NOTICES.md";

const HEAD: &str = "\
<!-- made by `cargo xtask notices` -->

# Third-party notices

mapship is published under the licence in the file LICENSE. Code of others is built into it: Rust crates into the WebAssembly modules, npm
packages into the page and into one file of the package. Here is which, and under which licences. What npm installs beside mapship, as its
dependencies, comes with licences of its own.

";

const TEXTS: &str = "\n## The licences\n";

/// Writes the file anew.
pub fn write() -> Outcome {
    wasm::add_target(wasm::TARGET)?;
    npm::install()?;
    if fs::metadata(root().join(FILE)).is_err() {
        // the page takes a copy of it
        fs::write(root().join(FILE), "")?;
    }
    // what is bundled into the page does not depend on how well its modules are optimised
    if root().join("pkg/wasm/core_bg.wasm").exists() {
        page::bundle()?
    } else {
        page::build()?
    }
    let components = components::all()?;
    licences::check(&components)?;
    heading("gather the texts of licences");
    let mut texts: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let of_pages = components::bundled()?.into_iter();
    let gathered = about::texts(&components)?
        .into_iter()
        .chain(standard_library::texts()?)
        .chain(of_pages.flat_map(|package| package.texts()));
    for (name, text) in gathered {
        texts.entry(flush(&text)).or_default().push(name);
    }
    let mut page = format!("{HEAD}{}{TEXTS}", table(&components));
    let mut texts: Vec<(String, Vec<String>)> = texts.into_iter().collect();
    for (_, names) in &mut texts {
        names.sort();
        names.dedup();
    }
    texts.sort_by(|(_, one), (_, other)| one.cmp(other));
    for (text, names) in texts {
        page.push_str(&format!("\n### {}\n\n```text\n{text}\n```\n", names.join(", ")));
    }
    fs::write(root().join(FILE), page)?;
    println!("wrote {FILE}: {} components", components.len());
    page::bundle()
}

/// Fails where the file does not name what is built in, or where a licence is not one that may be.
pub fn check() -> Outcome {
    let components = components::all()?;
    licences::check(&components)?;
    let expected = format!("{HEAD}{}{TEXTS}", table(&components));
    let there = fs::read_to_string(root().join(FILE)).unwrap_or_default();
    if there.starts_with(&expected) {
        return Ok(());
    }
    let missing: Vec<&str> = expected.lines().filter(|line| !there.contains(line)).collect();
    Err(format!(
        "{FILE} does not name what is built in; run `cargo xtask notices`. Not in it:\n{}",
        missing.join("\n")
    )
    .into())
}

/// The crates that are compiled into a module, each with its version.
pub fn crates() -> Outcome<Vec<String>> {
    let name = |one: Component| format!("{} {}", one.name, one.version);
    Ok(components::crates()?.into_iter().map(name).collect())
}

fn table(components: &[Component]) -> String {
    let mut table = "| what | version | licence | where |\n| --- | --- | --- | --- |\n".to_owned();
    for Component { name, version, licence, places } in components {
        let places: Vec<String> = places.iter().map(|place| format!("`{place}`")).collect();
        table.push_str(&format!("| {name} | {version} | {licence} | {} |\n", places.join(", ")));
    }
    table
}

/// A text without what editors and systems add: the same licence is written once.
fn flush(text: &str) -> String {
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    lines.join("\n").trim_matches('\n').to_owned()
}
