/** A last look at the folder that is going to be deployed: is there still a map in it? */
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import path from 'node:path';

import { look } from './look.js';

/** @import { Core } from '../core-types.js' */

/** @typedef {{ file: string, inline: boolean }} Leak */

/** Maps by their name, compressed copies among them. Other files that end in `.map` may be anything. */
const MAP = /\.(?:js|mjs|cjs|css)\.map(?:\.(?:gz|br|zst))?$/;
const MINIFIED = /\.(?:js|mjs|cjs|css)$/;

/**
 * Of a folder everything below it is looked at, hidden files too: what serves it may serve them.
 * @param {Core} core
 * @param {string | string[]} where a folder, or files
 * @returns {Promise<Leak[]>}
 */
export async function findLeaks(core, where) {
  /** @type {Leak[]} */
  const leaks = [];
  for (const file of typeof where === 'string' ? await filesBelow(where) : where) {
    if (MAP.test(file) ? existsSync(file) : file.endsWith('.map') && (await isMap(core, file))) {
      leaks.push({ file, inline: false });
    } else if (MINIFIED.test(file) && (await isInline(core, file))) {
      leaks.push({ file, inline: true });
    }
  }
  return leaks.sort((a, b) => (a.file < b.file ? -1 : 1));
}

/** @param {string} folder */
async function filesBelow(folder) {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  return entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => path.join(parentPath, name));
}

/** @param {Core} core @param {string} file */
function isMap(core, file) {
  return look(file, (source) => core.inspect(source, '').format === 'source-map');
}

/** @param {Core} core @param {string} file */
function isInline(core, file) {
  return look(file, (source) => core.readLink(source, file).inline === true);
}
