/**
 * The lines of sources that places of native programs name, read out of a folder with these sources. Debug information has the paths of the
 * machine that built the program: a path is found by its end.
 */
import { sourceRoot } from '#host';

/** @import { OriginalFrame, SourceLines } from '../index.js' */

/** The largest source that is read, in bytes: those that people write are smaller. */
const LARGEST = 8 * 2 ** 20;

/**
 * Adds to places the lines around them, as far as the folder has their sources.
 * @param {string} folder
 * @param {OriginalFrame[]} places
 * @param {number} around how many lines before and after the one that is meant
 * @throws {import('../errors.js').UsageError} where there is no such folder
 */
export function addSourceLines(folder, places, around) {
  const root = sourceRoot(folder);
  const paths = [...new Set(places.flatMap(({ source, line }) => (source && line ? source : [])))];
  const ends = new Map(paths.map((path) => [path, endsOf(path)]));
  const prefix = commonPrefix(root.has, ends);
  if (prefix === undefined) return;
  /** @type {Map<string, string[] | undefined>} */
  const texts = new Map();
  for (const place of places) {
    const { source = '', line = 0 } = place;
    const end = ends.get(source)?.find((one) => one.before === prefix)?.path;
    if (end === undefined || line < 1) continue;
    if (!texts.has(end)) texts.set(end, root.read(end, LARGEST)?.split(/\r\n|\n|\r/));
    const context = linesAround(texts.get(end), line, around);
    if (context) place.context = context;
  }
}

/**
 * The ends of a path, the longest first, each with what is before it.
 * @param {string} path
 * @returns {{ before: string, path: string }[]}
 */
function endsOf(path) {
  /** @type {string[]} */
  const names = [];
  for (const name of path.split(/[/\\]/)) {
    if (name === '..') names.pop();
    else if (name !== '.' && (name !== '' || names.length === 0)) names.push(name);
  }
  return names.flatMap((name, at) =>
    name === '' || /^[A-Za-z]:$/.test(name)
      ? []
      : [{ before: names.slice(0, at).join('/'), path: names.slice(at).join('/') }],
  );
}

/**
 * The folder of the other machine that this one is: the one by which most of the paths are found. The sources of libraries, which are
 * elsewhere, may have the same names as own ones.
 * @param {(path: string) => boolean} has
 * @param {Map<string, { before: string, path: string }[]>} ends
 */
function commonPrefix(has, ends) {
  /** @type {Map<string, number>} */
  const found = new Map();
  for (const { before, path } of [...ends.values()].flat()) {
    if (has(path)) found.set(before, (found.get(before) ?? 0) + 1);
  }
  // of several the one that leaves the longest ends
  const best = [...found].sort(
    ([one, some], [other, more]) => more - some || one.length - other.length,
  );
  return best[0]?.[0];
}

/**
 * @param {string[] | undefined} lines
 * @param {number} line 1-based
 * @param {number} around
 * @returns {SourceLines | undefined}
 */
function linesAround(lines, line, around) {
  if (lines === undefined || line > lines.length) return undefined;
  const first = Math.max(1, line - around);
  return { firstLine: first, lines: lines.slice(first - 1, line + around) };
}
