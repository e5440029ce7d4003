//! JSON whose members are taken by their names, what is unknown passed over.

use crate::sourcemap::json::{Json, Kind};
use crate::sourcemap::window::Step;

/// The longest name that is read, in bytes.
const LONGEST: usize = 4096;

/// Hands on the members of the object that comes next; another value has none.
pub(super) fn members(
    json: &mut Json<'_>,
    each: &mut dyn FnMut(&mut Json<'_>, &str) -> Step<()>,
) -> Step<()> {
    if json.kind()? != Kind::Object {
        return json.skip();
    }
    json.enter();
    let mut first = true;
    loop {
        let mut name = Vec::new();
        let is_named = json.name(&mut first, &mut |bytes, _| {
            if name.len() < LONGEST {
                name.extend_from_slice(bytes);
            }
        })?;
        if !is_named {
            return Ok(());
        }
        each(json, &String::from_utf8_lossy(&name))?;
    }
}

/// Hands on the items of the list that comes next; another value has none.
pub(super) fn items(
    json: &mut Json<'_>,
    each: &mut dyn FnMut(&mut Json<'_>) -> Step<()>,
) -> Step<()> {
    if json.kind()? != Kind::Array {
        return json.skip();
    }
    json.enter();
    let mut first = true;
    while json.item(&mut first)? {
        each(json)?;
    }
    Ok(())
}

/// A text; another value counts as an empty one.
pub(super) fn text(json: &mut Json<'_>) -> Step<String> {
    if json.kind()? == Kind::String {
        return json.text_up_to(LONGEST).map(|(text, _)| text.replace(['\n', '\r'], " "));
    }
    json.skip().map(|()| String::new())
}

/// A whole number; another value is none.
pub(super) fn number(json: &mut Json<'_>) -> Step<Option<i64>> {
    if json.kind()? == Kind::Number {
        return json.number();
    }
    json.skip().map(|()| None)
}
