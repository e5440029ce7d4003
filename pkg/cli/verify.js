/** `mapship verify`: what is live, held against what was sent, on a terminal. */
import { existsSync } from 'node:fs';

import { verify } from '../index.js';
import { readFlags } from '../options/flags.js';
import { stringify } from '../report/json.js';
import { safe } from '../text/safe.js';
import { count, duration, size, styleFor } from '../text/style.js';
import { COLOUR, remedyLines } from './finding-lines.js';
import { prepareTelling } from './reporting.js';

/** @import { Issue, RunIssue, VerifyOptions, VerifyReport } from '../index.js' */
/** @import { Style } from '../text/style.js' */
/** @import { World } from './run.js' */

/** How many findings of a kind are printed one by one. */
const SHOWN = 5;

/**
 * @param {string[]} given addresses
 * @param {Record<string, any>} flags
 * @param {World} world
 * @returns {Promise<number>}
 */
export async function verifyCommand(given, flags, world) {
  const { stdout, env, signal } = world;
  // `--against` takes all that follows it, so also an address
  const isAddress = (/** @type {string} */ text) => /^https?:\/\//i.test(text) && !existsSync(text);
  const against = flags.against.filter((/** @type {string} */ text) => !isAddress(text));
  const pages = [...given, ...flags.against.filter(isAddress)];
  const telling = await prepareTelling(world, flags, 'verify');
  /** @type {VerifyReport} */
  let found;
  try {
    const options = /** @type {VerifyOptions} */ (readFlags(flags, 'verify'));
    found = await verify(pages, { ...options, against, signal });
  } catch (error) {
    await telling.discard();
    throw error;
  }
  const { report, exitCode } = await telling.tell(found);
  const told = { ...found, ...report, files: found.files };
  if (flags.json) stdout.write(`${stringify(told)}\n`);
  else stdout.write(render(told, styleFor(stdout, env), flags.verbose));
  return exitCode;
}

/**
 * @param {VerifyReport} report
 * @param {Style} style
 * @param {boolean} [verbose]
 */
function render(report, style, verbose = false) {
  const lines = [...tableLines(report, style), ''];
  if (verbose) lines.push(...fileLines(report, style), '');
  const findings = [
    ...report.issues.map((issue) => ({ issue, path: '' })),
    ...report.files.flatMap(({ path, issues }) => issues.map((issue) => ({ issue, path }))),
  ];
  for (const severity of /** @type {const} */ (['error', 'warning', 'note'])) {
    if (severity === 'note' && !verbose) continue;
    /** @type {Map<string, typeof findings>} */
    const kinds = new Map();
    for (const one of findings.filter(({ issue }) => issue.severity === severity)) {
      kinds.set(one.issue.code, [...(kinds.get(one.issue.code) ?? []), one]);
    }
    for (const all of kinds.values()) lines.push(...kindLines(all, style, verbose));
  }
  lines.push(lastLine(report, style));
  return `${lines.join('\n')}\n`;
}

/**
 * @param {VerifyReport} report
 * @param {Style} style
 */
function tableLines({ coverage, files, pages }, style) {
  const bytes = (/** @type {string} */ group) =>
    files
      .filter((file) => file.group === group)
      .reduce((sum, { parts }) => sum + (parts[0]?.size ?? 0), 0);
  if (pages.length === 0) return packageLines({ coverage, files }, style, bytes);
  const rows = /** @type {const} */ ([
    ['covered', coverage.covered, bytes('covered'), 'as sent: stack traces resolve'],
    [
      'changed',
      coverage.changed,
      bytes('changed'),
      'other bytes, or another address, than was sent',
    ],
    ['unsent', coverage.unsent, bytes('unsent'), 'live, and not sent'],
    ['missing', coverage.missing, 0, 'asked for or sent, and not there'],
    ['leaked', coverage.leaked, 0, 'source maps that are public'],
    ['foreign', coverage.foreign, bytes('foreign'), "other people's scripts; not counted"],
  ]);
  const generated = /** @type {const} */ ([
    'readable',
    coverage.readable,
    bytes('readable'),
    'written by bundlers, without maps; not counted',
  ]);
  const shown = pages.slice(0, 3).map(({ url }) => safe(url));
  const more = pages.length > shown.length ? ', …' : '';
  return [
    `${count(pages.length, 'page')}: ${shown.join(', ')}${more}`,
    '',
    ...rowLines(coverage.readable > 0 ? [...rows, generated] : rows, style),
  ];
}

const GOOD = new Set(['covered', 'readable']);
const BAD = new Set(['changed', 'missing', 'leaked', 'unread']);

/**
 * @param {readonly (readonly [name: string, count: number, bytes: number, about: string])[]} rows
 * @param {Style} style
 */
function rowLines(rows, style) {
  const wide = Math.max(...rows.map(([, n]) => String(n).length));
  return rows.map(([name, n, all, about]) => {
    const told = `  ${name.padEnd(8)}  ${String(n).padStart(wide)}  ${(all > 0 ? size(all) : '').padStart(7)}`;
    const colour = n === 0 ? 'dim' : GOOD.has(name) ? 'green' : BAD.has(name) ? 'red' : 'yellow';
    return `${style(colour, told)}  ${style('dim', about)}`;
  });
}

/**
 * @param {Pick<VerifyReport, 'coverage' | 'files'>} report
 * @param {Style} style
 * @param {(group: string) => number} bytes
 */
function packageLines({ coverage, files }, style, bytes) {
  const unread = files.filter(({ group }) => group === 'unreachable').length;
  return rowLines(
    [
      ['covered', coverage.covered, bytes('covered'), 'stack traces resolve'],
      ['at hand', coverage.changed, bytes('changed'), 'not sent, but what would cover it is there'],
      ['unsent', coverage.unsent, bytes('unsent'), 'nothing that was sent is of its build'],
      ['readable', coverage.readable, bytes('readable'), 'nothing to symbolicate; not counted'],
      ['unread', unread, bytes('unreachable'), 'could not be read'],
    ],
    style,
  );
}

/**
 * @param {VerifyReport} report
 * @param {Style} style
 */
function fileLines({ files }, style) {
  const wide = Math.max(0, ...files.map(({ status }) => status.length));
  return files.map(({ path, status, parts, sent, frame }) => {
    const from = sent ? style('dim', `  ${safe(sent.file)}`) : '';
    const { source, line } = frame?.original ?? {};
    const reads = source === undefined ? '' : style('dim', `  reads ${safe(source)}:${line}`);
    return `  ${status.padEnd(wide)}  ${size(parts[0]?.size ?? 0).padStart(7)}  ${safe(path)}${from}${reads}`;
  });
}

/**
 * Findings of one kind: each with its file, and what to do once.
 * @param {{ issue: Issue | RunIssue, path: string }[]} all
 * @param {Style} style
 * @param {boolean} verbose
 */
function kindLines(all, style, verbose) {
  const shown = verbose ? all : all.slice(0, SHOWN);
  const lines = shown.map(({ issue: { severity, message, code }, path }) => {
    const place = path === '' ? '' : `${safe(path)}\n  `;
    return `${style(COLOUR[severity], severity)}  ${place}${safe(message)}  ${style('dim', `[${code}]`)}`;
  });
  if (all.length > shown.length) {
    lines.push(`  and ${all.length - shown.length} more like it (--verbose prints all)`);
  }
  lines.push(...remedyLines(safe(all[0]?.issue.help ?? ''), style, '  '), '');
  return lines;
}

/**
 * @param {VerifyReport} report
 * @param {Style} style
 */
function lastLine({ ok, coverage, summary, pages }, style) {
  const { bytes, coveredBytes, share } = coverage;
  // rounded down: what is not whole never looks so
  const percent = Math.floor(share * 1000) / 10;
  const told =
    bytes === 0
      ? 'no code was found'
      : `${percent} % of the code that is ${pages.length > 0 ? 'live' : 'shipped'} resolves (${size(coveredBytes)} of ${size(bytes)})`;
  const bad = [
    ...(summary.errors > 0 ? [count(summary.errors, 'error')] : []),
    ...(summary.warnings > 0 ? [count(summary.warnings, 'warning')] : []),
  ];
  const end = `${ok ? 'ok' : 'not ok'}: ${[told, ...bad].join(', ')}`;
  return `${style(ok ? 'green' : 'red', end)}  ${style('dim', duration(summary.ms))}`;
}
