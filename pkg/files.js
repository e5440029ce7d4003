/** The files of a build on disk. Node only. */
import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';

import { FileError } from './errors.js';

/** @import { NamedFile } from './host-types.js' */

/** What is looked at in a folder: scripts and maps, and style sheets, which tell which maps are theirs. */
const WANTED = /\.(?:js|mjs|cjs|css|map)$/;

/**
 * The file at a path, or the scripts and maps in the folder at it, in the order of their paths.
 *
 * Links are not followed below the folder, so a cycle can't be; `node_modules` and hidden folders hold no build output.
 * @param {string} base
 * @returns {NamedFile[]}
 */
export function walk(base) {
  let stat;
  try {
    stat = statSync(base);
  } catch (cause) {
    throw FileError.from(base, cause);
  }
  if (!stat.isDirectory()) return [{ name: path.basename(base), file: base, shown: base }];
  /** @type {NamedFile[]} */
  const found = [];
  collect(base, '', found);
  return found.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/**
 * @param {string} base
 * @param {string} below relative to the base, with slashes; empty for the base itself
 * @param {NamedFile[]} found
 */
function collect(base, below, found) {
  const folder = path.join(base, below);
  let entries;
  try {
    entries = readdirSync(folder, { withFileTypes: true });
  } catch (cause) {
    throw FileError.from(folder, cause);
  }
  for (const entry of entries) {
    const name = below === '' ? entry.name : `${below}/${entry.name}`;
    if (entry.isDirectory()) {
      if (entry.name !== 'node_modules' && !entry.name.startsWith('.')) collect(base, name, found);
    } else if (WANTED.test(entry.name) && isFile(entry, path.join(folder, entry.name))) {
      const at = path.join(base, name);
      found.push({ name, file: at, shown: at, ...(name.endsWith('.css') && { aside: true }) });
    }
  }
}

/**
 * @param {import('node:fs').Dirent} entry
 * @param {string} at
 */
function isFile(entry, at) {
  if (entry.isFile()) return true;
  // a link to a file counts, a dangling one does not
  return entry.isSymbolicLink() && statSync(at, { throwIfNoEntry: false })?.isFile() === true;
}

/**
 * The scripts and maps in the folder of a file, itself among them.
 * @param {string} file
 * @returns {NamedFile[]}
 */
export function beside(file) {
  const folder = path.dirname(file);
  const own = path.basename(file);
  const entries = readdirSync(folder, { withFileTypes: true });
  return entries
    .filter((entry) => entry.name === own || (WANTED.test(entry.name) && entry.isFile()))
    .map(({ name }) => {
      const at = path.join(folder, name);
      return { name, file: at, shown: name === own ? file : at };
    });
}
