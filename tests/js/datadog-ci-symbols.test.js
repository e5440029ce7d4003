// Symbol files of every type, uploaded by mapship and by the unmodified datadog-ci with the same command line: the recorded
// requests, compared. What differs, and why, stands in docs/datadog-ci.md.
import assert from 'node:assert/strict';
import { execFile, execFileSync } from 'node:child_process';
import { chmod, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';

import { unlessThere } from './judges.js';
import { CLEAN, MAP, folder, intake, mapship } from './world.js';

/** @import { TestContext } from 'node:test' */
/** @import { Upload } from 'mapship/intake' */

const run = promisify(execFile);
const DATADOG_CI = createRequire(import.meta.url).resolve('@datadog/datadog-ci');
const KEY = '0123456789abcdef0123456789abcdef';
const DWARF = 'Contents/Resources/DWARF';

const fixture = (/** @type {string} */ name) =>
  readFile(new URL(`../fixtures/symbols/${name}`, import.meta.url));

/** The first of these tools that the machine has. @param {string[]} names */
function tool(...names) {
  for (const name of names) {
    try {
      return execFileSync('which', [name], { stdio: ['ignore', 'pipe', 'ignore'] })
        .toString()
        .trim();
    } catch {
      // the next one then
    }
  }
  return undefined;
}

/** What datadog-ci calls, and what stands in for it. */
const STANDINS = {
  dwarfdump: tool('llvm-dwarfdump', 'llvm-dwarfdump-14'),
  lipo: tool('llvm-lipo', 'llvm-lipo-14'),
  objcopy: tool('objcopy', 'llvm-objcopy'),
  zip: tool('zip'),
};
const READELF = tool('readelf', 'llvm-readelf');

/**
 * An archiver for where there is none: `zip -r archive folder`.
 */
const ZIP = `#!/usr/bin/env python3
import os, sys, zipfile
words = [word for word in sys.argv[1:] if not word.startswith('-')]
with zipfile.ZipFile(words[0], 'w', zipfile.ZIP_DEFLATED) as archive:
    for top in words[1:]:
        for at, _, names in os.walk(top):
            archive.write(at)
            for name in names: archive.write(os.path.join(at, name))
`;

/** The object file with a UUID of its own: of two with the same one, datadog-ci puts both into one archive. */
async function otherUuid() {
  const object = await fixture('macho/arm64.dwarf');
  const at = object.indexOf(Buffer.from('4c4c446055553144a192f3af6c833e10', 'hex'));
  assert.ok(at > 0);
  object.write('mapship', at);
  return object;
}

const ID = '2f1d7f52-4e1b-4f7c-8c0d-2f4a5f6d8e91';

/** A script with Datadog's marker in it and the debug ID in its map, and a map without one. */
const WEB = {
  'web/js/app.js': `call();({ddDebugId:"${ID}"});\n//# sourceMappingURL=app.js.map\n`,
  'web/js/app.js.map': JSON.stringify({ ...JSON.parse(MAP), debug_id: ID }, undefined, 1),
  'maps/b.js.map': MAP,
  'maps/a/c.js.map': JSON.stringify({ ...JSON.parse(MAP), debug_id: ID.toUpperCase() }),
};

async function files() {
  return {
    'elf/lib.so': await fixture('elf/aarch64.so'),
    'elf/split.debug': await fixture('elf/split.debug'),
    'elf/full.so': await fixture('elf/x86_64.so'),
    'elf/stripped.so': await fixture('elf/stripped.so'),
    'elf/readme.txt': 'nothing',
    'pe/x64.pdb': await fixture('pdb/x64.pdb'),
    'pe/demo.sym':
      'MODULE windows x86 00112233445566778899AABBCCDDEEFF2A demo.pdb\nFILE 0 a.c\nFUNC 1000 54 0 f\n1000 54 1 0\n',
    'wasm/app.wasm': await fixture('wasm/app.wasm'),
    'wasm/stripped.wasm': await fixture('wasm/stripped.wasm'),
    'ppdb/ClrLoader.pdb': await fixture('portable/ClrLoader.pdb'),
    'manifest.json': '{"clrloader":"0ec0b8a2-1111-4222-8333-444455556666"}',
    'unity/build_id': 'my-build',
    'unity/arm64-v8a/libmain.so': await fixture('elf/aarch64.so'),
    'unity/LineNumberMappings.json': await fixture('il2cpp/LineNumberMappings.json'),
    'dart/app.android-arm64.symbols': await fixture('elf/aarch64.so'),
    'pubspec.yaml': 'name: shop\nversion: 1.2.3+4\n',
    'mapping.txt': await fixture('jvm/mapping.txt'),
    'map/main.jsbundle.map':
      '{"version":3,"sources":["a.ts"],"sourcesContent":["f();"],"names":[],"mappings":"AAAA","debugId":"b359c38b-eb4b-472d-9dcc-a48f8734dc7a"}',
    [`dsyms/Fat.dSYM/${DWARF}/Fat`]: await fixture('macho/fat.dwarf'),
    'dsyms/Fat.dSYM/Contents/Info.plist': '<plist version="1.0"/>',
    [`dsyms/Thin.dSYM/${DWARF}/Thin`]: await otherUuid(),
    'dsyms/Thin.dSYM/Contents/Info.plist': '<plist version="1.0"/>',
    ...WEB,
  };
}

/**
 * A project, in Git, with the tools that datadog-ci calls.
 * @param {TestContext} t
 */
async function project(t) {
  const dir = await folder(t, await files());
  const bin = await folder(t);
  for (const [name, at] of Object.entries(STANDINS)) {
    if (at !== undefined) await symlink(at, path.join(bin, name));
  }
  if (STANDINS.zip === undefined) {
    await writeFile(path.join(bin, 'zip'), ZIP);
    await chmod(path.join(bin, 'zip'), 0o755);
  }
  const git = (/** @type {string[]} */ ...args) =>
    execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.com', ...args], {
      cwd: dir,
      env: CLEAN,
    });
  await mkdir(path.join(dir, 'src'));
  await writeFile(path.join(dir, 'src/a.ts'), 'f();');
  git('init', '-q');
  git('remote', 'add', 'origin', 'https://user:password@github.com/acme/shop.git');
  git('add', 'src', 'pubspec.yaml');
  git('commit', '-q', '-m', 'x');
  return { dir, bin };
}

/** What the two say of themselves. */
const OWN = new Set(['cli_version', 'origin', 'origin_version']);

/**
 * An upload as it is compared: `content` is what the main part is to the tools that read it.
 * @param {Upload} upload
 */
async function comparable({ dir, event, parts, encoding }) {
  const given = Object.entries(event ?? {}).filter(([name]) => !OWN.has(name));
  const repository = parts.find(({ name }) => name === 'repository');
  const tracked =
    repository && JSON.parse(await readFile(path.join(dir, String(repository.path)), 'utf8'));
  // `git ls-files` ends with a line end, which datadog-ci takes for a file without a name
  for (const one of tracked?.data ?? []) one.files = one.files.filter(Boolean);
  const main = parts.find(({ name }) => name !== 'event' && name !== 'repository');
  return {
    event: Object.fromEntries(given.sort()),
    encoding,
    parts: parts.map(({ name, filename }) => ({ name, filename })),
    repository: tracked,
    content: await contentOf(path.join(dir, String(main?.path)), String(event?.type), main?.sha256),
  };
}

/**
 * @param {string} file
 * @param {string} type
 * @param {string | undefined} sha256
 */
async function contentOf(file, type, sha256) {
  if (type === 'ios_symbols') {
    const script = `import hashlib,json,sys,zipfile
z = zipfile.ZipFile(sys.argv[1])
print(json.dumps(sorted((i.filename, i.is_dir() or hashlib.sha256(z.read(i)).hexdigest()) for i in z.infolist())))`;
    return JSON.parse((await run('python3', ['-c', script, file])).stdout);
  }
  if (type !== 'elf_symbol_file' && type !== 'ndk_symbol_file') return sha256;
  const read = async (/** @type {string[]} */ ...args) =>
    (await run(String(READELF), [...args, file], { maxBuffer: 2 ** 26 })).stdout.replaceAll(
      file,
      '',
    );
  const notes = await read('-n');
  // section numbers differ, addresses and names don't
  const symbols = (await read('-s', '-W'))
    .split('\n')
    .flatMap(
      (line) => /^\s*\d+: (\S+)\s+(\S+) (FUNC)\s.*\s(\S+)$/.exec(line)?.slice(1).join(' ') ?? [],
    )
    .sort();
  const lines = await read('--debug-dump=decodedline');
  return { id: /Build ID: \w+/.exec(notes)?.[0], symbols, lines };
}

/**
 * @param {string[]} args
 * @param {{ dir: string, bin: string }} at
 * @param {string} url
 */
async function datadogCi(args, { dir, bin }, url) {
  const env = {
    ...CLEAN,
    // in a container it adds to Git's global config: as root it would put a file in the place of /dev/null
    HOME: bin,
    GIT_CONFIG_GLOBAL: path.join(bin, 'gitconfig'),
    PATH: `${bin}${path.delimiter}${CLEAN.PATH}`,
    DATADOG_API_KEY: KEY,
    DATADOG_SOURCEMAP_INTAKE_URL: url,
    DATADOG_DSYM_INTAKE_URL: url,
    DD_CI_SKIP_VERSION_BANNER: '1',
    DD_BETA_COMMANDS_ENABLED: '1',
    HTTPS_PROXY: 'http://127.0.0.1:9',
    NO_PROXY: '127.0.0.1',
  };
  return run(process.execPath, [DATADOG_CI, ...args], { cwd: dir, env });
}

/**
 * What differs in the event on purpose, by command: members that only one of them sends, or that differ.
 * @type {[command: string, number, { needs?: (keyof typeof STANDINS)[], differs?: string[], order?: true }][]}
 */
const COMMANDS = [
  ['elf-symbols upload elf', 2, { needs: ['objcopy'] }],
  ['elf-symbols upload elf --upload-dynamic-symbols --replace-existing', 2, { needs: ['objcopy'] }],
  ['elf-symbols upload elf/lib.so --disable-git', 1, { needs: ['objcopy'] }],
  ['pe-symbols upload pe/demo.sym', 1, {}],
  ['wasm-symbols upload wasm', 1, {}],
  ['ppdb-symbols upload ppdb --debug-id-manifest manifest.json --replace-existing', 1, {}],
  ['unity-symbols upload --android --symbols-location unity', 2, { needs: ['objcopy'] }],
  ['unity-symbols upload --ios --symbols-location unity --disable-git', 1, {}],
  [
    'flutter-symbols upload --service-name shop --dart-symbols-location dart --android-mapping-location mapping.txt',
    2,
    {},
  ],
  [
    'flutter-symbols upload --service-name shop --dart-symbols-location dart --version 2.0.0+1 --flavor dev',
    1,
    {},
  ],
  [
    'react-native upload --platform ios --service shop --sourcemap map/main.jsbundle.map --release-version 1 --build-version 2',
    1,
    {},
  ],
  [
    'react-native upload --platform android --service shop --sourcemap map/main.jsbundle.map --release-version 1 --build-version 2 --bundle out/app.bundle --remove-sources-content --project-path /p --disable-git',
    1,
    {},
  ],
  ['dsyms upload dsyms', 3, { needs: ['dwarfdump', 'lipo'], order: true }],
  ['git-metadata upload --no-gitsync', 1, {}],
  [
    'git-metadata upload --no-gitsync --verbose --directory src --repository-url https://github.com/acme/other.git',
    1,
    {},
  ],
  ['sourcemaps upload web --debug-id', 1, {}],
  ['sourcemaps upload web --debug-id --project-path js/ --disable-git --quiet', 1, {}],
];

for (const [command, count, { needs = [], order }] of COMMANDS) {
  const missing = needs.filter((name) => STANDINS[name] === undefined);
  const skip =
    missing.length > 0
      ? `the machine has nothing that stands in for ${missing.join(', ')}`
      : unlessThere(READELF !== undefined, 'readelf');

  test(`the same requests: ${command}`, { skip }, async (t) => {
    const at = await project(t);
    const [ours, theirs] = [await intake(t), await intake(t)];
    const args = command.split(' ');
    const end = await mapship(args, {
      cwd: at.dir,
      env: {
        DATADOG_API_KEY: KEY,
        DATADOG_SOURCEMAP_INTAKE_URL: ours.url,
        DATADOG_DSYM_INTAKE_URL: ours.url,
      },
    });
    assert.equal(end.code, 0, end.stdout + end.stderr);
    const said = await datadogCi(args, at, theirs.url);
    const [mine, reference] = await Promise.all(
      [ours, theirs].map(async ({ uploads }) => {
        const got = await Promise.all((await uploads()).map(comparable));
        return got.toSorted((a, b) =>
          JSON.stringify([a.event, a.content]).localeCompare(JSON.stringify([b.event, b.content])),
        );
      }),
    );
    assert.equal(reference?.length, count, `datadog-ci: ${said.stdout}${said.stderr}`);
    // the archive comes first in datadog-ci's requests, the event in mapship's
    if (order) for (const one of [mine, reference].flatMap((x) => x ?? [])) one.parts.sort(byName);
    assert.deepEqual(mine, reference);
  });
}

for (const args of [
  `sourcemaps find maps --debug-id ${ID}`,
  `sourcemaps find maps --debug-id ${ID} --json`,
  'sourcemaps find maps --missing-debug-id --json',
  'sourcemaps find . --missing-debug-id',
]) {
  test(`the same is printed: ${args}`, async (t) => {
    const dir = await folder(t, WEB);
    const bin = await folder(t);
    const end = await mapship(args.split(' '), { cwd: dir });
    const { stdout } = await datadogCi(args.split(' '), { dir, bin }, 'http://127.0.0.1:9');
    assert.match(stdout, /js\.map/);
    assert.equal(end.stdout, stdout);
    assert.equal(end.code, 0, end.stderr);
  });
}

/** @param {{ name: string }} a @param {{ name: string }} b */
function byName(a, b) {
  return a.name.localeCompare(b.name);
}
