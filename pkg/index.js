/**
 * mapship: what a build left behind, checked, then shipped to Datadog.
 *
 * Types and documentation of these functions are in `index.d.ts`.
 */
import pLimit from 'p-limit';

import { environment, openFile } from '#host';
import { start } from './core.js';
import { FileError } from './errors.js';
import { gitFor } from './git-parts.js';
import { judge } from './judge.js';
import { readOptions } from './options.js';
import { filesOf, plan } from './plan.js';
import { diagnose, makeReport, ofRun } from './report.js';
import { prepare, send } from './send.js';
import { resolveTarget } from './target.js';

export { FileError, InternalError, MapshipError, UsageError } from './errors.js';
export { explain } from './explain.js';

/** @import { CheckOptions, Event, FileReport, Input, Outcome, Report, UploadOptions } from './index.js' */
/** @import { Core } from './core-types.js' */
/** @import { Settings } from './options.js' */
/** @import { Job } from './plan.js' */
/** @import { Target } from './target.js' */

/** How many uploads are under way at a time, where nothing else is said. */
const CONCURRENCY = 20;

/**
 * @param {Input} input
 * @param {{ signal?: AbortSignal }} [options]
 * @returns {Promise<Report>}
 */
export async function inspect(input, options) {
  const begin = performance.now();
  const core = await start();
  const { signal } = readOptions(core, options, 'inspect');
  const files = [];
  for (const { name, shown = name, file, aside } of await filesOf(input)) {
    signal?.throwIfAborted();
    if (aside) continue;
    const source = await openFile(file);
    try {
      const { format, type, size, identity, issues } = core.inspect(source, name);
      const ok = issues.every((issue) => issue.severity !== 'error');
      files.push({
        path: shown,
        ok,
        format,
        type,
        identity,
        parts: [{ path: shown, size }],
        issues,
      });
    } finally {
      source.close();
    }
  }
  return makeReport(core.version(), files, [], begin);
}

/**
 * @param {Input} input
 * @param {CheckOptions} [options]
 * @returns {Promise<Report>}
 */
export async function check(input, options) {
  const begin = performance.now();
  const core = await start();
  const settings = readOptions(core, options, 'check');
  const given = await filesOf(input);
  const { jobs, issues } = await plan(core, given, settings);
  const files = [];
  for (const job of jobs) {
    settings.signal?.throwIfAborted();
    const { report } = await judge(core, job, settings, ownFields(core));
    files.push(report);
    settings.onProgress?.({
      phase: 'check',
      path: job.path,
      done: files.length,
      total: jobs.length,
    });
  }
  const said = [...diagnose(given, jobs, settings), ...ofRun(issues)];
  return makeReport(core.version(), files, said, begin);
}

/**
 * @param {Input} input
 * @param {UploadOptions} [options]
 * @returns {Promise<Report>}
 */
export async function upload(input, options) {
  const begin = performance.now();
  const core = await start();
  const settings = readOptions(core, options, 'upload');
  const target = resolveTarget(core, settings, environment());
  const given = await filesOf(input);
  const { jobs, issues } = await plan(core, given, { ...settings, event: settings.event ?? {} });
  settings.onPlan?.(jobs.filter(({ send }) => send).map(planned));
  const git = await gitFor(core, settings, jobs);
  /** @type {Promise<FileReport>[]} */
  const sending = [];
  try {
    const run = new Run(core, settings, target, jobs.length);
    const limit = pLimit(settings.maxConcurrency ?? CONCURRENCY);
    for (const job of jobs) {
      settings.signal?.throwIfAborted();
      const fill = { ...ownFields(core), ...git.fields };
      const full = withPart(job, git.partFor(job));
      const { report, sources } = await judge(core, full, settings, fill);
      const whole = withPart(full, git.partFor(full, sources));
      settings.onProgress?.({
        phase: 'check',
        path: job.path,
        done: sending.length + 1,
        total: jobs.length,
      });
      const shipped = limit(() => run.ship(whole, report));
      // it may fail while the next file is being judged, long before it is waited for
      shipped.catch(() => {});
      sending.push(shipped);
    }
    const files = await Promise.all(sending);
    const said = [...diagnose(given, jobs, settings), ...ofRun(issues), ...git.issues];
    return makeReport(core.version(), files, said, begin);
  } finally {
    await Promise.allSettled(sending);
    git.free();
  }
}

/**
 * @param {Job} job
 * @returns {import('./index.js').PlannedUpload}
 */
function planned({ path, type, event }) {
  const url = event?.minified_url;
  return { path, type, minifiedUrl: typeof url === 'string' ? url : undefined };
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
   * @param {Core} core
   * @param {Settings} settings
   * @param {Target} target
   * @param {number} total
   */
  constructor(core, settings, target, total) {
    this.core = core;
    this.settings = settings;
    this.target = target;
    this.total = total;
  }

  /**
   * Sends a job that may be sent, and says what came of it.
   * @param {Job} job
   * @param {FileReport} report
   * @returns {Promise<FileReport>}
   */
  async ship(job, report) {
    const outcome = await this.#outcome(job, report);
    this.#done += 1;
    this.settings.onProgress?.({
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
   * @returns {Promise<Outcome>}
   */
  async #outcome(job, report) {
    const { core, settings, target } = this;
    const { url } = target;
    if (!report.ok) return { status: 'skipped', url, reason: 'it would not work; see the errors' };
    if (!job.send) return { status: 'skipped', url, reason: report.issues[0]?.message };
    settings.signal?.throwIfAborted();
    let ready;
    try {
      ready = await prepare(core, /** @type {Event} */ (report.event), job.files);
    } catch (error) {
      // one file that is gone does not keep the others from being sent
      if (!(error instanceof FileError)) throw error;
      return { status: 'failed', url, reason: error.message, help: error.help };
    }
    if (settings.dryRun) return { status: 'dry-run', url, bytes: ready.contentLength };
    const onBytes = (/** @type {number} */ bytes) =>
      settings.onProgress?.({
        phase: 'bytes',
        path: job.path,
        done: this.#done,
        total: this.total,
        bytes,
      });
    return send(ready, target, { version: core.version(), signal: settings.signal, onBytes });
  }
}

/**
 * What mapship says of itself, where a type has fields for it.
 * @param {Core} core
 * @returns {Event}
 */
function ownFields(core) {
  const version = core.version();
  return { cli_version: version, origin: 'mapship', origin_version: version };
}

/**
 * @returns {Promise<string>}
 */
export async function version() {
  return (await start()).version();
}

/**
 * @returns {Promise<import('./index.js').TypeDeclaration[]>}
 */
export async function types() {
  return (await start()).types();
}
