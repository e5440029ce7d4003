/** The files of the page, as the build has left them. */

import { existsSync, readFileSync, readdirSync, realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { UsageError } from '../errors.js';
import { sendText } from '../http/reply.js';
import { sendFile } from './file-reply.js';
import { setHeaders } from './headers.js';

/** @typedef {import('../http/server.js').Handler} Handler */

/** Where they are in the package. */
export const PAGE = fileURLToPath(new URL('../page', import.meta.url));

/** The WebAssembly modules, which the package has once: the page's folder in it names them, and has none. */
const WASM = fileURLToPath(new URL('../wasm', import.meta.url));
const NAMED = 'modules.json';

/** @type {Record<string, string>} */
const TYPES = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.md': 'text/plain; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.webmanifest': 'application/manifest+json',
  '.woff2': 'font/woff2',
};

const PLAIN = { 'content-type': 'text/plain; charset=utf-8' };

/**
 * Answers with them, and with nothing that was not there at the start.
 * @param {string} dir
 * @param {Record<string, string>} headers
 * @returns {Handler}
 * @throws {UsageError} When there is no page.
 */
export function pageFiles(dir, headers) {
  const files = listPage(dir);
  return async (req, res) => {
    setHeaders(res, headers);
    if (req.method !== 'GET' && req.method !== 'HEAD') {
      sendText(res, 405, 'The page is there to be read: GET or HEAD\n', {
        ...PLAIN,
        allow: 'GET, HEAD',
      });
      return;
    }
    const [at = ''] = (req.url ?? '').split(/[?#]/, 1);
    const name = at === '/' ? '/index.html' : at;
    const file = files.get(name);
    if (file === undefined) {
      sendText(res, 404, 'The page has no such file\n', PLAIN);
      return;
    }
    const type = TYPES[path.extname(name)] ?? 'application/octet-stream';
    await sendFile(req, res, file, { 'content-type': type });
  };
}

/**
 * @param {string} dir
 * @returns {Map<string, string>} Files on disk by path in the URL.
 * @throws {UsageError} When there is no page.
 */
export function listPage(dir) {
  /** @type {Map<string, string>} */
  const files = new Map();
  const collect = (/** @type {string} */ folder, /** @type {string} */ base) => {
    for (const name of readdirSync(folder)) {
      // some installers put links in place of files
      const at = realpathSync(path.join(folder, name));
      if (statSync(at).isDirectory()) collect(at, `${base}${name}/`);
      else files.set(`${base}${name}`, at);
    }
  };
  try {
    collect(dir, '/');
    files.delete(`/${NAMED}`);
    for (const name of JSON.parse(readFileSync(path.join(dir, NAMED), 'utf8'))) {
      const shared = path.join(WASM, path.posix.basename(name));
      if (!files.has(`/${name}`) && existsSync(shared)) files.set(`/${name}`, realpathSync(shared));
    }
  } catch {
    // said below
  }
  if (!files.has('/index.html')) {
    throw new UsageError('page-not-built', 'the page is not built', {
      help: 'cargo xtask build builds it; the published package has it',
    });
  }
  return files;
}
