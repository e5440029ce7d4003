// Ways to the intake: TLS with a certificate authority of one's own, and proxies. All of them real, on this machine; the
// command line runs in a process of its own, with the environment that a user would have.
//
// The certificates in fixtures/tls were made by openssl, for intake.test and localhost, and are good for a hundred years;
// the key of their authority was thrown away.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import net from 'node:net';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { ACCEPTED } from './engine-server.js';
import { BUILD, folder, mapship, nowhere } from './world.js';

/** @import { IncomingMessage, RequestListener, Server } from 'node:http' */
/** @import { TestContext } from 'node:test' */

const KEY = 'secret-key-0123456789abcdef';
const fixture = (/** @type {string} */ name) =>
  fileURLToPath(new URL(`../fixtures/tls/${name}`, import.meta.url));
const CA = fixture('ca.pem');
const PAIR = {
  key: readFileSync(fixture('server.key')),
  cert: readFileSync(fixture('server.pem')),
};

/**
 * @template {Server} T
 * @param {TestContext} t
 * @param {T} server
 * @returns {Promise<number>} its port
 */
async function listen(t, server) {
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return /** @type {net.AddressInfo} */ (server.address()).port;
}

/**
 * An intake that takes everything.
 * @param {TestContext} t
 */
async function intakes(t) {
  /** @type {{ url?: string, headers: import('node:http').IncomingHttpHeaders, bytes: number }[]} */
  const got = [];
  /** @type {RequestListener} */
  const take = (request, response) => {
    let bytes = 0;
    request.on('data', (data) => (bytes += data.length));
    request.on('end', () => {
      got.push({ url: request.url, headers: request.headers, bytes });
      response.writeHead(202).end(ACCEPTED);
    });
  };
  const secure = await listen(t, https.createServer(PAIR, take));
  const open = await listen(t, http.createServer(take));
  return { got, secure, open };
}

/**
 * A proxy that sends everything to one port of this machine, whatever host is asked for.
 * @param {TestContext} t
 * @param {number} to
 * @param {{ refuse?: number, tls?: boolean, auth?: string }} [how]
 */
async function proxy(t, to, { refuse, tls = false, auth } = {}) {
  /** @type {{ asked: string, headers: import('node:http').IncomingHttpHeaders }[]} */
  const asked = [];
  const answer = (/** @type {IncomingMessage} */ { headers }) =>
    refuse ?? (auth !== undefined && headers['proxy-authorization'] !== auth ? 407 : 200);
  /** @type {RequestListener} */
  const forward = (request, response) => {
    asked.push({ asked: `${request.method} ${request.url}`, headers: request.headers });
    const status = answer(request);
    if (status !== 200)
      return void request.resume().on('end', () => response.writeHead(status).end());
    const { method, headers } = request;
    const { pathname } = new URL(request.url ?? '');
    const onward = http.request({ port: to, method, path: pathname, headers }, (reply) => {
      response.writeHead(reply.statusCode ?? 0);
      reply.pipe(response);
    });
    request.pipe(onward);
  };
  const server = tls ? https.createServer(PAIR, forward) : http.createServer(forward);
  server.on('connect', (request, socket) => {
    asked.push({ asked: `CONNECT ${request.url}`, headers: request.headers });
    const status = answer(request);
    if (status !== 200)
      return void socket.end(`HTTP/1.1 ${status} No\r\nContent-Length: 0\r\n\r\n`);
    const onward = net.connect(to, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      socket.pipe(onward).pipe(socket);
    });
    for (const end of [socket, onward]) end.on('error', () => (socket.destroy(), onward.destroy()));
  });
  return { asked, port: await listen(t, server) };
}

/**
 * Uploads one pair, or as many as are given.
 * @param {TestContext} t
 * @param {string} url
 * @param {Record<string, string>} env
 * @param {string[]} [flags]
 */
async function send(t, url, env, flags = []) {
  const dir = await folder(t, {
    ...BUILD,
    'dist/two.js': BUILD['dist/app.js'].replace('app', 'two'),
    'dist/two.js.map': BUILD['dist/app.js.map'].replace('app.js', 'two.js'),
  });
  const ended = await mapship(
    [
      ...['upload', 'dist', '--service', 's', '--release-version', '1', '--json', '--disable-git'],
      ...['--minified-path-prefix', '/', '--intake-url', url, '--max-retries', '1', ...flags],
    ],
    { cwd: dir, env: { DD_API_KEY: KEY, ...env } },
  );
  assert.ok(!(ended.stdout + ended.stderr).includes(KEY), 'the key was printed');
  assert.ok(!(ended.stdout + ended.stderr).includes('pa55word'), 'the password was printed');
  return { ...ended, outcomes: ended.json().files?.map((/** @type {any} */ file) => file.upload) };
}

test('a certificate of an unknown authority is not trusted, and that is final', async (t) => {
  const { got, secure } = await intakes(t);
  const { code, outcomes } = await send(t, `https://localhost:${secure}`, {});
  assert.equal(code, 4);
  assert.match(outcomes[0].reason, /could not be reached: UNABLE_TO_VERIFY_LEAF_SIGNATURE/);
  assert.match(outcomes[0].help, /NODE_EXTRA_CA_CERTS/);
  assert.deepEqual([outcomes[0].attempts, outcomes[0].bytesSent], [1, 0]);
  assert.equal(got.length, 0);
});

test('nor where the environment tells Node to trust everything', async (t) => {
  const { got, secure } = await intakes(t);
  const env = { NODE_TLS_REJECT_UNAUTHORIZED: '0' };
  assert.equal((await send(t, `https://localhost:${secure}`, env)).code, 4);
  assert.equal(got.length, 0);
});

test('NODE_EXTRA_CA_CERTS adds an authority', async (t) => {
  const { got, secure } = await intakes(t);
  const env = { NODE_EXTRA_CA_CERTS: CA };
  const { code, stdout } = await send(t, `https://localhost:${secure}`, env);
  assert.equal(code, 0, stdout);
  assert.deepEqual(
    got.map(({ headers }) => headers['dd-api-key']),
    [KEY, KEY],
  );
});

test('connections are kept, also where replies come before Node says that the request is out', async (t) => {
  let [connections, taken] = [0, 0];
  const server = https.createServer(PAIR, (request, response) => {
    request.resume().on('end', () => {
      taken += 1;
      // one of them is refused, with its body read
      if (taken === 20) response.writeHead(429, { 'Retry-After': '0' }).end();
      else response.writeHead(202).end(ACCEPTED);
    });
  });
  server.on('secureConnection', () => (connections += 1));
  const url = `https://localhost:${await listen(t, server)}`;
  const pairs = Array.from({ length: 400 }, (_, i) => [
    [`dist/${i}.js`, BUILD['dist/app.js'].replace('app', `${i}`)],
    [`dist/${i}.js.map`, BUILD['dist/app.js.map'].replace('app.js', `${i}.js`)],
  ]);
  const dir = await folder(t, Object.fromEntries(pairs.flat()));
  const { code, stdout } = await mapship(
    [
      ...['upload', 'dist', '--service', 's', '--release-version', '1', '--disable-git'],
      ...['--minified-path-prefix', '/', '--intake-url', url, '--max-concurrency', '4'],
    ],
    { cwd: dir, env: { DD_API_KEY: KEY, NODE_EXTRA_CA_CERTS: CA } },
  );
  assert.equal(code, 0, stdout);
  assert.equal(taken, 401);
  assert.ok(connections <= 10, `${connections} connections`);
});

test('a certificate for another host is not trusted', async (t) => {
  const { got, secure } = await intakes(t);
  const env = { NODE_EXTRA_CA_CERTS: CA };
  const { outcomes } = await send(t, `https://[::ffff:127.0.0.1]:${secure}`, env);
  assert.match(outcomes[0].reason, /ERR_TLS_CERT_ALTNAME_INVALID/);
  assert.equal(got.length, 0);
});

for (const tls of [false, true]) {
  test(`an intake with TLS is reached by a tunnel through a proxy ${tls ? 'with' : 'without'} TLS`, async (t) => {
    const { got, secure } = await intakes(t);
    const auth = `Basic ${Buffer.from('user:pa55word@').toString('base64')}`;
    const { asked, port } = await proxy(t, secure, { tls, auth });
    const env = {
      HTTPS_PROXY: `${tls ? 'https' : 'http'}://user:pa55word%40@localhost:${port}`,
      NODE_EXTRA_CA_CERTS: CA,
    };
    const { code, stdout } = await send(t, 'https://intake.test', env);
    assert.equal(code, 0, stdout);
    assert.equal(got.length, 2);
    assert.equal(got[0]?.headers.host, 'intake.test');
    assert.equal(got[0]?.headers['proxy-authorization'], undefined, 'that is for the proxy');
    assert.ok(
      asked.every((one) => one.asked === 'CONNECT intake.test:443'),
      JSON.stringify(asked),
    );
    assert.ok(!JSON.stringify(asked).includes(KEY), 'the key is for the intake');
  });
}

test('a password may have percent signs, whether they escape something or not', async (t) => {
  const { secure } = await intakes(t);
  const auth = `Basic ${Buffer.from('us%er:pa55word%zz@ü%').toString('base64')}`;
  const { port } = await proxy(t, secure, { auth });
  const env = {
    HTTPS_PROXY: `http://us%er:pa55word%zz%40%C3%BC%@localhost:${port}`,
    NODE_EXTRA_CA_CERTS: CA,
  };
  const { code, stdout } = await send(t, 'https://intake.test', env);
  assert.equal(code, 0, stdout);
});

test('an intake without TLS is asked for at the proxy itself', async (t) => {
  const { got, open } = await intakes(t);
  const { asked, port } = await proxy(t, open);
  const env = { HTTP_PROXY: `http://127.0.0.1:${port}` };
  const refused = await send(t, 'http://intake.test', env);
  assert.equal(refused.code, 2);
  assert.equal(refused.json().error.code, 'intake-url-insecure');
  const { code, stdout } = await send(t, 'http://intake.test', env, ['--allow-http']);
  assert.equal(code, 0, stdout);
  assert.equal(asked[0]?.asked, 'POST http://intake.test/api/v2/srcmap');
  assert.deepEqual([got[0]?.url, got[0]?.headers.host], ['/api/v2/srcmap', 'intake.test']);
});

for (const refuse of [403, 407]) {
  test(`a proxy that refuses with ${refuse} ends the run`, async (t) => {
    const { got, secure } = await intakes(t);
    const { asked, port } = await proxy(t, secure, { refuse });
    const env = { HTTPS_PROXY: `http://user:pa55word@127.0.0.1:${port}` };
    const flags = ['--max-concurrency', '1'];
    const { code, outcomes } = await send(t, 'https://intake.test', env, flags);
    assert.equal(code, 4);
    assert.match(
      outcomes[0].reason,
      new RegExp(`the proxy 127\\.0\\.0\\.1:${port} answered CONNECT with HTTP ${refuse}$`),
    );
    assert.match(outcomes[0].help, /NO_PROXY/);
    assert.deepEqual([outcomes[0].attempts, outcomes[1].attempts], [1, 0]);
    assert.equal(outcomes[0].bytesSent, 0);
    assert.equal(asked.length, 1);
    assert.equal(got.length, 0);
  });
}

test('a proxy that has a moment of weakness is asked again', async (t) => {
  const { secure } = await intakes(t);
  const { asked, port } = await proxy(t, secure, { refuse: 502 });
  const env = { HTTPS_PROXY: `http://127.0.0.1:${port}` };
  const { outcomes } = await send(t, 'https://intake.test', env, ['--max-concurrency', '1']);
  assert.match(outcomes[0].reason, /answered CONNECT with HTTP 502/);
  assert.deepEqual([outcomes[0].attempts, asked.length], [2, 4]);
});

test('a proxy that is not there, and one that never answers', async (t) => {
  const url = await nowhere(t);
  const gone = await send(t, 'https://intake.test', { HTTPS_PROXY: url });
  assert.match(
    gone.outcomes[0].reason,
    new RegExp(`the proxy ${new URL(url).host} failed: ECONNREFUSED`),
  );
  const silent = net.createServer((socket) => socket.on('error', () => {}));
  await new Promise((resolve) => silent.listen(0, '127.0.0.1', () => resolve(undefined)));
  t.after(() => silent.close());
  const { port } = /** @type {net.AddressInfo} */ (silent.address());
  const env = { HTTPS_PROXY: `http://127.0.0.1:${port}` };
  const { code, outcomes } = await send(t, 'https://intake.test', env, ['--timeout', '1']);
  assert.equal(code, 4);
  assert.match(outcomes[0].reason, /nothing moved for 1 s/);
});

test('NO_PROXY goes without, and so does this machine where the proxy is another', async (t) => {
  const { got, secure, open } = await intakes(t);
  const elsewhere = { HTTP_PROXY: 'http://proxy.test:3128', HTTPS_PROXY: 'http://proxy.test:3128' };
  assert.equal((await send(t, `http://127.0.0.1:${open}`, elsewhere)).code, 0);
  assert.equal(got.length, 2);
  const here = await proxy(t, open);
  const through = await send(t, `http://127.0.0.1:${open}`, {
    HTTP_PROXY: `http://localhost:${here.port}`,
  });
  assert.deepEqual([through.code, got.length, here.asked.length], [0, 4, 2]);
  const env = { HTTPS_PROXY: await nowhere(t), HTTP_PROXY: await nowhere(t) };
  const exempt = { ...env, NO_PROXY: 'intake.test' };
  const { outcomes } = await send(t, `https://sub.intake.test:${secure}`, exempt);
  assert.match(outcomes[0].reason, /ENOTFOUND|EAI_AGAIN/, 'it was looked for directly');
});

test('what is no proxy is said so, without its password', async (t) => {
  const env = { HTTPS_PROXY: 'socks5://user:pa55word@127.0.0.1:1080' };
  const { code, json } = await send(t, 'https://intake.test', env);
  assert.equal(code, 2);
  assert.equal(json().error.code, 'proxy-invalid');
});
