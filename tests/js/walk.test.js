// A tree with symbol files of every type: what is sent of it, what is not and why.
import assert from 'node:assert/strict';
import { execFile, execFileSync } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';

import { check, inspect, upload } from 'mapship';

import { unlessThere } from './judges.js';
import { BUILD, folder, intake, mapship } from './world.js';

const run = promisify(execFile);
const fixture = (/** @type {string} */ name) =>
  readFile(new URL(`../fixtures/symbols/${name}`, import.meta.url));

const PLIST = '<plist version="1.0"/>';
const DWARF = 'Contents/Resources/DWARF';

/** UUIDs as `dwarfdump --uuid` tells them. */
const X86_64 = '4C4C444A-5555-3144-A152-934F8ADFB8FB';
const ARM64 = '4C4C4460-5555-3144-A192-F3AF6C833E10';

async function tree() {
  return {
    'native/lib.so': await fixture('elf/aarch64.so'),
    'native/stripped.so': await fixture('elf/stripped.so'),
    'native/object.o': await fixture('elf/object.o'),
    'win/shop.pdb': await fixture('pdb/x64.pdb'),
    'win/alone.dll': await fixture('pe/x86.dll'),
    'wasm/app.wasm': await fixture('wasm/app.wasm'),
    'wasm/stripped.wasm': await fixture('wasm/stripped.wasm'),
    'unity/build_id': ' 6a1c3c1e\n',
    'unity/arm64-v8a/libil2cpp.so': await fixture('elf/aarch64.so'),
    'unity/LineNumberMappings.json': await fixture('il2cpp/LineNumberMappings.json'),
    'flutter/pubspec.yaml': 'name: shop\nversion: 1.2.3+4\n',
    'flutter/symbols/app.android-arm64.symbols': await fixture('elf/aarch64.so'),
    'app/mapping/release/mapping.txt': await fixture('jvm/mapping.txt'),
    [`Fat.dSYM/${DWARF}/Fat`]: await fixture('macho/fat.dwarf'),
    'Fat.dSYM/Contents/Info.plist': PLIST,
    [`Thin.dSYM/${DWARF}/Thin`]: await fixture('macho/arm64.dwarf'),
    'Thin.dSYM/Contents/Info.plist': PLIST,
    'readme.txt': 'nothing of all this',
    'logo.png': Buffer.from('\x89PNG'),
    'package.json': '{}',
  };
}

const GIVEN = ['--service', 'shop', '--variant', 'v', '--disable-git'];

test('every type of a tree is found by its bytes and sent with its own event', async (t) => {
  const { url, uploads } = await intake(t, { strict: true });
  const cwd = await folder(t, { ...(await tree()), ...BUILD });
  const end = await mapship(
    [
      ...['upload', '.', ...GIVEN, '--release-version', '2.0'],
      ...['--minified-path-prefix', '/static', '--intake-url', url],
    ],
    { cwd, env: { DD_API_KEY: 'k' } },
  );
  assert.equal(end.code, 0, end.stdout + end.stderr);
  const events = (await uploads()).map(({ event }) => event ?? {});
  const own = ['cli_version', 'origin', 'origin_version', 'file_hash', 'go_build_id'];
  const told = events
    .map((event) =>
      Object.fromEntries(Object.entries(event).filter(([name]) => !own.includes(name))),
    )
    .toSorted((a, b) => JSON.stringify(a).localeCompare(JSON.stringify(b)));
  const id = 'd858bfc7d30d145e5f0c298cb49a25469f1fb28a';
  const expected = [
    {
      type: 'elf_symbol_file',
      arch: 'aarch64',
      gnu_build_id: id,
      symbol_source: 'debug_info',
      filename: 'lib.so',
    },
    {
      type: 'flutter_symbol_file',
      arch: 'arm64',
      platform: 'android',
      service: 'shop',
      variant: 'v',
      version: '2.0',
    },
    { type: 'il2cpp_mapping_file', build_id: '6a1c3c1e' },
    { type: 'ios_symbols', uuids: X86_64 },
    { type: 'ios_symbols', uuids: ARM64 },
    { type: 'ios_symbols', uuids: ARM64 },
    {
      type: 'js_sourcemap',
      service: 'shop',
      version: '2.0',
      minified_url: '/static/dist/app.js',
    },
    { type: 'jvm_mapping_file', service: 'shop', version: '2.0', variant: 'v' },
    {
      type: 'ndk_symbol_file',
      arch: 'aarch64',
      build_id: '6a1c3c1e',
      service: 'shop',
      variant: 'v',
      version: '2.0',
    },
    {
      type: 'pe_symbol_file',
      arch: 'x64',
      pdb_age: 1,
      pdb_sig: 'AEFA9F46-BA82-EEA9-4C4C-44205044422E',
      symbol_source: 'debug_info',
      filename: 'shop.pdb',
    },
    {
      type: 'wasm_symbol_file',
      build_id: '1402370afd04fe6f1eca48c34e38bc4d48119fea85',
      filename: 'app.wasm',
    },
  ];
  const byType = (/** @type {any[]} */ list) =>
    list.toSorted((a, b) => `${a.type}${a.uuids}`.localeCompare(`${b.type}${b.uuids}`));
  assert.deepEqual(byType(told), byType(expected));
});

test('the plan shows what is sent and what is not, before anything is', async (t) => {
  const cwd = await folder(t, await tree());
  const end = await mapship(['upload', '.', ...GIVEN, '--release-version', '1', '--dry-run'], {
    cwd,
  });
  assert.equal(end.code, 0, end.stdout + end.stderr);
  assert.match(end.stderr, /^10 files to upload, 3 not:$/m);
  assert.match(end.stderr, /^ {2}type +identity +size +file$/m);
  assert.match(
    end.stderr,
    /elf_symbol_file +d858bfc7d30d145e5f0c298cb49a25469f1fb28a +\S+ kB +native\/lib.so/,
  );
  assert.match(end.stderr, new RegExp(`ios_symbols +${X86_64} +\\S+ kB +Fat.dSYM \\(${X86_64}\\)`));
  assert.match(end.stderr, /not sent +win\/alone.dll: its PDB, x86.pdb, is not beside it/);
  assert.match(end.stderr, /not sent +wasm\/stripped.wasm: it has no .debug_ section/);
  assert.match(end.stderr, /not sent +native\/stripped.so: the file is stripped/);
  assert.doesNotMatch(end.stdout + end.stderr, /readme|logo|object\.o/, 'not a word of these');
});

test('a type takes its own out of a tree, and a named file is judged whatever it is', async (t) => {
  const { url: intakeUrl, uploads } = await intake(t);
  const dir = await folder(t, await tree());
  const options = { intakeUrl, apiKey: 'k', git: false };
  const report = await upload(dir, { ...options, type: 'wasm_symbol_file' });
  assert.equal(report.ok, true, JSON.stringify(report.files));
  assert.deepEqual(
    (await uploads()).map(({ event }) => event?.type),
    ['wasm_symbol_file'],
  );
  const named = await upload(path.join(dir, 'wasm/stripped.wasm'), options);
  assert.equal(named.ok, false);
  assert.deepEqual(
    named.files[0]?.issues.map(({ code }) => code),
    ['wasm-no-debug'],
  );
});

test('of files with one identity the one that tells most is sent', async (t) => {
  const dir = await folder(t, {
    'a/split.debug': await fixture('elf/split.debug'),
    'b/lib.so': await fixture('elf/x86_64.so'),
    'c/symbols.so': await fixture('elf/symbols.so'),
  });
  const { files } = await upload(dir, { dryRun: true, git: false, apiKey: 'k' });
  const ends = files.map(({ path: at, upload: end, issues }) => [
    path.relative(dir, at).replaceAll('\\', '/'),
    end?.status,
    ...issues.map(({ code }) => code),
  ]);
  assert.deepEqual(ends, [
    ['a/split.debug', 'skipped', 'symbols-duplicate'],
    ['b/lib.so', 'dry-run'],
    ['c/symbols.so', 'skipped', 'symbols-duplicate'],
  ]);
});

/** The entries of an archive, by Python's own reader. @param {string} file */
async function listZip(file) {
  const script = `import json,sys,zipfile,hashlib
z = zipfile.ZipFile(sys.argv[1])
assert z.testzip() is None
print(json.dumps({i.filename: hashlib.sha256(z.read(i)).hexdigest() if not i.is_dir() else '' for i in z.infolist()}))`;
  return JSON.parse((await run('python3', ['-c', script, file])).stdout);
}

/** @param {Uint8Array | string} bytes */
function sha256(bytes) {
  return execFileSync('sha256sum', { input: bytes }).toString().slice(0, 64);
}

test('dSYMs become one archive for each UUID, from a folder, a bundle and a zip', async (t) => {
  const [fat, thin, all] = await Promise.all([
    fixture('macho/x86_64.dwarf'),
    fixture('macho/arm64.dwarf'),
    tree(),
  ]);
  const dir = await folder(t, all);
  const zip = `import sys,zipfile,os
z = zipfile.ZipFile(sys.argv[1], 'w', int(sys.argv[2]))
os.chdir(sys.argv[3])
for top in ('Fat.dSYM', 'Thin.dSYM'):
  for at, _, names in os.walk(top):
    for name in names: z.write(os.path.join(at, name), 'dSYMs/' + os.path.join(at, name))
z.close()`;
  for (const [name, method] of [
    ['stored', '0'],
    ['packed', '8'],
  ]) {
    await run('python3', ['-c', zip, path.join(dir, `${name}.zip`), String(method), dir]);
  }
  const plist = sha256(PLIST);
  const folders = (/** @type {string} */ top) =>
    Object.fromEntries(
      ['', 'Contents/', 'Contents/Resources/', `${DWARF}/`].map((at) => [`${top}/${at}`, '']),
    );
  const archive = (
    /** @type {string} */ top,
    /** @type {string} */ object,
    /** @type {Uint8Array} */ bytes,
  ) => ({
    ...folders(top),
    [`${top}/Contents/Info.plist`]: plist,
    [`${top}/${DWARF}/${object}`]: sha256(bytes),
  });
  const fromFat = [archive(`${X86_64}.dSYM`, 'Fat', fat), archive(`${ARM64}.dSYM`, 'Fat', thin)];
  const both = [...fromFat, archive('Thin.dSYM', 'Thin', thin)];
  for (const [input, expected] of /** @type {[string, object[]][]} */ ([
    ['Fat.dSYM', fromFat],
    ['stored.zip', both],
    ['packed.zip', both],
  ])) {
    const { url: intakeUrl, uploads } = await intake(t);
    const report = await upload(path.join(dir, input), { intakeUrl, apiKey: 'k', git: false });
    assert.equal(report.ok, true, JSON.stringify(report.files));
    const got = await uploads();
    const archives = await Promise.all(
      got.map(({ dir: at, parts }) =>
        listZip(path.join(at, String(parts.find(({ name }) => name === 'symbols_archive')?.path))),
      ),
    );
    const sorted = (/** @type {object[]} */ list) =>
      list.map((one) => JSON.stringify(Object.entries(one).sort())).sort();
    assert.deepEqual(sorted(archives), sorted(expected), input);
  }
});

test('an archive of nothing is an error where it was named', async (t) => {
  const dir = await folder(t, { 'a/fake.zip': await fixture('zip/info-zip.zip') });
  for (const [args, code] of /** @type {[string, number][]} */ ([
    ['dsyms upload a/fake.zip', 3],
    ['upload a/fake.zip', 3],
    ['upload a', 5],
  ])) {
    const end = await mapship([...args.split(' '), '--dry-run'], { cwd: dir });
    assert.match(end.stdout, /holds no object file with a UUID/);
    assert.equal(end.code, code, args);
  }
});

test('a damaged archive and an object file without a bundle', async (t) => {
  const packed = Buffer.from(await fixture('zip/info-zip.zip'));
  const dir = await folder(t, { App: await fixture('macho/arm64.dwarf') });
  const { files } = await upload(path.join(dir, 'App'), { dryRun: true, git: false });
  assert.equal(files[0]?.event?.uuids, ARM64);
  const broken = path.join(dir, 'dsyms.zip');
  // in the middle of a packed object, as Python's reader finds it
  const script = `import sys,zipfile
i = next(i for i in zipfile.ZipFile(sys.argv[1]).infolist() if '/DWARF/' in i.filename and i.compress_type == 8)
print(i.header_offset + 30 + len(i.filename) + i.compress_size // 2)`;
  await writeFile(broken, packed);
  const middle = Number((await run('python3', ['-c', script, broken])).stdout);
  packed[middle] ^= 0xff;
  await writeFile(broken, packed);
  const report = await upload(dir, { dryRun: true, git: false });
  const ends = report.files.map(({ path: at, ok, issues }) => [
    path.basename(at),
    ok,
    ...issues.map(({ code }) => code),
  ]);
  assert.deepEqual(ends, [
    ['Cart.framework.dSYM', false, 'archive-entry'],
    ['App', true],
    // its object is made up
    ['Shop.app.dSYM', true, 'dsym-no-object'],
  ]);
});

test('check and inspect look at the same files', async (t) => {
  const dir = await folder(t, await tree());
  const checked = await check(dir);
  assert.equal(checked.files.filter(({ type }) => type === 'ios_symbols').length, 3);
  const inspected = await inspect(dir);
  const seen = inspected.files.map(({ path: at }) => path.basename(at));
  assert.ok(seen.includes('alone.dll') && seen.includes('Fat'));
  assert.ok(!seen.includes('readme.txt') && !seen.includes('package.json'));
});

test("React Native's maps get platform, name, version and build number from the build", async (t) => {
  const id = '2f1d7f52-4e1b-4f7c-8c0d-2f4a5f6d8e91';
  const map = JSON.stringify({ ...JSON.parse(BUILD['dist/app.js.map']), debugId: id });
  const app = (/** @type {string} */ name) => fixture(`app/${name}`);
  const cwd = await folder(t, {
    'ios/main.jsbundle.map': map,
    'ios/Shop.app/Info.plist': await app('binary.plist'),
    'ios/Shop.app/Frameworks/Other.framework/Info.plist': await app('utf16.plist'),
    'ios/Shop.app.dSYM/Contents/Info.plist': await app('utf16.plist'),
    'android/app/build/generated/sourcemaps/react/release/index.android.bundle.map': map,
    'android/app/build/outputs/apk/release/output-metadata.json': await app('output-metadata.json'),
  });
  const { url, uploads } = await intake(t, { strict: true });
  const args = ['upload', '.', '--service', 'shop', '--disable-git', '--intake-url', url];
  const end = await mapship(args, { cwd, env: { DD_API_KEY: 'k' } });
  assert.equal(end.code, 0, end.stdout + end.stderr);
  const events = (await uploads())
    .map(({ event }) => {
      const { cli_version: _, ...fields } = event ?? {};
      return fields;
    })
    .toSorted((a, b) => String(a.platform).localeCompare(String(b.platform)));
  const common = { type: 'react_native_sourcemap', service: 'shop', debug_id: id };
  assert.deepEqual(events, [
    {
      ...common,
      ...{ platform: 'android', bundle_name: 'index.android.bundle' },
      ...{ version: '2.0', build_number: '20' },
    },
    {
      ...common,
      ...{ platform: 'ios', bundle_name: 'main.jsbundle', version: '1.4.2', build_number: '77' },
    },
  ]);

  // what is given counts more; and which of two apps it is of, nobody can tell
  await writeFile(path.join(cwd, 'ios/Info.plist'), await app('source.plist'));
  await mkdir(path.join(cwd, 'ios/Watch.app'));
  await writeFile(path.join(cwd, 'ios/Watch.app/Info.plist'), await app('utf16.plist'));
  const typed = ['check', 'ios', '--type', 'react_native_sourcemap', '--service', 'shop', '--json'];
  const two = await mapship(typed, { cwd });
  assert.equal(two.code, 3);
  assert.deepEqual(
    two.json().files[0].issues.map((/** @type {any} */ { at }) => at.path),
    ['event.version'],
  );
  const given = ['--release-version', '3', '--build-number', '4', '--platform', 'ios'];
  const [{ event }] = (await mapship([...typed, ...given], { cwd })).json().files;
  assert.deepEqual([event.version, event.build_number], ['3', '4']);
});

test('a debug file without a build ID is tied to its library by the link and the checksum in that', async (t) => {
  const dir = await folder(t, { 'whole.so': await fixture('elf/no-id.so') });
  const tool = (/** @type {string[]} */ ...args) => execFileSync('objcopy', args, { cwd: dir });
  try {
    tool('--only-keep-debug', 'whole.so', 'lib.debug');
  } catch {
    return t.skip(unlessThere(false, 'objcopy') || undefined);
  }
  tool('--strip-all', '--add-gnu-debuglink=lib.debug', 'whole.so', 'lib.so');
  const [library] = (await inspect(path.join(dir, 'lib.so'))).files;
  const files = {
    'a/lib.so': await readFile(path.join(dir, 'lib.so')),
    'a/.debug/lib.debug': await readFile(path.join(dir, 'lib.debug')),
    // of another build
    'b/lib.so': await readFile(path.join(dir, 'lib.so')),
    'b/lib.debug': Buffer.concat([await readFile(path.join(dir, 'lib.debug')), Buffer.from('x')]),
    // named by nobody
    'c/lib.debug': await readFile(path.join(dir, 'lib.debug')),
    'd/.build-id/d8/58.debug': await fixture('elf/split.debug'),
  };
  const { url, uploads } = await intake(t, { strict: true });
  const report = await upload(await folder(t, files), { intakeUrl: url, apiKey: 'k', git: false });
  assert.equal(report.ok, true, JSON.stringify(report, null, 1));
  const sent = (await uploads()).map(({ event }) => event);
  assert.deepEqual(
    sent.map((event) => [event?.filename, event?.file_hash, event?.symbol_source]).sort(),
    [
      ['58.debug', '', 'debug_info'],
      ['lib.debug', library?.identity.file_hash, 'debug_info'],
    ],
  );
});

test('a large object goes on as it is packed, one that is fat is cut', async (t) => {
  const more = Buffer.alloc(6_000_000, 'symbols of a large app ');
  const thin = Buffer.concat([await fixture('macho/arm64.dwarf'), more]);
  const fat = Buffer.concat([await fixture('macho/fat.dwarf'), more]);
  const dir = await folder(t, { 'Thin.dSYM/Contents/Info.plist': PLIST, thin, fat });
  const script = `import sys,zipfile
with zipfile.ZipFile('packed.zip', 'w', zipfile.ZIP_DEFLATED) as z:
  z.write('Thin.dSYM/Contents/Info.plist')
  z.write('thin', 'Thin.dSYM/${DWARF}/Thin')
  z.write('fat', 'Fat.dSYM/${DWARF}/Fat')`;
  await run('python3', ['-c', script], { cwd: dir });
  const packed = await readFile(path.join(dir, 'packed.zip'));
  const { url: intakeUrl, uploads } = await intake(t, { strict: true });
  const options = { intakeUrl, apiKey: 'k', git: false };
  const report = await upload(path.join(dir, 'packed.zip'), options);
  assert.equal(report.ok, true, JSON.stringify(report.files));
  const got = await uploads();
  assert.deepEqual(got.map(({ event }) => event?.uuids).sort(), [ARM64, ARM64, X86_64].sort());
  const archives = await Promise.all(
    got.map(({ dir: at, parts }) => {
      const part = parts.find(({ name }) => name === 'symbols_archive');
      return listZip(path.join(at, String(part?.path)));
    }),
  );
  const own = archives.find((one) => `Thin.dSYM/${DWARF}/Thin` in one);
  assert.equal(own?.[`Thin.dSYM/${DWARF}/Thin`], sha256(thin));
  assert.ok(archives.some((one) => `${X86_64}.dSYM/${DWARF}/Fat` in one));
  const small = got.flatMap(({ parts }) => parts).find(({ size }) => size < packed.length);
  assert.ok(small, 'six megabytes were not unpacked to be sent');

  // datadog-ci's command line takes archives too
  const dry = ['dsyms', 'upload', 'packed.zip', '--dry-run', '--json'];
  const end = await mapship(dry, { cwd: dir });
  assert.equal(end.code, 0, end.stdout);
  assert.equal(end.json().files.length, 3);

  // a checksum that is another one
  const at = packed.indexOf(`Thin.dSYM/${DWARF}/Thin`, packed.indexOf('PK\x01\x02')) - 46;
  for (const [what, offset] of Object.entries({ checksum: 16, length: 24 })) {
    const broken = Buffer.from(packed);
    broken[at + offset] = Number(broken[at + offset]) ^ 1;
    await writeFile(path.join(dir, 'broken.zip'), broken);
    const { ok, files } = await upload(path.join(dir, 'broken.zip'), { ...options, dryRun: true });
    assert.equal(ok, false, what);
    assert.match(JSON.stringify(files), /can't be unpacked|zip-/, what);
  }
});
