/** What CI systems and hosts of builds say of the repository in their environment variables. */

/**
 * @typedef {object} Provider
 * @property {string} name
 * @property {Record<string, true | string>} when All these variables are set, or have this very value.
 * @property {string[]} url The repository's URL, `{VARIABLE}`s filled in; the first whose variables are all set.
 * @property {string[]} sha Variables; the first that is set.
 * @property {boolean} [isCommitPage] The URL is that of a commit's page.
 */

/**
 * In the order of precedence. Where the system does not tell the host of the repository, the URL stays unknown:
 * a wrong link is worse than none.
 *
 * @type {Provider[]}
 */
export const PROVIDERS = [
  // these three are compatible with, or run inside, another one
  provider(
    'Gitea Actions',
    { GITEA_ACTIONS: true },
    '{GITHUB_SERVER_URL}/{GITHUB_REPOSITORY}.git',
    'GITHUB_SHA',
  ),
  provider('Woodpecker', { CI: 'woodpecker' }, '{CI_REPO_CLONE_URL}', 'CI_COMMIT_SHA'),
  provider(
    'AWS Amplify',
    { AWS_APP_ID: true, AWS_BRANCH: true },
    '{AWS_CLONE_URL}',
    'AWS_COMMIT_ID',
  ),

  provider(
    'GitHub Actions',
    { GITHUB_ACTIONS: true },
    '{GITHUB_SERVER_URL}/{GITHUB_REPOSITORY}.git',
    'GITHUB_SHA',
  ),
  provider(
    'GitLab CI',
    { GITLAB_CI: true },
    ['{CI_REPOSITORY_URL}', '{CI_PROJECT_URL}.git'],
    'CI_COMMIT_SHA',
  ),
  provider('CircleCI', { CIRCLECI: true }, '{CIRCLE_REPOSITORY_URL}', 'CIRCLE_SHA1'),
  provider('Azure Pipelines', { TF_BUILD: true }, '{BUILD_REPOSITORY_URI}', 'BUILD_SOURCEVERSION'),
  provider(
    'Bitbucket Pipelines',
    { BITBUCKET_COMMIT: true },
    ['{BITBUCKET_GIT_SSH_ORIGIN}', '{BITBUCKET_GIT_HTTP_ORIGIN}'],
    'BITBUCKET_COMMIT',
  ),
  provider(
    'Travis CI',
    { TRAVIS: true },
    'https://github.com/{TRAVIS_REPO_SLUG}.git',
    'TRAVIS_COMMIT',
  ),
  provider('Buildkite', { BUILDKITE: true }, '{BUILDKITE_REPO}', 'BUILDKITE_COMMIT'),
  provider(
    'AppVeyor',
    { APPVEYOR: true, APPVEYOR_REPO_PROVIDER: 'github' },
    'https://github.com/{APPVEYOR_REPO_NAME}.git',
    'APPVEYOR_REPO_COMMIT',
  ),
  provider(
    'AppVeyor',
    { APPVEYOR: true, APPVEYOR_REPO_PROVIDER: 'gitHub' },
    'https://github.com/{APPVEYOR_REPO_NAME}.git',
    'APPVEYOR_REPO_COMMIT',
  ),
  provider(
    'AppVeyor',
    { APPVEYOR: true, APPVEYOR_REPO_PROVIDER: 'gitLab' },
    'https://gitlab.com/{APPVEYOR_REPO_NAME}.git',
    'APPVEYOR_REPO_COMMIT',
  ),
  provider(
    'AppVeyor',
    { APPVEYOR: true, APPVEYOR_REPO_PROVIDER: 'bitBucket' },
    'https://bitbucket.org/{APPVEYOR_REPO_NAME}.git',
    'APPVEYOR_REPO_COMMIT',
  ),
  provider('AppVeyor', { APPVEYOR: true }, [], 'APPVEYOR_REPO_COMMIT'),
  provider('TeamCity', { TEAMCITY_VERSION: true }, [], 'BUILD_VCS_NUMBER'),
  provider('Bitrise', { BITRISE_IO: true }, '{GIT_REPOSITORY_URL}', [
    'BITRISE_GIT_COMMIT',
    'GIT_CLONE_COMMIT_HASH',
  ]),
  provider(
    'AWS CodeBuild',
    { CODEBUILD_BUILD_ARN: true },
    '{CODEBUILD_SOURCE_REPO_URL}',
    'CODEBUILD_RESOLVED_SOURCE_VERSION',
  ),
  provider(
    'Drone',
    { DRONE: true },
    ['{DRONE_GIT_HTTP_URL}', '{DRONE_REMOTE_URL}'],
    'DRONE_COMMIT_SHA',
  ),
  {
    ...provider('Codefresh', { CF_BUILD_ID: true }, '{CF_COMMIT_URL}', 'CF_REVISION'),
    isCommitPage: true,
  },
  provider('Semaphore', { SEMAPHORE: true }, '{SEMAPHORE_GIT_URL}', 'SEMAPHORE_GIT_SHA'),
  provider('Buddy', { BUDDY_WORKSPACE_ID: true }, '{BUDDY_SCM_URL}', 'BUDDY_EXECUTION_REVISION'),
  provider('Cirrus CI', { CIRRUS_CI: true }, '{CIRRUS_REPO_CLONE_URL}', 'CIRRUS_CHANGE_IN_REPO'),
  provider(
    'Bamboo',
    { bamboo_planKey: true },
    ['{bamboo_planRepository_repositoryUrl}', '{bamboo_planRepository_1_repositoryUrl}'],
    ['bamboo_planRepository_revision', 'bamboo_planRepository_1_revision'],
  ),
  provider('Vela', { VELA: true }, '{VELA_REPO_CLONE}', 'VELA_BUILD_COMMIT'),
  provider('Appcircle', { AC_APPCIRCLE: true }, '{AC_GIT_URL}', 'AC_GIT_COMMIT'),
  provider('Codemagic', { CM_BUILD_ID: true }, [], 'CM_COMMIT'),
  provider('GoCD', { GO_PIPELINE_LABEL: true }, [], 'GO_REVISION'),
  provider('Xcode Cloud', { CI_XCODE_PROJECT: true }, [], 'CI_COMMIT'),
  provider('EAS Build', { EAS_BUILD: true }, [], 'EAS_BUILD_GIT_COMMIT_HASH'),

  provider(
    'Vercel',
    { VERCEL: true, VERCEL_GIT_PROVIDER: 'github' },
    'https://github.com/{VERCEL_GIT_REPO_OWNER}/{VERCEL_GIT_REPO_SLUG}.git',
    'VERCEL_GIT_COMMIT_SHA',
  ),
  provider(
    'Vercel',
    { VERCEL: true, VERCEL_GIT_PROVIDER: 'gitlab' },
    'https://gitlab.com/{VERCEL_GIT_REPO_OWNER}/{VERCEL_GIT_REPO_SLUG}.git',
    'VERCEL_GIT_COMMIT_SHA',
  ),
  provider(
    'Vercel',
    { VERCEL: true, VERCEL_GIT_PROVIDER: 'bitbucket' },
    'https://bitbucket.org/{VERCEL_GIT_REPO_OWNER}/{VERCEL_GIT_REPO_SLUG}.git',
    'VERCEL_GIT_COMMIT_SHA',
  ),
  provider('Vercel', { VERCEL: true }, [], 'VERCEL_GIT_COMMIT_SHA'),
  provider('Netlify', { NETLIFY: true }, '{REPOSITORY_URL}', 'COMMIT_REF'),
  provider('Cloudflare Pages', { CF_PAGES: true }, [], 'CF_PAGES_COMMIT_SHA'),
  provider('Cloudflare Workers', { WORKERS_CI: true }, [], 'WORKERS_CI_COMMIT_SHA'),
  provider('Render', { RENDER: true }, [], 'RENDER_GIT_COMMIT'),
  provider(
    'Railway',
    { RAILWAY_GIT_COMMIT_SHA: true },
    'https://github.com/{RAILWAY_GIT_REPO_OWNER}/{RAILWAY_GIT_REPO_NAME}.git',
    'RAILWAY_GIT_COMMIT_SHA',
  ),
  provider('Heroku', { STACK: true, SOURCE_VERSION: true }, [], 'SOURCE_VERSION'),

  // last: its names are the least its own
  provider('Jenkins', { JENKINS_URL: true }, ['{GIT_URL}', '{GIT_URL_1}'], 'GIT_COMMIT'),
];

/** @typedef {{ value: string, origin: string }} Told A value and who told it. */

/**
 * Everything the environment tells, the likeliest first. Nothing is checked, no credentials are removed.
 *
 * @param {Record<string, string | undefined>} env
 * @returns {{ urls: Told[], shas: Told[] }}
 */
export function readCi(env) {
  const present = PROVIDERS.filter(({ when }) =>
    Object.entries(when).every(([name, value]) =>
      value === true ? env[name] : env[name] === value,
    ),
  );
  /** @param {(one: Provider) => string | undefined} read */
  const told = (read) =>
    present.flatMap((one) => {
      const value = read(one)?.trim();
      return value ? [{ value, origin: `${one.name} environment` }] : [];
    });
  return {
    urls: told(({ url, isCommitPage }) => {
      const filled = url.map((template) => fill(template, env)).find(Boolean);
      return isCommitPage ? repositoryOfCommit(filled) : filled;
    }),
    shas: told(({ sha }) => sha.map((name) => env[name]).find(Boolean)),
  };
}

/** @param {string} template @param {Record<string, string | undefined>} env */
function fill(template, env) {
  let complete = true;
  const filled = template.replace(/\{(\w+)\}/g, (_, name) => {
    complete &&= Boolean(env[name]);
    return env[name] ?? '';
  });
  return complete ? filled : undefined;
}

/** `https://host/owner/name/commit/<sha>` without its end. @param {string | undefined} page */
function repositoryOfCommit(page) {
  return /^(.+?)(?:\/-)?\/commits?\/[^/]+$/.exec(page ?? '')?.[1];
}

/**
 * @param {string} name
 * @param {Provider['when']} when
 * @param {string | string[]} url
 * @param {string | string[]} sha
 * @returns {Provider}
 */
function provider(name, when, url, sha) {
  return { name, when, url: [url].flat(), sha: [sha].flat() };
}
