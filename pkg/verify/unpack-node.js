/** What unpacks and hashes what is shipped, in Node. */
import { createHash } from 'node:crypto';
import { createInflateRaw } from 'node:zlib';

import { giveBack } from '../host/memory-node.js';

/** @import { Unpacker } from './package.js' */

/** How much is read at a time, in bytes. */
const BLOCK = 64 * 1024;

/**
 * How much is unpacked at a time, in bytes. Node collects short-lived buffers by their number rather than by their bytes: by 64 kB
 * at a time it took 20 MB more.
 */
const CHUNK = 8 * 1024;

/** @type {Unpacker} */
export const unpacker = {
  async *inflate(read, start, length) {
    const unpacked = createInflateRaw({ chunkSize: CHUNK });
    const feed = async () => {
      for (let at = 0; at < length && !unpacked.destroyed; at += BLOCK) {
        // a copy: one buffer serves all reads of a file
        const piece = Buffer.from(read(start + at, Math.min(BLOCK, length - at)));
        if (!unpacked.write(piece, () => giveBack(piece.buffer))) {
          await new Promise((resolve) => {
            unpacked.once('drain', resolve);
            unpacked.once('close', resolve);
          });
        }
      }
      unpacked.end();
    };
    feed().catch((error) => unpacked.destroy(error));
    try {
      for await (const piece of unpacked) {
        yield piece;
        // its buffer is full, and nobody comes back to it
        if (piece.byteOffset + piece.length === piece.buffer.byteLength) giveBack(piece.buffer);
      }
    } finally {
      unpacked.destroy();
    }
  },

  hasher() {
    const hash = createHash('sha256');
    return { update: (piece) => void hash.update(piece), digest: () => hash.digest('hex') };
  },
};
