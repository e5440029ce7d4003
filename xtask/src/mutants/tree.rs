//! A copy of the project to put faults into, so that the real one is never other than it should be.

use std::collections::BTreeSet;
use std::fs;
#[cfg(unix)]
use std::os::unix::fs::symlink;
#[cfg(windows)]
use std::os::windows::fs::symlink_dir as symlink;
use std::path::{Path, PathBuf};

use crate::run::{Outcome, program, root, scratch};

/// What Git does not know and the tests need, as the builds have left it.
const BUILT: &[&str] = &["pkg/wasm", "pkg/page", "pkg/host/vendor"];

/// Where npm's packages are.
const PACKAGES: &[&str] = &["node_modules", "tests/node_modules", "www/node_modules"];

/// The project's own packages: the copy has its own.
const OWN: &[&str] = &["mapship", "mapship-tests", "mapship-www"];

/// Makes the copy, or brings it up to date; its folder. What is the same already keeps its time, by which Cargo knows what to build.
pub fn copy() -> Outcome<PathBuf> {
    let (from, to) = (root(), scratch().join("mutants/tree"));
    let listed = program("git")
        .args(["ls-files", "--cached", "--others", "--exclude-standard", "-z"])
        .output()?;
    let mut files: BTreeSet<PathBuf> = listed.split_terminator('\0').map(PathBuf::from).collect();
    for folder in BUILT {
        below(&from, Path::new(folder), &mut files)?;
    }
    files.retain(|file| from.join(file).is_file());
    let mut old = BTreeSet::new();
    below(&to, Path::new(""), &mut old)?;
    for gone in old.difference(&files) {
        fs::remove_file(to.join(gone))?;
    }
    for file in &files {
        let (bytes, copy) = (fs::read(from.join(file))?, to.join(file));
        if fs::read(&copy).is_ok_and(|old| old == bytes) {
            continue;
        }
        if let Some(folder) = copy.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::write(&copy, bytes)?;
        fs::set_permissions(&copy, fs::metadata(from.join(file))?.permissions())?;
    }
    for folder in PACKAGES {
        link_packages(&from.join(folder), &to.join(folder), &to)?;
    }
    Ok(to)
}

/// The files in a folder and below, but for packages and links.
fn below(base: &Path, folder: &Path, files: &mut BTreeSet<PathBuf>) -> Outcome {
    let Ok(entries) = fs::read_dir(base.join(folder)) else { return Ok(()) };
    for entry in entries {
        let entry = entry?;
        let (name, kind) = (entry.file_name(), entry.file_type()?);
        if kind.is_dir() && name != "node_modules" {
            below(base, &folder.join(name), files)?;
        } else if kind.is_file() {
            files.insert(folder.join(name));
        }
    }
    Ok(())
}

/// Links to the packages that are installed, one by one, as the project's own among them are those of the copy.
fn link_packages(from: &Path, to: &Path, tree: &Path) -> Outcome {
    if to.exists() {
        fs::remove_dir_all(to)?;
    }
    let Ok(entries) = fs::read_dir(from) else { return Ok(()) };
    fs::create_dir_all(to)?;
    for entry in entries {
        let entry = entry?;
        let name = entry.file_name();
        let own = OWN.iter().find(|own| name == **own);
        let target = match own {
            Some(&"mapship") => tree.join("pkg"),
            Some(own) => tree.join(own.trim_start_matches("mapship-")),
            None => entry.path(),
        };
        symlink(target, to.join(name))?;
    }
    Ok(())
}
