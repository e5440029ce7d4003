/** The part of the core that reads DWARF: a module of its own, loaded when a frame of a trace is of a file that has it. */
import * as glue from '../wasm/native.js';
import { Module } from './module.js';

/** @import { Symbolicator } from './types.js' */

const module = new Module(glue, new URL('../wasm/native_bg.wasm', import.meta.url));

/** @type {Symbolicator} */
const native = /** @type {any} */ (module.functions());

/**
 * Starts it where it is not running yet.
 * @returns {Promise<Symbolicator>}
 */
export async function startNative() {
  await module.start();
  return native;
}
