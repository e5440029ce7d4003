// The page's server and Firefox: the page runs under its policy, its relay serves it, and no other page.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import { after, before, test } from 'node:test';
import { setTimeout as setTimeoutAsync } from 'node:timers/promises';

import puppeteer from 'puppeteer-core';

import { ACCEPTED, hostile } from './engine-server.js';
import { unlessThere } from './judges.js';
import { request, served } from './page-server-world.js';
import { folder } from './world.js';

/** @import { Browser } from 'puppeteer-core' */

/** `cargo xtask test` looks for one, and installs it where it can. */
const FIREFOX = process.env.MAPSHIP_FIREFOX ?? '/usr/bin/firefox-esr';

/** What never ends is a failure. A machine with Chromium alone will do for all other tests. */
const LIMIT = {
  timeout: 60_000,
  skip: unlessThere(existsSync(FIREFOX), 'Firefox (MAPSHIP_FIREFOX)'),
};

/** @type {Browser | undefined} */
let browser;
const elsewhere = createServer((_req, res) => {
  res.writeHead(200, { 'Content-Type': 'text/html' }).end('<!doctype html><title>x</title>');
});
let port = 0;

before(async () => {
  if (LIMIT.skip !== false) return;
  // playwright drives only a Firefox of its own; puppeteer any, by WebDriver BiDi
  browser = await puppeteer.launch({ browser: 'firefox', executablePath: FIREFOX });
  await new Promise((resolve) => elsewhere.listen(0, '127.0.0.1', () => resolve(undefined)));
  port = /** @type {any} */ (elsewhere.address()).port;
});

after(async () => {
  await browser?.close();
  elsewhere.closeAllConnections();
  elsewhere.close();
});

/** @param {string} url */
async function open(url) {
  const tab = await /** @type {Browser} */ (browser).newPage();
  await tab.goto(url);
  return tab;
}

/** What the page does: takes the link's token, reads the folder, sends; and what its policy must not let it. */
const SCRIPT = `
  const broken = new Set();
  document.addEventListener('securitypolicyviolation', ({ effectiveDirective }) => broken.add(effectiveDirective));
  const token = location.hash.replace('#token=', '');
  const begun = await fetch('/relay/session', { method: 'POST', headers: { 'X-Mapship-Token': token } });
  const { session } = await begun.json();
  const headers = { 'X-Mapship-Session': session };
  const file = await fetch('/relay/folder/file?name=app.js', { headers: { ...headers, Range: 'bytes=4-8' } });
  const sent = await fetch('/relay/api/v2/srcmap', { method: 'POST', headers, body: 'an upload' });
  const worker = new Worker('worker.js', { type: 'module' });
  const compiled = await new Promise((resolve) => { worker.onmessage = ({ data }) => resolve(data); });
  const inline = document.createElement('script');
  inline.textContent = 'globalThis.ran = true;';
  document.head.append(inline);
  try { eval('globalThis.ran = true'); } catch { broken.add('eval'); }
  await fetch(new URLSearchParams(location.search).get('elsewhere')).catch(() => {});
  globalThis.said = {
    file: [file.status, await file.text()],
    sent: [sent.status, await sent.text()],
    compiled,
    ran: 'ran' in globalThis,
    broken: ['connect-src', 'eval', 'script-src-elem'].filter((one) => broken.has(one)),
  };
`;

const WORKER = `
  const header = new Uint8Array([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]);
  postMessage(WebAssembly.validate(header) && Boolean(await WebAssembly.instantiate(header)));
`;

test('the page runs, reads and sends, and its policy holds', LIMIT, async (t) => {
  const upstream = await hostile(t, []);
  const page = await served(t, {
    intake: `${upstream.url}/api/v2/srcmap`,
    folder: await folder(t, { 'app.js': 'the build' }),
    page: await folder(t, {
      'index.html': '<!doctype html><script type="module" src="page.js"></script>',
      'page.js': SCRIPT,
      'worker.js': WORKER,
    }),
  });
  const tab = await open(`${page.url}/?elsewhere=http://127.0.0.1:${port}/#token=${page.token()}`);
  // puppeteer's own way of waiting makes functions of texts, which the policy forbids
  while (!(await tab.evaluate(() => 'said' in globalThis))) await setTimeoutAsync(50);
  assert.deepEqual(await tab.evaluate(() => /** @type {any} */ (globalThis).said), {
    file: [206, 'build'],
    sent: [202, ACCEPTED],
    compiled: true,
    ran: false,
    broken: ['connect-src', 'eval', 'script-src-elem'],
  });
  assert.equal(upstream.got.length, 1);
});

test('a page of another origin gets nothing out of the relay', LIMIT, async (t) => {
  const upstream = await hostile(t, []);
  const page = await served(t, { intake: `${upstream.url}/api/v2/srcmap` });
  const token = page.token();
  for (const name of ['127.0.0.1', 'localhost']) {
    const tab = await open(`http://${name}:${port}/`);
    const said = await tab.evaluate(
      async ({ url, token, session }) => {
        const headers = { 'X-Mapship-Session': session, 'X-Mapship-Token': token };
        const ask = (/** @type {string} */ path, /** @type {RequestInit} */ init) =>
          fetch(url + path, init).then(
            ({ type, status }) => `${type} ${status}`,
            (error) => error.name,
          );
        return Promise.all([
          ask('/relay/session', { method: 'POST', headers }),
          ask('/relay/session', { headers }),
          ask('/relay/folder', { headers }),
          ask('/relay/api/v2/srcmap', { method: 'POST', headers, body: 'x' }),
          ask('/relay/api/v2/srcmap', { method: 'POST', body: 'x', mode: 'no-cors' }),
          ask('/', {}),
        ]);
      },
      { url: page.url, token, session: page.session },
    );
    assert.deepEqual(said, Array(6).fill('TypeError'), name);
  }
  assert.deepEqual(upstream.got, []);
  const headers = { 'X-Mapship-Token': token };
  const begun = await request(page, { method: 'POST', path: '/relay/session', headers });
  assert.equal(begun.status, 200, 'the link is still good');
});
