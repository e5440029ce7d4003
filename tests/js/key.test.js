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
      const errors = status < 300 ? undefined : [key, { told }];
      response.end(JSON.stringify({ data: { id: key }, told, errors }));
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

const b64 = (/** @type {string} */ text) => Buffer.from(text).toString('base64');
const each = (/** @type {(code: string) => string} */ write) =>
  Array.from(KEY, (letter) => write(letter.charCodeAt(0).toString(16))).join('');

/** How a server could give the key back, and a part of it that must not be read in what is shown. */
const WRITINGS = {
  'in capital letters': [KEY.toUpperCase(), 'C0FFEE'],
  'in percents': [each((code) => `%${code}`), '%63%30'],
  'in percents twice': [each((code) => `%25${code}`), '%2563'],
  'in escapes of JSON': [each((code) => `\\u00${code}`), 'u0063'],
  'in entities': [each((code) => `&#x${code};`), '&#x63'],
  'in hexadecimal digits': [Buffer.from(KEY).toString('hex'), '633066'],
  'in base64': [b64(KEY), b64(KEY).slice(0, 12)],
  'in base64 behind another byte': [b64(`:${KEY}`), b64(`:${KEY}`).slice(4, 16)],
  'in base64 behind two bytes': [b64(`u:${KEY}`), b64(`u:${KEY}`).slice(4, 16)],
  'as its beginning': [KEY.slice(0, 8), KEY.slice(0, 8)],
  'as its end': [KEY.slice(-9), KEY.slice(-9)],
  'as a piece in base64': [b64(KEY.slice(5, 13)), b64(KEY.slice(5, 13)).slice(0, 9)],
  'with a part of it in percents': [`c0f%66ee00c0`, 'ee00c0'],
};

for (const [how, [form = '', part = '']] of Object.entries(WRITINGS)) {
  test(`a server that gives the key back ${how} does not get it shown`, async (t) => {
    const dir = await folder(t, BUILD);
    for (const [status, body] of /** @type {const} */ ([
      [202, JSON.stringify({ data: { id: `<${form}>` } })],
      [400, JSON.stringify({ errors: [`<${form}>`, { form: `<${form}>` }] })],
      [500, `<p>${form}</p>`],
    ])) {
      const server = createServer((request, response) => {
        request.resume().on('end', () => response.writeHead(status).end(body));
      });
      await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
      t.after(() => server.close());
      const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
      const report = await upload(`${dir}/dist`, {
        ...{ service: 's', version: '1', minifiedPathPrefix: '/', git: false, apiKey: KEY },
        ...{ intakeUrl: `http://127.0.0.1:${port}`, maxRetries: 0, receipt: `${dir}/r.json` },
      });
      const told = JSON.stringify(report.files) + (await readFile(`${dir}/r.json`, 'utf8'));
      assert.ok(told.includes('[API key]'), told);
      assert.ok(!told.includes(part), told);
    }
  });
}

test('a word that the key has a piece of by chance is shown', async (t) => {
  const server = createServer((request, response) => {
    const errors = ['c0ffee is out, 00c0ff too; the quota is 00'];
    request.resume().on('end', () => response.writeHead(400).end(JSON.stringify({ errors })));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  t.after(() => server.close());
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  const report = await upload(`${await folder(t, BUILD)}/dist`, {
    ...{ service: 's', version: '1', minifiedPathPrefix: '/', git: false, apiKey: KEY },
    intakeUrl: `http://127.0.0.1:${port}`,
  });
  const said = 'HTTP 400: c0ffee is out, 00c0ff too; the quota is 00';
  assert.equal(report.files[0]?.upload?.reason, said);
});

/** @type {[name: string, flags: string[], env: Record<string, string>, said: RegExp][]} */
const PLACES = [
  ['a site', ['--site', KEY], {}, /of 32 characters, is not a Datadog site/],
  ['a site in the environment', [], { DD_SITE: KEY }, /is not a Datadog site/],
  ['an intake URL', ['--intake-url', KEY], {}, /of 32 characters, is not a URL/],
  ['a host', ['--intake-url', `https://${KEY}`], {}, /its host looks like an API key/],
  ['a host in capitals', ['--intake-url', `https://${KEY.toUpperCase()}:1`], {}, /looks like/],
  ['a query', ['--intake-url', `https://a.test/?dd-api-key=${KEY}`], {}, /has a query/],
  ['a user', ['--site', `https://${KEY}@a.test/${KEY}`], {}, /"a\.test" is not a Datadog site/],
  [
    'a path',
    ['--intake-url', `https://a.test/${KEY}`],
    { DD_API_KEY: KEY },
    /\[intake-url-has-key/,
  ],
  ['a flag that there is not', [`--api-key=${KEY}`], {}, /unknown option '--api-key'/],
  ['a flag before the command', [`--key=${KEY}'\n=x`], {}, /unknown option '--key'/],
];

for (const [place, flags, env, said] of PLACES) {
  test(`a key that is given as ${place} is not printed`, async (t) => {
    const dir = await folder(t, BUILD);
    for (const more of [[], ['--json']]) {
      const args = ['upload', 'dist', ...FLAGS, ...flags, ...more];
      const { code, stdout, stderr } = await mapship(args, {
        cwd: dir,
        env: { DD_API_KEY: 'another-key-of-32-characters-000', ...env, MAPSHIP_DEBUG: '1' },
      });
      assert.equal(code, 2, stdout + stderr);
      assertAbsent((stdout + stderr).toLowerCase(), 'what is printed');
      if (more.length === 0) assert.match(stderr, said);
    }
  });
}

test('no content of a file that was named by mistake is printed', async (t) => {
  const dir = await folder(t, {
    ...BUILD,
    'key.txt': `${KEY}\n`,
    'key.json': `{"receipt":"${KEY}","apiKey":"${KEY}"}`,
    'array.json': `["${KEY}"]`,
    'broken.json': `{"a":"${KEY}`,
    'broken.map': `{"a":1 "${KEY}"}`,
  });
  for (const file of ['key.txt', 'key.json', 'array.json', 'broken.json', 'broken.map']) {
    for (const args of [
      ['upload', 'dist', '--receipt', file],
      ['upload', 'dist', '--config', file],
      ['check', file, '--type', 'js_sourcemap'],
      ['check', file, '--type', 'jvm_mapping_file'],
      ['inspect', file],
      ['sourcemaps', 'upload', 'dist', '--config', file],
    ]) {
      const end = await mapship([...args, ...(args[0] === 'upload' ? FLAGS : [])], {
        cwd: dir,
        env: { DD_API_KEY: 'another-key-of-32-characters-000', MAPSHIP_DEBUG: '1' },
      });
      assert.notEqual(end.code, 1, end.stderr);
      assertAbsent(end.stdout + end.stderr, `what ${args.join(' ')} prints`);
      assert.ok(!(end.stdout + end.stderr).includes(KEY.slice(0, 8)), end.stdout + end.stderr);
    }
  }
});
