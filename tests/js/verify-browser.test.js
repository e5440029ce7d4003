/** What Chromium really requests of builds, `verify` finds without a browser. */
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, test } from 'node:test';

import { createRsbuild } from '@rsbuild/core';
import { verify } from 'mapship';

import { launch } from './chromium.js';
import {
  named,
  send,
  serve,
  sources,
  viteBuild,
  webpackBuild,
  withoutMaps,
} from './verify-world.js';
import { folder } from './world.js';

/** @import { Browser } from 'playwright-core' */
/** @import { TestContext } from 'node:test' */

/** @type {Browser} */
let browser;
before(async () => {
  browser = await launch();
});
after(() => browser.close());

/** @param {TestContext} t */
async function ofVite(t) {
  const dist = await viteBuild(t);
  return { dist, receipt: await send(t, dist), options: {} };
}

/** @param {TestContext} t */
async function ofWebpack(t) {
  const dist = await webpackBuild(t);
  const scripts = [await named(dist, 'runtime'), await named(dist, 'main')];
  const index = `<!doctype html><button id="a">a</button>${scripts.map((name) => `<script src="/static/${name}"></script>`).join('')}`;
  const receipt = await send(t, dist, { minifiedPathPrefix: '/static' });
  return { dist, receipt, options: { base: '/static/', index } };
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
  return { dist, receipt: await send(t, dist), options: {} };
}

for (const [name, build] of Object.entries({
  Vite: ofVite,
  webpack: ofWebpack,
  Rsbuild: ofRsbuild,
})) {
  test(`a build of ${name}`, async (t) => {
    const { dist, receipt, options } = await build(t);
    await withoutMaps(dist);
    const site = await serve(t, dist, options);
    const context = await browser.newContext();
    /** @type {Set<string>} */
    const requested = new Set();
    context.on('request', (request) => {
      if (/\.m?js$/.test(new URL(request.url()).pathname)) requested.add(request.url());
    });
    const page = await context.newPage();
    await page.goto(site.url, { waitUntil: 'load' });
    await page.click('#a');
    await page.waitForFunction('globalThis.later !== undefined');
    await page.evaluate('globalThis.later()');
    await context.close();
    // with the worker, which belongs to no page
    const asked = new Set([
      ...requested,
      ...site.asked.filter((at) => at.endsWith('.js')).map((at) => site.origin + at),
    ]);
    assert.ok(asked.size >= 4, [...asked].join());
    // a receipt that knows one file leads to no other
    const document = JSON.parse(await readFile(receipt, 'utf8'));
    document.uploads = document.uploads.slice(0, 1);
    await writeFile(receipt, JSON.stringify(document));
    const report = await verify(site.url, { against: receipt });
    const found = new Set(
      report.files.filter(({ group }) => group !== 'pages').map(({ path: url }) => url),
    );
    assert.deepEqual(
      [...asked].filter((url) => !found.has(url)),
      [],
    );
  });
}
