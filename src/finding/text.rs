//! The templates of sentences, and values that are safe to print in them.

/// The most characters of a value that a sentence shows.
pub(super) const SHOWN: usize = 120;

/// The most characters that it shows of the words of another program, such as a server's reply, and of folders.
pub(super) const SHOWN_WORDS: usize = 1000;

/// A place in a template for a value: `{name}`, or `{name:kind}`.
pub(super) struct Slot {
    /// The name of the value; `path` is the place of the finding where no value has that name.
    pub(super) name: &'static str,
    /// `words` for long text, `option` or `part` for one that is named as the reader gives it,
    /// `given` for a value that is the name of one, or the noun of what the value counts.
    pub(super) kind: Option<&'static str>,
}

impl Slot {
    /// What it stands for where it is itself the name of an option, or of a part of an upload, as the API has it.
    pub(super) fn way(&self) -> Option<String> {
        match self.kind {
            Some("option") => Some(["the option ", self.name].concat()),
            Some("part") => Some(["parts.", self.name].concat()),
            _ => None,
        }
    }
}

/// Puts values into a template.
pub(super) fn fill(template: &'static str, value: impl Fn(&Slot) -> String) -> String {
    let mut text = String::with_capacity(template.len() + 32);
    let rest = each_slot(template, |before, slot| {
        text.push_str(before);
        text.push_str(&value(&slot));
    });
    text.push_str(rest);
    text
}

/// The names of the values that a template speaks of, but for options and parts, which need none.
pub(super) fn slots(template: &'static str) -> Vec<&'static str> {
    let mut names = Vec::new();
    each_slot(template, |_, slot| {
        if slot.way().is_none() {
            names.push(slot.name);
        }
    });
    names
}

/// Visits the slots of a template, each with the text between it and the one before. Returns the text after the last.
fn each_slot(template: &'static str, mut visit: impl FnMut(&'static str, Slot)) -> &'static str {
    let mut rest = template;
    while let Some((before, (slot, after))) =
        rest.split_once('{').and_then(|(before, after)| Some((before, after.split_once('}')?)))
    {
        let (name, kind) = slot.split_once(':').map_or((slot, None), |(n, k)| (n, Some(k)));
        visit(before, Slot { name, kind });
        rest = after;
    }
    rest
}

/// A text from the input, safe to print: control characters, and characters that reorder or hide text, are escaped, as a
/// hostile file name must not drive a terminal.
#[must_use]
pub fn printable(text: &str) -> String {
    shown(text, usize::MAX)
}

/// The same, cut behind so many characters.
pub(super) fn shown(text: &str, most: usize) -> String {
    let mut shown = String::new();
    for (index, character) in text.chars().enumerate() {
        if index == most {
            shown.push('…');
            break;
        }
        if is_hazardous(character) {
            shown.extend(character.escape_unicode());
        } else {
            shown.push(character);
        }
    }
    shown
}

/// Whether a character is one of Unicode's control (Cc) or format characters (Cf, bidirectional and zero-width marks among
/// them), or separates lines or paragraphs. The ranges are those of Unicode 17.
fn is_hazardous(character: char) -> bool {
    character.is_control()
        || matches!(character,
            '\u{ad}' | '\u{600}'..='\u{605}' | '\u{61c}' | '\u{6dd}' | '\u{70f}' | '\u{890}'..='\u{891}' | '\u{8e2}'
            | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2064}'
            | '\u{2066}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{110bd}' | '\u{110cd}'
            | '\u{13430}'..='\u{1343f}' | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0001}'
            | '\u{e0020}'..='\u{e007f}')
}
