/** ELF files without their code, their debug information compressed: what objcopy makes of them. */
import { packRange } from '#host';

import { lengthOf } from '../host/byte-ranges.js';

/** @import { Core } from '../core/types.js' */
/** @import { BodyFile, FileInput, Kept, OpenFile, Piece } from '../host/types.js' */

/** @typedef {Kept & { index: number }} PackedSection */

/** Up to here, in bytes, a section is compressed at once, and stays in memory. */
const SHORT = 512 * 1024;

/** zlib's own, and so objcopy's. */
const LEVEL = 6;

/** How many sections are compressed at most, the largest ones: a program has about a dozen. */
const MOST = 64;

/** How many sections are compressed at a time. Most often two are larger than all others. */
const TOGETHER = 2;

/** The limit holds for what is sent, in bytes: no code that is left out counts. */
const LIMIT = 500_000_000;

/**
 * @typedef {object} Reduced
 * @property {BodyFile} body
 * @property {number} size of what would be sent, in bytes, also where nothing is going to be
 * @property {() => void | Promise<void>} release gives back what was compressed; nothing of `body` can be read after
 */

/**
 * @param {Core} core
 * @param {{ file: FileInput, pieces?: Piece[], source: OpenFile }} elf `pieces`: the range of an archive that it is
 * @param {object} how
 * @param {boolean} how.keepUnwind
 * @param {boolean} how.sends whether it is going to be sent; if not, nothing is compressed but to see whether it would fit
 * @param {number} how.others what else goes with it, in bytes
 * @param {AbortSignal} [how.signal]
 * @returns {Promise<Reduced | undefined>} undefined where it is to be sent as it is
 */
export async function reduce(core, elf, { keepUnwind, sends, others, signal }) {
  const { file, pieces: [range] = [], source } = elf;
  const { start, stamp } =
    range === undefined || range instanceof Uint8Array ? { start: 0, stamp: source.stamp } : range;
  const made = core.debugOnly(source, keepUnwind, new Float64Array());
  const plain = made.pieces?.map(place);
  const size = plain ? lengthOf(plain) : source.length;
  const packed =
    sends || size + others > LIMIT ? await packSections(made.sections, source, signal) : [];
  const release = async () => {
    for (const section of packed) await section.release();
  };
  const pairs = Float64Array.from(packed.flatMap(({ index, length }) => [index, length]));
  const smaller = packed.length > 0 ? core.debugOnly(source, keepUnwind, pairs) : undefined;
  const pieces = smaller?.pieces?.map(place);
  if (pieces === undefined || !sends) {
    await release();
    const body = plain && { file, size, pieces: plain };
    return body && { body, size: pieces ? lengthOf(pieces) : size, release() {} };
  }
  const known = plain ?? [place({ offset: 0, length: source.length })];
  return {
    body: { file, size: lengthOf(pieces), pieces, plain: known },
    size: lengthOf(pieces),
    release,
  };

  /**
   * @param {Uint8Array | { offset: number, length: number } | number} piece
   * @returns {Piece}
   */
  function place(piece) {
    if (piece instanceof Uint8Array) return piece;
    if (typeof piece === 'object') {
      return { file, stamp, start: start + piece.offset, length: piece.length };
    }
    const section = /** @type {PackedSection} */ (packed.find(({ index }) => index === piece));
    return { file: section.file, stamp: section.stamp, start: 0, length: section.length };
  }
}

/**
 * @param {Float64Array} numbers of each section its index, where it begins and how long it is
 * @param {OpenFile} source
 * @param {AbortSignal} [signal]
 * @returns {Promise<PackedSection[]>} without those that there is no room for
 */
async function packSections(numbers, source, signal) {
  /** @type {{ index: number, offset: number, length: number }[]} */
  const sections = [];
  for (let i = 0; i < numbers.length; i += 3) {
    const [index = 0, offset = 0, length = 0] = numbers.subarray(i, i + 3);
    sections.push({ index, offset, length });
  }
  // those that take long begin first
  sections.sort((a, b) => b.length - a.length).splice(MOST);
  /** @type {PackedSection[]} */
  const packed = [];
  const work = async () => {
    for (let next = sections.shift(); next; next = sections.shift()) {
      const { index, offset, length } = next;
      const one = await (length <= SHORT
        ? packShort(source, offset, length)
        : packRange(source, offset, length, signal));
      if (one) packed.push({ ...one, index });
    }
  };
  const done = await Promise.allSettled(Array.from({ length: TOGETHER }, work));
  const failed = done.find(({ status }) => status === 'rejected');
  if (failed?.status === 'rejected') {
    for (const section of packed) await section.release();
    throw failed.reason;
  }
  return packed;
}

/**
 * @param {OpenFile} source
 * @param {number} offset
 * @param {number} length
 * @returns {Promise<Kept>}
 */
async function packShort(source, offset, length) {
  const { deflate } = await import('../host/vendor/deflate.js');
  const file = deflate(source.read(offset, length), { level: LEVEL, legacyHash: true });
  return { file, length: file.length, release() {} };
}
