// The config file's documentation, types and schema: its examples work, and all three say the same.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { promisify } from 'node:util';

import { Ajv2020 } from 'ajv/dist/2020.js';
import { types } from 'mapship';

import { CONFIG, TARGET } from '../../pkg/options/declared.js';
import { BUILD, CLEAN, folder, intake, mapship } from './world.js';

const read = (/** @type {string} */ file) =>
  readFile(new URL(`../../pkg/${file}`, import.meta.url), 'utf8');
const PAGE = await read('docs/config.md');
const SCHEMA = JSON.parse(await read('schema/config.json'));
const isConfig = new Ajv2020({ strict: true, strictRequired: false }).compile(SCHEMA);

/** The blocks of the page in a language. @param {string} language */
const blocks = (language) =>
  Array.from(
    PAGE.matchAll(new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\`$`, 'gm')),
    ([, text = '']) => text,
  );

const PROGRAMS = blocks('js');
const [EXAMPLE = ''] = blocks('json');

/** All that the examples speak of. */
const FILES = {
  'apps/shop/dist/app.js': BUILD['dist/app.js'],
  'apps/shop/dist/app.js.map': BUILD['dist/app.js.map'],
  'apps/admin/dist/app.js': BUILD['dist/app.js'],
  'apps/admin/dist/app.js.map': BUILD['dist/app.js.map'],
  ...BUILD,
  'package.json': '{ "version": "3.0.0", "type": "module" }',
  'build/mapping.txt': 'a.b.C -> a.a:\n    void call() -> a\n',
};

test('the page has the examples that are tried here', () => {
  assert.deepEqual([PROGRAMS.length, blocks('json').length], [3, 2]);
});

test('the first example: two targets', async (t) => {
  const config = String(PROGRAMS[0]);
  const own = new URL('../../pkg/cli/config/index.js', import.meta.url).href;
  const cwd = await folder(t, {
    ...FILES,
    'mapship.config.mjs': config.replace('mapship/config', own),
  });
  const end = await mapship(['upload', '--dry-run', '--json'], { cwd, env: { RELEASE: '2.0' } });
  assert.equal(end.code, 0, end.stdout + end.stderr);
  assert.deepEqual(
    end
      .json()
      .files.map((/** @type {any} */ one) => [
        one.target,
        one.event.service,
        one.event.version,
        one.event.minified_url,
        one.upload.url,
      ]),
    [
      [
        'shop',
        'shop-web',
        '2.0',
        'https://shop.example.com/app.js',
        'https://sourcemap-intake.datadoghq.com/api/v2/srcmap',
      ],
      [
        'admin',
        'admin-web',
        '2.0',
        '/admin/app.js',
        'https://sourcemap-intake.datadoghq.eu/api/v2/srcmap',
      ],
    ],
  );
});

test('the second example: an async function', async (t) => {
  const cwd = await folder(t, { ...FILES, 'mapship.config.mjs': String(PROGRAMS[1]) });
  const end = await mapship(['upload', '--dry-run', '--json'], { cwd });
  assert.equal(end.code, 0, end.stdout + end.stderr);
  assert.equal(end.json().files[0].event.version, '3.0.0');
});

test('the example in JSON, which its schema takes too', async (t) => {
  const cwd = await folder(t, { ...FILES, 'mapship.config.json': EXAMPLE });
  const end = await mapship(['upload', '--dry-run', '--json'], { cwd });
  assert.equal(end.code, 0, end.stdout + end.stderr);
  const { event } = end.json().files[0];
  assert.deepEqual(
    [event.service, event.variant, event.version_code],
    ['com.example.app', 'release', 42],
  );
  assert.equal(isConfig(JSON.parse(EXAMPLE)), true, JSON.stringify(isConfig.errors));
});

test('the third example: from a program', async (t) => {
  const server = await intake(t);
  const targets = [{ path: 'dist', service: 's', version: '1', minifiedPathPrefix: '/' }];
  const at = (/** @type {string} */ file) => new URL(`../../pkg/${file}`, import.meta.url).href;
  const program = String(PROGRAMS[2])
    .replace('mapship/config', at('cli/config/index.js'))
    .replace(`'mapship'`, `'${at('index.js')}'`);
  const cwd = await folder(t, {
    ...FILES,
    'program.mjs': program,
    'mapship.config.json': JSON.stringify({ intakeUrl: server.url, git: false, targets }),
  });
  const env = { ...CLEAN, DD_API_KEY: 'k' };
  const { stdout } = await promisify(execFile)(process.execPath, ['program.mjs'], { cwd, env });
  assert.equal(stdout, 'dist true\n');
  assert.equal((await server.uploads()).length, 1);
});

test('schema, page and declarations have the same members', async () => {
  const target = SCHEMA.$defs.target.properties;
  assert.deepEqual(Object.keys(SCHEMA.properties).sort(), Object.keys(CONFIG).sort());
  assert.deepEqual(Object.keys(target).sort(), Object.keys(TARGET).sort());
  const names = (await types()).map(({ name }) => name);
  assert.deepEqual([...SCHEMA.properties.type.enum].sort(), names.sort());
  assert.deepEqual(target.type, SCHEMA.properties.type);
  const listed = PAGE.slice(PAGE.indexOf('## Members'), PAGE.indexOf('## What counts'));
  for (const name of Object.keys({ ...CONFIG, ...TARGET }).filter((one) => one !== '$schema')) {
    assert.ok(listed.includes(`\`${name}\``), `${name} is in the table`);
  }
});

test('the schema refuses what the file is refused for', async (t) => {
  const target = { path: 'dist', service: 's', version: '1', minifiedPathPrefix: '/' };
  /** @type {[verdict: boolean, config: unknown][]} */
  const cases = [
    [true, {}],
    [true, { targets: [] }],
    [true, { targets: [target, { type: 'repository' }], git: false }],
    [true, { git: { commitSha: 'x' }, maxRetries: 0, timeout: 1, event: { variant: 'x' } }],
    [false, []],
    [false, { path: 'dist' }],
    [false, { apiKey: 'x' }],
    [false, { targets: {} }],
    [false, { targets: [7] }],
    [false, { targets: [{ service: 's' }] }],
    [false, { targets: [{ ...target, path: ' ' }] }],
    [false, { targets: [{ ...target, targets: [] }] }],
    [false, { targets: [{ ...target, servcie: 's' }] }],
    [false, { targets: [{ ...target, parts: { source_map: 1 } }] }],
    [false, { site: 'us3', intakeUrl: 'https://x.test' }],
    [false, { type: 'js_sourcemaps' }],
    [false, { service: 1 }],
    [false, { maxConcurrency: 0 }],
    [false, { maxRetries: -1 }],
    [false, { timeout: 1.5 }],
    [false, { git: 'no' }],
    [false, { git: { sha: 'x' } }],
    [false, { receipt: '' }],
    [false, { event: [] }],
    [false, { dryRun: true }],
  ];
  for (const [verdict, config] of cases) {
    const text = JSON.stringify(config);
    assert.equal(isConfig(config), verdict, `schema: ${text} ${JSON.stringify(isConfig.errors)}`);
    const cwd = await folder(t, { ...BUILD, 'mapship.config.json': text });
    const end = await mapship(['check', 'dist', '--json'], { cwd });
    assert.equal(end.code !== 2, verdict, `mapship: ${text} ${end.stdout}`);
  }
});
