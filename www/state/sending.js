/** The run that sends: what is under way, and what came of it. */
import { batch, computed, signal } from '@preact/signals';

import { engine, said } from '../engine/engine.js';
import { announce } from './announce.js';
import { byPath, change, generation, isSendable, rows, sendable } from './build.js';
import { filled, left } from './form.js';
import { isReachable } from './reach.js';
import { isRelayThere, relay, RELAY_ENDED } from './relay.js';
import { apiKey, intakeOrigin, target } from './destination.js';
import { textOf } from './steady.js';

/** @import { Progress, Report } from '../../pkg/index.js' */
/** @import { Row, Transfer } from './build.js' */
/** @import { Way, Sent } from '../worker/send.js' */

let controller = new AbortController();

/**
 * How the run is: not begun, under way, over; or not possible from a page.
 * @typedef {'idle' | 'running' | 'done' | 'cancelled' | 'failed' | 'refused'} Stage
 */
export const stage = signal(/** @type {Stage} */ ('idle'));

/** @type {import('@preact/signals').Signal<Report | undefined>} */
export const result = signal(undefined);

/** Why the run did not come to its end. */
export const sendFailure = signal(
  /** @type {{ message: string, help?: string } | undefined} */ (undefined),
);

/** What the last run has sent; or one of an earlier day, loaded. */
export const receipt = signal(/** @type {string | undefined} */ (undefined));

/** What the last run has sent its uploads under and where to: another press of Send would send the same again. */
const sentUnder = signal('');

const under = computed(() => {
  const { apiKey: _, ...where } = way();
  return textOf([filled.value, where]);
});

/** What has not arrived yet, as the form is filled in now. */
export const toSend = computed(() => {
  if (sentUnder.value !== under.value) return sendable.value;
  return sendable.value.filter(({ transfer }) => !hasArrived(transfer));
});

/** @param {Transfer} [transfer] */
function hasArrived(transfer) {
  const status = transfer?.outcome?.status;
  return status === 'sent' || status === 'already-sent';
}

// what came of other files is not to be seen beside these; the receipt is kept, and can still be saved
generation.subscribe(() => {
  controller.abort();
  batch(() => {
    stage.value = 'idle';
    result.value = undefined;
    sendFailure.value = undefined;
    sentUnder.value = '';
  });
});

/** How far the run is, in uploads and in bytes. */
export const totals = computed(() => {
  const all = rows.value.flatMap(({ transfer, size }) => (transfer ? [{ transfer, size }] : []));
  const sum = (/** @type {(one: typeof all[0]) => number} */ of) =>
    all.reduce((total, one) => total + of(one), 0);
  return {
    uploads: all.length,
    arrived: sum(({ transfer, size }) => (transfer.state === 'ended' ? size : 0)),
    ended: sum(({ transfer }) => (transfer.state === 'ended' ? 1 : 0)),
    bytes: sum(({ size }) => size),
    taken: sum(({ transfer, size }) =>
      transfer.state === 'ended' ? size : Math.min(size, transfer.bytes),
    ),
    retrying: all.filter(({ transfer }) => transfer.state === 'retry'),
  };
});

/** Sends what is sound; what the receipt says has arrived is not sent again. */
export async function send() {
  controller = new AbortController();
  const { signal: ends } = controller;
  const waiting = new Map(sendable.value.map((row) => [row.report.path, { transfer: waits() }]));
  batch(() => {
    stage.value = 'running';
    result.value = undefined;
    sendFailure.value = undefined;
    sentUnder.value = under.value;
    change(waiting);
  });
  announce(`Sending ${waiting.size} uploads.`);
  try {
    const report = await engine({ signal: ends, onProgress: hear, toTheEnd: true }).sendBuild(
      filled.value,
      way(),
      receipt.value,
    );
    // another build has taken its place, or it is said already why there was no sense in it
    if (stage.value !== 'running') return;
    result.value = report;
    stage.value = 'done';
    if (report.summary.failed === 0) apiKey.value = '';
    left.value = new Set();
    const { sent, failed, alreadySent } = report.summary;
    announce(`${sent + alreadySent} sent, ${failed} failed.`);
  } catch (error) {
    // a part of the page that was not loaded yet can't be loaded any more either
    const isOver = !ends.aborted && relay.value !== undefined && !(await isRelayThere());
    finish(isOver ? RELAY_ENDED : said(error), ends.aborted);
  }
}

/** Ends the run; what has arrived stays, and is in the receipt. */
export function cancel() {
  controller.abort();
}

/** @returns {Way} */
function way() {
  if (!relay.value?.hasKey) return target();
  const { session, intake } = relay.value;
  return { relay: { url: location.origin, session }, intakeUrl: intake };
}

/** @returns {Transfer} */
const waits = () => ({ state: 'waiting', bytes: 0 });

/**
 * @param {{ message: string, help?: string }} error
 * @param {boolean} isCancelled
 */
function finish(error, isCancelled) {
  /** @type {Map<string, Partial<Row>>} */
  const open = new Map();
  for (const { report, transfer } of rows.value) {
    if (transfer && transfer.state !== 'ended') open.set(report.path, { transfer: undefined });
  }
  change(open);
  if (stage.value !== 'running') return;
  batch(() => {
    stage.value = isCancelled ? 'cancelled' : 'failed';
    if (!isCancelled) sendFailure.value = error;
  });
  announce(isCancelled ? 'Cancelled.' : error.message);
}

/** @param {Sent} told */
function hear(told) {
  if ('receipt' in told) {
    receipt.value = told.receipt;
    return;
  }
  // what is still told of a run that was left is not of these files
  if (stage.value !== 'running') return;
  /** @type {Map<string, Partial<Row>>} */
  const changes = new Map();
  for (const step of told.steps) {
    const row = byPath.value.get(step.path);
    if (row === undefined) continue;
    changes.set(step.path, {
      ...changes.get(step.path),
      ...after(step, { ...row, ...changes.get(step.path) }),
    });
  }
  if (changes.size > 0) change(changes);
}

/**
 * What a step makes of a row.
 * @param {Progress} step
 * @param {Row} row
 * @returns {Partial<Row>}
 */
function after(step, row) {
  const { report, transfer = waits() } = row;
  switch (step.phase) {
    case 'check':
      return step.file ? { report: step.file } : {};
    case 'bytes':
      return {
        transfer: { ...transfer, state: 'sending', bytes: transfer.bytes + (step.bytes ?? 0) },
      };
    case 'retry': {
      if (step.httpStatus === undefined) suspect();
      const { wait = 0, attempts, reason } = step;
      return {
        transfer: { state: 'retry', bytes: 0, retryAt: performance.now() + wait, attempts, reason },
      };
    }
    case 'send': {
      const { outcome } = step;
      const after = { report: { ...report, upload: outcome } };
      // what was never meant to be sent goes on showing why
      const isSkipped = outcome?.status === 'skipped' && !isSendable(row);
      return {
        ...after,
        transfer: isSkipped ? undefined : { ...transfer, state: 'ended', outcome },
      };
    }
  }
}

/** Whether the intake was asked already why it does not answer. */
let isAsked = false;

/**
 * No reply at all, and nothing that has arrived before: either there is no network, or the browser may not read what the
 * intake answers, and then no further attempt will end otherwise.
 */
async function suspect() {
  if (isAsked) return;
  if (relay.value?.hasKey) {
    isAsked = true;
    const isThere = await isRelayThere();
    isAsked = false;
    if (isThere || stage.value !== 'running') return;
    batch(() => {
      stage.value = 'failed';
      sendFailure.value = RELAY_ENDED;
    });
    announce(RELAY_ENDED.message);
    cancel();
    return;
  }
  if (rows.value.some(({ transfer }) => hasArrived(transfer))) return;
  isAsked = true;
  const isThere = await isReachable(intakeOrigin.value);
  isAsked = false;
  if (!isThere || stage.value !== 'running') return;
  stage.value = 'refused';
  announce('The browser may not send to this intake.');
  cancel();
}
