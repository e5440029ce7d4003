/** Files and their metadata, judged; nothing is sent. */
import { breathe } from '#host';
import { judge, ownFields } from './judge.js';
import { readOptions } from './options.js';
import { filesOf, plan } from './plan.js';
import { diagnose, ofRun } from './report.js';

/** @import { CheckOptions, FileReport, Input, RunIssue } from './index.js' */
/** @import { Core } from './core-types.js' */
/** @import { NamedFile } from './host-types.js' */
/** @import { Settings } from './options.js' */
/** @import { Plan } from './plan.js' */

/**
 * What is to be judged with one set of options; no file was judged yet.
 * @typedef {Plan & { settings: Settings, given: NamedFile[] }} Prepared
 */

/**
 * @param {Core} core
 * @param {Input} input
 * @param {CheckOptions} [options]
 * @returns {Promise<Prepared>}
 */
export async function prepareCheck(core, input, options) {
  const settings = readOptions(core, options, 'check');
  const given = await filesOf(input);
  return { ...(await plan(core, given, settings)), settings, given };
}

/**
 * @param {Core} core
 * @param {Prepared} prepared
 * @returns {Promise<{ files: FileReport[], issues: RunIssue[] }>}
 */
export async function judgeAll(core, { settings, given, jobs, issues }) {
  const files = [];
  const fill = ownFields(core);
  for (const job of jobs) {
    settings.signal?.throwIfAborted();
    const { report } = await judge(core, job, settings, fill);
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
  const said = [...diagnose(given, jobs, settings), ...ofRun(issues)];
  return { files, issues: said };
}
