/** What an upload is going to do, shown before anything is sent: the addresses of source maps, a table of everything else. */
import { safe } from '../text/safe.js';
import { count, size, styleFor } from '../text/style.js';
import { cut } from './brief.js';

/** @import { PlannedUpload } from '../index.js' */
/** @import { Style } from '../text/style.js' */
/** @import { World } from './run.js' */

/**
 * @param {PlannedUpload[]} uploads
 * @param {World} world
 * @param {{ verbose?: boolean }} given
 */
export function showPlan(uploads, { stderr, env }, { verbose = false }) {
  const style = styleFor(stderr, env);
  for (const text of [addresses(uploads, style, verbose), table(uploads, style, verbose)]) {
    if (text !== undefined) stderr.write(text);
  }
}

/**
 * Under which address each script is going to be found.
 * @param {PlannedUpload[]} uploads
 * @param {Style} style
 * @param {boolean} verbose
 */
function addresses(uploads, style, verbose) {
  const lines = uploads.flatMap(({ path, minifiedUrl }) =>
    minifiedUrl === undefined ? [] : [`  ${safe(path)} ${style('dim', '→')} ${safe(minifiedUrl)}`],
  );
  if (lines.length === 0) return undefined;
  const head = `${count(lines.length, 'source map')}, and the addresses they are for:`;
  return `${style('bold', head)}\n${cut(lines, style, verbose).join('\n')}\n\n`;
}

/** The longest cell that others are lined up with. */
const WIDEST = 48;

/**
 * @param {PlannedUpload[]} uploads
 * @param {Style} style
 * @param {boolean} verbose
 */
function table(uploads, style, verbose) {
  const others = uploads.filter(({ identity, id, skipped }) => identity || id || skipped);
  if (others.length === 0) return undefined;
  const sent = others.filter(({ skipped }) => skipped === undefined);
  const rows = others.map(({ path, type, size: bytes, id = '', skipped }) => {
    const cells = [type, id, bytes === undefined ? '' : size(bytes)].map(safe);
    return skipped === undefined
      ? [...cells, safe(path)]
      : [type, 'not sent', '', `${safe(path)}: ${skipped}`];
  });
  const widths = ['type', 'identity', 'size'].map((title, at) =>
    Math.min(WIDEST, Math.max(title.length, ...rows.map((row) => row[at]?.length ?? 0))),
  );
  const line = (/** @type {string[]} */ cells) =>
    `  ${cells.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join('  ')}`.trimEnd();
  const skipped = others.length - sent.length;
  const head = `${count(sent.length, 'file')} to upload${skipped > 0 ? `, ${skipped} not` : ''}:`;
  const title = style('dim', line(['type', 'identity', 'size', 'file']));
  return `${style('bold', head)}\n${title}\n${cut(rows.map(line), style, verbose).join('\n')}\n\n`;
}
