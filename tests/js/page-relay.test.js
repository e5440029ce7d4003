// What goes through the relay of the page's server to the intake, and what comes back.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import http from 'node:http';
import { connect } from 'node:net';
import { test } from 'node:test';
import { inspect } from 'node:util';

import { ACCEPTED, hostile, reply } from './engine-server.js';
import { KEY, request, served } from './page-server-world.js';

/** @import { TestContext } from 'node:test' */
/** @import { Act } from './engine-server.js' */

/** What never ends is a failure. */
const LIMIT = { timeout: 30_000 };

const PATH = '/relay/api/v2/srcmap';

/**
 * The relay before an intake of bare sockets.
 * @param {TestContext} t
 * @param {Act[]} acts
 * @param {Parameters<typeof served>[1]} [options]
 */
async function relayed(t, acts, options) {
  const upstream = await hostile(t, acts);
  const page = await served(t, { intake: `${upstream.url}/api/v2/srcmap?x=1`, ...options });
  return {
    page,
    got: upstream.got,
    /** @param {string} [body] @param {Record<string, string>} [headers] */
    post: (body = 'body', headers = {}) =>
      request(page, {
        method: 'POST',
        path: PATH,
        headers: { 'X-Mapship-Session': page.session, ...headers },
        body,
      }),
  };
}

/** What the socket of a request answers. @param {string} text @returns {Act} */
const says = (text) => ({ body: (socket) => void socket.write(text) });

test('the body goes on as it is, with the key, and with no header that is not for the intake', async (t) => {
  const { post, got } = await relayed(t, []);
  const answered = await post('the body', {
    'Content-Type': 'multipart/form-data; boundary=x',
    'Content-Encoding': 'gzip',
    'DD-EVP-ORIGIN': 'a page',
    'DD-EVP-ORIGIN-VERSION': '7',
    'DD-API-KEY': 'one of the page',
    'User-Agent': 'Mozilla',
    'Accept-Language': 'de',
    'X-Forwarded-For': '1.2.3.4',
    'Proxy-Authorization': 'Basic x',
    Referer: 'http://127.0.0.1/',
    Cookie: 'a=b',
    Authorization: 'Basic x',
  });
  assert.deepEqual([answered.status, answered.text], [202, ACCEPTED]);
  const [{ head = '', body } = {}] = got;
  const [first, ...lines] = head.split('\r\n');
  assert.equal(first, 'POST /api/v2/srcmap?x=1 HTTP/1.1');
  const headers = new Map(
    lines.map((line) => [line.split(':')[0]?.toLowerCase(), line.replace(/^[^:]*: */, '')]),
  );
  assert.match(headers.get('user-agent') ?? '', /^mapship\//);
  headers.delete('user-agent');
  assert.match(headers.get('host') ?? '', /^127\.0\.0\.1:\d+$/);
  headers.delete('host');
  assert.deepEqual(Object.fromEntries(headers), {
    accept: 'application/json',
    connection: 'keep-alive',
    'content-encoding': 'gzip',
    'content-length': '8',
    'content-type': 'multipart/form-data; boundary=x',
    'dd-api-key': KEY,
    'dd-evp-origin': 'a page',
    'dd-evp-origin-version': '7',
  });
  assert.equal(String(body), 'the body');
});

test('a body of unknown length goes on too', async (t) => {
  const { page, got } = await relayed(t, []);
  const asked = http.request(`${page.url}${PATH}`, {
    method: 'POST',
    headers: { 'X-Mapship-Session': page.session },
  });
  asked.write('a'.repeat(70_000));
  asked.end('b');
  const [response] = await once(asked, 'response');
  assert.equal(response.resume().statusCode, 202);
  assert.equal(String(got[0]?.body), `${'a'.repeat(70_000)}b`);
  assert.match(got[0]?.head ?? '', /dd-evp-origin: mapship\r\n/i);
});

test('of a reply come back the status, the body, its type and when to try again', async (t) => {
  const more = { 'Set-Cookie': 'a=b', 'Access-Control-Allow-Origin': '*', 'X-Other': '1' };
  const { post } = await relayed(t, [
    says(
      reply(429, '{"errors":["slow"]}', {
        'Content-Type': 'application/json',
        'Retry-After': '7',
        ...more,
      }),
    ),
    says(reply(403, '<script>alert(1)</script>', { 'Content-Type': 'text/html' })),
    says(reply(503, '', {})),
    says(reply(200, '{}', { 'Content-Type': 'application/vnd.api+json; charset=utf-8' })),
  ]);
  const busy = await post();
  assert.deepEqual([busy.status, busy.text], [429, '{"errors":["slow"]}']);
  assert.equal(busy.headers['content-type'], 'application/json');
  assert.equal(busy.headers['retry-after'], '7');
  for (const name of Object.keys(more)) assert.ok(!(name.toLowerCase() in busy.headers), name);
  const html = await post();
  assert.deepEqual(
    [html.status, html.headers['content-type'], html.text],
    [403, 'text/plain; charset=utf-8', '<script>alert(1)</script>'],
  );
  assert.match(html.headers['content-security-policy'] ?? '', /^default-src 'none'.*sandbox$/);
  assert.equal((await post()).status, 503);
  const last = await post();
  assert.deepEqual([last.status, last.headers['content-type']], [200, 'application/json']);
});

test('redirects are not followed, and their place is not told', async (t) => {
  const other = await hostile(t, []);
  for (const status of [301, 302, 303, 307, 308]) {
    const { post, got } = await relayed(t, [says(reply(status, '', { Location: other.url }))]);
    const answered = await post();
    assert.equal(answered.status, status);
    assert.equal(answered.headers.location, undefined);
    assert.equal(got.length, 1);
  }
  assert.equal(other.got.length, 0);
});

test('the key is in no reply, whatever the intake says back', async (t) => {
  /** @type {Act} */
  const echo = {
    body(socket, { head }) {
      const headers = { 'X-Key': KEY, 'Retry-After': KEY, 'Content-Type': `text/${KEY}` };
      socket.write(reply(400, JSON.stringify({ errors: [head, KEY] }), headers));
    },
  };
  // the beginnings of the key at each place where a long reply may be cut
  const long = Array.from({ length: 40 }, (_, i) =>
    says(reply(400, 'x'.repeat(64 * 1024 - i) + KEY + 'x'.repeat(100))),
  );
  const cut = {
    body: (/** @type {import('node:net').Socket} */ socket) =>
      void socket.end(`HTTP/1.1 400 Bad\r\nContent-Length: 999\r\n\r\n${KEY.slice(0, 20)}`),
  };
  const nonsense = [says(`HTTP/1.1 ${KEY}\r\n\r\n`), says(`${KEY}\r\n\r\n`)];
  const { page, post } = await relayed(t, [echo, ...long, cut, ...nonsense]);
  const first = await post();
  assert.ok(first.text.includes('[API key]'));
  assertAbsent(inspect(first, { depth: 9, maxStringLength: null }), KEY);
  for (let i = 0; i < long.length; i += 1) {
    const { text, status } = await post();
    assert.equal(status, 400);
    assert.ok(text.length > 60_000 && text.length <= 64 * 1024, `${text.length}`);
    assertAbsent(text, KEY.slice(0, 1), 'of a long reply');
  }
  assertAbsent((await post()).text, KEY.slice(0, 8), 'of a reply that broke off');
  for (const _ of nonsense) {
    const { status, text } = await post();
    assert.equal(status, 502);
    assertAbsent(text, KEY.slice(0, 8), 'of what is no HTTP');
  }
  assertAbsent(page.log.join('\n'), KEY.slice(0, 8), 'of the log');
});

/** @param {string} text @param {string} what @param {string} [where] */
function assertAbsent(text, what, where = '') {
  assert.ok(!text.includes(what), `the key is in it: ${where}`);
}

/** @type {[name: string, status: number, code: string, said: RegExp, acts: Act[], options?: Parameters<typeof served>[1]][]} */
const FAILURES = [
  [
    'nobody there',
    502,
    'relay-unreachable',
    /^127\.0\.0\.1:1 could not be reached: ECONNREFUSED.*; check the network/,
    [],
    { intake: undefined },
  ],
  [
    'a connection that is reset',
    502,
    'relay-unreachable',
    /could not be reached: .*ECONNRESET/,
    [{ body: (socket) => void socket.resetAndDestroy() }],
  ],
  [
    'a reply that breaks off',
    502,
    'relay-unreachable',
    /its reply, HTTP 202, broke off/,
    [{ body: (socket) => void socket.end('HTTP/1.1 202 Yes\r\nContent-Length: 9\r\n\r\n{') }],
  ],
  [
    'a proxy that wants a login',
    502,
    'relay-unreachable',
    /wants a login.*; check the proxy/,
    [says(reply(407, 'x', { 'Proxy-Authenticate': 'Basic' }))],
  ],
  [
    'another protocol',
    502,
    'relay-unreachable',
    /could not be reached/,
    [says('HTTP/1.1 101 Switching\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n')],
  ],
  [
    'a status that there is not',
    502,
    'relay-unreachable',
    /HTTP 999, which is no status/,
    [says(reply(999, 'x'))],
  ],
  [
    'no answer',
    504,
    'relay-timeout',
    /nothing moved for 0\.3 s; check the network/,
    [{ body() {} }],
    { timeout: 300 },
  ],
  [
    'an answer that stops',
    504,
    'relay-timeout',
    /could not be reached: the reply was not whole after 0\.3 s/,
    [{ body: (socket) => void socket.write('HTTP/1.1 202 Yes\r\nContent-Length: 9\r\n\r\n{') }],
    { timeout: 300 },
  ],
  [
    'no key',
    401,
    'relay-no-key',
    /^There is no API key: set DATADOG_API_KEY or DD_API_KEY/,
    [],
    { apiKey: undefined },
  ],
];

for (const [name, status, code, said, acts, options] of FAILURES) {
  test(`${name}: HTTP ${status}, and what to do`, LIMIT, async (t) => {
    const { post, got } = await relayed(t, acts, options);
    const answered = await post();
    assert.deepEqual([answered.status, answered.json?.code], [status, code], answered.text);
    assert.equal(answered.json.errors.length, 1);
    assert.match(answered.json.errors[0], said);
    assert.equal(got.length, acts.length);
  });
}

test('a refusal before the end of the body comes back', LIMIT, async (t) => {
  const refusal = reply(413, '{"errors":["too large"]}');
  const { page, got } = await relayed(t, [
    { stopAfter: 1000, part: (socket) => void socket.write(refusal) },
  ]);
  // like browsers, it fails where the connection ends before all was sent
  const answered = await fetch(`${page.url}${PATH}`, {
    method: 'POST',
    headers: { 'X-Mapship-Session': page.session },
    body: Buffer.alloc(32 * 1024 * 1024),
  });
  assert.deepEqual([answered.status, await answered.text()], [413, '{"errors":["too large"]}']);
  assert.equal(got[0]?.whole, false);
});

test(
  'a client that goes away breaks the upload off, while it sends and while it waits',
  LIMIT,
  async (t) => {
    for (const isWhole of [false, true]) {
      /** @type {(begun: { closed: Promise<unknown> }) => void} */
      let tell = () => {};
      const begun = new Promise((resolve) => (tell = resolve));
      const stage = isWhole ? 'body' : 'head';
      const { page, got } = await relayed(t, [
        { [stage]: (/** @type {any} */ socket) => tell({ closed: once(socket, 'close') }) },
      ]);
      const asked = http.request(`${page.url}${PATH}`, {
        method: 'POST',
        headers: { 'X-Mapship-Session': page.session, 'Content-Length': '200000' },
        agent: false,
      });
      asked.on('error', () => {});
      asked.write('x'.repeat(isWhole ? 200_000 : 100_000));
      const { closed } = await begun;
      asked.destroy();
      await closed;
      assert.equal(got.length, 1);
      assert.equal(got[0]?.whole, isWhole);
    }
  },
);

test('a client that stops sending is given up', LIMIT, async (t) => {
  const { page, got } = await relayed(t, [{ head() {} }], { timeout: 300 });
  const { status, json } = await request(page, {
    method: 'POST',
    path: PATH,
    headers: { 'X-Mapship-Session': page.session, 'Content-Length': '10' },
    body: 'x',
  });
  assert.deepEqual([status, json.code], [408, 'relay-body']);
  assert.match(json.errors[0], /no data for 0\.3 seconds/);
  assert.equal(got[0]?.whole, false);
});

test('a slow client is not given up as long as something comes', LIMIT, async (t) => {
  const { page } = await relayed(t, [], { timeout: 1000 });
  const asked = http.request(`${page.url}${PATH}`, {
    method: 'POST',
    headers: { 'X-Mapship-Session': page.session, 'Content-Length': '10' },
  });
  const answered = once(asked, 'response');
  for (let i = 0; i < 10; i += 1) {
    asked.write('x');
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  asked.end();
  const [response] = await answered;
  assert.equal(response.resume().statusCode, 202);
});

test('an intake that takes nothing more makes the client wait', LIMIT, async (t) => {
  const { page } = await relayed(t, [{ stopAfter: 1, part() {} }]);
  const total = 256 * 1024 * 1024;
  const socket = connect(page.port, '127.0.0.1');
  t.after(() => socket.destroy());
  socket.on('error', () => {});
  socket.write(
    `POST ${PATH} HTTP/1.1\r\nHost: 127.0.0.1:${page.port}\r\nX-Mapship-Session: ${page.session}\r\nContent-Length: ${total}\r\n\r\n`,
  );
  const piece = Buffer.alloc(1024 * 1024);
  let written = 0;
  const more = () => {
    while (written < total && socket.write(piece)) written += piece.length;
    written += piece.length;
  };
  socket.on('drain', more);
  more();
  let before = -1;
  while (before !== socket.bytesWritten - socket.writableLength) {
    before = socket.bytesWritten - socket.writableLength;
    await new Promise((resolve) => setTimeout(resolve, 700));
  }
  // what the system holds for two connections
  assert.ok(before < 64 * 1024 * 1024, `${before} bytes were taken`);
});

test('the proxy of the environment is used', async (t) => {
  const proxy = await hostile(t, []);
  const { post, got } = await relayed(t, [], { env: { HTTP_PROXY: proxy.url } });
  assert.equal((await post()).status, 202);
  assert.equal(got.length, 0);
  assert.match(proxy.got[0]?.head ?? '', /^POST http:\/\/127\.0\.0\.1:\d+\/api\/v2\/srcmap\?x=1 /);
});

test('closing the server breaks off what is under way', LIMIT, async (t) => {
  /** @type {(begun: { closed: Promise<unknown> }) => void} */
  let tell = () => {};
  const begun = new Promise((resolve) => (tell = resolve));
  const { page, post } = await relayed(t, [
    { body: (socket) => tell({ closed: once(socket, 'close') }) },
  ]);
  const posted = post();
  const { closed } = await begun;
  await page.close();
  await closed;
  assert.equal(Number.isNaN((await posted).status), true, 'there is no answer');
});
