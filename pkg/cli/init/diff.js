/** What a change makes of a text, line by line. */

/** Lines around a change that are shown. */
const AROUND = 3;

/**
 * @typedef {{ mark: ' ' | '+' | '-', line: string }} Line
 */

/**
 * The lines of a text before and after, in the order in which they are shown. The texts are config files: few lines.
 * @param {string | undefined} before nothing where the file is new
 * @param {string} after
 * @returns {Line[]}
 */
export function diff(before, after) {
  const a = before === undefined ? [] : linesOf(before);
  const b = linesOf(after);
  // how many lines are the same from each place on
  const same = Array.from({ length: a.length + 1 }, () => new Uint32Array(b.length + 1));
  const at = (/** @type {number} */ i, /** @type {number} */ j) => same[i]?.[j] ?? 0;
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) {
      const row = /** @type {Uint32Array} */ (same[i]);
      row[j] = a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  /** @type {Line[]} */
  const lines = [];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      lines.push({ mark: ' ', line: String(a[i]) });
      i += 1;
      j += 1;
    } else if (j >= b.length || (i < a.length && at(i + 1, j) >= at(i, j + 1))) {
      lines.push({ mark: '-', line: String(a[i]) });
      i += 1;
    } else {
      lines.push({ mark: '+', line: String(b[j]) });
      j += 1;
    }
  }
  return lines;
}

/**
 * Those lines that change, with some around them; `undefined` stands for lines that are left out.
 * @param {Line[]} lines
 * @returns {(Line | undefined)[]}
 */
export function hunks(lines) {
  const near = lines.map((_, i) =>
    lines.slice(Math.max(0, i - AROUND), i + AROUND + 1).some(({ mark }) => mark !== ' '),
  );
  return lines.flatMap((line, i) => {
    if (near[i]) return [line];
    return near[i + 1] && i > 0 ? [undefined] : [];
  });
}

/** @param {string} text */
function linesOf(text) {
  const lines = text.split('\n');
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines;
}
