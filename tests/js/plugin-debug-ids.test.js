// Debug IDs that bundlers put in: the same in script, map and upload; every place kept; the same bytes each time; hashes that hold.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import path from 'node:path';
import { test } from 'node:test';

import { TraceMap, originalPositionFor } from '@jridgewell/trace-mapping';

import { launch } from './chromium.js';
import { dice, newPlaces, positions } from './inject-places.js';
import { CURRENT, OLDEST } from './plugin-bundlers.js';
import { app, filesIn, target } from './plugin-world.js';

/** @param {string} dist */
async function contents(dist) {
  const files = await filesIn(dist);
  return Object.fromEntries(
    await Promise.all(
      files.map(async (name) => [name, await readFile(path.join(dist, name), 'utf8')]),
    ),
  );
}

/** Without the hashes in them. @param {string} text */
const hashless = (text) => text.replace(/[-.][\w-]{8,20}(?=\.(?:js|css|svg|png))/g, '');

for (const [name, build] of Object.entries({ ...CURRENT, ...OLDEST })) {
  test(`${name}: a build with debug IDs`, async (t) => {
    const root = await app(t);
    const { to, uploads } = await target(t);
    const once = async (/** @type {boolean} */ debugIds, more = {}) => {
      await rm(path.join(root, 'dist'), { recursive: true, force: true });
      const { failed, said, dist } = await build(
        root,
        { ...to, debugIds, ...more },
        { maps: 'linked' },
      );
      assert.equal(failed, undefined, said);
      assert.doesNotMatch(said, /error|warn/i);
      return contents(dist);
    };
    const plain = await once(false, { dryRun: true });
    const first = await once(true);
    const scripts = Object.keys(first).filter(
      (file) => file.endsWith('.js') && first[`${file}.map`],
    );
    assert.ok(scripts.length > 1);
    const ids = [];
    for (const [i, script] of scripts.entries()) {
      const [text, map] = [String(first[script]), String(first[`${script}.map`])];
      const [, id = ''] = /\{ddDebugId:"([\da-f-]{36})"\}/.exec(text) ?? [];
      ids.push(id);
      // the comment has a line of its own, which that of the map has to have too; Vite 5.0 writes code behind both
      const isBeside = /[^\n]\/\/# sourceMappingURL=/.test(text);
      assert.equal(text.split(id).length, isBeside ? 2 : 3, script);
      if (!isBeside) assert.ok(text.includes(`\n//# debugId=${id}\n//# sourceMappingURL=`));
      const { debugId, debug_id } = JSON.parse(map);
      assert.deepEqual([debugId, debug_id], [id, id]);
      const was = Object.keys(plain).find((file) => hashless(file) === hashless(script)) ?? '';
      const old = String(plain[was]);
      const [before, after, moved] = [positions(old), positions(text), newPlaces(old, text)];
      const maps = [new TraceMap(String(plain[`${was}.map`])), new TraceMap(map)];
      const end = old.lastIndexOf('//# sourceMappingURL');
      const roll = dice(i);
      for (let count = 0; count < 5000; count += 1) {
        const index = roll(end);
        if (old[index] === '\n') continue;
        const places = [before(index), after(moved(index))];
        const [led, leads] = places.map((place, j) =>
          originalPositionFor(/** @type {TraceMap} */ (maps[j]), place),
        );
        assert.deepEqual(leads, led, `${script} ${JSON.stringify(places)}`);
      }
    }
    assert.equal(new Set(ids).size, ids.length);
    const sent = (await uploads()).map(({ event }) => event);
    assert.deepEqual(sent.map((event) => event?.debug_id).sort(), ids.sort());
    assert.ok(sent.every((event) => event?.service && event.version && event.minified_url));
    // what is deployed by another name has another content, and the other way round
    const names = scripts.filter((file) => hashless(file) !== file);
    assert.deepEqual(
      name.startsWith('esbuild') ? [] : names.filter((file) => plain[file] !== undefined),
      [],
    );
    assert.deepEqual(await once(true, { dryRun: true }), first);
  });
}

for (const [name, build] of Object.entries(CURRENT)) {
  test(`${name}: with debug IDs the address need not be known`, async (t) => {
    const { to, uploads } = await target(t);
    const unknown = { maps: /** @type {const} */ ('hidden'), base: '' };
    const without = await build(await app(t), to, unknown);
    assert.match(`${without.failed}${without.said}`, /\[.*prefix-unknown\]/);
    const { failed, said, dist } = await build(await app(t), { ...to, debugIds: true }, unknown);
    assert.equal(failed, undefined, said);
    assert.doesNotMatch(said, /prefix-unknown|error|warn/i);
    const sent = (await uploads()).map(({ event }) => event);
    const maps = await filesIn(dist, /\.js\.map$/);
    assert.ok(sent.length > 1 && sent.length === maps.length, said);
    for (const event of sent) {
      assert.match(String(event?.debug_id), /^[\da-f-]{36}$/);
      // a path below the build's folder stands where an address would
      assert.ok(maps.includes(`${event?.minified_url}.map`), String(event?.minified_url));
    }
  });
}

test('a page takes scripts by their hashes, and they tell their IDs', async (t) => {
  const root = await app(t);
  const { to } = await target(t);
  /** @type {Map<string, string>} */
  const hashes = new Map();
  const integrity = {
    name: 'integrity',
    generateBundle: {
      order: 'post',
      handler(/** @type {unknown} */ _, /** @type {Record<string, any>} */ bundle) {
        for (const { type, fileName, code } of Object.values(bundle)) {
          if (type === 'chunk')
            hashes.set(fileName, createHash('sha384').update(code).digest('base64'));
        }
      },
    },
  };
  const { mapship } = await import('mapship/vite');
  const plugins = [mapship(/** @type {any} */ ({ ...to, debugIds: true })), integrity];
  const { failed, said, dist } = await /** @type {any} */ (CURRENT.vite)(
    root,
    {},
    { maps: 'linked', config: { plugins } },
  );
  assert.equal(failed, undefined, said);
  let page = await readFile(path.join(dist, 'index.html'), 'utf8');
  for (const [file, hash] of hashes) {
    page = page.replace(
      `src="/static/${file}"`,
      `src="/static/${file}" integrity="sha384-${hash}"`,
    );
  }
  assert.match(page, /integrity="sha384-/);
  await writeFile(path.join(dist, 'index.html'), page);
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://x');
    const content = await readFile(path.join(dist, pathname.replace('/static/', '/'))).catch(
      () => undefined,
    );
    const type = pathname.endsWith('.js')
      ? 'text/javascript'
      : pathname.endsWith('.html')
        ? 'text/html'
        : 'text/css';
    response.writeHead(content ? 200 : 404, { 'content-type': type }).end(content);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  t.after(() => void (server.closeAllConnections(), server.close()));
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  const browser = await launch();
  t.after(() => browser.close());
  const tab = await browser.newPage();
  /** @type {string[]} */
  const refused = [];
  tab.on('console', (message) => void (message.type() === 'error' && refused.push(message.text())));
  await tab.goto(`http://127.0.0.1:${port}/static/index.html`, { waitUntil: 'load' });
  await tab.waitForFunction(() => 'DD_SOURCE_CODE_CONTEXT' in globalThis);
  const told = await tab.evaluate(() =>
    Object.entries(/** @type {any} */ (globalThis).DD_SOURCE_CODE_CONTEXT),
  );
  assert.deepEqual(
    refused.filter((text) => /integrity/i.test(text)),
    [],
  );
  for (const [stack, { ddDebugId }] of told) {
    const [, file = ''] = /\/static\/(\S+\.js):\d+:\d+/.exec(stack) ?? [];
    assert.match(
      await readFile(path.join(dist, file), 'utf8'),
      new RegExp(`ddDebugId:"${ddDebugId}"`),
    );
  }
  assert.ok(told.length > 0);
});
