// The config file on the command line: which value counts, several targets in one run, and what stops them.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';

import { BUILD, MAP, SCRIPT, folder, intake, mapship } from './world.js';

const KEY = 'c0ffee00c0ffee00c0ffee00c0ffee00';
const ENV = { DATADOG_API_KEY: KEY };
const ADMIN = {
  'admin build/main.js': SCRIPT.replace('app', 'main'),
  'admin build/main.js.map': MAP.replace('app.js', 'main.js'),
};
const WEB = { path: 'dist', name: 'web', service: 'web', minifiedPathPrefix: '/web' };
const BACK = { path: 'admin build', service: 'admin', minifiedPathPrefix: '/admin' };

/** @param {object} config */
const file = (config) => ({ 'mapship.config.json': JSON.stringify(config) });

/** @param {string} url @param {object} [more] */
const two = (url, more) =>
  file({ version: '7', intakeUrl: url, git: false, targets: [WEB, BACK], ...more });

/** @param {{ uploads(): Promise<import('mapship/intake').Upload[]> }} server */
async function received(server) {
  const uploads = await server.uploads();
  return uploads
    .map(({ event }) => `${event?.service} ${event?.version} ${event?.minified_url}`)
    .sort();
}

test('upload without a path: all targets, in one run with one report', async (t) => {
  const server = await intake(t);
  const cwd = await folder(t, { ...BUILD, ...ADMIN, ...two(server.url) });
  const end = await mapship(['upload'], { cwd, env: ENV });
  assert.equal(end.code, 0, end.stdout + end.stderr);
  assert.match(end.stderr, /^config: mapship\.config\.json$/m);
  assert.match(end.stdout, /^target web\n✔ dist\/app\.js\.map/m);
  assert.match(end.stdout, /^target admin build\n✔ admin build\/main\.js\.map/m);
  assert.match(end.stdout, /^ok: 2 sent/m);
  assert.equal(end.stdout.match(/^ok:/gm)?.length, 1, 'one summary');
  assert.deepEqual(await received(server), ['admin 7 /admin/main.js', 'web 7 /web/app.js']);
});

test('upload --json: one document, whose files name their target', async (t) => {
  const server = await intake(t);
  const cwd = await folder(t, { ...BUILD, ...ADMIN, ...two(server.url) });
  const end = await mapship(['upload', '--json'], { cwd, env: ENV });
  const report = end.json();
  assert.equal(report.config, 'mapship.config.json');
  assert.deepEqual(
    report.files.map((/** @type {any} */ one) => [one.target, one.path, one.upload.status]),
    [
      ['web', 'dist/app.js.map', 'sent'],
      ['admin build', 'admin build/main.js.map', 'sent'],
    ],
  );
  assert.equal(report.summary.sent, 2);
  assert.equal(end.stderr, '');
});

test('from a folder below, paths are those of the config file', async (t) => {
  const server = await intake(t);
  const dir = await folder(t, {
    ...BUILD,
    ...ADMIN,
    ...two(server.url),
    'src/x': '',
  });
  execFileSync('git', ['init', '-q', dir]);
  const end = await mapship(['upload'], { cwd: path.join(dir, 'src'), env: ENV });
  assert.equal(end.code, 0, end.stdout + end.stderr);
  assert.match(end.stderr, /^config: \.\.\/mapship\.config\.json$/m);
  assert.match(end.stdout, /✔ \.\.\/admin build\/main\.js\.map/);
  assert.equal((await received(server)).length, 2);
});

test('targets are chosen by flag or variable, and an unknown one is refused', async (t) => {
  const cwd = await folder(t, { ...BUILD, ...ADMIN, ...two('http://127.0.0.1:1') });
  /** @type {[string[], Record<string, string>, string[]][]} */
  const cases = [
    [['--target', 'web'], {}, ['web']],
    [['--target', 'admin build', '--target', 'web'], {}, ['web', 'admin build']],
    [[], { MAPSHIP_TARGET: 'admin build' }, ['admin build']],
    [[], { MAPSHIP_TARGET: ' web , admin build' }, ['web', 'admin build']],
    [[], { MAPSHIP_TARGET: ' ' }, ['web', 'admin build']],
    [['--target', 'web'], { MAPSHIP_TARGET: 'admin build' }, ['web']],
  ];
  for (const [flags, env, targets] of cases) {
    const end = await mapship(['upload', '--dry-run', '--json', ...flags], { cwd, env });
    const named = end.json().files.map((/** @type {any} */ one) => one.target);
    assert.deepEqual(named, targets, JSON.stringify([flags, env]));
  }
  const unknown = await mapship(['check', '--target', 'wbe', '--json'], { cwd });
  assert.equal(unknown.code, 2);
  assert.equal(unknown.json().error.code, 'target-unknown');
  assert.match(unknown.json().error.help, /"web"/);
  const variable = await mapship(['check'], { cwd, env: { MAPSHIP_TARGET: 'nope' } });
  assert.match(variable.stderr, /no target "nope" \(from MAPSHIP_TARGET\)/);
  const both = await mapship(['check', 'dist', '--target', 'web', '--json'], { cwd });
  assert.equal(both.json().error.code, 'target-and-path');
});

test('with a path, the config file gives the defaults only', async (t) => {
  const cwd = await folder(t, {
    ...BUILD,
    ...file({
      service: 'all',
      version: '7',
      minifiedPathPrefix: '/p',
      targets: [{ ...WEB, path: 'no' }],
    }),
  });
  const end = await mapship(['upload', 'dist', '--dry-run', '--json'], { cwd });
  const [one] = end.json().files;
  assert.equal(one.target, undefined);
  assert.deepEqual(
    [one.event.service, one.event.version, one.event.minified_url],
    ['all', '7', '/p/app.js'],
  );
});

test('--config names a file, --no-config none', async (t) => {
  const cwd = await folder(t, {
    ...BUILD,
    ...file({ service: 'default', version: '1', minifiedPathPrefix: '/' }),
    'ci/other.json': JSON.stringify({
      service: 'other',
      version: '1',
      targets: [{ path: '../dist', minifiedPathPrefix: '/' }],
    }),
  });
  const other = await mapship(['upload', '--dry-run', '--json', '--config', 'ci/other.json'], {
    cwd,
  });
  assert.equal(other.json().config, 'ci/other.json');
  assert.equal(other.json().files[0].event.service, 'other');
  const none = await mapship(['check', 'dist', '--json', '--no-config'], { cwd });
  assert.equal(none.json().config, undefined);
  assert.equal(none.json().files[0].event, undefined);
  const nothing = await mapship(['check', '--no-config', '--json'], { cwd });
  assert.equal(nothing.code, 2);
  assert.equal(nothing.json().error.code, 'no-input');
  const missing = await mapship(['check', '--config', 'nowhere.json', '--json'], { cwd });
  assert.equal(missing.code, 2);
  assert.match(missing.json().error.message, /^nowhere\.json does not exist/);
});

/**
 * Each value by where it is given: the last that is there counts.
 * @type {[what: string, read: (file: any) => unknown, top: object, target: object, env: Record<string, string>, flags: string[],
 *   values: unknown[]][]}
 */
const PRECEDENCE = [
  [
    'service',
    (one) => one.event.service,
    { service: 'top' },
    { service: 'target' },
    {},
    ['--service', 'flag'],
    ['top', 'target', 'target', 'flag'],
  ],
  [
    'service as a field',
    (one) => one.event.service,
    { event: { service: 'top' } },
    { service: 'target' },
    {},
    ['--service', 'flag'],
    ['top', 'target', 'target', 'flag'],
  ],
  [
    'version',
    (one) => one.event.version,
    { version: '1' },
    { event: { version: '2' } },
    {},
    ['--release-version', '4'],
    ['1', '2', '2', '4'],
  ],
  [
    'prefix',
    (one) => one.event.minified_url,
    { minifiedPathPrefix: '/a' },
    { minifiedPathPrefix: '/b' },
    {},
    ['--minified-path-prefix', '/d'],
    ['/a/app.js', '/b/app.js', '/b/app.js', '/d/app.js'],
  ],
  [
    'site',
    (one) => new URL(one.upload.url).host.replace('sourcemap-intake.', ''),
    { site: 'us3' },
    { site: 'us5' },
    { DD_SITE: 'ap1' },
    ['--site', 'eu'],
    ['us3.datadoghq.com', 'us5.datadoghq.com', 'ap1.datadoghq.com', 'datadoghq.eu'],
  ],
  [
    'intake',
    (one) => new URL(one.upload.url).host,
    { intakeUrl: 'https://a.test' },
    { intakeUrl: 'https://b.test' },
    { DATADOG_SOURCEMAP_INTAKE_URL: 'https://c.test' },
    ['--intake-url', 'https://d.test'],
    ['a.test', 'b.test', 'c.test', 'd.test'],
  ],
  [
    'intake or site',
    (one) => new URL(one.upload.url).host,
    { site: 'us3' },
    { intakeUrl: 'https://b.test' },
    { DD_SITE: 'us5' },
    ['--intake-url', 'https://d.test'],
    [
      'sourcemap-intake.us3.datadoghq.com',
      'b.test',
      'sourcemap-intake.us5.datadoghq.com',
      'd.test',
    ],
  ],
  [
    'commit',
    (one) => one.event.git_commit_sha,
    { git: { repositoryUrl: 'https://r.test/x', commitSha: 'a'.repeat(40) } },
    { git: { repositoryUrl: 'https://r.test/x', commitSha: 'b'.repeat(40) } },
    { DD_GIT_COMMIT_SHA: 'c'.repeat(40) },
    ['--commit-sha', 'd'.repeat(40)],
    ['a', 'b', 'c', 'd'].map((digit) => digit.repeat(40)),
  ],
];

for (const [what, read, top, target, env, flags, values] of PRECEDENCE) {
  test(`flags, environment, target, defaults: ${what}`, async (t) => {
    const base = { service: 's', version: '1', minifiedPathPrefix: '/' };
    const cwd = await folder(t, BUILD);
    for (const [depth, expected] of values.entries()) {
      const config = { ...base, ...top, targets: [{ path: 'dist', ...(depth > 0 ? target : {}) }] };
      // a field of the event is not to stand beside its own short form
      if (what === 'service as a field') Object.assign(config, { service: undefined });
      await writeFile(path.join(cwd, 'mapship.config.json'), JSON.stringify(config));
      const end = await mapship(['upload', '--dry-run', '--json', ...(depth > 2 ? flags : [])], {
        cwd,
        env: depth > 1 ? env : {},
      });
      assert.equal(end.code, 0, end.stdout + end.stderr);
      assert.equal(read(end.json().files[0]), expected, `with ${depth + 1} of the four`);
    }
  });
}

test('nothing is sent before all targets are known to be sound', async (t) => {
  const server = await intake(t);
  /** @type {[object, string, RegExp][]} */
  const bad = [
    [
      { ...BACK, service: '' },
      'event-field-empty',
      /^target "admin build": event\.service is empty/,
    ],
    [{ ...BACK, path: 'nowhere' }, 'file-unreadable', /^nowhere does not exist/],
    [{ ...BACK, minifiedPathPrefix: 'x' }, 'prefix-invalid', /"targets\[1\]\.minifiedPathPrefix"/],
    [{ ...BACK, servcie: 'x' }, 'config-unknown', /"targets\[1\]\.servcie"/],
    [
      { ...BACK, event: { servcie: 'x' } },
      'event-field-unknown',
      /^target "admin build": event\.servcie/,
    ],
    [{ ...BACK, intakeUrl: 'http://far.test' }, 'intake-url-insecure', /far\.test/],
  ];
  for (const [target, code, message] of bad) {
    const cwd = await folder(t, {
      ...BUILD,
      ...ADMIN,
      ...two(server.url, { targets: [WEB, target] }),
    });
    const end = await mapship(['upload', '--json'], { cwd, env: ENV });
    assert.equal(end.code, 2, end.stdout);
    const { error } = end.json();
    assert.equal(error.code, code, error.message);
    assert.match(error.message, message);
    assert.ok(error.help);
  }
  assert.deepEqual(await received(server), []);
});

test('a bad file of one target keeps the others from nothing, and the worst exit code counts', async (t) => {
  const server = await intake(t);
  const cwd = await folder(t, {
    ...BUILD,
    ...ADMIN,
    ...two(server.url),
    'dist/app.js.map': 'no map',
  });
  const end = await mapship(['upload', '--json'], { cwd, env: ENV });
  assert.equal(end.code, 3);
  assert.deepEqual(await received(server), ['admin 7 /admin/main.js']);
  const check = await mapship(['check', '--json'], { cwd });
  assert.equal(check.code, 3);
  assert.deepEqual(
    check.json().files.map((/** @type {any} */ one) => [one.target, one.ok]),
    [
      ['web', false],
      ['admin build', true],
    ],
  );
});

test('a target that has nothing is said with its name', async (t) => {
  const cwd = await folder(t, { ...BUILD, 'admin build/x.txt': '', ...two('https://x.test') });
  const end = await mapship(['check', '--json'], { cwd });
  assert.equal(end.code, 5);
  const [issue] = end.json().issues;
  assert.deepEqual([issue.code, issue.target], ['nothing-found', 'admin build']);
  const text = await mapship(['check'], { cwd });
  assert.match(text.stdout, /at target admin build/);
});

test('a refused key stops all targets, wherever they go', async (t) => {
  const [first, second] = [await intake(t, { requireKey: 'other' }), await intake(t)];
  const targets = [WEB, { ...BACK, intakeUrl: second.url }];
  const cwd = await folder(t, { ...BUILD, ...ADMIN, ...two(first.url, { targets }) });
  const end = await mapship(['upload', '--json'], { cwd, env: ENV });
  assert.equal(end.code, 4);
  const [web, admin] = end.json().files;
  assert.equal(web.upload.httpStatus, 403);
  assert.equal(admin.upload.status, 'failed');
  assert.equal(admin.upload.attempts, 0);
  assert.match(admin.upload.reason, /^not tried: .*key/);
  assert.deepEqual(await received(second), []);
});

test('one receipt tells of all targets, and the next run sends what is left', async (t) => {
  const server = await intake(t);
  const cwd = await folder(t, { ...BUILD, ...ADMIN, ...two(server.url, { receipt: 'sent.json' }) });
  assert.equal((await mapship(['upload', '--target', 'web'], { cwd, env: ENV })).code, 0);
  const rest = await mapship(['upload', '--json'], { cwd, env: ENV });
  assert.deepEqual(
    rest.json().files.map((/** @type {any} */ one) => one.upload.status),
    ['already-sent', 'sent'],
  );
  const again = await mapship(['upload', '--json'], { cwd, env: ENV });
  assert.equal(again.json().summary.alreadySent, 2);
  const receipt = JSON.parse(await readFile(path.join(cwd, 'sent.json'), 'utf8'));
  assert.deepEqual([receipt.complete, receipt.uploads.length], [true, 2]);
  assert.equal((await received(server)).length, 2);
});

test('a config program that fails is told by its place, without a stack or a key', async (t) => {
  const cwd = await folder(t, {
    'mapship.config.mjs':
      'export default () => {\n  throw new Error(`no ${process.env.DATADOG_API_KEY}`);\n};\n',
  });
  const end = await mapship(['check'], { cwd, env: ENV });
  assert.equal(end.code, 2);
  assert.match(end.stderr, /mapship\.config\.mjs:2:9: Error: no \[API key\] {2}\[config-failed\]/);
  assert.ok(!/\n\s+at /.test(end.stderr), end.stderr);
});

test('the key is in nothing that is printed', async (t) => {
  const server = await intake(t);
  const cwd = await folder(t, { ...BUILD, ...ADMIN, ...two(server.url) });
  const keyed = await folder(t, { ...BUILD, ...two(server.url, { apiKey: KEY }) });
  const broken = await folder(t, { 'mapship.config.json': `{"apiKey": ${KEY}}` });
  const thrown = await folder(t, {
    'mapship.config.mjs':
      'export default { service: process.env.DATADOG_API_KEY, apiKey: process.env.DATADOG_API_KEY };',
  });
  for (const where of [cwd, keyed, broken, thrown]) {
    for (const args of [['upload'], ['upload', '--json'], ['upload', '--dry-run'], ['check']]) {
      const end = await mapship(args, { cwd: where, env: { ...ENV, MAPSHIP_DEBUG: '1' } });
      assert.ok(!(end.stdout + end.stderr).includes(KEY), `${args} in ${where}`);
    }
  }
});

test('paths in the file are shown as seen from the current folder', async (t) => {
  const target = { path: 'dist/app.js.map', parts: { minified_file: 'dist/app.js' } };
  const cwd = await folder(t, {
    ...BUILD,
    'mapship.config.json': JSON.stringify({
      targets: [
        {
          ...target,
          type: 'js_sourcemap',
          event: { service: 's', version: '1', minified_url: '/a.js' },
        },
      ],
    }),
  });
  const end = await mapship(['check', '--json'], { cwd });
  assert.equal(end.code, 0, end.stdout);
  assert.deepEqual(
    end.json().files[0].parts.map((/** @type {any} */ part) => part.path),
    ['dist/app.js.map', 'dist/app.js'],
  );
});
