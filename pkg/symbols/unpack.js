/**
 * The dSYM bundles in a zip archive, as files to be read: stored ones by range. Packed ones are unpacked piece by piece and held against
 * their checksum; of a large one only the beginning is kept, which tells what it is, and it is sent as it is packed.
 */
/** @import { ArchiveEntry, Core } from '../core-types.js' */
/** @import { FileInput, OpenFile } from '../host-types.js' */
/** @import { Member } from './archive.js' */

import { gunzip, openFile } from '#host';
import { FileError } from '../errors.js';
import { bundleOf } from './archive.js';

const [STORED, DEFLATE] = [0, 8];

/** How much of a packed file is kept, in bytes: the header of an object file and as many load commands as are read. */
const BEGINNING = 4 * 1024 * 1024 + 64 * 1024;

/** How much is read of the archive at a time, in bytes. */
const WINDOW = 256 * 1024;

/**
 * @param {Core} core
 * @param {FileInput} archive
 * @param {ArchiveEntry[]} entries as the core found them sound
 * @returns {Promise<Member[]>}
 */
export async function unpack(core, archive, entries) {
  const wanted = entries.filter(
    ({ name, isLink }) => bundleOf(name) !== undefined && !name.endsWith('/') && !isLink,
  );
  const source = await openFile(archive);
  try {
    const members = [];
    for (const entry of wanted) {
      members.push(
        entry.compression === STORED
          ? stored(core, archive, source, entry)
          : await unpacked(core, archive, source, entry),
      );
    }
    return members;
  } finally {
    source.close();
  }
}

/**
 * @param {Core} core
 * @param {FileInput} archive
 * @param {OpenFile} source
 * @param {ArchiveEntry} entry
 * @returns {Member}
 */
function stored(core, archive, source, { name, data, size, crc }) {
  if (core.crc32(source, data, size) !== crc) throw broken(name, 'its checksum differs');
  return { name, file: archive, start: data, length: size, stamp: source.stamp };
}

/**
 * @param {Core} core
 * @param {FileInput} archive
 * @param {OpenFile} source
 * @param {ArchiveEntry} entry
 * @returns {Promise<Member>}
 */
async function unpacked(core, archive, source, entry) {
  const { name, size, crc, data, compressed } = entry;
  const beginning = await inflate(source, entry, Math.min(size, BEGINNING));
  if (beginning.length === size) return { name, file: beginning, start: 0, length: size };
  /** @type {Member} */
  const asItIs = {
    ...{ name, file: archive, start: data, length: compressed, stamp: source.stamp },
    packed: { compression: DEFLATE, crc, size },
  };
  if (!bundleOf(name)?.isObject) return asItIs;
  const slices = slicesOf(core, name, beginning, size);
  if (slices?.length === 1) return { ...asItIs, slices };
  // a fat one is to be cut into its slices, which are all over it
  return { name, file: await inflate(source, entry, size), start: 0, length: size };
}

/**
 * The slices of an object file of which only the beginning is there; undefined where they reach further.
 * @param {Core} core
 * @param {string} name
 * @param {Uint8Array} beginning
 * @param {number} length of all of it, in bytes
 */
function slicesOf(core, name, beginning, length) {
  let isAll = true;
  const read = (/** @type {number} */ at, /** @type {number} */ size) => {
    isAll &&= at + size <= beginning.length;
    if (!isAll) throw new Error('it is not there');
    return beginning.subarray(at, at + size);
  };
  try {
    return core.inspect({ length, read, close() {} }, name).slices ?? [];
  } catch (error) {
    if (isAll) throw error;
    return undefined;
  }
}

/**
 * The first bytes of what a packed entry unpacks to. All of it is unpacked, and held against length and checksum; more than it
 * claims is not.
 * @param {OpenFile} source
 * @param {ArchiveEntry} entry
 * @param {number} most in bytes
 * @returns {Promise<Uint8Array>}
 */
async function inflate(source, entry, most) {
  const { name, size } = entry;
  const kept = new Uint8Array(most);
  let at = 0;
  try {
    // gzip is deflate with the length and the checksum at its end, which the platform compares
    for await (const bytes of gunzip(asGzip(source, entry))) {
      if (at + bytes.length > size) throw new Error('it is longer than the archive says');
      if (at < most) kept.set(bytes.subarray(0, most - at), at);
      at += bytes.length;
    }
  } catch (cause) {
    throw broken(name, cause instanceof Error ? cause.message : String(cause), cause);
  }
  if (at < size) throw broken(name, 'it is shorter than the archive says');
  return kept;
}

/**
 * @param {OpenFile} source
 * @param {ArchiveEntry} entry
 * @returns {Iterable<Uint8Array>}
 */
function* asGzip(source, { data, compressed, crc, size }) {
  yield Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255);
  for (let at = 0; at < compressed; at += WINDOW) {
    // a copy: one buffer serves all reads of a file
    yield new Uint8Array(source.read(data + at, Math.min(WINDOW, compressed - at)));
  }
  const tail = new DataView(new ArrayBuffer(8));
  tail.setUint32(0, crc, true);
  tail.setUint32(4, size % 2 ** 32, true);
  yield new Uint8Array(tail.buffer);
}

/**
 * @param {string} name
 * @param {string} reason
 * @param {unknown} [cause]
 */
function broken(name, reason, cause) {
  return new FileError(name, `${name} can't be unpacked: ${reason}`, {
    cause,
    help: 'make the archive again',
  });
}
