/** The packages of applications on disk. Node only. */
import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';

import { FileError } from '../errors.js';
import { lookAtFiles } from './package.js';
import { unpacker } from './unpack-node.js';

/** @import { Core, ShippedFile, Verifier } from '../core/types.js' */

/**
 * @param {Core} core
 * @param {Verifier} verifier
 * @param {string} root a package, or its folder
 * @param {AbortSignal} [signal]
 * @returns {Promise<ShippedFile[]>}
 */
export async function readPackage(core, verifier, root, signal) {
  const mayHoldCode = (/** @type {string} */ file) =>
    verifier.mayHoldCode(path.relative(root, file).replaceAll(path.sep, '/'));
  const files = statOf(root).isDirectory() ? walkAll(root).filter(mayHoldCode) : [root];
  const named = files.map((file) => ({ name: file, file }));
  return lookAtFiles({ core, verifier, unpacker }, named, signal);
}

/** @param {string} file */
function statOf(file) {
  try {
    return statSync(file);
  } catch (cause) {
    throw FileError.from(file, cause);
  }
}

/**
 * All files of a folder; links are not followed.
 * @param {string} folder
 * @returns {string[]}
 */
function walkAll(folder) {
  const entries = readdirSync(folder, { withFileTypes: true });
  return entries.flatMap((entry) => {
    const at = path.join(folder, entry.name);
    if (entry.isDirectory()) return entry.name.endsWith('.dSYM') ? [] : walkAll(at);
    return entry.isFile() ? [at] : [];
  });
}
