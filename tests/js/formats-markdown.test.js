// The summary in Markdown: rendered by a foreign renderer, and within GitHub's limit.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { marked } from 'marked';

import { markdown, SUMMARY_LIMIT } from '../../pkg/report/markdown.js';
import { context, HOSTILE, reportOf } from './formats-report.js';

/** @param {string} text */
const html = (text) => /** @type {string} */ (marked.parse(text, { gfm: true }));

/** @param {string} page @returns {string[][][]} the rows of each table, their cells in HTML */
function tablesOf(page) {
  const inner = (/** @type {string} */ text, /** @type {string} */ tag) =>
    [...text.matchAll(new RegExp(`<${tag}[^>]*>(.*?)</${tag}>`, 'gs'))].map(
      (match) => match[1] ?? '',
    );
  return inner(page, 'table').map((table) =>
    inner(table, 'tr')
      .slice(1)
      .map((row) => inner(row, 'td')),
  );
}

/** @param {string} text */
function decoded(text) {
  const named = /** @type {Record<string, string>} */ ({ lt: '<', gt: '>', quot: '"', amp: '&' });
  return text.replaceAll(/&(?:#(\d+)|(\w+));/g, (_, number, name) =>
    number ? String.fromCharCode(number) : (named[name] ?? assert.fail(name)),
  );
}

test('hostile names stay names', async () => {
  const page = html(markdown(reportOf(HOSTILE), await context()));
  const tags = new Set([...page.matchAll(/<(\w+)/g)].map((match) => match[1]));
  assert.deepEqual([...tags].sort(), [
    'br',
    'code',
    'h3',
    'p',
    'table',
    'tbody',
    'td',
    'th',
    'thead',
    'tr',
  ]);
  const [findings = [], files = []] = tablesOf(page);
  // a failed upload, an error and a note of each, and what is said of the run
  assert.equal(findings.length, 3 * HOSTILE.length + 1);
  for (const row of findings) assert.equal(row.length, 4, row.join('\n'));
  assert.equal(files.length, HOSTILE.length);
  const escaped = (/** @type {string} */ name) =>
    name.replaceAll(/[\p{Cc}\p{Cf}]/gu, (c) => `\\u{${c.codePointAt(0)?.toString(16)}}`);
  assert.deepEqual(
    files.map(([name = '']) => decoded(name)),
    HOSTILE.map((name) => `<code>${escaped(name)}</code>`),
  );
  // in sentences too
  const sentences = findings.map(([, , sentence = '']) => decoded(sentence.split('<br>')[0] ?? ''));
  for (const name of HOSTILE) {
    assert.ok(sentences.includes(`it is the map of ${escaped(name)}`.trimEnd()), name);
  }
});

test('errors come first', async () => {
  const [findings = []] = tablesOf(html(markdown(reportOf(['a.map', 'b.map']), await context())));
  assert.deepEqual(
    findings.map(([level = '']) => level.split(' ')[1]),
    ['error', 'error', 'error', 'error', 'warning', 'note', 'note'],
  );
});

test('the limit is kept, and what was cut is told', async () => {
  const names = Array.from(
    { length: 9000 },
    (_, i) => `dist/ünïcode-${'x'.repeat(i % 50)}${i}.map`,
  );
  const report = reportOf(names);
  const whole = markdown(report, await context(), 1e9);
  assert.ok(Buffer.byteLength(whole) > SUMMARY_LIMIT, 'it is too long as a whole');
  assert.ok(!whole.includes('left out'));
  for (const limit of [SUMMARY_LIMIT, 100_000, 2000]) {
    const page = markdown(report, await context(), limit);
    assert.ok(Buffer.byteLength(page) <= limit, `${Buffer.byteLength(page)} of ${limit}`);
    assert.ok(Buffer.byteLength(page) > 0.8 * limit, 'the room is used');
    const [findings = []] = tablesOf(html(page));
    const [, left, all] = /(\d+) of (\d+) rows are left out/.exec(page) ?? assert.fail(page);
    assert.equal(findings.length + Number(left), Number(all));
  }
});

test('what was sent, and what the exit code would have been', async () => {
  const sent = /** @type {const} */ ({ status: 'sent', url: 'u', id: 'a|b' });
  const report = { ...reportOf(['a.map'], { upload: sent }), suppressedExitCode: 3 };
  const page = html(markdown(report, { ...(await context()), exitCode: 0 }));
  assert.match(page, /\d+ sent, \d+ failed, \d+ not sent · /);
  assert.match(page, /exit code 0; without <code>--warn-only<\/code> it would have been 3/);
  const [, files = []] = tablesOf(page);
  assert.equal(decoded(files[0]?.at(-1) ?? ''), 'sent, id <code>a|b</code>');
});
