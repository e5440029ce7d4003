// Whom the relay of the page's server refuses; judged by requests written by hand.
import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';

import { checkHost, checkOrigin } from '../../pkg/page-server/guard.js';
import { ACCEPTED, hostile } from './engine-server.js';
import { request, served } from './page-server-world.js';
import { folder, intake } from './world.js';

/** @import { Request } from './page-server-world.js' */

/** Every way into the relay. @type {Request[]} */
const ENDPOINTS = [
  { method: 'POST', path: '/relay/session' },
  { method: 'GET', path: '/relay/session' },
  { method: 'GET', path: '/relay/folder' },
  { method: 'GET', path: '/relay/folder/file?name=a.js' },
  { method: 'HEAD', path: '/relay/folder/file?name=a.js' },
  { method: 'POST', path: '/relay/api/v2/srcmap', body: 'x'.repeat(1000) },
  { method: 'OPTIONS', path: '/relay/api/v2/srcmap' },
  { method: 'GET', path: '/relay/nothing' },
];

/** @type {[name: string, status: number, code: string, change: (port: number) => Partial<Request>][]} */
const STRANGERS = [
  [
    'a page of another origin',
    403,
    'relay-origin',
    () => ({ headers: { Origin: 'https://evil.test' } }),
  ],
  ['a page without an origin', 403, 'relay-origin', () => ({ headers: { Origin: 'null' } })],
  ['an empty origin', 403, 'relay-origin', () => ({ headers: { Origin: '' } })],
  [
    'a page of another port',
    403,
    'relay-origin',
    (port) => ({ headers: { Origin: `http://127.0.0.1:${port + 1}` } }),
  ],
  [
    'a page of another name of it',
    403,
    'relay-origin',
    (port) => ({ headers: { Origin: `http://localhost:${port}` } }),
  ],
  [
    'a page over TLS',
    403,
    'relay-origin',
    (port) => ({ headers: { Origin: `https://127.0.0.1:${port}` } }),
  ],
  [
    'a page of another site',
    403,
    'relay-origin',
    () => ({ headers: { 'Sec-Fetch-Site': 'cross-site' } }),
  ],
  [
    'a page of the same site',
    403,
    'relay-origin',
    () => ({ headers: { 'Sec-Fetch-Site': 'same-site' } }),
  ],
  [
    'an address that is typed',
    403,
    'relay-origin',
    () => ({ headers: { 'Sec-Fetch-Site': 'none' } }),
  ],
  ['a name that was led here', 421, 'relay-host', (port) => ({ host: `evil.test:${port}` })],
  [
    'a name that was led here, with its page',
    421,
    'relay-host',
    (port) => ({ host: `evil.test:${port}`, headers: { Origin: `http://evil.test:${port}` } }),
  ],
  [
    'a name that begins like its own',
    421,
    'relay-host',
    (port) => ({ host: `127.0.0.1.evil.test:${port}` }),
  ],
  [
    'a name that ends like its own',
    421,
    'relay-host',
    (port) => ({ host: `evil.localhost:${port}` }),
  ],
  ['another port', 421, 'relay-host', (port) => ({ host: `127.0.0.1:${port + 1}` })],
  ['no port', 421, 'relay-host', () => ({ host: '127.0.0.1' })],
  ['a login in the name', 421, 'relay-host', (port) => ({ host: `x@127.0.0.1:${port}` })],
  ['no name', 421, 'relay-host', () => ({ host: null })],
];

for (const [name, status, code, change] of STRANGERS) {
  test(`${name}: refused everywhere, though token and session are right`, async (t) => {
    const upstream = await hostile(t, []);
    const dir = await folder(t, { 'a.js': '1' });
    const page = await served(t, { intake: `${upstream.url}/api/v2/srcmap`, folder: dir });
    const token = page.token();
    for (const endpoint of ENDPOINTS) {
      const { headers, ...more } = change(page.port);
      const reply = await request(page, {
        ...endpoint,
        ...more,
        headers: { 'X-Mapship-Session': page.session, 'X-Mapship-Token': token, ...headers },
      });
      const what = `${endpoint.method} ${endpoint.path}`;
      assert.equal(reply.status, status, what);
      if (endpoint.method !== 'HEAD') assert.equal(reply.json.code, code, what);
      assertClosed(reply.headers, what);
    }
    assert.equal(upstream.got.length, 0, 'nothing was sent on');
    const begun = await request(page, {
      method: 'POST',
      path: '/relay/session',
      headers: { 'X-Mapship-Token': token },
    });
    assert.equal(begun.status, 200, 'the link is still good');
  });
}

test('the page itself is not given to a name that was led here', async (t) => {
  const page = await served(t);
  const { status, json } = await request(page, { path: '/', host: `evil.test:${page.port}` });
  assert.deepEqual([status, json.code], [421, 'relay-host']);
});

test('on the port that browsers leave out, its own names are the same and no others', () => {
  const refused = (/** @type {string | undefined} */ host, /** @type {number} */ port) => {
    try {
      checkHost({ host }, port);
      return false;
    } catch (error) {
      assert.equal(/** @type {any} */ (error).code, 'relay-host');
      return true;
    }
  };
  const own = ['127.0.0.1', 'localhost', '[::1]', 'LocalHost'];
  for (const name of own) {
    for (const host of [name, `${name}:80`]) assert.equal(refused(host, 80), false, host);
    // elsewhere the port is part of it
    assert.equal(refused(name, 8080), true, name);
    assert.equal(refused(`${name}:80`, 8080), true, name);
    assert.equal(refused(`${name}:8080`, 8080), false, name);
  }
  const like = ['.evil.test', 'evil.test', ':8080', ':', ':80.evil.test', '@evil.test', '/', ','];
  for (const host of own.flatMap((name) => like.map((more) => name + more))) {
    assert.equal(refused(host, 80), true, host);
  }
  for (const host of ['evil.127.0.0.1', 'evil.localhost', '127.0.0.11', '::1', '', undefined]) {
    assert.equal(refused(host, 80), true, host);
  }
  // nor does an origin do that only begins as its own
  for (const origin of [
    'http://localhost.evil.test',
    'http://localhost:8080',
    'https://localhost',
  ]) {
    assert.throws(
      () => checkOrigin({ host: 'localhost', origin }),
      { code: 'relay-origin' },
      origin,
    );
  }
  checkOrigin({ host: 'localhost', origin: 'http://localhost' });
});

test('all of its own names will do, in any letters', async (t) => {
  const page = await served(t);
  for (const name of ['127.0.0.1', 'localhost', '[::1]', 'LOCALHOST']) {
    const host = `${name}:${page.port}`;
    const own = { Origin: `http://${host}`, 'Sec-Fetch-Site': 'same-origin' };
    const headers = { 'X-Mapship-Session': page.session, ...own };
    assert.equal((await request(page, { path: '/relay/session', host, headers })).status, 200);
  }
});

test('without its session, or with another, everything is refused', async (t) => {
  const upstream = await hostile(t, []);
  const dir = await folder(t, { 'a.js': '1' });
  const page = await served(t, { intake: `${upstream.url}/api/v2/srcmap`, folder: dir });
  for (const session of [undefined, '', 'x', page.session.slice(1), `${page.session},`]) {
    for (const endpoint of ENDPOINTS.slice(1)) {
      /** @type {Record<string, string>} */
      const headers = session === undefined ? {} : { 'X-Mapship-Session': session };
      const reply = await request(page, { ...endpoint, headers });
      assert.equal(reply.status, 403, `${endpoint.path} ${session}`);
      if (endpoint.method !== 'HEAD') assert.equal(reply.json.code, 'relay-session');
      assertClosed(reply.headers, endpoint.path);
    }
  }
  // nor by the address, where others might read it
  const path = `/relay/folder?session=${page.session}&X-Mapship-Session=${page.session}`;
  assert.equal((await request(page, { path })).status, 403);
  assert.equal(upstream.got.length, 0);
});

test('other paths and methods are refused', async (t) => {
  const upstream = await hostile(t, []);
  const page = await served(t, { intake: `${upstream.url}/api/v2/srcmap` });
  const headers = { 'X-Mapship-Session': page.session };
  for (const path of [
    '/relay/',
    '/relay/api/v2/srcmap/',
    '/relay/api/v2/logs',
    '/relay/api/v2/srcmap%2f..%2flogs',
    '/relay/api/v2/../v2/srcmap',
    '/relay/../relay/api/v2/srcmap',
    '/relay//api/v2/srcmap',
    '/relay/http://evil.test/api/v2/srcmap',
    '/relay/constructor',
    '/relay/__proto__',
  ]) {
    const { status, json } = await request(page, { method: 'POST', path, headers, body: 'x' });
    assert.deepEqual([status, json.code], [404, 'relay-path'], path);
  }
  for (const path of ['http://evil.test/relay/api/v2/srcmap', '//evil.test/relay/api/v2/srcmap']) {
    const { status } = await request(page, { method: 'POST', path, headers, body: 'x' });
    assert.equal(status, 405, 'this is not under /relay/');
  }
  for (const [method, path, allow] of [
    ['GET', '/relay/api/v2/srcmap', 'POST'],
    ['PUT', '/relay/api/v2/srcmap', 'POST'],
    ['OPTIONS', '/relay/api/v2/srcmap', 'POST'],
    ['DELETE', '/relay/session', 'POST, GET'],
    ['POST', '/relay/folder', 'GET'],
    ['POST', '/relay/folder/file?name=a', 'GET, HEAD'],
    ['TRACE', '/relay/folder', 'GET'],
  ]) {
    const reply = await request(page, { method, path: String(path), headers });
    assert.deepEqual([reply.status, reply.headers.allow], [405, allow], `${method} ${path}`);
    assert.equal(reply.json.code, 'relay-method');
    assertClosed(reply.headers, `${method} ${path}`);
  }
  assert.equal(upstream.got.length, 0);
});

test('headers past the limit are refused, and the server goes on', async (t) => {
  const page = await served(t);
  const headers = { 'X-Mapship-Session': page.session };
  const big = await request(page, {
    path: '/relay/session',
    headers: { ...headers, 'X-Big': 'x'.repeat(20_000) },
  });
  assert.equal(big.status, 431);
  assert.match(big.json.errors[0], /larger than 16 KiB/);
  assert.equal((await request(page, { path: '/relay/session', headers })).status, 200);
});

test('what browsers ask before they send from another origin is answered with no', async (t) => {
  const page = await served(t);
  const { status, headers } = await request(page, {
    method: 'OPTIONS',
    path: '/relay/api/v2/srcmap',
    headers: {
      Origin: 'https://evil.test',
      'Access-Control-Request-Method': 'POST',
      'Access-Control-Request-Headers': 'x-mapship-session',
      'Access-Control-Request-Private-Network': 'true',
    },
  });
  assert.equal(status, 403);
  assertClosed(headers, 'a preflight');
});

test('its own names and what is right do get through', async (t) => {
  const upstream = await hostile(t, []);
  const page = await served(t, { intake: `${upstream.url}/api/v2/srcmap` });
  const { status, text, headers } = await request(page, {
    method: 'POST',
    path: '/relay/api/v2/srcmap',
    headers: { 'X-Mapship-Session': page.session, Origin: page.url },
    body: 'x',
  });
  assert.deepEqual([status, text], [202, ACCEPTED]);
  assertClosed(headers, 'an upload');
  assert.equal(upstream.got.length, 1);
});

/**
 * No page of another origin is ever given leave, and nothing is kept or shown as a page.
 * @param {Record<string, string>} headers
 * @param {string} what
 */
function assertClosed(headers, what) {
  const open = Object.keys(headers).filter((name) => name.startsWith('access-control'));
  assert.deepEqual(open, [], what);
  assert.equal(headers['cache-control'], 'no-store', what);
  assert.equal(headers['x-content-type-options'], 'nosniff', what);
  assert.equal(headers['cross-origin-resource-policy'], 'same-origin', what);
  assert.match(headers['content-security-policy'] ?? '', /^default-src 'none'/, what);
}

test('a request with two hosts is refused, by the page and by the intake', async (t) => {
  const page = await served(t);
  const running = await intake(t);
  for (const port of [page.port, new URL(running.url).port]) {
    for (const hosts of [
      [`127.0.0.1:${port}`, 'evil.test'],
      ['evil.test', `127.0.0.1:${port}`],
      [`127.0.0.1:${port}`, `127.0.0.1:${port}`],
    ]) {
      const socket = connect(Number(port), '127.0.0.1');
      const lines = hosts.map((host) => `hOST: ${host}\r\n`).join('');
      socket.write(`GET / HTTP/1.1\r\n${lines}Connection: close\r\n\r\n`);
      const said = await text(socket);
      assert.match(said, /^HTTP\/1\.1 400 /, hosts.join());
      assert.match(said, /more than one Host header/);
    }
  }
});
