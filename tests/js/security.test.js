// The promises of SECURITY.md: each has a test, and each test that is named is there.
import assert from 'node:assert/strict';
import { readFile, readdir, symlink } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';

import { BUILD, MAP, folder, mapship } from './world.js';

const TESTS = new URL('../', import.meta.url);
const PAGE = await readFile(new URL('../../SECURITY.md', import.meta.url), 'utf8');

/** What is promised: the items under the headings of who may attack. @type {{ promise: string, tests: [file: string, title: string][] }[]} */
const PROMISES = [];
for (const section of PAGE.split(/^## /m).slice(1)) {
  if (/^(?:What is trusted|To report a fault)\n/.test(section)) continue;
  for (const item of section.split(/^- /m).slice(1)) {
    const [promise = '', named = ''] = item.replace(/\s+/g, ' ').split(' Tests: ');
    const tests = [...named.matchAll(/`([\w./-]+)` "([^"]+)"/g)];
    // nothing is left over, so that no title is passed over for how it is written
    assert.equal(named.replace(/`[\w./-]+` "[^"]+"/g, '').replace(/[; ]/g, ''), '', promise);
    PROMISES.push({ promise, tests: tests.map(([, file = '', title = '']) => [file, title]) });
  }
}

/** Where a file with that name lies. @param {string} name */
const place = (name) => (/^[\w-]+\.test\.js$/.test(name) ? `js/${name}` : name);

/** The titles of the tests in a file, `…` for what is put in. @param {string} text */
function titles(text) {
  const found = [];
  const inJs =
    /^\s*(?:test|it)\(\s*(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"|`((?:[^`\\]|\\.)*)`)/gm;
  for (const [, one, other, made] of text.matchAll(inJs)) {
    found.push(one ?? other ?? made?.replace(/\$\{(?:[^{}]|\{[^}]*\})*\}/g, '…') ?? '');
  }
  // a test of proptest has its mark on the line before as well
  for (const [, name = ''] of text.matchAll(/#\[test\]\s+(?:#\[[^\]]*\]\s+)*fn (\w+)/g)) {
    found.push(name);
  }
  return found;
}

test('every promise has a test', () => {
  assert.ok(PROMISES.length > 30, `only ${PROMISES.length} promises were read`);
  const without = PROMISES.filter(({ tests }) => tests.length === 0);
  assert.deepEqual(
    without.map(({ promise }) => promise),
    [],
  );
});

test('every test that is named is there', async () => {
  const files = new Set(PROMISES.flatMap(({ tests }) => tests.map(([file]) => place(file))));
  assert.ok(files.size > 30);
  const known = new Map();
  for (const file of files) {
    const text = await readFile(new URL(file, TESTS), 'utf8').catch(() => '');
    known.set(file, titles(text));
  }
  const missing = PROMISES.flatMap(({ tests }) =>
    tests.filter(([file, title]) => !known.get(place(file))?.includes(title)),
  );
  assert.deepEqual(missing, []);
});

test('every fuzz target is run', async () => {
  const targets = (await readdir(new URL('fuzz/targets', TESTS))).map((file) =>
    file.replace('.rs', ''),
  );
  const run = await readFile(new URL('../xtask/src/fuzz.rs', TESTS), 'utf8');
  assert.ok(targets.length > 20);
  assert.deepEqual(
    targets.filter((name) => !run.includes(`"${name}"`)),
    [],
  );
});

test('a link below a folder leads to no other folder', async (t) => {
  const dir = await folder(t, { ...BUILD, 'other/private.js.map': MAP });
  await symlink(path.join(dir, 'other'), path.join(dir, 'dist/linked'), 'junction');
  await symlink('..', path.join(dir, 'dist/above'), 'junction');
  const run = await mapship(['inspect', 'dist', '--json'], { cwd: dir });
  const files = run.json().files.map((/** @type {{ path: string }} */ file) => file.path);
  assert.deepEqual(files.sort(), ['dist/app.js', 'dist/app.js.map']);
});
