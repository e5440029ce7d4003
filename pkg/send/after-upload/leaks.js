/** A last look at what is going to be deployed: is there still a map in it? */
import { existsSync } from 'node:fs';

import { look } from './look.js';

/** @import { Core } from '../../core/types.js' */

/** @typedef {{ file: string, inline: boolean }} Leak */

/**
 * What each kind of suspect is looked at for; `undefined` where it is innocent.
 * @type {Record<string, (core: Core, file: string) => Promise<Leak | undefined> | Leak | undefined>}
 */
const SUSPECTS = {
  map: (_, file) => (existsSync(file) ? { file, inline: false } : undefined),
  async 'perhaps-map'(core, file) {
    const format = await look(file, (source) => core.inspect(source, '').format);
    return format === 'source-map' ? { file, inline: false } : undefined;
  },
  async 'perhaps-inline'(core, file) {
    const isInline = await look(file, (source) => core.readLink(source, file).inline === true);
    return isInline ? { file, inline: true } : undefined;
  },
};

/**
 * @param {Core} core
 * @param {string[]} files
 * @returns {Promise<Leak[]>} in the order of their paths
 */
export async function findLeaks(core, files) {
  /** @type {Leak[]} */
  const leaks = [];
  for (const file of files) {
    const leak = await SUSPECTS[core.suspect(file) ?? '']?.(core, file);
    if (leak) leaks.push(leak);
  }
  return leaks.sort((a, b) => (a.file < b.file ? -1 : 1));
}
