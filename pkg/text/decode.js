/** Text of files that people and scripts write, in whichever encoding. */

/** What tells the encoding, in bytes. */
const MARKS = /** @type {const} */ ([
  ['utf-16le', 0xff, 0xfe],
  ['utf-16be', 0xfe, 0xff],
]);

/**
 * The text of a file, without a byte order mark. PowerShell's `>` and older editors of Windows write UTF-16.
 * @param {Uint8Array} bytes
 * @param {TextDecoderOptions} [options] `fatal` where bytes that are no text are to throw
 */
export function decodeText(bytes, options) {
  const [encoding = 'utf-8'] =
    MARKS.find(([, first, second]) => bytes[0] === first && bytes[1] === second) ?? [];
  return new TextDecoder(encoding, options).decode(bytes);
}
