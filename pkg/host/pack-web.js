/** What is made of a file to be sent, in a browser: in a Blob, which it keeps where it has room. */
import { gather, piecesOf } from './blob-web.js';

/** @import { Kept, OpenFile } from './types.js' */

/** How much is read at a time, in bytes. */
const BLOCK = 256 * 1024;

/**
 * @param {OpenFile} source
 * @param {number} start in bytes
 * @param {number} length in bytes
 * @param {AbortSignal} [signal]
 * @returns {Promise<Kept>}
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
  const file = await gather(piecesOf(blocks.pipeThrough(new CompressionStream('deflate'))));
  return { file, length: file.size, release() {} };
}

/**
 * @param {AsyncIterable<Uint8Array>} pieces
 * @returns {Promise<Kept>}
 */
export async function keep(pieces) {
  const file = await gather(pieces);
  return { file, length: file.size, release() {} };
}
