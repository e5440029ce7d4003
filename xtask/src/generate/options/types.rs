//! The TypeScript types of the options.

use std::fmt::Write;

use mapship::options::{Declaration, Default, Kind, Place, Unit};

use super::{Table, key};

const HEAD: &str = "\
// Made by `cargo xtask build` from src/options/; do not edit.
import type { AbortSignal } from '../host/globals.js';
import type {
  FileInput,
  InjectedFile,
  Input,
  PlannedUpload,
  PreparedRequest,
  Progress,
  ReceiptStore,
} from '../index.js';
import type { PartName, UploadEvent, UploadType } from '../schema/events.js';
";

/// An interface: its name, what it is, the places of its members, the interface it extends, and the place whose members are
/// in that already.
struct Interface {
    name: &'static str,
    about: &'static str,
    place: Place,
    base: Base,
}

enum Base {
    None,
    /// All of another interface, whose members hold in that place.
    All(&'static str, Place),
    /// Those members of `UploadOptions` that are the same declaration.
    Picked,
}

const INTERFACES: [Interface; 11] = [
    Interface {
        name: "InspectOptions",
        about: "How files are inspected.",
        place: Place::Inspect,
        base: Base::None,
    },
    Interface {
        name: "CheckOptions",
        about: "How files are checked.",
        place: Place::Check,
        base: Base::None,
    },
    Interface {
        name: "UploadOptions",
        about: "How files are checked and sent.",
        place: Place::Upload,
        base: Base::All("CheckOptions", Place::Check),
    },
    Interface {
        name: "ExplainOptions",
        about: "How a stack trace is to be explained.",
        place: Place::Explain,
        base: Base::None,
    },
    Interface {
        name: "LookOptions",
        about: "How a map is looked at.",
        place: Place::Look,
        base: Base::None,
    },
    Interface {
        name: "InjectOptions",
        about: "How debug IDs are put into scripts and maps.",
        place: Place::Inject,
        base: Base::None,
    },
    Interface {
        name: "VerifyOptions",
        about: "How what is live is held against what was sent.",
        place: Place::Verify,
        base: Base::None,
    },
    Interface {
        name: "ConfigDefaults",
        about: "What may be said once for all targets, and of each.",
        place: Place::Config,
        base: Base::Picked,
    },
    Interface {
        name: "ConfigTarget",
        about: "What is to be uploaded: a folder or a file, and what it is uploaded with.",
        place: Place::Target,
        base: Base::All("ConfigDefaults", Place::Config),
    },
    Interface {
        name: "ConfigObject",
        about: "A config file. Its members are the defaults of its targets. There is none for the API key: it belongs in the environment.",
        place: Place::Config,
        base: Base::All("ConfigDefaults", Place::Target),
    },
    Interface {
        name: "PluginOptions",
        about: "Options of the plugins: none is needed.",
        place: Place::Plugins,
        base: Base::Picked,
    },
];

/// The text of `pkg/options/types.d.ts`.
pub fn declarations(table: Table<'_>) -> String {
    let mut text = HEAD.to_owned();
    for interface in &INTERFACES {
        // writing to a String does not fail
        let _ = write(&mut text, table, interface);
    }
    text
}

fn write(text: &mut String, table: Table<'_>, interface: &Interface) -> std::fmt::Result {
    let Interface { name, about, place, base } = interface;
    let in_file = matches!(place, Place::Config | Place::Target);
    // what only the file itself has is not among its defaults
    let is_member =
        |option: &Declaration| *name != "ConfigDefaults" || option.places.has(Place::Target);
    let is_picked = |option: &Declaration| {
        let is_same =
            !in_file || option.kind.in_file() == Some(option.kind) && !differs_in_file(option.kind);
        option.places.has(Place::Upload) && is_same
    };
    let (own, picked): (Vec<&Declaration>, Vec<&Declaration>) = match base {
        Base::None => (table.of(*place).collect(), Vec::new()),
        Base::All(_, theirs) => {
            (table.of(*place).filter(|option| !option.places.has(*theirs)).collect(), Vec::new())
        }
        Base::Picked => {
            table.of(*place).filter(|it| is_member(it)).partition(|option| !is_picked(option))
        }
    };
    writeln!(text)?;
    comment(text, "", about)?;
    let head = match base {
        Base::None => String::new(),
        Base::All(base, _) => format!(" extends {base}"),
        Base::Picked => {
            let names: Vec<String> =
                picked.iter().map(|option| format!("  | '{}'", option.name)).collect();
            format!(" extends Pick<\n  UploadOptions,\n{}\n>", names.join("\n"))
        }
    };
    writeln!(text, "export interface {name}{head} {{")?;
    for option in own {
        member(text, "  ", option, in_file)?;
    }
    writeln!(text, "}}")
}

/// Whether a config file has strings where programs may have files.
fn differs_in_file(kind: Kind) -> bool {
    matches!(kind, Kind::Parts)
}

fn member(
    text: &mut String,
    indent: &str,
    option: &Declaration,
    in_file: bool,
) -> std::fmt::Result {
    let mut said = format!("{}.", option.about);
    if !option.more.is_empty() {
        let _ = write!(said, " {}", option.more);
    }
    if let Kind::Number { unit: Unit::Milliseconds, .. } = option.kind {
        said.push_str(" In ms.");
    }
    if in_file && option.kind.in_file() == Some(Kind::Path) {
        said.push_str(" Relative to the config file, as all paths in it.");
    }
    match option.default {
        Default::None => {}
        Default::True => said.push_str(" `true` where it is not given."),
        Default::Number(number) => {
            let _ = write!(said, " {} where it is not given.", thousands(number));
        }
        Default::Text(text) => {
            let _ = write!(said, " `{text}` where it is not given.");
        }
    }
    if !option.env.is_empty() {
        let names: Vec<String> = option.env.iter().map(|name| format!("`{name}`")).collect();
        let _ = write!(said, " Without it, the environment's {} counts.", names.join(" or "));
    }
    comment(text, indent, &said)?;
    let needed = if option.required { "" } else { "?" };
    if let Kind::Function(parameters) = option.kind {
        return writeln!(text, "{indent}{}{needed}({parameters}): void;", key(option.name));
    }
    let kind = if in_file { option.kind.in_file().unwrap_or(option.kind) } else { option.kind };
    let kind = type_of(kind, indent, in_file);
    writeln!(text, "{indent}{}{needed}: {kind};", key(option.name))
}

fn type_of(kind: Kind, indent: &str, in_file: bool) -> String {
    match kind {
        Kind::Text | Kind::Name | Kind::Path => "string".to_owned(),
        Kind::Bool => "boolean".to_owned(),
        Kind::Number { .. } => "number".to_owned(),
        Kind::OneOf(values) => format!("'{}'", values.join("' | '")),
        Kind::UploadType => "UploadType".to_owned(),
        Kind::Input => "Input".to_owned(),
        Kind::Event => "Partial<UploadEvent>".to_owned(),
        Kind::Parts if in_file => "Partial<Record<PartName, string>>".to_owned(),
        Kind::Parts => "Partial<Record<PartName, FileInput>>".to_owned(),
        Kind::Targets => "ConfigTarget[]".to_owned(),
        Kind::List => "string[]".to_owned(),
        Kind::Object(members) => {
            let mut text = "{\n".to_owned();
            for option in members {
                let _ = member(&mut text, &format!("{indent}  "), option, in_file);
            }
            format!("{text}{indent}}}")
        }
        Kind::AnyOf(kinds) => {
            let kinds: Vec<String> =
                kinds.iter().map(|kind| type_of(*kind, indent, in_file)).collect();
            kinds.join(" | ")
        }
        Kind::Function(parameters) => format!("({parameters}) => void"),
        Kind::Signal => "AbortSignal".to_owned(),
        Kind::Store => "ReceiptStore".to_owned(),
    }
}

/// A comment, in lines of some 110 characters.
fn comment(text: &mut String, indent: &str, said: &str) -> std::fmt::Result {
    const WIDTH: usize = 110;
    if indent.len() + said.len() + 8 <= WIDTH {
        return writeln!(text, "{indent}/** {said} */");
    }
    writeln!(text, "{indent}/**")?;
    let mut line = String::new();
    for word in said.split(' ') {
        if indent.len() + line.len() + word.len() + 4 > WIDTH {
            writeln!(text, "{indent} *{line}")?;
            line.clear();
        }
        line.push(' ');
        line.push_str(word);
    }
    writeln!(text, "{indent} *{line}\n{indent} */")
}

/// `3600000` → `3,600,000`.
fn thousands(number: u32) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
