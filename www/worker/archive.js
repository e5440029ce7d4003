/** Zip archives of a build: their entries listed by the core, and unpacked by the browser. */
import { start } from '../../pkg/core.js';
import { openFile } from '../../pkg/host-web.js';
import { asFound, isSkippedFolder } from '../../pkg/tree.js';
import { gather } from '../../pkg/wire/blob-web.js';

/** @import { ArchiveEntry } from '../../pkg/core-types.js' */
/** @import { Issue, RunIssue } from '../../pkg/index.js' */
/** @import { Given } from './build.js' */

/** How much is unpacked of one archive, in bytes: what it claims is not believed beyond this. */
const MOST = 4_000_000_000;
const MOST_ENTRIES = 100_000;

const STORED = 0;
const DEFLATED = 8;

/**
 * Whether it is an archive by its first bytes, which those of a zip file are called by.
 * @param {Blob} file
 * @param {string} path
 */
export async function isArchive(file, path) {
  if (!/\.(?:zip|jar|aar|apk|aab|ipa|xcarchive|nupkg|vsix)$/i.test(path)) return false;
  const head = new Uint8Array(await file.slice(0, 4).arrayBuffer());
  return head[0] === 0x50 && head[1] === 0x4b && (head[2] ?? 0) < 0x10;
}

/**
 * What is of use in an archive. One of dSYMs stays as it is: it is what is uploaded.
 * @param {Blob} file
 * @param {string} path
 * @param {AbortSignal} signal
 * @returns {Promise<{ files: Given[], issues: RunIssue[] }>}
 */
export async function unpackArchive(file, path, signal) {
  const core = await start();
  const source = await openFile(file);
  const { type, entries = [], issues: found } = core.inspect(source, path);
  source.close();
  if (type === 'ios_symbols') return { files: [{ file, path }], issues: [] };
  const broken = found.filter(({ severity }) => severity === 'error');
  if (broken.length > 0)
    return { files: [], issues: broken.map((issue) => ofArchive(path, issue)) };
  /** @type {Given[]} */
  const files = [];
  /** @type {RunIssue[]} */
  const issues = [];
  let left = MOST;
  for (const entry of entries.filter(isWanted)) {
    signal.throwIfAborted();
    const name = `${path}/${entry.name}`;
    if (entry.size > left || files.length >= MOST_ENTRIES) {
      issues.push(tooMuch(path));
      break;
    }
    left -= entry.size;
    const unpacked = await unpack(file, entry);
    if (typeof unpacked === 'string') issues.push(unreadable(name, unpacked));
    else files.push({ file: unpacked, path: name, found: true });
  }
  return { files, issues };
}

/** @param {ArchiveEntry} entry */
function isWanted({ name, isLink }) {
  const path = name.replaceAll('\\', '/');
  if (isLink || path.endsWith('/')) return false;
  if (path.split('/').slice(0, -1).some(isSkippedFolder)) return false;
  return asFound(path) !== undefined;
}

/**
 * An entry as a file, or why it can't be had. What is packed goes into a Blob, which browsers keep on disk when it is large.
 * @param {Blob} archive
 * @param {ArchiveEntry} entry
 * @returns {Promise<Blob | string>}
 */
async function unpack(archive, { compression, data, compressed, size, crc, isEncrypted }) {
  if (isEncrypted) return 'it is encrypted';
  const packed = archive.slice(data, data + compressed);
  if (compression !== STORED && compression !== DEFLATED) return 'it is packed in an unusual way';
  let blob = packed;
  if (compression === DEFLATED) {
    const stream = packed.stream().pipeThrough(new DecompressionStream('deflate-raw'));
    try {
      blob = await gather(stream.pipeThrough(atMost(size)));
    } catch (error) {
      return error instanceof Error ? error.message : 'it is broken';
    }
  }
  if (blob.size !== size) return 'its length is not what the archive says';
  const core = await start();
  const source = await openFile(blob);
  const sum = core.crc32(source, 0, size);
  source.close();
  return sum === crc ? blob : 'its checksum differs';
}

/**
 * Lets no more through than there should be.
 * @param {number} size in bytes
 */
function atMost(size) {
  let left = size;
  return new TransformStream({
    transform(/** @type {Uint8Array} */ chunk, controller) {
      left -= chunk.length;
      if (left < 0) throw new Error('it is longer than the archive says');
      controller.enqueue(chunk);
    },
  });
}

/**
 * A finding about an archive that nothing is taken out of.
 * @param {string} path
 * @param {Issue} issue
 * @returns {RunIssue}
 */
function ofArchive(path, { code, severity, message, help }) {
  return { code, severity, message: `${path}: ${message}`, help };
}

/** @param {string} path @returns {RunIssue} */
function tooMuch(path) {
  return {
    code: 'archive-too-large',
    severity: 'error',
    message: `${path} holds more than is unpacked here`,
    help: 'unpack it, and drop the folder',
  };
}

/** @param {string} name @param {string} why @returns {RunIssue} */
function unreadable(name, why) {
  return {
    code: 'archive-entry',
    severity: 'error',
    message: `${name} can't be unpacked: ${why}`,
    help: 'make the archive again',
  };
}
