/**
 * Entries of zip archives, as files to be read. What is packed is unpacked piece by piece, by the platform, and held against its length
 * and its checksum: into memory, or to where the host keeps what is long.
 */
/** @import { Core } from '../core/types.js' */
/** @import { FileInput, Kept, OpenFile, Piece } from '../host/types.js' */

import { gunzip, keep, openFile } from '#host';
import { FileError, MapshipError } from '../errors.js';

/** An entry that can't be unpacked. */
class EntryError extends FileError {
  /**
   * @param {string} entry
   * @param {string} why what is wrong with it
   * @param {unknown} [cause]
   */
  constructor(entry, why, cause) {
    super(entry, `can't be unpacked: ${why}`, { cause, help: 'make the archive again' });
    this.why = why;
  }

  /**
   * @override
   * @param {Core} core
   */
  finding(core) {
    return core.finding('archive-entry', { entry: this.path, reason: this.why });
  }
}

/** An entry that would fill memory or disk. */
class TooLarge extends FileError {
  /**
   * @param {string} entry
   * @param {number} size in bytes
   */
  constructor(entry, size) {
    super(entry, 'is too large to be unpacked', {
      help: 'unpack the archive, and give the folder',
    });
    this.size = size;
  }

  /**
   * @override
   * @param {Core} core
   */
  finding(core) {
    return core.finding('archive-too-large', { entry: this.path, size: this.size });
  }
}

/** What is said where the platform can't unpack it. */
const BROKEN = 'its data is broken, or its checksum differs';

/** How much of a packed file is kept, in bytes: the header of an object file and as many load commands as are read. */
const BEGINNING = 4 * 1024 * 1024 + 64 * 1024;

/** How much is read of the archive at a time, in bytes. A stored block of deflate is no longer. */
const WINDOW = 65_535;

/**
 * Where an entry lies in its archive.
 * @typedef {object} EntryPlace
 * @property {boolean} packed whether by deflate; else it is stored
 * @property {number} start of its data, in bytes
 * @property {number} length of its data, in bytes
 * @property {number} size of what that unpacks to, in bytes
 * @property {number} crc
 * @property {boolean} fits whether it may be unpacked
 */

/** An entry that can be read; `packed` says that this is its beginning alone. @typedef {OpenFile & { packed: boolean }} OpenEntry */

/**
 * What is sent of an entry.
 * @typedef {{ file: FileInput, pieces?: Piece[], release: () => void | Promise<void> }} Taken
 */

export class Entry {
  /**
   * @param {FileInput} archive
   * @param {string} shown what to call it
   * @param {EntryPlace} place as the core found it sound
   */
  constructor(archive, shown, place) {
    this.archive = archive;
    this.shown = shown;
    this.place = place;
  }

  /**
   * Opens it to be looked at. What is stored is not held against its checksum yet.
   * @param {boolean} all whether all of it is read; else the beginning is enough, where it is long
   * @returns {Promise<OpenEntry>}
   */
  async open(all) {
    const { packed, start, size } = this.place;
    if (!packed) {
      const source = await openFile(this.archive);
      const read = (/** @type {number} */ at, /** @type {number} */ length) =>
        source.read(start + at, length);
      return { length: size, read, close: () => source.close(), stamp: source.stamp, packed };
    }
    if (!all && size > BEGINNING) {
      const bytes = await this.beginning(BEGINNING, true);
      const read = (/** @type {number} */ at, /** @type {number} */ length) => {
        if (at + length > bytes.length) throw new Error('it is not unpacked');
        return bytes.subarray(at, at + length);
      };
      return { length: size, read, close() {}, packed };
    }
    const kept = await this.unpack();
    const source = await openFile(kept.file);
    const close = () => {
      source.close();
      void kept.release();
    };
    return { length: size, read: source.read, close, packed: false };
  }

  /**
   * What is sent of it, checked: a range of the archive, or what it unpacks to.
   * @returns {Promise<Taken>}
   */
  async take() {
    if (this.place.packed) return this.unpack();
    for await (const _ of this.#pieces());
    const { start, length } = this.place;
    const { archive: file } = this;
    const { stamp, close } = await openFile(file);
    close();
    return { file, pieces: [{ file, start, length, stamp }], release() {} };
  }

  /** @returns {Promise<Kept>} */
  async unpack() {
    const { fits, size } = this.place;
    if (!fits) throw new TooLarge(this.shown, size);
    try {
      return await keep(this.#pieces(), size);
    } catch (cause) {
      throw this.fault(cause);
    }
  }

  /**
   * Its first bytes.
   * @param {number} most in bytes
   * @param {boolean} check whether all of it is held against its length and its checksum
   */
  async beginning(most, check) {
    const kept = new Uint8Array(Math.min(most, this.place.size));
    let at = 0;
    for await (const bytes of this.#pieces()) {
      if (at < kept.length) kept.set(bytes.subarray(0, kept.length - at), at);
      at += bytes.length;
      if (!check && at >= kept.length) break;
    }
    return kept;
  }

  /**
   * What it unpacks to, piece by piece, and no more than it claims.
   * @returns {AsyncGenerator<Uint8Array>}
   */
  async *#pieces() {
    const { size } = this.place;
    const source = await openFile(this.archive);
    let at = 0;
    try {
      // gzip is deflate with the length and the checksum at its end, which the platform compares
      for await (const bytes of gunzip(asGzip(source, this.place))) {
        at += bytes.length;
        if (at > size) throw new EntryError(this.shown, 'it is longer than the archive says');
        yield bytes;
      }
      if (at < size) throw new EntryError(this.shown, 'it is shorter than the archive says');
    } catch (cause) {
      // platforms have words of their own for it
      throw cause instanceof FileError
        ? this.fault(cause)
        : new EntryError(this.shown, BROKEN, cause);
    } finally {
      source.close();
    }
  }

  /**
   * That it can't be unpacked.
   * @param {unknown} cause
   * @returns {unknown}
   */
  fault(cause) {
    const isOther = cause instanceof MapshipError && !(cause instanceof FileError);
    if (isOther || cause instanceof EntryError || cause instanceof TooLarge) return cause;
    const { reason, message = String(cause) } = /** @type {Partial<FileError>} */ (cause);
    return new EntryError(this.shown, reason ?? message, cause);
  }
}

/**
 * @param {OpenFile} source
 * @param {EntryPlace} place
 * @returns {Iterable<Uint8Array>}
 */
function* asGzip(source, { packed, start, length, crc, size }) {
  yield Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255);
  if (!packed && length === 0) yield Uint8Array.of(1, 0, 0, 255, 255);
  for (let at = 0; at < length; at += WINDOW) {
    const count = Math.min(WINDOW, length - at);
    // what is stored is deflate with a few bytes before each block
    if (!packed) {
      const low = count & 255;
      const high = count >> 8;
      yield Uint8Array.of(Number(at + count === length), low, high, 255 - low, 255 - high);
    }
    // a copy: one buffer serves all reads of a file
    yield new Uint8Array(source.read(start + at, count));
  }
  const tail = new DataView(new ArrayBuffer(8));
  tail.setUint32(0, crc, true);
  tail.setUint32(4, size % 2 ** 32, true);
  yield new Uint8Array(tail.buffer);
}
