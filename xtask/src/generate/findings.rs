//! The reference page of the findings.

use std::fmt::Write;

use mapship::Severity;

/// The text of `docs/findings.md`.
pub fn page() -> String {
    let mut text = String::from(
        "<!-- Made by `cargo xtask build` from src/codes.rs; do not edit. -->\n\n# Findings\n\n\
         Every finding has a code that does not change, a severity, a place, and a remedy. An *error* keeps the upload\n\
         from working; a *warning* may; a *note* is good to know. `…` stands for a value.\n\n\
         | code | severity | finding | remedy | rule |\n|---|---|---|---|---|\n",
    );
    for entry in mapship::catalogue() {
        let severity = match entry.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "note",
        };
        // writing to a String does not fail
        let _ = writeln!(
            text,
            "| `{}` | {severity} | {} | {} | {} |",
            entry.code,
            cell(&entry.message),
            cell(&entry.help),
            entry.rule
        );
    }
    text
}

fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}
