//! The TypeScript types of the events.

use std::fmt::Write;

use mapship::{Field, Provenance, Required, Rule, TYPES, UploadType};

use super::schema::stand_in;

/// The text of `events.d.ts`.
pub fn declarations() -> String {
    let mut text = String::from("// Made by `cargo xtask build` from src/types/; do not edit.\n");
    for upload_type in TYPES {
        // writing to a String does not fail
        let _ = interface(&mut text, upload_type);
    }
    let _ = unions(&mut text);
    text
}

fn interface(text: &mut String, upload_type: &UploadType) -> std::fmt::Result {
    let name = pascal(upload_type.name);
    writeln!(text, "\n/** The event of an upload of {}. */", upload_type.about)?;
    let members = |text: &mut String, without: bool| -> std::fmt::Result {
        for field in upload_type.fields {
            let needed = match field.required {
                Required::Yes => true,
                Required::No => !without && stand_in(upload_type) == Some(field.name),
                Required::Without(_) => without,
            };
            writeln!(text, "  /** {} */", about(field))?;
            writeln!(
                text,
                "  {}{}: {};",
                field.name,
                if needed { "" } else { "?" },
                type_of(field.rule)
            )?;
        }
        Ok(())
    };
    let head = |text: &mut String| writeln!(text, "  type: '{}';", upload_type.name);
    if stand_in(upload_type).is_none() {
        writeln!(text, "export interface {name}Event {{")?;
        head(text)?;
        members(text, true)?;
        return writeln!(text, "}}");
    }
    write!(text, "export type {name}Event = ")?;
    for without in [true, false] {
        writeln!(text, "{}{{", if without { "" } else { " | " })?;
        head(text)?;
        members(text, without)?;
        write!(text, "}}")?;
    }
    writeln!(text, ";")
}

fn unions(text: &mut String) -> std::fmt::Result {
    writeln!(text, "\n/** The event of any upload. */")?;
    let events: Vec<String> =
        TYPES.iter().map(|known| format!("{}Event", pascal(known.name))).collect();
    writeln!(text, "export type UploadEvent =\n  | {};", events.join("\n  | "))?;
    writeln!(
        text,
        "\n/** The name of an upload type. */\nexport type UploadType = UploadEvent['type'];"
    )?;
    writeln!(text, "\n/** The name of a part that carries a file. */")?;
    let mut parts: Vec<&str> =
        TYPES.iter().flat_map(|known| known.parts).map(|part| part.name).collect();
    parts.sort_unstable();
    parts.dedup();
    writeln!(text, "export type PartName =\n  | '{}';", parts.join("'\n  | '"))
}

fn about(field: &Field) -> String {
    let limit = match field.rule {
        Rule::Text { min, max: Some(max) } => format!(" ({min} to {max} characters)"),
        Rule::Text { min: 1, max: None } => " (not empty)".to_owned(),
        Rule::CommitSha => " (40 lower-case hexadecimal digits)".to_owned(),
        Rule::HexOrEmpty { min, max } if max == Some(min) => {
            format!(" ({min} hexadecimal digits, or empty)")
        }
        Rule::HexOrEmpty { min, .. } => format!(" ({min} or more hexadecimal digits, or empty)"),
        Rule::Guid => " (GUID)".to_owned(),
        Rule::Integer => " (0 or more; a BigInt past 2^53 - 1)".to_owned(),
        _ => String::new(),
    };
    let observed = match field.provenance {
        Provenance::Documented => "",
        Provenance::Observed => "; not in the published contract, but sent by real clients",
    };
    format!("{}{limit}{observed}.", capital(field.about))
}

fn type_of(rule: Rule) -> String {
    match rule {
        Rule::Text { .. } | Rule::CommitSha | Rule::HexOrEmpty { .. } | Rule::Guid => {
            "string".to_owned()
        }
        Rule::Integer => "number | bigint".to_owned(),
        Rule::Flag => "boolean".to_owned(),
        Rule::OneOf(allowed) => format!("'{}'", allowed.join("' | '")),
    }
}

/// `js_sourcemap` → `JsSourcemap`.
fn pascal(name: &str) -> String {
    name.split('_').map(capital).collect()
}

/// The word with a capital letter.
pub fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
