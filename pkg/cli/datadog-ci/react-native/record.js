/** Debug IDs of maps that Hermes' compiler has made anew: it leaves them out, and so does what composes its maps. */
import { existsSync } from 'node:fs';

import { UsageError } from '../../../errors.js';
import { inspect } from '../../../index.js';
import { carriedId, writeId } from '../../../inject/native.js';

/**
 * Has a map tell the ID that its bundle carries.
 * @param {string} map
 * @param {string[]} bundles of which the first that carries an ID counts
 * @param {string} [told] the ID where none carries one
 */
export async function recordId(map, bundles, told) {
  if (!existsSync(map)) return;
  let id = told;
  for (const bundle of bundles.filter((path) => existsSync(path))) {
    const carried = await carriedId(bundle);
    if (carried === undefined) continue;
    id = carried;
    break;
  }
  if (id === undefined) return;
  const [file] = (await inspect(map)).files;
  const has = file?.identity.debugId;
  if (has === undefined) return writeId(map, id);
  if (has === id) return;
  throw new UsageError('debug-ids-differ', `${map} has the debug ID ${has}, its bundle ${id}`, {
    help: 'remove both and build again: the map is not of this bundle',
  });
}
