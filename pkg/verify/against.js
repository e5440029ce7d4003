/** What is given as that which was sent: receipts, and the build. */
import { closeSync, readSync, statSync } from 'node:fs';
import path from 'node:path';

import { FileError } from '../errors.js';
import { openRegular } from '../host/regular.js';
import { receiptsIn, visibleIn } from '../receipt/folder.js';

/** @import { FileInput, Input } from '../index.js' */

/** How much of a file tells that it is a receipt, in bytes. */
const HEAD = 256;

/**
 * @param {Input} against
 * @returns {{ receipts: string[][], build: (FileInput | { file: FileInput, name?: string })[] }} `receipts`: those of a folder are read as
 *   one
 */
export function partAgainst(against) {
  const list = Array.isArray(against) ? against : [against];
  /** @type {string[][]} */
  const receipts = [];
  const build = list.filter((one) => {
    const found = typeof one === 'string' ? receiptsAt(one) : [];
    if (found.length > 0) receipts.push(found);
    return found.length === 0;
  });
  return { receipts, build };
}

/**
 * The receipts at a path: a file that is one, or those of a folder that has nothing else.
 * @param {string} given
 * @returns {string[]} none where it is a build, or a file of one
 */
function receiptsAt(given) {
  let stat;
  try {
    stat = statSync(given);
  } catch (cause) {
    throw FileError.from(given, cause);
  }
  if (stat.isFile()) return isNamedSo(given) || beginsSo(given) ? [given] : [];
  if (!stat.isDirectory()) return [];
  const [all, named] = [visibleIn(given), receiptsIn(given)];
  // one that is damaged is told by whoever reads it
  return all.length === named.length && named.some(isReceipt) ? named : [];
}

/** @param {string} file */
function isReceipt(file) {
  return statSync(file, { throwIfNoEntry: false })?.isFile() === true && beginsSo(file);
}

/**
 * Whether a file is named as a receipt is: whoever reads it says then what is wrong with it.
 * @param {string} file
 */
function isNamedSo(file) {
  return path.extname(file).toLowerCase() === '.json';
}

/** Whether a file begins as a receipt does. @param {string} file */
function beginsSo(file) {
  const { fd } = openRegular(file);
  try {
    const head = Buffer.alloc(HEAD);
    const length = readSync(fd, head, 0, HEAD, 0);
    return /^\s*\{\s*"receipt"\s*:/.test(head.toString('utf8', 0, length));
  } finally {
    closeSync(fd);
  }
}
