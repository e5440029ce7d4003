// GitLab's Code Quality report: the members that GitLab documents, in the values that it knows.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { gitlab } from '../../pkg/report/gitlab.js';
import { context, HOSTILE, reportOf } from './formats-report.js';

test('every finding is a violation that GitLab can place', async () => {
  const violations = JSON.parse(gitlab(reportOf(HOSTILE), await context()));
  // three of each file, and one of the run
  assert.equal(violations.length, 3 * HOSTILE.length + 1);
  for (const { description, check_name, fingerprint, severity, location } of violations) {
    assert.match(check_name, /^[a-z-]+$/);
    assert.match(fingerprint, /^[0-9a-f]{32}$/);
    assert.ok(['info', 'minor', 'major', 'critical', 'blocker'].includes(severity), severity);
    assert.ok(Number.isInteger(location.lines.begin) && location.lines.begin >= 1);
    assert.ok(!/[\0-\x1f]/.test(description), description);
  }
  const prints = violations.map((/** @type {any} */ one) => one.fingerprint);
  assert.equal(new Set(prints).size, prints.length, 'fingerprints differ');
  assert.deepEqual(
    violations
      .filter((/** @type {any} */ one) => one.severity === 'major')
      .map((/** @type {any} */ one) => one.location.path),
    HOSTILE,
  );
});

test('severities, and lines', async () => {
  const violations = JSON.parse(gitlab(reportOf(['a.map']), await context()));
  assert.deepEqual(
    violations.map((/** @type {any} */ one) => [
      one.check_name,
      one.severity,
      one.location.lines.begin,
    ]),
    [
      ['git-none', 'minor', 1],
      ['upload-failed', 'critical', 1],
      ['map-vlq-digit', 'major', 2],
      ['pair-by-name', 'info', 1],
    ],
  );
});
