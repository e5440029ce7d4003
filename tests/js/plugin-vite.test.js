// What is particular to the plugin for Vite: environments, outputs, addresses, and the configuration files it stands in.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

import { mapship } from 'mapship/vite';
import { build as viteBuild, createBuilder } from 'vite';

import { CURRENT } from './plugin-bundlers.js';
import { app, filesIn, target } from './plugin-world.js';
import { CLEAN } from './world.js';

const { vite } = /** @type {Record<string, import('./plugin-bundlers.js').Build>} */ (CURRENT);
const NODE_MODULES = fileURLToPath(new URL('../../node_modules', import.meta.url));
const VITE = path.join(NODE_MODULES, 'vite/bin/vite.js');

const SERVER = "import { pay } from './checkout/pay';\nexport const render = () => pay([]);\n";

/** @param {string} root @param {any} options */
function environments(root, options) {
  return {
    root,
    configFile: /** @type {const} */ (false),
    logLevel: /** @type {const} */ ('silent'),
    plugins: [mapship(options)],
    build: { sourcemap: /** @type {const} */ ('hidden') },
    environments: {
      client: { build: { outDir: 'dist/client' } },
      ssr: { build: { outDir: 'dist/server', rollupOptions: { input: 'src/server.ts' } } },
    },
    builder: { sharedPlugins: true },
  };
}

test('of several environments those are sent that browsers run, each file once', async (t) => {
  const root = await app(t);
  await writeFile(path.join(root, 'src/server.ts'), SERVER);
  const { to, told } = await target(t);
  await (await createBuilder(environments(root, to))).buildApp();
  const client = await filesIn(path.join(root, 'dist/client'), /\.js$/);
  assert.ok((await filesIn(path.join(root, 'dist/server'), /\.js$/)).length > 0);
  assert.deepEqual(await told(), client.map((name) => `/${name} shop 1.4.2`).sort());
});

test('others are sent where they are given an address', async (t) => {
  const root = await app(t);
  await writeFile(path.join(root, 'src/server.ts'), SERVER);
  const { to, told } = await target(t);
  const minifiedPathPrefix = { client: 'https://shop.example', ssr: '/srv/shop' };
  const builder = await createBuilder(environments(root, { ...to, minifiedPathPrefix }));
  await builder.buildApp();
  const expected = [
    ...(await filesIn(path.join(root, 'dist/client'), /\.js$/)).map(
      (n) => `https://shop.example/${n}`,
    ),
    ...(await filesIn(path.join(root, 'dist/server'), /\.js$/)).map((n) => `/srv/shop/${n}`),
  ];
  assert.deepEqual(await told(), expected.map((url) => `${url} shop 1.4.2`).sort());
});

test('what is built for a server inside of the folder that is served is no map that would be deployed', async (t) => {
  const root = await app(t);
  await writeFile(path.join(root, 'src/server.ts'), SERVER);
  const { to, told } = await target(t);
  const config = environments(root, { ...to, afterUpload: 'delete' });
  const builder = await createBuilder({
    ...config,
    build: { sourcemap: true, emptyOutDir: false },
    environments: {
      client: { build: { outDir: 'dist' } },
      ssr: { build: { ...config.environments.ssr.build, outDir: 'dist/.prerender' } },
    },
  });
  // as Astro does, which deletes the folder when all is prerendered
  for (const name of ['ssr', 'client'])
    await builder.build(/** @type {any} */ (builder.environments[name]));
  assert.equal((await filesIn(path.join(root, 'dist/.prerender'), /\.map$/)).length, 1);
  assert.equal((await told()).length, 2);
});

test('maps are made for what is sent only', async (t) => {
  const root = await app(t);
  await writeFile(path.join(root, 'src/server.ts'), SERVER);
  const { to, told } = await target(t);
  const own = environments(root, { ...to, sourcemaps: 'hidden' });
  await (await createBuilder({ ...own, build: {} })).buildApp();
  assert.deepEqual(await filesIn(path.join(root, 'dist/server'), /\.map$/), []);
  assert.equal((await told()).length, 2);
});

test('the client of a framework is sent where it inherits that it is built for a server', async (t) => {
  const root = await app(t);
  await writeFile(path.join(root, 'src/server.ts'), SERVER);
  const { to, told } = await target(t);
  const config = environments(root, to);
  const client = {
    build: { outDir: 'dist/client', ssr: true, rollupOptions: { input: 'src/main.ts' } },
  };
  const builder = await createBuilder({
    ...config,
    environments: { ...config.environments, client: { ...client, consumer: 'client' } },
  });
  await builder.build(/** @type {any} */ (builder.environments.client));
  assert.ok((await told()).length > 0);
});

test('a build for a server alone is passed over, and that is said', async (t) => {
  const root = await app(t);
  await writeFile(path.join(root, 'src/server.ts'), SERVER);
  const { to, told } = await target(t);
  const config = { build: { ssr: 'src/server.ts' } };
  const { failed, said } = await vite(root, to, { maps: 'hidden', config });
  assert.equal(failed, undefined);
  assert.match(
    said,
    /nothing is uploaded: no browser runs what is built for ssr; the option server, or minifiedPathPrefix: { ssr: '…' }/,
  );
  assert.deepEqual(await told(), []);
});

test('all outputs of a build are sent', async (t) => {
  const root = await app(t);
  const { to, told } = await target(t);
  const output = ['modern', 'legacy'].map((kind) => ({
    entryFileNames: `${kind}/[name]-[hash].js`,
    chunkFileNames: `${kind}/[name]-[hash].js`,
  }));
  const config = { build: { rollupOptions: { output } } };
  const { failed, said, dist } = await vite(
    root,
    { ...to, afterUpload: 'delete' },
    { maps: 'hidden', config },
  );
  // the maps of the second are not there when the first is looked at
  assert.equal(failed, undefined, said);
  const scripts = await filesIn(dist, /\.js$/);
  assert.equal(scripts.length, 4);
  assert.deepEqual(await told(), scripts.map((name) => `/static/${name} shop 1.4.2`).sort());
  assert.deepEqual(await filesIn(dist, /\.map$/), []);
});

test('addresses that are made as the page runs are asked for', async (t) => {
  const { to } = await target(t);
  const experimental = {
    renderBuiltUrl: (/** @type {string} */ name) => `https://x.example/${name}`,
  };
  const made = await vite(await app(t), to, { maps: 'hidden', config: { experimental } });
  assert.match(
    String(made.failed),
    /not known: experimental\.renderBuiltUrl makes addresses of its own/,
  );
  const relative = await vite(await app(t), to, { maps: 'hidden', base: './' });
  assert.match(String(relative.failed), /not known: Vite's base is "\.\/", relative to each page/);
  const given = { ...to, minifiedPathPrefix: 'https://x.example/app' };
  const { failed } = await vite(await app(t), given, { maps: 'hidden', base: './' });
  assert.equal(failed, undefined);
});

test('in a framework that has an adapter, it is told of, and what the framework says of maps is not the user’s', async (t) => {
  for (const [plugin, adapter] of [
    ['nuxt:environments', 'mapship/nuxt'],
    ['vite-plugin-sveltekit-setup', 'mapship/sveltekit'],
    ['astro:build', 'mapship/astro'],
  ]) {
    const { to, told } = await target(t);
    const config = {
      experimental: { renderBuiltUrl: () => undefined },
      plugins: [{ name: plugin }, mapship(/** @type {any} */ ({ ...to, sourcemaps: 'hidden' }))],
      build: { sourcemap: false },
    };
    const { failed, said } = await vite(await app(t), to, { config });
    assert.ok(String(failed).includes(`use ${adapter} in place of this plugin`), String(failed));
    assert.doesNotMatch(String(failed) + said, /maps-set-otherwise/);
    const given = { ...to, minifiedPathPrefix: '/x', sourcemaps: 'hidden' };
    config.plugins[1] = mapship(/** @type {any} */ (given));
    const without = await vite(await app(t), to, { config });
    assert.ok(String(without.failed).includes(`use ${adapter}, which has`), String(without.failed));
    assert.doesNotMatch(String(without.failed) + without.said, /maps-set-otherwise/);
    assert.deepEqual(await told(), []);
  }
});

test('whole addresses, and those below a host, are taken as they are', async (t) => {
  for (const [base, first] of [
    ['/', '/assets/'],
    ['/a b/', '/a%20b/assets/'],
    ['https://cdn.example/shop/', 'https://cdn.example/shop/assets/'],
    ['//cdn.example/', '//cdn.example/assets/'],
  ]) {
    const { to, told } = await target(t);
    const { failed } = await vite(await app(t), to, { maps: 'hidden', base });
    assert.equal(failed, undefined);
    for (const line of await told()) assert.ok(line.startsWith(String(first)), line);
    assert.equal((await told()).length, 2);
  }
});

test('the user’s configuration stays as it is', async (t) => {
  const root = await app(t);
  const { to } = await target(t);
  const options = Object.freeze({ ...to, sourcemaps: 'hidden', afterUpload: 'delete' });
  const config = {
    root,
    configFile: /** @type {const} */ (false),
    logLevel: /** @type {const} */ ('silent'),
    plugins: [mapship(/** @type {any} */ (options))],
    build: /** @type {{ outDir: string, sourcemap?: unknown }} */ ({ outDir: 'out' }),
  };
  await viteBuild(/** @type {any} */ (config));
  assert.equal(config.build.sourcemap, undefined);
  assert.equal(config.plugins.length, 1);
  assert.equal((await filesIn(path.join(root, 'out'), /\.js$/)).length, 2);
});

test('watch mode does nothing', async (t) => {
  const root = await app(t);
  const { to, told } = await target(t);
  /** @type {string[]} */
  const said = [];
  const { createLogger } = await import('vite');
  const customLogger = {
    ...createLogger(),
    info: (/** @type {string} */ text) => void said.push(text),
  };
  const watcher = /** @type {any} */ (
    await viteBuild({
      root,
      configFile: false,
      customLogger,
      plugins: [mapship({ ...to, enabled: true, sourcemaps: 'hidden' })],
      build: { watch: {} },
    })
  );
  while (!said.some((line) => line.includes('built in'))) await wait(20);
  await watcher.close();
  assert.ok(
    said.some((line) => line.includes('nothing is uploaded: this is watch mode')),
    said.join('\n'),
  );
  assert.deepEqual(await told(), []);
});

/**
 * An application with packages, built by Vite's own command.
 * @param {import('node:test').TestContext} t
 * @param {string} config the name of its configuration file
 * @param {string} text
 * @param {Record<string, string>} env
 */
async function command(t, config, text, env) {
  const root = await app(t);
  await mkdir(path.join(root, 'node_modules'));
  for (const name of ['vite', 'mapship']) {
    await symlink(path.join(NODE_MODULES, name), path.join(root, 'node_modules', name), 'junction');
  }
  await writeFile(path.join(root, 'vite.config.js'), '');
  await writeFile(path.join(root, config), text);
  return new Promise((resolve) =>
    execFile(
      process.execPath,
      [VITE, 'build', '--config', config],
      { cwd: root, env: { ...CLEAN, ...env } },
      (error, stdout, stderr) =>
        resolve({ code: error ? error.code : 0, said: stdout + stderr, root }),
    ),
  );
}

test('one line in a configuration file does it, be it a module, CommonJS or TypeScript', async (t) => {
  const { to, told } = await target(t);
  const env = { DD_API_KEY: to.apiKey, DATADOG_SOURCEMAP_INTAKE_URL: to.intakeUrl };
  const body = "({ plugins: [mapship({ sourcemaps: 'hidden', afterUpload: 'delete' })] })";
  let expected = 0;
  for (const [name, text] of [
    ['one.config.mjs', `import mapship from 'mapship/vite';\nexport default ${body};`],
    ['two.config.cjs', `const { mapship } = require('mapship/vite');\nmodule.exports = ${body};`],
    [
      'three.config.ts',
      `import { defineConfig } from 'vite';\nimport { mapship, type VitePluginOptions } from 'mapship/vite';\nconst o: VitePluginOptions = {};\nvoid o;\nexport default defineConfig${body};`,
    ],
  ]) {
    const { code, said, root } = await command(t, String(name), String(text), env);
    assert.equal(code, 0, said);
    assert.match(said, /to http:\S+ \(DATADOG_SOURCEMAP_INTAKE_URL\)/);
    assert.match(said, /2 source maps sent; 2 maps deleted/);
    assert.deepEqual(await filesIn(path.join(root, 'dist'), /\.map$/), []);
    assert.doesNotMatch(said, /kkkk/);
    expected += 2;
    assert.equal((await told()).length, expected);
  }
});

test('a failed upload ends Vite’s command with a failure, and says no key', async (t) => {
  const { to } = await target(t, { faults: ['403'] });
  const env = { DD_API_KEY: to.apiKey, DATADOG_SOURCEMAP_INTAKE_URL: to.intakeUrl };
  const text = `import mapship from 'mapship/vite';\nexport default { plugins: [mapship()], build: { sourcemap: true } };`;
  const { code, said } = await command(t, 'one.config.mjs', text, env);
  assert.equal(code, 1, said);
  assert.match(said, /its upload failed: .*403/);
  assert.doesNotMatch(said, /kkkk/);
});

test('a plugin that is not called is no plugin, and says so', async (t) => {
  const root = await app(t);
  const says = /without having been called \[plugin-uncalled\]\n.*write mapship\(\)/;
  for (const name of ['vite', 'sveltekit', 'react-router']) {
    const { mapship: uncalled } = await import(`mapship/${name}`);
    await assert.rejects(
      viteBuild({ root, configFile: false, logLevel: 'silent', plugins: [uncalled] }),
      says,
    );
  }
  const { rollup } = await import('rollup');
  const { mapship: ofRollup } = await import('mapship/rollup');
  const input = path.join(root, 'src/main.ts');
  await assert.rejects(rollup({ input, plugins: [/** @type {any} */ (ofRollup)] }), says);
  const { default: webpack } = await import('webpack');
  const { mapship: ofWebpack } = await import('mapship/webpack');
  assert.throws(() => webpack({ context: root, plugins: [/** @type {any} */ (ofWebpack)] }), says);
});
