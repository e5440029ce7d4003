/** A receipt in a file. */
import { closeSync, readSync } from 'node:fs';
import { stat } from 'node:fs/promises';

import { FileError } from '../errors.js';
import { openRegular, readRegular } from '../host/regular.js';
import { Place } from '../host/written.js';
import { decodeText } from '../text/decode.js';

/** How much of a file tells whether it can be a receipt, in bytes. */
const HEAD = 1024;

/** @import { ReceiptStore } from '../index.js' */

/**
 * @param {string} path
 * @returns {ReceiptStore}
 */
export function fileStore(path) {
  return {
    name: path,
    async read() {
      const there = await stat(path).catch((cause) => {
        if (cause.code === 'ENOENT') return undefined;
        throw FileError.from(path, cause);
      });
      // a device has nothing of an earlier run
      if (there === undefined || there.isCharacterDevice()) return undefined;
      return textOf(path);
    },
    async write(text) {
      const place = await Place.of(path);
      await place.write(text);
    },
  };
}

/** What is so large, in bytes, is no receipt of a run. */
const LARGEST = 256 * 1024 * 1024;

/**
 * The text of a receipt. Of a file that does not begin as one, however large, only that beginning is read.
 * @param {string} path
 */
function textOf(path) {
  const { fd, stat } = openRegular(path);
  try {
    const head = Buffer.alloc(HEAD);
    const text = decodeText(head.subarray(0, readSync(fd, head, 0, HEAD, 0)));
    const isDocument = /^\s*[[{]/.test(text) && stat.size <= LARGEST;
    if (stat.size > HEAD && !isDocument) return '';
  } catch (cause) {
    throw FileError.from(path, cause);
  } finally {
    closeSync(fd);
  }
  return decodeText(readRegular(path));
}
