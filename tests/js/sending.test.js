// What one upload comes to, attempt by attempt, on a transport of the test's own: what is handed over, what ends a run, and why.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Pace } from '../../pkg/send/limiter.js';
import { requestOf, Sender } from '../../pkg/send/sending.js';
import { Failure } from '../../pkg/send/wire/failure.js';

/** @import { Frame, Post } from '../../pkg/host/types.js' */

const KEY = '0123456789abcdef0123456789abcdef';
const TARGET = { url: 'https://intake.test/api', origin: 'a test', otherSites: [], apiKey: KEY };
const FRAME = /** @type {Frame} */ ({
  contentType: 'multipart/form-data; boundary=b',
  contentLength: 7,
  gzip: false,
  segments: [],
});
const SENT = { status: 202, text: '{"data":{"id":"x"}}', sent: 7 };

/**
 * @param {(post: Post, number: number) => any} answer what is not a reply is never one: it hangs until it is broken off
 * @param {Partial<ConstructorParameters<typeof Sender>[0]>} [more]
 */
function sender(answer, more = {}) {
  /** @type {Post[]} */
  const posts = [];
  let closed = 0;
  const transport = {
    async post(/** @type {Post} */ post) {
      posts.push(post);
      const reply = await answer(post, posts.length);
      if (reply) return reply;
      return new Promise((_, reject) =>
        post.signal?.addEventListener('abort', () => reject(new Error('broken off'))),
      );
    },
    close() {
      closed += 1;
    },
  };
  const limits = { maxRetries: 2, timeout: 1234, deadline: 60_000 };
  const pace = new Pace({ most: 1, mostBytes: 1000 });
  const sends = new Sender({ target: TARGET, transport, pace, version: '9', ...limits, ...more });
  /** @type {[number, any][]} */
  const retries = [];
  let started = 0;
  const told = {
    onStart: () => void (started += 1),
    onBytes() {},
    onRetry: (/** @type {number} */ wait, /** @type {any} */ last) =>
      void retries.push([wait, last]),
  };
  const send = () => sends.send(FRAME, [], told);
  return { sends, send, posts, retries, told, closed: () => closed, started: () => started };
}

/** A clock on which no time goes by, and that wakes at once. */
const AT_ONCE = {
  now: () => 0,
  date: () => 0,
  random: () => 0.5,
  after: (/** @type {number} */ ms, /** @type {() => void} */ wake) => {
    if (ms < 50_000) setImmediate(wake);
    return () => {};
  },
};

test('a transport gets all that a request is', async () => {
  const { send, posts, told, started, sends } = sender(() => SENT);
  const { status, id, bytes, bytesSent, attempts, ms } = await send();
  assert.deepEqual([status, id, bytes, bytesSent, attempts], ['sent', 'x', 7, 7, 1]);
  assert.ok(typeof ms === 'number' && Number.isInteger(ms) && ms < 10_000, `${ms}`);
  const [post = assert.fail()] = posts;
  assert.deepEqual([post.frame, post.files, post.timeout], [FRAME, [], 1234]);
  assert.equal(post.onBytes, told.onBytes);
  assert.equal(post.signal?.aborted, false);
  assert.equal(post.headers['DD-API-KEY'], KEY);
  assert.equal(post.headers['X-Mapship-Session'], undefined);
  assert.equal(post.headers['Content-Type'], FRAME.contentType);
  assert.equal(post.headers.Accept, 'application/json');
  assert.equal(started(), 1);
  sends.close();
});

test('a relay gets its session, and no key', async () => {
  const relay = { url: 'http://127.0.0.1:1/relay', session: 'secret-session' };
  const { send, posts, sends } = sender(() => SENT, {
    target: { ...TARGET, apiKey: undefined, relay },
  });
  await send();
  assert.equal(posts[0]?.headers['X-Mapship-Session'], 'secret-session');
  assert.equal(posts[0]?.headers['DD-API-KEY'], undefined);
  sends.close();
});

for (const [
  kind,
  attempts,
  reason,
  help,
  next,
] of /** @type {[any, number, RegExp, RegExp, string][]} */ ([
  [
    'network',
    3,
    /^intake\.test could not be reached: no \[API key\]$/,
    /check the network/,
    'sent',
  ],
  ['idle', 3, /could not be reached/, /check the network/, 'sent'],
  ['refused', 1, /could not be reached/, /NO_PROXY/, 'failed'],
  ['untrusted', 1, /could not be reached/, /NODE_EXTRA_CA_CERTS/, 'failed'],
  ['changed', 1, /changed or removed after it was checked/, /nothing writes to the folder/, 'sent'],
])) {
  test(`what fails by ${kind} is tried ${attempts} times, and what comes after it is ${next}`, async () => {
    const fails = () => Object.assign(new Failure(kind, `no ${KEY}`), { sent: 5 });
    const { send, posts, retries, sends, started } = sender(
      (_, number) => (number > attempts ? SENT : Promise.reject(fails())),
      { clock: AT_ONCE },
    );
    const first = await send();
    assert.equal(first.status, 'failed');
    assert.deepEqual([first.attempts, first.bytesSent, posts.length], [attempts, 5, attempts]);
    assert.match(first.reason ?? '', reason);
    assert.match(first.help ?? '', help);
    assert.deepEqual(
      retries.map(([wait, last]) => [wait, last.attempts]),
      attempts === 1
        ? []
        : [
            [250, 1],
            [500, 2],
          ],
    );
    assert.equal(started(), 1);
    const second = await send();
    assert.equal(second.status, next);
    if (next === 'failed') {
      assert.equal(second.reason, `not tried: ${first.reason}`);
      assert.equal(second.help, first.help);
      assert.equal(posts.length, attempts);
    }
    assert.equal(sends.halt?.ofKey, undefined);
    sends.close();
  });
}

test('an intake that says nothing has too much to do, and one that is not there has not', async () => {
  for (const [kind, limit] of /** @type {const} */ ([
    ['idle', 4],
    ['network', 8],
  ])) {
    const pace = new Pace({ most: 8, mostBytes: 1000 });
    const fails = () => Promise.reject(new Failure(kind, 'no'));
    const { send, sends } = sender(fails, { clock: AT_ONCE, maxRetries: 0, pace });
    await send();
    assert.equal(pace.limit, limit, kind);
    sends.close();
  }
});

test('five uploads in a row that failed end a run, with how often each was tried', async () => {
  for (const [maxRetries, tries] of /** @type {const} */ ([
    [0, '1 attempt each'],
    [1, '2 attempts each'],
  ])) {
    const fails = () => Promise.reject(new Failure('network', 'no'));
    const { send, sends, posts } = sender(fails, { clock: AT_ONCE, maxRetries });
    for (let i = 0; i < 6; i += 1) await send();
    assert.equal(posts.length, 5 * (maxRetries + 1));
    const said = sends.halt?.reason ?? '';
    assert.ok(
      said.startsWith(`5 uploads in a row failed after ${tries}, the last by: intake`),
      said,
    );
    assert.match(sends.halt?.help ?? '', /check the network/);
    sends.close();
  }
});

test('where the next attempt would come after the deadline, that is said', async () => {
  const answer = () => ({ status: 503, text: '{"errors":["no"]}', sent: 7, retryAfter: '1.5' });
  const { send, sends } = sender(answer, { clock: AT_ONCE, deadline: 250 });
  const { reason, help } = await send();
  assert.equal(reason, 'HTTP 503: no; the next attempt, in 1 s, would come after the deadline');
  assert.match(help ?? '', /allow more time/);
  sends.close();
});

test('what is no failure of the network is thrown', async () => {
  const { send, sends } = sender(() => Promise.reject(new TypeError('a fault of the code')));
  await assert.rejects(send(), /a fault of the code/);
  sends.close();
});

test('a key that is refused ends the run, and is told from all else', async () => {
  for (const status of [401, 403]) {
    const { send, posts, sends } = sender(() => ({ status, text: '{"errors":["no"]}', sent: 7 }));
    const first = await send();
    assert.deepEqual([first.status, first.httpStatus], ['failed', status]);
    const second = await send();
    assert.equal(second.reason, `not tried: HTTP ${status}: no`);
    assert.equal(second.attempts, 0);
    assert.equal(posts.length, 1);
    assert.equal(sends.halt?.ofKey, true);
    sends.close();
  }
});

test('a reply that is cut is no sign that the upload arrived, and one that refuses is', async () => {
  const cut = sender((_, n) => (n === 1 ? { ...SENT, broken: 'cut' } : SENT), { clock: AT_ONCE });
  assert.equal((await cut.send()).status, 'sent');
  assert.equal(cut.posts.length, 2);
  const final = sender(() => ({ ...SENT, status: 300, broken: 'cut' }), { clock: AT_ONCE });
  assert.equal((await final.send()).status, 'failed');
  assert.equal(final.posts.length, 1);
});

test('the deadline breaks off what is under way, and nothing is tried after it', async () => {
  const { send, posts, sends } = sender(() => undefined, { deadline: 40 });
  const outcomes = await Promise.all([send(), send()]);
  for (const { status, reason, help } of outcomes) {
    assert.equal(status, 'failed');
    assert.match(reason ?? '', /the deadline of 0\.04 s for all uploads was reached$/);
    assert.match(help ?? '', /allow more time/);
  }
  assert.equal(posts.length, 1);
  assert.match(outcomes[1]?.reason ?? '', /^not tried: /);
  sends.close();
});

test('what has gone by of the deadline counts', async () => {
  const { send, sends } = sender(() => undefined, { deadline: 60_000, elapsed: 59_970 });
  assert.match((await send()).reason ?? '', /the deadline of 60 s/);
  sends.close();
});

test('what halted a run before it began is said of each upload', async () => {
  const { send, posts, sends } = sender(() => SENT, {
    halt: { reason: 'no key', help: 'give one' },
  });
  const { status, reason, help, attempts } = await send();
  assert.deepEqual(
    [status, reason, help, attempts],
    ['failed', 'not tried: no key', 'give one', 0],
  );
  assert.equal(posts.length, 0);
  sends.close();
});

test('a run that is cancelled throws, and one that is closed asks nothing more', async () => {
  const controller = new AbortController();
  const { send, sends, closed, posts } = sender(
    () => void setImmediate(() => controller.abort(new Error('Ctrl-C'))),
    { signal: controller.signal },
  );
  await assert.rejects(send(), /Ctrl-C/);
  assert.equal(posts[0]?.signal?.aborted, true);
  sends.close();
  assert.equal(closed(), 1);
  const other = new AbortController();
  /** @type {unknown[][]} */
  const listeners = [];
  const signal = new Proxy(other.signal, {
    get(of, name) {
      const value = Reflect.get(of, name);
      if (typeof value !== 'function') return value;
      return (/** @type {unknown[]} */ ...given) => {
        listeners.push([name, ...given]);
        return value.apply(of, given);
      };
    },
  });
  const second = sender(() => SENT, { signal });
  const [[, ...added] = assert.fail()] = listeners;
  assert.equal(added[0], 'abort');
  assert.equal(listeners.length, 1);
  second.sends.close();
  assert.deepEqual(listeners.slice(1), [['removeEventListener', ...added]]);
  assert.match((await second.send()).reason ?? '', /cancelled/);
  assert.equal(second.posts.length, 0);
});

test('a request that is not made tells its body and the files that it is of, and no key', () => {
  const bytes = Uint8Array.of(1, 2);
  const frame = { ...FRAME, gzip: true, segments: [bytes, 0, bytes, 1, bytes, 2] };
  const stamp = { size: 900, modified: 1 };
  const files = [
    { file: '/a/app.js', size: 5 },
    {
      file: '/a/lib.so',
      size: 12,
      pieces: [bytes, { file: '/a/lib.so', start: 3, length: 10, stamp }],
    },
    { file: new Uint8Array(4), size: 4 },
  ];
  const told = requestOf(TARGET, /** @type {any} */ (frame), /** @type {any} */ (files), '9');
  assert.equal(told.url, TARGET.url);
  assert.equal(told.headers['Content-Encoding'], 'gzip');
  assert.equal(told.headers['Content-Type'], FRAME.contentType);
  assert.deepEqual([told.gzip, told.length], [true, 7]);
  assert.deepEqual(told.sizes, { '/a/app.js': 5, '/a/lib.so': 900 });
  assert.equal(told.body.length, 7);
  assert.equal(told.body[1], '/a/app.js');
  assert.deepEqual([told.body[0], told.body[2], told.body[3]], [bytes, bytes, bytes]);
  assert.equal(JSON.stringify(told).includes(KEY), false);
  const plain = requestOf(TARGET, { ...FRAME, segments: [] }, [], '9');
  assert.equal(plain.headers['Content-Encoding'], undefined);
  assert.deepEqual([plain.body, plain.sizes], [[], {}]);
});
