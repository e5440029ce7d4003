/** Bytes in memory, as a file that is opened. */

/** @import { OpenFile } from './types.js' */

/** @param {Uint8Array} bytes @returns {OpenFile} */
export function bytesSource(bytes) {
  return {
    length: bytes.length,
    read: (offset, length) => bytes.subarray(offset, offset + length),
    close() {},
  };
}
