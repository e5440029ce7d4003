/** How much is under way at a time: bounded in uploads and in bytes, less when the intake has too much, more again after. */

/** After this many uploads that went well in a row, one more at a time may be under way. */
const RUN = 8;

/**
 * Leave to work, for one upload.
 * @typedef {object} Ticket
 * @property {() => void} begin starts an attempt
 * @property {() => void} done ends it all
 * @property {() => void} well notes that the intake took something
 * @property {() => void} slower notes that the intake has too much to do
 */

export class Pace {
  #count = 0;
  #bytes = 0;
  #run = 0;
  /** Goes up with each slowing down: what was under way before it does not count a second time. */
  #era = 0;
  /** @type {{ bytes: number, start: () => void }[]} */
  #queue = [];
  /** @type {(() => void)[]} */
  #watchers = [];
  #closed = false;

  /**
   * @param {object} bounds
   * @param {number} bounds.most uploads at a time
   * @param {number} bounds.mostBytes of memory that they may take together; one upload may always be under way
   */
  constructor({ most, mostBytes }) {
    this.most = most;
    this.mostBytes = mostBytes;
    this.limit = most;
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
    let era = this.#era;
    let ended = false;
    return {
      begin: () => {
        era = this.#era;
      },
      done: () => {
        if (ended) return;
        ended = true;
        this.#count -= 1;
        this.#bytes -= bytes;
        this.#admit();
      },
      well: () => this.#well(),
      slower: () => {
        // one burst of refusals is one sign
        if (era === this.#era) this.#slower();
      },
    };
  }

  /**
   * Waits until at most so many wait for their turn, so that what makes work does not run far ahead.
   * @param {number} most
   * @returns {Promise<void>}
   */
  async room(most) {
    while (!this.#closed && this.#queue.length > most) {
      await /** @type {Promise<void>} */ (new Promise((resolve) => this.#watchers.push(resolve)));
    }
  }

  /** Lets all go at once: the run is over, and what waits only has to find that out. */
  close() {
    this.#closed = true;
    this.#admit();
  }

  #well() {
    this.#run += 1;
    if (this.#run < RUN || this.limit >= this.most) return;
    this.#run = 0;
    this.limit += 1;
    this.#admit();
  }

  #slower() {
    this.#era += 1;
    this.#run = 0;
    this.limit = Math.max(1, Math.floor(this.limit / 2));
  }

  #admit() {
    for (;;) {
      const next = this.#queue[0];
      if (next === undefined || !(this.#closed || this.#fits(next.bytes))) break;
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
    return this.#count < this.limit && this.#bytes + bytes <= this.mostBytes;
  }
}
