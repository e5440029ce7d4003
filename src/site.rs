//! Datadog sites, and the URL of the intake. API page: table of endpoints.

use crate::finding::{Code, Issue};
use crate::nearest::{nearest, suggestion};

/// A Datadog site that takes uploads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Site {
    /// Its domain, such as `us3.datadoghq.com`.
    pub domain: &'static str,
    /// The short names people know it by, upper-case; the first is the one Datadog uses.
    pub aliases: &'static [&'static str],
}

/// Every site that takes uploads. `uk1` is not in the API page's table, but the official clients know it.
pub static SITES: &[Site] = &[
    Site { domain: "datadoghq.com", aliases: &["US1", "US"] },
    Site { domain: "us3.datadoghq.com", aliases: &["US3"] },
    Site { domain: "us5.datadoghq.com", aliases: &["US5"] },
    Site { domain: "datadoghq.eu", aliases: &["EU1", "EU"] },
    Site { domain: "ap1.datadoghq.com", aliases: &["AP1"] },
    Site { domain: "ap2.datadoghq.com", aliases: &["AP2"] },
    Site { domain: "uk1.datadoghq.com", aliases: &["UK1"] },
    Site { domain: "ddog-gov.com", aliases: &["US1-FED", "US1_FED", "GOV"] },
];

/// The site where the API page says that uploads are not supported.
const UNSUPPORTED: Site =
    Site { domain: "us2.ddog-gov.com", aliases: &["US2-FED", "US2_FED", "GOV2"] };

/// The path of the endpoint.
const ENDPOINT: &str = "/api/v2/srcmap";

/// The site that `given` means: a domain, a short name, a host of the web application, or a pasted URL.
///
/// # Errors
/// The finding that says why no site can be made of it.
pub fn resolve_site(given: &str) -> Result<&'static Site, Box<Issue>> {
    let host = host_of(given).to_ascii_lowercase();
    if is(&UNSUPPORTED, &host) {
        return Err(Box::new(
            Issue::new(Code::SiteUnsupported).at_path("site").with("site", UNSUPPORTED.domain),
        ));
    }
    SITES.iter().find(|site| is(site, &host)).ok_or_else(|| {
        let names =
            || SITES.iter().flat_map(|site| site.aliases.iter().copied().chain([site.domain]));
        let known: Vec<&str> = SITES.iter().map(|site| site.domain).collect();
        Box::new(
            Issue::new(Code::SiteUnknown)
                .at_path("site")
                .with("site", shown(given, host_of(given)))
                .with("known", known.join(", "))
                .with("suggestion", suggestion(nearest(&host, names()))),
        )
    })
}

/// Whether a host, lower-case, is the site: by name, by domain, or below it by one label (`app.`, `api.`, a company's own).
fn is(site: &Site, host: &str) -> bool {
    if host == site.domain || site.aliases.iter().any(|alias| alias.eq_ignore_ascii_case(host)) {
        return true;
    }
    let Some((label, rest)) = host.split_once('.') else { return false };
    // `us9.datadoghq.com` could be a site we do not know yet: not to be taken for a company's own host on US1
    rest == site.domain && !looks_like_a_region(label)
}

fn looks_like_a_region(label: &str) -> bool {
    label.len() == 3
        && label.bytes().take(2).all(|b| b.is_ascii_alphabetic())
        && label.bytes().skip(2).all(|b| b.is_ascii_digit())
}

/// The URL that uploads to a site are posted to.
#[must_use]
pub fn intake_url(site: &Site) -> String {
    format!("https://sourcemap-intake.{}{ENDPOINT}", site.domain)
}

/// The URL to post to, from a custom intake URL: a base gets the endpoint's path, a full URL is used as it is.
///
/// One variable has two meanings in the official clients (a base in one, the full URL in the other), so they are told
/// apart by the path: one that ends in `/srcmap` or `/v1/input` is full.
///
/// # Errors
/// The finding that says what is wrong with the URL.
pub fn custom_intake_url(given: &str) -> Result<String, Box<Issue>> {
    let wrong = |reason: &str| {
        let issue = Issue::new(Code::IntakeUrlInvalid).at_path("intakeUrl");
        Box::new(issue.with("url", shown(given, &without_secrets(given))).with("reason", reason))
    };
    let url = given.trim();
    let (scheme, rest) =
        url.split_once("://").ok_or_else(|| wrong("it has no http:// or https:// in front"))?;
    let scheme = scheme.to_ascii_lowercase();
    if scheme != "http" && scheme != "https" {
        return Err(wrong("only http and https can be posted to"));
    }
    if rest.contains(['?', '#']) {
        return Err(wrong("it has a query or a fragment"));
    }
    if rest.contains(|c: char| c.is_whitespace() || c.is_control() || c == '\\') {
        return Err(wrong("it has a space, a control character or a backslash in it"));
    }
    let rest = rest.trim_end_matches('/');
    let (authority, path) =
        rest.find('/').and_then(|at| rest.split_at_checked(at)).unwrap_or((rest, ""));
    if authority.contains('@') {
        return Err(wrong("it has a user name or a password in it"));
    }
    if authority.is_empty() || authority.starts_with(':') {
        return Err(wrong("it names no host"));
    }
    if looks_like_a_key(host_of(authority)) {
        return Err(wrong("its host looks like an API key"));
    }
    let full = path.ends_with("/srcmap") || path.ends_with("/v1/input");
    Ok(format!("{scheme}://{authority}{path}{}", if full { "" } else { ENDPOINT }))
}

/// The host of a URL, or the text itself where it is no URL.
fn host_of(text: &str) -> &str {
    let text = text.trim();
    let text = text.split_once("://").map_or(text, |(_, rest)| rest).trim_start_matches("//");
    let text = text.split(['/', '?', '#']).next().unwrap_or(text);
    let text = text.rsplit('@').next().unwrap_or(text);
    text.split(':').next().unwrap_or(text).trim_end_matches('.')
}

/// What can be repeated in a message of a value that is not what it should be: it may be a key that was put in the wrong
/// place. `visible` is the part that a place on the network has, and that is repeated where it looks like one.
fn shown(given: &str, visible: &str) -> String {
    let is_place = visible.len() <= LONGEST_NAME || visible.contains(['.', ':', '/']);
    if is_place && !looks_like_a_key(host_of(visible)) {
        return ["\"", visible, "\""].concat();
    }
    ["what is given, of ", &given.trim().chars().count().to_string(), " characters,"].concat()
}

/// A name without a dot of up to this length, in bytes, is repeated: keys are longer.
const LONGEST_NAME: usize = 12;

/// How many digits a key has, at least.
const KEY_DIGITS: usize = 32;

/// Whether a host is none: no label of hosts that people use is as long as a key, and of digits only.
fn looks_like_a_key(host: &str) -> bool {
    host.len() >= KEY_DIGITS && host.bytes().all(|b| b.is_ascii_hexdigit())
}

/// A URL without its user, password, query and fragment.
fn without_secrets(url: &str) -> String {
    let url = url.trim();
    let bare = url.find(['?', '#']).and_then(|at| url.get(..=at)).unwrap_or(url);
    let cut = if bare.len() < url.len() { "…" } else { "" };
    match bare.split_once("://") {
        Some((scheme, rest)) if rest.contains('@') => {
            [scheme, "://…@", rest.rsplit('@').next().unwrap_or_default(), cut].concat()
        }
        _ => [bare, cut].concat(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_every_way_to_name_a_site() {
        for (given, domain) in [
            ("datadoghq.com", "datadoghq.com"),
            ("US1", "datadoghq.com"),
            ("app.datadoghq.com", "datadoghq.com"),
            ("acme.datadoghq.com", "datadoghq.com"),
            ("us3", "us3.datadoghq.com"),
            ("https://us5.datadoghq.com/rum/sourcemaps?x=1", "us5.datadoghq.com"),
            ("acme.us5.datadoghq.com", "us5.datadoghq.com"),
            ("eu1", "datadoghq.eu"),
            (" EU ", "datadoghq.eu"),
            ("app.datadoghq.eu", "datadoghq.eu"),
            ("https://app.datadoghq.eu", "datadoghq.eu"),
            ("https://sourcemap-intake.datadoghq.eu/api/v2/srcmap", "datadoghq.eu"),
            ("AP1.datadoghq.com", "ap1.datadoghq.com"),
            ("ap2.datadoghq.com:443", "ap2.datadoghq.com"),
            ("uk1", "uk1.datadoghq.com"),
            ("app.ddog-gov.com", "ddog-gov.com"),
            ("US1-FED", "ddog-gov.com"),
        ] {
            assert_eq!(resolve_site(given).map(|site| site.domain), Ok(domain), "{given}");
        }
        for (given, code) in [
            ("us2.ddog-gov.com", Code::SiteUnsupported),
            ("https://app.us2.ddog-gov.com/", Code::SiteUnsupported),
            ("US2_FED", Code::SiteUnsupported),
            ("us9.datadoghq.com", Code::SiteUnknown),
            ("datadoghq.org", Code::SiteUnknown),
            ("evildatadoghq.com", Code::SiteUnknown),
            ("", Code::SiteUnknown),
        ] {
            assert_eq!(resolve_site(given).map_err(|issue| issue.code), Err(code), "{given}");
        }
    }

    #[test]
    fn tells_base_and_full_intake_urls_apart() {
        for (given, expected) in [
            ("http://127.0.0.1:8126", "http://127.0.0.1:8126/api/v2/srcmap"),
            ("http://127.0.0.1:8126/", "http://127.0.0.1:8126/api/v2/srcmap"),
            ("https://proxy.example/datadog", "https://proxy.example/datadog/api/v2/srcmap"),
            ("https://proxy.example/api/v2/srcmap", "https://proxy.example/api/v2/srcmap"),
            ("https://proxy.example/api/v2/srcmap/", "https://proxy.example/api/v2/srcmap"),
            ("https://proxy.example/v1/input", "https://proxy.example/v1/input"),
            ("HTTPS://proxy.example", "https://proxy.example/api/v2/srcmap"),
        ] {
            assert_eq!(custom_intake_url(given).as_deref(), Ok(expected), "{given}");
        }
        for given in
            ["proxy.example", "ftp://x", "http://", "http:///p", "https://x?a=1", "https://a b"]
        {
            assert_eq!(
                custom_intake_url(given).map_err(|i| i.code),
                Err(Code::IntakeUrlInvalid),
                "{given}"
            );
        }
        for given in ["https://proxy.example/é", "http://0123456789abcdef:8126"] {
            assert!(custom_intake_url(given).is_ok(), "{given}");
        }
    }

    #[test]
    fn repeats_no_key_that_was_put_in_the_place_of_a_site_or_a_host() {
        const KEY: &str = "c0ffee00c0ffee00c0ffee00c0ffee00";
        for (given, said) in [
            (KEY, "what is given, of 32 characters, is not a Datadog site"),
            ("pub0123456789abcdef", "what is given, of 19 characters, is not a Datadog site"),
            (
                "https://c0ffee00c0ffee00c0ffee00c0ffee00/",
                "what is given, of 41 characters, is not a Datadog site",
            ),
            (
                "https://c0ffee00c0ffee00c0ffee00c0ffee00@datadoghq.test/c0ffee00c0ffee00c0ffee00c0ffee00",
                "\"datadoghq.test\" is not a Datadog site",
            ),
            ("us9", "\"us9\" is not a Datadog site"),
        ] {
            assert_eq!(resolve_site(given).map_err(|issue| issue.message()), Err(said.to_owned()));
        }
        for (given, said) in [
            (KEY, "what is given, of 32 characters, is not a URL of an intake: it has no http"),
            (
                "https://me:c0ffee00c0ffee00c0ffee00c0ffee00@proxy.example/x",
                "\"https://…@proxy.example/x\" is not a URL of an intake: it has a user name",
            ),
            (
                "https://proxy.example/x?dd-api-key=c0ffee00c0ffee00c0ffee00c0ffee00",
                "\"https://proxy.example/x?…\" is not a URL of an intake: it has a query",
            ),
            (
                "https://C0FFEE00c0ffee00c0ffee00c0ffee00:443",
                "what is given, of 44 characters, is not a URL of an intake: its host looks like",
            ),
        ] {
            let message = custom_intake_url(given).map_err(|issue| issue.message()).unwrap_err();
            assert!(message.starts_with(said), "{message}");
            assert!(!message.to_lowercase().contains(KEY), "{message}");
        }
    }
}
