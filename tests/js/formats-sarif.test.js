// SARIF: held against the schema of the standard, and against what its readers need.
import assert from 'node:assert/strict';
import { readFile, realpath } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';

import { RULES } from '../../pkg/report/declared-rules.js';
import { sarif } from '../../pkg/report/sarif.js';
import { context, HOSTILE, issue, reportOf } from './formats-report.js';
import { folder, mapship } from './world.js';

const require = createRequire(import.meta.url);
const { default: Ajv } = require('ajv-draft-04');

const schema = JSON.parse(
  await readFile(
    require.resolve('@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json'),
    'utf8',
  ),
);
const URI_REFERENCE = /^(?:[A-Za-z][A-Za-z0-9+.-]*:)?(?:[\w\-.~!$&'()*+,;=:@/]|%[0-9A-F]{2})*$/;
/** @type {((log: any) => boolean) & { errors?: unknown }} */
const validate = new Ajv({
  strict: false,
  // patterns of the schema are none of the Unicode kind
  unicodeRegExp: false,
  allErrors: true,
  formats: {
    uri: (/** @type {string} */ text) => URL.canParse(text),
    'uri-reference': (/** @type {string} */ text) => URI_REFERENCE.test(text),
    'date-time': true,
  },
}).compile(schema);

/** @param {string} text */
function read(text) {
  /** @type {any} */
  const log = JSON.parse(text);
  assert.ok(validate(log), JSON.stringify(validate.errors, null, 2));
  return log.runs[0];
}

test('the schema refuses what is not SARIF', async () => {
  const log = JSON.parse(sarif(reportOf(['a.map']), await context()));
  log.runs[0].results[0].locations[0].physicalLocation.region.startLine = 0;
  assert.equal(validate(log), false);
  log.runs[0].results[0].locations[0].physicalLocation.region.startLine = 1;
  assert.equal(validate(log), true);
  log.runs[0].results[0].locations[0].physicalLocation.artifactLocation.uri = 'a b.map';
  assert.equal(validate(log), false);
});

test('every finding has its rule, with help, from the catalogue', async () => {
  const about = await context();
  const known = new Set(RULES.map(({ code }) => code));
  // what came of sending is no result
  known.delete('upload-failed');
  const codes = [...known];
  assert.ok(codes.length > 100, 'the core says what there is to find');
  const report = reportOf(['a.map'], { issues: codes.map((code) => issue({ code })) });
  const { tool, results } = read(sarif(report, about));
  assert.equal(results.length, codes.length);
  for (const result of results) {
    const rule = tool.driver.rules[result.ruleIndex];
    assert.equal(rule.id, result.ruleId);
    assert.ok(rule.help.text.length > 5 && rule.shortDescription.text.length > 5, rule.id);
  }
  assert.equal(
    new Set(tool.driver.rules.map((/** @type {any} */ rule) => rule.id)).size,
    codes.length,
  );
});

test('the parts of a report have their places in the log', async () => {
  const run = read(sarif(reportOf(['a.map']), await context()));
  assert.equal(run.columnKind, 'utf16CodeUnits');
  const [first, second] = run.results;
  assert.deepEqual([first.level, second.level], ['error', 'note']);
  assert.deepEqual(first.locations[0].logicalLocations, [{ fullyQualifiedName: '$.mappings' }]);
  // the column of a report is in bytes; nobody has said what it is in characters
  assert.deepEqual(first.locations[0].physicalLocation.region, { startLine: 2, byteOffset: 66 });
  assert.deepEqual(second.locations[0].physicalLocation.region, { startLine: 1 });
  const [invocation] = run.invocations;
  assert.equal(invocation.exitCode, 4);
  assert.equal(invocation.executionSuccessful, false);
  assert.deepEqual(
    invocation.toolExecutionNotifications.map((/** @type {any} */ one) => [
      one.descriptor.id,
      one.level,
    ]),
    [
      ['git-none', 'warning'],
      ['upload-failed', 'error'],
    ],
  );
});

test('a column in characters, where it is known', async () => {
  const about = { ...(await context()), columnOf: () => 52 };
  const [first] = read(sarif(reportOf(['a.map']), about)).results;
  assert.equal(first.locations[0].physicalLocation.region.startColumn, 52);
});

test('bad files are a run that went well; its exit code is told', async () => {
  const report = { ...reportOf(['a.map'], { upload: undefined }), suppressedExitCode: 3 };
  const [invocation] = read(sarif(report, { ...(await context()), exitCode: 0 })).invocations;
  assert.equal(invocation.executionSuccessful, true);
  assert.equal(invocation.exitCode, 0);
  assert.match(invocation.exitCodeDescription, /--warn-only.*3/);
});

test('hostile names stay names', async () => {
  const run = read(sarif(reportOf(HOSTILE), await context()));
  const uris = run.artifacts.map((/** @type {any} */ one) => one.location.uri);
  assert.equal(uris.length, HOSTILE.length);
  uris.forEach((/** @type {string} */ uri, /** @type {number} */ i) => {
    assert.equal(decodeURIComponent(uri), HOSTILE[i]?.replaceAll(/\p{Surrogate}/gu, '\ufffd'));
    assert.ok(!uri.startsWith('/') && !/^\w+:/.test(uri), `${uri} is relative`);
  });
  for (const { message } of run.results) {
    assert.ok(!/[\0-\x09\x0b-\x1f]/.test(message.text), 'no control characters');
    assert.ok(!/(?<!\\)\]\(/.test(message.text), `no link: ${message.text}`);
    assert.ok(!/(?<!\{)\{\d/.test(message.text), `no placeholder: ${message.text}`);
  }
});

test('fingerprints last: they change neither with lines nor with counts, and differ between findings', async () => {
  const prints = async (/** @type {any[]} */ issues) => {
    const report = reportOf(['a.map', 'b.map'], { issues });
    return read(sarif(report, await context())).results.map(
      (/** @type {any} */ one) => one.partialFingerprints['mapshipFinding/v1'],
    );
  };
  const [one, two] = [issue(), issue({ code: 'map-blank' })];
  const before = await prints([one, two]);
  assert.equal(new Set(before).size, 4);
  const moved = { ...one, count: 7, message: 'other', at: { ...one.at, line: 9, offset: 1 } };
  assert.deepEqual(await prints([moved, two]), before);
  const alike = await prints([one, one, two]);
  assert.equal(new Set(alike).size, 6, 'alike findings are told apart');
  for (const print of before) assert.ok(alike.includes(print));
});

test('from a file: line, column in UTF-16 units, byte', async (t) => {
  // é and 😀 take six bytes, and three units
  const text = '{"version":3,\n"é😀":1,"sources":["a"],"names":[],"mappings":"AAAA,!!"}';
  const cwd = await folder(t, {
    'dist/a.js': 'call();\n//# sourceMappingURL=a.js.map\n',
    'dist/a.js.map': text,
  });
  const end = await mapship(['check', 'dist', '--report', 'sarif=out.sarif'], { cwd });
  assert.equal(end.code, 3, end.stdout + end.stderr);
  const run = read(await readFile(`${cwd}/out.sarif`, 'utf8'));
  const found = run.results.find((/** @type {any} */ one) => one.ruleId === 'map-vlq-digit');
  const { artifactLocation, region } = found.locations[0].physicalLocation;
  const line = text.split('\n')[1] ?? '';
  assert.deepEqual(artifactLocation, { uri: 'dist/a.js.map', uriBaseId: '%SRCROOT%' });
  assert.deepEqual(region, {
    startLine: 2,
    startColumn: line.indexOf('!') + 1,
    byteOffset: Buffer.from(text).indexOf('!'),
  });
});

test('files outside of the folder have whole addresses', async (t) => {
  const name = 'an other/%é.map';
  const [cwd, other] = [await folder(t, {}), await folder(t, { [name]: 'no json' })];
  const given = path.relative(cwd, path.join(other, name));
  const end = await mapship(['inspect', given, '--report', 'sarif=out.sarif'], { cwd });
  assert.equal(end.code, 3, end.stdout + end.stderr);
  const { artifacts, results } = read(await readFile(`${cwd}/out.sarif`, 'utf8'));
  const { href } = pathToFileURL(path.join(await realpath(other), name));
  assert.deepEqual(artifacts[0].location, { uri: href });
  assert.deepEqual(results[0].locations[0].physicalLocation.artifactLocation, { uri: href });
});
