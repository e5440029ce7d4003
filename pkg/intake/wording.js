/** How values from outside are put into a sentence: short, on one line, and harmless to a terminal. */

/** Most code points of a client's value shown in a sentence. */
const SHOWN = 80;

/**
 * Replaces what could move the cursor, colour the screen or reorder the text: log lines and listings carry
 * names chosen by whoever sends the request.
 * @param {string} text
 */
export function printable(text) {
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g, '?');
}

/**
 * A value as JSON, cut to a readable length.
 * @param {unknown} value
 */
export function quoted(value) {
  return printable(shortened(JSON.stringify(value) ?? String(value)));
}

/**
 * @param {string} text
 * @param {number} [most] In code points.
 */
export function shortened(text, most = SHOWN) {
  // A code point is at most two UTF-16 units, so this slice is enough to count on.
  const start = Array.from(text.slice(0, 2 * most + 2));
  return start.length > most ? `${start.slice(0, most - 1).join('')}…` : text;
}

/**
 * The number of Unicode code points, which is what the contract's limits count.
 * @param {string} text
 */
export function codePoints(text) {
  let count = 0;
  // A pair of surrogates is one code point in two UTF-16 units.
  for (
    let at = 0;
    at < text.length;
    at += /** @type {number} */ (text.codePointAt(at)) > 0xffff ? 2 : 1
  )
    count++;
  return count;
}

/**
 * A size for people, in decimal units: `999 B`, `1.2 kB`, `524.3 MB`.
 * @param {number} bytes
 */
export function size(bytes) {
  const units = ['kB', 'MB', 'GB', 'TB'];
  if (bytes < 1000) return `${bytes} B`;
  let value = bytes / 1000;
  let unit = 0;
  while (value >= 999.95 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${value.toFixed(1)} ${units[unit]}`;
}

/**
 * @param {number} count
 * @param {string} noun
 */
export function counted(count, noun) {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
