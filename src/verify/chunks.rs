//! The files of chunks as runtimes of webpack's kind name them: by a function from the ID of a chunk to the name of its file.
//!
//! Such a function puts texts together, looks some up in tables, and has exceptions. It is read and worked out, not run.

/// The longest function that is read, in bytes, and how deep it may be nested.
const LONGEST: usize = 1024 * 1024;
const DEEPEST: usize = 200;

/// How many chunks a runtime may have.
const MOST: usize = 10_000;

/// The function in a script that makes names of files, from its parameter on; as it stands there.
pub(super) fn file_name_function(text: &[u8]) -> Option<String> {
    let mut at = 0;
    while let Some(found) = text.get(at..).and_then(|rest| super::script::find(rest, b".u")) {
        let rest = text.get(at + found + 2..)?;
        at += found + 2;
        let Some(rest) = skip_space(rest).strip_prefix(b"=") else { continue };
        let rest = skip_space(rest.get(..rest.len().min(LONGEST))?);
        let whole = Parser { rest, depth: 0, params: Vec::new() };
        if let Some((_, length)) = whole.function() {
            return String::from_utf8(rest.get(..length)?.to_vec()).ok();
        }
    }
    None
}

/// What a runtime puts before the names, where it is a plain text: `r.p="/static/"`.
pub(super) fn public_path(text: &[u8]) -> Option<String> {
    let mut at = 0;
    let mut last = None;
    while let Some(found) = text.get(at..).and_then(|rest| super::script::find(rest, b".p")) {
        at += found + 2;
        let rest = skip_space(text.get(at..)?);
        let Some(rest) = rest.strip_prefix(b"=") else { continue };
        let Some((value, rest)) = string(skip_space(rest)) else { continue };
        if matches!(skip_space(rest), [b'+', ..]) {
            continue;
        }
        last = Some(value);
    }
    last
}

/// The IDs that a script asks its runtime for: `r.e(123)`, `r.e("name")`.
pub(super) fn chunk_ids(text: &[u8]) -> Vec<String> {
    let mut ids: Vec<String> = Vec::new();
    let mut at = 0;
    while let Some(found) = text.get(at..).and_then(|rest| super::script::find(rest, b".e("))
        && ids.len() < MOST
    {
        at += found + 3;
        let rest = skip_space(text.get(at..).unwrap_or_default());
        // a string, or its quotes with backslashes where the code is in a text itself
        let id = string(rest).or_else(|| number(rest));
        if let Some((id, rest)) = id
            && skip_space(rest).starts_with(b")")
            && !ids.contains(&id)
        {
            ids.push(id);
        }
    }
    ids
}

/// The names of files that a function makes of IDs: of these, and of those that it knows itself. Nothing where it is none that can be
/// worked out.
#[must_use]
pub fn chunk_names(function: &str, ids: &[String]) -> Vec<String> {
    let parser = Parser { rest: function.as_bytes(), depth: 0, params: Vec::new() };
    let Some((body, _)) = parser.function() else { return Vec::new() };
    let mut all: Vec<&str> = Vec::new();
    body.gather_ids(&mut all);
    all.extend(ids.iter().map(String::as_str));
    let mut names: Vec<String> = Vec::new();
    for id in all.into_iter().take(MOST) {
        if let Some(Value::Text(name)) = body.value(id)
            && name.contains(".js")
            && !names.contains(&name)
        {
            names.push(name);
        }
    }
    names
}

/// An expression of the few kinds that such functions are made of.
#[derive(Debug)]
enum Term {
    Text(String),
    Id,
    Table(Vec<(String, Term)>),
    Sum(Box<Term>, Box<Term>),
    Either(Box<Term>, Box<Term>),
    Same(Box<Term>, Box<Term>),
    Choice(Box<Term>, Box<Term>, Box<Term>),
    Entry(Box<Term>, Box<Term>),
}

#[derive(Debug, Clone, PartialEq)]
enum Value {
    Text(String),
    Flag(bool),
    Missing,
}

impl Term {
    /// What it is for a chunk; `None` where no text comes of it.
    fn value(&self, id: &str) -> Option<Value> {
        match self {
            Self::Text(text) => Some(Value::Text(text.clone())),
            Self::Id => Some(Value::Text(id.to_owned())),
            Self::Table(_) => None,
            Self::Sum(one, other) => match (one.value(id)?, other.value(id)?) {
                (Value::Text(one), Value::Text(other)) => Some(Value::Text(one + &other)),
                _ => None,
            },
            Self::Either(one, other) => match one.value(id)? {
                Value::Text(text) if !text.is_empty() => Some(Value::Text(text)),
                Value::Flag(true) => Some(Value::Flag(true)),
                _ => other.value(id),
            },
            Self::Same(one, other) => Some(Value::Flag(one.value(id)? == other.value(id)?)),
            Self::Choice(test, one, other) => match test.value(id)? {
                Value::Flag(false) | Value::Missing => other.value(id),
                Value::Text(text) if text.is_empty() => other.value(id),
                _ => one.value(id),
            },
            Self::Entry(table, key) => {
                let Self::Table(rows) = &**table else { return None };
                let Value::Text(key) = key.value(id)? else { return None };
                let row = rows.iter().find(|(name, _)| *name == key);
                row.map_or(Some(Value::Missing), |(_, term)| term.value(id))
            }
        }
    }

    /// The IDs that it knows: keys of tables, and what the ID is compared with.
    fn gather_ids<'a>(&'a self, into: &mut Vec<&'a str>) {
        match self {
            Self::Text(_) | Self::Id => {}
            Self::Table(rows) => {
                for (key, _) in rows {
                    if !into.contains(&key.as_str()) && into.len() < MOST {
                        into.push(key);
                    }
                }
            }
            Self::Same(one, other) => match (&**one, &**other) {
                (Self::Text(text), Self::Id) | (Self::Id, Self::Text(text)) => into.push(text),
                _ => {}
            },
            Self::Sum(one, other) | Self::Either(one, other) | Self::Entry(one, other) => {
                one.gather_ids(into);
                other.gather_ids(into);
            }
            Self::Choice(test, one, other) => {
                test.gather_ids(into);
                one.gather_ids(into);
                other.gather_ids(into);
            }
        }
    }
}

struct Parser<'a> {
    rest: &'a [u8],
    depth: usize,
    params: Vec<u8>,
}

impl Parser<'_> {
    /// `e=>…`, `(e)=>{return …}`, `function(e){return …}`: what it returns, and how long all of it is.
    fn function(mut self) -> Option<(Term, usize)> {
        let whole = self.rest.len();
        let is_old = self.takes(b"function");
        let has_parenthesis = self.takes(b"(");
        let length = self.rest.iter().take_while(|byte| is_of_name(byte)).count();
        self.params = self.rest.get(..length).filter(|name| !name.is_empty())?.to_vec();
        self.rest = self.rest.get(length..)?;
        if has_parenthesis && !self.takes(b")") || !is_old && !self.takes(b"=>") {
            return None;
        }
        let has_body = self.takes(b"{");
        if is_old && !has_body || has_body && !self.takes(b"return") {
            return None;
        }
        let term = self.choice()?;
        self.takes(b";");
        if has_body && !self.takes(b"}") {
            return None;
        }
        // a function that makes nothing of a text is another one
        matches!(term, Term::Sum(..) | Term::Choice(..) | Term::Entry(..))
            .then(|| (term, whole - self.rest.len()))
    }

    fn takes(&mut self, sign: &[u8]) -> bool {
        self.rest = skip_space(self.rest);
        let Some(rest) = self.rest.strip_prefix(sign) else { return false };
        self.rest = rest;
        true
    }

    fn choice(&mut self) -> Option<Term> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return None;
        }
        let test = self.either()?;
        let term = if self.takes(b"?") {
            let one = self.choice()?;
            if !self.takes(b":") {
                return None;
            }
            Term::Choice(Box::new(test), Box::new(one), Box::new(self.choice()?))
        } else {
            test
        };
        self.depth -= 1;
        Some(term)
    }

    fn either(&mut self) -> Option<Term> {
        let mut term = self.same()?;
        while self.takes(b"||") || self.takes(b"??") {
            term = Term::Either(Box::new(term), Box::new(self.same()?));
        }
        Some(term)
    }

    fn same(&mut self) -> Option<Term> {
        let term = self.sum()?;
        if self.takes(b"===") || self.takes(b"==") {
            return Some(Term::Same(Box::new(term), Box::new(self.sum()?)));
        }
        Some(term)
    }

    fn sum(&mut self) -> Option<Term> {
        let mut term = self.entry()?;
        while self.takes(b"+") {
            term = Term::Sum(Box::new(term), Box::new(self.entry()?));
        }
        Some(term)
    }

    fn entry(&mut self) -> Option<Term> {
        let mut term = self.single()?;
        while self.takes(b"[") {
            let key = self.choice()?;
            if !self.takes(b"]") {
                return None;
            }
            term = Term::Entry(Box::new(term), Box::new(key));
        }
        Some(term)
    }

    fn single(&mut self) -> Option<Term> {
        self.rest = skip_space(self.rest);
        if self.rest.starts_with(b"`") {
            return self.template();
        }
        if let Some((text, rest)) = string(self.rest).or_else(|| number(self.rest)) {
            self.rest = rest;
            return Some(Term::Text(text));
        }
        if self.takes(b"(") {
            let term = self.choice()?;
            return self.takes(b")").then_some(term);
        }
        if self.takes(b"{") {
            return self.table();
        }
        let rest = self.rest.strip_prefix(self.params.as_slice())?;
        self.rest = rest;
        (!rest.first().is_some_and(is_of_name)).then_some(Term::Id)
    }

    /// `` `a/${e}.js` ``
    fn template(&mut self) -> Option<Term> {
        self.rest = self.rest.strip_prefix(b"`")?;
        let mut term = Term::Text(String::new());
        loop {
            let stops = |byte: &u8| matches!(byte, b'`' | b'$' | b'\\');
            let length = self.rest.iter().position(stops)?;
            let (text, rest) = self.rest.split_at_checked(length)?;
            let text = Term::Text(String::from_utf8(text.to_vec()).ok()?);
            term = Term::Sum(Box::new(term), Box::new(text));
            if let Some(rest) = rest.strip_prefix(b"`") {
                self.rest = rest;
                return Some(term);
            }
            self.rest = rest.strip_prefix(b"${")?;
            term = Term::Sum(Box::new(term), Box::new(self.choice()?));
            self.rest = skip_space(self.rest).strip_prefix(b"}")?;
        }
    }

    fn table(&mut self) -> Option<Term> {
        let mut rows = Vec::new();
        while !self.takes(b"}") {
            self.rest = skip_space(self.rest);
            let (key, rest) = string(self.rest).or_else(|| name(self.rest))?;
            self.rest = rest;
            if !self.takes(b":") || rows.len() >= MOST {
                return None;
            }
            let value = self.choice()?;
            rows.push((key, value));
            if !self.takes(b",") {
                return self.takes(b"}").then_some(Term::Table(rows));
            }
        }
        Some(Term::Table(rows))
    }
}

fn is_of_name(byte: &u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$')
}

/// Without the white space and the comments before it.
fn skip_space(text: &[u8]) -> &[u8] {
    let mut rest = text.trim_ascii_start();
    loop {
        let end = match rest {
            [b'/', b'/', ..] => rest.iter().position(|byte| *byte == b'\n'),
            [b'/', b'*', ..] => super::script::find(rest, b"*/").map(|at| at + 1),
            _ => return rest,
        };
        let Some(end) = end else { return &[] };
        rest = rest.get(end + 1..).unwrap_or_default().trim_ascii_start();
    }
}

/// A string literal without escapes.
fn string(text: &[u8]) -> Option<(String, &[u8])> {
    let (quote @ (b'"' | b'\''), inner) = text.split_first()? else { return None };
    let length = inner.iter().position(|byte| byte == quote)?;
    let (value, rest) = inner.split_at_checked(length)?;
    let text = (!value.contains(&b'\\')).then(|| String::from_utf8(value.to_vec()).ok())??;
    Some((text, rest.get(1..)?))
}

/// A whole number, as JavaScript makes a text of it: `1e3` is 1000.
fn number(text: &[u8]) -> Option<(String, &[u8])> {
    let length = text.iter().take_while(|byte| byte.is_ascii_digit() || **byte == b'e').count();
    let (digits, rest) = text.split_at_checked(length)?;
    if !digits.first()?.is_ascii_digit() || rest.first().is_some_and(is_of_name) {
        return None;
    }
    let digits = String::from_utf8(digits.to_vec()).ok()?;
    let Some((mantissa, exponent)) = digits.split_once('e') else { return Some((digits, rest)) };
    let zeros = exponent.parse::<usize>().ok().filter(|zeros| *zeros < 20)?;
    Some(([mantissa, &"0".repeat(zeros)].concat(), rest))
}

/// The key of a table that has no quotes.
fn name(text: &[u8]) -> Option<(String, &[u8])> {
    if let Some(found) = number(text) {
        return Some(found);
    }
    let length = text.iter().take_while(|byte| is_of_name(byte)).count();
    let (name, rest) = text.split_at_checked(length).filter(|(name, _)| !name.is_empty())?;
    Some((String::from_utf8(name.to_vec()).ok()?, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(script: &str, ids: &[&str]) -> Vec<String> {
        let ids: Vec<String> = ids.iter().map(|id| (*id).to_owned()).collect();
        let function = file_name_function(script.as_bytes()).unwrap_or_default();
        chunk_names(&function, &ids)
    }

    #[test]
    fn works_names_out() {
        for (script, ids, expected) in [
            (
                r#"r.u=e=>"js/"+({12:"shop"}[e]||e)+"."+{12:"aa",7:"bb"}[e]+".js",r.miniCssF=1"#,
                &[][..],
                &["js/shop.aa.js", "js/7.bb.js"][..],
            ),
            (r#"x.u=function(e){return""+e+".js"}"#, &["5", "a"], &["5.js", "a.js"]),
            (
                r#"a.u=e=>435===e?"static/435-x.js":"static/"+e+"."+{1e3:"k"}[e]+".js""#,
                &[],
                &["static/435-x.js", "static/1000.k.js"],
            ),
            (
                "__webpack_require__.u = (chunkId) => {\n// return url\nreturn `${chunkId}.js`;\n};",
                &["m"],
                &["m.js"],
            ),
            (r#"a.u=1;b.u=e=>e;c.u=e=>e+".js""#, &["9"], &["9.js"]),
            (r#"r.u=e=>f(e)+".js""#, &["9"], &[]),
            (r#"r.u=e=>"a"+{1:"x"}[e]"#, &[], &[]),
        ] {
            assert_eq!(names(script, ids), expected, "{script}");
        }
        assert_eq!(names(&format!("r.u=e=>{}", "(".repeat(100_000)), &[]), [""; 0]);
    }

    #[test]
    fn finds_ids_and_the_path() {
        let text = br#"r.e(12).then(),Promise.all([r.e("shop"),r.e( 7 )]),r.e(t)"#;
        assert_eq!(chunk_ids(text), ["12", "shop", "7"]);
        for (text, expected) in [
            (r#"r.p="/a/""#, Some("/a/")),
            (r#"a.p=b,r.p="""#, Some("")),
            (r#"r.p="x"+y"#, None),
            ("r.p=e", None),
        ] {
            assert_eq!(public_path(text.as_bytes()).as_deref(), expected, "{text}");
        }
    }
}
