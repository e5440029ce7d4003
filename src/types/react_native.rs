//! Source maps of React Native bundles.

use super::declaration::{Field, Gathering, Mismatch, Rule, UploadType};
use super::fields::{
    CLI_VERSION, COMMIT, MINIFIED_FILE, PROJECT_PATH, REPOSITORY_URL, SERVICE, SOURCE_MAP, VERSION,
};
use super::files::{Claim, Which};
use super::found::{NameSays, Reach, Said, Sidecar, base};
use super::js::SOURCES;
use crate::formats::Format;
use crate::formats::app_version::read_app_version;

pub(super) const TYPE: UploadType = UploadType {
    name: "react_native_sourcemap",
    about: "React Native source maps for mobile applications",
    fields: &[
        Field::text("build_number", "build number of the application").most(200),
        Field::text("bundle_name", "name of the JavaScript bundle").most(200).needed(),
        Field::text("bundle_version", "version of the bundle").most(200),
        CLI_VERSION,
        Field::rule("platform", "target platform", Rule::OneOf(&["android", "ios"])).present(),
        PROJECT_PATH,
        SERVICE,
        VERSION,
        Field::text("debug_id", "debug ID of the map").told_as("debugId"),
        REPOSITORY_URL.observed(),
        COMMIT.observed(),
    ],
    parts: &[SOURCE_MAP, MINIFIED_FILE.optional(), SOURCES],
    gathering: Gathering::Each,
    formats: &[Format::SourceMap],
    mismatch: Mismatch::Expected("a source map"),
    claims: &[Claim { format: Format::SourceMap, which: Which::Named(is_of_bundle) }],
    name_says: &[NameSays {
        fields: &["platform", "bundle_name"],
        read: read_name,
        about: "the name of the map, without `.map`; its ending tells the platform",
    }],
    sidecars: &[
        // those of frameworks and of dSYMs are not the app's
        app("ios", &["Info.plist"], &[".dSYM", ".framework", ".bundle"]),
        app("android", &["output-metadata.json"], &[]),
    ],
    ..UploadType::BASE
};

/// How the names of bundles end, by platform.
const ENDINGS: [(&str, &str); 2] = [(".jsbundle", "ios"), (".android.bundle", "android")];

/// How the names of Hermes bytecode end. Expo puts each platform's into a folder of its own.
const BYTECODE: &str = ".hbc";

/// Whether a file is called as React Native's tools call the map of a bundle.
fn is_of_bundle(path: &str) -> bool {
    let endings = || ENDINGS.iter().map(|(ending, _)| *ending).chain([BYTECODE]);
    path.strip_suffix(".map").is_some_and(|path| endings().any(|ending| path.ends_with(ending)))
}

fn read_name(path: &str) -> Said {
    let Some(bundle) = base(path).strip_suffix(".map") else { return Said::default() };
    let by_ending = ENDINGS.iter().find(|(ending, _)| bundle.ends_with(ending));
    let by_folder = || {
        let folders = || path.split('/').rev().skip(1);
        let of = |(_, platform): &&(_, &str)| folders().any(|folder| folder == *platform);
        ENDINGS.iter().find(of).filter(|_| bundle.ends_with(BYTECODE))
    };
    let mut said = Said::value("bundle_name", Some(bundle));
    let platform = by_ending.or_else(by_folder);
    said.values.extend(platform.map(|(_, platform)| ("platform", (*platform).to_owned())));
    said
}

/// Where the tools of a platform write down which version of the app they build.
const fn app(
    platform: &'static str,
    names: &'static [&'static str],
    not_in: &'static [&'static str],
) -> Sidecar {
    Sidecar {
        names,
        not_in,
        reach: Reach::AboveOrAnywhere,
        only: Some(("platform", platform)),
        fields: &["version", "build_number"],
        longest: 1024 * 1024,
        read: read_app,
    }
}

fn read_app(bytes: &[u8]) -> Said {
    let told = read_app_version(bytes);
    // half of it may be of something else
    let (Some(version), Some(build)) = (told.version, told.build) else { return Said::default() };
    Said { values: vec![("version", version), ("build_number", build)], issues: Vec::new() }
}
