//! A browser for the tests and the demo: one that is there, or Debian's Chromium.

use std::path::{Path, PathBuf};

use crate::run::{Outcome, heading, program};

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
    heading("install Chromium (apt-get)");
    let apt = || program("apt-get").env("DEBIAN_FRONTEND", "noninteractive").arg("-qq");
    let installed = apt().arg("update").run().and_then(|()| {
        apt().args(["install", "-y", "--no-install-recommends", "chromium"]).output()
    });
    match (installed, find()) {
        (_, Some(path)) => Ok(path),
        (Err(problem), None) => Err(format!(
            "{problem}\nno browser: run `apt-get install chromium` as root, or set MAPSHIP_BROWSER to the path of a Chrome or Chromium"
        )
        .into()),
        (Ok(_), None) => Err("Chromium was installed but is not on the PATH; set MAPSHIP_BROWSER to its path".into()),
    }
}

fn find() -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let on_path = std::env::split_paths(&path)
        .flat_map(|folder| NAMES.iter().map(move |name| folder.join(name)));
    // by name first, then by folder: a Chromium anywhere is better than an Edge here
    let mut found: Vec<PathBuf> = on_path.filter(|path| path.is_file()).collect();
    found.sort_by_key(|path| NAMES.iter().position(|name| path.ends_with(name)));
    found.into_iter().chain(PLACES.iter().map(PathBuf::from)).find(|path| path.is_file())
}
