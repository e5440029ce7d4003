/** Uploads: planned, judged, and sent where they are sound. */
import { afterUploads, breathe, deferred, environment, openTransport, receiptStore } from '#host';
import { gitFor } from '../git/metadata.js';
import { judge, ownFields } from '../check/upload.js';
import { wayOf } from '../core/how.js';
import { UsageError } from '../errors.js';
import { DEFAULTS } from '../options/declared.js';
import { readOptions } from '../options/index.js';
import { SETTLED } from '../options/settled.js';
import { Pace } from './limiter.js';
import { lengthOf } from '../host/byte-ranges.js';
import { filesOf, plan } from '../plan/index.js';
import { Receipt } from '../receipt/index.js';
import { newBoundary, prepare, requestOf, Sender } from './sending.js';
import { resolveTarget } from './destination.js';

/** @import { Cleared, Event, FileInput, FileReport, Input, Outcome, Progress, ReceiptEntry, RunIssue, UploadOptions } from '../index.js' */
/** @import { Core } from '../core/types.js' */
/** @import { Clearing, MapFile } from './after-upload/types.js' */
/** @import { BodyFile, Frame, NamedFile } from '../host/types.js' */
/** @import { Settings } from '../options/index.js' */
/** @import { Job, Plan } from '../plan/index.js' */
/** @import { Halt } from './sending.js' */
/** @import { Target } from './destination.js' */

/** How much memory the uploads that are under way take, in bytes. */
const IN_FLIGHT = 16 * 1024 * 1024;

/** A check that takes longer than this, in ms, has kept replies waiting. */
const STALL = 20;

/**
 * What is to be uploaded with one set of options. Nothing is sent yet, and no file was judged.
 * @typedef {Plan & { settings: Settings, target: Target, clearings: Clearing[], finish?: (files: FileReport[]) => Promise<RunIssue | undefined> }} Prepared
 *   `finish`: called when what has arrived is cleared away
 */

/**
 * @param {Core} core
 * @param {Input} input
 * @param {UploadOptions} [options]
 * @returns {Promise<Prepared>}
 */
export async function prepareUpload(core, input, options) {
  const settings = readOptions(core, options, 'upload');
  refuseConflicts(settings);
  // before anything is looked for: whether it is one
  if (settings.shard !== undefined) core.isInShare(settings.shard, '');
  const target = resolveTarget(core, settings, environment());
  if (settings.plan !== undefined)
    return prepareFromPlan(core, input, settings, target, settings.plan);
  const given = await filesOf(input);
  const planned = await plan(core, given, { ...settings, event: settings.event ?? {} });
  const clearing = await clearingOf(core, given, settings, planned.others);
  return { ...planned, settings, target, clearings: clearing ? [clearing] : [] };
}

/**
 * @param {Core} core
 * @param {Input} input
 * @param {Settings} settings
 * @param {Target} target
 * @param {string} plan
 * @returns {Promise<Prepared>}
 */
async function prepareFromPlan(core, input, settings, target, plan) {
  if (!Array.isArray(input) || input.length > 0) {
    throw new UsageError('plan-and-input', 'both a plan and files are given', {
      help: 'leave out the files: the plan says which',
    });
  }
  const { openPlan } = await deferred();
  const { issues, ...opened } = await openPlan(core, plan, settings);
  // what Git says was said when it was planned
  return { ...opened, issues, others: [], settings: { ...settings, git: false }, target };
}

/** What makes no sense where nothing is sent. */
const OF_SENDING = /** @type {const} */ (['dryRun', 'receipt', 'relay', 'onRequest']);

/** @param {Settings} settings */
function refuseConflicts(settings) {
  const given = Object.entries(settings).filter(
    ([, value]) => value !== undefined && value !== false,
  );
  if (settings.plan !== undefined) {
    const settled = given.find(([name]) => SETTLED.has(name))?.[0];
    if (settled === undefined) return;
    throw new UsageError('plan-and-option', `both a plan and ${wayOf(settled)} are given`, {
      help: 'leave it out: the plan says what is uploaded, and what becomes of it',
    });
  }
  const early = settings.defer && OF_SENDING.find((name) => given.some(([one]) => one === name));
  if (!early) return;
  throw new UsageError('defer-and-option', `both ${wayOf('defer')} and ${wayOf(early)} are given`, {
    help: 'nothing is sent now; give it when the plan is sent',
  });
}

/**
 * What is to be cleared away once it has arrived.
 * @param {Core} core
 * @param {NamedFile[]} given
 * @param {Settings} settings
 * @param {FileInput[]} others the files of what other shares have
 */
async function clearingOf(core, given, settings, others) {
  const { afterUpload = DEFAULTS.afterUpload } = settings;
  if (afterUpload === DEFAULTS.afterUpload) return undefined;
  return (await afterUploads()).clearingOf(core, given, settings, others);
}

/**
 * What was going on before, where there are several targets.
 * @typedef {{ halt?: Halt, elapsed?: number }} Before `halt`: why nothing is to be tried; `elapsed`: of the deadline, in ms
 */

/**
 * What came of a run. `maps`: of each report the source map, if it has one on disk.
 * @typedef {{ files: FileReport[], maps: (MapFile | undefined)[], issues: RunIssue[], halt?: Halt }} Shipped
 */

/**
 * @param {Core} core
 * @param {Prepared} prepared
 * @param {Before} [before]
 * @returns {Promise<Shipped>}
 */
export async function ship(core, { settings, target, jobs, issues, clearings }, before = {}) {
  const deferral = settings.defer && new (await deferred()).Deferral(core, settings.defer);
  const git = await gitFor(core, settings, jobs);
  const pace = new Pace({
    most: settings.maxConcurrency ?? DEFAULTS.maxConcurrency,
    mostBytes: IN_FLIGHT,
  });
  const receipt = await openReceipt(core, settings, target);
  /** @type {Promise<FileReport>[]} */
  const sending = [];
  /** @type {(MapFile | undefined)[]} */
  const maps = [];
  /** @type {Set<() => Promise<void>>} what removes what was made to be sent */
  const made = new Set();
  /** @type {Sender | undefined} */
  let sender;
  let complete = false;
  try {
    sender =
      settings.dryRun || deferral
        ? undefined
        : await openSender(core, settings, target, pace, before);
    const run = new Run({ core, settings, target, sender, receipt }, jobs.length);
    const fill = { ...ownFields(core), ...git.fields };
    for (const job of jobs) {
      settings.signal?.throwIfAborted();
      const full = withPart(job, git.partFor(job));
      const asked = { ...settings, ...job.settings };
      const sends = sender !== undefined && job.send;
      const began = performance.now();
      const judged = await judge(core, full, asked, fill, sends, newBoundary());
      const { report, sources, files, release } = judged;
      if (performance.now() - began > STALL) pace.stalled();
      made.add(release);
      const whole = withPart(full, git.partFor(full, sources));
      refuseChanged(core, whole, report, files);
      if (deferral && report.ok && whole.send) await deferral.add(whole, report, settings);
      const willSend = sends && report.ok && whole.send;
      settings.onProgress?.({
        phase: 'check',
        path: job.path,
        done: sending.length + 1,
        total: jobs.length,
        size: willSend ? files.reduce((sum, file) => sum + file.size, 0) : 0,
        file: report,
      });
      const parts = whole.files.map(({ file }, i) => files[i] ?? asBody(file));
      const entry =
        report.ok && whole.send
          ? await receipt?.identify(core, whole, report, parts, asked)
          : undefined;
      // another part makes it another body
      const frame = whole === full ? judged.frame : undefined;
      const shipped = run.ship({ job: whole, report, files: parts, entry, frame }).finally(() => {
        made.delete(release);
        return release();
      });
      // it may fail while the next file is being judged, long before it is waited for
      shipped.catch(() => {});
      sending.push(shipped);
      maps.push(mapOf(whole, files));
      await pace.room();
      await breathe();
    }
    const files = await Promise.all(sending);
    complete = true;
    if (deferral) await writePlan(core, deferral, clearings, maps);
    const unwritten = await receipt?.close(complete);
    const said = [...issues, ...git.issues];
    return { files, maps, issues: [...said, ...(unwritten ?? [])], halt: sender?.halt };
  } finally {
    // after an exception what is still under way is given up, and what waits for its turn does not start
    sender?.close();
    await Promise.allSettled(sending);
    for (const release of made) await release();
    if (!complete) await receipt?.close(complete);
    git.free();
  }
}

/**
 * Clears away what has arrived, where that is asked for: when all runs are through, as one may send what another has sent.
 * @template {Shipped} S
 * @param {Core} core
 * @param {{ prepared: Prepared, end: S }[]} runs
 * @returns {Promise<{ ends: S[], cleared?: Cleared }>}
 */
export async function clearAway(core, runs) {
  const ends = runs.map(({ end }) => end);
  const asks = runs.filter(
    ({ prepared: { settings, clearings } }) => !settings.defer && clearings.length,
  );
  if (asks.length === 0) return { ends };
  const { clearRuns } = await afterUploads();
  // those that keep all tell nevertheless what has arrived
  const all = runs.flatMap(({ prepared: { clearings, settings }, end }) => {
    const { files, maps } = end;
    const due = settings.defer ? [] : clearings;
    const each = due.length > 0 ? due : [undefined];
    return each.map((clearing) => ({ clearing, files, maps, end }));
  });
  const { cleared, issues } = await clearRuns(core, all);
  for (const { prepared, end } of runs) {
    if (!cleared?.maps.length || prepared.settings.dryRun) continue;
    const issue = await prepared.finish?.(end.files);
    if (issue) end.issues.push(issue);
  }
  const told = ends.map((end) => ({
    ...end,
    issues: [...end.issues, ...all.flatMap((one, i) => (one.end === end ? (issues[i] ?? []) : []))],
  }));
  return { ends: told, cleared };
}

/**
 * Files of a plan that were written to between their proof and now are not what was planned.
 * @param {Core} core
 * @param {Job} job
 * @param {FileReport} report
 * @param {BodyFile[]} judged
 */
function refuseChanged(core, { files, skip }, report, judged) {
  if (skip) return;
  for (const [i, { stamp: proven, shown: file }] of files.entries()) {
    const now = judged[i]?.stamp;
    if (!proven || !now) continue;
    if (proven.size === now.size && proven.modified === now.modified) continue;
    report.issues.push(core.finding('plan-file-changed', { file }));
    report.ok = false;
  }
}

/**
 * @param {Core} core
 * @param {import('./deferred/index.js').Deferral} deferral
 * @param {Clearing[]} clearings
 * @param {(MapFile | undefined)[]} maps
 */
async function writePlan(core, deferral, clearings, maps) {
  const styles = maps.flatMap((map) => (map && core.isMapOfStyle(map.file) ? [map.file] : []));
  for (const root of clearings.flatMap(({ roots = [] }) => roots)) {
    deferral.addClearing({ ...root, styles });
  }
  await deferral.write();
}

/**
 * The source map of an upload, if it is on disk.
 * @param {Job} job
 * @param {BodyFile[]} judged
 * @returns {MapFile | undefined}
 */
function mapOf({ files }, judged) {
  const index = files.findIndex(({ part }) => part === 'source_map');
  const { file, entry } = files[index] ?? {};
  const minified = files.find(({ part }) => part === 'minified_file')?.file;
  if (typeof file !== 'string') return undefined;
  if (entry) return { file: entry.shown, archive: file };
  const named = typeof minified === 'string' ? minified : undefined;
  return { file, minified: named, stamp: judged[index]?.stamp };
}

/**
 * The receipt of an earlier run, read; and written, unless nothing is going to be sent.
 * @param {Core} core
 * @param {Settings} settings
 * @param {Target} target
 */
async function openReceipt(core, { receipt: given, dryRun, shard }, { url }) {
  if (given === undefined) return undefined;
  const store = typeof given === 'string' ? await receiptStore(given, shard) : given;
  const receipt = await Receipt.open(core, store, url);
  if (!dryRun) await receipt.begin();
  return receipt;
}

/**
 * @param {Core} core
 * @param {Settings} settings
 * @param {Target} target
 * @param {Pace} pace
 * @param {Before} before
 */
async function openSender(core, settings, target, pace, before) {
  const transport = await openTransport(target.relay?.url ?? target.url);
  const version = core.version();
  const { maxRetries, timeout, deadline, signal } = { ...DEFAULTS, ...settings };
  const limits = { maxRetries, timeout, deadline };
  return new Sender({ target, transport, pace, version, ...limits, signal, ...before });
}

/**
 * What is going to be sent, if it is sound, and what was found and is not.
 * @param {Job[]} jobs
 * @returns {import('../index.js').PlannedUpload[]}
 */
export function plannedOf(jobs) {
  return jobs
    .filter(({ send, skip }) => send || skip)
    .map(({ path, type, event, skip, issues, identity, id, size, files: [file] }) => {
      const url = event?.minified_url;
      return {
        path,
        type,
        minifiedUrl: typeof url === 'string' ? url : undefined,
        identity,
        id,
        size: file?.pieces ? lengthOf(file.pieces) : size,
        skipped: skip ? issues[0]?.message : undefined,
      };
    });
}

/**
 * @param {Job} job
 * @param {import('../plan/index.js').PartFile | undefined} part
 * @returns {Job}
 */
function withPart(job, part) {
  return part ? { ...job, files: [...job.files, part] } : job;
}

/**
 * A job that was judged. `files`: those of the job; `entry`: what the receipt is to say of it; `frame`: its body, where that is made
 * @typedef {{ job: Job, report: FileReport, files: BodyFile[], entry?: ReceiptEntry, frame?: Frame }} Ready
 */

/** The uploads of one run, which share a target and a count. */
class Run {
  #done = 0;

  /**
   * @param {object} shared
   * @param {Core} shared.core
   * @param {Settings} shared.settings
   * @param {Target} shared.target
   * @param {Sender} [shared.sender] missing in a dry run
   * @param {Receipt} [shared.receipt]
   * @param {number} total
   */
  constructor(shared, total) {
    this.shared = shared;
    this.total = total;
  }

  /**
   * Sends a job that may be sent, and says what came of it.
   * @param {Ready} ready
   * @returns {Promise<FileReport>}
   */
  async ship(ready) {
    const { settings, receipt, target } = this.shared;
    const { job, report } = ready;
    const outcome = { ...(await this.#outcome(ready)), url: target.url };
    if (!settings.dryRun) receipt?.ended(job, outcome, ready.entry);
    this.#done += 1;
    settings.onProgress?.({
      phase: 'send',
      path: job.path,
      done: this.#done,
      total: this.total,
      outcome,
    });
    return { ...report, upload: outcome };
  }

  /**
   * @param {Ready} ready
   * @returns {Promise<Omit<Outcome, 'url'>>}
   */
  async #outcome({ job, report, files, entry, frame: made }) {
    const { core, settings, target, sender, receipt } = this.shared;
    if (!report.ok) return { status: 'skipped', reason: 'it would not work; see the errors' };
    if (!job.send) return { status: 'skipped', reason: report.issues[0]?.message };
    const before = entry && receipt?.arrived(entry);
    if (before) {
      return { status: 'already-sent', id: before.id, reason: `sent before, ${before.endedAt}` };
    }
    settings.signal?.throwIfAborted();
    const parts = job.files.map(({ part, name }, i) => ({ part, name, size: files[i]?.size ?? 0 }));
    const frame = made ?? prepare(core, /** @type {Event} */ (report.event), parts);
    if (settings.defer !== undefined) return { status: 'deferred', bytes: frame.contentLength };
    if (sender === undefined) {
      if (settings.onRequest && files.some(({ temporary }) => temporary)) throw notThere(job.path);
      settings.onRequest?.(requestOf(target, frame, files, core.version()));
      return { status: 'dry-run', bytes: frame.contentLength };
    }
    const tell = (/** @type {Omit<Progress, 'path' | 'done' | 'total'>} */ more) =>
      settings.onProgress?.({ path: job.path, done: this.#done, total: this.total, ...more });
    return sender.send(frame, files, {
      onStart: () => entry && receipt?.started(job, entry),
      onBytes: (bytes) => tell({ phase: 'bytes', bytes }),
      onRetry: (wait, outcome) => tell({ phase: 'retry', wait, ...lastOf(outcome) }),
    });
  }
}

/**
 * That a request can't be made by others.
 * @param {string} path of a file in an archive
 */
function notThere(path) {
  return new UsageError('curl-archive', `${path} is packed, and too long to be put into a script`, {
    help: 'unpack the archive, and give the folder',
  });
}

/**
 * What is told of an attempt that failed.
 * @param {Partial<Outcome>} outcome
 */
function lastOf({ attempts, reason, httpStatus }) {
  return { attempts, reason, httpStatus };
}

/**
 * A file that was made here after the others were judged.
 * @param {FileInput} file
 * @returns {BodyFile}
 */
function asBody(file) {
  return { file, size: file instanceof Uint8Array ? file.length : 0 };
}
