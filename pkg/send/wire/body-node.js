/** The body of a request, made from the files anew for each attempt: small ones at once, large ones as they go. */
import { closeSync, fstatSync, read, readSync, statSync } from 'node:fs';
import { promisify } from 'node:util';

import { openRegular } from '../../host/regular.js';
import { Failure } from './failure.js';
import { gzipBlocks, gzipWhole, WIDTH } from './gzip-node.js';

/** @import { BodyFile, FileRange, Frame, Piece } from '../../host/types.js' */

/** Up to here, in bytes, a body is read whole. */
const SMALL = 1024 * 1024;

/** How much of a large body is read at a time, in bytes. */
const BLOCK = 256 * 1024;

const readAsync = promisify(read);

/**
 * How much memory a body takes while it is sent, in bytes: all of a small one with what it compresses to, the blocks of a
 * large one.
 * @param {Frame} frame
 */
export function memoryOf({ contentLength }) {
  return contentLength <= SMALL ? 2 * contentLength : 4 * WIDTH * BLOCK;
}

/**
 * @typedef {object} Body
 * @property {number} [length] in bytes, where it is known
 * @property {AsyncIterable<Uint8Array> | Iterable<Uint8Array>} chunks
 * @property {boolean} [isOwn] whether nothing else has use for the chunks' memory
 */

/**
 * @param {Frame} frame
 * @param {BodyFile[]} files
 * @param {(bytes: number) => void} onBytes told how many more bytes were read, before compression
 * @returns {Promise<Body>}
 */
export async function makeBody(frame, files, onBytes) {
  if (frame.contentLength <= SMALL) {
    const whole = await readWhole(frame, files);
    onBytes(whole.length);
    const bytes = frame.gzip ? await gzipWhole(whole) : whole;
    return { length: bytes.length, chunks: [bytes] };
  }
  const blocks = readBlocks(frame, files, onBytes);
  if (frame.gzip) return { chunks: gzipBlocks(blocks), isOwn: true };
  return { length: frame.contentLength, chunks: blocks };
}

/**
 * @param {Frame} frame
 * @param {BodyFile[]} files
 * @returns {Promise<Uint8Array>}
 */
async function readWhole({ segments, contentLength }, files) {
  const whole = Buffer.allocUnsafe(contentLength);
  let at = 0;
  for (const segment of flat(segments, files)) {
    if (segment instanceof Uint8Array) {
      whole.set(segment, at);
      at += segment.length;
      continue;
    }
    const source = openRange(segment);
    try {
      const into = whole.subarray(at, at + source.size);
      // small files were read a moment ago to be checked, and a thread would take longer to ask
      if (source.fd !== undefined) fill(source.fd, into, source.start);
      else into.set(await source.slice(0, source.size));
      source.verify();
      at += source.size;
    } finally {
      source.close();
    }
  }
  return whole;
}

/**
 * What a body is made of, in its order: bytes, and files or ranges of them.
 * @param {Frame['segments']} segments
 * @param {BodyFile[]} files
 * @returns {(Uint8Array | BodyFile | FileRange)[]}
 */
function flat(segments, files) {
  return segments.flatMap((segment) => {
    if (typeof segment !== 'number') return [segment];
    const file = files[segment];
    if (file === undefined) throw new Failure('changed', 'the body has a file too many');
    return /** @type {(Piece | BodyFile)[]} */ (file.pieces ?? [file]);
  });
}

/** @param {number} fd @param {Uint8Array} into @param {number} start where in the file, in bytes */
function fill(fd, into, start) {
  let filled = 0;
  while (filled < into.length) {
    const count = readSync(fd, into, filled, into.length - filled, start + filled);
    if (count === 0) throw changed();
    filled += count;
  }
}

/**
 * The body in blocks. Their memory is used in turn: a block is whole until so many more were taken as can be compressed
 * at a time.
 * @param {Frame} frame
 * @param {BodyFile[]} files
 * @param {(bytes: number) => void} onBytes
 * @returns {AsyncGenerator<Uint8Array>}
 */
async function* readBlocks({ segments }, files, onBytes) {
  const ring = Array.from({ length: WIDTH + 2 }, () => Buffer.allocUnsafeSlow(BLOCK));
  let turn = 0;
  for (const segment of flat(segments, files)) {
    if (segment instanceof Uint8Array) {
      onBytes(segment.length);
      yield segment;
      continue;
    }
    const source = openRange(segment);
    try {
      for (let offset = 0; offset < source.size; offset += BLOCK) {
        const into = /** @type {Buffer} */ (ring[turn % ring.length]);
        turn += 1;
        const length = Math.min(BLOCK, source.size - offset);
        const block = await source.slice(offset, length, into);
        // before the last block is out of hand, while the request can still be broken off
        if (offset + BLOCK >= source.size) source.verify();
        onBytes(block.length);
        yield block;
      }
    } finally {
      source.close();
    }
  }
}

/**
 * @typedef {object} Range
 * @property {number} size in bytes
 * @property {number} start where it begins in the file, in bytes
 * @property {number} [fd] of a file on disk
 * @property {(offset: number, length: number, into?: Buffer) => Promise<Uint8Array>} slice `into`: memory that may be used
 * @property {() => void} verify throws where the file is not what was checked
 * @property {() => void} close
 */

/**
 * @param {BodyFile | FileRange} given
 * @returns {Range}
 */
function openRange(given) {
  const { file, stamp } = given;
  const { start, length } = 'length' in given ? given : { start: 0, length: undefined };
  const bytes = 'bytes' in given ? given.bytes : undefined;
  if (bytes !== undefined && stamp !== undefined && typeof file === 'string') {
    return inMemory(file, stamp, bytes);
  }
  if (file instanceof Uint8Array) {
    return {
      size: length ?? file.length,
      start,
      slice: async (offset, length) => file.subarray(start + offset, start + offset + length),
      verify() {},
      close() {},
    };
  }
  if (typeof file === 'string') return onDisk(file, stamp, start, length);
  return {
    size: length ?? file.size,
    start,
    async slice(offset, length) {
      const from = start + offset;
      try {
        return new Uint8Array(await file.slice(from, from + length).arrayBuffer());
      } catch (cause) {
        throw changed(cause);
      }
    },
    verify() {},
    close() {},
  };
}

/**
 * What was read when it was checked; whether it still is what is on disk is looked up.
 * @param {string} path
 * @param {import('../../host/types.js').Stamp} stamp
 * @param {Uint8Array} bytes
 * @returns {Range}
 */
function inMemory(path, stamp, bytes) {
  return {
    size: bytes.length,
    start: 0,
    slice: async (offset, length) => bytes.subarray(offset, offset + length),
    verify() {
      const now = statSync(path, { throwIfNoEntry: false });
      if (now?.size !== stamp.size || now.mtimeMs !== stamp.modified) throw changed();
    },
    close() {},
  };
}

/**
 * @param {string} path
 * @param {import('../../host/types.js').Stamp | undefined} stamp
 * @param {number} start
 * @param {number} [length] to the end where it is not given
 * @returns {Range}
 */
function onDisk(path, stamp, start, length) {
  /** @type {number} */
  let fd;
  try {
    ({ fd } = openRegular(path));
  } catch (cause) {
    throw changed(cause);
  }
  const verify = () => {
    const now = fstatSync(fd);
    if (stamp && (now.size !== stamp.size || now.mtimeMs !== stamp.modified)) throw changed();
  };
  try {
    verify();
  } catch (error) {
    closeSync(fd);
    throw error;
  }
  return {
    fd,
    start,
    size: length ?? stamp?.size ?? fstatSync(fd).size,
    async slice(offset, length, into = Buffer.allocUnsafeSlow(length)) {
      const block = into.subarray(0, length);
      let filled = 0;
      while (filled < length) {
        const at = start + offset + filled;
        const { bytesRead } = await readAsync(fd, block, filled, length - filled, at);
        if (bytesRead === 0) throw changed();
        filled += bytesRead;
      }
      return block;
    },
    verify,
    close: () => closeSync(fd),
  };
}

/** @param {unknown} [cause] */
function changed(cause) {
  return new Failure('changed', 'the file is not what was checked', cause);
}
