// The same build, uploaded by mapship and by the unmodified datadog-ci: the recorded requests, compared.
import assert from 'node:assert/strict';
import { execFile, execFileSync } from 'node:child_process';
import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { build } from 'vite';

import { CLEAN, MAP, folder, intake, mapship } from './world.js';

/** @import { TestContext } from 'node:test' */
/** @import { Upload } from 'mapship/intake' */

const DATADOG_CI = createRequire(import.meta.url).resolve('@datadog/datadog-ci');
const APP = fileURLToPath(new URL('../apps/shop', import.meta.url));
const KEY = '0123456789abcdef0123456789abcdef';

/** What differs, and why: everything else must be the same. The same list stands in docs/datadog-ci.md. */
const DIFFERENT_HEADERS = new Set([
  // each says who it is
  'dd-evp-origin',
  'dd-evp-origin-version',
  'user-agent',
  // mapship asks for what it can read
  'accept',
  // the boundary is random
  'content-type',
  // the ports of two intakes
  'host',
  // Node's fetch adds these
  'accept-encoding',
  'accept-language',
  'sec-fetch-mode',
  // mapship knows the length of a small body before it is sent
  'content-length',
  'transfer-encoding',
]);

/**
 * The app in a Git repository, built.
 * @param {TestContext} t
 */
async function project(t) {
  const dir = await folder(t);
  await cp(APP, dir, { recursive: true });
  await build({ root: dir, build: { outDir: 'dist', emptyOutDir: true } });
  const git = (/** @type {string[]} */ ...args) =>
    execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.com', ...args], {
      cwd: dir,
      env: CLEAN,
    });
  git('init', '-q');
  git('remote', 'add', 'origin', 'https://user:password@github.com/acme/shop.git');
  git('add', '--all', '--', ':!dist');
  git('commit', '-q', '-m', 'x');
  return dir;
}

/** @param {Upload} upload */
async function comparable({ dir, event, parts, encoding, headers }) {
  const { cli_version: _, ...fields } = event ?? {};
  const repository = parts.find(({ name }) => name === 'repository');
  return {
    event: fields,
    encoding,
    parts: parts
      .filter(({ name }) => name !== 'event')
      .map(({ name, filename, contentType, sha256 }) => ({ name, filename, contentType, sha256 })),
    order: parts.map(({ name }) => name),
    repository:
      repository && JSON.parse(await readFile(path.join(dir, String(repository.path)), 'utf8')),
    headers: Object.fromEntries(
      Object.entries(headers).filter(([name]) => !DIFFERENT_HEADERS.has(name)),
    ),
  };
}

/**
 * @param {string[]} args
 * @param {string} cwd
 * @param {string} intakeUrl
 */
async function datadogCi(args, cwd, intakeUrl) {
  // in a container it adds to Git's global config: as root it would put a file in the place of /dev/null
  const home = await mkdtemp(path.join(tmpdir(), 'mapship-test-'));
  await promisify(execFile)(process.execPath, [DATADOG_CI, 'sourcemaps', 'upload', ...args], {
    cwd,
    env: {
      ...CLEAN,
      HOME: home,
      GIT_CONFIG_GLOBAL: path.join(home, 'gitconfig'),
      DATADOG_API_KEY: KEY,
      DATADOG_SOURCEMAP_INTAKE_URL: intakeUrl,
      DD_CI_SKIP_VERSION_BANNER: '1',
      // its metrics go nowhere
      HTTPS_PROXY: 'http://127.0.0.1:9',
      NO_PROXY: '127.0.0.1',
    },
  });
  await rm(home, { recursive: true });
}

/** @param {Upload[]} uploads */
async function byAddress(uploads) {
  const sorted = uploads.toSorted((a, b) =>
    String(a.event?.minified_url).localeCompare(String(b.event?.minified_url)),
  );
  return Promise.all(sorted.map(comparable));
}

for (const [name, prefix, more] of /** @type {[string, string, string[]][]} */ ([
  ['with Git', 'https://static.example.com/js/', []],
  ['with Git and a project path', '/static', ['--project-path', 'src/']],
  ['without Git', 'https://static.example.com', ['--disable-git']],
  ['a protocol-relative prefix', '//cdn.example.com/a', ['--disable-git']],
])) {
  test(`the same requests: ${name}`, async (t) => {
    const dir = await project(t);
    const [ours, theirs] = [await intake(t), await intake(t)];
    const args = [
      'dist',
      '--service',
      'shop',
      '--release-version',
      '1.4.2',
      '--minified-path-prefix',
      prefix,
      ...more,
    ];

    const end = await mapship(['upload', ...args, '--intake-url', ours.url], {
      cwd: dir,
      env: { DD_API_KEY: KEY },
    });
    assert.equal(end.code, 0, end.stdout + end.stderr);
    await datadogCi(args, dir, theirs.url);

    const [mine, reference] = [
      await byAddress(await ours.uploads()),
      await byAddress(await theirs.uploads()),
    ];
    assert.equal(reference.length, 2, 'datadog-ci has uploaded both maps');
    assert.deepEqual(mine, reference);
    assert.equal(mine[0]?.repository !== undefined, !more.includes('--disable-git'));
  });
}

/** Each in a build of its own: which pairs are sent, and which by datadog-ci. The same list stands in docs/datadog-ci.md. */
const link = (/** @type {string} */ url) => `call();\n//# sourceMappingURL=${url}\n`;
const map = MAP.replace('"file":"app.js",', '');
/** @type {[string, Record<string, string>, ours: string[], theirs: string[]][]} */
const PAIRINGS = [
  ['linked', { 'a.js': link('a.js.map'), 'a.js.map': map }, ['/s/a.js'], ['/s/a.js']],
  ['hidden', { 'a.js': 'call();', 'a.js.map': map }, ['/s/a.js'], ['/s/a.js']],
  [
    'linked to another folder',
    { 'js/a.js': link('../m/1.map'), 'm/1.map': map },
    ['/s/js/a.js'],
    ['/s/js/a.js'],
  ],
  [
    'linked with an encoded name',
    { 'a.js': link('a%20b.map'), 'a b.map': map },
    ['/s/a.js'],
    ['/s/a.js'],
  ],
  [
    'linked and hidden',
    { 'a.js': link('a.js.map'), 'a.js.map': map, 'b.js': 'call();', 'b.js.map': map },
    ['/s/a.js', '/s/b.js'],
    ['/s/a.js'],
  ],
  [
    'modules beside a script',
    { 'a.js': link('a.js.map'), 'a.js.map': map, 'b.mjs': link('b.mjs.map'), 'b.mjs.map': map },
    ['/s/a.js', '/s/b.mjs'],
    ['/s/a.js'],
  ],
  ['modules alone', { 'b.mjs': 'call();', 'b.mjs.map': map }, ['/s/b.mjs'], ['/s/b.mjs']],
  ['with //@', { 'a.js': link('m.map').replace('#', '@'), 'm.map': map }, ['/s/a.js'], []],
  [
    'in a block comment',
    { 'a.js': 'call(); /*# sourceMappingURL=m.map */', 'm.map': map },
    ['/s/a.js'],
    [],
  ],
  ['with a query', { 'a.js': link('m.map?v=1'), 'm.map': map }, ['/s/a.js'], ['/s/a.js']],
  [
    'another comment below',
    { 'a.js': `${link('m.map')}//# debugId=x`, 'm.map': map },
    ['/s/a.js'],
    [],
  ],
  ['linked by an address', { 'a.js': link('https://x.io/s/m.map'), 'm.map': map }, ['/s/a.js'], []],
  ['a map called without .js', { 'a.js': 'call();', 'a.map': map }, ['/s/a.js'], []],
  ['moved to another folder', { 'js/a.js': 'call();', 'm/a.js.map': map }, ['/s/js/a.js'], []],
  ['inline', { 'a.js': link('data:application/json;base64,e30=') }, [], []],
  ['of a style sheet', { 'a.css': 'a{}', 'a.css.map': map }, [], []],
];

test('the same pairs, and where not', async (t) => {
  await Promise.all(
    PAIRINGS.map(async ([name, files, ours, theirs]) => {
      const dir = await folder(t, files);
      const args = ['.', '--service', 's', '--release-version', '1', '--disable-git'];
      args.push('--minified-path-prefix', 'https://x.io/s');
      const [mine, reference] = [await intake(t), await intake(t)];
      const env = { DD_API_KEY: KEY };
      await mapship(['upload', ...args, '--intake-url', mine.url], { cwd: dir, env });
      await datadogCi(args, dir, reference.url);
      const sent = async (/** @type {typeof mine} */ { uploads }) =>
        (await uploads()).map(({ event }) => new URL(String(event?.minified_url)).pathname).sort();
      assert.deepEqual(await sent(mine), ours, `${name}: mapship`);
      assert.deepEqual(await sent(reference), theirs, `${name}: datadog-ci`);
    }),
  );
});
