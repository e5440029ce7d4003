//! `cargo xtask crate`: the Rust crate as it would be published. It is packed, built from what was packed, and its public API is held
//! against that of the last release.

use crate::run::{Outcome, cargo, heading, program, root, say};
use crate::tools;

/// The crates that are published, each before what depends on it.
const CRATES: [&str; 2] = ["mapship-loops", "mapship"];

/// Packs the crates, and holds the API of `mapship` against `before`, a commit or tag; against the newest tag of a version where none
/// is given.
///
/// # Errors
/// If a crate can't be packed or built from its archive, or if the API changed in a way that the version does not allow.
pub fn look(before: Option<&str>) -> Outcome {
    heading("the crates as they would be published, built from what is packed (cargo package)");
    let mut package = cargo();
    package = package.args(["package", "--quiet"]);
    for name in CRATES {
        package = package.args(["--package", name]);
    }
    package.run()?;
    let newest = newest_tag()?;
    let Some(before) = before.or(newest.as_deref()) else {
        say(
            "NOT HELD: the API against the last release, as no version is tagged. Give a commit: cargo xtask crate 1a2b3c4",
        );
        return Ok(());
    };
    let tool = tools::cargo_tool("cargo-semver-checks", "0.51.0", &[])?;
    heading(&format!("the crate's API, against that of {before} (cargo-semver-checks)"));
    program(tool)
        .args(["semver-checks", "check-release", "--package", "mapship", "--baseline-rev", before])
        .run()
}

/// The newest tag of a version, such as `v1.2.3`, that is not of this commit.
fn newest_tag() -> Outcome<Option<String>> {
    let tags = program("git")
        .args(["-C"])
        .arg(root())
        .args(["tag", "--list", "v[0-9]*", "--sort=-version:refname", "--no-contains", "HEAD"])
        .output()?;
    Ok(tags.lines().next().map(str::to_owned))
}
