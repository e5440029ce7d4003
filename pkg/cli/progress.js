/** How far long work has come: a line that is rewritten on terminals, a line now and then elsewhere. */
import { count, duration, size } from '../text/style.js';

/** @import { Progress } from '../index.js' */

/** The least time between two writings of the line, in ms: a terminal is slow. */
const PAUSE = 80;

/** How often the line is rewritten when nothing happens, and how often one is printed where it can't be, in ms. */
const TICK = 1000;
const LINE = 15_000;

/** The rate is that of the last so many ms. */
const WINDOW = 10_000;

/** Before so many ms have passed, nobody can tell how long the rest will take. */
const EARLY = 2000;

/**
 * The platform's; tests have their own.
 * @typedef {object} Clock
 * @property {() => number} now in ms
 * @property {(ms: number, call: () => void) => () => void} every calls again and again; what it returns ends that
 */

/**
 * @param {{ isTTY?: boolean, columns?: number, write(text: string): unknown }} stream
 * @param {Record<string, string | undefined>} env
 * @param {Clock} [clock]
 * @returns {{ onProgress: (progress: Progress) => void, clear(): void }}
 */
export function progressLine(stream, env, clock = CLOCK) {
  const tally = new Tally(clock.now);
  if (stream.isTTY !== true || env.TERM === 'dumb') {
    const end = clock.every(LINE, () => {
      if (tally.begun) stream.write(`${tally.line()}\n`);
    });
    return { onProgress: (progress) => tally.note(progress), clear: end };
  }
  let last = -Infinity;
  let shown = false;
  const draw = () => {
    last = clock.now();
    // some terminals say that they have none
    stream.write(`\r\x1b[K${tally.line().slice(0, (stream.columns || 80) - 1)}`);
    shown = true;
  };
  const end = clock.every(TICK, () => {
    // in particular while the next attempt is waited for
    if (shown) draw();
  });
  return {
    onProgress(progress) {
      tally.note(progress);
      if (clock.now() - last >= PAUSE) draw();
    },
    clear() {
      end();
      if (shown) stream.write('\r\x1b[K');
      shown = false;
    },
  };
}

/** What has been done, and what that says of the rest. */
class Tally {
  #total = 0;
  #checked = 0;
  #ended = 0;
  #retries = 0;
  /** Until when no attempt is made that anybody waits for, by the clock. */
  #waits = 0;
  /** Bytes: of the bodies that are known so far, and of those how many are through. */
  #known = 0;
  #through = 0;
  // by the path of what is under way: bytes of its files, and those that this attempt has taken
  /** @type {Map<string, number>} */
  #size = new Map();
  /** @type {Map<string, number>} */
  #taken = new Map();
  /** When bytes were first taken; and how many were at a time, of late. */
  #start = 0;
  /** @type {{ at: number, bytes: number }[]} */
  #samples = [];
  #bytes = 0;

  /** @param {() => number} now in ms */
  constructor(now) {
    this.now = now;
  }

  get begun() {
    return this.#total > 0;
  }

  /** @param {Progress} progress */
  note({ phase, path, done, total, size: bytes = 0, bytes: more = 0, wait = 0 }) {
    this.#total = total;
    const taken = this.#taken.get(path) ?? 0;
    switch (phase) {
      case 'check':
        this.#checked = done;
        this.#known += bytes;
        this.#size.set(path, bytes);
        break;
      case 'bytes':
        this.#taken.set(path, taken + more);
        this.#through += more;
        this.#sample(more);
        break;
      case 'retry':
        // all of it goes once more
        this.#taken.delete(path);
        this.#through -= taken;
        this.#retries += 1;
        this.#waits = this.now() + wait;
        break;
      default:
        this.#ended = done;
        this.#through += (this.#size.get(path) ?? 0) - taken;
        this.#taken.delete(path);
        this.#size.delete(path);
    }
  }

  /** @param {number} bytes */
  #sample(bytes) {
    const at = this.now();
    if (this.#samples.length === 0) this.#start = at;
    this.#bytes += bytes;
    const last = this.#samples.at(-1);
    // a thousand in the same moment are one
    if (last && at - last.at < PAUSE) last.bytes = this.#bytes;
    else this.#samples.push({ at, bytes: this.#bytes });
    while (this.#samples.length > 2 && at - (this.#samples[1]?.at ?? at) > WINDOW) {
      this.#samples.shift();
    }
  }

  /** It is to fit into 80 columns, as long as numbers are not very large. */
  line() {
    const sends = this.#bytes > 0 || this.#ended > 0;
    const checks = this.#checked < this.#total || !sends;
    const facts = checks ? [`checked ${this.#checked} of ${count(this.#total, 'file')}`] : [];
    if (sends) {
      facts.push(`${this.#ended}${checks ? '' : ` of ${this.#total}`} done`);
      facts.push(...this.#pace());
    }
    if (this.#retries > 0) {
      const wait = this.#waits - this.now();
      const next = wait > 0 ? `, next in ${duration(Math.round(wait))}` : '';
      facts.push(`${count(this.#retries, 'retry', 'retries')}${next}`);
    }
    return facts.join(' · ');
  }

  /** How much has gone, how fast, and how long the rest will take at that. */
  #pace() {
    if (this.#bytes === 0) return [];
    // what is not checked yet is taken to be as large as what is
    const all = (this.#known * this.#total) / Math.max(1, this.#checked);
    const through = Math.min(all, this.#through);
    const facts = [`${size(through)} of ${this.#checked < this.#total ? '~' : ''}${size(all)}`];
    const passed = this.now() - this.#start;
    const first = this.#samples[0];
    const span = this.now() - (first?.at ?? 0);
    if (passed < EARLY || first === undefined || span <= 0) return facts;
    const rate = (this.#bytes - first.bytes) / span;
    if (rate === 0) return facts;
    facts.push(`${size(1000 * rate)}/s`);
    const left = all - through;
    if (left > 0) facts.push(`${time(left / rate)} left`);
    return facts;
  }
}

/** A time that is only known roughly. @param {number} ms */
function time(ms) {
  const seconds = Math.ceil(ms / 1000);
  if (seconds < 100) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 100 ? `${minutes} min` : `${Math.round(minutes / 60)} h`;
}

/** @type {Clock} */
const CLOCK = {
  now: () => performance.now(),
  every(ms, call) {
    const timer = setInterval(call, ms);
    timer.unref();
    return () => clearInterval(timer);
  },
};
