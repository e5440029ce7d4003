// Plans: written where a build is made, without a key; sent elsewhere, if all is as it was.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  appendFile,
  cp,
  mkdir,
  readFile,
  readdir,
  rename,
  rm,
  symlink,
  truncate,
  writeFile,
} from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';

import { upload } from 'mapship';

import { CURRENT } from './plugin-bundlers.js';
import { app } from './plugin-world.js';
import { BUILD, ELF, folder, intake, MAP, mapship, nowhere, SCRIPT } from './world.js';

const KEY = 'c0ffee00c0ffee00c0ffee00c0ffee00';
const ENV = { DATADOG_API_KEY: KEY };
const ABOUT = ['--service', 's', '--release-version', '1', '--minified-path-prefix', '/'];
const PLAN = 'mapship-plan.json';

/** @param {string[]} names of scripts */
function build(...names) {
  const files = names.flatMap((name) => [
    [`dist/${name}`, SCRIPT.replace('app.js', path.basename(name))],
    [`dist/${name}.map`, MAP.replace('app.js', path.basename(name))],
  ]);
  return Object.fromEntries(files);
}

/** @param {string} cwd @param {string[]} args */
function defer(cwd, ...args) {
  const common = ['upload', 'dist', ...ABOUT, '--disable-git', '--defer', PLAN, '--json'];
  return mapship([...common, ...args], { cwd });
}

/** @param {string} cwd @param {string} url @param {string[]} args */
function send(cwd, url, ...args) {
  const common = ['upload', '--plan', PLAN, '--intake-url', url, '--json'];
  const pace = ['--max-retries', '0', '--max-concurrency', '1'];
  return mapship([...common, ...pace, ...args], { cwd, env: ENV });
}

/** @param {string} cwd */
async function planIn(cwd) {
  const text = await readFile(path.join(cwd, PLAN), 'utf8');
  assert.ok(!text.includes(cwd), 'a path of the machine is in it');
  return JSON.parse(text);
}

/** @param {string} dir */
async function mapsIn(dir) {
  return (await readdir(dir, { recursive: true })).filter((name) => name.endsWith('.map')).sort();
}

/** @param {{ json(): any }} end */
function codes(end) {
  const { issues, files, error } = end.json();
  if (error) return [error.code];
  const all = [...issues, ...files.flatMap((/** @type {any} */ file) => file.issues)];
  return all.filter(({ severity }) => severity === 'error').map(({ code }) => code);
}

test('a plan is written without a key, and sent from another folder as the upload would have been', async (t) => {
  const [direct, later] = [await intake(t), await intake(t)];
  const css = {
    'dist/main.css': 'a{}\n/*# sourceMappingURL=main.css.map */',
    'dist/main.css.map': MAP,
  };
  const cwd = await folder(t, { ...build('app.js', 'b.js'), ...css });
  const at = ['upload', 'dist', ...ABOUT, '--disable-git', '--intake-url', direct.url];
  assert.equal((await mapship(at, { cwd, env: ENV })).code, 0);
  const planned = await defer(cwd, '--after-upload', 'delete');
  assert.equal(planned.code, 0, planned.stdout + planned.stderr);
  assert.equal(planned.json().files[0].upload.status, 'deferred');
  assert.equal((await mapsIn(cwd)).length, 3);
  const document = await planIn(cwd);
  assert.equal(document.plan, 1);
  const { path: file, size, sha256 } = document.uploads[0].parts[0];
  assert.equal(file, 'dist/app.js.map');
  assert.equal(size, MAP.length);
  assert.equal(sha256, createHash('sha256').update(MAP).digest('hex'));
  const other = path.join(await folder(t), 'elsewhere');
  await cp(cwd, other, { recursive: true });
  await rm(path.join(cwd, 'dist'), { recursive: true });
  const dry = await send(other, later.url, '--dry-run');
  assert.equal(dry.code, 0, dry.stdout);
  assert.equal(dry.json().cleared.maps.length, 3);
  assert.equal((await mapsIn(other)).length, 3);
  const end = await send(other, later.url);
  assert.equal(end.code, 0, end.stdout + end.stderr);
  const held = async (/** @type {typeof direct} */ server) =>
    (await server.uploads())
      .map(({ event, parts }) =>
        JSON.stringify([event, parts.map(({ name, sha256 }) => [name, sha256])]),
      )
      .sort();
  assert.equal((await held(later)).length, 2);
  assert.deepEqual(await held(later), await held(direct));
  assert.deepEqual(await mapsIn(other), []);
  assert.equal(await readFile(path.join(other, 'dist/app.js'), 'utf8'), 'call();\n');
  assert.equal(await readFile(path.join(other, 'dist/main.css'), 'utf8'), 'a{}\n');
  // all is done
  const again = await send(other, later.url);
  assert.equal(again.code, 0, again.stdout);
  assert.equal((await later.uploads()).length, 2);
});

test('files that have changed or are missing are named, and are not sent', async (t) => {
  const server = await intake(t);
  const cwd = await folder(t, build('a.js', 'b.js', 'c.js'));
  assert.equal((await defer(cwd, '--after-upload', 'delete')).code, 0);
  // of the same length, so that only its bytes tell
  await writeFile(path.join(cwd, 'dist/a.js.map'), MAP.replace('app.js', 'z.js'));
  await rename(path.join(cwd, 'dist/b.js'), path.join(cwd, 'b.js'));
  const end = await send(cwd, server.url);
  assert.equal(end.code, 3, end.stdout);
  const told = end.json().files.flatMap((/** @type {any} */ file) => file.issues);
  const messages = told.map((/** @type {any} */ { message }) => message);
  assert.deepEqual(messages, [
    'dist/a.js.map has changed since it was planned',
    "dist/b.js is in the plan, and can't be read",
  ]);
  assert.equal((await server.uploads()).length, 1);
  assert.deepEqual(await mapsIn(cwd), ['dist/a.js.map', 'dist/b.js.map']);
  assert.deepEqual(codes(end), ['map-deployed', 'plan-file-changed', 'plan-file-missing']);
});

test('a build inside of another’s folder is cleared by itself, and keeps nobody from deploying', async (t) => {
  const server = await intake(t);
  const cwd = await folder(t, build('app.js', 'server/main.js'));
  assert.equal((await defer(cwd, '--after-upload', 'delete')).code, 0);
  const document = await planIn(cwd);
  const [whole] = document.clear;
  document.clear.push({ ...whole, folder: 'dist/server', to: 'kept', whole: false });
  await writeFile(path.join(cwd, PLAN), JSON.stringify(document));
  const end = await send(cwd, server.url);
  assert.equal(end.code, 0, end.stdout);
  assert.deepEqual(await mapsIn(cwd), ['kept/main.js.map']);
});

test('what failed is sent by the same command', async (t) => {
  const cwd = await folder(t, build('a.js', 'b.js', 'c.js'));
  assert.equal((await defer(cwd, '--after-upload', 'move=kept')).code, 0);
  const down = await send(cwd, await nowhere(t));
  assert.equal(down.code, 4, down.stdout);
  assert.equal((await mapsIn(path.join(cwd, 'dist'))).length, 3);
  const server = await intake(t, { faults: ['400:times=1'] });
  const first = await send(cwd, server.url);
  assert.equal(first.code, 4, first.stdout);
  assert.deepEqual(await mapsIn(cwd), ['dist/a.js.map', 'kept/b.js.map', 'kept/c.js.map']);
  const second = await send(cwd, server.url);
  assert.equal(second.code, 0, second.stdout);
  assert.equal(second.json().summary.sent, 1);
  assert.deepEqual(await mapsIn(cwd), ['kept/a.js.map', 'kept/b.js.map', 'kept/c.js.map']);
});

test('a receipt goes with a plan', async (t) => {
  const server = await intake(t);
  const cwd = await folder(t, BUILD);
  assert.equal((await defer(cwd)).code, 0);
  for (const [sent, alreadySent] of [
    [1, 0],
    [0, 1],
  ]) {
    const end = await send(cwd, server.url, '--receipt', 'sent.json');
    assert.equal(end.code, 0, end.stdout);
    const { summary } = end.json();
    assert.deepEqual([summary.sent, summary.alreadySent], [sent, alreadySent]);
  }
  assert.deepEqual(await mapsIn(cwd), ['dist/app.js.map'], 'nobody asked for it to go');
});

test('what a plan has settled can’t be given besides it', async (t) => {
  const server = await intake(t);
  const cwd = await folder(t, BUILD);
  assert.equal((await defer(cwd)).code, 0);
  for (const [flags, code] of /** @type {[string[], string][]} */ ([
    [['--service', 'other'], 'plan-and-option'],
    [['--release-version', '2'], 'plan-and-option'],
    [['--minified-path-prefix', '/x'], 'plan-and-option'],
    [['--strict'], 'plan-and-option'],
    [['--disable-git', '--project-path', 'x'], 'plan-and-option'],
    [['--after-upload', 'delete'], 'plan-and-option'],
    [['--defer', 'other.json'], 'plan-and-option'],
    [['dist'], 'plan-and-input'],
    [['--target', 'x'], 'plan-and-target'],
  ])) {
    const end = await send(cwd, server.url, ...flags);
    assert.equal(end.code, 2, flags.join(' '));
    assert.deepEqual(codes(end), [code], flags.join(' '));
  }
  for (const flags of [['--dry-run'], ['--receipt', 'r.json']]) {
    const end = await defer(cwd, ...flags);
    assert.equal(end.code, 2);
    assert.deepEqual(codes(end), ['defer-and-option']);
  }
  assert.equal((await server.uploads()).length, 0);
  // where it goes is the config file's to say, what it is was said before
  const config = { intakeUrl: server.url, service: 'other', afterUpload: 'delete', git: false };
  await writeFile(path.join(cwd, 'mapship.config.json'), JSON.stringify(config));
  const end = await mapship(['upload', '--plan', PLAN], { cwd, env: ENV });
  assert.equal(end.code, 0, end.stdout + end.stderr);
  assert.equal((await server.uploads())[0]?.event?.service, 's');
  assert.equal((await mapsIn(cwd)).length, 1);
});

test('a hostile plan is refused before anything is read or sent', async (t) => {
  const server = await intake(t);
  const cwd = await folder(t, { ...BUILD, 'outside/x.js.map': MAP });
  assert.equal((await defer(cwd, '--after-upload', 'delete')).code, 0);
  const good = await planIn(cwd);
  await symlink('/etc/passwd', path.join(cwd, 'dist/passwd'));
  await symlink('/etc', path.join(cwd, 'dist/etc'));
  const deep = (/** @type {number} */ depth) => '['.repeat(depth) + ']'.repeat(depth);
  const withPart = (/** @type {object} */ more) => {
    const [first] = good.uploads;
    const [map, ...others] = first.parts;
    return { ...good, uploads: [{ ...first, parts: [{ ...map, ...more }, ...others] }] };
  };
  const withUpload = (/** @type {object} */ more) => ({
    ...good,
    uploads: [{ ...good.uploads[0], ...more }],
  });
  const withClear = (/** @type {object} */ more) => ({
    ...good,
    clear: [{ ...good.clear[0], ...more }],
  });
  const event = JSON.stringify(good).replace('"event":{', `"event":{"x":${deep(20_000)},`);
  for (const [plan, says] of /** @type {[unknown, RegExp][]} */ ([
    [withPart({ path: '../outside/x.js.map' }), /uploads\[0\]\.parts\[0\]\.path is not one in the/],
    [withPart({ path: 'dist/../../x.js.map' }), /parts\[0\]\.path/],
    [withPart({ path: '/etc/passwd' }), /parts\[0\]\.path/],
    [withPart({ path: 'C:/x.map' }), /parts\[0\]\.path/],
    [withPart({ path: '..\\x.map' }), /parts\[0\]\.path/],
    [withPart({ path: 'dist/\0' }), /parts\[0\]\.path/],
    [withPart({ path: 7 }), /parts\[0\]\.path/],
    [withPart({ path: 'dist/passwd' }), /dist\/passwd is a link out of its folder/],
    [withPart({ path: 'dist/etc/passwd' }), /is a link out of its folder/],
    [withPart({ size: -1 }), /\.size/],
    [withPart({ size: '1' }), /\.size/],
    [withPart({ sha256: 'x' }), /\.sha256/],
    [withPart({ part: 1 }), /has no part and name/],
    [withPart({ text: {} }), /\.text/],
    [withUpload({ type: 'x' }), /\.type/],
    [withUpload({ event: [] }), /\.event/],
    [withUpload({ parts: {} }), /\.parts/],
    [withUpload({ parts: [] }), /\.parts/],
    [withUpload({ check: { strict: 'yes' } }), /\.check/],
    [withClear({ folder: '..' }), /clear\[0\]\.folder/],
    [withClear({ to: '../x' }), /clear\[0\]\.to/],
    [withClear({ to: 'dist/etc' }), /link out/],
    [withClear({ styles: ['dist/app.js'] }), /clear\[0\]\.styles/],
    [withClear({ whole: 1 }), /clear\[0\]\.whole/],
    [{ ...good, plan: 2 }, /its format is 2/],
    [{ ...good, uploads: null }, /"uploads" is not a list/],
    [{ ...good, uploads: [null] }, /uploads\[0\] is not an object/],
    [{ ...good, clear: undefined }, /"clear" is not a list/],
    [{ receipt: 1, uploads: [] }, /no member "plan"/],
    [null, /no member "plan"/],
    ['[', /it is not JSON/],
    [event, /nested more than/],
    [deep(20_000), /no member "plan"/],
    ['', /it is not JSON/],
  ])) {
    const text = typeof plan === 'string' ? plan : JSON.stringify(plan);
    await writeFile(path.join(cwd, PLAN), text);
    const end = await send(cwd, server.url);
    assert.equal(end.code, 2, text.slice(0, 300) + end.stdout);
    const { error } = end.json();
    assert.equal(error.code, 'plan-invalid', String(says));
    assert.match(error.message, says);
    assert.doesNotMatch(end.stdout + end.stderr, /\n\s+at /);
  }
  assert.equal((await server.uploads()).length, 0);
  assert.equal((await mapsIn(path.join(cwd, 'dist'))).length, 1);
  // moved to where it would be deployed
  await writeFile(path.join(cwd, PLAN), JSON.stringify(withClear({ to: 'dist/kept' })));
  assert.deepEqual(codes(await send(cwd, server.url)), ['move-inside']);
  await writeFile(path.join(cwd, PLAN), '{"plan":1}');
  await truncate(path.join(cwd, PLAN), 65 * 1024 * 1024);
  assert.match((await send(cwd, server.url)).json().error.message, /larger than any plan/);
  await rm(path.join(cwd, PLAN));
  await mkdir(path.join(cwd, PLAN));
  assert.equal((await send(cwd, server.url)).code, 2);
});

test('what can’t be planned is told when it is', async (t) => {
  const cwd = await folder(t, { ...BUILD, 'below/x': '' });
  const outside = await mapship(
    ['upload', 'dist', ...ABOUT, '--disable-git', '--json', '--defer', 'below/plan.json'],
    { cwd },
  );
  assert.deepEqual(codes(outside), ['defer-outside']);
  const away = await defer(cwd, '--after-upload', `move=${path.join(cwd, '..', 'kept')}`);
  assert.deepEqual(codes(away), ['defer-outside']);
  // findings are told then, and what is sound is planned
  await writeFile(path.join(cwd, 'dist/bad.js'), SCRIPT.replace('app', 'bad'));
  await writeFile(path.join(cwd, 'dist/bad.js.map'), '{"version":3');
  const end = await defer(cwd);
  assert.equal(end.code, 3, end.stdout);
  assert.equal((await planIn(cwd)).uploads.length, 1);
  await assert.rejects(
    upload(
      [{ file: new TextEncoder().encode(MAP), name: 'app.js.map' }, path.join(cwd, 'dist/app.js')],
      {
        ...{ service: 's', version: '1', minifiedPathPrefix: '/', git: false },
        defer: path.join(cwd, PLAN),
      },
    ),
    { code: 'defer-made' },
  );
});

test('symbols are planned as files, and reduced when they are sent', async (t) => {
  const [direct, later] = [await intake(t), await intake(t)];
  const cwd = await folder(t, { 'dist/lib.so': ELF });
  const common = ['upload', 'dist', '--disable-git'];
  await mapship([...common, '--intake-url', direct.url], { cwd, env: ENV });
  const planned = await mapship([...common, '--defer', PLAN], { cwd });
  assert.equal(planned.code, 0, planned.stdout);
  assert.match(planned.stdout, /^ok: 1 upload planned, nothing sent/m);
  assert.equal((await send(cwd, later.url)).code, 0);
  const parts = async (/** @type {typeof direct} */ { uploads }) =>
    (await uploads()).map((one) => one.parts.map(({ sha256 }) => sha256));
  assert.equal((await parts(later)).length, 1);
  assert.deepEqual(await parts(later), await parts(direct));
});

test('what Git says is in the plan, with the files that it tracks', async (t) => {
  const [direct, later] = [await intake(t), await intake(t)];
  const cwd = await folder(t, { ...BUILD, 'src/app.ts': 'call();\n' });
  const git = (/** @type {string[]} */ ...args) =>
    execFileSync('git', ['-c', 'user.name=x', '-c', 'user.email=x@example.com', ...args], { cwd });
  git('init', '-q');
  git('remote', 'add', 'origin', 'https://example.com/a/b.git');
  git('add', 'src');
  git('commit', '-qm', 'x');
  await mapship(['upload', 'dist', ...ABOUT, '--intake-url', direct.url], { cwd, env: ENV });
  const planned = await mapship(['upload', 'dist', ...ABOUT, '--defer', PLAN], { cwd });
  assert.equal(planned.code, 0, planned.stdout);
  // where it is sent from there is no repository
  await rm(path.join(cwd, '.git'), { recursive: true });
  assert.equal((await send(cwd, later.url)).code, 0);
  const held = async (/** @type {typeof direct} */ { uploads }) =>
    (await uploads()).map(({ event, parts }) => [
      event,
      parts.map(({ name, sha256 }) => [name, sha256]),
    ]);
  assert.deepEqual(await held(later), await held(direct));
  assert.match(JSON.stringify(await held(later)), /git_commit_sha.*repository/);
});

test('a build of Vite leaves a plan, which a later step sends and clears away', async (t) => {
  const server = await intake(t);
  const root = await app(t);
  const { vite } = /** @type {Record<string, import('./plugin-bundlers.js').Build>} */ (CURRENT);
  const options = { git: false, defer: PLAN, sourcemaps: 'hidden', afterUpload: 'delete' };
  const { failed, said, dist } = await vite(root, options);
  assert.equal(failed, undefined, said);
  assert.match(said, /2 source maps planned, nothing is sent yet/);
  assert.doesNotMatch(said, /datadoghq/);
  assert.equal((await mapsIn(dist)).length, 2);
  const end = await send(root, server.url);
  assert.equal(end.code, 0, end.stdout);
  const urls = (await server.uploads()).map(({ event }) => String(event?.minified_url));
  assert.equal(urls.length, 2);
  for (const url of urls) assert.match(url, /^\/static\/assets\/.*\.js$/);
  assert.deepEqual(await mapsIn(dist), []);
  // what an earlier build of the same process has left is not there any more
  await appendFile(path.join(root, 'src/main.ts'), '\nconsole.log("more");\n');
  const next = await vite(root, options);
  assert.equal(next.failed, undefined, next.said);
  const { uploads, clear } = await planIn(root);
  assert.equal(uploads.length, 2);
  assert.deepEqual(clear, [{ folder: 'dist', whole: true, styles: [] }]);
});
