/** What each CI system sets, and the URL that follows; written out, so that a slip in the table cannot hide. */

/** The commit of every case. */
export const SHA = '0123456789abcdef0123456789abcdef01234567';

/** A commit that is none of the case's. */
export const OTHER = 'f'.repeat(40);

/** @typedef {[name: string, env: Record<string, string>, url: string | undefined]} Case The commit is always SHA. */

/** @type {Case[]} */
export const CASES = [
  [
    'GitHub Actions',
    {
      GITHUB_ACTIONS: 'true',
      GITHUB_SERVER_URL: 'https://github.com',
      GITHUB_REPOSITORY: 'o/r',
      GITHUB_SHA: SHA,
    },
    'https://github.com/o/r.git',
  ],
  [
    'Gitea Actions',
    {
      GITEA_ACTIONS: 'true',
      GITHUB_ACTIONS: 'true',
      GITHUB_SERVER_URL: 'https://git.example',
      GITHUB_REPOSITORY: 'o/r',
      GITHUB_SHA: SHA,
    },
    'https://git.example/o/r.git',
  ],
  [
    'GitLab CI',
    {
      GITLAB_CI: 'true',
      CI_REPOSITORY_URL: 'https://gitlab-ci-token:S3CRET@gitlab.com/g/s/r.git',
      CI_PROJECT_URL: 'https://wrong.example',
      CI_COMMIT_SHA: SHA,
    },
    'https://gitlab.com/g/s/r.git',
  ],
  [
    'GitLab CI',
    { GITLAB_CI: 'true', CI_PROJECT_URL: 'https://gitlab.com/g/s/r', CI_COMMIT_SHA: SHA },
    'https://gitlab.com/g/s/r.git',
  ],
  [
    'CircleCI',
    { CIRCLECI: 'true', CIRCLE_REPOSITORY_URL: 'git@github.com:o/r.git', CIRCLE_SHA1: SHA },
    'git@github.com:o/r.git',
  ],
  [
    'Jenkins',
    {
      JENKINS_URL: 'https://j.example/',
      GIT_URL: 'https://u:S3CRET@h.example/r.git',
      GIT_COMMIT: SHA,
    },
    'https://h.example/r.git',
  ],
  [
    'Jenkins',
    { JENKINS_URL: 'https://j.example/', GIT_URL_1: 'https://h.example/r.git', GIT_COMMIT: SHA },
    'https://h.example/r.git',
  ],
  [
    'Azure Pipelines',
    {
      TF_BUILD: 'True',
      BUILD_REPOSITORY_URI: 'https://o@dev.azure.com/o/p/_git/r',
      BUILD_SOURCEVERSION: SHA,
    },
    'https://dev.azure.com/o/p/_git/r',
  ],
  [
    'Bitbucket Pipelines',
    {
      BITBUCKET_COMMIT: SHA,
      BITBUCKET_GIT_SSH_ORIGIN: 'git@bitbucket.org:o/r.git',
      BITBUCKET_GIT_HTTP_ORIGIN: 'http://bitbucket.org/o/r',
    },
    'git@bitbucket.org:o/r.git',
  ],
  [
    'Bitbucket Pipelines',
    { BITBUCKET_COMMIT: SHA, BITBUCKET_GIT_HTTP_ORIGIN: 'http://bitbucket.org/o/r' },
    'http://bitbucket.org/o/r',
  ],
  [
    'Travis CI',
    { TRAVIS: 'true', TRAVIS_REPO_SLUG: 'o/r', TRAVIS_COMMIT: SHA },
    'https://github.com/o/r.git',
  ],
  [
    'Buildkite',
    { BUILDKITE: 'true', BUILDKITE_REPO: 'git@github.com:o/r.git', BUILDKITE_COMMIT: SHA },
    'git@github.com:o/r.git',
  ],
  [
    'AppVeyor',
    {
      APPVEYOR: 'True',
      APPVEYOR_REPO_PROVIDER: 'github',
      APPVEYOR_REPO_NAME: 'o/r',
      APPVEYOR_REPO_COMMIT: SHA,
    },
    'https://github.com/o/r.git',
  ],
  [
    'AppVeyor',
    {
      APPVEYOR: 'True',
      APPVEYOR_REPO_PROVIDER: 'gitHub',
      APPVEYOR_REPO_NAME: 'o/r',
      APPVEYOR_REPO_COMMIT: SHA,
    },
    'https://github.com/o/r.git',
  ],
  [
    'AppVeyor',
    {
      APPVEYOR: 'True',
      APPVEYOR_REPO_PROVIDER: 'gitLab',
      APPVEYOR_REPO_NAME: 'o/r',
      APPVEYOR_REPO_COMMIT: SHA,
    },
    'https://gitlab.com/o/r.git',
  ],
  [
    'AppVeyor',
    {
      APPVEYOR: 'True',
      APPVEYOR_REPO_PROVIDER: 'bitBucket',
      APPVEYOR_REPO_NAME: 'o/r',
      APPVEYOR_REPO_COMMIT: SHA,
    },
    'https://bitbucket.org/o/r.git',
  ],
  [
    'AppVeyor',
    {
      APPVEYOR: 'True',
      APPVEYOR_REPO_PROVIDER: 'kiln',
      APPVEYOR_REPO_NAME: 'o/r',
      APPVEYOR_REPO_COMMIT: SHA,
    },
    undefined,
  ],
  ['TeamCity', { TEAMCITY_VERSION: '2025.03', BUILD_VCS_NUMBER: SHA }, undefined],
  [
    'Bitrise',
    {
      BITRISE_IO: 'true',
      GIT_REPOSITORY_URL: 'git@github.com:o/r.git',
      BITRISE_GIT_COMMIT: SHA,
      GIT_CLONE_COMMIT_HASH: OTHER,
    },
    'git@github.com:o/r.git',
  ],
  [
    'Bitrise',
    {
      BITRISE_IO: 'true',
      GIT_REPOSITORY_URL: 'git@github.com:o/r.git',
      GIT_CLONE_COMMIT_HASH: SHA,
    },
    'git@github.com:o/r.git',
  ],
  [
    'AWS CodeBuild',
    {
      CODEBUILD_BUILD_ARN: 'arn:aws:codebuild:x',
      CODEBUILD_SOURCE_REPO_URL: 'https://github.com/o/r.git',
      CODEBUILD_RESOLVED_SOURCE_VERSION: SHA,
    },
    'https://github.com/o/r.git',
  ],
  [
    'AWS Amplify',
    {
      AWS_APP_ID: 'd1',
      AWS_BRANCH: 'main',
      AWS_CLONE_URL: 'https://github.com/o/r',
      AWS_COMMIT_ID: SHA,
      CODEBUILD_BUILD_ARN: 'arn',
      CODEBUILD_RESOLVED_SOURCE_VERSION: OTHER,
    },
    'https://github.com/o/r',
  ],
  [
    'Vercel',
    {
      VERCEL: '1',
      VERCEL_GIT_PROVIDER: 'github',
      VERCEL_GIT_REPO_OWNER: 'o',
      VERCEL_GIT_REPO_SLUG: 'r',
      VERCEL_GIT_COMMIT_SHA: SHA,
    },
    'https://github.com/o/r.git',
  ],
  [
    'Vercel',
    {
      VERCEL: '1',
      VERCEL_GIT_PROVIDER: 'gitlab',
      VERCEL_GIT_REPO_OWNER: 'g/s',
      VERCEL_GIT_REPO_SLUG: 'r',
      VERCEL_GIT_COMMIT_SHA: SHA,
    },
    'https://gitlab.com/g/s/r.git',
  ],
  [
    'Vercel',
    {
      VERCEL: '1',
      VERCEL_GIT_PROVIDER: 'bitbucket',
      VERCEL_GIT_REPO_OWNER: 'o',
      VERCEL_GIT_REPO_SLUG: 'r',
      VERCEL_GIT_COMMIT_SHA: SHA,
    },
    'https://bitbucket.org/o/r.git',
  ],
  [
    'Vercel',
    {
      VERCEL: '1',
      VERCEL_GIT_PROVIDER: 'new',
      VERCEL_GIT_REPO_OWNER: 'o',
      VERCEL_GIT_REPO_SLUG: 'r',
      VERCEL_GIT_COMMIT_SHA: SHA,
    },
    undefined,
  ],
  [
    'Netlify',
    { NETLIFY: 'true', REPOSITORY_URL: 'https://github.com/o/r', COMMIT_REF: SHA },
    'https://github.com/o/r',
  ],
  ['Cloudflare Pages', { CF_PAGES: '1', CF_PAGES_COMMIT_SHA: SHA }, undefined],
  ['Cloudflare Workers', { WORKERS_CI: '1', WORKERS_CI_COMMIT_SHA: SHA }, undefined],
  ['Render', { RENDER: 'true', RENDER_GIT_REPO_SLUG: 'o/r', RENDER_GIT_COMMIT: SHA }, undefined],
  [
    'Railway',
    { RAILWAY_GIT_REPO_OWNER: 'o', RAILWAY_GIT_REPO_NAME: 'r', RAILWAY_GIT_COMMIT_SHA: SHA },
    'https://github.com/o/r.git',
  ],
  ['Heroku', { STACK: 'heroku-24', SOURCE_VERSION: SHA }, undefined],
  [
    'Drone',
    { DRONE: 'true', DRONE_GIT_HTTP_URL: 'https://h.example/o/r.git', DRONE_COMMIT_SHA: SHA },
    'https://h.example/o/r.git',
  ],
  [
    'Drone',
    { DRONE: 'true', DRONE_REMOTE_URL: 'https://h.example/o/r.git', DRONE_COMMIT_SHA: SHA },
    'https://h.example/o/r.git',
  ],
  [
    'Woodpecker',
    { CI: 'woodpecker', CI_REPO_CLONE_URL: 'https://codeberg.org/o/r.git', CI_COMMIT_SHA: SHA },
    'https://codeberg.org/o/r.git',
  ],
  [
    'Codefresh',
    { CF_BUILD_ID: '1', CF_COMMIT_URL: `https://github.com/o/r/commit/${SHA}`, CF_REVISION: SHA },
    'https://github.com/o/r',
  ],
  [
    'Codefresh',
    {
      CF_BUILD_ID: '1',
      CF_COMMIT_URL: `https://gitlab.com/g/s/r/-/commit/${SHA}`,
      CF_REVISION: SHA,
    },
    'https://gitlab.com/g/s/r',
  ],
  [
    'Codefresh',
    {
      CF_BUILD_ID: '1',
      CF_COMMIT_URL: `https://bitbucket.org/o/r/commits/${SHA}`,
      CF_REVISION: SHA,
    },
    'https://bitbucket.org/o/r',
  ],
  [
    'Codefresh',
    { CF_BUILD_ID: '1', CF_COMMIT_URL: 'https://github.com/o/r', CF_REVISION: SHA },
    undefined,
  ],
  [
    'Semaphore',
    { SEMAPHORE: 'true', SEMAPHORE_GIT_URL: 'git@github.com:o/r.git', SEMAPHORE_GIT_SHA: SHA },
    'git@github.com:o/r.git',
  ],
  [
    'Buddy',
    {
      BUDDY_WORKSPACE_ID: '1',
      BUDDY_SCM_URL: 'https://github.com/o/r',
      BUDDY_EXECUTION_REVISION: SHA,
    },
    'https://github.com/o/r',
  ],
  [
    'Cirrus CI',
    {
      CIRRUS_CI: 'true',
      CIRRUS_REPO_CLONE_URL: 'https://github.com/o/r.git',
      CIRRUS_CHANGE_IN_REPO: SHA,
    },
    'https://github.com/o/r.git',
  ],
  [
    'Bamboo',
    {
      bamboo_planKey: 'P',
      bamboo_planRepository_repositoryUrl: 'https://h.example/r.git',
      bamboo_planRepository_revision: SHA,
    },
    'https://h.example/r.git',
  ],
  [
    'Bamboo',
    {
      bamboo_planKey: 'P',
      bamboo_planRepository_1_repositoryUrl: 'https://h.example/r.git',
      bamboo_planRepository_1_revision: SHA,
    },
    'https://h.example/r.git',
  ],
  [
    'Vela',
    { VELA: 'true', VELA_REPO_CLONE: 'https://github.com/o/r.git', VELA_BUILD_COMMIT: SHA },
    'https://github.com/o/r.git',
  ],
  [
    'Appcircle',
    { AC_APPCIRCLE: 'true', AC_GIT_URL: 'https://github.com/o/r.git', AC_GIT_COMMIT: SHA },
    'https://github.com/o/r.git',
  ],
  ['Codemagic', { CM_BUILD_ID: '1', CM_REPO_SLUG: 'o/r', CM_COMMIT: SHA }, undefined],
  ['GoCD', { GO_PIPELINE_LABEL: '1', GO_REVISION: SHA }, undefined],
  ['Xcode Cloud', { CI_XCODE_PROJECT: 'A.xcodeproj', CI_COMMIT: SHA }, undefined],
  ['EAS Build', { EAS_BUILD: 'true', EAS_BUILD_GIT_COMMIT_HASH: SHA }, undefined],
];
