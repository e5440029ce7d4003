//! Whether the name of a source can be a URL (ECMA-426 9.3.1), as WHATWG URL parsing with the map's own URL as base has it.
//!
//! That base is not known here: it may be a `file:` or an `https:` URL. So a name is refused only if
//! either base refuses it; and host names that are not ASCII are believed, for that takes the tables of IDNA.

use std::borrow::Cow;

/// Whether a file has one of React Native's names for a bundle.
pub(crate) fn is_bundle_name(name: &str) -> bool {
    name.ends_with(".jsbundle") || name.ends_with(".bundle")
}

/// A source with the map's `sourceRoot` before it, which is to be a URL.
///
/// An empty `sourceRoot` is like none: taken literally, the standard would turn `a.js` into `/a.js`.
pub(super) fn joined<'s>(root: Option<&str>, source: &'s str) -> Cow<'s, str> {
    match root.filter(|root| !root.is_empty()) {
        None => Cow::Borrowed(source),
        Some(root) => {
            let slash = if root.ends_with('/') { "" } else { "/" };
            Cow::Owned(format!("{root}{slash}{source}"))
        }
    }
}

/// Whether all of many sources, with the map's `sourceRoot` before them, parse as URLs.
#[derive(Debug, Default)]
pub(super) struct Urls {
    root: Option<String>,
    /// A scheme and a host that are known to be good: so is every path behind them.
    good: String,
    /// Whether one of them does not parse.
    is_bad: bool,
}

impl Urls {
    /// For sources under this `sourceRoot`.
    pub fn new(root: Option<&str>) -> Self {
        let root = root.filter(|root| !root.is_empty()).map(str::to_owned);
        Self { root, ..Self::default() }
    }

    /// Looks at one more.
    pub fn see(&mut self, source: &str) {
        let root = self.root.as_deref();
        let is_known = !self.good.is_empty() && source.starts_with(&self.good);
        if root.is_none() && (is_known || is_plain_path(source)) {
            return;
        }
        if !is_url(root, source) {
            self.is_bad = true;
            return;
        }
        let host = source.find("://").map_or(source.len(), |colon| colon.saturating_add(3));
        let path = source.get(host..).and_then(|rest| rest.find('/'));
        if let Some(path) = path {
            source.get(..=host.saturating_add(path)).unwrap_or_default().clone_into(&mut self.good);
        }
    }

    /// Whether all parse under this `sourceRoot`, as far as was seen under another one.
    pub fn all_parse(&self, root: Option<&str>) -> bool {
        !self.is_bad && self.root.as_deref() == root.filter(|root| !root.is_empty())
    }
}

/// Whether a source is a relative path at first sight: a slash comes before any colon, and not at the beginning.
fn is_plain_path(source: &str) -> bool {
    let end = source.bytes().position(|byte| matches!(byte, b'/' | b':' | b'\\' | 0..=b' '));
    end.is_some_and(|end| end > 0 && source.as_bytes().get(end) == Some(&b'/'))
}

/// Whether a source, with the map's `sourceRoot` before it, parses as a URL.
pub(super) fn is_url(root: Option<&str>, source: &str) -> bool {
    parses(&joined(root, source))
}

fn parses(text: &str) -> bool {
    let text = text.trim_matches(|character| character <= ' ');
    let is_dropped = |character| matches!(character, '\t' | '\n' | '\r');
    let text = if text.contains(is_dropped) {
        Cow::Owned(text.replace(is_dropped, ""))
    } else {
        Cow::Borrowed(text)
    };
    let Some((scheme, rest)) = split_scheme(&text) else {
        return after_two_slashes(&text).is_none_or(relative_to_host);
    };
    let scheme = scheme.to_ascii_lowercase();
    match scheme.as_str() {
        "http" | "https" | "ws" | "wss" | "ftp" => match after_two_slashes(rest) {
            // these schemes take any number of slashes, either way round
            Some(rest) => special_authority(rest.trim_start_matches(['/', '\\'])),
            None => true,
        },
        "file" => after_two_slashes(rest).is_none_or(file_host),
        _ => rest.strip_prefix("//").is_none_or(opaque_authority),
    }
}

fn split_scheme(text: &str) -> Option<(&str, &str)> {
    let (scheme, rest) = text.split_once(':')?;
    let mut bytes = scheme.bytes();
    let starts = bytes.next().is_some_and(|byte| byte.is_ascii_alphabetic());
    let goes_on = bytes.all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte));
    (starts && goes_on).then_some((scheme, rest))
}

fn after_two_slashes(text: &str) -> Option<&str> {
    text.strip_prefix(['/', '\\'])?.strip_prefix(['/', '\\'])
}

/// `//…` without a scheme, on a base that is either `https:` or `file:`.
fn relative_to_host(rest: &str) -> bool {
    file_host(rest) || special_authority(rest.trim_start_matches(['/', '\\']))
}

/// What follows the slashes of `https://`.
fn special_authority(rest: &str) -> bool {
    let authority = rest.split(['/', '\\', '?', '#']).next().unwrap_or_default();
    let Some((host, port)) = host_and_port(authority) else { return false };
    !host.is_empty() && is_port(port) && is_host(host)
}

/// What follows the slashes of a scheme that the standard knows nothing of, such as `webpack://`.
fn opaque_authority(rest: &str) -> bool {
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let Some((host, port)) = host_and_port(authority) else { return false };
    let is_nameless = host.is_empty() && (port.is_some() || authority.contains('@'));
    !is_nameless && is_port(port) && is_opaque_host(host)
}

/// What follows the slashes of `file://`.
fn file_host(rest: &str) -> bool {
    let host = rest.split(['/', '\\', '?', '#']).next().unwrap_or_default();
    let is_drive = matches!(host.as_bytes(), [letter, b':' | b'|'] if letter.is_ascii_alphabetic());
    host.is_empty() || is_drive || is_host(host)
}

/// Host and port of an authority; `None` when there is a user but nothing else.
fn host_and_port(authority: &str) -> Option<(&str, Option<&str>)> {
    let host = match authority.rsplit_once('@') {
        Some((_, "")) => return None,
        Some((_, host)) => host,
        None => authority,
    };
    // a colon within brackets belongs to the address
    let ported = match host.rsplit_once(']') {
        Some((_, after)) => after,
        None => host,
    };
    let Some(colon) = ported.find(':') else { return Some((host, None)) };
    let split = host.len().saturating_sub(ported.len()).saturating_add(colon);
    let (host, port) = host.split_at_checked(split)?;
    Some((host, port.strip_prefix(':')))
}

fn is_port(port: Option<&str>) -> bool {
    let Some(port) = port else { return true };
    let digits = port.trim_start_matches('0');
    port.bytes().all(|byte| byte.is_ascii_digit())
        && (digits.is_empty() || digits.parse::<u16>().is_ok())
}

fn is_opaque_host(host: &str) -> bool {
    match host.strip_prefix('[') {
        Some(_) => is_ipv6(host),
        None => !host.chars().any(is_forbidden),
    }
}

fn is_host(host: &str) -> bool {
    if host.starts_with('[') {
        return is_ipv6(host);
    }
    let Some(host) = percent_decoded(host) else { return true };
    if host.chars().any(|it| is_forbidden(it) || it.is_ascii_control() || it == '%') {
        return false;
    }
    !host.is_ascii() || !ends_in_number(&host) || is_ipv4(&host)
}

/// The host with its `%xx` decoded; `None` when the result is not ASCII.
fn percent_decoded(host: &str) -> Option<Cow<'_, str>> {
    if !host.contains('%') {
        return Some(Cow::Borrowed(host));
    }
    let mut decoded = String::with_capacity(host.len());
    let mut rest = host.as_bytes();
    while let [byte, tail @ ..] = rest {
        rest = tail;
        let mut byte = *byte;
        if let (b'%', [high, low, after @ ..]) = (byte, tail)
            && let Some(high) = char::from(*high).to_digit(16)
            && let Some(low) = char::from(*low).to_digit(16)
        {
            byte = u8::try_from(high << 4 | low).ok()?;
            rest = after;
        }
        if !byte.is_ascii() {
            return None;
        }
        decoded.push(char::from(byte));
    }
    Some(Cow::Owned(decoded))
}

/// The forbidden host code points.
fn is_forbidden(character: char) -> bool {
    matches!(
        character,
        '\0' | '\t'
            | '\n'
            | '\r'
            | ' '
            | '#'
            | '/'
            | ':'
            | '<'
            | '>'
            | '?'
            | '@'
            | '['
            | '\\'
            | ']'
            | '^'
            | '|'
    )
}

fn is_ipv6(host: &str) -> bool {
    host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).is_some_and(is_ipv6_address)
}

/// The standard library's parser of addresses would be 2 kB of the module.
fn is_ipv6_address(address: &str) -> bool {
    let pieces = match address.split_once("::") {
        None => return ipv6_pieces(address, true) == Some(8),
        Some((before, after)) => {
            let before = if before.is_empty() { Some(0) } else { ipv6_pieces(before, false) };
            let after = if after.is_empty() { Some(0) } else { ipv6_pieces(after, true) };
            before.zip(after)
        }
    };
    pieces.is_some_and(|(before, after)| before + after < 8)
}

/// How many pieces of 16 bits these are, eight at most; the last two may be written as an IPv4 address where the text is the address's end.
fn ipv6_pieces(text: &str, is_end: bool) -> Option<u32> {
    let mut count = 0;
    let mut parts = text.split(':').peekable();
    while let Some(part) = parts.next() {
        let is_last = parts.peek().is_none();
        if is_end && is_last && part.contains('.') {
            count += 2;
            let numbers = part.split('.');
            let is_number =
                |it: &str| it.parse::<u8>().is_ok_and(|_| it == "0" || !it.starts_with(['0', '+']));
            if numbers.clone().count() != 4 || !numbers.into_iter().all(is_number) {
                return None;
            }
        } else {
            count += 1;
            if !(1..=4).contains(&part.len()) || !part.bytes().all(|it| it.is_ascii_hexdigit()) {
                return None;
            }
        }
    }
    (count <= 8).then_some(count)
}

fn ends_in_number(host: &str) -> bool {
    let host = host.strip_suffix('.').unwrap_or(host);
    let last = host.rsplit('.').next().unwrap_or_default();
    !last.is_empty() && last.bytes().all(|byte| byte.is_ascii_digit()) || is_hexadecimal(last)
}

fn is_hexadecimal(part: &str) -> bool {
    part.strip_prefix("0x")
        .or_else(|| part.strip_prefix("0X"))
        .is_some_and(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

fn is_ipv4(host: &str) -> bool {
    let host = host.strip_suffix('.').unwrap_or(host);
    let parts = host.split('.').count();
    if parts > 4 {
        return false;
    }
    host.split('.').enumerate().all(|(index, part)| {
        let last = index + 1 == parts;
        let bytes = if last { 5 - parts } else { 1 };
        ipv4_part(part).is_some_and(|value| value < 1 << (8 * bytes))
    })
}

/// Decimal, `0x` hexadecimal or `0` octal. Values too large for the address may come out as any too large value.
fn ipv4_part(part: &str) -> Option<u64> {
    let (digits, radix) = if is_hexadecimal(part) {
        (part.get(2..)?, 16)
    } else if part.len() > 1 && part.starts_with('0') {
        (part, 8)
    } else {
        (part, 10)
    };
    if digits.is_empty() && radix == 16 {
        return Some(0);
    }
    if !digits.chars().all(|character| character.is_digit(radix)) || digits.is_empty() {
        return None;
    }
    Some(u64::from_str_radix(digits, radix).unwrap_or(u64::MAX))
}

#[cfg(test)]
mod tests {
    use std::net::Ipv6Addr;

    use proptest::prelude::*;

    use super::{Urls, is_ipv6_address, is_url};

    proptest! {
        #[test]
        fn addresses_are_those_of_the_standard_library(
            address in "(::)?([0-9a-f]{1,5}:){0,9}(:|::)?([0-9a-f]{0,4}:){0,3}([0-9a-f]{0,4}|[0-3]?[0-9]{1,2}(\\.[0-2]?[0-9]{1,2}){2,4})?",
        ) {
            prop_assert_eq!(is_ipv6_address(&address), address.parse::<Ipv6Addr>().is_ok(), "{}", address);
        }
    }

    #[test]
    fn addresses_that_are_some() {
        for address in
            ["::", "::1", "1::", "1:2:3:4:5:6:7:8", "::ffff:1.2.3.4", "1:2:3:4:5:6:1.2.3.4"]
        {
            assert!(is_ipv6_address(address) && address.parse::<Ipv6Addr>().is_ok(), "{address}");
        }
        for address in [
            "",
            ":",
            ":::",
            "1",
            "1::2::3",
            "::01.2.3.4",
            "1.2.3.4::",
            "::+1.2.3.4",
            "1:2:3:4:5:6:7::8",
        ] {
            assert_eq!(is_ipv6_address(address), address.parse::<Ipv6Addr>().is_ok(), "{address}");
        }
    }

    #[test]
    fn many_are_judged_as_one_by_one() {
        let sources = [
            "a.js",
            "../a.js",
            "./a",
            "webpack://a/b",
            "webpack://a/c",
            "webpack://a b/c",
            "webpack://a",
            "x y/b",
            "http://[bad/a",
            "http://a/b",
            "http://a//b",
            "//a b/c",
            " //a b/",
            "\t/\t/a b/c",
            "http:a/b:c",
            "a:/b",
        ];
        for root in [None, Some(""), Some("webpack://a"), Some("http://a b"), Some("x")] {
            for one in sources {
                for other in sources {
                    let both = is_url(root, one) && is_url(root, other);
                    let mut urls = Urls::new(root);
                    urls.see(one);
                    urls.see(other);
                    assert_eq!(urls.all_parse(root), both, "{root:?} {one} {other}");
                }
            }
        }
    }

    #[test]
    fn refuses_what_no_base_can_make_a_url() {
        for bad in [
            "http://[bad",
            "https://a b/",
            "http://",
            "https://?x",
            "http:////",
            "http://a:b/",
            "http://a:65536/",
            "http://user@/x",
            "http://[::1/x",
            "http://[1::2::3]/",
            "http://a<b/",
            "http://a%20b/",
            "http://a^b/",
            "http://256.1.1.1/",
            "http://1.2.3.4.5/",
            "http://1.2.3.0x1ffff/",
            "http://09.1.1.1/",
            "webpack://a b/x",
            "webpack://a:port/x",
            "webpack://:80/x",
            "webpack://[app]/x.js",
            "file://a b/x",
            "//a b/x",
            "//[bad/x",
            " \thttps://[\n",
            "HTTPS://a|b",
            "http://a%zz/",
            "http://a%00b/",
            "webpack://user@/x",
        ] {
            assert!(!is_url(None, bad), "{bad}");
        }
        assert!(!is_url(Some("http://"), "[bad"));
        assert!(!is_url(Some("http://a b"), "x.js"));
    }

    #[test]
    fn lets_through_what_bundlers_write() {
        for good in [
            "",
            "a.js",
            "../src/a b.ts",
            "./[id].vue?vue&type=script",
            "webpack://app/./src/a.js",
            "webpack:///./a.js",
            "webpack://@scope/pkg/./src/a.js",
            "webpack://(webpack)/x",
            "webpack:///(webpack)-dev-server/client?http://0.0.0.0:80",
            "C:\\src\\a.js",
            "c:/src/a.js",
            "/abs/a.js",
            "file:///C:/a.js",
            "file://C:/a.js",
            "file://host/a",
            "file:a",
            "http://localhost:8080/a",
            "https://[::1]:3000/a",
            "http://1.2.3.4/",
            "http://0x7f.1/",
            "http://user:p@h/x",
            "http:a.js",
            "https:",
            "//host/a.js",
            "//",
            "///a",
            "data:text/javascript,a b",
            "\0virtual:mod",
            "<anon>",
            "node_modules/x/[y].js",
            "ng://App/a.ngfactory.js",
            "webpack-internal:///./a",
            "http://bücher.de/",
            "http://a:/x",
            "turbopack:///[project]/src/a.ts",
            "http://a..b/",
            "http://%61/",
            "http://1.2.3.4./",
            "http://a.1b/",
            "?",
            "#",
            "1:2",
            "a:b:c",
            "rollup://localhost/a",
            "//a:80/x",
            "//u@h/x",
        ] {
            assert!(is_url(None, good), "{good}");
            assert!(is_url(Some(""), good), "{good}");
        }
        assert!(is_url(Some("/"), "/abs/a.js"));
        assert!(is_url(Some("webpack://"), "app/a.js"));
    }
}
