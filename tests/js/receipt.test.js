// Receipts: what they say against what the intake holds, after runs that end well, badly, or not at all.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readdir, readFile, stat, truncate, utimes, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import path from 'node:path';
import { test } from 'node:test';
import { setTimeout as setTimeoutAsync } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';

import { upload } from 'mapship';

import { CLEAN, folder, intake, MAP, mapship, SCRIPT } from './world.js';

/** @import { TestContext } from 'node:test' */
/** @import { ReceiptDocument, ReceiptEntry, UploadOptions } from 'mapship' */

const CLI = fileURLToPath(new URL('../../pkg/cli.js', import.meta.url));
const KEY = 'secret-key-0123456789abcdef';
const OPTIONS = /** @type {const} */ ({
  service: 's',
  version: '1',
  minifiedPathPrefix: '/',
  git: false,
  apiKey: KEY,
  maxRetries: 0,
});

/** @param {number} count */
function build(count) {
  /** @type {Record<string, string>} */
  const files = {};
  for (let i = 0; i < count; i += 1) {
    files[`dist/app${i}.js`] = SCRIPT.replace('app.js', `app${i}.js`);
    files[`dist/app${i}.js.map`] = MAP.replace('app.js', `app${i}.js`);
  }
  return files;
}

/** @param {string} file @returns {Promise<ReceiptDocument>} */
async function read(file) {
  const text = await readFile(file, 'utf8');
  assert.ok(!text.includes(KEY), 'the key is in the receipt');
  return JSON.parse(text);
}

/** @param {ReceiptDocument} receipt @param {string} status */
const having = (receipt, status) =>
  receipt.uploads.filter((entry) => entry.status === status).map((entry) => entry.path);

/**
 * A build with one upload tool for it, an intake, and a place for a receipt.
 * @param {TestContext} t
 * @param {number} count
 * @param {import('mapship/intake').IntakeOptions} [how]
 */
async function world(t, count, how) {
  const dir = await folder(t, build(count));
  const running = await intake(t, how);
  const receipt = path.join(dir, 'receipt.json');
  /** @param {UploadOptions} [more] */
  const send = (more) =>
    upload(path.join(dir, 'dist'), { ...OPTIONS, intakeUrl: running.url, receipt, ...more });
  return { dir, running, receipt, send, read: () => read(receipt) };
}

test('a receipt tells of each upload what was sent, where, and what came of it', async (t) => {
  const { running, send, read } = await world(t, 2);
  const report = await send();
  assert.equal(report.ok, true);
  const receipt = await read();
  assert.equal(receipt.receipt, 1);
  assert.equal(receipt.complete, true);
  assert.equal(receipt.uploads.length, 2);
  const held = await running.uploads();
  for (const entry of receipt.uploads) {
    const taken = held.find(({ id }) => id === entry.id);
    assert.ok(taken, 'the intake has it');
    assert.deepEqual(entry.event, taken.event);
    assert.equal(entry.intake, `${running.url}/api/v2/srcmap`);
    assert.equal(entry.httpStatus, 202);
    assert.equal(entry.attempts, 1);
    assert.ok(Date.parse(entry.startedAt ?? '') <= Date.parse(entry.endedAt ?? ''));
    // the intake hashes what it gets by itself
    const sums = taken.parts.filter(({ name }) => name !== 'event').map(({ sha256 }) => sha256);
    assert.deepEqual(
      entry.parts?.map(({ sha256 }) => sha256),
      sums,
    );
  }
});

test('the same again sends nothing; what changed is sent', async (t) => {
  const { dir, running, send, read } = await world(t, 3);
  await send();
  const before = await read();
  const second = await send();
  assert.equal((await running.uploads()).length, 3);
  assert.equal(second.ok, true);
  assert.deepEqual(
    [second.summary.sent, second.summary.alreadySent, second.summary.skipped],
    [0, 3, 0],
  );
  assert.deepEqual((await read()).uploads, before.uploads, 'nothing is forgotten');
  const changed = path.join(dir, 'dist/app1.js.map');
  await writeFile(changed, MAP.replace('app.js', 'app1.js').replace('call', 'cull'));
  const third = await send();
  assert.deepEqual([third.summary.sent, third.summary.alreadySent], [1, 2]);
  assert.equal((await running.uploads()).at(-1)?.event?.minified_url, '/app1.js');
  const receipt = await read();
  assert.equal(receipt.uploads.length, 3, 'the new one is in the place of the old');
  // a file that only looks new is not
  await utimes(changed, new Date(), new Date());
  assert.equal((await send()).summary.alreadySent, 3);
});

test('another version, prefix, site or type of the same files is another upload', async (t) => {
  const { running, send, read } = await world(t, 1);
  await send();
  await send({ version: '2' });
  await send({ minifiedPathPrefix: '/other' });
  const second = await intake(t);
  await send({ intakeUrl: second.url });
  assert.equal((await running.uploads()).length, 3);
  assert.equal((await second.uploads()).length, 1);
  assert.equal((await read()).uploads.length, 4);
  for (const more of [{}, { version: '2' }, { minifiedPathPrefix: '/other' }]) {
    assert.equal((await send(more)).summary.alreadySent, 1);
  }
});

test('what failed is sent by the next run, and only that', async (t) => {
  const { running, send, read } = await world(t, 6, { faults: ['400:every=3'] });
  const first = await send();
  assert.equal(first.summary.failed, 2);
  const failed = having(await read(), 'failed');
  assert.equal(failed.length, 2);
  let receipt = await read();
  for (let i = 0; i < 5 && having(receipt, 'failed').length > 0; i += 1) {
    await send();
    receipt = await read();
  }
  assert.equal(having(receipt, 'sent').length, 6);
  assert.equal((await running.uploads()).length, 6, 'none twice');
});

test('what is not sent is in it with the reason', async (t) => {
  const { dir, send, read } = await world(t, 2);
  await writeFile(path.join(dir, 'dist/app0.js.map'), '{"version":3');
  await send();
  const receipt = await read();
  assert.deepEqual(
    having(receipt, 'skipped').map((name) => path.basename(name)),
    ['app0.js.map'],
  );
  assert.match(receipt.uploads.find(({ status }) => status === 'skipped')?.reason ?? '', /work/);
});

test('a dry run reads it and does not write it', async (t) => {
  const { dir, send, receipt } = await world(t, 1);
  const dry = await send({ dryRun: true });
  assert.equal(dry.files[0]?.upload?.status, 'dry-run');
  await assert.rejects(stat(receipt));
  await send();
  const before = await readFile(receipt, 'utf8');
  const again = await send({ dryRun: true });
  assert.equal(again.files[0]?.upload?.status, 'already-sent');
  assert.equal(await readFile(receipt, 'utf8'), before);
  assert.deepEqual((await readdir(dir)).sort(), ['dist', 'receipt.json']);
});

test('a newer mapship does not send everything again', async (t) => {
  const { running, send, receipt } = await world(t, 1);
  await send();
  const text = await readFile(receipt, 'utf8');
  const older = text.replaceAll(`"${JSON.parse(text).mapship}"`, '"0.0.9"');
  assert.notEqual(older, text);
  await writeFile(receipt, older);
  assert.equal((await send()).summary.alreadySent, 1);
  assert.equal((await running.uploads()).length, 1);
});

for (const [name, text, why] of [
  ['what is not JSON', '{"receipt": 1, "uploads": [', /is not JSON/],
  ['another document', '{"name": "my-app"}', /no member "receipt"/],
  ['a list', '[]', /no member "receipt"/],
  ['null', 'null', /no member "receipt"/],
  ['one of a version to come', '{"receipt": 2, "uploads": []}', /its format is 2/],
  ['one without uploads', '{"receipt": 1}', /"uploads" is not a list/],
  ['uploads that are none', '{"receipt": 1, "uploads": [null]}', /uploads\[0\] is not an upload/],
  [
    'an event that is none',
    '{"receipt":1,"uploads":[{"path":"a","status":"sent","event":null}]}',
    /uploads\[0\] is not an upload/,
  ],
  [
    'an event that is a list',
    '{"receipt":1,"uploads":[{"path":"a","status":"sent","event":[]}]}',
    /uploads\[0\] is not an upload/,
  ],
  [
    'what is nested 20,000 deep',
    `{"receipt":1,"uploads":[{"path":"a","status":"sent","event":${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}}]}`,
    /uploads\[0\] is not an upload/,
  ],
  ['an archive', `PK\u0003\u0004${'x'.repeat(5000)}`, /is not JSON/],
  [
    'a digest that is none',
    '{"receipt":1,"uploads":[{"path":"a","status":"sent","digest":7}]}',
    /\[0\]/,
  ],
]) {
  test(`${name} is refused as a receipt, before anything is sent, and left as it is`, async (t) => {
    const { dir, running, receipt } = await world(t, 1);
    await writeFile(receipt, /** @type {string} */ (text));
    const flags = ['--service', 's', '--release-version', '1', '--minified-path-prefix', '/'];
    const { code, stderr } = await mapship(
      ['upload', 'dist', '--intake-url', running.url, '--receipt', 'receipt.json', ...flags],
      { cwd: dir, env: { DATADOG_API_KEY: KEY } },
    );
    assert.equal(code, 2);
    assert.match(stderr, /receipt\.json is no receipt of mapship/);
    assert.match(stderr, /** @type {RegExp} */ (why));
    assert.match(stderr, /→ name another file; or delete it/);
    assert.equal((await running.uploads()).length, 0);
    assert.equal(await readFile(receipt, 'utf8'), text);
  });
}

test('a receipt that cannot be written is an error before anything is sent', async (t) => {
  const { dir, running, send } = await world(t, 1);
  await assert.rejects(send({ receipt: path.join(dir, 'none/receipt.json') }), {
    name: 'UsageError',
    code: 'receipt-unwritable',
  });
  // what a folder of receipts would be in is a file
  await assert.rejects(send({ receipt: `${path.join(dir, 'dist/app0.js')}/` }), {
    name: 'FileError',
    message: /app0\.js/,
  });
  assert.equal((await running.uploads()).length, 0);
});

test('a store that fails on the way: all is sent, and the report says what it lacks', async (t) => {
  const { running, send } = await world(t, 3);
  let writes = 0;
  const report = await send({
    receipt: {
      name: 'a full disk',
      read: async () => undefined,
      write: async () => {
        writes += 1;
        if (writes > 1) throw new Error('ENOSPC: no space left');
      },
    },
  });
  assert.equal((await running.uploads()).length, 3);
  assert.equal(report.ok, false);
  const issue = report.issues.find(({ code }) => code === 'receipt-unwritten');
  assert.match(issue?.message ?? '', /a full disk can't be written: ENOSPC/);
});

test('a receipt is written while the run goes on, and is a whole document each time', async (t) => {
  const { send } = await world(t, 60, { faults: ['slow:bytes-per-second=2000'] });
  /** @type {ReceiptDocument[]} */
  const written = [];
  await send({
    maxConcurrency: 6,
    receipt: {
      name: 'memory',
      read: async () => undefined,
      write: async (text) => void written.push(JSON.parse(text)),
    },
  });
  assert.ok(written.length > 4, `${written.length} times`);
  const sent = written.map((receipt) => having(receipt, 'sent').length);
  assert.deepEqual(
    sent,
    sent.toSorted((a, b) => a - b),
  );
  assert.equal(sent.at(-1), 60);
  assert.deepEqual(
    written.map(({ complete }) => complete),
    written.map((_, i) => i === written.length - 1),
  );
  assert.ok(
    written.some((receipt) => having(receipt, 'pending').length > 0),
    'what is under way is in it',
  );
});

/**
 * A server that takes everything, and notes what it took before it says so.
 * @param {TestContext} t
 * @param {number} [delay] in ms, before it answers
 */
async function taker(t, delay = 0) {
  /** @type {{ id: string, event: Record<string, unknown> }[]} */
  const taken = [];
  const server = createServer((request, response) => {
    /** @type {Buffer[]} */
    const pieces = [];
    request.on('data', (piece) => pieces.push(piece));
    request.on('error', () => {});
    request.on('end', async () => {
      // past its limit it neither keeps nor answers
      if (taken.length >= state.limit) return;
      const body = gunzipSync(Buffer.concat(pieces)).toString();
      const event = JSON.parse(/\r\n\r\n(\{.*?\})\r\n--/s.exec(body)?.[1] ?? '');
      const id = randomUUID();
      taken.push({ id, event });
      await setTimeoutAsync(delay);
      response.writeHead(202).end(JSON.stringify({ data: { id, type: 'sourcemap_upload' } }));
    });
  });
  const state = { taken, url: '', limit: Infinity, hangUp: () => server.closeAllConnections() };
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  t.after(() => {
    state.hangUp();
    server.close();
  });
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  state.url = `http://127.0.0.1:${port}`;
  return state;
}

/**
 * How many uploads of a release the receipt says to have arrived.
 * @param {string} receipt
 * @param {number} version
 */
async function arrivedOf(receipt, version) {
  const text = await readFile(receipt, 'utf8').catch(() => undefined);
  if (text === undefined) return 0;
  /** @type {{ uploads: { event?: { version?: string }, status: string }[] }} */
  const { uploads } = JSON.parse(text);
  return uploads.filter(({ event, status }) => {
    return status === 'sent' && event?.version === String(version);
  }).length;
}

/** @param {() => boolean | Promise<boolean>} isSo */
async function until(isSo) {
  while (!(await isSo())) await setTimeoutAsync(2);
}

/** @param {ReceiptEntry[]} entries */
const addresses = (entries) => entries.map(({ event }) => event?.minified_url);

test('Ctrl-C leaves a receipt that is true; the same command sends the rest', async (t) => {
  const dir = await folder(t, build(40));
  const receipt = path.join(dir, 'receipt.json');
  const server = await taker(t, 50);
  const args = [
    ...['upload', 'dist', '--intake-url', server.url, '--receipt', 'receipt.json'],
    ...['--service', 's', '--release-version', '1', '--minified-path-prefix', '/'],
    ...['--max-concurrency', '3', '--disable-git'],
  ];
  const env = { DATADOG_API_KEY: KEY };
  const stopped = new Promise((resolve) => {
    const child = spawn(process.execPath, [CLI, ...args], { cwd: dir, env: { ...CLEAN, ...env } });
    let said = '';
    child.stderr.on('data', (data) => (said += data));
    child.once('close', (code) => resolve({ code, said }));
    const watch = setInterval(() => {
      if (server.taken.length < 5) return;
      clearInterval(watch);
      child.kill('SIGINT');
    }, 5);
  });
  const { code, said } = /** @type {any} */ (await stopped);
  assert.equal(code, 130);
  assert.match(said, /stopped: \d+ of 40 uploads had arrived/);
  const left = await read(receipt);
  assert.equal(left.complete, false);
  const sent = left.uploads.filter(({ status }) => status === 'sent');
  assert.ok(sent.length >= 1 && sent.length < 40, `${sent.length}`);
  assert.equal(Number(/(\d+) of 40/.exec(said)?.[1]), sent.length);
  const held = new Set(server.taken.map(({ event }) => event.minified_url));
  assert.ok(addresses(sent).every((url) => held.has(url)));
  const before = server.taken.length;
  const again = await mapship(args, { cwd: dir, env });
  assert.equal(again.code, 0, again.stderr);
  assert.equal(new Set(server.taken.map(({ event }) => event.minified_url)).size, 40);
  // only what was under way may have come twice
  assert.ok(server.taken.length - before <= 40 - sent.length);
  assert.equal(having(await read(receipt), 'sent').length, 40);
});

/** How many runs are killed; more of them by hand, after a change of what writes receipts. */
const RUNS = Number(process.env.MAPSHIP_KILLED_RUNS ?? 18);

test('killed at random moments, again and again: nothing is lost, and the receipt claims nothing that is not there', async (t) => {
  const dir = await folder(t, build(400));
  const receipt = path.join(dir, 'receipt.json');
  const server = await taker(t, 5);
  const args = [
    ...['upload', 'dist', '--intake-url', server.url, '--receipt', 'receipt.json'],
    ...['--service', 's', '--minified-path-prefix', '/', '--disable-git', '--quiet'],
  ];
  const env = { ...CLEAN, DATADOG_API_KEY: KEY };
  let killed = 0;
  let version = 0;
  let resumed = 0;
  for (let i = 0; i < RUNS; i += 1) {
    // a release that has arrived as a whole makes place for the next
    const done = await arrivedOf(receipt, version);
    if (done === 400) version += 1;
    else if (done) resumed += 1;
    const known = done === 400 ? 0 : done;
    // no run can end a release that four runs have not begun, however slow the disk is
    // (what the last one had under way is not counted to it)
    server.hangUp();
    server.limit = server.taken.length + 1 + Math.floor(Math.random() * 100);
    const { limit } = server;
    const child = spawn(process.execPath, [CLI, ...args, '--release-version', String(version)], {
      cwd: dir,
      env,
      stdio: 'ignore',
    });
    const ended = new Promise((resolve) => child.once('close', (_, by) => resolve(by)));
    const hasEnded = () => child.exitCode !== null;
    // some before they have begun to send, some somewhere on the way, some once the receipt tells of them
    const moments = [
      () => setTimeoutAsync(Math.random() * 300),
      () => until(() => hasEnded() || server.taken.length >= limit),
      () => until(async () => hasEnded() || (await arrivedOf(receipt, version)) > known),
    ];
    await /** @type {() => Promise<unknown>} */ (moments[i % 3])();
    child.kill('SIGKILL');
    if ((await ended) === 'SIGKILL') killed += 1;
    const text = await readFile(receipt, 'utf8').catch(() => undefined);
    // killed before its first writing
    if (text === undefined) continue;
    const { uploads } = JSON.parse(text);
    const ids = new Set(server.taken.map(({ id }) => id));
    for (const entry of uploads) {
      if (entry.status === 'sent') assert.ok(ids.has(entry.id), `${entry.path} did not arrive`);
    }
  }
  t.diagnostic(
    `${killed} of ${RUNS} runs killed, ${resumed} resumed, ${version} releases arrived whole`,
  );
  assert.ok(killed >= RUNS / 5 && resumed >= RUNS / 10, `${killed} killed, ${resumed} resumed`);
  server.limit = Infinity;
  const last = await mapship([...args, '--release-version', String(version)], {
    cwd: dir,
    env: { DATADOG_API_KEY: KEY },
  });
  assert.equal(last.code, 0, last.stderr);
  for (let v = 0; v <= version; v += 1) {
    const of = server.taken.filter(({ event }) => event.version === String(v));
    assert.equal(new Set(of.map(({ event }) => event.minified_url)).size, 400, `release ${v}`);
  }
  const { uploads, complete } = await read(receipt);
  assert.equal(complete, true);
  assert.deepEqual(
    uploads.filter(({ status }) => status !== 'sent'),
    [],
  );
  assert.equal(uploads.length, 400 * (version + 1));
});

test('a file that is larger than memory is refused as a receipt by its beginning', async (t) => {
  const { dir, running, receipt } = await world(t, 1);
  await writeFile(receipt, 'PK\u0003\u0004');
  await truncate(receipt, 5_000_000_000);
  const flags = ['--service', 's', '--release-version', '1', '--minified-path-prefix', '/'];
  const { code, stderr } = await mapship(
    ['upload', 'dist', '--intake-url', running.url, '--receipt', 'receipt.json', ...flags],
    { cwd: dir, env: { DATADOG_API_KEY: KEY } },
  );
  assert.equal(code, 2);
  assert.match(stderr, /receipt\.json is no receipt of mapship: it is not JSON/);
});

test('what an answer has named no upload for is sent again by the next run', async (t) => {
  const dir = await folder(t, build(1));
  let requests = 0;
  const server = createServer((request, response) => {
    requests += 1;
    const answer = requests === 1 ? '' : '{"data":{"id":"x"}}';
    request.resume().on('end', () => response.writeHead(202).end(answer));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  t.after(() => server.close());
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  const receipt = path.join(dir, 'receipt.json');
  const send = () =>
    upload(path.join(dir, 'dist'), { ...OPTIONS, receipt, intakeUrl: `http://127.0.0.1:${port}` });
  const said = [];
  for (let i = 0; i < 3; i += 1) said.push((await send()).files[0]?.upload);
  assert.deepEqual(
    said.map((one) => [one?.status, one?.id, one?.reason]),
    [
      ['sent', undefined, 'the reply names no upload'],
      ['sent', 'x', undefined],
      ['already-sent', 'x', said[2]?.reason],
    ],
  );
  assert.equal(requests, 2);
});
