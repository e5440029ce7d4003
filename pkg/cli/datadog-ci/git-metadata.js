/**
 * `mapship git-metadata upload`: the flags of `datadog-ci git-metadata upload`. What that also does, telling Datadog's Git
 * database of commits, is not of the intake for source maps: `--no-gitsync` is taken, and always so.
 */

/** @type {import('../datadog-ci.js').Adapter} */
export const adapter = {
  summary: "Uploads the list of a repository's tracked files.",
  options: [
    ['--repository-url <url>', 'of the repository, in place of what Git says'],
    ['--directory <folder>', 'a folder of the repository (the current one)'],
    ['--no-gitsync', "for datadog-ci's sake: commits are never synchronised"],
  ],
  required: [],
  noGit: true,
  read: (_, { repositoryUrl, directory: cwd }) => [
    { input: [], options: { type: 'repository', git: { repositoryUrl, cwd } } },
  ],
};
