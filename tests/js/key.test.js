// The API key appears nowhere but in the one header: not in what is printed, written, or thrown, whatever happens.
import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import path from 'node:path';
import { test } from 'node:test';
import { inspect } from 'node:util';

import { upload } from 'mapship';

import { BUILD, folder, intake, mapship, nowhere } from './world.js';

/** @import { TestContext } from 'node:test' */

const KEY = 'c0ffee00c0ffee00c0ffee00c0ffee00';
const FLAGS = ['--service', 's', '--release-version', '1', '--minified-path-prefix', '/'];

/**
 * Every form in which it could be read back.
 * @param {string} key
 */
const forms = (key) => [
  key,
  encodeURIComponent(key),
  Buffer.from(key).toString('base64').replace(/=+$/, ''),
  Buffer.from(key).toString('hex'),
];

/** @param {string} text @param {string} where @param {string} [key] */
function assertAbsent(text, where, key = KEY) {
  for (const form of forms(key.trim())) assert.ok(!text.includes(form), `the key is in ${where}`);
}

/** The text of every file below a folder, with its name. @param {string} dir */
async function written(dir) {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  return Promise.all(
    files.map(async ({ parentPath, name }) => {
      const file = path.join(parentPath, name);
      return { file, text: `${file}\n${await readFile(file, 'latin1')}` };
    }),
  );
}

/**
 * A server that says back all that it was told.
 * @param {TestContext} t
 * @param {number} status
 */
async function echo(t, status) {
  const server = createServer((request, response) => {
    const told = JSON.stringify(request.headers);
    const key = String(request.headers['dd-api-key']);
    request.resume().on('end', () => {
      response.writeHead(status, { Location: `https://elsewhere.test/?key=${key}` });
      response.end(JSON.stringify({ data: { id: key }, errors: [key, { told }] }));
    });
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${/** @type {any} */ (server.address()).port}`;
}

/** @type {[name: string, code: number, to: (t: TestContext) => Promise<string>, flags?: string[], key?: string][]} */
const RUNS = [
  ['a success', 0, async (t) => (await intake(t)).url],
  ['a key that is refused', 4, async (t) => (await intake(t, { requireKey: 'another' })).url],
  ['a reply that repeats it', 0, (t) => echo(t, 202)],
  ['errors that repeat it', 4, (t) => echo(t, 400)],
  ['a redirect that repeats it', 4, (t) => echo(t, 307)],
  ['nobody there', 4, nowhere, ['--max-retries', '1']],
  ['a dry run with a script', 0, async () => 'http://127.0.0.1:1', ['--dry-run', '--curl', 'c.sh']],
  ['an intake URL with the key in it', 2, async () => `http://user:${KEY}@127.0.0.1:1`],
  ['a key with a line end in it', 2, async () => 'http://127.0.0.1:1', [], `${KEY}\n${KEY}`],
  ['a key that is no text of a header', 2, async () => 'http://127.0.0.1:1', [], `${KEY}é`],
  ['a key with spaces around', 0, async (t) => (await intake(t)).url, [], ` ${KEY}\n`],
];

for (const [name, expected, to, flags = [], key = KEY] of RUNS) {
  test(`${name}: the key is nowhere`, async (t) => {
    const dir = await folder(t, BUILD);
    const url = await to(t);
    for (const more of [[], ['--json'], ['--quiet']]) {
      const args = ['upload', 'dist', '--intake-url', url, '--receipt', 'r.json'];
      const { code, stdout, stderr } = await mapship([...args, ...FLAGS, ...flags, ...more], {
        cwd: dir,
        env: { DATADOG_API_KEY: key, MAPSHIP_DEBUG: '1', NODE_DEBUG: '' },
      });
      assert.equal(code, expected, stdout + stderr);
      assertAbsent(stdout + stderr, 'what is printed', key);
    }
    for (const { file, text } of await written(dir)) assertAbsent(text, file, key);
  });
}

test('the local intake writes no key down', async (t) => {
  const dir = await folder(t, BUILD);
  const running = await intake(t);
  const args = ['upload', 'dist', '--intake-url', running.url, ...FLAGS];
  assert.equal((await mapship(args, { cwd: dir, env: { DATADOG_API_KEY: KEY } })).code, 0);
  const files = await written(running.dir);
  assert.ok(files.length > 2);
  for (const { file, text } of files) assertAbsent(text, file);
});

test('what is thrown and returned has no key in it, however deep one looks', async (t) => {
  const dir = await folder(t, BUILD);
  const options = { service: 's', version: '1', minifiedPathPrefix: '/', git: false };
  /** @type {[string, () => Promise<unknown>][]} */
  const calls = [
    ['a key of two lines', () => upload(dir, { ...options, apiKey: `${KEY}\n` + KEY })],
    ['a key as a wrong option', () => upload(dir, /** @type {any} */ ({ apiKey: { key: KEY } }))],
    ['a folder that is not there', () => upload(`${dir}/none`, { ...options, apiKey: KEY })],
    [
      'an abort',
      async () => {
        const intakeUrl = await nowhere(t);
        const signal = AbortSignal.timeout(30);
        return upload(dir, { ...options, apiKey: KEY, intakeUrl, signal, maxRetries: 99 });
      },
    ],
    [
      'errors of an intake',
      async () => upload(dir, { ...options, apiKey: KEY, intakeUrl: await echo(t, 400) }),
    ],
  ];
  for (const [name, call] of calls) {
    const what = await call().then(
      (report) => report,
      (error) => error,
    );
    assertAbsent(inspect(what, { depth: 99, showHidden: true }), name);
  }
});
