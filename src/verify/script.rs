//! What a script leads to: other scripts that are named in it.
//!
//! No script is parsed: names of files end in `.js` or `.mjs`, and what stands around them in quotes is the name. What is found so may be anything,
//! a word of a comment too, so that a file that is only mentioned is never missed by anybody.

use super::chunks::{chunk_ids, file_name_function, public_path};

/// How many names are taken from a script.
const MOST: usize = 4000;

/// The longest name, in bytes.
const LONGEST: usize = 400;

/// How a script is mentioned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MentionKind {
    /// By a `script` element: a page asks for it.
    Script,
    /// By a `script` element of the type `module`.
    Module,
    /// By an element that says it will be needed, or an import map.
    Preload,
    /// By `import`.
    Import,
    /// As a worker.
    Worker,
    /// As a text that may be the address of a script.
    Text,
    /// By a `script` element for browsers that know no modules.
    NoModule,
}

impl MentionKind {
    const ALL: [Self; 7] = [
        Self::Module,
        Self::Script,
        Self::Import,
        Self::Worker,
        Self::Preload,
        Self::NoModule,
        Self::Text,
    ];

    /// The kind of a name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// How sure it is that what is mentioned is a script which is asked for: 0 is the surest.
    #[must_use]
    pub fn doubt(self) -> usize {
        Self::ALL.iter().position(|kind| *kind == self).unwrap_or_default()
    }

    /// The name of the kind, for the host.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Script => "script",
            Self::Module => "module",
            Self::Preload => "preload",
            Self::Import => "import",
            Self::Worker => "worker",
            Self::Text => "text",
            Self::NoModule => "no-module",
        }
    }
}

/// A script that is mentioned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mention {
    /// As it stands there: an address, absolute or relative, or the end of one.
    pub url: String,
    /// How it is mentioned.
    pub kind: MentionKind,
}

/// What a runtime of webpack's kind says of the files of chunks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChunkNames {
    /// The function that makes the name of a chunk's file from its ID, as it stands there: for [`chunk_names`](super::chunk_names).
    pub function: String,
    /// What is put before the name, where that is a plain text.
    pub public_path: Option<String>,
}

/// What a script says of others.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ScriptReading {
    /// The scripts that it mentions, each once.
    pub mentions: Vec<Mention>,
    /// The IDs of chunks that it asks its runtime for.
    pub chunk_ids: Vec<String>,
    /// The runtime that is in it, where there is one.
    pub chunks: Option<ChunkNames>,
}

/// Reads what a script says of others; also of an inline script, and of JSON.
#[must_use]
pub fn read_script(text: &[u8]) -> ScriptReading {
    let mut mentions: Vec<Mention> = Vec::new();
    let mut at = 0;
    while mentions.len() < MOST
        && let Some(found) = text.get(at..).and_then(|rest| find(rest, b"js"))
    {
        let end = at + found + 2;
        at = end;
        let name = text.get(..end).unwrap_or_default();
        if !name.ends_with(b".js") && !name.ends_with(b".mjs") {
            continue;
        }
        let Some((url, before)) = quoted(text, end) else { continue };
        let kind = kind_by(text.get(..before).unwrap_or_default());
        match mentions.iter_mut().find(|known| known.url == url) {
            Some(known) if known.kind == MentionKind::Text => known.kind = kind,
            Some(_) => {}
            None => mentions.push(Mention { url, kind }),
        }
    }
    // a name in `import` without a slash is none of a file
    mentions.retain(|it| it.kind != MentionKind::Import || !is_bare(&it.url));
    let chunks = file_name_function(text)
        .map(|function| ChunkNames { function, public_path: public_path(text) });
    ScriptReading { mentions, chunk_ids: chunk_ids(text), chunks }
}

/// Whether a script is one that bundlers and frameworks write themselves, of which they make no map, and in which there is nothing of the
/// application: lists of files, imports passed on, what Vite preloads with.
#[must_use]
pub fn is_generated(text: &[u8]) -> bool {
    /// The longest helper, in bytes; lists of files are as long as there are files.
    const HELPER: usize = 8 * 1024;
    let has = |part: &[u8]| find(text, part).is_some();
    // nothing is called in it, and nothing is there to be called
    let code: [&[u8]; 5] = [b"(", b"=>", b"class", b"new ", b"`"];
    let lists: [&[u8]; 4] = [
        b"self.__BUILD_MANIFEST",
        b"self.__SSG_MANIFEST",
        b"self.__MIDDLEWARE_MANIFEST",
        b"window.__reactRouterManifest",
    ];
    lists.iter().any(|list| text.starts_with(list))
        || text.len() <= HELPER && has(b"vite:preloadError")
        || !code.iter().any(|part| has(part))
}

pub(super) fn find(text: &[u8], part: &[u8]) -> Option<usize> {
    text.windows(part.len()).position(|window| window == part)
}

/// The text in quotes that has its ending before `end`, with what follows up to the closing quote; and where its opening quote stands.
fn quoted(text: &[u8], end: usize) -> Option<(String, usize)> {
    let behind = text.get(end..)?;
    let is_quote = |byte: &u8| matches!(byte, b'"' | b'\'' | b'`');
    let to_quote = behind.iter().take(LONGEST).position(is_quote)?;
    // inside of a text its own quotes have a backslash
    let tail = behind.get(..to_quote)?;
    let tail = tail.strip_suffix(b"\\").unwrap_or(tail);
    if !(tail.is_empty() || matches!(tail, [b'?' | b'#', ..]) && tail.iter().all(is_of_url)) {
        return None;
    }
    let quote = behind.get(to_quote)?;
    let first = end.saturating_sub(LONGEST);
    let before = text.get(first..end)?;
    let length = before.iter().rev().position(is_quote)?;
    let open = end - length - 1;
    if text.get(open) != Some(quote) {
        return None;
    }
    let name = text.get(open + 1..end)?;
    // the least is a letter before the ending
    let is_name = name.len() > 3 && name.iter().all(|byte| is_of_url(byte) || *byte == b'\\');
    let url = [name, tail].concat();
    let url = String::from_utf8(url).ok().filter(|_| is_name)?.replace("\\/", "/");
    let open = if text.get(open.wrapping_sub(1)) == Some(&b'\\') { open - 1 } else { open };
    (!url.contains('\\') && !url.ends_with("/.js")).then_some((url, open))
}

fn is_of_url(byte: &u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._~:/?#[]@!$&()+,=%".contains(byte) || !byte.is_ascii()
}

/// What the code before an opening quote makes of the text.
fn kind_by(before: &[u8]) -> MentionKind {
    let from = before.len().saturating_sub(64);
    let before = before.get(from..).unwrap_or_default().trim_ascii_end();
    let ends = |words: &[&[u8]]| words.iter().any(|word| before.ends_with(word));
    let open = before.strip_suffix(b"(").map(<[u8]>::trim_ascii_end);
    let calls =
        |words: &[&[u8]]| open.is_some_and(|it| words.iter().any(|word| it.ends_with(word)));
    if ends(&[b"from", b"import"]) || calls(&[b"import"]) {
        MentionKind::Import
    } else if calls(&[b"Worker", b"importScripts", b".register"]) {
        MentionKind::Worker
    } else {
        MentionKind::Text
    }
}

/// Whether it is a name that no address can be made of by itself.
fn is_bare(url: &str) -> bool {
    !(url.starts_with('/')
        || url.starts_with("./")
        || url.starts_with("../")
        || url.contains("://"))
}

/// Where the script of a mention may lie, as addresses relative to the script that mentions it, the likeliest first. `known`: addresses
/// of scripts that are there. A text such as `assets/a.js` is the end of an address: what stands before it is taken from those that have
/// the same folder.
#[must_use]
pub fn places_of(url: &str, known: &[String]) -> Vec<String> {
    if !is_bare(url) {
        return vec![url.to_owned()];
    }
    let here = ["./", url].concat();
    let Some((folder, _)) = url.split_once('/').filter(|(folder, _)| !folder.is_empty()) else {
        return vec![here];
    };
    let folder = ["/", folder, "/"].concat();
    let mut places: Vec<String> = Vec::new();
    for known in known {
        let path = known.split(['?', '#']).next().unwrap_or(known);
        if let Some((before, _)) = path.split_once(folder.as_str()) {
            let place = [before, "/", url].concat();
            if !places.contains(&place) && places.len() < 2 {
                places.push(place);
            }
        }
    }
    if places.is_empty() {
        places.extend([["/", url].concat(), here]);
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mentions(text: &str) -> Vec<(String, &'static str)> {
        let reading = read_script(text.as_bytes());
        reading.mentions.into_iter().map(|it| (it.url, it.kind.name())).collect()
    }

    #[test]
    fn finds_names() {
        for (text, expected) in [
            (r#"import{a}from"./a.js";"#, vec![("./a.js", "import")]),
            (r#"import"./a.js";"#, vec![("./a.js", "import")]),
            (r#"x=>import('./a-b_c.mjs?v=1')"#, vec![("./a-b_c.mjs?v=1", "import")]),
            ("import(`../a.js`)", vec![("../a.js", "import")]),
            (r#"import x from "lit.js""#, vec![]),
            (
                r#"m.f=["assets/a-x1.js","assets/a-x1.css","assets/b.js"]"#,
                vec![("assets/a-x1.js", "text"), ("assets/b.js", "text")],
            ),
            (r#"new Worker(new URL("w.js",import.meta.url))"#, vec![("w.js", "text")]),
            (r#"navigator.serviceWorker.register("/sw.js")"#, vec![("/sw.js", "worker")]),
            (
                r#"self.__next_f.push([1,"I[\"/_next/static/chunks/app/%5Bid%5D.js?dpl=1\",\"b.js\"]"])"#,
                vec![("/_next/static/chunks/app/%5Bid%5D.js?dpl=1", "text"), ("b.js", "text")],
            ),
            (r#"{"a":"https:\/\/x.com\/a.js"}"#, vec![("https://x.com/a.js", "text")]),
            (r#""a.json" "b.js.map" "not a name.js" 'x'.js "mixed.js'"#, vec![]),
            (r#"f("./a.js");import("./a.js")"#, vec![("./a.js", "import")]),
            (r#"".js"+x+".js""#, vec![]),
            ("a.js", vec![]),
        ] {
            let expected: Vec<_> =
                expected.into_iter().map(|(url, kind)| (url.to_owned(), kind)).collect();
            assert_eq!(mentions(text), expected, "{text}");
        }
    }

    #[test]
    fn knows_what_is_generated() {
        for (text, expected) in [
            ("import{l as o,a as r}from\"../chunks/x.js\";export{o as load_css,r as start};", true),
            ("window.__reactRouterManifest={\"entry\":{\"module\":\"/a.js\"}};", true),
            ("self.__BUILD_MANIFEST=function(e){return{\"/\":[e]}}(1)", true),
            ("e.dispatchEvent(new Event(\"vite:preloadError\"))", true),
            ("f()", false),
            ("f=a=>{throw 1}", false),
            ("export default class{}", false),
        ] {
            assert_eq!(is_generated(text.as_bytes()), expected, "{text}");
        }
        let long = [b"\"vite:preloadError\";()=>1".as_slice(), &[b' '; 9000]].concat();
        assert!(!is_generated(&long));
    }

    #[test]
    fn guesses_places() {
        let known = ["https://x.com/app/_next/static/chunks/1.js?v=/static/".to_owned()];
        for (url, expected) in [
            ("./a.js", vec!["./a.js"]),
            ("/a.js", vec!["/a.js"]),
            ("a.js", vec!["./a.js"]),
            ("static/chunks/2.js", vec!["https://x.com/app/_next/static/chunks/2.js"]),
            ("assets/2.js", vec!["/assets/2.js", "./assets/2.js"]),
        ] {
            assert_eq!(places_of(url, &known), expected, "{url}");
        }
    }

    proptest::proptest! {
        #[test]
        fn takes_anything(text in "([a-z\"'`\\\\/(]|\\.js|import|from|\\.u=|=>|\\{|\\}|:|,|\\?|\\[e\\]|\\+|é){0,60}") {
            let _ = read_script(text.as_bytes());
            let _ = super::super::chunk_names(&text, &["a".to_owned()]);
        }
    }
}
