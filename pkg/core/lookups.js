/** The part of the core that looks positions up in maps: a module of its own, loaded when a run needs it. */
import * as glue from '../wasm/lookups.js';
import { Module } from './module.js';

/** @import { Lookups } from './types.js' */

const module = new Module(glue, new URL('../wasm/lookups_bg.wasm', import.meta.url));

/** @type {Lookups} */
const lookups = /** @type {any} */ (module.functions());

/**
 * Starts it where it is not running yet.
 * @returns {Promise<Lookups>}
 */
export async function startLookups() {
  await module.start();
  return lookups;
}

/**
 * A map that was looked at once; `free()` it when done. Its methods are to be called by way of `guarded`.
 * @param {import('../host/types.js').OpenFile} map
 * @param {import('../host/types.js').OpenFile | undefined} minified
 * @param {number} limit how many sources are told of one by one
 * @returns {Promise<import('./types.js').LookedAt>}
 */
export async function lookAt(map, minified, limit) {
  await module.start();
  return guarded(() => /** @type {any} */ (new glue.Look(map, minified, limit)));
}

/**
 * What the module throws meanwhile becomes one of mapship's errors.
 * @template T
 * @param {() => T} work
 * @returns {T}
 */
export function guarded(work) {
  return module.guarded(work);
}
