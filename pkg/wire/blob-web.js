/** Streams that become Blobs without ever being in this tab's memory. */

import { giveBack } from './memory-web.js';

/** How much is gathered before it is handed over, in bytes. */
const PIECE = 4 * 1024 * 1024;

/**
 * What a stream gives, as a Blob. It is made of pieces, each of which the browser takes out of the tab and keeps where it
 * has room, on disk if need be: `Response.blob()` holds all until the end.
 * @param {ReadableStream<Uint8Array<ArrayBuffer>>} stream
 * @returns {Promise<Blob>}
 */
export async function gather(stream) {
  /** @type {Blob[]} */
  const pieces = [];
  /** @type {Uint8Array<ArrayBuffer>[]} */
  let chunks = [];
  let size = 0;
  const reader = stream.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (value) {
      chunks.push(value);
      size += value.length;
    }
    if (done || size >= PIECE) {
      pieces.push(new Blob(chunks));
      for (const { buffer, byteLength } of chunks) {
        // nothing else can be in it
        if (buffer.byteLength === byteLength) giveBack(buffer);
      }
      chunks = [];
      size = 0;
    }
    if (done) return new Blob(pieces);
  }
}
