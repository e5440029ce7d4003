//! `minified_url`: the address under which a stack trace names a minified file.

use crate::build::link::{decode, path_of_url};
use crate::finding::{Code, Issue};
use crate::nearest::nearest;
use crate::repository::strip_credentials;

/// The schemes under which browsers load scripts from servers.
const WEB: [&str; 2] = ["http", "https"];

/// Where the minified files are served from: `https://host/path`, `//host/path` or `/path`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prefix {
    /// `https://host`, `//host` or nothing; the host as browsers write it, in small letters and without the usual port.
    origin: String,
    /// Starts with a slash and has none at its end, or is empty.
    path: String,
}

impl Prefix {
    /// Reads a prefix as it was given. Backslashes are taken for slashes.
    ///
    /// # Errors
    /// The finding that says why no address can be made of it.
    pub fn parse(given: &str) -> Result<Self, Box<Issue>> {
        let wrong = |reason: &str| {
            let issue = Issue::new(Code::PrefixInvalid).at_path("minifiedPathPrefix");
            // a password in it is not to be said
            Box::new(issue.with("prefix", strip_credentials(given)).with("reason", reason))
        };
        let given_trimmed = given.trim();
        if is_windows_path(given_trimmed) {
            return Err(wrong(
                "it is a path on a Windows disk, which Git Bash makes of /static unless MSYS_NO_PATHCONV=1 is set",
            ));
        }
        let text = given_trimmed.replace('\\', "/");
        if path_of_url(&text) != text {
            return Err(wrong("it has a query or a fragment, and file names are put behind it"));
        }
        let (scheme, host, path) = split_url(&text);
        let origin = match host {
            None if !text.starts_with('/') => {
                return Err(wrong(
                    "it is neither a URL with a host nor a path that starts with a slash",
                ));
            }
            None => String::new(),
            Some(host) => origin(scheme, host).map_err(wrong)?,
        };
        let mut prefix = Self { origin, path: String::new() };
        let mut folder = String::new();
        for segment in path.trim_end_matches('/').split('/').skip(1) {
            prefix.append(&mut folder, segment);
        }
        prefix.path = folder;
        Ok(prefix)
    }

    /// The address of a file, from its path relative to the folder that the prefix stands for.
    ///
    /// The path's separators are slashes. Empty and `.` segments are dropped, and `..` goes one folder up, as in browsers.
    /// Below a host the path is percent-encoded, as browsers write it in stack traces; a `%` stays, so a name that
    /// is encoded already is not encoded twice. A prefix that is only a path is not encoded, and neither is what follows it.
    #[must_use]
    pub fn join(&self, relative: &str) -> String {
        let mut url = self.path.clone();
        for segment in relative.split('/').filter(|segment| !segment.is_empty()) {
            self.append(&mut url, segment);
        }
        url.insert_str(0, &self.origin);
        url
    }

    /// The other address of a file that lies in the folder of a route, where frameworks say what is variable: `[id]`, `@modal`.
    ///
    /// Browsers leave such signs in an address as they were asked for, and tell them so in stack traces. Next.js asks for its scripts by
    /// names in which all is encoded that `encodeURIComponent` encodes, other builds and Node by names as they are.
    #[must_use]
    pub fn join_encoded(&self, relative: &str) -> Option<String> {
        // packages of a scope lie in folders that look so, too
        let before = [""].into_iter().chain(relative.split('/'));
        let is_variable = |(before, name): (&str, &str)| {
            name.contains('[') && name.contains(']')
                || name.starts_with('@') && before != "node_modules"
        };
        before.zip(relative.split('/')).any(is_variable).then(|| {
            let mut url = self.path.clone();
            for segment in relative.split('/').filter(|segment| !segment.is_empty()) {
                match segment {
                    "." | ".." => self.append(&mut url, segment),
                    _ => url.extend(["/", &percent_encode(segment, is_unreserved)]),
                }
            }
            url.insert_str(0, &self.origin);
            url
        })
    }

    /// The path of a file relative to the prefix's folder, percent-decoded, from its URL or the path of one; `None` where
    /// the URL does not lie below the prefix. What only one of the two says, a scheme or a host, is taken to agree.
    #[must_use]
    pub fn strip(&self, url: &str) -> Option<String> {
        let (scheme, host, path) = split_url(path_of_url(url));
        let (own_scheme, own_host, _) = split_url(&self.origin);
        let agree = |one: Option<&str>, other: Option<&str>| match (one, other) {
            (Some(one), Some(other)) => one.eq_ignore_ascii_case(other),
            _ => true,
        };
        if !agree(scheme, own_scheme) || !agree(host, own_host) {
            return None;
        }
        let path = decode(path);
        let below = path.strip_prefix(&*decode(&self.path))?.strip_prefix('/')?;
        Some(below.to_owned())
    }

    fn append(&self, path: &mut String, segment: &str) {
        match segment {
            "." => {}
            ".." => path.truncate(path.rfind('/').unwrap_or_default()),
            _ => {
                path.push('/');
                path.push_str(&if self.origin.is_empty() {
                    segment.to_owned()
                } else {
                    encode(segment)
                });
            }
        }
    }
}

/// The scheme, the host with its port, and the path, as far as they are there.
fn split_url(text: &str) -> (Option<&str>, Option<&str>, &str) {
    let (scheme, rest) = match text.split_once("://") {
        Some((scheme, rest)) if !scheme.contains('/') => (Some(scheme), rest),
        _ => match text.strip_prefix("//") {
            Some(rest) => (None, rest),
            None => return (None, None, text),
        },
    };
    let (host, path) =
        rest.split_at_checked(rest.find('/').unwrap_or(rest.len())).unwrap_or((rest, ""));
    (scheme, Some(host), path)
}

/// `C:\js`, `C:/js`, `\\?\C:\js`, `\\server\js`
fn is_windows_path(text: &str) -> bool {
    match text.as_bytes() {
        [_, b':', b'\\', ..] | [b'\\', b'\\', ..] => true,
        [_, b':', b'/', rest @ ..] => !rest.starts_with(b"/"),
        _ => false,
    }
}

/// The scheme and the host as browsers write them, or why they are none.
fn origin(scheme: Option<&str>, host: &str) -> Result<String, &'static str> {
    let scheme = scheme.map(str::to_ascii_lowercase);
    let scheme = scheme.as_deref();
    if scheme.is_some_and(|scheme| !is_scheme(scheme)) {
        return Err("its scheme is not a URL's");
    }
    // programs have schemes of their own, so only what looks like a slip is refused
    if scheme.is_some_and(|scheme| !WEB.contains(&scheme) && nearest(scheme, WEB).is_some()) {
        return Err("its scheme is neither http nor https, and looks as if one of them were meant");
    }
    // these name files of one machine: Node and Electron have them in stack traces
    if scheme == Some("file") && (host.is_empty() || host.eq_ignore_ascii_case("localhost")) {
        return Ok("file://".to_owned());
    }
    if host.is_empty() || host.starts_with(':') {
        return Err("it names no host");
    }
    if host.contains(char::is_whitespace) {
        return Err("its host has a space in it");
    }
    if host.contains('@') {
        return Err("it has a user name, which stack traces leave out");
    }
    let Some(scheme) = scheme else {
        return Ok(["//", &ascii_host(host)?].concat());
    };
    // only the hosts of these are names of the network; those of others stay as they are, as `new URL()` has it
    let is_special = matches!(scheme, "http" | "https" | "ws" | "wss" | "ftp" | "file");
    let host = if is_special { ascii_host(host)? } else { encode_beyond_ascii(host) };
    Ok([scheme, "://", without_usual_port(scheme, &host)].concat())
}

fn ascii_host(host: &str) -> Result<String, &'static str> {
    if !host.is_ascii() {
        return Err("its host is not ASCII: give the form that starts with xn--");
    }
    Ok(host.to_ascii_lowercase())
}

fn encode_beyond_ascii(host: &str) -> String {
    percent_encode(host, |byte| (0x21..=0x7e).contains(&byte))
}

fn without_usual_port<'a>(scheme: &str, host: &'a str) -> &'a str {
    let usual = match scheme {
        "https" | "wss" => ":443",
        "http" | "ws" => ":80",
        "ftp" => ":21",
        _ => return host,
    };
    host.strip_suffix(usual).unwrap_or(host)
}

fn is_scheme(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"+-.".contains(&b))
}

/// Percent-encodes what the WHATWG URL standard encodes in a path ("path percent-encode set"), and the backslash, which a
/// browser takes for a slash.
fn encode(path: &str) -> String {
    percent_encode(path, |byte| (0x21..=0x7e).contains(&byte) && !b"\"#<>?^`{}\\".contains(&byte))
}

/// What `encodeURIComponent` leaves as it is, and the sign that is there where a name is encoded already.
fn is_unreserved(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-_.!~*'()%".contains(&byte)
}

fn percent_encode(text: &str, is_plain: fn(u8) -> bool) -> String {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    let digit = |value: u8| DIGITS.get(usize::from(value)).map_or('0', |digit| char::from(*digit));
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if is_plain(byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.extend(['%', digit(byte >> 4), digit(byte & 15)]);
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn joins() {
        for (prefix, relative, expected) in [
            ("/", "m.js", "/m.js"),
            ("/js", "m.js", "/js/m.js"),
            ("/js/", "a/./b//m.js", "/js/a/b/m.js"),
            ("/js", "mit leer.js", "/js/mit leer.js"),
            ("https://x.com", "m.js", "https://x.com/m.js"),
            ("https://x.com/", "m.js", "https://x.com/m.js"),
            ("https://x.com/a b/", "c d/é?#.js", "https://x.com/a%20b/c%20d/%C3%A9%3F%23.js"),
            ("https://x.com", "a%20b.js", "https://x.com/a%20b.js"),
            ("//cdn.x.com/js", "m.js", "//cdn.x.com/js/m.js"),
            ("\\js\\v1", "m.js", "/js/v1/m.js"),
            ("capacitor://localhost", "m.js", "capacitor://localhost/m.js"),
            // hosts of schemes that browsers do not know are kept as they are
            ("Safari-Web-Extension://A1B2-C3", "m.js", "safari-web-extension://A1B2-C3/m.js"),
            ("app://B\u{fc}ro/js", "m.js", "app://B%C3%BCro/js/m.js"),
            // files of one machine
            ("file:///srv/my app", "js/m.js", "file:///srv/my%20app/js/m.js"),
            ("file:///", "m.js", "file:///m.js"),
            ("file://localhost/srv", "m.js", "file:///srv/m.js"),
            ("file:///C:/app/", "a\u{e9}.js", "file:///C:/app/a%C3%A9.js"),
            ("file://Server/share", "m.js", "file://server/share/m.js"),
            // what browsers make of it before it stands in a stack trace
            ("HTTPS://CDN.X.com:443/Js", "M.js", "https://cdn.x.com/Js/M.js"),
            ("http://x.com:80", "m.js", "http://x.com/m.js"),
            ("http://x.com:8080", "m.js", "http://x.com:8080/m.js"),
            ("https://[::1]:443/js", "m.js", "https://[::1]/js/m.js"),
            ("https://x.com/a/../b/./", "m.js", "https://x.com/b/m.js"),
            ("https://x.com/js", "../a/../m.js", "https://x.com/m.js"),
            ("https://x.com", "../../m.js", "https://x.com/m.js"),
            ("/js", "../../m.js", "/m.js"),
            ("https://x.com//js", "m.js", "https://x.com//js/m.js"),
            (
                "https://x.com",
                "[id]/(a)~$b+c,d;e=f&g'h!@:*.js",
                "https://x.com/[id]/(a)~$b+c,d;e=f&g'h!@:*.js",
            ),
            ("https://x.com", "100%.js", "https://x.com/100%.js"),
            ("https://x.com", "a\\b.js", "https://x.com/a%5Cb.js"),
            ("https://x.com", "\u{1f600}.js", "https://x.com/%F0%9F%98%80.js"),
            ("/\u{fc}", "\u{e9} %.js", "/\u{fc}/\u{e9} %.js"),
        ] {
            assert_eq!(
                Prefix::parse(prefix).unwrap().join(relative),
                expected,
                "{prefix} {relative}"
            );
        }
    }

    #[test]
    fn files_of_routes_have_another_address() {
        for (prefix, relative, expected) in [
            (
                "https://x.com/_next",
                "app/[id]/page.js",
                Some("https://x.com/_next/app/%5Bid%5D/page.js"),
            ),
            (
                "https://[::1]:80/[a]",
                "(shop)/[...s]/é.js",
                Some("https://[::1]:80/[a]/(shop)/%5B...s%5D/%C3%A9.js"),
            ),
            ("/_next", "./pages/[[id]]-1f.js", Some("/_next/pages/%5B%5Bid%5D%5D-1f.js")),
            ("/_next", "app/@modal/(.)photo/page.js", Some("/_next/app/%40modal/(.)photo/page.js")),
            ("/_next", "app/%5Bid%5D/page.js", None),
            ("/_next", "app/(shop)/page.js", None),
            ("/srv", "node_modules/@acme/a.js", None),
            ("/srv", "a@2.js", None),
        ] {
            let url = Prefix::parse(prefix).unwrap().join_encoded(relative);
            assert_eq!(url.as_deref(), expected, "{relative}");
        }
    }

    #[test]
    fn refuses() {
        for prefix in [
            "",
            "js",
            "./js",
            "x.com/js",
            "https://",
            "https:///js",
            "htps://x.com/js",
            "HTTTPS://x.com/js",
            "ttp://x.com",
            "httsp://x.com",
            "/js?v=1",
            "https://x/#a",
            "a b://x",
            "https://:80/js",
            "https://me:secret@x.com/js",
            "https://b\u{fc}cher.de/js",
            "https://x y/js",
            "C:\\dist",
            "C:/Program Files/Git/static",
            "\\\\?\\C:\\dist",
            "\\\\server\\dist",
        ] {
            assert_eq!(
                Prefix::parse(prefix).map_err(|i| i.code),
                Err(Code::PrefixInvalid),
                "{prefix}"
            );
        }
    }

    #[test]
    fn a_password_is_not_said() {
        for prefix in [
            "https://me:secret@x.com/js",
            " https://me:secret@x.com/js",
            "https://me:secret@x.com/js?v=1",
            "https://me:secret@x.com/js#a",
            "https://:secret@x.com/js",
            "https://secret@x.com/js",
            "https://me:secret@b\u{fc}cher.de/js",
            "https://me:secret@x y/js",
            "//me:secret@x.com/js",
            "a+b*c://me:secret@x.com/js",
            "me:secret@x.com/js",
            "https:\\\\me:secret@x.com\\js",
        ] {
            let issue = Prefix::parse(prefix).unwrap_err();
            let said = [issue.message(), issue.help()].concat();
            assert!(!said.contains("secret"), "{prefix}: {said}");
        }
    }

    #[test]
    fn strips() {
        for (prefix, url, path) in [
            ("https://x.com/js", "https://x.com/js/a/b.map?v=1#x", Some("a/b.map")),
            ("https://x.com/js", "https://X.com/js/a%20b.map", Some("a b.map")),
            ("https://x.com/a b", "https://x.com/a%20b/c.map", Some("c.map")),
            ("https://x.com/js", "//x.com/js/b.map", Some("b.map")),
            ("//x.com/js", "https://x.com/js/b.map", Some("b.map")),
            ("https://x.com/js", "/js/b.map", Some("b.map")),
            ("/js", "https://x.com/js/b.map", Some("b.map")),
            ("/", "/b.map", Some("b.map")),
            ("https://x.com/js", "https://y.com/js/b.map", None),
            ("https://x.com/js", "http://x.com/js/b.map", None),
            ("https://x.com/js", "https://x.com/jsx/b.map", None),
            ("https://x.com/js", "js/b.map", None),
            ("https://x.com", "data:,{}", None),
            ("file:///srv/js", "file:///srv/js/b.map", Some("b.map")),
        ] {
            assert_eq!(
                Prefix::parse(prefix).unwrap().strip(url).as_deref(),
                path,
                "{prefix} {url}"
            );
        }
    }
}
