//! `cargo xtask pack`: the npm package as it would be published, and what installing it brings.

use crate::run::{Outcome, heading, node, scratch};
use crate::{generate, npm, page};

/// Packs, installs the package into an empty project, and prints its weight.
pub fn pack() -> Outcome {
    page::build()?;
    npm::install()?;
    generate::check()?;
    weigh()
}

/// Weighs the package that is built: fails where it is over a budget, or where publint or are-the-types-wrong find something.
pub fn weigh() -> Outcome {
    heading("pack and install the package");
    node("tests/package/weigh.js").arg(scratch()).run()
}
