/** Debug IDs of maps that Hermes' compiler has made anew: it leaves them out, and so does what composes its maps. */
import { existsSync } from 'node:fs';

import { inspect } from '../../../index.js';
import { carriedId, writeId } from '../../../inject/native.js';

/**
 * Has a map tell the ID that its bundle carries, if it tells none.
 * @param {string} map
 * @param {string[]} bundles of which the first that carries an ID counts
 * @param {string} [told] the ID where none carries one
 */
export async function recordId(map, bundles, told) {
  if (!existsSync(map)) return;
  let id;
  for (const bundle of bundles) {
    if (existsSync(bundle)) id ??= await carriedId(bundle);
  }
  id ??= told;
  if (id === undefined) return;
  const [file] = (await inspect(map)).files;
  if (file?.ok && file.identity.debugId === undefined) await writeId(map, id);
}
