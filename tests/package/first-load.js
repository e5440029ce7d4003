/** What a browser asks for before the upload page can be used: the page, what it names, what that imports at once, and the core. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { gzipSync } from 'node:zlib';

import { parse } from 'acorn';

import { filesIn } from './install.js';

/**
 * @param {string} site the page's folder, with its modules
 * @returns {Promise<{ files: string[], bytes: number }>} their names, and their size on the wire
 */
export async function firstLoad(site) {
  const all = await filesIn(site);
  const html = await readFile(path.join(site, 'index.html'), 'utf8');
  const named = Array.from(html.matchAll(/(?:src|href)="\.\/([^"]+)"/g), ([, name = '']) => name);
  // the worker is started at once, and starts the core
  const begun = all.filter((name) => /\/(?:worker\.js|core_bg\.wasm)$/.test(name));
  const files = new Set(['index.html', ...named, ...begun]);
  for (const file of files) {
    if (!file.endsWith('.js')) continue;
    const code = await readFile(path.join(site, file), 'utf8');
    for (const { source } of /** @type {any[]} */ (
      parse(code, { ecmaVersion: 'latest', sourceType: 'module' }).body
    )) {
      if (source) files.add(path.posix.join(path.posix.dirname(file), source.value));
    }
  }
  let bytes = 0;
  for (const file of files) {
    bytes += gzipSync(await readFile(path.join(site, file)), { level: 9 }).length;
  }
  return { files: [...files].sort(), bytes };
}
