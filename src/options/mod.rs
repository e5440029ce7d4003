//! The options: each is declared once, here, and everything else that knows it is made from that.
//!
//! A new option is an entry in one of these files, the code that uses it, and its test. `cargo xtask build` writes from the
//! table what the JavaScript accepts (`pkg/options/declared.js`), the flags and their help (`pkg/options/declared-flags.js`), the
//! schema of the config file, the TypeScript types, and the tables of the docs. No code of the core uses the table, so none
//! of it is in the WebAssembly module.

mod call;
mod checks;
mod config_file;
mod datadog_ci;
mod declaration;
mod destination;
mod explain;
mod fields;
pub(crate) mod git;
mod init;
mod inject;
mod intake;
mod output;
mod page;
mod plugin;
mod receipt;
mod sending;
mod symbols;
mod upload;
mod verify;

pub use declaration::{Declaration, Default, Flag, Kind, Place, Places, Unit};

/// Options that are about the same.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Group {
    /// What they are about, as `--help` and the docs have it for a heading.
    pub title: &'static str,
    /// The options, those that most people need first.
    pub options: &'static [Declaration],
}

/// Where the fields of the event stand on the command line; those of the upload types follow those that are declared here.
pub const EVENT_FIELDS: &str = "Event fields (each type takes its own; see docs/upload-types.md)";

/// All options, in the order in which `--help` and the docs have them.
pub const GROUPS: &[Group] = &[
    Group { title: "The stack trace and its build", options: explain::OPTIONS },
    Group { title: "What is live, and what was sent", options: verify::OPTIONS },
    Group { title: "The receipt", options: receipt::OPTIONS },
    Group { title: "The page", options: page::OPTIONS },
    Group { title: "What is set up", options: init::OPTIONS },
    Group { title: "The intake", options: intake::OPTIONS },
    Group { title: "What is uploaded", options: upload::OPTIONS },
    Group { title: "Where it is sent", options: destination::OPTIONS },
    Group { title: "How it is sent", options: sending::OPTIONS },
    Group { title: "What is checked", options: checks::OPTIONS },
    Group { title: "Symbol files", options: symbols::OPTIONS },
    Group { title: "Git metadata", options: git::OPTIONS },
    Group { title: "Config file", options: config_file::OPTIONS },
    Group { title: "datadog-ci", options: datadog_ci::OPTIONS },
    Group { title: "Debug IDs", options: inject::OPTIONS },
    Group { title: "Output", options: output::OPTIONS },
    Group { title: "Plugins", options: plugin::OPTIONS },
    Group { title: "Calls", options: call::OPTIONS },
    Group { title: EVENT_FIELDS, options: fields::OPTIONS },
];

/// What `check` takes, `upload` takes too.
const OF_CHECK: &[Place] = &[Place::Check, Place::Upload];
const OF_UPLOAD: &[Place] = &[Place::Upload];

/// At the top of a config file stand the defaults of its targets.
const CONFIG: &[Place] = &[Place::Config, Place::Target];

/// The commands that look at files as an upload does; `doctor` takes what an upload takes, to say what it would use.
const RUNS: &[Place] = &[Place::CheckCommand, Place::UploadCommand, Place::DoctorCommand];
const SENDS: &[Place] = &[Place::UploadCommand, Place::DoctorCommand];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    const FILES: [Place; 2] = [Place::Config, Place::Target];

    /// Every option, and those within it, with the path of names that leads to it.
    fn all() -> Vec<(String, Declaration)> {
        fn gather(path: &str, options: &[Declaration], into: &mut Vec<(String, Declaration)>) {
            for option in options {
                let name = format!("{path}{}", option.name);
                let kinds = match option.kind {
                    Kind::AnyOf(kinds) => kinds,
                    ref kind => std::slice::from_ref(kind),
                };
                for kind in kinds {
                    if let Kind::Object(members) = kind {
                        gather(&format!("{name}."), members, into);
                    }
                }
                into.push((name, *option));
            }
        }
        let mut options = Vec::new();
        for group in GROUPS {
            gather("", group.options, &mut options);
        }
        options
    }

    #[test]
    fn no_place_has_two_options_of_one_name_and_no_command_two_flags() {
        let places = Place::FUNCTIONS.map(|(place, _)| place).into_iter();
        for place in places.chain(FILES).chain([Place::Plugins]) {
            let mut seen = BTreeSet::new();
            for (name, option) in all() {
                let is_twice = option.places.has(place) && !seen.insert(name.clone());
                assert!(!is_twice, "{name} in {place:?}");
            }
        }
        for (place, command) in Place::COMMANDS {
            let mut seen = BTreeSet::new();
            for (name, option) in all().into_iter().filter(|(_, option)| option.places.has(place)) {
                let flag = option.flag_name();
                assert!(flag.is_some(), "{name} is no flag, but {command} has it");
                let alias = option.flag.and_then(|flag| flag.alias).map(ToOwned::to_owned);
                for name in flag.into_iter().chain(alias) {
                    assert!(seen.insert(name.clone()), "--{name} of {command}");
                }
            }
        }
    }

    #[test]
    fn each_is_described_by_a_sentence_without_its_full_stop() {
        for (name, option) in all() {
            let flag = option.flag.map_or("", |flag| flag.about);
            for about in [option.about, flag].into_iter().filter(|about| !about.is_empty()) {
                let begins = about.starts_with(|first: char| first.is_uppercase() || first == '`');
                assert!(begins && !about.ends_with('.'), "{name}: {about}");
            }
            assert!(!option.about.is_empty(), "{name}");
            assert!(
                option.more.is_empty() || option.more.ends_with('.'),
                "{name}: {}",
                option.more
            );
            let has_value = option.flag.is_some_and(|flag| !flag.value.is_empty());
            assert!(option.kind != Kind::Bool || !has_value, "{name}");
        }
    }

    #[test]
    fn no_secret_is_in_a_file_or_on_a_command_line() {
        for (name, option) in all().into_iter().filter(|(_, option)| option.secret) {
            assert!(
                option.flag.is_none() && !FILES.iter().any(|place| option.places.has(*place)),
                "{name}"
            );
        }
    }

    #[test]
    fn what_a_file_has_can_be_written_in_it() {
        for (name, option) in all() {
            let in_file = FILES.iter().any(|place| option.places.has(*place));
            assert!(!in_file || option.kind.in_file().is_some(), "{name}");
        }
    }

    #[test]
    fn rivals_know_each_other() {
        let options = all();
        for (name, option) in &options {
            let Some(rival) = option.rival else { continue };
            let back =
                options.iter().find(|(other, _)| other == rival).and_then(|(_, it)| it.rival);
            assert_eq!(back, Some(name.as_str()));
        }
    }

    #[test]
    fn a_flag_is_named_as_command_lines_have_it() {
        let name = |option: Declaration| option.flag_name();
        let option = Declaration::new("minifiedPathPrefix", Kind::Text, "");
        assert_eq!(name(option), None);
        assert_eq!(name(option.on(&[])).as_deref(), Some("minified-path-prefix"));
        assert_eq!(name(option.called("prefix")).as_deref(), Some("prefix"));
    }
}
