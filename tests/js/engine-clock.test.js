// Waits, retries and the deadline, while the machine's clock is set back and forth; and how far one reply's Retry-After reaches.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';

import { memoryOf } from '../../pkg/host/node.js';
import { Pace } from '../../pkg/send/limiter.js';
import { Sender } from '../../pkg/send/sending.js';
import { hostile, reply } from './engine-server.js';
import { BUILD, folder, MAP, mapship, SCRIPT } from './world.js';

/** @import { Frame, Post, Reply } from '../../pkg/host/types.js' */

const HOUR = 3_600_000;
const FLAGS = ['--service', 's', '--release-version', '1', '--minified-path-prefix', '/'];

/** The machine's clock for a process: set by so much as soon as a file is there. @param {string} at @param {number} by in ms */
const CLOCK = (at, by) => `
import { existsSync } from 'node:fs';
const real = Date.now.bind(Date);
Date.now = () => real() + (existsSync(${JSON.stringify(at)}) ? ${by} : 0);
const Real = Date;
globalThis.Date = class extends Real {
  constructor(...given) { super(...(given.length > 0 ? given : [Date.now()])); }
};
`;

for (const [how, by] of /** @type {const} */ ([
  ['forward', 2 * HOUR],
  ['back', -2 * HOUR],
])) {
  for (const [status, retryAfter] of /** @type {const} */ ([
    [503, '1'],
    [500, undefined],
  ])) {
    test(
      `a clock that is set ${how} after HTTP ${status} changes nothing`,
      { timeout: 60_000 },
      async (t) => {
        const dir = await folder(t, {
          ...BUILD,
          'dist/b.js': SCRIPT.replace('app', 'b'),
          'dist/b.js.map': MAP.replace('app.js', 'b.js'),
        });
        const mark = path.join(dir, 'now');
        const hook = path.join(dir, 'clock.mjs');
        writeFileSync(hook, CLOCK(mark, by));
        /** @type {Record<string, string>} */
        const headers = retryAfter === undefined ? {} : { 'Retry-After': retryAfter };
        /** @type {NodeJS.Timeout | undefined} */
        let timer;
        const { url, got } = await hostile(t, [
          {
            body(socket) {
              const set = () => writeFileSync(mark, '');
              // before the wait is reckoned, and while it lasts
              if (by > 0) set();
              else timer = setTimeout(set, retryAfter === undefined ? 20 : 200);
              socket.write(reply(status, '{"errors":["not now"]}', headers));
            },
          },
        ]);
        const { code, stdout } = await mapship(
          [
            'upload',
            'dist',
            '--intake-url',
            url,
            '--max-concurrency',
            '1',
            '--disable-git',
            ...FLAGS,
          ],
          {
            cwd: dir,
            env: { DD_API_KEY: 'k', NODE_OPTIONS: `--import=${pathToFileURL(hook)}` },
          },
        );
        clearTimeout(timer);
        assert.equal(code, 0, stdout);
        assert.equal(got.length, 3);
      },
    );
  }
}

test('a date in Retry-After is one of the intake: a wrong clock here does not count', async (t) => {
  const dir = await folder(t, { ...BUILD, now: '' });
  const hook = path.join(dir, 'clock.mjs');
  writeFileSync(hook, CLOCK(path.join(dir, 'now'), -2 * HOUR));
  const at = (/** @type {number} */ ms) => new Date(Date.now() + ms).toUTCString();
  const { url, got } = await hostile(t, [
    {
      body: (socket) => socket.write(reply(429, '', { Date: at(0), 'Retry-After': at(2000) })),
    },
  ]);
  const { code, stdout } = await mapship(
    ['upload', 'dist', '--intake-url', url, '--disable-git', ...FLAGS],
    { cwd: dir, env: { DD_API_KEY: 'k', NODE_OPTIONS: `--import=${pathToFileURL(hook)}` } },
  );
  assert.equal(code, 0, stdout);
  assert.equal(got.length, 2);
});

/**
 * A sender whose clock goes only where it is waited for, and what it has sent when.
 * @param {((post: number) => Partial<Reply>)} answer
 * @param {{ maxRetries?: number, deadline?: number }} [limits]
 */
function sender(answer, { maxRetries = 5, deadline = HOUR } = {}) {
  let now = 0;
  /** @type {{ at: number, wake: () => void }[]} */
  const timers = [];
  /** @type {number[]} */
  const posts = [];
  const clock = {
    now: () => now,
    date: () => Date.parse('2026-03-01T12:00:00Z'),
    random: () => 0.5,
    after(/** @type {number} */ ms, /** @type {() => void} */ wake) {
      const timer = { at: now + ms, wake };
      timers.push(timer);
      return () => void timers.splice(0, timers.length, ...timers.filter((one) => one !== timer));
    },
  };
  const transport = {
    async post(/** @type {Post} */ _) {
      posts.push(now);
      return { status: 202, text: '{"data":{"id":"x"}}', sent: 1, ...answer(posts.length) };
    },
    close() {},
  };
  const url = 'https://intake.test/';
  const target = { url, origin: 'a test', otherSites: [], apiKey: 'k' };
  const pace = new Pace({ most: 1, mostBytes: 1000 });
  const run = { target, transport, pace, version: '0', maxRetries, timeout: 1000, deadline };
  const sends = new Sender({ ...run, clock });
  const frame = /** @type {Frame} */ ({
    contentType: '',
    contentLength: 1,
    gzip: false,
    segments: [],
  });
  const told = { onStart() {}, onBytes() {}, onRetry() {} };
  /** @param {number} count */
  const all = async (count) => {
    // which loads what it needs at its first call, in real time
    await memoryOf(frame);
    const sending = Promise.all(Array.from({ length: count }, () => sends.send(frame, [], told)));
    let done = false;
    void sending.then(() => (done = true));
    for (;;) {
      for (let turn = 0; turn < 50; turn += 1) await Promise.resolve();
      await new Promise((resolve) => setImmediate(resolve));
      if (done) return sending;
      const next = timers.toSorted((a, b) => a.at - b.at)[0];
      if (next === undefined) continue;
      now = Math.max(now, next.at);
      timers.splice(timers.indexOf(next), 1);
      next.wake();
    }
  };
  return { all, posts };
}

for (const status of [408, 429, 500, 502, 503, 504]) {
  test(`Retry-After on HTTP ${status} holds the others back`, async () => {
    const { all, posts } = sender((n) => (n === 1 ? { status, retryAfter: '7', text: '{}' } : {}), {
      maxRetries: 0,
    });
    const outcomes = await all(3);
    assert.deepEqual(
      outcomes.map((one) => one.status),
      ['failed', 'sent', 'sent'],
    );
    assert.equal(posts[0], 0);
    assert.ok(
      posts.slice(1).every((at) => at >= 7000),
      String(posts),
    );
  });
}

test('an intake that asks to wait until after the deadline is not asked again', async () => {
  const { all, posts } = sender(() => ({ status: 500, retryAfter: '86400', text: '{}' }));
  const outcomes = await all(30);
  assert.equal(posts.length, 1);
  assert.match(outcomes[0]?.reason ?? '', /the next attempt, in 86400 s, would come after/);
  assert.equal(
    outcomes[29]?.reason,
    'not tried: the intake asked to wait 86400 s, until after the deadline',
  );
});

/** Uploads one after the other: which of them fail, and what becomes of each. @param {(post: number) => boolean} fails @param {number} count */
async function inTurn(fails, count) {
  const { all, posts } = sender((n) => (fails(n) ? { status: 500, text: '{}' } : {}), {
    maxRetries: 0,
  });
  const outcomes = await all(count);
  return { tried: posts.length, reasons: outcomes.map(({ reason }) => reason ?? '') };
}

test('after five uploads in a row that failed nothing more is tried, and after four it is', async () => {
  const five = await inTurn((n) => n <= 5, 10);
  assert.equal(five.tried, 5);
  assert.match(five.reasons[9] ?? '', /^not tried: 5 uploads in a row failed after 1 attempt each/);
  // one that arrives between them shows that there is hope: they are counted anew
  const four = await inTurn((n) => n % 5 !== 0, 40);
  assert.equal(four.tried, 40);
  const late = await inTurn((n) => n !== 5, 40);
  assert.equal(late.tried, 10, 'four, the one that arrived, and five');
});

test('an upload that is refused for good is a sign of life, too', async () => {
  const { all, posts } = sender((n) => ({ status: n % 5 === 0 ? 400 : 500, text: '{}' }), {
    maxRetries: 0,
  });
  await all(20);
  assert.equal(posts.length, 20);
});

for (const [retryAfter, at] of /** @type {const} */ ([
  // the dice of these tests fall in the middle of half a second
  [undefined, 250],
  ['0', 0],
  [' 0 ', 0],
  ['1', 1000],
  ['Sun, 01 Mar 2026 12:00:30 GMT', 30_000],
  ['Sun, 01 Mar 2026 11:00:00 GMT', 0],
  ['soon', 250],
])) {
  test(`Retry-After: ${retryAfter} has the next attempt wait ${at} ms`, async () => {
    const { all, posts } = sender((n) => (n === 1 ? { status: 503, retryAfter, text: '{}' } : {}));
    const [outcome] = await all(1);
    assert.deepEqual([outcome?.status, posts], ['sent', [0, at]]);
  });
}
