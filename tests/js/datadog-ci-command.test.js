// datadog-ci's command lines with mapship's name: what is refused, where the key comes from, what is no fault of theirs any more.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';

import { BUILD, ELF, folder, intake, mapship } from './world.js';

const KEY = 'fedcba9876543210fedcba9876543210';
const fixture = (/** @type {string} */ name) =>
  readFile(new URL(`../fixtures/symbols/${name}`, import.meta.url));

const FILES = {
  ...BUILD,
  'lib.so': ELF,
  'unity/build_id': ' \n',
  'dart/app.symbols': ELF,
  'broken/a.js.map': '{"version":3,"debug_id":',
  'folders/build_id/x': '',
  'list.json': '[]',
  'ids.json': '{"A":1}',
  'none.json': '{}',
  'ppdb/A.pdb': await fixture('portable/ClrLoader.pdb'),
};

/** @type {[args: string, code: number, said: RegExp][]} */
const REFUSED = [
  ['sourcemaps upload dist', 2, /--service is missing/],
  [
    'sourcemaps upload dist --service s --release-version 1',
    2,
    /--minified-path-prefix is missing/,
  ],
  ['sourcemaps upload', 2, /missing required argument/],
  ['sourcemaps', 2, /upload/],
  ['sourcemaps upload dist --debug-id --service s', 2, /--debug-id stands in for --service/],
  ['sourcemaps upload dist --debug-id', 3, /has no debug ID/],
  ['sourcemaps find dist', 2, /either --debug-id or --missing-debug-id/],
  ['sourcemaps find dist --debug-id 1 --missing-debug-id', 2, /either --debug-id or/],
  ['sourcemaps find dist --debug-id 1', 2, /not a UUID/],
  ['sourcemaps find no --missing-debug-id', 2, /no does not exist/],
  ['sourcemaps find dart --missing-debug-id', 5, /none of 0 source maps/],
  [
    'sourcemaps find dist --debug-id 2f1d7f52-4e1b-4f7c-8c0d-2f4a5f6d8e91',
    5,
    /none of 1 source map in dist/,
  ],
  ['sourcemaps find broken --missing-debug-id', 3, /not read: broken.a.js.map/],
  ['git-metadata upload', 3, /repository.* is missing/],
  ['git-metadata upload --directory no --dry-run', 3, /no/],
  ['sourcemaps upload dist --servise s', 2, /unknown option/],
  ['react-native upload --platform ios --service s', 2, /--sourcemap is missing/],
  [
    'react-native upload --platform web --service s --sourcemap dist/app.js.map --release-version 1 --build-version 1 --dry-run',
    3,
    /platform/,
  ],
  [
    'react-native upload --platform ios --service s --sourcemap dist --release-version 1 --build-version 1 --dry-run',
    2,
    /dist is a folder, not a file/,
  ],
  [
    'unity-symbols upload --ios --symbols-location folders --dry-run',
    2,
    /build_id is a folder, not a file/,
  ],
  [
    'flutter-symbols upload --service-name s --pubspec dist --dart-symbols-location dart --dry-run',
    2,
    /dist is a folder, not a file/,
  ],
  ['ppdb-symbols upload ppdb --debug-id-manifest dist', 2, /dist is a folder, not a file/],
  ['elf-symbols upload lib.so --config dist --dry-run', 2, /dist is a folder, not a file/],
  [
    'upload dist/app.js.map --minified-file dist --service s --release-version 1 --minified-url /a --dry-run',
    3,
    /dist is a folder, not a file/,
  ],
  ['unity-symbols upload', 2, /either --ios or --android/],
  ['unity-symbols upload --ios --android', 2, /either --ios or --android/],
  ['unity-symbols upload --ios', 2, /datadogSymbols.build_id does not exist/],
  ['unity-symbols upload --ios --symbols-location unity', 2, /build_id is empty/],
  ['flutter-symbols upload --service-name s --version 1', 2, /no flag says which symbols/],
  [
    'flutter-symbols upload --service-name s --dart-symbols-location dart',
    2,
    /pubspec.yaml does not exist/,
  ],
  [
    'flutter-symbols upload --service-name s --version 1 --dart-symbols-location dart --dry-run',
    3,
    /flutter-name/,
  ],
  [
    'flutter-symbols upload --service-name s --version 1 --dart-symbols-location no',
    2,
    /no does not exist/,
  ],
  ['ppdb-symbols upload ppdb', 2, /--debug-id-manifest is missing/],
  ['ppdb-symbols upload ppdb --debug-id-manifest list.json', 2, /list.json is not an object/],
  ['ppdb-symbols upload ppdb --debug-id-manifest ids.json', 2, /no string for "A"/],
  ['ppdb-symbols upload ppdb --debug-id-manifest none.json', 2, /no portable PDB .* names/],
  ['pe-symbols upload no.dll', 2, /no.dll does not exist/],
  ['elf-symbols upload lib.so --max-concurrency 0 --dry-run', 2, /1 or more/],
  ['elf-symbols upload lib.so --config list.json --dry-run', 2, /list.json is not a JSON object/],
  ['elf-symbols upload lib.so --config no.json --dry-run', 2, /no.json does not exist/],
  ['elf-symbols upload lib.so', 2, /API key/i],
  ['dsyms upload dist', 5, /nothing to upload/],
];

test('what is missing or wrong is said', async (t) => {
  const cwd = await folder(t, FILES);
  const env = { DD_API_KEY: KEY, DATADOG_SOURCEMAP_INTAKE_URL: 'http://127.0.0.1:9' };
  for (const [args, code, said] of REFUSED) {
    const end = await mapship(args.split(' '), { cwd, env: /API/.test(String(said)) ? {} : env });
    assert.equal(end.code, code, `${args}\n${end.stdout}${end.stderr}`);
    assert.match(end.stdout + end.stderr, said, args);
    assert.doesNotMatch(end.stdout + end.stderr, /^ {4}at .*(?:\(|:\d+:\d+)|fedcba/m, args);
  }
});

test('the key comes from datadog-ci.json where the environment has none', async (t) => {
  const other = '0123456789abcdef0123456789abcdef';
  const { url, uploads } = await intake(t, { requireKey: KEY });
  const cwd = await folder(t, {
    ...FILES,
    'datadog-ci.json': JSON.stringify({ apiKey: KEY, datadogSite: 'us3.datadoghq.com' }),
    'other.json': JSON.stringify({ apiKey: other }),
    'wrong.json': JSON.stringify({ apiKey: { key: KEY } }),
  });
  const args = ['elf-symbols', 'upload', 'lib.so', '--disable-git', '--intake-url', url];
  const here = await mapship(args, { cwd });
  assert.equal(here.code, 0, here.stdout + here.stderr);
  const named = await mapship([...args, '--config', 'other.json'], { cwd });
  assert.equal(named.code, 4, 'another key is refused');
  const both = await mapship([...args, '--config', 'other.json'], {
    cwd,
    env: { DD_API_KEY: KEY },
  });
  assert.equal(both.code, 0, 'the environment goes first');
  const wrong = await mapship([...args, '--config', 'wrong.json'], { cwd });
  assert.equal(wrong.code, 2);
  assert.equal((await uploads()).length, 2);
  const site = await mapship(['elf-symbols', 'upload', 'lib.so', '--dry-run'], { cwd });
  assert.match(site.stdout, /us3\.datadoghq\.com/);
  for (const { stdout, stderr } of [here, named, both, wrong, site]) {
    assert.doesNotMatch(stdout + stderr, /fedcba|0123456789abcdef0123456789abcdef/);
  }
});

test('a dry run sends nothing, of PDBs neither', async (t) => {
  const { url, uploads } = await intake(t);
  const cwd = await folder(t, { 'a.pdb': await fixture('pdb/x64.pdb') });
  const env = { DD_API_KEY: KEY, DATADOG_SOURCEMAP_INTAKE_URL: url };
  const end = await mapship(['pe-symbols', 'upload', '.', '--dry-run', '--json'], { cwd, env });
  assert.equal(end.code, 0, end.stdout + end.stderr);
  assert.equal(end.json().files[0].upload.status, 'dry-run');
  assert.equal((await uploads()).length, 0);
});

test('a DLL leads to the PDB beside it', async (t) => {
  const cwd = await folder(t, {
    'bin/shop.dll': await fixture('pe/x64.dll'),
    'bin/x64.pdb': await fixture('pdb/x64.pdb'),
    'alone/shop.dll': await fixture('pe/x64.dll'),
  });
  const args = ['pe-symbols', 'upload', '--dry-run', '--json', '--disable-git'];
  const end = await mapship([...args, 'bin/shop.dll'], { cwd });
  assert.equal(end.json().files[0].event.filename, 'x64.pdb');
  const alone = await mapship([...args, 'alone/shop.dll'], { cwd });
  assert.equal(alone.code, 3);
  assert.equal(alone.json().files[0].issues[0].code, 'pe-not-pdb');
});

const ID = '2f1d7f52-4e1b-4f7c-8c0d-2f4a5f6d8e91';

test('maps are found by either spelling of the debug ID, and not by text that looks like one', async (t) => {
  const map = JSON.parse(BUILD['dist/app.js.map']);
  const cwd = await folder(t, {
    'a.js.map': JSON.stringify({ ...map, debugId: ID }),
    'b.mjs.map': JSON.stringify({ ...map, debug_id: ID }),
    'c.js.map': JSON.stringify({ ...map, sourcesContent: [`x = { "debug_id": "${ID}" };`] }),
    'style.css.map': JSON.stringify({ ...map, debug_id: ID }),
  });
  const found = await mapship(['sourcemaps', 'find', '.', '--debug-id', ID, '--json'], { cwd });
  assert.equal(found.code, 0, found.stderr);
  const names = found.json().map((/** @type {any} */ { sourcemapPath }) => sourcemapPath);
  assert.deepEqual(names, ['a.js.map', 'b.mjs.map']);
  const missing = await mapship(['sourcemaps', 'find', '.', '--missing-debug-id'], { cwd });
  assert.equal(missing.stdout, 'c.js.map (debug ID: <missing>)\n');
});

test('a debug ID stands in for service, version and address', async (t) => {
  const cwd = await folder(t, {
    // past what is read of a file's beginning and end
    'dist/far.js': `call();${'x;'.repeat(80_000)}({"ddDebugId":"${ID}"});${'y;'.repeat(80_000)}\n//# sourceMappingURL=far.js.map\n`,
    'dist/far.js.map': BUILD['dist/app.js.map'],
  });
  const end = await mapship(['check', 'dist', '--by-debug-id', '--json'], { cwd });
  assert.equal(end.code, 0, end.stdout);
  const [{ event }] = end.json().files;
  const { cli_version: _, ...fields } = event;
  assert.deepEqual(fields, { type: 'js_sourcemap', minified_url: 'far.js', debug_id: ID });
});

test('a React Native map without a debug ID gets that of its bundle, be it bytecode, and no other', async (t) => {
  const other = JSON.stringify({ ...JSON.parse(BUILD['dist/app.js.map']), debugId: ID });
  const cwd = await folder(t, {
    'index.android.bundle': await fixture('hermes/id.hbc'),
    'none.map': BUILD['dist/app.js.map'],
    'other.map': other,
  });
  const flags =
    'react-native upload --platform android --service s --release-version 1 --build-version 1 --dry-run --json';
  const run = (/** @type {string} */ map, bundle = 'index.android.bundle') =>
    mapship([...flags.split(' '), '--sourcemap', map, '--bundle', bundle], { cwd });
  const told = await run('none.map');
  assert.equal(told.code, 0, told.stdout);
  assert.equal(told.json().files[0].event.debug_id, '7c8510aa-fcc0-42ed-a60e-505750c49938');
  const differs = await run('other.map');
  assert.equal(differs.code, 3);
  assert.equal(differs.json().files[0].issues[0].code, 'event-contradicts');
  const away = await run('none.map', 'away.bundle');
  assert.equal(away.code, 0);
  assert.equal(away.json().files[0].event.debug_id, undefined);
});

test('help names each command and its flags', async () => {
  const top = await mapship(['--help']);
  for (const name of ['sourcemaps', 'dsyms', 'elf-symbols', 'ppdb-symbols', 'git-metadata']) {
    assert.match(top.stdout, new RegExp(`^ {2}${name} `, 'm'));
  }
  const { stdout, code } = await mapship(['elf-symbols', 'upload', '--help']);
  assert.equal(code, 0);
  assert.match(stdout, /--replace-existing/);
});
