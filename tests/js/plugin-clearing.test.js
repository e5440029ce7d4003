// What the plugins do with maps after their upload, and how they make sure that none is deployed.
import assert from 'node:assert/strict';
import { appendFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import path from 'node:path';
import { test } from 'node:test';

import MiniCssExtractPlugin from 'mini-css-extract-plugin';

import { CURRENT } from './plugin-bundlers.js';
import { app, filesIn, target } from './plugin-world.js';

const require = createRequire(import.meta.url);

const { vite, webpack, esbuild } =
  /** @type {Record<string, import('./plugin-bundlers.js').Build>} */ (CURRENT);

test('maps are moved to a folder, as they lay', async (t) => {
  const root = await app(t);
  const { to } = await target(t);
  const options = { ...to, afterUpload: { move: 'maps' } };
  const { failed, said, dist } = await vite(root, options, { maps: 'linked' });
  assert.equal(failed, undefined, said);
  assert.match(said, /2 source maps sent; 2 maps moved to maps/);
  assert.deepEqual(await filesIn(dist, /\.map$/), []);
  const moved = await filesIn(path.join(root, 'maps'));
  assert.deepEqual(
    moved,
    (await filesIn(dist, /\.js$/)).map((name) => `${name}.map`),
  );
});

test('a folder that is deployed is no place for them', async (t) => {
  const root = await app(t);
  const { to, told } = await target(t);
  const options = { ...to, afterUpload: { move: 'dist/maps' } };
  const { failed, dist } = await vite(root, options, { maps: 'hidden' });
  assert.match(String(failed), /which is in the folder that is deployed \[move-inside\]/);
  assert.equal((await filesIn(dist, /\.map$/)).length, 2);
  assert.deepEqual(await told(), []);
});

test('a map that has changed since its upload is left, and said', async (t) => {
  const root = await app(t);
  // the intake answers once another step of the build has written to the map
  const server = createServer((request, response) => {
    request.resume().on('end', async () => {
      const assets = path.join(root, 'dist/assets');
      const map = (await filesIn(assets, /^index.*\.map$/))[0];
      await appendFile(path.join(assets, String(map)), '\n');
      response.writeHead(202).end('{"data":{"id":"x","type":"sourcemap_upload"}}');
    });
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  t.after(() => server.close());
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  const to = { apiKey: 'k'.repeat(32), intakeUrl: `http://127.0.0.1:${port}`, git: false };
  const options = { ...to, afterUpload: 'delete' };
  const { failed, dist } = await vite(root, options, { maps: 'linked' });
  assert.match(String(failed), /index\S*\.map: the map is not the one that was uploaded any more/);
  const left = await filesIn(dist, /\.map$/);
  assert.equal(left.length, 1);
  // it may be looked at all the same: the comment that names it stays too
  const script = await readFile(path.join(dist, String(left[0]).replace(/\.map$/, '')), 'utf8');
  assert.match(script, /sourceMappingURL=index/);
});

test('the maps of style sheets go too, and their comments', async (t) => {
  const root = await app(t);
  const { to, told } = await target(t);
  const loaders = [
    MiniCssExtractPlugin.loader,
    { loader: require.resolve('css-loader'), options: { sourceMap: true } },
  ];
  const style = {
    apply(/** @type {any} */ compiler) {
      compiler.options.module.rules[0].test = /\.ts$/;
      compiler.options.module.rules.push({ test: /\.css$/, use: loaders });
      new MiniCssExtractPlugin().apply(compiler);
    },
  };
  const options = { ...to, afterUpload: 'delete' };
  const { mapship } = await import('mapship/webpack');
  const plugins = [style, mapship(/** @type {any} */ (options))];
  const kept = await webpack(root, {}, { maps: 'linked', config: { plugins: [style] } });
  assert.equal(kept.failed, undefined);
  assert.deepEqual(await filesIn(kept.dist, /\.css\.map$/), ['main.css.map']);
  const { failed, said, dist } = await webpack(root, {}, { maps: 'linked', config: { plugins } });
  assert.equal(failed, undefined, said);
  assert.deepEqual(await filesIn(dist, /\.map$/), []);
  const css = await readFile(path.join(dist, 'main.css'), 'utf8');
  assert.ok(css.length > 0);
  assert.doesNotMatch(css, /sourceMappingURL/);
  // no stack trace is ever in a style sheet
  assert.deepEqual(
    (await told()).filter((line) => line.includes('.css')),
    [],
  );
});

test('what else lies in the folder and would be deployed fails the build', async (t) => {
  const inline = `a();\n//# sourceMappingURL=data:application/json;base64,${btoa('{"version":3}')}\n`;
  for (const [name, content, says] of /** @type {const} */ ([
    [
      'old/app.js.map',
      '{"version":3,"sources":[],"mappings":""}',
      /a source map: old\/app\.js\.map/,
    ],
    ['.hidden/app.js.map.gz', 'x', /a source map: \.hidden\/app\.js\.map\.gz/],
    [
      'odd.map',
      '{"version":3,"sources":["a.ts"],"names":[],"mappings":"AAAA"}',
      /a source map: odd\.map/,
    ],
    ['vendor.js', inline, /a file that holds its own source map: vendor\.js/],
    [
      'style.css',
      'a{}\n/*# sourceMappingURL=data:application/json,{} */',
      /own source map: style\.css/,
    ],
  ])) {
    const root = await app(t);
    await mkdir(path.dirname(path.join(root, 'public', name)), { recursive: true });
    await writeFile(path.join(root, 'public', name), content);
    const { to } = await target(t);
    const options = { ...to, afterUpload: 'delete' };
    const strict = await vite(root, options, { maps: 'hidden' });
    assert.match(String(strict.failed), says, name);
    assert.match(String(strict.failed), /\[map-deployed\]/);
    const lax = await vite(root, { ...options, onError: 'warn' }, { maps: 'hidden' });
    assert.equal(lax.failed, undefined);
    assert.match(lax.said, says);
    // who keeps maps knows that they are there
    const keeping = await vite(root, to, { maps: 'hidden' });
    assert.equal(keeping.failed, undefined);
  }
});

test('a file named .map that is no source map is nobody’s concern', async (t) => {
  const root = await app(t);
  await mkdir(path.join(root, 'public'));
  await writeFile(path.join(root, 'public/level.map'), '########\n#..@...#\n');
  const { to } = await target(t);
  const { failed } = await vite(root, { ...to, afterUpload: 'delete' }, { maps: 'hidden' });
  assert.equal(failed, undefined);
});

test('a build that is made twice is sent once, and cleared away twice', async (t) => {
  const root = await app(t);
  const { to, told } = await target(t);
  const { mapship } = await import('mapship/esbuild');
  const plugins = [mapship(/** @type {any} */ ({ ...to, afterUpload: 'delete' }))];
  for (const sum of [/3 source maps sent; 4 maps deleted/, /0 source maps sent; 4 maps deleted/]) {
    const { failed, said, dist } = await esbuild(root, {}, { maps: 'linked', config: { plugins } });
    assert.equal(failed, undefined, said);
    assert.match(said, sum);
    assert.deepEqual(await filesIn(dist, /\.map$/), []);
  }
  assert.equal((await told()).length, 3);
});

test('what another plugin has taken away is said, and keeps nothing from being sent', async (t) => {
  const root = await app(t);
  const { to, told } = await target(t);
  const { mapship } = await import('mapship/vite');
  const taking = {
    name: 'taking',
    enforce: /** @type {const} */ ('pre'),
    async writeBundle(/** @type {unknown} */ _, /** @type {object} */ bundle) {
      const name = Object.keys(bundle).find((file) => /pay.*\.js$/.test(file));
      await rm(path.join(root, 'dist', String(name)));
    },
  };
  const plugins = [taking, mapship({ ...to, afterUpload: 'delete' })];
  const { failed, dist } = await vite(root, {}, { maps: 'hidden', config: { plugins } });
  assert.match(String(failed), /pay-\S+\.js: .* it is not there any more \[file-gone\]/);
  const [script] = await filesIn(dist, /\.js$/);
  assert.deepEqual(await told(), [`/static/${script} shop 1.4.2`]);
  // that of the lost script did not arrive
  assert.match(String(failed), /dist would be deployed with a source map: assets\/pay/);
  assert.equal((await filesIn(dist, /\.map$/)).length, 1);
});

test('of a build into the project’s own folder only its files are looked at', async (t) => {
  const root = await app(t);
  const { to } = await target(t);
  await mkdir(path.join(root, 'node_modules/a'), { recursive: true });
  await writeFile(path.join(root, 'node_modules/a/a.js.map'), '{"version":3}');
  const config = { outdir: '.', sourcemap: 'linked' };
  const options = { ...to, afterUpload: { move: 'maps' } };
  const { failed, said } = await esbuild(root, options, { config });
  assert.equal(failed, undefined, said);
  assert.match(said, /4 maps moved to maps/);
  assert.equal((await filesIn(path.join(root, 'maps'))).length, 4);
  assert.deepEqual(await filesIn(root, /^[^/]*\.map$/), []);
});
