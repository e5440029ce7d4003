//! The vocabulary in which an option is declared.

/// An option: what it is called, what it may be, and where it holds.
///
/// The flags, the config file's schema, the TypeScript types, what the JavaScript accepts, and the tables of the docs
/// are made from it by `cargo xtask build`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Declaration {
    /// Its name in the API, in the config file and in the plugins, in camelCase.
    pub name: &'static str,
    /// What its value may be.
    pub kind: Kind,
    /// What it does: one sentence, without its full stop. `--help`, the schema, the types and the docs show it.
    pub about: &'static str,
    /// Further sentences, for the types; empty where one is enough.
    pub more: &'static str,
    /// What counts where it is not given.
    pub default: Default,
    /// The environment variables that stand in for it, in the order in which they count.
    pub env: &'static [&'static str],
    /// How the command line has it, where it does.
    pub flag: Option<Flag>,
    /// The field of the event that it sets.
    pub field: Option<&'static str>,
    /// A field of the event that mapship makes out of it.
    pub gives: Option<&'static str>,
    /// A value, which remedies show.
    pub example: Option<&'static str>,
    /// An option that can't be given together with it: the later of the two replaces the other.
    pub rival: Option<&'static str>,
    /// Whether it must be given.
    pub required: bool,
    /// Whether its value is a secret: it is in no file, no flag and no message.
    pub secret: bool,
    /// Where it holds.
    pub places: Places,
}

/// What the value of an option may be.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Kind {
    /// A string.
    Text,
    /// A string that is not blank.
    Name,
    /// `true` or `false`; on the command line a flag without a value.
    Bool,
    /// A whole number.
    Number {
        /// The least.
        min: u32,
        /// The greatest, where there is one.
        max: Option<u32>,
        /// What is counted.
        unit: Unit,
    },
    /// One of these strings.
    OneOf(&'static [&'static str]),
    /// The name of an upload type.
    UploadType,
    /// A path of a file or folder, not blank; in a config file relative to that.
    Path,
    /// What there is to work on: a path, a Blob, bytes, or a list of these. On the command line one path or more.
    Input,
    /// The fields of an event.
    Event,
    /// The files of further parts, by the names of the parts.
    Parts,
    /// The targets of a config file.
    Targets,
    /// Strings; on the command line a flag that may be given several times.
    List,
    /// An object with these members and no others.
    Object(&'static [Declaration]),
    /// One of several kinds.
    AnyOf(&'static [Kind]),
    /// A function that is called with these parameters, as TypeScript has them.
    Function(&'static str),
    /// An `AbortSignal`.
    Signal,
    /// A `ReceiptStore`.
    Store,
}

/// What a number counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Things.
    Count,
    /// Milliseconds; the command line has seconds.
    Milliseconds,
}

/// What counts where an option is not given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Default {
    /// Nothing in particular.
    None,
    /// Yes.
    True,
    /// This number.
    Number(u32),
    /// This string.
    Text(&'static str),
}

/// How the command line has an option.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Flag {
    /// Its name, without the dashes before it; empty where it is that of the option, in the command line's style.
    pub name: &'static str,
    /// What help calls its value; empty where the kind says it.
    pub value: &'static str,
    /// Another name, of which help says nothing.
    pub alias: Option<&'static str>,
    /// A letter that stands for it, after a single dash.
    pub short: Option<char>,
    /// Whether to give it says `false`.
    pub off: bool,
    /// What it does, where that is not what the option does: as in `about` of the option.
    pub about: &'static str,
}

/// Where an option holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// The function `inspect`.
    Inspect,
    /// The function `check`.
    Check,
    /// The function `upload`.
    Upload,
    /// The function `explain`.
    Explain,
    /// The function `look`.
    Look,
    /// The function `inject`.
    Inject,
    /// The function `verify`.
    Verify,
    /// The config file, at its top.
    Config,
    /// A target of the config file.
    Target,
    /// The plugins.
    Plugins,
    /// `mapship inspect`.
    InspectCommand,
    /// `mapship check`.
    CheckCommand,
    /// `mapship upload`.
    UploadCommand,
    /// `mapship explain`.
    ExplainCommand,
    /// `mapship verify`.
    VerifyCommand,
    /// `mapship doctor`.
    DoctorCommand,
    /// `mapship page`.
    PageCommand,
    /// `mapship init`.
    InitCommand,
    /// `mapship intake`.
    IntakeCommand,
    /// `mapship receipt`.
    ReceiptCommand,
    /// The command lines of datadog-ci.
    DatadogCi,
}

/// A set of places.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Places(u32);

impl Place {
    /// The commands, each with its name on the command line.
    pub const COMMANDS: [(Self, &'static str); 11] = [
        (Self::InspectCommand, "inspect"),
        (Self::CheckCommand, "check"),
        (Self::UploadCommand, "upload"),
        (Self::ExplainCommand, "explain"),
        (Self::VerifyCommand, "verify"),
        (Self::DoctorCommand, "doctor"),
        (Self::PageCommand, "page"),
        (Self::InitCommand, "init"),
        (Self::IntakeCommand, "intake"),
        (Self::ReceiptCommand, "receipt"),
        (Self::DatadogCi, "datadog-ci"),
    ];

    /// The functions of the API, each with its name.
    pub const FUNCTIONS: [(Self, &'static str); 7] = [
        (Self::Inspect, "inspect"),
        (Self::Check, "check"),
        (Self::Upload, "upload"),
        (Self::Explain, "explain"),
        (Self::Look, "look"),
        (Self::Inject, "inject"),
        (Self::Verify, "verify"),
    ];
}

impl Places {
    const NONE: Self = Self(0);

    const fn with(self, place: Place) -> Self {
        Self(self.0 | 1 << place as u32)
    }

    /// Whether a place is one of them.
    #[must_use]
    pub const fn has(self, place: Place) -> bool {
        self.0 & (1 << place as u32) != 0
    }
}

impl Flag {
    const NEW: Self = Self { name: "", value: "", alias: None, short: None, off: false, about: "" };
}

impl Declaration {
    /// An option that holds nowhere yet.
    #[must_use]
    pub const fn new(name: &'static str, kind: Kind, about: &'static str) -> Self {
        Self {
            name,
            kind,
            about,
            more: "",
            default: Default::None,
            env: &[],
            flag: None,
            field: None,
            gives: None,
            example: None,
            rival: None,
            required: false,
            secret: false,
            places: Places::NONE,
        }
    }

    /// Holds in these places too. In a command it is a flag.
    #[must_use]
    pub const fn within(mut self, places: &[Place]) -> Self {
        let mut left = places;
        while let [place, rest @ ..] = left {
            self.places = self.places.with(*place);
            left = rest;
        }
        self
    }

    /// Is a flag in these commands, by its own name unless another is given.
    #[must_use]
    pub const fn on(self, commands: &[Place]) -> Self {
        let flag = self.flag_or_new();
        self.with_flag(flag).within(commands)
    }

    /// The flag's name, where it is not the option's.
    #[must_use]
    pub const fn called(self, name: &'static str) -> Self {
        let flag = Flag { name, ..self.flag_or_new() };
        self.with_flag(flag)
    }

    /// What help calls the flag's value.
    #[must_use]
    pub const fn value(self, value: &'static str) -> Self {
        let flag = Flag { value, ..self.flag_or_new() };
        self.with_flag(flag)
    }

    /// Another name of the flag, of which help says nothing.
    #[must_use]
    pub const fn alias(self, alias: &'static str) -> Self {
        let flag = Flag { alias: Some(alias), ..self.flag_or_new() };
        self.with_flag(flag)
    }

    /// The letter that stands for the flag, after a single dash.
    #[must_use]
    pub const fn short(self, letter: char) -> Self {
        let flag = Flag { short: Some(letter), ..self.flag_or_new() };
        self.with_flag(flag)
    }

    /// The flag has this name, and to give it says `false`.
    #[must_use]
    pub const fn off_by(self, name: &'static str, about: &'static str) -> Self {
        let flag = Flag { name, about, off: true, ..self.flag_or_new() };
        self.with_flag(flag)
    }

    /// Further sentences.
    #[must_use]
    pub const fn more(mut self, more: &'static str) -> Self {
        self.more = more;
        self
    }

    /// What counts where it is not given.
    #[must_use]
    pub const fn default(mut self, default: Default) -> Self {
        self.default = default;
        self
    }

    /// The environment variables that stand in for it.
    #[must_use]
    pub const fn env(mut self, env: &'static [&'static str]) -> Self {
        self.env = env;
        self
    }

    /// The field of the event that it sets.
    #[must_use]
    pub const fn field(mut self, field: &'static str) -> Self {
        self.field = Some(field);
        self
    }

    /// A field of the event that mapship makes out of it.
    #[must_use]
    pub const fn gives(mut self, field: &'static str) -> Self {
        self.gives = Some(field);
        self
    }

    /// A value that remedies show.
    #[must_use]
    pub const fn example(mut self, example: &'static str) -> Self {
        self.example = Some(example);
        self
    }

    /// An option that can't be given together with it.
    #[must_use]
    pub const fn rival(mut self, rival: &'static str) -> Self {
        self.rival = Some(rival);
        self
    }

    /// Must be given.
    #[must_use]
    pub const fn required(mut self) -> Self {
        self.required = true;
        self
    }

    /// Is a secret.
    #[must_use]
    pub const fn secret(mut self) -> Self {
        self.secret = true;
        self
    }

    const fn flag_or_new(self) -> Flag {
        match self.flag {
            Some(flag) => flag,
            None => Flag::NEW,
        }
    }

    const fn with_flag(mut self, flag: Flag) -> Self {
        self.flag = Some(flag);
        self
    }

    /// The flag's name, without the dashes before it: `minifiedPathPrefix` is `minified-path-prefix`.
    #[must_use]
    pub fn flag_name(&self) -> Option<String> {
        let flag = self.flag?;
        if !flag.name.is_empty() {
            return Some(flag.name.to_owned());
        }
        let mut name = String::new();
        for letter in self.name.chars() {
            if letter.is_ascii_uppercase() {
                name.push('-');
            }
            name.push(letter.to_ascii_lowercase());
        }
        Some(name)
    }
}

impl Kind {
    /// A whole number of `min` or more.
    #[must_use]
    pub const fn at_least(min: u32) -> Self {
        Self::Number { min, max: None, unit: Unit::Count }
    }

    /// A whole number from `min` to `max`.
    #[must_use]
    pub const fn between(min: u32, max: u32) -> Self {
        Self::Number { min, max: Some(max), unit: Unit::Count }
    }

    /// A time, in ms; on the command line in seconds.
    pub const TIME: Self = Self::Number { min: 1, max: None, unit: Unit::Milliseconds };

    /// The kind as a file can have it, where it can: a file has no functions.
    #[must_use]
    pub fn in_file(self) -> Option<Self> {
        match self {
            Self::Function(_) | Self::Signal | Self::Store | Self::Input => None,
            Self::AnyOf(kinds) => {
                let mut left = kinds.iter().filter_map(|kind| kind.in_file());
                match (left.next(), left.next()) {
                    (only, None) => only,
                    _ => Some(self),
                }
            }
            kind => Some(kind),
        }
    }
}
