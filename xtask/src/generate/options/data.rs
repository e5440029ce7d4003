//! What the JavaScript accepts: of each function, of the config file and of the plugins the names and kinds of the options.

use std::fmt::Write;

use mapship::options::{Declaration, Default, Kind, Place};

use super::{Table, is_only_flag, key, members, quoted};

const HEAD: &str = "\
// Made by `cargo xtask build` from src/options/; do not edit.
// Each list stands for itself, so that a bundler leaves out those that nobody uses.

/** @import { Declared } from './kinds.js' */
";

/// The lists: what each is called, what it is, and where the options hold that are in it.
const LISTS: [(&str, &str, Place); 10] = [
    ("INSPECT", "What `inspect` takes.", Place::Inspect),
    ("CHECK", "What `check` takes.", Place::Check),
    ("UPLOAD", "What `upload` takes.", Place::Upload),
    ("EXPLAIN", "What `explain` takes.", Place::Explain),
    ("LOOK", "What `look` takes.", Place::Look),
    ("VERIFY", "What `verify` takes.", Place::Verify),
    ("INJECT", "What `inject` takes.", Place::Inject),
    ("CONFIG", "The members of a config file.", Place::Config),
    ("TARGET", "The members of a target in it.", Place::Target),
    ("PLUGINS", "What the plugins take.", Place::Plugins),
];

/// The text of `pkg/options/declared.js`.
pub fn module(table: Table<'_>) -> String {
    let mut text = HEAD.to_owned();
    for (name, about, place) in LISTS {
        let in_file = matches!(place, Place::Config | Place::Target);
        let entries = table.of(place).map(|option| {
            let kind =
                if in_file { option.kind.in_file().unwrap_or(option.kind) } else { option.kind };
            (option.name.to_owned(), kind_of(kind, in_file, table))
        });
        list(&mut text, about, "Declared", name, entries);
    }
    let passed = table
        .of(Place::Plugins)
        .filter(|option| option.places.has(Place::Upload))
        .map(|option| quoted(option.name));
    let _ = write!(
        text,
        "\n/** What the plugins hand on to `upload` as it is. */\nexport const PASSED = [{}];\n",
        passed.collect::<Vec<_>>().join(", ")
    );
    let all = || deep(table).into_iter();
    list(
        &mut text,
        "The options that are a field of the event under another name.",
        "Record<string, string>",
        "SHORTHANDS",
        table.of(Place::Check).filter_map(|it| Some((it.name.to_owned(), quoted(it.field?)))),
    );
    list(
        &mut text,
        "The options that a field of the event is made out of.",
        "Record<string, string>",
        "GIVES",
        table.of(Place::Check).filter_map(|it| Some((it.name.to_owned(), quoted(it.gives?)))),
    );
    list(
        &mut text,
        "The environment variables that stand in for an option, in the order in which they count.",
        "Record<string, string[]>",
        "ENV",
        all().filter(|(_, option)| !option.env.is_empty()).map(|(path, option)| {
            let names: Vec<String> = option.env.iter().map(|name| quoted(name)).collect();
            (path, format!("[{}]", names.join(", ")))
        }),
    );
    list(
        &mut text,
        "What can't be given together: each replaces the other.",
        "Record<string, string>",
        "RIVALS",
        all().filter_map(|(path, option)| Some((path, quoted(option.rival?)))),
    );
    list(
        &mut text,
        "What counts where nothing is given.",
        "",
        "DEFAULTS",
        all().filter(|(_, option)| !is_only_flag(option)).filter_map(|(path, option)| {
            let value = match option.default {
                Default::None => return None,
                Default::True => "true".to_owned(),
                Default::Number(number) => number.to_string(),
                Default::Text(text) => quoted(text),
            };
            Some((path, value))
        }),
    );
    let made: Vec<String> = table.without_files().into_iter().map(quoted).collect();
    let _ = write!(
        text,
        "\n/** The types whose uploads need no files. @type {{string[]}} */\nexport const WITHOUT_FILES = [{}];\n",
        made.join(", ")
    );
    let secrets = all().filter(|(_, option)| option.secret).map(|(path, _)| quoted(&path));
    let _ = write!(
        text,
        "\n/** The options whose values are never shown. */\nexport const SECRETS = [{}];\n",
        secrets.collect::<Vec<_>>().join(", ")
    );
    text
}

/// All options but the flags of commands, and the members of those that are objects, by their paths.
fn deep(table: Table<'_>) -> Vec<(String, Declaration)> {
    let all = table.groups.iter().flat_map(|group| group.options);
    let mut found = Vec::new();
    for option in all.filter(|option| !is_only_flag(option) || !option.env.is_empty()) {
        found.push((option.name.to_owned(), *option));
        let inner = members(option.kind).iter();
        found.extend(inner.map(|member| (format!("{}.{}", option.name, member.name), *member)));
    }
    found
}

fn list(
    text: &mut String,
    about: &str,
    kind: &str,
    name: &str,
    entries: impl Iterator<Item = (String, String)>,
) {
    let kind = if kind.is_empty() { String::new() } else { format!(" @type {{{kind}}}") };
    // writing to a String does not fail
    let _ = write!(text, "\n/** {about}{kind} */\nexport const {name} = {{\n");
    for (name, value) in entries {
        let _ = writeln!(text, "  {}: {value},", key(&name));
    }
    text.push_str("};\n");
}

/// A kind as `kinds.js` reads it.
pub fn kind_of(kind: Kind, in_file: bool, table: Table<'_>) -> String {
    let object = |entries: Vec<(&str, String)>, required: Vec<String>| {
        let inner: Vec<String> =
            entries.iter().map(|(name, kind)| format!("{}: {kind}", key(name))).collect();
        let needed = if required.is_empty() {
            String::new()
        } else {
            format!(", required: [{}]", required.join(", "))
        };
        format!("{{ members: {{ {} }}{needed} }}", inner.join(", "))
    };
    match kind {
        Kind::Text | Kind::UploadType => quoted("text"),
        Kind::Name => quoted("name"),
        Kind::Bool => quoted("bool"),
        Kind::Number { min, max: None, .. } => format!("{{ min: {min} }}"),
        Kind::Number { min, max: Some(max), .. } => format!("{{ min: {min}, max: {max} }}"),
        Kind::OneOf(values) => {
            let values: Vec<String> = values.iter().map(|value| quoted(value)).collect();
            format!("{{ oneOf: [{}] }}", values.join(", "))
        }
        Kind::Path => quoted("path"),
        Kind::Input => quoted("any"),
        Kind::Event => quoted("object"),
        Kind::Parts if in_file => object(
            table.parts().into_iter().map(|part| (part, quoted("path"))).collect(),
            Vec::new(),
        ),
        Kind::Parts => quoted("object"),
        Kind::Targets | Kind::List => quoted("list"),
        Kind::Object(members) => object(
            members.iter().map(|it| (it.name, kind_of(it.kind, in_file, table))).collect(),
            members.iter().filter(|it| it.required).map(|it| quoted(it.name)).collect(),
        ),
        Kind::AnyOf(kinds) => {
            let kinds: Vec<String> =
                kinds.iter().map(|kind| kind_of(*kind, in_file, table)).collect();
            format!("[{}]", kinds.join(", "))
        }
        Kind::Function(_) => quoted("function"),
        Kind::Signal => quoted("signal"),
        Kind::Store => quoted("store"),
    }
}
