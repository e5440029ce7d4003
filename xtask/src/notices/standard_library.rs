//! The licences of Rust's standard library, which no tool for crates looks at. The tool chain has them on a page that Rust's own
//! tool makes.

use std::fs;
use std::path::PathBuf;

use crate::run::{Outcome, program};
use crate::wasm::TARGET;

/// Libraries for tests, macros and other systems: they come along for the target, and no module has them.
const UNUSED: [&str; 4] = ["getopts", "gimli", "libc", "rustc_literal_escaper"];

/// The licence of the library itself, and those of what it is made with, each with its name.
pub fn texts() -> Outcome<Vec<(String, String)>> {
    let sysroot = PathBuf::from(program("rustc").args(["--print", "sysroot"]).output()?.trim());
    let docs = sysroot.join("share/doc/rust");
    let read = |name: &str| {
        let file = docs.join(name);
        fs::read_to_string(&file)
            .map_err(|error| format!("{}: {error}; it comes with rustup's Rust", file.display()))
    };
    let mit = read("licenses/MIT.txt")?;
    let holders = "The Rust Project Developers (see https://thanks.rust-lang.org)";
    let mit = mit.replace("<year> <copyright holders>", holders);
    let mut found = vec![("Rust's standard library".to_owned(), mit)];
    let page = read("COPYRIGHT-library.html")?;
    let libraries = sysroot.join("lib/rustlib").join(TARGET).join("lib");
    for entry in fs::read_dir(libraries)? {
        let file = entry?.file_name().to_string_lossy().into_owned();
        let Some((name, _)) = file.strip_prefix("lib").and_then(|file| file.rsplit_once('-'))
        else {
            continue;
        };
        if file.ends_with(".rlib") && !UNUSED.contains(&name) {
            found.extend(of(&name.replace('_', "-"), &page));
        }
    }
    if found.len() < 3 {
        return Err("COPYRIGHT-library.html of the tool chain is not as it was: none of the \
                    libraries that the standard library is made with is found on it"
            .into());
    }
    Ok(found)
}

/// The licence of one library on the page: MIT where there are several.
fn of(name: &str, page: &str) -> Option<(String, String)> {
    let heading = format!("<h3>📦 {name}-");
    let (_, rest) = page.split_once(&heading)?;
    let (version, rest) = rest.split_once("</h3>")?;
    let section = rest.split("<h3>").next()?;
    let files = || section.split("<summary><code>").skip(1);
    let file = files().find(|file| file.starts_with("LICENSE-MIT")).or_else(|| files().next())?;
    let (_, text) = file.split_once("<pre>")?;
    let (text, _) = text.split_once("</pre>")?;
    Some((format!("{name} {version} (of Rust's standard library)"), unescaped(text)))
}

fn unescaped(text: &str) -> String {
    let entities =
        [("&#34;", "\""), ("&#39;", "'"), ("&#60;", "<"), ("&#62;", ">"), ("&#38;", "&")];
    entities.iter().fold(text.to_owned(), |text, (entity, plain)| text.replace(entity, plain))
}
