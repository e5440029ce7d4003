/** The shell script of `--dry-run --curl`. */
import { realpath } from 'node:fs/promises';

import { curlScript } from '../send/curl.js';
import { UsageError } from '../errors.js';
import { Place } from '../host/written.js';

/** @import { PreparedRequest } from '../index.js' */

/**
 * @param {string} path
 * @param {boolean | undefined} dryRun
 */
export function curlFile(path, dryRun) {
  if (!dryRun) {
    throw new UsageError('curl-without-dry-run', '--curl is given, but not --dry-run', {
      help: 'add --dry-run: either mapship sends, or the script does',
    });
  }
  /** @type {PreparedRequest[]} */
  const requests = [];
  return {
    add: (/** @type {PreparedRequest} */ request) => void requests.push(request),
    /** @param {string} version */
    async write(version) {
      const text = curlScript(requests, { version, folder: process.cwd() });
      try {
        const place = await Place.of(path, 0o755);
        await refuseInput(path, place.target, requests);
        await place.write(text);
      } catch (cause) {
        if (cause instanceof UsageError) throw cause;
        const { message } = /** @type {Error} */ (cause);
        throw new UsageError('curl-unwritable', `${path} can't be written: ${message}`, {
          cause,
          help: 'name a file in a folder that exists and may be written to',
        });
      }
    },
  };
}

/**
 * A slip of the pen must not cost the build.
 * @param {string} path
 * @param {string} target where it leads to
 * @param {PreparedRequest[]} requests
 */
async function refuseInput(path, target, requests) {
  for (const file of new Set(requests.flatMap(({ sizes }) => Object.keys(sizes)))) {
    if ((await realpath(file).catch(() => undefined)) !== target) continue;
    throw new UsageError('curl-input', `${path} is one of the files that the script would send`, {
      help: 'name another file',
    });
  }
}
