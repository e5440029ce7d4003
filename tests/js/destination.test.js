// Where uploads go, by which proxy, and what a reply means: what is decided, and every word that says what to do.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { start } from '../../pkg/core/index.js';
import { hasKey, resolveTarget, resolveUrl } from '../../pkg/send/destination.js';
import { readReply, secretOf } from '../../pkg/send/reply.js';
import { chooseProxy, isLoopback } from '../../pkg/send/wire/proxy.js';

const core = await start();
const KEY = '0123456789abcdef0123456789abcdef';

/** @param {any} settings @param {Record<string, string>} [env] */
function target(settings, env = {}) {
  return resolveTarget(core, settings, env);
}

test('what is wrong with a destination is said with what to do', () => {
  const relay = { url: 'http://127.0.0.1:8700', session: 'secret-session' };
  for (const [settings, code, help] of /** @type {[any, string, RegExp][]} */ ([
    [{ relay, apiKey: KEY }, 'relay-and-api-key', /leave out the key/],
    [{ relay: { ...relay, url: 'nowhere' } }, 'relay-url-invalid', /http:\/\/127\.0\.0\.1:8700/],
    [{ relay: { ...relay, url: 'ftp://127.0.0.1' } }, 'relay-url-invalid', /origin/],
    [{ relay: { ...relay, url: 'xhttps://a.test' } }, 'relay-url-invalid', /origin/],
    [{ relay: { ...relay, session: '' } }, 'relay-session-malformed', /relay\/session/],
    [{ relay: { ...relay, session: 'a b' } }, 'relay-session-malformed', /relay\/session/],
    [{ relay: { ...relay, session: 'a\n' } }, 'relay-session-malformed', /relay\/session/],
    [{ relay: { ...relay, url: 'http://relay.test' } }, 'intake-url-insecure', /allowHttp/],
    [
      { apiKey: KEY, site: 'US3', intakeUrl: 'https://a.test' },
      'site-and-intake-url',
      /give the one/,
    ],
    [{ apiKey: KEY, intakeUrl: `https://${KEY}.test` }, 'intake-url-has-key', /in a header/],
    [{ apiKey: KEY, intakeUrl: 'http://a.test' }, 'intake-url-insecure', /allowHttp/],
    [{ apiKey: 'a b' }, 'api-key-malformed', /32 hexadecimal digits/],
    [{ apiKey: 'a\u00e9' }, 'api-key-malformed', /32 hexadecimal digits/],
    [{}, 'api-key-missing', /DD_API_KEY|DATADOG_API_KEY/],
  ])) {
    /** @type {any} */
    let thrown;
    try {
      target(settings);
    } catch (error) {
      thrown = error;
    }
    assert.equal(thrown?.code, code, JSON.stringify(settings));
    assert.match(thrown.help ?? '', help, code);
    assert.ok(thrown.message.length > 10 && !thrown.message.includes(KEY), thrown.message);
  }
});

test('a relay gets the session, and is called by where it leads, where that is said', () => {
  const relay = { url: 'http://127.0.0.1:8700', session: 'secret-session' };
  const own = { url: 'http://127.0.0.1:8700/relay/api/v2/srcmap', session: 'secret-session' };
  assert.deepEqual(target({ relay }), {
    ...{ url: own.url, origin: 'the option relay', otherSites: [], relay: own },
  });
  for (const named of [{ site: 'datadoghq.eu' }, { intakeUrl: 'http://intake.test' }]) {
    const told = target({ relay, ...named });
    assert.deepEqual(told.relay, own);
    assert.match(told.url, /datadoghq\.eu|intake\.test/);
    assert.equal(told.apiKey, undefined);
  }
  const afar = { url: 'http://relay.test', session: 'secret-session' };
  const allowed = target({ relay: afar, allowHttp: true });
  assert.equal(allowed.relay?.url, 'http://relay.test/relay/api/v2/srcmap');
  assert.equal(
    target({ relay: { ...afar, url: 'https://relay.test' } }).relay?.session,
    'secret-session',
  );
});

test('a key is one of the options, or of the environment', () => {
  assert.equal(hasKey({}, {}), false);
  assert.equal(hasKey({ apiKey: ' ' }, {}), false);
  assert.equal(hasKey({ apiKey: KEY }, {}), true);
  assert.equal(hasKey({}, { DD_API_KEY: KEY }), true);
  const told = target({}, { DD_API_KEY: ` ${KEY} ` });
  assert.deepEqual([told.apiKey, told.keyOrigin], [KEY, 'DD_API_KEY']);
  assert.equal(target({ apiKey: KEY }).keyOrigin, 'the option apiKey');
  for (const without of [{ dryRun: true }, { defer: 'plan' }]) {
    assert.equal(target(without).apiKey, undefined);
  }
});

test('a site is one of the options, or of the environment, or the usual one', () => {
  for (const [settings, env, site, origin] of /** @type {[any, any, RegExp, string][]} */ ([
    [{}, {}, /^https:\/\/sourcemap-intake\.datadoghq\.com\/api\/v2\/srcmap$/, 'the default'],
    [{}, { DD_SITE: 'datadoghq.eu' }, /datadoghq\.eu\//, 'DD_SITE'],
    [
      { site: 'datadoghq.eu' },
      { DD_SITE: 'us3.datadoghq.com' },
      /\.datadoghq\.eu\//,
      'the option site',
    ],
    [
      { intakeUrl: 'https://a.test' },
      { DD_SITE: 'datadoghq.eu' },
      /a\.test/,
      'the option intakeUrl',
    ],
  ])) {
    const told = resolveUrl(core, settings, env);
    assert.match(told.url, site);
    assert.equal(told.origin, origin);
    assert.equal(told.otherSites.includes(String(told.site)), false);
    assert.equal(told.otherSites.length > 0, told.site !== undefined);
  }
});

test('which variable names a proxy, and which one leaves a host out', () => {
  const url = new URL('https://intake.test./');
  const env = { HTTPS_PROXY: 'proxy.test:8080' };
  const told = (/** @type {Record<string, string>} */ more, at = url) => {
    const { proxy, variable, without } = chooseProxy(at, { ...env, ...more });
    return [proxy?.href, variable, without];
  };
  const used = ['http://proxy.test:8080/', 'HTTPS_PROXY', undefined];
  assert.deepEqual(told({}), used);
  assert.deepEqual(told({ NO_PROXY: 'intake.test.' }), [undefined, 'HTTPS_PROXY', 'NO_PROXY']);
  // nothing between two commas, or behind a dot, names any host; not even one that ends in a dot
  for (const list of [',', ' , ', '.', '*.', ':443'])
    assert.deepEqual(told({ NO_PROXY: list }), used, list);
  const here = new URL('https://127.0.0.1/');
  assert.deepEqual(told({}, here), ['http://proxy.test:8080/', 'HTTPS_PROXY', 'loopback']);
  assert.deepEqual(chooseProxy(url, {}), {});
  for (const name of [
    'x127.0.0.1',
    '127.0.0.1.x',
    '127.0.0.1000',
    '127.0.0',
    'xlocalhost',
    'localhost.x',
    '[::11]',
  ]) {
    assert.equal(isLoopback(name), false, name);
  }
});

/** @param {any} reply @param {any} [to] */
function read(reply, to = {}) {
  const where = { url: 'https://i.test/', origin: 'x', otherSites: [], apiKey: KEY, ...to };
  return readReply({ text: '', sent: 0, status: 200, ...reply }, where);
}

test('each status has its remedy', () => {
  for (const [status, help] of /** @type {[number, RegExp | undefined][]} */ ([
    [400, undefined],
    [401, /check the API key, and that it belongs to https:\/\/i\.test\//],
    [403, /check the API key/],
    [404, /check the intake URL https:\/\/i\.test\//],
    [413, /500 MB/],
    ...[408, 429, 500, 502, 503, 504].map((one) => [one, /try again later/]),
    [501, undefined],
    [418, undefined],
  ])) {
    const said = read({ status, text: '{"errors":["no"]}' });
    assert.match(said.help ?? 'none', help ?? /^none$/, String(status));
    assert.equal(said.reason, `HTTP ${status}: no`);
    assert.deepEqual(said.errors, ['no']);
    assert.equal(said.status, undefined);
  }
  const key = {
    site: 'a.test',
    origin: 'DD_SITE',
    keyOrigin: 'DD_API_KEY',
    otherSites: ['b', 'c'],
  };
  assert.equal(
    read({ status: 403 }, key).help,
    'check the API key (from DD_API_KEY), and that it belongs to the site a.test (from DD_SITE); the other sites are b, c',
  );
  const relay = { relay: { url: 'http://r/', session: 'secret-session' }, apiKey: undefined };
  assert.match(read({ status: 403 }, relay).help ?? '', /that the relay was started with/);
});

test('only what is of the API, names an upload and has no errors is sure to have arrived', () => {
  const id = '{"data":{"id":"x"}}';
  for (const [
    reply,
    status,
    reason,
  ] of /** @type {[any, string | undefined, RegExp | undefined][]} */ ([
    [{ text: id }, 'sent', undefined],
    [{ status: 299, text: id }, 'sent', undefined],
    [{ text: '' }, 'sent', /names no upload/],
    [{ text: ' ' }, 'sent', /names no upload/],
    [{ text: '{}' }, 'sent', /names no upload/],
    [{ text: '{"data":{"id":null}}' }, 'sent', /names no upload/],
    [{ text: '{"errors":[],"data":{"id":"x"}}' }, 'sent', undefined],
    [{ text: '{"errors":["no"],"data":{"id":"x"}}' }, undefined, /^HTTP 200: no$/],
    [{ text: 'null' }, undefined, /not the API's: null/],
    [{ text: '1' }, undefined, /not the API's: 1/],
    [{ text: '<html>' }, undefined, /not the API's: <html>/],
    [{ status: 199, text: id }, undefined, /redirect/],
    [{ status: 300, text: id }, undefined, /redirect/],
    [
      { status: 399, location: 'https://a.test' },
      undefined,
      /redirect to https:\/\/a\.test, which/,
    ],
    [{ status: 400, text: id }, undefined, /HTTP 400: the reply is not the API's/],
    [{ status: 400, text: '' }, undefined, /\(empty\)/],
    [{ status: 400, text: '{"errors":["a",{"b":1}]}' }, undefined, /^HTTP 400: a; \{"b":1\}$/],
    [{ text: id, broken: 'by the peer' }, undefined, /^the reply broke off: by the peer$/],
  ])) {
    const said = read(reply);
    assert.equal(said.status, status, JSON.stringify(reply));
    assert.equal(said.id, reason || !status ? undefined : 'x');
    assert.match(said.reason ?? 'none', reason ?? /^none$/, JSON.stringify(reply));
  }
  assert.equal(
    read({ text: '<html>' }).help,
    'something between here and the intake answered in its place; check proxies',
  );
  assert.equal(read({ text: '{"errors":["no"]}' }).help, undefined);
});

test('what a relay says itself has its remedy in it, and nothing else has', () => {
  const to = { apiKey: undefined, relay: { url: 'http://r/', session: 'secret-session' } };
  const said = (/** @type {string} */ code, where = to) =>
    read({ status: 502, text: JSON.stringify({ code, errors: ['no'] }) }, where).help;
  assert.equal(said('relay-unreachable'), undefined);
  assert.match(said('other') ?? '', /try again later/);
  assert.match(said('relay-unreachable', /** @type {any} */ ({})) ?? '', /try again later/);
  assert.match(read({ status: 502, text: '{"code":1}' }, to).help ?? '', /try again later/);
  assert.match(read({ status: 502, text: 'null' }, to).help ?? '', /try again later/);
});

test('what is shown of a reply is one line, and not all of it', () => {
  const shown = (/** @type {string} */ text) =>
    read({ status: 400, text }).reason?.replace("HTTP 400: the reply is not the API's: ", '');
  assert.equal(shown(' a \t\r\n\u0000\u200b b '), 'a b');
  assert.equal(shown('x'.repeat(200)), 'x'.repeat(200));
  assert.equal(shown('x'.repeat(201)), `${'x'.repeat(200)}…`);
});

test('the key, and the session of a relay, are in nothing that is said', () => {
  const session = 'a-session-that-is-secret';
  const relay = { url: 'http://r/', session };
  assert.equal(secretOf(/** @type {any} */ ({ apiKey: KEY })), KEY);
  assert.equal(secretOf(/** @type {any} */ ({ relay })), session);
  for (const [secret, to] of /** @type {[string, any][]} */ ([
    [KEY, {}],
    [session, { apiKey: undefined, relay }],
  ])) {
    for (const reply of [
      { text: JSON.stringify({ data: { id: `for ${secret}` } }) },
      { status: 400, text: JSON.stringify({ errors: [secret, { secret }] }) },
      { status: 400, text: secret },
      { status: 302, location: `https://a.test/${secret}` },
      { broken: secret },
    ]) {
      const said = JSON.stringify(read(reply, to));
      assert.ok(!said.includes(secret) && said.includes('[API key]'), said);
    }
  }
});
