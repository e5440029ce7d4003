/** `verify` of what is shipped: packages of real programs, held against what was sent. */
import assert from 'node:assert/strict';
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

import JSZip from 'jszip';
import { upload, verify } from 'mapship';

import { writeLargeApk } from '../bench/large-apk.js';
import { bareNode, measure } from '../bench/measure.js';
import { CLEAN, CLI, folder, intake, mapship } from './world.js';

/** @import { TestContext } from 'node:test' */
/** @import { VerifyReport } from 'mapship' */

const FIXTURES = fileURLToPath(new URL('../fixtures/symbols/', import.meta.url));
const fixture = (/** @type {string} */ name) => readFile(path.join(FIXTURES, name));

const MAP_ID = 'a1b2c3d';
const DEX = Buffer.from(
  `dex\n035\0${'x'.repeat(300_000)}~~R8{"backend":"dex","compilation-mode":"release","pg-map-id":"${MAP_ID}"}\0`,
);
const PLAIN_DEX = Buffer.from('dex\n035\0~~D8{"backend":"dex","compilation-mode":"debug"}\0');
const MAPPING = `# compiler: R8\n# pg_map_id: ${MAP_ID}\nshop.Cart -> a.a:\n    int total -> a\n`;

/** What an Android app has in it. */
const APP = {
  'AndroidManifest.xml': Buffer.from('<xml/>'),
  'classes.dex': DEX,
  'classes2.dex': PLAIN_DEX,
  'lib/x86_64/libshop.so': await fixture('elf/stripped.so'),
  'lib/arm64-v8a/libshop.so': await fixture('elf/aarch64.so'),
  'res/a.png': Buffer.alloc(100),
};

/** What was kept of its build. */
const SYMBOLS = {
  'symbols/x86_64/libshop.so': await fixture('elf/x86_64.so'),
  'symbols/arm64/libshop.so': await fixture('elf/aarch64.so'),
  'mapping.txt': MAPPING,
};

/**
 * @param {Record<string, Uint8Array>} files
 * @param {'STORE' | 'DEFLATE'} [compression]
 */
async function zipped(files, compression = 'DEFLATE') {
  const zip = new JSZip();
  for (const [name, content] of Object.entries(files)) zip.file(name, content);
  return zip.generateAsync({ type: 'nodebuffer', compression });
}

/** @param {VerifyReport} report */
function told({ files }) {
  return Object.fromEntries(
    files.map(({ path: at, status }) => [
      at.replace(/^.*?(?:\.(?:apk|aab|ipa|xapk|asar)|\/app)\//, ''),
      status,
    ]),
  );
}

const WHOLE = {
  'classes.dex': 'covered',
  'classes2.dex': 'readable',
  'lib/arm64-v8a/libshop.so': 'covered',
  'lib/x86_64/libshop.so': 'covered',
};

/**
 * Sends symbols to a local intake; the receipt.
 * @param {TestContext} t
 * @param {string} symbols
 */
async function send(t, symbols) {
  const { url } = await intake(t);
  const receipt = path.join(await folder(t), 'sent.json');
  const report = await upload(symbols, {
    service: 'shop',
    version: '1.0.0',
    apiKey: 'a'.repeat(32),
    intakeUrl: url,
    git: false,
    receipt,
  });
  assert.ok(report.ok, JSON.stringify(report.files.flatMap(({ issues }) => issues)));
  return receipt;
}

test('an APK, packed or not, against a receipt and against the folder', async (t) => {
  const dir = await folder(t, {
    'stored.apk': await zipped(APP, 'STORE'),
    'packed.apk': await zipped(APP),
    ...Object.fromEntries(Object.entries(SYMBOLS).map(([name, data]) => [`build/${name}`, data])),
  });
  const build = path.join(dir, 'build');
  const receipt = await send(t, build);
  for (const name of ['stored.apk', 'packed.apk']) {
    for (const against of [receipt, build]) {
      const report = await verify(path.join(dir, name), { against });
      assert.deepEqual(told(report), WHOLE, name);
      assert.equal(report.ok, true);
      assert.equal(report.coverage.share, 1);
    }
  }
  // the folder that it is unpacked from
  for (const [name, data] of Object.entries(APP)) {
    await mkdir(path.dirname(path.join(dir, 'app', name)), { recursive: true });
    await writeFile(path.join(dir, 'app', name), data);
  }
  const report = await verify(path.join(dir, 'app'), { against: receipt });
  assert.deepEqual(told(report), WHOLE);
});

test('archives in archives: bundles of several APKs', async (t) => {
  for (const compression of /** @type {const} */ (['STORE', 'DEFLATE'])) {
    const inner = await zipped(APP, compression);
    const dir = await folder(t, {
      'app.xapk': await zipped({ 'base.apk': inner, 'config.apk': inner }, compression),
      ...SYMBOLS,
    });
    const report = await verify(path.join(dir, 'app.xapk'), { against: path.join(dir) });
    assert.equal(report.coverage.covered, 6);
    assert.equal(report.coverage.share, 1);
  }
});

test('one library exchanged, one without its build ID, one that was not sent and lies in the folder', async (t) => {
  const foreign = await fixture('elf/i386.so');
  const nameless = await fixture('elf/no-id.so');
  const app = { ...APP, 'lib/x86/libother.so': foreign, 'lib/x86_64/libnoid.so': nameless };
  const dir = await folder(t, {
    'app.apk': await zipped(app),
    'sent/mapping.txt': MAPPING,
    'sent/libshop.so': SYMBOLS['symbols/x86_64/libshop.so'],
    'build/arm/libshop.so': SYMBOLS['symbols/arm64/libshop.so'],
  });
  const receipt = await send(t, path.join(dir, 'sent'));
  const run = await mapship([
    'verify',
    path.join(dir, 'app.apk'),
    '--json',
    '--against',
    receipt,
    path.join(dir, 'build'),
  ]);
  const report = /** @type {VerifyReport} */ (run.json());
  assert.deepEqual(told(report), {
    ...WHOLE,
    'lib/arm64-v8a/libshop.so': 'at-hand',
    'lib/x86/libother.so': 'uncovered',
    'lib/x86_64/libnoid.so': 'uncovered',
  });
  const codes = report.files.flatMap(({ issues }) => issues.map(({ code }) => code));
  assert.deepEqual(codes.sort(), ['app-no-identity', 'app-uncovered', 'app-uncovered']);
  const atHand = report.files.find(({ status }) => status === 'at-hand');
  assert.equal(atHand?.sent?.file, path.join(dir, 'build/arm/libshop.so'));
  const covered = DEX.length + APP['lib/x86_64/libshop.so'].length;
  const all = covered + APP['lib/arm64-v8a/libshop.so'].length + foreign.length + nameless.length;
  assert.equal(report.coverage.bytes, all);
  assert.equal(report.coverage.coveredBytes, covered);
  assert.equal(run.code, 0);
  const strict = await mapship([
    'verify',
    path.join(dir, 'app.apk'),
    '--min-coverage',
    '100',
    '--against',
    receipt,
  ]);
  assert.equal(strict.code, 3);
  assert.match(strict.stdout, /\[live-coverage\]/);
});

test('an app of Apple, of Windows, of .NET and of WebAssembly', async (t) => {
  const app = {
    'Payload/Shop.app/Shop': await fixture('macho/arm64.dylib'),
    'Payload/Shop.app/main.jsbundle': Buffer.from('f();'),
    'Payload/Shop.app/Info.plist': Buffer.from('<plist/>'),
    'win/x64.dll': await fixture('pe/x64.dll'),
    'web/app.wasm': await fixture('wasm/stripped.wasm'),
  };
  const dir = await folder(t, {
    'shop.ipa': await zipped(app),
    'build/Shop.app.dSYM/Contents/Resources/DWARF/Shop': await fixture('macho/arm64.dwarf'),
    'build/app.debug.wasm': await fixture('wasm/external.wasm'),
  });
  const report = await verify(path.join(dir, 'shop.ipa'), { against: path.join(dir, 'build') });
  assert.deepEqual(told(report), {
    'Payload/Shop.app/Shop': 'covered',
    'Payload/Shop.app/main.jsbundle': 'uncovered',
    'win/x64.dll': 'uncovered',
    'web/app.wasm': 'covered',
  });
});

test('an archive of Electron', async (t) => {
  const files = {
    'main.js': Buffer.from('start();\n'),
    'package.json': Buffer.from('{}'),
    'native.node': await fixture('elf/stripped.so'),
  };
  const header = JSON.stringify({ files: headerOf(files) });
  const length = Math.ceil(header.length / 4) * 4;
  const head = Buffer.alloc(16);
  [4, length + 8, length + 4, header.length].forEach((value, i) =>
    head.writeUInt32LE(value, 4 * i),
  );
  const dir = await folder(t, {
    'app.asar': Buffer.concat([
      head,
      Buffer.from(header.padEnd(length, '\0')),
      ...Object.values(files),
    ]),
    'build/main.js': files['main.js'],
    'build/native.debug': await fixture('elf/x86_64.so'),
  });
  const report = await verify(path.join(dir, 'app.asar'), { against: path.join(dir, 'build') });
  assert.deepEqual(told(report), { 'main.js': 'covered', 'native.node': 'covered' });
});

/** @param {Record<string, Uint8Array>} files */
function headerOf(files) {
  let offset = 0;
  return Object.fromEntries(
    Object.entries(files).map(([name, { length }]) => {
      const entry = { size: length, offset: String(offset) };
      offset += length;
      return [name, entry];
    }),
  );
}

test('what is broken, hostile or nothing is said', async (t) => {
  const good = await zipped({
    'lib/a.so': Buffer.concat([await fixture('elf/stripped.so'), Buffer.alloc(100_000)]),
  });
  const at = good.indexOf('lib/a.so') + 'lib/a.so'.length + 40;
  const bad = Buffer.from(good);
  bad.fill(0xff, at, at + 60);
  const dir = await folder(t, {
    'bad.apk': bad,
    'empty.apk': await zipped({ 'a.png': Buffer.alloc(1) }),
    'cut.apk': good.subarray(0, 300),
    ...SYMBOLS,
  });
  const broken = await verify(path.join(dir, 'bad.apk'), { against: dir });
  assert.deepEqual(
    broken.files.map(({ status }) => status),
    ['unread'],
  );
  assert.equal(broken.summary.failed, 0);
  for (const name of ['empty.apk', 'cut.apk']) {
    const run = await mapship(['verify', path.join(dir, name), '--against', dir]);
    assert.equal(run.code, 3, run.stdout);
    assert.match(run.stdout, /\[app-no-code\]/);
  }
  const other = await mapship(['verify', path.join(dir, 'none.apk'), '--against', dir]);
  assert.equal(other.code, 2);
  const wrong = await mapship([
    'verify',
    'https://x.invalid/',
    path.join(dir, 'bad.apk'),
    '--against',
    dir,
  ]);
  assert.match(wrong.stderr, /\[verify-both\]/);
});

test(
  'an APK of 500 MB is read by ranges',
  { skip: process.platform !== 'linux' && 'only Linux tells the peak of another process' },
  async (t) => {
    const dir = await folder(
      t,
      Object.fromEntries(Object.entries(SYMBOLS).map(([name, data]) => [`build/${name}`, data])),
    );
    const apk = path.join(dir, 'app.apk');
    await writeLargeApk(apk, APP['lib/x86_64/libshop.so']);
    assert.ok((await stat(apk)).size > 500e6);
    const where = { cwd: dir, env: CLEAN };
    const bare = await bareNode(where);
    const args = [process.execPath, CLI, 'verify', 'app.apk', '--against', 'build'];
    const start = performance.now();
    const { peak } = await measure(args, where);
    const took = (performance.now() - start) / 1000;
    t.diagnostic(`${(peak - bare).toFixed(0)} MB over bare Node, ${took.toFixed(1)} s`);
    assert.ok(peak - bare < 60, `${(peak - bare).toFixed(0)} MB over bare Node`);
    const report = await verify(apk, { against: path.join(dir, 'build') });
    assert.equal(report.coverage.covered, 24);
  },
);
