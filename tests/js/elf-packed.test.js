// Debug information of ELF files, compressed section by section as objcopy does: what arrives, and what is left on the disk.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { mkdir, open, readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { inflateSync } from 'node:zlib';

import { upload } from 'mapship';

import { makeElf, sectionsOf } from './elf-file.js';
import { hostile, reply } from './engine-server.js';
import { CLEAN, folder, intake, mapship } from './world.js';

const MB = 1024 * 1024;

/** Text that comes again within the window of zlib. @param {string} seed @param {number} length */
function words(seed, length) {
  const text = Array.from({ length: 300 }, (_, i) =>
    createHash('sha1').update(`${seed} ${i}`).digest('hex'),
  );
  return Buffer.alloc(length, text.join('\n'));
}

const CONTENTS = {
  '.debug_info': words('info', 3 * MB),
  '.debug_str': words('str', 2 * MB),
  '.debug_line': words('line', 30_000),
  '.debug_none': createHash('sha1').digest(),
  '.comment': words('comment', 10_000),
};
const LIB = makeElf(CONTENTS);

/**
 * Uploads from a folder, with one of its own for what is made meanwhile.
 * @param {import('node:test').TestContext} t
 * @param {{ url: string, tmp?: string, args?: string[] }} how
 */
async function uploads(t, { url, tmp = 'tmp', args = [] }) {
  const dir = await folder(t, { 'lib/libapp.so': LIB });
  await mkdir(path.join(dir, 'tmp'));
  const env = { ...CLEAN, DD_API_KEY: 'k', TMPDIR: path.join(dir, tmp) };
  const all = ['upload', 'lib', '--disable-git', '--intake-url', url, ...args];
  const end = await mapship(all, { cwd: dir, env });
  const left = await readdir(path.join(dir, 'tmp'));
  const again = () => mapship(all, { cwd: dir, env });
  return { ...end, left, again, dir };
}

/** @param {import('mapship/intake').Upload | undefined} got */
async function arrived(got) {
  const part = got?.parts.find(({ name }) => name === 'elf_symbol_file');
  return readFile(path.join(String(got?.dir), String(part?.path)));
}

/** @param {Map<string, { bytes: Buffer }>} sections */
function assertContents(sections) {
  for (const [name, bytes] of Object.entries(CONTENTS)) {
    assert.ok(sections.get(name)?.bytes.equals(bytes), name);
  }
}

test('debug information is compressed where that makes it shorter', async (t) => {
  const running = await intake(t);
  const end = await uploads(t, { url: running.url, args: ['--receipt', 'sent.json'] });
  assert.equal(end.code, 0, end.stdout + end.stderr);
  const small = await arrived((await running.uploads())[0]);
  const sections = sectionsOf(small);
  assertContents(sections);
  assert.deepEqual(
    [...sections].filter(([, { isCompressed }]) => isCompressed).map(([name]) => name),
    ['.debug_info', '.debug_str', '.debug_line'],
  );
  assert.ok(!sections.has('.text'), 'code is left out');
  assert.ok(small.length < LIB.length / 3, `${small.length} of ${LIB.length} bytes`);
  assert.deepEqual(end.left, [], 'nothing is left behind');
  const again = await end.again();
  assert.match(again.stdout + again.stderr, /sent before/);
  assert.equal((await running.uploads()).length, 1, 'a receipt knows it again');
});

test('where there is no room to compress it, it is sent as it is', async (t) => {
  const running = await intake(t);
  const end = await uploads(t, { url: running.url, tmp: 'nowhere' });
  assert.equal(end.code, 0, end.stdout + end.stderr);
  const sections = sectionsOf(await arrived((await running.uploads())[0]));
  assertContents(sections);
  // short ones need no room
  assert.equal(sections.get('.debug_info')?.isCompressed, false);
  assert.equal(sections.get('.debug_line')?.isCompressed, true);
});

test('nothing is made where nothing is sent, and nothing is left where that fails', async (t) => {
  const dry = await uploads(t, { url: 'http://127.0.0.1:9', args: ['--dry-run'] });
  assert.deepEqual([dry.code, dry.left], [0, []], dry.stdout + dry.stderr);
  const refusing = await hostile(t, [
    { body: (socket) => socket.end(reply(400, '{"errors":["no"]}')) },
  ]);
  const refused = await uploads(t, { url: refusing.url });
  assert.deepEqual([refused.code, refused.left], [4, []], refused.stdout + refused.stderr);
});

test('nothing is left of an upload that is broken off', async (t) => {
  const dir = await folder(t, { 'libapp.so': LIB });
  const before = process.env.TMPDIR;
  process.env.TMPDIR = dir;
  t.after(() => {
    if (before === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = before;
  });
  const controller = new AbortController();
  /** @type {string[]} */
  let meanwhile = [];
  const silent = await hostile(t, [
    {
      body: () => {
        meanwhile = readdirSync(dir);
        controller.abort();
      },
    },
  ]);
  const { signal } = controller;
  const options = { intakeUrl: silent.url, apiKey: 'k', git: false, signal };
  await assert.rejects(upload(path.join(dir, 'libapp.so'), options), { name: 'AbortError' });
  assert.equal(meanwhile.length, 3, 'two sections lie beside the file');
  assert.deepEqual(await readdir(dir), ['libapp.so']);
});

test('of very many sections the largest are compressed', async (t) => {
  const running = await intake(t);
  const numbered = Array.from({ length: 2999 }, (_, i) => [`.debug_${i}`, words('x', 1000 + i)]);
  /** @type {Record<string, Buffer>} */
  const many = { '.debug_info': words('info', 9000), ...Object.fromEntries(numbered) };
  const options = { apiKey: 'k', intakeUrl: running.url, git: false };
  const report = await upload(makeElf(many), { ...options, type: 'elf_symbol_file' });
  assert.equal(report.ok, true, JSON.stringify(report.files));
  const sections = sectionsOf(await arrived((await running.uploads())[0]));
  const packed = [...sections].filter(([, { isCompressed }]) => isCompressed);
  assert.equal(packed.length, 64);
  for (const [name, { bytes }] of packed) assert.ok(bytes.equals(many[name] ?? Buffer.alloc(0)));
  assert.ok(packed.some(([name]) => name === '.debug_2998'));
});

test('a browser compresses the same', async () => {
  const hosts = await Promise.all(
    ['node', 'web'].map((host) => import(`../../pkg/host/${host}.js`)),
  );
  for (const { openFile, packRange } of hosts) {
    const source = await openFile(CONTENTS['.debug_info']);
    const { file, length, release } = await packRange(source, 100, 2 * MB);
    const packed = typeof file === 'string' ? await readFile(file) : await file.arrayBuffer();
    assert.equal(packed.byteLength, length);
    assert.ok(inflateSync(packed).equals(CONTENTS['.debug_info'].subarray(100, 100 + 2 * MB)));
    await release();
  }
});

test('what is over the limit until it is compressed is sent', async (t) => {
  const running = await intake(t);
  const dir = await folder(t, { 'libapp.so': LIB });
  const large = 530 * 1000 * 1000;
  const table = Number(LIB.readBigUInt64LE(40));
  const headers = Buffer.from(LIB.subarray(table));
  // the third is that of .debug_info: now a hole behind everything else
  headers.writeBigUInt64LE(BigInt(LIB.length), 64 * 3 + 24);
  headers.writeBigUInt64LE(BigInt(large), 64 * 3 + 32);
  const file = await open(path.join(dir, 'libapp.so'), 'r+');
  const end = Buffer.alloc(8);
  end.writeBigUInt64LE(BigInt(LIB.length + large));
  await file.write(end, 0, end.length, 40);
  await file.write(headers, 0, headers.length, LIB.length + large);
  await file.close();
  const options = { apiKey: 'k', intakeUrl: running.url, git: false };
  for (const dryRun of [true, false]) {
    const { files } = await upload(path.join(dir, 'libapp.so'), { ...options, dryRun });
    assert.deepEqual(
      files.map(({ ok, upload: outcome }) => [ok, outcome?.status]),
      [[true, dryRun ? 'dry-run' : 'sent']],
      JSON.stringify(files),
    );
  }
  const small = await arrived((await running.uploads())[0]);
  assert.ok(small.length < 4 * MB);
  const whole = await upload(path.join(dir, 'libapp.so'), { ...options, onlyKeepDebug: false });
  assert.deepEqual(
    whole.files[0]?.issues.map(({ code }) => code).filter((code) => code.startsWith('upload-')),
    ['upload-too-large'],
  );
});
