//! What is derived from the core's declarations: JSON Schemas, TypeScript types, the reference pages.

mod findings;
mod reference;
mod schema;
mod typescript;

use std::fs;

use mapship::TYPES;

use crate::run::{Outcome, heading, root};

/// Writes the files that are not as they should be.
pub fn write() -> Outcome {
    heading("write what is derived from the declarations");
    for (path, text) in files() {
        let file = root().join(&path);
        if fs::read_to_string(&file).is_ok_and(|there| there == text) {
            continue;
        }
        if let Some(folder) = file.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::write(&file, text)?;
        println!("wrote {path}");
    }
    Ok(())
}

/// Fails when a derived file is not what the declarations make of it.
pub fn check() -> Outcome {
    let stale: Vec<String> = files()
        .into_iter()
        .filter(|(path, text)| fs::read_to_string(root().join(path)).ok().as_ref() != Some(text))
        .map(|(path, _)| path)
        .collect();
    if stale.is_empty() {
        return Ok(());
    }
    Err(format!(
        "not what the declarations make of them: {}; run `cargo xtask build`",
        stale.join(", ")
    )
    .into())
}

/// The package's README: the project's, with links that hold inside the package.
fn front_page() -> String {
    let text = fs::read_to_string(root().join("README.md")).unwrap_or_default();
    text.replace("](pkg/", "](")
}

/// Every derived file: its path from the root, and its text.
fn files() -> Vec<(String, String)> {
    let schemas = TYPES.iter().map(|upload_type| {
        (format!("pkg/schema/{}.json", upload_type.name), schema::of(upload_type))
    });
    schemas
        .chain([
            ("pkg/events.d.ts".to_owned(), typescript::declarations()),
            ("pkg/docs/upload-types.md".to_owned(), reference::page()),
            ("pkg/docs/findings.md".to_owned(), findings::page()),
            ("pkg/README.md".to_owned(), front_page()),
            (
                "pkg/LICENSE".to_owned(),
                fs::read_to_string(root().join("LICENSE")).unwrap_or_default(),
            ),
        ])
        .collect()
}
