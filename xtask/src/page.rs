//! The upload page, bundled into `pkg/page/`; and pictures of it.

use crate::run::{Outcome, heading, node};
use crate::{browser, npm, wasm};

/// Builds the core, and the page over it. The bundler takes a moment, so nothing is kept from before.
pub fn build() -> Outcome {
    wasm::build()?;
    bundle()
}

/// The same, over modules that are built in seconds: all, or those that are named.
pub fn build_quickly(only: &[&str]) -> Outcome {
    wasm::build_quickly(only)?;
    bundle()
}

/// Bundles it over the modules that are there.
pub fn bundle() -> Outcome {
    heading("bundle the page (esbuild)");
    node("www/build.js").run()
}

/// Takes screenshots of the page's main states.
pub fn screenshots(args: &[&str]) -> Outcome {
    build()?;
    npm::install()?;
    let browser = browser::find_or_install()?;
    heading("take screenshots");
    node("tests/page/screenshots.js").args(args).env("MAPSHIP_BROWSER", browser).run()
}
