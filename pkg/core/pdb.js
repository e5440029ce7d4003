/** The part of the core that reads PDBs and Breakpad's symbol files: a module of its own, loaded when a frame of a trace is of such a file. */
import * as glue from '../wasm/pdb.js';
import { Module } from './module.js';

/** @import { Symbolicator } from './types.js' */

const module = new Module(glue, new URL('../wasm/pdb_bg.wasm', import.meta.url));

/** @type {Symbolicator} */
const pdb = /** @type {any} */ (module.functions());

/**
 * Starts it where it is not running yet.
 * @returns {Promise<Symbolicator>}
 */
export async function startPdb() {
  await module.start();
  return pdb;
}
