// The API where its users go wrong, and where the files do while it works.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';

import { check, inspect, upload, UsageError } from 'mapship';

import { BUILD, ELF, MAP, SCRIPT, folder, intake } from './world.js';

const map = new TextEncoder().encode(MAP);
const script = new TextEncoder().encode(SCRIPT);
const any = (/** @type {unknown} */ value) => /** @type {any} */ (value);
const METADATA = /** @type {const} */ ({
  service: 's',
  version: '1',
  minifiedPathPrefix: '/',
  git: false,
  apiKey: 'k',
});

test('misuse is refused with a sentence, never with a trap', async (t) => {
  /** @type {[name: string, code: string, call: () => Promise<unknown>][]} */
  const cases = [
    ['no input', 'input-kind', () => check(any(undefined))],
    ['a number', 'input-kind', () => check(any(5))],
    ['a URL', 'input-url', () => check(any(new URL('file:///x')))],
    ['a list with a number', 'input-kind', () => check(any([5]))],
    ['a name that is no string', 'input-kind', () => check(any([{ file: map, name: 5 }]))],
    ['options that are no object', 'option-kind', () => check(map, any('x'))],
    ['inspect with null', 'option-kind', () => inspect(map, any(null))],
    ['inspect with another signal', 'option-kind', () => inspect(map, any({ signal: 'x' }))],
    ['inspect with an unknown option', 'option-unknown', () => inspect(map, any({ foo: 1 }))],
    ['an unknown option', 'option-unknown', () => check(map, any({ servise: 's' }))],
    ['an option of upload', 'option-unknown', () => check(map, any({ apiKey: 'k' }))],
    ['a type that is no string', 'type-unknown', () => check(map, any({ event: { type: 5 } }))],
    ['an unknown type', 'type-unknown', () => check(map, any({ type: 'js_sourcemaps' }))],
    [
      'two types',
      'type-conflict',
      () => check(map, { type: 'pe_symbol_file', event: { type: 'elf_symbol_file' } }),
    ],
    [
      'two files of one name',
      'name-twice',
      () =>
        check([
          { file: map, name: 'a.map' },
          { file: map, name: 'a.map' },
        ]),
    ],
    [
      'parts for two files',
      'parts-for-many',
      () => check([map, script], { type: 'elf_symbol_file', parts: { repository: map } }),
    ],
    [
      'a site and an intake',
      'site-and-intake-url',
      () => upload(map, { ...METADATA, site: 'US1', intakeUrl: 'http://127.0.0.1:1' }),
    ],
    ['a concurrency of 0', 'option-kind', () => upload(map, { ...METADATA, maxConcurrency: 0 })],
  ];
  for (const [name, code, call] of cases) {
    await t.test(name, () =>
      assert.rejects(call, (error) => {
        assert.ok(error instanceof UsageError, String(error));
        assert.equal(error.name, 'UsageError');
        assert.equal(error.code, code);
        assert.ok(error.help);
        return true;
      }),
    );
  }
});

test('an unknown option is refused with the nearest name', async () => {
  await assert.rejects(check(map, any({ servise: 's' })), { help: 'did you mean "service"?' });
});

test('members that are undefined are not there', async () => {
  const report = await check(
    ELF,
    any({
      type: 'elf_symbol_file',
      service: undefined,
      event: { arch: 'aarch64', origin: undefined },
      parts: { repository: undefined },
    }),
  );
  assert.deepEqual(
    report.files[0]?.issues.map(({ code }) => code),
    [],
  );
});

test('every kind of input: bytes, Blob, File, a path, a list with names', async (t) => {
  const dir = await folder(t, BUILD);
  const pair = ['dist/app.js.map', 'dist/app.js'];
  for (const input of [
    path.join(dir, 'dist'),
    path.join(dir, 'dist/app.js'),
    [path.join(dir, 'dist/app.js.map'), path.join(dir, 'dist/app.js')],
    [new File([map], 'app.js.map'), new File([script], 'app.js')],
    [
      { file: new Blob([map]), name: 'dist/app.js.map' },
      { file: script, name: 'dist/app.js' },
    ],
  ]) {
    const report = await check(input, { service: 's', version: '1', minifiedPathPrefix: '/' });
    assert.equal(report.ok, true, JSON.stringify(report.files[0]?.issues));
    assert.equal(report.files.length, 1);
    assert.equal(report.files[0]?.parts.length, pair.length);
  }
});

test('a field with half a character is refused', async () => {
  const report = await check(map, { type: 'elf_symbol_file', event: { arch: 'x\ud800' } });
  assert.match(
    String(report.files[0]?.issues[0]?.message),
    /event\.arch is a string with half a character/,
  );
});

test('what the caller throws in onProgress comes back as it is', async (t) => {
  const { url } = await intake(t);
  const dir = await folder(t, BUILD);
  for (const phase of ['check', 'bytes', 'send']) {
    const mine = new Error(`mine, in ${phase}`);
    await assert.rejects(
      upload(path.join(dir, 'dist'), {
        ...METADATA,
        intakeUrl: url,
        onProgress(progress) {
          if (progress.phase === phase) throw mine;
        },
      }),
      (error) => error === mine,
      phase,
    );
  }
});

test('a file that is gone when its turn comes does not keep the others from being sent', async (t) => {
  const { url, uploads } = await intake(t);
  const dir = await folder(t, { ...BUILD, 'dist/b.js': 'call();', 'dist/b.js.map': MAP });
  const report = await upload(path.join(dir, 'dist'), {
    ...METADATA,
    intakeUrl: url,
    onProgress({ phase }) {
      if (phase === 'check') rmSync(path.join(dir, 'dist/b.js'), { force: true });
    },
  });
  assert.equal(report.ok, false);
  assert.deepEqual(
    report.files.map(({ upload, issues }) => [
      upload?.status,
      issues.map(({ code }) => code).join(),
    ]),
    [
      ['sent', ''],
      ['skipped', 'file-unreadable'],
    ],
  );
  assert.equal((await uploads()).length, 1);
});

test('a file that changes while it is sent is said to have changed', async (t) => {
  const dir = await folder(t, { ...BUILD, 'dist/app.js.map': MAP });
  const file = path.join(dir, 'dist/app.js');
  const server = createServer((request) => request.resume());
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  t.after(() => (server.closeAllConnections(), server.close()));
  const url = `http://127.0.0.1:${any(server.address()).port}`;
  // bigger than what is read ahead, so that it is still being read when it changes
  await writeFile(file, `${'a();'.repeat(4_000_000)}\n//# sourceMappingURL=app.js.map\n`);
  let changed = false;
  const report = await upload(path.join(dir, 'dist'), {
    ...METADATA,
    intakeUrl: url,
    onProgress({ phase }) {
      if (phase === 'bytes' && !changed) {
        changed = true;
        void writeFile(file, 'b();');
      }
    },
  });
  assert.equal(report.files[0]?.upload?.status, 'failed');
  assert.match(String(report.files[0]?.upload?.reason), /changed or removed after it was checked/);
});
