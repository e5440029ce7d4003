//! A declaration is all that a new option or a new upload type takes.

use std::path::Path;

use mapship::options::{Declaration, Group, Kind, Place};

use super::*;
use crate::run::{node, program, scratch};

const MADE_UP: Group = Group {
    title: "Made up",
    options: &[Declaration::new("madeUp", Kind::between(2, 5), "Made up for a test")
        .env(&["MADE_UP"])
        .within(&[Place::Check, Place::Upload, Place::Config, Place::Target, Place::Plugins])
        .on(&[Place::CheckCommand, Place::UploadCommand, Place::DoctorCommand])],
};

/// The package with one more option declared, and nothing else changed by hand, has the option everywhere.
#[test]
fn one_declaration_is_a_whole_option() {
    let core = root().join("pkg/wasm/core_bg.wasm");
    assert!(core.exists(), "the package is not built: run `cargo xtask build --quick`");
    let groups: Vec<Group> = GROUPS.iter().copied().chain([MADE_UP]).collect();
    let folder = scratch().join("made-up");
    let _ = fs::remove_dir_all(&folder);
    copy(&root().join("pkg"), &folder.join("pkg"));
    for (path, text) in of_options(Table { groups: &groups, types: TYPES }) {
        fs::write(folder.join(path), text).unwrap();
    }
    node("tests/package/made-up-option.js").arg(folder.join("pkg")).run().unwrap();
}

/// Copies a folder but for what is made of the page.
fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let target = to.join(entry.file_name());
        if !entry.file_type().unwrap().is_dir() {
            fs::copy(entry.path(), target).unwrap();
        } else if entry.file_name() != "page" && entry.file_name() != "node_modules" {
            copy(&entry.path(), &target);
        }
    }
}

/// The project with one more upload type declared, and nothing else changed by hand, has the type everywhere.
#[test]
fn one_declaration_is_a_whole_type() {
    let browser = crate::browser::find_or_install().unwrap();
    let project = scratch().join("made-up-type");
    let _ = fs::remove_dir_all(&project);
    let listed = program("git")
        .args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"])
        .output()
        .unwrap();
    let is_copied = |name: &&str| {
        // Cargo reads the settings of the folders above, too
        !name.starts_with(".cargo/") && root().join(name).is_file()
    };
    for name in listed.split('\0').filter(is_copied) {
        let target = project.join(name);
        fs::create_dir_all(target.parent().unwrap()).unwrap();
        fs::copy(root().join(name), target).unwrap();
    }
    // what is installed and what is compiled is shared
    for name in
        ["node_modules", "pkg/node_modules", "tests/node_modules", "www/node_modules", "target"]
    {
        if root().join(name).exists() {
            link(&root().join(name), &project.join(name));
        }
    }
    // Cargo tells packages in one target folder apart by name and version, not by where they lie: under the same version it would take
    // what is built here for the project's own
    for manifest in ["Cargo.toml", "xtask/Cargo.toml"] {
        let text = fs::read_to_string(project.join(manifest)).unwrap();
        let (before, after) = text.split_once("\nversion = \"").unwrap();
        let (version, after) = after.split_once('"').unwrap();
        let text = format!("{before}\nversion = \"{version}-made-up\"{after}");
        fs::write(project.join(manifest), text).unwrap();
    }
    // only the core knows the types
    copy(&root().join("pkg/wasm"), &project.join("pkg/wasm"));
    let types = project.join("src/types");
    fs::copy(project.join("tests/package/made-up-type.rs"), types.join("made_up.rs")).unwrap();
    let list = fs::read_to_string(types.join("mod.rs")).unwrap();
    let list = list
        .replace("mod elf;", "mod elf;\nmod made_up;")
        .replace("    elf::TYPE,", "    elf::TYPE,\n    made_up::TYPE,");
    fs::write(types.join("mod.rs"), list).unwrap();
    let cargo = [
        "run",
        "--quiet",
        "--package",
        "xtask",
        "--manifest-path",
        &project.join("Cargo.toml").display().to_string(),
        "--",
        "build",
        "--quick",
        "core",
    ];
    crate::run::cargo().args(cargo).run().unwrap();
    node("--test")
        .arg(project.join("tests/package/made-up-type.js"))
        .env("MAPSHIP_BROWSER", browser)
        .run()
        .unwrap();
}

/// Lets a folder be found at another place, too.
fn link(folder: &Path, place: &Path) {
    #[cfg(unix)]
    std::os::unix::fs::symlink(folder, place).unwrap();
    #[cfg(windows)]
    std::os::windows::fs::symlink_dir(folder, place).unwrap();
}
