/** A receipt in a file. */
import { open, readFile, rename, rm } from 'node:fs/promises';

import { FileError } from './errors.js';

/** @import { ReceiptStore } from './index.js' */

/**
 * @param {string} path
 * @returns {ReceiptStore}
 */
export function fileStore(path) {
  // beside it, since only there a file can take its place in one step
  const beside = `${path}.tmp`;
  return {
    name: path,
    async read() {
      try {
        return await readFile(path, 'utf8');
      } catch (cause) {
        if (/** @type {NodeJS.ErrnoException} */ (cause).code === 'ENOENT') return undefined;
        throw FileError.from(path, cause);
      }
    },
    async write(text) {
      try {
        const file = await open(beside, 'w');
        try {
          await file.writeFile(text);
          // a name must not come to stand for bytes that a power failure takes back
          await file.sync();
        } finally {
          await file.close();
        }
        await rename(beside, path);
      } catch (error) {
        await rm(beside, { force: true }).catch(() => {});
        throw error;
      }
    },
  };
}
