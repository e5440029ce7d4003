//! The reference page of the upload types.

use std::fmt::Write;

use mapship::{Field, Filename, Provenance, Required, Rule, TYPES, UploadType};

/// The text of `docs/upload-types.md`.
pub fn page() -> String {
    let mut text = String::from(
        "<!-- Made by `cargo xtask build` from src/types/; do not edit. -->\n\n# Upload types\n\n\
         What each upload carries: the fields of its `event`, and its files. Lengths are in characters (Unicode code\n\
         points). What is marked *observed* is not in Datadog's published contract, but its own clients send it.\n\n\
         On the command line a field is a flag: `build_id` is `--build-id`; a file is given as the argument, any other\n\
         part by the flag of its name (`--minified-file app.js`).\n",
    );
    for upload_type in TYPES {
        // writing to a String does not fail
        let _ = section(&mut text, upload_type);
    }
    text
}

fn section(text: &mut String, upload_type: &UploadType) -> std::fmt::Result {
    writeln!(text, "\n## `{}`\n", upload_type.name)?;
    let mut about = upload_type.about.chars();
    let first = about.next().map(|c| c.to_uppercase().to_string()).unwrap_or_default();
    writeln!(text, "{first}{}.{}\n", about.as_str(), observed(upload_type.provenance))?;
    writeln!(text, "| field | | value | what it is |\n|---|---|---|---|")?;
    for field in upload_type.fields {
        writeln!(
            text,
            "| `{}` | {} | {} | {}{} |",
            field.name,
            needed(field),
            value(field.rule),
            field.about,
            observed(field.provenance)
        )?;
    }
    writeln!(text, "\n| file | | sent as | what it is |\n|---|---|---|---|")?;
    for part in upload_type.parts {
        let filename = match part.filename {
            Filename::Fixed(name) => format!("`{name}`"),
            Filename::Original { without: [] } => "its own name".to_owned(),
            Filename::Original { without } => {
                format!("its own name, without `{}`", without.join("`, `"))
            }
        };
        let needed = if part.required { "required" } else { "" };
        writeln!(
            text,
            "| `{}` | {needed} | {filename}, {} | {}{} |",
            part.name,
            part.content_type,
            part.about,
            observed(part.provenance)
        )?;
    }
    Ok(())
}

fn needed(field: &Field) -> String {
    match field.required {
        Required::Yes => "required".to_owned(),
        Required::No => String::new(),
        Required::Without(other) => format!("required without `{other}`"),
    }
}

fn value(rule: Rule) -> String {
    match rule {
        Rule::Text { min: 0, max: Some(max) } => format!("at most {max} characters"),
        Rule::Text { min, max: Some(max) } => format!("{min} to {max} characters"),
        Rule::Text { min: 0, max: None } => "text".to_owned(),
        Rule::Text { min, max: None } => format!("{min} character or more"),
        Rule::CommitSha => "40 lower-case hexadecimal digits".to_owned(),
        Rule::HexOrEmpty { min, max } if max == Some(min) => {
            format!("{min} hexadecimal digits, or empty")
        }
        Rule::HexOrEmpty { min, .. } => format!("{min} or more hexadecimal digits, or empty"),
        Rule::Guid => "GUID, 8-4-4-4-12 hexadecimal digits".to_owned(),
        Rule::Integer => "whole number, 0 to 2^63 - 1".to_owned(),
        Rule::Flag => "true or false".to_owned(),
        Rule::OneOf(allowed) => format!("`{}`", allowed.join("` or `")),
    }
}

fn observed(provenance: Provenance) -> &'static str {
    match provenance {
        Provenance::Documented => "",
        Provenance::Observed => " (*observed*)",
    }
}
