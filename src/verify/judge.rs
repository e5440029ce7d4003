//! What the scripts that are live come to, each held against what was sent.

use super::change::Change;
use super::script::MentionKind;
use crate::explain::address::{Address, base};
use crate::explain::other_build::is_of_other_build;
use crate::finding::{Code, Issue};

/// A minified file that was sent with its map.
#[derive(Debug, Clone, Default)]
pub struct Sent {
    /// What to call it.
    pub file: String,
    /// The address that it was sent for; `None` where that is not known.
    pub url: Option<String>,
    /// In bytes, where that is known.
    pub size: Option<u64>,
    /// Its hash, in hexadecimal digits; older receipts have none.
    pub sha256: Option<String>,
    /// Whether it is found by a debug ID, whatever its address.
    pub by_id: bool,
}

/// What came of asking for a script.
#[derive(Debug, Clone, PartialEq)]
pub enum Came {
    /// Something that may be a script.
    Script {
        /// In bytes, uncompressed.
        size: u64,
        /// In hexadecimal digits.
        sha256: String,
    },
    /// A page in place of a script.
    Page {
        /// Of HTTP.
        status: u32,
    },
    /// An answer that it is not there.
    Absent {
        /// Of HTTP.
        status: u32,
    },
    /// No answer, or none that could be used.
    Failed {
        /// Why, in words.
        reason: String,
    },
}

/// A script that was asked for.
#[derive(Debug, Clone)]
pub struct Served {
    /// The address that was asked for.
    pub url: String,
    /// The address that answered, after redirects.
    pub arrived: String,
    /// What came.
    pub came: Came,
    /// How it is mentioned; `None` where only the receipt knows it.
    pub kind: Option<MentionKind>,
    /// Who mentions it.
    pub by: Option<String>,
    /// Whether it lies on a host of the application.
    pub own: bool,
    /// How it differs from the file that was sent for its address, where that could be told.
    pub change: Option<Change>,
    /// Whether it is one that bundlers write themselves, of which they make no map.
    pub generated: bool,
    /// Its map, where that is public.
    pub leaks: Vec<Leak>,
}

/// A source map that everybody can load.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leak {
    /// Its address; `None` where it is in the script.
    pub map: Option<String>,
    /// How it was found.
    pub by: LeakedBy,
}

/// What leads to a map.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LeakedBy {
    /// The comment in the script.
    Comment,
    /// The header `SourceMap` of its answer.
    Header,
    /// The name of the script with `.map` behind it.
    Name,
}

/// What a script is, against what was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// The same bytes, where they were sent for.
    Same,
    /// Other bytes, whose positions are those of the map.
    Changed,
    /// Other bytes.
    Differs,
    /// A file of another build.
    OtherBuild,
    /// The same bytes, under another address than they were sent for.
    Elsewhere,
    /// Not sent.
    Unsent,
    /// Somebody else's.
    Foreign,
    /// Written by a bundler, or only for browsers that know no modules: nothing that a stack trace of the application has in it.
    Generated,
    /// Not to be compared.
    Uncompared,
    /// Not there, and asked for by what is live.
    Missing,
    /// Sent, and not there.
    NotServed,
    /// No answer.
    Unreachable,
}

impl Status {
    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Changed => "changed",
            Self::Differs => "differs",
            Self::OtherBuild => "other-build",
            Self::Elsewhere => "elsewhere",
            Self::Unsent => "unsent",
            Self::Foreign => "foreign",
            Self::Generated => "generated",
            Self::Uncompared => "uncompared",
            Self::Missing => "missing",
            Self::NotServed => "not-served",
            Self::Unreachable => "unreachable",
        }
    }

    /// The group of it in a table: what resolves, what is live and does not, what is not there, and somebody else's.
    #[must_use]
    pub fn group(self) -> &'static str {
        match self {
            Self::Foreign => "foreign",
            Self::Generated => "readable",
            Self::Missing | Self::NotServed => "missing",
            Self::Unreachable => "unreachable",
            Self::Unsent => "unsent",
            _ if self.is_covered() => "covered",
            _ => "changed",
        }
    }

    /// Whether it is code of the application that is live.
    fn counts(self) -> bool {
        !matches!(
            self,
            Self::Foreign | Self::Generated | Self::Missing | Self::NotServed | Self::Unreachable
        )
    }

    fn is_covered(self) -> bool {
        matches!(self, Self::Same | Self::Changed | Self::Uncompared)
    }
}

/// What is to be said of a script.
#[derive(Debug, Clone)]
pub struct Judged {
    /// What it is.
    pub status: Status,
    /// The index of the file that was sent and that it is, or should be.
    pub sent: Option<usize>,
    /// Whether it could be told more exactly, by how it differs from the file that was sent.
    pub unexplained: bool,
    /// The findings.
    pub issues: Vec<Issue>,
}

/// How much of what is live resolves, in bytes of code.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Coverage {
    /// All code of the application.
    pub total: u64,
    /// What resolves.
    pub covered: u64,
}

/// What all of it comes to.
#[derive(Debug, Clone)]
pub struct Verified {
    /// For each script that was asked for; `None` where nothing is to be said of it: a word that looked like an address.
    pub files: Vec<Option<Judged>>,
    /// What is to be said of the whole.
    pub issues: Vec<Issue>,
    /// How much resolves.
    pub coverage: Coverage,
}

/// What was looked at, and what is asked for.
#[derive(Debug, Clone, Copy, Default)]
pub struct Asked {
    /// How many pages were read.
    pub pages: usize,
    /// How many scripts they mention.
    pub mentions: usize,
    /// Whether maps are public on purpose.
    pub allow_maps: bool,
    /// Which share has to resolve, in per cent.
    pub least: Option<u32>,
}

/// Judges.
#[must_use]
pub fn judge(sent: &[Sent], served: &[Served], asked: Asked) -> Verified {
    let mut live = vec![false; sent.len()];
    for one in served {
        for index in same_bytes(sent, one) {
            if let Some(slot) = live.get_mut(index) {
                *slot = true;
            }
        }
    }
    let mut files = Vec::new();
    let mut coverage = Coverage::default();
    for one in served {
        let judged = judge_one(sent, &live, one).map(|(status, index, issue)| {
            let mut issues = Vec::from_iter(issue);
            if !asked.allow_maps && status != Status::Foreign {
                issues.extend(one.leaks.iter().map(leak));
            }
            let unexplained = status == Status::Differs && one.change.is_none();
            Judged { status, sent: index, unexplained, issues }
        });
        if let (Some(judged), Came::Script { size, .. }) = (&judged, &one.came)
            && judged.status.counts()
        {
            coverage.total += size;
            coverage.covered += if judged.status.is_covered() { *size } else { 0 };
        }
        files.push(judged);
    }
    let issues = judge_all(sent, &files, coverage, asked);
    Verified { files, issues, coverage }
}

fn judge_all(
    sent: &[Sent],
    files: &[Option<Judged>],
    coverage: Coverage,
    asked: Asked,
) -> Vec<Issue> {
    let Asked { pages, mentions, least, .. } = asked;
    let mut issues = Vec::new();
    let all = || files.iter().flatten();
    let scripts = all().filter(|it| it.status.counts()).count();
    let met = all().any(|it| {
        !matches!(
            it.status,
            Status::Unsent
                | Status::Foreign
                | Status::Generated
                | Status::NotServed
                | Status::Missing
                | Status::Unreachable
        )
    });
    let is_down = all().any(|it| it.status == Status::Unreachable);
    if pages == 0 || is_down {
        // what could not be loaded is said there
    } else if scripts == 0 {
        issues.push(Issue::new(Code::LiveNoScripts).with("pages", pages));
    } else if mentions == 0 {
        issues.push(Issue::new(Code::LiveNoMention).with("pages", pages));
    } else if !met && !sent.is_empty() {
        issues
            .push(Issue::new(Code::LiveNothing).with("sent", sent.len()).with("scripts", scripts));
    }
    issues.extend(coverage_issue(coverage, least));
    issues
}

/// That less is covered than is asked for.
pub(super) fn coverage_issue(coverage: Coverage, least: Option<u32>) -> Option<Issue> {
    let least = least?;
    let wanted = coverage.total.saturating_mul(u64::from(least));
    (coverage.covered.saturating_mul(100) < wanted).then(|| {
        let share = per_mille(coverage);
        let share = [&(share / 10).to_string(), ".", &(share % 10).to_string()].concat();
        Issue::new(Code::LiveCoverage).with("share", share).with("least", least)
    })
}

/// Rounded down, so that what is not whole never looks so.
fn per_mille(Coverage { total, covered }: Coverage) -> u64 {
    covered.saturating_mul(1000).checked_div(total).unwrap_or(1000)
}

fn leak(leak: &Leak) -> Issue {
    let Some(map) = &leak.map else { return Issue::new(Code::LiveMapInline) };
    let by = match leak.by {
        LeakedBy::Comment => "the comment in the script names it",
        LeakedBy::Header => "the header SourceMap names it",
        LeakedBy::Name => "by the name of the script",
    };
    Issue::new(Code::LiveMapPublic).with("map", map.as_str()).with("by", by)
}

fn same_bytes<'a>(sent: &'a [Sent], served: &'a Served) -> impl Iterator<Item = usize> + 'a {
    let own = match &served.came {
        Came::Script { sha256, .. } => Some(sha256),
        _ => None,
    };
    let is_same = move |it: &Sent| own.is_some() && it.sha256.as_ref() == own;
    sent.iter().enumerate().filter(move |(_, it)| is_same(it)).map(|(index, _)| index)
}

type Said = (Status, Option<usize>, Option<Issue>);

fn judge_one(sent: &[Sent], live: &[bool], served: &Served) -> Option<Said> {
    let at_address = || sent.iter().position(|it| is_for(it, served));
    let by = served.by.as_deref().unwrap_or("a page");
    let (status, page) = match &served.came {
        Came::Script { size, .. } => return Some(judge_script(sent, served, *size)),
        Came::Failed { reason } => {
            let counts = at_address().is_some() || is_required(served);
            let issue = Issue::new(Code::LiveUnreachable).with("reason", reason.as_str());
            return counts.then_some((Status::Unreachable, at_address(), Some(issue)));
        }
        Came::Absent { status } => (*status, false),
        Came::Page { status } => (*status, true),
    };
    let index = at_address();
    let file = index.and_then(|index| sent.get(index));
    let asked_for = is_required(served) || file.is_some() && served.kind.is_some();
    if asked_for {
        let code = if page { Code::LiveMissingPage } else { Code::LiveMissing };
        let issue = Issue::new(code).with("by", by);
        let issue = issue.with(if page { "html" } else { "status" }, status_text(status));
        return Some((Status::Missing, index, Some(issue)));
    }
    let file = file?;
    if index.and_then(|index| live.get(index)) == Some(&true) {
        // that it is elsewhere is said there
        return None;
    }
    let code = if page { Code::LiveNotServedPage } else { Code::LiveNotServed };
    let issue = Issue::new(code).with("file", file.file.as_str());
    let issue = issue.with(if page { "html" } else { "status" }, status_text(status));
    Some((Status::NotServed, index, Some(issue)))
}

fn status_text(status: u32) -> String {
    ["HTTP ", &status.to_string()].concat().replace("HTTP 200", "200")
}

/// Whether a page breaks without it.
fn is_required(served: &Served) -> bool {
    served.own && matches!(served.kind, Some(MentionKind::Script | MentionKind::Module))
}

fn judge_script(sent: &[Sent], served: &Served, size: u64) -> Said {
    let mut elsewhere = None;
    let mut spelling = None;
    for index in same_bytes(sent, served) {
        let Some(file) = sent.get(index) else { continue };
        if file.by_id || file.url.is_none() || is_spelt_for(file, served) {
            return (Status::Same, Some(index), None);
        }
        let slot = if is_for(file, served) { &mut spelling } else { &mut elsewhere };
        *slot = slot.or(Some(index));
    }
    let address = |code, index: usize| {
        let url = sent.get(index).and_then(|it| it.url.as_deref()).unwrap_or_default();
        Issue::new(code).with("reported", reported(served)).with("sent", url)
    };
    if let Some(index) = spelling {
        return (Status::Same, Some(index), Some(address(Code::LiveAddressSpelling, index)));
    }
    if let Some(index) = elsewhere {
        return (Status::Elsewhere, Some(index), Some(address(Code::LiveAddress, index)));
    }
    let at = sent.iter().enumerate().find(|(_, it)| is_for(it, served));
    if let Some((index, file)) = at {
        let (status, issue) = judge_change(file, served, size);
        return (status, Some(index), issue);
    }
    let name = base(served.url.split(['?', '#']).next().unwrap_or_default());
    let other = sent.iter().position(|it| {
        is_of_other_build(name, base(it.url.as_deref().unwrap_or(it.file.as_str())))
    });
    if let Some((index, file)) = other.and_then(|index| Some((index, sent.get(index)?))) {
        let issue = Issue::new(Code::LiveOtherBuild).with("file", base(&file.file));
        return (Status::OtherBuild, Some(index), Some(issue));
    }
    if served.own && (served.generated || served.kind == Some(MentionKind::NoModule)) {
        (Status::Generated, None, None)
    } else if served.own {
        (Status::Unsent, None, Some(Issue::new(Code::LiveUnsent)))
    } else {
        (Status::Foreign, None, None)
    }
}

fn judge_change(file: &Sent, served: &Served, size: u64) -> (Status, Option<Issue>) {
    match served.change {
        // as `upload --after-upload` leaves it
        Some(Change::LinkCut) => (Status::Same, None),
        Some(Change::Behind(bytes)) => {
            (Status::Changed, Some(Issue::new(Code::LiveChanged).with("bytes", bytes)))
        }
        Some(Change::Before { bytes, lines, .. }) => {
            let issue = Issue::new(Code::LiveMoved).with("bytes", bytes).with("lines", lines);
            (Status::Differs, Some(issue))
        }
        Some(Change::Within { at, bytes, was, keeps: true }) => {
            let issue = Issue::new(Code::LiveChangedWithin).with("at", at);
            (Status::Changed, Some(issue.with("bytes", bytes).with("was", was)))
        }
        Some(Change::Within { at, bytes, was, keeps: false }) => {
            let issue = Issue::new(Code::LiveMovedWithin).with("at", at);
            (Status::Differs, Some(issue.with("bytes", bytes).with("was", was)))
        }
        Some(Change::All) => (Status::Differs, Some(differs(file, size))),
        None if file.sha256.is_none() => {
            (Status::Uncompared, Some(Issue::new(Code::LiveUncompared)))
        }
        None => (Status::Differs, Some(differs(file, size))),
    }
}

fn differs(file: &Sent, size: u64) -> Issue {
    let issue = Issue::new(Code::LiveDiffers).with("file", file.file.as_str());
    issue.with("served", size).with("sent", file.size.unwrap_or_default())
}

/// The address that browsers report for a script: of a module the one that answered, of another script the one that was asked for.
/// Seen in Chromium.
fn reported(served: &Served) -> &str {
    match served.kind {
        Some(MentionKind::Module | MentionKind::Import) => &served.arrived,
        _ => &served.url,
    }
}

/// Whether a file was sent for the address that browsers report.
fn is_for(file: &Sent, served: &Served) -> bool {
    let Some(url) = &file.url else { return false };
    // what only the receipt mentions may be either
    Address::of(reported(served)).is(url)
        || served.kind.is_none() && Address::of(&served.arrived).is(url)
}

/// The same, and the address is spelt alike.
fn is_spelt_for(file: &Sent, served: &Served) -> bool {
    let path = |url: &str| {
        let url = url.split(['?', '#']).next().unwrap_or(url);
        let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
        let rest = rest.strip_prefix("//").unwrap_or(rest);
        rest.find('/').and_then(|at| rest.get(at..)).unwrap_or_default().to_owned()
    };
    let own = file.url.as_deref().map(path);
    // a prefix that is only a path is compared as it was given, letters beyond ASCII decoded
    is_for(file, served)
        && (own.as_deref().is_some_and(|own| !own.is_ascii() || own.contains(' '))
            || own == Some(path(reported(served)))
            || served.kind.is_none())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(file: &str, url: &str, hash: &str) -> Sent {
        let url = Some(url).filter(|url| !url.is_empty()).map(ToOwned::to_owned);
        let sha256 = Some(hash).filter(|hash| !hash.is_empty()).map(ToOwned::to_owned);
        Sent { file: file.to_owned(), url, size: Some(10), sha256, by_id: false }
    }

    fn served(url: &str, hash: &str) -> Served {
        Served {
            url: url.to_owned(),
            arrived: url.to_owned(),
            came: Came::Script { size: 10, sha256: hash.to_owned() },
            kind: Some(MentionKind::Script),
            by: None,
            own: true,
            generated: false,
            change: None,
            leaks: Vec::new(),
        }
    }

    fn told(sent: &[Sent], served: Served) -> (Option<&'static str>, Vec<&'static str>) {
        let verified = judge(sent, &[served], Asked { pages: 1, mentions: 1, ..Asked::default() });
        let file = verified.files.into_iter().next().flatten();
        let codes = |issues: &[Issue]| issues.iter().map(|it| it.code.name()).collect::<Vec<_>>();
        (
            file.as_ref().map(|it| it.status.name()),
            file.map(|it| codes(&it.issues)).unwrap_or_default(),
        )
    }

    #[test]
    fn each_case_has_its_word() {
        let all = [
            sent("dist/a-1234abcd.js", "/s/a-1234abcd.js", "aa"),
            sent("dist/b.js", "https://cdn.x.com/b.js", "bb"),
            sent("dist/[id].js", "/s/%5Bid%5D.js", "cc"),
        ];
        let url = "https://x.com/s/a-1234abcd.js";
        let script = |url: &str, hash: &str| served(url, hash);
        let with = |change: &dyn Fn(&mut Served)| {
            let mut one = served(url, "xx");
            change(&mut one);
            one
        };
        let absent = |status| Came::Absent { status };
        for (one, status, codes) in [
            (script(url, "aa"), Some("same"), vec![]),
            (script("https://x.com/s/a-1234abcd.js?v=2", "aa"), Some("same"), vec![]),
            (
                script("https://x.com/t/a-1234abcd.js", "aa"),
                Some("elsewhere"),
                vec!["live-address"],
            ),
            (script("https://cdn2.x.com/b.js", "bb"), Some("elsewhere"), vec!["live-address"]),
            (script("https://x.com/s/%5Bid%5D.js", "cc"), Some("same"), vec![]),
            (script("https://x.com/s/[id].js", "cc"), Some("same"), vec!["live-address-spelling"]),
            (script(url, "xx"), Some("differs"), vec!["live-differs"]),
            (
                script("https://x.com/s/a-9876zyxw.js", "xx"),
                Some("other-build"),
                vec!["live-other-build"],
            ),
            (script("https://x.com/c.js", "xx"), Some("unsent"), vec!["live-unsent"]),
            (
                with(&|it| (it.url, it.own) = ("https://ads.com/t.js".into(), false)),
                Some("foreign"),
                vec![],
            ),
            (with(&|it| it.change = Some(Change::LinkCut)), Some("same"), vec![]),
            (
                with(&|it| it.change = Some(Change::Behind(3))),
                Some("changed"),
                vec!["live-changed"],
            ),
            (
                with(&|it| it.change = Some(Change::Before { bytes: 3, lines: 0, behind: 0 })),
                Some("differs"),
                vec!["live-moved"],
            ),
            (
                with(&|it| {
                    it.change = Some(Change::Within { at: 1, bytes: 2, was: 2, keeps: true })
                }),
                Some("changed"),
                vec!["live-changed"],
            ),
            (
                with(&|it| {
                    it.change = Some(Change::Within { at: 1, bytes: 2, was: 3, keeps: false })
                }),
                Some("differs"),
                vec!["live-moved"],
            ),
            (with(&|it| it.change = Some(Change::All)), Some("differs"), vec!["live-differs"]),
            (with(&|it| it.came = absent(404)), Some("missing"), vec!["live-missing"]),
            (
                with(&|it| it.came = Came::Page { status: 200 }),
                Some("missing"),
                vec!["live-missing"],
            ),
            (
                with(&|it| (it.came, it.kind) = (absent(404), None)),
                Some("not-served"),
                vec!["live-not-served"],
            ),
            (
                with(&|it| (it.came, it.kind) = (absent(404), Some(MentionKind::Text))),
                Some("missing"),
                vec!["live-missing"],
            ),
            (
                with(&|it| {
                    it.url = "https://x.com/word.js".into();
                    it.arrived.clone_from(&it.url);
                    (it.came, it.kind) = (absent(404), Some(MentionKind::Import));
                }),
                None,
                vec![],
            ),
            (
                with(&|it| it.came = Came::Failed { reason: "no answer".into() }),
                Some("unreachable"),
                vec!["live-unreachable"],
            ),
            (
                with(&|it| {
                    let map = Some("https://x.com/a.js.map".to_owned());
                    it.leaks = vec![Leak { map, by: LeakedBy::Name }];
                    it.change = Some(Change::LinkCut);
                }),
                Some("same"),
                vec!["live-map-public"],
            ),
        ] {
            let shown = format!("{one:?}");
            assert_eq!(told(&all, one), (status, codes), "{shown}");
        }
        let old = [sent("dist/a.js", "/a.js", "")];
        let expected = (Some("uncompared"), vec!["live-uncompared"]);
        assert_eq!(told(&old, served("https://x.com/a.js", "aa")), expected);
        let folder = [sent("dist/a.js", "", "aa")];
        assert_eq!(told(&folder, served("https://x.com/any.js", "aa")), (Some("same"), vec![]));
    }

    #[test]
    fn modules_count_where_they_were_found_and_other_scripts_where_they_were_asked_for() {
        let all = [sent("a.js", "https://cdn.com/a.js", "aa")];
        let mut one = served("https://x.com/a.js", "aa");
        one.arrived = "https://cdn.com/a.js".to_owned();
        assert_eq!(told(&all, one.clone()).0, Some("elsewhere"));
        one.kind = Some(MentionKind::Module);
        assert_eq!(told(&all, one.clone()).0, Some("same"));
        one.kind = None;
        assert_eq!(told(&all, one).0, Some("same"));
    }

    #[test]
    fn the_whole_is_judged() {
        let all = [sent("a.js", "/a.js", "aa")];
        let codes = |served: &[Served], least| {
            let verified =
                judge(&all, served, Asked { pages: 1, mentions: 1, allow_maps: false, least });
            verified.issues.iter().map(|it| it.code.name()).collect::<Vec<_>>()
        };
        let good = served("https://x.com/a.js", "aa");
        let unsent = served("https://x.com/b.js", "bb");
        assert_eq!(codes(std::slice::from_ref(&good), Some(100)), [""; 0]);
        assert_eq!(codes(&[good.clone(), unsent.clone()], Some(50)), [""; 0]);
        assert_eq!(codes(&[good, unsent.clone()], Some(51)), ["live-coverage"]);
        assert_eq!(codes(&[unsent], None), ["live-nothing"]);
        assert_eq!(codes(&[], None), ["live-no-scripts"]);
    }
}
