//! What CI systems, and hosts that build, tell of the repository in their environment variables.

/// Reads an environment variable; an empty one is not set.
pub type Environment<'a> = dyn Fn(&str) -> Option<String> + 'a;

/// A CI system, or a host that builds.
struct Provider {
    /// Its name.
    name: &'static str,
    /// The variables by which it is known: they are set, or have the value behind the equals sign.
    marks: &'static [&'static str],
    /// The repository's URL, with `{VARIABLE}`s to be filled in: the first counts whose variables are all set.
    urls: &'static [&'static str],
    /// The commit's variables: the first that is set counts.
    commits: &'static [&'static str],
    /// Whether the URL is that of the commit's page, `https://host/owner/name/commit/<sha>`.
    is_commit_page: bool,
}

const fn provider(
    name: &'static str,
    marks: &'static [&'static str],
    urls: &'static [&'static str],
    commits: &'static [&'static str],
) -> Provider {
    Provider { name, marks, urls, commits, is_commit_page: false }
}

/// In the order of precedence. Where a system does not tell the host of the repository, the URL stays unknown: a wrong link
/// is worse than none.
#[rustfmt::skip]
const PROVIDERS: &[Provider] = &[
    // these three are compatible with, or run inside of, another one
    provider("Gitea Actions", &["GITEA_ACTIONS"], &["{GITHUB_SERVER_URL}/{GITHUB_REPOSITORY}.git"], &["GITHUB_SHA"]),
    provider("Woodpecker", &["CI=woodpecker"], &["{CI_REPO_CLONE_URL}"], &["CI_COMMIT_SHA"]),
    provider("AWS Amplify", &["AWS_APP_ID", "AWS_BRANCH"], &["{AWS_CLONE_URL}"], &["AWS_COMMIT_ID"]),

    provider("GitHub Actions", &["GITHUB_ACTIONS"], &["{GITHUB_SERVER_URL}/{GITHUB_REPOSITORY}.git"], &["GITHUB_SHA"]),
    provider("GitLab CI", &["GITLAB_CI"], &["{CI_REPOSITORY_URL}", "{CI_PROJECT_URL}.git"], &["CI_COMMIT_SHA"]),
    provider("CircleCI", &["CIRCLECI"], &["{CIRCLE_REPOSITORY_URL}"], &["CIRCLE_SHA1"]),
    provider("Azure Pipelines", &["TF_BUILD"], &["{BUILD_REPOSITORY_URI}"], &["BUILD_SOURCEVERSION"]),
    provider("Bitbucket Pipelines", &["BITBUCKET_COMMIT"], &["{BITBUCKET_GIT_SSH_ORIGIN}", "{BITBUCKET_GIT_HTTP_ORIGIN}"], &["BITBUCKET_COMMIT"]),
    provider("Travis CI", &["TRAVIS"], &["https://github.com/{TRAVIS_REPO_SLUG}.git"], &["TRAVIS_COMMIT"]),
    provider("Buildkite", &["BUILDKITE"], &["{BUILDKITE_REPO}"], &["BUILDKITE_COMMIT"]),
    provider("AppVeyor", &["APPVEYOR", "APPVEYOR_REPO_PROVIDER=github"], &["https://github.com/{APPVEYOR_REPO_NAME}.git"], &["APPVEYOR_REPO_COMMIT"]),
    provider("AppVeyor", &["APPVEYOR", "APPVEYOR_REPO_PROVIDER=gitLab"], &["https://gitlab.com/{APPVEYOR_REPO_NAME}.git"], &["APPVEYOR_REPO_COMMIT"]),
    provider("AppVeyor", &["APPVEYOR", "APPVEYOR_REPO_PROVIDER=bitBucket"], &["https://bitbucket.org/{APPVEYOR_REPO_NAME}.git"], &["APPVEYOR_REPO_COMMIT"]),
    provider("AppVeyor", &["APPVEYOR"], &[], &["APPVEYOR_REPO_COMMIT"]),
    provider("TeamCity", &["TEAMCITY_VERSION"], &[], &["BUILD_VCS_NUMBER"]),
    provider("Bitrise", &["BITRISE_IO"], &["{GIT_REPOSITORY_URL}"], &["BITRISE_GIT_COMMIT", "GIT_CLONE_COMMIT_HASH"]),
    provider("AWS CodeBuild", &["CODEBUILD_BUILD_ARN"], &["{CODEBUILD_SOURCE_REPO_URL}"], &["CODEBUILD_RESOLVED_SOURCE_VERSION"]),
    provider("Drone", &["DRONE"], &["{DRONE_GIT_HTTP_URL}", "{DRONE_REMOTE_URL}"], &["DRONE_COMMIT_SHA"]),
    Provider { is_commit_page: true, ..provider("Codefresh", &["CF_BUILD_ID"], &["{CF_COMMIT_URL}"], &["CF_REVISION"]) },
    provider("Semaphore", &["SEMAPHORE"], &["{SEMAPHORE_GIT_URL}"], &["SEMAPHORE_GIT_SHA"]),
    provider("Buddy", &["BUDDY_WORKSPACE_ID"], &["{BUDDY_SCM_URL}"], &["BUDDY_EXECUTION_REVISION"]),
    provider("Cirrus CI", &["CIRRUS_CI"], &["{CIRRUS_REPO_CLONE_URL}"], &["CIRRUS_CHANGE_IN_REPO"]),
    provider("Bamboo", &["bamboo_planKey"], &["{bamboo_planRepository_repositoryUrl}", "{bamboo_planRepository_1_repositoryUrl}"], &["bamboo_planRepository_revision", "bamboo_planRepository_1_revision"]),
    provider("Vela", &["VELA"], &["{VELA_REPO_CLONE}"], &["VELA_BUILD_COMMIT"]),
    provider("Appcircle", &["AC_APPCIRCLE"], &["{AC_GIT_URL}"], &["AC_GIT_COMMIT"]),
    provider("Codemagic", &["CM_BUILD_ID"], &[], &["CM_COMMIT"]),
    provider("GoCD", &["GO_PIPELINE_LABEL"], &[], &["GO_REVISION"]),
    provider("Xcode Cloud", &["CI_XCODE_PROJECT"], &[], &["CI_COMMIT"]),
    provider("EAS Build", &["EAS_BUILD"], &[], &["EAS_BUILD_GIT_COMMIT_HASH"]),

    provider("Vercel", &["VERCEL", "VERCEL_GIT_PROVIDER=github"], &["https://github.com/{VERCEL_GIT_REPO_OWNER}/{VERCEL_GIT_REPO_SLUG}.git"], &["VERCEL_GIT_COMMIT_SHA"]),
    provider("Vercel", &["VERCEL", "VERCEL_GIT_PROVIDER=gitlab"], &["https://gitlab.com/{VERCEL_GIT_REPO_OWNER}/{VERCEL_GIT_REPO_SLUG}.git"], &["VERCEL_GIT_COMMIT_SHA"]),
    provider("Vercel", &["VERCEL", "VERCEL_GIT_PROVIDER=bitbucket"], &["https://bitbucket.org/{VERCEL_GIT_REPO_OWNER}/{VERCEL_GIT_REPO_SLUG}.git"], &["VERCEL_GIT_COMMIT_SHA"]),
    provider("Vercel", &["VERCEL"], &[], &["VERCEL_GIT_COMMIT_SHA"]),
    provider("Netlify", &["NETLIFY"], &["{REPOSITORY_URL}"], &["COMMIT_REF"]),
    provider("Cloudflare Pages", &["CF_PAGES"], &[], &["CF_PAGES_COMMIT_SHA"]),
    provider("Cloudflare Workers", &["WORKERS_CI"], &[], &["WORKERS_CI_COMMIT_SHA"]),
    provider("Render", &["RENDER"], &[], &["RENDER_GIT_COMMIT"]),
    provider("Railway", &["RAILWAY_GIT_COMMIT_SHA"], &["https://github.com/{RAILWAY_GIT_REPO_OWNER}/{RAILWAY_GIT_REPO_NAME}.git"], &["RAILWAY_GIT_COMMIT_SHA"]),
    provider("Heroku", &["STACK", "SOURCE_VERSION"], &[], &["SOURCE_VERSION"]),

    // last: its names are the least its own
    provider("Jenkins", &["JENKINS_URL"], &["{GIT_URL}", "{GIT_URL_1}"], &["GIT_COMMIT"]),
];

/// What one provider tells. Nothing is checked, and credentials are still in the URL.
pub(super) struct Told {
    /// The provider's name.
    pub(super) name: &'static str,
    /// The repository's URL.
    pub(super) url: Option<String>,
    /// The commit.
    pub(super) commit: Option<String>,
}

/// What the environment tells, the likeliest first.
pub(super) fn read(env: &Environment<'_>) -> Vec<Told> {
    let tell = |one: &Provider| {
        let url = one.urls.iter().find_map(|url| filled(url, env));
        Told {
            name: one.name,
            url: if one.is_commit_page { url.as_deref().and_then(repository_of) } else { url },
            commit: one.commits.iter().find_map(|name| env(name)),
        }
    };
    PROVIDERS
        .iter()
        .filter(|one| one.marks.iter().all(|mark| is_set(mark, env)))
        .map(tell)
        .collect()
}

/// Whether a variable is set, or has the value that is asked for; some systems change its case.
fn is_set(mark: &str, env: &Environment<'_>) -> bool {
    match mark.split_once('=') {
        None => env(mark).is_some(),
        Some((name, value)) => env(name).is_some_and(|it| it.eq_ignore_ascii_case(value)),
    }
}

/// A template with its variables filled in; `None` where one of them is not set.
fn filled(template: &str, env: &Environment<'_>) -> Option<String> {
    let mut text = String::new();
    let mut rest = template;
    while let Some((before, (name, after))) =
        rest.split_once('{').and_then(|(before, rest)| Some((before, rest.split_once('}')?)))
    {
        text.push_str(before);
        text.push_str(&env(name)?);
        rest = after;
    }
    text.push_str(rest);
    Some(text)
}

/// The URL of the repository that a commit's page is of.
fn repository_of(page: &str) -> Option<String> {
    let (page, _) = page.rsplit_once('/')?;
    let page = page.strip_suffix("/commit").or_else(|| page.strip_suffix("/commits"))?;
    // as GitLab has it
    let repository = page.strip_suffix("/-").unwrap_or(page);
    (!repository.is_empty()).then(|| repository.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tell(set: &[(&str, &str)]) -> Vec<(&'static str, Option<String>, Option<String>)> {
        let env = |name: &str| {
            set.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned())
        };
        read(&env).into_iter().map(|told| (told.name, told.url, told.commit)).collect()
    }

    #[test]
    fn every_provider_has_its_own_marks() {
        for (index, one) in PROVIDERS.iter().enumerate() {
            let same = PROVIDERS.iter().position(|other| other.marks == one.marks);
            assert_eq!(same, Some(index), "{}", one.name);
        }
    }

    #[test]
    fn commit_pages_lead_to_their_repository() {
        for (page, repository) in [
            ("https://h.example/o/r/commit/abc", Some("https://h.example/o/r")),
            ("https://h.example/g/s/r/-/commits/abc", Some("https://h.example/g/s/r")),
            ("https://h.example/o/r", None),
            ("git@h.example:o/r.git", None),
        ] {
            let told = tell(&[("CF_BUILD_ID", "1"), ("CF_COMMIT_URL", page)]);
            assert_eq!(told, [("Codefresh", repository.map(str::to_owned), None)]);
        }
    }

    #[test]
    fn values_of_marks_are_compared_in_any_case() {
        let told = tell(&[
            ("APPVEYOR", "True"),
            ("APPVEYOR_REPO_PROVIDER", "gitHub"),
            ("APPVEYOR_REPO_NAME", "o/r"),
        ]);
        let url = Some("https://github.com/o/r.git".to_owned());
        assert_eq!(told, [("AppVeyor", url, None), ("AppVeyor", None, None)]);
    }
}
