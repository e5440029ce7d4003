/** What mapship needs of Node. The same names as in `web.js`. */
import { closeSync, readFileSync, readSync } from 'node:fs';
import { arch, platform } from 'node:os';

import { beside, walk } from './collect/walk.js';
import { FileError, UsageError } from '../errors.js';
import { bytesSource } from './bytes.js';
import { openRegular } from './regular.js';

/** @import { OpenFile, FileInput } from './types.js' */

/** Up to here, in bytes, a file is read whole at its first read: the core comes back for parts of it. */
const READ_WHOLE = 64 * 1024;

/** How long the network may be kept waiting, in ms. */
const BREATH = 2;

/**
 * @param {import('../core/module.js').Glue} glue
 * @param {URL} url
 */
export function instantiate(glue, url) {
  glue.initSync({ module: readFileSync(url) });
}

/** @returns {Record<string, string | undefined>} */
export function environment() {
  return process.env;
}

/** @param {string} version @returns {Record<string, string>} */
export function clientHeaders(version) {
  const { node } = process.versions;
  return {
    'DD-EVP-ORIGIN': 'mapship',
    'DD-EVP-ORIGIN-VERSION': version,
    'User-Agent': `mapship/${version} (node ${node}; os ${platform()}; arch ${arch()})`,
  };
}

/**
 * Opens a file for reads of ranges; nothing is read yet.
 * @param {FileInput} file
 * @returns {Promise<OpenFile>}
 */
export async function openFile(file) {
  if (file instanceof Uint8Array) return bytesSource(file);
  // a Blob has no synchronous reads in Node
  if (file instanceof Blob) return bytesSource(new Uint8Array(await file.arrayBuffer()));
  return onDisk(file);
}

/** @type {Buffer[]} what short files were read into, for the next: most are looked at, and not kept */
const spares = [];

/** How many of them there are at most: an upload has two files that are open together. */
const SPARES = 4;

/** @param {string} path @returns {OpenFile} */
function onDisk(path) {
  const { fd, stat } = openRegular(path);
  const { size, mtimeMs } = stat;
  const common = {
    length: size,
    stamp: { size, modified: mtimeMs },
    close: () => closeSync(fd),
  };
  /** @type {Buffer} one buffer serves all reads: the core copies what it is given before it asks again */
  let buffer = Buffer.alloc(0);
  if (size > READ_WHOLE) {
    return {
      ...common,
      read(offset, length) {
        if (buffer.length < length) buffer = Buffer.allocUnsafeSlow(length);
        return fill(fd, buffer.subarray(0, length), offset);
      },
    };
  }
  /** @type {Buffer | undefined} */
  let memory;
  /** @type {Buffer | undefined} */
  let whole;
  return {
    ...common,
    read(offset, length) {
      if (whole === undefined) {
        memory = spares.pop() ?? Buffer.allocUnsafeSlow(READ_WHOLE);
        whole = fill(fd, memory.subarray(0, size), 0);
      }
      return whole.subarray(offset, offset + length);
    },
    whole: () => (whole?.length === size ? Buffer.from(whole) : undefined),
    close() {
      closeSync(fd);
      if (memory && spares.length < SPARES) spares.push(memory);
      memory = undefined;
    },
  };
}

/**
 * @param {number} fd
 * @param {Buffer} into
 * @param {number} offset
 * @returns {Buffer} as much of it as the file had bytes for
 */
function fill(fd, into, offset) {
  let filled = 0;
  while (filled < into.length) {
    const count = readSync(fd, into, filled, into.length - filled, offset + filled);
    if (count === 0) break;
    filled += count;
  }
  return into.subarray(0, filled);
}

/**
 * What gzip has packed, piece by piece; rejects where it is broken.
 *
 * Node's own `DecompressionStream` holds on to all that it has unpacked.
 * @param {Iterable<Uint8Array>} packed
 * @returns {AsyncIterable<Uint8Array>}
 */
export async function* gunzip(packed) {
  const [{ createGunzip }, { Readable }] = await Promise.all([
    import('node:zlib'),
    import('node:stream'),
  ]);
  const source = Readable.from(packed);
  const unpacked = createGunzip({ chunkSize: 64 * 1024 });
  source.once('error', (error) => unpacked.destroy(error));
  try {
    yield* source.pipe(unpacked);
  } finally {
    source.destroy();
    unpacked.destroy();
  }
}

/** How much of a file is hashed between two turns of the network, in bytes. */
const HASHED = 1024 * 1024;

/**
 * @param {FileInput | OpenFile} file
 * @param {import('../core/types.js').Core} [_core] by which browsers hash what is large
 * @returns {Promise<string>} in hexadecimal digits
 */
export async function sha256(file, _core) {
  const { createHash } = await import('node:crypto');
  const hash = createHash('sha256');
  if (file instanceof Uint8Array) return hash.update(file).digest('hex');
  if (typeof file !== 'string' && 'read' in file) {
    for (let at = 0; at < file.length; at += HASHED) {
      hash.update(file.read(at, Math.min(HASHED, file.length - at)));
      if (file.length > HASHED) await breathe();
    }
    return hash.digest('hex');
  }
  if (typeof file !== 'string') {
    for await (const piece of file.stream()) hash.update(piece);
    return hash.digest('hex');
  }
  const { fd, stat } = openRegular(file);
  try {
    const { size } = stat;
    const buffer = Buffer.allocUnsafe(Math.min(size, HASHED));
    for (let offset = 0; offset < size; offset += HASHED) {
      hash.update(attempt(file, () => fill(fd, buffer, offset)));
      if (size > HASHED) await breathe();
    }
  } finally {
    closeSync(fd);
  }
  return hash.digest('hex');
}

/**
 * Where a receipt is kept.
 * @param {string} path of a file, or of a folder of receipts
 * @param {string} [shard] such as `2/8`
 * @returns {Promise<import('../receipt/folder.js').SharedStore>}
 */
export async function receiptStore(path, shard) {
  const { storeAt } = await import('../receipt/folder.js');
  return storeAt(path, shard);
}

/**
 * What writes and reads plans of uploads.
 * @returns {Promise<typeof import('../send/deferred/index.js')>}
 */
export async function deferred() {
  return import('../send/deferred/index.js');
}

/**
 * What deletes and moves maps that have arrived.
 * @returns {Promise<typeof import('../send/after-upload/runs.js')>}
 */
export async function afterUploads() {
  return import('../send/after-upload/runs.js');
}

/**
 * Compresses a range of a file.
 * @param {OpenFile} source
 * @param {number} start in bytes
 * @param {number} length in bytes
 * @param {AbortSignal} [signal]
 * @returns {Promise<import('./types.js').Kept | undefined>} undefined where there is no room for it
 * @throws {FileError} where the file can't be read
 */
export async function packRange(source, start, length, signal) {
  const pack = await import('./pack-node.js');
  return pack.packRange(source, start, length, signal);
}

/**
 * Keeps what was unpacked of an archive, until it was sent.
 * @param {AsyncIterable<Uint8Array>} pieces
 * @param {number} size of them together, in bytes
 * @returns {Promise<import('./types.js').Kept>}
 */
export async function keep(pieces, size) {
  const pack = await import('./pack-node.js');
  return pack.keep(pieces, size);
}

/**
 * The way to an intake.
 * @param {string} url
 * @returns {Promise<import('./types.js').Transport>}
 */
export async function openTransport(url) {
  const { Connection } = await import('../send/wire/post-node.js');
  return new Connection(url, process.env);
}

/**
 * How much memory a body takes while it is sent, in bytes.
 * @param {import('./types.js').Frame} frame
 */
export async function memoryOf(frame) {
  body ??= await import('../send/wire/body-node.js');
  return body.memoryOf(frame);
}

/** @type {typeof import('../send/wire/body-node.js') | undefined} an import each time takes its time */
let body;

let breathed = performance.now();

/** Lets the network have its turn, where what is done now has kept it waiting. */
export async function breathe() {
  if (performance.now() - breathed < BREATH) return;
  await new Promise((resolve) => setImmediate(resolve));
  breathed = performance.now();
}

/**
 * A path: the file, or the scripts and maps of the folder, named by their path relative to it.
 * @param {unknown} input
 * @returns {Promise<import('./types.js').NamedFile[] | undefined>} undefined: not something that only this host knows
 */
export async function expand(input) {
  if (input instanceof URL) {
    throw new UsageError('input-url', 'a URL is no input', { help: 'give fileURLToPath(url)' });
  }
  return typeof input === 'string' ? walk(input) : undefined;
}

/**
 * @template T
 * @param {string} path
 * @param {() => T} work
 * @returns {T}
 */
function attempt(path, work) {
  try {
    return work();
  } catch (cause) {
    throw FileError.from(path, cause);
  }
}

/**
 * The file with the scripts and maps in its folder, among which its partner may be.
 * @param {import('./types.js').NamedFile} one
 * @returns {Promise<import('./types.js').NamedFile[]>}
 */
export async function siblings(one) {
  return typeof one.file === 'string' ? beside(one.file) : [one];
}

/**
 * What Git says of the folder's repository.
 * @param {Parameters<typeof import('../git/index.js').readGit>[0]} options
 * @returns {Promise<import('../git/index.js').GitMetadata | undefined>}
 */
export async function readGit(options) {
  const git = await import('../git/index.js');
  return git.readGit({ ...options, cwd: options.cwd ?? process.cwd() });
}

export { sourceRoot } from './source-root.js';

/** The current folder, absolute, with slashes. */
export function currentFolder() {
  return process.cwd().replaceAll('\\', '/');
}
