/**
 * Colours a line of source code: comments, strings and the words of the language, as far as the languages agree whose stack
 * traces are explained. A highlighter of every language would be larger than all of mapship, for one line at a time.
 */

/** @import { Style } from '../text/style.js' */

const WORDS =
  'abstract as assert async await bool boolean break case catch char class const constructor continue crossinline data def default ' +
  'defer delete do double else enum export extends extension extern false final finally float fn for foreach from fun func function ' +
  'get guard if impl implements import in inline int interface internal is late lateinit let long loop match mod mut namespace new ' +
  'nil null nullptr object of open operator override package private protected pub public readonly required return sealed self set ' +
  'short static struct super suspend switch template this throw throws trait true try type typeof undefined unsafe unsigned use ' +
  'using val var virtual void volatile when where while with yield';

const PIECE = new RegExp(
  [
    /(?<comment>\/\/.*|\/\*.*?(?:\*\/|$)|^\s*\*(?:\s.*|\/)?$)/,
    /(?<string>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`(?:[^`\\]|\\.)*`)/,
    new RegExp(`(?<![\\w$.])(?<word>${WORDS.replaceAll(' ', '|')})(?![\\w$])`),
  ]
    .map(({ source }) => source)
    .join('|'),
  'g',
);

/** @type {Record<string, Parameters<Style>[0]>} */
const COLOURS = { comment: 'dim', string: 'green', word: 'cyan' };

/**
 * @param {string} line safe to print
 * @param {Style} style
 */
export function highlighted(line, style) {
  return line.replace(PIECE, (piece, ...found) => {
    const groups = /** @type {Record<string, string | undefined>} */ (found.at(-1));
    const kind = Object.keys(COLOURS).find((name) => groups[name] !== undefined);
    return style(COLOURS[kind ?? ''] ?? 'reset', piece);
  });
}
