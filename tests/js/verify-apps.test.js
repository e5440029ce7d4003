/** `verify` of packages in the shapes that tool chains make them, and of archives that are made to break it. */
import assert from 'node:assert/strict';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { deflateRawSync } from 'node:zlib';

import JSZip from 'jszip';
import { upload, verify } from 'mapship';

import { serve } from './verify-world.js';
import { folder, intake, mapship } from './world.js';

/** @import { TestContext } from 'node:test' */
/** @import { VerifyReport } from 'mapship' */

const FIXTURES = fileURLToPath(new URL('../fixtures/', import.meta.url));
const fixture = (/** @type {string} */ name) => readFile(path.join(FIXTURES, 'symbols', name));

const MAP_ID = 'a1b2c3d';
const DEX = Buffer.from(
  `dex\n035\0~~R8{"backend":"dex","compilation-mode":"release","pg-map-id":"${MAP_ID}"}\0`,
);
const PLAIN_DEX = Buffer.from('dex\n035\0~~D8{"backend":"dex","compilation-mode":"debug"}\0');
const MAPPING = Buffer.from(
  `# compiler: R8\n# pg_map_id: ${MAP_ID}\nshop.Cart -> a.a:\n    int total -> a\n`,
);
const LIBRARY = await fixture('elf/stripped.so');
const LIBRARY_SYMBOLS = await fixture('elf/x86_64.so');

/**
 * @param {Record<string, Uint8Array>} files
 * @param {'STORE' | 'DEFLATE'} [compression]
 */
function zipped(files, compression = 'DEFLATE') {
  const zip = new JSZip();
  for (const [name, content] of Object.entries(files)) zip.file(name, content);
  return zip.generateAsync({ type: 'nodebuffer', compression });
}

/** @param {VerifyReport} report @param {string} name of the package */
function told({ files }, name) {
  return Object.fromEntries(
    files.map(({ path: at, status }) => [at.slice(at.lastIndexOf(name) + name.length + 1), status]),
  );
}

/**
 * Sends files, and deletes them; the receipt.
 * @param {TestContext} t
 * @param {Record<string, Uint8Array | string>} files
 * @param {Partial<import('mapship').UploadOptions>} [options]
 */
async function send(t, files, options = {}) {
  const { url } = await intake(t);
  const dir = await folder(t, files);
  const receipt = path.join(await folder(t), 'sent.json');
  const report = await upload(dir, {
    ...{ service: 'shop', version: '1.0.0', apiKey: 'a'.repeat(32), intakeUrl: url, git: false },
    ...options,
    receipt,
  });
  assert.ok(report.ok, JSON.stringify(report.files.flatMap(({ issues }) => issues)));
  assert.equal(report.files.length, Object.keys(files).length);
  await rm(dir, { recursive: true });
  return receipt;
}

/** The codes of all findings. @param {VerifyReport} report */
const codesOf = ({ files, issues }) =>
  [...issues, ...files.flatMap((file) => file.issues)].map(({ code }) => code).sort();

test('Flutter, for Android and for iOS: the app is covered, the engine is not', async (t) => {
  const engine = await fixture('elf/arm.so');
  const app = await fixture('elf/aarch64.so');
  const event = { variant: 'release' };
  const receipt = await send(t, { 'app.android-arm64.symbols': app }, { event });
  const dir = await folder(t, {
    'app.apk': await zipped({
      'lib/arm64-v8a/libapp.so': app,
      'lib/arm64-v8a/libflutter.so': engine,
      'classes.dex': PLAIN_DEX,
      'assets/flutter_assets/AssetManifest.json': Buffer.from('{}'),
      'assets/flutter_assets/NOTICES.Z': Buffer.alloc(50),
    }),
  });
  const report = await verify(path.join(dir, 'app.apk'), { against: receipt });
  assert.deepEqual(told(report, 'app.apk'), {
    'classes.dex': 'readable',
    'lib/arm64-v8a/libapp.so': 'covered',
    'lib/arm64-v8a/libflutter.so': 'uncovered',
  });
  assert.equal(report.coverage.share, app.length / (app.length + engine.length));

  const runner = await fixture('macho/arm64.dylib');
  const symbols = await send(
    t,
    { 'app.ios-arm64.symbols': await fixture('macho/arm64.dwarf') },
    { event },
  );
  const ipa = path.join(dir, 'Runner.ipa');
  const files = { 'Payload/Runner.app/Frameworks/App.framework/App': runner };
  await writeFile(ipa, await zipped(files));
  const ofIos = await verify(ipa, { against: symbols });
  assert.deepEqual(Object.values(told(ofIos, 'Runner.ipa')), ['covered']);
});

test('.NET: an assembly with its portable PDB', async (t) => {
  const receipt = await send(
    t,
    { 'ClrLoader.pdb': await fixture('portable/ClrLoader.pdb') },
    { event: { debug_id: '95f8f6b2-afbc-45e4-884c-b4a5bf5addd2' } },
  );
  const dir = await folder(t, {
    'app.zip': await zipped({
      'app/ClrLoader.dll': await fixture('portable/ClrLoader.dll'),
      'app/native.dll': await fixture('pe/x64.dll'),
      'app/appsettings.json': Buffer.from('{}'),
    }),
  });
  const report = await verify(path.join(dir, 'app.zip'), { against: receipt });
  assert.deepEqual(told(report, 'app.zip'), {
    'app/ClrLoader.dll': 'covered',
    'app/native.dll': 'uncovered',
  });
});

test('React Native: a bundle compiled for Hermes, by its debug ID', async (t) => {
  const id = '7c8510aa-fcc0-42ed-a60e-505750c49938';
  const map = {
    version: 3,
    sources: ['a.js'],
    sourcesContent: ['pay()'],
    names: [],
    mappings: 'AAAA',
  };
  const options = /** @type {const} */ ({ type: 'react_native_sourcemap' });
  const sendMap = (/** @type {object} */ more) =>
    send(
      t,
      { 'index.android.bundle.map': JSON.stringify({ ...map, ...more }) },
      { ...options, event: { platform: 'android', bundle_name: 'index.android.bundle' } },
    );
  const dir = await folder(t, {
    'app.apk': await zipped({
      'assets/index.android.bundle': await fixture('hermes/id.hbc'),
      'classes.dex': PLAIN_DEX,
    }),
  });
  const apk = path.join(dir, 'app.apk');
  const report = await verify(apk, { against: await sendMap({ debugId: id }) });
  assert.deepEqual(told(report, 'app.apk'), {
    'assets/index.android.bundle': 'covered',
    'classes.dex': 'readable',
  });
  // a map without an ID may be the bundle's own, or another's
  const unknown = await verify(apk, { against: await sendMap({}) });
  assert.deepEqual(codesOf(unknown), ['app-uncompared']);
  const other = await verify(apk, {
    against: await sendMap({ debugId: id.replace('7c', '8d') }),
  });
  assert.deepEqual(codesOf(other), ['app-nothing', 'app-uncovered']);
});

test('a bundle of Android (AAB) with modules, and the split APKs that are made of it', async (t) => {
  const receipt = await send(t, { 'libshop.so': LIBRARY_SYMBOLS, 'mapping.txt': MAPPING });
  const other = await fixture('elf/i386.so');
  const dir = await folder(t, {
    'app.aab': await zipped({
      'BundleConfig.pb': Buffer.alloc(20),
      'base/manifest/AndroidManifest.xml': Buffer.from('x'),
      'base/dex/classes.dex': DEX,
      'base/lib/x86_64/libshop.so': LIBRARY,
      'camera/dex/classes.dex': DEX,
      'camera/lib/x86/libcamera.so': other,
      // what Play gets of symbols: nobody's device does
      'BUNDLE-METADATA/com.android.tools.build.debugsymbols/x86_64/libshop.so.dbg': LIBRARY_SYMBOLS,
      'BUNDLE-METADATA/com.android.tools.build.obfuscation/proguard.map': MAPPING,
    }),
    'splits/base-master.apk': await zipped({ 'classes.dex': DEX }),
    'splits/base-x86_64.apk': await zipped({ 'lib/x86_64/libshop.so': LIBRARY }, 'STORE'),
    'splits/base-de.apk': await zipped({ 'resources.arsc': Buffer.alloc(30) }),
  });
  const report = await verify(path.join(dir, 'app.aab'), { against: receipt });
  assert.deepEqual(told(report, 'app.aab'), {
    'base/dex/classes.dex': 'covered',
    'base/lib/x86_64/libshop.so': 'covered',
    'camera/dex/classes.dex': 'covered',
    'camera/lib/x86/libcamera.so': 'uncovered',
  });
  const covered = 2 * DEX.length + LIBRARY.length;
  assert.equal(report.coverage.share, covered / (covered + other.length));
  // as a folder, several packages, and one archive of all (.apks, .xapk)
  const names = ['base-master.apk', 'base-x86_64.apk', 'base-de.apk'];
  const parts = names.map((name) => path.join(dir, 'splits', name));
  const xapk = path.join(dir, 'app.xapk');
  const inner = Object.fromEntries(
    await Promise.all(
      parts.map(async (at, i) => /** @type {const} */ ([String(names[i]), await readFile(at)])),
    ),
  );
  await writeFile(xapk, await zipped(inner));
  for (const what of [[path.join(dir, 'splits')], parts, [xapk]]) {
    const whole = await verify(what, { against: receipt });
    assert.deepEqual(
      whole.files.map(({ status }) => status),
      ['covered', 'covered'],
    );
    assert.equal(whole.coverage.share, 1);
  }
});

test('an archive of Xcode, and the app that is made of it', async (t) => {
  const program = await fixture('macho/arm64.dylib');
  const dir = await folder(t);
  const archive = path.join(dir, 'Shop.xcarchive');
  for (const [name, data] of Object.entries({
    'Info.plist': Buffer.from('<plist/>'),
    'Products/Applications/Shop.app/Shop': program,
    'Products/Applications/Shop.app/Info.plist': Buffer.from('<plist/>'),
    'dSYMs/Shop.app.dSYM/Contents/Info.plist': Buffer.from('<plist/>'),
    'dSYMs/Shop.app.dSYM/Contents/Resources/DWARF/Shop': await fixture('macho/arm64.dwarf'),
    'SwiftSupport/iphoneos/libswiftCore.dylib': await fixture('macho/x86_64.dwarf'),
  })) {
    await mkdir(path.dirname(path.join(archive, name)), { recursive: true });
    await writeFile(path.join(archive, name), data);
  }
  const dsyms = path.join(archive, 'dSYMs');
  const report = await verify(archive, { against: dsyms });
  assert.deepEqual(told(report, 'Shop.xcarchive'), {
    'Products/Applications/Shop.app/Shop': 'covered',
  });
  const ipa = path.join(dir, 'Shop.ipa');
  await writeFile(
    ipa,
    await zipped({
      'Payload/Shop.app/Shop': program,
      'SwiftSupport/iphoneos/libswiftCore.dylib': await fixture('macho/x86_64.dwarf'),
    }),
  );
  assert.equal((await verify(ipa, { against: dsyms })).coverage.share, 1);
});

test('an archive of Electron in an archive', async (t) => {
  const main = Buffer.from('start();\n');
  const dir = await folder(t, {
    'app.zip': await zipped({ 'Shop/resources/app.asar': asar({ 'main.js': main }) }),
    'build/main.js': main,
  });
  const report = await verify(path.join(dir, 'app.zip'), { against: path.join(dir, 'build') });
  assert.deepEqual(told(report, 'app.asar'), { 'main.js': 'covered' });
});

/** @param {Record<string, Uint8Array>} files */
function asar(files) {
  let offset = 0;
  const rows = Object.entries(files).map(([name, { length }]) => {
    const row = [name, { size: length, offset: String(offset) }];
    offset += length;
    return row;
  });
  return asarOf(JSON.stringify({ files: Object.fromEntries(rows) }), Object.values(files));
}

/** @param {string} header @param {Uint8Array[]} data */
function asarOf(header, data) {
  const length = Math.ceil(header.length / 4) * 4;
  const head = Buffer.alloc(16);
  [4, length + 8, length + 4, header.length].forEach((value, i) =>
    head.writeUInt32LE(value, 4 * i),
  );
  return Buffer.concat([head, Buffer.from(header.padEnd(length, '\0')), ...data]);
}

/**
 * An archive that says what it is told to.
 * @param {{ name: string, data: Uint8Array, size?: number, method?: number, at?: number }[]} entries `at`: where the list says that
 *   it lies
 * @param {number} [count] how many entries it says to have
 */
function lying(entries, count = entries.length) {
  const [body, rows] = [/** @type {Buffer[]} */ ([]), /** @type {Buffer[]} */ ([])];
  let offset = 0;
  for (const { name, data, size = data.length, method = 0, at = offset } of entries) {
    const head = Buffer.alloc(30 + name.length);
    head.write('PK\x03\x04');
    head.writeUInt16LE(method, 8);
    head.writeUInt32LE(data.length, 18);
    head.writeUInt32LE(size, 22);
    head.writeUInt16LE(name.length, 26);
    head.write(name, 30);
    const row = Buffer.alloc(46 + name.length);
    row.write('PK\x01\x02');
    head.copy(row, 6, 4, 30);
    row.writeUInt32LE(at, 42);
    row.write(name, 46);
    rows.push(row);
    body.push(head, Buffer.from(data));
    offset += head.length + data.length;
  }
  const list = Buffer.concat(rows);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06');
  end.writeUInt16LE(count, 8);
  end.writeUInt16LE(count, 10);
  end.writeUInt32LE(list.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...body, list, end]);
}

const GOOD = { name: 'lib/x86_64/libshop.so', data: LIBRARY };
const PACKED = deflateRawSync(LIBRARY);
/** A library of 300 MB, most of it zeros. */
const BOMB = deflateRawSync(Buffer.concat([LIBRARY, Buffer.alloc(300_000_000)]));

/** @type {Record<string, [archive: () => Promise<Buffer> | Buffer, reason?: RegExp, good?: number]>} */
const LIES = {
  'longer than deflate can make it': [
    () => lying([GOOD, { name: 'lib/a/liba.so', data: PACKED, size: 4_000_000_000, method: 8 }]),
    /can't be as long as the archive says/,
  ],
  'shorter than it is': [
    () => lying([GOOD, { name: 'lib/a/liba.so', data: PACKED, size: 1000, method: 8 }]),
    /longer than the archive says/,
  ],
  'longer than it is': [
    () => lying([GOOD, { name: 'lib/a/liba.so', data: PACKED, size: 5000, method: 8 }]),
    /shorter than the archive says/,
  ],
  'stored, and of another length': [
    () => lying([GOOD, { name: 'lib/a/liba.so', data: LIBRARY, size: 100_000 }]),
    /can't be as long as the archive says/,
  ],
  'no data of deflate': [
    () =>
      lying([
        GOOD,
        { name: 'lib/a/liba.so', data: Buffer.alloc(900, 0xff), size: 2640, method: 8 },
      ]),
    /invalid|incorrect/,
  ],
  'bytes that two share': [() => lying([GOOD, { ...GOOD, at: 0 }]), /shares bytes with another/],
  'an entry that is not there': [
    () => lying([GOOD, { name: 'lib/a/liba.so', data: LIBRARY, at: 77 }]),
    /is not where the list says/,
  ],
  'a list that ends too early': [() => lying([GOOD], 2), /list of entries is not where/, 0],
  'archives in archives without end': [
    async () => {
      let inner = await zipped({ 'libshop.so': LIBRARY });
      for (let i = 0; i < 6; i += 1) inner = await zipped({ 'inner.zip': inner });
      const zip = await JSZip.loadAsync(inner);
      return zip.file(GOOD.name, GOOD.data).generateAsync({ type: 'nodebuffer' });
    },
    /too deep in each other/,
  ],
  'a packed library of 300 MB': [
    () =>
      lying([
        GOOD,
        { name: 'lib/a/liba.so', data: BOMB, size: LIBRARY.length + 300_000_000, method: 8 },
      ]),
    undefined,
    2,
  ],
  'folders in an archive of Electron without end': [
    async () =>
      zipped({
        [GOOD.name]: GOOD.data,
        'app.asar': asarOf(`${'{"files":{"a":'.repeat(5000)}1${'}}'.repeat(5000)}`, []),
      }),
    /too deep in each other/,
  ],
  'a header of Electron that is none': [
    async () => zipped({ [GOOD.name]: GOOD.data, 'app.asar': asarOf('{"files":', []) }),
    /JSON/,
  ],
};

for (const [name, [archive, reason, good = 1]] of Object.entries(LIES)) {
  test(`what an archive says: ${name}`, async (t) => {
    const dir = await folder(t, {
      'app.apk': await archive(),
      'build/libshop.so': LIBRARY_SYMBOLS,
    });
    const start = performance.now();
    const run = await mapship(['verify', 'app.apk', '--json', '--against', 'build'], { cwd: dir });
    /** @type {VerifyReport} */
    const report = run.json();
    const unread = report.files.filter(({ status }) => status === 'unread');
    assert.equal(unread.length, reason ? 1 : 0, run.stdout);
    const [issue] = unread.flatMap(({ issues }) => issues);
    assert.equal(issue?.code, reason && 'app-unread');
    if (reason) assert.match(issue?.message ?? '', reason);
    assert.equal(report.coverage.covered, good);
    assert.equal(run.code, good === 0 ? 3 : 0);
    assert.ok(performance.now() - start < 20_000);
  });
}

test('a receipt of 0.1.0, for what is live', async (t) => {
  const old = path.join(FIXTURES, 'receipts/0.1.0');
  const entry = 'app-336HWXZT.js';
  const site = await serve(t, path.join(old, 'live'), {
    index: `<!doctype html><script type="module" src="/${entry}"></script>`,
  });
  const report = await verify(site.url, { against: path.join(old, 'sent.json') });
  assert.deepEqual(codesOf(report), []);
  assert.equal(report.coverage.covered, 2);
});

test('a receipt of 0.1.0, for what is shipped: what it lacks is said', async (t) => {
  const receipt = path.join(FIXTURES, 'receipts/0.1.0/sent.json');
  const dir = await folder(t, {
    'app.apk': await zipped({ 'classes.dex': DEX, 'lib/x86_64/libshop.so': LIBRARY }),
  });
  const at = path.join(dir, 'app.apk');
  const report = await verify(at, { against: receipt });
  assert.deepEqual(told(report, 'app.apk'), {
    'classes.dex': 'uncompared',
    'lib/x86_64/libshop.so': 'covered',
  });
  const [issue] = report.files.flatMap(({ issues }) => issues);
  assert.equal(issue?.code, 'app-uncompared');
  assert.match(issue?.message ?? '', /mapping\.txt was sent, and the receipt does not tell/);
  // one of today tells
  const today = await send(t, { 'libshop.so': LIBRARY_SYMBOLS, 'mapping.txt': MAPPING });
  const whole = await verify(at, { against: today });
  assert.deepEqual(codesOf(whole), []);
  assert.equal(whole.coverage.share, 1);
});
