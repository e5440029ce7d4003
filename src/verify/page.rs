//! What an HTML page leads to. It is read by html5gum, by the tokens of the HTML standard.

use html5gum::emitters::callback::{CallbackEmitter, CallbackEvent};
use html5gum::{Span, Tokenizer};

use super::script::{Mention, MentionKind, read_script};

/// How many scripts are taken from a page.
const MOST: usize = 4000;

/// What a page says of scripts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PageReading {
    /// What relative addresses are relative to, where it is not the page.
    pub base: Option<String>,
    /// The scripts that it mentions, each once.
    pub mentions: Vec<Mention>,
    /// The code that stands in it, of each script without an address.
    pub inline: Vec<String>,
}

/// An element that is being read.
#[derive(Default)]
struct Element {
    name: Vec<u8>,
    attributes: Vec<(Vec<u8>, String)>,
}

/// What is done with the text of an element.
#[derive(Clone, Copy, PartialEq)]
enum Holds {
    Nothing,
    Code,
    ImportMap,
    Data,
}

struct Reader {
    reading: PageReading,
    element: Element,
    holds: Holds,
    /// Whether what is read stands in an element whose content is a picture's or a formula's, not a page's.
    inert: u32,
}

/// Reads a page.
#[must_use]
pub fn read_page(text: &[u8]) -> PageReading {
    let mut reader = Reader {
        reading: PageReading::default(),
        element: Element::default(),
        holds: Holds::Nothing,
        inert: 0,
    };
    let mut emitter = CallbackEmitter::new(|event: CallbackEvent<'_>, _: Span<()>| -> Option<()> {
        reader.take(event);
        None
    });
    emitter.naively_switch_states(true);
    let mut tokens = Tokenizer::new_with_emitter(text, emitter);
    while let Some(Ok(())) = tokens.next() {}
    drop(tokens);
    reader.reading
}

impl Reader {
    fn take(&mut self, event: CallbackEvent<'_>) {
        match event {
            CallbackEvent::OpenStartTag { name } => {
                self.element = Element { name: name.to_vec(), attributes: Vec::new() };
            }
            CallbackEvent::AttributeName { name } => {
                // of two of a name the first counts
                let is_known = self.element.attributes.iter().any(|(known, _)| known == name);
                let name = if is_known { Vec::new() } else { name.to_vec() };
                self.element.attributes.push((name, String::new()));
            }
            CallbackEvent::AttributeValue { value } => {
                if let Some((_, text)) = self.element.attributes.last_mut() {
                    *text = String::from_utf8_lossy(value).into_owned();
                }
            }
            CallbackEvent::CloseStartTag { self_closing } => self.open(self_closing),
            CallbackEvent::EndTag { name } => {
                self.holds = Holds::Nothing;
                if name == b"template" {
                    self.inert = self.inert.saturating_sub(1);
                }
            }
            CallbackEvent::String { value } => self.text(value),
            _ => {}
        }
    }

    fn open(&mut self, self_closing: bool) {
        self.holds = Holds::Nothing;
        let element = std::mem::take(&mut self.element);
        let attribute = |name: &[u8]| {
            element.attributes.iter().find(|(known, _)| known == name).map(|(_, text)| text.trim())
        };
        match element.name.as_slice() {
            b"template" if !self_closing => self.inert = self.inert.saturating_add(1),
            b"base" => {
                let href = attribute(b"href").map(ToOwned::to_owned);
                self.reading.base = self.reading.base.take().or(href);
            }
            b"script" => {
                let kind = attribute(b"type").unwrap_or_default().to_ascii_lowercase();
                let is_module = kind == "module";
                if is_module || is_script(&kind) {
                    self.holds = Holds::Code;
                    let is_old = attribute(b"nomodule").is_some();
                    if let Some(src) = attribute(b"src").filter(|src| !src.is_empty()) {
                        let kind = match (is_module, is_old) {
                            (true, _) => MentionKind::Module,
                            (false, true) => MentionKind::NoModule,
                            (false, false) => MentionKind::Script,
                        };
                        // a template is only copied when a script does it
                        self.add(src, if self.inert > 0 { MentionKind::Text } else { kind });
                        self.holds = Holds::Nothing;
                    }
                } else if kind == "importmap" {
                    self.holds = Holds::ImportMap;
                } else {
                    self.holds = Holds::Data;
                }
            }
            b"link" => {
                let rel = attribute(b"rel").unwrap_or_default().to_ascii_lowercase();
                let is_script =
                    attribute(b"as").is_some_and(|it| it.eq_ignore_ascii_case("script"));
                let mut words = rel.split_ascii_whitespace();
                let is_meant = words.any(|word| {
                    word == "modulepreload" || is_script && matches!(word, "preload" | "prefetch")
                });
                if let Some(href) = attribute(b"href").filter(|href| is_meant && !href.is_empty()) {
                    self.add(href, MentionKind::Preload);
                }
            }
            _ => {}
        }
    }

    fn text(&mut self, text: &[u8]) {
        match self.holds {
            Holds::Nothing => {}
            Holds::ImportMap => {
                for mention in read_script(text).mentions {
                    self.add(&mention.url, MentionKind::Preload);
                }
            }
            Holds::Code | Holds::Data => {
                for Mention { url, kind } in read_script(text).mentions {
                    let is_code = self.holds == Holds::Code;
                    self.add(&url, if is_code { kind } else { MentionKind::Text });
                }
                if self.holds == Holds::Code {
                    self.reading.inline.push(String::from_utf8_lossy(text).into_owned());
                }
            }
        }
    }

    fn add(&mut self, url: &str, kind: MentionKind) {
        let mentions = &mut self.reading.mentions;
        let has_room = mentions.len() < MOST;
        match mentions.iter_mut().find(|known| known.url == url) {
            // an element that loads it says the most
            Some(known) if matches!(kind, MentionKind::Script | MentionKind::Module) => {
                known.kind = kind;
            }
            Some(_) => {}
            None if has_room => mentions.push(Mention { url: url.to_owned(), kind }),
            None => {}
        }
    }
}

/// Whether a `script` element of a type, in small letters, is run.
fn is_script(kind: &str) -> bool {
    let kind = kind.split(';').next().unwrap_or(kind).trim();
    kind.is_empty() || kind.ends_with("javascript") || kind.ends_with("ecmascript") || kind == "jsx"
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mentions(page: &str) -> Vec<(String, &'static str)> {
        let reading = read_page(page.as_bytes());
        reading.mentions.into_iter().map(|it| (it.url, it.kind.name())).collect()
    }

    #[test]
    fn finds_scripts() {
        for (page, expected) in [
            (
                "<script src=a.js></script><SCRIPT SRC='b.js?x=1&amp;y=2'></SCRIPT>",
                vec![("a.js", "script"), ("b.js?x=1&y=2", "script")],
            ),
            (
                r#"<script type="module" crossorigin src="/assets/a.js"></script>"#,
                vec![("/assets/a.js", "module")],
            ),
            (
                "<link rel=modulepreload href=/a.js><link rel=stylesheet href=/a.css>",
                vec![("/a.js", "preload")],
            ),
            (
                "<link rel=preload as=script href=/a><script src=/a></script>",
                vec![("/a", "script")],
            ),
            (
                "<!-- <script src=a.js></script> --><textarea><script src=b.js></script></textarea>",
                vec![],
            ),
            (
                r#"<script type=importmap>{"imports":{"x":"/x.js","y/":"/y/"},"scopes":{"/":{"z":"/z.js"}}}</script>"#,
                vec![("/x.js", "preload"), ("/z.js", "preload")],
            ),
            (r#"<script type="application/json">{"a":"/j.js"}</script>"#, vec![("/j.js", "text")]),
            (
                r#"<script>import("/i.js")//</div></script><script src=c.js></script>"#,
                vec![("/i.js", "import"), ("c.js", "script")],
            ),
            (
                "<template><script src=t.js></script></template><script src=u.js></script>",
                vec![("t.js", "text"), ("u.js", "script")],
            ),
            (
                "<script src=a.js src=b.js></script><script type='text/x-template' src=n.js></script>",
                vec![("a.js", "script")],
            ),
            (
                "<script src=p.js noModule=''></script><script type=module nomodule src=m.js></script>",
                vec![("p.js", "no-module"), ("m.js", "module")],
            ),
            ("<script src=unended.js>x", vec![("unended.js", "script")]),
        ] {
            let expected: Vec<_> =
                expected.into_iter().map(|(url, kind)| (url.to_owned(), kind)).collect();
            assert_eq!(mentions(page), expected, "{page}");
        }
        let base = read_page(b"<base href=' /app/ '><base href=/b/><script>f()</script>");
        assert_eq!(base.base.as_deref(), Some("/app/"));
        assert_eq!(base.inline, ["f()"]);
    }

    proptest::proptest! {
        #[test]
        fn takes_anything(text in "(<script|<link|<base|src=|href=|type=|importmap|</script>|[<>\"'=/ {}:,a-z&;!-]|\\PC){0,60}") {
            let _ = read_page(text.as_bytes());
        }
    }
}
