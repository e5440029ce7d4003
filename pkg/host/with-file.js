/** Files that are open while something is done with them. */
import { openFile } from '#host';

/** @import { FileInput, OpenFile } from './types.js' */

/**
 * @template T
 * @param {FileInput} file
 * @param {(source: OpenFile) => T | Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withFile(file, work) {
  return withOpen(await openFile(file), work);
}

/**
 * @template {{ close(): void }} S
 * @template T
 * @param {S} source
 * @param {(source: S) => T | Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withOpen(source, work) {
  try {
    return await work(source);
  } finally {
    source.close();
  }
}
