/** One upload, read and judged by the core. */
import { openFile } from '#host';

import { FileError } from '../errors.js';
import { openPieces } from '../host/byte-ranges.js';
import { hasName } from '../plan/index.js';
import { reduce } from './reduce.js';

/** @import { Core } from '../core/types.js' */
/** @import { BodyFile, Kept, OpenFile, Piece } from '../host/types.js' */
/** @import { Event, FileReport, UploadType } from '../index.js' */
/** @import { Settings } from '../options/index.js' */
/** @import { Job, PartFile } from '../plan/index.js' */
/** @import { Entry } from '../plan/unzip.js' */

/**
 * @typedef {object} Judged
 * @property {FileReport} report
 * @property {(string | null)[]} sources the names in the map
 * @property {BodyFile[]} files as they were when they were judged
 * @property {() => Promise<void>} release removes what was made of them to be sent
 * @property {import('../host/types.js').Frame} [frame] its body, where one was asked for and nothing is wrong with it
 */

/**
 * @param {Core} core
 * @param {Job} job
 * @param {Settings} settings
 * @param {Event} fill what fields get that nobody has given a value
 * @param {boolean} [sends] whether it is going to be sent, if it is sound
 * @param {string} [boundary] between the parts of its body
 * @returns {Promise<Judged>}
 */
export async function judge(core, job, settings, fill, sends = false, boundary) {
  if (job.skip) return { report: skippedReport(job), sources: [], files: [], release: nothing };
  /** @type {OpenPart[]} */
  const open = [];
  /** @type {(() => void | Promise<void>)[]} what gives back what was made, the last first */
  const made = [];
  const release = async () => {
    for (const one of made.splice(0).reverse()) await one();
  };
  try {
    for (const file of job.files) {
      const taken = await take(file, made);
      const source = await (taken.pieces ? openPieces(taken.pieces) : openFile(taken.file));
      // what has no name says nothing by it
      const name = hasName(file) ? file.name : '';
      open.push({ ...file, ...taken, name, source, length: source.length });
    }
    // in a body, what has no name goes by another one
    const isNamed = open.every(({ name }) => name !== '');
    const half = job.issues.some((issue) => issue.severity === 'error');
    const verdict = core.check({
      type: job.type,
      event: job.event,
      fill: job.event && fill,
      files: open,
      allowUnknown: settings.allowUnknown,
      strict: settings.strict,
      scanSources: settings.scanSources,
      byDebugId: settings.byDebugId,
      // what the pairing has found wanting is not found wanting once more as a missing part
      partial: half || !job.send,
      boundary: isNamed && job.send ? boundary : undefined,
      // to be looked up in the repository, where there is one
      sources: fill.git_repository_url !== undefined,
    });
    const files = open.map((part) => bodyFile(part, sends));
    const isSent = sends && verdict.issues.every(({ severity }) => severity !== 'error');
    const reduced = await leaveCodeOut(
      core,
      job.type,
      verdict.event,
      settings,
      open,
      files,
      isSent,
    );
    const size = reduced?.size ?? files.reduce((sum, file) => sum + file.size, 0);
    // of what is left out, nothing has to be mended
    const judged = job.send || half ? [...verdict.issues, ...core.checkSize(size)] : [];
    const issues = [...job.issues, ...judged];
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
    if (reduced) made.push(reduced.release);
    const frame = reduced ? undefined : verdict.frame;
    return { report, sources: verdict.sources ?? [], files, release, frame };
  } catch (error) {
    await release();
    if (!(error instanceof FileError)) throw error;
    return {
      report: unreadable(job, error.finding(core)),
      sources: [],
      files: [],
      release: nothing,
    };
  } finally {
    for (const { source } of open) source.close();
  }
}

/**
 * A file of an upload, opened.
 * @typedef {Omit<PartFile, 'pieces'> & Pick<BodyFile, 'pieces' | 'temporary'> & { source: OpenFile, length: number }} OpenPart
 */

/**
 * What is sent of a file: that of archives is unpacked.
 * @param {PartFile} file
 * @param {(() => void | Promise<void>)[]} made what gives it back is put here
 * @returns {Promise<Pick<BodyFile, 'file' | 'pieces' | 'temporary'>>}
 */
async function take({ file, entry, pieces }, made) {
  if (entry) {
    const taken = await entry.take();
    made.push(taken.release);
    return taken;
  }
  if (pieces === undefined) return { file };
  /** @type {Map<Entry, Kept>} */
  const unpacked = new Map();
  /** @type {Piece[]} */
  const settled = [];
  for (const piece of pieces) {
    const from = piece instanceof Uint8Array ? undefined : piece.entry;
    if (from === undefined) {
      settled.push(piece);
      continue;
    }
    const kept = unpacked.get(from) ?? (await from.unpack());
    if (!unpacked.has(from)) made.push(kept.release);
    unpacked.set(from, kept);
    settled.push({ ...piece, file: kept.file, stamp: kept.stamp });
  }
  const temporary = [...unpacked.values()].some((kept) => kept.temporary);
  return { file, pieces: settled, temporary };
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
 * @param {OpenPart} file
 * @param {boolean} keeps whether what was read is kept, to be sent
 * @returns {BodyFile}
 */
function bodyFile({ file, pieces, temporary, source }, keeps) {
  if (pieces) return { file, size: source.length, pieces, temporary };
  const bytes = keeps ? source.whole?.() : undefined;
  return { file, size: source.length, stamp: source.stamp, temporary, bytes };
}

/**
 * Leaves the code out of an ELF file, as `objcopy --only-keep-debug --compress-debug-sections` does.
 * @param {Core} core
 * @param {UploadType | undefined} type
 * @param {Event | undefined} event
 * @param {Settings} settings
 * @param {OpenPart[]} open
 * @param {BodyFile[]} files its entry is replaced
 * @param {boolean} sends
 * @returns {Promise<{ size: number, release: () => void | Promise<void> } | undefined>} `size`: of all files, in bytes
 */
async function leaveCodeOut(core, type, event, settings, open, files, sends) {
  const { onlyKeepDebug = true, signal } = settings;
  const parts = core.types().find(({ name }) => name === type)?.parts ?? [];
  const at = open.findIndex(({ part }) => parts.some((one) => one.name === part && one.reduced));
  const main = open[at];
  if (!onlyKeepDebug || event === undefined || main === undefined) return undefined;
  const others = files.reduce((sum, { size }, i) => (i === at ? sum : sum + size), 0);
  const keepUnwind = event.generate_cfi_cache === true;
  const reduced = await reduce(core, main, { keepUnwind, sends, others, signal });
  if (reduced === undefined) return undefined;
  files[at] = { ...reduced.body, temporary: main.temporary };
  return { size: others + reduced.size, release: reduced.release };
}

async function nothing() {}

/**
 * One file that can't be read does not keep the others from being judged.
 * @param {Job} job
 * @param {import('../index.js').Issue} issue
 * @returns {FileReport}
 */
function unreadable({ path, type }, issue) {
  return { path, ok: false, type, identity: {}, parts: [], issues: [issue] };
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
