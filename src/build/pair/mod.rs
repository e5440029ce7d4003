//! Which map belongs to which minified file.
//!
//! What a file says of itself goes first: its `sourceMappingURL`. Then the names of files in one folder, `app.js` with
//! `app.js.map` or `app.map`. What is left may lie in another folder: there the map's `file` decides, then its name, and
//! only where one pair stands out. What stays open is said, not guessed.

mod elsewhere;

use serde::Serialize;

use crate::build::link::{Link, relative_path};
use crate::build::minified_url::Prefix;
use crate::build::script_name::{is_map_of_no_script, is_no_script, is_script};
use crate::finding::{Code, Issue, Severity};
use crate::sorted_indices::order;
use elsewhere::Reason;

/// A file of the build, by its path relative to the build's folder. Separators are slashes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct BuildFile {
    /// The path.
    pub path: String,
    /// What the file itself says of its map; `None` for one that says nothing, and for maps.
    pub link: Option<Link>,
    /// The `file` of a map, where it was read; see [`Pair::asks_file`].
    pub file: Option<String>,
}

/// A minified file with its map, or one of them with the reason why it has no partner.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Pair {
    /// The map's path.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub map: Option<String>,
    /// The minified file's path.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub minified: Option<String>,
    /// Whether another pairing may come out once the map's `file` is given. Reading it costs a pass over the map.
    pub asks_file: bool,
    /// What is to be said of the pairing.
    pub issues: Vec<Issue>,
}

impl Pair {
    fn lacks(&self, code: Code) -> bool {
        self.issues.iter().any(|issue| issue.code == code)
    }
}

/// The pairs of a build.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Pairing {
    /// In the order of the minified files' paths; maps without one come last.
    pub pairs: Vec<Pair>,
    /// What is to be said of the build as a whole.
    pub issues: Vec<Issue>,
}

/// Pairs the maps of a build with its minified files. A build may hide some of its maps, and name others.
///
/// `prefix` is where the build is served from: links that are whole URLs are found through it.
#[must_use]
pub fn pair(files: &[BuildFile], prefix: Option<&Prefix>) -> Pairing {
    let mut build = Build::new(files);
    build.pair_by_link(prefix);
    build.pair_by_name();
    build.pair_elsewhere(Reason::Name);
    // what was paired is no rival any more; by names alone that would be a guess
    build.pair_elsewhere(Reason::File);
    build.into_pairing()
}

/// The files of a build, in the order of their paths, and what is known of each.
struct Build<'a> {
    files: Vec<&'a BuildFile>,
    states: Vec<State>,
}

#[derive(Debug, Clone, Copy, Default)]
struct State {
    /// Of a script: its map.
    map: Option<usize>,
    /// Of a map: how many scripts have it.
    users: usize,
    /// Of a map: whether it is of a file that no browser runs, such as a style sheet.
    is_of_no_script: bool,
    /// Of a map: whether it was paired across folders, without a link.
    is_elsewhere: bool,
}

impl<'a> Build<'a> {
    fn new(files: &'a [BuildFile]) -> Self {
        let path = |index: usize| files.get(index).map(|file| &file.path);
        let order = order(files.len(), &|one, other| path(one) < path(other));
        let files: Vec<_> = order.into_iter().filter_map(|index| files.get(index)).collect();
        let states = vec![State::default(); files.len()];
        let mut build = Self { files, states };
        for map in 0..build.files.len() {
            if is_map_of_no_script(build.path(map)) {
                build.set(map, |state| state.is_of_no_script = true);
            }
        }
        build
    }

    fn path(&self, index: usize) -> &'a str {
        self.files.get(index).map_or("", |file| &file.path)
    }

    fn link(&self, index: usize) -> Option<&'a Link> {
        self.files.get(index)?.link.as_ref()
    }

    fn state(&self, index: usize) -> State {
        self.states.get(index).copied().unwrap_or_default()
    }

    fn set(&mut self, index: usize, change: impl FnOnce(&mut State)) {
        if let Some(state) = self.states.get_mut(index) {
            change(state);
        }
    }

    fn join(&mut self, script: usize, map: usize) {
        self.set(script, |state| state.map = Some(map));
        self.set(map, |state| state.users += 1);
    }

    /// Where a path stands among the files.
    fn find(&self, path: &str) -> Option<usize> {
        self.files.binary_search_by(|file| file.path.as_str().cmp(path)).ok()
    }

    /// Whether it is a map that no script has.
    fn is_free(&self, index: usize) -> bool {
        let State { users, is_of_no_script, .. } = self.state(index);
        users == 0 && !is_of_no_script && self.path(index).ends_with(".map")
    }

    /// Whether it is a script that has no map.
    fn is_lone(&self, index: usize) -> bool {
        self.state(index).map.is_none() && is_script(self.path(index))
    }

    fn pair_by_link(&mut self, prefix: Option<&Prefix>) {
        for index in 0..self.files.len() {
            let Some(Link::Url(url)) = self.link(index) else { continue };
            let path = self.path(index);
            let linked = relative_path(url)
                .and_then(|relative| resolve(path, &relative))
                .or_else(|| prefix?.strip(url));
            let Some(map) = linked.and_then(|linked| self.find(&linked)) else { continue };
            if is_no_script(path) {
                self.set(map, |state| state.is_of_no_script = true);
            } else if is_script(path) && !is_script(self.path(map)) {
                self.join(index, map);
            }
        }
    }

    fn pair_by_name(&mut self) {
        for script in 0..self.files.len() {
            if self.is_lone(script) {
                let map = self.find(&[self.path(script), ".map"].concat());
                if let Some(map) = map.filter(|map| self.is_free(*map)) {
                    self.join(script, map);
                }
            }
        }
    }

    fn into_pairing(self) -> Pairing {
        let mut pairs = Vec::new();
        let mut without = Vec::new();
        for script in 0..self.files.len() {
            if self.is_lone(script) && self.link(script).is_none() {
                without.push(script);
            } else if is_script(self.path(script)) {
                pairs.push(self.pair_of(script));
            }
        }
        let lone = self.lone_scripts();
        let maps: Vec<usize> = (0..self.files.len())
            .filter(|map| self.state(*map).users == 0 && self.path(*map).ends_with(".map"))
            .collect();
        let paired = pairs.iter().filter(|pair| pair.map.is_some()).count();
        let orphans = maps.iter().filter(|map| self.is_free(**map)).count();
        let mut issues = Vec::new();
        // what may have one of several maps is said of these
        if !without.is_empty() && (paired > 0 || orphans == 0) {
            let issue = Issue::new(Code::PairMapMissing).with("scripts", without.len() as u64);
            issues.push(issue.with("names", self.list(&without)));
        }
        // where others pair well, a script without its map is a third party's, and keeps nothing from being sent; where next to
        // none does, the maps of the build are missing
        let missing = pairs.iter().filter(|pair| pair.lacks(Code::PairMapNotFound)).count();
        if missing < paired * 10 {
            soften(&mut pairs, Code::PairMapNotFound, Severity::Warning);
        }
        // bundlers leave alone the map of a script that they put into the page, or gave another name
        let severity = match (paired, orphans) {
            (0, _) => Severity::Error,
            (_, 1) => Severity::Note,
            _ if orphans * 10 <= paired => Severity::Note,
            _ => Severity::Warning,
        };
        let mut alone: Vec<Pair> = maps.iter().map(|map| self.lone_map(*map, &lone)).collect();
        soften(&mut alone, Code::PairMinifiedNotFound, severity);
        pairs.append(&mut alone);
        Pairing { pairs, issues }
    }

    /// A script with its map, or with what its link says.
    fn pair_of(&self, script: usize) -> Pair {
        let map = self.state(script).map;
        let State { users, is_elsewhere, .. } = map.map(|map| self.state(map)).unwrap_or_default();
        let mut issues = Vec::new();
        match self.link(script) {
            Some(Link::Inline) => {
                let issue = Issue::new(Code::PairMapInline).with("where", "as a data: URL");
                issues.push(issue.in_part("minified_file"));
            }
            Some(Link::Evaluated) => {
                let place = "in pieces, one for each call of eval";
                let issue = Issue::new(Code::PairMapInline).with("where", place);
                issues.push(issue.in_part("minified_file"));
            }
            Some(Link::Url(url)) if map.is_none() => {
                issues.push(Issue::new(Code::PairMapNotFound).with("url", url.as_str()));
            }
            _ => {}
        }
        if users > 1 {
            issues.push(Issue::new(Code::PairMapShared).with("scripts", users as u64));
        }
        if is_elsewhere {
            issues.push(Issue::new(Code::PairByName).with("minified", self.path(script)));
        }
        Pair {
            map: map.map(|map| self.path(map).to_owned()),
            minified: Some(self.path(script).to_owned()),
            asks_file: is_elsewhere && map.is_some_and(|map| self.has_no_file(map)),
            issues,
        }
    }

    fn has_no_file(&self, map: usize) -> bool {
        self.files.get(map).is_some_and(|map| map.file.is_none())
    }

    /// A map that no script has.
    fn lone_map(&self, map: usize, lone: &[usize]) -> Pair {
        let path = self.path(map);
        let is_of_no_script = self.state(map).is_of_no_script;
        let scripts: Vec<usize> =
            self.candidates(map, lone).iter().map(|(_, script)| *script).collect();
        let issue = if is_of_no_script {
            Issue::new(Code::PairMapOfCss)
        } else if scripts.is_empty() {
            let minified = path.strip_suffix(".map").unwrap_or(path);
            Issue::new(Code::PairMinifiedNotFound).with("minified", minified)
        } else {
            Issue::new(Code::PairAmbiguous).with("scripts", self.list(&scripts))
        };
        Pair {
            map: Some(path.to_owned()),
            minified: None,
            asks_file: !is_of_no_script && self.has_no_file(map),
            issues: vec![issue],
        }
    }

    /// The paths of a few files.
    fn list(&self, files: &[usize]) -> String {
        let mut list = String::new();
        for (place, file) in files.iter().enumerate() {
            if place > 0 {
                list.push_str(", ");
            }
            if place == 3 {
                list.push('…');
                break;
            }
            list.push_str(self.path(*file));
        }
        list
    }
}

/// Gives a finding another severity wherever it is.
fn soften(pairs: &mut [Pair], code: Code, severity: Severity) {
    let issues = pairs.iter_mut().flat_map(|pair| &mut pair.issues);
    for issue in issues.filter(|issue| issue.code == code) {
        issue.severity = severity;
    }
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

    /// From `path`, `path>link` and `map=file`: the pairs as `minified<map` with their codes.
    fn pairs(files: &[&str]) -> Vec<String> {
        let files: Vec<BuildFile> = files
            .iter()
            .map(|text| {
                let (path, link) =
                    text.split_once('>').map_or((*text, None), |(p, l)| (p, Some(l)));
                let (path, file) = path.split_once('=').map_or((path, None), |(p, f)| (p, Some(f)));
                let link = link.map(|url| match url {
                    "data:" => Link::Inline,
                    url => Link::Url(url.to_owned()),
                });
                BuildFile { path: path.to_owned(), link, file: file.map(str::to_owned) }
            })
            .collect();
        let codes = |issues: &[Issue]| {
            issues.iter().map(|issue| format!(" {}", issue.code.name())).collect::<String>()
        };
        let show = |pair: &Pair| {
            let name = |path: &Option<String>| path.clone().unwrap_or_else(|| "-".to_owned());
            format!("{}<{}{}", name(&pair.minified), name(&pair.map), codes(&pair.issues))
        };
        let prefix = Prefix::parse("https://cdn.x/js").unwrap();
        let pairing = pair(&files, Some(&prefix));
        let of_build = codes(&pairing.issues);
        let of_build = (!of_build.is_empty()).then(|| of_build.trim_start().to_owned());
        pairing.pairs.iter().map(show).chain(of_build).collect()
    }

    fn assert_table(rows: &[(&[&str], &[&str])]) {
        for (files, expected) in rows {
            assert_eq!(pairs(files), *expected, "{files:?}");
            let backwards: Vec<&str> = files.iter().rev().copied().collect();
            assert_eq!(pairs(&backwards), *expected, "{files:?}, in another order");
        }
    }

    #[test]
    fn links_lead_to_files_of_the_build_alone() {
        for (file, relative, expected) in [
            ("js/a.js", "a.js.map", Some("js/a.js.map")),
            ("js/a.js", "./x//a.js.map", Some("js/x/a.js.map")),
            ("js/a.js", "../maps/a.js.map", Some("maps/a.js.map")),
            ("js/a.js", "x/../../a.js.map", Some("a.js.map")),
            ("a.js", "x/../a.js.map", Some("a.js.map")),
            // above the build's folder nobody knows what there is
            ("a.js", "../a.js.map", None),
            ("js/a.js", "../../a.js.map", None),
            ("js/a.js", "../../js/a.js.map", None),
            ("a.js", "x/../../a.js.map", None),
        ] {
            assert_eq!(resolve(file, relative).as_deref(), expected, "{file} {relative}");
        }
    }

    #[test]
    fn pairs_by_link() {
        assert_table(&[
            (&["a.js>a.js.map", "a.js.map"], &["a.js<a.js.map"]),
            (&["js/a.js>../maps/a%20b.map?v=2", "maps/a b.map"], &["js/a.js<maps/a b.map"]),
            (&["a.js>https://cdn.x/js/m/a.map#x", "m/a.map"], &["a.js<m/a.map"]),
            (&["b/a.js>/js/m/a.map", "m/a.map"], &["b/a.js<m/a.map"]),
            (&["a.js>//cdn.x/js/m/a.map", "m/a.map"], &["a.js<m/a.map"]),
            (&["a.js>https://other.x/a.js.map", "a.js.map"], &["a.js<a.js.map"]),
            (&["a.js>x.map"], &["a.js<- pair-map-not-found"]),
            (&["a.js>a.js"], &["a.js<- pair-map-not-found"]),
            (
                &["a.js>../../x.map", "y.map"],
                &["a.js<- pair-map-not-found", "-<y.map pair-minified-not-found"],
            ),
            (&["a.js>data:"], &["a.js<- pair-map-inline"]),
            (&["a.js>data:", "a.js.map"], &["a.js<a.js.map pair-map-inline"]),
            (
                &["a.js>x.map", "b.js>x.map", "x.map"],
                &["a.js<x.map pair-map-shared", "b.js<x.map pair-map-shared"],
            ),
            // the link of one file goes before the name of another
            (&["a.js", "b.js>a.js.map", "a.js.map"], &["b.js<a.js.map", "pair-map-missing"]),
        ]);
    }

    #[test]
    fn pairs_by_name() {
        assert_table(&[
            (
                &["b.js", "b.js.map", "a.js>a.js.map", "a.js.map"],
                &["a.js<a.js.map", "b.js<b.js.map"],
            ),
            (
                &["a.mjs", "a.mjs.map", "b.cjs", "b.cjs.map"],
                &["a.mjs<a.mjs.map", "b.cjs<b.cjs.map"],
            ),
            (&["a.js", "a.map"], &["a.js<a.map"]),
            (&["a.js", "a.min.js", "a.min.map"], &["a.min.js<a.min.map", "pair-map-missing"]),
            (&["a.js", "a.min.js>a.map", "a.map"], &["a.min.js<a.map", "pair-map-missing"]),
            (&["a.js", "a.mjs", "a.map"], &["-<a.map pair-ambiguous"]),
            (&["a.js", "a.js.map", "a.mjs", "a.map"], &["a.js<a.js.map", "a.mjs<a.map"]),
            (&["a.js", "b.css"], &["pair-map-missing"]),
            (&["a.ts", "a.map"], &["-<a.map pair-minified-not-found"]),
            (&["b/a.js", "a.js", "a.map"], &["a.js<a.map", "pair-map-missing"]),
        ]);
    }

    #[test]
    fn what_keeps_nothing_from_being_sent_is_no_error() {
        let severities = |files: &[&str]| {
            let files: Vec<BuildFile> = files
                .iter()
                .map(|text| {
                    let (path, link) =
                        text.split_once('>').map_or((*text, None), |(p, l)| (p, Some(l)));
                    let link = link.map(|url| Link::Url(url.to_owned()));
                    BuildFile { path: path.to_owned(), link, file: None }
                })
                .collect();
            let pairs = pair(&files, None).pairs;
            let issues = pairs.iter().flat_map(|pair| &pair.issues);
            issues.map(|issue| (issue.code, issue.severity)).collect::<Vec<_>>()
        };
        let missing = |severity| vec![(Code::PairMapNotFound, severity)];
        assert_eq!(severities(&["a.js>a.js.map"]), missing(Severity::Error));
        let good = ["a.js>a.js.map", "a.js.map", "vendor/x.js>x.js.map"];
        assert_eq!(severities(&good), missing(Severity::Warning));
        let orphan = |severity| (Code::PairMinifiedNotFound, severity);
        assert_eq!(severities(&["b.js.map"]), [orphan(Severity::Error)]);
        assert_eq!(severities(&["a.js", "a.js.map", "b.js.map"]), [orphan(Severity::Note)]);
        // of a program whose file has no ending
        assert_eq!(severities(&["a.js", "a.js.map", "bin/cli.map"]), [orphan(Severity::Note)]);
        let many = ["a.js", "a.js.map", "b.js.map", "c.js.map"];
        assert_eq!(severities(&many), [orphan(Severity::Warning); 2]);
    }

    #[test]
    fn knows_maps_of_what_no_browser_runs() {
        assert_table(&[
            (
                &["a.js", "a.js.map", "a.d.ts>a.d.ts.map", "a.d.ts.map"],
                &["a.js<a.js.map", "-<a.d.ts.map pair-map-of-css"],
            ),
            (&["a.d.mts.map"], &["-<a.d.mts.map pair-map-of-css"]),
            (&["x.map=types/a.d.ts"], &["-<x.map pair-map-of-css"]),
            (&["a.css.map"], &["-<a.css.map pair-map-of-css"]),
            (&["a.css>x.map", "x.map"], &["-<x.map pair-map-of-css"]),
            (&["a.css", "a.map"], &["-<a.map pair-map-of-css"]),
            (&["a.css", "a.js", "a.map"], &["a.js<a.map"]),
            (&["a.css", "js/a.js", "a.map"], &["-<a.map pair-map-of-css", "pair-map-missing"]),
            (&["x.map=css/a.css?v=1"], &["-<x.map pair-map-of-css"]),
        ]);
    }

    #[test]
    fn pairs_across_folders_where_one_stands_out() {
        assert_table(&[
            (&["js/a.js", "maps/a.js.map"], &["js/a.js<maps/a.js.map pair-by-name"]),
            (&["js/a.js", "maps/a.map"], &["js/a.js<maps/a.map pair-by-name"]),
            (&["js/a.js>a.js.map", "maps/a.js.map"], &["js/a.js<maps/a.js.map pair-by-name"]),
            (
                &["js/a.js>https://other.x/9f.map", "maps/9f.map"],
                &["js/a.js<maps/9f.map pair-by-name"],
            ),
            (&["js/a.js", "maps/9f.map=a.js"], &["js/a.js<maps/9f.map pair-by-name"]),
            (
                &["js/a.js", "js/b.js", "maps/a.js.map=b.js"],
                &["js/b.js<maps/a.js.map pair-by-name", "pair-map-missing"],
            ),
            // the folders of two trees alike
            (
                &["js/x/a.js", "js/y/a.js", "maps/x/a.js.map", "maps/y/a.js.map"],
                &[
                    "js/x/a.js<maps/x/a.js.map pair-by-name",
                    "js/y/a.js<maps/y/a.js.map pair-by-name",
                ],
            ),
            (
                &["js/x/a.js", "js/y/a.js", "maps/1.map=../x/a.js", "maps/2.map=y/a.js"],
                &["js/x/a.js<maps/1.map pair-by-name", "js/y/a.js<maps/2.map pair-by-name"],
            ),
            (
                &["js/a.js>x/c.js.map", "js/b.js", "m/c.js.map=b.js", "m/1.map=b.js"],
                &["js/a.js<m/c.js.map pair-by-name", "js/b.js<m/1.map pair-by-name"],
            ),
            // two are as likely
            (&["x/a.js", "y/a.js", "maps/a.js.map"], &["-<maps/a.js.map pair-ambiguous"]),
            (
                &["js/a.js", "m/a.js.map", "n/a.js.map"],
                &["-<m/a.js.map pair-ambiguous", "-<n/a.js.map pair-ambiguous"],
            ),
            (
                &["js/x/a.js", "maps/x/a.js.map", "maps/y/a.js.map"],
                &[
                    "js/x/a.js<maps/x/a.js.map pair-by-name",
                    "-<maps/y/a.js.map pair-minified-not-found",
                ],
            ),
            (
                &["x/a.js", "y/a.js", "m/x/a.js.map", "m/z/a.js.map"],
                &[
                    "x/a.js<m/x/a.js.map pair-by-name",
                    "-<m/z/a.js.map pair-ambiguous",
                    "pair-map-missing",
                ],
            ),
            // a file with a map inside, or with one of its own, is no candidate
            (
                &["js/a.js>data:", "maps/a.js.map"],
                &["js/a.js<- pair-map-inline", "-<maps/a.js.map pair-minified-not-found"],
            ),
            (
                &["js/a.js", "js/a.js.map", "maps/a.js.map"],
                &["js/a.js<js/a.js.map", "-<maps/a.js.map pair-minified-not-found"],
            ),
        ]);
    }

    #[test]
    fn names_a_few_of_many() {
        let files = ["a.js", "a.js.map", "b.js", "c.js", "d.js", "e.js"]
            .map(|path| BuildFile { path: path.to_owned(), ..BuildFile::default() });
        let said = |files: &[BuildFile]| pair(files, None).issues.first().map(Issue::message);
        let sentence = "no map was found for 4 scripts of the build: b.js, c.js, d.js, …";
        assert_eq!(said(&files).as_deref(), Some(sentence));
        let sentence = "no map was found for 1 script of the build: b.js";
        assert_eq!(said(&files[..3]).as_deref(), Some(sentence));
    }

    #[test]
    fn asks_for_the_file_only_of_what_is_open() {
        let file = |path: &str, file: Option<&str>| BuildFile {
            path: path.to_owned(),
            link: None,
            file: file.map(str::to_owned),
        };
        let files = [
            file("a.js", None),
            file("a.js.map", None),
            file("js/b.js", None),
            file("maps/b.js.map", None),
            file("x.css.map", None),
            file("y.map", None),
            file("z.map", Some("c.js")),
        ];
        let asked = pair(&files, None).pairs;
        let asked = asked.iter().filter(|pair| pair.asks_file).map(|pair| pair.map.as_deref());
        assert_eq!(asked.collect::<Vec<_>>(), [Some("maps/b.js.map"), Some("y.map")]);
    }
}
