/** `mapship sourcemaps upload`: the flags of `datadog-ci sourcemaps upload`. */
import { UsageError } from '../../errors.js';
import { addInject } from './inject.js';
import { addFind } from './sourcemaps-find.js';

/** @type {import('../datadog-ci.js').AddMore} */
export function addMore(group, world, end) {
  addFind(group, world, end);
  addInject(group, world, end);
}

/** By these a map is found for a stack trace, unless it is by its debug ID. */
const NEEDED = ['service', 'releaseVersion', 'minifiedPathPrefix'];

/** @type {import('../datadog-ci.js').Adapter} */
export const adapter = {
  summary: 'Uploads the JavaScript source maps of a build.',
  argument: '<path>',
  options: [
    ['--service <service>', 'the service that the error reports name'],
    ['--release-version <version>', 'the version that the error reports name'],
    ['--minified-path-prefix <prefix>', 'what precedes minified files in their addresses'],
    ['--debug-id', 'by the debug ID in each minified file, in place of these three'],
    ['--project-path <path>', "where the project's root is, in the paths of sources"],
    ['--commit-sha <sha>', 'of the commit, in place of what Git says'],
  ],
  clears: true,
  required: ({ debugId }) => (debugId ? [] : NEEDED),
  read(paths, given) {
    const { service, releaseVersion: version, projectPath, minifiedPathPrefix, debugId } = given;
    if (debugId && NEEDED.some((name) => given[name] !== undefined)) {
      throw new UsageError(
        'flag-conflict',
        '--debug-id stands in for --service, --release-version and --minified-path-prefix',
        { help: 'give either it or those' },
      );
    }
    const how = debugId ? { byDebugId: true } : { service, version, minifiedPathPrefix };
    return [{ input: paths, options: { type: 'js_sourcemap', projectPath, ...how } }];
  },
};
