/** A WebAssembly module of the core: it is started once, and started again should it ever trap. */
import { instantiate } from '#host';
import { howGiven } from './how.js';
import { FileError, InternalError, MapshipError, UsageError } from '../errors.js';

/**
 * What wasm-bindgen writes beside a module.
 * @typedef {object} Glue
 * @property {(options: { module_or_path: URL }) => Promise<unknown>} default
 * @property {(options: { module: Uint8Array }) => unknown} initSync
 * @property {() => void} __wbg_reset_state
 * @property {(name: string, words: string) => void} [nameWay] of the modules that make sentences
 */

/** @template {Glue} G */
export class Module {
  /** @type {Promise<unknown> | undefined} */
  #starting;
  #running = false;

  /** What the instance was told of how options are given. @type {Record<string, string> | undefined} */
  #told;

  /**
   * @param {G} glue
   * @param {URL} url where the module lies
   */
  constructor(glue, url) {
    this.glue = glue;
    this.url = url;
  }

  /** Starts it where it is not running yet. */
  async start() {
    if (!this.#running) await this.#load();
    const ways = howGiven();
    if (ways === this.#told) return;
    for (const [name, words] of Object.entries(ways)) this.glue.nameWay?.(name, words);
    this.#told = ways;
  }

  async #load() {
    try {
      this.#starting ??= Promise.resolve(instantiate(this.glue, this.url));
      await this.#starting;
      this.#running = true;
    } catch (thrown) {
      throw noRoom(thrown) ?? thrown;
    } finally {
      this.#starting = undefined;
    }
  }

  /**
   * Its functions, by name; what they throw becomes one of mapship's errors.
   * @param {Record<string, (...args: any[]) => unknown>} [own] functions that are none of the module's, or called in another way
   */
  functions(own = {}) {
    return new Proxy(
      {},
      {
        get: (_, name) => {
          // what is awaited is not a promise
          if (name === 'then') return undefined;
          return (
            own[String(name)] ??
            ((/** @type {unknown[]} */ ...args) => this.call(String(name), args))
          );
        },
      },
    );
  }

  /**
   * @param {string} name
   * @param {unknown[]} args
   */
  call(name, args) {
    // @ts-expect-error the glue's functions are reached by name
    return this.guarded(() => this.glue[name](...args));
  }

  /**
   * What the module throws meanwhile becomes one of mapship's errors.
   * @template T
   * @param {() => T} work
   * @returns {T}
   */
  guarded(work) {
    try {
      return work();
    } catch (thrown) {
      throw this.#translate(thrown);
    }
  }

  /** @param {unknown} thrown */
  #translate(thrown) {
    if (thrown instanceof MapshipError) return thrown;
    if (thrown instanceof WebAssembly.RuntimeError || thrown instanceof RangeError) {
      // the instance is dead, or its stack is: the next call gets a new one
      this.glue.__wbg_reset_state();
      this.#told = undefined;
      return new InternalError('core-trapped', `the core stopped: ${thrown.message}`, {
        cause: thrown,
        help: 'please report this, with the file if you can share it',
      });
    }
    const { code, message, help } =
      /** @type {{ code?: string, message: string, help?: string }} */ (thrown);
    if (code === 'read-failed') return new FileError('', message, { help });
    if (code === undefined) return new InternalError('core-failed', String(message ?? thrown));
    return new UsageError(code, message, { help });
  }
}

/**
 * What is said where the system gives WebAssembly no memory.
 * @param {unknown} thrown
 */
function noRoom(thrown) {
  const isShort = thrown instanceof RangeError && /memory/i.test(thrown.message);
  if (!isShort) return undefined;
  return new UsageError('memory-short', 'the system gives mapship no memory to work in', {
    cause: thrown,
    help: 'raise the limit that the process runs under: that of its address space (ulimit -v) has to be 16 GB or none, as WebAssembly reserves room that it does not use; or end other programs',
  });
}
