// How many uploads at a time mapship comes to, with servers that are simulated: a clock that goes only where it is waited for, and
// the real sender, limiter and rules of retries between them.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { memoryOf } from '../../pkg/host/node.js';
import { Level } from '../../pkg/send/level.js';
import { Pace } from '../../pkg/send/limiter.js';
import { Sender } from '../../pkg/send/sending.js';

/** @import { Frame, Post, Reply } from '../../pkg/host/types.js' */

const HOUR = 3_600_000;
const TAKEN = { status: 202, text: '{"data":{"id":"x"}}' };

/**
 * A server: told when a request came and how many are under way with it, it says what it answers after how many ms.
 * @typedef {(now: number, active: number, number: number) => Partial<Reply> & { after: number }} Server
 */

/**
 * Sends so many uploads, and says how it went.
 * @param {Server} server
 * @param {number} count
 * @param {{ most?: number, latencies?: boolean, check?: number }} [how] `check`: how long this process takes to make each, in ms
 */
async function simulate(server, count, { most = 100, latencies = true, check = 0 } = {}) {
  let [now, active, number] = [0, 0, 0];
  /** @type {{ at: number, wake: () => void }[]} */
  let timers = [];
  const clock = {
    now: () => now,
    date: () => now,
    random: () => 0.5,
    after(/** @type {number} */ ms, /** @type {() => void} */ wake) {
      const timer = { at: now + ms, wake };
      timers.push(timer);
      return () => void (timers = timers.filter((one) => one !== timer));
    },
  };
  const pace = new Pace({ most, mostBytes: 1e9 });
  /** @type {{ at: number, active: number, limit: number, file: number, status: number }[]} */
  const posts = [];
  const transport = {
    /** @param {Post} post @returns {Promise<Reply>} */
    async post({ frame }) {
      active += 1;
      number += 1;
      const { after, ...reply } = server(now, active, number);
      const status = reply.status ?? TAKEN.status;
      posts.push({ at: now, active, limit: pace.limit, file: frame.contentLength, status });
      await /** @type {Promise<void>} */ (new Promise((resolve) => clock.after(after, resolve)));
      active -= 1;
      return { ...TAKEN, sent: 1, ...reply, latency: latencies ? after : undefined };
    },
    close() {},
  };
  const url = 'https://intake.test/';
  const target = { url, origin: 'a test', otherSites: [], apiKey: 'k' };
  const limits = { maxRetries: 5, timeout: 1000, deadline: HOUR };
  const sender = new Sender({ target, transport, pace, version: '0', ...limits, clock });
  const told = { onStart() {}, onBytes() {}, onRetry() {} };
  // which loads what it needs at its first call, in real time
  await memoryOf(/** @type {Frame} */ ({ contentLength: 1 }));
  let over = false;
  const sending = (async () => {
    /** @type {ReturnType<Sender['send']>[]} */
    const all = [];
    for (let i = 0; i < count; i += 1) {
      const frame = /** @type {Frame} */ ({ contentType: '', contentLength: i, gzip: false });
      all.push(sender.send(frame, [], told));
      if (check > 0)
        await /** @type {Promise<void>} */ (new Promise((go) => clock.after(check, go)));
      await pace.room();
    }
    return Promise.all(all);
  })().finally(() => (over = true));
  while (!over) {
    await new Promise((resolve) => setImmediate(resolve));
    const at = Math.min(...timers.map((timer) => timer.at));
    if (at === Infinity) continue;
    now = at;
    const due = timers.filter((timer) => timer.at === at);
    timers = timers.filter((timer) => timer.at !== at);
    for (const { wake } of due) wake();
  }
  const outcomes = await sending;
  const sent = new Map(posts.map(({ file }) => [file, 0]));
  for (const { file, status } of posts) {
    if (status === TAKEN.status) sent.set(file, (sent.get(file) ?? 0) + 1);
  }
  assert.ok(
    outcomes.every(({ status }) => status === 'sent'),
    'nothing is lost',
  );
  assert.equal(sent.size, count);
  assert.ok(
    [...sent.values()].every((times) => times === 1),
    'nothing is sent twice',
  );
  const refused = posts.filter(({ status }) => status !== TAKEN.status).length;
  const highest = Math.max(...posts.map((post) => post.active));
  const time = Math.max(...posts.map(({ at }) => at));
  return { posts, time, refused, highest, limit: pace.limit };
}

for (const delay of [30, 100, 250]) {
  test(`a server that answers all after ${delay} ms has as many at a time as are allowed`, async () => {
    const { time, highest, posts } = await simulate(() => ({ after: delay }), 1000);
    assert.equal(Math.max(...posts.slice(0, 20).map((post) => post.active)), 20);
    assert.equal(highest, 100);
    // twenty at a time take 50 times as long as one
    assert.ok(time < 16 * delay, `${time} ms`);
  });
}

test('the option is the hard limit, also where it is less than it starts with', async () => {
  for (const most of [1, 7, 20, 33]) {
    const { highest } = await simulate(() => ({ after: 100 }), 400, { most });
    assert.equal(highest, most);
  }
});

/**
 * A server with so many workers, each of which takes so long for a request; the others queue.
 * @param {number} workers
 * @param {number} work in ms
 * @returns {Server}
 */
function withWorkers(workers, work) {
  const free = Array.from({ length: workers }, () => 0);
  return (now) => {
    const first = free.indexOf(Math.min(...free));
    const start = Math.max(now, free[first] ?? 0);
    free[first] = start + work;
    return { after: start + work - now };
  };
}

test('a server with forty workers gets about as many at a time, and is kept busy', async () => {
  const { posts, time } = await simulate(withWorkers(40, 100), 2000);
  const later = posts.slice(500);
  const most = Math.max(...later.map((post) => post.active));
  assert.ok(most >= 35 && most <= 80, `${most}`);
  assert.ok(time < 1.2 * ((2000 / 40) * 100), `${time} ms`);
});

test('a server that becomes slow under way gets fewer, and more again when it is well', async () => {
  const { posts } = await simulate(
    (now) => ({ after: now > 1500 && now < 6000 ? 1500 : 100 }),
    6000,
  );
  const at = (/** @type {number} */ from, /** @type {number} */ to) =>
    posts.filter((post) => post.at >= from && post.at < to).map((post) => post.limit);
  assert.equal(Math.max(...at(1000, 1500)), 100);
  assert.ok(Math.min(...at(3500, 6500)) <= 30, `${Math.min(...at(3500, 6500))}`);
  assert.equal(Math.max(...at(7600, 1e9)), 100);
});

test('latencies that vary five-fold without a reason hold nothing back', async () => {
  // a generator that gives the same each time
  let seed = 7;
  const dice = () => (seed = (seed * 16_807) % 2_147_483_647) / 2_147_483_647;
  const { highest } = await simulate(() => ({ after: 50 + 200 * dice() ** 3 }), 1500);
  assert.equal(highest, 100);
});

for (const status of [429, 503]) {
  test(`HTTP ${status} halves it at once, and it comes back one by one`, async () => {
    const { posts } = await simulate(
      (_, active) => (active > 50 ? { after: 5, status, text: '{}' } : { after: 100 }),
      3000,
    );
    const first = posts.findIndex((post) => post.status === status);
    const after = posts.slice(first + 60, first + 80);
    assert.ok(
      after.every(({ limit }) => limit <= 50),
      `${after.map(({ limit }) => limit)}`,
    );
    const later = posts.slice(1000);
    const refused = later.filter((post) => post.status === status).length;
    assert.ok(refused / later.length < 0.02, `${refused} of ${later.length}`);
    // none of them at 20
    assert.ok(Math.min(...later.map(({ limit }) => limit)) > 20);
  });
}

test('a limit of fifty a second is used up, and few are refused', async () => {
  let [second, count] = [0, 0];
  const { time, refused } = await simulate(
    (now) => {
      if (Math.floor(now / 1000) !== second) [second, count] = [Math.floor(now / 1000), 0];
      count += 1;
      return count > 50 ? { after: 2, status: 429, retryAfter: '1', text: '{}' } : { after: 5 };
    },
    1000,
    { check: 0.5 },
  );
  assert.ok(time < 22_000, `${time} ms`);
  assert.ok(refused < 100, `${refused}`);
});

test('where nobody knows how long replies took, it stays at what it starts with', async () => {
  const { highest } = await simulate(() => ({ after: 100 }), 500, { latencies: false });
  assert.equal(highest, 20);
});

test('what was not needed is not raised', async () => {
  const { limit, highest } = await simulate(() => ({ after: 30 }), 300, { check: 10 });
  assert.ok(highest < 20, `${highest}`);
  assert.equal(limit, 20);
});

test('a level is never less than one, and a burst that is over is forgotten', () => {
  const level = new Level(100);
  for (let i = 0; i < 20; i += 1) level.slower();
  assert.equal(level.limit, 1);
  for (let i = 0; i < 10_000; i += 1) {
    level.full();
    level.well(100);
  }
  assert.equal(level.limit, 100);
});

test('replies that had to wait for this process say nothing of the intake', async () => {
  const pace = new Pace({ most: 100, mostBytes: 1e6 });
  const tickets = await Promise.all(Array.from({ length: 20 }, () => pace.enter(1)));
  // more wait, so that all that is allowed is used
  for (let i = 0; i < 100; i += 1) void pace.enter(1);
  const round = async (/** @type {number} */ latency, /** @type {boolean} */ stalled) => {
    const before = pace.limit;
    for (let i = 0; i < before; i += 1) {
      const ticket = tickets[i % 20];
      await ticket?.begin();
      if (stalled) pace.stalled();
      ticket?.well(latency);
      ticket?.end();
    }
    return pace.limit;
  };
  assert.equal(await round(10, false), 40);
  assert.equal(await round(2000, true), 40);
  assert.ok((await round(2000, false)) < 40);
});
