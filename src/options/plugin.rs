//! What only the plugins have, or have in their own way.

use super::declaration::{Declaration, Default, Kind, Place};

const PLUGINS: &[Place] = &[Place::Plugins];

pub(super) const OPTIONS: &[Declaration] = &[
    Declaration::new(
        "enabled",
        Kind::Bool,
        "Whether to do anything; without it, the plugin works in production builds that have an API key or are dry runs",
    )
    .more("Watch mode and dev servers never upload.")
    .within(PLUGINS),
    Declaration::new(
        "service",
        Kind::Text,
        "The service, as in `datadogRum.init`; without it, the `name` in package.json, without its scope",
    )
    .within(PLUGINS),
    Declaration::new(
        "version",
        Kind::Text,
        "The version, as in `datadogRum.init`; without it, the `version` in package.json, or the commit where that is 0.0.0 or missing",
    )
    .within(PLUGINS),
    Declaration::new(
        "minifiedPathPrefix",
        Kind::Text,
        "What precedes a file's path in its address: `/static`, `https://example.com/static`; without it, the bundler's own `base`, `publicPath` or `assetPrefix`",
    )
    .within(PLUGINS),
    Declaration::new(
        "server",
        Kind::Text,
        "Where the folder of the project lies on the server that runs the build, `/srv/app`: what the server runs is uploaded for its stack traces; without it, only what browsers run",
    )
    .within(PLUGINS),
    Declaration::new(
        "sourcemaps",
        Kind::OneOf(&["hidden"]),
        "`'hidden'`: have the build write source maps that no file names, where its configuration says nothing of source maps",
    )
    .within(PLUGINS),
    Declaration::new(
        "debugIds",
        Kind::Bool,
        "Give each script and its map a debug ID, by which Datadog finds the map wherever the script is served",
    )
    .more("It is there before hashes are taken, but for esbuild; docs/debug-ids.md has more.")
    .within(PLUGINS),
    Declaration::new(
        "missingKey",
        Kind::OneOf(&["warn", "error", "ignore"]),
        "What a production build on CI does where it has no API key: print a warning, fail, or say so in one line as on other machines",
    )
    .more("docs/plugins.md says what counts as CI.")
    .default(Default::Text("warn"))
    .within(PLUGINS),
    Declaration::new(
        "onError",
        Kind::OneOf(&["fail", "warn"]),
        "Whether what is wrong fails the build, or is a warning",
    )
    .default(Default::Text("fail"))
    .within(PLUGINS),
];
