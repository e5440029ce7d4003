//! Where uploads go, and with which key.

use super::declaration::{Declaration, Default, Kind, Place};
use super::{CONFIG, OF_UPLOAD, SENDS};

pub(super) const OPTIONS: &[Declaration] = &[
    Declaration::new(
        "site",
        Kind::Text,
        "Datadog site: a domain such as us3.datadoghq.com, a short name such as US3, or the URL of a page on it",
    )
    .default(Default::Text("datadoghq.com"))
    .env(&["DATADOG_SITE", "DD_SITE"])
    .rival("intakeUrl")
    .value("site")
    .within(OF_UPLOAD)
    .within(CONFIG)
    .within(&[Place::Plugins, Place::PageCommand, Place::DatadogCi])
    .on(SENDS),
    Declaration::new(
        "intakeUrl",
        Kind::Text,
        "Another intake than the site's: its base URL, or the full URL that ends in /srcmap",
    )
    .env(&["DATADOG_SOURCEMAP_INTAKE_URL", "DD_SOURCEMAP_INTAKE_URL"])
    .rival("site")
    .value("url")
    .within(OF_UPLOAD)
    .within(CONFIG)
    .within(&[Place::Plugins, Place::PageCommand, Place::DatadogCi])
    .on(SENDS),
    Declaration::new(
        "allowHttp",
        Kind::Bool,
        "Send the API key to an intake on another machine that has no TLS",
    )
    .more("The key then travels in the open.")
    .within(OF_UPLOAD)
    .within(CONFIG)
    .within(&[Place::Plugins, Place::PageCommand, Place::DatadogCi])
    .on(SENDS),
    Declaration::new("apiKey", Kind::Text, "The API key")
        .more("A dry run needs none.")
        .env(&["DATADOG_API_KEY", "DD_API_KEY"])
        .secret()
        .within(OF_UPLOAD)
        .within(&[Place::Plugins]),
    Declaration::new(
        "relay",
        Kind::Object(&[
            Declaration::new("url", Kind::Text, "Origin of the relay").required(),
            Declaration::new("session", Kind::Text, "The session that the relay gave").required().secret(),
        ]),
        "Send to a relay, which has the API key, instead of to the intake: that of `mapship page`",
    )
    .more(
        "It goes without `apiKey`; `site` or `intakeUrl` then only say what an outcome names. See docs/page.md.",
    )
    .within(OF_UPLOAD),
];
