// Pages of foreign origins in a real Chromium, which try all of the relay; and the served page, which may.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, before, test } from 'node:test';

import { launch } from './chromium.js';
import { ACCEPTED, hostile, reply } from './engine-server.js';
import { request, served } from './page-server-world.js';
import { folder } from './world.js';

/** @import { Browser, Page } from 'playwright-core' */
/** @import { TestContext } from 'node:test' */
/** @import { Served } from './page-server-world.js' */

/** What never ends is a failure. */
const LIMIT = { timeout: 30_000 };

/** @type {Browser} */
let browser;
/** A server of another port: the same site, another origin. */
const elsewhere = createServer((_req, res) => {
  res
    .writeHead(200, { 'Content-Type': 'text/html' })
    .end('<!doctype html><title>elsewhere</title>');
});
let port = 0;

before(async () => {
  browser = await launch({
    args: [
      // as after DNS rebinding: names of others that lead here
      '--host-resolver-rules=MAP evil.test 127.0.0.1, MAP rebound.test 127.0.0.1',
      // not all browsers keep pages from this machine, so here none does
      '--disable-features=LocalNetworkAccessChecks',
    ],
  });
  await new Promise((resolve) => elsewhere.listen(0, '127.0.0.1', () => resolve(undefined)));
  port = /** @type {any} */ (elsewhere.address()).port;
});

after(async () => {
  await browser?.close();
  elsewhere.closeAllConnections();
  elsewhere.close();
});

/**
 * @param {TestContext} t
 * @returns {Promise<{ page: Served, got: unknown[] }>}
 */
async function world(t) {
  const upstream = await hostile(t, []);
  const dir = await folder(t, { 'app.js': 'the build' });
  const page = await served(t, { intake: `${upstream.url}/api/v2/srcmap`, folder: dir });
  return { page, got: upstream.got };
}

/**
 * @param {TestContext} t
 * @param {string} url
 */
async function open(t, url) {
  const context = await browser.newContext();
  t.after(() => context.close());
  const tab = await context.newPage();
  await tab.goto(url);
  return { tab };
}

/**
 * What a page gets out of every way into the relay that a page has, knowing even token and session.
 * @param {Page} tab
 * @param {string} url of the relay
 * @param {{ token: string, session: string }} secrets
 * @returns {Promise<Record<string, string>>}
 */
function attack(tab, url, { token, session }) {
  return tab.evaluate(
    async ({ url, token, session }) => {
      /** @type {Record<string, string>} */
      const got = {};
      /** @param {string} name @param {string} path @param {RequestInit} init */
      const tryOut = async (name, path, init) => {
        try {
          const reply = await fetch(url + path, init);
          got[name] = `${reply.type} ${reply.status} ${await reply.text()}`;
        } catch (error) {
          got[name] = String(error);
        }
      };
      const headers = { 'X-Mapship-Session': session };
      const upload = '/relay/api/v2/srcmap';
      const file = '/relay/folder/file?name=app.js';
      await tryOut('token', '/relay/session', {
        method: 'POST',
        headers: { 'X-Mapship-Token': token },
      });
      await tryOut('session', '/relay/session', { headers });
      await tryOut('folder', '/relay/folder', { headers });
      await tryOut('file', file, { headers });
      await tryOut('head', file, { method: 'HEAD', headers });
      await tryOut('upload', upload, { method: 'POST', headers, body: 'x' });
      await tryOut('with credentials', upload, {
        method: 'POST',
        headers,
        body: 'x',
        credentials: 'include',
      });
      // what needs no leave: it is sent, and nothing can be read
      await tryOut('bare upload', upload, { method: 'POST', body: 'x', mode: 'no-cors' });
      await tryOut('bare session', '/relay/session', { method: 'POST', mode: 'no-cors' });
      await tryOut('bare file', file, { mode: 'no-cors' });
      await tryOut('the page', '/', {});
      got.beacon = String(navigator.sendBeacon(url + upload, 'x'));
      const load = (/** @type {string} */ tag, /** @type {string} */ path) =>
        new Promise((resolve) => {
          const element = Object.assign(document.createElement(tag), { src: url + path });
          element.onload = () => resolve('loaded');
          element.onerror = () => resolve('error');
          document.body.append(element);
        });
      got.script = await load('script', '/page.js');
      got['file as a script'] = await load('script', file);
      got['file as a picture'] = await load('img', file);
      const frame = document.createElement('iframe');
      frame.src = `${url}/`;
      const loaded = new Promise((resolve) => frame.addEventListener('load', resolve));
      document.body.append(frame);
      await loaded;
      try {
        got.frame = String(frame.contentDocument?.title ?? 'nothing to see');
      } catch (error) {
        got.frame = String(error);
      }
      return got;
    },
    { url, token, session },
  );
}

/** What every one of these is for a page that gets nothing. */
const REFUSED = 'TypeError: Failed to fetch';

/** @type {[name: string, of: (port: number) => string][]} */
const ORIGINS = [
  ['another site', (at) => `http://evil.test:${at}/`],
  ['another port of this machine', (at) => `http://127.0.0.1:${at}/`],
  ['another name of this machine', (at) => `http://localhost:${at}/`],
];

for (const [name, of] of ORIGINS) {
  test(`a page of ${name} gets nothing out of the relay`, LIMIT, async (t) => {
    const { page, got } = await world(t);
    const token = page.token();
    const { tab } = await open(t, of(port));
    for (const url of [page.url, `http://localhost:${page.port}`]) {
      const { frame, beacon, ...tried } = await attack(tab, url, { token, session: page.session });
      assert.deepEqual(tried, {
        ...Object.fromEntries(
          ['token', 'session', 'folder', 'file', 'head', 'upload', 'with credentials'].map(
            (one) => [one, REFUSED],
          ),
        ),
        'bare upload': REFUSED,
        'bare session': REFUSED,
        'bare file': REFUSED,
        'the page': REFUSED,
        script: 'error',
        'file as a script': 'error',
        'file as a picture': 'error',
      });
      assert.notEqual(frame, 'upload');
      assert.equal(beacon, 'true', 'it was sent');
    }
    assert.deepEqual(got, [], 'nothing went on to the intake');
    await assertUnused(page, token);
  });
}

test('a form of another page sends nothing on', LIMIT, async (t) => {
  const { page, got } = await world(t);
  const { tab } = await open(t, `http://evil.test:${port}/`);
  const answered = tab.waitForEvent('response', (response) => response.url().includes('/relay/'));
  await tab.evaluate((action) => {
    const form = Object.assign(document.createElement('form'), {
      action,
      method: 'post',
      enctype: 'multipart/form-data',
    });
    form.append(Object.assign(document.createElement('input'), { name: 'event', value: '{}' }));
    document.body.append(form);
    form.submit();
  }, `${page.url}/relay/api/v2/srcmap`);
  assert.equal((await answered).status(), 403);
  assert.deepEqual(got, []);
});

test('a name that was led here gets neither the page nor the relay', LIMIT, async (t) => {
  const { page, got } = await world(t);
  const token = page.token();
  const url = `http://rebound.test:${page.port}`;
  const context = await browser.newContext();
  t.after(() => context.close());
  const tab = await context.newPage();
  // the attacker's own page comes first; then its name leads here, and all is of one origin
  const body = '<!doctype html><title>rebound</title><body>';
  await tab.route(`${url}/start`, (route) => route.fulfill({ contentType: 'text/html', body }));
  await tab.goto(`${url}/start`);
  const tried = await attack(tab, url, { token, session: page.session });
  const { script, frame, beacon, head, ...rest } = tried;
  for (const [name, said] of Object.entries(rest)) {
    if (name.startsWith('file as')) assert.equal(said, 'error');
    else assert.match(said, /^basic 421 \{"errors":\["This is served for this machine only/, name);
  }
  assert.equal(Object.keys(rest).length, 12);
  assert.deepEqual([script, head, beacon], ['error', 'basic 421 ', 'true']);
  assert.notEqual(frame, 'upload');
  assert.deepEqual(got, []);
  await assertUnused(page, token);
});

test('the page that is served may use all of it', LIMIT, async (t) => {
  const { page, got } = await world(t);
  const token = page.token();
  const { tab } = await open(t, `${page.url}/#token=${token}`);
  const said = await tab.evaluate(async () => {
    const token = location.hash.replace('#token=', '');
    const begun = await fetch('/relay/session', {
      method: 'POST',
      headers: { 'X-Mapship-Token': token },
    });
    const { session } = await begun.json();
    const headers = { 'X-Mapship-Session': session };
    const ask = async (/** @type {string} */ path, /** @type {RequestInit} */ init = {}) => {
      const reply = await fetch(path, { headers, ...init });
      return [reply.status, await reply.text()];
    };
    return [
      (await ask('/relay/session'))[0],
      (await ask('/relay/folder'))[0],
      await ask('/relay/folder/file?name=app.js'),
      await ask('/relay/folder/file?name=app.js', { headers: { ...headers, Range: 'bytes=4-8' } }),
      await ask('/relay/api/v2/srcmap', { method: 'POST', body: 'an upload' }),
    ];
  });
  assert.deepEqual(said, [200, 200, [200, 'the build'], [206, 'build'], [202, ACCEPTED]]);
  assert.equal(got.length, 1);
});

/** What hostile names and contents could make of the page, were they to get into it. */
const HOSTILE = `
  const broken = new Set();
  document.addEventListener('securitypolicyviolation', ({ effectiveDirective }) => broken.add(effectiveDirective));
  const inline = document.createElement('script');
  inline.textContent = 'globalThis.ran = true;';
  document.head.append(inline);
  document.body.innerHTML = '<p style="color: red">x</p><img src="/x" onerror="globalThis.ran = true">';
  const link = document.createElement('a');
  link.href = 'javascript:globalThis.ran=true';
  link.click();
  try { eval('globalThis.ran = true'); } catch { broken.add('eval'); }
  const elsewhere = new URLSearchParams(location.search).get('elsewhere');
  await fetch(elsewhere).catch(() => {});
  document.body.append(Object.assign(document.createElement('img'), { src: elsewhere }));
  await WebAssembly.instantiate(new Uint8Array([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]));
  await new Promise((resolve) => setTimeout(resolve, 300));
  globalThis.said = { broken: [...broken].sort(), ran: 'ran' in globalThis };
`;

test('the page gets to read a refusal that comes before all was sent', LIMIT, async (t) => {
  const refusal = reply(413, '{"errors":["too large"]}');
  const upstream = await hostile(t, [
    { stopAfter: 1000, part: (socket) => void socket.write(refusal) },
  ]);
  const page = await served(t, { intake: `${upstream.url}/api/v2/srcmap` });
  const { tab } = await open(t, `${page.url}/`);
  const said = await tab.evaluate(async (session) => {
    const answered = await fetch('/relay/api/v2/srcmap', {
      method: 'POST',
      headers: { 'X-Mapship-Session': session },
      body: new Uint8Array(64 * 1024 * 1024),
    });
    return [answered.status, await answered.text()];
  }, page.session);
  assert.deepEqual(said, [413, '{"errors":["too large"]}']);
});

test('the policy of the page lets nothing run or leave that is not its own', LIMIT, async (t) => {
  const page = await served(t, {
    page: await folder(t, {
      'index.html': '<!doctype html><script type="module" src="page.js"></script><body>',
      'page.js': HOSTILE,
    }),
  });
  const { tab } = await open(t, `${page.url}/?elsewhere=http://127.0.0.1:${port}/`);
  await tab.waitForFunction(() => 'said' in globalThis);
  assert.deepEqual(await tab.evaluate(() => /** @type {any} */ (globalThis).said), {
    broken: [
      'connect-src',
      'eval',
      'img-src',
      'script-src',
      'script-src-attr',
      'script-src-elem',
      'style-src-attr',
    ],
    ran: false,
  });
});

/**
 * @param {Served} page
 * @param {string} token
 */
async function assertUnused(page, token) {
  const headers = { 'X-Mapship-Token': token };
  const { status } = await request(page, { method: 'POST', path: '/relay/session', headers });
  assert.equal(status, 200, 'the link is still good');
}
