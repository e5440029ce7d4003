/** The build as it is known so far: its uploads, each a row of the list. */
import { batch, computed, signal } from '@preact/signals';

import { engine, said } from '../engine/engine.js';
import { announce } from './announce.js';

/** @import { FileReport, Outcome, RunIssue, UploadType } from '../../pkg/index.js' */
/** @import { Given, Lost } from '../worker/build.js' */
/** @import { Judged } from '../worker/check.js' */

/**
 * What becomes of an upload while it is sent.
 * @typedef {object} Transfer
 * @property {'waiting' | 'sending' | 'retry' | 'ended'} state
 * @property {number} bytes taken for sending, of all files of the upload
 * @property {number} [retryAt] when the next attempt comes, by `performance.now()`
 * @property {number} [attempts] made so far
 * @property {string} [reason] why the last failed
 * @property {Outcome} [outcome]
 */

/**
 * One upload.
 * @typedef {object} Row
 * @property {FileReport} report
 * @property {number} size of its files together, in bytes
 * @property {Transfer} [transfer]
 */

/** @type {import('@preact/signals').Signal<Row[]>} in the order in which they were judged */
export const rows = signal([]);

/** What is going on: nothing was given yet, files come in, they are judged, all are. */
export const phase = signal(/** @type {'empty' | 'reading' | 'judging' | 'judged'} */ ('empty'));

/** How far that is; of `total` 0, nobody knows how much there is. */
export const progress = signal({ done: 0, total: 0 });

/** @type {import('@preact/signals').Signal<RunIssue[]>} what is to be said of the build as a whole */
export const runIssues = signal([]);

/** @type {import('@preact/signals').Signal<{ message: string, help?: string } | undefined>} */
export const failure = signal(undefined);

/** @type {import('@preact/signals').Signal<UploadType | undefined>} what the files are to be taken for */
export const chosenType = signal(undefined);

/** The rows by their paths. */
export const byPath = computed(() => new Map(rows.value.map((row) => [row.report.path, row])));

export const sendable = computed(() => rows.value.filter(isSendable));

/** Whether the files are those of the sample, which is never sent. */
export const isSample = signal(false);

/** Counts up whenever what was known of the build is forgotten: what was made of it is then out of date. */
export const generation = signal(0);

/** What is under way, so that it can be ended. */
let controller = new AbortController();

/**
 * Whether it would be sent.
 * @param {Row} row
 */
export function isSendable({ report }) {
  if (!report.ok || report.type === undefined || report.parts.length === 0) return false;
  return report.type !== 'js_sourcemap' || report.parts.length > 1;
}

/**
 * Takes files in, and judges all there are.
 * @param {Given[]} files
 * @param {Lost[]} [lost] what was meant to be among them
 * @param {{ isSample?: boolean }} [what]
 */
export async function take(files, lost = [], { isSample: isOne = false } = {}) {
  if (files.length + lost.length === 0) return;
  // the sample makes room for a build
  const isOver = isSample.value;
  const call = begin('reading');
  isSample.value = isOne;
  progress.value = { done: 0, total: files.length };
  await during(async () => {
    const onProgress = (/** @type {typeof progress.value} */ far) => (progress.value = far);
    if (isOver) await engine({ signal: call.signal }).clearFiles();
    await engine({ signal: call.signal, onProgress }).addFiles(files, lost);
    await judge(call.signal);
  }, call);
}

/** Judges the files once more, as the type says that was chosen. */
export async function judgeAgain() {
  if (phase.value === 'empty') return;
  const call = begin('judging');
  await during(() => judge(call.signal), call);
}

/** Forgets all files. */
export async function clear() {
  begin('empty');
  isSample.value = false;
  await engine().clearFiles();
  announce('All files were taken out of the list.');
}

/**
 * @param {typeof phase.value} next
 */
function begin(next) {
  controller.abort();
  controller = new AbortController();
  batch(() => {
    phase.value = next;
    rows.value = [];
    runIssues.value = [];
    failure.value = undefined;
    progress.value = { done: 0, total: 0 };
    generation.value += 1;
  });
  return controller;
}

/**
 * @param {() => Promise<void>} work
 * @param {AbortController} call
 */
async function during(work, call) {
  try {
    await work();
  } catch (error) {
    if (call.signal.aborted) return;
    failure.value = said(error);
    phase.value = 'judged';
    announce(failure.value.message);
  }
}

/** @param {AbortSignal} signal */
async function judge(signal) {
  phase.value = 'judging';
  progress.value = { done: 0, total: 0 };
  const onProgress = (/** @type {Judged} */ { files, done, total }) => {
    batch(() => {
      rows.value = [...rows.value, ...files.map(rowOf)];
      progress.value = { done, total };
    });
  };
  const type = chosenType.value;
  const { issues } = await engine({ signal, onProgress }).checkBuild({ type });
  batch(() => {
    runIssues.value = issues;
    phase.value = 'judged';
  });
  const wrong = rows.value.filter(({ report }) => !report.ok).length;
  announce(`${rows.value.length} uploads checked, ${wrong} with errors.`);
}

/** @param {FileReport} report @returns {Row} */
function rowOf(report) {
  return { report, size: report.parts.reduce((sum, { size }) => sum + size, 0) };
}

/**
 * Puts other rows in the place of those with their paths.
 * @param {Map<string, Partial<Row>>} changes by path
 */
export function change(changes) {
  rows.value = rows.value.map((row) => {
    const more = changes.get(row.report.path);
    return more ? { ...row, ...more } : row;
  });
}
