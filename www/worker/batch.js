/** Many small messages as few large ones: a page that is told of each of 5,000 files at once has nothing else to do. */

/** How often the page is told, in ms. */
const PAUSE = 50;

/**
 * Gathers what is put in, and hands it over every so often.
 * @template T
 */
export class Batch {
  /** @type {T[]} */
  #items = [];
  #told = performance.now();

  /** @param {(items: T[]) => void} tell */
  constructor(tell) {
    this.tell = tell;
  }

  /** @param {T} item */
  put(item) {
    this.#items.push(item);
    if (performance.now() - this.#told >= PAUSE) this.flush();
  }

  flush() {
    if (this.#items.length > 0) this.tell(this.#items);
    this.#items = [];
    this.#told = performance.now();
  }
}
