/** Uploads, sent: each tried until the intake takes it, refuses it for good, or the time is up. */
import { clientHeaders, memoryOf } from '#host';

import { cut } from '../host/byte-ranges.js';
import { readReply, secretOf } from './reply.js';
import { isKeyRefused, isOverload, isTransient, readRetryAfter, waitAfter } from './retry.js';
import { Failure, unreachable } from './wire/failure.js';
import { withoutKey } from '../text/redact.js';

/** @import { Core } from '../core/types.js' */
/** @import { BodyFile, Frame, Reply, Transport } from '../host/types.js' */
/** @import { Event, Outcome } from '../index.js' */
/** @import { Pace, Ticket } from './limiter.js' */
/** @import { Target } from './destination.js' */

/** After this many uploads in a row that all attempts failed for, the others are not tried any more. */
const HOPELESS = 5;

/** What to do where the intake wants to be asked later than the deadline. */
const TOO_LATE = 'try again later, or allow more time by the deadline';

/** What a timer can hold, in ms. */
const LONGEST_TIMER = 2 ** 31 - 1;

/**
 * The platform's; tests have their own.
 * @typedef {object} Clock
 * @property {() => number} now in ms of a clock that nobody sets
 * @property {() => number} date in ms since 1970
 * @property {() => number} random from 0 to 1
 * @property {(ms: number, wake: () => void) => () => void} after calls `wake` after so long, unless what it returns is called before
 */

/**
 * What an attempt came to.
 * @typedef {object} Attempt
 * @property {Partial<Outcome>} outcome
 * @property {boolean} [again] whether another attempt may end otherwise
 * @property {boolean} [slower] whether it is a sign of too much at a time
 * @property {boolean} [forAll] whether it would be no other for any upload of the run
 * @property {boolean} [ofKey] whether that is because of the key
 * @property {number} [retryAfter] what the intake asked to wait, in ms
 * @property {number} [latency] of the reply, in ms, where it tells something of the intake
 */

/**
 * Why nothing more is tried.
 * @typedef {{ reason: string, help?: string, ofKey?: boolean }} Halt `ofKey`: the key was refused, and would be anywhere
 */

/**
 * Puts a request's body together. Nothing is read yet: the files' bytes come when they are sent.
 * @param {Core} core
 * @param {Event} event
 * @param {{ part: string, name: string, size: number }[]} parts
 * @returns {Frame}
 */
export function prepare(core, event, parts) {
  return core.frame({
    event,
    files: parts.map(({ part, name, size }) => ({ part, name, length: size })),
    boundary: newBoundary(),
  });
}

/** What stands between the parts of a body, and nowhere in them. */
export function newBoundary() {
  return `mapship-${crypto.randomUUID()}`;
}

/**
 * What every request carries besides its body, and what gives it leave.
 * @param {string} version
 * @returns {Record<string, string>}
 */
function headersFor(version) {
  return { Accept: 'application/json', ...clientHeaders(version) };
}

/**
 * What gives a request leave: the key, or the session of a relay that has the key.
 * @param {Target} target
 * @returns {Record<string, string>}
 */
function leaveFor({ apiKey = '', relay }) {
  return relay ? { 'X-Mapship-Session': relay.session } : { 'DD-API-KEY': apiKey };
}

/**
 * A request that is not made; without the key.
 * @param {Target} target
 * @param {Frame} frame
 * @param {BodyFile[]} files
 * @param {string} version
 * @returns {import('../index.js').PreparedRequest}
 */
export function requestOf(target, { contentType, contentLength, gzip, segments }, files, version) {
  /** @type {import('../index.js').PreparedRequest['body']} */
  const body = [];
  for (const segment of segments) {
    if (typeof segment !== 'number') {
      body.push(segment);
      continue;
    }
    const { file, pieces } = /** @type {BodyFile} */ (files[segment]);
    body.push(...(pieces ? pieces.map(cut) : [file]));
  }
  return {
    url: target.url,
    headers: {
      ...headersFor(version),
      'Content-Type': contentType,
      ...(gzip ? { 'Content-Encoding': 'gzip' } : {}),
    },
    gzip,
    length: contentLength,
    body,
    sizes: Object.fromEntries(files.flatMap(sizesOf)),
  };
}

/**
 * The paths of a part, each with the length of its file in bytes.
 * @param {BodyFile} file
 * @returns {[string, number][]}
 */
function sizesOf({ file, size, pieces }) {
  if (pieces === undefined) return typeof file === 'string' ? [[file, size]] : [];
  return pieces.flatMap((piece) =>
    'file' in piece && typeof piece.file === 'string' ? [[piece.file, piece.stamp?.size ?? 0]] : [],
  );
}

/** What the uploads of a run share: where they go, how many at a time, and when it is over for all. */
export class Sender {
  /** @type {Set<() => void>} what ends the waits of those that wait */
  #sleeping = new Set();
  /** Stops what is under way. */
  #end = new AbortController();
  /** @type {Halt | undefined} */
  #halted;
  #hopeless = 0;
  /** Until when the intake has asked for peace, by the clock. */
  #peace = 0;
  /** @type {() => void} */
  #stopTimer;

  /**
   * @param {object} run
   * @param {Target} run.target
   * @param {Transport} run.transport
   * @param {Pace} run.pace
   * @param {string} run.version
   * @param {number} run.maxRetries
   * @param {number} run.timeout in ms without a move
   * @param {number} run.deadline in ms from now, for all uploads together
   * @param {AbortSignal} [run.signal]
   * @param {Halt} [run.halt] why nothing is to be tried from the start
   * @param {number} [run.elapsed] of the deadline, in ms
   * @param {Clock} [run.clock]
   */
  constructor({ clock = CLOCK, halt, elapsed = 0, ...run }) {
    this.run = run;
    this.clock = clock;
    this.#halted = halt;
    const left = Math.max(0, run.deadline - elapsed);
    this.until = clock.now() + left;
    this.headers = { ...headersFor(run.version), ...leaveFor(run.target) };
    this.#stopTimer = clock.after(left, () => this.#timeIsUp());
    run.signal?.addEventListener('abort', this.#cancelled);
  }

  /** Why nothing more is tried, if so. */
  get halt() {
    return this.#halted;
  }

  /** Ends what is under way, and frees what it holds. */
  close() {
    this.#cancelled();
    this.#stopTimer();
    this.run.signal?.removeEventListener('abort', this.#cancelled);
    this.run.transport.close();
  }

  /**
   * @param {Frame} frame
   * @param {BodyFile[]} files
   * @param {object} told
   * @param {() => void} told.onStart the first attempt begins
   * @param {(bytes: number) => void} told.onBytes
   * @param {(wait: number, last: Partial<Outcome>) => void} told.onRetry `wait` in ms
   * @returns {Promise<Omit<Outcome, 'url'>>}
   */
  async send(frame, files, told) {
    const { pace, signal } = this.run;
    const ticket = await pace.enter(await memoryOf(frame));
    const start = performance.now();
    try {
      const last = await this.#attempts(frame, files, told, ticket);
      signal?.throwIfAborted();
      return {
        status: 'failed',
        bytes: frame.contentLength,
        ...last,
        ms: Math.round(performance.now() - start),
      };
    } finally {
      ticket.done();
    }
  }

  /**
   * @param {Frame} frame
   * @param {BodyFile[]} files
   * @param {Parameters<Sender['send']>[2]} told
   * @param {Ticket} ticket
   * @returns {Promise<Partial<Outcome>>}
   */
  async #attempts(frame, files, told, ticket) {
    const { clock } = this;
    /** @type {Partial<Outcome>} */
    let last = { attempts: 0 };
    for (let attempts = 1; ; attempts += 1) {
      if (!(await this.#turn(ticket))) return this.#untried(last);
      if (attempts === 1) told.onStart();
      const { outcome, ...attempt } = await this.#attempt(frame, files, told.onBytes);
      last = { ...outcome, attempts };
      if (!attempt.again) {
        this.#hopeless = 0;
        if (outcome.status === 'sent') ticket.well(attempt.latency);
        if (attempt.forAll) {
          const { ofKey } = attempt;
          this.#stop({ reason: `${outcome.reason}`, help: outcome.help, ofKey });
        }
        return last;
      }
      if (attempt.slower) ticket.slower();
      if (attempt.retryAfter) this.#askedToWait(attempt.retryAfter);
      ticket.end();
      if (attempts > this.run.maxRetries) return this.#exhausted(last);
      const wait = waitAfter(attempts, { ...attempt, random: clock.random });
      if (clock.now() + wait >= this.until) return this.#tooLate(last, wait);
      told.onRetry(wait, last);
      await this.#sleep(wait);
    }
  }

  /**
   * @param {Frame} frame
   * @param {BodyFile[]} files
   * @param {(bytes: number) => void} onBytes
   * @returns {Promise<Attempt>}
   */
  async #attempt(frame, files, onBytes) {
    const { target, transport, timeout } = this.run;
    const headers = { ...this.headers, 'Content-Type': frame.contentType };
    const { signal } = this.#end;
    try {
      const post = { headers, frame, files, timeout, signal, onBytes };
      return this.#judge(await transport.post(post));
    } catch (error) {
      if (signal.aborted) return { outcome: this.#halted ?? {} };
      if (error instanceof Failure) return failed(error, target);
      throw error;
    }
  }

  /**
   * @param {Reply} reply
   * @returns {Attempt}
   */
  #judge(reply) {
    const { status, sent, broken, retryAfter, date = '', latency } = reply;
    const outcome = { ...readReply(reply, this.run.target), bytesSent: sent };
    // whether it was taken is not known when the reply to say so is cut
    const isCut = broken !== undefined && status < 300;
    return {
      outcome,
      latency,
      again: isCut || isTransient(status),
      slower: isOverload(status),
      forAll: isKeyRefused(status),
      ofKey: isKeyRefused(status),
      // a date is one of the intake's clock, which may not be what this machine takes for now
      retryAfter: readRetryAfter(retryAfter, Date.parse(date) || this.clock.date()),
    };
  }

  /**
   * Holds all back, whichever status it came with: it is the intake that asks, not the one upload.
   * @param {number} wait in ms
   */
  #askedToWait(wait) {
    this.#peace = Math.max(this.#peace, this.clock.now() + wait);
    if (this.#peace < this.until) return;
    const seconds = Math.ceil(wait / 1000);
    this.#stop({
      reason: `the intake asked to wait ${seconds} s, until after the deadline`,
      help: TOO_LATE,
    });
  }

  /**
   * Waits until an attempt may be made.
   * @param {Ticket} ticket
   * @returns {Promise<boolean>} false where nothing is to be tried any more
   */
  async #turn(ticket) {
    for (;;) {
      if (!(await this.#keepPeace())) return false;
      await ticket.begin();
      // while it waited for its turn, the intake may have asked for peace
      if (this.#halted === undefined && this.#left() <= 0) return true;
      ticket.end();
    }
  }

  /**
   * Waits as long as the intake has asked for.
   * @returns {Promise<boolean>} whether something is to be tried after that
   */
  async #keepPeace() {
    // it may ask for more meanwhile
    for (let left = this.#left(); left > 0 && !this.#halted; left = this.#left()) {
      await this.#sleep(left);
    }
    return this.#halted === undefined;
  }

  #left() {
    return this.#peace - this.clock.now();
  }

  /**
   * Waits so many ms, or until all is stopped.
   * @param {number} ms
   * @returns {Promise<void>}
   */
  #sleep(ms) {
    if (ms <= 0 || this.#halted) return Promise.resolve();
    return new Promise((resolve) => {
      const wake = () => {
        cancel();
        this.#sleeping.delete(wake);
        resolve();
      };
      const cancel = this.clock.after(ms, wake);
      this.#sleeping.add(wake);
    });
  }

  /** @param {Partial<Outcome>} last */
  #exhausted(last) {
    this.#hopeless += 1;
    if (this.#hopeless >= HOPELESS) {
      const tries = `${last.attempts} attempt${last.attempts === 1 ? '' : 's'}`;
      const reason = `${HOPELESS} uploads in a row failed after ${tries} each, the last by: ${last.reason}`;
      this.#stop({ reason, help: last.help });
    }
    return last;
  }

  /**
   * @param {Partial<Outcome>} last
   * @param {number} wait
   */
  #tooLate(last, wait) {
    const seconds = Math.ceil(wait / 1000);
    return {
      ...last,
      reason: `${last.reason}; the next attempt, in ${seconds} s, would come after the deadline`,
      help: TOO_LATE,
    };
  }

  /**
   * @param {Partial<Outcome>} last what came of it before all was stopped
   * @returns {Partial<Outcome>}
   */
  #untried(last) {
    if (last.attempts) return last;
    return { ...last, reason: `not tried: ${this.#halted?.reason}`, help: this.#halted?.help };
  }

  /** @param {Halt} why */
  #stop(why) {
    this.#halted ??= why;
    for (const wake of this.#sleeping) wake();
    this.run.pace.close();
  }

  #timeIsUp() {
    const seconds = this.run.deadline / 1000;
    this.#stop({
      reason: `the deadline of ${seconds} s for all uploads was reached`,
      help: 'allow more time by the deadline, or send the rest again',
    });
    this.#end.abort();
  }

  #cancelled = () => {
    this.#stop({ reason: 'cancelled' });
    this.#end.abort();
  };
}

/**
 * @param {Failure} failure
 * @param {Target} target
 * @returns {Attempt}
 */
function failed(failure, target) {
  const { kind, sent: bytesSent } = failure;
  if (kind === 'changed') {
    return {
      outcome: {
        bytesSent,
        reason: 'a file of it was changed or removed after it was checked',
        help: 'run it again when nothing writes to the folder any more',
      },
    };
  }
  const { reason, help } = unreachable(failure, target.relay?.url ?? target.url);
  const outcome = { bytesSent, reason: withoutKey(reason, secretOf(target)), help };
  if (kind === 'refused' || kind === 'untrusted') return { outcome, forAll: true };
  return { outcome, again: true, slower: kind === 'idle' };
}

/** @type {Clock} */
const CLOCK = {
  now: () => performance.now(),
  date: Date.now,
  random: Math.random,
  after(ms, wake) {
    const timer = setTimeout(wake, Math.min(ms, LONGEST_TIMER));
    return () => clearTimeout(timer);
  },
};
