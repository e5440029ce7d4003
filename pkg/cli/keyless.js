/** An upload without an API key: all is checked as in a dry run, and the missing key is told with whatever else is wrong. */
import { start } from '../core/index.js';
import { hasKey, missingKey } from '../send/destination.js';
import { uploadTargets } from '../send/target-runs.js';

/** @import { FileReport, Input, Report, UploadOptions } from '../index.js' */
/** @import { OnProgress, OnSound } from '../send/target-runs.js' */

const KEPT = /** @type {const} */ ({ afterUpload: 'keep' });

/**
 * @param {{ name?: string, input: Input, options: UploadOptions }[]} targets
 * @param {Record<string, string | undefined>} env
 * @param {OnProgress} [onProgress]
 * @param {OnSound} [onSound]
 * @returns {Promise<Report>}
 */
export async function uploadOrRehearse(targets, env, onProgress, onSound) {
  const isKeyless = targets.some(
    ({ options }) =>
      !options.dryRun && !options.relay && options.defer === undefined && !hasKey(options, env),
  );
  if (!isKeyless) return uploadTargets(targets, onProgress, onSound);
  const dry = targets.map(({ options, ...target }) => ({
    ...target,
    // of maps that stay where they are nothing is to be told; what a plan does with them, it says itself
    options: { ...options, dryRun: true, ...(options.plan === undefined && KEPT) },
  }));
  return withoutKey(await uploadTargets(dry, onProgress, onSound));
}

/**
 * The report of a dry run, as that of an upload that had no key.
 * @param {Report} report
 * @returns {Promise<Report>}
 */
async function withoutKey({ cleared: _, ...report }) {
  const issue = missingKey(await start());
  /** @type {(file: FileReport) => FileReport} */
  const unsent = (file) =>
    file.upload?.status === 'dry-run'
      ? { ...file, upload: { ...file.upload, status: 'skipped', reason: issue.message } }
      : file;
  const files = report.files.map(unsent);
  const { summary } = report;
  return {
    ...report,
    ok: false,
    files,
    issues: [...report.issues, issue],
    summary: {
      ...summary,
      errors: summary.errors + 1,
      skipped: files.filter(({ upload }) => upload?.status === 'skipped').length,
    },
  };
}
