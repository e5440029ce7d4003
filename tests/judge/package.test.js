// The package as it is published: packed, installed by each installer, run under each runtime, type-checked by each TypeScript, and bundled
// for the browser. At the end stands a table of what was tried and what came of it.
import assert from 'node:assert/strict';
import { createReadStream } from 'node:fs';
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';

import { build as vite } from 'vite';
import webpack from 'webpack';

import { launch } from '../js/chromium.js';
import { BUILD, MAP, SCRIPT } from '../js/world.js';
import { filesIn, install, pack, run } from '../package/install.js';
import { CHECKERS, INSTALLERS, RUNTIMES, installTools, yarnSettings } from './package-tools.js';

/** @import { AddressInfo } from 'node:net' */

/** Checks a pair, and sends it to the local intake. */
const WORK = `
  const files = [
    { file: new TextEncoder().encode(${JSON.stringify(MAP)}), name: 'app.js.map' },
    { file: new Blob([${JSON.stringify(SCRIPT)}]), name: 'app.js' },
  ];
  const event = { service: 'web', version: '1', minified_url: 'https://example.com/app.js' };
  const work = async () => {
    const checked = await check(files, { event });
    const intake = await startIntake({ requireKey: 'right', dir: 'received-' + process.pid });
    const sent = await upload(files, { event, intakeUrl: intake.url, apiKey: 'right', git: false });
    const arrived = await intake.uploads();
    await intake.close();
    const plugin = mapship({ service: 'web' });
    console.log(JSON.stringify([checked.ok, sent.ok, arrived.length, plugin.name]));
  };
  work().catch((error) => { console.error(error); process.exitCode = 1; });
`;
const PROGRAMS = {
  'work.mjs': `import { check, upload } from 'mapship'; import { startIntake } from 'mapship/intake'; import { mapship } from 'mapship/rollup'; import process from 'node:process';${WORK}`,
  'work.cjs': `const { check, upload } = require('mapship'); const { startIntake } = require('mapship/intake'); const { mapship } = require('mapship/rollup');${WORK}`,
};

/** Types of all that a program needs, in the ways in which modules are resolved. */
const TYPED = `
import { check, upload, type Report } from 'mapship';
import { startIntake } from 'mapship/intake';
import { defineConfig } from 'mapship/config';
import { mapship, type PluginOptions } from 'mapship/vite';
import core from 'mapship/core.wasm';
const options: PluginOptions = { sourcemaps: 'hidden' };
export const report: Promise<Report> = check(new Uint8Array());
export default [mapship(options), upload, startIntake, defineConfig({}), core];
`;
const REQUIRED = `
import mapship = require('mapship');
export const report: Promise<mapship.Report> = mapship.check(new Uint8Array());
`;

/** No key and no site of whoever runs this. */
const ENV = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !/^(?:DATADOG|DD)_/.test(name)),
);

/** @type {[what: string, by: string, result: string][]} */
const table = [];
let root = '';
let tarball = '';
let project = '';

before(async () => {
  await installTools();
  root = await realpath(await mkdtemp(path.join(tmpdir(), 'mapship-judge-package-')));
  tarball = (await pack(path.join(root, 'tarball'))).file;
  project = path.join(root, 'project');
  await install(tarball, project);
  await furnish(project);
});

after(async () => {
  await rm(root, { recursive: true, force: true });
  const width = Math.max(...table.map(([, by]) => by.length));
  console.log(`\n${'what'.padEnd(12)} ${'by'.padEnd(width)} result`);
  for (const [what, by, result] of table)
    console.log(`${what.padEnd(12)} ${by.padEnd(width)} ${result}`);
});

/** Puts what is run and checked into a project. @param {string} folder */
async function furnish(folder) {
  await mkdir(path.join(folder, 'dist'), { recursive: true });
  for (const [name, content] of Object.entries({ ...BUILD, ...PROGRAMS })) {
    await writeFile(path.join(folder, name), content);
  }
}

/**
 * A row of the table; what fails is told and fails the test.
 * @param {string} what
 * @param {string} by
 * @param {() => Promise<string>} work what it came to
 */
async function row(what, by, work) {
  try {
    table.push([what, by, await work()]);
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    table.push([what, by, `FAILED: ${said.split('\n').slice(0, 3).join(' ')}`]);
    throw error;
  }
}

/**
 * @param {string[]} words
 * @param {string} cwd
 * @param {Record<string, string>} [env]
 */
async function ran([program = '', ...args], cwd, env = {}) {
  const ended = await run(program, args, cwd, { ...ENV, ...env });
  assert.equal(ended.code, 0, ended.stderr || ended.stdout);
  return ended.stdout;
}

/** @param {string} printed by the programs above */
function assertWorked(printed) {
  assert.deepEqual(JSON.parse(printed.trim().split('\n').at(-1) ?? ''), [true, true, 1, 'mapship']);
}

describe('installed by', () => {
  for (const [name, words] of INSTALLERS) {
    test(name, () =>
      row('installed', name, async () => {
        const folder = path.join(root, `by-${name.replace(/\W+/g, '-')}`);
        await furnish(folder);
        await writeFile(path.join(folder, 'package.json'), '{ "name": "app", "private": true }\n');
        const isYarn = name.startsWith('Yarn');
        const isPnp = name.endsWith('Plug’n’Play');
        const env = isYarn ? await yarnSettings(isPnp ? 'pnp' : 'node-modules') : {};
        // an empty lock file says that this is a project of its own
        if (isYarn) await writeFile(path.join(folder, 'yarn.lock'), '');
        await ran([...words, isYarn ? `mapship@file:${tarball}` : tarball], folder, env);
        const node = isYarn ? [words[0] ?? '', words[1] ?? '', 'node'] : [process.execPath];
        assertWorked(await ran([...node, 'work.mjs'], folder, env));
        // Node looks for what a required ES module imports without asking Yarn, which has it in an archive
        if (isPnp) return 'import works';
        assertWorked(await ran([...node, 'work.cjs'], folder, env));
        return 'import and require work';
      }),
    );
  }
});

describe('run under', () => {
  for (const [name, words] of RUNTIMES) {
    for (const [kind, file] of /** @type {const} */ ([
      ['import', 'work.mjs'],
      ['require', 'work.cjs'],
    ])) {
      test(`${name}, ${kind}`, () =>
        row(kind, name, async () => {
          assertWorked(await ran([...words, file], project));
          return 'checks, sends to the local intake, makes a plugin';
        }));
    }
    test(`${name}, command line`, () =>
      row('command', name, async () => {
        const cli = path.join('node_modules', 'mapship', 'cli.js');
        const printed = await ran([...words, cli, 'check', 'dist', '--json'], project);
        assert.equal(JSON.parse(printed).ok, true);
        const [program = '', ...args] = [...words, cli, 'check', 'nowhere'];
        const missing = await run(program, args, project, ENV);
        assert.notEqual(missing.code, 0);
        assert.match(missing.stderr, /nowhere/);
        return 'checks a build, and refuses what is not there';
      }));
  }
});

describe('type-checked by', () => {
  for (const [name, words] of CHECKERS) {
    for (const [module, moduleResolution] of [
      ['node16', 'node16'],
      ['nodenext', 'nodenext'],
      ['esnext', 'bundler'],
    ]) {
      for (const lib of [['es2022'], ['es2022', 'dom']]) {
        const by = `${name}, ${moduleResolution}, ${lib.join(' and ')}`;
        test(by, () =>
          row('types', by, async () => {
            const folder = path.join(project, `typed-${table.length}`);
            await mkdir(folder);
            await writeFile(path.join(folder, 'typed.mts'), TYPED);
            const strict = { strict: true, noEmit: true, target: 'es2022', types: [], lib };
            const compilerOptions = { ...strict, module, moduleResolution };
            await writeFile(
              path.join(folder, 'tsconfig.json'),
              JSON.stringify({ compilerOptions }),
            );
            await ran([...words, '-p', '.'], folder);
            return 'strict, libraries checked too';
          }),
        );
      }
    }
    test(`${name}, require`, () =>
      row('types', `${name}, nodenext, CommonJS`, async () => {
        const folder = path.join(project, `typed-${table.length}`);
        await mkdir(folder);
        await writeFile(path.join(folder, 'required.cts'), REQUIRED);
        const [program = '', ...args] = words;
        const flags = ['--strict', '--noEmit', '--target', 'es2022', '--module', 'nodenext'];
        const { code, stdout } = await run(program, [...args, ...flags, 'required.cts'], folder);
        // since 5.8 it knows that Node requires ES modules
        if (name.includes('5.0')) {
          assert.match(stdout, /TS1471/);
          return 'not known to it that Node requires ES modules: import() is';
        }
        assert.equal(code, 0, stdout);
        return 'strict';
      }));
  }
});

describe('bundled by', () => {
  const APP = `
    import { check } from 'mapship';
    const files = [
      { file: new TextEncoder().encode(${JSON.stringify(MAP)}), name: 'app.js.map' },
      { file: new Blob([${JSON.stringify(SCRIPT)}]), name: 'app.js' },
    ];
    const event = { service: 'web', version: '1', minified_url: 'https://example.com/app.js' };
    globalThis.outcome = check(files, { event }).then((report) => [report.ok, report.files.length]);
  `;

  /** @type {Record<string, (from: string, into: string) => Promise<unknown>>} */
  const BUNDLERS = {
    Vite: async (from, into) => {
      await writeFile(
        path.join(from, 'index.html'),
        '<script type="module" src="./app.js"></script>',
      );
      const build = { outDir: into, emptyOutDir: true };
      await vite({ root: from, logLevel: 'error', configFile: false, base: './', build });
    },
    webpack: async (from, into) => {
      const stats = await new Promise((resolve, reject) =>
        webpack(
          {
            ...{ mode: 'production', context: from, entry: './app.js' },
            output: { path: into, filename: 'app.js' },
          },
          (error, done) => (error ? reject(error) : resolve(done)),
        ),
      );
      assert.deepEqual(stats?.toJson().errors, []);
      await writeFile(path.join(into, 'index.html'), '<script src="./app.js"></script>');
    },
  };
  for (const [name, bundle] of Object.entries(BUNDLERS)) {
    test(name, () =>
      row('bundled', `${name}, in Chromium`, async () => {
        const from = path.join(project, `app-${name}`);
        const into = path.join(root, `bundled-${name}`);
        await mkdir(from);
        await writeFile(path.join(from, 'app.js'), APP);
        await bundle(from, into);
        const { server, url } = await serve(into);
        const browser = await launch();
        try {
          const page = await browser.newPage();
          await page.goto(url);
          const outcome = await page.evaluate(async () => {
            const program = /** @type {{ outcome?: Promise<unknown> }} */ (globalThis);
            while (program.outcome === undefined) await new Promise((next) => setTimeout(next, 20));
            return program.outcome;
          });
          assert.deepEqual(outcome, [true, 1]);
          return `checks a pair; ${(await filesIn(into)).length} files`;
        } finally {
          await browser.close();
          server.close();
        }
      }),
    );
  }
});

/** @param {string} folder */
async function serve(folder) {
  const types = { '.js': 'text/javascript', '.html': 'text/html', '.wasm': 'application/wasm' };
  const server = createServer((req, res) => {
    const { pathname } = new URL(req.url ?? '/', 'http://localhost');
    const file = path.join(folder, pathname === '/' ? 'index.html' : pathname);
    const type = types[/** @type {keyof typeof types} */ (path.extname(file))] ?? 'text/plain';
    res.setHeader('content-type', type);
    createReadStream(file)
      .on('error', () => res.writeHead(404).end())
      .pipe(res);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  const { port } = /** @type {AddressInfo} */ (server.address());
  return { server, url: `http://127.0.0.1:${port}/` };
}
