/** Where files are, as seen from folders. */
import { stat } from 'node:fs/promises';
import { realpathSync } from 'node:fs';
import path from 'node:path';

/** @import { Stamp } from '../../host/types.js' */

/** @param {string} folder @param {string} outer */
export function isInside(folder, outer) {
  const way = path.relative(outer, folder);
  return !(way === '..' || way.startsWith(`..${path.sep}`) || path.isAbsolute(way));
}

/**
 * Where a path leads, as far as there is something.
 * @param {string} file
 * @returns {string} absolute
 */
export function real(file) {
  const whole = path.resolve(file);
  try {
    return realpathSync(whole);
  } catch {
    const folder = path.dirname(whole);
    return folder === whole ? whole : path.join(real(folder), path.basename(whole));
  }
}

/**
 * The innermost folder that all of these are in, or are.
 * @param {string[]} folders absolute
 */
export function common(folders) {
  let [outer = path.resolve('.')] = folders;
  for (const folder of folders) while (!isInside(folder, outer)) outer = path.dirname(outer);
  return outer;
}

/**
 * @param {string} file
 * @returns {Promise<Stamp | undefined>}
 */
export async function stampOf(file) {
  const found = await stat(file).catch(() => undefined);
  return found && { size: found.size, modified: found.mtimeMs };
}
