// The adapter for Next, as Next calls it: what becomes of a configuration, and what is done once the compilers are done.
import assert from 'node:assert/strict';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import path from 'node:path';
import { test } from 'node:test';

import { withMapship } from 'mapship/next';

import { app, filesIn, target } from './plugin-world.js';
import { folder } from './world.js';

/** @import { TestContext } from 'node:test' */

const MAP = { version: 3, sources: ['a.ts'], sourcesContent: ['f();\n'], names: [] };
const map = JSON.stringify({ ...MAP, mappings: 'AAAA,CAAC' });
const SCRIPT = 'f();\n';
const LINKED = `${SCRIPT}//# sourceMappingURL=a.js.map`;

/**
 * As in a production build, with this said to the terminal.
 * @param {TestContext} t
 * @param {string} [mode]
 */
function production(t, mode = 'production') {
  const { NODE_ENV, TURBOPACK, MAPSHIP_SAID_NEXT_DEV } = process.env;
  const { log, warn } = console;
  /** @type {string[]} */
  const said = [];
  const take = (/** @type {string} */ text) => void said.push(text);
  Object.assign(process.env, { NODE_ENV: mode, TURBOPACK: 'auto' });
  Object.assign(console, { log: take, warn: take });
  t.after(() => {
    Object.assign(console, { log, warn });
    for (const [name, value] of Object.entries({ NODE_ENV, TURBOPACK, MAPSHIP_SAID_NEXT_DEV })) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  });
  return said;
}

/**
 * What Next has written when it calls the hook.
 * @param {TestContext} t
 * @param {string} [dist]
 */
async function built(t, dist = '.next') {
  const projectDir = await app(t);
  const distDir = path.join(projectDir, dist);
  for (const part of ['static/chunks', 'server/app/item/[id]']) {
    await mkdir(path.join(distDir, part), { recursive: true });
    await writeFile(path.join(distDir, part, 'a.js'), LINKED);
    await writeFile(path.join(distDir, part, 'a.js.map'), map);
  }
  return { projectDir, distDir };
}

/** @param {any} config */
const hookOf = (config) => config.compiler.runAfterProductionCompile;

test('a configuration may be an object, a function, or a promise of one', async (t) => {
  production(t);
  const { to } = await target(t);
  const config = { reactStrictMode: true, compiler: { removeConsole: true } };
  const options = /** @type {any} */ (to);
  const forms = [
    withMapship(config, options),
    await withMapship(Promise.resolve(config), options),
    withMapship((/** @type {string} */ phase) => ({ ...config, phase }), options)('build'),
    await withMapship(
      async (/** @type {string} */ phase) => ({ ...config, phase }),
      options,
    )('build'),
  ];
  for (const [index, form] of forms.entries()) {
    const { phase, ...made } = /** @type {any} */ (form);
    assert.equal(phase, index < 2 ? undefined : 'build');
    assert.equal(typeof hookOf(made), 'function');
    assert.equal(made.productionBrowserSourceMaps, true);
    assert.deepEqual(Object.keys(made.compiler), ['removeConsole', 'runAfterProductionCompile']);
    assert.equal(made.reactStrictMode, true);
  }
  assert.deepEqual(config, { reactStrictMode: true, compiler: { removeConsole: true } });
});

test('the hook that is there already is called first', async (t) => {
  production(t);
  const { to, told } = await target(t);
  const place = await built(t);
  /** @type {unknown[]} */
  const calls = [];
  const own = async (/** @type {unknown} */ given) => {
    calls.push(given, await filesIn(place.distDir, /\.map$/));
  };
  const config = withMapship(
    { compiler: { runAfterProductionCompile: own } },
    /** @type {any} */ (to),
  );
  await hookOf(config)(place);
  assert.deepEqual(calls[0], place);
  assert.equal(/** @type {string[]} */ (calls[1]).length, 2);
  assert.equal((await told()).length, 1);
});

test('the address is Next’s own: that of its files below basePath or assetPrefix', async (t) => {
  production(t);
  for (const [config, base] of /** @type {const} */ ([
    [{}, '/_next/static'],
    [{ basePath: '/shop' }, '/shop/_next/static'],
    [{ basePath: '/shop', assetPrefix: '/cdn/' }, '/cdn/_next/static'],
    [{ assetPrefix: 'https://cdn.example' }, 'https://cdn.example/_next/static'],
    [{ assetPrefix: 'https://cdn.example/x/' }, 'https://cdn.example/x/_next/static'],
  ])) {
    const { to, told } = await target(t);
    await hookOf(withMapship(config, /** @type {any} */ (to)))(await built(t));
    assert.deepEqual(await told(), [`${base}/chunks/a.js shop 1.4.2`]);
  }
});

test('maps that were made for mapship are gone; those that were there without it are left', async (t) => {
  const said = production(t);
  const { to, told } = await target(t);
  const server = /** @type {any} */ ({ ...to, server: '/srv/shop' });
  const place = await built(t, 'dist/next');
  await hookOf(withMapship({}, server))(place);
  const { distDir } = place;
  // Turbopack makes those of the server unless it is told not to
  assert.deepEqual(await filesIn(distDir, /\.map$/), ['server/app/item/[id]/a.js.map']);
  assert.equal(await readFile(path.join(distDir, 'static/chunks/a.js'), 'utf8'), SCRIPT);
  const urls = (await told()).map((line) => line.replace(/ .*/, ''));
  assert.ok(urls.includes('/_next/static/chunks/a.js'));
  assert.ok(urls.includes('/srv/shop/dist/next/server/app/item/[id]/a.js'));
  assert.equal(said.filter((line) => line.includes('service shop')).length, 1);

  const kept = await built(t);
  await hookOf(withMapship({ productionBrowserSourceMaps: true }, server))(kept);
  assert.equal((await filesIn(kept.distDir, /\.map$/)).length, 2);
  const all = await built(t);
  await hookOf(withMapship({}, { ...server, afterUpload: 'delete' }))(all);
  assert.deepEqual(await filesIn(all.distDir, /\.map$/), []);
});

test('webpack makes maps of the server where they are going to be sent', async (t) => {
  production(t);
  delete process.env.TURBOPACK;
  const { to } = await target(t);
  const options = /** @type {any} */ (to);
  const server = { ...options, server: '/srv/shop' };
  assert.equal(withMapship(/** @type {any} */ ({}), options).experimental, undefined);
  const wanted = withMapship({ experimental: { typedEnv: true } }, server);
  assert.deepEqual(wanted.experimental, { typedEnv: true, serverSourceMaps: true });
  const refused = withMapship({ experimental: { serverSourceMaps: false } }, server);
  assert.equal(refused.experimental.serverSourceMaps, false);
  const place = await built(t);
  await hookOf(wanted)(place);
  assert.deepEqual(await filesIn(place.distDir, /\.map$/), []);
});

test('with a plan the same is deployed, and what is to be sent is kept with the plan', async (t) => {
  production(t);
  const place = await built(t);
  const { projectDir, distDir } = place;
  const options = { defer: 'mapship-plan.json', git: /** @type {const} */ (false) };
  await hookOf(withMapship({}, options))(place);
  assert.deepEqual(await filesIn(distDir, /\.map$/), ['server/app/item/[id]/a.js.map']);
  assert.equal(await readFile(path.join(distDir, 'static/chunks/a.js'), 'utf8'), SCRIPT);
  const kept = path.join(projectDir, 'mapship-plan.files/next/static/chunks');
  assert.equal(await readFile(path.join(kept, 'a.js'), 'utf8'), LINKED);
  assert.equal(await readFile(path.join(kept, 'a.js.map'), 'utf8'), map);
  const { uploads } = JSON.parse(await readFile(path.join(projectDir, options.defer), 'utf8'));
  assert.deepEqual(
    uploads.map((/** @type {any} */ { event }) => event.minified_url),
    ['/_next/static/chunks/a.js'],
  );
});

test('an export has no server', async (t) => {
  production(t);
  const { to, told } = await target(t);
  const options = /** @type {any} */ ({ ...to, server: '/srv/shop' });
  await hookOf(withMapship({ output: 'export' }, options))(await built(t));
  assert.deepEqual(await told(), ['/_next/static/chunks/a.js shop 1.4.2']);
});

test('hashes that pages give browsers are those of the scripts as they are in the end', async (t) => {
  production(t);
  const { to } = await target(t);
  const place = await built(t);
  const hash = (/** @type {string} */ text) =>
    `sha384-${createHash('sha384').update(text).digest('base64')}`;
  const files = [
    'server/subresource-integrity-manifest.json',
    'server/app/item/[id]/subresource-integrity-manifest.json',
  ];
  const manifest = JSON.stringify({ 'static/chunks/a.js': hash(LINKED), other: hash('x') });
  for (const file of files) await writeFile(path.join(place.distDir, file), manifest);
  const config = { experimental: { sri: { algorithm: 'sha384' } } };
  await hookOf(withMapship(config, /** @type {any} */ (to)))(place);
  for (const file of files) {
    const now = JSON.parse(await readFile(path.join(place.distDir, file), 'utf8'));
    assert.deepEqual(now, { 'static/chunks/a.js': hash(SCRIPT), other: hash('x') });
  }
});

test('debug IDs are put in once Next is done, and its hashes are those of the scripts with them', async (t) => {
  production(t);
  const { to, uploads } = await target(t);
  const place = await built(t);
  const manifest = path.join(place.distDir, 'server/subresource-integrity-manifest.json');
  const hash = (/** @type {string} */ text) =>
    `sha256-${createHash('sha256').update(text).digest('base64')}`;
  await writeFile(manifest, JSON.stringify({ 'static/chunks/a.js': hash(LINKED) }));
  const config = { experimental: { sri: { algorithm: 'sha256' } } };
  const options = /** @type {any} */ ({ ...to, debugIds: true });
  await hookOf(withMapship(config, options))(place);
  const [sent] = await uploads();
  const script = await readFile(path.join(place.distDir, 'static/chunks/a.js'), 'utf8');
  assert.ok(script.includes(`{ddDebugId:"${sent?.event?.debug_id}"}`), script);
  const now = JSON.parse(await readFile(manifest, 'utf8'));
  assert.deepEqual(now, { 'static/chunks/a.js': hash(script) });
});

test('what is wrong is thrown, all of it, or warned of; Next would go on otherwise', async (t) => {
  const said = production(t);
  const { to } = await target(t, { requireKey: 'x'.repeat(32) });
  const options = /** @type {any} */ ({ ...to, maxRetries: 0 });
  await assert.rejects(hookOf(withMapship({}, options))(await built(t)), (error) => {
    assert.ok(error instanceof Error);
    assert.match(error.message, /^mapship: .*403.*\[upload-failed\]\n {2}→/);
    assert.ok(!error.message.includes(to.apiKey) && !String(error.stack).includes('    at '));
    return true;
  });
  const place = await built(t);
  await hookOf(withMapship({}, { ...options, onError: 'warn' }))(place);
  assert.match(said.join('\n'), /\[upload-failed\]/);
  // nobody has asked for maps that could be deployed
  assert.deepEqual(await filesIn(path.join(place.distDir, 'static'), /\.map$/), []);
  const wrong = /** @type {any} */ ({ ...to, servr: '/srv' });
  await assert.rejects(hookOf(withMapship({}, wrong))(await built(t)), /did you mean "server"/);
});

test('exported without having been called, it says so', async (t) => {
  production(t);
  assert.throws(
    () => withMapship('phase-production-build', /** @type {any} */ ({ defaultConfig: {} })),
    /given "phase-production-build" in place of a configuration.*\n.*export default withMapship/,
  );
});

test('called twice, the inner one does it all', async (t) => {
  const said = production(t);
  const { to, told } = await target(t);
  const options = /** @type {any} */ (to);
  const inner = withMapship({ basePath: '/shop' }, options);
  await hookOf(withMapship(inner, { ...options, service: 'other' }))(await built(t));
  assert.deepEqual(await told(), ['/shop/_next/static/chunks/a.js shop 1.4.2']);
  assert.match(said.join('\n'), /withMapship is there twice/);
});

test('a map that Next made for no script is not deployed, and is nobody’s concern', async (t) => {
  production(t);
  const { to, told } = await target(t);
  const place = await built(t);
  const chunks = path.join(place.distDir, 'static/chunks');
  for (const name of ['polyfill-1.js.map', 'named.js.map']) {
    await writeFile(path.join(chunks, name), map);
  }
  await writeFile(path.join(chunks, 'b.js'), LINKED.replace('a.js.map', 'named.js.map'));
  const config = { productionBrowserSourceMaps: true, output: 'export' };
  await hookOf(withMapship(config, { .../** @type {any} */ (to), afterUpload: 'delete' }))(place);
  assert.deepEqual(
    await told(),
    ['a', 'b'].map((name) => `/_next/static/chunks/${name}.js shop 1.4.2`),
  );
  assert.deepEqual(await filesIn(chunks), ['a.js', 'b.js']);
});

test('what Next makes images of does not name maps that are gone', async (t) => {
  production(t);
  delete process.env.TURBOPACK;
  const { to } = await target(t);
  const place = await built(t);
  const trace = path.join(place.distDir, 'server/app/item/[id]/a.js.nft.json');
  const others = ['../../../../../node_modules/next/package.json', '../../kept.js.map'];
  await writeFile(trace, JSON.stringify({ version: 1, files: [...others, 'a.js.map'] }));
  const options = { .../** @type {any} */ (to), server: '/srv/shop' };
  await hookOf(withMapship({ output: 'standalone' }, options))(place);
  assert.deepEqual(JSON.parse(await readFile(trace, 'utf8')), { version: 1, files: others });
});

test('maps that are turned off are missed, with what to do', async (t) => {
  production(t);
  const { to } = await target(t);
  const config = withMapship({ productionBrowserSourceMaps: false }, /** @type {any} */ (to));
  assert.equal(config.productionBrowserSourceMaps, false);
  const place = await built(t);
  const { rm } = await import('node:fs/promises');
  await rm(path.join(place.distDir, 'static/chunks/a.js.map'));
  await writeFile(path.join(place.distDir, 'static/chunks/a.js'), SCRIPT);
  await assert.rejects(hookOf(config)(place), /take productionBrowserSourceMaps: false out/);
});

test('without a key nothing is changed but that it is said; while developing it is said once', async (t) => {
  const said = production(t);
  const config = withMapship({}, {});
  assert.deepEqual(Object.keys(config), ['compiler']);
  const place = await built(t);
  await hookOf(config)(place);
  assert.match(
    said.join('\n'),
    /^mapship: nothing is uploaded: there is no API key: set DATADOG_API_KEY/,
  );
  assert.equal((await filesIn(place.distDir, /\.map$/)).length, 2);
  said.length = 0;
  process.env.NODE_ENV = 'development';
  const given = { reactStrictMode: true };
  for (let time = 0; time < 3; time += 1) assert.equal(withMapship(given, {}), given);
  assert.deepEqual(said, ['mapship: nothing is uploaded: this is next dev']);
});

test('a Next that never calls the hook is refused', async (t) => {
  production(t);
  const { to } = await target(t);
  const before = process.cwd();
  t.after(() => process.chdir(before));
  for (const [version, isOld] of /** @type {const} */ ([
    ['14.2.30', true],
    ['15.4.0', true],
    ['15.4.1', false],
    ['15.10.0', false],
    ['16.0.0-canary.1', false],
  ])) {
    const dir = await folder(t, {
      'package.json': '{}',
      'node_modules/next/package.json': JSON.stringify({ name: 'next', version }),
    });
    process.chdir(dir);
    const make = () => withMapship({}, /** @type {any} */ (to));
    if (isOld) assert.throws(make, new RegExp(`Next ${version} has no hook`));
    else assert.doesNotThrow(make);
  }
});
