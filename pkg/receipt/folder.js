/** A folder of receipts, read as one: each run of several that share it writes a file of its own. Node only. */
import { readdirSync, statSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';

import { FileError } from '../errors.js';
import { fileStore } from './file.js';

/** @import { ReceiptStore } from '../index.js' */

/** A receipt that was written by another run. @typedef {{ name: string, read(): Promise<string | undefined> }} Other */

/** What a run writes to, and what others have written beside it. @typedef {ReceiptStore & { others?: () => Promise<Other[]> }} SharedStore */

/**
 * Where a run keeps its receipt: in a file; or in a folder, by what tells the run apart from others.
 * @param {string} file
 * @param {string} [shard] such as `2/8`
 * @returns {SharedStore}
 */
export function storeAt(file, shard) {
  if (!isFolder(file)) return fileStore(file);
  const name = shard === undefined ? 'receipt.json' : `shard-${shard.replace('/', '-of-')}.json`;
  const own = fileStore(path.join(file, name));
  return {
    name: own.name,
    read: () => own.read(),
    async write(text) {
      await mkdir(file, { recursive: true });
      await own.write(text);
    },
    async others() {
      return receiptsIn(file)
        .filter((one) => one !== own.name)
        .map((one) => fileStore(one));
    },
  };
}

/**
 * Whether a path is that of a folder. One that is not there yet has a slash at its end.
 * @param {string} file
 */
export function isFolder(file) {
  try {
    const stat = statSync(file, { throwIfNoEntry: false });
    return stat?.isDirectory() ?? /[\\/]$/.test(file);
  } catch (cause) {
    throw FileError.from(file, cause);
  }
}

/**
 * The receipts of a folder, as far as their names tell.
 * @param {string} folder
 * @returns {string[]} in the order of their names
 */
export function receiptsIn(folder) {
  return visibleIn(folder)
    .filter((name) => /\.json$/i.test(name))
    .sort()
    .map((name) => path.join(folder, name));
}

/**
 * What is in a folder, but for hidden files.
 * @param {string} folder
 * @returns {string[]} none where it is not there
 */
export function visibleIn(folder) {
  try {
    return readdirSync(folder).filter((name) => !name.startsWith('.'));
  } catch (cause) {
    if (/** @type {NodeJS.ErrnoException} */ (cause).code === 'ENOENT') return [];
    throw FileError.from(folder, cause);
  }
}
