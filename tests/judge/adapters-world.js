// What the proof of the adapters needs: a browser in a page, files that are served, and waiting for what is going to be so.
import { createServer, request as httpRequest } from 'node:http';
import * as https from 'node:https';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

import { launch } from '../js/chromium.js';

/** @import { TestContext } from 'node:test' */

/** How long anything is waited for, in ms: the machine may be busy. */
const PATIENCE = 120_000;

/**
 * Waits until something is so.
 * @param {() => boolean | Promise<boolean>} isSo
 * @param {{ said: () => string, hasEnded?: () => boolean }} running the program that is going to make it so
 */
export async function until(isSo, { said, hasEnded }) {
  const end = Date.now() + PATIENCE;
  while (!(await isSo())) {
    if (hasEnded?.() || Date.now() > end) throw new Error(`it does not come\n${said()}`);
    await wait(100);
  }
}

/** A port that is free now. @returns {Promise<number>} */
export async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/**
 * What a proxy does to some replies: it answers by itself, or leaves it.
 * @typedef {(path: string, response: import('node:http').ServerResponse) => Promise<boolean>} Fault
 */

/**
 * The same site over HTTPS.
 * @param {TestContext} t
 * @param {string} url of the site
 * @param {import('node:https').ServerOptions} tls
 * @param {Fault} [fault]
 * @returns {Promise<string>} its address
 */
export async function behindTls(t, url, tls, fault) {
  const server = https.createServer(tls, async (request, response) => {
    const { pathname } = new URL(request.url ?? '', url);
    if (await fault?.(pathname, response)) return;
    const asked = httpRequest(url + request.url, {
      method: request.method,
      headers: request.headers,
    });
    asked.on('response', (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    asked.on('error', () => response.destroy());
    request.pipe(asked);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  return `https://127.0.0.1:${port}`;
}

/**
 * What a page asks for, and how it fails when these have been clicked on.
 * @param {string} url
 * @param {string[]} clicks selectors
 * @returns {Promise<{ stack: string, scripts: string[] }>} `scripts`: their addresses, each once
 */
export async function browse(url, clicks) {
  const browser = await launch();
  try {
    const page = await browser.newPage();
    page.setDefaultTimeout(PATIENCE);
    /** @type {Set<string>} */
    const scripts = new Set();
    page.on('request', (request) => {
      if (request.resourceType() === 'script') scripts.add(request.url());
    });
    const failing = page.waitForEvent('pageerror', { timeout: PATIENCE });
    // the last of them is gone by itself where clicking fails
    failing.catch(() => undefined);
    await page.goto(url, { waitUntil: 'networkidle' });
    for (const selector of clicks) {
      await page.click(selector);
      await page.waitForLoadState('networkidle');
    }
    const { stack = '' } = await failing;
    return { stack, scripts: [...scripts] };
  } finally {
    await browser.close();
  }
}

const TYPES = /** @type {Record<string, string>} */ ({
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.png': 'image/png',
});

/**
 * A folder, served as files are; of a folder its `index.html`.
 * @param {TestContext} t
 * @param {string} folder
 */
export async function serveFiles(t, folder) {
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://x');
    const file = path.join(folder, decodeURIComponent(pathname));
    for (const name of [file, path.join(file, 'index.html'), `${file}.html`]) {
      const content = await readFile(name).catch(() => undefined);
      if (content === undefined) continue;
      response.writeHead(200, { 'content-type': TYPES[path.extname(name)] ?? 'text/plain' });
      response.end(content);
      return;
    }
    response.writeHead(404).end();
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${port}` };
}
