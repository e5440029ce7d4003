/** `mapship sourcemaps upload`: the flags of `datadog-ci sourcemaps upload`. */

/** @type {import('../datadog-ci.js').Adapter} */
export const adapter = {
  summary: 'Uploads the JavaScript source maps of a build.',
  argument: '<path>',
  options: [
    ['--service <service>', 'the service that the error reports name'],
    ['--release-version <version>', 'the version that the error reports name'],
    ['--minified-path-prefix <prefix>', 'what precedes minified files in their addresses'],
    ['--project-path <path>', "where the project's root is, in the paths of sources"],
    ['--commit-sha <sha>', 'of the commit, in place of what Git says'],
  ],
  required: ['service', 'releaseVersion', 'minifiedPathPrefix'],
  read: (paths, { service, releaseVersion: version, projectPath, minifiedPathPrefix }) => [
    {
      input: paths,
      options: { type: 'js_sourcemap', service, version, projectPath, minifiedPathPrefix },
    },
  ],
};
