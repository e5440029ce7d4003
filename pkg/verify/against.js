/** What is given as that which was sent: receipts, and the build. */
import { closeSync, readSync, statSync } from 'node:fs';

import { FileError } from '../errors.js';
import { openRegular } from '../host/regular.js';

/** @import { FileInput, Input } from '../index.js' */

/** How much of a file tells that it is a receipt, in bytes. */
const HEAD = 256;

/**
 * @param {Input} against
 * @returns {{ receipts: string[], build: (FileInput | { file: FileInput, name?: string })[] }}
 */
export function partAgainst(against) {
  const list = Array.isArray(against) ? against : [against];
  /** @type {string[]} */
  const receipts = [];
  const build = list.filter((one) => {
    if (typeof one !== 'string' || !isReceipt(one)) return true;
    receipts.push(one);
    return false;
  });
  return { receipts, build };
}

/**
 * Whether a file begins as a receipt does, or is named as one: whoever reads it says then what is wrong with it.
 * @param {string} path
 */
function isReceipt(path) {
  let stat;
  try {
    stat = statSync(path);
  } catch (cause) {
    throw FileError.from(path, cause);
  }
  if (!stat.isFile()) return false;
  if (/\.json$/i.test(path)) return true;
  const { fd } = openRegular(path);
  try {
    const head = Buffer.alloc(HEAD);
    const length = readSync(fd, head, 0, HEAD, 0);
    return /^\s*\{\s*"receipt"\s*:/.test(head.toString('utf8', 0, length));
  } finally {
    closeSync(fd);
  }
}
