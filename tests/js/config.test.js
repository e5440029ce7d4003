// The config file: each way of writing it, where it is looked for, and what is refused in it.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';

import { MapshipError, upload, UsageError } from 'mapship';
import { defineConfig, loadConfig } from 'mapship/config';

import { BUILD, folder, intake } from './world.js';

/** @import { TestContext } from 'node:test' */

const TARGET = { path: 'dist', service: 'web', version: '1', minifiedPathPrefix: '/static' };
const CONFIG = { targets: [TARGET] };
const TEXT = JSON.stringify(CONFIG);

/** Loads, where there must be a file. @param {Parameters<typeof loadConfig>[0]} options */
async function loaded(options) {
  const config = await loadConfig(options);
  assert.ok(config, 'a config file was found');
  return config;
}

/**
 * What is said against a config.
 * @param {TestContext} t
 * @param {unknown} content of `mapship.config.json`, or its text
 * @param {string} [name]
 */
async function refusal(t, content, name = 'mapship.config.json') {
  const text = typeof content === 'string' ? content : JSON.stringify(content);
  const cwd = await folder(t, { [name]: text });
  const error = await loadConfig({ cwd }).then(
    () => assert.fail(`it was taken: ${text}`),
    (/** @type {unknown} */ thrown) => thrown,
  );
  assert.ok(error instanceof UsageError, String(error));
  assert.ok(error.message.startsWith(path.join(cwd, name)), error.message);
  assert.ok(error.help, `no remedy for ${error.message}`);
  assert.ok(!/\n|node_modules|node:internal/.test(error.message), error.message);
  return { ...error, message: error.message.slice(path.join(cwd, name).length) };
}

const WAYS = {
  'mapship.config.json': TEXT,
  'mapship.config.mjs': `export default ${TEXT};`,
  'mapship.config.cjs': `module.exports = ${TEXT};`,
  'mapship.config.js': `export default ${TEXT};`,
  'a function/mapship.config.mjs': `export default () => (${TEXT});`,
  'an async function/mapship.config.mjs': `export default async () => { await null; return ${TEXT}; };`,
  'a function of CommonJS/mapship.config.cjs': `module.exports = async () => (${TEXT});`,
  'made by a compiler/mapship.config.cjs': `Object.defineProperty(exports, '__esModule', { value: true }); exports.default = ${TEXT};`,
  'CommonJS as js/mapship.config.js': `module.exports = ${TEXT};`,
  'a byte order mark/mapship.config.json': `\uFEFF${TEXT}`,
};

for (const [name, text] of Object.entries(WAYS)) {
  test(`a config file: ${name}`, async (t) => {
    // one further up would say what a .js file is
    const manifest = path.posix.join(path.posix.dirname(name), 'package.json');
    const dir = await folder(t, { [name]: text, [manifest]: '{}' });
    const cwd = path.join(dir, path.dirname(name));
    const config = await loaded({ cwd });
    assert.equal(config.file, path.join(dir, name));
    assert.deepEqual(config.targets, [
      {
        name: 'dist',
        input: path.join(cwd, 'dist'),
        options: { minifiedPathPrefix: '/static', event: { service: 'web', version: '1' } },
        origins: {
          minifiedPathPrefix: 'targets[0].minifiedPathPrefix',
          'event.service': 'targets[0].service',
          'event.version': 'targets[0].version',
        },
      },
    ]);
  });
}

test('it is found above, up to the root of the repository and no further', async (t) => {
  const dir = await folder(t, {
    'mapship.config.json': TEXT,
    'repo/packages/a b/x': '',
  });
  execFileSync('git', ['init', '-q', path.join(dir, 'repo')]);
  const cwd = path.join(dir, 'repo', 'packages', 'a b');
  assert.equal(await loadConfig({ cwd }), undefined, 'what is above the repository is not ours');
  await writeFile(path.join(dir, 'repo', 'mapship.config.json'), TEXT);
  const above = await loaded({ cwd });
  assert.equal(above.file, path.join(dir, 'repo', 'mapship.config.json'));
  assert.equal(above.targets[0]?.input, path.join(dir, 'repo', 'dist'));
  await writeFile(path.join(cwd, 'mapship.config.json'), TEXT);
  const nearest = await loaded({ cwd });
  assert.equal(nearest.targets[0]?.input, path.join(cwd, 'dist'), 'the nearest counts');
});

test('outside of a repository, only the folder itself is looked at', async (t) => {
  const dir = await folder(t, { 'mapship.config.json': TEXT, 'below/x': '' });
  assert.equal(await loadConfig({ cwd: path.join(dir, 'below') }), undefined);
  assert.ok(await loadConfig({ cwd: dir }));
});

test('a file may be named', async (t) => {
  const cwd = await folder(t, {
    'mapship.config.json': 'no',
    'ci/up load.json': TEXT,
    'x.toml': '',
  });
  const { file, targets } = await loaded({ cwd, path: 'ci/up load.json' });
  assert.equal(file, path.join(cwd, 'ci', 'up load.json'));
  assert.equal(targets[0]?.input, path.join(cwd, 'ci', 'dist'));
  const codeOf = async (/** @type {any} */ given) =>
    loadConfig({ cwd, path: given }).then(
      () => 'taken',
      (error) => error.code,
    );
  assert.equal(await codeOf('nowhere.json'), 'file-unreadable');
  assert.equal(await codeOf('x.toml'), 'config-format');
  assert.equal(await codeOf(''), 'option-kind');
  assert.equal(await codeOf(7), 'option-kind');
  await mkdir(path.join(cwd, 'folder.js'));
  assert.equal(await codeOf('folder.js'), 'file-unreadable');
});

test('two config files in one folder are not chosen between', async (t) => {
  const cwd = await folder(t, { 'mapship.config.json': TEXT, 'mapship.config.mjs': '' });
  await assert.rejects(loadConfig({ cwd }), (error) => {
    assert.ok(error instanceof MapshipError);
    assert.equal(error.code, 'config-twice');
    assert.match(error.message, /mapship\.config\.mjs and mapship\.config\.json/);
    return true;
  });
});

/** @type {[member: string, value: unknown, code: string, named: string, help: RegExp][]} */
const BAD_MEMBERS = [
  ['minifedPathPrefix', '/', 'config-unknown', 'minifedPathPrefix', /"minifiedPathPrefix"/],
  ['servce', 'x', 'config-unknown', 'servce', /"service"/],
  ['Version', 'x', 'config-unknown', 'Version', /"version"/],
  ['__proto__', {}, 'config-unknown', '__proto__', /there are /],
  ['constructor', {}, 'config-unknown', 'constructor', /there are /],
  ['dryRun', true, 'config-unknown', 'dryRun', /./],
  ['onProgress', 'x', 'config-unknown', 'onProgress', /./],
  ['service', 7, 'config-kind', 'service', /a string/],
  ['service', null, 'config-kind', 'service', /a string/],
  ['version', ['1'], 'config-kind', 'version', /a string/],
  ['event', [], 'config-kind', 'event', /an object/],
  ['allowUnknown', 'yes', 'config-kind', 'allowUnknown', /true or false/],
  ['maxConcurrency', 0, 'config-kind', 'maxConcurrency', /1 or more/],
  ['maxRetries', -1, 'config-kind', 'maxRetries', /0 or more/],
  ['timeout', 1.5, 'config-kind', 'timeout', /1 or more/],
  ['receipt', {}, 'config-kind', 'receipt', /a string/],
  ['receipt', ' ', 'config-empty', 'receipt', /a value/],
  ['git', 'no', 'config-kind', 'git', /true, false/],
  ['git', { comitSha: 'x' }, 'config-unknown', 'git.comitSha', /"commitSha"/],
  ['git', { cwd: 1 }, 'config-kind', 'git.cwd', /a string/],
  ['type', 'js_sourcemaps', 'type-unknown', 'type', /"js_sourcemap"/],
  ['event', { type: 7 }, 'type-unknown', 'type', /./],
  ['site', 'us9', 'site-unknown', 'site', /./],
  ['intakeUrl', 'not a url', 'intake-url-invalid', 'intakeUrl', /./],
  ['minifiedPathPrefix', 'static', 'prefix-invalid', 'minifiedPathPrefix', /./],
];

for (const [member, value, code, named, help] of BAD_MEMBERS) {
  test(`refused: ${member}: ${JSON.stringify(value)}`, async (t) => {
    const bad = `{${JSON.stringify(member)}: ${JSON.stringify(value)}, `;
    const inTarget = `{"targets": [${JSON.stringify(TARGET)}, ${bad}"path": "other"}]}`;
    const places = [
      [inTarget, `"targets[1].${named}"`],
      [`${bad}"targets": []}`, `"${named}"`],
    ];
    for (const [text, place] of places) {
      const error = await refusal(t, text);
      assert.equal(error.code, code);
      assert.ok(error.message.startsWith(`: ${place}`), `${error.message} names ${place}`);
      assert.match(String(error.help), help);
    }
  });
}

test('refused: what targets must not be', async (t) => {
  const two = { ...TARGET, service: 'other' };
  /** @type {[unknown, string, RegExp][]} */
  const cases = [
    [{ targets: {} }, 'config-kind', /"targets" is not a list/],
    [{ targets: [TARGET, null] }, 'config-kind', /"targets\[1\]" is not an object/],
    [{ targets: ['dist'] }, 'config-kind', /"targets\[0\]" is not an object/],
    [{ targets: [{ service: 'x' }] }, 'config-no-path', /"targets\[0\]" has no path/],
    [{ targets: [{ path: '' }] }, 'config-empty', /"targets\[0\]\.path" is empty/],
    [{ targets: [TARGET, two] }, 'config-name-twice', /"targets\[0\]" and "targets\[1\]"/],
    [{ targets: [{ path: 'a', targets: [] }] }, 'config-unknown', /"targets\[0\]\.targets"/],
    [{ targets: [{ path: 'a', parts: { sorce_map: 'x' } }] }, 'config-unknown', /parts\.sorce_map/],
    [{ site: 'us3', intakeUrl: 'https://x.test' }, 'site-and-intake-url', /"site" and "intakeUrl"/],
    [{ path: 'dist' }, 'config-unknown', /"path"/],
    [[], 'config-kind', /the config is not an object/],
    ['null', 'config-kind', /the config is not an object/],
    ['"x"', 'config-kind', /the config is not an object/],
  ];
  for (const [content, code, message] of cases) {
    const error = await refusal(t, content);
    assert.equal(error.code, code, error.message);
    assert.match(error.message, message);
  }
});

test('refused: an API key, wherever it stands, and it is not repeated', async (t) => {
  const key = 'c0ffee00c0ffee00c0ffee00c0ffee00';
  for (const name of ['apiKey', 'api_key', 'DD_API_KEY', 'DATADOG_API_KEY', 'apikey']) {
    const contents = [
      { [name]: key },
      { targets: [{ ...TARGET, [name]: key }] },
      { event: { [name]: key } },
      { targets: [{ ...TARGET, event: { [name]: key } }] },
    ];
    for (const content of contents) {
      const error = await refusal(t, content);
      assert.equal(error.code, 'config-api-key');
      assert.match(String(error.help), /DATADOG_API_KEY in the environment/);
      assert.ok(!JSON.stringify(error).includes(key));
    }
  }
});

test('refused: JSON that is none, with its line and column, and without its text', async (t) => {
  /** @type {[string, string][]} */
  const cases = [
    ['{\n  "service": "web",\n  "apiKey": secret0123\n}', ':3:13: '],
    ['{"service": "web",}', ':1:19: '],
    ['// no comments\n{}', ':1:1: '],
    ['{\n  "service": "secret0123', ':2:'],
    ['', ': it is not JSON'],
  ];
  for (const [text, place] of cases) {
    const error = await refusal(t, text);
    assert.equal(error.code, 'config-syntax', text);
    assert.ok(error.message.startsWith(place), `${error.message} begins with ${place}`);
    assert.ok(!error.message.includes('secret'), error.message);
  }
});

/** @type {Record<string, [text: string, code: string, said: RegExp]>} */
const BROKEN_PROGRAMS = {
  'mapship.config.mjs': [
    'export default {\n  a: 1,\n  b: }\n',
    'config-syntax',
    /^:3:6: SyntaxError/,
  ],
  'mapship.config.cjs': ['module.exports = {\n  b: }\n', 'config-syntax', /^:2(:6)?: SyntaxError/],
  'throws.mjs': [
    'export default () => {\n  throw new Error("no\\nluck");\n};',
    'config-failed',
    /^:2:9: Error: no$/,
  ],
  'throws at once.cjs': ['\nnull.x;', 'config-failed', /^:2:6: TypeError/],
  'rejects.mjs': [
    'export default async () => {\n  throw new TypeError("x");\n};',
    'config-failed',
    /^:2:9: TypeError: x$/,
  ],
  'throws no error.mjs': ['throw "secret";', 'config-failed', /^: it threw no Error$/],
  'imports nothing.mjs': [
    'import "./none.js";\nexport default {};',
    'config-failed',
    /^: Error: Cannot find module/,
  ],
  'exports nothing.mjs': ['export const config = {};', 'config-no-default', /^ exports no config$/],
  'returns nothing.mjs': [
    'export default () => {};',
    'config-kind',
    /^: the config is not an object$/,
  ],
  'a getter that throws.mjs': [
    'export default { get service() { throw new Error("x"); } };',
    'config-failed',
    /^ can't be read: Error: x$/,
  ],
  'a revoked proxy.mjs': [
    'const { proxy, revoke } = Proxy.revocable({}, {}); revoke(); export default () => proxy;',
    'config-failed',
    /TypeError/,
  ],
  'a hole.mjs': [
    'export default { targets: [, {}] };',
    'config-kind',
    /"targets\[0\]" is not an object/,
  ],
  'a symbol.mjs': [
    'export default { service: Symbol("x") };',
    'config-kind',
    /"service" is not a string/,
  ],
  'a circle.mjs': [
    'const c = { targets: [] }; c.targets.push(c); export default c;',
    'config-unknown',
    /"targets\[0\]\.targets"/,
  ],
  'a long name.mjs': ['export default { ["x".repeat(1e6)]: 1 };', 'config-unknown', /^.{100,200}$/],
};

for (const [name, [text, code, said]] of Object.entries(BROKEN_PROGRAMS)) {
  test(`refused, with its place: ${name}`, async (t) => {
    const cwd = await folder(t, { [name]: text });
    await assert.rejects(loadConfig({ cwd, path: name }), (error) => {
      assert.ok(error instanceof UsageError, String(error));
      assert.equal(error.code, code, error.message);
      assert.ok(error.message.startsWith(path.join(cwd, name)), error.message);
      assert.match(error.message.slice(path.join(cwd, name).length), said);
      assert.ok(error.help);
      return true;
    });
  });
}

test('the top holds the defaults of the targets, which may say otherwise', async (t) => {
  const cwd = await folder(t, {
    'mapship.config.json': JSON.stringify({
      $schema: './x.json',
      service: 'all',
      event: { version: '0', project_path: 'p' },
      site: 'us3',
      allowEmpty: true,
      receipt: 'sent.json',
      targets: [
        { ...TARGET, name: 'web' },
        { path: 'b', name: 'b', intakeUrl: 'https://intake.test', git: { cwd: 'b' } },
        { name: 'repo', type: 'repository' },
      ],
    }),
  });
  const { defaults, targets } = await loaded({ cwd });
  const receipt = path.join(cwd, 'sent.json');
  const common = { allowEmpty: true, receipt };
  assert.deepEqual(
    targets.map(({ name, options }) => ({ name, ...options })),
    [
      {
        name: 'web',
        ...common,
        site: 'us3',
        minifiedPathPrefix: '/static',
        event: { service: 'web', version: '1', project_path: 'p' },
      },
      {
        name: 'b',
        ...common,
        intakeUrl: 'https://intake.test',
        git: { cwd: path.join(cwd, 'b') },
        event: { service: 'all', version: '0', project_path: 'p' },
      },
      {
        name: 'repo',
        ...common,
        site: 'us3',
        type: 'repository',
        event: { service: 'all', version: '0', project_path: 'p' },
      },
    ],
  );
  assert.deepEqual(targets[2]?.input, []);
  assert.equal(targets[0]?.origins['event.version'], 'targets[0].version');
  assert.equal(targets[1]?.origins['event.version'], 'event.version');
  assert.equal(targets[1]?.origins.site, undefined);
  assert.deepEqual(defaults.options, {
    ...common,
    site: 'us3',
    event: { service: 'all', version: '0', project_path: 'p' },
  });
});

test('what the environment names counts more than the file', async (t) => {
  const git = { repositoryUrl: 'https://file.test/r', commitSha: 'a'.repeat(40) };
  const cwd = await folder(t, {
    'mapship.config.json': JSON.stringify({ site: 'us3', git, targets: [TARGET] }),
  });
  const variables = [
    'DATADOG_SITE',
    'DD_SITE',
    'DATADOG_SOURCEMAP_INTAKE_URL',
    'DD_GIT_COMMIT_SHA',
  ];
  const before = variables.map((name) => process.env[name]);
  t.after(() =>
    variables.forEach((name, i) => {
      if (before[i] === undefined) delete process.env[name];
      else process.env[name] = before[i];
    }),
  );
  for (const name of variables) delete process.env[name];
  const optionsOf = async () => (await loaded({ cwd })).targets[0]?.options;
  assert.equal((await optionsOf())?.site, 'us3');
  assert.deepEqual((await optionsOf())?.git, git);
  for (const name of variables.slice(0, 3)) {
    process.env[name] = 'https://eu.test';
    assert.equal((await optionsOf())?.site, undefined, name);
    process.env[name] = ' ';
    assert.equal((await optionsOf())?.site, 'us3', `${name} is blank`);
    delete process.env[name];
  }
  process.env.DD_GIT_COMMIT_SHA = 'b'.repeat(40);
  assert.deepEqual((await optionsOf())?.git, { repositoryUrl: git.repositoryUrl });
});

test('a target goes into upload() as it is', async (t) => {
  const { url, uploads } = await intake(t);
  const cwd = await folder(t, {
    ...BUILD,
    'mapship.config.mjs': `export default ${JSON.stringify({ intakeUrl: url, git: false, targets: [TARGET] })}`,
  });
  const { targets } = await loaded({ cwd });
  for (const { input, options } of targets) {
    const report = await upload(input, { ...options, apiKey: 'k' });
    assert.equal(report.summary.sent, 1, JSON.stringify(report.issues));
  }
  const [one] = await uploads();
  assert.equal(one?.event?.service, 'web');
  assert.equal(one?.event?.minified_url, '/static/app.js');
});

test('defineConfig gives back what it is given', () => {
  const config = { targets: [TARGET] };
  assert.equal(defineConfig(config), config);
  const made = () => config;
  assert.equal(defineConfig(made), made);
});

/** What no option is made for. @type {unknown[]} */
const HOSTILE = [
  null,
  0,
  -1,
  NaN,
  Infinity,
  2n ** 70n,
  '',
  ' ',
  '\u0000',
  '\ud800',
  // a folder above all, but one that is not there: the tree of the whole disk would be looked through
  `${'../'.repeat(2000)}nowhere-at-all`,
  'x'.repeat(1e5),
  Symbol('x'),
  () => 1,
  [],
  [[]],
  {},
  { toString: 1 },
  Object.create(null),
  new Date(NaN),
  new Proxy(
    {},
    {
      ownKeys: () => {
        throw new Error('no\nkeys');
      },
    },
  ),
  new Proxy([], {
    get: () => {
      throw new RangeError('no');
    },
  }),
];

test('whatever stands in it, a config is taken or refused, and never a fault of mapship', async (t) => {
  const cwd = await folder(t, {
    ...BUILD,
    'mapship.config.mjs': 'export default () => globalThis.hostileConfig;',
  });
  const names = [
    'name',
    ...Object.keys((await import('../../pkg/options/declared.js')).TARGET),
    'targets',
  ];
  const counts = { taken: 0, refused: 0 };
  for (const value of HOSTILE) {
    for (const name of names) {
      const configs = [
        { [name]: value, targets: name === 'targets' ? value : [TARGET] },
        { targets: [{ ...TARGET, [name]: value }] },
        { targets: [{ ...TARGET, event: { [name]: value } }] },
        { targets: [TARGET], git: { cwd: value } },
      ];
      for (const config of configs) {
        /** @type {any} */ (globalThis).hostileConfig = config;
        try {
          const { targets } = await loaded({ cwd });
          for (const { input, options } of targets)
            await upload(input, { ...options, git: false, dryRun: true });
          counts.taken += 1;
        } catch (error) {
          assert.ok(error instanceof MapshipError, `${name}: ${String(error)}`);
          assert.notEqual(error.name, 'InternalError', error.message);
          assert.ok(!error.message.includes('\n'), error.message);
          counts.refused += 1;
        }
      }
    }
  }
  delete (/** @type {any} */ (globalThis).hostileConfig);
  assert.ok(counts.taken > 100 && counts.refused > 100, JSON.stringify(counts));
});
