/** The dSYM bundles in a zip archive, as files to be read: stored ones by range, packed ones unpacked. */
/** @import { ArchiveEntry, Core } from '../core-types.js' */
/** @import { FileInput } from '../host-types.js' */
/** @import { Member } from './archive.js' */

import { openFile } from '#host';
import { FileError } from '../errors.js';
import { bundleOf } from './archive.js';

const STORED = 0;

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
    for (const { name, compression, data, compressed, size, crc } of wanted) {
      if (compression === STORED) {
        verify(name, crc, core.crc32(source, data, size));
        members.push({ name, file: archive, start: data, length: size, stamp: source.stamp });
        continue;
      }
      const packed = source.read(data, compressed).slice();
      const file = await inflate(packed, size, name);
      verify(name, crc, core.crc32(await openFile(file), 0, size));
      members.push({ name, file, start: 0, length: size });
    }
    return members;
  } finally {
    source.close();
  }
}

/**
 * @param {string} name
 * @param {number} expected
 * @param {number} actual
 */
function verify(name, expected, actual) {
  if (expected === actual) return;
  throw new FileError(name, `${name} can't be unpacked: its checksum differs`, {
    help: 'make the archive again',
  });
}

/**
 * What a packed entry unpacks to. More than it claims is not unpacked.
 * @param {Uint8Array} packed
 * @param {number} size in bytes
 * @param {string} name
 * @returns {Promise<Uint8Array>}
 */
async function inflate(packed, size, name) {
  const whole = new Uint8Array(size);
  let at = 0;
  const bytes = new Blob([/** @type {BlobPart} */ (packed)]).stream();
  try {
    const stream = bytes.pipeThrough(new DecompressionStream('deflate-raw'));
    const reader = stream.getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      if (at + value.length > size) throw new Error('it is longer than the archive says');
      whole.set(value, at);
      at += value.length;
    }
    if (at < size) throw new Error('it is shorter than the archive says');
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : cause;
    throw new FileError(name, `${name} can't be unpacked: ${reason}`, {
      cause,
      help: 'make the archive again',
    });
  }
  return whole;
}
