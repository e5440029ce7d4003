/** Takes the comments out of a minified file that name its map. */
import { constants } from 'node:fs';
import { copyFile, open, realpath, rename, rm } from 'node:fs/promises';
import path from 'node:path';

import { look } from './look.js';

/** @import { Core } from '../../core/types.js' */

/**
 * A copy is changed, and takes the file's place: whoever looks sees the old file or the new one, whole, and another name of
 * the same file, in a cache say, keeps what it had. Where the file is a link, what it leads to is replaced.
 * @param {Core} core
 * @param {string} file
 * @param {string} map the name of the map's file
 */
export async function cutLinks(core, file, map) {
  const first = await spanOf(core, file, file, map);
  if (first === undefined) return;
  const target = await realpath(file);
  const copy = path.join(path.dirname(target), `.mapship-${crypto.randomUUID()}.tmp`);
  try {
    await copyFile(target, copy, constants.COPYFILE_EXCL);
    /** @type {[number, number] | undefined} */
    let span = first;
    while (span) {
      await cut(copy, span);
      span = await spanOf(core, copy, file, map);
    }
    await rename(copy, target);
  } catch (error) {
    await rm(copy, { force: true });
    throw error;
  }
}

/**
 * Only the end of the file is written: what stands before the comment keeps its place.
 * @param {string} file
 * @param {[start: number, end: number]} span
 */
async function cut(file, [start, end]) {
  const handle = await open(file, 'r+');
  try {
    const { size } = await handle.stat();
    const rest = Buffer.alloc(size - end);
    await handle.read(rest, 0, rest.length, end);
    await handle.write(rest, 0, rest.length, start);
    await handle.truncate(start + rest.length);
    // its name must not come to stand for bytes that a power failure takes back
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/**
 * @param {Core} core
 * @param {string} file
 * @param {string} name which tells the language
 * @param {string} map
 */
function spanOf(core, file, name, map) {
  return look(file, (source) => core.linkSpan(source, name, map));
}
