/** One upload, read and judged by the core. */
import { openFile } from '#host';

import { FileError } from './errors.js';
import { openPieces } from './pieces.js';
import { LIMIT, reduce } from './symbols/reduce.js';

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
 * @property {() => Promise<void>} release removes what was made of them to be sent
 */

/**
 * @param {Core} core
 * @param {Job} job
 * @param {Settings} settings
 * @param {Event} fill what fields get that nobody has given a value
 * @param {boolean} [sends] whether it is going to be sent, if it is sound
 * @returns {Promise<Judged>}
 */
export async function judge(core, job, settings, fill, sends = false) {
  if (job.skip) return { report: skippedReport(job), sources: [], files: [], release: nothing };
  /** @type {(PartFile & { source: OpenFile })[]} */
  const open = [];
  try {
    for (const file of job.files) {
      const source = await (file.pieces ? openPieces(file.pieces) : openFile(file.file));
      open.push({ ...file, source });
    }
    const half = job.issues.some((issue) => issue.severity === 'error');
    // what the pairing has found wanting is not found wanting once more as a missing part
    const verdict = core.check({
      type: job.type,
      event: job.event,
      fill: job.event && fill,
      files: open,
      allowUnknown: settings.allowUnknown,
      scanSources: settings.scanSources,
      byDebugId: settings.byDebugId,
      // to be looked up in the repository, where there is one
      sources: fill.git_repository_url !== undefined,
    });
    const partial = half || !job.send;
    const found = verdict.issues.filter((issue) => !(partial && issue.code === 'part-missing'));
    const files = open.map(bodyFile);
    const isSound = found.every(({ severity, code }) => severity !== 'error' || ofSize(code));
    const isSent = sends && isSound;
    const reduced = await leaveCodeOut(core, verdict.event, settings, open, files, isSent);
    const fits = reduced !== undefined && reduced.size <= LIMIT;
    const issues = [...job.issues, ...found.filter(({ code }) => !(fits && ofSize(code)))];
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
      parts: open.map(({ part, shown }, i) => ({
        part,
        path: shown,
        size: files[i]?.size ?? 0,
      })),
      issues,
    };
    const release = reduced?.release ?? nothing;
    return { report, sources: verdict.sources ?? [], files, release };
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    return { report: unreadable(job, error), sources: [], files: [], release: nothing };
  } finally {
    for (const { source } of open) source.close();
  }
}

/**
 * @param {Job} job of a file that can't be used, and need not
 * @returns {FileReport}
 */
function skippedReport({ path, type, issues }) {
  const ok = issues.every(({ severity }) => severity !== 'error');
  return { path, ok, type, identity: {}, parts: [], issues };
}

/**
 * @param {PartFile & { source: OpenFile }} file
 * @returns {BodyFile}
 */
function bodyFile({ file, pieces, source }) {
  if (pieces) return { file, size: source.length, pieces };
  return { file, size: source.length, stamp: source.stamp, bytes: source.whole?.() };
}

/** Types of which the code is left out: what symbolication needs is in the other sections. */
const REDUCED = new Set(['elf_symbol_file', 'ndk_symbol_file']);

/** @param {string} code */
function ofSize(code) {
  return code === 'upload-too-large' || code === 'upload-near-limit';
}

/**
 * Leaves the code out of an ELF file, as `objcopy --only-keep-debug --compress-debug-sections` does.
 * @param {Core} core
 * @param {Event | undefined} event
 * @param {Settings} settings
 * @param {(PartFile & { source: OpenFile })[]} open
 * @param {BodyFile[]} files its entry is replaced
 * @param {boolean} sends
 * @returns {Promise<{ size: number, release: () => Promise<void> } | undefined>} `size`: of all files, in bytes
 */
async function leaveCodeOut(core, event, { onlyKeepDebug = true, signal }, open, files, sends) {
  const at = open.findIndex(({ part }) => REDUCED.has(part));
  const main = open[at];
  if (!onlyKeepDebug || event === undefined || main === undefined) return undefined;
  const others = files.reduce((sum, { size }, i) => (i === at ? sum : sum + size), 0);
  const keepUnwind = event.generate_cfi_cache === true;
  const reduced = await reduce(core, main, { keepUnwind, sends, others, signal });
  if (reduced === undefined) return undefined;
  files[at] = reduced.body;
  return { size: others + reduced.size, release: reduced.release };
}

async function nothing() {}

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
