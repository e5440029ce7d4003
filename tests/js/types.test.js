// Every upload type, with the fewest fields and with all, by the API and by the command line, to the local intake.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { test } from 'node:test';

import { types, upload } from 'mapship';

import { CLEAN, ELF, MAP, folder, intake, mapship } from './world.js';

/** @type {{ version: string }} */
const { version } = createRequire(import.meta.url)('mapship/package.json');

const sha = '0123456789abcdef0123456789abcdef01234567';
const url = 'https://github.com/acme/shop.git';
/** What `llvm-pdbutil` says of the PDB. */
const pdb = { arch: 'x64', pdb_age: 1, pdb_sig: 'AEFA9F46-BA82-EEA9-4C4C-44205044422E' };

/** What `readelf` and `sha256sum` say of the library. */
const elf = {
  arch: 'aarch64',
  gnu_build_id: 'd858bfc7d30d145e5f0c298cb49a25469f1fb28a',
  file_hash: '155c4679d736cca409dbd88b3e4af91e',
  symbol_source: 'debug_info',
};

/** What the fields that only real clients send would be. */
const git = { git_commit_sha: sha, git_repository_url: url };

/**
 * Transcribed from the API page, and from what the official clients send; not taken from the declarations.
 * `filled` is read from the file.
 * @type {Record<string, { main: string, least: Record<string, unknown>, more: Record<string, unknown>, filled?: Record<string, unknown>, parts?: string[] }>}
 */
const TYPES = {
  js_sourcemap: {
    main: 'source_map',
    least: { service: 'web', version: '1', minified_url: 'https://example.com/app.js' },
    more: {
      project_path: 'src/',
      overwrite: true,
      debug_id: 'b359c38b-eb4b-472d-9dcc-a48f8734dc7a',
      plugin_version: '3',
      ...git,
    },
    parts: ['minified_file', 'repository'],
  },
  react_native_sourcemap: {
    main: 'source_map',
    least: { service: 'app', version: '1', bundle_name: 'main.jsbundle', platform: 'ios' },
    more: { build_number: '7', bundle_version: '2', debug_id: 'd', project_path: '/p', ...git },
    parts: ['minified_file', 'repository'],
  },
  jvm_mapping_file: {
    main: 'jvm_mapping_file',
    least: { service: 'com.example', version: '1' },
    more: { build_id: 'b', overwrite: false, variant: 'release', version_code: 12, ...git },
    parts: ['repository'],
  },
  ios_symbols: {
    main: 'symbols_archive',
    least: { uuids: '3BC12422-63CC-30E8-B916-E5006CE3286C' },
    more: {},
  },
  flutter_symbol_file: {
    main: 'flutter_symbol_file',
    least: { arch: 'arm64', platform: 'android', service: 's', variant: 'release', version: '1' },
    more: git,
    parts: ['repository'],
  },
  ndk_symbol_file: {
    main: 'ndk_symbol_file',
    least: { arch: 'arm64', build_id: 'b' },
    more: { filename: 'lib.so', service: 's', version: '1', variant: 'v', version_code: 1, ...git },
    parts: ['repository'],
  },
  il2cpp_mapping_file: {
    main: 'il2cpp_mapping_file',
    least: { build_id: 'b' },
    more: git,
    parts: ['repository'],
  },
  elf_symbol_file: {
    main: 'elf_symbol_file',
    least: {},
    filled: { ...elf, go_build_id: '' },
    more: {
      ...elf,
      go_build_id: 'redacted',
      filename: 'lib.so',
      origin: 'me',
      origin_version: '2',
      overwrite: true,
      generate_cfi_cache: false,
      ...git,
    },
    parts: ['repository'],
  },
  pe_symbol_file: {
    main: 'pe_symbol_file',
    least: pdb,
    filled: { symbol_source: 'debug_info' },
    more: {
      filename: 'a.pdb',
      origin: 'me',
      origin_version: '2',
      overwrite: true,
      symbol_source: 'debug_info',
      generate_cfi_cache: true,
      ...git,
    },
    parts: ['repository', 'pe_binary_file'],
  },
  repository: { main: 'repository', least: git, more: {} },
  wasm_symbol_file: {
    main: 'wasm_symbol_file',
    // the section's bytes, of which the first is the length of the rest
    least: { build_id: '1402370afd04fe6f1eca48c34e38bc4d48119fea85' },
    more: {
      origin: 'me',
      origin_version: '2',
      filename: 'a.wasm',
      overwrite: true,
      ...git,
    },
    parts: ['repository'],
  },
  dotnet_portable_pdb: {
    main: 'dotnet_portable_pdb',
    least: { debug_id: 'd' },
    more: {
      origin: 'me',
      origin_version: '2',
      assembly_name: 'A',
      filename: 'A.pdb',
      overwrite: true,
      ...git,
    },
    parts: ['repository'],
  },
};

/** Types whose real clients tell the name of the file. */
const NAMED = new Set([
  'elf_symbol_file',
  'pe_symbol_file',
  'wasm_symbol_file',
  'dotnet_portable_pdb',
]);

/** The flag that datadog-ci has for a field; any other field's flag is its name with dashes. */
const FLAGS = /** @type {Record<string, string>} */ ({
  version: 'release-version',
  git_commit_sha: 'commit-sha',
  git_repository_url: 'repository-url',
});

/** @param {Record<string, unknown>} fields */
function flags(fields) {
  return Object.entries(fields).flatMap(([name, value]) => {
    const flag = `--${FLAGS[name] ?? name.replaceAll('_', '-')}`;
    if (typeof value !== 'boolean') return [flag, String(value)];
    return value ? [flag] : [];
  });
}

/** Files that real tools made, for the parts that are read. */
const FILES = Object.fromEntries(
  await Promise.all(
    Object.entries({
      jvm_mapping_file: 'jvm/mapping.txt',
      symbols_archive: 'zip/info-zip.zip',
      il2cpp_mapping_file: 'il2cpp/LineNumberMappings.json',
      pe_symbol_file: 'pdb/x64.pdb',
      wasm_symbol_file: 'wasm/app.wasm',
      dotnet_portable_pdb: 'portable/ClrLoader.pdb',
    }).map(async ([part, name]) => [
      part,
      await readFile(new URL(`../fixtures/symbols/${name}`, import.meta.url)),
    ]),
  ),
);
for (const part of ['elf_symbol_file', 'flutter_symbol_file', 'ndk_symbol_file']) FILES[part] = ELF;

/** @param {string} part */
const content = (part) =>
  FILES[part] ?? Buffer.from(part === 'source_map' ? MAP : `the bytes of ${part}`);

/**
 * What the intake has got, as it was meant.
 * @param {import('mapship/intake').Upload | undefined} got
 * @param {string} type
 * @param {Record<string, unknown>} fields
 * @param {string[]} parts
 */
async function assertGot(got, type, fields, parts) {
  assert.ok(got, 'the intake has got nothing');
  const { cli_version, origin, origin_version, ...event } = got.event ?? {};
  const { origin: givenOrigin, origin_version: givenVersion, ...given } = fields;
  assert.deepEqual(event, { ...given, type });
  if (givenOrigin) assert.deepEqual([origin, origin_version], [givenOrigin, givenVersion]);
  assert.ok(cli_version === undefined || cli_version === version);
  const files = got.parts.filter(({ name }) => name !== 'event');
  assert.deepEqual(files.map(({ name }) => name).sort(), [...parts].sort());
  for (const { name, path: at } of files) {
    assert.deepEqual(await readFile(path.join(got.dir, String(at))), content(name), name);
  }
  const notes = got.notes.filter((note) => !note.startsWith('The published contract has no type'));
  assert.deepEqual(notes, [], 'the intake knows every field and part');
}

test('the table names every type', async () => {
  assert.deepEqual((await types()).map(({ name }) => name).sort(), Object.keys(TYPES).sort());
});

for (const [type, { main, least, more, filled, parts = [] }] of Object.entries(TYPES)) {
  const needed = type === 'js_sourcemap' ? [main, 'minified_file'] : [main];
  const variants = /** @type {[string, Record<string, unknown>, string[]][]} */ ([
    ['the fewest fields', least, needed],
    ['all fields', { ...least, ...more }, [main, ...parts]],
  ]);
  for (const [name, fields, carried] of variants) {
    const others = carried.filter((part) => part !== main);

    test(`${type} with ${name}, by the API`, async (t) => {
      const { url: intakeUrl, uploads } = await intake(t, { strict: true });
      const report = await upload(content(main), {
        type: /** @type {any} */ (type),
        event: fields,
        parts: Object.fromEntries(others.map((part) => [part, new Blob([content(part)])])),
        intakeUrl,
        apiKey: 'k',
        git: false,
        onlyKeepDebug: false,
      });
      assert.equal(report.ok, true, JSON.stringify(report, null, 1));
      await assertGot((await uploads())[0], type, { ...filled, ...fields }, carried);
    });

    test(`${type} with ${name}, by the command line`, async (t) => {
      const { url: intakeUrl, uploads } = await intake(t, { strict: true });
      const cwd = await folder(
        t,
        Object.fromEntries(carried.map((part) => [`${part}.bin`, content(part)])),
      );
      const args = ['upload', `${main}.bin`, '--type', type, ...flags(fields)];
      const files = others.flatMap((part) => [`--${part.replaceAll('_', '-')}`, `${part}.bin`]);
      const end = await mapship(
        [
          ...args,
          ...files,
          '--disable-git',
          '--no-only-keep-debug',
          '--intake-url',
          intakeUrl,
          '--json',
        ],
        {
          cwd,
          env: { ...CLEAN, DD_API_KEY: 'k' },
        },
      );
      assert.equal(end.code, 0, end.stdout + end.stderr);
      // a flag that is not there is a field that is not there
      const sent = Object.fromEntries(
        Object.entries(fields).filter(([, value]) => value !== false),
      );
      // files that have a name are told by it
      const named = NAMED.has(type) ? { filename: `${main}.bin` } : {};
      await assertGot((await uploads())[0], type, { ...filled, ...named, ...sent }, carried);
    });
  }
}
