//! `cargo xtask judge`: files of real tool chains, builds of real frameworks and published packages, and what mapship makes of them,
//! held against other tools. Not part of the tests: it installs gigabytes.

use std::path::{Path, PathBuf};

use crate::run::{Outcome, heading, program};
use crate::{browser, npm, page};

/// Debian's packages of the tools, and a program that each brings.
const PACKAGES: &[(&str, &str)] = &[
    ("clang-19", "/usr/bin/clang-19"),
    ("lld-19", "/usr/bin/ld.lld-19"),
    ("llvm-19", "/usr/bin/llvm-readelf-19"),
    ("binutils", "/usr/bin/objcopy"),
    ("binutils-multiarch", "/usr/bin/x86_64-linux-gnu-objcopy.single"),
    ("binutils-aarch64-linux-gnu", "/usr/bin/aarch64-linux-gnu-ld"),
    ("binutils-arm-linux-gnueabi", "/usr/bin/arm-linux-gnueabi-ld"),
    ("golang-go", "/usr/bin/go"),
    ("unzip", "/usr/bin/unzip"),
    ("gcc", "/usr/bin/gcc"),
    ("g++", "/usr/bin/g++"),
    ("dwz", "/usr/bin/dwz"),
    ("gcc-mingw-w64-x86-64", "/usr/bin/x86_64-w64-mingw32-gcc"),
    ("default-jdk-headless", "/usr/bin/javac"),
    ("proguard-cli", "/usr/bin/proguard"),
];

/// What there is in `tests/judge`, and whether it needs Debian's packages.
const JUDGES: &[(&str, bool)] = &[
    ("elf", true),
    ("windows", true),
    ("apple", true),
    ("wasm", true),
    ("supplements", true),
    ("explain", true),
    ("explain-jvm", true),
    ("frameworks", false),
    ("adapters", false),
    ("published", false),
    ("examples", false),
    ("package", false),
    ("reproducible", false),
];

/// Installs what is missing, and has the judges speak.
pub fn judge(args: &[&str]) -> Outcome {
    let all: Vec<&str> = JUDGES.iter().map(|(name, _)| *name).collect();
    if let Some(unknown) = args.iter().find(|name| !all.contains(name)) {
        return Err(format!("there is no judge {unknown}; there are {}", all.join(", ")).into());
    }
    let names = if args.is_empty() { &all } else { args };
    page::build()?;
    npm::install()?;
    if JUDGES.iter().any(|(name, needs_debian)| *needs_debian && names.contains(name)) {
        install()?;
    }
    let newer_node = npm::newer_node()?;
    let browser =
        if names.contains(&"package") { browser::find_or_install()? } else { PathBuf::new() };
    heading("judge");
    // this program is itself one of the files that are judged
    program("node")
        .args(["--test", "--test-reporter=spec"])
        .args(names.iter().map(|name| format!("tests/judge/{name}.test.js")))
        .env("MAPSHIP_JUDGE_PROGRAM", std::env::current_exe()?)
        .env("MAPSHIP_NEWER_NODE", newer_node)
        .env("MAPSHIP_BROWSER", browser)
        .run()
}

fn install() -> Outcome {
    let missing: Vec<&str> = PACKAGES
        .iter()
        .filter(|(_, tool)| !Path::new(tool).exists())
        .map(|(package, _)| *package)
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    if !Path::new("/usr/bin/apt-get").exists() {
        return Err(
            format!("judging needs Debian, with its packages {}", missing.join(", ")).into()
        );
    }
    heading(&format!("install {} (apt-get)", missing.join(", ")));
    let apt = || program("apt-get").env("DEBIAN_FRONTEND", "noninteractive").arg("-qq");
    apt().arg("update").run()?;
    apt().args(["install", "-y", "--no-install-recommends"]).args(missing).run()
}
