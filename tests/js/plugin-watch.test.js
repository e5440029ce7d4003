// Watch mode and dev servers: the plugins do nothing there, whatever their options ask for.
import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';

import { createRsbuild } from '@rsbuild/core';
import { rspack } from '@rspack/core';
import { context } from 'esbuild';
import { mapship as forEsbuild } from 'mapship/esbuild';
import { mapship as forRolldown } from 'mapship/rolldown';
import { mapship as forRollup } from 'mapship/rollup';
import { mapship as forRsbuild } from 'mapship/rsbuild';
import { mapship as forRspack } from 'mapship/rspack';
import { mapship as forVite } from 'mapship/vite';
import { watch as watchRolldown } from 'rolldown';
import { watch as watchRollup } from 'rollup';
import { createServer } from 'vite';

import { filesIn, target } from './plugin-world.js';
import { folder } from './world.js';

const APP = {
  'package.json': '{"name":"watched","version":"1.0.0"}',
  'index.html': '<script type="module" src="/src/index.js"></script>',
  'src/index.js': 'document.title = "watched";\n',
};

/** @param {import('node:test').TestContext} t */
async function watched(t) {
  const root = await folder(t, APP);
  const { to, told } = await target(t);
  /** @type {string[]} */
  const said = [];
  const { log } = console;
  console.log = (...args) => void said.push(args.join(' '));
  t.after(() => (console.log = log));
  const options = {
    ...to,
    enabled: true,
    minifiedPathPrefix: '/',
    sourcemaps: /** @type {const} */ ('hidden'),
    afterUpload: /** @type {const} */ ('delete'),
  };
  return { root, options, told, said };
}

for (const [name, watch, plugin] of /** @type {[string, any, any][]} */ ([
  ['rollup', watchRollup, forRollup],
  ['rolldown', watchRolldown, forRolldown],
])) {
  test(`${name} in watch mode`, async (t) => {
    const { root, options, told, said } = await watched(t);
    const dir = path.join(root, 'dist');
    const watcher = watch({
      input: path.join(root, 'src/index.js'),
      output: { dir, sourcemap: 'hidden' },
      plugins: [plugin(options)],
      onLog: (/** @type {string} */ _, /** @type {any} */ { message }) => said.push(message),
    });
    await new Promise((resolve, reject) =>
      watcher.on('event', (/** @type {any} */ event) => {
        if (event.code === 'END') resolve(undefined);
        if (event.code === 'ERROR') reject(event.error);
      }),
    );
    await watcher.close();
    assert.ok((await filesIn(dir, /\.map$/)).length > 0);
    assert.match(said.join('\n'), /nothing is uploaded: this is watch mode/);
    assert.deepEqual(await told(), []);
  });
}

test('rspack in watch mode', async (t) => {
  const { root, options, told } = await watched(t);
  const compiler = rspack({
    mode: 'production',
    context: root,
    devtool: 'hidden-source-map',
    output: { path: path.join(root, 'dist'), publicPath: '/' },
    infrastructureLogging: { level: 'none' },
    plugins: [forRspack(options)],
  });
  const stats = await new Promise((resolve) => {
    const watching = compiler.watch({}, (_, done) => watching?.close(() => resolve(done)));
  });
  assert.equal(stats.hasErrors(), false);
  assert.ok((await filesIn(path.join(root, 'dist'), /\.map$/)).length > 0);
  assert.deepEqual(await told(), []);
});

test('rsbuild in watch mode', async (t) => {
  const { root, options, told } = await watched(t);
  process.env.NODE_ENV = 'production';
  t.after(() => delete process.env.NODE_ENV);
  const rsbuild = await createRsbuild({
    cwd: root,
    rsbuildConfig: {
      logLevel: 'error',
      output: { sourceMap: { js: 'hidden-source-map' } },
      plugins: [forRsbuild(options)],
    },
  });
  const built = new Promise((resolve) => rsbuild.onAfterBuild(() => resolve(undefined)));
  const { close } = await rsbuild.build({ watch: true });
  await built;
  await close();
  assert.ok((await filesIn(path.join(root, 'dist'), /\.map$/)).length > 0);
  assert.deepEqual(await told(), []);
});

test('a context of esbuild: what follows its first build is left alone', async (t) => {
  const { root, options, told, said } = await watched(t);
  const building = await context({
    absWorkingDir: root,
    entryPoints: ['src/index.js'],
    outdir: 'dist',
    minify: true,
    plugins: [forEsbuild(options)],
  });
  for (let round = 0; round < 3; round += 1) await building.rebuild();
  await building.dispose();
  assert.deepEqual(await told(), ['/index.js watched 1.0.0']);
  const lines = said.filter((line) => line.includes('nothing is uploaded: this is a rebuild'));
  assert.equal(lines.length, 1, said.join('\n'));
});

test('the dev server of Vite does not have it', async (t) => {
  const { root, options, told } = await watched(t);
  const server = await createServer({
    root,
    configFile: false,
    logLevel: 'silent',
    server: { middlewareMode: true, ws: false },
    plugins: [forVite(options)],
  });
  await server.transformRequest('/src/index.js');
  assert.equal(
    server.config.plugins.some(({ name }) => name === 'mapship'),
    false,
  );
  await server.close();
  await wait(50);
  assert.deepEqual(await told(), []);
});
