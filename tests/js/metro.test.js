// Debug IDs put in by `mapship/metro`, in builds of the real Metro: bundles run, places lead where they led, maps that are composed
// as React Native composes them lose the ID, and the upload has it all the same.
import assert from 'node:assert/strict';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { test } from 'node:test';
import vm from 'node:vm';

import { TraceMap, originalPositionFor } from '@jridgewell/trace-mapping';
import { withMapship } from 'mapship/metro';

import { folder, mapship } from './world.js';

/** @import { TestContext } from 'node:test' */
/** @import { MetroConfig, Serializer } from '../../pkg/frameworks/metro.js' */

const require = createRequire(import.meta.url);
// it has no types of its own
const Metro = require('metro');
const { composeSourceMaps } = require('metro-source-map');
/** What each bundle begins with. */
const RUNTIME = path.dirname(require.resolve('metro-runtime/package.json'));

const APP = {
  'package.json': '{"name":"shop"}',
  'index.js': `const { pay } = require('./pay');
globalThis.told = Object.values(globalThis._datadogDebugIds ?? {})[0];
globalThis.pay = pay;
`,
  'pay.js': `exports.pay = function pay(amount) {
  throw new Error('no money: ' + amount);
};
`,
};

/**
 * A project whose Metro is that of the tests.
 * @param {TestContext} t
 * @param {Record<string, string>} [more]
 */
async function project(t, more = {}) {
  return folder(t, {
    ...APP,
    'node_modules/metro/package.json': '{"name":"metro","main":"index.js"}',
    ...Object.fromEntries(
      [
        'DeltaBundler/Serializers/baseJSBundle',
        'DeltaBundler/Serializers/sourceMapString',
        'lib/bundleToString',
      ].map((name) => [
        `node_modules/metro/private/${name}.js`,
        `module.exports = require(${JSON.stringify(require.resolve(`metro/private/${name}`))});`,
      ]),
    ),
    ...more,
  });
}

/**
 * What Metro makes of the project.
 * @param {string} root
 * @param {(config: any) => any} change of the configuration
 * @param {Record<string, unknown>} [options]
 */
async function bundle(root, change, options) {
  const base = await Metro.loadConfig(
    { cwd: root, projectRoot: root, resetCache: true },
    {
      projectRoot: root,
      watchFolders: [root, RUNTIME],
      resolver: { nodeModulesPaths: [path.dirname(RUNTIME)] },
      maxWorkers: 1,
      reporter: { update() {} },
    },
  );
  const config = await change({ ...base, cacheStores: [] });
  const out = path.join(root, 'out.js');
  await Metro.runBuild(config, {
    ...{ entry: 'index.js', out, platform: 'android', dev: false, minify: false },
    ...{ sourceMap: true, sourceMapUrl: 'index.android.bundle.map' },
    ...options,
  });
  const code = await readFile(out, 'utf8');
  const map = await readFile(path.join(root, 'out.map'), 'utf8');
  return { code, map, parsed: JSON.parse(map) };
}

/**
 * What a configuration's serializer makes of an empty graph.
 * @param {MetroConfig} config
 * @param {{ modulesOnly?: boolean }} [options]
 */
async function serialized(config, options) {
  const serializer = withMapship(config).serializer?.customSerializer;
  const graph = { dependencies: new Map() };
  return serializer?.('index.js', [], graph, { createModuleId: () => 0, ...options });
}

/** The place of a text, 1-based line and 0-based column. @param {string} code @param {string} text */
function placeOf(code, text) {
  const before = code.slice(0, code.indexOf(text)).split('\n');
  assert.ok(code.includes(text));
  return { line: before.length, column: before.at(-1)?.length ?? 0 };
}

test('a bundle tells its ID before the app starts, and all places lead where they led', async (t) => {
  const root = await project(t);
  const plain = await bundle(root, (config) => config);
  const { code, map, parsed } = await bundle(root, withMapship);
  const id = /^\/\/# debugId=([\da-f-]{36})$/m.exec(code)?.[1];
  assert.ok(id);
  assert.equal(parsed.debugId, id);
  assert.match(code, /\n\/\/# debugId=.*\n\/\/# sourceMappingURL=index.android.bundle.map\s*$/);
  const world = vm.createContext({});
  vm.runInContext(code, world);
  assert.equal(/** @type {any} */ (world).told, id, 'the app sees it while it starts');
  assert.equal(/** @type {any} */ (world)._datadogDebugIdMeta, `datadog-debug-id-${id}`);
  const [was, now] = [new TraceMap(plain.map), new TraceMap(map)];
  for (const text of ["throw new Error('no", 'globalThis.pay = ', '__d(function']) {
    const place = originalPositionFor(now, placeOf(code, text));
    assert.deepEqual(place, originalPositionFor(was, placeOf(plain.code, text)), text);
  }
  assert.match(
    String(originalPositionFor(now, placeOf(code, "throw new Error('no")).source),
    /pay\.js$/,
  );
  // all but the ID and its line is Metro's
  const { debugId: _, mappings, ...members } = parsed;
  const { mappings: before, ...others } = plain.parsed;
  assert.deepEqual(members, others);
  assert.equal(mappings, `;${before}`);
  const again = await bundle(root, withMapship);
  assert.deepEqual([again.code, again.map], [code, map], 'the same bytes');
});

test('a minified bundle has an ID, too', async (t) => {
  const { code, parsed } = await bundle(await project(t), withMapship, { minify: true });
  assert.ok(parsed.debugId);
  assert.ok(code.includes(`//# debugId=${parsed.debugId}`));
});

test('the ID is lost where maps are composed, and is sent with the bundle', async (t) => {
  const root = await project(t);
  const { code, parsed } = await bundle(root, withMapship);
  // the map of Hermes' compiler: the same places
  const identity = {
    version: 3,
    sources: ['out.js'],
    names: [],
    mappings: code
      .split('\n')
      .map((_, i) => (i ? 'AACA' : 'AAAA'))
      .join(';'),
  };
  const composed = composeSourceMaps([parsed, identity]);
  assert.ok(!('debugId' in composed));
  await writeFile(path.join(root, 'composed.map'), JSON.stringify(composed));
  // in bytecode the text is what is left
  const bytecode = Buffer.concat([
    Buffer.from('c61fbc03c103191f', 'hex'),
    Buffer.from(`datadog-debug-id-${parsed.debugId}`),
  ]);
  await writeFile(path.join(root, 'index.android.bundle'), bytecode);
  const flags =
    'react-native upload --platform android --service s --release-version 1 --build-version 1 --dry-run --json --bundle index.android.bundle --sourcemap composed.map';
  const end = await mapship(flags.split(' '), { cwd: root });
  assert.equal(end.code, 0, end.stdout);
  assert.equal(end.json().files[0].event.debug_id, parsed.debugId);
});

test('nothing is done in development, for the web, and for parts of a bundle', async (t) => {
  const root = await project(t);
  for (const options of [{ dev: true }, { platform: 'web' }]) {
    const plain = await bundle(root, (config) => config, options);
    const made = await bundle(root, withMapship, options);
    assert.deepEqual([made.code, made.map], [plain.code, plain.map]);
  }
  const customSerializer = () => 'part';
  const part = await serialized(
    { projectRoot: root, serializer: { customSerializer } },
    { modulesOnly: true },
  );
  assert.equal(part, 'part');
});

test("a serializer of the app's own is called first, and may give a map or none", async (t) => {
  const root = await project(t);
  const plain = await bundle(root, withMapship);
  for (const gives of ['a map', 'none']) {
    /** @type {unknown[]} */
    const called = [];
    const own = async (/** @type {MetroConfig} */ config) => {
      /** @type {MetroConfig} */
      const plainly = { projectRoot: root };
      const inner = withMapship(plainly).serializer?.customSerializer;
      /** @type {Serializer} */
      const customSerializer = async (entry, before, graph, options) => {
        called.push(entry);
        const made = await inner?.(entry, before, graph, { ...options, dev: true });
        const code = `// mine\n${typeof made === 'string' ? made : made?.code}`;
        const map = { version: 3, sources: ['mine.js'], names: [], mappings: ';AAAA' };
        return gives === 'none' ? code : { code, map: JSON.stringify(map) };
      };
      return withMapship({ ...config, serializer: { ...config.serializer, customSerializer } });
    };
    const { code, parsed } = await bundle(root, own);
    assert.equal(called.length, 1);
    assert.match(code, /\/\/ mine\n/);
    assert.ok(code.includes(`//# debugId=${parsed.debugId}`));
    assert.notEqual(parsed.debugId, plain.parsed.debugId);
    if (gives === 'a map') assert.deepEqual(parsed.sources, ['mine.js']);
    else assert.deepEqual(parsed.sources, plain.parsed.sources);
  }
});

test('a bundle that carries an ID is left as it is', async (t) => {
  const root = await project(t);
  const once = await bundle(root, withMapship);
  const twice = await bundle(root, (config) => withMapship(withMapship(config)));
  assert.deepEqual([twice.code, twice.map], [once.code, once.map]);
});

test('Metro is found where React Native brings it along', async (t) => {
  const given = await project(t);
  const { 'index.js': index, 'pay.js': pay } = APP;
  const root = await folder(t, { 'index.js': index, 'pay.js': pay });
  const below = path.join(root, 'node_modules/@react-native/metro-config');
  await mkdir(path.join(below, 'node_modules/metro-config'), { recursive: true });
  await writeFile(path.join(below, 'package.json'), '{}');
  await writeFile(path.join(below, 'node_modules/metro-config/package.json'), '{}');
  await rename(path.join(given, 'node_modules/metro'), path.join(below, 'node_modules/metro'));
  const { parsed } = await bundle(root, withMapship);
  assert.ok(parsed.debugId);
});

test('the configuration may be a function or a promise', async () => {
  const of = (/** @type {any} */ config) => typeof config.serializer.customSerializer;
  assert.equal(of(withMapship({ projectRoot: '/app' })), 'function');
  assert.equal(of(await withMapship(Promise.resolve({ projectRoot: '/app' }))), 'function');
  const wrapped = withMapship(async (/** @type {MetroConfig} */ base) => ({
    ...base,
    cacheVersion: '1',
  }));
  const made = await wrapped({ projectRoot: '/app' });
  assert.deepEqual([of(made), made.cacheVersion, made.projectRoot], ['function', '1', '/app']);
});

test('what is missing or broken fails the build', async (t) => {
  const alone = await folder(t, { 'package.json': '{}' });
  await assert.rejects(serialized({ projectRoot: alone }), { code: 'metro-missing' });
  const customSerializer = () => ({ code: 'a()', map: '{"mappings":"AA' });
  await assert.rejects(serialized({ projectRoot: alone, serializer: { customSerializer } }), {
    code: 'map-json-truncated',
  });
  const old = await folder(t, { 'node_modules/metro/package.json': '{"name":"metro"}' });
  await assert.rejects(serialized({ projectRoot: old }), { code: 'metro-unknown' });
});
