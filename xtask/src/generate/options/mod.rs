//! What is derived from the declarations of the options. All of it takes the table as an argument, so that a test can hand
//! in one of its own.

mod data;
mod docs;
mod flags;
mod schema;
mod types;

use mapship::options::{Declaration, Default, Group, Kind, Place, Unit};
use mapship::{Gathering, UploadType};

pub use docs::{in_config_page, in_plugins_page};

/// What the generators work from.
#[derive(Clone, Copy)]
pub struct Table<'a> {
    /// The options.
    pub groups: &'a [Group],
    /// The upload types, whose fields and parts are flags too.
    pub types: &'a [UploadType],
}

impl Table<'_> {
    /// The options that hold in a place, in their order.
    fn of(&self, place: Place) -> impl Iterator<Item = &'static Declaration> {
        self.groups
            .iter()
            .flat_map(|group| group.options)
            .filter(move |option| option.places.has(place))
    }

    /// The types whose uploads are made here, so that they need no file.
    fn without_files(&self) -> Vec<&'static str> {
        let made = self.types.iter().filter(|known| known.gathering == Gathering::Made);
        made.map(|known| known.name).collect()
    }

    /// The names of all parts, each once.
    fn parts(&self) -> Vec<&'static str> {
        let mut names: Vec<&str> =
            self.types.iter().flat_map(|known| known.parts).map(|part| part.name).collect();
        names.sort_unstable();
        names.dedup();
        names
    }
}

/// Every derived file that is an option's alone: its path from the root, and its text.
pub fn files(table: Table<'_>) -> [(&'static str, String); 5] {
    [
        ("pkg/options/declared.js", data::module(table)),
        ("pkg/options/types.d.ts", types::declarations(table)),
        ("pkg/options/declared-flags.js", flags::module(table)),
        ("pkg/schema/config.json", schema::of_config(table)),
        ("pkg/docs/options.md", docs::page(table)),
    ]
}

/// The objects among the kinds that an option may have.
fn members(kind: Kind) -> &'static [Declaration] {
    match kind {
        Kind::Object(members) => members,
        Kind::AnyOf(kinds) => {
            kinds.iter().map(|kind| members(*kind)).find(|it| !it.is_empty()).unwrap_or_default()
        }
        _ => &[],
    }
}

/// Whether no function of the API, config file or plugin has it.
fn is_only_flag(option: &Declaration) -> bool {
    let files = [Place::Config, Place::Target, Place::Plugins];
    let mut others = Place::FUNCTIONS.iter().map(|(place, _)| *place).chain(files);
    !others.any(|place| option.places.has(place))
}

/// What counts where the option is not given, as people write it; in the unit of the command line, or of the API.
fn default_of(option: &Declaration, seconds: bool) -> Option<String> {
    match (option.default, option.kind) {
        (Default::None, _) => None,
        (Default::True, _) => Some("true".to_owned()),
        (Default::Text(text), _) => Some(text.to_owned()),
        (Default::Number(ms), Kind::Number { unit: Unit::Milliseconds, .. }) if seconds => {
            Some((ms / 1000).to_string())
        }
        (Default::Number(number), _) => Some(number.to_string()),
    }
}

/// Text as a string of JavaScript, with the quotes that need the fewer escapes.
fn quoted(text: &str) -> String {
    let quote = if text.contains('\'') && !text.contains('"') { '"' } else { '\'' };
    let mut quoted = quote.to_string();
    for letter in text.chars() {
        match letter {
            '\n' => quoted.push_str("\\n"),
            '\\' => quoted.push_str("\\\\"),
            letter if letter == quote => quoted.extend(['\\', letter]),
            letter => quoted.push(letter),
        }
    }
    quoted.push(quote);
    quoted
}

/// The key of a member of a JavaScript object.
fn key(name: &str) -> String {
    let is_word = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '$');
    if is_word { name.to_owned() } else { quoted(name) }
}
