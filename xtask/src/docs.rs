//! The documentation as a site: made from the Markdown that the repository and the package show, and from the declarations of the API.

use crate::npm;
use crate::run::{Outcome, heading, node, root};

/// The site's own npm project. It is none of the workspace, so that those who don't build the site need not install its generator.
const PROJECT: &str = "docs/site";

/// Installs the generator, unless that was done before.
pub fn install() -> Outcome {
    npm::install()?;
    npm::install_project(&root().join(PROJECT))
}

/// Builds the site, and fails where a link of it leads nowhere.
pub fn build() -> Outcome {
    install()?;
    heading("build the documentation as a site (vitepress), and check its links");
    node("docs/site/build.js").run()
}
