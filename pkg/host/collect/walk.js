/** The files of a build on disk. Node only. */
import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';

import { FileError } from '../../errors.js';
import { asFound, isByName, isSkippedFolder } from './file-filter.js';

/** @import { NamedFile } from '../types.js' */

/**
 * The file at a path, or what may be of use in the folder at it, in the order of their paths.
 *
 * Links are not followed below the folder, so a cycle can't be.
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
  if (!stat.isDirectory()) {
    return [{ name: path.basename(base), file: base, shown: base, root: path.dirname(base) }];
  }
  /** @type {NamedFile[]} */
  const found = [];
  collect(base, '', found);
  const bundle = path.basename(path.resolve(base));
  // the path of a bundle tells what is in it, even where only the bundle is given
  const top = bundle.endsWith('.dSYM') ? `${bundle}/` : '';
  const named = found.map((file) => ({ ...file, name: top + file.name, root: base }));
  return named.sort((a, b) => (a.name < b.name ? -1 : 1));
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
      if (!isSkippedFolder(entry.name)) collect(base, name, found);
      continue;
    }
    const kind = asFound(name);
    if (kind === undefined) continue;
    const at = path.join(folder, entry.name);
    if (isFile(entry, at)) found.push({ name, file: at, shown: at, ...kind });
  }
}

/**
 * @param {import('node:fs').Dirent} entry
 * @param {string} at
 */
function isFile(entry, at) {
  if (entry.isFile()) return true;
  if (!entry.isSymbolicLink()) return false;
  try {
    // a link to a file counts, a dangling one does not
    return statSync(at, { throwIfNoEntry: false })?.isFile() === true;
  } catch {
    // nor one to where nobody may look
    return false;
  }
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
    .filter((entry) => entry.name === own || (isByName(entry.name) && entry.isFile()))
    .map(({ name }) => {
      const at = path.join(folder, name);
      return { name, file: at, shown: name === own ? file : at };
    });
}
