//! What the function of a frame is called: by the engine, or by the map.
//!
//! A minified function has lost its name; what stands where it was called has kept it in the map. That is the next frame of the same
//! stack. But a call may go through a variable of another name, so a name that the engine still knows is kept.

use super::places::CodeAt;

/// A frame, as far as names go.
#[derive(Debug, Clone, Default)]
pub struct NamedFrame {
    /// The function, as the engine names it.
    pub function: Option<String>,
    /// The function that the place lies in, where the map says so.
    pub scope: Option<String>,
    /// The name that the map has for its place.
    pub name: Option<NameAt>,
    /// Whether its place leads to a source.
    pub is_resolved: bool,
    /// Whether it does not stand at a call of the frame before it.
    pub is_apart: bool,
}

/// A name in a map.
#[derive(Debug, Clone, Default)]
pub struct NameAt {
    /// The original name.
    pub name: String,
    /// The column of the minified line that the map gives it to, 0-based, in UTF-16 units.
    pub begins: u32,
    /// The column of the frame.
    pub column: u32,
    /// The code there.
    pub code: Option<CodeAt>,
}

/// The names of some frames' functions, in turn, which stand in their order in a trace.
#[must_use]
pub fn name_frames(frames: &[NamedFrame]) -> Vec<Option<String>> {
    let next = frames.iter().skip(1).map(Some).chain([None]);
    frames.iter().zip(next).map(|(frame, caller)| name_of(frame, caller)).collect()
}

fn name_of(frame: &NamedFrame, caller: Option<&NamedFrame>) -> Option<String> {
    let own = frame.function.clone();
    if !frame.is_resolved {
        return own;
    }
    let says_something = |name: &&String| !matches!(name.as_str(), "" | "<global>" | "<anonymous>");
    if let Some(scope) = frame.scope.as_ref().filter(says_something) {
        return Some(scope.clone());
    }
    let at_call = caller.filter(|caller| !caller.is_apart).and_then(|it| it.name.as_ref());
    let Some(called) = at_call.and_then(NameAt::called) else { return own };
    match own {
        Some(own) if !called.is_better_than(&own) => Some(own),
        _ => Some(called.name.to_owned()),
    }
}

/// What is called at a place.
struct Called<'a> {
    /// As the source names it.
    name: &'a str,
    /// As the minified file does.
    minified: Option<String>,
}

impl NameAt {
    /// What is called here: the name that this column is in or right behind. Safari tells the place of the parenthesis, other
    /// browsers that of the name.
    fn called(&self) -> Option<Called<'_>> {
        let name = self.name.as_str();
        let behind = usize::try_from(self.column.checked_sub(self.begins)?).ok()?;
        // minified names are no longer than their originals
        if behind > name.encode_utf16().count() {
            return None;
        }
        let minified = match &self.code {
            None => None,
            Some(code) => {
                let from = usize::try_from(self.begins.checked_sub(code.column)?).ok()?;
                let word: String =
                    from_unit(&code.text, from).take_while(|it| is_part(*it)).collect();
                // the name of `order` in `order.pay()` is not that of what is called there
                if behind > word.encode_utf16().count() {
                    return None;
                }
                Some(word).filter(|word| !word.is_empty())
            }
        };
        // these call another function, whatever its name
        let is_detour = matches!(name, "call" | "apply");
        (!is_detour).then_some(Called { name, minified })
    }
}

fn from_unit(text: &str, from: usize) -> impl Iterator<Item = char> {
    let mut units = 0_usize;
    text.chars().skip_while(move |character| {
        let is_before = units < from;
        units = units.saturating_add(character.len_utf16());
        is_before
    })
}

/// Whether a character may be part of a name. (The tables of Unicode's letters would weigh 3 kB of wasm; beyond ASCII nothing else
/// than letters stands beside a name outside of strings and comments.)
fn is_part(character: char) -> bool {
    match character {
        '_' | '$' => true,
        _ if character.is_ascii() => character.is_ascii_alphanumeric(),
        _ => !character.is_whitespace(),
    }
}

impl Called<'_> {
    /// Whether it tells more than what the engine says.
    fn is_better_than(&self, engine: &str) -> bool {
        let (own, alias) = own_names(engine);
        // a renamed function, called by its new name
        let is_same = self.minified.as_deref().is_some_and(|minified| minified == own);
        if is_same && is_decorated(own, self.name) {
            return true;
        }
        let is_kept = |name: &str| match name.chars().count() {
            0..3 => false,
            // as long as names of large bundles get; `Xhe` was called so nowhere, `add` may have been
            3 if is_same => self.name.to_ascii_lowercase().contains(&name.to_ascii_lowercase()),
            3 => looks_like_a_word(name),
            _ => true,
        };
        !is_kept(own) && (is_same || !alias.is_some_and(is_kept))
    }
}

/// The last part of a function's name as engines write it, and the name that it was called by: of `async Cart.t [as total]` that is
/// `t` and `total`. Empty where it has none.
fn own_names(engine: &str) -> (&str, Option<&str>) {
    let (name, alias) = match engine.split_once(" [as ") {
        Some((name, alias)) => (name, alias.strip_suffix(']')),
        None => (engine, None),
    };
    // Firefox has what lies in a function behind its name: `pay/<`
    let own = name.rsplit(['.', '/', '#', ' ']).next().unwrap_or(name);
    let is_anonymous = own.contains('<') || matches!(own, "anonymous" | "(anonymous)");
    (if is_anonymous { "" } else { own }, alias)
}

/// Whether a bundler has made one name of the other, to tell two functions apart: `total$1`, `total2`, `_total`.
fn is_decorated(decorated: &str, name: &str) -> bool {
    let Some(rest) = decorated.trim_start_matches('_').strip_prefix(name.trim_start_matches('_'))
    else {
        return false;
    };
    decorated != name && rest.chars().all(|it| it.is_ascii_digit() || it == '$')
}

fn looks_like_a_word(name: &str) -> bool {
    name.bytes().all(|byte| byte.is_ascii_lowercase())
        || name.bytes().all(|it| it.is_ascii_uppercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The name of a function that the engine names so, called where this code stands: `|` is where the frame is, and the map gives
    /// the name to the word before it, or to what is behind `^`.
    fn named(function: &str, code: &str, name: &str) -> String {
        let column = code.chars().take_while(|it| *it != '|').filter(|it| *it != '^').count();
        let text = code.replace(['|', '^'], "");
        let begins = code.find('^').unwrap_or(column);
        let at = NameAt {
            name: name.to_owned(),
            begins: begins as u32 + 7,
            column: column as u32 + 7,
            code: Some(CodeAt { text, column: 7 }),
        };
        let function = Some(function.to_owned()).filter(|it| !it.is_empty());
        let frames = [
            NamedFrame { function, is_resolved: true, ..NamedFrame::default() },
            NamedFrame { name: Some(at), ..NamedFrame::default() },
        ];
        name_frames(&frames)[0].clone().unwrap_or_default()
    }

    #[test]
    fn what_is_minified_is_named_by_the_map() {
        for (function, code, name, expected) in [
            ("t", "return |t(e)", "total", "total"),
            ("Object.t", "return |t(e)", "total", "total"),
            ("new t", "new |t(e)", "Cart", "Cart"),
            ("async t", "await |t(e)", "load", "load"),
            ("", "return |t(e)", "total", "total"),
            ("Object.<anonymous>", "|t(e)", "total", "total"),
            ("a/b/<", "|t(e)", "total", "total"),
            // Safari tells the place of the parenthesis
            ("t", "return ^t|(e)", "total", "total"),
            // called through a variable of another name, which is still more than nothing
            ("t", "|n(e)", "callback", "callback"),
            ("Xhe", "|Xhe(e)", "handleError", "handleError"),
            ("aB3", "|n(e)", "handleError", "handleError"),
            ("Object.o [as onClick]", "|o(e)", "handleClick", "handleClick"),
            ("total$1", "|total$1(e)", "total", "total"),
            ("total2", "|total2(e)", "total", "total"),
            ("_total", "|_total(e)", "total", "total"),
        ] {
            assert_eq!(named(function, code, name), expected, "{function} {code} {name}");
        }
    }

    #[test]
    fn what_the_engine_knows_is_kept() {
        for (function, code, name) in [
            // React calls handlers through a variable that held something else before
            ("onClick", "|a(b)", "previousInstance"),
            ("Object.onClick", "|a(b)", "previousInstance"),
            ("pay", "|pay(b)", "doPay"),
            ("t.render", "e.|render()", "other"),
            ("Object.o [as onClick]", "|n(e)", "previousInstance"),
            ("total2", "|n(e)", "callback"),
            ("add", "|n(e)", "callback"),
            // the name is that of the object
            ("t", "^order.|pay()", "order"),
            ("t", "^o.|p()", "order"),
            ("t", "a.|call(e)", "call"),
            ("t", "a.|apply(e)", "apply"),
            // too far behind
            ("t", "^aaaaaaaaaaaa|a(e)", "order"),
        ] {
            assert_eq!(named(function, code, name), function, "{function} {code} {name}");
        }
    }

    #[test]
    fn names_come_from_the_same_stack() {
        let at = || NameAt { name: "total".to_owned(), ..NameAt::default() };
        let frame = NamedFrame {
            function: Some("t".to_owned()),
            name: Some(at()),
            is_resolved: true,
            ..NamedFrame::default()
        };
        let apart = NamedFrame { is_apart: true, ..frame.clone() };
        let native = NamedFrame { name: None, is_resolved: false, ..frame.clone() };
        let scoped = NamedFrame { scope: Some("Cart#add".to_owned()), ..frame.clone() };
        let global = NamedFrame { scope: Some("<global>".to_owned()), ..frame.clone() };
        let names = |frames: &[&NamedFrame]| {
            let frames: Vec<_> = frames.iter().map(|frame| (*frame).clone()).collect();
            name_frames(&frames)
                .into_iter()
                .map(|name| name.unwrap_or_default())
                .collect::<Vec<_>>()
        };
        assert_eq!(names(&[&frame, &frame]), ["total", "t"]);
        assert_eq!(names(&[&frame, &apart, &frame]), ["t", "total", "t"]);
        assert_eq!(names(&[&frame, &native, &frame]), ["t", "t", "t"]);
        assert_eq!(names(&[&scoped, &frame]), ["Cart#add", "t"]);
        assert_eq!(names(&[&global, &frame]), ["total", "t"]);
    }
}
