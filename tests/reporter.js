// How `cargo xtask test` prints the Node tests: a line for each file, whole failures, and at the end what failed, what was passed over
// and what took longest.
import path from 'node:path';
import { inspect } from 'node:util';

/** How many of the slowest tests are named at the end. */
const SLOWEST = 10;

/** @typedef {{ name: string, file: string, ms: number }} Ran */
/** @typedef {Ran & { failure: string }} Failed */
/** @typedef {Ran & { reason: string }} Skipped */

/** What was seen of one file. @typedef {{ passed: number, failed: number, skipped: number, ms: number }} Tally */

/**
 * @param {AsyncIterable<{ type: string, data: any }>} events
 * @returns {AsyncGenerator<string>}
 */
export default async function* report(events) {
  /** @type {Map<string, Tally>} */
  const files = new Map();
  /** @type {Ran[]} */
  const ran = [];
  /** @type {Failed[]} */
  const failed = [];
  /** @type {Skipped[]} */
  const skipped = [];
  let current = '';
  for await (const { type, data } of events) {
    if (type === 'test:stdout' || type === 'test:stderr') yield data.message;
    if (type !== 'test:pass' && type !== 'test:fail') continue;
    const file = nameOf(data);
    if (file !== current && current !== '') yield line(current, files.get(current));
    current = file;
    const tally = files.get(file) ?? { passed: 0, failed: 0, skipped: 0, ms: 0 };
    files.set(file, tally);
    const ms = data.details?.duration_ms ?? 0;
    if (data.nesting === 0) tally.ms += ms;
    // a suite is as long as its tests, and fails by them
    if (data.details?.type === 'suite') {
      if (type === 'test:pass' || data.details.error?.failureType === 'subtestsFailed') continue;
    }
    const one = { name: String(data.name), file, ms };
    if (data.skip !== undefined || data.todo !== undefined) {
      tally.skipped += 1;
      const why = data.skip ?? data.todo;
      skipped.push({ ...one, reason: typeof why === 'string' ? why : '' });
    } else if (type === 'test:pass') {
      tally.passed += 1;
      ran.push(one);
    } else if (data.details?.error?.failureType !== 'subtestsFailed') {
      tally.failed += 1;
      const failure = failureOf(data.details?.error);
      failed.push({ ...one, failure });
      yield `\nFAILED ${one.file}: ${one.name}\n${failure}\n\n`;
    }
  }
  if (current !== '') yield line(current, files.get(current));
  yield* summary(ran, failed, skipped);
}

/**
 * @param {Ran[]} ran
 * @param {Failed[]} failed
 * @param {Skipped[]} skipped
 */
function* summary(ran, failed, skipped) {
  const slowest = ran.toSorted((a, b) => b.ms - a.ms).slice(0, SLOWEST);
  yield `\nthe ${slowest.length} slowest:\n`;
  for (const { name, file, ms } of slowest) yield `  ${seconds(ms)}  ${file}: ${name}\n`;
  if (skipped.length > 0) yield '\nnot run:\n';
  for (const { name, file, reason } of skipped) {
    yield `  ${file}: ${name}${reason === '' ? '' : ` (${reason})`}\n`;
  }
  if (failed.length > 0) yield '\nfailed:\n';
  for (const { name, file } of failed) yield `  ${file}: ${name}\n`;
  yield `\n${ran.length} passed, ${failed.length} failed, ${skipped.length} not run\n`;
}

/**
 * @param {string} file
 * @param {Tally | undefined} tally
 */
function line(file, tally) {
  if (tally === undefined) return '';
  const { passed, failed, skipped, ms } = tally;
  const more = [failed > 0 && `${failed} failed`, skipped > 0 && `${skipped} not run`];
  return `${seconds(ms)}  ${[`${file}: ${passed} passed`, ...more.filter(Boolean)].join(', ')}\n`;
}

/** @param {number} ms */
function seconds(ms) {
  return `${(ms / 1000).toFixed(1).padStart(6)} s`;
}

/**
 * The file of a test: where it stands, or its own name where a whole file failed.
 * @param {{ name: string, file?: string }} data
 */
function nameOf({ name, file }) {
  return path.basename(file ?? name);
}

/**
 * What a person needs of a failure: the error that the test threw, with its stack and its causes.
 * @param {unknown} error
 */
function failureOf(error) {
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
  return typeof cause === 'string' ? cause : inspect(cause, { depth: 4, breakLength: 120 });
}
