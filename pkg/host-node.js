/** What mapship needs of Node. The same names as in `host-web.js`. */
import { closeSync, fstatSync, openSync, readFileSync, readSync } from 'node:fs';
import { arch, platform } from 'node:os';

import { beside, walk } from './files.js';
import { FileError, UsageError } from './errors.js';
import { bytesSource } from './host-web.js';

/** @import { OpenFile, FileInput } from './host-types.js' */

/** Up to here, in bytes, a file is read whole at its first read: the core comes back for parts of it. */
const READ_WHOLE = 64 * 1024;

/** How long the network may be kept waiting, in ms. */
const BREATH = 2;

/** @param {typeof import('./wasm/core.js')} glue */
export function instantiate(glue) {
  glue.initSync({ module: readFileSync(new URL('./wasm/core_bg.wasm', import.meta.url)) });
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

/** @param {string} path @returns {OpenFile} */
function onDisk(path) {
  const fd = attempt(path, () => openSync(path, 'r'));
  const stat = fstatSync(fd);
  if (stat.isDirectory()) {
    closeSync(fd);
    throw FileError.from(path, { code: 'EISDIR' });
  }
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
  let whole;
  return {
    ...common,
    read(offset, length) {
      whole ??= fill(fd, Buffer.allocUnsafe(size), 0);
      return whole.subarray(offset, offset + length);
    },
    whole: () => (whole?.length === size ? whole : undefined),
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
 * @returns {Promise<string>} in hexadecimal digits
 */
export async function sha256(file) {
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
  const fd = attempt(file, () => openSync(file, 'r'));
  try {
    const { size } = fstatSync(fd);
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
 * @param {string} path
 * @returns {Promise<import('./index.js').ReceiptStore>}
 */
export async function receiptStore(path) {
  const { fileStore } = await import('./receipt-node.js');
  return fileStore(path);
}

/**
 * Compresses a range of a file.
 * @param {OpenFile} source
 * @param {number} start in bytes
 * @param {number} length in bytes
 * @param {AbortSignal} [signal]
 * @returns {Promise<import('./host-types.js').Packed | undefined>} undefined where there is no room for it
 * @throws {FileError} where the file can't be read
 */
export async function packRange(source, start, length, signal) {
  const pack = await import('./wire/pack-node.js');
  return pack.packRange(source, start, length, signal);
}

/**
 * The way to an intake.
 * @param {string} url
 * @returns {Promise<import('./host-types.js').Transport>}
 */
export async function openTransport(url) {
  const { Connection } = await import('./wire/post-node.js');
  return new Connection(url, process.env);
}

/**
 * How much memory a body takes while it is sent, in bytes.
 * @param {import('./host-types.js').Frame} frame
 */
export async function memoryOf(frame) {
  body ??= await import('./wire/body-node.js');
  return body.memoryOf(frame);
}

/** @type {typeof import('./wire/body-node.js') | undefined} an import each time takes its time */
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
 * @returns {Promise<import('./host-types.js').NamedFile[] | undefined>} undefined: not something that only this host knows
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
 * @param {import('./host-types.js').NamedFile} one
 * @returns {Promise<import('./host-types.js').NamedFile[]>}
 */
export async function siblings(one) {
  return typeof one.file === 'string' ? beside(one.file) : [one];
}

/**
 * What Git says of the folder's repository.
 * @param {Parameters<typeof import('./git.js').readGit>[0]} options
 * @returns {Promise<import('./git.js').GitMetadata | undefined>}
 */
export async function readGit(options) {
  const git = await import('./git.js');
  return git.readGit({ ...options, cwd: options.cwd ?? process.cwd() });
}

/** The current folder, absolute, with slashes. */
export function currentFolder() {
  return process.cwd().replaceAll('\\', '/');
}
