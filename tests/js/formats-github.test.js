// Annotations: written as GitHub's own library writes them, and read by the rules of GitHub's runner.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { github } from '../../pkg/report/github.js';
import { context, HOSTILE, issue, reportOf } from './formats-report.js';

/**
 * The commands in an output, by the rules of the runner (its ActionCommand): a line that begins with `::`, values unescaped.
 * @param {string} output
 */
function commandsOf(output) {
  return output
    .split(/\r\n|\r|\n/)
    .filter(Boolean)
    .map((line) => {
      const [, name = '', given = '', message = ''] =
        /^::([a-z-]+)(?: (.*?))?::(.*)$/.exec(line.trimStart()) ??
        assert.fail(`no command: ${line}`);
      const pairs = given.split(',').filter(Boolean);
      const properties = pairs.map((pair) => {
        const at = pair.indexOf('=');
        return [pair.slice(0, at), unescaped(pair.slice(at + 1))];
      });
      return { name, properties: Object.fromEntries(properties), message: unescaped(message) };
    });
}

/** @param {string} text */
function unescaped(text) {
  return text
    .replaceAll('%0D', '\r')
    .replaceAll('%0A', '\n')
    .replaceAll('%3A', ':')
    .replaceAll('%2C', ',')
    .replaceAll('%25', '%');
}

test('commands are escaped as by GitHub itself', async () => {
  const report = reportOf(HOSTILE.slice(0, 8), { upload: undefined });
  // what the core says of a file has no control characters; this has
  const output = github({ ...report, issues: [] }, await context());
  const commands = commandsOf(output);
  const script = `
    import { error, notice } from '@actions/core';
    for (const { name, properties: { line, ...rest }, message } of JSON.parse(process.argv[1])) {
      const about = line === undefined ? rest : { startLine: line, ...rest };
      (name === 'error' ? error : notice)(message, about);
    }`;
  const theirs = spawnSync(
    process.execPath,
    ['--input-type=module', '-e', script, JSON.stringify(commands)],
    { cwd: fileURLToPath(new URL('.', import.meta.url)), encoding: 'utf8' },
  );
  assert.equal(theirs.status, 0, theirs.stderr);
  const inOrder = (/** @type {string} */ text) =>
    text.split('\n').map((line) => {
      const [, head = '', properties = '', message = ''] = /^(::\w+) (.*?)(::.*)$/.exec(line) ?? [];
      return [head, properties.split(',').sort(), message];
    });
  assert.deepEqual(inOrder(output), inOrder(theirs.stdout));
});

test('hostile names stay names: one command per finding, in the file of that name', async () => {
  for (const name of HOSTILE) {
    // the runner takes back the escapes of line ends alone
    const shown = name.replace(
      /(?![\n\r\t])[\p{Cc}\p{Cf}]/gu,
      (c) => `\\u{${c.codePointAt(0)?.toString(16)}}`,
    );
    const commands = commandsOf(github(reportOf([name]), await context()));
    assert.deepEqual(
      commands.map((one) => [one.name, one.properties.file]),
      [
        ['error', shown],
        ['error', shown],
        ['warning', undefined],
        ['notice', shown],
      ],
    );
    const [, error] = commands;
    assert.equal(error?.properties.title, 'mapship: map-vlq-digit');
    assert.equal(error?.properties.line, '2');
    assert.ok(!/[\0-\x09\x0b-\x1f]/.test(error?.message ?? ''), error?.message);
  }
});

test('errors come first, and no more of a level than GitHub shows', async () => {
  const names = Array.from({ length: 25 }, (_, i) => `f${i}.map`);
  const report = reportOf(names, {
    issues: [
      issue({ severity: 'note', code: 'n' }),
      issue({ severity: 'warning', code: 'w' }),
      issue(),
    ],
    upload: undefined,
  });
  const commands = commandsOf(github(report, await context()));
  const levels = commands.map(({ name }) => name);
  assert.deepEqual(
    levels,
    ['error', 'warning', 'notice'].flatMap((level) => Array(10).fill(level)),
  );
  assert.match(commands[9]?.message ?? '', /^16 more findings/);
});

test('what holds of every event is said once', async () => {
  const lacking = issue({ message: 'event.service is missing', at: { path: 'event.service' } });
  const report = reportOf(['a.map', 'b.map', 'c.map'], { issues: [lacking], upload: undefined });
  const [only, ...others] = commandsOf(github(report, await context()));
  assert.deepEqual(
    others.map(({ name }) => name),
    ['warning'],
  );
  assert.equal(only?.properties.file, 'a.map');
  assert.match(only?.message ?? '', /and 2 more files/);
});
