/** A look into a file of the build. */
import { FileError } from '../../errors.js';
import { withFile } from '../../host/with-file.js';

/**
 * What a file says; undefined where it can't be read: the upload says so.
 * @template T
 * @param {string} file
 * @param {(source: import('../../host/types.js').OpenFile) => T} ask
 * @returns {Promise<T | undefined>}
 */
export async function look(file, ask) {
  try {
    return await withFile(file, ask);
  } catch (error) {
    if (error instanceof FileError) return undefined;
    throw error;
  }
}
