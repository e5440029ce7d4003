/** Text from outside, made safe to print: names of files, stack traces, replies of servers. */

/** Control and formatting characters: what terminals and editors obey, and do not show. */
export const INVISIBLE = /[\p{Cc}\p{Cf}\u2028\u2029]/gu;

/**
 * A name from the file system or the network, safe to print: control and formatting characters are escaped.
 * @param {string} text
 */
export function safe(text) {
  return text.replace(INVISIBLE, (c) => `\\u{${c.codePointAt(0)?.toString(16)}}`);
}

/**
 * The same for a text of several lines: line ends and tabs stay.
 * @param {string} text
 */
export function safeLines(text) {
  return text.replace(/[^\n\r\t]+/g, safe);
}

/**
 * The same as `safe`, with the escapes of JSON: in a string of JSON they mean what they stand for.
 * @param {string} text
 */
export function escaped(text) {
  return text.replace(INVISIBLE, (c) => {
    const units = Array.from({ length: c.length }, (_, i) => c.charCodeAt(i));
    return units.map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`).join('');
  });
}
