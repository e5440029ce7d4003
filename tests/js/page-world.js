// What the tests of the page share: a static host, a browser, and a page that may complain of nothing.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, request } from 'node:http';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { launch } from './chromium.js';
import { intake } from './world.js';

export { launch };

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
  let closing = false;
  const complain = (/** @type {string} */ text) => {
    if (!closing && !excuse(text)) complaints.push(text);
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
    // A script that is still on its way when the page is closed is told as an error, and is none.
    closing = true;
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
  // what is dropped before the first picture lands nowhere
  await page.evaluate(
    () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))),
  );
  for (const type of /** @type {const} */ (['dragEnter', 'dragOver', 'drop'])) {
    await session.send('Input.dispatchDragEvent', { type, x: 200, y: 300, data });
  }
  await session.detach();
}

/**
 * An intake as pages may post to it.
 * @param {TestContext} t
 * @param {import('mapship/intake').IntakeOptions} [options]
 */
export function openIntake(t, options = {}) {
  return intake(t, { cors: true, ...options });
}

/**
 * The same behind a gate: after so many uploads no more are heard, until `open()` is called.
 * @param {TestContext} t
 * @param {number} passes
 */
export async function gatedIntake(t, passes) {
  const running = await openIntake(t);
  const gate = await startGate(running.url);
  t.after(() => gate.close());
  gate.lets(passes);
  return { url: gate.url, uploads: () => running.uploads(), open: () => gate.lets(Infinity) };
}

/**
 * A way to an intake that can be shut.
 * @param {string} url
 */
export async function startGate(url) {
  let left = Infinity;
  /** @type {(() => void)[]} */
  let waiting = [];
  const server = createServer(async (req, res) => {
    if (req.method === 'POST') left -= 1;
    if (left < 0) await new Promise((resolve) => waiting.push(() => resolve(undefined)));
    // given up by then
    if (res.closed) return;
    const to = request(`${url}${req.url}`, { method: req.method, headers: req.headers });
    to.on('response', (reply) => reply.pipe(res.writeHead(reply.statusCode ?? 502, reply.headers)));
    to.on('error', () => res.destroy());
    res.on('close', () => to.destroy());
    req.pipe(to);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${/** @type {AddressInfo} */ (server.address()).port}`,
    /** @param {number} count how many uploads pass from now on */
    lets(count) {
      left = count;
      for (const go of waiting) go();
      waiting = [];
    },
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

/**
 * Fills the form in for an intake on this machine.
 * @param {Page} page
 * @param {string} url
 */
export async function fillForm(page, url) {
  await page.getByLabel('Service').fill('web');
  await page.getByLabel('Version').fill('1.4.2');
  await page.getByLabel('Minified path prefix').fill('https://example.com/static');
  await page.getByLabel('Site').selectOption('An intake on this machine');
  await page.getByLabel('Intake').fill(url);
  await page.getByLabel('API key').fill(KEY);
}

/** A key that no text may hold by chance. */
export const KEY = 'c0ffee0123456789abcdef0123456789';

/** Waits until all files are judged. @param {Page} page */
export async function judged(page) {
  await page.locator('.files-sum').waitFor();
}

/**
 * A row of the list, as it is read.
 * @typedef {{ path: string, text: string, errors: number, warnings: number, notes: number }} SeenRow
 */

/**
 * All rows of the list, which has to be scrolled through: only those in sight are in the document.
 * @param {Page} page
 * @returns {Promise<SeenRow[]>} in the order in which they are shown
 */
export async function rowsOf(page) {
  return page.locator('.list-scroll').evaluate(async (list) => {
    /** @type {Map<number, SeenRow>} */
    const seen = new Map();
    const read = () => {
      for (const item of list.querySelectorAll('[data-index]')) {
        const textOf = (/** @type {string} */ name) => item.querySelector(name)?.textContent ?? '';
        const many = (/** @type {string} */ name) => Number.parseInt(textOf(name), 10) || 0;
        seen.set(Number(item.getAttribute('data-index')), {
          path: textOf('.row-folder') + textOf('.row-base'),
          text: item.querySelector('.row-head')?.textContent ?? '',
          errors: many('.row-count.error'),
          warnings: many('.row-count.warning'),
          notes: many('.row-count.note'),
        });
      }
    };
    const drawn = () =>
      new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    list.scrollTop = 0;
    for (;;) {
      await drawn();
      read();
      const before = list.scrollTop;
      list.scrollTop += list.clientHeight;
      if (list.scrollTop === before) break;
    }
    list.scrollTop = 0;
    await drawn();
    return [...seen.entries()].sort(([a], [b]) => a - b).map(([, row]) => row);
  });
}

/**
 * The text of a file that a button saves.
 * @param {Page} page
 * @param {string} button
 */
export async function saved(page, button) {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: button }).first().click(),
  ]);
  const chunks = await (await download.createReadStream()).toArray();
  return Buffer.concat(chunks).toString();
}
