// What a server runs: it has an address of its own, and is never sent under that of what browsers run.
import assert from 'node:assert/strict';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';

import { createBuilder, createLogger } from 'vite';

import { afterBuilds } from '../../pkg/plugin/after-build.js';
import { CURRENT, OLDEST } from './plugin-bundlers.js';
import { app, filesIn, target } from './plugin-world.js';

const { webpack, esbuild, rollup, rsbuild } =
  /** @type {Record<string, import('./plugin-bundlers.js').Build>} */ (CURRENT);

const SERVER = "import { pay } from './checkout/pay';\nexport const render = () => pay([]);\n";

test('Vite: the environments of servers are sent as they lie there, and the head is told once', async (t) => {
  const { mapship } = await import('mapship/vite');
  const root = await app(t);
  await writeFile(path.join(root, 'src/server.ts'), SERVER);
  const { to, told } = await target(t);
  /** @type {string[]} */
  const said = [];
  const say = (/** @type {string} */ text) => void said.push(text);
  const receipt = path.join(root, 'sent.json');
  const options = {
    ...{ ...to, server: '/srv/shop', sourcemaps: 'hidden', afterUpload: 'delete', receipt },
  };
  const builder = await createBuilder({
    root,
    configFile: false,
    customLogger: { ...createLogger('silent'), info: say, warn: say },
    plugins: [mapship(/** @type {any} */ (options))],
    environments: {
      client: { build: { outDir: 'dist/client' } },
      ssr: { build: { outDir: 'dist/server', rollupOptions: { input: 'src/server.ts' } } },
    },
    builder: { sharedPlugins: true },
  });
  await builder.buildApp();
  const scripts = await filesIn(path.join(root, 'dist'), /\.js$/);
  const urls = scripts.map((name) =>
    name.startsWith('server/') ? `/srv/shop/dist/${name}` : name.replace('client', ''),
  );
  assert.ok(urls.some((url) => url.startsWith('/srv/shop/')));
  assert.deepEqual(await told(), urls.map((url) => `${url} shop 1.4.2`).sort());
  assert.deepEqual(await filesIn(path.join(root, 'dist'), /\.map$/), []);
  /** @type {import('mapship').ReceiptDocument} */
  const { uploads } = JSON.parse(await readFile(receipt, 'utf8'));
  assert.deepEqual(
    uploads.map(({ event, forServer = false }) => [event?.minified_url, forServer]).sort(),
    urls.map((url) => [url, url.startsWith('/srv/')]).sort(),
  );
  const own = said.filter((text) => text.startsWith('mapship: '));
  assert.deepEqual(
    own.map((text) => /service|run under/.exec(text)?.[0]),
    ['service', undefined, 'run under', undefined],
    own.join('\n'),
  );
});

test('Vite: what a server runs is noted as such where its address is given by itself, too', async (t) => {
  const { mapship } = await import('mapship/vite');
  const root = await app(t);
  await writeFile(path.join(root, 'src/server.ts'), SERVER);
  const { to } = await target(t);
  const receipt = path.join(root, 'sent.json');
  const prefixes = { client: '/', ssr: '/srv/shop/dist/server' };
  const options = { ...to, minifiedPathPrefix: prefixes, sourcemaps: 'hidden', receipt };
  const builder = await createBuilder({
    root,
    configFile: false,
    logLevel: 'silent',
    plugins: [mapship(/** @type {any} */ (options))],
    environments: {
      client: { build: { outDir: 'dist/client' } },
      ssr: { build: { outDir: 'dist/server', rollupOptions: { input: 'src/server.ts' } } },
    },
    builder: { sharedPlugins: true },
  });
  await builder.buildApp();
  /** @type {import('mapship').ReceiptDocument} */
  const { uploads } = JSON.parse(await readFile(receipt, 'utf8'));
  const noted = uploads.map(({ event, forServer = false }) => [
    String(event?.minified_url).startsWith('/srv/'),
    forServer,
  ]);
  assert.deepEqual([...new Set(noted.map(String))].sort(), ['false,false', 'true,true']);
});

test('webpack and esbuild: so is what is built for Node', async (t) => {
  for (const [build, config] of /** @type {const} */ ([
    [webpack, { target: 'node' }],
    [esbuild, { platform: 'node' }],
  ])) {
    const root = await app(t);
    const { to, told } = await target(t);
    const options = { ...to, server: '/srv/shop', minifiedPathPrefix: '/static' };
    const { failed, said, dist } = await /** @type {any} */ (build)(root, options, {
      maps: 'hidden',
      config,
    });
    assert.equal(failed, undefined, said);
    const scripts = await filesIn(dist, /\.js$/);
    assert.deepEqual(
      await told(),
      scripts.map((name) => `/srv/shop/dist/${name} shop 1.4.2`).sort(),
    );
  }
});

test('Rollup does not know who runs what it builds: the option says it', async (t) => {
  const { to, told } = await target(t);
  const options = { ...to, server: 'file:///srv/shop' };
  const built = await /** @type {any} */ (rollup)(await app(t), options, {
    maps: 'hidden',
    base: '',
  });
  assert.equal(built.failed, undefined, built.said);
  for (const line of await told()) assert.match(line, /^file:\/\/\/srv\/shop\/dist\/\w/);
});

test('Rsbuild: the address of what browsers run is none for a server', async (t) => {
  for (const build of [rsbuild, OLDEST['rsbuild 1.0']]) {
    for (const server of [undefined, '/srv/shop']) {
      const { mapship } = await import('mapship/rsbuild');
      const { to, told } = await target(t);
      const given = { sourcemaps: 'hidden', afterUpload: 'delete', minifiedPathPrefix: '/static' };
      const config = {
        plugins: [mapship(/** @type {any} */ ({ ...to, ...given, server }))],
        environments: {
          web: { source: { entry: { index: './src/main.ts' } } },
          node: {
            source: { entry: { server: './src/checkout/pay.ts' } },
            output: { target: 'node', distPath: { root: 'dist/server' } },
          },
        },
      };
      const built = await /** @type {any} */ (build)(await app(t), {}, { config });
      assert.equal(built.failed, undefined, built.said);
      const urls = (await told()).filter((line) => /server|srv/.test(line));
      const scripts = server ? await filesIn(built.dist, /^server\/.*\.js$/) : [];
      const expected = scripts.map((name) => `/srv/shop/dist/${name} shop 1.4.2`);
      assert.deepEqual(urls, expected, built.said);
      assert.deepEqual(await filesIn(built.dist, /\.map$/), []);
    }
  }
});

/**
 * The outputs of a framework's build, each with one script whose map was made for mapship alone.
 * @param {string} root
 */
async function outputs(root) {
  const map = { version: 3, sources: ['a.ts'], sourcesContent: ['f();\n'], names: [] };
  return Promise.all(
    ['client', 'server'].map(async (name) => {
      const outDir = path.join(root, 'out', name);
      const files = [path.join(outDir, 'a.js'), path.join(outDir, 'a.js.map')];
      await mkdir(outDir, { recursive: true });
      await writeFile(String(files[0]), 'f();\n//# sourceMappingURL=a.js.map\n');
      await writeFile(String(files[1]), JSON.stringify({ ...map, mappings: 'AAAA,CAAC' }));
      return {
        name,
        root,
        outDir,
        files,
        base: { value: '/_app', origin: 'the framework' },
        server: name === 'server',
        temporaryMaps: true,
        mapsRemedy: 'have maps made',
      };
    }),
  );
}

/**
 * @param {import('node:test').TestContext} t
 * @param {object} options
 * @param {import('mapship/intake').IntakeOptions} [running]
 */
async function afterwards(t, options, running) {
  const root = await app(t);
  const { to, told } = await target(t, running);
  /** @type {Record<'info' | 'warn' | 'error', string[]>} */
  const heard = { info: [], warn: [], error: [] };
  await afterBuilds(
    await outputs(root),
    { ...to, maxRetries: 0, ...options },
    {
      info: (text) => void heard.info.push(text),
      warn: ({ code }) => void heard.warn.push(code),
      error: ({ code }) => void heard.error.push(code),
    },
  );
  const out = path.join(root, 'out');
  const scripts = ['client/a.js', 'server/a.js'].map((name) => readFile(path.join(out, name)));
  return {
    ...heard,
    told: await told(),
    maps: await filesIn(out, /\.map$/),
    scripts: (await Promise.all(scripts)).map(String),
  };
}

test('several outputs of one build: each under its own address, and told of together', async (t) => {
  const { info, told, ...left } = await afterwards(t, { server: '/srv/shop' });
  assert.deepEqual(told, ['/_app/a.js shop 1.4.2', '/srv/shop/out/server/a.js shop 1.4.2']);
  const scripts = ['f();\n', 'f();\n'];
  assert.deepEqual(left, { warn: [], error: [], maps: [], scripts });
  assert.match(String(info[0]), /^service shop .*served under \/_app \(the framework\), to /);
  assert.deepEqual(info.slice(1), [
    'client: 1 source map sent; 1 map deleted',
    'run under /srv/shop/out/server (option server)',
    'server: 1 source map sent; 1 map deleted',
  ]);
});

test('without an address a server’s maps are not sent; those made for mapship alone are gone all the same', async (t) => {
  const { told, maps, scripts, error } = await afterwards(t, {});
  assert.deepEqual(told, ['/_app/a.js shop 1.4.2']);
  assert.deepEqual([maps, error], [[], []]);
  assert.deepEqual(scripts, ['f();\n', 'f();\n']);
});

test('whatever comes of the upload, of maps made for mapship alone none is left, unless they are to be kept', async (t) => {
  const faults = ['403'];
  for (const options of [{ server: '/srv/shop' }, { server: '/srv/shop', dryRun: true }]) {
    const { maps, scripts } = await afterwards(
      t,
      { ...options, afterUpload: 'delete' },
      { faults },
    );
    assert.deepEqual([maps, scripts], [[], ['f();\n', 'f();\n']]);
  }
  const kept = await afterwards(t, { server: '/srv/shop', afterUpload: 'keep' });
  assert.equal(kept.maps.length, 2);
  assert.deepEqual(kept.scripts, ['f();\n', 'f();\n']);
});

test('what is wrong with all outputs alike is said once', async (t) => {
  const { error, told } = await afterwards(t, { site: 'example.invalid', intakeUrl: undefined });
  assert.deepEqual([error, told], [['site-unknown'], []]);
});
