/** A window of text of a file that is read by ranges, cut into lines as the core counts them (ECMA-262 12.3). */

/** @import { OpenFile } from '../host/types.js' */
/** @import { TextWindow } from '../index.js' */

const LINE_END = /\r\n|[\n\r\u2028\u2029]/g;

/** No UTF-16 unit takes more bytes of UTF-8. */
const BYTES = 3;

/** How many bytes are read for line ends, which are not counted. */
const LINE_ENDS = 1024;

/**
 * @param {OpenFile} file
 * @param {number} offset where it begins, in bytes
 * @param {{ line: number, column: number }} at what that is: line 1-based, column 0-based
 * @param {number} length in UTF-16 units, line ends not counted
 * @returns {TextWindow}
 */
export function readWindow(file, offset, at, length) {
  const size = Math.min(length * BYTES + LINE_ENDS, file.length - offset);
  const isWhole = offset + size === file.length;
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  // a character that the window cuts off is left out
  const text = decoder.decode(file.read(offset, size), { stream: !isWhole });
  let { line, column } = at;
  let [begin, left] = [0, length];
  /** @type {TextWindow['lines']} */
  const lines = [];
  for (;;) {
    LINE_END.lastIndex = begin;
    const found = LINE_END.exec(text);
    const stop = found?.index ?? text.length;
    const end = Math.min(stop, wholeCharacters(text, begin + left));
    const ends = end === stop && (found !== null || isWhole);
    lines.push({ line, column, text: text.slice(begin, end), ends });
    left -= end - begin;
    begin = found && end === stop ? stop + found[0].length : end;
    if (found === null || left <= 0) break;
    line += 1;
    column = 0;
  }
  return { lines, more: begin < text.length || !isWhole };
}

/**
 * An index that is not in the middle of a character.
 * @param {string} text
 * @param {number} index
 */
function wholeCharacters(text, index) {
  return index < text.length && (text.codePointAt(index - 1) ?? 0) > 0xffff ? index + 1 : index;
}
