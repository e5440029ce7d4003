// What the plugins do with maps after their upload, and how they make sure that none is deployed.
import assert from 'node:assert/strict';
import { appendFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import path from 'node:path';
import { test } from 'node:test';

import MiniCssExtractPlugin from 'mini-css-extract-plugin';

import { CURRENT, OLDEST } from './plugin-bundlers.js';
import { app, filesIn, target } from './plugin-world.js';

const require = createRequire(import.meta.url);

const { vite, webpack, rsbuild, esbuild } =
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
  assert.match(String(failed), /index\S*\.map: the map has changed since it was uploaded/);
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
      /1 source map that no upload of this run holds: old\/app\.js\.map/,
    ],
    [
      '.hidden/app.js.map.gz',
      'x',
      /1 source map that no upload of this run holds: \.hidden\/app\.js\.map\.gz/,
    ],
    [
      'odd.map',
      '{"version":3,"sources":["a.ts"],"names":[],"mappings":"AAAA"}',
      /1 source map that no upload of this run holds: odd\.map/,
    ],
    ['vendor.js', inline, /1 source map inside other files: vendor\.js/],
    [
      'style.css',
      'a{}\n/*# sourceMappingURL=data:application/json,{} */',
      /inside other files: style\.css/,
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

/**
 * What vite-plugin-pwa does: the service worker is built when all else is there.
 * @param {string} root
 * @param {string} link what stands below the code of the service worker
 */
function serviceWorker(root, link) {
  return {
    name: 'service-worker',
    closeBundle: {
      sequential: true,
      async handler() {
        const dist = path.join(root, 'dist');
        const map = { version: 3, file: 'sw.js', sources: ['../src/sw.ts'], names: [] };
        const text = JSON.stringify({ ...map, sourcesContent: ['a()'], mappings: 'AAAA,CAAC' });
        await writeFile(path.join(dist, 'sw.js'), `a();\n${link}`);
        await writeFile(path.join(dist, 'sw.js.map'), text);
      },
    },
  };
}

test('a service worker that is written after the bundle is sent, and its map deleted', async (t) => {
  const { mapship } = await import('mapship/vite');
  for (const [name, build] of Object.entries({ vite, 'vite 5.0': OLDEST['vite 5.0'] })) {
    const root = await app(t);
    const { to, told } = await target(t);
    const own = mapship({ .../** @type {any} */ (to), afterUpload: 'delete' });
    const plugins = [serviceWorker(root, '//# sourceMappingURL=sw.js.map\n'), own];
    const { failed, said, dist } = await build(root, {}, { maps: 'hidden', config: { plugins } });
    assert.equal(failed, undefined, `${name}: ${said}`);
    assert.match(said, /2 source maps sent; 2 maps deleted/);
    assert.match(said, /1 source map sent; 1 map deleted/);
    assert.equal(said.match(/version 1\.4\.2/g)?.length, 1, 'what is sent is introduced once');
    assert.deepEqual(await filesIn(dist, /\.map$/), []);
    assert.equal(await readFile(path.join(dist, 'sw.js'), 'utf8'), 'a();\n');
    assert.ok((await told()).includes('/static/sw.js shop 1.4.2'));
    assert.equal((await told()).length, 3);
  }
});

test('what is written after the bundle and would be deployed fails the build', async (t) => {
  const { mapship } = await import('mapship/vite');
  const root = await app(t);
  const { to } = await target(t);
  const own = mapship({ .../** @type {any} */ (to), afterUpload: 'delete' });
  const inline = `//# sourceMappingURL=data:application/json;base64,${btoa('{"version":3}')}\n`;
  const plugins = [serviceWorker(root, inline), own];
  const { failed } = await vite(root, {}, { maps: 'hidden', config: { plugins } });
  assert.match(String(failed), /1 source map inside other files: sw\.js/);
  assert.match(String(failed), /\[map-deployed\]/);
});

test('who reads what Vite says it wrote finds all of it', async (t) => {
  const { mapship } = await import('mapship/vite');
  for (const name of ['vite', 'vite-5']) {
    const { build } = await import(name);
    const root = await app(t);
    const { to } = await target(t);
    const result = await build({
      ...{ root, configFile: false, logLevel: 'silent', build: { sourcemap: true } },
      plugins: [mapship({ .../** @type {any} */ (to), afterUpload: 'delete' })],
    });
    const names = result.output.map((/** @type {any} */ { fileName }) => fileName).sort();
    assert.deepEqual(
      names.filter((/** @type {string} */ one) => one !== 'index.html'),
      await filesIn(path.join(root, 'dist/assets')).then((all) => all.map((n) => `assets/${n}`)),
      name,
    );
  }
});

test('of a build for browsers and one for Node inside of it, maps are made of the first alone', async (t) => {
  for (const [name, build] of Object.entries({ rsbuild, 'rsbuild 1.0': OLDEST['rsbuild 1.0'] })) {
    const root = await app(t);
    const { to, told } = await target(t);
    const { mapship } = await import('mapship/rsbuild');
    const options = { ...to, sourcemaps: 'hidden', afterUpload: 'delete' };
    const config = {
      plugins: [mapship(/** @type {any} */ (options))],
      environments: {
        web: { source: { entry: { index: './src/main.ts' } } },
        node: {
          source: { entry: { server: './src/checkout/pay.ts' } },
          output: { target: 'node', distPath: { root: 'dist/server' } },
        },
      },
    };
    const { failed, said, dist } = await build(root, {}, { config });
    assert.equal(failed, undefined, `${name}: ${said}`);
    assert.deepEqual(await filesIn(dist, /\.map$/), [], name);
    assert.ok((await filesIn(dist, /^server\/.*\.js$/)).length > 0, name);
    assert.ok((await told()).length > 0, name);
    // who has maps made for Node as well finds them there, and no error in it
    const own = { ...config, output: { sourceMap: { js: 'hidden-source-map' } } };
    const both = await build(await app(t), {}, { config: own });
    assert.equal(both.failed, undefined, `${name}: ${both.said}`);
    const left = await filesIn(both.dist, /\.map$/);
    assert.ok(left.length > 0 && left.every((file) => file.startsWith('server/')), name);
  }
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
  assert.match(
    String(failed),
    /dist would be deployed with 1 source map that could not be sent: assets\/pay/,
  );
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
