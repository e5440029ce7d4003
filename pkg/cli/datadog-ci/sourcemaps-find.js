/** `mapship sourcemaps find`: the flags of `datadog-ci sourcemaps find`. Which map has a debug ID, and which has none? */
import { walk } from '../../host/collect/walk.js';
import { inspect } from '../../index.js';
import { stringify } from '../../report/json.js';
import { UsageError } from '../../errors.js';
import { EXIT } from '../exit.js';
import { safe } from '../../text/safe.js';

/** @import { FileReport } from '../../index.js' */
/** @import { World } from '../run.js' */

const UUID = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/i;

/** Maps of scripts, by their names. */
const MAPS = /\.[cm]?js\.map$/;

/** @type {import('../datadog-ci.js').AddMore} */
export function addFind(group, world, end) {
  group
    .command('find')
    .description('Finds source maps by their debug ID, or those without one.')
    .argument('<path>', 'a folder of them')
    .option('--debug-id <uuid>', 'the one that is looked for')
    .option('--missing-debug-id', 'those that have none')
    .option('--json', 'print one JSON document')
    .option('--max-concurrency <n>', "for datadog-ci's sake")
    .option('--fips', "for datadog-ci's sake: no algorithm is used")
    .option('--fips-ignore-error', "for datadog-ci's sake")
    .action(async (/** @type {string} */ path, /** @type {Record<string, any>} */ given) => {
      end.code = await find(path, given, world);
    });
}

/**
 * @param {string} path
 * @param {Record<string, any>} given
 * @param {World} world
 * @returns {Promise<number>} the exit code
 */
async function find(path, { debugId, missingDebugId, json }, { stdout, stderr, signal }) {
  if ((debugId === undefined) === !missingDebugId) {
    throw new UsageError('flag-conflict', 'either --debug-id or --missing-debug-id must be given', {
      help: 'give one of them',
    });
  }
  if (debugId !== undefined && !UUID.test(debugId)) {
    throw new UsageError('flag-value', '--debug-id is not a UUID', {
      help: 'write it as 01234567-89ab-4cde-8f01-23456789abcd',
    });
  }
  const maps = walk(path).filter(({ name }) => MAPS.test(name));
  const { files } = await inspect(
    maps.map(({ file }) => file),
    { signal },
  );
  const broken = files.filter((file) => !file.ok);
  for (const file of broken) stderr.write(`not read: ${safe(file.path)}: ${reason(file)}\n`);
  const found = files
    .filter((file) => file.ok && matches(file.identity.debugId, debugId))
    .map(({ identity, path: sourcemapPath }) => ({ debugId: identity.debugId, sourcemapPath }));
  if (json) stdout.write(`${stringify(found)}\n`);
  for (const { debugId: id = '<missing>', sourcemapPath } of json ? [] : found) {
    stdout.write(`${safe(sourcemapPath)} (debug ID: ${safe(id)})\n`);
  }
  const all = `${maps.length} source map${maps.length === 1 ? '' : 's'}`;
  if (!json && found.length === 0) stdout.write(`none of ${all} in ${safe(path)} is such a one\n`);
  if (broken.length > 0) return EXIT.INVALID;
  // that no map lacks an ID is what was hoped for
  const isNothing = maps.length === 0 || (debugId !== undefined && found.length === 0);
  return isNothing ? EXIT.NOTHING : EXIT.DONE;
}

/**
 * @param {string | undefined} has
 * @param {string | undefined} wanted none: maps without an ID are
 */
function matches(has, wanted) {
  return wanted === undefined ? has === undefined : has?.toLowerCase() === wanted.toLowerCase();
}

/** @param {FileReport} file */
function reason({ issues }) {
  return safe(issues.find(({ severity }) => severity === 'error')?.message ?? '');
}
