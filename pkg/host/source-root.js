/** A folder with sources, out of which nothing leads. Node only. */
import { closeSync, readFileSync, realpathSync, statSync } from 'node:fs';
import path from 'node:path';

import { UsageError } from '../errors.js';
import { openRegular } from './regular.js';

/**
 * @param {string} folder
 * @throws {UsageError} where it is no folder
 */
export function sourceRoot(folder) {
  const root = realOf(folder);
  if (root === undefined || !statSync(root).isDirectory()) {
    throw new UsageError('source-root', `there is no folder ${folder}`, {
      help: 'give the folder with the sources that the program was built of',
    });
  }
  /** @param {string} relative */
  const inside = (relative) => {
    const real = realOf(path.join(root, relative));
    // a link may lead elsewhere
    return real?.startsWith(root.endsWith(path.sep) ? root : root + path.sep) ? real : undefined;
  };
  return {
    /**
     * Whether a file is there.
     * @param {string} relative with slashes
     */
    has(relative) {
      const real = inside(relative);
      return real !== undefined && statSync(real, { throwIfNoEntry: false })?.isFile() === true;
    },
    /**
     * The text of a file; undefined where it is larger than that, or can't be read.
     * @param {string} relative with slashes
     * @param {number} largest in bytes
     * @returns {string | undefined}
     */
    read(relative, largest) {
      const real = inside(relative);
      if (real === undefined) return undefined;
      try {
        const { fd, stat } = openRegular(real);
        try {
          return stat.size <= largest ? readFileSync(fd, 'utf8') : undefined;
        } finally {
          closeSync(fd);
        }
      } catch {
        return undefined;
      }
    },
  };
}

/** @param {string} file */
function realOf(file) {
  try {
    return realpathSync(file);
  } catch {
    return undefined;
  }
}
