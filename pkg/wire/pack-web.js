/** What zlib makes of a range of a file, in a browser: in a Blob, which it keeps where it has room. */
import { gather } from './blob-web.js';

/** @import { OpenFile, Packed } from '../host-types.js' */

/** How much is read at a time, in bytes. */
const BLOCK = 256 * 1024;

/**
 * @param {OpenFile} source
 * @param {number} start in bytes
 * @param {number} length in bytes
 * @param {AbortSignal} [signal]
 * @returns {Promise<Packed>}
 * @throws {FileError} where the file can't be read
 */
export async function packRange(source, start, length, signal) {
  let at = 0;
  /** @type {ReadableStream<Uint8Array<ArrayBuffer>>} */
  const blocks = new ReadableStream({
    pull(controller) {
      signal?.throwIfAborted();
      // the source may use its memory again before this is compressed
      const block = source.read(start + at, Math.min(BLOCK, length - at)).slice();
      at += block.length;
      controller.enqueue(block);
      if (at >= length) controller.close();
    },
  });
  // by its name a stream of zlib, RFC 1950
  const file = await gather(blocks.pipeThrough(new CompressionStream('deflate')));
  return { file, length: file.size, release: async () => {} };
}
