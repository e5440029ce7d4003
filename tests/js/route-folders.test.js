/** What lies in the folder of a route is sent under every address that a browser tells of it. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import http from 'node:http';
import path from 'node:path';
import { test } from 'node:test';

import { check } from 'mapship';

import { launch } from './chromium.js';
import { MAP, folder } from './world.js';

const SCRIPT = 'stacks.push(new Error().stack);\n//# sourceMappingURL=page.js.map\n';

test('a script in [id], (shop) and @modal is planned under what Chromium says of it', async (t) => {
  const places = ['app/[id]', 'app/(shop)/[...all]', 'app/@modal', 'app/plain'];
  const files = places.flatMap((place) => [
    [`${place}/page.js`, SCRIPT],
    [`${place}/page.js.map`, MAP],
  ]);
  const dir = await folder(t, Object.fromEntries(files));
  const server = http.createServer(async (request, response) => {
    const name = decodeURIComponent(request.url ?? '/');
    const isScript = name.endsWith('/page.js');
    response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html');
    response.end(isScript ? await readFile(path.join(dir, name)) : '<script>stacks = []</script>');
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  const origin = `http://127.0.0.1:${port}`;
  const browser = await launch();
  t.after(async () => {
    await browser.close();
    server.close();
  });

  // as Next.js asks for scripts, and as others do
  const encoded = places.map((place) => place.split('/').map(encodeURIComponent).join('/'));
  const tab = await browser.newPage();
  await tab.goto(origin);
  for (const place of [...places, ...encoded]) {
    await tab.addScriptTag({ url: `/${place}/page.js` });
  }
  /** @type {string[]} */
  const stacks = await tab.evaluate('stacks');
  const told = stacks.map((stack) => /(http:\S+?):\d+:\d+/.exec(stack)?.[1]);
  assert.equal(told.length, 8);

  for (const [prefix, origins] of /** @type {const} */ ([
    [origin, origin],
    ['/', ''],
  ])) {
    const { files: reports } = await check(dir, {
      minifiedPathPrefix: prefix,
      event: { service: 'web', version: '1' },
    });
    const sent = reports.map(({ event }) => event?.minified_url);
    const expected = new Set(told.map((url) => url?.replace(origin, origins)));
    assert.deepEqual(new Set(sent), expected);
    assert.equal(sent.length, expected.size);
  }

  // where the address is given, or there is none, each is there once
  const { files: reports } = await check(dir, { event: { service: 'web', version: '1' } });
  assert.equal(reports.length, places.length);
});
