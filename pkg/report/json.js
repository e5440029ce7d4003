/** JSON as mapship writes it. */
import { escaped } from '../text/safe.js';

/** What is there of JSON.stringify unescaped, besides its own line ends. */
const SPELT = /[\x7f-\x9f\p{Cf}\u2028\u2029]/gu;

/**
 * Like `JSON.stringify`, with BigInts as numbers that keep all their digits, and without characters that a terminal obeys.
 * @param {unknown} value
 */
export function stringify(value) {
  /** @type {string | undefined} of which there is need in few documents, and receipts write many */
  let mark;
  const text = JSON.stringify(
    value,
    (_, member) => {
      if (typeof member !== 'bigint') return member;
      mark ??= `bigint:${crypto.randomUUID()}:`;
      return `${mark}${member}`;
    },
    2,
  );
  const whole =
    mark === undefined ? text : text.replaceAll(new RegExp(`"${mark}(-?\\d+)"`, 'g'), '$1');
  return whole.replace(SPELT, escaped);
}
