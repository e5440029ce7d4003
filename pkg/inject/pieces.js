/** A changed file in memory. */

/** @import { Injection } from '../core/types.js' */

/**
 * @param {Uint8Array} file as it was
 * @param {NonNullable<Injection['script']>} pieces what becomes of it
 * @returns {string}
 */
export function joined(file, pieces) {
  const whole = pieces.map((piece) =>
    piece instanceof Uint8Array ? piece : file.subarray(piece.start, piece.start + piece.length),
  );
  return Buffer.concat(whole).toString();
}
