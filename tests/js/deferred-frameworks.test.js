// Plans of builds that go on with what they have written: nothing that is copied or deployed holds a map, and the plan has them all.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { access, cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';

import { Passes } from '../../pkg/frameworks/passes.js';
import { app, filesIn } from './plugin-world.js';
import { BUILD, ELF, folder, intake, MAP, mapship, SCRIPT } from './world.js';

const ENV = { DATADOG_API_KEY: 'c0ffee00c0ffee00c0ffee00c0ffee00' };
const PLAN = 'mapship-plan.json';
const ASIDE = 'mapship-plan.files';

/** @param {string} cwd @param {string} url @param {string[]} more */
function send(cwd, url, ...more) {
  const args = ['upload', '--plan', PLAN, '--intake-url', url, '--max-retries', '0', '--json'];
  return mapship([...args, ...more], { cwd, env: ENV });
}

/** @param {string} file */
const isThere = (file) =>
  access(file).then(
    () => true,
    () => false,
  );

/**
 * Passes of a framework that have written their files, and what mapship does of them.
 * @param {string} root
 * @param {Record<string, Record<string, string>>} passes by their folders
 * @param {Partial<import('../../pkg/frameworks/passes.js').Pass>} [more]
 */
async function finish(root, passes, more) {
  const all = new Passes('have maps made');
  /** @type {string[]} */
  const said = [];
  for (const [name, files] of Object.entries(passes)) {
    const outDir = path.join(root, name);
    for (const [file, text] of Object.entries(files)) {
      await mkdir(path.dirname(path.join(outDir, file)), { recursive: true });
      await writeFile(path.join(outDir, file), text);
    }
    await all.add({
      ...{ name: path.basename(name), root, outDir, temporaryMaps: true },
      files: Object.keys(files).map((file) => path.join(outDir, file)),
      base: { value: `/${path.basename(name)}`, origin: 'the test' },
      options: { git: false, defer: PLAN },
      ...more,
    });
  }
  const say = (/** @type {string} */ text) => void said.push(text);
  await all.finish({ info: say, warn: say });
  return said.join('\n');
}

const FILES = {
  'a/app.js': SCRIPT,
  'a/app.js.map': MAP,
  'main.css': 'a{}\n/*# sourceMappingURL=main.css.map */',
  'main.css.map': MAP,
};

test('maps that are there for mapship alone are kept with the plan, and sent from wherever that is', async (t) => {
  const server = await intake(t);
  const root = await app(t);
  const said = await finish(root, {
    '.made/client': FILES,
    '.made/other': { 'b.js': SCRIPT.replace('app', 'b'), 'b.js.map': MAP },
  });
  assert.match(said, /client: 1 source map planned, nothing is sent yet; 2 maps taken out/);
  assert.deepEqual(await filesIn(path.join(root, '.made'), /\.map$/), []);
  // deployed as if it had been uploaded
  assert.equal(await readFile(path.join(root, '.made/client/a/app.js'), 'utf8'), 'call();\n');
  assert.equal(await readFile(path.join(root, '.made/client/main.css'), 'utf8'), 'a{}\n');
  const kept = await filesIn(path.join(root, ASIDE));
  // CI systems leave hidden folders out of what they keep
  assert.deepEqual(kept.sort(), [
    'made/client/a/app.js',
    'made/client/a/app.js.map',
    'made/other/b.js',
    'made/other/b.js.map',
  ]);
  // the plan and its files are all that a later job needs
  const other = await folder(t);
  await cp(path.join(root, PLAN), path.join(other, PLAN));
  await cp(path.join(root, ASIDE), path.join(other, ASIDE), { recursive: true });
  const end = await send(other, server.url);
  assert.equal(end.code, 0, end.stdout + end.stderr);
  const uploads = await server.uploads();
  const urls = uploads.map(({ event }) => event?.minified_url).sort();
  assert.deepEqual(urls, ['/client/a/app.js', '/other/b.js']);
  const digests = uploads.flatMap(({ parts }) => parts.map(({ sha256 }) => sha256));
  assert.ok(digests.includes(createHash('sha256').update(SCRIPT).digest('hex')));
  assert.equal(
    await isThere(path.join(other, ASIDE)),
    false,
    'all is gone that was made for the plan',
  );
  assert.equal((await send(other, server.url)).code, 0);
  assert.equal((await server.uploads()).length, 2);
});

test('what has failed stays, and is sent by the same command', async (t) => {
  const server = await intake(t, { faults: ['403'] });
  const root = await app(t);
  await finish(root, {
    'out/client': { ...FILES, 'b.js': SCRIPT.replace('app', 'b'), 'b.js.map': MAP },
  });
  const failed = await send(root, server.url, '--max-concurrency', '1');
  assert.equal(failed.code, 4, failed.stdout);
  assert.equal((await filesIn(path.join(root, ASIDE), /\.map$/)).length, 2);
  const fine = await intake(t);
  const end = await send(root, fine.url);
  assert.equal(end.code, 0, end.stdout);
  assert.equal((await fine.uploads()).length, 2);
  assert.equal(await isThere(path.join(root, ASIDE)), false);
});

test('maps of one’s own are kept with the plan only where they are to be taken out', async (t) => {
  const root = await app(t);
  await finish(root, { 'out/client': FILES }, { temporaryMaps: false });
  assert.equal((await filesIn(path.join(root, 'out'), /\.map$/)).length, 2);
  assert.equal(await isThere(path.join(root, ASIDE)), false);
  const options = { git: false, defer: PLAN, afterUpload: /** @type {const} */ ('delete') };
  await finish(root, { 'out/client': FILES }, { temporaryMaps: false, options });
  assert.deepEqual(await filesIn(path.join(root, 'out'), /\.map$/), []);
  assert.deepEqual((await filesIn(path.join(root, ASIDE))).length, 2);
  const { uploads } = JSON.parse(await readFile(path.join(root, PLAN), 'utf8'));
  assert.equal(uploads.length, 1, 'the same upload is planned once');
});

test('what an earlier process has kept is of no plan any more', async (t) => {
  const root = await app(t);
  await mkdir(path.join(root, ASIDE));
  await writeFile(path.join(root, ASIDE, 'old.js.map'), MAP);
  await finish(root, { 'out/client': FILES });
  assert.deepEqual((await filesIn(path.join(root, ASIDE))).sort(), [
    'out/client/a/app.js',
    'out/client/a/app.js.map',
  ]);
});

test('a plan of a stranger has nothing removed but maps, and copies in the folder beside it', async (t) => {
  const server = await intake(t);
  const cwd = await folder(t, {
    ...BUILD,
    'lib.so': ELF,
    [`${ASIDE}/lib.so`]: ELF,
    [`${ASIDE}/other.txt`]: 'not of the plan',
  });
  const flags =
    'upload lib.so dist --service s --release-version 1 --minified-path-prefix / --disable-git --defer'.split(
      ' ',
    );
  assert.equal((await mapship([...flags, PLAN], { cwd })).code, 0);
  const plan = JSON.parse(await readFile(path.join(cwd, PLAN), 'utf8'));
  const [elf] = plan.uploads.filter((/** @type {any} */ { type }) => type === 'elf_symbol_file');
  const copy = { ...elf, parts: [{ ...elf.parts[0], path: `${ASIDE}/lib.so` }] };
  copy.event = { ...elf.event, filename: 'other.so' };
  plan.uploads.push(copy);
  plan.clear.push(
    { folder: ASIDE, whole: false, styles: [] },
    { folder: 'dist', whole: true, styles: [] },
  );
  await writeFile(path.join(cwd, PLAN), JSON.stringify(plan));
  const end = await send(cwd, server.url);
  assert.equal(end.code, 0, end.stdout);
  assert.equal((await server.uploads()).length, 3);
  assert.deepEqual((await filesIn(cwd)).filter((name) => name !== PLAN).sort(), [
    'dist/app.js',
    'lib.so',
    `${ASIDE}/other.txt`,
  ]);
  await rm(path.join(cwd, PLAN));
});
