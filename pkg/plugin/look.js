/** A look into a file of the build. */
import { FileError } from '../errors.js';
import { openFile } from '../host-node.js';

/**
 * What a file says; undefined where it can't be read: the upload says so.
 * @template T
 * @param {string} file
 * @param {(source: import('../host-types.js').OpenFile) => T} ask
 * @returns {Promise<T | undefined>}
 */
export async function look(file, ask) {
  try {
    const source = await openFile(file);
    try {
      return ask(source);
    } finally {
      source.close();
    }
  } catch (error) {
    if (error instanceof FileError) return undefined;
    throw error;
  }
}
