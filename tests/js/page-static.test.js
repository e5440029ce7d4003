// What the page is before anything is done with it: small, self-contained, and there without a network.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { gzipSync } from 'node:zlib';

import { pairs } from './page-builds.js';
import { drop, judged, launch, openPage, PAGE, rowsOf, startHost } from './page-world.js';
import { folder } from './world.js';

/** @import { Browser } from 'playwright-core' */

/** What never ends is a failure. */
const LIMIT = { timeout: 60_000 };

/** All that is fetched before files can be judged, compressed, in bytes. */
const FIRST_LOAD = 300_000;

/** @type {Browser} */
let browser;

before(async () => {
  browser = await launch();
});
after(() => browser?.close());

test('the first load is small, and goes nowhere else', LIMIT, async (t) => {
  const host = await startHost();
  t.after(() => host.close());
  const page = await openPage(t, browser, host.url, {
    // what the service worker fetches is fetched after the page is there
    context: { serviceWorkers: 'block' },
    excuse: (text) => text.startsWith('Service Worker registration blocked'),
  });
  // the core has answered once the form knows the sites
  await page.getByRole('option', { name: 'us3.datadoghq.com' }).waitFor({ state: 'attached' });
  const files = new Map(host.served.map(({ path: name, bytes }) => [name, gzipSync(bytes).length]));
  const total = [...files.values()].reduce((sum, size) => sum + size, 0);
  t.diagnostic(`${total} bytes: ${JSON.stringify(Object.fromEntries(files))}`);
  const modules = [...files.keys()].filter((name) => name.endsWith('.wasm'));
  assert.deepEqual(
    modules.map((name) => path.basename(name)),
    ['core_bg.wasm'],
  );
  assert.ok(total < FIRST_LOAD, `${total} bytes: ${JSON.stringify([...files])}`);
});

test('it works at the root of a host, and below', LIMIT, async (t) => {
  const dir = await folder(t, pairs(3, { broken: false }));
  for (const base of ['/', '/a/b%20c/']) {
    const host = await startHost(base);
    t.after(() => host.close());
    const page = await openPage(t, browser, host.url);
    await drop(page, [dir]);
    await judged(page);
    assert.equal((await rowsOf(page)).length, 3, base);
    await page.close();
  }
});

test('once loaded it works without a network', LIMIT, async (t) => {
  const host = await startHost();
  t.after(() => host.close());
  const dir = await folder(t, pairs(5, { broken: false }));
  const page = await openPage(t, browser, host.url, {
    excuse: (text) => text.includes('ERR_INTERNET_DISCONNECTED'),
  });
  await page.evaluate(async () => {
    const { active } = await navigator.serviceWorker.ready;
    if (active?.state === 'activated') return;
    await new Promise((resolve) =>
      active?.addEventListener('statechange', () => active.state === 'activated' && resolve(0)),
    );
  });
  host.close();
  await page.context().setOffline(true);
  await page.reload();
  await drop(page, [dir]);
  await judged(page);
  assert.equal((await rowsOf(page)).length, 5);
  await page.getByRole('button', { name: 'Explain', exact: true }).click();
  await page.getByLabel('Stack trace', { exact: true }).waitFor();
});

test('the policy lets nothing in, and nothing out but to intakes', async () => {
  const html = await readFile(path.join(PAGE, 'index.html'), 'utf8');
  const headers = JSON.parse(await readFile(path.join(PAGE, 'headers.json'), 'utf8'));
  const [, policy = ''] = /http-equiv="Content-Security-Policy" content="([^"]+)"/.exec(html) ?? [];
  const rules = Object.fromEntries(
    policy.split('; ').map((rule) => {
      const [name = '', ...values] = rule.split(' ');
      return [name, values];
    }),
  );
  assert.deepEqual(rules['default-src'], ["'none'"]);
  assert.deepEqual(rules['script-src'], ["'self'", "'wasm-unsafe-eval'"]);
  assert.deepEqual(rules['style-src'], ["'self'"]);
  assert.deepEqual(rules['require-trusted-types-for'], ["'script'"]);
  for (const source of rules['connect-src'] ?? []) {
    assert.match(
      source,
      /^(?:'self'|https:\/\/sourcemap-intake\.[a-z0-9.-]+|http:\/\/(?:127\.0\.0\.1|localhost):\*)$/,
    );
  }
  assert.ok(headers['Content-Security-Policy'].startsWith(policy));
  assert.match(headers['Content-Security-Policy'], /frame-ancestors 'none'/);
});
