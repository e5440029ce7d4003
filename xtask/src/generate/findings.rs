//! The reference page of the findings.

use std::fmt::Write;

use mapship::{Code, Severity};

/// The text of `docs/findings.md`.
pub fn page() -> String {
    let mut text = String::from(
        "<!-- Made by `cargo xtask build` from src/finding/codes; do not edit. -->\n\n# Findings\n\n\
         Every finding has a code that does not change, a severity, a place, and a remedy. `…` stands for a value.\n\n\
         An *error* is what makes stack traces unreadable, or what the intake refuses; the column *if it is sent all the same*\n\
         says which. A *warning* is what is wrong and still works, at least for the most part; a *note* is good to know.\n\
         *strict: error* marks what a standard forbids and consumers pass over: `--strict` makes errors of them, for who writes\n\
         a generator.\n\n\
         | code | severity | finding | remedy | if it is sent all the same | rule |\n|---|---|---|---|---|---|\n",
    );
    for (code, entry) in Code::ALL.iter().zip(mapship::catalogue()) {
        let (severity, strict) = (entry.severity, code.strict_severity());
        let strict =
            if strict == severity { String::new() } else { format!("; strict: {}", name(strict)) };
        // writing to a String does not fail
        let _ = writeln!(
            text,
            "| `{}` | {}{strict} | {} | {} | {} | {} |",
            entry.code,
            name(severity),
            cell(&entry.message),
            cell(&entry.help),
            cell(code.consequence().unwrap_or_default()),
            entry.rule
        );
    }
    text
}

/// The rules that SARIF logs speak of: one line for each finding.
pub fn rules() -> String {
    let mut text = String::from(
        "// Made by `cargo xtask build` from src/finding/codes; do not edit.\n\n\
         /**\n * A finding that mapship knows. In its sentences `…` stands for a value; `rule` is the clause or section it comes from.\n \
         * @typedef {{ code: string, severity: 'error' | 'warning' | 'note', message: string, help: string, rule: string }} Rule\n */\n\n\
         /** Every finding, in the order of the table. @type {Rule[]} */\nexport const RULES = [\n",
    );
    for entry in mapship::catalogue() {
        let rule = serde_json::json!({
            "code": entry.code,
            "severity": name(entry.severity),
            "message": entry.message,
            "help": entry.help,
            "rule": entry.rule,
        });
        // writing to a String does not fail
        let _ = writeln!(text, "  {rule},");
    }
    text.push_str("];\n");
    text
}

fn name(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    }
}

fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}
