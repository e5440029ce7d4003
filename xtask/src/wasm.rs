//! The core as WebAssembly, in modules: cargo, wasm-bindgen, wasm-opt.

use std::fs;
use std::path::PathBuf;

use wasm_bindgen_cli_support::Bindgen;

use crate::npm;
use crate::run::{Outcome, cargo, heading, needs_network, program, root, scratch, unless_done};

/// Where the module and its glue are put.
const MADE: &str = "pkg/wasm";

/// What is made: a module for each of these features of the crate, which has its name.
pub const MODULES: [&str; 6] = ["core", "lookups", "jvm", "native", "pdb", "verify"];

/// The target the package is built for.
pub const TARGET: &str = "wasm32-unknown-unknown";

/// Builds `pkg/wasm/`.
pub fn build() -> Outcome {
    add_target(TARGET)?;
    let paths = without_local_paths()?;
    npm::install()?;
    for name in MODULES {
        heading(&format!("build the module {name} (cargo, wasm32-unknown-unknown, optimised)"));
        let module = compile(name, "wasm", &["--config", &paths])?;
        let complete = files(name).iter().all(|file| file.exists());
        unless_done(name, &module, complete, || {
            heading("write the glue (wasm-bindgen) and shrink the module (wasm-opt)");
            bind(name, &module)?;
            shrink(name)
        })?;
    }
    Ok(())
}

/// Builds `pkg/wasm/` in seconds, for developing: the modules are neither small nor fast. Where some are named, the others stay as
/// they are.
pub fn build_quickly(only: &[&str]) -> Outcome {
    if let Some(unknown) = only.iter().find(|name| !MODULES.contains(name)) {
        let modules = MODULES.join(", ");
        return Err(format!("there is no module `{unknown}`; they are {modules}").into());
    }
    add_target(TARGET)?;
    npm::install()?;
    for name in MODULES.into_iter().filter(|name| only.is_empty() || only.contains(name)) {
        heading(&format!("build the module {name} (cargo, wasm32-unknown-unknown, quickly)"));
        let module = compile(name, "quick", &[])?;
        // what `build` has made is no longer there
        let _ = fs::remove_file(scratch().join(format!("{name}.done")));
        bind(name, &module)?;
    }
    Ok(())
}

fn compile(name: &str, profile: &str, more: &[&str]) -> Outcome<Vec<u8>> {
    cargo()
        .args(more)
        .args(["build", "--package", "mapship", "--lib", "--no-default-features"])
        .args(["--features", name, "--profile", profile, "--target", TARGET])
        .run()?;
    Ok(fs::read(root().join("target").join(TARGET).join(profile).join("mapship.wasm"))?)
}

/// A module, its glue, and the glue's types.
fn files(name: &str) -> [PathBuf; 3] {
    [format!("{name}_bg.wasm"), format!("{name}.js"), format!("{name}.d.ts")]
        .map(|file| root().join(MADE).join(file))
}

/// Keeps the paths of this machine, and the registry's name, which panic messages would give, out of what is published.
fn without_local_paths() -> Outcome<String> {
    cargo().args(["fetch", "--quiet", "--locked"]).run()?;
    let home = std::env::var_os("CARGO_HOME")
        .map(PathBuf::from)
        .or_else(|| Some(std::env::home_dir()?.join(".cargo")))
        .unwrap_or_default();
    let mut renamed = vec![(root(), "mapship"), (home.clone(), "cargo")];
    for registry in fs::read_dir(home.join("registry/src")).into_iter().flatten() {
        renamed.push((registry?.path(), "crates"));
    }
    let flags: Vec<String> = renamed
        .iter()
        .map(|(path, name)| {
            format!("{:?}", format!("--remap-path-prefix={}={name}", path.display()))
        })
        .collect();
    // joined to the flags of .cargo/config.toml
    Ok(format!("target.{TARGET}.rustflags=[{}]", flags.join(",")))
}

/// Adds a target to the toolchain where it is missing.
pub fn add_target(target: &str) -> Outcome {
    let installed = program("rustup").args(["target", "list", "--installed"]).output()?;
    if installed.lines().any(|line| line == target) {
        return Ok(());
    }
    needs_network(&format!("the Rust target {target}"))?;
    heading(&format!("add the Rust target {target}"));
    program("rustup").args(["target", "add", target]).run()
}

fn bind(name: &str, module: &[u8]) -> Outcome {
    let made_aside = scratch().join("wasm-bindgen");
    let _ = fs::remove_dir_all(&made_aside);
    Bindgen::new()
        .input_bytes(name, module.to_vec())
        .web(true)?
        .typescript(true)
        // the names are what the functions are put in order by, and are not kept
        .demangle(false)
        .omit_default_module_path(true)
        // after a trap the instance is dead; this lets the shim start another
        .reset_state_function(true)
        .remove_producers_section(true)
        .generate(&made_aside)?;
    fs::create_dir_all(root().join(MADE))?;
    for file in files(name) {
        fs::copy(made_aside.join(file.file_name().unwrap_or_default()), file)?;
    }
    Ok(())
}

fn shrink(name: &str) -> Outcome {
    let [module, ..] = files(name);
    let before = fs::metadata(&module)?.len();
    let optimised = module.with_extension("optimised");
    let features = ["--enable-simd", "--enable-bulk-memory", "--enable-nontrapping-float-to-int"];
    let more = [
        "--enable-sign-ext",
        "--enable-mutable-globals",
        "--enable-multivalue",
        "--enable-reference-types",
    ];
    program(root().join("node_modules/binaryen/bin/wasm-opt"))
        .args([
            "-O3",
            "--converge",
            // functions of one part of the code, which are most alike, come to stand together: half a percent less once compressed
            "--reorder-functions-by-name",
            "--strip-debug",
            "--strip-producers",
            "--strip-target-features",
        ])
        // the lowest kilobyte is the end of the stack: nobody's unless it overflows, so offsets may be folded into accesses
        .arg("--low-memory-unused")
        // what rustc was told to leave out of line stays there: engines keep few variables of a big function in registers
        .arg("--one-caller-inline-max-function-size=30")
        .args(features)
        .args(more)
        .arg("--enable-extended-const")
        .arg(&module)
        .arg("-o")
        .arg(&optimised)
        .run()?;
    fs::rename(&optimised, &module)?;
    println!("{name}: {before} bytes, {} after wasm-opt", fs::metadata(&module)?.len());
    Ok(())
}
