// The plugins beside Datadog's own, on the same application: what is sent, and what goes wrong there and must not here.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';

import { datadogVitePlugin } from '@datadog/vite-plugin';
import { datadogWebpackPlugin } from '@datadog/webpack-plugin';
import { mapship as forVite } from 'mapship/vite';
import { mapship as forWebpack } from 'mapship/webpack';

import { CURRENT } from './plugin-bundlers.js';
import { app, filesIn, target } from './plugin-world.js';

const { vite, webpack } = /** @type {Record<string, import('./plugin-bundlers.js').Build>} */ (
  CURRENT
);

const KEY = 'k'.repeat(32);

/** @param {string} root a repository of it, with a remote and a commit */
function commit(root) {
  const git = (/** @type {string[]} */ ...args) =>
    execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.com', ...args], {
      cwd: root,
    });
  git('init', '--quiet');
  git('add', '.');
  git('commit', '--quiet', '--message', 'a');
  git('remote', 'add', 'origin', 'https://user:secret@git.example/acme/shop.git');
}

/** @param {object} sourcemaps */
const theirs = (sourcemaps) => ({
  auth: { apiKey: KEY },
  logLevel: /** @type {const} */ ('none'),
  errorTracking: {
    sourcemaps: /** @type {any} */ ({
      service: 'shop',
      releaseVersion: '1.4.2',
      minifiedPathPrefix: '/static/',
      bailOnError: true,
      ...sourcemaps,
    }),
  },
});

/** What names the client; and the folder on this machine that Datadog's plugin takes for the project. */
const OWN = new Set(['cli_version', 'origin', 'origin_version', 'plugin_version', 'project_path']);

/**
 * What an intake has of each script: its fields but for those that name the client, and its files.
 * @param {import('mapship/intake').Upload[]} uploads
 */
async function comparable(uploads) {
  const seen = [];
  for (const { type, event, parts, dir, encoding } of uploads) {
    const fields = Object.entries(event ?? {}).filter(([name]) => !OWN.has(name));
    const files = parts.map(({ name, sha256 }) => ({ name, sha256 }));
    const repository = parts.find(({ name }) => name === 'repository');
    const text = repository && (await readFile(path.join(dir, String(repository.path)), 'utf8'));
    seen.push({
      type,
      encoding,
      fields: Object.fromEntries(fields),
      files: files
        .filter(({ name }) => name === 'source_map' || name === 'minified_file')
        .sort((a, b) => (a.name < b.name ? -1 : 1)),
      // the order of its members is free
      repository: text && JSON.parse(text),
    });
  }
  return seen.sort((a, b) =>
    String(a.fields.minified_url) < String(b.fields.minified_url) ? -1 : 1,
  );
}

for (const [name, build, own, other] of /** @type {const} */ ([
  ['Vite', vite, forVite, datadogVitePlugin],
  ['webpack', webpack, forWebpack, datadogWebpackPlugin],
])) {
  test(`${name}: the same is sent as by Datadog's plugin`, async (t) => {
    const root = await app(t);
    commit(root);
    const [mine, its] = [await target(t), await target(t)];
    const { intakeUrl } = its.to;
    // it takes the whole URL, and looks for files where the configuration says, not where webpack puts them
    process.env.DATADOG_SOURCEMAP_INTAKE_URL = `${intakeUrl}/api/v2/srcmap`;
    const output = { path: path.join(root, 'dist'), publicPath: '/static/' };
    t.after(() => delete process.env.DATADOG_SOURCEMAP_INTAKE_URL);
    // in one build: Datadog's plugin changes what webpack writes
    const plugins = [/** @type {any} */ (other)(theirs({})), own({ ...mine.to, git: true })];
    const { failed } = await build(root, {}, { maps: 'hidden', config: { plugins, output } });
    assert.equal(failed, undefined);
    const expected = await comparable(await its.uploads());
    assert.equal(expected.length, 2);
    assert.equal(expected[0]?.fields.git_repository_url, 'https://git.example/acme/shop.git');
    assert.deepEqual(await comparable(await mine.uploads()), expected);
  });
}

/**
 * @param {import('node:test').TestContext} t
 * @param {string[]} faults
 */
async function uploadAgainst(t, faults) {
  const { to, told } = await target(t, { faults });
  const start = performance.now();
  const { failed, said } = await vite(await app(t), to, { maps: 'hidden' });
  return { failed, said, ms: performance.now() - start, told: await told() };
}

test('a wait that the intake asks for is kept', async (t) => {
  const { failed, ms, told } = await uploadAgainst(t, ['429:retry-after=2,times=1']);
  assert.equal(failed, undefined);
  assert.equal(told.length, 2);
  assert.ok(ms >= 2000, `${ms} ms`);
});

// how long it waits is drawn anew each time, and tested with the engine
test('an intake that fails is tried again, and the build fails in the end', async (t) => {
  const { to, told } = await target(t, { faults: ['503'] });
  const { failed } = await vite(await app(t), { ...to, maxRetries: 2 }, { maps: 'hidden' });
  assert.match(String(failed), /its upload failed after 3 attempts: .*503/);
  assert.equal((await told()).length, 0);
});

test('a connection that breaks is made anew', async (t) => {
  const { failed, told } = await uploadAgainst(t, ['drop:after=10,times=1']);
  assert.equal(failed, undefined);
  assert.equal(told.length, 2);
});

/** Changes what Vite is about to write. @param {(bundle: Record<string, any>) => void} change */
const changing = (change) => ({
  name: 'changing',
  enforce: /** @type {const} */ ('post'),
  generateBundle(/** @type {unknown} */ _, /** @type {Record<string, any>} */ bundle) {
    change(bundle);
  },
});

test('a script that names a missing map keeps no other from being sent', async (t) => {
  const { to, told } = await target(t);
  const root = await app(t);
  const plugins = [
    changing((bundle) => {
      const name = Object.keys(bundle).find((file) => /pay.*\.map$/.test(file));
      delete bundle[String(name)];
    }),
    forVite(to),
  ];
  const { failed, said, dist } = await vite(root, {}, { maps: 'linked', config: { plugins } });
  assert.equal(failed, undefined, said);
  assert.match(
    said,
    /pay-\S+: its sourceMappingURL names "pay-\S+", which is not among the files given/,
  );
  const other = (await filesIn(dist, /index.*\.js$/))[0];
  assert.deepEqual(await told(), [`/static/${other} shop 1.4.2`]);
});

test('maps that are named and maps that are hidden are sent alike', async (t) => {
  const { to, told } = await target(t);
  const root = await app(t);
  const plugins = [
    {
      name: 'half-hidden',
      enforce: /** @type {const} */ ('pre'),
      async writeBundle() {
        const { writeFile } = await import('node:fs/promises');
        const [script] = await filesIn(path.join(root, 'dist'), /pay.*\.js$/);
        const file = path.join(root, 'dist', String(script));
        const text = await readFile(file, 'utf8');
        await writeFile(file, text.replace(/\/\/# sourceMappingURL.*\n?/, ''));
      },
    },
    forVite(to),
  ];
  const { failed } = await vite(root, {}, { maps: 'linked', config: { plugins } });
  assert.equal(failed, undefined);
  assert.equal((await told()).length, 2);
});

test('a dry run sends nothing', async (t) => {
  const { to, told } = await target(t);
  const options = { ...to, apiKey: undefined, dryRun: true };
  const { failed, said } = await vite(await app(t), options, { maps: 'hidden' });
  assert.equal(failed, undefined);
  assert.match(said, /2 source maps would be sent \(dry run\)/);
  assert.deepEqual(await told(), []);
});

test('the slash of a prefix that is only a slash stays', async (t) => {
  const { to, told } = await target(t);
  const { failed } = await vite(
    await app(t),
    { ...to, minifiedPathPrefix: '/' },
    { maps: 'hidden' },
  );
  assert.equal(failed, undefined);
  for (const line of await told()) assert.match(line, /^\/assets\//);
  assert.equal((await told()).length, 2);
});

test('maps in a folder of their own are found, hidden or not', async (t) => {
  for (const maps of /** @type {const} */ (['linked', 'hidden'])) {
    const { to, told } = await target(t);
    const output = { sourcemapFileNames: 'maps/[name]-[hash].js.map' };
    const config = { build: { rollupOptions: { output } } };
    const options = { ...to, afterUpload: 'delete' };
    const { failed, said, dist } = await vite(await app(t), options, { maps, config });
    assert.equal(failed, undefined, said);
    assert.equal((await told()).length, 2);
    assert.deepEqual(await filesIn(dist, /\.map$/), []);
  }
});
