// The page's server: its files, its links, and its sessions; judged by requests written by hand.
import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import { test } from 'node:test';

import { request, served } from './page-server-world.js';
import { folder } from './world.js';

test('the page needs no token, and comes with headers that keep it to itself', async (t) => {
  const page = await served(t);
  const { status, headers, text } = await request(page, { path: '/' });
  assert.equal(status, 200);
  assert.match(text, /<title>upload/);
  assert.equal(headers['content-type'], 'text/html; charset=utf-8');
  const policy = headers['content-security-policy'] ?? '';
  const directives = new Map(
    policy.split('; ').map((one) => [one.split(' ')[0], one.split(' ').slice(1)]),
  );
  assert.deepEqual(directives.get('default-src'), ["'none'"]);
  assert.deepEqual(directives.get('script-src'), ["'self'", "'wasm-unsafe-eval'"]);
  assert.deepEqual(directives.get('style-src'), ["'self'"]);
  for (const name of ['base-uri', 'form-action', 'frame-ancestors']) {
    assert.deepEqual(directives.get(name), ["'none'"], name);
  }
  const to = directives.get('connect-src') ?? [];
  assert.equal(to[0], "'self'");
  assert.ok(to.includes('http://127.0.0.1:1'), 'the configured intake');
  assert.ok(to.includes('https://sourcemap-intake.datadoghq.eu'), 'the sites');
  assert.ok(!policy.includes('unsafe-inline') && !policy.includes('*'), policy);
  assert.equal(headers['x-content-type-options'], 'nosniff');
  assert.equal(headers['referrer-policy'], 'no-referrer');
  assert.equal(headers['cross-origin-opener-policy'], 'same-origin');
  assert.equal(headers['cross-origin-resource-policy'], 'same-origin');
  assert.equal(headers['cache-control'], 'no-cache');
  for (const [path, type] of [
    ['/index.html', 'text/html; charset=utf-8'],
    ['/page.js?v=1', 'text/javascript; charset=utf-8'],
    ['/core.wasm', 'application/wasm'],
    ['/assets/style.css', 'text/css; charset=utf-8'],
  ]) {
    const file = await request(page, { path: String(path) });
    assert.deepEqual([file.status, file.headers['content-type']], [200, type], path);
    assert.equal(file.headers['content-security-policy'], policy);
  }
  const { etag = '' } = headers;
  const again = await request(page, { path: '/', headers: { 'If-None-Match': etag } });
  assert.deepEqual([again.status, again.text], [304, '']);
  const head = await request(page, { method: 'HEAD', path: '/page.js' });
  assert.deepEqual([head.status, head.headers['content-length'], head.text], [200, '26', '']);
});

test('nothing but the files of the page is there', async (t) => {
  const page = await served(t);
  for (const path of [
    '/nothing.js',
    '/assets/',
    '/../package.json',
    '/%2e%2e/package.json',
    '/assets/../../index.html',
    '/index.html%00',
    '//index.html',
    '/constructor',
    '/__proto__',
    '*',
    'http://127.0.0.1/index.html',
  ]) {
    assert.equal((await request(page, { path })).status, 404, path);
  }
  for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS', 'TRACE']) {
    const { status, headers } = await request(page, { method, path: '/' });
    assert.deepEqual([status, headers.allow], [405, 'GET, HEAD'], method);
  }
});

test('a link opens one session; the next link another', async (t) => {
  const page = await served(t);
  const begin = (/** @type {string | undefined} */ token) =>
    request(page, {
      method: 'POST',
      path: '/relay/session',
      headers: token === undefined ? {} : { 'X-Mapship-Token': token },
    });
  const ask = (/** @type {string} */ session) =>
    request(page, { path: '/relay/session', headers: { 'X-Mapship-Session': session } });
  const token = page.token();
  assert.match(token, /^[\w-]{43}$/);
  for (const wrong of [undefined, '', 'x', `${token}x`, token.slice(1), page.session]) {
    const { status, json } = await begin(wrong);
    assert.deepEqual([status, json.code], [403, 'relay-token'], wrong);
    assert.match(
      json.errors[0],
      /press Enter in the terminal .*, and open the link that it prints$/,
    );
  }
  // wrong ones have not used it up
  const { status, json } = await begin(token);
  assert.equal(status, 200);
  assert.match(json.session, /^[\w-]{43}$/);
  assert.notEqual(json.session, token);
  assert.equal((await begin(token)).json.code, 'relay-token', 'used');
  const unused = page.token();
  const newer = page.token();
  assert.equal((await begin(unused)).json.code, 'relay-token', 'an older link');
  const other = (await begin(newer)).json.session;
  // a reload asks again with the session; all sessions go on
  for (const session of [page.session, json.session, other]) {
    const again = await ask(session);
    assert.deepEqual([again.status, again.json.session], [200, session]);
  }
  assert.equal((await ask(token)).json.code, 'relay-session');
  assert.equal((await begin('')).status, 403, 'no token is left');
});

test('the session says what the run is about, and nothing of the key', async (t) => {
  const dir = await folder(t, { 'a.js': '1', 'b.js': '2' });
  const about = async (/** @type {Parameters<typeof served>[1]} */ options) => {
    const page = await served(t, options);
    const headers = { 'X-Mapship-Session': page.session };
    const { session, ...rest } = (await request(page, { path: '/relay/session', headers })).json;
    assert.equal(session, page.session);
    return rest;
  };
  const defaults = { service: 'web', version: '1', minifiedPathPrefix: '/static' };
  const url = 'https://sourcemap-intake.datadoghq.eu/api/v2/srcmap';
  const {
    version,
    folder: read,
    ...full
  } = await about({
    folder: dir,
    target: { url, site: 'datadoghq.eu' },
    defaults,
  });
  assert.match(version, /^\d+\.\d+\.\d+$/);
  assert.equal(read.files, 2);
  assert.deepEqual(full, { site: 'datadoghq.eu', intake: url, hasKey: true, defaults });
  const { version: _, ...bare } = await about({ apiKey: undefined });
  assert.deepEqual(bare, {
    intake: 'http://127.0.0.1:1/api/v2/srcmap',
    hasKey: false,
    defaults: {},
  });
});

test('only this machine is served', async (t) => {
  const page = await served(t);
  const outer = Object.values(networkInterfaces())
    .flat()
    .filter((one) => one && !one.internal && one.family === 'IPv4');
  for (const one of outer) {
    const said = await new Promise((resolve) => {
      connect({ host: one?.address, port: page.port, timeout: 2000 })
        .on('connect', () => resolve('connected'))
        .on('timeout', () => resolve('timeout'))
        .on('error', (error) => resolve(/** @type {any} */ (error).code));
    });
    assert.equal(said, 'ECONNREFUSED', one?.address);
  }
});
