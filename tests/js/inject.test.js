// Debug IDs put into scripts and maps, with the official client, trace-mapping, Node and its `vm` as judges.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { chmod, cp, mkdir, readFile, readdir, stat, symlink, writeFile } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';
import path from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import vm from 'node:vm';
import { gzipSync } from 'node:zlib';

import { TraceMap, originalPositionFor } from '@jridgewell/trace-mapping';

import { inject } from '../../pkg/index.js';
import { dice, newPlaces, positions } from './inject-places.js';
import { CLEAN, folder, mapship } from './world.js';

const DATADOG_CI = createRequire(import.meta.url).resolve('@datadog/datadog-ci');
const MODULES = fileURLToPath(new URL('../../node_modules', import.meta.url));
const MAP = { version: 3, sources: ['a.ts'], names: [], mappings: 'AAAA' };

/** @param {string[]} args */
async function official(...args) {
  return promisify(execFile)(process.execPath, [DATADOG_CI, ...args], { env: CLEAN });
}

/** @param {string} root */
async function* scriptsIn(root) {
  for (const name of (await readdir(root, { recursive: true })).sort()) {
    if (!name.endsWith('.js')) continue;
    const file = path.join(root, name);
    const map = await stat(`${file}.map`).catch(() => undefined);
    if (map === undefined || map.size > 1_000_000 || map.size < 2000) continue;
    const text = await readFile(file, 'utf8');
    if (!text.trimEnd().endsWith(`\n//# sourceMappingURL=${path.basename(file)}.map`)) continue;
    const { mappings } = JSON.parse(await readFile(`${file}.map`, 'utf8'));
    if (mappings) yield { file, text };
  }
}

/** Scripts of published packages with their maps: those whose lines are the longest. */
async function minified() {
  const all = [];
  for await (const { file, text } of scriptsIn(MODULES)) {
    all.push({ file, width: text.length / text.split('\n').length });
  }
  all.sort((one, other) => other.width - one.width);
  assert.ok(all.length >= 100, `only ${all.length} files`);
  return all.slice(0, 100).map(({ file }) => file);
}

/** @param {string} text @param {RegExp} pattern */
function found(text, pattern) {
  return pattern.exec(text)?.[1];
}

test('on 100 published scripts IDs are the official ones, and 5,000 places of each lead where they led', async (t) => {
  const dir = await folder(t);
  const scripts = await minified();
  const names = scripts.map((file, i) => `${i}/${path.basename(file)}`);
  for (const [i, file] of scripts.entries()) {
    for (const tool of ['ours', 'theirs']) {
      await mkdir(path.join(dir, tool, String(i)), { recursive: true });
      await cp(file, path.join(dir, tool, String(names[i])));
      await cp(`${file}.map`, path.join(dir, tool, `${names[i]}.map`));
    }
  }
  const report = await inject(path.join(dir, 'ours'));
  assert.deepEqual(
    report.files.filter(({ status }) => status !== 'injected'),
    [],
  );
  assert.equal(report.files.length, 100);
  await official('sourcemaps', 'inject', path.join(dir, 'theirs'));
  for (const [i, name] of names.entries()) {
    const read = (/** @type {string} */ tool, end = '') =>
      readFile(path.join(dir, tool, `${name}${end}`), 'utf8');
    const [ours, theirs] = [await read('ours'), await read('theirs')];
    const pattern = /ddDebugId"?:"([\da-f-]{36})"/;
    const id = found(ours, pattern);
    assert.equal(id, found(theirs, pattern), name);
    assert.equal(id, found(ours, /^\/\/# debugId=(.*)$/m), name);
    const map = await read('ours', '.map');
    const { debugId, debug_id } = JSON.parse(map);
    assert.deepEqual([debugId, debug_id], [id, id]);
    // in the code and in the comment
    assert.equal(ours.split(String(id)).length, 3, name);
    const text = await readFile(String(scripts[i]), 'utf8');
    const was = new TraceMap(await readFile(`${scripts[i]}.map`, 'utf8'));
    const now = new TraceMap(map);
    const moved = newPlaces(text, ours);
    const [before, after] = [positions(text), positions(ours)];
    const roll = dice(i);
    const end = text.lastIndexOf('//# sourceMappingURL');
    for (let count = 0; count < 5000; count += 1) {
      const index = roll(end);
      if (text[index] === '\n') continue;
      const place = moved(index);
      assert.equal(ours[place], text[index]);
      const [old, is] = [before(index), after(place)];
      assert.deepEqual(originalPositionFor(now, is), originalPositionFor(was, old), name);
    }
  }
  // a second run of either client has nothing to do
  const files = await readdir(path.join(dir, 'ours'), { recursive: true });
  const bytes = async () => {
    const hash = createHash('sha256');
    for (const file of files.filter((name) => /\.(?:js|map)$/.test(name)).sort()) {
      hash.update(await readFile(path.join(dir, 'ours', file)));
    }
    return hash.digest('hex');
  };
  const before = await bytes();
  const again = await inject(path.join(dir, 'ours'));
  assert.ok(again.files.every(({ status }) => status === 'unchanged'));
  await official('sourcemaps', 'inject', path.join(dir, 'ours'));
  assert.equal(await bytes(), before);
});

/** Scripts of each kind, what runs them, and where the code of the ID is to be. @type {[name: string, text: string, expected: RegExp][]} */
const KINDS = [
  ['classic.cjs', 'x = typeof this; console.log(x);', /^!function/],
  [
    'strict.cjs',
    '"use strict"\nfunction f() { return this }\nconsole.log(f() === undefined)',
    /^"use strict"\n!/,
  ],
  [
    'joined.cjs',
    "/*! licence */'use strict';console.log((function(){return this})())",
    /'use strict';\n!/,
  ],
  [
    'client.mjs',
    '"use client";import a from "node:path";console.log(typeof a)',
    /^"use client";\n!/,
  ],
  [
    'module.mjs',
    'import "node:path"\nexport const a = await 1; console.log(a, import.meta.url !== "")',
    /^!/,
  ],
  ['hashbang.mjs', '#!/usr/bin/env node\nconsole.log("x")', /^#!.*\n!/],
  [
    'both.cjs',
    '#!/usr/bin/env node\n"use strict"\n;console.log((function(){return this})())',
    /"use strict"\n;\n!/,
  ],
  ['expression.cjs', '"a"\n.length; console.log(1)', /^!/],
  ['bracket.cjs', "'use strict'\nvar a = 1\n;[a].forEach(x => console.log(x))", /^'use strict'\n!/],
  [
    'bom.cjs',
    '\ufeff"use strict";console.log((function(){return this})())',
    /^\ufeff"use strict";\n!/,
  ],
  ['worker.cjs', 'require("node:worker_threads"); console.log(typeof window)', /^!/],
];

test('scripts of all kinds run as they ran before', async (t) => {
  const files = Object.fromEntries(
    KINDS.flatMap(([name, text]) => [
      [name, `${text}\n//# sourceMappingURL=${name}.map\n`],
      [`${name}.map`, JSON.stringify({ ...MAP, file: name })],
    ]),
  );
  const dir = await folder(t, files);
  const run = async () =>
    Promise.all(
      KINDS.map(async ([name]) => {
        const { stdout } = await promisify(execFile)(process.execPath, [path.join(dir, name)]);
        return [name, stdout];
      }),
    );
  const before = await run();
  const report = await inject(dir);
  assert.deepEqual(
    report.files.map(({ status }) => status),
    KINDS.map(() => 'injected'),
  );
  for (const [name, , expected] of KINDS)
    assert.match(await readFile(path.join(dir, name), 'utf8'), expected, name);
  assert.deepEqual(await run(), before);
  const worker = `new (require("node:worker_threads").Worker)(${JSON.stringify(path.join(dir, 'worker.cjs'))})`;
  const { stdout } = await promisify(execFile)(process.execPath, ['-e', worker]);
  assert.equal(stdout, 'undefined\n');
});

test('where there is a window, a script tells its ID under a stack that leads to it', async (t) => {
  const script = '"use strict";count += 1\n//# sourceMappingURL=a.js.map\n';
  const dir = await folder(t, { 'a.js': script, 'a.js.map': JSON.stringify(MAP) });
  const { files } = await inject(dir, { service: 'a</script>"\u2028', version: '1.0' });
  const text = await readFile(path.join(dir, 'a.js'), 'utf8');
  assert.ok(!text.includes('</script>'));
  for (const limit of [10, 0, undefined]) {
    const page = /** @type {any} */ ({ count: 0 });
    page.window = page;
    vm.createContext(page);
    vm.runInContext(`window.Error = Error; Error.stackTraceLimit = ${limit}`, page);
    vm.runInContext(text, page, { filename: 'https://example.com/a.js' });
    const [[stack, context], ...more] = Object.entries(page.DD_SOURCE_CODE_CONTEXT);
    assert.deepEqual(more, []);
    assert.match(stack, /^Error\n.*https:\/\/example\.com\/a\.js:2:\d+\)?$/);
    const expected = { service: 'a</script>"\u2028', version: '1.0', ddDebugId: files[0]?.debugId };
    assert.deepEqual({ .../** @type {object} */ (context) }, expected);
    assert.deepEqual([page.count, vm.runInContext('Error.stackTraceLimit', page)], [1, limit]);
  }
});

/** @param {string} name @param {string} [code] */
const pair = (name, code = 'a()') => ({
  [name]: `${code}\n//# sourceMappingURL=${path.basename(name)}.map\n`,
  [`${name}.map`]: JSON.stringify(MAP),
});

test('the command line tells of each script, writes nothing in a dry run, and fails where something failed', async (t) => {
  const dir = await folder(t, {
    ...pair('a.js'),
    ...pair('b.js'),
    'b.js.map': '{"mappings":"AA',
    ...pair('c.js'),
  });
  await writeFile(path.join(dir, 'a.js.gz'), gzipSync('a()'));
  const hash = createHash('sha384')
    .update(await readFile(path.join(dir, 'c.js')))
    .digest('base64');
  await writeFile(
    path.join(dir, 'index.html'),
    `<script src="c.js" integrity="sha384-${hash}"></script>`,
  );
  const all = async () =>
    Promise.all(
      (await readdir(dir))
        .sort()
        .map(async (name) => [name, await readFile(path.join(dir, name), 'utf8')]),
    );
  const before = await all();
  const dry = await mapship(['sourcemaps', 'inject', dir, '--dry-run', '--json']);
  assert.equal(dry.code, 3);
  assert.deepEqual(
    dry
      .json()
      .files.map((/** @type {any} */ { status, issues }) => [
        status,
        issues.map((/** @type {any} */ { code }) => code),
      ]),
    [
      ['injected', ['inject-stale-copy']],
      ['failed', ['map-json-truncated']],
      ['failed', ['inject-integrity']],
    ],
  );
  assert.deepEqual(await all(), before);
  const { code, stdout } = await mapship(['sourcemaps', 'inject', dir]);
  assert.equal(code, 3);
  assert.match(stdout, /a\.js: [\da-f-]{36}, injected\n/);
  assert.match(stdout, /error: .*\[map-json-truncated\]\n {4}→ /);
  assert.match(stdout, /1 injected, 2 failed\n$/);
  const now = new Map(/** @type {[string, string][]} */ (await all()));
  assert.deepEqual(
    [...now.keys()],
    before.map(([name]) => name),
  );
  for (const [name = '', text] of before)
    assert.equal(now.get(name) === text, !/^a\.js(?:\.map)?$/.test(name), name);
  const none = await mapship(['sourcemaps', 'inject', path.join(dir, 'index.html')]);
  assert.deepEqual([none.code, none.stdout], [5, '']);
  assert.equal((await mapship(['sourcemaps', 'inject', path.join(dir, 'none')])).code, 2);
});

test('files are written whole or not at all, with their modes, through links', async (t) => {
  const dir = await folder(t, { ...pair('real/a.js'), ...pair('shut/b.js') });
  await chmod(path.join(dir, 'real/a.js'), 0o755);
  await mkdir(path.join(dir, 'dist'));
  for (const name of ['a.js', 'a.js.map'])
    await symlink(`../real/${name}`, path.join(dir, 'dist', name));
  const names = ['a.js', 'a.js.map'].map((name) => path.join(dir, 'dist', name));
  const { files } = await inject(names);
  assert.equal(files[0]?.status, 'injected');
  const { mode } = await stat(path.join(dir, 'real/a.js'));
  assert.equal(mode & 0o777, 0o755);
  assert.match(await readFile(path.join(dir, 'real/a.js'), 'utf8'), /ddDebugId/);
  // the map was written, the script was not: the second time only that is left to do
  const shut = path.join(dir, 'shut');
  const script = await readFile(path.join(shut, 'b.js'), 'utf8');
  await inject(shut);
  const whole = await readFile(path.join(shut, 'b.js.map'), 'utf8');
  await writeFile(path.join(shut, 'b.js'), script);
  assert.equal((await inject(shut)).files[0]?.status, 'injected');
  assert.equal(await readFile(path.join(shut, 'b.js.map'), 'utf8'), whole);
  assert.deepEqual((await readdir(shut)).sort(), ['b.js', 'b.js.map']);
});

test('scripts that name one map have to be copies', async (t) => {
  const link = '\n//# sourceMappingURL=a.js.map\n';
  const map = JSON.stringify(MAP);
  const copies = await folder(t, { 'a.js': `a()${link}`, 'b.js': `a()${link}`, 'a.js.map': map });
  const { files } = await inject(copies);
  assert.deepEqual(
    files.map(({ status }) => status),
    ['injected', 'injected'],
  );
  assert.equal(new Set(files.map(({ debugId }) => debugId)).size, 1);
  assert.equal(JSON.parse(await readFile(path.join(copies, 'a.js.map'), 'utf8')).mappings, ';AAAA');
  const others = await folder(t, { 'a.js': `a()${link}`, 'b.js': `b()${link}`, 'a.js.map': map });
  const report = await inject(others);
  assert.deepEqual(
    [report.ok, report.files.map(({ status }) => status)],
    [false, ['failed', 'failed']],
  );
  assert.equal(await readFile(path.join(others, 'a.js.map'), 'utf8'), map);
});

test('bundles of React Native have the ID of the official client', async (t) => {
  const files = {
    'main.jsbundle': 'a()\n//# sourceMappingURL=m.map',
    'main.jsbundle.map': JSON.stringify(MAP),
  };
  const [ours, theirs] = [await folder(t, files), await folder(t, files)];
  const { code } = await mapship(['react-native', 'inject-debug-id', ours]);
  assert.equal(code, 0);
  await official('react-native', 'inject-debug-id', theirs);
  const ids = await Promise.all(
    [ours, theirs].map(async (dir) => {
      const bundle = await readFile(path.join(dir, 'main.jsbundle'), 'utf8');
      assert.match(bundle, /\n\/\/# sourceMappingURL=m\.map/);
      const { debugId, mappings } = JSON.parse(
        await readFile(path.join(dir, 'main.jsbundle.map'), 'utf8'),
      );
      // what runs tells the same
      const app = vm.createContext({ a() {} });
      vm.runInContext(bundle, app);
      const told = Object.values(/** @type {any} */ (app)._datadogDebugIds);
      return [
        debugId,
        mappings,
        found(bundle, /^\/\/# debugId=(.*)$/m),
        told,
        /** @type {any} */ (app)._datadogDebugIdMeta,
      ];
    }),
  );
  assert.deepEqual(ids[0], ids[1]);
  const args = [
    'react-native',
    'inject-debug-id',
    '--bundle',
    path.join(ours, 'main.jsbundle'),
    '--json',
  ];
  const again = await mapship(args);
  assert.equal(again.json().files[0].status, 'unchanged');
  assert.equal((await mapship(['react-native', 'inject-debug-id'])).code, 2);
});

test('what Hermes compiles still carries the ID, and a composed map gets it', async (t) => {
  const compiled = new URL('../fixtures/symbols/hermes/', import.meta.url);
  const dir = await folder(t, {
    'main.jsbundle': await readFile(new URL('id.hbc', compiled)),
    'main.jsbundle.map': JSON.stringify(MAP),
    'other.jsbundle': await readFile(new URL('app.hbc', compiled)),
    'other.jsbundle.map': JSON.stringify(MAP),
  });
  const run = (/** @type {string} */ bundle) =>
    mapship([...'react-native inject-debug-id --json --bundle'.split(' '), path.join(dir, bundle)]);
  const made = await run('main.jsbundle');
  assert.equal(made.code, 0, made.stdout);
  // that of the bundle before it was compiled
  const id = found(await readFile(new URL('id.jsbundle', compiled), 'utf8'), /debugId=(.*)/);
  const [{ status, debugId }] = made.json().files;
  assert.deepEqual([status, debugId], ['recorded', id]);
  const map = await readFile(path.join(dir, 'main.jsbundle.map'), 'utf8');
  assert.deepEqual(JSON.parse(map), { ...MAP, debugId: id });
  assert.equal((await run('main.jsbundle')).json().files[0].status, 'unchanged');
  const none = await run('other.jsbundle');
  assert.equal(none.code, 3);
  assert.equal(none.json().files[0].issues[0].code, 'inject-bytecode');
});
