// Archives of what a build left behind: what archivers of other systems make, looked into as a folder is.
import assert from 'node:assert/strict';
import { readFile, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';

import JSZip from 'jszip';
import { check, inspect, upload } from 'mapship';

import { BUILD, MAP, SCRIPT, folder, intake, mapship } from './world.js';

const DWARF = 'Contents/Resources/DWARF';
const ARM64 = '4C4C4460-5555-3144-A192-F3AF6C833E10';

/** @param {string} name */
const fixture = (name) => readFile(new URL(`../fixtures/symbols/${name}`, import.meta.url));

/**
 * @param {Record<string, Uint8Array | string>} files
 * @param {'STORE' | 'DEFLATE'} [compression]
 */
async function zipped(files, compression = 'DEFLATE') {
  const zip = new JSZip();
  for (const [name, content] of Object.entries(files)) {
    zip.file(name, content, { createFolders: false });
  }
  return zip.generateAsync({ type: 'nodebuffer', compression });
}

/**
 * A folder for temporary files, where nothing else puts any.
 * @param {import('node:test').TestContext} t
 */
async function temporary(t) {
  const { TMPDIR: before } = process.env;
  const room = await folder(t);
  process.env.TMPDIR = room;
  t.after(() => {
    if (before === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = before;
  });
  return room;
}

/** What mapship has put into a folder for temporary files. @param {string} room */
async function left(room) {
  // those of the tests have more hyphens
  return (await readdir(room)).filter((name) => /^mapship-[^-]+$/.test(name));
}

/** What became of each file. @param {import('mapship').Report} report */
function ends({ files }) {
  return files.map(({ path: at, type, event, issues }) => [
    path.basename(at),
    type,
    event?.uuids,
    ...issues.map(({ code }) => code),
  ]);
}

test("what macOS puts beside files is none of a build's, in archives and in folders", async (t) => {
  const files = {
    [`dSYMs/App.app.dSYM/${DWARF}/App`]: await fixture('macho/arm64.dwarf'),
    'dSYMs/.DS_Store': 'Bud1',
    'dSYMs/._App.app.dSYM': '\0\x05\x16\x07\0\x02\0\0Mac OS X',
    [`dSYMs/App.app.dSYM/${DWARF}/._App`]: '\0\x05\x16\x07\0\x02\0\0Mac OS X',
    '__MACOSX/dSYMs/._App.app.dSYM': '\0\x05\x16\x07\0\x02\0\0Mac OS X',
    [`__MACOSX/dSYMs/App.app.dSYM/${DWARF}/App`]: '\0\x05\x16\x07\0\x02\0\0Mac OS X',
    '__MACOSX/js/app.js.map': '\0\x05\x16\x07\0\x02\0\0Mac OS X',
    'js/._app.js.map': '\0\x05\x16\x07\0\x02\0\0Mac OS X',
  };
  const dir = await folder(t, { ...files, 'packed.zip': await zipped(files) });
  for (const input of ['dSYMs', '.', 'packed.zip']) {
    const report = await upload(path.join(dir, input), { dryRun: true, git: false });
    assert.equal(report.ok, true, input);
    // of the folder, one lies in the archive, too
    const all = input === '.' ? 2 : 1;
    assert.deepEqual(ends(report), Array(all).fill(['App.app.dSYM', 'ios_symbols', ARM64]), input);
  }
});

test('back-slashes in an archive lie between folders', async (t) => {
  const object = await fixture('macho/arm64.dwarf');
  for (const compression of /** @type {const} */ (['STORE', 'DEFLATE'])) {
    const name = `dSYMs\\App.app.dSYM\\${DWARF.replaceAll('/', '\\')}\\App`;
    const dir = await folder(t);
    await writeFile(path.join(dir, 'a.zip'), await zipped({ [name]: object }, compression));
    const report = await upload(path.join(dir, 'a.zip'), { dryRun: true, git: false });
    assert.deepEqual(ends(report), [['App.app.dSYM', 'ios_symbols', ARM64]], compression);
  }
});

/** What the Android Gradle plugin leaves: separate debug files for each processor. */
const NATIVE = {
  'arm64-v8a/libshop.so.dbg': await fixture('elf/aarch64.so'),
  'armeabi-v7a/libshop.so.dbg': await fixture('elf/arm.so'),
};

test('native-debug-symbols.zip is looked into, with the build ID above it', async (t) => {
  const zip = await zipped(NATIVE);
  const dir = await folder(t, {
    'release/native-debug-symbols.zip': zip,
    'release/build_id': '9b9e5a4c-6a3f-4b1e-9a59-0f6d9f6a3c11',
    'alone.zip': zip,
    'alone.bin': await zipped(NATIVE, 'STORE'),
  });
  const { url, uploads } = await intake(t, { strict: true });
  const options = { intakeUrl: url, apiKey: 'k', git: false };
  const release = path.join(dir, 'release');
  const report = await upload(release, options);
  assert.equal(report.ok, true, JSON.stringify(report, null, 1));
  const sent = (await uploads()).map(({ event, parts }) => [
    event?.type,
    event?.build_id,
    event?.arch,
    parts.find(({ name }) => name === 'ndk_symbol_file')?.filename,
  ]);
  const id = '9b9e5a4c-6a3f-4b1e-9a59-0f6d9f6a3c11';
  assert.deepEqual(sent.sort(), [
    ['ndk_symbol_file', id, 'aarch64', 'libshop.so'],
    ['ndk_symbol_file', id, 'arm', 'libshop.so'],
  ]);
  // inspect and upload say the same of it, and so does a type that is named
  const types = async (/** @type {string} */ input) =>
    (await inspect(input)).files.flatMap(({ path: at, type }) =>
      at.endsWith('.dbg') ? [type] : [],
    );
  assert.deepEqual(await types(release), ['ndk_symbol_file', 'ndk_symbol_file']);
  for (const name of ['alone.zip', 'alone.bin']) {
    const input = path.join(dir, name);
    const dry = await upload(input, { ...options, dryRun: true });
    assert.deepEqual(
      dry.files.map(({ path: at, type }) => [path.relative(input, at), type]),
      [
        ['arm64-v8a/libshop.so.dbg', 'elf_symbol_file'],
        ['armeabi-v7a/libshop.so.dbg', 'elf_symbol_file'],
      ],
    );
    assert.deepEqual(await types(input), ['elf_symbol_file', 'elf_symbol_file']);
    const typed = { ...options, type: /** @type {const} */ ('ndk_symbol_file'), dryRun: true };
    const { files } = await upload(input, { ...typed, event: { build_id: id } });
    assert.deepEqual(
      files.map(({ ok, event }) => [ok, event?.build_id]),
      [
        [true, id],
        [true, id],
      ],
    );
  }
});

test('the mapping file of an app bundle is found in it', async (t) => {
  const place = 'BUNDLE-METADATA/com.android.tools.build.obfuscation/proguard.map';
  const files = { [place]: await fixture('jvm/mapping.txt'), 'base/dex/classes.dex': 'dex\n035' };
  const dir = await folder(t, {
    'app.aab': await zipped(files),
    'stored.aab': await zipped(files, 'STORE'),
    'packed.zip': await zipped(files),
    [`bundle/${place}`]: files[place] ?? '',
    'build/packed.zip': await zipped(files),
  });
  const event = { service: 'shop', version: '1', variant: 'release' };
  for (const input of [
    'app.aab',
    'stored.aab',
    'packed.zip',
    'bundle',
    `bundle/${place}`,
    'build',
  ]) {
    const report = await upload(path.join(dir, input), { event, dryRun: true, git: false });
    assert.deepEqual(
      report.files.map(({ path: at, type, ok, issues }) => [path.basename(at), type, ok, issues]),
      [['proguard.map', 'jvm_mapping_file', true, []]],
      input,
    );
  }
});

test('a library is sent out of an archive as out of a folder', async (t) => {
  // longer than what is unpacked in memory, and no text that deflate makes nothing of
  const elf = await fixture('elf/aarch64.so');
  const long = Buffer.alloc(5_000_000);
  for (let at = 0, word = 1; at < long.length; at += 4) {
    word = (word * 1_103_515_245 + 12_345) % 2 ** 31;
    long.writeUInt32LE(word, at);
  }
  const files = { 'lib/a.so': elf, 'lib/b.so': Buffer.concat([await fixture('elf/arm.so'), long]) };
  const dir = await folder(t, {
    ...files,
    'stored.zip': await zipped(files, 'STORE'),
    'packed.zip': await zipped(files),
  });
  const room = await temporary(t);
  const all = [];
  for (const input of ['lib', 'stored.zip', 'packed.zip']) {
    const { url, uploads } = await intake(t, { strict: true });
    const options = { intakeUrl: url, apiKey: 'k', git: false };
    const report = await upload(path.join(dir, input), options);
    assert.equal(report.ok, true, JSON.stringify(report, null, 1));
    const bodies = await Promise.all(
      (await uploads()).map(async ({ dir: at, parts }) => {
        const part = parts.find(({ name }) => name === 'elf_symbol_file');
        return (await readFile(path.join(at, String(part?.path)))).toString('latin1');
      }),
    );
    all.push(bodies.sort());
    assert.deepEqual(await left(room), [], input);
  }
  const [plain = [], stored, packed] = all;
  assert.equal(plain.length, 2);
  assert.ok(stored?.every((bytes, i) => bytes === plain[i]));
  assert.ok(packed?.every((bytes, i) => bytes === plain[i]));
});

test('a zip that is named is checked as the folder that was packed', async (t) => {
  const files = {
    ...BUILD,
    'dist/._app.js.map': 'x',
    'node_modules/x/x.js': SCRIPT,
    'node_modules/x/x.js.map': '{',
    'mapping.txt': await fixture('jvm/mapping.txt'),
  };
  const dir = await folder(t, files);
  for (const compression of /** @type {const} */ (['STORE', 'DEFLATE'])) {
    await writeFile(path.join(dir, 'build.zip'), await zipped(files, compression));
    const options = { minifiedPathPrefix: 'https://shop.example/', event: { service: 'shop' } };
    const told = (/** @type {import('mapship').Report} */ { ok, files: all }) => [
      ok,
      all.map(({ type, event, issues }) => [
        type,
        event?.minified_url,
        issues.map((it) => it.code),
      ]),
    ];
    const [packed, bytes] = await Promise.all([
      check(path.join(dir, 'build.zip'), options),
      check(await readFile(path.join(dir, 'build.zip')), options),
    ]);
    const plain = await check([path.join(dir, 'dist'), path.join(dir, 'mapping.txt')], options);
    assert.equal(packed.files.length, 2);
    assert.equal(packed.files[0]?.event?.minified_url, 'https://shop.example/dist/app.js');
    assert.deepEqual(told(bytes), told(packed));
    assert.deepEqual(
      packed.files.map(({ type, ok }) => [type, ok]),
      plain.files.map(({ type, ok }) => [type, ok]),
    );
  }
  const end = await mapship(['check', 'build.zip', '--service', 'shop'], { cwd: dir });
  assert.match(end.stdout, /build\.zip\/dist\/app\.js\.map/);
  // of a zip that lies in a build, scripts are there to be downloaded
  const found = await check(await folder(t, { 'a/build.zip': await zipped(BUILD), ...BUILD }));
  assert.equal(found.files.length, 1);
});

test('inspect tells the identities that are in an archive', async (t) => {
  const files = {
    [`Fat.dSYM/${DWARF}/Fat`]: await fixture('macho/fat.dwarf'),
    'linux/libshop.so.debug': await fixture('elf/x86_64.so'),
  };
  for (const compression of /** @type {const} */ (['STORE', 'DEFLATE'])) {
    const dir = await folder(t, { 'symbols.zip': await zipped(files, compression) });
    const input = path.join(dir, 'symbols.zip');
    const dry = await upload(input, { dryRun: true, git: false });
    const told = await inspect(input);
    const [archive, library] = told.files;
    assert.equal(told.ok, true);
    assert.deepEqual(
      told.files.map(({ type }) => type),
      ['ios_symbols', 'elf_symbol_file'],
    );
    const of = (/** @type {string} */ type) => dry.files.filter((file) => file.type === type);
    const uuids = of('ios_symbols').map(({ event }) => String(event?.uuids));
    assert.equal(uuids.length, 2);
    assert.deepEqual(archive?.identity.uuids?.split(',').sort(), uuids.sort(), compression);
    assert.equal(library?.path, `${input}/linux/libshop.so.debug`);
    assert.equal(library?.identity.gnu_build_id, of('elf_symbol_file')[0]?.event?.gnu_build_id);
  }
});

/** Zeros become a thousandth of their length. @param {Buffer} archive @param {string} name @param {number} size */
function claim(archive, name, size) {
  const changed = Buffer.from(archive);
  const listed = changed.lastIndexOf(name) - 46;
  changed.writeUInt32LE(size, listed + 24);
  return changed;
}

test('what would fill memory or disk is refused by its length, the claimed one and the real one', async (t) => {
  const mega = 1_000_000;
  const elf = await fixture('elf/aarch64.so');
  const bomb = await zipped({ 'libshop.so': Buffer.concat([elf, Buffer.alloc(200 * mega)]) });
  assert.ok(bomb.length < mega);
  const dir = await folder(t, {
    'honest.zip': bomb,
    'lying.zip': claim(bomb, 'libshop.so', 50_000),
    'other.zip': await zipped({ 'film.bin': Buffer.alloc(200 * mega), ...NATIVE }),
  });
  const room = await temporary(t);
  const options = { dryRun: true, git: false };
  for (const [name, code] of /** @type {const} */ ([
    ['honest.zip', 'archive-too-large'],
    ['lying.zip', 'archive-entry'],
  ])) {
    for (const input of [path.join(dir, name), await readFile(path.join(dir, name))]) {
      const start = process.memoryUsage();
      const report = await upload(input, options);
      assert.equal(report.ok, false, name);
      assert.equal(report.issues.find((issue) => issue.code === code)?.severity, 'error', name);
      assert.match(report.issues[0]?.message ?? '', /libshop\.so/);
      const { rss, external } = process.memoryUsage();
      assert.ok(rss - start.rss < 60 * mega && external - start.external < 20 * mega, name);
    }
  }
  // what is of no use is none of its faults
  const other = await upload(path.join(dir, 'other.zip'), options);
  assert.equal(other.ok, true, JSON.stringify(other.issues));
  assert.equal(other.files.length, 2);
  assert.deepEqual(await left(room), []);
});

test('a long entry is unpacked to be sent, and nothing of it is left', async (t) => {
  const noise = Buffer.from(Array.from({ length: 700_000 }, (_, i) => `${i * 7919}`).join(' '));
  const map = JSON.stringify({ ...JSON.parse(MAP), sourcesContent: [noise.toString()] });
  const dir = await folder(t, {
    'build.zip': await zipped({ 'app.js': SCRIPT, 'app.js.map': map }),
  });
  assert.ok(map.length > 5_000_000);
  const { url, uploads } = await intake(t, { strict: true });
  const event = { service: 'shop', version: '1' };
  const common = { apiKey: 'k', git: false, event, minifiedPathPrefix: 'https://shop.example/' };
  const room = await temporary(t);
  const report = await upload(path.join(dir, 'build.zip'), { ...common, intakeUrl: url });
  assert.equal(report.ok, true, JSON.stringify(report, null, 1));
  const [{ dir: at, parts } = assert.fail()] = await uploads();
  const sent = parts.find(({ name }) => name === 'source_map');
  assert.equal(await readFile(path.join(at, String(sent?.path)), 'utf8'), map);
  assert.deepEqual(await left(room), []);
  // a script of requests would name a file that is gone
  const args = ['upload', 'build.zip', '--dry-run', '--curl', 'send.sh', '--service', 'shop'];
  const more = ['--release-version', '1', '--minified-path-prefix', '/', '--disable-git'];
  const end = await mapship([...args, ...more], { cwd: dir });
  assert.equal(end.code, 2);
  assert.match(end.stderr, /unpack the archive/);
});

test('an archive that is broken is said so, where it was named', async (t) => {
  const whole = await zipped(NATIVE);
  const damaged = Buffer.from(whole);
  damaged[200] = Number(damaged[200]) ^ 0xff;
  const stored = await zipped(NATIVE, 'STORE');
  stored[200] = Number(stored[200]) ^ 0xff;
  const slip = await zipped({ '../../slip.so': await fixture('elf/arm.so') });
  const dir = await folder(t, {
    ...{ 'cut.zip': whole.subarray(0, 2000), 'damaged.zip': damaged, 'slip.zip': slip },
    ...{ 'stored.zip': stored, 'found/cut.zip': whole.subarray(0, 2000), 'found/slip.zip': slip },
  });
  for (const [name, code, all] of /** @type {const} */ ([
    ['cut.zip', 'zip-truncated', 0],
    ['damaged.zip', 'archive-entry', 1],
    ['stored.zip', 'archive-entry', 2],
    ['slip.zip', 'zip-slip', 0],
  ])) {
    const report = await check(path.join(dir, name));
    const said = [...report.issues, ...report.files.flatMap(({ issues }) => issues)];
    const error = said.find((issue) => issue.code === code);
    assert.equal(error?.severity, 'error', `${name} ${JSON.stringify(said)}`);
    assert.match(error.message, new RegExp(name));
    if (code === 'archive-entry') assert.match(error.message, /its checksum differs/);
    assert.equal(report.ok, false);
    assert.equal(report.files.length, all, name);
  }
  // a build may hold what nobody meant to upload
  assert.equal((await check(path.join(dir, 'found'), { allowEmpty: true })).ok, true);
});
