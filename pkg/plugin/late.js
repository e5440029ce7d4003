/** What is written to an output folder once its bundle is: service workers, say, which other plugins build when all else is there. */
import { stat } from 'node:fs/promises';
import path from 'node:path';

import { filesBelow } from '../send/after-upload/below.js';
import { isByName } from '../host/collect/file-filter.js';

/** Where builds write that are passed over: what servers run is not served. @type {Set<string>} */
const aside = new Set();

/** @param {string} folder absolute */
export function setAside(folder) {
  aside.add(folder);
}

/**
 * The files of a folder and below, hidden ones too, but for those of a build inside it that is passed over.
 * @param {string} folder absolute
 * @returns {Promise<string[]>}
 */
export async function filesServed(folder) {
  const others = [...aside].filter((one) => one !== folder && one.startsWith(folder + path.sep));
  const files = await filesBelow(folder);
  return files.filter((file) => !others.some((one) => file.startsWith(one + path.sep)));
}

/**
 * The files of a folder and below, each with what tells that it was written anew.
 * @param {string} folder
 * @returns {Promise<Map<string, string>>}
 */
export async function snapshot(folder) {
  /** @type {Map<string, string>} */
  const files = new Map();
  for (const file of await filesServed(folder)) {
    const found = isByName(file) ? await stat(file).catch(() => undefined) : undefined;
    if (found) files.set(file, `${found.size} ${found.mtimeMs}`);
  }
  return files;
}

/**
 * What was written since; of a map its script, too, which may be older.
 * @param {string} folder
 * @param {Map<string, string>} before
 */
export async function writtenSince(folder, before) {
  const now = await snapshot(folder);
  const written = [...now.keys()].filter((file) => now.get(file) !== before.get(file));
  const scripts = written.flatMap((file) => (file.endsWith('.map') ? file.slice(0, -4) : []));
  return [...new Set([...written, ...scripts.filter((file) => now.has(file))])];
}
