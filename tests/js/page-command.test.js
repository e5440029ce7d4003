// `mapship page` on the command line.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { chmod, cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { after, before, test } from 'node:test';
import { tmpdir } from 'node:os';
import { fileURLToPath, pathToFileURL } from 'node:url';

import { KEY, request } from './page-server-world.js';
import { CLEAN, folder } from './world.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** What never ends is a failure. */
const LIMIT = { timeout: 30_000 };

/** @type {string} a copy of the package, with a page in it, whether one was built or not */
let own;

before(async () => {
  const dir = await mkdtemp(path.join(tmpdir(), 'mapship-page-'));
  own = path.join(dir, 'pkg');
  const page = path.join(ROOT, 'pkg', 'page');
  await cp(path.join(ROOT, 'pkg'), own, { recursive: true, filter: (from) => from !== page });
  await symlink(path.join(ROOT, 'node_modules'), path.join(dir, 'node_modules'), 'junction');
  await mkdir(path.join(own, 'page'));
  await writeFile(path.join(own, 'page', 'index.html'), '<!doctype html><title>page</title>');
});

after(() => rm(path.dirname(own), { recursive: true, force: true }));

/**
 * The command, until `look` is through with what it serves; then Ctrl-C.
 * @param {string[]} args
 * @param {{ cwd?: string, env?: Record<string, string> }} how
 * @param {(link: { url: string, port: number, token: string }) => Promise<void>} look
 */
async function serve(args, { cwd = tmpdir(), env = {} }, look) {
  const child = spawn(process.execPath, [path.join(own, 'cli.js'), 'page', ...args], {
    cwd,
    env: { ...CLEAN, ...env },
  });
  let [stdout, stderr] = ['', ''];
  const closed = new Promise((resolve) => child.once('close', resolve));
  /** @type {Promise<string[] | undefined>} */
  const printed = new Promise((resolve) => {
    child.stdout.on('data', (data) => {
      stdout += data;
      const found = /(http:\/\/127\.0\.0\.1:(\d+))\/#token=([\w-]{43})[^\w-]/.exec(stdout);
      if (found) resolve(found);
    });
    child.once('close', () => resolve(undefined));
  });
  child.stderr.on('data', (data) => (stderr += data));
  const [, url = '', port, token = ''] = (await printed) ?? [];
  try {
    if (url !== '') await look({ url, port: Number(port), token });
  } finally {
    child.kill('SIGINT');
  }
  return { code: await closed, stdout, stderr };
}

/**
 * @param {{ port: number, token: string }} link
 */
async function begin({ port, token }) {
  const headers = { 'X-Mapship-Token': token };
  return request({ port }, { method: 'POST', path: '/relay/session', headers });
}

test('it says what it serves, and where uploads go, and nothing of the key', LIMIT, async (t) => {
  const dir = await folder(t, { 'dist/app.js': '1', 'dist/app.js.map': '{}' });
  const env = { DATADOG_API_KEY: KEY, DATADOG_SITE: 'US3' };
  const flags = ['--service', 'web', '--release-version', '1', '--minified-path-prefix', '/s'];
  const { code, stdout, stderr } = await serve(
    ['dist', ...flags],
    { cwd: dir, env },
    async (link) => {
      const page = await request(link, { path: '/' });
      assert.match(page.text, /<title>page/);
      const { json, status } = await begin(link);
      assert.equal(status, 200);
      const { session: _, version: __, ...rest } = json;
      assert.deepEqual(rest, {
        site: 'us3.datadoghq.com',
        intake: 'https://sourcemap-intake.us3.datadoghq.com/api/v2/srcmap',
        hasKey: true,
        defaults: { service: 'web', version: '1', minifiedPathPrefix: '/s' },
        folder: { name: 'dist', files: 2 },
      });
      assert.equal((await begin(link)).status, 403);
    },
  );
  assert.equal(code, 0);
  assert.equal(stderr, '');
  assert.match(stdout, /^The upload page: {2}http:\/\/127\.0\.0\.1:\d+\/#token=/);
  assert.match(stdout, /reads +dist, 2 files\n/);
  assert.match(
    stdout,
    /sends to +https:\/\/sourcemap-intake\.us3\.datadoghq\.com\/api\/v2\/srcmap \(us3\.datadoghq\.com, from DATADOG_SITE\)\n/,
  );
  assert.match(stdout, /API key +from DATADOG_API_KEY; the page does not get it\n/);
  assert.match(stdout, /The link works once\. Ctrl-C stops it\.\n/);
  assert.match(stdout, /\nHTTP 403: This link was used already/);
  assert.ok(!stdout.includes(KEY.slice(0, 8)));
});

test('without a folder and a key', LIMIT, async () => {
  const { code, stdout } = await serve([], {}, async (link) => {
    const { json } = await begin(link);
    assert.deepEqual([json.hasKey, json.folder], [false, undefined]);
    assert.equal(json.site, 'datadoghq.com');
  });
  assert.equal(code, 0);
  assert.match(stdout, /reads +files that are dropped into the page\n/);
  assert.match(stdout, /API key +none: set DATADOG_API_KEY or DD_API_KEY and start again, or/);
});

test('flags go before the environment, and that before the config file', LIMIT, async (t) => {
  const config = { site: 'US5', service: 'file', version: 'f', minifiedPathPrefix: '/file' };
  const dir = await folder(t, { 'mapship.config.json': JSON.stringify(config) });
  const about = async (/** @type {string[]} */ args, /** @type {Record<string, string>} */ env) => {
    /** @type {any} */
    let told;
    await serve(args, { cwd: dir, env }, async (link) => {
      told = (await begin(link)).json;
    });
    return [new URL(told.intake).host, told.defaults];
  };
  const { site: _, ...defaults } = config;
  assert.deepEqual(await about([], {}), ['sourcemap-intake.us5.datadoghq.com', defaults]);
  assert.deepEqual(await about([], { DD_SITE: 'US3' }), [
    'sourcemap-intake.us3.datadoghq.com',
    defaults,
  ]);
  assert.deepEqual(
    await about(['--intake-url', 'http://127.0.0.1:9', '--service', 'flag'], { DD_SITE: 'US3' }),
    ['127.0.0.1:9', { ...defaults, service: 'flag' }],
  );
  assert.deepEqual(await about(['--no-config'], {}), ['sourcemap-intake.datadoghq.com', {}]);
});

test('--json prints one document, --quiet the link', LIMIT, async (t) => {
  const dir = await folder(t, { 'a.js': '1' });
  const env = { DD_API_KEY: KEY };
  const args = [dir, '--json', '--intake-url', 'http://127.0.0.1:9'];
  const json = await serve(
    args,
    { env },
    async (link) => void (await begin({ ...link, token: 'x' })),
  );
  assert.equal(json.code, 0);
  const { mapship, url, link, ...rest } = JSON.parse(json.stdout);
  assert.match(mapship, /^\d+\.\d+\.\d+$/);
  assert.ok(link.startsWith(`${url}/#token=`));
  assert.deepEqual(rest, {
    ok: true,
    intake: 'http://127.0.0.1:9/api/v2/srcmap',
    hasKey: true,
    folder: { path: dir, files: 1 },
  });
  const quiet = await serve(['--quiet'], { env }, async () => {});
  assert.match(quiet.stdout, /^http:\/\/127\.0\.0\.1:\d+\/#token=[\w-]{43}\n$/);
});

test('what cannot be served is said, with 2', LIMIT, async (t) => {
  const taken = createServer();
  await new Promise((resolve) => taken.listen(0, '127.0.0.1', () => resolve(undefined)));
  t.after(() => taken.close());
  const { port } = /** @type {any} */ (taken.address());
  const dir = await folder(t, { 'a.js': '1' });
  /** @type {[args: string[], code: string, env?: Record<string, string>][]} */
  const cases = [
    [['--port', String(port)], 'port-unusable'],
    [['--port', '70000'], 'flag-value'],
    [[path.join(dir, 'nowhere')], 'file-unreadable'],
    [[path.join(dir, 'a.js')], 'page-folder'],
    [['--site', 'nowhere'], 'site-unknown'],
    [['--intake-url', 'http://intake.test'], 'intake-url-insecure'],
    [['--site', 'US3', '--intake-url', 'http://127.0.0.1'], 'site-and-intake-url'],
    [[], 'api-key-malformed', { DD_API_KEY: `${KEY}\n${KEY}` }],
    [[], 'proxy-invalid', { HTTPS_PROXY: 'socks5://127.0.0.1:1' }],
  ];
  for (const [args, code, env] of cases) {
    const end = await serve([...args, '--json'], { env }, async () => assert.fail('it is served'));
    assert.equal(end.code, 2, end.stdout + end.stderr);
    const { ok, error } = JSON.parse(end.stdout);
    assert.deepEqual([ok, error.code], [false, code]);
    assert.ok(!(end.stdout + end.stderr).includes(KEY));
  }
});

test('a package without its page says how to build it', LIMIT, async (t) => {
  const page = path.join(own, 'page');
  await rm(path.join(page, 'index.html'));
  t.after(() => writeFile(path.join(page, 'index.html'), '<title>page</title>'));
  const end = await serve([], {}, async () => assert.fail('it is served'));
  assert.equal(end.code, 2);
  assert.match(
    end.stderr,
    /the page is not built {2}\[page-not-built\]\n.*cargo xtask build builds it/,
  );
});

test('on a terminal, Enter prints another link', LIMIT, async (t) => {
  const { run } = await import(pathToFileURL(path.join(own, 'cli', 'run.js')).href);
  const stdin = Object.assign(new PassThrough(), { isTTY: true });
  const stdout = new PassThrough();
  const stop = new AbortController();
  t.after(() => stop.abort());
  let text = '';
  stdout.on('data', (data) => (text += data));
  /** @param {number} count */
  const links = async (count) => {
    for (;;) {
      const found = [...text.matchAll(/:(\d+)\/#token=([\w-]{43})/g)];
      if (found.length >= count)
        return found.map(([, port, token = '']) => ({ port: Number(port), token }));
      await new Promise((resolve) => stdout.once('data', resolve));
    }
  };
  const ended = run(['page'], { stdin, stdout, stderr: stdout, env: {}, signal: stop.signal });
  await links(1);
  assert.match(text, /Enter prints another/);
  stdin.write('\n');
  const [first, second] = await links(2);
  assert.ok(first && second);
  assert.equal((await begin(first)).status, 403, 'the older one is void');
  assert.equal((await begin(second)).status, 200);
  stop.abort();
  assert.equal(await ended, 0);
  assert.ok(stdin.isPaused(), 'nothing keeps the process from ending');
});

test(
  '--open hands the link to the browser of the system',
  { ...LIMIT, skip: process.platform !== 'linux' && 'xdg-open is of Linux' },
  async (t) => {
    const dir = await folder(t, { 'xdg-open': `#!/bin/sh\nprintf %s "$1" > "$0.said"\n` });
    const program = path.join(dir, 'xdg-open');
    await chmod(program, 0o755);
    const env = { PATH: `${dir}:${CLEAN.PATH}` };
    const { code, stdout, stderr } = await serve(['--open'], { env }, async () => {
      while (!(await readFile(`${program}.said`, 'utf8').catch(() => ''))) {
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    });
    assert.deepEqual([code, stderr], [0, '']);
    assert.ok(stdout.includes(await readFile(`${program}.said`, 'utf8')));
    const none = await serve(['--open'], { env: { PATH: '/nowhere' } }, async () => {});
    assert.equal(none.code, 0);
    assert.match(none.stderr, /no program was found to open the link with/);
  },
);

test('--help teaches', LIMIT, async () => {
  const end = await serve(['--help'], {}, async () => assert.fail('it is served'));
  assert.equal(end.code, 0);
  for (const part of [
    /mapship page dist\/ --open/,
    /Enter prints another/,
    /--port <n>/,
    /DATADOG_API_KEY/,
  ]) {
    assert.match(end.stdout, part);
  }
});
