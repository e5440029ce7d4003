/** The part of the core that reads native debug information: a module of its own, loaded when a trace has frames of native programs. */
import * as glue from '../wasm/native.js';
import { Module } from './module.js';

/** @import { Native } from './types.js' */

const module = new Module(glue, new URL('../wasm/native_bg.wasm', import.meta.url));

/** @type {Native} */
const native = /** @type {any} */ (module.functions());

/**
 * Starts it where it is not running yet.
 * @returns {Promise<Native>}
 */
export async function startNative() {
  await module.start();
  return native;
}
