/**
 * Reads the `event` part. `JSON.parse` alone rounds integers past 2^53, and int64 fields go up to 2^63 - 1; so
 * the numbers at the top level of the object are kept as the digits that were sent.
 */

import { randomUUID } from 'node:crypto';

/** Deeper nesting has no place in an event, and could exhaust the stack of whoever walks it. */
const MAX_DEPTH = 32;

/** A JSON number as it was written. */
export class JsonNumber {
  /** @param {string} text */
  constructor(text) {
    this.text = text;
  }
}

/**
 * @typedef {{ ok: true, value: Record<string, unknown>, fields: Map<string, unknown> } | { ok: false, error: string }} EventReading
 * `value` is the event as plain JSON; `fields` has its top level with every number as a `JsonNumber`.
 */

/**
 * @param {Uint8Array} bytes
 * @returns {EventReading}
 */
export function readEvent(bytes) {
  let text;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return { ok: false, error: 'The event is not valid UTF-8' };
  }
  if (text.startsWith('\ufeff')) {
    return {
      ok: false,
      error: 'The event is not valid JSON: it starts with a byte order mark',
    };
  }
  if (text.trim() === '')
    return { ok: false, error: 'The event is empty: it must be a JSON object' };
  const scan = scanTokens(text);
  if (scan.depth > MAX_DEPTH) {
    return {
      ok: false,
      error: `The event is nested deeper than ${MAX_DEPTH} levels`,
    };
  }
  let value;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return {
      ok: false,
      error: `The event is not valid JSON: ${/** @type {Error} */ (error).message}`,
    };
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return { ok: false, error: 'The event must be a JSON object' };
  }
  return { ok: true, value, fields: withDigits(text, scan.numbers) };
}

/**
 * Finds where the numbers are and how deep the nesting goes. Holds for valid JSON, where anything that starts
 * with a digit or a minus outside a string is a number; on anything else `JSON.parse` has the last word.
 * @param {string} text
 */
function scanTokens(text) {
  /** @type {[start: number, end: number][]} */
  const numbers = [];
  const number = /-?[0-9][0-9.eE+-]*/y;
  let depth = 0;
  let deepest = 0;
  for (let at = 0; at < text.length; at++) {
    const char = text[at];
    if (char === '"') at = endOfString(text, at);
    else if (char === '{' || char === '[') deepest = Math.max(deepest, ++depth);
    else if (char === '}' || char === ']') depth--;
    else {
      number.lastIndex = at;
      const found = number.exec(text);
      if (found) {
        if (depth === 1) numbers.push([at, number.lastIndex]);
        at = number.lastIndex - 1;
      }
    }
  }
  return { numbers, depth: deepest };
}

/**
 * @param {string} text
 * @param {number} start Where the opening quote is.
 * @returns {number} Where the closing quote is, or the text's end.
 */
function endOfString(text, start) {
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === '"') return at;
  }
  return text.length;
}

/**
 * Parses a copy of the text in which each top-level number stands in quotes behind a mark. The mark is random,
 * so no string in the event can pass for a number.
 * @param {string} text Valid JSON, an object.
 * @param {[start: number, end: number][]} numbers
 */
function withDigits(text, numbers) {
  const mark = randomUUID();
  let copy = '';
  let done = 0;
  for (const [start, end] of numbers) {
    copy += `${text.slice(done, start)}"${mark}${text.slice(start, end)}"`;
    done = end;
  }
  copy += text.slice(done);
  /** @type {Map<string, unknown>} */
  const fields = new Map();
  for (const [name, value] of Object.entries(JSON.parse(copy))) {
    const isNumber = typeof value === 'string' && value.startsWith(mark);
    fields.set(name, isNumber ? new JsonNumber(value.slice(mark.length)) : value);
  }
  return fields;
}
