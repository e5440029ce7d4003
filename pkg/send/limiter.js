/** How much is under way at a time: bounded in uploads and in bytes, fewer when the intake has too much, more again after. */
import { Level } from './level.js';

/**
 * Leave to work, for one upload: to hold what it needs for it, and in turn to make attempts.
 * @typedef {object} Ticket
 * @property {() => Promise<void>} begin waits until an attempt may be made
 * @property {() => void} end ends the attempt
 * @property {() => void} done ends it all
 * @property {(latency?: number) => void} well notes that the intake took something; see `Level`
 * @property {() => void} slower notes that the intake has too much to do
 */

export class Pace {
  #level;
  /** Uploads that have leave: those whose attempts are under way, and those that wait to be tried again. */
  #count = 0;
  /** Attempts that are under way. */
  #active = 0;
  #bytes = 0;
  /** Goes up with each slowing down: what was under way before it does not count a second time. */
  #era = 0;
  /** Goes up each time that this process has kept the network waiting. */
  #stalls = 0;
  /** @type {{ bytes: number, start: () => void }[]} */
  #queue = [];
  /** @type {(() => void)[]} those that wait to be tried again, and whose turn has not come */
  #again = [];
  /** @type {(() => void)[]} */
  #watchers = [];
  #closed = false;

  /**
   * @param {object} bounds
   * @param {number} bounds.most uploads at a time
   * @param {number} bounds.mostBytes of memory that they may take together; one upload may always be under way
   */
  constructor({ most, mostBytes }) {
    this.mostBytes = mostBytes;
    this.#level = new Level(most);
  }

  /** How many attempts may be under way. */
  get limit() {
    return this.#level.limit;
  }

  /** How many wait for their turn. */
  get waiting() {
    return this.#queue.length;
  }

  /**
   * Waits for leave.
   * @param {number} bytes that the upload takes of memory
   * @returns {Promise<Ticket>}
   */
  async enter(bytes) {
    await /** @type {Promise<void>} */ (
      new Promise((resolve) => {
        this.#queue.push({ bytes, start: resolve });
        this.#admit();
      })
    );
    let [era, stalls] = [this.#era, this.#stalls];
    let active = false;
    let ended = false;
    const end = () => {
      if (!active) return;
      active = false;
      this.#active -= 1;
    };
    return {
      begin: async () => {
        await this.#turn();
        active = true;
        [era, stalls] = [this.#era, this.#stalls];
      },
      end: () => {
        end();
        this.#admit();
      },
      done: () => {
        if (ended) return;
        ended = true;
        end();
        this.#count -= 1;
        this.#bytes -= bytes;
        this.#admit();
      },
      well: (latency) => {
        // what began before the intake had too much says nothing of how it is now
        if (era !== this.#era) return;
        if (this.#level.well(stalls === this.#stalls ? latency : undefined)) this.#admit();
      },
      slower: () => {
        // one burst of refusals is one sign
        if (era !== this.#era) return;
        this.#era += 1;
        this.#level.slower();
      },
    };
  }

  /** Notes that this process was at work for so long that replies had to wait: they tell nothing of the intake. */
  stalled() {
    this.#stalls += 1;
  }

  /**
   * Waits until at most as many wait for their turn as may be under way, so that what makes work does not run far ahead.
   * @param {number} [most]
   * @returns {Promise<void>}
   */
  async room(most) {
    while (!this.#closed && this.#queue.length > (most ?? this.limit)) {
      await /** @type {Promise<void>} */ (new Promise((resolve) => this.#watchers.push(resolve)));
    }
  }

  /** Lets all go at once: the run is over, and what waits only has to find that out. */
  close() {
    this.#closed = true;
    this.#admit();
  }

  /** Waits until one more attempt may be under way, and counts it. */
  async #turn() {
    if (!this.#closed && this.#active >= this.limit) {
      this.#level.full();
      // it is counted by who lets it go
      return /** @type {Promise<void>} */ (new Promise((resolve) => this.#again.push(resolve)));
    }
    this.#active += 1;
  }

  #admit() {
    while (this.#again.length > 0 && (this.#closed || this.#active < this.limit)) {
      this.#active += 1;
      this.#again.shift()?.();
    }
    for (;;) {
      const next = this.#queue[0];
      if (next === undefined) break;
      if (!this.#closed && !this.#fits(next.bytes)) break;
      this.#queue.shift();
      this.#count += 1;
      this.#bytes += next.bytes;
      next.start();
    }
    for (const watcher of this.#watchers.splice(0)) watcher();
  }

  /** @param {number} bytes */
  #fits(bytes) {
    if (this.#count === 0) return true;
    if (this.#count >= this.limit) {
      this.#level.full();
      return false;
    }
    return this.#bytes + bytes <= this.mostBytes;
  }
}
