//! Which map belongs to which minified file.

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
    let mut files: Vec<&BuildFile> = files.iter().collect();
    files.sort_unstable_by(|a, b| a.path.cmp(&b.path));
    let mut taken = vec![false; files.len()];
    let mut pairs = Vec::new();
    for file in files.iter().filter(|file| is_script(&file.path)) {
        let pair = pair_script(&file.path, file.link.as_ref(), &files);
        if let Some(place) = pair.map.as_deref().and_then(|map| find(&files, map)) {
            taken.get_mut(place).into_iter().for_each(|taken| *taken = true);
        }
        if pair.map.is_some() || !pair.issues.is_empty() {
            pairs.push(pair);
        }
    }
    let left =
        files.iter().zip(taken).filter(|(file, taken)| file.path.ends_with(".map") && !taken);
    pairs.extend(left.map(|(file, _)| lone_map(&file.path)));
    pairs
}

/// Where a path stands among sorted files.
fn find(files: &[&BuildFile], path: &str) -> Option<usize> {
    files.binary_search_by(|file| file.path.as_str().cmp(path)).ok()
}

fn pair_script(script: &str, link: Option<&Link>, files: &[&BuildFile]) -> Pair {
    let beside = Some(format!("{script}.map")).filter(|path| find(files, path).is_some());
    let linked = match link {
        Some(Link::Url(url)) => relative_path(url).and_then(|path| resolve(script, &path)),
        _ => None,
    };
    let mut issues = Vec::new();
    let map = match (link, linked) {
        (_, Some(linked)) if find(files, &linked).is_some() => Some(linked),
        (Some(Link::Url(url)), _) if beside.is_none() => {
            issues.push(Issue::new(Code::PairMapNotFound).with("url", url.as_str()));
            None
        }
        (Some(Link::Inline), _) => {
            issues.push(Issue::new(Code::PairMapInline));
            beside
        }
        _ => beside,
    };
    Pair { map, minified: Some(script.to_owned()), issues }
}

fn lone_map(map: &str) -> Pair {
    let generated = map.strip_suffix(".map").unwrap_or(map);
    let code =
        if generated.ends_with(".css") { Code::PairMapOfCss } else { Code::PairMinifiedNotFound };
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
            (vec!["a.js>x.map"], vec!["a.js<- pair-map-not-found"]),
            (
                vec!["a.js>../../x.map", "x.map"],
                vec!["a.js<- pair-map-not-found", "-<x.map pair-minified-not-found"],
            ),
            (vec!["a.js>data:"], vec!["a.js<- pair-map-inline"]),
            (
                vec!["a.css.map", "b.js.map"],
                vec!["-<a.css.map pair-map-of-css", "-<b.js.map pair-minified-not-found"],
            ),
            (vec!["a.js", "b.css"], vec![]),
        ] {
            assert_eq!(pairs(&files), expected, "{files:?}");
        }
    }
}
