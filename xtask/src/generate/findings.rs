//! The reference page of the findings.

use std::fmt::Write;

use std::collections::BTreeMap;
use std::fs;

use mapship::{Code, Severity};

use crate::run::root;

/// What the sentences of findings are with values in them, by the sentences: collected from the tests by tests/findings/collect.js.
const EXAMPLES: &str = "xtask/src/generate/finding-examples.json";

/// The text of `docs/findings.md`.
pub fn page() -> String {
    let mut text = String::from(
        "<!-- Made by `cargo xtask build` from src/finding/codes; do not edit. -->\n\n# Findings\n\n\
         Every finding has a code that does not change, a severity, a place, and a remedy. `mapship help <code>` prints what stands\n\
         here. A word in *italics* stands for a value.\n\n\
         - An **error** makes stack traces unreadable, or is refused by the intake. It says what would come of the upload.\n\
         - A **warning** is wrong, and still works for the most part.\n\
         - A **note** is good to know.\n\
         - **With `--strict` an error** is what a standard forbids and every consumer passes over. It is for authors of generators.\n",
    );
    let examples = examples();
    let mut last = "";
    for (code, entry) in Code::ALL.iter().zip(mapship::catalogue()) {
        // rows of one name are sentences of one finding
        if entry.code != last {
            heading(&mut text, *code, entry.code);
        }
        last = entry.code;
        section(&mut text, *code, &entry, examples.get(&entry.message));
    }
    text
}

fn heading(text: &mut String, code: Code, name: &str) {
    let (severity, strict) = (code.severity(), code.strict_severity());
    let strict = if strict == severity { "" } else { ", with `--strict` an error" };
    // writing to a String does not fail
    let _ = writeln!(text, "\n## {name}\n\n{}{strict} ({})", in_bold(severity), code.rule());
}

/// None where the file is not there: a page without examples is still right.
fn examples() -> BTreeMap<String, String> {
    let text = fs::read_to_string(root().join(EXAMPLES)).unwrap_or_default();
    serde_json::from_str(&text).unwrap_or_default()
}

fn section(text: &mut String, code: Code, entry: &mapship::Entry, example: Option<&String>) {
    let _ = writeln!(text, "\n- Found: {}", in_markdown(&entry.message));
    if let Some(example) = example {
        let _ = writeln!(text, "- For example: {}", plainly(example));
    }
    let _ = writeln!(text, "- What to do: {}", in_markdown(&entry.help));
    if let Some(consequence) = code.consequence() {
        let _ = writeln!(text, "- If it is sent all the same: {}", in_markdown(consequence));
    }
}

fn in_bold(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "**Error**",
        Severity::Warning => "**Warning**",
        Severity::Note => "**Note**",
    }
}

/// A sentence in which `<name>` stands in italics, and nothing else is taken for a mark.
fn in_markdown(text: &str) -> String {
    let mut marked = String::new();
    let mut rest = text;
    while let Some((before, (name, after))) =
        rest.split_once('<').and_then(|(before, after)| Some((before, after.split_once('>')?)))
    {
        marked.push_str(&escaped(before));
        marked.push_str(&format!("*{name}*"));
        rest = after;
    }
    marked.push_str(&escaped(rest));
    marked
}

/// What Markdown would read as a mark, but for that of code.
fn escaped(text: &str) -> String {
    let mut in_code = false;
    let mut plain = String::new();
    for character in text.chars() {
        in_code ^= character == '`';
        if !in_code && "*_[]|".contains(character) {
            plain.push('\\');
        }
        plain.push(character);
    }
    plain
}

/// The rules that SARIF logs speak of: one line for each finding.
pub fn rules() -> String {
    let mut text = String::from(
        "// Made by `cargo xtask build` from src/finding/codes; do not edit.\n\n\
         /**\n * A finding that mapship knows. In its sentences `<name>` stands for a value; `rule` is the clause or section it comes\n * from.\n \
         * @typedef {{ code: string, severity: 'error' | 'warning' | 'note', message: string, help: string, rule: string, consequence?: string }} Rule\n */\n\n\
         /** Every finding, in the order of the table. @type {Rule[]} */\nexport const RULES = [\n",
    );
    for (code, entry) in Code::ALL.iter().zip(mapship::catalogue()) {
        let mut rule = serde_json::json!({
            "code": entry.code,
            "severity": name(entry.severity),
            "message": entry.message,
            "help": entry.help,
            "rule": entry.rule,
        });
        if let Some(consequence) = code.consequence() {
            rule["consequence"] = consequence.into();
        }
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

/// A text that Markdown takes as it is.
fn plainly(text: &str) -> String {
    escaped(text).replace('<', "&lt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_example_is_of_a_sentence_that_there_is() {
        let sentences: Vec<String> =
            mapship::catalogue().into_iter().map(|entry| entry.message).collect();
        let examples = examples();
        assert!(examples.len() > 100, "{} examples", examples.len());
        for (sentence, example) in examples {
            assert!(sentences.contains(&sentence), "no finding says: {sentence}");
            let (first, _) = sentence.split_once('<').unwrap_or((&sentence, ""));
            assert!(example.starts_with(first), "{example} is no example of {sentence}");
        }
    }
}
