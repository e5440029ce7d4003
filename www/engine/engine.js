/**
 * The worker, as the page sees it: functions that return promises.
 *
 * Not Comlink: it carries neither an error's code and remedy nor cancellation, which is most of what there is here.
 */
import { trusted } from './trusted.js';

/** @import { Answer, Remote, Thrown } from './messages.js' */

/** What the worker threw. */
export class EngineError extends Error {
  /** @param {Thrown} thrown */
  constructor({ name, message, code, help }) {
    super(message);
    this.name = name;
    this.code = code;
    this.help = help;
  }
}

/**
 * An error as a person is told of it.
 * @param {unknown} error
 * @returns {{ message: string, help?: string }}
 */
export function said(error) {
  if (error instanceof EngineError) return { message: error.message, help: error.help };
  return { message: error instanceof Error ? error.message : String(error) };
}

/**
 * @typedef {object} Pending
 * @property {(value: any) => void} resolve
 * @property {(error: unknown) => void} reject
 * @property {(progress: any) => void} [onProgress]
 */

/** @type {Worker | undefined} */
let worker;
let last = 0;
/** @type {Map<number, Pending>} */
const pending = new Map();

/** Starts the worker, before anything is asked of it. */
export function startEngine() {
  if (worker) return worker;
  worker = new Worker(trusted(new URL('./worker.js', import.meta.url)), { type: 'module' });
  worker.addEventListener('message', ({ data }) => settle(data));
  worker.addEventListener('error', (event) => {
    event.preventDefault();
    const message = `The part of the page that reads files has stopped: ${event.message || 'it did not load'}`;
    for (const { reject } of pending.values()) {
      reject(
        new EngineError({
          name: 'Error',
          message,
          help: 'Reload the page, and give it the files again.',
        }),
      );
    }
    pending.clear();
  });
  return worker;
}

/** @param {Answer} answer */
function settle(answer) {
  const one = pending.get(answer.id);
  if (one === undefined) return;
  if ('progress' in answer) {
    one.onProgress?.(answer.progress);
    return;
  }
  pending.delete(answer.id);
  if ('error' in answer) one.reject(new EngineError(answer.error));
  else one.resolve(answer.result);
}

/**
 * The worker's functions, with what is to be told while they work.
 * @param {object} [options]
 * @param {AbortSignal} [options.signal] cancelled calls reject with its reason
 * @param {(progress: any) => void} [options.onProgress]
 * @param {boolean} [options.toTheEnd] whether a cancelled call goes on telling until it has come to its end, and only then rejects
 * @returns {Remote}
 */
export function engine({ signal, onProgress, toTheEnd = false } = {}) {
  const to = startEngine();
  const call = (/** @type {string} */ name, /** @type {unknown[]} */ args) =>
    new Promise((resolve, reject) => {
      signal?.throwIfAborted();
      last += 1;
      const id = last;
      const cancel = () => {
        to.postMessage({ id, abort: true });
        if (toTheEnd) return;
        pending.delete(id);
        reject(signal?.reason);
      };
      signal?.addEventListener('abort', cancel, { once: true });
      const end = () => signal?.removeEventListener('abort', cancel);
      pending.set(id, {
        resolve: (value) => (end(), resolve(value)),
        reject: (error) => (end(), reject(error)),
        onProgress,
      });
      to.postMessage({ id, call: name, args });
    });
  return /** @type {Remote} */ (
    new Proxy(
      {},
      {
        get:
          (_, name) =>
          (/** @type {unknown[]} */ ...args) =>
            call(String(name), args),
      },
    )
  );
}
