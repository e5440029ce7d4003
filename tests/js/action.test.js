// The GitHub Action: its step is run as the runner runs it, with the inputs in the environment, against the local intake.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { chmod, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { parse } from 'yaml';

import { BUILD, CLEAN, MAP, SCRIPT, folder, intake } from './world.js';

/** @import { TestContext } from 'node:test' */

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const ACTION = parse(await readFile(path.join(ROOT, 'action.yml'), 'utf8'));
const KEY = '0123456789abcdef0123456789abcdef';
/** @type {{ skip?: string }} */
const OPTIONS =
  process.platform === 'win32' ? { skip: 'the runner has a bash of its own there' } : {};

/**
 * A workspace with a build and with mapship installed.
 * @param {TestContext} t
 * @param {Record<string, string>} [files]
 */
async function workspace(t, files = BUILD) {
  const dir = await folder(t, { 'package.json': '{ "private": true }', ...files });
  await mkdir(path.join(dir, 'node_modules'));
  await symlink(path.join(ROOT, 'pkg'), path.join(dir, 'node_modules/mapship'), 'junction');
  return dir;
}

/**
 * What the runner does: the inputs with their defaults, put where `env` names them; bash with `run` in a file; the outputs read.
 * @param {TestContext} t
 * @param {string} dir
 * @param {Record<string, string>} inputs
 * @param {Record<string, string>} [more]
 */
async function step(t, dir, inputs, more = {}) {
  const unknown = Object.keys(inputs).filter((name) => !(name in ACTION.inputs));
  assert.deepEqual(unknown, []);
  const valueOf = (/** @type {string} */ name) => inputs[name] ?? ACTION.inputs[name].default;
  const [{ shell, run, env }] = ACTION.runs.steps;
  assert.equal(shell, 'bash');
  const set = Object.entries(env).map(([name, expression]) => {
    const [, input = ''] = /^\$\{\{ inputs\.([\w-]+) \}\}$/.exec(String(expression)) ?? [];
    return [name, valueOf(input)];
  });
  const aside = await folder(t, { 'step.sh': run, output: '', summary: '' });
  const child = spawn(
    'bash',
    ['--noprofile', '--norc', '-e', '-o', 'pipefail', path.join(aside, 'step.sh')],
    {
      cwd: dir,
      env: {
        ...CLEAN,
        GITHUB_ACTIONS: 'true',
        GITHUB_ACTION_PATH: ROOT,
        GITHUB_WORKSPACE: dir,
        GITHUB_OUTPUT: path.join(aside, 'output'),
        GITHUB_STEP_SUMMARY: path.join(aside, 'summary'),
        RUNNER_TEMP: aside,
        ...Object.fromEntries(set),
        ...more,
      },
    },
  );
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (printed += data));
  const code = await new Promise((resolve) => child.once('close', resolve));
  const output = await readFile(path.join(aside, 'output'), 'utf8');
  /** @type {Record<string, string>} */
  const outputs = Object.fromEntries(
    output
      .split('\n')
      .filter(Boolean)
      .map((line) => line.split(/=(.*)/s).slice(0, 2)),
  );
  return { code, printed, outputs, summary: await readFile(path.join(aside, 'summary'), 'utf8') };
}

test('every input reaches the step, and every output is set', OPTIONS, async (t) => {
  const [{ env }] = ACTION.runs.steps;
  const given = Object.values(env).map((expression) => /inputs\.([\w-]+)/.exec(expression)?.[1]);
  assert.deepEqual(given.sort(), Object.keys(ACTION.inputs).sort());
  const run = await step(t, await workspace(t), { files: 'dist' });
  assert.deepEqual(Object.keys(run.outputs).sort(), Object.keys(ACTION.outputs).sort());
});

test('a check needs no key, and leaves a summary and a report', OPTIONS, async (t) => {
  const run = await step(t, await workspace(t), { files: 'dist' });
  assert.equal(run.code, 0, run.printed);
  assert.equal(run.outputs['exit-code'], '0');
  assert.equal(run.outputs.errors, '0');
  assert.match(run.summary, /mapship check/);
  const log = JSON.parse(await readFile(run.outputs.sarif ?? '', 'utf8').catch(() => '{}'));
  assert.equal(log.version, '2.1.0');
});

test('an upload arrives, and the key is nowhere', OPTIONS, async (t) => {
  const { url, uploads } = await intake(t, { requireKey: KEY });
  const dir = await workspace(t);
  const inputs = {
    command: 'upload',
    files: 'dist\n',
    service: 'web',
    'release-version': '1.2.3',
    'minified-path-prefix': 'https://example.com/static',
    arguments: `--intake-url=${url}\n--disable-git`,
  };
  const run = await step(t, dir, { ...inputs, 'api-key': KEY, sarif: 'out.sarif' });
  assert.equal(run.code, 0, run.printed);
  const [upload, ...others] = await uploads();
  assert.deepEqual(others, []);
  assert.deepEqual([upload?.event?.service, upload?.event?.version], ['web', '1.2.3']);
  assert.equal(run.outputs.sarif, path.join(dir, 'out.sarif'));
  assert.ok(!`${run.printed}${run.summary}${JSON.stringify(run.outputs)}`.includes(KEY));
  const refused = await step(t, dir, { ...inputs, 'api-key': KEY.replaceAll('0', '9') });
  assert.equal(refused.code, 4, refused.printed);
  assert.equal(refused.outputs['exit-code'], '4');
});

test(
  'a bad map fails the job, is annotated and counted, unless it is told to go on',
  OPTIONS,
  async (t) => {
    const dir = await workspace(t, { ...BUILD, 'dist/app.js.map': '{"version":3,' });
    const run = await step(t, dir, { files: 'dist' });
    assert.equal(run.code, 3, run.printed);
    assert.ok(Number(run.outputs.errors) >= 1);
    assert.match(run.printed, /^::error file=dist\/app\.js\.map/m);
    const warned = await step(t, dir, { files: 'dist', 'warn-only': 'true' });
    assert.equal(warned.code, 0);
  },
);

test('a run that comes to nothing counts nothing of the run before', OPTIONS, async (t) => {
  const dir = await workspace(t, { ...BUILD, 'dist/app.js.map': '{"version":3,' });
  await step(t, dir, { files: 'dist', sarif: 'a.sarif' });
  const run = await step(t, dir, { files: 'dist', sarif: 'a.sarif', arguments: '--no-such-flag' });
  assert.equal(run.code, 2);
  assert.deepEqual(run.outputs, { 'exit-code': '2' });
});

test('inputs are values, whatever is in them', OPTIONS, async (t) => {
  const { url, uploads } = await intake(t);
  const dir = await workspace(t, {
    'a $(touch ran) `touch ran`/app.js': BUILD['dist/app.js'],
    'a $(touch ran) `touch ran`/app.js.map': BUILD['dist/app.js.map'],
    '--dry-run/other.js': SCRIPT.replaceAll('app.js', 'other.js'),
    '--dry-run/other.js.map': MAP.replaceAll('app.', 'other.'),
  });
  const service = '"; touch ran; $(touch ran) `touch ran` ${{ github.token }} --dry-run';
  const inputs = {
    command: 'upload',
    files: 'a $(touch ran) `touch ran`\n--dry-run',
    service,
    'release-version': '--dry-run',
    'minified-path-prefix': 'https://example.com/',
    'api-key': KEY,
    arguments: `--intake-url=${url}\n--disable-git`,
  };
  const run = await step(t, dir, inputs);
  assert.equal(run.code, 0, run.printed);
  const events = (await uploads()).map(({ event }) => [event?.service, event?.version]);
  assert.deepEqual(events, [
    [service, '--dry-run'],
    [service, '--dry-run'],
  ]);
  await assert.rejects(readFile(path.join(dir, 'ran')), { code: 'ENOENT' });
  /** @type {Record<string, string>[]} */
  const wrong = [
    { command: 'upload; touch ran' },
    { command: 'intake' },
    { version: '1.2.3 && touch ran' },
    { version: 'file:../evil' },
    { version: 'latest\n::set-env name=A::b' },
  ];
  for (const given of wrong) {
    const refused = await step(t, dir, { files: 'dist', ...given });
    assert.equal(refused.code, 2, refused.printed);
    assert.match(
      refused.printed,
      /^::error::The input (?:command|version) is "[^\n]*"; give [^\n]*\n$/,
    );
  }
  await assert.rejects(readFile(path.join(dir, 'ran')), { code: 'ENOENT' });
});

test(
  'a version is installed beside the project, without its scripts, and once',
  OPTIONS,
  async (t) => {
    const dir = await folder(t, { 'package.json': '{ "private": true }', ...BUILD });
    const bin = await folder(t, {
      // stands in for npm: writes down how it was called, and installs the package of this folder
      npm: `#!/bin/sh\necho "$@" >>"$TOLD"\nmkdir -p node_modules && ln -s '${path.join(ROOT, 'pkg')}' node_modules/mapship\n`,
    });
    await chmod(path.join(bin, 'npm'), 0o755);
    const told = path.join(bin, 'told');
    const temporary = await folder(t);
    const env = { PATH: `${bin}:${CLEAN.PATH}`, TOLD: told, RUNNER_TEMP: temporary };
    for (let i = 0; i < 2; i += 1) {
      const run = await step(t, dir, { files: 'dist', version: '1.2.3' }, env);
      assert.equal(run.code, 0, run.printed);
    }
    assert.equal(
      await readFile(told, 'utf8'),
      'install --ignore-scripts --no-audit --no-fund mapship@1.2.3\n',
    );
    const without = await step(t, dir, { files: 'dist' });
    assert.equal(without.code, 2);
    assert.match(
      without.printed,
      /^::error::mapship is not installed in .*npm install --save-dev mapship/,
    );
    await writeFile(path.join(bin, 'npm'), '#!/bin/sh\nexit 1\n');
    const failed = await step(t, dir, { files: 'dist', version: '4.5.6' }, env);
    assert.match(failed.printed, /^::error::npm could not install mapship 4\.5\.6/m);
  },
);
