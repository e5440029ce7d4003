/** The one document that `check`, `inspect` and `upload` return, and `--json` prints. */

/** @import { Core } from '../core/types.js' */
/** @import { Cleared, FileReport, Issue, Outcome, Report, RunIssue, Summary } from '../index.js' */

/**
 * @param {string} version
 * @param {FileReport[]} files
 * @param {RunIssue[]} issues
 * @param {number} start by the platform's clock, in ms
 * @param {Cleared} [cleared] where maps were to be deleted or moved
 * @returns {Report}
 */
export function makeReport(version, files, issues, start, cleared) {
  const ok =
    files.every((file) => file.ok && (file.upload?.status ?? 'sent') !== 'failed') &&
    issues.every((issue) => issue.severity !== 'error');
  const summary = summarise(files, issues, start);
  const told = { mapship: version, ok, files, issues: issues.map(ofRun), summary };
  return cleared ? { ...told, cleared } : told;
}

/**
 * @param {FileReport[]} files
 * @param {RunIssue[]} ofRun
 * @param {number} start
 * @returns {Summary}
 */
function summarise(files, ofRun, start) {
  const issues = files.flatMap((file) => file.issues);
  const count = (/** @type {string} */ severity) =>
    issues.reduce((sum, issue) => sum + (issue.severity === severity ? issue.count : 0), 0) +
    ofRun.filter((issue) => issue.severity === severity).length;
  const outcomes = files.flatMap((file) => (file.upload ? [file.upload] : []));
  const having = (/** @type {string} */ status) =>
    outcomes.filter((o) => o.status === status).length;
  return {
    files: files.length,
    ok: files.filter((file) => file.ok).length,
    invalid: files.filter((file) => !file.ok).length,
    errors: count('error'),
    warnings: count('warning'),
    notes: count('note'),
    sent: having('sent'),
    failed: having('failed'),
    skipped: having('skipped'),
    alreadySent: having('already-sent'),
    bytes: files.reduce(
      (sum, file) => sum + file.parts.reduce((all, part) => all + part.size, 0),
      0,
    ),
    bytesSent: outcomes.reduce((sum, outcome) => sum + (outcome.bytesSent ?? 0), 0),
    ms: Math.round(performance.now() - start),
  };
}

/**
 * A finding about the run as a whole, which has no place.
 * @param {RunIssue} issue
 * @returns {RunIssue}
 */
export function ofRun({ target, code, severity, message, help }) {
  return { ...(target !== undefined && { target }), code, severity, message, help };
}

/**
 * That an upload failed, with all that is known of the reason.
 * @param {Core} core
 * @param {Outcome} outcome
 * @returns {Issue}
 */
export function uploadFailed(core, { reason, help = 'try again', errors = [], attempts = 1 }) {
  const said = [reason, ...errors.filter((text) => !reason?.includes(text))].filter(Boolean);
  return core.finding('upload-failed', {
    reason: said.join('; ') || 'no reason was given',
    remedy: help,
    attempts: attempts > 1 ? attempts : undefined,
  });
}
