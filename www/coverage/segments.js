/** Text cut where what it belongs to changes. Pure. */

/** @import { Span } from '../../pkg/index.js' */

/**
 * A piece of a line of the generated file.
 * @typedef {object} Piece
 * @property {number} column where it begins, 0-based, in UTF-16 units
 * @property {string} text
 * @property {Span} [span] what it is part of; of what is not mapped, nothing
 */

/**
 * @param {{ line: number, column: number, text: string }} line or a part of it
 * @param {Span[]} spans of that line, in order
 * @returns {Piece[]}
 */
export function piecesOf({ column: begin, text }, spans) {
  /** @type {Piece[]} */
  const pieces = [];
  const end = begin + text.length;
  let at = begin;
  const cut = (/** @type {number} */ to, /** @type {Span} */ span) => {
    if (to > at) pieces.push({ column: at, text: text.slice(at - begin, to - begin), span });
    at = Math.max(at, to);
  };
  for (const span of spans) {
    cut(Math.min(span.column, end), /** @type {any} */ (undefined));
    cut(Math.min(span.endColumn ?? end, end), span);
  }
  cut(end, /** @type {any} */ (undefined));
  return pieces;
}

/** What a place in a source is known by on both sides. @param {Span} span */
export function keyOf({ source, originalLine, originalColumn }) {
  return source === undefined ? '' : `${source}:${originalLine}:${originalColumn}`;
}

/**
 * A place in a source that stretches of the generated file lead to.
 * @typedef {object} Token
 * @property {number} column 0-based
 * @property {string} key
 * @property {Span[]} spans in the order of the generated file
 */

/**
 * The places in a source that some stretches lead to, by line.
 * @param {Span[]} spans
 * @returns {Map<number, Token[]>} in order
 */
export function tokensOf(spans) {
  /** @type {Map<string, Token & { line: number }>} */
  const byKey = new Map();
  for (const span of spans) {
    const key = keyOf(span);
    const known = byKey.get(key);
    if (known) known.spans.push(span);
    else {
      const { originalLine = 0, originalColumn = 0 } = span;
      byKey.set(key, { line: originalLine, column: originalColumn, key, spans: [span] });
    }
  }
  /** @type {Map<number, Token[]>} */
  const lines = new Map();
  for (const token of byKey.values()) {
    const line = lines.get(token.line);
    if (line) line.push(token);
    else lines.set(token.line, [token]);
  }
  for (const line of lines.values()) line.sort((one, other) => one.column - other.column);
  return lines;
}

/**
 * A line of a source, cut before each place that is led to.
 * @param {string} text
 * @param {Token[]} tokens of that line, in order
 * @returns {{ text: string, token?: Token }[]}
 */
export function cutAtTokens(text, tokens) {
  const pieces = [];
  let at = 0;
  for (const [i, token] of tokens.entries()) {
    const begin = Math.min(token.column, text.length);
    if (begin > at) pieces.push({ text: text.slice(at, begin) });
    const end = Math.min(tokens[i + 1]?.column ?? text.length, text.length);
    pieces.push({ text: text.slice(begin, end), token });
    at = end;
  }
  if (at < text.length) pieces.push({ text: text.slice(at) });
  return pieces;
}
