// JUnit XML: read again by a strict XML parser.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { SaxesParser } from 'saxes';

import { junit } from '../../pkg/report/junit.js';
import { context, HOSTILE, issue, reportOf } from './formats-report.js';

/** @typedef {{ name: string, attributes: Record<string, string>, text: string, children: Element[] }} Element */

/**
 * @param {string} xml
 * @returns {Element} the outermost
 */
function parse(xml) {
  /** @type {Element} */
  const top = { name: '', attributes: {}, text: '', children: [] };
  const stack = [top];
  const parser = new SaxesParser();
  parser.on('error', (error) => assert.fail(`${error.message}\n${xml}`));
  parser.on('opentag', ({ name, attributes }) => {
    const element = { name, attributes: /** @type {any} */ (attributes), text: '', children: [] };
    stack.at(-1)?.children.push(element);
    stack.push(element);
  });
  parser.on('text', (text) => {
    const element = stack.at(-1);
    if (element) element.text += text;
  });
  parser.on('closetag', () => stack.pop());
  parser.write(xml).close();
  assert.equal(top.children.length, 1);
  return /** @type {Element} */ (top.children[0]);
}

/** @param {Element} suites */
function casesOf({ children: [suite] }) {
  return suite?.children.filter(({ name }) => name === 'testcase') ?? [];
}

test('a test case per file, and counts that hold', async () => {
  const report = reportOf(['bad.map', 'failed.map', 'skipped.map', 'good.map']);
  const [bad, failed, skipped, good] = report.files;
  Object.assign(bad ?? {}, {
    upload: { status: 'skipped', url: 'u', reason: 'it would not work' },
  });
  Object.assign(failed ?? {}, { ok: true, issues: [issue({ severity: 'warning' })] });
  Object.assign(skipped ?? {}, {
    ok: true,
    issues: [],
    upload: { status: 'skipped', reason: 'of CSS' },
  });
  Object.assign(good ?? {}, {
    ok: true,
    issues: [],
    upload: { status: 'sent', url: 'u', ms: 1500 },
  });
  const suites = parse(junit(report, await context()));
  const [suite] = suites.children;
  assert.equal(suites.name, 'testsuites');
  const { tests, failures, errors, skipped: left, time } = suite?.attributes ?? {};
  assert.deepEqual([tests, failures, errors, left, time], ['5', '1', '1', '1', '1.234']);
  const told = casesOf(suites).map(({ attributes, children }) => [
    attributes.name,
    children.map(({ name }) => name),
  ]);
  assert.deepEqual(told, [
    ['the run of mapship upload', ['system-out']],
    ['bad.map', ['failure', 'system-out']],
    ['failed.map', ['error', 'system-out']],
    ['skipped.map', ['skipped']],
    ['good.map', []],
  ]);
  const [, ofBad, , ofSkipped, ofGood] = casesOf(suites);
  assert.equal(ofSkipped?.children[0]?.attributes.message, 'of CSS');
  assert.equal(ofGood?.attributes.time, '1.500');
  const failure = ofBad?.children[0];
  assert.equal(failure?.attributes.type, 'map-vlq-digit');
  assert.match(failure?.text ?? '', /line 2, byte 66\n→ remove bad\.map/);
});

test('a run that found nothing has a failure to show', async () => {
  const report = {
    ...reportOf([]),
    issues: [
      {
        code: 'nothing-found',
        severity: /** @type {const} */ ('error'),
        message: 'nothing',
        help: 'x',
      },
    ],
  };
  const cases = casesOf(parse(junit(report, await context())));
  assert.deepEqual(
    cases.map(({ children }) => children[0]?.attributes.type),
    ['nothing-found'],
  );
});

test('hostile names stay names', async () => {
  const [, ...cases] = casesOf(parse(junit(reportOf(HOSTILE), await context())));
  // what XML 1.0 can't say at all is replaced, what CI systems would obey is escaped; all else comes back as it was
  const sayable = (/** @type {string} */ name) =>
    name
      .replaceAll(/\p{Surrogate}/gu, '\ufffd')
      .replaceAll(/[\0-\x08\x0b\x0c\x0e-\x1f\ufffe]/g, '\ufffd')
      .replaceAll(/\p{Cf}/gu, (c) => `\\u{${c.codePointAt(0)?.toString(16)}}`);
  assert.deepEqual(
    cases.map(({ attributes }) => attributes.name),
    HOSTILE.map(sayable),
  );
  for (const { children } of cases)
    assert.deepEqual(
      children.map(({ name }) => name),
      ['error', 'system-out'],
    );
});
