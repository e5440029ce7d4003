//! `cargo xtask fuzz`: the core fed with whatever breaks it. Not part of the tests: it has no end.

use crate::run::{Outcome, heading, program, root};

/// The targets in `tests/fuzz`.
const TARGETS: &[&str] = &[
    "source_map",
    "mappings",
    "pair",
    "plan",
    "stack",
    "elf",
    "pe",
    "macho",
    "symbolicate",
    "native_trace",
    "pdb",
    "portable_pdb",
    "breakpad",
    "wasm_module",
    "jvm_mapping",
    "retrace",
    "il2cpp",
    "archive",
    "around",
    "inject",
    "text",
    "live_page",
    "package",
];

/// Fuzzes one target, or each in turn, for so many seconds each (60 where nothing is said).
pub fn fuzz(args: &[&str]) -> Outcome {
    let seconds = args.iter().find_map(|arg| arg.parse::<u32>().ok()).unwrap_or(60);
    let named: Vec<&str> = args.iter().copied().filter(|arg| arg.parse::<u32>().is_err()).collect();
    if let Some(unknown) = named.iter().find(|name| !TARGETS.contains(name)) {
        return Err(
            format!("there is no fuzz target {unknown}; there are {}", TARGETS.join(", ")).into()
        );
    }
    if program("cargo").args(["fuzz", "--version"]).output().is_err() {
        heading("install cargo-fuzz");
        program("cargo").args(["install", "cargo-fuzz", "--locked"]).run()?;
    }
    for target in if named.is_empty() { TARGETS } else { &named } {
        heading(&format!("fuzz {target} for {seconds} s"));
        // the sanitizers are for nightly toolchains, unless the pinned one is told to have them too
        program("cargo")
            .env("RUSTC_BOOTSTRAP", "1")
            .args(["fuzz", "run", "--fuzz-dir"])
            .arg(root().join("tests/fuzz"))
            .arg(target)
            .args(["--", "-max_len=4096", "-rss_limit_mb=1024"])
            .arg(format!("-max_total_time={seconds}"))
            .run()?;
    }
    Ok(())
}
