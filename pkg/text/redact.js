/** The API key, taken out of what is shown: also where a server or a program repeats it in another writing, or in part. */

/** What is shown in its place. */
const MARK = '[API key]';

/** What is shorter is no key, and stands in any text; the same goes for pieces of it. In characters. */
const LEAST = 8;

/** From here on, in characters, a key stands in no text by chance. */
const SURE = 16;

/** One character, or what stands for one: in URLs, in JSON, in scripts, in HTML. */
const WRITTEN =
  /%(?:25)*([\da-f]{2})|\\+u00([\da-f]{2})|\\+x([\da-f]{2})|&#x0*([\da-f]{2});|&#0*(\d{2,3});|[^]/gi;

/**
 * A text without the key and without pieces of it, for what a server answers: it has the key, and may mean ill.
 * @param {string} text
 * @param {string} [key]
 */
export function withoutKey(text, key = '') {
  if (key.length < LEAST || text === '') return text;
  const { plain, placeOf } = read(text);
  /** @type {[start: number, end: number][]} in UTF-16 units, in order */
  const hidden = [];
  const pieces = piecesOf(key);
  for (let at = 0; at < plain.length; at += 1) {
    const length = pieces.lengths.find((one) => pieces.all.has(plain.slice(at, at + one)));
    if (length === undefined) continue;
    const [start, end] = [placeOf(at), placeOf(at + length)];
    const last = hidden.at(-1);
    if (last && start <= last[1]) last[1] = Math.max(last[1], end);
    else hidden.push([start, end]);
  }
  let rest = '';
  let from = 0;
  for (const [start, end] of hidden) {
    rest += text.slice(from, start) + MARK;
    from = end;
  }
  return rest + text.slice(from);
}

/**
 * A text without the whole of the key, for what mapship says itself: pieces of a key that was made up may stand in it by chance.
 * @param {string} text
 * @param {string} [key]
 */
export function withoutWholeKey(text, key = '') {
  if (key.length < SURE) return key.length < LEAST ? text : text.replaceAll(key, MARK);
  const forms = [inAnyWriting(key), ...(isWritable(key) ? encodings(key).map(escaped) : [])];
  return text.replace(new RegExp(forms.join('|'), 'giu'), MARK);
}

/** What stands for another character begins with one of these. */
const WRITES = /[%\\&]/;

/**
 * The text in one writing, and where each of its characters begins in the text, with the end.
 * @param {string} text
 * @returns {{ plain: string, placeOf: (at: number) => number }}
 */
function read(text) {
  if (!WRITES.test(text)) return { plain: even(text), placeOf: (at) => at };
  let plain = '';
  /** @type {number[]} */
  const starts = [];
  for (const found of text.matchAll(WRITTEN)) {
    const [whole, percent, json, script, hex, decimal] = found;
    const digits = percent ?? json ?? script ?? hex;
    const code = digits === undefined ? Number(decimal) : Number.parseInt(digits, 16);
    plain += even(Number.isNaN(code) ? whole : String.fromCharCode(code));
    starts.push(found.index);
  }
  starts.push(text.length);
  return { plain, placeOf: (at) => Number(starts[at]) };
}

/**
 * Small letters, of the same length; the two alphabets of base64 are one.
 * @param {string} text
 */
function even(text) {
  return text
    .replace(/[A-Z]/g, (letter) => letter.toLowerCase())
    .replaceAll('-', '+')
    .replaceAll('_', '/');
}

/** @type {{ key: string, all: Set<string>, lengths: number[] } | undefined} those of the last key: there is one in a run */
let known;

/**
 * The pieces of a key that are not shown, in each of its encodings.
 * @param {string} key
 */
function piecesOf(key) {
  if (known?.key === key) return known;
  const all = new Set();
  // eight characters have sixteen digits, and ten characters of base64 to themselves
  /** @type {[form: string, length: number][]} */
  const forms = [[key, LEAST]];
  if (isWritable(key)) {
    const [hex = '', ...base64] = encodings(key);
    forms.push([hex, 2 * LEAST]);
    for (const form of base64) forms.push([form, 10]);
  }
  for (const [form, length] of forms) {
    const text = even(form);
    for (let at = 0; at + length <= text.length; at += 1) all.add(text.slice(at, at + length));
  }
  known = { key, all, lengths: [...new Set(forms.map(([, length]) => length))] };
  return known;
}

/** Whether a key is one that a header can carry, and so has one byte for each character. @param {string} key */
function isWritable(key) {
  return /^[\x21-\x7e]+$/.test(key);
}

/**
 * In hexadecimal digits, and in base64 after none, one or two bytes of something else.
 * @param {string} key
 */
function encodings(key) {
  const hex = Array.from(key, hexOf).join('');
  const base64 = [0, 1, 2].map((before) => {
    const whole = btoa('\0'.repeat(before) + key);
    // what shares its bits with a neighbour may be any
    const first = Math.ceil((8 * before) / 6);
    return whole.slice(first, Math.floor((8 * (before + key.length)) / 6));
  });
  return [hex, ...base64];
}

/**
 * A pattern for the key with each character in any writing.
 * @param {string} key
 */
function inAnyWriting(key) {
  const all = Array.from(key, (character) => {
    const hex = hexOf(character);
    const codes = `%(?:25)*${hex}|\\\\+u00${hex}|\\\\+x${hex}|&#x0*${hex};|&#0*${character.codePointAt(0)};`;
    return `(?:${escaped(character)}|${codes})`;
  });
  return all.join('');
}

/** @param {string} character */
function hexOf(character) {
  return (character.codePointAt(0) ?? 0).toString(16).padStart(2, '0');
}

/** As a pattern that means itself. @param {string} text */
function escaped(text) {
  return text.replace(/[^\w]/gu, (sign) => `\\u{${sign.codePointAt(0)?.toString(16)}}`);
}
