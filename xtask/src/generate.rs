//! What is derived from the core's declarations: JSON Schemas, TypeScript types, what the JavaScript knows of options and flags,
//! the reference pages.

mod findings;
mod folder_names;
mod options;
mod reference;
mod schema;
mod typescript;
mod upload_types;

use std::fs;

use mapship::{TYPES, options::GROUPS};
use options::Table;

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

/// A file of the project that the package has too, with links that hold inside the package.
fn copied(name: &str) -> String {
    let text = fs::read_to_string(root().join(name)).unwrap_or_default();
    text.replace("](pkg/", "](")
}

/// A page that people write, with a table in it that is made: what stands between the two marks is replaced.
fn with_table(path: &str, table: &str) -> (String, String) {
    const BEGIN: &str = "<!-- options: made by `cargo xtask build` from src/options/ -->\n";
    const END: &str = "<!-- /options -->";
    let page = fs::read_to_string(root().join(path)).unwrap_or_default();
    let parts = page.split_once(BEGIN).and_then(|(before, rest)| {
        let (_, after) = rest.split_once(END)?;
        Some((before, after))
    });
    let text = match parts {
        Some((before, after)) => format!("{before}{BEGIN}\n{table}\n{END}{after}"),
        // without the marks the page is never as it should be
        None => format!("{page}\n{BEGIN}\n{table}\n{END}\n"),
    };
    (path.to_owned(), text)
}

/// Every file that is derived from the options.
fn of_options(table: Table<'_>) -> Vec<(String, String)> {
    let files = options::files(table).map(|(path, text)| (path.to_owned(), text));
    let config = with_table("pkg/docs/config.md", &options::in_config_page(table));
    let plugins = with_table("pkg/docs/plugins.md", &options::in_plugins_page(table));
    files.into_iter().chain([config, plugins]).collect()
}

/// Every derived file: its path from the root, and its text.
fn files() -> Vec<(String, String)> {
    let table = Table { groups: GROUPS, types: TYPES };
    let schemas = TYPES.iter().map(|upload_type| {
        (format!("pkg/schema/{}.json", upload_type.name), schema::of(upload_type))
    });
    schemas
        .chain([
            ("pkg/schema/events.d.ts".to_owned(), typescript::declarations()),
            ("pkg/host/collect/declared-names.js".to_owned(), folder_names::module()),
            ("pkg/core/declared-types.js".to_owned(), upload_types::declarations(TYPES)),
            ("pkg/docs/upload-types.md".to_owned(), reference::page()),
            ("pkg/docs/findings.md".to_owned(), findings::page()),
            ("pkg/report/declared-rules.js".to_owned(), findings::rules()),
            ("pkg/README.md".to_owned(), copied("README.md")),
            ("pkg/LICENSE".to_owned(), copied("LICENSE")),
            ("pkg/SECURITY.md".to_owned(), copied("SECURITY.md")),
        ])
        .chain(of_options(table))
        .collect()
}

#[cfg(test)]
mod made_up;
