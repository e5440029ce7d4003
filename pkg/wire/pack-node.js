/** What zlib makes of a range of a file, in Node: in a file of its own, for a debug section may have gigabytes. */
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createDeflate } from 'node:zlib';

import { FileError } from '../errors.js';

/** @import { OpenFile, Packed } from '../host-types.js' */

/** That of objcopy: what it makes is as long. */
const LEVEL = 6;

/** How much is read at a time, in bytes. */
const BLOCK = 256 * 1024;

/**
 * @param {OpenFile} source
 * @param {number} start in bytes
 * @param {number} length in bytes
 * @param {AbortSignal} [signal]
 * @returns {Promise<Packed | undefined>} undefined where there is no room for it
 * @throws {FileError} where the file can't be read
 */
export async function packRange(source, start, length, signal) {
  const dir = await mkdtemp(path.join(tmpdir(), 'mapship-')).catch(() => undefined);
  if (dir === undefined) return undefined;
  const release = () => rm(dir, { recursive: true, force: true });
  const file = path.join(dir, 'section');
  try {
    await pipeline(
      Readable.from(blocks(source, start, length), { objectMode: false, highWaterMark: BLOCK }),
      createDeflate({ level: LEVEL, chunkSize: BLOCK }),
      createWriteStream(file, { mode: 0o600 }),
      { signal },
    );
    const { size, mtimeMs } = await stat(file);
    return { file, length: size, stamp: { size, modified: mtimeMs }, release };
  } catch (error) {
    await release();
    signal?.throwIfAborted();
    if (error instanceof FileError) throw error;
    return undefined;
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
    if (block.length === 0) throw new FileError('', 'it has become shorter');
    yield block;
  }
}
