/** The part of the core that reads stack traces of the JVM: a module of its own, loaded when a trace has frames of it. */
import * as glue from '../wasm/jvm.js';
import { Module } from './module.js';

/** @import { Jvm } from './types.js' */

const module = new Module(glue, new URL('../wasm/jvm_bg.wasm', import.meta.url));

/** @type {Jvm} */
const jvm = /** @type {any} */ (module.functions());

/**
 * Starts it where it is not running yet.
 * @returns {Promise<Jvm>}
 */
export async function startJvm() {
  await module.start();
  return jvm;
}
