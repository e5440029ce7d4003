/** The one document that `check`, `inspect` and `upload` return, and `--json` prints. */

/** @import { NamedFile } from './host-types.js' */
/** @import { FileReport, Issue, Report, RunIssue, Summary } from './index.js' */
/** @import { Settings } from './options.js' */
/** @import { Job } from './plan.js' */

/**
 * @param {string} version
 * @param {FileReport[]} files
 * @param {RunIssue[]} issues
 * @param {number} start by the platform's clock, in ms
 * @returns {Report}
 */
export function makeReport(version, files, issues, start) {
  const ok =
    files.every((file) => file.ok && (file.upload?.status ?? 'sent') !== 'failed') &&
    issues.every((issue) => issue.severity !== 'error');
  return { mapship: version, ok, files, issues, summary: summarise(files, issues, start) };
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
 * Findings about the build as a whole.
 * @param {Issue[]} issues
 * @returns {RunIssue[]}
 */
export function ofRun(issues) {
  return issues.map(({ code, severity, message, help }) => ({ code, severity, message, help }));
}

/**
 * Why there was nothing to do, where there was nothing.
 * @param {NamedFile[]} given
 * @param {Job[]} jobs
 * @param {Settings} settings
 * @returns {RunIssue[]}
 */
export function diagnose(given, jobs, settings) {
  if (jobs.length > 0) return [];
  const scripts = given.filter(({ name }) => /\.[cm]?js$/.test(name)).length;
  const [message, help] =
    scripts > 0
      ? [
          `nothing to upload: ${scripts} script${scripts === 1 ? '' : 's'}, but no source map`,
          "turn source maps on: build.sourcemap: 'hidden' in Vite, devtool: 'hidden-source-map' in webpack, --sourcemap=external in esbuild",
        ]
      : given.some(({ aside }) => !aside)
        ? [
            'nothing to upload: no file is of a kind that is known',
            'say what it is with the option type',
          ]
        : [
            'nothing to upload: no scripts, no maps and no symbol files were found',
            'give the folder that the build writes to',
          ];
  return [
    { code: 'nothing-found', severity: settings.allowEmpty ? 'note' : 'error', message, help },
  ];
}
