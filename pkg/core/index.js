/**
 * The Rust core, behind one door: what every run needs. What looks positions up is in `lookups.js`.
 *
 * The border's own shapes are in `types.d.ts`; its behaviour is documented in `src/wasm/`.
 */
import { TYPES } from './declared-types.js';
import * as glue from '../wasm/core.js';
import { Module } from './module.js';

/** @import { Core } from './types.js' */

const module = new Module(glue, new URL('../wasm/core_bg.wasm', import.meta.url));

const core = /** @type {Core} */ (
  module.functions({
    // they do not change, so nothing of them crosses the border
    types: () => TYPES,
    sha256: () => guarded(() => new glue.Sha256()),
  })
);

/**
 * Starts the core where it is not running yet.
 * @returns {Promise<Core>}
 */
export async function start() {
  await module.start();
  return core;
}

/**
 * Plans uploads; see `src/wasm/plan.rs`. Its methods are to be called by way of `guarded`, `finish()` last.
 * @param {string[]} names
 * @param {string[]} shown
 * @param {Uint8Array} found
 * @param {Uint32Array} roots
 * @param {Float64Array} entries
 * @param {import('./types.js').PlanOptions} options
 * @returns {Promise<import('./types.js').Planner>}
 */
export async function planner(names, shown, found, roots, entries, options) {
  await start();
  return guarded(
    () => /** @type {any} */ (new glue.Planner(names, shown, found, roots, entries, options)),
  );
}

/**
 * What the core throws meanwhile becomes one of mapship's errors.
 * @template T
 * @param {() => T} work
 * @returns {T}
 */
export function guarded(work) {
  return module.guarded(work);
}
