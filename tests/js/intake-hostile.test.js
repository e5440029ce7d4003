import assert from 'node:assert/strict';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import {
  filesIn,
  freshDir,
  freshIntake,
  head,
  JS_EVENT,
  JS_FILES,
  multipart,
  post,
  speak,
  upload,
} from './intake-client.js';

const GOOD = upload(JS_EVENT, JS_FILES);
const BODY = multipart(GOOD);
const TYPE = 'multipart/form-data; boundary=b0undary';

/**
 * What is kept of requests, besides the records of those that were refused. What is not HTTP is answered on its connection
 * while the request that it was to be is still being recorded, so drafts get their time to go.
 * @param {string} dir
 */
async function keptIn(dir) {
  for (let looks = 0; ; looks++) {
    const kept = (await filesIn(dir)).filter((file) => !file.startsWith('refused'));
    const isDraft = kept.some((file) => file.startsWith('.incoming-'));
    if (!isDraft || looks === 1000) return kept;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/**
 * Nothing of a request is kept, and the intake still works.
 * @param {import('../../pkg/intake/index.js').Intake} intake
 */
async function assertUnharmed(intake) {
  assert.deepEqual(await keptIn(intake.dir), []);
  assert.equal((await post(intake, GOOD)).status, 202);
}

/**
 * An intake whose log can be waited for: these clients are gone before it is done with them.
 * @param {import('node:test').TestContext} t
 */
async function recording(t) {
  /** @type {string[]} */
  const logged = [];
  const intake = await freshIntake(t, { log: (line) => logged.push(line) });
  const lines = async (/** @type {number} */ count) => {
    while (logged.length < count) await new Promise((resolve) => setTimeout(resolve, 5));
    return logged;
  };
  return { ...intake, lines };
}

describe('a body that is not what its headers say', () => {
  for (const [
    what,
    headers,
    body,
    sentence,
  ] of /** @type {[string, Record<string, string>, Buffer | string, RegExp][]} */ ([
    [
      'no multipart',
      { 'content-type': 'application/json' },
      '{}',
      /^Content-Type must be multipart\/form-data, got "application\/json"$/,
    ],
    [
      'another multipart',
      { 'content-type': 'multipart/mixed; boundary=x' },
      '',
      /^Content-Type must be multipart\/form-data, got /,
    ],
    [
      'a form',
      { 'content-type': 'application/x-www-form-urlencoded' },
      'a=b',
      /^Content-Type must be multipart/,
    ],
    [
      'no boundary',
      { 'content-type': 'multipart/form-data' },
      BODY,
      /^Content-Type has no boundary: "multipart\/form-data"$/,
    ],
    [
      'an empty boundary',
      { 'content-type': 'multipart/form-data; boundary=' },
      BODY,
      /^Content-Type has no boundary/,
    ],
    [
      'an empty quoted boundary',
      { 'content-type': 'multipart/form-data; boundary=""' },
      BODY,
      /^Content-Type has no boundary/,
    ],
    [
      'an endless boundary',
      { 'content-type': `multipart/form-data; boundary=${'x'.repeat(300)}` },
      BODY,
      /^Content-Type "multipart.*The needle/,
    ],
    [
      'another boundary',
      { 'content-type': 'multipart/form-data; boundary=other' },
      BODY,
      /^The multipart body ends before its closing boundary: /,
    ],
    ['nothing', {}, '', /^The multipart body ends before its closing boundary: /],
    [
      'rubbish',
      {},
      Buffer.alloc(100_000, 0xab),
      /^The multipart body ends before its closing boundary: /,
    ],
    ['no parts', {}, '--b0undary--\r\n', /^Missing required part: event$/],
    [
      'a part without headers',
      {},
      '--b0undary\r\n\r\nx\r\n--b0undary--\r\n',
      /^Missing required part: event$/,
    ],
    [
      'a part with half a header',
      {},
      '--b0undary\r\nContent-Dis',
      /^The multipart body ends before/,
    ],
    [
      'a part that ends in its headers',
      {},
      '--b0undary\r\nContent-Disposition: form-data; name="a"\r\n--b0undary--\r\n',
      /^Missing required part: event$/,
    ],
    [
      'a part without a name',
      {},
      '--b0undary\r\nContent-Disposition: form-data\r\n\r\nx\r\n--b0undary--\r\n',
      /^Missing required part: event$/,
    ],
    [
      'a header bomb in a part',
      {},
      `--b0undary\r\n${'X-A: b\r\n'.repeat(100_000)}\r\nx\r\n--b0undary--\r\n`,
      /^Missing required part: event$/,
    ],
    [
      'a part header without an end',
      {},
      `--b0undary\r\nX-A: ${'b'.repeat(3_000_000)}`,
      /^The multipart body ends before/,
    ],
  ])) {
    it(`${what} is refused`, async (t) => {
      const intake = await freshIntake(t, { idleMs: 2000 });
      const { status, json } = await post(intake, Buffer.from(body), headers);
      assert.equal(status, 400);
      assert.match(json.errors[0], sentence);
      await assertUnharmed(intake);
    });
  }

  it('no Content-Type is refused', async (t) => {
    const intake = await freshIntake(t);
    const heard = await speak(intake, [head('Content-Length: 2', 'Connection: close'), '{}']);
    assert.match(
      heard,
      /^HTTP\/1\.1 400 .*"Missing header: Content-Type \(it must be multipart\/form-data\)"/s,
    );
    await assertUnharmed(intake);
  });

  it('an unnamed part is named as the problem', async (t) => {
    const intake = await freshIntake(t);
    const unnamed = Buffer.from('--b0undary\r\nContent-Disposition: form-data\r\n\r\nx\r\n');
    const { status, json } = await post(intake, Buffer.concat([unnamed, BODY]));
    assert.equal(status, 400);
    assert.deepEqual(json.errors, [
      'A part has no name (Content-Disposition: form-data; name="…")',
    ]);
  });
});

describe('a body that ends too early', () => {
  const half = BODY.subarray(0, BODY.length - 60);
  const length = head(`Content-Type: ${TYPE}`, `Content-Length: ${BODY.length}`);

  it('cut off at any byte: refused, and nothing is kept', async (t) => {
    const intake = await freshIntake(t);
    const all = multipart(upload(JS_EVENT, JS_FILES));
    for (let cut = 0; cut < all.length - 4; cut += 7) {
      const { status } = await post(intake, all.subarray(0, cut));
      assert.equal(status, 400, `cut at ${cut}`);
    }
    const zipped = gzipSync(all);
    for (let cut = 0; cut < zipped.length; cut += 5) {
      const { status } = await post(intake, zipped.subarray(0, cut), {
        'content-encoding': 'gzip',
      });
      assert.equal(status, 400, `gzip cut at ${cut}`);
    }
    await assertUnharmed(intake);
  });

  it('the client hangs up: recorded', async (t) => {
    const intake = await recording(t);
    await speak(intake, [length, half], { destroy: true });
    const [, error] = await intake.lines(2);
    assert.match(
      error,
      /^ {5}The request body ended early: the connection closed after \d+ bytes$/,
    );
    await assertUnharmed(intake);
  });

  it('the client closes its side: answered, and recorded', async (t) => {
    const intake = await recording(t);
    const heard = await speak(intake, [length, half], { end: true });
    assert.match(heard, /^HTTP\/1\.1 400 .*"errors":\["The request ended early: /s);
    assert.match((await intake.lines(2))[1], /^ {5}The request body ended early: /);
    await assertUnharmed(intake);
  });

  it('the client stops sending: 408', async (t) => {
    const intake = await freshIntake(t, { idleMs: 100 });
    const heard = await speak(intake, [length, half]);
    assert.match(heard, /^HTTP\/1\.1 408 .*"Request timeout: no data for 0\.1 seconds"/s);
    await assertUnharmed(intake);
  });

  it('a refused client that stops sending is answered too', async (t) => {
    const intake = await freshIntake(t, { idleMs: 100, requireKey: 'another' });
    assert.match(await speak(intake, [length, half]), /^HTTP\/1\.1 403 /);
  });
});

describe('too much of everything', () => {
  it('thousands of parts', async (t) => {
    const intake = await freshIntake(t);
    const parts = Array.from({ length: 5000 }, (_, i) => ({ name: `p${i}` }));
    const { status, json } = await post(intake, [...parts, ...GOOD]);
    assert.equal(status, 400);
    assert.deepEqual(json.errors, ['More than 100 parts in one request']);
    await assertUnharmed(intake);
  });

  it('a hundred parts are fine', async (t) => {
    const intake = await freshIntake(t);
    const parts = Array.from({ length: 97 }, (_, i) => ({ name: `p${i}` }));
    assert.equal((await post(intake, [...parts, ...GOOD])).status, 202);
  });

  it('an event of more than a mebibyte', async (t) => {
    const intake = await freshIntake(t);
    const event = { ...JS_EVENT, x: 'x'.repeat(1024 * 1024) };
    const { status, json } = await post(intake, upload(event, JS_FILES));
    assert.equal(status, 400);
    assert.deepEqual(json.errors, ['Part event is larger than 1048576 bytes']);
    await assertUnharmed(intake);
  });

  it('request headers', async (t) => {
    const intake = await freshIntake(t);
    const heard = await speak(intake, [head(`X-A: ${'a'.repeat(100_000)}`)]);
    assert.match(
      heard,
      /^HTTP\/1\.1 431 .*"errors":\["The request headers are larger than 16 KiB"\]/s,
    );
    await assertUnharmed(intake);
  });
});

describe('what is not HTTP', () => {
  for (const bytes of [
    'hello\r\n\r\n',
    '\u0016\u0003\u0001\u0002\u0000\u0001',
    'GET / HTTP/9.9\r\n\r\n',
    head('Content-Length: -1'),
    head('Transfer-Encoding: chunked').concat('zz\r\n'),
  ]) {
    it(`${JSON.stringify(bytes.slice(-24))} is answered`, async (t) => {
      const intake = await freshIntake(t);
      const heard = await speak(intake, [bytes], { end: true });
      assert.match(heard, /^HTTP\/1\.1 400 Bad Request\r\n.*\{"errors":\["The request /s);
      await assertUnharmed(intake);
    });
  }

  it('a connection that says nothing does not keep the intake from closing', async (t) => {
    const intake = await freshIntake(t);
    const silent = speak(intake, []);
    const waiting = speak(intake, [
      head(`Content-Type: ${TYPE}`, 'Content-Length: 999'),
      '--b0undary',
    ]);
    await new Promise((resolve) => setTimeout(resolve, 50));
    await intake.close();
    await Promise.all([silent, waiting]);
    assert.deepEqual(
      (await filesIn(intake.dir)).filter((file) => !file.startsWith('refused')),
      [],
    );
  });
});

describe('a directory in trouble', () => {
  it('that is gone is answered with 503', async (t) => {
    const intake = await freshIntake(t);
    await rm(intake.dir, { recursive: true });
    await writeFile(intake.dir, 'a file now');
    const { status, json } = await post(intake, GOOD);
    assert.equal(status, 503);
    assert.deepEqual(json.errors, ['Service unavailable: the intake itself failed (ENOTDIR)']);
    assert.equal((await fetch(intake.url)).status, 200);
  });

  it("that holds a killed intake's leftovers and strange things is tidied and read", async (t) => {
    const dir = await freshDir(t);
    // No process has this number: it is above what any system gives out.
    await mkdir(join(dir, '.incoming-999999999-x', 'half'), { recursive: true });
    await mkdir(join(dir, '0007-js_sourcemap'));
    await mkdir(join(dir, 'mine'));
    await writeFile(join(dir, '0009-notes'), 'a file');
    const intake = await freshIntake(t, { dir });
    assert.deepEqual(await intake.uploads(), []);
    await post(intake, GOOD);
    assert.equal((await intake.uploads())[0].number, 10);
    assert.deepEqual(
      (await filesIn(dir)).filter((file) => file.startsWith('.')),
      [],
    );
  });
});

describe('a name that a page has led to this machine', () => {
  it('gets neither to post nor to read, and what it posted is not kept', async (t) => {
    const intake = await freshIntake(t);
    for (const host of [
      `evil.example.com:${intake.port}`,
      'evil.example.com.',
      '127.0.0.1.evil.com',
    ]) {
      const posted = await post(intake, GOOD, { host });
      assert.equal(posted.status, 421);
      const asked = `GET /uploads HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`;
      assert.match(await speak(intake, [asked]), /^HTTP\/1\.1 421 /);
    }
    assert.deepEqual(await keptIn(intake.dir), []);
  });

  it('is told from addresses, and from names that are nobody’s on the internet', async (t) => {
    const intake = await freshIntake(t);
    for (const host of [
      'localhost:8642',
      '127.0.0.1',
      '[::1]:8642',
      'intake:8642',
      'host.docker.internal:8642',
      'app.localhost',
      'INTAKE.TEST',
    ]) {
      assert.equal((await post(intake, GOOD, { host })).status, 202, host);
    }
  });
});
