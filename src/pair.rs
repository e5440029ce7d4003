//! Which map belongs to which minified file.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::issue::{Code, Issue};
use crate::link::{Link, relative_path};

/// A file of the build, by its path relative to the build's folder. Separators are slashes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BuildFile {
    /// The path.
    pub path: String,
    /// What the file itself says of its map; `None` for one that says nothing, and for maps.
    pub link: Option<Link>,
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
/// By `sourceMappingURL` first, then by name (`app.js` and `app.js.map`): a build may hide some of its maps.
#[must_use]
pub fn pair(files: &[BuildFile]) -> Vec<Pair> {
    let paths: BTreeSet<&str> = files.iter().map(|file| file.path.as_str()).collect();
    let scripts: BTreeMap<&str, Option<&Link>> = files
        .iter()
        .filter(|file| is_script(&file.path))
        .map(|file| (file.path.as_str(), file.link.as_ref()))
        .collect();
    let mut pairs = Vec::new();
    let mut taken = BTreeSet::new();
    for (script, link) in &scripts {
        let pair = pair_script(script, *link, &paths);
        if let Some(map) = &pair.map {
            taken.insert(map.clone());
        }
        if pair.map.is_some() || !pair.issues.is_empty() {
            pairs.push(pair);
        }
    }
    let left = paths.iter().filter(|path| path.ends_with(".map") && !taken.contains(**path));
    pairs.extend(left.map(|map| lone_map(map)));
    pairs
}

fn pair_script(script: &str, link: Option<&Link>, paths: &BTreeSet<&str>) -> Pair {
    let beside = format!("{script}.map");
    let beside = paths.contains(beside.as_str()).then_some(beside);
    let linked = match link {
        Some(Link::Url(url)) => relative_path(url).and_then(|path| resolve(script, &path)),
        _ => None,
    };
    let mut issues = Vec::new();
    let map = match (link, linked) {
        (_, Some(linked)) if paths.contains(linked.as_str()) => Some(linked),
        (Some(Link::Url(url)), _) if beside.is_none() => {
            issues.push(Issue::new(Code::MapNotFound).with("url", url.as_str()));
            None
        }
        (Some(Link::Inline), _) => {
            issues.push(Issue::new(Code::MapInline));
            beside
        }
        _ => beside,
    };
    Pair { map, minified: Some(script.to_owned()), issues }
}

fn lone_map(map: &str) -> Pair {
    let generated = map.strip_suffix(".map").unwrap_or(map);
    let code = if generated.ends_with(".css") { Code::MapOfCss } else { Code::MinifiedNotFound };
    let issue = Issue::new(code).with("minified", generated);
    Pair { map: Some(map.to_owned()), minified: None, issues: vec![issue] }
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

    /// `path>link` per file; the result as `minified<map` or with the code.
    fn pairs(files: &[&str]) -> Vec<String> {
        let files: Vec<BuildFile> = files
            .iter()
            .map(|file| {
                let (path, link) =
                    file.split_once('>').map_or((*file, None), |(p, l)| (p, Some(l)));
                let link = link.map(|url| match url {
                    "data:" => Link::Inline,
                    url => Link::Url(url.to_owned()),
                });
                BuildFile { path: path.to_owned(), link }
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
            (vec!["a.js>x.map"], vec!["a.js<- map-not-found"]),
            (
                vec!["a.js>../../x.map", "x.map"],
                vec!["a.js<- map-not-found", "-<x.map minified-not-found"],
            ),
            (vec!["a.js>data:"], vec!["a.js<- map-inline"]),
            (
                vec!["a.css.map", "b.js.map"],
                vec!["-<a.css.map map-of-css", "-<b.js.map minified-not-found"],
            ),
            (vec!["a.js", "b.css"], vec![]),
        ] {
            assert_eq!(pairs(&files), expected, "{files:?}");
        }
    }
}
