/** JSON as mapship writes it. */
import { escaped } from '../text/safe.js';

/** What is there of JSON.stringify unescaped, besides its own line ends. */
const SPELT = /[\x7f-\x9f\p{Cf}\u2028\u2029]/gu;

/**
 * Like `JSON.stringify`, with BigInts as numbers that keep all their digits, and without characters that a terminal obeys.
 * @param {unknown} value
 */
export function stringify(value) {
  const mark = `bigint:${crypto.randomUUID()}:`;
  const text = JSON.stringify(
    value,
    (_, member) => (typeof member === 'bigint' ? `${mark}${member}` : member),
    2,
  );
  return text.replaceAll(new RegExp(`"${mark}(-?\\d+)"`, 'g'), '$1').replace(SPELT, escaped);
}
