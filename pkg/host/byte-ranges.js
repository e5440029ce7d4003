/** Files that are put together from bytes and ranges of other files: nothing of these is held in memory. */
import { openFile } from '#host';

/** @import { FileInput, FileRange, OpenFile, Piece } from './types.js' */

/**
 * A range as what a body can be made of.
 * @param {Piece} piece
 */
export function cut(piece) {
  if (piece instanceof Uint8Array) return piece;
  const { file, start, length } = piece;
  if (typeof file === 'string') return { path: file, start, length };
  return file instanceof Uint8Array
    ? file.subarray(start, start + length)
    : file.slice(start, start + length);
}

/** @param {Piece[]} pieces how long they are together, in bytes */
export function lengthOf(pieces) {
  return pieces.reduce((sum, { length }) => sum + length, 0);
}

/**
 * Opens what the pieces make, as one file.
 * @param {Piece[]} pieces
 * @returns {Promise<OpenFile>}
 */
export async function openPieces(pieces) {
  /** @type {Map<FileInput, OpenFile>} */
  const open = new Map();
  const close = () => {
    for (const source of open.values()) source.close();
  };
  try {
    for (const piece of pieces) {
      if (piece instanceof Uint8Array || open.has(piece.file)) continue;
      open.set(piece.file, await openFile(piece.file));
    }
  } catch (error) {
    close();
    throw error;
  }
  return { length: lengthOf(pieces), read: (offset, length) => read(offset, length), close };

  /** @param {number} offset @param {number} length */
  function read(offset, length) {
    const whole = new Uint8Array(length);
    let begin = 0;
    for (const piece of pieces) {
      const from = Math.max(offset, begin);
      const end = Math.min(offset + length, begin + piece.length);
      if (from < end) whole.set(bytesOf(piece, from - begin, end - from), from - offset);
      begin += piece.length;
    }
    return whole;
  }

  /** @param {Piece} piece @param {number} offset @param {number} length @returns {Uint8Array} */
  function bytesOf(piece, offset, length) {
    if (piece instanceof Uint8Array) return piece.subarray(offset, offset + length);
    const source = /** @type {OpenFile} */ (open.get(/** @type {FileRange} */ (piece).file));
    return source.read(piece.start + offset, length);
  }
}
