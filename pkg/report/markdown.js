/** A summary in Markdown, as GitHub shows it below a job. */
import { safe } from '../text/safe.js';
import { count, size } from '../text/style.js';
import { findingsOf, merged, placeOf, sentence, worstFirst } from './findings.js';

/** @import { FileReport, Report } from '../index.js' */
/** @import { Context, Finding } from './findings.js' */

/** The most bytes that GitHub takes for the summary of a step: 1 MiB. */
export const SUMMARY_LIMIT = 1_048_576;

/** What the note about rows that were cut may take, in bytes. */
const NOTE = 200;

const MARK = { error: '❌ error', warning: '⚠️ warning', note: 'ℹ️ note' };

/**
 * @param {Report} report
 * @param {Context} context
 * @param {number} [limit] the most bytes to write; rows that do not fit are left out, and a note says so
 */
export function markdown(report, context, limit = SUMMARY_LIMIT) {
  const page = new Page(limit);
  page.write(
    `### mapship ${context.command}: ${report.ok ? 'ok ✅' : 'not ok ❌'}\n\n${headline(report, context)}\n`,
  );
  const findings = worstFirst(merged(findingsOf(report, context)));
  page.table(
    ['', 'File', 'Finding', 'What to do'],
    findings.map((finding) => () => [
      MARK[finding.severity],
      where(finding),
      `${prose(sentence(finding))}<br>${code(finding.code)}`,
      prose(finding.help),
    ]),
  );
  page.table(
    ['File', 'What it is', 'Size', 'Errors', ...(context.command === 'upload' ? ['Upload'] : [])],
    report.files.map((file) => () => row(file, context)),
  );
  return page.text;
}

/** Text that grows up to a limit. */
class Page {
  text = '';
  #left;

  /** @param {number} limit in bytes */
  constructor(limit) {
    this.#left = limit - NOTE;
  }

  /** @param {string} text @returns {boolean} whether there was room for it */
  write(text) {
    const bytes = Buffer.byteLength(text);
    if (bytes > this.#left) return false;
    this.#left -= bytes;
    this.text += text;
    return true;
  }

  /**
   * @param {string[]} head
   * @param {(() => string[])[]} rows
   */
  table(head, rows) {
    if (rows.length === 0) return;
    let written = 0;
    if (this.write(`\n${line(head)}${line(head.map(() => '---'))}`)) {
      while (written < rows.length && this.write(line(rows[written]?.() ?? []))) written += 1;
    }
    if (written === rows.length) return;
    // two tables, two notes at most: there is room kept for them
    this.text += `\n${rows.length - written} of ${rows.length} rows are left out: there is no room for more.\n`;
    this.#left = 0;
  }
}

/** @param {string[]} cells */
function line(cells) {
  return `| ${cells.join(' | ')} |\n`;
}

/**
 * @param {Report} report
 * @param {Context} context
 */
function headline({ summary, suppressedExitCode }, { command, exitCode }) {
  const { files, invalid, errors, warnings, notes, sent, alreadySent, failed, skipped, bytesSent } =
    summary;
  const facts = [
    count(files, 'file'),
    `${invalid} invalid`,
    [count(errors, 'error'), count(warnings, 'warning'), count(notes, 'note')].join(', '),
    ...(command === 'upload'
      ? [
          `${sent} sent${alreadySent > 0 ? `, ${alreadySent} sent before` : ''}, ${failed} failed, ${skipped} not sent`,
        ]
      : []),
    ...(bytesSent > 0 ? [`${size(bytesSent)} on the wire`] : []),
    suppressedExitCode === undefined
      ? `exit code ${exitCode}`
      : `exit code ${exitCode}; without ${code('--warn-only')} it would have been ${suppressedExitCode}`,
  ];
  return facts.join(' · ');
}

/**
 * @param {FileReport} file
 * @param {Context} context
 */
function row(file, { command, pathOf = (path) => path }) {
  const bytes = file.parts.reduce((sum, part) => sum + part.size, 0);
  const errors = file.issues.filter(({ severity }) => severity === 'error').length;
  const { status, id, reason } = file.upload ?? {};
  const why = reason ? `: ${prose(safe(reason))}` : '';
  const came =
    status === 'sent' && id
      ? `sent, id ${code(id)}`
      : `${status === 'already-sent' ? 'not sent again' : (status ?? '–')}${why}`;
  return [
    code(pathOf(file.path)),
    file.type ?? file.format ?? '–',
    size(bytes),
    String(errors),
    ...(command === 'upload' ? [came] : []),
  ];
}

/** @param {Finding & { paths: string[] }} finding */
function where(finding) {
  const [first] = finding.paths;
  if (first === undefined) return 'the run';
  const others = finding.paths.length - 1;
  const more = others > 0 ? `<br>and ${others} more` : '';
  const place = placeOf(finding);
  return `${code(first)}${more}${place && `<br>${prose(place)}`}`;
}

/**
 * Text that Markdown makes nothing of: no emphasis, link, image, HTML, formula, mention or table cell.
 * @param {string} text
 */
function prose(text) {
  return text.replaceAll(/[\\`*_[\]<>~&#!:@$]|(?<=www)\./g, '\\$&').replaceAll('|', '&#124;');
}

/**
 * A name as code. Where it could end a code span or a table cell (renderers differ in which escapes they see in these), it
 * is spelt in HTML, and each sign of it as a number.
 * @param {string} text
 */
function code(text) {
  const shown = safe(text);
  if (!/[|`]|^ | $/.test(shown)) return `\`${shown}\``;
  const spelt = shown.replaceAll(/[!-/:-@[-`{-~ ]/g, (sign) => `&#${sign.charCodeAt(0)};`);
  return `<code>${spelt}</code>`;
}
