/** The findings of a report in one row, each with the file it is about: what every format is made from. */
import { safe } from '../text/safe.js';
import { uploadFailed } from './index.js';

/** @import { Core } from '../core/types.js' */
/** @import { FileReport, Issue, Report, RunIssue } from '../index.js' */

/**
 * What a format has to know besides the report.
 * @typedef {object} Context
 * @property {'check' | 'inspect' | 'upload' | 'verify'} command
 * @property {number} exitCode what the process ends with
 * @property {Core} core
 * @property {(path: string) => string} [pathOf] a path as the reader of the format wants it: relative to the folder that the
 *   reader starts from, with slashes
 * @property {(issue: Issue) => number | undefined} [columnOf] the column in UTF-16 units, 1-based; a report counts bytes
 */

/**
 * @typedef {object} Finding
 * @property {string} [path] the file, as `pathOf` has it; missing where the finding is about the run
 * @property {string} code
 * @property {'error' | 'warning' | 'note'} severity
 * @property {string} message fit to be shown: without control characters
 * @property {string} help
 * @property {number} count how often it was found
 * @property {number} [line] 1-based
 * @property {number} [column] 1-based, in UTF-16 units
 * @property {number} [offset] byte in the file, 0-based
 * @property {string} [member] `event.service`, or a JSON path in the file
 * @property {Issue['at']['mapping']} [mapping]
 * @property {boolean} [ofUpload] whether it is what came of the upload, and not what is wrong with the file
 */

const RANK = { error: 0, warning: 1, note: 2 };

/**
 * All findings, those of the run first, then file by file.
 * @param {Report} report
 * @param {Context} context
 * @returns {Finding[]}
 */
export function findingsOf(report, context) {
  return [
    ...report.issues.map(ofRun),
    ...report.files.flatMap((file) => findingsOfFile(file, context)),
  ];
}

/**
 * The worst first, otherwise in the order they have.
 * @template {Finding} F
 * @param {F[]} findings
 */
export function worstFirst(findings) {
  return findings.toSorted((a, b) => RANK[a.severity] - RANK[b.severity]);
}

/**
 * The findings of one file: an upload of it that failed, then what stands against the file.
 * @param {FileReport} file
 * @param {Context} context
 * @returns {Finding[]}
 */
export function findingsOfFile(file, { core, pathOf = same, columnOf = () => undefined }) {
  const findings = file.issues.map((issue) => {
    const { code, severity, message, help, count, at } = issue;
    const part = file.parts.find((one) => one.part === at.part);
    const { line, offset, path: member, mapping } = at;
    /** @type {Finding} */
    const finding = {
      path: pathOf(part?.path ?? file.path),
      code,
      severity,
      message: safe(message),
      help: safe(help),
      count,
      line,
      column: columnOf(issue),
      offset,
      member,
      mapping,
    };
    return finding;
  });
  if (file.upload?.status !== 'failed') return findings;
  const failed = ofRun(uploadFailed(core, file.upload));
  return [{ path: pathOf(file.path), ...failed, ofUpload: true }, ...findings];
}

/** @param {RunIssue} issue @returns {Finding} */
function ofRun({ code, severity, message, help }) {
  return { code, severity, message: safe(message), help: safe(help), count: 1 };
}

/** @param {string} path */
function same(path) {
  return path;
}

/**
 * What stands against the event of many files alike, a missing service say, once and not per file; the same of uploads.
 * @param {Finding[]} findings
 * @returns {(Finding & { paths: string[] })[]} with all the files of each
 */
export function merged(findings) {
  /** @type {Map<string, Finding & { paths: string[] }>} */
  const rows = new Map();
  findings.forEach((finding, index) => {
    const { code, message, member = '', path, ofUpload } = finding;
    const alike = ofUpload || member.startsWith('event.');
    const key = alike ? JSON.stringify([code, member, message]) : String(index);
    const row = rows.get(key) ?? { ...finding, paths: [] };
    if (path !== undefined) row.paths.push(path);
    rows.set(key, row);
  });
  return [...rows.values()];
}

/**
 * Whether a sentence begins with the place that it is about, so that this need not be said once more.
 * @param {string} message
 * @param {string} member such as `event.service` or `$.sources[3]`
 */
export function beginsWith(message, member) {
  const name = member.split('.').at(-1);
  return message.startsWith(member) || message.startsWith(`${name} is `);
}

/** Where in the file it is, in words. @param {Finding} finding */
export function placeOf({ member, line, column, offset, mapping, message }) {
  const places = [];
  if (member !== undefined && !beginsWith(message, safe(member))) places.push(safe(member));
  if (mapping) {
    const { generatedLine, segment, byte } = mapping;
    places.push(`generated line ${generatedLine}, segment ${segment} (byte ${byte} of mappings)`);
  }
  if (line !== undefined) {
    places.push(column === undefined ? `line ${line}` : `line ${line}, column ${column}`);
  }
  if (offset !== undefined) places.push(`byte ${offset}`);
  return places.join(', ');
}

/** The message, and how often it holds. @param {Finding} finding */
export function sentence({ message, count }) {
  return count > 1 ? `${message} (${count} times)` : message;
}
