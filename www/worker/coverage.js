/** Pictures of maps: opened here, where files are read by ranges, and asked about from the page. */
import { look } from '../../pkg/index.js';
import { input } from './build.js';

/** @import { Call } from '../engine/messages.js' */
/** @import { Look } from '../../pkg/index.js' */

/** What may be asked of a picture. @typedef {'generated' | 'original' | 'content' | 'text'} Question */

/** @type {Map<number, Look>} */
const open = new Map();
let last = 0;

/**
 * Looks at a map.
 * @param {Call} call
 * @param {string} map its path in the build
 * @param {string} [minified] the path of its file
 * @returns {Promise<{ id: number, coverage: Look['coverage'] }>}
 */
export async function openLook({ signal }, map, minified) {
  const files = input();
  const fileAt = (/** @type {string | undefined} */ path) =>
    files.find(({ name }) => name === path)?.file;
  const file = fileAt(map);
  if (file === undefined) throw new Error(`${map} is not among the files any more`);
  const seen = await look({ map: file, minified: fileAt(minified) }, { signal });
  last += 1;
  open.set(last, seen);
  return { id: last, coverage: seen.coverage };
}

/**
 * Asks about a map that was opened.
 * @template {Question} Q
 * @param {Call} _call
 * @param {number} id
 * @param {Q} question
 * @param {Parameters<Look[Q]>} args
 * @returns {Promise<Awaited<ReturnType<Look[Q]>>>}
 */
export async function askLook(_call, id, question, args) {
  const seen = open.get(id);
  if (seen === undefined) throw new Error('what is looked at was closed');
  const ask = /** @type {(...args: any[]) => any} */ (seen[question]);
  return ask.apply(seen, args);
}

/**
 * @param {Call} _call
 * @param {number} id
 */
export async function closeLook(_call, id) {
  open.get(id)?.close();
  open.delete(id);
}
