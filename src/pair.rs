//! Which map belongs to which minified file.

use serde::Serialize;

use crate::issue::{Code, Issue};
use crate::link::{Link, relative_path};

/// A file of the build, by its path relative to the build's folder. Separators are slashes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BuildFile {
    /// The path.
    pub path: String,
    /// What the file itself says of its map; `None` for one that says nothing, and for maps.
    pub link: Option<Link>,
    /// What a map says of its file: its `file` member, where that was looked up. Only maps that are left over need it.
    pub file: Option<String>,
}

/// A minified file with its map, or one of them with the reason why it has no partner.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Pair {
    /// The map's path.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub map: Option<String>,
    /// The minified file's path.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub minified: Option<String>,
    /// What is to be said of the pairing.
    pub issues: Vec<Issue>,
}

/// Whether a path is a script's, by its name.
#[must_use]
pub fn is_script(path: &str) -> bool {
    [".js", ".mjs", ".cjs"].iter().any(|ending| path.ends_with(ending))
}

/// Pairs the maps of a build with its minified files, in the order of the minified files' paths.
///
/// A script's map is the one that its `sourceMappingURL` names; else the one beside it (`app.js.map` for `app.js`), for a build may
/// hide some of its maps; else, wherever in the build it is, the only one of the name that the URL ends in. A map that is left over
/// belongs to the script that its `file` names, or whose name it has, if there is just one without a map.
#[must_use]
pub fn pair(files: &[BuildFile]) -> Vec<Pair> {
    let mut files: Vec<&BuildFile> = files.iter().collect();
    files.sort_unstable_by(|a, b| a.path.cmp(&b.path));
    let scripts = files.iter().filter(|file| is_script(&file.path));
    let mut pairs: Vec<Pair> =
        scripts.map(|file| pair_script(&file.path, file.link.as_ref(), &files)).collect();
    let taken: Vec<String> = pairs.iter().filter_map(|pair| pair.map.clone()).collect();
    let left = files.iter().filter(|file| is_map(&file.path) && !taken.contains(&file.path));
    let left: Vec<&&BuildFile> = left.collect();
    let fits = |map: &BuildFile, pair: &Pair| {
        let script = pair.minified.as_deref().unwrap_or_default();
        pair.map.is_none() && is_of(&map.path, map.file.as_deref(), script)
    };
    // only where neither could belong to another
    let mut found = Vec::new();
    let mut alone = Vec::new();
    for map in &left {
        let mut fitting = pairs.iter().enumerate().filter(|(_, pair)| fits(map, pair));
        match (fitting.next(), fitting.next()) {
            (Some((index, pair)), None)
                if left.iter().filter(|map| fits(map, pair)).count() == 1 =>
            {
                found.push((index, map.path.clone()));
            }
            _ => alone.push(lone_map(map)),
        }
    }
    for (index, map) in found {
        if let Some(pair) = pairs.get_mut(index) {
            pair.map = Some(map);
            pair.issues.clear();
        }
    }
    pairs.retain(|pair| pair.map.is_some() || !pair.issues.is_empty());
    pairs.extend(alone);
    pairs
}

fn is_map(path: &str) -> bool {
    path.ends_with(".map")
}

/// Whether a map is a script's by what it says of its file, or else by its name.
fn is_of(map: &str, file: Option<&str>, script: &str) -> bool {
    match file.map(base_name).filter(|file| !file.is_empty()) {
        Some(file) => file == base_name(script),
        None => {
            stem(base_name(map)) == base_name(script)
                || stem(base_name(map)) == stem(base_name(script))
        }
    }
}

/// What stands behind the last slash, or backslash, of a path or URL.
fn base_name(path: &str) -> &str {
    let path = path.split(['?', '#']).next().unwrap_or(path);
    path.rsplit(['/', '\\']).next().unwrap_or(path)
}

/// A name without its last ending.
fn stem(name: &str) -> &str {
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}

/// Where a path stands among sorted files.
fn find(files: &[&BuildFile], path: &str) -> Option<usize> {
    files.binary_search_by(|file| file.path.as_str().cmp(path)).ok()
}

fn pair_script(script: &str, link: Option<&Link>, files: &[&BuildFile]) -> Pair {
    let there = |path: &String| find(files, path).is_some();
    let beside = Some(format!("{script}.map")).filter(there);
    let map = |map: Option<String>, issues| Pair { map, minified: Some(script.to_owned()), issues };
    match link {
        None => map(beside, Vec::new()),
        Some(Link::Inline) => map(beside, vec![Issue::new(Code::PairMapInline)]),
        Some(Link::Url(url)) => {
            let linked = relative_path(url).and_then(|path| resolve(script, &path));
            let found = linked.filter(there).or(beside).or_else(|| only_of_name(url, files));
            let issue = || Issue::new(Code::PairMapNotFound).with("url", url.as_str());
            let issues = if found.is_none() { vec![issue()] } else { Vec::new() };
            map(found, issues)
        }
    }
}

/// The only map of the build that has the name that a URL ends in.
fn only_of_name(url: &str, files: &[&BuildFile]) -> Option<String> {
    let name = base_name(url);
    let mut named = files.iter().filter(|file| is_map(&file.path) && base_name(&file.path) == name);
    let only = named.next().filter(|_| named.next().is_none());
    only.map(|file| file.path.clone())
}

fn lone_map(map: &BuildFile) -> Pair {
    let named = map.path.strip_suffix(".map").unwrap_or(&map.path);
    let generated = map.file.as_deref().filter(|file| !file.is_empty()).unwrap_or(named);
    let is_css = [named, generated].iter().any(|name| base_name(name).ends_with(".css"));
    let code = if is_css { Code::PairMapOfCss } else { Code::PairMinifiedNotFound };
    let issue = Issue::new(code).with("minified", generated);
    Pair { map: Some(map.path.clone()), minified: None, issues: vec![issue] }
}

/// The path that `relative` names from the folder of `file`; `None` when it leaves the build's folder.
fn resolve(file: &str, relative: &str) -> Option<String> {
    let mut segments: Vec<&str> = file.split('/').collect();
    segments.pop();
    for segment in relative.split('/') {
        match segment {
            "" | "." => {}
            ".." => {
                segments.pop()?;
            }
            name => segments.push(name),
        }
    }
    Some(segments.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `path>link` per script, `path:file` per map; the result as `minified<map` or with the code.
    fn pairs(files: &[&str]) -> Vec<String> {
        let files: Vec<BuildFile> = files
            .iter()
            .map(|file| {
                let (path, link) =
                    file.split_once('>').map_or((*file, None), |(p, l)| (p, Some(l)));
                let (path, file) =
                    path.split_once(':').map_or((path, None), |(p, f)| (p, Some(f.to_owned())));
                let link = link.map(|url| match url {
                    "data:" => Link::Inline,
                    url => Link::Url(url.to_owned()),
                });
                BuildFile { path: path.to_owned(), link, file }
            })
            .collect();
        let show = |pair: &Pair| {
            let codes: Vec<&str> = pair.issues.iter().map(|issue| issue.code.name()).collect();
            let name = |path: &Option<String>| path.clone().unwrap_or_else(|| "-".to_owned());
            format!("{}<{} {}", name(&pair.minified), name(&pair.map), codes.join(","))
                .trim_end()
                .to_owned()
        };
        pair(&files).iter().map(show).collect()
    }

    #[test]
    fn pairs_linked_and_hidden_maps_together() {
        for (files, expected) in [
            (vec!["a.js>a.js.map", "a.js.map"], vec!["a.js<a.js.map"]),
            (
                vec!["b.js", "b.js.map", "a.js>a.js.map", "a.js.map"],
                vec!["a.js<a.js.map", "b.js<b.js.map"],
            ),
            (vec!["js/a.js>../maps/a%20b.map?v=2", "maps/a b.map"], vec!["js/a.js<maps/a b.map"]),
            (
                vec!["a.mjs", "a.mjs.map", "b.cjs", "b.cjs.map"],
                vec!["a.mjs<a.mjs.map", "b.cjs<b.cjs.map"],
            ),
            (vec!["a.js>https://cdn/a.js.map", "a.js.map"], vec!["a.js<a.js.map"]),
            (vec!["a.js>x.map"], vec!["a.js<- pair-map-not-found"]),
            (vec!["a.js>../../x.map", "x.map"], vec!["a.js<x.map"]),
            (vec!["a.js>data:"], vec!["a.js<- pair-map-inline"]),
            (
                vec!["a.css.map", "b.js.map"],
                vec!["-<a.css.map pair-map-of-css", "-<b.js.map pair-minified-not-found"],
            ),
            (vec!["a.js", "b.css"], vec![]),
            // elsewhere in the build
            (
                vec!["js/a.js>https://cdn/maps/a.js.map?x", "maps/a.js.map"],
                vec!["js/a.js<maps/a.js.map"],
            ),
            (
                vec!["js/a.js>/m/a.js.map", "m/a.js.map", "n/a.js.map"],
                vec![
                    "js/a.js<- pair-map-not-found",
                    "-<m/a.js.map pair-minified-not-found",
                    "-<n/a.js.map pair-minified-not-found",
                ],
            ),
            (vec!["js/a.js", "maps/a.js.map"], vec!["js/a.js<maps/a.js.map"]),
            (
                vec!["a.js", "a.map", "b.min.js", "b.min.map"],
                vec!["a.js<a.map", "b.min.js<b.min.map"],
            ),
            (
                vec!["x/a.js", "y/a.js", "maps/a.js.map"],
                vec!["-<maps/a.js.map pair-minified-not-found"],
            ),
            // by what the map says
            (vec!["a.js", "b.js", "1.map:out/b.js"], vec!["b.js<1.map"]),
            (vec!["a.js>gone.map", "1.map:a.js"], vec!["a.js<1.map"]),
            (vec!["a.js", "a.js.map:b.js", "b.js"], vec!["a.js<a.js.map"]),
            (vec!["a.js", "1.map:style.css"], vec!["-<1.map pair-map-of-css"]),
            (vec!["a.js", "1.map:c.js"], vec!["-<1.map pair-minified-not-found"]),
        ] {
            assert_eq!(pairs(&files), expected, "{files:?}");
        }
    }
}
