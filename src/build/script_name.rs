//! Which files of a build are scripts, by their names.

/// Whether a path is that of a script.
pub(crate) fn is_script(path: &str) -> bool {
    script_stem(path).is_some()
}

/// The path of a script without its ending.
pub(crate) fn script_stem(path: &str) -> Option<&str> {
    [".js", ".mjs", ".cjs"].iter().find_map(|ending| path.strip_suffix(ending))
}

/// How the names of style sheets end.
const STYLES: &[&str] = &[".css", ".scss", ".sass", ".less", ".styl", ".pcss", ".wxss"];

/// How the names of declarations of types end.
const DECLARATIONS: &[&str] = &[".d.ts", ".d.mts", ".d.cts"];

/// How the names of other generated files end that have maps though no browser runs them: templates.
const NO_SCRIPTS: &[&str] = &[
    ".html", ".htm", ".vue", ".svelte", ".astro", ".hbs", ".ejs", ".pug", ".twig", ".json", ".md",
];

/// Whether a generated file of this name is none that runs, so that no stack trace speaks of it.
pub(crate) fn is_no_script(path: &str) -> bool {
    STYLES.iter().chain(DECLARATIONS).chain(NO_SCRIPTS).any(|ending| path.ends_with(ending))
}

/// Whether a path is that of the map of a style sheet: it is never sent, and is not to be served either.
#[must_use]
pub fn is_map_of_style(path: &str) -> bool {
    let generated = path.strip_suffix(".map");
    generated.is_some_and(|path| STYLES.iter().any(|ending| path.ends_with(ending)))
}

/// What a file is looked at for that is going to be deployed, so that no source is published by mistake.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Suspect {
    /// By its name it is a map of what browsers load; a compressed one is served as well.
    Map,
    /// It may be a map: its bytes tell.
    PerhapsMap,
    /// It may hold its own map.
    PerhapsInline,
}

/// What a file of this name may give away, where it may. Maps of type declarations hold no source.
#[must_use]
pub fn suspect(path: &str) -> Option<Suspect> {
    const PACKED: [&str; 3] = [".gz", ".br", ".zst"];
    let is_loaded = |path: &str| is_script(path) || path.ends_with(".css");
    let plain = PACKED.iter().find_map(|ending| path.strip_suffix(ending)).unwrap_or(path);
    match plain.strip_suffix(".map") {
        Some(generated) if is_loaded(generated) => Some(Suspect::Map),
        // only what is not compressed can be looked into
        Some(generated) if plain == path && !is_declaration(generated) => Some(Suspect::PerhapsMap),
        None if is_loaded(path) => Some(Suspect::PerhapsInline),
        _ => None,
    }
}

fn is_declaration(path: &str) -> bool {
    DECLARATIONS.iter().any(|ending| path.ends_with(ending))
}

/// The same for a map of such a file, by its own name: `pay.d.ts.map`.
pub(crate) fn is_map_of_no_script(path: &str) -> bool {
    path.strip_suffix(".map").is_some_and(is_no_script)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_publish_a_source_is_told_by_its_name() {
        for (path, expected) in [
            ("a/app.js.map", Some(Suspect::Map)),
            ("app.mjs.map.gz", Some(Suspect::Map)),
            ("main.css.map.br", Some(Suspect::Map)),
            ("js/app.js.map.zst", Some(Suspect::Map)),
            ("app.js.map.xz", None),
            ("app.js.zst", None),
            ("index.hbc.map", Some(Suspect::PerhapsMap)),
            ("odd.map", Some(Suspect::PerhapsMap)),
            ("odd.map.gz", None),
            ("pay.d.ts.map", None),
            ("pay.d.mts.map.gz", None),
            ("app.js", Some(Suspect::PerhapsInline)),
            ("app.js.gz", None),
            ("main.css", Some(Suspect::PerhapsInline)),
            ("index.html", None),
        ] {
            assert_eq!(suspect(path), expected, "{path}");
        }
    }
}
