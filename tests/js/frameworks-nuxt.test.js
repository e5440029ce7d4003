// The module for Nuxt, as Nuxt calls it: what it asks for, and when it does nothing. Real builds of Nuxt are among the judges.
import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';

import mapship from 'mapship/nuxt';

import { filesIn, target } from './plugin-world.js';
import { folder } from './world.js';

/** @import { TestContext } from 'node:test' */

const SCRIPT = 'export const answer = () => 42;\n';
const MAP = {
  version: 3,
  sources: ['../answer.ts'],
  sourcesContent: ['export const answer = (): number => 42;\n'],
  names: [],
  mappings: 'AAAO,MAAM,MAAM,GAAG,MAAc,EAAE',
};

/**
 * What the module is given of Nuxt, in a project whose client is built.
 * @param {TestContext} t
 * @param {Record<string, any>} [own] of its options
 */
async function nuxt(t, own = {}) {
  const root = await folder(t);
  const client = path.join(root, '.nuxt/dist/client/_nuxt');
  await mkdir(client, { recursive: true });
  await writeFile(path.join(root, 'package.json'), '{ "name": "shop", "version": "1.4.2" }');
  await writeFile(path.join(client, 'a.js'), SCRIPT);
  await writeFile(path.join(client, 'a.js.map'), JSON.stringify(MAP));
  /** @type {Record<string, ((...args: any[]) => unknown)[]>} */
  const hooks = {};
  /** @type {string[]} */
  const said = [];
  const say = (/** @type {string} */ text) => void said.push(text);
  const options = {
    rootDir: root,
    buildDir: path.join(root, '.nuxt'),
    dev: false,
    app: { baseURL: '/', buildAssetsDir: '/_nuxt/', cdnURL: '' },
    sourcemap: /** @type {any} */ ({ client: false, server: true }),
    _layers: [{ config: {} }],
    ...own,
  };
  return {
    client,
    hooks,
    options,
    said,
    hook: (/** @type {string} */ name, /** @type {() => unknown} */ work) =>
      void (hooks[name] ??= []).push(work),
    /** What Nuxt does when Vite is done. */
    async built() {
      for (const work of hooks['nitro:build:before'] ?? [])
        await work({ logger: { info: say, warn: say } });
    },
  };
}

test('Nuxt learns the name of its options', async () => {
  assert.equal((await mapship.getMeta()).configKey, 'mapship');
  assert.equal(mapship.meta.configKey, 'mapship');
});

test('the client is sent under its address, and maps that are there for mapship are gone', async (t) => {
  for (const [app, address] of [
    [{}, '/_nuxt/a.js'],
    [{ baseURL: '/shop/' }, '/shop/_nuxt/a.js'],
    [{ baseURL: '/shop/', cdnURL: 'https://cdn.example/x' }, 'https://cdn.example/x/_nuxt/a.js'],
  ]) {
    const { to, told } = await target(t);
    const running = await nuxt(t, {
      app: { baseURL: '/', cdnURL: '', .../** @type {object} */ (app) },
    });
    await mapship(/** @type {any} */ (to), running);
    assert.equal(running.options.sourcemap.client, 'hidden');
    await running.built();
    assert.deepEqual(await told(), [`${address} shop 1.4.2`]);
    assert.deepEqual(await filesIn(running.client, /\.map$/), []);
  }
});

test('maps that the configuration, or a layer of it, speaks of are its own', async (t) => {
  for (const own of [
    { sourcemap: { client: true, server: true } },
    { sourcemap: { client: false }, _layers: [{ config: {} }, { config: { sourcemap: false } }] },
    { _layers: [{ config: { sourcemap: { client: false } } }] },
    { vite: { build: { sourcemap: true } } },
  ]) {
    const { to } = await target(t);
    const running = await nuxt(t, own);
    const before = running.options.sourcemap.client;
    await mapship(/** @type {any} */ (to), running);
    assert.equal(running.options.sourcemap.client, before);
    await running.built();
    assert.deepEqual(await filesIn(running.client, /\.map$/), ['a.js.map']);
  }
});

test('nothing is done while developing, when types are prepared, or where it is turned off', async (t) => {
  for (const own of [{ dev: true }, { _prepare: true }, { mapship: false }]) {
    const { to, told } = await target(t);
    const running = await nuxt(t, own);
    await mapship(/** @type {any} */ (to), running);
    assert.deepEqual(running.hooks, {});
    assert.equal(running.options.sourcemap.client, false);
    assert.deepEqual(await told(), []);
  }
});

test('options stand beside the module’s name or under its key, and unknown ones are refused at once', async (t) => {
  const { to, told } = await target(t);
  const running = await nuxt(t, { mapship: { ...to, service: 'other' } });
  await mapship({ version: '2.0.0' }, running);
  await running.built();
  assert.deepEqual(await told(), ['/_nuxt/a.js other 2.0.0']);
  await assert.rejects(
    async () => mapship(/** @type {any} */ ({ ...to, servise: 'x' }), await nuxt(t)),
    /servise/,
  );
});

test('what fails the upload fails the build, or is warned of, and no map is left', async (t) => {
  const { to } = await target(t, { faults: ['403'] });
  const failing = await nuxt(t);
  await mapship(/** @type {any} */ (to), failing);
  await assert.rejects(failing.built(), /mapship: .*its upload failed: .*403/s);
  assert.deepEqual(await filesIn(failing.client, /\.map$/), []);
  const warned = await nuxt(t);
  await mapship(/** @type {any} */ ({ ...to, onError: 'warn' }), warned);
  await warned.built();
  assert.match(warned.said.join('\n'), /mapship: .*its upload failed: .*403/s);
  assert.deepEqual(await filesIn(warned.client, /\.map$/), []);
});

test('Nitro’s maps are asked for in full, and sent, only where there is a server', async (t) => {
  const { to, told } = await target(t);
  const none = await nuxt(t);
  await mapship(/** @type {any} */ (to), none);
  assert.deepEqual(Object.keys(none.hooks), ['nitro:build:before']);

  const running = await nuxt(t);
  await mapship(/** @type {any} */ ({ ...to, server: '/srv/app' }), running);
  const config = /** @type {any} */ ({ rollupConfig: { output: { intro: '' }, plugins: [] } });
  for (const work of running.hooks['nitro:config'] ?? []) work(config);
  assert.deepEqual(config.rollupConfig.output, { sourcemapExcludeSources: false, intro: '' });
  assert.equal(config.experimental.sourcemapMinify, false);

  const serverDir = path.join(running.options.rootDir, '.output/server');
  await mkdir(path.join(serverDir, 'chunks'), { recursive: true });
  await writeFile(path.join(serverDir, 'chunks/b.mjs'), SCRIPT);
  await writeFile(path.join(serverDir, 'chunks/b.mjs.map'), JSON.stringify(MAP));
  /** @type {any[]} */
  const plugins = [];
  const logger = { info: () => undefined, warn: () => undefined };
  const hook = (/** @type {string} */ _, /** @type {any} */ work) =>
    work({ options: { output: { serverDir } } }, { plugins });
  for (const work of running.hooks['nitro:init'] ?? []) work({ hooks: { hook }, logger });
  const bundle = { 'chunks/b.mjs': {}, 'chunks/b.mjs.map': {} };
  await plugins[0].writeBundle.handler({ dir: serverDir }, bundle);
  assert.deepEqual(await told(), ['/srv/app/.output/server/chunks/b.mjs shop 1.4.2']);
  // Nuxt makes them in any case
  assert.deepEqual(await filesIn(serverDir, /\.map$/), ['chunks/b.mjs.map']);
});

test('loaded twice, the first module does it all', async (t) => {
  const { to, told } = await target(t);
  const project = await nuxt(t);
  const log = t.mock.method(console, 'log', () => {});
  await mapship(/** @type {any} */ (to), project);
  await mapship(/** @type {any} */ ({ ...to, service: 'other' }), project);
  await project.built();
  assert.deepEqual(await told(), ['/_nuxt/a.js shop 1.4.2']);
  assert.match(String(log.mock.calls[0]?.arguments[0]), /among the modules more than once/);
});
