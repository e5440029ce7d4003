// Options: what is refused within objects, in words that say what is meant; and flags, as numbers and as what they stand for.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { check, upload, UsageError } from 'mapship';

import { kindOf, wordsOf } from '../../pkg/options/kinds.js';
import { flagOf, flagThatGave, readFlags, readRun } from '../../pkg/options/flags.js';
import { BUILD, folder, intake, mapship } from './world.js';

/** @import { Kind } from '../../pkg/options/kinds.js' */

const any = (/** @type {unknown} */ value) => /** @type {any} */ (value);

test('what is within an option is held against its declaration too', async () => {
  /** @type {[options: any, code: string, message: string, help: RegExp][]} */
  const cases = [
    [
      { git: { comitSha: 'x' } },
      'option-unknown',
      'there is no option "git.comitSha"',
      /commitSha/,
    ],
    [{ git: { cwd: 1 } }, 'option-kind', 'the option "git.cwd" is not a string', /a string/],
    [{ git: 'no' }, 'option-kind', 'the option "git" is not true, false, or { cwd, ', /./],
    [{ relay: { url: 'x', session: undefined } }, 'option-kind', 'the option "relay" is not', /./],
    [{ relay: { url: 'x' } }, 'option-kind', 'the option "relay" is not { url, session }', /./],
    [{ receipt: ' ' }, 'option-kind', 'the option "receipt" is empty', /a value/],
    [{ receipt: { read: 1 } }, 'option-kind', 'the option "receipt" is not a string, or a', /./],
    [
      { timeout: 2 ** 60 },
      'option-kind',
      'the option "timeout" is not a whole number',
      /1 or more/,
    ],
  ];
  for (const [options, code, message, help] of cases) {
    await assert.rejects(upload(new Uint8Array(1), { dryRun: true, ...options }), (error) => {
      assert.ok(error instanceof UsageError, String(error));
      assert.equal(error.code, code);
      assert.ok(error.message.startsWith(message), error.message);
      assert.match(String(error.help), help);
      return true;
    });
  }
});

test('options that a caller changes meanwhile stay as they were given', async (t) => {
  const { url: intakeUrl, uploads } = await intake(t);
  const dir = await folder(t, BUILD);
  const git = { repositoryUrl: 'https://git.test/r.git', commitSha: 'a'.repeat(40) };
  const options = { service: 's', version: '1', minifiedPathPrefix: '/', apiKey: 'k', intakeUrl };
  const onPlan = () => void (git.commitSha = 'b'.repeat(40));
  await upload(`${dir}/dist`, { ...options, git, onPlan });
  assert.equal((await uploads())[0]?.event?.git_commit_sha, 'a'.repeat(40));
});

test('a kind in words', () => {
  /** @type {[Kind, string][]} */
  const cases = [
    ['text', 'a string'],
    ['bool', 'true or false'],
    [{ min: 1 }, 'a whole number of 1 or more'],
    [{ min: 0, max: 9 }, 'a whole number from 0 to 9'],
    [{ oneOf: ['fail', 'warn'] }, "'fail' or 'warn'"],
    [['bool', { members: { cwd: 'path' } }], 'true, false, or { cwd }'],
    [['path', 'store'], 'a string, or a store { name, read(), write(text) }'],
  ];
  for (const [kind, words] of cases) assert.equal(wordsOf(kind), words);
});

test('numbers are whole, and held exactly', () => {
  for (const value of [1.5, NaN, Infinity, -1, '1', 1n, 2 ** 53, null]) {
    assert.equal(kindOf({ min: 0 }, value), undefined, String(value));
  }
  assert.deepEqual(kindOf({ min: 0 }, 0), { min: 0 });
});

test('flags that are numbers are refused by name', async () => {
  for (const [flag, value, words] of [
    ['--max-retries', '-1', 'a whole number of 0 or more'],
    ['--timeout', '0', 'a whole number of 1 or more'],
    ['--deadline', '1e3', 'a whole number of 1 or more'],
    ['--timeout', '9'.repeat(20), 'a whole number of 1 or more'],
  ]) {
    const end = await mapship(['upload', 'x', `${flag}=${value}`, '--json']);
    assert.equal(end.code, 2);
    const { code, message, help } = end.json().error;
    assert.equal(code, 'flag-value');
    assert.equal(message, `${flag}: "${value}" is not ${words}`);
    assert.equal(help, `give ${words}`);
  }
});

test('flags give the options that they stand for', () => {
  const given = {
    releaseVersion: '1',
    service: 's',
    timeout: 2000,
    onlyKeepDebug: false,
    commitSha: 'c',
    minifiedFile: 'a.js',
    sourceMap: 'a.js.map',
    annotations: true,
    field: ['a=b=c', 'd'],
  };
  const event = { service: 's', version: '1' };
  const common = { onlyKeepDebug: false, timeout: 2000 };
  assert.deepEqual(readFlags(given, 'upload'), {
    ...common,
    event,
    git: { commitSha: 'c' },
    parts: { minified_file: 'a.js', source_map: 'a.js.map' },
  });
  assert.deepEqual(readRun(['x'], given, 'upload'), {
    input: ['x', 'a.js.map'],
    options: {
      ...common,
      event: { ...event, a: 'b=c', d: '' },
      git: { commitSha: 'c' },
      parts: { minified_file: 'a.js' },
    },
  });
  // a check has no Git, and --disable-git leaves it out: the commit is a field then as any other
  assert.equal(readFlags(given, 'check').event.git_commit_sha, 'c');
  const left = readFlags({ disableGit: true, commitSha: 'c' }, 'upload');
  assert.deepEqual(left, { git: false, event: { git_commit_sha: 'c' } });
  assert.deepEqual(readFlags({ onlyKeepDebug: true, annotations: true }, 'upload'), {});
});

test('which flag gave an option', () => {
  const options = { event: { version: '1', build_id: 'b' }, git: { commitSha: 'c' }, timeout: 1 };
  for (const [option, flag] of [
    ['event.version', '--release-version'],
    ['event.build_id', '--build-id'],
    ['git.commitSha', '--commit-sha'],
    ['git.repositoryUrl', undefined],
    ['git', undefined],
    ['timeout', '--timeout'],
    ['deadline', undefined],
  ]) {
    assert.equal(flagThatGave(options, String(option)), flag, option);
  }
  assert.equal(flagThatGave({ git: false }, 'git'), '--disable-git');
  assert.equal(flagThatGave({ onlyKeepDebug: false }, 'onlyKeepDebug'), '--no-only-keep-debug');
  assert.equal(flagOf('git_repository_url'), '--repository-url');
});

test('doctor takes what an upload takes', async (t) => {
  const cwd = await folder(t, { ...BUILD, 'empty/x.txt': '' });
  const flags = ['--service', 's', '--release-version', '1', '--minified-path-prefix', '/'];
  const more = ['--by-debug-id', '--scan-sources', '--strict', '--no-only-keep-debug'];
  const end = await mapship(['doctor', 'dist', ...flags, ...more], {
    cwd,
    env: { DD_API_KEY: 'k' },
  });
  assert.equal(end.code, 0, end.stdout + end.stderr);
});

test('strict is an option of a check', async () => {
  assert.ok(await check(new TextEncoder().encode('{}'), { strict: true }));
  await assert.rejects(check(new Uint8Array(1), any({ strict: 1 })), { code: 'option-kind' });
});
