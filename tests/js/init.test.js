// `mapship init`: what it makes of projects of many kinds is what the guides say, which other tests build with.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, readFile, readdir, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { parse } from 'acorn';
import { transform } from 'esbuild';
import yaml from 'yaml';

import { edited } from '../../pkg/cli/init/edit.js';
import { KINDS } from '../../pkg/cli/init/kinds.js';
import { run } from '../../pkg/cli/run.js';
import { filesIn, target } from './plugin-world.js';
import { CLEAN, ELF, folder, mapship } from './world.js';

const require = createRequire(import.meta.url);
const PKG = new URL('../../pkg/', import.meta.url);

/** The configurations in the guides, which stand there as they are built with. @type {string[]} */
const GUIDES = [];
for (const name of ['plugins.md', 'frameworks.md', 'react-native.md']) {
  const text = await readFile(new URL(`docs/${name}`, PKG), 'utf8');
  for (const [, block = ''] of text.matchAll(/```(?:js|ts)\n([\s\S]*?)```/g)) GUIDES.push(block);
}

/** @param {string} from where mapship is imported from @param {RegExp} [also] */
function guideWith(from, also = /./) {
  const found = GUIDES.find((block) => block.includes(`'${from}'`) && also.test(block));
  return String(found);
}

/** The same, as it was before mapship came. @param {string} guide */
function without(guide) {
  return guide
    .replace(/^.*(?:import|require).*mapship.*\n/gm, '')
    .replace(/,? *\n? *(?:mapship\((?:\{[^}]*\})?\)|'mapship\/nuxt'),?(?=\s*\])/g, '')
    .replace(/withMapship\(([\s\S]*)\);/, '$1;');
}

/**
 * What a program says, whatever the order of its imports and members.
 * @param {string} text
 */
function meaning(text) {
  const program = parse(text, {
    ecmaVersion: 'latest',
    sourceType: 'module',
    allowReturnOutsideFunction: true,
  });
  /** @param {any} node @returns {any} */
  const plain = (node) => {
    if (Array.isArray(node)) return node.map(plain);
    if (typeof node !== 'object' || node === null) return node;
    const members = Object.entries(node).filter(
      ([name]) => !['start', 'end', 'raw'].includes(name),
    );
    const own = Object.fromEntries(members.map(([name, value]) => [name, plain(value)]));
    const by = (/** @type {any} */ a, /** @type {any} */ b) =>
      JSON.stringify(a) < JSON.stringify(b) ? -1 : 1;
    if (own.type === 'ObjectExpression') own.properties.sort(by);
    if (own.type === 'Program') own.body.sort(by);
    return own;
  };
  return plain(program);
}

/** @type {{ kind: string, packages: string[], config: string, guide: string, flags?: string[] }[]} */
const EDITED = [
  { kind: 'vite', packages: ['vite'], config: 'vite.config.js', guide: guideWith('mapship/vite') },
  {
    kind: 'rollup',
    packages: ['rollup'],
    config: 'rollup.config.mjs',
    guide: guideWith('mapship/rollup'),
    flags: ['--minified-path-prefix', '/static'],
  },
  {
    kind: 'rolldown',
    packages: ['rolldown'],
    config: 'rolldown.config.mjs',
    guide: guideWith('mapship/rolldown'),
    flags: ['--minified-path-prefix', '/static'],
  },
  {
    kind: 'webpack',
    packages: ['webpack'],
    config: 'webpack.config.cjs',
    guide: guideWith('mapship/webpack'),
  },
  {
    kind: 'rspack',
    packages: ['@rspack/core'],
    config: 'rspack.config.mjs',
    guide: guideWith('mapship/rspack'),
  },
  {
    kind: 'rsbuild',
    packages: ['@rsbuild/core', '@rspack/core'],
    config: 'rsbuild.config.mjs',
    guide: guideWith('mapship/rsbuild'),
  },
  {
    kind: 'next',
    packages: ['next', 'webpack'],
    config: 'next.config.mjs',
    guide: guideWith('mapship/next'),
  },
  {
    kind: 'nuxt',
    packages: ['nuxt', 'vite'],
    config: 'nuxt.config.ts',
    guide: guideWith('mapship/nuxt', /defineNuxtConfig/),
  },
  {
    kind: 'react-router',
    packages: ['@react-router/dev', 'vite'],
    config: 'vite.config.js',
    guide: guideWith('mapship/react-router'),
  },
  {
    kind: 'sveltekit',
    packages: ['@sveltejs/kit', 'vite'],
    config: 'vite.config.js',
    guide: guideWith('mapship/sveltekit'),
  },
  {
    kind: 'astro',
    packages: ['astro'],
    config: 'astro.config.mjs',
    guide: guideWith('mapship/astro'),
  },
  {
    kind: 'react-native',
    packages: ['react-native'],
    config: 'metro.config.js',
    guide: guideWith('mapship/metro'),
  },
];

/** @param {string[]} packages */
const manifest = (packages) =>
  JSON.stringify({
    name: 'example',
    version: '1.2.3',
    devDependencies: Object.fromEntries([...packages, 'mapship'].map((name) => [name, '*'])),
  });

for (const { kind, packages, config, guide, flags = [] } of EDITED) {
  test(`${kind}: the configuration becomes that of the guide, and the second time nothing changes`, async (t) => {
    const before = without(guide);
    assert.doesNotMatch(before, /mapship/);
    const cwd = await folder(t, { 'package.json': manifest(packages), [config]: before });
    const read = () => readFile(path.join(cwd, config), 'utf8');
    const dry = await mapship(['init', '--dry-run', ...flags], { cwd });
    assert.equal(dry.code, 0, dry.stderr);
    assert.match(dry.stdout, /^\+ .*mapship/m);
    assert.equal(await read(), before);
    // nobody is there to be asked
    const unasked = await mapship(['init', ...flags], { cwd });
    assert.match(unasked.stdout, /Nothing was written/);
    assert.equal(await read(), before);
    const end = await mapship(['init', '--yes', ...flags], { cwd });
    assert.equal(end.code, 0, end.stderr);
    assert.deepEqual(meaning(await read()), meaning(guide), await read());
    const after = await read();
    const again = await mapship(['init', '--yes', ...flags], { cwd });
    assert.match(again.stdout, /Nothing is to be written/);
    assert.equal(await read(), after);
    assert.deepEqual((await readdir(cwd)).sort(), [config, 'package.json'].sort());
  });
}

const MAP = JSON.stringify({
  version: 3,
  sources: ['a.js'],
  sourcesContent: ['a'],
  names: [],
  mappings: 'AAAA',
});
const SCRIPT = 'a();\n//# sourceMappingURL=a.js.map\n';
const MAPPING = `# compiler: R8\n# compiler_version: 8.2.33\n# pg_map_id: abcdef1\ncom.example.Shop -> a.a:\n    1:1:void buy():10:10 -> a\n`;
const DSYM = await readFile(new URL('../fixtures/symbols/macho/x86_64.dwarf', import.meta.url));

/** Projects without a plugin, each with what its build leaves behind. @type {Record<string, { files: Record<string, string | Uint8Array>, flags?: string[], says: RegExp }>} */
const WRITTEN = {
  parcel: {
    files: { 'package.json': manifest(['parcel']), 'dist/a.js': SCRIPT, 'dist/a.js.map': MAP },
    flags: ['--minified-path-prefix', 'https://shop.example'],
    says: /https:\/\/shop\.example\/a\.js/,
  },
  angular: {
    files: {
      'package.json': manifest(['@angular/core']),
      'angular.json': JSON.stringify({
        projects: { shop: { architect: { build: { options: {} } } } },
      }),
      'dist/shop/browser/a.js': SCRIPT,
      'dist/shop/browser/a.js.map': MAP,
    },
    flags: ['--minified-path-prefix', '/static'],
    says: /\/static\/a\.js/,
  },
  android: {
    files: {
      'settings.gradle': '',
      'app/build.gradle':
        'android { defaultConfig { applicationId \'com.example.shop\'\n versionName "2.5.0" } }',
      'app/build/outputs/mapping/release/mapping.txt': MAPPING,
    },
    says: /jvm_mapping_file/,
  },
  flutter: {
    files: {
      'pubspec.yaml': 'name: shop\nversion: 2.5.0+7\n',
      'build/symbols/app.android-arm64.symbols': ELF,
    },
    flags: ['--service', 'com.example.shop'],
    says: /flutter_symbol_file/,
  },
  xcode: {
    files: {
      'Shop.xcodeproj/project.pbxproj': '',
      ...(DSYM && {
        'build/App.xcarchive/dSYMs/Shop.app.dSYM/Contents/Resources/DWARF/Shop': DSYM,
      }),
    },
    says: /ios_symbols/,
  },
};

for (const [kind, { files, flags = [], says }] of Object.entries(WRITTEN)) {
  test(`${kind}: the config file that is written checks what the build left behind`, async (t) => {
    const cwd = await folder(t, files);
    const end = await mapship(['init', '--yes', ...flags], { cwd });
    assert.equal(end.code, 0, end.stderr);
    assert.match(end.stdout, /✔ wrote mapship\.config\.mjs/);
    const checked = await mapship(['upload', '--dry-run', '--disable-git', '--verbose'], { cwd });
    assert.equal(checked.code, 0, checked.stdout + checked.stderr);
    assert.match(checked.stdout, says);
    const again = await mapship(['init', '--yes', ...flags], { cwd });
    assert.match(again.stdout, /Nothing is to be written/);
  });
}

test('expo: the config file is the one of the guide, but for what only the user knows', async (t) => {
  const cwd = await folder(t, { 'package.json': manifest(['expo', 'react-native']) });
  const flags = ['--minified-path-prefix', 'https://shop.example'];
  assert.equal((await mapship(['init', '--yes', ...flags], { cwd })).code, 0);
  const text = await readFile(path.join(cwd, 'mapship.config.mjs'), 'utf8');
  const guide = guideWith('mapship/expo').replace(/ *service: .*\n/, '');
  assert.deepEqual(meaning(text), meaning(guide));
});

test('esbuild, and a configuration that a program makes, are left to the user, who is told the lines', async (t) => {
  const made = `import { defineConfig } from 'vite';\nexport default defineConfig(() => { const plugins = []; return { plugins }; });\n`;
  for (const [
    packages,
    files,
    says,
  ] of /** @type {[string[], Record<string, string>, RegExp][]} */ ([
    [
      ['esbuild'],
      {},
      /import \{ mapship \} from 'mapship\/esbuild', and plugins: \[mapship\(\{ sourcemaps/,
    ],
    [
      ['vite'],
      { 'vite.config.js': made },
      /in vite\.config\.js, add: import \{ mapship \} from 'mapship\/vite', and plugins:/,
    ],
  ])) {
    const cwd = await folder(t, { 'package.json': manifest(packages), ...files });
    const end = await mapship(['init', '--yes'], { cwd });
    assert.equal(end.code, 0, end.stderr);
    assert.match(end.stdout, says);
    assert.match(end.stdout, /Nothing is to be written/);
    for (const [name, text] of Object.entries(files)) {
      assert.equal(await readFile(path.join(cwd, name), 'utf8'), text);
    }
  }
});

/**
 * The same without mapship, and without a list of plugins that has nothing in it.
 * @param {any} node
 * @returns {any}
 */
function cut(node) {
  if (Array.isArray(node)) return node.filter((one) => !isOwn(one)).map(cut);
  if (typeof node !== 'object' || node === null) return node;
  return Object.fromEntries(Object.entries(node).map(([name, value]) => [name, cut(value)]));
}

/** @param {any} node @returns {boolean} */
function isOwn(node) {
  const required = node?.declarations?.[0]?.init?.arguments?.[0]?.value;
  const isCall = node?.type === 'CallExpression' && node.callee.name === 'mapship';
  const isList = node?.type === 'Property' && (node.key.name ?? node.key.value) === 'plugins';
  return (
    isCall ||
    `${node?.source?.value ?? required}`.startsWith('mapship/') ||
    (isList && Boolean(node.value.elements?.every(isOwn)))
  );
}

test('configurations as templates have them: what is added is all that changes', async () => {
  const change = {
    imports: { name: 'mapship', from: 'mapship/vite' },
    adds: { property: 'plugins', element: "mapship({ a: 'b' })" },
  };
  /** A plugin list is there, is empty, or is missing; in TypeScript and JavaScript, in all forms that are certain. */
  const certain = [
    'export default {}',
    'export default { base: "/a" }\n',
    'export default {\n}\n',
    'export default { plugins: [] };',
    'export default { plugins: [a()] };',
    'export default { plugins: [a(), ], b: 1 };',
    'export default {\n\tplugins: [\n\t\ta(),\n\t\tb({ plugins: [1] })\n\t],\n};\n',
    "import { defineConfig } from 'vite'\nimport vue from '@vitejs/plugin-vue' // Vue\n\nexport default defineConfig({\n  plugins: [vue()],\n})\n",
    "import { defineConfig } from 'vite';\nexport default defineConfig(({ mode }) => ({ plugins: [a(mode)], x: /[/\\]}]/, y: `}${`{`}` }));\n",
    "import { defineConfig, type UserConfig } from 'vite';\nconst config: UserConfig = { plugins: [a()] };\nexport default config;\n",
    "import { defineConfig } from 'vite';\nexport default defineConfig({ plugins: [a()] } satisfies object);\n",
    "// @ts-check\n'use strict';\nconst a = require('a');\nmodule.exports = { plugins: [a()] };\n",
    "// plugins: [\n/* export default { plugins: [] } */\nexport default { 'plugins': [/* none */] };\n",
  ];
  const stripped = async (/** @type {string} */ text) =>
    (await transform(text, { loader: 'ts', target: 'esnext' })).code;
  for (const text of certain) {
    const done = edited(text, change);
    assert.ok(done, text);
    const [before, after] = await Promise.all([stripped(text), stripped(done)]);
    assert.match(JSON.stringify(meaning(after)), /"name":"mapship"/, done);
    // taken out again, it is what it was: by a program that knows the language
    assert.deepEqual(cut(meaning(after)), cut(meaning(before)), done);
    const windows = edited(text.replaceAll('\n', '\r\n'), change);
    if (text.includes('\n')) assert.equal(windows?.replaceAll('\r\n', '\n'), done);
  }
  for (const text of [
    'export default { ...base };',
    'export default { plugins: list };',
    'export default defineConfig(() => { return { plugins: [] } });',
    'export default a; export const b = 1; module.exports = a;',
    'export default function () {}',
    'export { a as default };',
    'export default { plugins: [a(] };',
    'export default { plugins: cond ? [] : [] };',
    'export default config;',
    "import config from './x'; export default config;",
    'export default [{ plugins: [] }, { plugins: [] }];',
    'module.exports.plugins = [];',
    'export default "',
    '',
  ]) {
    assert.equal(edited(text, change), undefined, text);
  }
});

/** Workflows, before and what a parser of YAML finds in the step that builds. @type {[name: string, text: string, step: (parsed: any) => any, is: unknown][]} */
const PIPELINES = [
  [
    '.github/workflows/a.yml',
    'on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - uses: actions/checkout@v4\n      - run: npm run build\n      - run: b\n',
    (parsed) => parsed.jobs.a.steps[1],
    { run: 'npm run build', env: { DATADOG_API_KEY: '${{ secrets.DATADOG_API_KEY }}' } },
  ],
  [
    '.github/workflows/b.yaml',
    'jobs:\n  a:\n    steps:\n    - name: Build\n      run: "npm run build"\n      working-directory: x\n    - run: b\n',
    (parsed) => parsed.jobs.a.steps[0],
    {
      name: 'Build',
      run: 'npm run build',
      env: { DATADOG_API_KEY: '${{ secrets.DATADOG_API_KEY }}' },
      'working-directory': 'x',
    },
  ],
  [
    'azure-pipelines.yml',
    'steps:\n- script: npm run build\n  displayName: Build\n',
    (parsed) => parsed.steps[0],
    {
      script: 'npm run build',
      env: { DATADOG_API_KEY: '$(DATADOG_API_KEY)' },
      displayName: 'Build',
    },
  ],
];

for (const [name, text, step, is] of PIPELINES) {
  test(`${name}: the step that builds gets the key`, async (t) => {
    const cwd = await folder(t, { 'package.json': manifest(['vite']), [name]: text });
    const end = await mapship(['init', '--yes'], { cwd });
    assert.equal(end.code, 0, end.stderr);
    const after = await readFile(path.join(cwd, name), 'utf8');
    assert.deepEqual(step(yaml.parse(after)), is);
    const { env: _, ...bare } = step(yaml.parse(after));
    assert.deepEqual(bare, step(yaml.parse(text)));
    const again = await mapship(['init', '--yes'], { cwd });
    assert.match(again.stdout, /Nothing is to be written/);
  });
}

/** @type {[name: string, text: string, steps: (parsed: any) => unknown, is: unknown][]} */
const UPLOADS = [
  [
    '.gitlab-ci.yml',
    'build:\n  script:\n    - npm run build\n    - ./deploy\n',
    (parsed) => parsed.build.script,
    ['npm run build', 'npx mapship upload --after-upload delete', './deploy'],
  ],
  [
    '.circleci/config.yml',
    'jobs:\n  a:\n    steps:\n      - run: npm run build\n',
    (parsed) => parsed.jobs.a.steps,
    [{ run: 'npm run build' }, { run: 'npx mapship upload --after-upload delete' }],
  ],
  [
    'bitbucket-pipelines.yml',
    'pipelines:\n  default:\n    - step:\n        script:\n          - npm run build\n',
    (parsed) => parsed.pipelines.default[0].step.script,
    ['npm run build', 'npx mapship upload --after-upload delete'],
  ],
];

for (const [name, text, steps, is] of UPLOADS) {
  test(`${name}: where there is no plugin, the upload follows the build`, async (t) => {
    const cwd = await folder(t, { 'package.json': manifest(['parcel']), [name]: text });
    const flags = ['--minified-path-prefix', '/static', '--yes'];
    assert.equal((await mapship(['init', ...flags], { cwd })).code, 0);
    assert.deepEqual(steps(yaml.parse(await readFile(path.join(cwd, name), 'utf8'))), is);
  });
}

test('what is not certain in a pipeline is told, and not written', async (t) => {
  for (const [name, text, says] of /** @type {[string, string, RegExp][]} */ ([
    [
      '.github/workflows/a.yml',
      'jobs:\n  a:\n    steps:\n      - run: |\n          npm ci\n          npm run build\n',
      /in \.github\/workflows\/a\.yml, give the step that builds: env: \{ DATADOG_API_KEY/,
    ],
    [
      '.github/workflows/a.yml',
      'jobs:\n  a:\n    steps:\n      - run: npm run build\n        env:\n          A: b\n',
      /give the step that builds/,
    ],
    [
      '.github/workflows/a.yml',
      'jobs:\n  a:\n    steps:\n      - run: npm run build\n  b:\n    steps:\n      - run: npm run build\n',
      /give the step that builds/,
    ],
    [
      'Jenkinsfile',
      "pipeline { stages { stage('Build') { steps { sh 'npm run build' } } } }\n",
      /in Jenkinsfile, give the stage that builds: environment \{ DATADOG_API_KEY/,
    ],
  ])) {
    const cwd = await folder(t, { 'package.json': manifest(['vite']), [name]: text });
    const end = await mapship(['init', '--yes'], { cwd });
    assert.equal(end.code, 0, end.stderr);
    assert.match(end.stdout, says);
    assert.equal(await readFile(path.join(cwd, name), 'utf8'), text);
  }
});

test('in a terminal it asks for what it does not know, and for consent', async (t) => {
  const config = 'export default {};\n';
  const cwd = await folder(t, {
    'package.json': manifest(['rollup']),
    'rollup.config.mjs': config,
  });
  const read = () => readFile(path.join(cwd, 'rollup.config.mjs'), 'utf8');
  /** @param {Record<string, string>} answers what is typed when a word is shown */
  const typing = async (answers) => {
    const stdin = Object.assign(new PassThrough(), { isTTY: true });
    const stdout = Object.assign(new PassThrough(), { isTTY: true });
    const waiting = new Map(Object.entries(answers));
    let shown = '';
    stdout.on('data', (data) => {
      shown += data;
      for (const [word, answer] of waiting) {
        if (!shown.includes(word)) continue;
        waiting.delete(word);
        stdin.write(`${answer}\n`);
      }
    });
    const stderr = new PassThrough();
    const { signal } = new AbortController();
    const code = await run(['init', cwd], { stdin, stdout, stderr, env: {}, signal });
    return { code, shown, left: waiting.size };
  };
  const no = await typing({ 'Where are the scripts served': '/static', '(y/N)': '' });
  assert.deepEqual([no.code, no.left], [0, 0], no.shown);
  assert.match(no.shown, /Nothing was written/);
  assert.equal(await read(), config);
  const yes = await typing({ 'Where are the scripts served': '/static', '(y/N)': 'yes' });
  assert.deepEqual([yes.code, yes.left], [0, 0], yes.shown);
  assert.match(await read(), /mapship\(\{ minifiedPathPrefix: '\/static'/);
});

test('misuse is told, with the nearest name', async (t) => {
  const cwd = await folder(t, { 'package.json': '{}' });
  for (const [args, says] of /** @type {[string[], RegExp][]} */ ([
    [[], /no project that mapship knows[\s\S]*--kind/],
    [['--kind', 'vit'], /knows no "vit"[\s\S]*did you mean "vite"/],
    [['--kind', 'vite', '--ci', 'githb'], /did you mean "github"/],
    [
      ['--kind', 'rollup', '--yes'],
      /does not know where its scripts are served[\s\S]*--minified-path-prefix/,
    ],
    [['nowhere'], /nowhere does not exist/],
  ])) {
    const end = await mapship(['init', ...args], { cwd });
    assert.equal(end.code, 2, end.stdout);
    assert.match(end.stderr, says);
  }
  assert.equal(new Set(KINDS.map(({ name }) => name)).size, KINDS.length);
});

test('a file that may not be written leaves the others as they are', async (t) => {
  const config = 'export default {};\n';
  const workflow = 'jobs:\n  a:\n    steps:\n      - run: npm run build\n';
  const cwd = await folder(t, {
    'package.json': manifest(['vite']),
    'vite.config.js': config,
    '.github/workflows/a.yml': workflow,
  });
  const { chmod } = await import('node:fs/promises');
  if (process.getuid?.() === 0) return t.skip('root may write everywhere');
  await chmod(path.join(cwd, '.github/workflows'), 0o555);
  t.after(() => chmod(path.join(cwd, '.github/workflows'), 0o755));
  const end = await mapship(['init', '--yes'], { cwd });
  assert.equal(end.code, 2);
  assert.equal(await readFile(path.join(cwd, 'vite.config.js'), 'utf8'), config);
  assert.deepEqual(await filesIn(cwd, /tmp/), []);
});

test('a stranger: from an empty folder to a build that is checked and uploaded', async (t) => {
  // what `npm create vite` writes, as far as it matters
  const cwd = await folder(t, {
    'package.json': JSON.stringify({
      name: 'stranger',
      version: '1.0.0',
      type: 'module',
      scripts: { build: 'vite build' },
      devDependencies: { vite: '*', mapship: '*' },
    }),
    'vite.config.ts':
      "import { defineConfig } from 'vite'\n\n// https://vite.dev/config/\nexport default defineConfig({\n  plugins: [],\n})\n",
    'index.html': '<!doctype html><script type="module" src="/src/main.ts"></script>',
    'src/main.ts': "document.title = 'example' as string;\n",
  });
  const packageOf = (/** @type {string} */ name) =>
    name === 'mapship' ? fileURLToPath(PKG) : path.dirname(require.resolve(`${name}/package.json`));
  for (const name of ['vite', 'mapship']) {
    await mkdir(path.join(cwd, 'node_modules'), { recursive: true });
    await symlink(packageOf(name), path.join(cwd, 'node_modules', name), 'junction');
  }
  const { to, told } = await target(t);
  assert.equal((await mapship(['init', '--yes'], { cwd })).code, 0);
  const env = { ...CLEAN, DD_API_KEY: to.apiKey, DATADOG_SOURCEMAP_INTAKE_URL: to.intakeUrl };
  const said = await new Promise((resolve, reject) =>
    execFile(
      process.execPath,
      [path.join(packageOf('vite'), 'bin/vite.js'), 'build'],
      { cwd, env },
      (error, stdout, stderr) =>
        error ? reject(new Error(stdout + stderr)) : resolve(stdout + stderr),
    ),
  );
  assert.match(said, /mapship: 1 source map sent; 1 map deleted/);
  assert.match(String(await told()), /^\/assets\/\S+\.js stranger 1\.0\.0$/);
  assert.deepEqual(await filesIn(path.join(cwd, 'dist'), /\.map$/), []);
});
