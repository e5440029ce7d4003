/** The part of the core that holds what is live against what was sent: a module of its own, loaded by `verify`. */
import * as glue from '../wasm/verify.js';
import { Module } from './module.js';

/** @import { Verifier } from './types.js' */

const module = new Module(glue, new URL('../wasm/verify_bg.wasm', import.meta.url));

/** @type {Verifier} */
const verifier = /** @type {any} */ (module.functions());

/**
 * Starts it where it is not running yet.
 * @returns {Promise<Verifier>}
 */
export async function startVerifier() {
  await module.start();
  return verifier;
}
