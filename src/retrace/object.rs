//! The objects in a mapping's comments: JSON as R8 writes it, and as its documentation shows it, with single quotes or none.

/// How deep values may lie in each other.
const DEEPEST: u32 = 8;

/// How many members of an object, or elements of a list, are kept.
const KEPT: usize = 4096;

/// A value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Value {
    /// A string, a number or a word.
    Text(String),
    List(Vec<Value>),
    Object(Vec<(String, Value)>),
}

impl Value {
    /// The member of this name, where it is an object that has one.
    pub fn get(&self, name: &str) -> Option<&Value> {
        let Self::Object(members) = self else { return None };
        members.iter().find(|(known, _)| known == name).map(|(_, value)| value)
    }

    /// The text that it is.
    pub fn text(&self) -> Option<&str> {
        let Self::Text(text) = self else { return None };
        Some(text)
    }

    /// The texts of a list.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        let list = if let Self::List(list) = self { list.as_slice() } else { &[] };
        list.iter().filter_map(Self::text)
    }
}

/// The object that a comment is; `None` where it is none.
pub(super) fn object(comment: &str) -> Option<Value> {
    let mut rest = comment.trim_ascii();
    let value = value(&mut rest, 0)?;
    matches!(value, Value::Object(_)).then_some(value)
}

fn value(rest: &mut &str, depth: u32) -> Option<Value> {
    *rest = rest.trim_ascii_start();
    if depth > DEEPEST {
        return None;
    }
    if take(rest, '{') {
        let mut members = Vec::new();
        while !take(rest, '}') {
            let name = text(rest)?;
            take(rest, ':').then_some(())?;
            let member = value(rest, depth.saturating_add(1))?;
            if members.len() < KEPT {
                members.push((name, member));
            }
            take(rest, ',');
        }
        return Some(Value::Object(members));
    }
    if take(rest, '[') {
        let mut list = Vec::new();
        while !take(rest, ']') {
            let element = value(rest, depth.saturating_add(1))?;
            if list.len() < KEPT {
                list.push(element);
            }
            take(rest, ',');
        }
        return Some(Value::List(list));
    }
    text(rest).map(Value::Text)
}

/// Takes a sign, and the white space around it, where it comes next.
fn take(rest: &mut &str, sign: char) -> bool {
    let Some(after) = rest.trim_ascii_start().strip_prefix(sign) else { return false };
    *rest = after.trim_start();
    true
}

/// A string in quotes of either kind, or a word.
fn text(rest: &mut &str) -> Option<String> {
    let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''));
    let Some(quote) = quote else {
        let ends =
            |c: char| c.is_ascii_whitespace() || matches!(c, ',' | ':' | '}' | ']' | '{' | '[');
        let length = rest.find(ends).unwrap_or(rest.len());
        let (word, after) = rest.split_at_checked(length).filter(|(word, _)| !word.is_empty())?;
        *rest = after;
        return Some(word.to_owned());
    };
    let mut text = String::new();
    let mut signs = rest.get(1..)?.chars();
    loop {
        match signs.next()? {
            '\\' => match signs.next()? {
                'n' => text.push('\n'),
                't' => text.push('\t'),
                'u' => {
                    let digits: String = signs.by_ref().take(4).collect();
                    let unit = u32::from_str_radix(&digits, 16).ok()?;
                    text.push(char::from_u32(unit).unwrap_or(char::REPLACEMENT_CHARACTER));
                }
                other => text.push(other),
            },
            sign if sign == quote => break,
            sign => text.push(sign),
        }
    }
    *rest = signs.as_str();
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_json_and_what_is_near_it() {
        for text in [
            r#"{"id":"x","list":["a","b"],"more":{"1":2}}"#,
            "{ id: 'x', list: ['a', 'b'], more: { '1': 2 } }",
            "{'id' : 'x' , 'list':[a,b,],more:{1:2,},}",
        ] {
            let read = object(text).unwrap();
            assert_eq!(read.get("id").and_then(Value::text), Some("x"), "{text}");
            assert_eq!(read.get("list").unwrap().texts().collect::<Vec<_>>(), ["a", "b"], "{text}");
            assert_eq!(read.get("more").unwrap().get("1").unwrap().text(), Some("2"), "{text}");
        }
        let escaped = object(r#"{"id":"a\"b\\cé\n"}"#).unwrap();
        assert_eq!(escaped.get("id").unwrap().text(), Some("a\"b\\cé\n"));
        for text in ["", "[1]", "{", "{\"a\"", "{\"a\":", "{a:b", "{:}", "{\"a\":\"b", "x", "{,}"] {
            assert_eq!(object(text), None, "{text}");
        }
        assert_eq!(object(&"{a:".repeat(100_000)), None);
    }
}
