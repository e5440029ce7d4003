//! What is built into the published files, as cargo and esbuild tell it.

use std::collections::BTreeMap;
use std::fs;

use serde_json::Value;

use crate::run::{Outcome, cargo, program, root};
use crate::wasm::{MODULES, TARGET};

/// A crate, an npm package or a library of the tool chain.
pub struct Component {
    pub name: String,
    pub version: String,
    /// An SPDX expression.
    pub licence: String,
    /// The published files that it is in.
    pub places: Vec<String>,
}

/// Everything, in the order in which it is told.
pub fn all() -> Outcome<Vec<Component>> {
    let mut all = crates()?;
    all.push(standard_library()?);
    all.extend(bundled()?.into_iter().map(|package| package.component));
    Ok(all)
}

/// The crates, by the modules that they are compiled into. Macros run in the compiler and are in none.
pub fn crates() -> Outcome<Vec<Component>> {
    let mut found: BTreeMap<(String, String), (String, Vec<String>)> = BTreeMap::new();
    for module in MODULES {
        let tree = cargo()
            .args(["tree", "--quiet", "--locked", "--package", "mapship"])
            .args(["--no-default-features", "--features", module, "--target", TARGET])
            .args(["--edges", "normal,no-proc-macro", "--prefix", "none", "--no-dedupe"])
            .args(["--format", "{p}|{l}"])
            .output()?;
        for line in tree.lines() {
            let (package, licence) = line.split_once('|').unwrap_or((line, ""));
            let (name, rest) = package.split_once(" v").unwrap_or((package, ""));
            // what lies in a folder is mapship's own
            let Some(version) = rest.split(' ').next().filter(|_| !rest.contains('(')) else {
                continue;
            };
            let key = (name.to_owned(), version.to_owned());
            let (_, places) = found.entry(key).or_insert((licence.to_owned(), Vec::new()));
            let place = format!("wasm/{module}");
            if !places.contains(&place) {
                places.push(place);
            }
        }
    }
    let mut all = Vec::new();
    for ((name, version), (licence, places)) in found {
        // a choice was written with a stroke before there was SPDX
        let licence = licence.replace('/', " OR ");
        let places = if places.len() == MODULES.len() { vec!["wasm/".to_owned()] } else { places };
        all.push(Component { name, version, licence, places });
    }
    Ok(all)
}

/// What Rust itself brings into every module.
fn standard_library() -> Outcome<Component> {
    let version = program("rustc").arg("--version").output()?;
    Ok(Component {
        name: "Rust's standard library".to_owned(),
        version: version.split(' ').nth(1).unwrap_or_default().to_owned(),
        licence: "MIT OR Apache-2.0".to_owned(),
        places: vec!["wasm/".to_owned()],
    })
}

/// An npm package, and its licence files.
pub struct Bundled {
    pub component: Component,
    texts: Vec<String>,
}

impl Bundled {
    /// Its licences, each with its name.
    pub fn texts(self) -> Vec<(String, String)> {
        let name = format!("{} {}", self.component.name, self.component.version);
        self.texts.into_iter().map(|text| (name.clone(), text)).collect()
    }
}

/// The npm packages that the page was last bundled with (`www/bundled.js`).
pub fn bundled() -> Outcome<Vec<Bundled>> {
    let list = fs::read_to_string(root().join("target/page-packages.json"))
        .map_err(|error| format!("target/page-packages.json: {error}; run `cargo xtask build`"))?;
    let list: Vec<Value> = serde_json::from_str(&list)?;
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let texts = |value: &Value| value.as_array().into_iter().flatten().map(text).collect();
    let package = |package: &Value| Bundled {
        component: Component {
            name: text(&package["name"]),
            version: text(&package["version"]),
            licence: text(&package["license"]),
            places: texts(&package["places"]),
        },
        texts: texts(&package["texts"]),
    };
    Ok(list.iter().map(package).collect())
}
