// Which map is sent with which file, from real folders, by the API and the command line.
import assert from 'node:assert/strict';
import { cp, mkdir, readFile, readdir, rename } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { check, upload } from 'mapship';
import { build } from 'vite';

import { BUILD, MAP, SCRIPT, folder, intake, mapship } from './world.js';

/** @import { TestContext } from 'node:test' */
/** @import { Report } from 'mapship' */

const APP = fileURLToPath(new URL('../apps/shop', import.meta.url));
const EVENT = { service: 's', version: '1' };
const ONE = '2f1d7f52-4e1b-4f7c-8c0d-2f4a5f6d8e91';
const OTHER = 'b359c38b-eb4b-472d-9dcc-a48f8734dc7a';
const CODE = 'call();\n';
const link = (/** @type {string} */ url) => `call();\n//# sourceMappingURL=${url}\n`;
const map = (/** @type {string | undefined} */ file) =>
  JSON.stringify({ ...JSON.parse(MAP), file });

/**
 * What was paired, as `minified<map codes`, and the codes for the build as a whole.
 * @param {Report} report
 * @param {string} dir
 */
function pairs(report, dir) {
  const name = (/** @type {string | undefined} */ file) =>
    file === undefined ? '-' : path.relative(dir, file).replaceAll('\\', '/');
  const shown = report.files.map(({ parts, issues }) => {
    const part = (/** @type {string} */ wanted) =>
      name(parts.find((one) => one.part === wanted)?.path);
    const codes = issues.map(({ code }) => ` ${code}`).join('');
    return `${part('minified_file')}<${part('source_map')}${codes}`;
  });
  return [...shown, ...report.issues.map(({ code }) => code)];
}

/**
 * The app, built with hidden maps.
 * @param {TestContext} t
 * @param {boolean | 'hidden'} sourcemap
 */
async function project(t, sourcemap) {
  const dir = await folder(t);
  await cp(APP, dir, { recursive: true });
  await build({ root: dir, build: { outDir: 'dist', emptyOutDir: true, sourcemap } });
  const assets = path.join(dir, 'dist/assets');
  const names = (await readdir(assets)).filter((name) => name.endsWith('.js')).sort();
  assert.equal(names.length, 2, 'the app has two chunks');
  return { dir, dist: path.join(dir, 'dist'), names };
}

test('what a build leaves, in one folder', async (t) => {
  /** @type {[string, Record<string, string>, string[]][]} */
  const cases = [
    ['linked', { 'a.js': link('a.js.map'), 'a.js.map': map('a.js') }, ['a.js<a.js.map']],
    ['hidden', { 'a.js': CODE, 'a.js.map': map('a.js') }, ['a.js<a.js.map']],
    ['without .js in the map', { 'a.js': CODE, 'a.map': map('a.js') }, ['a.js<a.map']],
    [
      'by an address',
      { 'a.js': link('https://x.io/s/m/1.map'), 'm/1.map': map('a.js') },
      ['a.js<m/1.map'],
    ],
    [
      'by a path from the root',
      { 'a.js': link('/s/m/1.map'), 'm/1.map': map('a.js') },
      ['a.js<m/1.map'],
    ],
    [
      'in a block comment',
      { 'a.js': 'call();/*# sourceMappingURL=1.map */', '1.map': map('a.js') },
      ['a.js<1.map'],
    ],
    [
      'two comments',
      { 'a.js': `${link('0.map')}//# sourceMappingURL=1.map`, '1.map': map('a.js') },
      ['a.js<1.map link-repeated'],
    ],
    [
      'a map for two files',
      { 'a.js': link('a.js.map'), 'b.js': link('a.js.map'), 'a.js.map': map(undefined) },
      ['a.js<a.js.map pair-map-shared', 'b.js<a.js.map pair-map-shared'],
    ],
    [
      'a map of another file',
      { 'a.js': link('b.js.map'), 'b.js.map': map('b.js') },
      ['a.js<b.js.map fit-file'],
    ],
    [
      'a style sheet that names its map',
      { 'a.css': 'a{}\n/*# sourceMappingURL=1.map */', '1.map': map(undefined) },
      ['-<1.map pair-map-of-css', 'nothing-found'],
    ],
    [
      'a map that names a style sheet',
      { '1.map': map('a.css') },
      ['-<1.map pair-map-of-css', 'nothing-found'],
    ],
    [
      'declarations of types beside scripts: what is left out is not judged',
      {
        ...BUILD,
        'a.d.ts': 'export {}',
        'a.d.ts.map': JSON.stringify({ ...JSON.parse(MAP), sourcesContent: undefined }),
      },
      ['dist/app.js<dist/app.js.map', '-<a.d.ts.map pair-map-of-css'],
    ],
    [
      'files without maps',
      { ...BUILD, 'x.js': CODE, 'y.mjs': CODE, 'z.css': 'a{}' },
      ['dist/app.js<dist/app.js.map', 'pair-map-missing'],
    ],
    [
      'a map in another folder, by its name',
      { 'js/a.js': link('a.js.map'), 'maps/a.js.map': map(undefined) },
      ['js/a.js<maps/a.js.map pair-by-name'],
    ],
    [
      'a map in another folder, by its file',
      { 'js/a.js': CODE, 'js/b.js': CODE, 'maps/1.map': map('b.js') },
      ['js/b.js<maps/1.map pair-by-name', 'pair-map-missing'],
    ],
    [
      'its file goes before its name',
      { 'js/a.js': CODE, 'js/b.js': CODE, 'maps/a.js.map': map('b.js') },
      ['js/b.js<maps/a.js.map pair-by-name', 'pair-map-missing'],
    ],
    [
      'a folder of maps: by a link, by the name in a link to somewhere else, by name, by file',
      {
        'js/a.js': link('../maps/a%20b.map?v=1'),
        'maps/a b.map': map('a.js'),
        'js/c.js': link('https://cdn.x.io/hidden/c.js.map'),
        'maps/c.js.map': map('app.js'),
        'js/d.js': CODE,
        'maps/d.js.map': map(''),
        'js/app.js': CODE,
        'maps/1.map': map('app.js'),
      },
      [
        'js/a.js<maps/a b.map',
        'js/app.js<maps/1.map pair-by-name',
        'js/c.js<maps/c.js.map pair-by-name fit-file',
        'js/d.js<maps/d.js.map pair-by-name',
      ],
    ],
    [
      'an empty file whose map leads nowhere: a module of types alone',
      { ...BUILD, 'types.js': '', 'types.js.map': '{"version":3,"sources":[],"mappings":""}' },
      ['dist/app.js<dist/app.js.map', '-<- pair-empty'],
    ],
    [
      'an empty file whose map leads somewhere: it was cut short',
      { 'a.js': '', 'a.js.map': map('a.js') },
      ['a.js<a.js.map file-empty'],
    ],
    [
      'debug IDs below the links',
      {
        'a.js': `${link('m/a.map')}//# debugId=${ONE}\n`,
        'm/a.map': map('a.js').replace('{', `{"debugId":"${ONE}",`),
        'b.js': `${link('m/b.map')}//# debugId=${ONE}\n`,
        'm/b.map': map('b.js').replace('{', `{"debugId":"${OTHER}",`),
      },
      ['a.js<m/a.map', 'b.js<m/b.map fit-debug-id'],
    ],
    [
      'two files that may be meant',
      { 'x/a.js': CODE, 'y/a.js': CODE, 'maps/a.js.map': map('a.js') },
      ['-<maps/a.js.map pair-ambiguous'],
    ],
  ];
  for (const [name, files, expected] of cases) {
    const dir = await folder(t, files);
    const report = await check(dir, { event: EVENT, minifiedPathPrefix: 'https://x.io/s' });
    assert.deepEqual(pairs(report, dir), expected, name);
    const given = Object.entries(files).map(([file, text]) => ({
      file: new TextEncoder().encode(text),
      name: file,
    }));
    const ofBytes = await check(given, { event: EVENT, minifiedPathPrefix: 'https://x.io/s' });
    assert.deepEqual(pairs(ofBytes, ''), expected, `${name}, as bytes`);
  }
});

for (const sourcemap of /** @type {const} */ (['hidden', true])) {
  test(`a build whose maps were moved to a folder of their own: ${sourcemap}`, async (t) => {
    const { dir, dist, names } = await project(t, sourcemap);
    await mkdir(path.join(dist, 'maps'));
    for (const name of names) {
      await rename(
        path.join(dist, 'assets', `${name}.map`),
        path.join(dist, 'maps', `${name}.map`),
      );
    }
    const { url, uploads } = await intake(t);
    const report = await upload(dist, {
      event: EVENT,
      minifiedPathPrefix: '/',
      intakeUrl: url,
      apiKey: 'k',
      git: false,
    });
    assert.equal(report.ok, true, JSON.stringify(report));
    const expected = names.map((name) => `assets/${name}<maps/${name}.map pair-by-name`);
    assert.deepEqual(pairs(report, dist), expected);
    const sent = (await uploads()).map(({ event }) => String(event?.minified_url));
    assert.deepEqual(
      sent.sort(),
      names.map((name) => `/assets/${name}`),
    );

    // outside of what is given they can't be found, and that is said
    await rename(path.join(dist, 'maps'), path.join(dir, 'maps'));
    const [one = ''] = names;
    const alone = await mapship(['check', `maps/${one}.map`], { cwd: dir });
    assert.equal(alone.code, 3, alone.stdout);
    assert.match(alone.stdout, /pair-minified-not-found[\s\S]*--minified-file/);
    const both = await mapship(
      ['check', `maps/${one}.map`, '--minified-file', `dist/assets/${one}`],
      { cwd: dir },
    );
    assert.equal(both.code, 0, both.stdout);
    const whole = await check(dir);
    assert.deepEqual(
      pairs(whole, dir).slice(0, 2),
      names.map((name) => `dist/assets/${name}<maps/${name}.map pair-by-name`),
    );
  });
}

test('a file given alone is paired with what is beside it, and nothing else is said', async (t) => {
  const dir = await folder(t, {
    'a.js': CODE,
    'a.map': map('a.js'),
    'b.js': CODE,
    'c.js.map': 'no map',
  });
  for (const name of ['a.js', 'a.map']) {
    const report = await check(path.join(dir, name));
    assert.deepEqual(pairs(report, dir), ['a.js<a.map']);
  }
  const sheet = await folder(t, { 'a.css': 'a{}' });
  assert.deepEqual(pairs(await check(sheet), sheet), ['nothing-found']);
  assert.match((await check(sheet)).issues[0]?.message ?? '', /no scripts, no maps/);
});

const other = CODE.replace('call', 'other');

test('folders that have a file name in common are each a build of its own', async (t) => {
  const cwd = await folder(t, {
    'core/dist/index.js': CODE,
    'core/dist/index.js.map': map('index.js'),
    'core/dist/one.js': CODE,
    'core/dist/one.js.map': map('one.js'),
    // its map lies in another folder, and the other build's is not it
    'web/dist/index.js': other,
    'web/dist/maps/index.js.map': map('index.js'),
    'web/dist/lone.js': CODE,
  });
  const report = await check(['core/dist', 'web/dist'].map((dir) => path.join(cwd, dir)));
  assert.deepEqual(pairs(report, cwd), [
    'core/dist/index.js<core/dist/index.js.map',
    'core/dist/one.js<core/dist/one.js.map',
    'web/dist/index.js<web/dist/maps/index.js.map pair-by-name',
    'pair-map-missing',
  ]);
  const doctor = await mapship(['doctor', 'core/dist', 'web/dist', '--json'], { cwd });
  const files = JSON.parse(doctor.stdout).entries.find(
    (/** @type {any} */ one) => one.about === 'files',
  );
  assert.match(files.value, /7 files, 3 maps, 3 pairs, 3 uploads/);

  // under one prefix two of them would have one address: these are refused, and both are named
  const flags = ['--service', 's', '--release-version', '1', '--minified-path-prefix', '/s'];
  const warned = await mapship(['doctor', 'core/dist', 'web/dist', ...flags], { cwd });
  assert.match(
    warned.stdout,
    /address as core\/dist\/index\.js\.map: \/s\/index\.js {2}\[address-shared\]/,
  );
  const { uploads, url } = await intake(t);
  const env = { DD_API_KEY: 'a-key', DD_SOURCEMAP_INTAKE_URL: url };
  const end = await mapship(['upload', 'core/dist', 'web/dist', '--disable-git', ...flags], {
    cwd,
    env,
  });
  assert.equal(end.code, 3, end.stdout + end.stderr);
  assert.match(
    end.stdout,
    /core\/dist\/index\.js\.map[\s\S]*address as web\/dist\/maps\/index\.js\.map: \/s\/index\.js/,
  );
  assert.match(end.stdout, /address as core\/dist\/index\.js\.map: \/s\/index\.js/);
  assert.deepEqual(
    (await uploads()).map(({ event }) => event?.minified_url),
    ['/s/one.js'],
  );

  const places = ['core/dist/index.js:1:1', 'web/dist/index.js:1:1', 'index.js:1:1'];
  const told = await mapship(['explain', ...places, '--files', 'core/dist', 'web/dist', '--json'], {
    cwd,
  });
  const { lines } = JSON.parse(told.stdout);
  const issues = lines.map((/** @type {any} */ { issues }) =>
    issues.map((/** @type {any} */ i) => i.message),
  );
  assert.deepEqual(
    lines.map((/** @type {any} */ { map }) => map),
    ['index.js.map', 'maps/index.js.map', undefined],
  );
  assert.match(issues[2].join(), /core\/dist\/index\.js, web\/dist\/index\.js/);
});

test('copies under one address are sent once', async (t) => {
  const cwd = await folder(t, {
    'a/vendor.js': CODE,
    'a/vendor.js.map': map('vendor.js'),
    'b/vendor.js': CODE,
    'b/vendor.js.map': map('vendor.js'),
  });
  const options = { service: 's', version: '1', minifiedPathPrefix: '/s' };
  const report = await check(
    ['a', 'b'].map((dir) => path.join(cwd, dir)),
    options,
  );
  assert.deepEqual(pairs(report, cwd), ['a/vendor.js<a/vendor.js.map', '-<- pair-copy']);
  assert.equal(report.ok, true);
});

test('of a build without maps that is said, also where symbols are in it', async (t) => {
  const wasm = (/** @type {string} */ name) =>
    readFile(new URL(`../fixtures/symbols/wasm/${name}`, import.meta.url));
  const stripped = await folder(t, {
    'app.js': CODE,
    'b.mjs': CODE,
    'stripped.wasm': await wasm('stripped.wasm'),
  });
  for (const command of ['check', 'upload']) {
    const flags = command === 'upload' ? ['--dry-run', '--disable-git'] : [];
    const end = await mapship([command, '.', ...flags], { cwd: stripped });
    assert.equal(end.code, 5, end.stdout + end.stderr);
    assert.match(end.stdout, /nothing to upload: 2 scripts, but no source map/);
  }
  const alone = await folder(t, { 'stripped.wasm': await wasm('stripped.wasm') });
  const end = await mapship(['check', '.'], { cwd: alone });
  assert.equal(end.code, 5, end.stdout);
  assert.match(end.stdout, /nothing to upload: 1 file of a known kind, and none that can be sent/);
  const sound = await folder(t, { 'app.js': CODE, 'app.wasm': await wasm('app.wasm') });
  const report = await check(sound);
  assert.deepEqual(
    report.issues.map(({ code, severity }) => `${severity} ${code}`),
    ['note pair-map-missing'],
  );
  assert.match(String(report.issues[0]?.message), /app\.js/);
});

test('builds in the hidden folders of frameworks are looked into', async (t) => {
  const dir = await folder(t, {
    '.next/standalone/.next/server/page.js': CODE,
    '.next/standalone/.next/server/page.js.map': map('page.js'),
    '.cache/old.js': CODE,
    '.cache/old.js.map': map('old.js'),
  });
  const name = '.next/standalone/.next/server/page.js';
  for (const given of ['', '.next', '.next/standalone']) {
    assert.deepEqual(
      pairs(await check(path.join(dir, given)), dir),
      [`${name}<${name}.map`],
      given,
    );
  }
});

test('the address of every file is shown before anything is sent', async (t) => {
  const cwd = await folder(t, {
    'dist/a b.js': CODE,
    'dist/a b.js.map': map('a b.js'),
    'dist/é/app.js': SCRIPT,
    'dist/é/app.js.map': MAP,
  });
  // nobody listens there, so that nothing can be sent
  const env = { DD_API_KEY: 'a-key', DD_SOURCEMAP_INTAKE_URL: 'http://127.0.0.1:9' };
  const run = (/** @type {string[]} */ command, /** @type {string} */ prefix) => {
    const flags = ['--service', 's', '--release-version', '1', '--minified-path-prefix', prefix];
    return mapship([...command, 'dist', ...flags], { cwd, env });
  };
  for (const [prefix, one, other] of /** @type {const} */ ([
    ['HTTPS://X.io:443/js/', 'https://x.io/js/a%20b.js', 'https://x.io/js/%C3%A9/app.js'],
    ['\\js\\', '/js/a b.js', '/js/é/app.js'],
  ])) {
    for (const command of [['check'], ['upload', '--dry-run']]) {
      const end = await run(command, prefix);
      assert.equal(end.code, 0, end.stdout + end.stderr);
      for (const url of [one, other]) assert.ok(end.stdout.includes(url), end.stdout);
    }
    const sent = await run(['upload', '--disable-git', '--max-retries', '0'], prefix);
    assert.equal(sent.code, 4, sent.stdout + sent.stderr);
    assert.ok(sent.stderr.includes(`a b.js.map → ${one}\n`), sent.stderr);
    assert.ok(sent.stderr.includes(`app.js.map → ${other}\n`), sent.stderr);
  }
  for (const prefix of ['/js?v=1', 'C:/Program Files/Git/js', 'https://me:hunter2@x.io/']) {
    const end = await run(['check'], prefix);
    assert.equal(end.code, 2, end.stdout + end.stderr);
    assert.match(end.stderr, /prefix-invalid/);
    assert.doesNotMatch(end.stdout + end.stderr, /hunter2/);
  }
});

test('a thousand maps in another folder', async () => {
  const files = Array.from({ length: 1000 }, (_, i) => [
    { file: new TextEncoder().encode(CODE), name: `js/${i % 7}/${i}.js` },
    { file: new TextEncoder().encode(map(undefined)), name: `maps/${i % 7}/${i}.js.map` },
  ]).flat();
  const report = await check(files, { event: EVENT });
  assert.equal(report.files.length, 1000);
  assert.ok(report.files.every(({ parts }) => parts.length === 2));
});
