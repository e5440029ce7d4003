// The bodies that go out: whole at every size, as other tools than Node's zlib read them, and in bounded memory.
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { open, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import path from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';

import { upload } from 'mapship';

import { gzipBlocks, gzipWhole } from '../../pkg/send/wire/gzip-node.js';
import { folder, intake, MAP, SCRIPT } from './world.js';

const run = promisify(execFile);

/** Bytes that compress like text. @param {number} length */
function text(length) {
  const words = Array.from({ length: 300 }, () => randomBytes(4).toString('hex'));
  let made = '';
  while (made.length < length) made += `${words[Math.floor(Math.random() * 300)]} `;
  return Buffer.from(made.slice(0, length));
}

/**
 * @param {Uint8Array} bytes
 * @param {number} size
 */
async function* blocksOf(bytes, size) {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

test('blocks compressed side by side are one member of gzip, for gzip itself and for Python', async (t) => {
  const dir = await folder(t);
  const kinds = {
    text: text(1_500_000),
    noise: randomBytes(700_000),
    zeros: Buffer.alloc(900_000),
  };
  const cases = [
    ...Object.entries(kinds).flatMap(([name, bytes]) =>
      [1000, 32_768, 262_144, 2_000_000].map((size) => ({ name: `${name}-${size}`, bytes, size })),
    ),
    { name: 'nothing', bytes: Buffer.alloc(0), size: 10 },
    { name: 'one', bytes: Buffer.from('x'), size: 10 },
  ];
  for (const { name, bytes, size } of cases) {
    const pieces = [];
    for await (const piece of gzipBlocks(blocksOf(bytes, size))) pieces.push(piece);
    const file = path.join(dir, `${name}.gz`);
    await writeFile(file, Buffer.concat(pieces));
    await assertGzip(file, bytes, name);
  }
  for (const bytes of [Buffer.alloc(0), text(100), text(16 * 1024), text(16 * 1024 + 1)]) {
    const file = path.join(dir, 'whole.gz');
    await writeFile(file, await gzipWhole(bytes));
    await assertGzip(file, bytes, `whole, ${bytes.length}`);
  }
});

/**
 * @param {string} file
 * @param {Uint8Array} expected
 * @param {string} name
 */
async function assertGzip(file, expected, name) {
  await run('gzip', ['-t', file]);
  const { stdout } = await run('gzip', ['-dc', file], { encoding: 'buffer', maxBuffer: 2 ** 26 });
  assert.ok(stdout.equals(expected), `gzip reads other bytes: ${name}`);
  // zlib alone, told to take one member, says whether any byte is left after it
  const script = `import hashlib,sys,zlib
d = zlib.decompressobj(31)
b = d.decompress(open(sys.argv[1], 'rb').read()) + d.flush()
print(hashlib.sha256(b).hexdigest(), d.eof, len(d.unused_data))`;
  const python = await run('python3', ['-c', script, file]);
  const sha = createHash('sha256').update(expected).digest('hex');
  assert.equal(python.stdout.trim(), `${sha} True 0`, name);
}

test('compression knows the block before: many blocks are hardly larger than one', async () => {
  const bytes = text(2_000_000);
  let length = 0;
  for await (const piece of gzipBlocks(blocksOf(bytes, 262_144))) length += piece.length;
  const whole = (await gzipWhole(bytes)).length;
  assert.ok(length < whole * 1.01, `${length} against ${whole}`);
});

test('files arrive as they are, at and around the sizes where the way of sending changes', async (t) => {
  const { url, uploads } = await intake(t);
  const MB = 1024 * 1024;
  const sizes = [0, 1, 255 * 1024, MB - 2000, MB - 1, MB, MB + 1, 5 * 256 * 1024, 3_000_001];
  const dir = await folder(t);
  /** @type {{ name: string, file: string | Blob | Uint8Array }[]} */
  const input = [];
  /** @type {Set<string>} */
  const missing = new Set();
  for (const size of sizes) {
    const comment = size > 2 ? `/*${'x'.repeat(Math.max(0, size - SCRIPT.length - 4))}*/` : '';
    const script = Buffer.from(comment + SCRIPT.replace('app', `s${size}`));
    const at = path.join(dir, `s${size}.js`);
    await writeFile(at, script);
    const map = Buffer.from(
      MAP.replace('app.js', `s${size}.js`).replace('AAAAA', mappings(script)),
    );
    input.push({ name: `s${size}.js`, file: at });
    // a map as bytes, and as a Blob
    input.push({ name: `s${size}.js.map`, file: size % 2 ? map : new Blob([map]) });
    missing.add(createHash('sha256').update(script).digest('hex'));
    missing.add(createHash('sha256').update(map).digest('hex'));
  }
  const report = await upload(input, {
    ...{ service: 's', version: '1', minifiedPathPrefix: '/', git: false, apiKey: 'k' },
    intakeUrl: url,
  });
  assert.equal(
    report.summary.sent,
    sizes.length,
    JSON.stringify(report.files.map((f) => f.issues)),
  );
  const arrived = (await uploads()).flatMap(({ parts }) => parts);
  for (const { name, sha256 } of arrived) {
    assert.ok(name === 'event' || missing.delete(sha256), `${name} is not what was given`);
  }
  assert.equal(missing.size, 0);
  const sent = (await uploads()).reduce((sum, { bytesOnWire }) => sum + bytesOnWire, 0);
  assert.equal(report.summary.bytesSent, sent);
});

/** One segment, at the call. @param {Buffer} script */
function mappings(script) {
  const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
  let rest = script.indexOf('call') << 1;
  let vlq = '';
  do {
    const digit = rest & 31;
    rest >>>= 5;
    vlq += digits[rest > 0 ? digit | 32 : digit];
  } while (rest > 0);
  return `${vlq}AAAA`;
}

/** Resident memory above that of a bare Node, in MB. */
const MOST = 100;

test(
  'half a gigabyte goes out in bounded memory, to a network that is slower than the disk',
  { skip: process.platform !== 'linux' && 'the peak is read from /proc' },
  async (t) => {
    const dir = await folder(t, { 'big.js': SCRIPT.replace('app', 'big') });
    await makeLarge(path.join(dir, 'big.js.map'), 480_000_000);
    let received = 0;
    const sink = createServer((request, response) => {
      request.on('data', (data) => {
        received += data.length;
        request.pause();
        // what is not taken would pile up at the sender, where nothing holds it back
        setTimeout(() => request.resume(), data.length / 40_000);
      });
      request.on('end', () => response.writeHead(202).end('{}'));
    });
    await new Promise((resolve) => sink.listen(0, '127.0.0.1', () => resolve(undefined)));
    t.after(() => sink.close());
    const { port } = /** @type {import('node:net').AddressInfo} */ (sink.address());
    const code = `
      import { upload } from ${JSON.stringify(import.meta.resolve('mapship'))};
      const { summary, files } = await upload(process.argv[1], { service: 's', version: '1',
        minifiedPathPrefix: '/', git: false, apiKey: 'k', intakeUrl: process.argv[2] });
      if (summary.sent !== 1) throw new Error(JSON.stringify(files));`;
    const args = ['--input-type=module', '-e', code, dir, `http://127.0.0.1:${port}`];
    const bare = await peakOf(['-e', 'setTimeout(() => {}, 100)']);
    const peak = await peakOf(args);
    assert.ok(received > 20_000_000, `${received} bytes came`);
    assert.ok(
      peak - bare < MOST,
      `${Math.round(peak)} MB, of which Node takes ${Math.round(bare)}`,
    );
  },
);

/**
 * A map whose one source is so long.
 * @param {string} file
 * @param {number} length
 */
async function makeLarge(file, length) {
  const [head, tail] = MAP.replace('app.js', 'big.js').split('call();');
  const handle = await open(file, 'w');
  try {
    await handle.write(`${head}call();`);
    const block = text(4_000_000);
    for (let written = 0; written < length; written += block.length) await handle.write(block);
    await handle.write(`${tail}`);
  } finally {
    await handle.close();
  }
}

/**
 * @param {string[]} args
 * @returns {Promise<number>} resident memory at its peak, in MB
 */
async function peakOf(args) {
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.on('data', (data) => (said += data));
  let peak = 0;
  const look = setInterval(async () => {
    const status = await readFile(`/proc/${child.pid}/status`, 'utf8').catch(() => '');
    peak = Math.max(peak, Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1000);
  }, 20);
  const code = await new Promise((resolve) => child.once('close', resolve));
  clearInterval(look);
  assert.equal(code, 0, said);
  return peak;
}
