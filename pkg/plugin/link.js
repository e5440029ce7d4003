/** Takes the comments out of a minified file that name its map. */
import { open } from 'node:fs/promises';

import { look } from './look.js';

/** @import { Core } from '../core-types.js' */

/**
 * Only the end of the file is written: what stands before the comment keeps its place.
 * @param {Core} core
 * @param {string} file
 * @param {string} map the name of the map's file
 */
export async function cutLinks(core, file, map) {
  for (let span = await spanOf(core, file, map); span; span = await spanOf(core, file, map)) {
    const [start, end] = span;
    const handle = await open(file, 'r+');
    try {
      const { size } = await handle.stat();
      const rest = Buffer.alloc(size - end);
      await handle.read(rest, 0, rest.length, end);
      await handle.write(rest, 0, rest.length, start);
      await handle.truncate(start + rest.length);
    } finally {
      await handle.close();
    }
  }
}

/**
 * @param {Core} core
 * @param {string} file
 * @param {string} map
 */
function spanOf(core, file, map) {
  return look(file, (source) => core.linkSpan(source, file, map));
}
