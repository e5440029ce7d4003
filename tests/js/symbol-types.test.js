// Of which type a symbol file is: `inspect` and `upload` name the same, and what is sent of it says what stack traces say.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';

import { check, inspect, upload } from 'mapship';

import { ELF, folder, intake, mapship } from './world.js';

/** @param {string} name of a fixture */
const fixture = (name) => readFile(new URL(`../fixtures/symbols/${name}`, import.meta.url));

const DSYM = await fixture('macho/arm64.dwarf');
const DSYM_X64 = await fixture('macho/x86_64.dwarf');

/** What an app's build may leave behind, and the type of each file. @type {[name: string, content: Uint8Array, type: string][]} */
const FILES = [
  ['flutter/app.ios-arm64.symbols', DSYM, 'flutter_symbol_file'],
  ['flutter/app.darwin-x86_64.symbols', DSYM_X64, 'flutter_symbol_file'],
  ['flutter/app.android-arm64.symbols', ELF, 'flutter_symbol_file'],
  ['ndk/lib/arm64-v8a/libapp.so', ELF, 'ndk_symbol_file'],
  ['ndk/lib/arm64-v8a/libapp.so.dbg', ELF, 'ndk_symbol_file'],
  ['ndk/lib/arm64-v8a/libapp.so.sym', ELF, 'ndk_symbol_file'],
  ['ndk/lib/arm64-v8a/libapp.so.debug', ELF, 'ndk_symbol_file'],
  ['ndk/lib/arm64-v8a/app.debug', await fixture('elf/split.debug'), 'elf_symbol_file'],
  ['linux/libapp.so', await fixture('elf/x86_64.so'), 'elf_symbol_file'],
  ['linux/libapp.so.debug', await fixture('elf/i386.so'), 'elf_symbol_file'],
  ['windows/app.pdb', await fixture('pdb/x64.pdb'), 'pe_symbol_file'],
  ['apple/App', DSYM, 'ios_symbols'],
  ['jvm/mapping.txt', await fixture('jvm/mapping.txt'), 'jvm_mapping_file'],
  ['web/app.wasm', await fixture('wasm/app.wasm'), 'wasm_symbol_file'],
];

const EVENT = { service: 's', version: '1', variant: 'release' };

test('inspect and upload name the same type', async (t) => {
  const files = Object.fromEntries(FILES.map(([name, content]) => [name, content]));
  const dir = await folder(t, { ...files, 'ndk/build_id': 'b' });
  const expected = Object.fromEntries(FILES.map(([name, , type]) => [`${dir}/${name}`, type]));
  const told = (/** @type {{ files: { path: string, type?: string }[] }} */ { files }) =>
    Object.fromEntries(files.map(({ path, type }) => [path, type]));
  assert.deepEqual(told(await inspect(dir)), expected);
  assert.deepEqual(told(await check(dir, { event: EVENT })), expected);
  // one that is named is the same, where nothing around it tells
  for (const [name, , type] of FILES.filter(([name]) => !name.startsWith('ndk'))) {
    const path = `${dir}/${name}`;
    assert.deepEqual(told(await inspect(path)), { [path]: type });
    assert.deepEqual(told(await check(path, { event: EVENT })), { [path]: type });
  }
});

test("Flutter's symbols for Apple's systems are sent as they are, by their names", async (t) => {
  const server = await intake(t);
  const cwd = await folder(t, {
    'symbols/app.ios-arm64.symbols': DSYM,
    'symbols/app.darwin-x86_64.symbols': DSYM_X64,
    'pubspec.yaml': 'name: shop\nversion: 1.2.3\n',
  });
  const where = ['--service-name', 'shop', '--dart-symbols-location', 'symbols'];
  const env = { DATADOG_API_KEY: 'k', DD_SITE: 'datadoghq.com' };
  const args = ['flutter-symbols', 'upload', ...where, '--disable-git', '--intake-url', server.url];
  const { code, stdout, stderr } = await mapship(args, { cwd, env });
  assert.equal(code, 0, stdout + stderr);
  assert.doesNotMatch(stdout, /warning|error/);
  const sent = await server.uploads();
  const events = sent
    .map(({ event }) => event ?? {})
    .sort((a, b) => (String(a.arch) < String(b.arch) ? -1 : 1));
  for (const [i, [platform, arch]] of [
    ['ios', 'arm64'],
    ['darwin', 'x86_64'],
  ].entries()) {
    const { cli_version: _, ...event } = events[i] ?? {};
    const rest = { service: 'shop', variant: 'release', version: '1.2.3' };
    assert.deepEqual(event, { ...rest, platform, arch, type: 'flutter_symbol_file' });
  }
});

test('a separate debug file of a library is sent under the name of the library', async (t) => {
  const server = await intake(t);
  const dir = await folder(t, { 'lib/arm64-v8a/libapp.so.dbg': ELF, build_id: 'build-1' });
  const options = { apiKey: 'k', intakeUrl: server.url, git: /** @type {const} */ (false) };
  const report = await upload(dir, options);
  assert.equal(report.ok, true, JSON.stringify(report.files));
  const [sent] = await server.uploads();
  assert.equal(sent?.event?.type, 'ndk_symbol_file');
  assert.equal(sent?.event?.build_id, 'build-1');
  const part = sent?.parts.find(({ name }) => name === 'ndk_symbol_file');
  assert.equal(part?.filename, 'libapp.so');
});

test('a short build ID: one verdict', async (t) => {
  const dir = await folder(t, { 'short.so': await fixture('supplements/short-id.so') });
  const codes = (/** @type {import('mapship').Report} */ { files }) =>
    files.flatMap(({ issues }) => issues.map(({ code, severity }) => `${severity} ${code}`));
  const expected = ['warning elf-build-id-short'];
  assert.deepEqual(codes(await inspect(`${dir}/short.so`)), expected);
  for (const input of [dir, `${dir}/short.so`]) {
    const report = await upload(input, { dryRun: true, apiKey: 'k', git: false });
    assert.deepEqual(codes(report), expected);
    assert.equal(report.files[0]?.event?.gnu_build_id, '');
  }
});

test('DWARF in a program for Windows is said, in a folder and by name', async (t) => {
  const dir = await folder(t, {
    'a.exe': await fixture('supplements/mingw.exe'),
    'b.exe': await fixture('supplements/mingw-id.exe'),
    'b.debug': await fixture('supplements/mingw-id.debug'),
  });
  const { files } = await check(dir, { event: {} });
  assert.equal(files.length, 3);
  for (const { issues } of files) {
    assert.deepEqual(
      issues.map(({ code, severity }) => [code, severity]),
      [['pe-dwarf', 'note']],
    );
  }
  // also where one is given alone: nothing can be sent, and that is why
  for (const [name, content, code] of /** @type {const} */ ([
    ['a.exe', 'supplements/mingw.exe', 'pe-dwarf'],
    ['b.debug', 'supplements/mingw-id.debug', 'pe-dwarf'],
    ['app.dll', 'pe/x64.dll', 'pe-not-pdb'],
  ])) {
    const cwd = await folder(t, { [name]: await fixture(content) });
    const { stdout, code: exit } = await mapship(['check', name, '--json'], { cwd });
    const { files, issues } = JSON.parse(stdout);
    const told = [...files.flatMap((/** @type {any} */ file) => file.issues), ...issues];
    assert.deepEqual(
      told.map((/** @type {any} */ issue) => issue.code),
      [code, 'nothing-found'],
    );
    assert.equal(exit, 5);
    assert.doesNotMatch(told[1].message, /recognises none/);
  }
  // beside its PDB a program is none to be sent
  const both = await folder(t, {
    'x64.dll': await fixture('pe/x64.dll'),
    'x64.pdb': await fixture('pdb/x64.pdb'),
  });
  const pair = await check([`${both}/x64.dll`, `${both}/x64.pdb`], { event: {} });
  assert.deepEqual(
    pair.files.map(({ path, issues }) => [path, issues.length]),
    [[`${both}/x64.pdb`, 0]],
  );
  const named = await check(`${dir}/a.exe`, { type: 'pe_symbol_file', event: {} });
  const codes = named.files[0]?.issues.map(({ code }) => code);
  assert.ok(codes?.includes('pe-dwarf') && !codes.includes('pe-not-pdb'), `${codes}`);
});
