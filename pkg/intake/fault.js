/**
 * Faults: what the intake does wrong on purpose, so that a CI pipeline can be rehearsed.
 *
 *     spec      = kind [ ":" setting { "," setting } ]
 *     setting   = name "=" value
 *
 *     kind      429, 503, … answer with that status        settings: retry-after=SECONDS | retry-after=date+SECONDS
 *               slow        read the body slowly            settings: bytes-per-second=N (required)
 *               drop        reset the connection            settings: after=BYTES (of the body; 0 when left out)
 *     any kind  times=N     strike at most N times
 *               every=N     only the Nth upload, the 2Nth, …
 *               rate=P      only a share P of the uploads, 0 to 1, chosen by seed=N (0 when left out)
 *
 * With several specs, the first status or drop that applies to an upload decides; a slow applies beside it.
 */

import { Refusal } from '../http/refusal.js';
import { IntakeError } from './error.js';
import { quoted } from './wording.js';

/**
 * @typedef {object} Fault
 * @property {string} spec As it was given.
 * @property {'status' | 'slow' | 'drop'} kind
 * @property {number} [status]
 * @property {{ seconds: number, asDate: boolean }} [retryAfter]
 * @property {number} [bytesPerSecond] At least 1.
 * @property {number} [after] Bytes of the body, as on the wire, to read before the connection is reset.
 * @property {number} [times] At least 1.
 * @property {number} [every] At least 1.
 * @property {number} [rate] From 0 to 1.
 * @property {number} [seed]
 */

/** What each status says in the reply; the ones beyond the API's own are what proxies before it answer. */
const STATUSES = new Map([
  [400, 'Bad request'],
  [401, 'Unauthorized'],
  [403, 'Forbidden'],
  [404, 'Not found'],
  [408, 'Request timeout: the request took too long to complete'],
  [413, 'Payload too large'],
  [429, 'Too many requests: rate limit exceeded'],
  [500, 'Internal server error'],
  [502, 'Bad gateway'],
  [503, 'Service unavailable'],
  [504, 'Gateway timeout'],
]);

const KINDS = `a status (${[...STATUSES.keys()].join(', ')}), slow, drop`;
const EVERYWHERE = ['times', 'every', 'rate', 'seed'];
/** @type {Record<Fault['kind'], string[]>} */
const SETTINGS = {
  status: ['retry-after', ...EVERYWHERE],
  slow: ['bytes-per-second', ...EVERYWHERE],
  drop: ['after', ...EVERYWHERE],
};

/**
 * @param {string} spec See the grammar above.
 * @returns {Fault}
 * @throws {IntakeError} Naming the spec, what is wrong with it and what there is.
 */
export function parseFault(spec) {
  /** @param {string} problem @returns {never} */
  const fail = (problem) => {
    throw new IntakeError('fault', `Fault ${quoted(spec)}: ${problem}`);
  };
  const colon = spec.indexOf(':');
  const word = (colon < 0 ? spec : spec.slice(0, colon)).trim();
  const fault = /** @type {Fault} */ ({ spec });
  if (word === 'slow' || word === 'drop') fault.kind = word;
  else if (/^\d{3}$/.test(word) && STATUSES.has(Number(word))) {
    fault.kind = 'status';
    fault.status = Number(word);
  } else fail(`the kind ${quoted(word)} is not known; the kinds are ${KINDS}`);

  const seen = new Set();
  for (const setting of colon < 0 ? [] : spec.slice(colon + 1).split(',')) {
    const [, name, value] = /^\s*([^=\s]+)\s*=\s*(\S+)\s*$/.exec(setting) ?? [];
    if (name === undefined) fail(`the setting ${quoted(setting)} must have the form name=value`);
    if (!SETTINGS[fault.kind].includes(name)) {
      fail(`${word} has no setting ${quoted(name)}; it has ${SETTINGS[fault.kind].join(', ')}`);
    }
    if (seen.has(name)) fail(`the setting ${name} is given twice`);
    seen.add(name);
    applySetting(fault, name, value, fail);
  }
  if (fault.kind === 'slow' && fault.bytesPerSecond === undefined) {
    fail('slow needs a speed, for example slow:bytes-per-second=65536');
  }
  if (seen.has('seed') && !seen.has('rate')) fail('seed has a meaning only beside rate');
  return fault;
}

/**
 * @param {Fault} fault
 * @param {string} name
 * @param {string} value
 * @param {(problem: string) => never} fail
 */
function applySetting(fault, name, value, fail) {
  /** @param {number} least */
  const integer = (least) => {
    const number = /^\d{1,15}$/.test(value) ? Number(value) : -1;
    return number >= least
      ? number
      : fail(`${name} must be a whole number of ${least} or more, got ${quoted(value)}`);
  };
  if (name === 'times') fault.times = integer(1);
  else if (name === 'every') fault.every = integer(1);
  else if (name === 'seed') fault.seed = integer(0);
  else if (name === 'after') fault.after = integer(0);
  else if (name === 'bytes-per-second') fault.bytesPerSecond = integer(1);
  else if (name === 'rate') {
    fault.rate = /^(?:\d+(?:\.\d+)?|\.\d+)$/.test(value) ? Number(value) : -1;
    if (!(fault.rate >= 0 && fault.rate <= 1))
      fail(`rate must be from 0 to 1, got ${quoted(value)}`);
  } else {
    const [, date, seconds] = /^(date\+)?(\d{1,9})$/.exec(value) ?? [];
    if (seconds === undefined) {
      fail(`retry-after must be seconds (2) or a date (date+2), got ${quoted(value)}`);
    }
    fault.retryAfter = { seconds: Number(seconds), asDate: date !== undefined };
  }
}

/**
 * @param {Fault[]} faults
 * @returns {() => { strike: Fault | undefined, slow: Fault | undefined }} To be called once for each upload, in order.
 */
export function faultPlan(faults) {
  const left = faults.map((fault) => fault.times ?? Number.POSITIVE_INFINITY);
  let upload = 0;
  return () => {
    upload++;
    /** @param {(fault: Fault) => boolean} wanted */
    const take = (wanted) => {
      const index = faults.findIndex((f, i) => wanted(f) && left[i] > 0 && isDue(f, upload));
      if (index >= 0) left[index]--;
      return faults[index];
    };
    return {
      strike: take((f) => f.kind !== 'slow'),
      slow: take((f) => f.kind === 'slow'),
    };
  };
}

/**
 * @param {Fault} fault
 * @param {number} upload Counted from 1.
 */
function isDue({ every = 1, rate, seed = 0 }, upload) {
  return upload % every === 0 && (rate === undefined || share(seed, upload) < rate);
}

/**
 * A number in [0, 1) that looks random and is the same for the same seed and upload on every machine: the
 * finishing steps of MurmurHash3 over both.
 * @param {number} seed
 * @param {number} upload
 */
function share(seed, upload) {
  let h = (Math.imul(seed + 1, 0x9e3779b1) ^ Math.imul(upload, 0x85ebca6b)) >>> 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return ((h ^ (h >>> 16)) >>> 0) / 2 ** 32;
}

/**
 * What a status fault answers.
 * @param {Fault} fault
 * @param {Date} now
 */
export function faultRefusal({ spec, status = 503, retryAfter }, now) {
  /** @type {Record<string, string>} */
  const headers = {};
  if (retryAfter) {
    headers['retry-after'] = retryAfter.asDate
      ? new Date(now.getTime() + 1000 * retryAfter.seconds).toUTCString()
      : String(retryAfter.seconds);
  }
  return new Refusal(status, `${STATUSES.get(status)} (fault ${spec})`, headers);
}
