// The display of long work: what it says, when, and on what.
import assert from 'node:assert/strict';
import { execFile, spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { promisify } from 'node:util';

import { progressLine } from '../../pkg/cli/progress.js';
import { unlessThere } from './judges.js';
import { BUILD, CLEAN, CLI, folder, intake } from './world.js';

/** @import { Progress } from 'mapship' */

const KEY = '0123456789abcdef0123456789abcdef';
const MB = 1_000_000;

/** A clock that is set by hand, and a stream that keeps what it gets. */
function world({ isTTY = true, columns = 200, TERM = 'xterm' } = {}) {
  let time = 5000;
  /** @type {{ ms: number, next: number, call: () => void }[]} */
  const timers = [];
  /** @type {string[]} */
  const written = [];
  const stream = { isTTY, columns, write: (/** @type {string} */ text) => void written.push(text) };
  const progress = progressLine(
    stream,
    { TERM },
    {
      now: () => time,
      every(ms, call) {
        const timer = { ms, next: time + ms, call };
        timers.push(timer);
        return () => void timers.splice(timers.indexOf(timer), 1);
      },
    },
  );
  return {
    written,
    progress,
    timers,
    /** @param {number} ms */
    pass(ms) {
      for (const end = time + ms; ;) {
        const due = timers.filter(({ next }) => next <= end).sort((a, b) => a.next - b.next)[0];
        if (due === undefined) {
          time = end;
          return;
        }
        time = due.next;
        due.next += due.ms;
        due.call();
      }
    },
    /** @param {Partial<Progress>} event */
    tell: (event) =>
      progress.onProgress({ phase: 'check', path: 'a', done: 1, total: 1, ...event }),
    shown: () => written.at(-1)?.replace('\r\x1b[K', ''),
  };
}

test('on a terminal: files, bytes, rate, and the time that is left', () => {
  const { tell, pass, shown, written } = world();
  for (const [i, path] of ['a', 'b', 'c', 'd'].entries()) {
    tell({ path, done: i + 1, total: 4, size: 10 * MB });
  }
  assert.equal(shown(), 'checked 1 of 4 files', 'not written too often');
  for (let i = 0; i < 10; i += 1) {
    pass(500);
    tell({ phase: 'bytes', path: 'a', done: 0, total: 4, bytes: MB });
  }
  pass(100);
  tell({ phase: 'bytes', path: 'a', done: 0, total: 4, bytes: 0 });
  // 9 MB in the 4.6 s since the first of them
  assert.equal(shown(), '0 of 4 done · 10.0 MB of 40.0 MB · 2.0 MB/s · 16 s left');
  pass(100);
  tell({ phase: 'send', path: 'a', done: 1, total: 4 });
  assert.match(`${shown()}`, /^1 of 4 done · 10\.0 MB of 40\.0 MB · 1\.9 MB\/s /);
  assert.ok(written.every((text) => text.startsWith('\r\x1b[K') && !text.includes('\n')));
});

test('the rate is that of late, not of the whole run', () => {
  const { tell, pass, shown } = world();
  tell({ size: 1000 * MB });
  for (let i = 0; i < 100; i += 1) {
    pass(500);
    tell({ phase: 'bytes', done: 0, bytes: MB });
  }
  for (let i = 0; i < 60; i += 1) {
    pass(500);
    tell({ phase: 'bytes', done: 0, bytes: 5 * MB });
  }
  pass(100);
  tell({ phase: 'bytes', done: 0, bytes: 0 });
  assert.match(`${shown()}`, / · 400 MB of 1\.0 GB · 9\.9 MB\/s · 61 s left$/);
});

test('what is not checked yet is reckoned by what is', () => {
  const { tell, pass, shown } = world();
  tell({ path: 'a', done: 1, total: 10, size: 2 * MB });
  pass(100);
  tell({ phase: 'bytes', path: 'a', done: 0, total: 10, bytes: MB });
  assert.equal(shown(), 'checked 1 of 10 files · 0 done · 1.0 MB of ~20.0 MB');
});

test('a retry takes back what the attempt had taken, and the wait is counted down', () => {
  const { tell, pass, shown } = world();
  tell({ size: 2 * MB });
  pass(100);
  tell({ phase: 'bytes', done: 0, bytes: 2 * MB });
  pass(100);
  tell({ phase: 'retry', done: 0, wait: 4000, attempts: 1, reason: 'HTTP 503' });
  assert.equal(shown(), '0 of 1 done · 0 B of 2.0 MB · 1 retry, next in 4.0 s');
  pass(2800);
  assert.match(`${shown()}`, /1 retry, next in 1\.\d s$/, 'though nothing happens');
  pass(2000);
  assert.match(`${shown()}`, /1 retry$/);
});

test('the line is not wider than the terminal, and is gone in the end', () => {
  const { tell, pass, written, progress, timers } = world({ columns: 30 });
  tell({ size: 2 * MB });
  pass(100);
  tell({ phase: 'bytes', done: 0, bytes: 2 * MB });
  for (const text of written) assert.ok(text.replace('\r\x1b[K', '').length < 30, text);
  progress.clear();
  assert.equal(written.at(-1), '\r\x1b[K');
  assert.equal(timers.length, 0, 'nothing keeps the process');
  progress.clear();
  assert.equal(written.filter((text) => text === '\r\x1b[K').length, 1);
});

test('a terminal that does not know its width has the usual one', () => {
  const { tell, shown } = world({ columns: 0 });
  tell({ size: 2 * MB });
  assert.equal(shown(), 'checked 1 of 1 file');
});

for (const [where, terminal] of Object.entries({
  'a pipeline': { isTTY: false },
  'a terminal that can not rewrite lines': { TERM: 'dumb' },
})) {
  test(`in ${where}: nothing at first, then a plain line every quarter of a minute`, () => {
    const { tell, pass, written, progress } = world(terminal);
    pass(15_000);
    assert.deepEqual(written, [], 'there is nothing to say yet');
    tell({ path: 'a', done: 1, total: 2, size: 30 * MB });
    tell({ path: 'b', done: 2, total: 2, size: 30 * MB });
    for (let i = 0; i < 14; i += 1) {
      pass(1000);
      tell({ phase: 'bytes', path: 'a', done: 0, total: 2, bytes: MB });
    }
    assert.deepEqual(written, []);
    pass(1000);
    assert.equal(written.length, 1);
    assert.match(
      `${written[0]}`,
      /^0 of 2 done · 14\.0 MB of 60\.0 MB · \d+ kB\/s · \d\d s left\n$/,
    );
    // a job that says nothing for long is taken for dead
    pass(60_000);
    assert.equal(written.length, 5);
    progress.clear();
    pass(60_000);
    assert.equal(written.length, 5);
  });
}

const hasScript = spawnSync('script', ['--version']).status === 0;

test(
  'a real terminal shows it while an upload goes on',
  { skip: unlessThere(hasScript, 'program script') },
  async (t) => {
    const { url } = await intake(t, { faults: ['503:times=1,retry-after=2'] });
    const dir = await folder(t, BUILD);
    const command = [
      ...[process.execPath, CLI, 'upload', 'dist', '--service', 's', '--release-version', '1'],
      ...['--minified-path-prefix', '/', '--intake-url', url, '--disable-git'],
    ];
    const { stdout } = await promisify(execFile)(
      'script',
      ['-qec', command.map((word) => `'${word}'`).join(' '), '/dev/null'],
      { cwd: dir, env: { ...CLEAN, TERM: 'xterm', SHELL: '/bin/sh', DD_API_KEY: KEY } },
    );
    assert.match(stdout, /\r\x1b\[Kchecked 1 of 1 file/);
    assert.match(stdout, /1 retry, next in \d/);
    const end = stdout.slice(stdout.lastIndexOf('\r\x1b[K') + 4);
    assert.match(end, /1 sent/, 'the report follows where the line was');
  },
);
