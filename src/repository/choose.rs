//! Repository and commit of a build, from all who tell of them.

use serde::Serialize;

use crate::finding::{Code, Issue};
use crate::options::git::{COMMIT_SHA, REPOSITORY_URL};
use crate::repository::ci::{self, Environment};
use crate::repository::strip_credentials;

/// A repository's URL and a commit, as somebody told them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Commit {
    /// The repository's URL.
    pub repository_url: Option<String>,
    /// The commit's hash.
    pub commit_sha: Option<String>,
}

/// What is sent of the repository.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ChosenCommit {
    /// The repository's URL, without credentials.
    pub repository_url: Option<String>,
    /// The commit: 40 lower-case hexadecimal digits, unless it was an option.
    pub commit_sha: Option<String>,
    /// Who told each: `option`, `git`, or whose environment: `Vercel environment`.
    pub origin: Commit,
    /// What could not be used, and what is lost by what is missing.
    pub issues: Vec<Issue>,
}

/// Chooses each of the two by itself: from the options, the `DD_GIT_*` variables, Git and the environment of a CI system, in
/// this order. `git` is `None` where Git was not asked yet; then the environment of a CI system does not count either, and
/// nothing is said of what is missing. A commit that is an option is not judged here: the check of the event does that.
#[must_use]
pub fn choose_commit(option: Commit, git: Option<Commit>, env: &Environment<'_>) -> ChosenCommit {
    let mut found = ChosenCommit::default();
    found.consider("option", option);
    for (name, url) in [(REPOSITORY_URL, true), (COMMIT_SHA, false)] {
        let value = env(name);
        let (repository_url, commit_sha) = if url { (value, None) } else { (None, value) };
        found.consider(&format!("{name} environment"), Commit { repository_url, commit_sha });
    }
    let Some(git) = git else { return found };
    found.consider("git", git);
    for told in ci::read(env) {
        let it = Commit { repository_url: told.url, commit_sha: told.commit };
        found.consider(&format!("{} environment", told.name), it);
    }
    let missing = match (&found.repository_url, &found.commit_sha) {
        (Some(_), Some(_)) => return found,
        (Some(_), None) => "the commit",
        (None, Some(_)) => "the repository URL",
        (None, None) => "the repository URL and the commit",
    };
    found.issues.push(Issue::new(Code::GitNoSourceLinks).with("missing", missing));
    found
}

impl ChosenCommit {
    /// Takes what is not known yet, where it can be sent.
    fn consider(&mut self, origin: &str, told: Commit) {
        let given = |value: Option<String>| {
            value.map(|value| value.trim().to_owned()).filter(|value| !value.is_empty())
        };
        if self.repository_url.is_none()
            && let Some(url) = given(told.repository_url)
        {
            let url = strip_credentials(&url);
            if !url.is_empty() {
                self.repository_url = Some(url);
                self.origin.repository_url = Some(origin.to_owned());
            }
        }
        if self.commit_sha.is_none()
            && let Some(commit) = given(told.commit_sha)
        {
            let is_hex = commit.bytes().all(|byte| byte.is_ascii_hexdigit());
            let commit = match (is_hex, commit.len()) {
                (true, 40) => commit.to_ascii_lowercase(),
                _ if origin == "option" => commit,
                (true, 64) => {
                    self.issues.push(Issue::new(Code::GitSha256).with("origin", origin));
                    return;
                }
                _ => {
                    let issue = Issue::new(Code::GitCommitUnusable);
                    self.issues.push(issue.with("origin", origin).with("value", commit));
                    return;
                }
            };
            self.commit_sha = Some(commit);
            self.origin.commit_sha = Some(origin.to_owned());
        }
    }
}
