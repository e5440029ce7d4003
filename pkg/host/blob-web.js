/** Streams that become Blobs without ever being in this tab's memory. */

import { giveBack } from './memory-web.js';

/** How much is gathered before it is handed over, in bytes. */
const PIECE = 4 * 1024 * 1024;

/**
 * What a stream gives. Not every browser iterates over streams itself.
 * @template T
 * @param {ReadableStream<T>} stream
 * @returns {AsyncGenerator<T>}
 */
export async function* piecesOf(stream) {
  const reader = stream.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    await reader.cancel().catch(() => {});
  }
}

/**
 * Some bytes as a Blob. It is made of pieces, each of which the browser takes out of the tab and keeps where it
 * has room, on disk if need be: `Response.blob()` holds all until the end.
 * @param {AsyncIterable<Uint8Array>} stream
 * @returns {Promise<Blob>}
 */
export async function gather(stream) {
  /** @type {Blob[]} */
  const pieces = [];
  /** @type {Uint8Array<ArrayBuffer>[]} */
  let chunks = [];
  let size = 0;
  const flush = () => {
    pieces.push(new Blob(chunks));
    for (const { buffer, byteLength } of chunks) {
      // nothing else can be in it
      if (buffer.byteLength === byteLength) giveBack(buffer);
    }
    chunks = [];
    size = 0;
  };
  for await (const chunk of stream) {
    chunks.push(/** @type {Uint8Array<ArrayBuffer>} */ (chunk));
    size += chunk.length;
    if (size >= PIECE) flush();
  }
  flush();
  return new Blob(pieces);
}
