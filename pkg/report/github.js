/** Annotations on GitHub: workflow commands in what a step prints. */
import { findingsOf, merged, placeOf, sentence, worstFirst } from './findings.js';

import { safeLines } from '../text/safe.js';

/** @import { Report } from '../index.js' */
/** @import { Context, Finding } from './findings.js' */

const LEVELS = /** @type {const} */ ({ error: 'error', warning: 'warning', note: 'notice' });

/** How many annotations of a level GitHub shows for a step. */
const SHOWN = 10;

/**
 * The commands, errors first. Of each level no more than GitHub shows; the last of them then says how many there are.
 * @param {Report} report
 * @param {Context} context
 */
export function github(report, context) {
  const findings = worstFirst(merged(findingsOf(report, context)));
  const lines = [];
  for (const [severity, level] of Object.entries(LEVELS)) {
    const all = findings.filter((finding) => finding.severity === severity);
    const shown = all.length > SHOWN ? all.slice(0, SHOWN - 1) : all;
    lines.push(...shown.map((finding) => annotation(level, finding)));
    const rest = all.length - shown.length;
    if (rest > 0) {
      const message = `${rest} more findings of this level are in the log and in the summary of the job`;
      lines.push(command(level, { title: 'mapship' }, message));
    }
  }
  return lines.map((line) => `${line}\n`).join('');
}

/**
 * The command for a finding that is of no file.
 * @param {Pick<Finding, 'code' | 'severity' | 'message' | 'help'>} finding
 */
export function annotationOf({ code, severity, message, help }) {
  return `${command(LEVELS[severity], { title: `mapship: ${code}` }, `${message}\n→ ${help}`)}\n`;
}

/**
 * @param {string} level
 * @param {Finding & { paths: string[] }} finding
 */
function annotation(level, finding) {
  const { paths, line, column, code, help } = finding;
  const others = paths.length > 1 ? ` (and ${paths.length - 1} more files)` : '';
  const place = placeOf(finding);
  const message = [`${sentence(finding)}${others}`, place && `at ${place}`, `→ ${help}`];
  return command(
    level,
    {
      file: paths[0],
      line,
      col: line === undefined ? undefined : column,
      title: `mapship: ${code}`,
    },
    message.filter(Boolean).join('\n'),
  );
}

/**
 * @param {string} name
 * @param {Record<string, string | number | undefined>} properties
 * @param {string} message
 */
function command(name, properties, message) {
  const given = Object.entries(properties)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${key}=${property(String(value))}`);
  return `::${name} ${given.join(',')}::${data(message)}`;
}

/** @param {string} text */
function data(text) {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

/** @param {string} text */
function property(text) {
  return data(safeLines(text)).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
