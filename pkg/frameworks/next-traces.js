/** Next writes down which files each entry of the server needs, for the images that it makes; one that is gone would end its build. */
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { filesBelow } from '../send/after-upload/below.js';

const TRACE = /\.nft\.json$/;

/**
 * Takes maps that are gone out of what is traced.
 * @param {Iterable<string>} maps that the build has written, absolute
 * @param {string} server the folder of what the server reads
 */
export async function forgetMaps(maps, server) {
  const gone = new Set([...maps].filter((map) => !existsSync(map)));
  if (gone.size === 0) return;
  for (const file of (await filesBelow(server)).filter((name) => TRACE.test(name))) {
    const trace = JSON.parse(await readFile(file, 'utf8'));
    /** @type {string[]} */
    const traced = trace.files ?? [];
    const files = traced.filter((name) => !gone.has(path.resolve(path.dirname(file), name)));
    if (files.length === traced.length) continue;
    await writeFile(file, JSON.stringify({ ...trace, files }));
  }
}
