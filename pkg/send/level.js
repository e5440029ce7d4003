/**
 * How many uploads at a time are right for an intake: found by trying, as TCP finds what a network carries. Pure: nothing here
 * waits, and no clock is read.
 *
 * It starts with a few and doubles their number with each round, the slow start of TCP (V. Jacobson, Congestion Avoidance and
 * Control, 1988). How far it may go is read from latency: replies that take longer the more there are at a time come from a queue, at
 * the intake, in the network or here, and more at a time make that queue longer and nothing faster. So the number grows while
 * the median of a round is near the least that was seen, stays where it is above, and is lowered in proportion further up: the
 * gradient of Netflix's concurrency-limits, which has it from TCP Vegas. What the intake refuses for having too much to do halves the
 * number at once, and from then on it grows by one every second round: additive increase, multiplicative decrease.
 */

/** With so many it starts: as many as datadog-ci always has under way. */
const START = 20;

/** Up to this multiple of the least latency, and so many ms more, nothing waits in a queue: there may be more at a time. */
const FREE = { times: 1.25, ms: 10 };

/** Above this multiple, and so many ms more, it waits too long. What a server answers sooner than that is not hard pressed. */
const PRESSED = { times: 1.5, ms: 30 };

/**
 * After a refusal, one more at a time takes so many rounds. With one, a limit of 50 a second refused up to four times as many, and was
 * used up no sooner.
 */
const ROUNDS_FOR_ONE = 2;

/** One round lowers the number to this share at most. */
const LOWEST_SHARE = 0.5;

/** How much of what a round takes longer becomes the new least: a route that has changed for good is the measure after a while. */
const FORGET = 0.02;

export class Level {
  /** Whether nothing has yet said that it is enough. */
  #isStarting = true;
  /** Whether the intake has refused something for having too much to do. */
  #wasRefused = false;
  /** Rounds that went well since there was one more at a time, after a refusal. */
  #rounds = 0;
  /** Uploads that went well in this round, and those of them whose latency is known, in ms. */
  #well = 0;
  /** @type {number[]} */
  #latencies = [];
  /** Whether all that was allowed has been under way in this round. */
  #wasFull = false;
  /** The least that a round took, in ms. */
  #least = Infinity;

  /** @param {number} most never more than this at a time, 1 or more */
  constructor(most) {
    this.most = most;
    this.start = Math.min(START, most);
    /** How many at a time: 1 or more. */
    this.limit = this.start;
  }

  /** As many as are allowed are under way: were there more, they would be needed. */
  full() {
    this.#wasFull = true;
  }

  /**
   * The intake has taken something.
   * @param {number} [latency] from the last byte of the request to the first of the reply, in ms; not given where it tells nothing of
   *   the intake
   * @returns {boolean} whether the limit is another one now
   */
  well(latency) {
    this.#well += 1;
    if (latency !== undefined) this.#latencies.push(latency);
    if (this.#well < this.limit) return false;
    const before = this.limit;
    const grown = this.#round();
    // what was not used shows nothing
    if (grown < before || this.#wasFull) this.limit = grown;
    this.#begin();
    return this.limit !== before;
  }

  /** The intake has too much to do. */
  slower() {
    this.#isStarting = false;
    this.#wasRefused = true;
    this.#rounds = 0;
    this.limit = Math.max(1, Math.floor(this.limit / 2));
    this.#begin();
  }

  #begin() {
    this.#well = 0;
    this.#latencies = [];
    this.#wasFull = false;
  }

  /** @returns {number} the limit after a round */
  #round() {
    const { limit } = this;
    const latency = median(this.#latencies);
    // where nobody can tell how long a reply took, it is not raised above what is right nearly everywhere
    if (latency === undefined) return Math.min(Math.max(limit, this.start), limit + 1);
    const least = Math.min(this.#least, latency);
    this.#least = least + FORGET * (latency - least);
    const pressed = PRESSED.times * least + PRESSED.ms;
    if (latency > pressed) {
      this.#isStarting = false;
      return Math.max(1, Math.floor(limit * Math.max(LOWEST_SHARE, pressed / latency)));
    }
    if (latency > FREE.times * least + FREE.ms) {
      this.#isStarting = false;
      return limit;
    }
    return Math.min(this.most, limit + this.#step());
  }

  /** How many more there may be after a round that went well. */
  #step() {
    if (this.#isStarting) return this.limit;
    if (!this.#wasRefused) return Math.ceil(Math.sqrt(this.limit));
    this.#rounds = (this.#rounds + 1) % ROUNDS_FOR_ONE;
    return this.#rounds === 0 ? 1 : 0;
  }
}

/**
 * @param {number[]} values
 * @returns {number | undefined} undefined where there are none
 */
function median(values) {
  return values.toSorted((a, b) => a - b)[values.length >> 1];
}
