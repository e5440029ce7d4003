//! The flags of the commands, with their help.

use std::fmt::Write;

use mapship::options::{Declaration, Default, EVENT_FIELDS, Kind, Place, Unit};
use mapship::{Example, Field, Rule};

use super::data::kind_of;
use super::{Table, default_of, is_only_flag, key, members, quoted};
use crate::generate::typescript::capital;

const HEAD: &str = "\
// Made by `cargo xtask build` from src/options/ and src/types/; do not edit.

/** @import { FlagGroup } from './flags.js' */

/** The flags, by what they are about, in the order of the help. @type {FlagGroup[]} */
export const FLAGS = [
";

/// A flag on its way into the module.
struct Line {
    name: String,
    value: String,
    about: String,
    on: Vec<&'static str>,
    /// Further members: names and JavaScript.
    more: Vec<(&'static str, String)>,
}

/// The text of `pkg/options/declared-flags.js`.
pub fn module(table: Table<'_>) -> String {
    let mut text = HEAD.to_owned();
    for group in table.groups {
        let mut lines = Vec::new();
        for option in group.options {
            add(&mut lines, option.name, option, table);
            for member in members(option.kind) {
                add(&mut lines, &format!("{}.{}", option.name, member.name), member, table);
            }
        }
        if group.title == EVENT_FIELDS {
            let on = lines.first().map(|line| line.on.clone()).unwrap_or_default();
            lines.extend(fields(table, &on));
            section(&mut text, group.title, &lines);
            section(&mut text, "Files of further parts", &parts(table, &on));
        } else {
            section(&mut text, group.title, &lines);
        }
    }
    text.push_str("];\n\n/** The part that the files are which are given without a flag, by type. @type {Record<string, string>} */\nexport const MAIN_PARTS = {\n");
    for known in table.types {
        if let Some(main) = known.parts.first() {
            let _ = writeln!(text, "  {}: {},", key(known.name), quoted(main.name));
        }
    }
    text.push_str("};\n\n/** Uploads by type, as they are written on the command line. */\nexport const TYPED = [\n");
    for known in table.types {
        if let Some(Example { file, flags }) = known.example {
            let words = [file, "--type", known.name, flags].join(" ");
            let _ = writeln!(text, "  {},", quoted(words.trim_end()));
        }
    }
    text.push_str("];\n");
    text
}

fn section(text: &mut String, title: &str, lines: &[Line]) {
    if lines.is_empty() {
        return;
    }
    let _ = write!(text, "  {{\n    title: {},\n    flags: [\n", quoted(title));
    for Line { name, value, about, on, more } in lines {
        let on: Vec<String> = on.iter().map(|name| quoted(name)).collect();
        let mut members = vec![
            ("flag", quoted(format!("--{name} {value}").trim_end())),
            ("about", quoted(about)),
            ("on", format!("[{}]", on.join(", "))),
        ];
        members.extend(more.iter().cloned());
        let members: Vec<String> =
            members.iter().map(|(name, value)| format!("{name}: {value}")).collect();
        let _ = writeln!(text, "      {{ {} }},", members.join(", "));
    }
    text.push_str("    ],\n  },\n");
}

fn add(lines: &mut Vec<Line>, path: &str, option: &Declaration, table: Table<'_>) {
    let (Some(flag), Some(name)) = (option.flag, option.flag_name()) else { return };
    let on: Vec<&str> = Place::COMMANDS
        .iter()
        .filter(|(place, _)| option.places.has(*place))
        .map(|(_, name)| *name)
        .collect();
    // what is a field of the event too goes there, unless it is only one of Git's
    let to = match option.field {
        Some(field) if path == option.name => Some(format!("event.{field}")),
        _ if is_only_flag(option) && path == option.name => None,
        _ => Some(path.to_owned()),
    };
    let mut more = vec![("kind", kind_of(option.kind, false, table))];
    if flag.off {
        more = vec![("kind", quoted("bool")), ("off", "true".to_owned())];
    }
    if let Kind::Number { unit: Unit::Milliseconds, .. } = option.kind {
        more.push(("seconds", "true".to_owned()));
    }
    if let Some(letter) = flag.short {
        more.push(("short", quoted(&letter.to_string())));
    }
    if let Some(to) = to {
        more.push(("to", quoted(&to)));
    }
    if let Some(field) = option.field {
        more.push(("field", quoted(field)));
    }
    if let Some(field) = option.gives {
        more.push(("gives", quoted(field)));
    }
    if let Some(example) = option.example {
        more.push(("example", quoted(example)));
    }
    if option.required {
        more.push(("required", "true".to_owned()));
    }
    if let Default::Number(number) = option.default
        && is_only_flag(option)
    {
        more.push(("fallback", number.to_string()));
    }
    let line = |name: String, hidden: bool| {
        let mut more = more.clone();
        if hidden {
            more.push(("hidden", "true".to_owned()));
        }
        Line { name, value: value(option), about: about(option, table), on: on.clone(), more }
    };
    lines.push(line(name, false));
    if let Some(alias) = flag.alias {
        lines.push(line(alias.to_owned(), true));
    }
}

/// What stands behind the flag in the help.
fn value(option: &Declaration) -> String {
    let flag = option.flag.map_or("", |flag| flag.value);
    let of_kind = match option.kind {
        Kind::Number { unit: Unit::Milliseconds, .. } => "seconds",
        Kind::Number { .. } => "n",
        Kind::Path => "file",
        _ => "text",
    };
    let name = if flag.is_empty() { of_kind } else { flag };
    match option.kind {
        _ if option.flag.is_some_and(|flag| flag.off) => String::new(),
        Kind::Bool => String::new(),
        Kind::Input => format!("<{name}...>"),
        _ => format!("<{name}>"),
    }
}

fn about(option: &Declaration, table: Table<'_>) -> String {
    let own = option.flag.map_or("", |flag| flag.about);
    if !own.is_empty() {
        return own.to_owned();
    }
    let mut text = option.about.replace('`', "");
    if option.kind == Kind::UploadType {
        let names: Vec<&str> = table.types.iter().map(|known| known.name).collect();
        let _ = write!(text, ": {}", names.join(", "));
    }
    if let Some(default) = default_of(option, true).filter(|_| !is_only_flag(option)) {
        let _ = write!(text, " (default: {default})");
    }
    if !option.env.is_empty() {
        let _ = write!(text, " (env: {})", option.env.join(", "));
    }
    text
}

/// A flag for each field of the types that no option is; types that share a name share the flag.
fn fields(table: Table<'_>, on: &[&'static str]) -> Vec<Line> {
    // what mapship says of itself is no flag
    let mut taken = vec!["cli_version"];
    for option in table.groups.iter().flat_map(|group| group.options) {
        taken.extend(option.field);
        taken.extend(members(option.kind).iter().filter_map(|member| member.field));
    }
    let mut found: Vec<(&Field, Vec<&str>)> = Vec::new();
    for known in table.types {
        for field in known.fields.iter().filter(|field| !taken.contains(&field.name)) {
            match found.iter_mut().find(|(there, _)| there.name == field.name) {
                Some((_, types)) => types.push(known.name),
                None => found.push((field, vec![known.name])),
            }
        }
    }
    let line = |(field, types): (&Field, Vec<&str>)| {
        let (kind, value) = match field.rule {
            Rule::Flag => ("bool", ""),
            Rule::Integer => ("integer", "<n>"),
            _ => ("text", "<text>"),
        };
        let of = if types.len() > 3 { String::new() } else { format!(" ({})", types.join(", ")) };
        Line {
            name: field.name.replace('_', "-"),
            value: value.to_owned(),
            about: format!("{}{of}", capital(field.about)),
            on: on.to_vec(),
            more: vec![("kind", quoted(kind)), ("to", quoted(&format!("event.{}", field.name)))],
        }
    };
    found.into_iter().map(line).collect()
}

/// A flag for each part of the types.
fn parts(table: Table<'_>, on: &[&'static str]) -> Vec<Line> {
    let mut found: Vec<Line> = Vec::new();
    for part in table.types.iter().flat_map(|known| known.parts) {
        let name = part.name.replace('_', "-");
        if found.iter().any(|line| line.name == name) {
            continue;
        }
        found.push(Line {
            name,
            value: "<file>".to_owned(),
            about: capital(part.about),
            on: on.to_vec(),
            more: vec![("kind", quoted("path")), ("to", quoted(&format!("parts.{}", part.name)))],
        });
    }
    found
}
