/** How much of a long list is printed, unless all of it is asked for. */
import { count, size } from '../text/style.js';

/** @import { FileReport } from '../index.js' */
/** @import { Style } from '../text/style.js' */

/** Longer lists are cut. */
const LISTED = 15;

/** So many files with the same findings show what they are about. */
const ALIKE = 3;

/**
 * The first of some lines, and how many more there are.
 * @param {string[]} lines
 * @param {Style} style
 * @param {boolean} verbose
 */
export function cut(lines, style, verbose) {
  if (verbose || lines.length <= LISTED) return lines;
  const shown = lines.slice(0, LISTED - 1);
  return [
    ...shown,
    style('dim', `  and ${lines.length - shown.length} more (--verbose lists all)`),
  ];
}

/**
 * Values by their key, in their order.
 * @template T, K
 * @param {T[]} values
 * @param {(value: T) => K} keyOf
 */
export function groupBy(values, keyOf) {
  /** @type {Map<K, T[]>} */
  const groups = new Map();
  for (const value of values) {
    const known = groups.get(keyOf(value));
    if (known === undefined) groups.set(keyOf(value), [value]);
    else known.push(value);
  }
  return groups;
}

/** Whether there is nothing to be said of a file. @param {FileReport} file */
export function isCalm({ issues, upload }) {
  return issues.length === 0 && !['failed', 'skipped'].includes(upload?.status ?? '');
}

/**
 * The files that are told one by one, and lines that stand for the others: for files of which there is nothing to be said where these are
 * many, and for further files of the same findings.
 * @param {FileReport[]} files of one target
 * @param {Style} style
 * @returns {{ shown: FileReport[], before: string[], after: string[] }}
 */
export function brief(files, style) {
  const calm = files.filter(isCalm);
  const isMany = calm.length > LISTED;
  /** @type {Map<string, number>} */
  const seen = new Map();
  let more = 0;
  const shown = files.filter((file) => {
    if (isCalm(file)) return !isMany;
    // a file that failed is named, whatever it failed by
    if (file.upload?.status === 'failed') return true;
    const key = file.issues.map(({ code }) => code).join();
    const times = (seen.get(key) ?? 0) + 1;
    seen.set(key, times);
    const isShown = times <= (file.ok ? ALIKE : LISTED);
    if (!isShown) more += 1;
    return isShown;
  });
  const hint = 'with the same findings (--verbose lists all)';
  return {
    shown,
    before: isMany ? byType(calm).map((line) => `${style('green', '✔')} ${line(style)}`) : [],
    after:
      more > 0 ? [style('dim', `  and ${count(more, 'more file', 'more files')} ${hint}`)] : [],
  };
}

/**
 * A line for each type of some files.
 * @param {FileReport[]} files
 * @returns {((style: Style) => string)[]}
 */
function byType(files) {
  const types = groupBy(files, ({ type, format }) => type ?? format ?? '');
  return [...types].map(([type, some]) => {
    const bytes = some.flatMap(({ parts }) => parts).reduce((sum, part) => sum + part.size, 0);
    const facts = [type, size(bytes), mapped(some), ...outcomes(some)].filter(Boolean).join(' · ');
    return (style) => `${style('bold', count(some.length, 'file'))}  ${style('dim', facts)}`;
  });
}

/** How much of the minified files is mapped. @param {FileReport[]} files */
function mapped(files) {
  const shares = files.flatMap((file) => (file.mapped === undefined ? [] : 100 * file.mapped));
  if (shares.length === 0) return '';
  const [least, most] = [Math.min(...shares), Math.max(...shares)].map(Math.round);
  return least === most ? `${most} % mapped` : `${least} to ${most} % mapped`;
}

/** What became of the uploads that arrived before, or were not to be sent. @param {FileReport[]} files */
function outcomes(files) {
  const WORDS = {
    sent: 'sent',
    'already-sent': 'sent before',
    deferred: 'planned',
    'dry-run': 'not sent (dry run)',
  };
  return Object.entries(WORDS).flatMap(([status, words]) => {
    const having = files.filter(({ upload }) => upload?.status === status).length;
    return having === 0 ? [] : `${having} ${words}`;
  });
}
