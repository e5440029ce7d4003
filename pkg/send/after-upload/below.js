/** All files of a folder that may be served. */
import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';

/** What is in there is published already. */
const OF_OTHERS = 'node_modules';

/**
 * The files of a folder and below, hidden ones too, and those that links lead to.
 * @param {string} folder absolute
 * @returns {Promise<string[]>}
 */
export async function filesBelow(folder) {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  /** @type {string[]} */
  const files = [];
  for (const entry of entries) {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) {
      if (entry.name !== OF_OTHERS) files.push(...(await filesBelow(file)));
    } else if (entry.isFile() || (entry.isSymbolicLink() && (await isFile(file)))) {
      files.push(file);
    }
  }
  return files;
}

/** @param {string} link */
async function isFile(link) {
  return (await stat(link).catch(() => undefined))?.isFile() === true;
}
