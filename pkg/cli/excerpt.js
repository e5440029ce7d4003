/** The text around the place of a finding, with a mark below it, as compilers show it. */
import { closeSync, readSync } from 'node:fs';

import { openRegular } from '../host/regular.js';
import { INVISIBLE } from '../text/safe.js';

/** @import { FileReport, Issue } from '../index.js' */
/** @import { Style } from '../text/style.js' */

/** So many bytes are read on either side of the place. */
const AROUND = 256;

/** An excerpt is at least and at most as wide as this, in characters. */
const [NARROWEST, WIDEST] = [30, 90];

/** So many bytes at the beginning of a file say whether it is what text may be shown of. */
const HEAD = 4096;

/**
 * How source maps begin. Nothing is shown of another file, even if it was given as a map: it was perhaps named by mistake, and may hold
 * secrets.
 */
const IS_MAP = /^[^{]{0,8}\{[^]*?"version"\s*:\s*3\b/;

/** What stands for text that was cut off. */
const MORE = '…';

/**
 * Two lines: the text around the place, and a mark below its first character. None where the file is no source map, or can't be read
 * any more.
 * @param {Issue} issue
 * @param {FileReport} file
 * @param {{ style: Style, colour: Parameters<Style>[0], width: number }} how `width`: of the terminal, without the indent
 * @returns {string[]}
 */
export function excerptOf({ at }, file, { style, colour, width }) {
  if (at.offset === undefined) return [];
  const path = file.parts.find(({ part }) => part === at.part)?.path ?? file.path;
  const head = readRange(path, 0, HEAD);
  if (head === undefined || !IS_MAP.test(head.toString('latin1'))) return [];
  const around = readAround(path, at.offset);
  if (around === undefined) return [];
  const room = Math.max(NARROWEST, Math.min(width, WIDEST)) - 2 * MORE.length;
  const before = cutStart(around.before, Math.floor(room / 2));
  const after = cutEnd(around.after, room - before.length);
  if (before === '' && after === '') return [];
  return [style('dim', before) + after, `${' '.repeat(before.length)}${style(colour, '^')}`];
}

/**
 * What is before and behind a byte of a text, in its line.
 * @param {string} path
 * @param {number} offset of the byte
 */
function readAround(path, offset) {
  const from = Math.max(0, offset - AROUND);
  const bytes = readRange(path, from, offset - from + AROUND);
  if (bytes === undefined || bytes.includes(0)) return undefined;
  const middle = offset - from;
  const [before, after] = [bytes.subarray(0, middle), bytes.subarray(middle)].map(textOf);
  return { before: before.split('\n').at(-1) ?? '', after: after.split('\n')[0] ?? '' };
}

/**
 * @param {string} path
 * @param {number} from
 * @param {number} length
 */
function readRange(path, from, length) {
  try {
    const { fd } = openRegular(path);
    try {
      const bytes = Buffer.alloc(length);
      return bytes.subarray(0, readSync(fd, bytes, 0, length, from));
    } finally {
      closeSync(fd);
    }
  } catch {
    // an entry of an archive, or a file that is gone: the finding says where the place is all the same
    return undefined;
  }
}

/** Text of which each character takes one place. @param {Buffer} bytes */
function textOf(bytes) {
  // a character that is cut through at an end of what was read is no part of it
  const text = bytes.toString('utf8').replace(/^\uFFFD+|\uFFFD+$/g, '');
  return text.replaceAll('\r', '').replace(UNSHOWN, '·');
}

/** What a terminal would obey, or show in no place or in two. */
const UNSHOWN = new RegExp(`(?!\\n)${INVISIBLE.source}|\\p{M}|[\\u{1100}-\\u{10FFFF}]`, 'gu');

/** @param {string} text @param {number} most */
function cutStart(text, most) {
  return text.length <= most ? text : MORE + text.slice(text.length - most);
}

/** @param {string} text @param {number} most */
function cutEnd(text, most) {
  return text.length <= most ? text : text.slice(0, most) + MORE;
}
