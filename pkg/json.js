/** JSON as mapship writes it. */

/**
 * Like `JSON.stringify`, with BigInts as numbers that keep all their digits.
 * @param {unknown} value
 */
export function stringify(value) {
  const mark = `bigint:${crypto.randomUUID()}:`;
  const text = JSON.stringify(
    value,
    (_, member) => (typeof member === 'bigint' ? `${mark}${member}` : member),
    2,
  );
  return text.replaceAll(new RegExp(`"${mark}(-?\\d+)"`, 'g'), '$1');
}
