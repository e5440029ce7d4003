//! A browser for the tests and the demo: one that is there, or Debian's Chromium.

use std::path::{Path, PathBuf};

use crate::run::{Outcome, heading, needs_network, program};

/// Names to look for on the PATH, best first.
const NAMES: &[&str] =
    &["chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "microsoft-edge"];

/// Where macOS and Windows keep them.
const PLACES: &[&str] = &[
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "C:/Program Files/Google/Chrome/Application/chrome.exe",
    "C:/Program Files (x86)/Microsoft/Edge/Application/msedge.exe",
];

/// The path of a Chromium or Chrome. `MAPSHIP_BROWSER` overrides the search.
pub fn find_or_install() -> Outcome<PathBuf> {
    if let Some(path) = std::env::var_os("MAPSHIP_BROWSER") {
        return Ok(path.into());
    }
    if let Some(path) = find() {
        return Ok(path);
    }
    if !Path::new("/usr/bin/apt-get").exists() {
        return Err(
            "no browser found: install Chrome or Chromium, or set MAPSHIP_BROWSER to its path"
                .into(),
        );
    }
    let installed = install("Chromium", "chromium");
    match (installed, find()) {
        (_, Some(path)) => Ok(path),
        (Err(problem), None) => Err(format!(
            "{problem}\nno browser: run `apt-get install chromium` as root, or set MAPSHIP_BROWSER to the path of a Chrome or Chromium"
        )
        .into()),
        (Ok(_), None) => Err("Chromium was installed but is not on the PATH; set MAPSHIP_BROWSER to its path".into()),
    }
}

/// The path of a Firefox, or of Debian's, installed; `None` where that can't be had: outside of CI its tests are passed over then, as
/// Chromium will do for all others. `MAPSHIP_FIREFOX` overrides the search.
pub fn find_or_install_firefox() -> Option<PathBuf> {
    let find = || {
        let places = ["firefox", "firefox-esr"].into_iter().flat_map(on_path);
        std::env::var_os("MAPSHIP_FIREFOX").map(PathBuf::from).into_iter().chain(places).next()
    };
    find().or_else(|| {
        Path::new("/usr/bin/apt-get").exists().then(|| install("Firefox", "firefox-esr"))?.ok()?;
        find()
    })
}

/// Installs a package of Debian.
fn install(name: &str, package: &str) -> Outcome<String> {
    needs_network(name)?;
    heading(&format!("install {name} (apt-get)"));
    let apt = || program("apt-get").env("DEBIAN_FRONTEND", "noninteractive").arg("-qq");
    apt().arg("update").run()?;
    apt().args(["install", "-y", "--no-install-recommends", package]).output()
}

/// What is called so in the folders of the PATH.
fn on_path(name: &str) -> Vec<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path)
        .map(|folder| folder.join(name))
        .filter(|path| path.is_file())
        .collect()
}

fn find() -> Option<PathBuf> {
    // by name first, then by folder: a Chromium anywhere is better than an Edge here
    let found = NAMES.iter().flat_map(|name| on_path(name));
    found.chain(PLACES.iter().map(PathBuf::from)).find(|path| path.is_file())
}
