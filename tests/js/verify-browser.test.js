/** What Chromium really requests of builds, `verify` finds without a browser. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import path from 'node:path';
import { after, before, test } from 'node:test';

import { createRsbuild } from '@rsbuild/core';
import { verify } from 'mapship';

import { launch } from './chromium.js';
import { appOf, run } from './frameworks-world.js';
import {
  named,
  send,
  serve,
  sources,
  viteBuild,
  webpackBuild,
  withoutMaps,
} from './verify-world.js';
import { CLEAN, folder } from './world.js';

/** @import { Browser, Page } from 'playwright-core' */
/** @import { TestContext } from 'node:test' */

/** @type {Browser} */
let browser;
before(async () => {
  browser = await launch();
});
after(() => browser.close());

/**
 * @typedef {object} Built
 * @property {string} receipt
 * @property {string} url
 * @property {string[]} [asked] the paths that the server was asked for
 * @property {(page: Page) => Promise<void>} visit does all that makes the application load its chunks
 */

/** Without its maps. @param {TestContext} t @param {string} dist @param {Parameters<typeof serve>[2]} [options] */
async function served(t, dist, options) {
  return serve(t, await withoutMaps(dist), options);
}

/** @param {Page} page */
async function visit(page) {
  await page.click('#a');
  await page.waitForFunction('globalThis.later !== undefined');
  await page.evaluate('globalThis.later()');
}

/** The shop of the frameworks: a button that loads a chunk, and a link to another route. @param {Page} page */
async function visitShop(page) {
  await page.click('text=Buy');
  await page.waitForSelector('text=/Buy for 7/');
  await page.click('text=About');
  await page.waitForSelector('button:has-text("About")');
}

/** @param {TestContext} t */
async function ofVite(t) {
  const dist = await viteBuild(t);
  return { receipt: await send(t, dist), ...(await served(t, dist)), visit };
}

/** @param {TestContext} t */
async function ofWebpack(t) {
  const dist = await webpackBuild(t);
  const scripts = [await named(dist, 'runtime'), await named(dist, 'main')];
  const index = `<!doctype html><button id="a">a</button>${scripts.map((name) => `<script src="/static/${name}"></script>`).join('')}`;
  const receipt = await send(t, dist, { minifiedPathPrefix: '/static' });
  return { receipt, ...(await served(t, dist, { base: '/static/', index })), visit };
}

/** @param {TestContext} t */
async function ofRsbuild(t) {
  const { 'index.html': _, ...files } = sources();
  const root = await folder(t, {
    ...files,
    'index.html': '<!doctype html><title>Shop</title><button id="a">a</button>',
  });
  const made = await createRsbuild({
    cwd: root,
    rsbuildConfig: {
      logLevel: 'silent',
      mode: 'production',
      source: { entry: { index: './src/main.js' } },
      html: { template: './index.html' },
      output: { sourceMap: { js: 'source-map' } },
    },
  });
  const { close } = await made.build();
  await close();
  const dist = path.join(root, 'dist');
  return { receipt: await send(t, dist), ...(await served(t, dist)), visit };
}

/** @param {TestContext} t */
async function ofReactRouter(t) {
  const packages = [
    '@react-router/dev',
    '@react-router/node',
    'react-router',
    'react',
    'react-dom',
  ];
  const root = await appOf(t, 'react-router', [...packages, 'isbot', 'vite'], {
    'react-router.config.js': 'export default { ssr: false };',
    'vite.config.js': `import { reactRouter } from '@react-router/dev/vite';
export default { build: { sourcemap: true }, plugins: [reactRouter()] };`,
    'app/about.jsx': `export default function About() { return <button>About</button>; }`,
  });
  const { code, said } = await run(root, '@react-router/dev/bin.js', ['build'], {});
  assert.equal(code, 0, said);
  const dist = path.join(root, 'build/client');
  return { receipt: await send(t, dist), ...(await served(t, dist)), visit: visitShop };
}

/** A port that was free a moment ago. */
async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  server.close();
  await once(server, 'close');
  return port;
}

/** @param {TestContext} t */
async function ofSvelteKit(t) {
  const packages = ['@sveltejs/adapter-node', '@sveltejs/kit', 'svelte', 'vite'];
  const root = await appOf(t, 'sveltekit', packages, {
    'svelte.config.js': `import adapter from '@sveltejs/adapter-node';
export default { kit: { adapter: adapter({ precompress: false }) } };`,
    'vite.config.js': `import { sveltekit } from '@sveltejs/kit/vite';
export default { build: { sourcemap: true }, plugins: [sveltekit()] };`,
  });
  const { code, said } = await run(root, 'vite/bin/vite.js', ['build'], {});
  assert.equal(code, 0, said);
  const dist = path.join(root, 'build/client');
  const receipt = await send(t, dist);
  await withoutMaps(dist);
  const port = await freePort();
  const env = { ...CLEAN, HOST: '127.0.0.1', PORT: String(port) };
  const child = spawn(process.execPath, ['build'], {
    cwd: root,
    env,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  t.after(() => child.kill());
  await new Promise((resolve) => child.stdout.once('data', resolve));
  return { receipt, url: `http://127.0.0.1:${port}/`, visit: visitShop };
}

for (const [name, build] of Object.entries({
  Vite: ofVite,
  webpack: ofWebpack,
  Rsbuild: ofRsbuild,
  'React Router': ofReactRouter,
  SvelteKit: ofSvelteKit,
})) {
  test(`a build of ${name}`, async (t) => {
    const { receipt, url, asked: paths = [], visit: use } = /** @type {Built} */ (await build(t));
    const { origin } = new URL(url);
    const context = await browser.newContext();
    /** @type {Set<string>} */
    const requested = new Set();
    context.on('request', (request) => {
      if (/\.m?js$/.test(new URL(request.url()).pathname)) requested.add(request.url());
    });
    const page = await context.newPage();
    await page.goto(url, { waitUntil: 'load' });
    await use(page);
    await context.close();
    // with the worker, which belongs to no page
    const asked = new Set([
      ...requested,
      ...paths.filter((at) => at.endsWith('.js')).map((at) => origin + at),
    ]);
    assert.ok(asked.size >= 4, [...asked].join());
    const whole = await verify(url, { against: receipt });
    assert.deepEqual(
      whole.files.flatMap(({ path: at, issues }) => issues.map(({ code }) => `${code} ${at}`)),
      [],
    );
    // a receipt that knows one file leads to no other
    const document = JSON.parse(await readFile(receipt, 'utf8'));
    document.uploads = document.uploads.slice(0, 1);
    await writeFile(receipt, JSON.stringify(document));
    const report = await verify(url, { against: receipt });
    const found = new Set(
      report.files.filter(({ group }) => group !== 'pages').map(({ path: url }) => url),
    );
    t.diagnostic(`${asked.size} requested, ${found.size} found`);
    assert.deepEqual(
      [...asked].filter((one) => !found.has(one)),
      [],
    );
  });
}
