/** Writes the page's files into a folder, from which any static host can serve them. */

import { copyFile, mkdir } from 'node:fs/promises';
import path from 'node:path';
import { FileError } from '../errors.js';
import { listPage, PAGE } from './page-files.js';

/** What refers to other files and keeps its name: it is written when they are there. */
const LAST = ['/sw.js', '/index.html'];

/**
 * @param {string} into Made if it is not there; what is in it stays, unless it is called as a file of the page.
 * @param {string} [from] The folder with the page; by default the package's.
 * @returns {Promise<number>} How many files were written.
 */
export async function writePage(into, from = PAGE) {
  const files = listPage(from);
  const names = [...files.keys()].filter((name) => !LAST.includes(name)).concat(LAST);
  for (const name of names) {
    const target = path.join(into, name);
    try {
      await mkdir(path.dirname(target), { recursive: true });
      await copyFile(/** @type {string} */ (files.get(name)), target);
    } catch (error) {
      const { message } = /** @type {Error} */ (error);
      throw new FileError(target, `the page could not be written: ${message}`);
    }
  }
  return names.length;
}
