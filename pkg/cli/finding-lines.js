/** How findings and remedies are printed, wherever the command line prints one. */
import { Help } from 'commander';

/** @import { Style } from '../text/style.js' */

export const COLOUR = /** @type {const} */ ({ error: 'red', warning: 'yellow', note: 'cyan' });

/** Where there is less room for a sentence than this, the terminal breaks the lines. */
const NARROWEST = 30;

/**
 * @param {{ severity: keyof typeof COLOUR, message: string, code: string, help?: string }} finding its texts are safe to print
 * @param {Style} style
 * @param {object} [how]
 * @param {string} [how.indent]
 * @param {string} [how.place] where it is
 * @param {string[]} [how.excerpt] the text there
 * @returns {string[]}
 */
export function findingLines(
  { severity, message, code, help },
  style,
  { indent = '', place, excerpt = [] } = {},
) {
  const sentence = `${message}  ${style('dim', `[${code}]`)}`;
  const inner = `${indent}  `;
  return [
    ...wrapped(sentence, style, `${indent}${style(COLOUR[severity], severity)}  `, inner),
    ...(place ? wrapped(style('dim', `at ${place}`), style, inner, inner) : []),
    ...excerpt.map((line) => `${inner}  ${line}`),
    ...(help ? remedyLines(help, style, inner) : []),
  ];
}

/**
 * What the reader is to do.
 * @param {string} help safe to print
 * @param {Style} style
 * @param {string} indent
 * @returns {string[]}
 */
export function remedyLines(help, style, indent) {
  return wrapped(help, style, `${indent}${style('cyan', '→')} `, `${indent}  `);
}

/**
 * Breaks a text at words, where a terminal is known to be narrower.
 * @param {string} text
 * @param {Style} style
 * @param {string} first what the first line begins with
 * @param {string} rest what the others begin with
 * @returns {string[]}
 */
export function wrapped(text, style, first, rest) {
  const help = new Help();
  const room = style.width - rest.length;
  if (style.width === Infinity || room < NARROWEST) return [first + text];
  // the first line may begin with more than the others: what is too much stands for so many characters of the text
  const more = 'x'.repeat(Math.max(0, help.displayWidth(first) - rest.length));
  const lines = help.boxWrap(more + text, room).split('\n');
  return lines.map((line, index) => (index === 0 ? first + line.slice(more.length) : rest + line));
}
