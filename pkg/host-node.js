/** What mapship needs of Node. The same names as in `host-web.js`. */
import { closeSync, fstatSync, openAsBlob, openSync, readFileSync, readSync } from 'node:fs';
import { arch, platform } from 'node:os';

import { beside, walk } from './files.js';
import { FileError, UsageError } from './errors.js';
import { bytesSource } from './host-web.js';

/** @import { OpenFile, FileInput, Body } from './host-types.js' */

export const isNode = true;

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
    throw new FileError(path, `${path} is a folder, not a file`);
  }
  /** @type {Buffer} one buffer serves all reads: the core copies what it is given before it asks again */
  let buffer = Buffer.alloc(0);
  return {
    length: stat.size,
    read(offset, length) {
      if (buffer.length < length) buffer = Buffer.allocUnsafeSlow(length);
      let filled = 0;
      while (filled < length) {
        const read = readSync(fd, buffer, filled, length - filled, offset + filled);
        if (read === 0) break;
        filled += read;
      }
      return buffer.subarray(0, filled);
    },
    close: () => closeSync(fd),
  };
}

/**
 * @param {FileInput} file
 * @returns {Promise<{ blob: Blob, path?: string }>}
 */
export async function asBlob(file) {
  if (file instanceof Blob) return { blob: file };
  if (typeof file === 'string') {
    // backed by the file: its bytes are read when they are sent
    const blob = await attempt(file, () => openAsBlob(file));
    return { blob, path: file };
  }
  return { blob: new Blob([/** @type {BlobPart} */ (file)]) };
}

/**
 * The request's body: a stream, compressed on the way where asked for.
 * @param {Blob} body
 * @param {{ gzip: boolean, onBytes: (bytes: number) => void }} options
 * @returns {Promise<Body>}
 */
export async function requestBody(body, { gzip, onBytes }) {
  let sent = 0;
  /** @param {(bytes: number) => void} note */
  const counter = (note) =>
    new TransformStream({
      transform(chunk, controller) {
        note(chunk.byteLength);
        controller.enqueue(chunk);
      },
    });
  /** @type {ReadableStream} */
  let stream = body.stream().pipeThrough(counter(onBytes));
  if (gzip) stream = stream.pipeThrough(new CompressionStream('gzip'));
  stream = stream.pipeThrough(counter((bytes) => (sent += bytes)));
  return {
    body: stream,
    duplex: 'half',
    headers: gzip ? { 'Content-Encoding': 'gzip' } : { 'Content-Length': String(body.size) },
    sent: () => sent,
  };
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
