//! The rooms of the house: the first entries below `pkg`, `src` and `www`. They are few, and what they import of each other leads
//! one way, so that each can be read and changed by itself.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use crate::run::{Outcome, program, root};

/// The folders that have rooms.
const FLOORS: [&str; 3] = ["pkg", "src", "www"];

/// How many entries a floor may have: more can't be taken in at a glance.
const MANY: usize = 24;
const TOO_MANY: usize = 29;

/// Rooms in which other people's or generated text lies.
const NOT_READ: [&str; 3] = ["pkg/docs", "pkg/page", "pkg/wasm"];

/// The rooms that each room imports of, and for each of these a file that does.
type Graph = BTreeMap<String, BTreeMap<String, String>>;

/// Fails where rooms import of each other in a circle, or a floor has too many of them.
pub fn check() -> Outcome {
    let listed = program("git")
        .args(["ls-files", "--cached", "--others", "--exclude-standard"])
        .args(FLOORS)
        .output()?;
    let mut files = BTreeMap::new();
    for path in listed.lines().filter(|path| is_read(path)) {
        // one that Git knows may be deleted
        if let Ok(text) = fs::read_to_string(root().join(path)) {
            files.insert(path.to_owned(), text);
        }
    }
    let hosts = fs::read_to_string(root().join("pkg/package.json"))?;
    let graph = graph(&files, &hosts)?;
    if let Some(circle) = circle(&graph) {
        return Err(format!("rooms import of each other in a circle:\n{circle}").into());
    }
    for floor in FLOORS {
        let entries: BTreeSet<String> = listed
            .lines()
            .filter(|path| path.starts_with(floor) && root().join(path).exists())
            .map(room)
            .collect();
        match entries.len() {
            count if count > TOO_MANY => {
                return Err(format!("{floor} has {count} entries, {TOO_MANY} at most").into());
            }
            count if count > MANY => println!("{floor} has {count} entries; aim at {MANY}"),
            _ => {}
        }
    }
    Ok(())
}

fn is_read(path: &str) -> bool {
    let is_source = [".js", ".jsx", ".rs"].iter().any(|ending| path.ends_with(ending));
    is_source && !NOT_READ.contains(&room(path).as_str())
}

/// The room of a path: `pkg/cli` for `pkg/cli/run.js`, `src/source` for `src/source.rs`.
fn room(path: &str) -> String {
    let room: Vec<&str> = path.splitn(3, '/').take(2).collect();
    room.join("/").trim_end_matches(".rs").to_owned()
}

fn graph(files: &BTreeMap<String, String>, package: &str) -> Outcome<Graph> {
    let package: serde_json::Value = serde_json::from_str(package)?;
    let names = files.get("src/lib.rs").map(|text| exported(text)).unwrap_or_default();
    let mut graph = Graph::new();
    for (path, text) in files {
        let own = room(path);
        let others = if path.ends_with(".rs") {
            // what stands on top of all imports of all
            if path == "src/lib.rs" {
                continue;
            }
            let rooms = used(text).into_iter();
            rooms.map(|name| format!("src/{}", names.get(&name).unwrap_or(&name))).collect()
        } else {
            modules(path, text, &package)
        };
        for other in others {
            if other != own {
                graph.entry(own.clone()).or_default().entry(other).or_insert(path.clone());
            }
        }
    }
    Ok(graph)
}

/// The rooms of what a JavaScript file imports when it is loaded.
fn modules(path: &str, text: &str, package: &serde_json::Value) -> Vec<String> {
    let mut found = Vec::new();
    for specifier in specifiers(text) {
        if specifier.starts_with('#') {
            let ways = package["imports"][specifier].as_object();
            for way in ways.into_iter().flatten().filter_map(|(_, way)| way.as_str()) {
                found.push(room(&joined("pkg/package.json", way)));
            }
        } else if specifier.starts_with('.') {
            found.push(room(&joined(path, specifier)));
        }
    }
    found
}

/// What the static imports of a JavaScript file name. Prettier has each begin its line.
fn specifiers(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some((line, after)) = rest.split_once('\n') {
        let begins = ["import ", "export {", "export *"].iter().any(|word| line.starts_with(word));
        if begins {
            let statement = rest.split_once(";\n").map_or(rest, |(statement, _)| statement);
            // what is exported need not be another file's
            let quoted = statement.strip_suffix('\'').and_then(|text| text.rsplit_once('\''));
            found.extend(quoted.map(|(_, specifier)| specifier));
        }
        rest = after;
    }
    found
}

/// The path that a relative one leads to.
fn joined(from: &str, relative: &str) -> String {
    let mut segments: Vec<&str> = from.split('/').collect();
    segments.pop();
    for segment in relative.split('/') {
        match segment {
            "." => {}
            ".." => drop(segments.pop()),
            name => segments.push(name),
        }
    }
    segments.join("/")
}

/// The first names behind `crate::` in a Rust file, without its tests.
fn used(text: &str) -> BTreeSet<String> {
    let code = text.split("#[cfg(test)]").next().unwrap_or_default();
    let lines = code.lines().map(|line| line.split("//").next().unwrap_or_default());
    let code: Vec<&str> = lines.collect();
    let code = code.join("\n");
    code.split("crate::").skip(1).flat_map(heads).collect()
}

/// The first names of a path, or of each path of a list: `a` and `b` of `{a::{c, d}, b}`.
fn heads(path: &str) -> Vec<String> {
    let Some(list) = path.strip_prefix('{') else { return vec![name(path).to_owned()] };
    let mut found = Vec::new();
    let (mut depth, mut begins) = (0, true);
    for (at, letter) in list.char_indices() {
        match letter {
            '}' if depth == 0 => break,
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => begins = true,
            _ if begins && !letter.is_whitespace() => {
                found.push(name(&list[at..]).to_owned());
                begins = false;
            }
            _ => {}
        }
    }
    found
}

/// The name that a text begins with.
fn name(text: &str) -> &str {
    text.split(|letter: char| !letter.is_alphanumeric() && letter != '_').next().unwrap_or_default()
}

/// The rooms of what the crate exports: `crate::Source` is `source`'s.
fn exported(text: &str) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    for statement in text.split("pub use ").skip(1) {
        let statement = statement.split(';').next().unwrap_or_default();
        let own = name(statement);
        for word in statement.split(|letter: char| !letter.is_alphanumeric() && letter != '_') {
            // modules have their names in small letters, and so have some functions
            if word.starts_with(char::is_uppercase) {
                found.insert(word.to_owned(), own.to_owned());
            }
        }
    }
    found
}

/// A circle of rooms, each with the file that imports of the next.
fn circle(graph: &Graph) -> Option<String> {
    let mut left: BTreeSet<&str> = graph.keys().map(String::as_str).collect();
    // what imports of nothing that is left is in no circle
    loop {
        let ends = |room: &&&str| !graph[**room].keys().any(|other| left.contains(other.as_str()));
        let Some(&done) = left.iter().find(ends) else { break };
        left.remove(done);
    }
    let mut way: Vec<&str> = vec![left.first()?];
    loop {
        let here = way.last()?;
        let next = graph[*here].keys().find(|other| left.contains(other.as_str()))?;
        if let Some(at) = way.iter().position(|room| room == next) {
            let rooms = way[at..].iter().chain([&way[at]]);
            let steps = rooms.clone().zip(rooms.skip(1));
            let told = steps
                .map(|(room, next)| format!("  {room} imports of {next}: {}", graph[*room][*next]));
            return Some(told.collect::<Vec<_>>().join("\n"));
        }
        way.push(next);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PACKAGE: &str = r##"{ "imports": { "#host": { "node": "./host/node.js" } } }"##;

    fn circle_of(files: &[(&str, &str)]) -> Option<String> {
        let files = files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned()));
        circle(&graph(&files.collect(), PACKAGE).unwrap())
    }

    #[test]
    fn the_house_stands() {
        check().unwrap();
    }

    #[test]
    fn tells_of_a_circle_of_rooms_by_its_files() {
        let files = [
            ("pkg/a/x.js", "import { one } from '../b/y.js';\n"),
            ("pkg/b/y.js", "import {\n  two,\n} from '#host';\n"),
            ("pkg/b/z.js", "export * from '../c/z.js';\n"),
            ("pkg/host/node.js", "import '../a/z.js';\n"),
        ];
        assert_eq!(
            circle_of(&files).unwrap(),
            "  pkg/a imports of pkg/b: pkg/a/x.js\n  pkg/b imports of pkg/host: pkg/b/y.js\n  \
             pkg/host imports of pkg/a: pkg/host/node.js"
        );
    }

    #[test]
    fn passes_types_and_later_imports_over() {
        let later = "/** @import { A } from '../b/y.js' */\nexport async function f() {\n  \
                     await import('../b/y.js');\n}\nexport {\n  f as g,\n};\n";
        let back = ("pkg/b/y.js", "import { f } from '../a/x.js';\n");
        assert_eq!(circle_of(&[("pkg/a/x.js", later), back]), None);
    }

    #[test]
    fn tells_of_a_circle_in_rust() {
        let lib = ("src/lib.rs", "pub use source::{Other, Source};\nuse a::b;");
        let source = ("src/source.rs", "use crate::{error::{A, Error}, a::{f}};");
        let user = ("src/a/b.rs", "fn f(source: &dyn crate::Source) {}");
        let circle = circle_of(&[lib, source, user]).unwrap();
        assert!(circle.contains("src/source imports of src/a: src/source.rs"), "{circle}");
        let test = ("src/a/b.rs", "// crate::Source\n#[cfg(test)]\nuse crate::source::Source;");
        assert_eq!(circle_of(&[lib, source, test]), None);
    }
}
