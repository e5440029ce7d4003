// Parts made of ranges: what arrives is what the core makes of the file, at both sizes of bodies, and by curl.
import assert from 'node:assert/strict';
import { execFile, execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { promisify } from 'node:util';

import { upload } from 'mapship';

import { sectionsOf } from './elf-file.js';
import { makeBody } from '../../pkg/send/wire/body-node.js';
import { unlessThere } from './judges.js';
import { CLEAN, ELF, folder, intake, mapship } from './world.js';

const run = promisify(execFile);
const has = (/** @type {string} */ tool) => {
  try {
    execFileSync(tool, ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
};
const READELF = ['readelf', 'llvm-readelf'].find(has);
const skip = unlessThere(READELF !== undefined, 'readelf');

/** The file that arrived for a part. @param {import('mapship/intake').Upload | undefined} got */
async function arrived(got) {
  const part = got?.parts.find(({ name }) => name === 'elf_symbol_file');
  return readFile(path.join(String(got?.dir), String(part?.path)));
}

/** The debug information that a file carries, as readelf tells it. @param {string} file */
async function debugInfo(file) {
  const { stdout } = await run(String(READELF), ['--debug-dump=info', file], {
    maxBuffer: 2 ** 26,
  });
  return stdout.replaceAll(file, '');
}

test('the code is left out, and what symbolication needs is not', { skip }, async (t) => {
  const { url: intakeUrl, uploads } = await intake(t);
  const dir = await folder(t, { 'lib.so': ELF });
  const file = path.join(dir, 'lib.so');
  const options = { intakeUrl, apiKey: 'k', git: false };
  for (const input of [file, new Blob([ELF]), ELF]) {
    const report = await upload(input, options);
    assert.equal(report.ok, true, JSON.stringify(report.files));
  }
  await upload(file, { ...options, onlyKeepDebug: false });
  const [byPath, byBlob, byBytes, whole] = await Promise.all((await uploads()).map(arrived));
  assert.ok(byPath && byBlob && byBytes && whole);
  assert.deepEqual(whole, ELF);
  assert.ok(byPath.equals(byBlob) && byPath.equals(byBytes), 'the same from every kind of input');
  assert.ok(byPath.length < ELF.length, `${byPath.length} of ${ELF.length} bytes`);
  const reduced = path.join(dir, 'reduced.so');
  await writeFile(reduced, byPath);
  assert.equal(await debugInfo(reduced), await debugInfo(file));
  const notes = async (/** @type {string} */ of) => (await run(String(READELF), ['-n', of])).stdout;
  const id = /Build ID: (\w+)/.exec(await notes(file))?.[1];
  assert.ok(id && (await notes(reduced)).includes(id));
});

test('a body is made of ranges at every size, whatever its files are', async (t) => {
  const dir = await folder(t);
  const bytes = randomBytes(3_000_000);
  const file = path.join(dir, 'large');
  await writeFile(file, bytes);
  for (const input of [file, new Blob([bytes]), bytes]) {
    for (const ends of [
      [10, 500],
      [1000, 900_000],
      [17, 3_000_000],
    ]) {
      const [start = 0, end = 0] = ends;
      const head = Buffer.from('head');
      const pieces = [
        { file: input, start, length: end - start },
        head,
        { file: input, start: 0, length: start },
      ];
      const size = end + head.length;
      const frame = { contentType: '', contentLength: size, gzip: false, segments: [0] };
      const body = await makeBody(frame, [{ file: input, size, pieces }], () => {});
      const got = [];
      for await (const chunk of body.chunks) got.push(Buffer.from(chunk));
      const expected = [bytes.subarray(start, end), head, bytes.subarray(0, start)];
      assert.ok(Buffer.concat(got).equals(Buffer.concat(expected)), `${start} to ${end}`);
    }
  }
});

test('a file that was changed since it was judged is not sent', async (t) => {
  const dir = await folder(t, { a: 'x'.repeat(100) });
  const file = path.join(dir, 'a');
  const stamp = { size: 101, modified: 0 };
  const pieces = [{ file, stamp, start: 5, length: 10 }];
  const frame = { contentType: '', contentLength: 10, gzip: false, segments: [0] };
  await assert.rejects(
    makeBody(frame, [{ file, size: 10, pieces }], () => {}),
    /not what was checked/,
  );
});

test('curl sends the same', async (t) => {
  const { url, uploads } = await intake(t);
  const dir = await folder(t, { 'lib one.so': ELF });
  const env = { ...CLEAN, DD_API_KEY: 'k' };
  const args = ['upload', 'lib one.so', '--disable-git', '--intake-url', url];
  const dry = await mapship([...args, '--dry-run', '--curl', 'send.sh'], { cwd: dir, env });
  assert.equal(dry.code, 0, dry.stdout + dry.stderr);
  await run('sh', ['send.sh'], { cwd: dir, env });
  const end = await mapship(args, { cwd: dir, env });
  assert.equal(end.code, 0, end.stdout + end.stderr);
  const [byCurl, byMapship] = await Promise.all((await uploads()).map(arrived));
  assert.ok(byCurl && byMapship && byCurl.length < ELF.length);
  // curl compresses nothing
  const contents = (/** @type {Buffer} */ elf) =>
    [...sectionsOf(elf)].map(([name, { bytes }]) => [name, bytes.toString('base64')]);
  assert.deepEqual(contents(byCurl), contents(byMapship));
});

test('a receipt knows what was sent, not what it was made of', async (t) => {
  const { url: intakeUrl, uploads } = await intake(t);
  const dir = await folder(t, { 'lib.so': ELF });
  const options = { intakeUrl, apiKey: 'k', git: false, receipt: path.join(dir, 'sent.json') };
  const statuses = [];
  for (const onlyKeepDebug of [true, true, false]) {
    const { files } = await upload(path.join(dir, 'lib.so'), { ...options, onlyKeepDebug });
    statuses.push(files[0]?.upload?.status);
  }
  assert.deepEqual(statuses, ['sent', 'already-sent', 'sent']);
  const { uploads: written } = JSON.parse(await readFile(options.receipt, 'utf8'));
  const sums = (await uploads()).map(({ parts }) => parts.find((p) => p.name !== 'event')?.sha256);
  assert.equal(new Set(sums).size, 2);
  // what was sent last of a path stands in it
  assert.equal(written.at(-1).parts[0].sha256, sums.at(-1));
});

test('both hosts unpack piece by piece, and refuse what is broken', async () => {
  const whole = Buffer.alloc(300_000, 'symbols ');
  const packed = gzipSync(whole);
  const parts = (/** @type {Uint8Array} */ bytes) => [bytes.subarray(0, 20), bytes.subarray(20)];
  const hosts = await Promise.all(
    ['node', 'web'].map((host) => import(`../../pkg/host/${host}.js`)),
  );
  for (const { gunzip } of hosts) {
    const read = async (/** @type {Uint8Array} */ bytes) => {
      const pieces = [];
      for await (const piece of gunzip(parts(bytes))) pieces.push(piece);
      return Buffer.concat(pieces);
    };
    assert.ok((await read(packed)).equals(whole));
    const otherSum = Buffer.from(packed);
    otherSum[packed.length - 8] = Number(otherSum[packed.length - 8]) ^ 1;
    await assert.rejects(read(otherSum));
    await assert.rejects(read(packed.subarray(0, -9)));
    // who has seen enough goes away
    for await (const piece of gunzip(parts(packed))) {
      assert.ok(piece.length > 0);
      break;
    }
  }
});
