/** The build, judged file by file. */
import { check } from '../../pkg/index.js';
import { Batch } from './batch.js';
import { input, saidOfFiles } from './build.js';

/** @import { Call } from '../engine/messages.js' */
/** @import { FileReport, Progress, Report, UploadType } from '../../pkg/index.js' */

/**
 * How far judging is.
 * @typedef {{ files: FileReport[], done: number, total: number }} Judged
 */

/**
 * Judges the files, without an event: what is wrong with that stands in the form.
 * @param {Call} call tells `Judged`
 * @param {{ type?: UploadType }} options
 * @returns {Promise<Report>}
 */
export async function checkBuild({ signal, tell }, options) {
  const batch = new Batch((/** @type {Progress[]} */ steps) => {
    const { done = 0, total = 0 } = steps.at(-1) ?? {};
    tell({ files: steps.flatMap(({ file }) => file ?? []), done, total });
  });
  const report = await check(input(), {
    ...options,
    allowEmpty: true,
    signal,
    onProgress: (step) => batch.put(step),
  });
  batch.flush();
  // the page has got them by now
  return { ...report, files: [], issues: [...saidOfFiles(), ...report.issues] };
}
