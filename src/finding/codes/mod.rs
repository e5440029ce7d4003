//! The findings mapship knows: one row each, with its name, severity, sentence, remedy, where the rule comes from, and
//! what happens if the upload is sent all the same.
//!
//! ```text
//! Variant "stable-name" Severity "where the rule comes from"
//!     "what is wrong"
//!     "what to do about it"
//!     -> "what happens to a stack trace, or at the intake, if it is sent all the same"
//! ```
//!
//! The severity follows from the consequence: an error is what makes stack traces unreadable or is refused by the intake.
//! Every error therefore tells its consequence; where the honest answer is "nothing", it is no error. `Warning strict Error` is
//! for what a standard forbids and consumers pass over: an error only for who asks for the standard's severities.
//!
//! `{name}` in a sentence is a value of the issue, `{name:noun}` a count of nouns, `{name:words}` a longer text, such as a reply
//! or a folder, and `{path}` the place.
//!
//! `only "lookups"`, behind the severity, is for what one of the WebAssembly modules alone finds: its sentences are in no other.
//!
//! Rows of one name follow each other and have one severity: they are sentences of one finding, of which the host's values
//! choose one (`issue_named`).
//!
//! The rows of an area are in a file of their own. Each file is a macro that puts its rows behind those it was given and hands
//! all of them to the next; the last one, `codes`, makes one enum of them.

use crate::finding::Severity;

#[macro_use]
mod after_upload;
#[macro_use]
mod apple;
#[macro_use]
mod build;
#[macro_use]
mod elf;
#[macro_use]
mod explain;
#[macro_use]
mod fit;
#[macro_use]
mod git;
#[macro_use]
mod host;
#[macro_use]
mod mobile;
#[macro_use]
mod plugin;
#[macro_use]
mod sourcemap;
#[macro_use]
mod upload;
#[macro_use]
mod verify;
#[macro_use]
mod wasm_module;
#[macro_use]
mod windows;
#[macro_use]
mod zip;

/// A sentence, or a stand-in for it in the modules that never say it. That is not empty: the compiler makes a table of texts that have an
/// address, and code for each of them where one has none, which weighs 8 kB.
macro_rules! text {
    ($text:literal) => {
        $text
    };
    ($text:literal, $module:literal) => {
        if cfg!(feature = $module) { $text } else { "-" }
    };
}

/// The name of a row. The core has none of those that another module finds: nothing of them comes by.
macro_rules! name {
    ($name:literal) => {
        $name
    };
    ($name:literal, $module:literal) => {
        if cfg!(any(feature = $module, not(feature = "core"))) { $name } else { "-" }
    };
}

macro_rules! codes {
    (; $($variant:ident $name:literal $severity:ident $(strict $strict:ident)? $(only $module:literal)? $rule:literal
        $sentence:literal
        $remedy:literal
        $(-> $consequence:literal)?)*) => {
        /// What was found. The kebab-case name is stable: programs and tests may rely on it.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum Code {
            $(#[doc = $sentence] $variant,)*
        }

        impl Code {
            /// Every code, in the order of the table.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The stable name, kebab-case.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => name!($name $(, $module)?),)* }
            }

            /// The severity that follows from the consequence.
            #[must_use]
            pub fn severity(self) -> Severity {
                match self { $(Self::$variant => Severity::$severity,)* }
            }

            /// The severity that the rule's source gives it, which is another one for what consumers pass over.
            #[must_use]
            pub fn strict_severity(self) -> Severity {
                match self {
                    $($(Self::$variant => Severity::$strict,)?)*
                    _ => self.severity(),
                }
            }

            /// What happens to a stack trace, or at the intake, if it is sent all the same. Every error tells it.
            #[must_use]
            pub fn consequence(self) -> Option<&'static str> {
                match self {
                    $($(Self::$variant => Some($consequence),)?)*
                    _ => None,
                }
            }

            /// The clause or section the rule comes from.
            #[must_use]
            pub fn rule(self) -> &'static str {
                match self { $(Self::$variant => $rule,)* }
            }

            /// The template of the sentence.
            pub(crate) fn sentence(self) -> &'static str {
                match self { $(Self::$variant => text!($sentence $(, $module)?),)* }
            }

            /// The template of the remedy.
            pub(crate) fn remedy(self) -> &'static str {
                match self { $(Self::$variant => text!($remedy $(, $module)?),)* }
            }
        }
    };
}

upload! { build sourcemap fit explain elf windows apple mobile wasm_module zip host git plugin after_upload verify codes; }

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_error_tells_its_consequence() {
        for code in Code::ALL {
            let worst = code.severity().max(code.strict_severity());
            let consequence = code.consequence().unwrap_or_default();
            assert!(worst < Severity::Error || consequence.len() > 10, "{}", code.name());
            assert!(!consequence.contains('{'), "{}", code.name());
            assert!(code.severity() <= code.strict_severity(), "{}", code.name());
        }
    }

    #[test]
    fn rows_of_one_name_follow_each_other_and_are_alike() {
        let mut seen = Vec::new();
        for code in Code::ALL {
            let (name, severity) = (code.name(), code.severity());
            match seen.last() {
                Some((last, alike)) if *last == name => assert_eq!(*alike, severity, "{name}"),
                _ => {
                    assert!(seen.iter().all(|(earlier, _)| *earlier != name), "{name}");
                    seen.push((name, severity));
                }
            }
        }
    }
}
