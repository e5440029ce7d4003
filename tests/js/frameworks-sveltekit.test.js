// Real builds of SvelteKit 2, which builds its client inside of the build of its server. SvelteKit 3, and in browsers, is among the judges.
import assert from 'node:assert/strict';
import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';

import { mapship as adapter } from 'mapship/sveltekit';
import { build } from 'vite';

import { appOf, FINDING, run } from './frameworks-world.js';
import { app, filesIn, target } from './plugin-world.js';
import { folder, mapship } from './world.js';

/** @import { TestContext } from 'node:test' */

/**
 * The app, built as a person would.
 * @param {TestContext} t
 * @param {object} options of mapship
 * @param {Record<string, string>} env
 * @param {{ kit?: object, vite?: object }} [config]
 */
async function built(t, options, env, { kit = {}, vite = {} } = {}) {
  const packages = ['@sveltejs/adapter-node', '@sveltejs/kit', 'svelte', 'vite'];
  const root = await appOf(t, 'sveltekit', packages, {
    'svelte.config.js': `import adapter from '@sveltejs/adapter-node';
export default { kit: { adapter: adapter({ precompress: false }), ...${JSON.stringify(kit)} } };`,
    'vite.config.js': `import { sveltekit } from '@sveltejs/kit/vite';
import { mapship } from 'mapship/sveltekit';
export default { ...${JSON.stringify(vite)}, plugins: [sveltekit(), mapship(${JSON.stringify(options)})] };`,
  });
  return { root, ...(await run(root, 'vite/bin/vite.js', ['build'], env)) };
}

/** The scripts that are deployed and have maps by Vite's own account. @param {string} root @param {string} said */
async function mapped(root, said) {
  const scripts = await filesIn(path.join(root, 'build/client'), /\.js$/);
  return scripts.filter((name) =>
    new RegExp(`output/client/${name.replace(/[.]/g, '\\.').replace(/^shop\//, '')}\\s.*map:`).test(
      said,
    ),
  );
}

test('one line sends the client of SvelteKit once, under its address, and leaves no map', async (t) => {
  const { to, told, uploads } = await target(t);
  const env = { DD_API_KEY: to.apiKey, DATADOG_SOURCEMAP_INTAKE_URL: to.intakeUrl };
  const kit = { paths: { base: '/shop' } };
  const { root, code, said } = await built(t, { server: '/srv/app' }, env, { kit });
  assert.equal(code, 0, said);
  assert.doesNotMatch(said, FINDING);
  const scripts = await mapped(root, said);
  assert.ok(scripts.length >= 8, said);
  // the folder is there once for the address, which the adapter writes into
  assert.deepEqual(await told(), scripts.map((name) => `/${name} shop 1.4.2`).sort());
  assert.deepEqual(await filesIn(path.join(root, 'build/client'), /\.map$/), []);
  assert.deepEqual(await filesIn(path.join(root, '.svelte-kit/output'), /\.map$/), []);
  assert.match(said, /served under \/shop \(SvelteKit's paths\.base\)/);
  assert.match(said, /what the server runs is not uploaded: in SvelteKit 2/);
  for (const { event, parts, dir } of await uploads()) {
    const name = String(event?.minified_url).replace(/^\//, '');
    const sent = parts.find((part) => part.name === 'minified_file')?.path;
    assert.deepEqual(
      await readFile(path.join(dir, String(sent))),
      await readFile(path.join(root, 'build/client', name)),
    );
  }
});

test('maps that the configuration of SvelteKit asks for stay, and are sent', async (t) => {
  const { to, told } = await target(t);
  const env = { DD_API_KEY: to.apiKey, DATADOG_SOURCEMAP_INTAKE_URL: to.intakeUrl };
  const kit = { paths: { assets: 'https://cdn.example/x' } };
  const vite = { build: { sourcemap: 'hidden' } };
  const { root, code, said } = await built(t, {}, env, { kit, vite });
  assert.equal(code, 0, said);
  assert.doesNotMatch(said, FINDING);
  const maps = await filesIn(path.join(root, 'build/client'), /\.map$/);
  assert.ok(maps.length >= 8);
  const scripts = maps.map((name) => name.replace(/\.map$/, ''));
  assert.deepEqual(
    await told(),
    scripts.map((name) => `https://cdn.example/x/${name} shop 1.4.2`).sort(),
  );
});

test('without a key SvelteKit builds as ever, and a failed upload ends the build before it is copied', async (t) => {
  const { to } = await target(t, { faults: ['403'] });
  const url = { DATADOG_SOURCEMAP_INTAKE_URL: to.intakeUrl };
  const without = await built(t, {}, url);
  assert.equal(without.code, 0, without.said);
  assert.equal(without.said.match(/mapship: .*/g)?.length, 1, without.said);
  assert.match(without.said, /nothing is uploaded: there is no API key/);
  assert.deepEqual(await filesIn(path.join(without.root, 'build/client'), /\.map$/), []);
  const refused = await built(t, {}, { ...url, DD_API_KEY: to.apiKey });
  assert.notEqual(refused.code, 0, refused.said);
  assert.match(refused.said, /its upload failed: .*403/);
  assert.ok(!refused.said.includes(to.apiKey));
  await assert.rejects(filesIn(path.join(refused.root, 'build')), /ENOENT/);
});

test('with a plan no map is copied to what is deployed, and all are sent later', async (t) => {
  const { to, told } = await target(t);
  const { root, code, said } = await built(t, { defer: 'mapship-plan.json' }, {});
  assert.equal(code, 0, said);
  assert.doesNotMatch(said, FINDING);
  const scripts = await mapped(root, said);
  assert.ok(scripts.length >= 8, said);
  for (const folderOf of ['build/client', '.svelte-kit/output']) {
    assert.deepEqual(await filesIn(path.join(root, folderOf), /\.map$/), []);
  }
  await rm(path.join(root, '.svelte-kit'), { recursive: true });
  const end = await mapship(
    ['upload', '--plan', 'mapship-plan.json', '--intake-url', to.intakeUrl],
    {
      cwd: root,
      env: { DD_API_KEY: to.apiKey },
    },
  );
  assert.equal(end.code, 0, end.stdout + end.stderr);
  assert.deepEqual(await told(), scripts.map((name) => `/${name} shop 1.4.2`).sort());
  assert.deepEqual((await filesIn(root, /mapship-plan/)).sort(), ['mapship-plan.json']);
});

test('debug IDs are in the scripts, before SvelteKit takes what it has built', async (t) => {
  const { to, uploads } = await target(t);
  const env = { DD_API_KEY: to.apiKey, DATADOG_SOURCEMAP_INTAKE_URL: to.intakeUrl };
  const { root, code, said } = await built(t, { debugIds: true }, env);
  assert.equal(code, 0, said);
  assert.doesNotMatch(said, FINDING);
  const sent = await uploads();
  assert.ok(sent.length >= 8, said);
  const ids = new Set(sent.map(({ event }) => event?.debug_id));
  assert.equal(ids.size, sent.length);
  for (const { event } of sent) {
    const name = String(event?.minified_url).replace(/^\//, '');
    const script = await readFile(path.join(root, 'build/client', name), 'utf8');
    assert.ok(script.includes(`{ddDebugId:"${event?.debug_id}"}`), name);
  }
});

test('in SvelteKit 3 the server is sent where it is known to lie, and is no concern elsewhere', async (t) => {
  for (const [name, options, sent] of /** @type {const} */ ([
    ['@sveltejs/adapter-node', { server: '/srv/app' }, ['/srv/app/build/server/a.js shop 1.4.2']],
    ['@sveltejs/adapter-static', {}, []],
    ['@sveltejs/adapter-auto', { server: '/srv/app' }, []],
    ['@sveltejs/adapter-auto', { minifiedPathPrefix: { ssr: '/x' } }, ['/x/a.js shop 1.4.2']],
  ])) {
    const { to, told } = await target(t);
    const map = { version: 3, sources: ['a.ts'], sourcesContent: ['f();\n'], names: [] };
    const root = await folder(t, {
      'package.json': '{ "name": "shop", "version": "1.4.2" }',
      'output/server/a.js': 'f();\n',
      'output/server/a.js.map': JSON.stringify({ ...map, mappings: 'AAAA,CAAC' }),
    });
    const plugin = /** @type {any} */ (adapter(/** @type {any} */ ({ ...to, ...options })));
    /** @type {string[]} */
    const said = [];
    const say = (/** @type {string} */ text) => void said.push(text);
    const config = {
      root,
      isProduction: true,
      build: { outDir: 'output/server' },
      logger: { info: say, warn: say },
      consumer: 'server',
      plugins: [
        { name: 'vite-plugin-sveltekit-setup', api: { options: { kit: { adapter: { name } } } } },
        { name: 'vite-plugin-sveltekit-adapter', buildApp: {} },
      ],
    };
    plugin.configResolved(config);
    const context = { environment: { name: 'ssr', config }, meta: {} };
    const written = { 'a.js': {}, 'a.js.map': {} };
    await plugin.writeBundle.handler.call(context, {}, written);
    await plugin.buildApp.handler();
    assert.deepEqual(await told(), sent, said.join('\n'));
    const isAsked = 'server' in options && sent.length === 0;
    assert.equal(/what the server runs is not uploaded/.test(said.join('\n')), isAsked);
  }
});

test('without SvelteKit the address is Vite’s base', async (t) => {
  for (const base of ['/shop/', './']) {
    const { to, told } = await target(t);
    const root = await app(t);
    const plugins = [adapter(/** @type {any} */ (to))];
    const building = build({ root, base, configFile: false, logLevel: 'silent', plugins });
    if (base === './') {
      await assert.rejects(building, /Vite's base is "\.\/", relative to each page/);
      continue;
    }
    await building;
    const scripts = await filesIn(path.join(root, 'dist'), /\.js$/);
    assert.deepEqual(await told(), scripts.map((name) => `/shop/${name} shop 1.4.2`).sort());
  }
});
