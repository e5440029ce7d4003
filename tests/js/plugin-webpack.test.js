// What is particular to the plugin for webpack: configurations that say little, addresses, watch mode, several compilers.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { rspack } from '@rspack/core';
import { build as esbuild } from 'esbuild';
import { mapship } from 'mapship/webpack';
import bundler from 'webpack';

import { CURRENT } from './plugin-bundlers.js';
import { app, filesIn, target } from './plugin-world.js';
import { CLEAN, folder } from './world.js';

/** Its configurations are put together here, member by member. */
const webpack = /** @type {any} */ (bundler);
const NODE_MODULES = fileURLToPath(new URL('../../node_modules', import.meta.url));
const { webpack: build } = /** @type {Record<string, import('./plugin-bundlers.js').Build>} */ (
  CURRENT
);

/**
 * @param {object | object[]} config
 * @param {any} [bundle]
 * @returns {Promise<any>}
 */
function run(config, bundle = webpack) {
  return new Promise((resolve, reject) => {
    const compiler = bundle(config);
    compiler.run((/** @type {unknown} */ error, /** @type {any} */ stats) =>
      compiler.close(() => (error ? reject(error) : resolve(stats))),
    );
  });
}

const runRspack = (/** @type {object} */ config) => run(config, rspack);

const QUIET = { infrastructureLogging: { level: 'none' } };

test('a configuration without entry and output gets no other files than without the plugin', async (t) => {
  const dir = await folder(t, {
    'package.json': '{"name":"bare","version":"1.0.0"}',
    'src/index.js': 'document.title = "bare"; throw new Error("x");\n',
  });
  const { to, told } = await target(t);
  const config = { ...QUIET, mode: 'production', context: dir, devtool: 'hidden-source-map' };
  const before = process.cwd();
  process.chdir(dir);
  t.after(() => process.chdir(before));
  assert.equal((await run(config)).hasErrors(), false);
  const plain = await filesIn(dir, /^dist/);
  const script = await readFile(path.join(dir, 'dist/main.js'));
  const options = /** @type {any} */ ({ ...to, minifiedPathPrefix: '/' });
  const stats = await run({ ...config, plugins: [mapship(options)] });
  assert.equal(stats.hasErrors(), false, stats.toString());
  assert.deepEqual(await filesIn(dir, /^dist/), plain);
  assert.deepEqual(await readFile(path.join(dir, 'dist/main.js')), script);
  assert.ok((await stat(path.join(dir, 'dist/main.js'))).size > 0);
  assert.deepEqual(await told(), ['/main.js bare 1.0.0']);
});

test('an address that webpack leaves to the page is asked for; one with a hash is known', async (t) => {
  const { to, told } = await target(t);
  const auto = await build(await app(t), to, { maps: 'hidden', base: 'auto' });
  assert.match(
    String(auto.failed),
    /not known: webpack's output\.publicPath is "auto", which each page finds out for itself/,
  );
  assert.deepEqual(await told(), []);
  const { failed } = await build(await app(t), to, { maps: 'hidden', base: '/[fullhash:4]/' });
  assert.equal(failed, undefined);
  for (const line of await told()) assert.match(line, /^\/[0-9a-f]{4}\/\S+\.js /);
  assert.equal((await told()).length, 2);
});

test('queries in file names are no part of them', async (t) => {
  const { to, told } = await target(t);
  const config = { output: { publicPath: '/', filename: '[name].js?v=[contenthash]' } };
  const { failed, said } = await build(await app(t), to, { maps: 'hidden', config });
  assert.equal(failed, undefined, said);
  assert.ok((await told()).includes('/main.js shop 1.4.2'));
});

test('several compilers: each sends its own, and what is for Node is passed over', async (t) => {
  const root = await app(t);
  await writeFile(path.join(root, 'src/page.js'), 'document.title = String(Math.random());\n');
  const { to, told } = await target(t);
  const plugin = mapship(/** @type {any} */ (to));
  const one = (/** @type {string} */ name, /** @type {string} */ kind) => ({
    ...QUIET,
    mode: 'production',
    context: root,
    target: kind,
    entry: './src/page.js',
    devtool: 'hidden-source-map',
    output: { path: path.join(root, 'dist', name), publicPath: `/${name}/` },
    plugins: [plugin],
  });
  const stats = await run([one('a', 'web'), one('b', 'web'), one('node', 'node')]);
  assert.equal(stats.hasErrors(), false, stats.toString());
  assert.deepEqual(await told(), ['/a/main.js shop 1.4.2', '/b/main.js shop 1.4.2']);
});

test('compilers that run at the same time share a receipt', async (t) => {
  const root = await app(t);
  await writeFile(path.join(root, 'src/page.js'), 'document.title = String(Math.random());\n');
  const { to, told } = await target(t);
  const one = (/** @type {string} */ name) => ({
    ...QUIET,
    mode: 'production',
    context: root,
    entry: './src/page.js',
    devtool: 'hidden-source-map',
    output: { path: path.join(root, 'dist', name), publicPath: `/${name}/` },
    plugins: [mapship(/** @type {any} */ ({ ...to, receipt: 'receipt.json' }))],
  });
  const names = ['a', 'b', 'c', 'd'];
  for (let round = 0; round < 2; round += 1) {
    const stats = await run(names.map(one));
    assert.equal(stats.hasErrors(), false, stats.toString());
  }
  assert.deepEqual(
    await told(),
    names.map((name) => `/${name}/main.js shop 1.4.2`),
  );
  const receipt = JSON.parse(await readFile(path.join(root, 'receipt.json'), 'utf8'));
  assert.equal(receipt.uploads.length, names.length);
});

test('a build with errors is not sent', async (t) => {
  const root = await app(t);
  await writeFile(path.join(root, 'src/page.js'), 'import "./nowhere.js";\n');
  const { to, told } = await target(t);
  const config = { entry: './src/page.js', optimization: { emitOnErrors: true } };
  const { failed, said } = await build(root, to, { maps: 'hidden', config });
  assert.match(String(failed), /nowhere/);
  assert.match(said, /nothing is uploaded: the build has errors/);
  assert.deepEqual(await told(), []);
});

test('watch mode does nothing', async (t) => {
  const root = await app(t);
  await writeFile(path.join(root, 'src/page.js'), 'document.title = "x";\n');
  const { to, told } = await target(t);
  const compiler = webpack({
    ...QUIET,
    mode: 'production',
    context: root,
    entry: './src/page.js',
    devtool: 'hidden-source-map',
    output: { path: path.join(root, 'dist'), publicPath: '/' },
    plugins: [mapship(/** @type {any} */ ({ ...to, enabled: true }))],
  });
  const stats = await new Promise((resolve) => {
    const watching = compiler.watch({}, (/** @type {unknown} */ _, /** @type {any} */ done) =>
      watching.close(() => resolve(done)),
    );
  });
  assert.equal(stats.hasErrors(), false);
  assert.deepEqual(await told(), []);
});

test('findings are webpack’s own, with file and place', async (t) => {
  const root = await app(t);
  await writeFile(path.join(root, 'src/page.js'), 'document.title = "x";\n');
  const breaking = {
    apply(/** @type {any} */ compiler) {
      compiler.hooks.afterEmit.tapPromise('breaking', () =>
        writeFile(path.join(root, 'dist/main.js.map'), '{"version":3,\n"sources":[}'),
      );
    },
  };
  const { to, told } = await target(t);
  const stats = await run({
    ...QUIET,
    mode: 'production',
    context: root,
    entry: './src/page.js',
    devtool: 'hidden-source-map',
    output: { path: path.join(root, 'dist'), publicPath: '/' },
    plugins: [breaking, mapship(/** @type {any} */ (to))],
  });
  const { errors } = stats.toJson({ all: false, errors: true });
  assert.equal(errors.length, 1, JSON.stringify(errors));
  assert.equal(errors[0].file, 'dist/main.js.map');
  assert.match(errors[0].loc, /^2:\d+/);
  assert.match(errors[0].message, /\[mapship: map-json\S*\]/);
  assert.equal(errors[0].stack?.includes(' at ') ?? false, false);
  assert.deepEqual(await told(), []);
});

test('a CommonJS program requires it', async (t) => {
  const { to, told } = await target(t);
  const root = await folder(t, {
    'package.json': '{"name":"required","version":"2.0.0"}',
    'src/index.js': 'document.title = "x";\n',
    'build.cjs': `
      const { mapship, default: same } = require('mapship/webpack');
      if (mapship !== same) throw new Error('not the same');
      require('webpack')({
        mode: 'production',
        output: { publicPath: '/' },
        plugins: [mapship({ sourcemaps: 'hidden', git: false })],
      }, (error, stats) => { console.log(stats.toString()); process.exitCode = error || stats.hasErrors() ? 1 : 0; });`,
  });
  await mkdir(path.join(root, 'node_modules'));
  for (const name of ['webpack', 'mapship']) {
    await symlink(path.join(NODE_MODULES, name), path.join(root, 'node_modules', name), 'junction');
  }
  const env = { ...CLEAN, DD_API_KEY: to.apiKey, DATADOG_SOURCEMAP_INTAKE_URL: to.intakeUrl };
  const said = await new Promise((resolve, reject) =>
    execFile(process.execPath, ['build.cjs'], { cwd: root, env }, (error, stdout, stderr) =>
      error ? reject(new Error(stdout + stderr)) : resolve(stdout + stderr),
    ),
  );
  assert.match(said, /1 source map sent/);
  assert.deepEqual(await told(), ['/main.js required 2.0.0']);
});

for (const [name, bundle] of /** @type {[string, (config: any) => Promise<any>][]} */ ([
  ['webpack', (config) => run(config)],
  ['rspack', runRspack],
  ['esbuild', (config) => esbuild(config)],
])) {
  test(`${name}: the user's configuration stays as it is`, async (t) => {
    const root = await app(t);
    await writeFile(path.join(root, 'src/page.js'), 'document.title = "x";\n');
    const { to, told } = await target(t);
    const options = /** @type {any} */ ({ ...to, minifiedPathPrefix: '/', sourcemaps: 'hidden' });
    const { mapship: plugin } = await import(`mapship/${name}`);
    const plugins = [plugin(options)];
    const config =
      name === 'esbuild'
        ? {
            absWorkingDir: root,
            entryPoints: ['src/page.js'],
            minify: true,
            outdir: 'dist',
            plugins,
          }
        : {
            ...QUIET,
            mode: 'production',
            context: root,
            entry: './src/page.js',
            output: { path: path.join(root, 'dist') },
            plugins,
          };
    const before = Object.entries(config);
    const result = await bundle(config);
    assert.equal(result.metafile, undefined);
    assert.deepEqual(Object.entries(config), before);
    assert.equal((await told()).length, 1);
  });
}
