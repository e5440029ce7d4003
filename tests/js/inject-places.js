// Where what stood in a script stands after a debug ID was put in.
import assert from 'node:assert/strict';

/** Random numbers that are the same each time. @param {number} seed */
export function dice(seed) {
  let state = seed;
  return (/** @type {number} */ sides) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * sides);
  };
}

/** Where a place of a text is, by its index. @param {string} text */
export function positions(text) {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return (/** @type {number} */ index) => {
    let [low, high] = [0, starts.length];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (Number(starts[middle]) <= index) low = middle;
      else high = middle;
    }
    return { line: low + 1, column: index - Number(starts[low]) };
  };
}

/**
 * By the index of a character in the old text, that in the new one.
 * @param {string} text
 * @param {string} changed
 */
export function newPlaces(text, changed) {
  const start = changed.indexOf('!function(c,k)');
  assert.ok(start >= 0, 'there is no code of an ID');
  const end = changed.indexOf('"stackTraceLimit");', start) + '"stackTraceLimit");'.length;
  const before = changed.slice(0, start);
  // the line end before the code is new where the line went on behind it
  const isParted = text[before.length - 1] !== before.at(-1);
  const length = before.length - (isParted ? 1 : 0);
  return (/** @type {number} */ index) => (index < length ? index : index - length + end + 1);
}
