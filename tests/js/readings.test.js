/**
 * Fresh readings: someone who has only the README, someone with a broken build and only the message, someone on the page with only
 * what it shows. What they do is taken out of what they read; nothing here knows more than they do.
 */
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { cp, readFile, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { blocks, commands } from './docs-world.js';
import { launch } from './page-world.js';
import { viteBuild } from './verify-world.js';
import { CLEAN, CLI, folder, intake, mapship } from './world.js';

/** @import { TestContext } from 'node:test' */

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const KEY = 'k'.repeat(32);

/** What never ends is a failure. */
const LIMIT = { timeout: 120_000 };

/** The app of someone who begins: nothing in it is of mapship. */
const APP = {
  'package.json': '{ "name": "web", "version": "1.4.2", "type": "module", "private": true }',
  'index.html': '<!doctype html><title>Shop</title><script type="module" src="/main.js"></script>',
  'main.js':
    'const total = (list) => list.reduce((sum, { price }) => sum + price, 0);\ndocument.title = String(total([{ price: Date.now() }]));\n',
};

/** @param {TestContext} t */
async function app(t) {
  const cwd = await folder(t, APP);
  // what `npm install --save-dev mapship` brings
  await symlink(path.join(ROOT, 'node_modules'), path.join(cwd, 'node_modules'), 'junction');
  return cwd;
}

/** @param {string} cwd @param {string[]} args @param {Record<string, string>} env */
const vite = (cwd, args, env) =>
  promisify(execFile)(
    process.execPath,
    [path.join(cwd, 'node_modules/vite/bin/vite.js'), 'build', ...args],
    { cwd, env: { ...CLEAN, ...env } },
  );

/** @param {string} dir */
async function filesIn(dir) {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map(({ name }) => name);
}

describe('with the README alone', () => {
  /** @type {string} */
  let readme;
  before(async () => (readme = await readFile(path.join(ROOT, 'README.md'), 'utf8')));

  test('its configuration sends a build and leaves no map', LIMIT, async (t) => {
    const [running, cwd] = [await intake(t, { requireKey: KEY }), await app(t)];
    const [config = ''] = blocks(readme, 'js').filter((block) => block.includes('plugins'));
    const [, name = ''] = /^\/\/ (\S+)\n/.exec(config) ?? [];
    await writeFile(path.join(cwd, name), config);
    const env = { DATADOG_API_KEY: KEY, DATADOG_SOURCEMAP_INTAKE_URL: running.url };
    await vite(cwd, [], env);
    const [upload, ...more] = await running.uploads();
    assert.equal(more.length, 0);
    const { service, version, minified_url: address } = upload?.event ?? {};
    assert.deepEqual([service, version], ['web', '1.4.2']);
    assert.match(String(address), /^\/assets\/index-[\w-]+\.js$/);
    const left = (await filesIn(path.join(cwd, 'dist'))).filter((file) => file.endsWith('.map'));
    assert.deepEqual(left, []);
  });

  test('its first commands check and send what a build has left', LIMIT, async (t) => {
    const [running, cwd] = [await intake(t, { requireKey: KEY }), await app(t)];
    await vite(cwd, ['--sourcemap'], {});
    const env = { DATADOG_API_KEY: KEY, DATADOG_SOURCEMAP_INTAKE_URL: running.url };
    const lines = commands(readme).filter((line) => / (?:check|upload) dist\/[^…]*$/.test(line));
    assert.ok(lines.length >= 2);
    for (const line of lines) {
      const { code, stdout, stderr } = await mapship(line.split(' ').slice(2), { cwd, env });
      assert.equal(code, 0, line + stdout + stderr);
    }
    const [upload] = await running.uploads();
    assert.match(
      String(upload?.event?.minified_url),
      /^https:\/\/example\.com\/static\/assets\/index-[\w-]+\.js$/,
    );
  });
});

/** What a command printed, as a reader sees it. @typedef {{ said: string, remedy: string, args: string[] }} Read */

/**
 * A build that someone has broken. `cause`: what the message must say of it. `mend`: what the remedy says, done; what it
 * returns are the arguments of the next try.
 * @typedef {object} Broken
 * @property {string} name
 * @property {(dist: string, healthy: string) => Promise<void>} [break]
 * @property {(args: string[]) => string[]} [args] as they were given
 * @property {RegExp} cause
 * @property {RegExp} remedy
 * @property {(read: Read, dist: string, healthy: string) => Promise<string[] | void>} mend
 */

/** @param {string} dist @param {RegExp} name @param {(text: string) => string} change */
async function rewrite(dist, name, change) {
  const [file = ''] = (await readdir(path.join(dist, 'assets'))).filter((one) => name.test(one));
  const at = path.join(dist, 'assets', file);
  const before = await readFile(at, 'utf8');
  const after = change(before);
  assert.notEqual(after, before);
  await writeFile(at, after);
}

/** @param {string} dist @param {RegExp} name */
async function remove(dist, name) {
  for (const file of await readdir(path.join(dist, 'assets'))) {
    if (name.test(file)) await rm(path.join(dist, 'assets', file));
  }
}

/** What a build anew leaves. @param {Read} _ @param {string} dist @param {string} healthy */
async function buildAgain(_, dist, healthy) {
  await rm(dist, { recursive: true });
  await cp(healthy, dist, { recursive: true });
}

/** Without a flag and its value. @param {string} flag */
const without = (flag) => (/** @type {string[]} */ args) => {
  const at = args.indexOf(flag);
  return [...args.slice(0, at), ...args.slice(at + 2)];
};

/** With the flag that the remedy names, and its example where it gives one. @param {string} own what to give without one */
const withFlag =
  (own = '') =>
  async (/** @type {Read} */ { remedy, args }) => {
    const [, flag = '', example = own] = /(--[\w-]+)(?:, such as ([^\s,]+))?/.exec(remedy) ?? [];
    return [...args, flag, example];
  };

/** As they were. @param {string[]} args */
const same = (args) => args;

const MAIN_MAP = /^index-.*\.map$/;
const MAIN = /^index-.*\.js$/;

/** @type {Broken[]} */
const BROKEN = [
  {
    name: 'nobody said where the scripts are served',
    args: without('--minified-path-prefix'),
    cause: /minified_url is missing: the URL of the minified file/,
    remedy: /--minified-path-prefix, such as https:/,
    mend: withFlag(),
  },
  {
    name: 'nobody said which service it is',
    args: without('--service'),
    cause: /service is missing: the name of the service/,
    remedy: /give --service/,
    mend: withFlag('web'),
  },
  {
    name: 'the prefix is mistyped',
    args: (args) => args.map((arg) => arg.replace('https:', 'htps:')),
    cause: /"htps:\/\/example\.com\/static".*scheme is neither http nor https/,
    remedy: /such as https:\/\/example\.com\/static/,
    async mend({ remedy, args }) {
      const [, example = ''] = /such as (\S+)/.exec(remedy) ?? [];
      return args.map((arg) => (arg.startsWith('htps:') ? example : arg));
    },
  },
  {
    name: 'the key is not there',
    args: (args) => [...args, '(no key)'],
    cause: /there is no API key/,
    remedy: /set the environment variable DATADOG_API_KEY/,
    mend: async ({ args }) => args.filter((arg) => arg !== '(no key)'),
  },
  {
    name: 'the maps were not copied',
    break: (dist) => remove(dist, /\.map$/),
    cause:
      /index-[\w-]+\.js[^]*sourceMappingURL names "index-[\w-]+\.js\.map", which is not among the files given/,
    remedy: /give the folder that holds both, or build with source maps/,
    mend: buildAgain,
  },
  {
    name: 'maps were never made',
    async break(dist) {
      await remove(dist, /\.map$/);
      for (const file of await readdir(path.join(dist, 'assets'))) {
        const at = path.join(dist, 'assets', file);
        const text = await readFile(at, 'utf8');
        await writeFile(at, text.replace(/^\/\/# sourceMappingURL=.*\n?/m, ''));
      }
    },
    cause: /\d+ scripts, but no source map/,
    remedy: /build\.sourcemap: 'hidden' in Vite/,
    mend: buildAgain,
  },
  {
    name: 'the map is of the build before',
    break: (dist) =>
      rewrite(dist, MAIN, (code) =>
        code.replace(/\b(?:const|let|var|function)\b/, (word) => `;;;;;;;;;${word}`),
      ),
    cause: /index-[\w-]+\.js\.map[^]*(?:point into the middle of a word|beyond the end)/,
    remedy: /belongs to another build, or the file was changed after the build/,
    mend: buildAgain,
  },
  {
    name: 'a page of errors was saved as the map',
    break: (dist) => rewrite(dist, MAIN_MAP, () => '<!doctype html><title>404</title>'),
    cause: /this is not JSON/,
    remedy: /an HTML error page, give the map itself/,
    mend: buildAgain,
  },
  {
    name: 'the copy of the map was interrupted',
    break: (dist) => rewrite(dist, MAIN_MAP, (text) => text.slice(0, text.length / 2)),
    cause: /the file ends too early/,
    remedy: /build it again, or copy it again/,
    mend: buildAgain,
  },
  {
    name: 'the disk was full',
    break: (dist) => rewrite(dist, MAIN_MAP, () => ''),
    cause: /the file is empty/,
    remedy: /build it again/,
    mend: buildAgain,
  },
  {
    name: 'a tool has damaged the mappings',
    break: (dist) =>
      rewrite(dist, MAIN_MAP, (text) => text.replace(/"mappings":"(..)/, '"mappings":"$1!')),
    cause: /mappings contains !, which is not a Base64 digit[^]*\^/,
    remedy: /the tool that wrote the map, or one that rewrote it, is at fault/,
    mend: buildAgain,
  },
  {
    name: 'the tool that wrote the map is too old',
    break: (dist) => rewrite(dist, MAIN_MAP, (text) => text.replace('"version":3', '"version":2')),
    cause: /version is the number 2; the number 3 is needed/,
    remedy: /write maps of version 3/,
    mend: buildAgain,
  },
];

describe('with a broken build, and what is said of it', () => {
  /** @type {string} */
  let healthy;
  /** @type {(() => unknown)[]} */
  const undo = [];
  before(async () => {
    const shared = /** @type {TestContext} */ (
      /** @type {unknown} */ ({ after: (/** @type {() => unknown} */ work) => undo.push(work) })
    );
    healthy = await viteBuild(shared);
    return async () => Promise.all(undo.map((work) => work()));
  });

  for (const { name, break: broken, args = same, cause, remedy, mend } of BROKEN) {
    test(name, LIMIT, async (t) => {
      const running = await intake(t, { requireKey: KEY });
      const cwd = await folder(t);
      const dist = path.join(cwd, 'dist');
      await cp(healthy, dist, { recursive: true });
      await broken?.(dist, healthy);
      const url = { DATADOG_SOURCEMAP_INTAKE_URL: running.url };
      const run = (/** @type {string[]} */ given) =>
        mapship(
          given.filter((arg) => arg !== '(no key)'),
          { cwd, env: given.includes('(no key)') ? url : { ...url, DATADOG_API_KEY: KEY } },
        );
      const all = ['upload', 'dist/', '--service', 'web', '--release-version', '1.4.2'];
      const first = args([...all, '--minified-path-prefix', 'https://example.com/static']);
      const { code, stdout, stderr } = await run(first);
      const said = stdout + stderr;
      assert.notEqual(code, 0, said);
      assert.match(said, cause);
      const lines = said.split('\n').filter((line) => line.trimStart().startsWith('→'));
      assert.match(lines.join('\n'), remedy);
      const found = lines.find((line) => remedy.test(line)) ?? '';
      const next = (await mend({ said, remedy: found, args: first }, dist, healthy)) ?? first;
      const again = await run(next);
      assert.equal(again.code, 0, again.stdout + again.stderr);
      const scripts = (await filesIn(healthy)).filter((file) => file.endsWith('.js'));
      const addresses = (await running.uploads()).map(({ event }) => event?.minified_url);
      assert.equal(new Set(addresses).size, scripts.length);
    });
  }
});

test('on the page, by what it shows: a build is sent', LIMIT, async (t) => {
  const [running, cwd] = [await intake(t, { requireKey: KEY }), await app(t)];
  await vite(cwd, ['--sourcemap'], {});
  const env = { ...CLEAN, DATADOG_API_KEY: KEY, DATADOG_SOURCEMAP_INTAKE_URL: running.url };
  const child = spawn(process.execPath, [CLI, 'page', 'dist/'], { cwd, env });
  t.after(() => child.kill());
  const link = await new Promise((resolve) => {
    let said = '';
    child.stdout.on('data', (data) => {
      said += data;
      const [found] = /http:\/\/127\.0\.0\.1:\d+\/\S*/.exec(said) ?? [];
      if (found) resolve(found);
    });
  });
  const browser = await launch();
  t.after(() => browser.close());
  const page = await browser.newPage();
  page.setDefaultTimeout(30_000);
  await page.goto(link);
  // the page says what is still needed; each word of it leads to the field of that name
  const needed = page.getByText(/^Still needed: /);
  await needed.waitFor();
  const fields = (await needed.innerText()).replace(/^Still needed: /, '').split(', ');
  assert.ok(fields.length > 0);
  for (const name of fields) {
    await needed.getByRole('button', { name }).click();
    const field = page.getByLabel(name);
    const example = await field.getAttribute('placeholder');
    await field.fill(example?.replace(/^(?:e\.g\.|such as) /, '') || 'web');
  }
  await page.getByRole('button', { name: /^Send \d+/ }).click();
  await page
    .getByText(/\b1 (?:upload )?sent\b/i)
    .first()
    .waitFor();
  const [upload] = await running.uploads();
  assert.ok(upload?.event?.service);
});
