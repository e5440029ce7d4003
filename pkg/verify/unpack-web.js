/** What unpacks and hashes what is shipped, in a browser. */
import { piecesOf } from '../host/blob-web.js';

/** @import { Unpacker } from './package.js' */

/** How much is read at a time, in bytes. */
const BLOCK = 64 * 1024;

/** @type {Unpacker} */
export const unpacker = {
  async *inflate(read, start, length) {
    let at = 0;
    /** @type {ReadableStream<Uint8Array<ArrayBuffer>>} */
    const blocks = new ReadableStream({
      pull(controller) {
        if (at >= length) {
          controller.close();
          return;
        }
        // a copy: one buffer serves all reads of a file
        const block = Uint8Array.from(read(start + at, Math.min(BLOCK, length - at)));
        if (block.length === 0) throw new Error('it ends before the archive says');
        at += block.length;
        controller.enqueue(block);
      },
    });
    yield* piecesOf(blocks.pipeThrough(new DecompressionStream('deflate-raw')));
  },

  hasher(core) {
    const hash = core.sha256();
    return {
      update: (piece) => hash.update(piece),
      digest() {
        const digest = hash.digest();
        hash.free();
        return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
      },
    };
  },
};
