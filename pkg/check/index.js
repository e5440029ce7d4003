/** Files and their metadata, judged; nothing is sent. */
import { breathe } from '#host';
import { judge, ownFields } from './upload.js';
import { readOptions } from '../options/index.js';
import { filesOf, plan } from '../plan/index.js';

/** @import { CheckOptions, FileReport, Input, RunIssue } from '../index.js' */
/** @import { Core } from '../core/types.js' */
/** @import { Settings } from '../options/index.js' */
/** @import { Plan } from '../plan/index.js' */

/**
 * What is to be judged with one set of options; no file was judged yet.
 * @typedef {Plan & { settings: Settings }} Prepared
 */

/**
 * @param {Core} core
 * @param {Input} input
 * @param {CheckOptions} [options]
 * @returns {Promise<Prepared>}
 */
export async function prepareCheck(core, input, options) {
  const settings = readOptions(core, options, 'check');
  return { ...(await plan(core, await filesOf(input), settings)), settings };
}

/**
 * @param {Core} core
 * @param {Prepared} prepared
 * @returns {Promise<{ files: FileReport[], issues: RunIssue[] }>}
 */
export async function judgeAll(core, { settings, jobs, issues }) {
  const files = [];
  const fill = ownFields(core);
  for (const job of jobs) {
    settings.signal?.throwIfAborted();
    const { report, release } = await judge(core, job, settings, fill);
    await release();
    files.push(report);
    settings.onProgress?.({
      phase: 'check',
      path: job.path,
      done: files.length,
      total: jobs.length,
      file: report,
    });
    await breathe();
  }
  return { files, issues };
}
