// What the engine makes of servers that fail, at each stage of a request; judged by what has come at the server.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { appendFileSync, readFileSync, rmSync, utimesSync } from 'node:fs';
import { createServer } from 'node:http';
import path from 'node:path';
import { test } from 'node:test';

import { upload } from 'mapship';

import { ACCEPTED, hostile, reply, unpacked } from './engine-server.js';
import { BUILD, folder, intake, MAP, mapship, nowhere } from './world.js';

/** @import { Socket } from 'node:net' */
/** @import { TestContext } from 'node:test' */
/** @import { Outcome, Progress, UploadOptions } from 'mapship' */
/** @import { Act } from './engine-server.js' */

const KEY = 'secret-key-0123456789abcdef';
const METADATA = /** @type {const} */ ({
  service: 's',
  version: '1',
  minifiedPathPrefix: '/',
  git: false,
  apiKey: KEY,
});

/** A build with a map that does not compress, and is more than sockets hold. */
function large() {
  const sourcesContent = [`call();\n//${randomBytes(12_000_000).toString('hex')}\n`];
  return { ...BUILD, 'dist/app.js.map': JSON.stringify({ ...JSON.parse(MAP), sourcesContent }) };
}

/**
 * @param {TestContext} t
 * @param {string} intakeUrl
 * @param {UploadOptions} [options]
 * @param {Record<string, string>} [build]
 */
async function send(t, intakeUrl, options, build = BUILD) {
  const dir = await folder(t, build);
  /** @type {Progress[]} */
  const progress = [];
  const report = await upload(`${dir}/dist`, {
    ...METADATA,
    intakeUrl,
    onProgress: (one) => progress.push(one),
    ...options,
  });
  assert.ok(!JSON.stringify([report, progress]).includes(KEY), 'the key is in the report');
  const outcome = /** @type {Outcome} */ (report.files[0]?.upload);
  const retries = progress.filter(({ phase }) => phase === 'retry');
  return { outcome, retries, report };
}

/** @type {[name: string, act: Act, reason: RegExp, build?: () => Record<string, string>][]} */
const BREAKS = [
  ['resets after the headers', { head: (s) => s.resetAndDestroy() }, /could not be reached/],
  [
    'resets in the middle of the body',
    { stopAfter: 1_000_000, part: (s) => s.resetAndDestroy() },
    /could not be reached: (?:ECONNRESET|EPIPE)/,
    large,
  ],
  ['closes after the body', { body: (s) => s.destroy() }, /could not be reached/],
  [
    'closes in the middle of the reply headers',
    { body: (s) => s.end('HTTP/1.1 202 Acc') },
    /could not be reached/,
  ],
  [
    'closes in the middle of the reply',
    { body: (s) => s.end(reply(202, '{"data"', { 'Content-Length': '1000' })) },
    /the reply broke off/,
  ],
  ['says what is not HTTP', { body: (s) => s.end('220 mail.example.com\r\n') }, /not be reached/],
  ...[408, 429, 500, 502, 503, 504].map(
    (status) =>
      /** @type {[string, Act, RegExp]} */ ([
        `answers ${status}`,
        { body: (s) => s.write(reply(status, '{"errors":["not now"]}')) },
        new RegExp(`^HTTP ${status}: not now$`),
      ]),
  ),
];

for (const [name, act, reason, build] of BREAKS) {
  test(`a server that ${name} gets the upload once more, whole`, async (t) => {
    const { url, got } = await hostile(t, [act]);
    const { outcome, retries } = await send(t, url, {}, build?.());
    assert.equal(outcome.status, 'sent', outcome.reason);
    assert.equal(outcome.id, 'x');
    assert.equal(outcome.attempts, 2);
    assert.equal(retries.length, 1);
    assert.match(retries[0]?.reason ?? '', reason);
    assert.equal(retries[0]?.attempts, 1);
    assert.ok(Number(retries[0]?.wait) <= 500);
    assert.equal(got.length, 2);
    const last = got.at(-1);
    assert.ok(last?.whole && unpacked(last).length === outcome.bytes);
    assert.equal(last.body.length, outcome.bytesSent);
  });
}

test('a server that closes the first connection at once gets the upload by the second', async (t) => {
  const { url, got } = await hostile(t, [], (socket, number) => number === 1 && socket.destroy());
  const { outcome, retries } = await send(t, url);
  assert.deepEqual([outcome.status, outcome.attempts, got.length], ['sent', 2, 1]);
  assert.match(retries[0]?.reason ?? '', /could not be reached/);
});

for (const status of [301, 400, 401, 403, 404, 413, 501]) {
  test(`HTTP ${status} is final`, async (t) => {
    const { url, got } = await hostile(t, [
      { body: (s) => s.write(reply(status, '{"errors":["no"]}')) },
    ]);
    const { outcome, retries } = await send(t, url);
    assert.deepEqual([outcome.status, outcome.httpStatus, outcome.attempts], ['failed', status, 1]);
    assert.equal(got.length, 1);
    assert.deepEqual(retries, []);
  });
}

test('nothing is sent after the last retry, and the reason is the last one', async (t) => {
  const later = (/** @type {number} */ status) => ({
    body: (/** @type {any} */ s) => s.write(reply(status, '{"errors":["later"]}')),
  });
  const { url, got } = await hostile(t, [500, 502, 503].map(later));
  const { outcome } = await send(t, url, { maxRetries: 2 });
  assert.deepEqual(
    [outcome.status, outcome.httpStatus, outcome.attempts, got.length],
    ['failed', 503, 3, 3],
  );
});

for (const [form, value, least] of /** @type {[string, () => string, number][]} */ ([
  ['seconds', () => '1', 1000],
  ['a date', () => new Date(Date.now() + 2000).toUTCString(), 1000],
])) {
  test(`Retry-After as ${form} is obeyed`, async (t) => {
    const { url } = await hostile(t, [
      { body: (s) => s.write(reply(429, '', { 'Retry-After': value() })) },
    ]);
    const { outcome, retries } = await send(t, url);
    assert.equal(outcome.status, 'sent');
    assert.ok(Number(retries[0]?.wait) >= least - 20, `${retries[0]?.wait}`);
    assert.ok(Number(outcome.ms) >= least - 20, `${outcome.ms}`);
  });
}

test('a Retry-After past the deadline is not waited for', async (t) => {
  const { url, got } = await hostile(t, [
    { body: (s) => s.write(reply(503, '', { 'Retry-After': '86400' })) },
  ]);
  const { outcome } = await send(t, url, { deadline: 20_000 });
  assert.match(outcome.reason ?? '', /^HTTP 503: .*; the next attempt, in 86400 s, would come/);
  assert.equal(outcome.attempts, 1);
  assert.equal(got.length, 1);
});

/** Says that all is well, and then a byte of the reason every 50 ms. @param {Socket} socket */
function drip(socket) {
  socket.write(reply(202, '', { 'Content-Length': '1000' }));
  const timer = setInterval(() => socket.write(' '), 50);
  socket.once('close', () => clearInterval(timer));
}

const NOTHING = 'nothing moved for 0.3 s';
const NOT_WHOLE = 'the reply was not whole after 0.3 s';

for (const [name, act, why, build] of /** @type {[string, Act, string, (() => any)?][]} */ ([
  ['never answers', { body() {} }, NOTHING],
  [
    'stops in the middle of its reply',
    { body: (s) => s.write('HTTP/1.1 202 OK\r\nContent-Le') },
    NOTHING,
  ],
  [
    'stops in the middle of its text',
    { body: (s) => s.write(reply(202, '{', { 'Content-Length': '9' })) },
    NOT_WHOLE,
  ],
  ['drips', { body: drip }, NOT_WHOLE],
  ['stops reading', { stopAfter: 100_000 }, NOTHING, large],
])) {
  test(`a server that ${name} is given up after the time that an attempt has`, async (t) => {
    const { url, got } = await hostile(t, [act, act]);
    const options = { timeout: 300, maxRetries: 1 };
    const { outcome } = await send(t, url, options, build?.());
    assert.equal(outcome.status, 'failed');
    assert.ok(outcome.reason?.includes(why), outcome.reason);
    assert.equal(outcome.attempts, 2);
    assert.equal(got.length, 2);
  });
}

test('a slow server is not given up while something moves', async (t) => {
  let [came, since, pauses] = [0, 0, 0];
  // it takes its time for what comes first: what is last may wait in buffers, where its sender can't see it move
  const server = createServer((request, response) => {
    request.on('data', (data) => {
      came += data.length;
      since += data.length;
      if (since < 1_000_000 || pauses === 8) return;
      since = 0;
      pauses += 1;
      request.pause();
      setTimeout(() => request.resume(), 200);
    });
    request.on('end', () => response.writeHead(202).end(ACCEPTED));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  const options = { timeout: 1000, maxRetries: 0 };
  const { outcome } = await send(t, `http://127.0.0.1:${port}`, options, large());
  assert.equal(outcome.status, 'sent', outcome.reason);
  assert.equal(pauses, 8);
  assert.ok(Number(outcome.ms) > 1500, `${outcome.ms} ms`);
  assert.equal(came, outcome.bytesSent);
});

test('what holds the process up is not taken for a server that does nothing', async (t) => {
  const { url, got } = await hostile(t, []);
  let held = false;
  const onProgress = (/** @type {Progress} */ { phase }) => {
    if (held || phase !== 'bytes') return;
    held = true;
    // as the check of the next file may; the request is on its way by then
    setTimeout(() => {
      for (const end = performance.now() + 600; performance.now() < end;);
    }, 1);
  };
  const { outcome } = await send(t, url, { timeout: 200, maxRetries: 0, onProgress });
  assert.equal(outcome.status, 'sent', outcome.reason);
  assert.equal(got.length, 1);
});

test('an answer before the body is read ends the sending of it', async (t) => {
  const { url, got } = await hostile(t, [
    { head: (s) => s.write(reply(413, '{"errors":["too large"]}')), stopAfter: 300_000 },
  ]);
  const { outcome } = await send(t, url, { timeout: 5000 }, large());
  assert.deepEqual([outcome.httpStatus, outcome.attempts], [413, 1]);
  assert.ok(Number(outcome.bytesSent) < 8_000_000, `${outcome.bytesSent} bytes were sent`);
  assert.equal(got[0]?.whole, false);
});

test('a success before the body is read is not one', async (t) => {
  const { url, got } = await hostile(t, [{ head: (s) => s.write(reply(202, ACCEPTED)) }]);
  const { outcome, retries } = await send(t, url, {}, large());
  assert.deepEqual([outcome.status, outcome.attempts], ['sent', 2]);
  assert.match(retries[0]?.reason ?? '', /HTTP 202 came before all of the body was sent/);
  assert.deepEqual(
    got.map(({ whole }) => whole),
    [false, true],
  );
});

test('the deadline ends what is under way and what waits', async (t) => {
  const { url, got } = await hostile(t, [{ body() {} }]);
  const dir = await folder(t, many(3));
  const start = performance.now();
  const report = await upload(`${dir}/dist`, {
    ...{ ...METADATA, intakeUrl: url, deadline: 400, maxConcurrency: 1 },
  });
  assert.ok(performance.now() - start < 3000);
  const said = report.files.map(({ upload: outcome }) => [outcome?.status, outcome?.attempts]);
  assert.deepEqual(said, [
    ['failed', 1],
    ['failed', 0],
    ['failed', 0],
  ]);
  for (const file of report.files) assert.match(`${file.upload?.reason}`, /the deadline of 0\.4 s/);
  assert.equal(got.length, 1);
});

test('a key that is refused stops the run', async (t) => {
  const { url } = await intake(t, { requireKey: 'another' });
  const dir = await folder(t, many(30));
  const { json, code, stdout, stderr } = await mapship(
    [
      ...['upload', 'dist', '--service', 's', '--release-version', '1', '--json'],
      ...['--minified-path-prefix', '/', '--intake-url', url, '--disable-git'],
      ...['--max-concurrency', '1'],
    ],
    { cwd: dir, env: { DD_API_KEY: KEY } },
  );
  assert.equal(code, 4);
  const outcomes = json().files.map((/** @type {any} */ file) => file.upload);
  assert.deepEqual(
    outcomes.map((/** @type {Outcome} */ { attempts }) => attempts),
    [1, ...Array(29).fill(0)],
  );
  assert.match(outcomes[29].reason, /^not tried: HTTP 403: /);
  assert.ok(!(stdout + stderr).includes(KEY));
});

test('an intake that is gone is given up before every file was tried', async (t) => {
  const dir = await folder(t, many(40));
  const report = await upload(`${dir}/dist`, {
    ...{ ...METADATA, intakeUrl: await nowhere(t), maxRetries: 0, maxConcurrency: 2 },
  });
  const tried = report.files.filter(({ upload: outcome }) => outcome?.attempts === 1);
  assert.ok(tried.length >= 5 && tried.length <= 7, `${tried.length}`);
  assert.equal(report.summary.failed, 40);
  assert.equal(report.summary.bytesSent, 0, 'nothing was on the wire');
  const last = report.files.at(-1)?.upload?.reason ?? '';
  assert.match(last, /^not tried: 5 uploads in a row failed after 1 attempt each, .*ECONNREFUSED/);
});

test('1000 files under random faults: nothing lost, nothing sent twice without a reason', async (t) => {
  const faults = ['503:rate=0.02,seed=1', 'drop:rate=0.02,seed=2', 'drop:after=200,rate=0.01'];
  /** @type {string[]} */
  const log = [];
  const { url, uploads } = await intake(t, { faults, log: (line) => log.push(line) });
  const cwd = await folder(t, many(1000));
  const args = ['upload', 'dist', '--service', 's', '--release-version', '1', '--disable-git'];
  const { json, code } = await mapship(
    [
      ...[...args, '--json', '--receipt', 'sent.json', '--intake-url', url],
      ...['--minified-path-prefix', '/'],
    ],
    { cwd, env: { DD_API_KEY: KEY } },
  );
  assert.deepEqual([code, json().summary.sent], [0, 1000]);
  const arrived = await uploads();
  assert.equal(arrived.length, 1000, 'none is there twice');
  assert.equal(new Set(arrived.map(({ event }) => event?.minified_url)).size, 1000);
  const attempts = json().files.map((/** @type {any} */ file) => file.upload.attempts);
  const requests = log.filter((line) => line.startsWith('POST')).length;
  assert.equal(
    attempts.reduce((/** @type {number} */ sum, /** @type {number} */ n) => sum + n, 0),
    requests,
    'each attempt is a request, and each request an attempt',
  );
  assert.ok(requests > 1020, `${requests} requests: the faults did not strike`);
  const receipt = JSON.parse(readFileSync(path.join(cwd, 'sent.json'), 'utf8'));
  assert.deepEqual(
    receipt.uploads.map((/** @type {any} */ entry) => [entry.status, entry.id]).sort(),
    arrived.map(({ id }) => ['sent', id]).sort(),
    'the receipt says what is at the intake',
  );
});

/** @type {[how: string, change: (path: string) => void][]} */
const CHANGES = [
  ['grew', (path) => appendFileSync(path, ' ')],
  ['has another time', (path) => utimesSync(path, new Date(0), new Date(0))],
  ['is gone', (path) => rmSync(path)],
];
for (const [how, change] of CHANGES) {
  test(`a file that ${how} since it was checked is not sent, and not tried again`, async (t) => {
    const { url, got } = await hostile(t, []);
    const dir = await folder(t, many(3));
    const report = await upload(`${dir}/dist`, {
      ...{ ...METADATA, intakeUrl: url, maxConcurrency: 1 },
      onProgress({ phase, done }) {
        // all are judged by then, and the last waits for its turn
        if (phase === 'send' && done === 1) change(path.join(dir, 'dist/2.js.map'));
      },
    });
    const last = report.files.at(-1)?.upload;
    assert.deepEqual([last?.status, last?.attempts], ['failed', 1]);
    assert.match(last?.reason ?? '', /changed or removed after it was checked/);
    assert.equal(got.length, 2);
  });
}

test('a large file that changes while it is sent breaks the request off', async (t) => {
  const { url, got } = await hostile(t, []);
  const build = large();
  const dir = await folder(t, build);
  let changed = false;
  const report = await upload(`${dir}/dist`, {
    ...{ ...METADATA, intakeUrl: url },
    onProgress({ phase }) {
      if (phase === 'bytes' && !changed) appendFileSync(path.join(dir, 'dist/app.js.map'), ' ');
      changed ||= phase === 'bytes';
    },
  });
  assert.match(report.files[0]?.upload?.reason ?? '', /changed or removed after it was checked/);
  assert.ok(
    got.every(({ whole }) => !whole),
    'the server took it for whole',
  );
});

/**
 * A build of so many pairs.
 * @param {number} n
 */
function many(n) {
  /** @type {Record<string, string>} */
  const files = {};
  for (let i = 0; i < n; i += 1) {
    files[`dist/${i}.js`] = `call();\n//# sourceMappingURL=${i}.js.map\n`;
    files[`dist/${i}.js.map`] = MAP.replace('app.js', `${i}.js`);
  }
  return files;
}
