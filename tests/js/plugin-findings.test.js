// What the plugins say: of a large build too, no more than a person reads.
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import path from 'node:path';
import { test } from 'node:test';

import { mapship } from 'mapship/vite';

import { CURRENT } from './plugin-bundlers.js';
import { app, filesIn, target } from './plugin-world.js';

const { vite } = /** @type {Record<string, import('./plugin-bundlers.js').Build>} */ (CURRENT);

/** Pages that are chunks of their own. @param {string} root @param {number} count */
async function addPages(root, count) {
  const names = Array.from({ length: count }, (_, i) => `page-${i}`);
  for (const name of names) {
    await writeFile(
      path.join(root, `src/${name}.ts`),
      `export const name = '${name}';\nconsole.log(name);\n`,
    );
  }
  const imports = names.map((name) => `() => import('./${name}')`).join(', ');
  await writeFile(
    path.join(root, 'src/main.ts'),
    `Object.assign(window, { pages: [${imports}] });\n`,
  );
}

test('what is wrong with every upload alike is said once', async (t) => {
  const root = await app(t);
  await addPages(root, 40);
  const { to } = await target(t, { faults: ['403'] });
  const { failed } = await vite(root, to, { maps: 'hidden' });
  assert.match(String(failed), /its upload failed: .*403.* \(and in \d\d more files\)/);
  // and once that the rest was not tried for that reason
  assert.ok((String(failed).match(/upload-failed/g)?.length ?? 0) <= 2, failed);
});

test('of many findings of a kind the first are told, and how many more there are', async (t) => {
  const root = await app(t);
  await addPages(root, 40);
  const { to } = await target(t);
  const taking = {
    name: 'taking',
    enforce: /** @type {const} */ ('post'),
    generateBundle(/** @type {unknown} */ _, /** @type {Record<string, unknown>} */ bundle) {
      for (const name of Object.keys(bundle)) if (/page.*\.map$/.test(name)) delete bundle[name];
    },
  };
  const config = { plugins: [taking, mapship(to)] };
  const { failed } = await vite(root, {}, { maps: 'linked', config });
  assert.equal(String(failed).match(/which is not among the files given/g)?.length, 10);
  assert.match(String(failed), /\(and 30 more of this kind\)/);
});

test('a map that is not sound is said with its file and place; the others are sent', async (t) => {
  const root = await app(t);
  const { to, told } = await target(t);
  const breaking = {
    name: 'breaking',
    async writeBundle(/** @type {unknown} */ _, /** @type {object} */ bundle) {
      const name = Object.keys(bundle).find((file) => /pay.*\.map$/.test(file));
      await writeFile(path.join(root, 'dist', String(name)), '{\n  "version": 3,\n  "sources": [}');
    },
  };
  const config = { plugins: [breaking, mapship(to)] };
  const { failed, dist } = await vite(root, {}, { maps: 'hidden', config });
  assert.match(String(failed), /dist\/assets\/pay-\S+\.map:3:\d+: .*\[map-json\S*\]/);
  const script = (await filesIn(dist, /index.*\.js$/))[0];
  assert.deepEqual(await told(), [`/static/${script} shop 1.4.2`]);
});

test('where an upload can’t be begun, what would be deployed is said all the same', async (t) => {
  const { to } = await target(t);
  const options = { ...to, apiKey: 'two words', afterUpload: 'delete', onError: 'warn' };
  const { failed, said } = await vite(await app(t), options, { maps: 'hidden' });
  assert.equal(failed, undefined);
  assert.match(said, /the API key \(from the option apiKey\) has characters that no key has/);
  assert.match(said, /dist would be deployed with 2 source maps/);
  assert.doesNotMatch(said, /two words/);
});

test('outputs that would have the same address are told of', async (t) => {
  const { to, told } = await target(t);
  const output = ['a', 'b'].map((name) => ({
    dir: `dist/${name}`,
    entryFileNames: 'page.js',
    chunkFileNames: '[name].js',
  }));
  const config = { build: { rollupOptions: { output } } };
  const { failed, said } = await vite(await app(t), to, { maps: 'hidden', config });
  assert.equal(failed, undefined);
  assert.match(
    said,
    /dist\/b\/page\.js: it has the same address as dist\/a\/page\.js: \/static\/page\.js/,
  );
  assert.equal((await told()).length, 4);
});

for (const [name, build] of Object.entries(CURRENT)) {
  test(`${name}: a reply that repeats the key is told without it`, async (t) => {
    const server = createServer((request, response) => {
      request.resume().on('end', () => {
        const body = { errors: [`the key ${request.headers['dd-api-key']} is no good`] };
        response.writeHead(400).end(JSON.stringify(body));
      });
    });
    await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
    t.after(() => server.close());
    const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
    const root = await app(t);
    const apiKey = '0123456789abcdef0123456789abcdef';
    const to = { intakeUrl: `http://127.0.0.1:${port}`, git: false, receipt: 'receipt.json' };
    const options = { ...to, apiKey };
    const { failed, said } = await build(root, options, { maps: 'linked' });
    assert.match(`${failed}${said}`, /its upload failed: .*is no good/);
    for (const file of await filesIn(root)) {
      assert.ok(!(await readFile(path.join(root, file))).includes(apiKey), file);
    }
    assert.ok(!`${failed}${said}`.includes(apiKey));
  });
}

for (const [name, build] of Object.entries(CURRENT)) {
  test(`${name}: what a server says gives no commands`, async (t) => {
    const said = 'no\u001b[31m\n::error::x\r\n##[command]y';
    const server = createServer((request, response) => {
      const answer = () => response.writeHead(400).end(JSON.stringify({ errors: [said] }));
      request.resume().on('end', answer);
    });
    await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
    t.after(() => server.close());
    const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
    const to = { apiKey: 'k'.repeat(32), intakeUrl: `http://127.0.0.1:${port}`, git: false };
    const { failed, said: printed } = await build(await app(t), to, { maps: 'hidden' });
    const text = `${failed}\n${printed}`;
    assert.match(text, /its upload failed: .*no/);
    assert.doesNotMatch(text, /^\s*::|##\[|\u001b\[31m\n::/m);
  });
}
