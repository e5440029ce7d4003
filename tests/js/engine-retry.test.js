// The rules of sending, without a network: what is tried again, when, how much at a time, and through which proxy.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Pace } from '../../pkg/send/limiter.js';
import { start } from '../../pkg/core/index.js';
import { readReply } from '../../pkg/send/reply.js';
import { isTransient, readRetryAfter, waitAfter } from '../../pkg/send/retry.js';
import { resolveTarget } from '../../pkg/send/destination.js';
import { isLoopback, proxyFor } from '../../pkg/send/wire/proxy.js';

test('a key that is refused may be one for another site', () => {
  const reply = { status: 403, text: '{"errors":["Forbidden"]}', sent: 1 };
  const url = 'https://sourcemap-intake.us5.datadoghq.com/api/v2/srcmap';
  const otherSites = ['datadoghq.com', 'datadoghq.eu'];
  const site = { url, site: 'us5.datadoghq.com', origin: 'DD_SITE', otherSites };
  assert.equal(
    readReply(reply, site).help,
    'check the API key, and that it belongs to the site us5.datadoghq.com (from DD_SITE); the other sites are datadoghq.com, datadoghq.eu',
  );
  assert.equal(
    readReply(reply, { url, origin: 'the option intakeUrl', otherSites: [] }).help,
    `check the API key, and that it belongs to ${url}`,
  );
  assert.equal(
    readReply(reply, { ...site, otherSites: [], keyOrigin: 'DATADOG_API_KEY' }).help,
    'check the API key (from DATADOG_API_KEY), and that it belongs to the site us5.datadoghq.com (from DD_SITE)',
  );
});

test('the sites that a key may be for are all but the one that was tried', async () => {
  const target = resolveTarget(await start(), { site: 'EU1' }, { DD_API_KEY: 'k' });
  assert.equal(target.site, 'datadoghq.eu');
  assert.ok(target.otherSites.length > 5, String(target.otherSites));
  for (const site of target.otherSites) {
    assert.equal(resolveTarget(await start(), { site }, { DD_API_KEY: 'k' }).site, site);
  }
  assert.ok(!target.otherSites.includes('datadoghq.eu'));
});

test('an intake without TLS is refused, but on this machine', async () => {
  const core = await start();
  const env = { DD_API_KEY: 'k' };
  for (const intakeUrl of [
    'http://example.com',
    'http://10.0.0.1:8642',
    'HTTP://127.0.0.1.nip.io',
  ]) {
    assert.throws(
      () => resolveTarget(core, { intakeUrl }, env),
      (/** @type {any} */ error) => error.code === 'intake-url-insecure' && Boolean(error.help),
      intakeUrl,
    );
    resolveTarget(core, { intakeUrl, allowHttp: true }, env);
  }
  for (const intakeUrl of ['http://127.0.0.1:1', 'http://localhost', 'http://[::1]:8642']) {
    resolveTarget(core, { intakeUrl }, env);
  }
});

test('only what may pass is tried again', () => {
  const all = Array.from({ length: 600 }, (_, status) => status);
  assert.deepEqual(all.filter(isTransient), [408, 429, 500, 502, 503, 504]);
});

test('waits double up to half a minute, and the dice take any share of them', () => {
  const longest = Array.from({ length: 9 }, (_, i) => waitAfter(i + 1, { random: () => 1 }));
  assert.deepEqual(longest, [500, 1000, 2000, 4000, 8000, 16000, 30000, 30000, 30000]);
  assert.equal(waitAfter(3, { random: () => 0 }), 0);
  assert.equal(waitAfter(3, { random: () => 0.25 }), 500);
  assert.equal(
    waitAfter(1, { random: () => 1, retryAfter: 7000 }),
    7000,
    'what the server asks for counts',
  );
});

test('Retry-After in either form', () => {
  const now = Date.parse('2026-03-01T12:00:00Z');
  /** @type {[value: string | undefined, wait: number | undefined][]} */
  const cases = [
    ['7', 7000],
    [' 0 ', 0],
    ['Sun, 01 Mar 2026 12:00:30 GMT', 30_000],
    ['Sunday, 01-Mar-26 12:00:30 GMT', 30_000],
    ['Sun Mar  1 12:00:30 2026 GMT', 30_000],
    ['Sun, 01 Mar 2026 11:00:00 GMT', 0],
    ['-1', undefined],
    ['1.5', undefined],
    ['soon', undefined],
    ['2027', 2_027_000],
    ['', undefined],
    [undefined, undefined],
  ];
  for (const [value, wait] of cases) assert.equal(readRetryAfter(value, now), wait, value);
});

test('no more are under way than the limit, in uploads and in bytes', async () => {
  const pace = new Pace({ most: 3, mostBytes: 100 });
  /** @type {string[]} */
  const started = [];
  const enter = (/** @type {string} */ name, /** @type {number} */ bytes) =>
    pace.enter(bytes).then((ticket) => (started.push(name), ticket));
  const a = enter('a', 500);
  const b = enter('b', 60);
  const c = enter('c', 60);
  const rest = ['d', 'e', 'f'].map((name) => enter(name, 1));
  await settle();
  assert.deepEqual(started, ['a'], 'what is larger than all may go alone');
  (await a).done();
  await settle();
  assert.deepEqual(started, ['a', 'b'], 'c does not fit beside b, and nobody overtakes it');
  (await b).done();
  (await b).done();
  await settle();
  assert.deepEqual(started, ['a', 'b', 'c', 'd', 'e'], 'three at a time');
  (await c).done();
  await Promise.all(rest);
  assert.deepEqual(started, ['a', 'b', 'c', 'd', 'e', 'f']);
});

test('the limit halves once for a burst of refusals, and grows again by one every second round', async () => {
  const pace = new Pace({ most: 20, mostBytes: 1000 });
  const tickets = await Promise.all(Array.from({ length: 20 }, () => pace.enter(1)));
  // more are to be done than may be at a time
  const more = Array.from({ length: 200 }, () => pace.enter(1));
  const begin = () => Promise.all(tickets.slice(0, pace.limit).map((ticket) => ticket.begin()));
  const end = () => tickets.forEach((ticket) => ticket.end());
  for (const half of [10, 5, 2, 1, 1]) {
    await begin();
    for (const ticket of tickets) ticket.slower();
    assert.equal(pace.limit, half, 'one burst is one sign, and never none at all');
    end();
  }
  for (let limit = 1; limit < 20; limit += 1) {
    for (const after of [limit, limit + 1]) {
      await begin();
      for (const ticket of tickets.slice(0, limit)) ticket.well(100);
      assert.equal(pace.limit, after);
      end();
    }
  }
  await begin();
  for (const ticket of tickets) ticket.well(100);
  assert.equal(pace.limit, 20, 'never more than is allowed');
  pace.close();
  await Promise.all(more);
});

test('what is tried again waits until fewer are under way than may be', async () => {
  const pace = new Pace({ most: 4, mostBytes: 1000 });
  const tickets = await Promise.all(Array.from({ length: 4 }, () => pace.enter(1)));
  await Promise.all(tickets.map((ticket) => ticket.begin()));
  for (const ticket of tickets) ticket.slower();
  for (const ticket of tickets) ticket.end();
  /** @type {number[]} */
  const begun = [];
  tickets.forEach((ticket, i) => ticket.begin().then(() => begun.push(i)));
  await settle();
  assert.deepEqual(begun, [0, 1]);
  tickets[0]?.end();
  await settle();
  assert.deepEqual(begun, [0, 1, 2]);
  // all at once when the run is over
  pace.close();
  await settle();
  assert.deepEqual(begun, [0, 1, 2, 3]);
});

test('what makes work waits while too much of it waits, and for nothing once all is over', async () => {
  const pace = new Pace({ most: 1, mostBytes: 10 });
  const first = await pace.enter(1);
  const waiting = [pace.enter(1), pace.enter(1)];
  let there = false;
  const room = pace.room(1).then(() => (there = true));
  await settle();
  assert.equal(there, false);
  first.done();
  await room;
  pace.close();
  await Promise.all(waiting);
  await pace.room(0);
  await pace.enter(1);
});

test('proxies by the rules of curl', () => {
  const intake = 'https://sourcemap-intake.datadoghq.com/api/v2/srcmap';
  /** @type {[env: Record<string, string>, proxy: string | undefined, url?: string][]} */
  const cases = [
    [{}, undefined],
    [{ HTTPS_PROXY: 'http://proxy:3128' }, 'http://proxy:3128/'],
    [{ https_proxy: 'http://small:1', HTTPS_PROXY: 'http://large:1' }, 'http://small:1/'],
    [{ HTTP_PROXY: 'http://proxy:3128' }, undefined],
    [{ HTTP_PROXY: 'http://proxy:3128' }, 'http://proxy:3128/', 'http://example.com/'],
    [{ ALL_PROXY: 'http://proxy:3128' }, 'http://proxy:3128/'],
    [{ HTTPS_PROXY: 'proxy:3128' }, 'http://proxy:3128/'],
    [{ HTTPS_PROXY: ' ' }, undefined],
    [{ HTTPS_PROXY: 'http://p:1', NO_PROXY: '*' }, undefined],
    [{ HTTPS_PROXY: 'http://p:1', NO_PROXY: 'datadoghq.com' }, undefined],
    [{ HTTPS_PROXY: 'http://p:1', NO_PROXY: 'a.com, .DatadogHQ.com' }, undefined],
    [{ HTTPS_PROXY: 'http://p:1', NO_PROXY: '*.datadoghq.com' }, undefined],
    [{ HTTPS_PROXY: 'http://p:1', NO_PROXY: 'doghq.com' }, 'http://p:1/'],
    [{ HTTPS_PROXY: 'http://p:1', no_proxy: 'datadoghq.com:443' }, undefined],
    [{ HTTPS_PROXY: 'http://p:1', no_proxy: 'datadoghq.com:8443' }, 'http://p:1/'],
    [{ HTTPS_PROXY: 'http://p:1', NO_PROXY: ',' }, 'http://p:1/'],
    // what begins like a host, or ends like it within a name, is another
    [{ HTTPS_PROXY: 'http://p:1', NO_PROXY: 'sourcemap-intake' }, 'http://p:1/'],
    [{ HTTPS_PROXY: 'http://p:1', NO_PROXY: 'intake.datadoghq.com' }, 'http://p:1/'],
    [{ HTTPS_PROXY: 'http://p:1', NO_PROXY: 'datadoghq.com.' }, 'http://p:1/'],
    [{ HTTPS_PROXY: 'http://p:1', NO_PROXY: 'x.sourcemap-intake.datadoghq.com' }, 'http://p:1/'],
    // a port is that of the scheme where the address has none
    [{ HTTPS_PROXY: 'http://p:1', NO_PROXY: 'datadoghq.com:80' }, 'http://p:1/'],
    [{ HTTPS_PROXY: 'http://p:1', NO_PROXY: '*:443' }, undefined],
    [{ HTTPS_PROXY: 'http://p:1', NO_PROXY: '*:80' }, 'http://p:1/'],
    [{ HTTP_PROXY: 'http://p:1', NO_PROXY: 'example.com:80' }, undefined, 'http://example.com/'],
    [
      { HTTP_PROXY: 'http://p:1', NO_PROXY: 'example.com:443' },
      'http://p:1/',
      'http://example.com/',
    ],
    [
      { HTTPS_PROXY: 'http://p:1', NO_PROXY: 'example.com:8443' },
      undefined,
      'https://example.com:8443/',
    ],
    [
      { HTTPS_PROXY: 'http://p:1', NO_PROXY: 'example.com:443' },
      'http://p:1/',
      'https://example.com:8443/',
    ],
    [{ HTTP_PROXY: 'http://p:1' }, undefined, 'http://127.0.0.1:8642/'],
    [{ HTTPS_PROXY: 'http://p:1' }, undefined, 'https://localhost:8642/'],
    [{ HTTPS_PROXY: 'http://p:1' }, undefined, 'https://[::1]/'],
  ];
  for (const [env, proxy, url = intake] of cases) {
    assert.equal(proxyFor(new URL(url), env)?.href, proxy, JSON.stringify([env, url]));
  }
  for (const value of ['socks5://user:secret@proxy:1080', 'http://user:secret@:x', 'http://[']) {
    assert.throws(
      () => proxyFor(new URL(intake), { HTTPS_PROXY: value }),
      (/** @type {any} */ error) =>
        error.code === 'proxy-invalid' && !`${error.message}${error.help}`.includes('secret'),
      value,
    );
  }
});

test('this machine is told from others', () => {
  const own = ['localhost', 'a.localhost', '127.0.0.1', '127.9.9.9', '[::1]'];
  const others = ['localhost.example.com', '127.0.0.1.nip.io', '10.0.0.1', '[::2]', '0.0.0.0'];
  assert.deepEqual(own.filter(isLoopback), own);
  assert.deepEqual(others.filter(isLoopback), []);
});

/** Lets everything that can go on, go on. */
const settle = () => new Promise((resolve) => setImmediate(resolve));
