/** What is made of a file to be sent, in Node: in a file of its own where it is long, for a debug section may have gigabytes. */
import { createWriteStream, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createDeflate } from 'node:zlib';

import { FileError } from '../errors.js';

/** @import { Kept, OpenFile } from './types.js' */

/** That of objcopy: what it makes is as long. */
const LEVEL = 6;

/** How much is read at a time, in bytes. */
const BLOCK = 256 * 1024;

/** Up to here, in bytes, what is unpacked is kept in memory. */
const IN_MEMORY = 4 * 1024 * 1024;

/**
 * @param {OpenFile} source
 * @param {number} start in bytes
 * @param {number} length in bytes
 * @param {AbortSignal} [signal]
 * @returns {Promise<Kept | undefined>} undefined where there is no room for it
 * @throws {FileError} where the file can't be read
 */
export async function packRange(source, start, length, signal) {
  const options = { objectMode: false, highWaterMark: BLOCK };
  const packed = Readable.from(blocks(source, start, length), options).pipe(
    createDeflate({ level: LEVEL, chunkSize: BLOCK }),
  );
  try {
    return await intoFile(packed, signal);
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof FileError) throw error;
    return undefined;
  }
}

/**
 * @param {AsyncIterable<Uint8Array>} pieces
 * @param {number} size of them together, in bytes
 * @returns {Promise<Kept>}
 */
export async function keep(pieces, size) {
  if (size > IN_MEMORY) return intoFile(pieces);
  const file = new Uint8Array(size);
  let at = 0;
  for await (const piece of pieces) {
    file.set(piece, at);
    at += piece.length;
  }
  return { file, length: size, release() {} };
}

/**
 * @param {AsyncIterable<Uint8Array>} pieces
 * @param {AbortSignal} [signal]
 * @returns {Promise<Kept>}
 */
async function intoFile(pieces, signal) {
  const dir = mkdtempSync(path.join(tmpdir(), 'mapship-'));
  const release = () => rmSync(dir, { recursive: true, force: true });
  const file = path.join(dir, 'file');
  try {
    await pipeline(pieces, createWriteStream(file, { mode: 0o600 }), { signal });
    const { size, mtimeMs } = statSync(file);
    const stamp = { size, modified: mtimeMs };
    return { file, length: size, stamp, temporary: true, release };
  } catch (error) {
    release();
    throw error;
  }
}

/**
 * @param {OpenFile} source
 * @param {number} start
 * @param {number} length
 */
function* blocks(source, start, length) {
  for (let at = 0; at < length; at += BLOCK) {
    // the source may use its memory again before this is compressed
    const block = Buffer.from(source.read(start + at, Math.min(BLOCK, length - at)));
    if (block.length === 0) throw new FileError('', 'has become shorter');
    yield block;
  }
}
