//! The names by which JavaScript goes through folders, as the core knows them.

use mapship::folder_names;
use serde_json::json;

/// The text of `pkg/host/collect/declared-names.js`.
pub fn module() -> String {
    let names = folder_names();
    let lines = [
        ("Endings of scripts, style sheets and maps.", "BY_NAME", json!(names.by_name)),
        (
            "The ending of style sheets, which only tell which maps are theirs.",
            "SHEET",
            json!(names.sheet),
        ),
        (
            "Endings of what is not worth the opening, in lower case, without dots.",
            "PLAIN",
            json!(names.plain),
        ),
        (
            "Names that are looked at though they end like one of those.",
            "LOOKED_AT",
            json!(names.looked_at),
        ),
        ("Hidden folders that are entered all the same.", "ENTERED", json!(names.entered)),
        ("Folders that hold no build output.", "SKIPPED", json!(names.skipped)),
        (
            "How the names of files begin that hold attributes of others.",
            "ATTRIBUTES",
            json!(names.attributes),
        ),
    ];
    let declared =
        lines.map(|(what, name, value)| format!("/** {what} */\nexport const {name} = {value};\n"));
    format!(
        "// Made by `cargo xtask build` from src/plan/folder.rs and src/types/; do not edit.\n\n{}",
        declared.join("\n")
    )
}
