//! The options in the docs: a page of all of them, and tables in other pages.

use std::fmt::Write;

use mapship::options::{Declaration, Group, Kind, Place, Unit};

use super::{Table, default_of, members};

const HEAD: &str = "\
<!-- Made by `cargo xtask build` from src/options/; do not edit. -->

# Options

Every option, with the name that programs, the [config file](config.md) and the [plugins](plugins.md) have for it, the flag
of the command line, and where it holds. A flag overrides the environment, and the environment overrides the config file. Times
are in ms, as flags in seconds.

Besides these, every field of an [upload type](upload-types.md) is a flag of `check`, `upload` and `doctor`, and so is
every part.
";

/// The text of `pkg/docs/options.md`.
pub fn page(table: Table<'_>) -> String {
    let mut text = HEAD.to_owned();
    // what is about uploads first: the order of the help is that of commands that have less
    let is_of_uploads = |group: &&Group| {
        let places = [Place::Upload, Place::UploadCommand, Place::Plugins];
        group.options.iter().any(|option| places.iter().any(|place| option.places.has(*place)))
    };
    let (uploads, others): (Vec<&Group>, Vec<&Group>) =
        table.groups.iter().partition(is_of_uploads);
    for group in uploads.into_iter().chain(others) {
        let mut rows = vec![["option", "flag", "what it does", "where"].map(ToOwned::to_owned)];
        for option in group.options {
            rows.push(row(option.name, option));
            for member in members(option.kind) {
                rows.push(row(&format!("{}.{}", option.name, member.name), member));
            }
        }
        let title = group.title.split(" (").next().unwrap_or_default();
        let _ = write!(text, "\n## {title}\n\n{}", aligned(&rows));
    }
    text
}

fn row(path: &str, option: &Declaration) -> [String; 4] {
    let name = if super::is_only_flag(option) && !path.contains('.') {
        String::new()
    } else {
        format!("`{path}`")
    };
    let flag = option.flag_name().map(|flag| format!("`--{flag}`")).unwrap_or_default();
    let of_flag = option.flag.map_or("", |flag| flag.about);
    let what = match (name.is_empty(), of_flag) {
        (_, "") => what(option),
        (true, about) => about.to_owned(),
        (false, about) => format!("{}. The flag: {about}", what(option)),
    };
    [name, flag, what, places(option)]
}

/// The table of the config file's members.
pub fn in_config_page(table: Table<'_>) -> String {
    let mut rows = vec![["member", "what it says"].map(ToOwned::to_owned)];
    let all = table.groups.iter().flat_map(|group| group.options);
    for option in all {
        let (top, target) = (option.places.has(Place::Config), option.places.has(Place::Target));
        let only = match (top, target) {
            (false, false) => continue,
            (true, false) => "at the top only: ",
            (false, true) => "of a target only: ",
            (true, true) => "",
        };
        rows.push([format!("`{}`", option.name), format!("{only}{}", what(option))]);
        for member in members(option.kind) {
            rows.push([format!("`{}.{}`", option.name, member.name), what(member)]);
        }
    }
    aligned(&rows)
}

/// The table of the plugins' options.
pub fn in_plugins_page(table: Table<'_>) -> String {
    let mut rows = vec![["option", "what it does"].map(ToOwned::to_owned)];
    // first what only they have
    let (shared, own): (Vec<&Declaration>, Vec<&Declaration>) =
        table.of(Place::Plugins).partition(|option| option.places.has(Place::Upload));
    for option in own.into_iter().chain(shared) {
        rows.push([format!("`{}`", option.name), what(option)]);
    }
    aligned(&rows)
}

fn what(option: &Declaration) -> String {
    let mut text = linked(option.about);
    match option.kind {
        Kind::Number { unit: Unit::Milliseconds, .. } => text.push_str(", in ms"),
        Kind::Object(members) => text.push_str(&object(members)),
        Kind::AnyOf(kinds) => {
            for kind in kinds {
                if let Kind::Object(members) = kind {
                    text.push_str(&object(members));
                }
            }
        }
        _ => {}
    }
    if let Some(default) = default_of(option, false) {
        let _ = write!(text, "; `{default}` where it is not given");
    }
    if !option.env.is_empty() {
        let names: Vec<String> = option.env.iter().map(|name| format!("`{name}`")).collect();
        let _ = write!(text, "; in the environment {}", names.join(" or "));
    }
    text.replace('|', "\\|")
}

fn object(members: &[Declaration]) -> String {
    let names: Vec<&str> = members.iter().map(|member| member.name).collect();
    format!(": `{{ {} }}`", names.join(", "))
}

fn places(option: &Declaration) -> String {
    let named = |places: &[(Place, &str)], end: &str| {
        let held = places.iter().filter(|(place, _)| option.places.has(*place));
        held.map(|(_, name)| format!("`{name}{end}`")).collect::<Vec<_>>().join(", ")
    };
    let mut text = vec![named(&Place::FUNCTIONS, "()")];
    if option.places.has(Place::Config) || option.places.has(Place::Target) {
        text.push("config file".to_owned());
    }
    if option.places.has(Place::Plugins) {
        text.push("plugins".to_owned());
    }
    text.push(named(&Place::COMMANDS, ""));
    text.retain(|places| !places.is_empty());
    text.join("; ")
}

/// Names of pages, as links to them.
fn linked(text: &str) -> String {
    let words = text.split(' ').map(|word| {
        let bare = word.trim_matches(|c| matches!(c, '(' | ')' | ';' | ','));
        match bare.strip_prefix("docs/") {
            Some(page) => word.replace(bare, &format!("[{page}]({page})")),
            None => word.to_owned(),
        }
    });
    words.collect::<Vec<_>>().join(" ")
}

/// A table as prettier has it: every cell as wide as its column.
fn aligned<const N: usize>(rows: &[[String; N]]) -> String {
    let widths: [usize; N] = std::array::from_fn(|at| {
        rows.iter().map(|row| row[at].chars().count()).max().unwrap_or_default().max(3)
    });
    let mut text = String::new();
    for (i, row) in rows.iter().enumerate() {
        for (cell, width) in row.iter().zip(widths) {
            let _ = write!(text, "| {cell:width$} ");
        }
        text.push_str("|\n");
        if i == 0 {
            for width in widths {
                let _ = write!(text, "| {} ", "-".repeat(width));
            }
            text.push_str("|\n");
        }
    }
    text
}
