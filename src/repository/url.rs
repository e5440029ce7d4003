//! Repository URLs, in every spelling git takes: with a scheme, as `user@host:path`, or a path.

/// What the host of a repository must contain for Datadog to link stack traces to it.
const LINKED_HOSTS: [&str; 4] = ["github", "gitlab", "bitbucket", "dev.azure"];

/// The URL without user, password or token. `git@host:path` stays as it is: that user is no secret.
///
/// When it is unclear where a password ends, too much is cut rather than too little.
#[must_use]
pub fn strip_credentials(url: &str) -> String {
    let mut url = url.trim().to_owned();
    while let Some(shorter) = without_userinfo(&url) {
        url = shorter;
    }
    url
}

/// Whether Datadog turns stack frames into links for a repository at this URL; its host decides.
#[must_use]
pub fn links_to_source(url: &str) -> bool {
    let url = strip_credentials(url);
    let host = host(&url).to_ascii_lowercase();
    LINKED_HOSTS.iter().any(|known| host.contains(known))
}

/// The URL with one userinfo less, or `None` when there is none.
fn without_userinfo(url: &str) -> Option<String> {
    let Some((before, rest)) = split_scheme(url) else {
        return without_scheme(url);
    };
    let (authority, after) = split_at_any(rest, &['/', '?', '#']);
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    // `https://user:pass/word@host/x`: what looks like a port is half of a password
    if is_web(before)
        && has_odd_port(host)
        && let Some((_, after)) = after.rsplit_once('@')
    {
        return Some(format!("{before}{after}"));
    }
    (host.len() < authority.len()).then(|| format!("{before}{host}{after}"))
}

/// The same for what has no scheme: `user:password@host/path`, `token@host.name/path`.
fn without_scheme(url: &str) -> Option<String> {
    if url.starts_with(['/', '\\', '[']) || is_drive_path(url) {
        return None;
    }
    let (first, after) = split_at_any(url, &['/']);
    let (user, rest) = first.split_once('@')?;
    let host = rest.rsplit_once('@').map_or(rest, |(_, host)| host);
    // a colon after the user is that of `git@host:path`; without one, only a host's name has a dot
    let is_userinfo = user.contains(':')
        || !user.is_empty() && !rest.contains(':') && host.contains('.') && !after.is_empty();
    is_userinfo.then(|| format!("{host}{after}"))
}

/// The host, without user and port; empty for a path. Expects a URL without credentials.
fn host(url: &str) -> &str {
    if let Some((_, rest)) = split_scheme(url) {
        let (authority, _) = split_at_any(rest, &['/', '?', '#']);
        return authority.split_once(':').map_or(authority, |(host, _)| host);
    }
    let (first, _) = split_at_any(url, &['/', '\\']);
    match first.split_once(':') {
        Some((login, _)) => login.rsplit_once('@').map_or(login, |(_, host)| host),
        None if first.contains('.') => first,
        None => "",
    }
}

/// Cuts `https://` (or `//`, or a misspelt `https:/`) from the rest.
fn split_scheme(url: &str) -> Option<(&str, &str)> {
    let rest = match url.split_once("://") {
        Some((scheme, rest)) if !scheme.contains(['/', '\\', '@', '?', '#']) => {
            // three slashes begin a file's path, anywhere else they are a slip
            if is_file(scheme) { rest } else { rest.trim_start_matches(['/', '\\']) }
        }
        _ => match url.split_once(':') {
            Some((scheme, rest)) if is_web(scheme) => rest.trim_start_matches(['/', '\\']),
            _ => url.strip_prefix("//")?,
        },
    };
    Some((url.strip_suffix(rest)?, rest))
}

/// Whether a scheme, with or without what follows it, is HTTP: `https`, `git+https`, `gcrypt::https://`.
fn is_web(scheme: &str) -> bool {
    let scheme = scheme.trim_end_matches([':', '/', '\\']).to_ascii_lowercase();
    let name = scheme.rsplit([':', '+']).next().unwrap_or_default();
    name == "http" || name == "https"
}

fn is_file(scheme: &str) -> bool {
    scheme.eq_ignore_ascii_case("file")
}

/// Whether a colon is followed by something that is no port. IPv6 addresses stand in brackets.
fn has_odd_port(host: &str) -> bool {
    let after_address = host.rsplit_once(']').map_or(host, |(_, port)| port);
    after_address
        .split_once(':')
        .is_some_and(|(_, port)| port.is_empty() || port.bytes().any(|byte| !byte.is_ascii_digit()))
}

/// Whether this is `C:\…` or `C:/…`.
pub(super) fn is_drive_path(path: &str) -> bool {
    matches!(path.as_bytes(), [letter, b':', b'/' | b'\\', ..] if letter.is_ascii_alphabetic())
}

/// Cuts before the first of these characters.
fn split_at_any<'a>(text: &'a str, ends: &[char]) -> (&'a str, &'a str) {
    text.find(ends).and_then(|at| text.split_at_checked(at)).unwrap_or((text, ""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn removes_user_and_password() {
        for (given, expected) in [
            ("https://user:pw@h/x", "https://h/x"),
            ("https://user:pw@h", "https://h"),
            ("https://token@h/x", "https://h/x"),
            ("https://@h/x", "https://h/x"),
            ("https://:pw@h:8443/x.git", "https://h:8443/x.git"),
            ("HTTPS://User:Pw@Host/X", "HTTPS://Host/X"),
            ("ssh://git@h/x", "ssh://h/x"),
            ("ssh://git@[::1]:22/x", "ssh://[::1]:22/x"),
            ("git+ssh://git@github.com:org/x.git", "git+ssh://github.com:org/x.git"),
            ("https://u:p@w@h/x", "https://h/x"),
            ("https://u%40corp.com:p%2Fw@h/a%20b", "https://h/a%20b"),
            ("https://u:100%@h/x%", "https://h/x%"),
            ("https://u:p@h/x@2?y=a@b", "https://h/x@2?y=a@b"),
            ("https://DOMAIN\\user:pw@h/x", "https://h/x"),
            ("https://u:p/w@h/x", "https://h/x"),
            ("https://u:p?w#@h/x", "https://h/x"),
            ("https://u:/w@h/x", "https://h/x"),
            ("https://u@corp.com:p/w@h/x", "https://h/x"),
            ("https:/u:p@h/x", "https:/h/x"),
            ("https:u:p@h/x", "https:h/x"),
            ("https:///u:p@h/x", "https:///h/x"),
            ("gcrypt::https://u:p@h/x", "gcrypt::https://h/x"),
            ("codecommit::us-east-1://me@repo", "codecommit::us-east-1://repo"),
            ("//u:p@h/x", "//h/x"),
            ("user:pw@h/x", "h/x"),
            ("user:p@w@h/x", "h/x"),
            ("ghp_token@github.com/org/x", "github.com/org/x"),
            ("  https://u:p@h/x\n", "https://h/x"),
            ("user:pw@https://u:p@h/x", "https://h/x"),
            ("https://üser:pässwörd🔑@h/ü", "https://h/ü"),
        ] {
            assert_eq!(strip_credentials(given), expected, "{given}");
        }
    }

    #[test]
    fn leaves_what_has_no_credentials() {
        for url in [
            "",
            "@",
            ":",
            "://",
            "%",
            "https://",
            "https://h/x",
            "https://h:8080/@scope/x",
            "https://[fe80::1%25eth0]:443/a@b",
            "git@host:path",
            "git@github.com:org/x.git",
            "git@host:path@v1/x",
            "git@[::1]:path",
            "[git@host:22]:path",
            "[::1]:a@b/x",
            "host:path",
            "/srv/git/a:b@c",
            "./a@b.c/d",
            "../x",
            "C:\\work\\a:b@c",
            "c:/work/a@b.c",
            "\\\\server\\share@x.y\\z",
            "file:///srv/a@b",
            "@scope/pkg",
            "name@1.2",
        ] {
            assert_eq!(strip_credentials(url), url, "{url}");
        }
    }

    #[test]
    fn no_secret_survives_and_stripping_again_changes_nothing() {
        let users = ["", "u", "a.b", "u%40x", "D\\u", "u@corp.com", "ü🔑"];
        let tails = ["", "/", "/o/r.git", "/o/r@2", "?q=1", "#f", ":8080/x", ":8080"];
        for scheme in ["http://", "https://", "HTTPS://", "git+https://", "x::https://"] {
            for user in users {
                for secret in ["S3CRET", "%S3CRET%", "@S3CRET", "S3CRET:a", "a/S3CRET", "?S3CRET#"]
                {
                    for host in ["h.example", "[::1]", "h"] {
                        for tail in tails {
                            let url = format!("{scheme}{user}:{secret}@{host}{tail}");
                            let once = strip_credentials(&url);
                            assert!(!once.contains("S3CRET"), "{url} became {once}");
                            assert_eq!(strip_credentials(&once), once, "{url}");
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn any_mixture_of_marks_is_survived() {
        let marks = ["a", ":", "/", "@", "\\", "[", "]", "%", "?", "#", "é", "https://"];
        let mut texts = vec![String::new()];
        for _ in 0..4 {
            texts =
                texts.iter().flat_map(|text| marks.map(|mark| format!("{text}{mark}"))).collect();
            for text in &texts {
                let once = strip_credentials(text);
                assert!(once.len() <= text.len());
                assert_eq!(strip_credentials(&once), once, "{text}");
                let _ = links_to_source(text);
            }
        }
    }

    #[test]
    fn links_are_a_matter_of_the_host() {
        for url in [
            "https://github.com/o/r",
            "https://u:p@GitHub.example:8443/o/r",
            "git@gitlab.com:o/r.git",
            "ssh://git@bitbucket.org/o/r",
            "git@ssh.dev.azure.com:v3/o/p/r",
            "https://org@dev.azure.com/o/p/_git/r",
            "github.com/o/r",
            "gitlab:o/r",
        ] {
            assert!(links_to_source(url), "{url}");
        }
        for url in [
            "",
            "https://git.example.com/github/r",
            "https://github@git.example.com/o/r",
            "git@git.example.com:gitlab/r",
            "/srv/github.com/r",
            "C:\\github\\r",
            "./github/r",
            "github/r",
            "file:///srv/gitlab/r",
            "https://azure.com/dev.azure/r",
        ] {
            assert!(!links_to_source(url), "{url}");
        }
    }
}
