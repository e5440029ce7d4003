/** Uploads: planned, judged, and sent where they are sound. */
import { breathe, environment, openTransport, receiptStore } from '#host';
import { gitFor } from './git-parts.js';
import { judge, ownFields } from './judge.js';
import { readOptions } from './options.js';
import { Pace } from './pace.js';
import { lengthOf } from './pieces.js';
import { filesOf, plan } from './plan.js';
import { Receipt } from './receipt.js';
import { diagnose, ofRun } from './report.js';
import { prepare, requestOf, Sender } from './send.js';
import { resolveTarget } from './target.js';

/** @import { Event, FileInput, FileReport, Input, Outcome, Progress, ReceiptEntry, RunIssue, UploadOptions } from './index.js' */
/** @import { Core } from './core-types.js' */
/** @import { BodyFile, NamedFile } from './host-types.js' */
/** @import { Settings } from './options.js' */
/** @import { Job, Plan } from './plan.js' */
/** @import { Halt } from './send.js' */
/** @import { Target } from './target.js' */

/** How many uploads are under way at a time, where nothing else is said, and how much memory they take, in bytes. */
const CONCURRENCY = 20;
const IN_FLIGHT = 16 * 1024 * 1024;

/** How often an upload is tried again, and how long without a move it and all together may take, in ms. */
const RETRIES = 5;
const TIMEOUT = 60_000;
const DEADLINE = 3_600_000;

/**
 * What is to be uploaded with one set of options. Nothing is sent yet, and no file was judged.
 * @typedef {Plan & { settings: Settings, target: Target, given: NamedFile[] }} Prepared
 */

/**
 * @param {Core} core
 * @param {Input} input
 * @param {UploadOptions} [options]
 * @returns {Promise<Prepared>}
 */
export async function prepareUpload(core, input, options) {
  const settings = readOptions(core, options, 'upload');
  const target = resolveTarget(core, settings, environment());
  const given = await filesOf(input);
  const planned = await plan(core, given, { ...settings, event: settings.event ?? {} });
  return { ...planned, settings, target, given };
}

/**
 * What was going on before, where there are several targets.
 * @typedef {{ halt?: Halt, elapsed?: number }} Before `halt`: why nothing is to be tried; `elapsed`: of the deadline, in ms
 */

/**
 * @param {Core} core
 * @param {Prepared} prepared
 * @param {Before} [before]
 * @returns {Promise<{ files: FileReport[], issues: RunIssue[], halt?: Halt }>}
 */
export async function ship(core, { settings, target, given, jobs, issues }, before = {}) {
  const git = await gitFor(core, settings, jobs);
  const pace = new Pace({
    most: settings.maxConcurrency ?? CONCURRENCY,
    mostBytes: IN_FLIGHT,
  });
  const receipt = await openReceipt(core, settings, target);
  /** @type {Promise<FileReport>[]} */
  const sending = [];
  /** @type {Set<() => Promise<void>>} what removes what was made to be sent */
  const made = new Set();
  /** @type {Sender | undefined} */
  let sender;
  let complete = false;
  try {
    sender = settings.dryRun ? undefined : await openSender(core, settings, target, pace, before);
    const run = new Run({ core, settings, target, sender, receipt }, jobs.length);
    const fill = { ...ownFields(core), ...git.fields };
    for (const job of jobs) {
      settings.signal?.throwIfAborted();
      const full = withPart(job, git.partFor(job));
      const sends = sender !== undefined && job.send;
      const { report, sources, files, release } = await judge(core, full, settings, fill, sends);
      made.add(release);
      const whole = withPart(full, git.partFor(full, sources));
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
        report.ok && whole.send ? await receipt?.identify(whole, report, parts) : undefined;
      const shipped = run.ship(whole, report, parts, entry).finally(() => {
        made.delete(release);
        return release();
      });
      // it may fail while the next file is being judged, long before it is waited for
      shipped.catch(() => {});
      sending.push(shipped);
      await pace.room(pace.most);
      await breathe();
    }
    const files = await Promise.all(sending);
    complete = true;
    const unwritten = await receipt?.close(complete);
    const said = [...diagnose(given, jobs, settings), ...ofRun(issues), ...git.issues];
    return { files, issues: [...said, ...(unwritten ?? [])], halt: sender?.halt };
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
 * The receipt of an earlier run, read; and written, unless nothing is going to be sent.
 * @param {Core} core
 * @param {Settings} settings
 * @param {Target} target
 */
async function openReceipt(core, { receipt: given, dryRun }, { url }) {
  if (given === undefined) return undefined;
  const store = typeof given === 'string' ? await receiptStore(given) : given;
  const receipt = await Receipt.open(store, { version: core.version(), intake: url });
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
  const { maxRetries = RETRIES, timeout = TIMEOUT, deadline = DEADLINE, signal } = settings;
  const transport = await openTransport(target.relay?.url ?? target.url);
  const version = core.version();
  const limits = { maxRetries, timeout, deadline };
  return new Sender({ target, transport, pace, version, ...limits, signal, ...before });
}

/**
 * What is going to be sent, if it is sound, and what was found and is not.
 * @param {Job[]} jobs
 * @returns {import('./index.js').PlannedUpload[]}
 */
export function plannedOf(jobs) {
  return jobs
    .filter(({ send, skip }) => send || skip)
    .map(({ path, type, event, skip, issues, told, files: [file] }) => {
      const url = event?.minified_url;
      return {
        path,
        type,
        minifiedUrl: typeof url === 'string' ? url : undefined,
        identity: idOf(event) ?? told?.identity,
        size: file?.pieces ? lengthOf(file.pieces) : told?.size,
        skipped: skip ? issues[0]?.message : undefined,
      };
    });
}

/**
 * What a build was given for an ID goes before what the bytes have of their own.
 * @param {Event | undefined} event
 */
function idOf({ build_id: id } = {}) {
  return typeof id === 'string' ? { build_id: id } : undefined;
}

/**
 * @param {Job} job
 * @param {import('./plan.js').PartFile | undefined} part
 * @returns {Job}
 */
function withPart(job, part) {
  return part ? { ...job, files: [...job.files, part] } : job;
}

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
   * @param {Job} job
   * @param {FileReport} report
   * @param {BodyFile[]} files those of the job
   * @param {ReceiptEntry} [entry] what the receipt is to say of it
   * @returns {Promise<FileReport>}
   */
  async ship(job, report, files, entry) {
    const { settings, receipt, target } = this.shared;
    const outcome = { ...(await this.#outcome(job, report, files, entry)), url: target.url };
    if (!settings.dryRun) receipt?.ended(job, outcome);
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
   * @param {Job} job
   * @param {FileReport} report
   * @param {BodyFile[]} files
   * @param {ReceiptEntry} [entry]
   * @returns {Promise<Omit<Outcome, 'url'>>}
   */
  async #outcome(job, report, files, entry) {
    const { core, settings, target, sender, receipt } = this.shared;
    if (!report.ok) return { status: 'skipped', reason: 'it would not work; see the errors' };
    if (!job.send) return { status: 'skipped', reason: report.issues[0]?.message };
    const before = entry && receipt?.arrived(entry);
    if (before) {
      return { status: 'already-sent', id: before.id, reason: `sent before, ${before.endedAt}` };
    }
    settings.signal?.throwIfAborted();
    const parts = job.files.map(({ part, name }, i) => ({ part, name, size: files[i]?.size ?? 0 }));
    const frame = prepare(core, /** @type {Event} */ (report.event), parts);
    if (sender === undefined) {
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
