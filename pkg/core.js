/**
 * The Rust core, behind one door: it is started once, and started again should it ever trap.
 *
 * The border's own shapes are in `core-types.d.ts`; its behaviour is documented in `src/wasm/`.
 */
import { instantiate } from '#host';
import { FileError, InternalError, MapshipError, UsageError } from './errors.js';
import * as glue from './wasm/core.js';

/** @import { Core } from './core-types.js' */

/** @type {Promise<unknown> | undefined} */
let starting;
let running = false;

/**
 * Starts the core where it is not running yet.
 * @returns {Promise<Core>}
 */
export async function start() {
  if (!running) {
    starting ??= Promise.resolve(instantiate(glue));
    try {
      await starting;
      running = true;
    } finally {
      starting = undefined;
    }
  }
  return core;
}

/**
 * Calls a function of the core; what it throws becomes one of mapship's errors.
 * @param {string} name
 * @param {unknown[]} args
 */
function call(name, args) {
  try {
    // @ts-expect-error the glue's functions are reached by name
    return glue[name](...args);
  } catch (thrown) {
    throw translate(thrown);
  }
}

/** @param {unknown} thrown */
function translate(thrown) {
  if (thrown instanceof MapshipError) return thrown;
  if (thrown instanceof WebAssembly.RuntimeError || thrown instanceof RangeError) {
    // the instance is dead, or its stack is: the next call gets a new one
    glue.__wbg_reset_state();
    return new InternalError('core-trapped', `the core stopped: ${thrown.message}`, {
      cause: thrown,
      help: 'please report this, with the file if you can share it',
    });
  }
  const { code, message } = /** @type {{ code?: string, message: string }} */ (thrown);
  if (code === 'read-failed') return new FileError('', message);
  if (code === undefined) return new InternalError('core-failed', String(message ?? thrown));
  return new UsageError(code, message);
}

/** @type {import('./index.js').TypeDeclaration[] | undefined} they do not change */
let declarations;

/** @type {Core} */
const core = /** @type {any} */ (
  new Proxy(
    {},
    {
      get(_, name) {
        // an awaited core is not a promise
        if (name === 'then') return undefined;
        if (name === 'types') return () => (declarations ??= call('types', []));
        return (/** @type {unknown[]} */ ...args) => call(String(name), args);
      },
    },
  )
);

/**
 * A map, decoded for look-ups; `free()` it when done.
 * @param {import('./host-types.js').OpenFile} map
 * @returns {Promise<import('./core-types.js').Lookup>}
 */
export async function lookup(map) {
  await start();
  return guarded(() => /** @type {any} */ (new glue.Lookup(map)));
}

/**
 * A map that was looked at once; `free()` it when done. Its methods are to be called by way of `guarded`.
 * @param {import('./host-types.js').OpenFile} map
 * @param {import('./host-types.js').OpenFile | undefined} minified
 * @param {number} limit how many sources are told of one by one
 * @returns {Promise<import('./core-types.js').LookedAt>}
 */
export async function lookAt(map, minified, limit) {
  await start();
  return guarded(() => /** @type {any} */ (new glue.Look(map, minified, limit)));
}

/**
 * What the core throws meanwhile becomes one of mapship's errors.
 * @template T
 * @param {() => T} work
 * @returns {T}
 */
export function guarded(work) {
  try {
    return work();
  } catch (thrown) {
    throw translate(thrown);
  }
}

/**
 * SHA-256, piece by piece; `free()` it when done.
 * @returns {Promise<import('./core-types.js').Sha256>}
 */
export async function sha256() {
  await start();
  return /** @type {any} */ (new glue.Sha256());
}
