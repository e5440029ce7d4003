// The package as people get it: packed, installed into an empty project outside of the workspace, and used from there.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, readdir, realpath, rm, writeFile } from 'node:fs/promises';
import { createRequire, isBuiltin } from 'node:module';
import { homedir, tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';

import { Ajv2020 } from 'ajv/dist/2020.js';

import {
  PACKAGE,
  evaluate,
  filesIn,
  install,
  installed,
  mapship,
  pack,
  run,
} from '../package/install.js';
import { BUDGETS, hold } from '../package/budgets.js';
import { stage } from '../package/stage.js';
import { leadsOfModule, leadsOfTypes } from '../package/leads.js';
import { BUILD, MAP, SCRIPT } from './world.js';

const ROOT = path.dirname(PACKAGE);

let project = '';
let own = '';
/** @type {string[]} */
let packed = [];

before(async () => {
  // outside of the workspace, so that nothing missing is found in its node_modules
  project = await realpath(await mkdtemp(path.join(tmpdir(), 'mapship-package-')));
  const tarball = await pack(path.join(project, 'tarball'));
  packed = tarball.files.map((file) => file.path);
  await install(tarball.file, path.join(project, 'app'));
  project = path.join(project, 'app');
  own = path.join(project, 'node_modules', 'mapship');
});

after(() => rm(path.dirname(project), { recursive: true, force: true }));

/** @param {string} file */
const read = (file) => readFile(path.join(own, file), 'utf8');
const manifest = async () => JSON.parse(await read('package.json'));

/**
 * @param {import('../package/install.js').Ended} ended
 * @returns {any} the JSON that it printed, and nothing else
 */
function printed({ code, stdout, stderr }) {
  assert.equal(code, 0, stderr);
  assert.equal(stderr, '');
  return JSON.parse(stdout);
}

/** Checks, inspects and uploads, without a network, and prints what came of it. */
const WORK = `
  const files = [
    { file: new TextEncoder().encode(${JSON.stringify(MAP)}), name: 'app.js.map' },
    { file: new Blob([${JSON.stringify(SCRIPT)}]), name: 'app.js' },
  ];
  const event = { service: 'web', version: '1', minified_url: 'https://example.com/app.js' };
  Promise.all([
    check(files, { event }),
    check(new Uint8Array([1]), { type: 'pe_symbol_file', event: { pdb_age: 'x' } }),
    inspect(files),
    upload(files, { event, dryRun: true, git: false }),
  ]).then((reports) => console.log(JSON.stringify(reports)));
`;

/** @param {any[]} reports those that WORK prints */
function assertWorked([good, bad, inspected, uploaded]) {
  assert.equal(good.ok, true, JSON.stringify(good));
  assert.deepEqual(
    good.files.map((/** @type {any} */ file) => [file.type, file.format, file.event.service]),
    [['js_sourcemap', 'source-map', 'web']],
  );
  assert.equal(bad.ok, false);
  const paths = bad.files[0].issues.map((/** @type {any} */ issue) => issue.at.path);
  assert.ok(paths.includes('event.pdb_age'), paths.join());
  assert.deepEqual(
    inspected.files.map((/** @type {any} */ file) => file.path),
    ['app.js.map', 'app.js'],
  );
  assert.equal(uploaded.files[0].upload.status, 'dry-run');
  assert.ok(uploaded.files[0].upload.bytes > MAP.length + SCRIPT.length);
}

test('the package holds what it needs, and nothing else', async () => {
  const allowed =
    /^(?:[\w-]+\.(?:js|d\.ts)|(?:check|cli(?:\/(?:completion|config|init|datadog-ci(?:\/react-native)?|doctor))?|core|frameworks|git|host(?:\/(?:collect|vendor))?|http|inject|intake|lookups|options|page-server|plan|plugin|receipt|report|send(?:\/(?:wire|after-upload|deferred))?|text|verify)\/[\w-]+\.(?:js|d\.ts)|page\/[\w./-]+|schema\/(?:\w+\.json|events\.d\.ts)|docs\/[\w-]+\.(?:md|webp)|wasm\/(?:core|lookups|jvm|native|pdb|verify)(?:\.js|\.d\.ts|_bg\.wasm)|package\.json|README\.md|SECURITY\.md|LICENSE|CHANGELOG\.md)$/;
  assert.deepEqual(
    packed.filter((file) => !allowed.test(file)),
    [],
    'files that nobody needs',
  );
  // npm shows the one, and the licence asks that it goes with every copy
  const missing = ['README.md', 'CHANGELOG.md', 'SECURITY.md', 'LICENSE'].filter(
    (file) => !packed.includes(file),
  );
  assert.deepEqual(missing, [], 'files that everybody expects');
  assert.deepEqual(await filesIn(own), [...packed].sort(), 'what is packed is what is installed');
});

test('every entry point leads to a file of the package', async () => {
  const { exports, imports, bin } = await manifest();
  /** @type {string[]} */
  const targets = [];
  const gather = (/** @type {unknown} */ value) => {
    if (typeof value === 'string') targets.push(value.replace(/^\.\//, ''));
    else Object.values(/** @type {object} */ (value)).forEach(gather);
  };
  [exports, imports, bin].forEach(gather);
  assert.ok(targets.length > 8);
  const missing = targets.filter((target) => {
    const [start = '', end = ''] = target.split('*');
    return !packed.some((file) => file.startsWith(start) && file.endsWith(end));
  });
  assert.deepEqual(missing, []);
});

test('whatever a file of the package leads to is in it, in its dependencies or in Node', async () => {
  const dependencies = Object.keys((await manifest()).dependencies);
  const wrong = [];
  const seen = { modules: 0, types: 0, wasm: 0 };
  // the page finds its modules where the package has them
  const modules = /** @type {string[]} */ (JSON.parse(await read('page/modules.json')));
  const shared = modules.filter((name) => packed.includes(`wasm/${path.posix.basename(name)}`));
  const there = [...packed, ...shared.map((name) => `page/${name}`)];
  for (const file of packed) {
    const isTypes = file.endsWith('.d.ts');
    if (!isTypes && !file.endsWith('.js')) continue;
    const text = await read(file);
    for (const name of isTypes ? leadsOfTypes(text) : leadsOfModule(text)) {
      seen[isTypes ? 'types' : name.endsWith('.wasm') ? 'wasm' : 'modules'] += 1;
      if (isBuiltin(name)) continue;
      if (name.startsWith('.')) {
        const target = path.posix.join(path.posix.dirname(file), name);
        const isThere = there.some(
          (one) =>
            // types by the name of their module, or a folder
            [target, target.replace(/\.js$/, '.d.ts')].includes(one) ||
            one.startsWith(`${target.replace(/\/$/, '')}/`),
        );
        if (!isThere) wrong.push(`${file}: ${name} is not there`);
        continue;
      }
      const isDeclared =
        name.startsWith('#') || dependencies.some((known) => name.startsWith(known));
      try {
        const found = createRequire(path.join(own, file)).resolve(name);
        if (!isDeclared || !found.startsWith(project)) wrong.push(`${file}: ${name} is undeclared`);
      } catch {
        wrong.push(`${file}: ${name} is not there`);
      }
    }
  }
  assert.ok(seen.modules > 500 && seen.types > 20 && seen.wasm > 5, JSON.stringify(seen));
  assert.deepEqual(wrong, []);
});

test('each WebAssembly module is packed once', async () => {
  const hashes = new Map();
  for (const file of packed.filter((name) => name.endsWith('.wasm'))) {
    hashes.set(
      createHash('sha256')
        .update(await readFile(path.join(own, file)))
        .digest('hex'),
      file,
    );
  }
  assert.equal(hashes.size, packed.filter((name) => name.endsWith('.wasm')).length);
  assert.equal(hashes.size, 6);
});

test('the page of the installed package is whole, written into a folder and served', async () => {
  const built = await filesIn(path.join(PACKAGE, 'page'));
  const expected = built.filter((file) => file !== 'modules.json');
  assert.ok(expected.filter((file) => file.endsWith('.wasm')).length >= 5);
  const { code, stderr } = await mapship(project, ['page', '--write', 'site/page']);
  assert.equal(code, 0, stderr);
  const site = path.join(project, 'site/page');
  assert.deepEqual(await filesIn(site), expected);
  const { listPage } = await import(
    pathToFileURL(path.join(own, 'page-server/page-files.js')).href
  );
  const served = listPage(path.join(own, 'page'));
  assert.deepEqual([...served.keys()].sort(), expected.map((file) => `/${file}`).sort());
  for (const file of expected) {
    const bytes = await readFile(path.join(PACKAGE, 'page', file));
    assert.ok(bytes.equals(await readFile(path.join(site, file))), file);
    assert.ok(bytes.equals(await readFile(served.get(`/${file}`))), file);
  }
});

test('links on the front page lead to the project, where its address is known', async () => {
  const address = 'https://example.com/acme/mapship';
  const staged = path.join(project, 'with-address');
  await stage(staged, address);
  const { repository, homepage, bugs, version } = JSON.parse(
    await readFile(path.join(staged, 'package.json'), 'utf8'),
  );
  assert.deepEqual(repository, { type: 'git', url: `git+${address}.git`, directory: 'pkg' });
  assert.deepEqual([homepage, bugs.url], [`${address}#readme`, `${address}/issues`]);
  const targets = links(await readFile(path.join(staged, 'README.md'), 'utf8'));
  assert.ok(targets.length > 20);
  for (const target of targets) {
    const [, kind, file = ''] =
      new RegExp(`^${address}/(blob|raw)/v${version}/pkg/(.+)$`).exec(target) ?? [];
    assert.equal(kind, file.endsWith('.webp') ? 'raw' : 'blob', target);
    assert.ok(packed.includes(file), target);
  }
});

test('links between the pages of the package lead to pages that are in it', async () => {
  const wrong = [];
  for (const page of packed.filter((file) => file.endsWith('.md'))) {
    for (const target of links(await read(page))) {
      if (/^(?:[a-z]+:|#)/.test(target)) continue;
      const file = path.posix.join(path.posix.dirname(page), target.replace(/#.*/, ''));
      if (!packed.includes(file)) wrong.push(`${page}: ${target}`);
    }
  }
  assert.deepEqual(wrong, []);
});

/** @param {string} markdown @returns {string[]} */
function links(markdown) {
  const found = markdown.replace(/^```[^]*?^```$/gm, '').matchAll(/\]\(([^)\s]+)\)/g);
  return Array.from(found, ([, target = '']) => target);
}

test('every room of the package in the repository is packed', async () => {
  const rooms = (await readdir(PACKAGE, { withFileTypes: true }))
    .filter((entry) => entry.isDirectory() && entry.name !== 'node_modules')
    .map(({ name }) => name);
  const missing = [];
  for (const room of rooms) {
    for (const file of await filesIn(path.join(PACKAGE, room))) {
      // the page takes its modules from where the package has them
      const isShared = room === 'page' && file.endsWith('.wasm');
      if (!isShared && !packed.includes(`${room}/${file}`)) missing.push(`${room}/${file}`);
    }
  }
  assert.deepEqual(missing, []);
});

test('no file names a path of this machine or a registry', async () => {
  const registry = (await run('npm', ['config', 'get', 'registry'], project)).stdout.trim();
  const places = [ROOT, path.join(homedir(), path.sep), '/.cargo/', '\\.cargo\\', tmpdir()];
  const hosts = ['registry.npmjs.org', 'crates.io'];
  if (URL.canParse(registry)) hosts.push(new URL(registry).host);
  const named = [];
  for (const file of packed) {
    const content = await readFile(path.join(own, file), 'latin1');
    for (const text of [...places.filter((place) => place.length > 4), ...hosts]) {
      const at = content.indexOf(text);
      if (at >= 0) named.push(`${file}: ${content.slice(at, at + 80).replace(/[^ -~]+/g, ' ')}`);
    }
  }
  assert.deepEqual(named, []);
});

test('a budget holds to its limit, and fails above it or where nothing was measured', () => {
  const inBytes = (/** @type {string} */ unit) => (unit === 'kB' || unit === 'gzipped' ? 1000 : 1);
  const budgets = Object.entries(BUDGETS);
  const full = Object.fromEntries(
    budgets.map(([name, { unit, limit }]) => [name, limit * inBytes(unit)]),
  );
  assert.deepEqual(hold(full).over, []);
  assert.equal(hold({}).over.length, budgets.length);
  for (const [name] of budgets) {
    const { over } = hold({ ...full, [name]: Number(full[name]) * 1.01 });
    assert.equal(over.length, 1, name);
    assert.ok(over[0]?.startsWith(name), over[0]);
  }
});

test('installing it brings few packages, and runs no code', async () => {
  const packages = await installed(project);
  const names = packages.map(({ name }) => name);
  for (const name of ['mapship', ...Object.keys((await manifest()).dependencies)]) {
    assert.ok(names.includes(name), `${name} is not installed`);
  }
  assert.ok(packages.length <= 12, `${packages.length} packages: ${names}`);
  assert.deepEqual(
    packages.filter(({ scripts }) => scripts.length > 0),
    [],
  );
  const licences = /^(?:MIT|ISC|Apache-2\.0|BSD-[23]-Clause|0BSD)$/;
  assert.deepEqual(
    packages.filter(({ licence }) => !licences.test(licence)),
    [],
  );
});

test('import', async () => {
  const code = `import { check, inspect, upload } from 'mapship';${WORK}`;
  assertWorked(printed(await evaluate(project, 'module', code)));
});

test('require', async () => {
  const code = `const { check, inspect, upload } = require('mapship');${WORK}`;
  assertWorked(printed(await evaluate(project, 'commonjs', code)));
});

test('import and require in one program share the core and the errors', async () => {
  const code = `
    const required = require('mapship');
    import('mapship').then(async (imported) => {
      const error = await imported.check('nowhere.js').catch((error) => error);
      console.log(JSON.stringify([
        imported.check === required.check, error instanceof required.FileError, error.name, error.code,
      ]));
    });`;
  const got = printed(await evaluate(project, 'commonjs', code));
  assert.deepEqual(got, [true, true, 'FileError', 'file-unreadable']);
});

test('mapship/intake takes an upload', async () => {
  const code = `
    import { upload } from 'mapship';
    import { startIntake } from 'mapship/intake';
    const intake = await startIntake({ requireKey: 'right', dir: 'received' });
    const send = (apiKey) => upload(new Blob(['{"a.cpp":{"A.cs":{"2":1}}}']), {
      type: 'il2cpp_mapping_file', event: { build_id: 'b' }, intakeUrl: intake.url, apiKey, git: false,
    });
    const sent = await send('right');
    const refused = await send('wrong');
    const uploads = await intake.uploads();
    await intake.close();
    console.log(JSON.stringify([sent.ok, refused.ok, refused.files[0].upload.httpStatus, uploads.length, uploads[0].event]));`;
  const [sent, refused, status, count, event] = printed(await evaluate(project, 'module', code));
  assert.deepEqual([sent, refused, status, count], [true, false, 403, 1]);
  assert.equal(event.type, 'il2cpp_mapping_file');
  assert.equal(event.build_id, 'b');
});

test('the other entry points: schemas, the core, package.json', async () => {
  const names = [
    'mapship/package.json',
    'mapship/core.wasm',
    ...(await schemaFiles()).map((name) => `mapship/schema/${name}`),
  ];
  assert.equal(names.length, 15);
  const code = `console.log(JSON.stringify(${JSON.stringify(names)}.map((name) => import.meta.resolve(name))))`;
  const found = printed(await evaluate(project, 'module', code));
  for (const url of found) assert.ok(fileURLToPath(url).startsWith(own), url);
  const wasm = await readFile(fileURLToPath(found[1]));
  assert.ok(WebAssembly.Module.exports(new WebAssembly.Module(wasm)).length > 5);
  const json = `
    import schema from 'mapship/schema/js_sourcemap.json' with { type: 'json' };
    import { version } from 'mapship';
    console.log(JSON.stringify([schema.title, await version()]))`;
  const { code: end, stdout, stderr } = await evaluate(project, 'module', json);
  assert.equal(end, 0, stderr);
  assert.deepEqual(JSON.parse(stdout), ['js_sourcemap', (await manifest()).version]);
});

test('the plugins: each is a default export and a named one, for import and require', async () => {
  for (const bundler of ['esbuild', 'rolldown', 'rollup', 'rsbuild', 'rspack', 'vite', 'webpack']) {
    for (const [kind, code] of /** @type {const} */ ([
      ['module', `import same, { mapship } from 'mapship/${bundler}';`],
      ['commonjs', `const { mapship, default: same } = require('mapship/${bundler}');`],
    ])) {
      const look =
        'console.log(JSON.stringify([same === mapship, typeof mapship({ service: "x" })]))';
      assert.deepEqual(printed(await evaluate(project, kind, `${code}\n${look}`)), [
        true,
        'object',
      ]);
    }
  }
});

test('what is not an entry point cannot be reached', async () => {
  for (const name of ['mapship/core.js', 'mapship/cli.js', 'mapship/schema/nope.json']) {
    const { code, stderr } = await evaluate(project, 'module', `await import('${name}')`);
    assert.equal(code, 1);
    assert.match(stderr, /ERR_PACKAGE_PATH_NOT_EXPORTED|ERR_MODULE_NOT_FOUND/, name);
  }
});

test('the command line', async () => {
  const dist = path.join(project, 'dist');
  await mkdir(dist);
  for (const [name, content] of Object.entries(BUILD)) {
    await writeFile(path.join(project, name), content);
  }
  const asked = await mapship(project, ['--version']);
  assert.equal(asked.stdout.trim(), (await manifest()).version);
  const good = printed(await mapship(project, ['check', 'dist', '--json']));
  assert.equal(good.ok, true);
  assert.equal(good.files.length, 1);
  await rm(path.join(dist, 'app.js'));
  const bad = await mapship(project, ['check', 'dist', '--json']);
  assert.equal(bad.code, 3, bad.stderr);
  assert.equal(JSON.parse(bad.stdout).ok, false);
});

test('what is declared is there, and what is there is declared', async () => {
  for (const entry of ['mapship', 'mapship/config', 'mapship/intake']) {
    const { exports } = await manifest();
    const { types } = exports[entry.replace('mapship', '.')];
    const declared = (await read(types)).matchAll(
      /^export (?:declare )?(?:async )?(?:function|class|const|let) (\w+)/gm,
    );
    const names = Array.from(declared, ([, name]) => name).sort();
    assert.ok(names.length >= 2);
    const code = `import * as all from '${entry}'; console.log(JSON.stringify(Object.keys(all)))`;
    assert.deepEqual(printed(await evaluate(project, 'module', code)).sort(), names, entry);
  }
});

/** A program that uses all of the types, and is right. */
const RIGHT = `
import { check, inspect, types, upload, version, FileError, InternalError, MapshipError, UsageError } from 'mapship';
import type { FileReport, Input, Issue, Outcome, Progress, Report, TypeDeclaration, UploadEvent, UploadOptions, UploadType } from 'mapship';
import { defineConfig, loadConfig, type Config, type LoadedTarget } from 'mapship/config';
import { startIntake, IntakeError } from 'mapship/intake';
import schema from 'mapship/schema/js_sourcemap.json' with { type: 'json' };
import { mapship, type PluginOptions } from 'mapship/webpack';
import vite, { type VitePluginOptions } from 'mapship/vite';

const plugin: PluginOptions = { sourcemaps: 'hidden', afterUpload: { move: 'maps' }, onError: 'warn', enabled: true, dryRun: true };
const byEnvironment: VitePluginOptions = { ...plugin, minifiedPathPrefix: { client: '/a', ssr: '/b' } };
const made: [{ apply(compiler: unknown): void }, { name: string }] = [mapship(plugin), vite(byEnvironment)];
void [made, mapship(), vite()];
const input: Input = ['a.js', new Uint8Array(), new Blob([]), { file: new Blob([]), name: 'assets/app.js' }, { file: 'b' }];
const event: UploadEvent = { type: 'pe_symbol_file', arch: 'x64', pdb_age: 1, pdb_sig: 'g' };
const wide: UploadEvent = { type: 'jvm_mapping_file', service: 's', version: '1', version_code: 1n };
const options: UploadOptions = {
  type: 'js_sourcemap', service: 'web', version: '1', projectPath: 'src/', minifiedPathPrefix: '/static',
  parts: { repository: new Uint8Array() }, allowUnknown: true, allowEmpty: false,
  signal: new AbortController().signal,
  onProgress(progress: Progress) { const n: number = progress.done; void n; },
  apiKey: 'k', site: 'US3', intakeUrl: 'http://127.0.0.1', git: { cwd: '.' }, dryRun: true, maxConcurrency: 2,
};
const byRelay: UploadOptions = { relay: { url: 'http://127.0.0.1:8700', session: 's' } };
const config: Config = defineConfig({ site: 'US3', targets: [{ path: 'dist', service: 's', event: { version: '1' }, parts: { repository: 'r' } }] });
defineConfig(async () => ({ targets: [{ type: 'repository' }] }));
export async function work(): Promise<void> {
  const target: LoadedTarget | undefined = (await loadConfig({ cwd: '.' }))?.targets[0];
  if (target) await upload(target.input, target.options);
  const report: Report = await upload(input, options);
  await upload(input, byRelay);
  const file: FileReport | undefined = report.files[0];
  const issue: Issue | undefined = file?.issues[0];
  const outcome: Outcome | undefined = file?.upload;
  const line: number | undefined = issue?.at.line;
  const kind: UploadType | undefined = file?.type;
  await check('dist');
  await check(new Blob([]), { event });
  await check(new Blob([]), { event: wide });
  await check(new Blob([]), { type: 'elf_symbol_file', event: { arch: 'x86_64' } });
  await inspect(new Uint8Array(), { signal: AbortSignal.timeout(1) });
  const all: TypeDeclaration[] = await types();
  const text: string = await version();
  try { await check('nowhere'); } catch (error) {
    if (error instanceof FileError) { const at: string = error.path; void at; }
    if (error instanceof UsageError || error instanceof InternalError) { const base: MapshipError = error; void base.help; }
    if (error instanceof IntakeError) throw error;
  }
  const intake = await startIntake({ port: 0, faults: ['429'] });
  const url: string = intake.url;
  await intake.close();
  void [outcome, line, kind, all, text, url, schema.title, config];
}
`;

const REQUIRED = `
import mapship = require('mapship');
export const report: Promise<mapship.Report> = mapship.check(new Uint8Array());
`;

/** Programs that are wrong, each in one place. */
const WRONG = {
  'an event field of another kind':
    "check(b, { event: { type: 'pe_symbol_file', pdb_age: 'x' } });",
  'an event field that the type does not have':
    "check(b, { event: { type: 'ios_symbols', pdb_age: 1 } });",
  'an event of no type': "check(b, { event: { type: 'symbols' } });",
  'a whole event without a field':
    "const e: UploadEvent = { type: 'pe_symbol_file', arch: 'x64', pdb_age: 1 }; void e;",
  'an enumeration':
    "const e: UploadEvent = { type: 'react_native_sourcemap', service: 's', version: '1', bundle_name: 'b', platform: 'web' }; void e;",
  'an unknown option': "check(b, { serivce: 'web' });",
  'an option of upload for check': 'check(b, { dryRun: true });',
  'an option of another kind': "upload(b, { maxConcurrency: '2' });",
  'an unknown type': "check(b, { type: 'sourcemap' });",
  'an unknown part': 'check(b, { parts: { sourcemap: b } });',
  'an input of another kind': 'check(5);',
  'no input': 'upload();',
  'an unknown member of the report': 'check(b).then((r) => r.errors);',
  'a report that is not awaited': 'check(b).ok;',
  'an unknown phase': "upload(b, { onProgress: (p) => p.phase === 'done' });",
  'an option of the intake': "startIntake({ port: '8126' });",
  'an unknown option of a plugin': "mapship({ serivce: 'x' });",
  'an option of a plugin of another kind': "mapship({ afterUpload: 'remove' });",
  'an option of another plugin': "mapship({ minifiedPathPrefix: { client: '/a' } });",
};

test('the types let a right program compile, and no wrong one', async () => {
  const folder = path.join(project, 'typed');
  await mkdir(folder);
  const head =
    "import { check, upload, type UploadEvent } from 'mapship';\nimport { startIntake } from 'mapship/intake';\nimport { mapship } from 'mapship/webpack';\n" +
    'const b = new Uint8Array();\nvoid [check, upload, startIntake, mapship, b];\nexport type T = UploadEvent;\n';
  await writeFile(path.join(folder, 'right.mts'), RIGHT);
  await writeFile(path.join(folder, 'required.cts'), REQUIRED);
  const wrong = Object.entries(WRONG);
  for (const [i, [, code]] of wrong.entries()) {
    await writeFile(path.join(folder, `wrong-${i}.mts`), head + code);
  }
  const browser = { lib: ['es2023', 'dom'], types: [] };
  const node = {
    lib: ['es2023'],
    types: ['node'],
    typeRoots: [path.join(ROOT, 'node_modules/@types')],
  };
  for (const libraries of [browser, node]) {
    const config = {
      compilerOptions: { strict: true, noEmit: true, module: 'nodenext', ...libraries },
    };
    await writeFile(path.join(folder, 'tsconfig.json'), JSON.stringify(config));
    const tsc = path.join(ROOT, 'node_modules/typescript/bin/tsc');
    const { stdout } = await run(process.execPath, [tsc, '-p', '.', '--pretty', 'false'], folder);
    const errors = stdout.split('\n').filter((line) => /error TS\d+/.test(line));
    const elsewhere = errors.filter((line) => !/^wrong-\d+\.mts\(7,/.test(line));
    assert.deepEqual(elsewhere, [], `with ${config.compilerOptions.lib}`);
    const passed = wrong.filter(
      (_, i) => !errors.some((line) => line.startsWith(`wrong-${i}.mts(`)),
    );
    assert.deepEqual(
      passed.map(([name]) => name),
      [],
      'wrong, and yet it compiles',
    );
  }
});

/** Every entry point, in a program that knows neither of Node's types nor of the browser's. */
test('the types of every entry point hold by themselves, however modules are resolved', async () => {
  const folder = path.join(project, 'alone');
  await mkdir(folder);
  const { exports } = await manifest();
  const entries = Object.keys(exports).filter((name) => !/[*]|json$/.test(name));
  assert.ok(entries.length > 15);
  const lines = entries.map((name, i) => `export * as m${i} from 'mapship${name.slice(1)}';`);
  await writeFile(path.join(folder, 'all.mts'), `${lines.join('\n')}\n`);
  const tsc = path.join(ROOT, 'node_modules/typescript/bin/tsc');
  for (const [module, moduleResolution] of [
    ['node16', 'node16'],
    ['nodenext', 'nodenext'],
    ['esnext', 'bundler'],
  ]) {
    const compilerOptions = {
      module,
      moduleResolution,
      strict: true,
      noEmit: true,
      lib: ['es2023'],
    };
    await writeFile(
      path.join(folder, 'tsconfig.json'),
      JSON.stringify({ compilerOptions: { ...compilerOptions, types: [] } }),
    );
    const { code, stdout } = await run(process.execPath, [tsc, '-p', '.'], folder);
    assert.equal(code, 0, `${module}: ${stdout}`);
  }
});

const SHA = '0123456789abcdef0123456789abcdef01234567';
const GUID = '3E3A3E3A-1C05-4E67-B9B7-99D781E5FB5C';
const js = { service: 'web', version: '1.0', minified_url: 'https://example.com/a.js' };
const native = { service: 'app', version: '1', bundle_name: 'main.jsbundle', platform: 'ios' };
const pe = { arch: 'x64', pdb_age: 1, pdb_sig: GUID };
const git = { git_commit_sha: SHA, git_repository_url: 'https://example.com/acme.git' };
const flutter = { service: 's', version: '1', variant: 'v', arch: 'arm', platform: 'android' };

/** @type {[verdict: 'good' | 'bad', type: string, event: Record<string, unknown>, why: string][]} */
const EVENTS = [
  ['good', 'js_sourcemap', js, 'the fewest fields'],
  ['good', 'js_sourcemap', { ...js, ...git, project_path: '', overwrite: true }, 'most fields'],
  ['good', 'js_sourcemap', { minified_url: '/a.js', debug_id: 'd' }, 'by debug ID'],
  ['bad', 'js_sourcemap', { minified_url: '/a.js' }, 'neither a service nor a debug ID'],
  ['bad', 'js_sourcemap', { service: 'web', minified_url: '/a.js' }, 'no version'],
  ['bad', 'js_sourcemap', { ...js, minified_url: undefined }, 'no address'],
  ['bad', 'js_sourcemap', { ...js, service: '' }, 'an empty service'],
  ['good', 'js_sourcemap', { ...js, service: 's'.repeat(200) }, 'a service at its limit'],
  ['bad', 'js_sourcemap', { ...js, service: 's'.repeat(201) }, 'a service past its limit'],
  ['good', 'js_sourcemap', { ...js, service: '🚢'.repeat(200) }, 'characters, not UTF-16 units'],
  ['bad', 'js_sourcemap', { ...js, service: '🚢'.repeat(201) }, 'one character too many'],
  ['bad', 'js_sourcemap', { ...js, version: 1 }, 'a number for a text'],
  ['bad', 'js_sourcemap', { ...js, minified_url: `/${'a'.repeat(2048)}` }, 'a long address'],
  ['bad', 'js_sourcemap', { ...js, overwrite: 'true' }, 'a text for a flag'],
  ['bad', 'js_sourcemap', { ...js, overwrite: 1 }, 'a number for a flag'],
  ['bad', 'js_sourcemap', { ...js, project_path: null }, 'null for a text'],
  ['bad', 'js_sourcemap', { ...js, Service: 'web' }, 'a field in capitals'],
  ['bad', 'js_sourcemap', { ...js, git_commit_sha: SHA.toUpperCase() }, 'a commit in capitals'],
  ['bad', 'js_sourcemap', { ...js, git_commit_sha: SHA.slice(1) }, 'a short commit'],
  ['bad', 'js_sourcemap', { ...js, git_commit_sha: `${SHA}\n` }, 'a commit with its line end'],
  ['bad', 'js_sourcemap', { ...js, ['__proto__']: 'x' }, 'a field with a name of JavaScript'],
  ['good', 'react_native_sourcemap', native, 'the fewest fields'],
  ['bad', 'react_native_sourcemap', { ...native, platform: 'iOS' }, 'a platform in capitals'],
  ['bad', 'react_native_sourcemap', { ...native, bundle_name: '' }, 'an empty name'],
  ['good', 'jvm_mapping_file', { service: 's', version: '1', version_code: 0 }, 'zero'],
  ['bad', 'jvm_mapping_file', { service: 's', version: '1', version_code: -1 }, 'below zero'],
  ['bad', 'jvm_mapping_file', { service: 's', version: '1', version_code: '7' }, 'digits'],
  ['good', 'ios_symbols', { uuids: 'a,b' }, 'UUIDs'],
  ['bad', 'ios_symbols', { uuids: ['a', 'b'] }, 'a list for a text'],
  ['bad', 'ios_symbols', { uuids: '' }, 'no UUID'],
  ['good', 'flutter_symbol_file', flutter, 'the fewest fields'],
  ['bad', 'flutter_symbol_file', { ...flutter, variant: '' }, 'an empty variant'],
  ['good', 'ndk_symbol_file', { arch: 'arm64', build_id: 'b' }, 'the fewest fields'],
  ['bad', 'ndk_symbol_file', { arch: 'arm64' }, 'no build ID'],
  ['good', 'il2cpp_mapping_file', { build_id: 'b' }, 'the fewest fields'],
  ['bad', 'il2cpp_mapping_file', { build_id: 'b', arch: 'arm' }, 'a field of other types'],
  ['good', 'elf_symbol_file', {}, 'no field'],
  ['good', 'elf_symbol_file', { gnu_build_id: 'A'.repeat(16), file_hash: '' }, 'hexadecimal'],
  ['bad', 'elf_symbol_file', { gnu_build_id: 'a'.repeat(15) }, 'too few digits'],
  ['bad', 'elf_symbol_file', { gnu_build_id: 'g'.repeat(16) }, 'no digits'],
  ['bad', 'elf_symbol_file', { file_hash: 'a'.repeat(33) }, 'too many digits'],
  ['good', 'pe_symbol_file', { ...pe, pdb_sig: GUID.toLowerCase() }, 'a GUID in small letters'],
  ['bad', 'pe_symbol_file', { ...pe, pdb_sig: `{${GUID}}` }, 'a GUID in braces'],
  ['bad', 'pe_symbol_file', { ...pe, pdb_sig: GUID.replaceAll('-', '') }, 'a GUID in one piece'],
  ['good', 'pe_symbol_file', { ...pe, pdb_age: 4294967295 }, 'a great age'],
  ['bad', 'pe_symbol_file', { ...pe, pdb_age: 1.5 }, 'no whole number'],
  ['bad', 'pe_symbol_file', { ...pe, pdb_age: true }, 'a flag for a number'],
  ['good', 'repository', git, 'the fewest fields'],
  ['bad', 'repository', { ...git, service: 'web' }, 'a field of other types'],
  ['good', 'wasm_symbol_file', { build_id: '01020304' }, 'the fewest fields'],
  ['bad', 'wasm_symbol_file', { build_id: 'b'.repeat(201) }, 'a long build ID'],
  ['good', 'dotnet_portable_pdb', { debug_id: 'd' }, 'the fewest fields'],
  ['bad', 'dotnet_portable_pdb', { debug_id: 'd', assembly_name: 7 }, 'a number for a text'],
];

/** Unknown keywords and formats are errors; what an `anyOf` requires may be declared outside of it. */
const STRICT = { strict: true, strictRequired: false, allErrors: true };

/** The names of the files with a schema; the types of the events are beside them. */
async function schemaFiles() {
  const files = await readdir(path.join(own, 'schema'));
  return files.filter((name) => name.endsWith('.json'));
}

/** The schemas of the installed package, by type; that of the config file is of no type. */
async function schemas() {
  /** @type {Record<string, any>} */
  const found = {};
  for (const file of await schemaFiles()) {
    if (file === 'config.json') continue;
    found[path.basename(file, '.json')] = JSON.parse(await read(`schema/${file}`));
  }
  return found;
}

/** @returns {Promise<typeof import('mapship')>} of the installed package */
async function api() {
  return import(pathToFileURL(path.join(own, 'index.js')).href);
}

test('every upload type has a schema, of draft 2020-12', async () => {
  const found = await schemas();
  const { types } = await api();
  assert.deepEqual(Object.keys(found).sort(), (await types()).map(({ name }) => name).sort());
  assert.equal(Object.keys(found).length, 12);
  for (const [type, schema] of Object.entries(found)) {
    const ajv = new Ajv2020(STRICT);
    assert.equal(schema.$schema, 'https://json-schema.org/draft/2020-12/schema');
    assert.equal(schema.title, type);
    assert.equal(await ajv.validateSchema(schema), true, JSON.stringify(ajv.errors));
    const isEvent = ajv.compile(schema);
    assert.equal(isEvent([]), false);
    assert.equal(isEvent({ type: 'another' }), false);
    for (const [name, field] of Object.entries(schema.properties)) {
      if (name !== 'type') assert.ok(field.description, `${type}.${name} is not described`);
    }
  }
});

test('schema and check say the same of an event', async () => {
  const found = await schemas();
  const { check } = await api();
  const map = new TextEncoder().encode(MAP);
  const pair = [
    { file: map, name: 'app.js.map' },
    { file: new TextEncoder().encode(SCRIPT), name: 'app.js' },
  ];
  for (const [verdict, type, fields, why] of EVENTS) {
    const event = /** @type {any} */ ({ type, ...fields });
    // as it is sent: a member that is undefined is not there
    const sent = JSON.parse(JSON.stringify(event));
    const isEvent = new Ajv2020(STRICT).compile(found[type]);
    const bySchema = isEvent(sent) ? 'good' : 'bad';
    assert.equal(bySchema, verdict, `schema: ${type}, ${why} ${JSON.stringify(isEvent.errors)}`);
    const { files } = await check(type === 'js_sourcemap' ? pair : map, {
      type: /** @type {any} */ (type),
      event,
    });
    assert.equal(files.length, 1);
    const errors = (files[0]?.issues ?? []).filter(
      ({ severity, at }) => severity === 'error' && at.path?.startsWith('event'),
    );
    const byCheck = errors.length === 0 ? 'good' : 'bad';
    assert.equal(byCheck, verdict, `check: ${type}, ${why} ${JSON.stringify(errors)}`);
  }
});
