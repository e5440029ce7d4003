//! Source maps of browser applications, each with its minified file.

use super::declaration::{Example, Field, Gathering, Mismatch, Part, Role, UploadType};
use super::fields::{
    CLI_VERSION, COMMIT, MINIFIED_FILE, OVERWRITE, PROJECT_PATH, REPOSITORY, REPOSITORY_URL,
    SERVICE, SOURCE_MAP, VERSION,
};
use super::files::{Claim, Which};
use crate::formats::Format;

/// What is listed of a repository: only the files that the map names.
pub(super) const SOURCES: Part = REPOSITORY.is(Role::TrackedSources);

pub(super) const TYPE: UploadType = UploadType {
    name: "js_sourcemap",
    about: "JavaScript source maps for browser applications",
    fields: &[
        CLI_VERSION,
        PROJECT_PATH,
        SERVICE.or("debug_id"),
        VERSION.or("debug_id"),
        Field::text("minified_url", "URL of the minified file, as stack traces have it")
            .most(2048)
            .needed(),
        Field::text("debug_id", "debug ID that stands in the minified file").observed(),
        REPOSITORY_URL,
        COMMIT,
        OVERWRITE,
        Field::text("plugin_version", "version of the bundler plugin").most(50).observed(),
    ],
    parts: &[SOURCE_MAP, MINIFIED_FILE, SOURCES],
    gathering: Gathering::Pairs,
    formats: &[Format::SourceMap],
    mismatch: Mismatch::Expected("a source map"),
    claims: &[Claim { format: Format::SourceMap, which: Which::Others }],
    // style sheets tell which maps are theirs
    endings: &[".js", ".mjs", ".cjs", ".map", ".css"],
    example: Some(Example {
        file: "app.js.map",
        flags: "--minified-file app.js --minified-url https://example.com/app.js \
                --service web --release-version 1.4.2",
    }),
    ..UploadType::BASE
};
