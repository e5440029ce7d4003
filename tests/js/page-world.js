// What the tests of the page share: a static host, a browser, and a page that may complain of nothing.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { chromium } from 'playwright-core';

/** @import { AddressInfo } from 'node:net' */
/** @import { TestContext } from 'node:test' */
/** @import { Browser, BrowserContextOptions, Page } from 'playwright-core' */

export const PAGE = fileURLToPath(new URL('../../pkg/page/', import.meta.url));

/** @type {Record<string, string>} */
const TYPES = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
};

/** @returns {Promise<Browser>} */
export async function launch() {
  const executablePath = process.env.MAPSHIP_BROWSER || '/usr/bin/chromium';
  if (!existsSync(executablePath)) {
    throw new Error(
      `there is no browser at ${executablePath}: install Chromium, or set MAPSHIP_BROWSER to the path of a Chrome or Chromium`,
    );
  }
  return chromium.launch({
    executablePath,
    args: [
      // Chromium's sandbox does not start for root
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--disable-quic',
    ],
  });
}

/**
 * Any static host: the page's files under a path of their own, without a header that the page asks for.
 * @param {string} [base] with slashes at both ends
 */
export async function startHost(base = '/some/where/') {
  /** @type {{ path: string, bytes: Buffer }[]} what was asked for */
  const served = [];
  const server = createServer(async (req, res) => {
    const { pathname } = new URL(req.url ?? '/', 'http://localhost');
    const below = pathname.startsWith(base) ? pathname.slice(base.length) : '..';
    const file = path.join(PAGE, below === '' ? 'index.html' : below);
    const bytes = below.includes('..') ? undefined : await readFile(file).catch(() => undefined);
    if (bytes) served.push({ path: below, bytes });
    res.writeHead(bytes ? 200 : 404, {
      'Content-Type': TYPES[path.extname(file)] ?? 'application/octet-stream',
    });
    res.end(bytes);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = /** @type {AddressInfo} */ (server.address());
  return {
    url: `http://127.0.0.1:${port}${base}`,
    served,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

/**
 * Opens the page; the test fails for whatever it has to complain about, and for requests to where none is meant to go.
 * @param {TestContext} t
 * @param {Browser} browser
 * @param {string} url
 * @param {object} [options]
 * @param {string[]} [options.allow] origins besides its own that requests may go to
 * @param {(text: string) => boolean} [options.excuse] what a browser writes down of replies that are meant to be errors
 * @param {BrowserContextOptions} [options.context]
 * @returns {Promise<Page>}
 */
export async function openPage(t, browser, url, options = {}) {
  const { allow = [], excuse = () => false, context: given = {} } = options;
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...given });
  const origins = new Set([new URL(url).origin, ...allow]);
  /** @type {string[]} */
  const complaints = [];
  const complain = (/** @type {string} */ text) => {
    if (!excuse(text)) complaints.push(text);
  };
  await context.exposeBinding('complain', (_, text) => complain(`policy: ${text}`));
  await context.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) =>
      /** @type {any} */ (globalThis).complain(`${event.violatedDirective} ${event.blockedURI}`),
    );
  });
  context.on('request', (request) => {
    const { protocol, origin } = new URL(request.url());
    if (protocol.startsWith('http') && !origins.has(origin)) {
      complaints.push(`a request to ${request.url()}`);
    }
  });
  const page = await context.newPage();
  page.on('pageerror', (error) => complain(`thrown: ${error.stack}`));
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) {
      complain(`${message.text()} ${message.location().url}`);
    }
  });
  t.after(async () => {
    await context.close();
    assert.deepEqual(complaints, []);
  });
  await page.goto(url);
  return page;
}

/**
 * Drops files and folders from the disk onto the page, as a file manager does.
 * @param {Page} page
 * @param {string[]} paths absolute
 */
export async function drop(page, paths) {
  const session = await page.context().newCDPSession(page);
  const data = { items: [], files: paths, dragOperationsMask: 1 };
  for (const type of /** @type {const} */ (['dragEnter', 'dragOver', 'drop'])) {
    await session.send('Input.dispatchDragEvent', { type, x: 400, y: 300, data });
  }
  await session.detach();
}
