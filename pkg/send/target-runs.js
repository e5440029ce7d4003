/** Several targets in one run: all are made ready before anything of one is sent, and one report tells of all. */
import { judgeAll, prepareCheck } from '../check/index.js';
import { start } from '../core/index.js';
import { UsageError } from '../errors.js';
import { ownFields } from '../check/upload.js';
import { makeReport } from '../report/index.js';

/** @import { Core } from '../core/types.js' */
/** @import { CheckOptions, Cleared, FileReport, Input, Progress, Report, RunIssue, UploadOptions } from '../index.js' */
/** @import { Job, PartFile } from '../plan/index.js' */
/** @import { Settings } from '../options/index.js' */
/** @import { Halt } from './sending.js' */

/**
 * @template O
 * @typedef {{ name?: string, input: Input, options: O }} Target a target of a run; `name`: to be given in the report
 */

/** @typedef {(progress: Progress) => void} OnProgress */

/** Told the files of each upload that was sound, in a dry run also of those that would be sent. @typedef {(files: PartFile[], settings: Settings) => void} OnSound */

/**
 * @param {Target<CheckOptions>[]} targets
 * @param {OnProgress} [onProgress]
 * @returns {Promise<Report>}
 */
export async function checkTargets(targets, onProgress) {
  const begin = performance.now();
  const core = await start();
  const ready = await makeReady(targets, onProgress, (input, options) =>
    prepareCheck(core, input, options),
  );
  const ends = [];
  for (const { name, prepared } of ready) {
    ends.push({ name, ...(await judgeAll(core, prepared)) });
  }
  return reportOf(core, ends, begin);
}

/**
 * @param {Target<UploadOptions>[]} targets
 * @param {OnProgress} [onProgress]
 * @param {OnSound} [onSound]
 * @returns {Promise<Report>}
 */
export async function uploadTargets(targets, onProgress, onSound) {
  const begin = performance.now();
  const core = await start();
  // half of the modules, which a check does not need
  const { clearAway, plannedOf, prepareUpload, ship } = await import('./upload.js');
  const ready = await makeReady(targets, onProgress, (input, options) =>
    prepareUpload(core, input, options),
  );
  if (ready.some(({ name }) => name !== undefined)) {
    for (const { name, prepared } of ready) refuseUnsound(core, name, prepared);
  }
  const planned = ready.flatMap(({ prepared }) => plannedOf(prepared.jobs));
  ready[0]?.prepared.settings.onPlan?.(planned);
  const sending = performance.now();
  const runs = [];
  /** @type {{ halt?: Halt, url: string }[]} */
  const before = [];
  for (const { name, prepared } of ready) {
    const { url } = prepared.target;
    const { halt } = before.find((one) => one.halt && (one.halt.ofKey || one.url === url)) ?? {};
    const elapsed = performance.now() - sending;
    const end = await ship(core, prepared, { halt, elapsed });
    before.push({ url, halt: end.halt });
    for (const [i, { upload: { status } = {} }] of end.files.entries()) {
      const files = prepared.jobs[i]?.files;
      if (files && status !== 'skipped') onSound?.(files, prepared.settings);
    }
    runs.push({ prepared, end: { name, ...end } });
  }
  const { ends, cleared } = await clearAway(core, runs);
  return reportOf(core, ends, begin, cleared);
}

/**
 * @template {CheckOptions} O
 * @template {{ jobs: Job[] }} P
 * @param {Target<O>[]} targets
 * @param {OnProgress | undefined} onProgress
 * @param {(input: Input, options: O) => Promise<P>} prepare
 * @returns {Promise<{ name?: string, prepared: P }[]>}
 */
async function makeReady(targets, onProgress, prepare) {
  const ready = [];
  /** @type {OnProgress[]} */
  const tell = [];
  for (const [i, { name, input, options }] of targets.entries()) {
    /** @type {OnProgress} */
    const own = (progress) => tell[i]?.(progress);
    ready.push({ name, prepared: await prepare(input, { ...options, onProgress: own }) });
  }
  const total = ready.reduce((sum, { prepared }) => sum + prepared.jobs.length, 0);
  let earlier = 0;
  for (const { prepared } of ready) {
    const from = earlier;
    tell.push((progress) => onProgress?.({ ...progress, done: from + progress.done, total }));
    earlier += prepared.jobs.length;
  }
  return ready;
}

/**
 * What the config says of a target's event is judged before anything of another is sent. What files or Git may still add is
 * not missed yet.
 * @param {Core} core
 * @param {string | undefined} name
 * @param {{ jobs: Job[], settings: Settings }} prepared
 */
function refuseUnsound(core, name, { jobs, settings }) {
  const job = jobs.find(({ send, event }) => send && event !== undefined);
  if (job === undefined) return;
  const { type, event } = job;
  const fill = ownFields(core);
  const { allowUnknown } = settings;
  const { issues } = core.check({ type, event, fill, files: [], allowUnknown });
  const found = issues.find(({ severity, at }) => {
    const field = at.path?.startsWith('event.') ? at.path.slice('event.'.length) : undefined;
    if (severity !== 'error' || field === undefined) return false;
    return event?.[field] !== undefined || field === 'service' || field === 'version';
  });
  if (found === undefined) return;
  const { code, message, help } = found;
  throw new UsageError(code, `target "${name}": ${message}`, { help });
}

/**
 * @param {Core} core
 * @param {{ name?: string, files: FileReport[], issues: RunIssue[] }[]} ends
 * @param {number} begin by the platform's clock, in ms
 * @param {Cleared} [cleared]
 */
function reportOf(core, ends, begin, cleared) {
  const files = ends.flatMap(({ name, files }) =>
    name === undefined ? files : files.map((file) => ({ target: name, ...file })),
  );
  return makeReport(core.version(), files, issuesOf(ends), begin, cleared);
}

/**
 * What is said of each target alike, that Git metadata is missing say, is said once.
 * @param {{ name?: string, issues: RunIssue[] }[]} ends
 * @returns {RunIssue[]}
 */
function issuesOf(ends) {
  /** @type {Map<string, { issue: RunIssue, names: (string | undefined)[] }>} */
  const said = new Map();
  for (const { name, issues } of ends) {
    for (const issue of issues) {
      const key = JSON.stringify([issue.code, issue.severity, issue.message, issue.help]);
      const entry = said.get(key) ?? { issue, names: [] };
      entry.names.push(name);
      said.set(key, entry);
    }
  }
  return [...said.values()].flatMap(({ issue, names }) =>
    names.length === ends.length && ends.length > 1
      ? [issue]
      : names.map((target) => (target === undefined ? issue : { target, ...issue })),
  );
}
