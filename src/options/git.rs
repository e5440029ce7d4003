//! What is sent of the Git repository that a build was made from.

use super::declaration::{Declaration, Kind, Place};
use super::{CONFIG, OF_UPLOAD, RUNS, SENDS};

/// The variable that stands in for the repository's URL.
pub(crate) const REPOSITORY_URL: &str = "DD_GIT_REPOSITORY_URL";

/// The variable that stands in for the commit.
pub(crate) const COMMIT_SHA: &str = "DD_GIT_COMMIT_SHA";

pub(super) const OPTIONS: &[Declaration] = &[Declaration::new(
    "git",
    Kind::AnyOf(&[Kind::Bool, Kind::Object(MEMBERS)]),
    "Git metadata: `false` for none, or an object with what is to be used in place of Git's answers",
)
.more("Node only. Without it, it is that of the repository around the current folder.")
.off_by("disable-git", "Leave Git metadata out")
.within(OF_UPLOAD)
.within(CONFIG)
.within(&[Place::Plugins, Place::DatadogCi])
.on(SENDS)];

const MEMBERS: &[Declaration] = &[
    Declaration::new("cwd", Kind::Path, "A folder of the repository"),
    Declaration::new(
        "repositoryUrl",
        Kind::Text,
        "URL of the repository, in place of what Git says",
    )
    .field("git_repository_url")
    .env(&[REPOSITORY_URL])
    .alias("git-repository-url")
    .value("url")
    .within(&[Place::DatadogCi])
    .on(RUNS),
    Declaration::new("commitSha", Kind::Text, "SHA of the commit, in place of what Git says")
        .field("git_commit_sha")
        .env(&[COMMIT_SHA])
        .alias("git-commit-sha")
        .value("sha")
        .on(RUNS),
];
