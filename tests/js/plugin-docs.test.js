// The configurations in docs/plugins.md: they are those of the examples, which are built here, and the options it lists are those there are.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cp, mkdir, readFile, readdir, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';

import { PLUGINS } from '../../pkg/options/declared.js';
import { ADAPTERS } from '../judge/adapters-apps.js';
import { filesIn, target } from './plugin-world.js';
import { CLEAN, CLI, folder } from './world.js';

const require = createRequire(import.meta.url);
const DOCS = fileURLToPath(new URL('../../pkg/docs/plugins.md', import.meta.url));
const EXAMPLES = fileURLToPath(new URL('../../examples', import.meta.url));

const FRAMEWORKS = ADAPTERS.map(({ folder }) => folder);

/** @param {string} name of a package */
const packageOf = (name) => {
  const file =
    name === 'mapship'
      ? fileURLToPath(import.meta.resolve('mapship/package.json'))
      : require.resolve(`${name}/package.json`);
  return path.dirname(file);
};

/** @param {string} name @param {string} bin */
const program = (name, bin) => path.join(packageOf(name), bin);

/** Runs a configuration as the bundler's own command would. */
const BY_CONFIG = (/** @type {string} */ name, /** @type {string} */ config) =>
  `import bundler from '${name}'; import config from './${config}';
   bundler(config, (error, stats) => { console.log(error ?? stats.toString()); process.exitCode = error || stats.hasErrors() ? 1 : 0; });`;

/** The examples: their configurations, and how they are built. @type {Record<string, { config: string, bundler: string, run: string[] }>} */
const BUILDS = {
  vite: {
    config: 'vite.config.mjs',
    bundler: 'vite',
    run: [program('vite', 'bin/vite.js'), 'build', '--base', '/static/'],
  },
  rollup: {
    config: 'rollup.config.mjs',
    bundler: 'rollup',
    run: [program('rollup', 'dist/bin/rollup'), '--config', 'rollup.config.mjs'],
  },
  rolldown: {
    config: 'rolldown.config.mjs',
    bundler: 'rolldown',
    run: [program('rolldown', 'bin/cli.mjs'), '--config', 'rolldown.config.mjs'],
  },
  webpack: {
    config: 'webpack.config.cjs',
    bundler: 'webpack',
    run: ['--input-type=module', '--eval', BY_CONFIG('webpack', 'webpack.config.cjs')],
  },
  rspack: {
    config: 'rspack.config.mjs',
    bundler: '@rspack/core',
    run: [
      '--input-type=module',
      '--eval',
      BY_CONFIG('@rspack/core', 'rspack.config.mjs')
        .replace('import bundler from', 'import { rspack as bundler } from')
        // as its own command does
        .replace('bundler(config', 'config.devtool ??= false; bundler(config'),
    ],
  },
  rsbuild: {
    config: 'rsbuild.config.mjs',
    bundler: '@rsbuild/core',
    run: [program('@rsbuild/core', 'bin/rsbuild.js'), 'build', '--config', 'rsbuild.config.mjs'],
  },
  esbuild: { config: 'esbuild.mjs', bundler: 'esbuild', run: ['esbuild.mjs'] },
};

/** A copy of an example, with what it needs. @param {import('node:test').TestContext} t @param {string} name @param {string[]} packages */
async function example(t, name, packages) {
  const root = path.join(await folder(t), name);
  await cp(path.join(EXAMPLES, name), root, { recursive: true });
  for (const needed of ['mapship', ...packages]) {
    const link = path.join(root, 'node_modules', needed);
    await mkdir(path.dirname(link), { recursive: true });
    await symlink(packageOf(needed), link, 'junction');
  }
  const { to, told } = await target(t);
  const env = { ...CLEAN, DD_API_KEY: to.apiKey, DATADOG_SOURCEMAP_INTAKE_URL: to.intakeUrl };
  const run = (/** @type {string[]} */ args, file = process.execPath) =>
    new Promise((resolve, reject) =>
      execFile(file, args, { cwd: root, env }, (error, stdout, stderr) =>
        error ? reject(new Error(stdout + stderr)) : resolve(stdout + stderr),
      ),
    );
  return { root, run, told };
}

test('there is an example for every plugin and every framework', async () => {
  const entries = await readdir(EXAMPLES, { withFileTypes: true });
  const names = entries.filter((one) => one.isDirectory()).map(({ name }) => name);
  assert.deepEqual(
    names.sort(),
    [...new Set([...Object.keys(BUILDS), ...FRAMEWORKS, 'ci', 'command', 'parcel'])].sort(),
  );
});

for (const [name, { config, bundler, run: args }] of Object.entries(BUILDS)) {
  test(`examples/${name}: it stands in the guide, and does what that says`, async (t) => {
    const text = await readFile(path.join(EXAMPLES, name, config), 'utf8');
    const blocks = (await readFile(DOCS, 'utf8')).matchAll(/```js\n([\s\S]*?)```/g);
    assert.ok(
      Array.from(blocks, ([, block]) => block).includes(text),
      `${config} is not in docs/plugins.md`,
    );
    const { root, run, told } = await example(t, name, [bundler]);
    const said = await run(args);
    assert.ok((await told()).length > 0, said);
    for (const line of await told()) assert.match(line, /^\/static\/\S+\.js example 1\.2\.3$/);
    assert.deepEqual(await filesIn(path.join(root, 'dist'), /\.map$/), []);
  });
}

test('examples/command: its scripts build, check and upload', async (t) => {
  const { root, run, told } = await example(t, 'command', ['esbuild']);
  const { scripts } = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8'));
  // esbuild puts its own program in the place of the script
  await run(scripts.build.split(' ').slice(1), program('esbuild', 'bin/esbuild'));
  for (const name of ['check', 'upload']) {
    const [word, ...args] = scripts[name].split(' ');
    assert.equal(word, 'mapship');
    await run([CLI, ...args]);
  }
  assert.deepEqual(await told(), ['/static/main.js example 1.2.3']);
  assert.deepEqual(await filesIn(path.join(root, 'dist'), /\.map$/), []);
});

test('the guide lists the options that there are', async () => {
  const guide = await readFile(DOCS, 'utf8');
  const [table = ''] = guide.slice(guide.indexOf('## Options')).split('\n## ', 2);
  const rows = table.matchAll(/^\| `(\w+)` +\|/gm);
  assert.deepEqual(Array.from(rows, ([, name]) => name).sort(), Object.keys(PLUGINS).sort());
});

/** The findings that a room makes. @param {string} room */
async function findingsOf(room) {
  const folder = new URL(`../../pkg/${room}/`, import.meta.url);
  const codes = [];
  for (const name of await readdir(folder)) {
    const text = await readFile(new URL(name, folder), 'utf8');
    for (const [, code] of text.matchAll(/\bfinding\('([\w-]+)'/g)) codes.push(String(code));
    if (text.includes('uploadFailed(')) codes.push('upload-failed');
  }
  return codes;
}

/** The codes in a table. @param {string} guide @param {string} title of its section */
function codesIn(guide, title) {
  const [table = ''] = guide.slice(guide.indexOf(`## ${title}`)).split('\n## ', 2);
  return Array.from(table.matchAll(/^\| `([\w-]+)` +\|/gm), ([, name]) => String(name)).sort();
}

test('the guides list the findings that there are', async () => {
  const ofMaps = new Set(await findingsOf('send/after-upload'));
  const all = new Set([...(await findingsOf('plugin')), ...ofMaps]);
  const guide = await readFile(DOCS, 'utf8');
  assert.deepEqual(codesIn(guide, 'What the plugins find'), [...all].sort());
  const other = await readFile(new URL('after-upload.md', pathToFileURL(DOCS)), 'utf8');
  assert.deepEqual(codesIn(other, 'The last look'), [...ofMaps].sort());
});
