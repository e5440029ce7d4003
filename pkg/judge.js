/** One upload, read and judged by the core. */
import { openFile } from '#host';

import { FileError } from './errors.js';

/** @import { Core } from './core-types.js' */
/** @import { BodyFile, OpenFile } from './host-types.js' */
/** @import { Event, FileReport } from './index.js' */
/** @import { Settings } from './options.js' */
/** @import { Job, PartFile } from './plan.js' */

/**
 * @typedef {object} Judged
 * @property {FileReport} report
 * @property {(string | null)[]} sources the names in the map
 * @property {BodyFile[]} files as they were when they were judged
 */

/**
 * @param {Core} core
 * @param {Job} job
 * @param {Settings} settings
 * @param {Event} fill what fields get that nobody has given a value
 * @returns {Promise<Judged>}
 */
export async function judge(core, job, settings, fill) {
  /** @type {(PartFile & { source: OpenFile })[]} */
  const open = [];
  try {
    for (const { part, name, shown, file } of job.files) {
      open.push({ part, name, shown, file, source: await openFile(file) });
    }
    const sizes = open.map(({ part, shown, source }) => ({
      part,
      path: shown,
      size: source.length,
    }));
    const half = job.issues.some((issue) => issue.severity === 'error');
    // what the pairing has found wanting is not found wanting once more as a missing part
    const verdict = core.check({
      type: job.type,
      event: job.event,
      fill: job.event && fill,
      files: open,
      allowUnknown: settings.allowUnknown,
      scanSources: settings.scanSources,
      // to be looked up in the repository, where there is one
      sources: fill.git_repository_url !== undefined,
    });
    const partial = half || !job.send;
    const found = verdict.issues.filter((issue) => !(partial && issue.code === 'part-missing'));
    const issues = [...job.issues, ...found];
    const main = verdict.main;
    /** @type {FileReport} */
    const report = {
      path: job.path,
      ok: issues.every((issue) => issue.severity !== 'error'),
      format: main?.format,
      type: job.type,
      identity: main?.identity ?? {},
      mapped: verdict.mapped,
      event: verdict.event,
      parts: sizes,
      issues,
    };
    const files = open.map(({ file, source }) => ({
      file,
      size: source.length,
      stamp: source.stamp,
      bytes: source.whole?.(),
    }));
    return { report, sources: verdict.sources ?? [], files };
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    return { report: unreadable(job, error), sources: [], files: [] };
  } finally {
    for (const { source } of open) source.close();
  }
}

/**
 * One file that can't be read does not keep the others from being judged.
 * @param {Job} job
 * @param {FileError} error
 * @returns {FileReport}
 */
function unreadable(
  job,
  { code, message, help = 'run it again when nothing writes to the file any more' },
) {
  return {
    path: job.path,
    ok: false,
    type: job.type,
    identity: {},
    parts: [],
    issues: [{ code, severity: 'error', message, help, at: {}, args: {}, count: 1 }],
  };
}

/**
 * What mapship says of itself, where a type has fields for it.
 * @param {Core} core
 * @returns {Event}
 */
export function ownFields(core) {
  const version = core.version();
  return { cli_version: version, origin: 'mapship', origin_version: version };
}
