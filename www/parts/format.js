/** Numbers as people read them. Pure. */

const NUMBER = new Intl.NumberFormat('en');

/** @param {number} value */
export const number = (value) => NUMBER.format(value);

/**
 * @param {number} count
 * @param {string} noun in the singular
 */
export const plural = (count, noun) => `${number(count)} ${noun}${count === 1 ? '' : 's'}`;

/** @param {number} size in bytes; shown in decimal units, as the limits are given */
export function bytes(size) {
  if (size < 1000) return `${size} B`;
  const units = ['kB', 'MB', 'GB'];
  let value = size;
  let unit = 'B';
  for (const next of units) {
    if (value < 999.5) break;
    value /= 1000;
    unit = next;
  }
  return `${value < 9.95 ? value.toFixed(1) : Math.round(value)} ${unit}`;
}

/**
 * A share, the same wherever it is shown. Only what is whole is 100 %, and only what is nothing is 0 %.
 * @param {number} share of 1
 */
export function percent(share) {
  if (share <= 0) return '0 %';
  if (share >= 1) return '100 %';
  if (share < 0.001) return 'less than 0.1 %';
  return `${Math.min(99.9, share * 100).toFixed(1)} %`;
}

/** @param {number} ms */
export function duration(ms) {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`;
  return `${Math.floor(ms / 60_000)} min ${Math.round((ms % 60_000) / 1000)} s`;
}

/** A name of the core's, such as `js_sourcemap` or `source-map`, as words. @param {string} name */
export const words = (name) => name.replaceAll(/[_-]/g, ' ');

/**
 * A sentence of the core's, where it stands by itself. What begins with a name, as `event.service` is one, begins as that does.
 * @param {string} text
 */
export const sentence = (text) =>
  /^(?!mapship\b)\p{Ll}+(?=[\s,;:’]|$)/u.test(text)
    ? text.charAt(0).toUpperCase() + text.slice(1)
    : text;

/** The same with its full stop. @param {string} text */
export const fullSentence = (text) => (/[.?!]$/.test(text) ? sentence(text) : `${sentence(text)}.`);
