/** What mapship needs of a browser. The same names as in `node.js`. */
import { FileError, UsageError } from '../errors.js';
import { piecesOf } from './blob-web.js';
import { bytesSource } from './bytes.js';
import { giveBack } from './memory-web.js';

/** @import { Core } from '../core/types.js' */
/** @import { OpenFile, FileInput } from './types.js' */

/** How long the page may be kept waiting, in ms. */
const BREATH = 16;

/**
 * @param {import('../core/module.js').Glue} glue
 * @param {URL} url
 */
export async function instantiate(glue, url) {
  await glue.default({ module_or_path: url });
}

/** @returns {Record<string, string | undefined>} */
export function environment() {
  return {};
}

/** @returns {Record<string, string>} */
export function clientHeaders() {
  // every header more must be allowed by the server before a browser sends it
  return {};
}

/**
 * @param {FileInput} file
 * @returns {Promise<OpenFile>}
 */
export async function openFile(file) {
  if (typeof file === 'string') {
    throw new UsageError('path-in-browser', `a browser can't open the path "${file}"`, {
      help: 'give a File, a Blob or a Uint8Array',
    });
  }
  if (file instanceof Uint8Array) return bytesSource(file);
  if (typeof FileReaderSync === 'function') return rangeSource(file);
  // outside of a worker a browser reads only asynchronously, so the file is read whole
  try {
    return bytesSource(new Uint8Array(await file.arrayBuffer()));
  } catch (cause) {
    throw new FileError(nameOf(file), "can't be read", {
      cause,
      help: 'choose the file again; it was changed or moved since',
    });
  }
}

/** A file up to so many bytes is read at once: each read of a range takes a way to another process and back. */
const READ_WHOLE = 256 * 1024;

/** @param {Blob} blob @returns {OpenFile} */
function rangeSource(blob) {
  const reader = new FileReaderSync();
  const bytesOf = (/** @type {Blob} */ range) => new Uint8Array(reader.readAsArrayBuffer(range));
  if (blob.size > READ_WHOLE) {
    /** @type {Uint8Array<ArrayBuffer> | undefined} */
    let last;
    const close = () => {
      if (last) giveBack(last.buffer);
      last = undefined;
    };
    return {
      length: blob.size,
      blob,
      read(offset, length) {
        close();
        last = bytesOf(blob.slice(offset, offset + length));
        return last;
      },
      close,
    };
  }
  /** @type {Uint8Array | undefined} */
  let whole;
  return {
    length: blob.size,
    read(offset, length) {
      whole ??= bytesOf(blob);
      return whole.subarray(offset, offset + length);
    },
    close() {},
  };
}

/** What is longer is hashed piece by piece, by the core, in bytes: the browser's own way would hold all of it. */
const HASHED_WHOLE = 8 * 1024 * 1024;
const HASHED = 1024 * 1024;

/**
 * @param {FileInput | OpenFile} file
 * @param {Core} core
 * @returns {Promise<string>} in hexadecimal digits
 */
export async function sha256(file, core) {
  const source = typeof file === 'object' && 'read' in file ? file : await openFile(file);
  const digest = await digestOf(source, core);
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/**
 * @param {OpenFile} source
 * @param {Core} core
 * @returns {Promise<Uint8Array>}
 */
async function digestOf({ length, read }, core) {
  // pages without TLS that are not of this machine have none of it
  if (length <= HASHED_WHOLE && crypto.subtle) {
    const whole = /** @type {BufferSource} */ (read(0, length));
    return new Uint8Array(await crypto.subtle.digest('SHA-256', whole));
  }
  const hash = core.sha256();
  try {
    for (let at = 0; at < length; at += HASHED) {
      hash.update(read(at, Math.min(HASHED, length - at)));
      await breathe();
    }
    return hash.digest();
  } finally {
    hash.free();
  }
}

/**
 * A browser keeps no files; what is to become of a receipt is the page's to say.
 * @param {string} path
 * @returns {Promise<import('../index.js').ReceiptStore>}
 */
export async function receiptStore(path) {
  throw new UsageError('path-in-browser', `a browser can't keep a receipt at "${path}"`, {
    help: 'give a store: { name, read(), write(text) }',
  });
}

/**
 * A browser keeps no plans.
 * @returns {Promise<typeof import('../send/deferred/index.js')>}
 */
export async function deferred() {
  throw new UsageError('plan-in-browser', 'a browser reads and writes no plans', {
    help: 'leave the options defer and plan out',
  });
}

/**
 * A browser deletes and moves no files.
 * @returns {Promise<typeof import('../send/after-upload/runs.js')>}
 */
export async function afterUploads() {
  throw new UsageError('after-upload-in-browser', 'a browser deletes and moves no files', {
    help: 'leave the option afterUpload out',
  });
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
  const pack = await import('./pack-web.js');
  return pack.packRange(source, start, length, signal);
}

/**
 * Keeps what was unpacked of an archive, until it was sent.
 * @param {AsyncIterable<Uint8Array>} pieces
 * @param {number} _size of them together, in bytes
 * @returns {Promise<import('./types.js').Kept>}
 */
export async function keep(pieces, _size) {
  const pack = await import('./pack-web.js');
  return pack.keep(pieces);
}

/**
 * The way to an intake.
 * @param {string} url
 * @returns {Promise<import('./types.js').Transport>}
 */
export async function openTransport(url) {
  const { post } = await import('../send/wire/post-web.js');
  return { post: (one) => post(url, one), close() {} };
}

/**
 * How much memory a body takes while it is sent, in bytes.
 * @param {import('./types.js').Frame} frame
 */
export async function memoryOf({ contentLength }) {
  return contentLength;
}

let breathed = performance.now();

/** Lets the page and the network have their turn, where what is done now has kept them waiting. */
export async function breathe() {
  if (performance.now() - breathed < BREATH) return;
  await new Promise((resolve) => setTimeout(resolve));
  breathed = performance.now();
}

/**
 * @param {unknown} input
 * @returns {Promise<import('./types.js').NamedFile[] | undefined>} undefined: not something that only this host knows
 */
export async function expand(input) {
  if (typeof input === 'string') await openFile(input);
  return undefined;
}

/** @param {Blob} file */
function nameOf(file) {
  return file instanceof File ? file.name : 'the file';
}

/**
 * The file with those among which its partner may be: a browser sees only what it is given.
 * @param {import('./types.js').NamedFile} one
 * @returns {Promise<import('./types.js').NamedFile[]>}
 */
export async function siblings(one) {
  return [one];
}

/**
 * A folder with sources: a browser has none.
 * @param {string} folder
 * @returns {ReturnType<typeof import('./source-root.js').sourceRoot>}
 */
export function sourceRoot(folder) {
  throw new UsageError(
    'source-root-in-browser',
    `a browser can't read the sources in "${folder}"`,
    { help: 'leave out sourceRoot: places are told without the lines around them' },
  );
}

/**
 * There is no Git in a browser.
 * @param {Parameters<typeof import('../git/index.js').readGit>[0]} _options
 * @returns {Promise<import('../git/index.js').GitMetadata | undefined>}
 */
export async function readGit(_options) {
  return undefined;
}

/** The current folder; a browser has none. */
export function currentFolder() {
  return '/';
}

/**
 * What gzip has packed, piece by piece; rejects where it is broken.
 * @param {Iterable<Uint8Array>} packed
 * @returns {AsyncIterable<Uint8Array>}
 */
export async function* gunzip(packed) {
  const pieces = packed[Symbol.iterator]();
  const stream = new ReadableStream({
    pull(controller) {
      const { done, value } = pieces.next();
      if (done) controller.close();
      else controller.enqueue(value);
    },
  });
  yield* piecesOf(stream.pipeThrough(new DecompressionStream('gzip')));
}
