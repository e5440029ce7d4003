// What decides whether a map goes, and where to: each decision by itself.
import assert from 'node:assert/strict';
import { lstat, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';

import { start } from '../../pkg/core/index.js';
import { filesBelow } from '../../pkg/send/after-upload/below.js';
import { fateOf, worst } from '../../pkg/send/after-upload/fate.js';
import { AfterUpload } from '../../pkg/send/after-upload/index.js';
import { findLeaks } from '../../pkg/send/after-upload/leaks.js';
import { common, isInside, real, stampOf } from '../../pkg/send/after-upload/paths.js';
import { BUILD, folder, MAP, SCRIPT } from './world.js';

/** @import { TestContext } from 'node:test' */
/** @import { Fate } from '../../pkg/send/after-upload/fate.js' */

test('only what the intake has named has arrived', () => {
  for (const [outcome, fate] of /** @type {[any, Fate][]} */ ([
    [{ status: 'sent', id: 'x' }, 'arrived'],
    [{ status: 'sent', id: '' }, 'arrived'],
    [{ status: 'sent' }, 'failed'],
    [{ status: 'already-sent' }, 'arrived'],
    [{ status: 'dry-run' }, 'arrived'],
    [{ status: 'failed', id: 'x' }, 'failed'],
    [{ status: 'skipped', id: 'x' }, 'unsent'],
    [undefined, 'unsent'],
  ])) {
    assert.equal(fateOf(outcome), fate, JSON.stringify(outcome));
  }
  const all = /** @type {const} */ (['arrived', 'unsent', 'failed']);
  for (const [i, one] of all.entries()) {
    for (const [j, other] of all.entries()) {
      assert.equal(worst(one, other), all[Math.max(i, j)], `${one} ${other}`);
    }
  }
});

test('what is inside of a folder, and what only looks so', async (t) => {
  for (const [inner, outer, expected] of /** @type {[string, string, boolean][]} */ ([
    ['/a/b', '/a', true],
    ['/a', '/a', true],
    ['/a/..b', '/a', true],
    ['/a/...', '/a', true],
    ['/a', '/a/b', false],
    ['/ab', '/a', false],
    ['/b', '/a', false],
    ['/b/a/c', '/a', false],
    ['/', '/a', false],
    ['/a', '/', true],
  ])) {
    assert.equal(isInside(inner, outer), expected, `${inner} in ${outer}`);
  }
  assert.equal(common(['/a/b', '/a/c/d', '/a/c']), '/a');
  assert.equal(common(['/a/b']), '/a/b');
  assert.equal(common(['/a/b', '/c']), '/');
  const dir = real(await folder(t, { 'a/file': 'x' }));
  await symlink(path.join(dir, 'a'), path.join(dir, 'link'));
  assert.equal(real(path.join(dir, 'link/file')), path.join(dir, 'a/file'));
  // what is not there yet lies where its folder leads
  assert.equal(real(path.join(dir, 'link/new/file')), path.join(dir, 'a/new/file'));
  assert.equal((await stampOf(path.join(dir, 'a/file')))?.size, 1);
  assert.equal(await stampOf(path.join(dir, 'none')), undefined);
});

test('all that a folder would serve is found, but for what others have published', async (t) => {
  const files = ['a.js', '.hidden/b.map', 'c/d/e.js'];
  const all = Object.fromEntries([...files, 'node_modules/x/x.js'].map((name) => [name, '']));
  const dir = await folder(t, all);
  await symlink(path.join(dir, 'a.js'), path.join(dir, 'link.js'));
  await symlink(path.join(dir, 'c'), path.join(dir, 'folder'));
  await symlink(path.join(dir, 'gone'), path.join(dir, 'nowhere.js'));
  const found = (await filesBelow(dir)).map((file) =>
    path.relative(dir, file).replaceAll('\\', '/'),
  );
  assert.deepEqual(found.sort(), [...files, 'link.js'].sort());
  assert.deepEqual(await filesBelow(path.join(dir, 'none')), []);
});

/**
 * @param {TestContext} t
 * @param {Record<string, string>} files
 * @param {any} [more] of the clearing
 */
async function cleared(t, files, more = {}) {
  const dir = await folder(t, files);
  const dist = path.join(dir, 'dist');
  const none = async () => [];
  const at = (/** @type {string} */ name) => path.join(dir, name);
  const after = new AfterUpload(await start(), {
    ...{ folder: dist, shown: 'dist', files: none, others: none },
    ...more,
    ...(more.to && { to: at(more.to) }),
    ...(more.files && { files: async () => more.files.map(at) }),
    ...(more.others && { others: async () => more.others.map(at) }),
  });
  const clear = async (/** @type {Record<string, [Fate, string[]]>} */ maps) => {
    const all = Object.entries(maps).map(([map, [fate, minified]]) => [
      at(map),
      { fate, minified: minified.map(at) },
    ]);
    return after.clear(new Map(/** @type {any} */ (all)));
  };
  const text = (/** @type {string} */ name) => readFile(at(name), 'utf8').catch(() => undefined);
  return { dir, at, clear, text, after };
}

const [NAME, SCRIPT_NAME] = ['dist/app.js.map', 'dist/app.js'];

test('a map goes where it has arrived, and else stays with what names it', async (t) => {
  for (const [fate, goes] of /** @type {const} */ ([
    ['arrived', true],
    ['failed', false],
    ['unsent', false],
  ])) {
    const { clear, text, at } = await cleared(t, BUILD);
    const { gone, kept } = await clear({ [NAME]: [fate, [SCRIPT_NAME]] });
    assert.deepEqual(gone, goes ? [{ file: at(NAME), to: undefined }] : [], fate);
    assert.deepEqual(kept, []);
    assert.equal(await text(NAME), goes ? undefined : MAP);
    assert.equal(await text(SCRIPT_NAME), goes ? 'call();\n' : SCRIPT);
  }
});

test('a dry run says what would go, and leaves all', async (t) => {
  const { clear, text, at } = await cleared(t, BUILD, { dryRun: true, files: [NAME] });
  const { gone, left, leaks } = await clear({ [NAME]: ['arrived', [SCRIPT_NAME]] });
  assert.deepEqual(gone, [{ file: at(NAME), to: undefined }]);
  assert.deepEqual([left, leaks], [[], []]);
  assert.deepEqual([await text(NAME), await text(SCRIPT_NAME)], [MAP, SCRIPT]);
});

test('a map is moved to where it lay, below the other folder, and a link as what it leads to', async (t) => {
  const { clear, text, at } = await cleared(
    t,
    { ...BUILD, 'dist/a../..c/b.map': MAP, 'other/c.map': MAP, real: MAP },
    { to: 'maps' },
  );
  await symlink(at('real'), at('dist/link.map'));
  const names = [NAME, 'dist/a../..c/b.map', 'other/c.map', 'dist/link.map'];
  const places = ['maps/app.js.map', 'maps/a../..c/b.map', 'maps/other/c.map', 'maps/link.map'];
  const maps = Object.fromEntries(names.map((name) => [name, ['arrived', []]]));
  const { gone, kept } = await clear(/** @type {any} */ (maps));
  assert.deepEqual(kept, []);
  assert.deepEqual(
    gone,
    names.map((name, i) => ({ file: at(name), to: at(String(places[i])) })),
  );
  for (const [i, name] of names.entries()) {
    assert.equal(await text(name), undefined, name);
    assert.equal(await text(String(places[i])), MAP, name);
  }
  assert.equal((await lstat(at('maps/link.map'))).isSymbolicLink(), false);
  assert.equal(await text('real'), MAP);
});

test('what lies outside of the folder is not written to, and its map stays', async (t) => {
  const { clear, text } = await cleared(t, { ...BUILD, 'other/app.js': SCRIPT });
  const { gone, kept } = await clear({ [NAME]: ['arrived', [SCRIPT_NAME, 'other/app.js']] });
  assert.deepEqual(gone, []);
  assert.deepEqual(
    kept.map(({ issue }) => issue.code),
    ['map-not-removed'],
  );
  assert.match(kept[0]?.issue.message ?? '', /other.app\.js/);
  assert.deepEqual([await text(NAME), await text(SCRIPT_NAME)], [MAP, SCRIPT]);
});

const SHEET = 'a{}\n';

test('style sheets that name a map are cut with it, and by themselves where maps are hidden', async (t) => {
  const files = {
    ...BUILD,
    'dist/a b.css': `${SHEET}/*# sourceMappingURL=x/a%20b.css.map?v=1#y */\n`,
    'dist/a b.css.map': MAP,
    'dist/odd.css': `${SHEET}/*# sourceMappingURL=%zz.map */\n`,
    'dist/%zz.map': MAP,
    'dist/none.css': SHEET,
  };
  const others = ['dist/a b.css', 'dist/odd.css', 'dist/none.css', 'dist/gone.css'];
  const { clear, text } = await cleared(t, files, { others });
  await clear({ 'dist/a b.css.map': ['arrived', []], 'dist/%zz.map': ['arrived', []] });
  assert.deepEqual([await text('dist/a b.css'), await text('dist/odd.css')], [SHEET, SHEET]);
  assert.equal(await text('dist/a b.css.map'), undefined);
  const hidden = await cleared(t, files, { others });
  await hidden.after.hide();
  assert.equal(await hidden.text('dist/a b.css'), SHEET);
  assert.equal(await hidden.text('dist/a b.css.map'), MAP);
});

test('what would be deployed with a map is told by why it is there', async (t) => {
  const inline = `${SCRIPT.split('\n')[0]}\n//# sourceMappingURL=data:application/json,{}\n`;
  const files = {
    ...Object.fromEntries(['a', 'b', 'c', 'd'].map((name) => [`dist/${name}.js.map`, MAP])),
    ...{ 'dist/failed.js.map': MAP, 'dist/kept.js.map': MAP, 'dist/inline.js': inline },
    ...{
      'dist/odd.map': MAP,
      'dist/text.map': 'no map',
      'dist/plain.js': 'f();\n',
      'dist/x.txt': MAP,
    },
  };
  const { clear, at } = await cleared(t, files, {
    files: [...Object.keys(files), 'dist/gone.map'],
  });
  await mkdir(at('outside'));
  await writeFile(at('outside/kept.js'), SCRIPT);
  const { left, leaks } = await clear({
    'dist/failed.js.map': ['failed', []],
    'dist/a.js.map': ['unsent', []],
    'dist/b.js.map': ['unsent', []],
    'dist/c.js.map': ['unsent', []],
    'dist/kept.js.map': ['arrived', ['outside/kept.js']],
  });
  const names = left.map(({ file, inline: own }) => [path.basename(file), own]).sort();
  assert.deepEqual(names, [
    ...['a.js.map', 'b.js.map', 'c.js.map', 'd.js.map', 'failed.js.map'].map((name) => [
      name,
      false,
    ]),
    ['inline.js', true],
    ...['kept.js.map', 'odd.map'].map((name) => [name, false]),
  ]);
  const told = leaks.map(({ file, issue }) => [path.basename(file), issue.code, issue.message]);
  assert.deepEqual(
    told.map(([file, code]) => [file, code]),
    ['failed.js.map', 'a.js.map', 'd.js.map', 'inline.js'].map((file) => [file, 'map-deployed']),
  );
  assert.match(told[1]?.[2] ?? '', /a\.js\.map, b\.js\.map, c\.js\.map(?!, …)/);
  assert.match(told[2]?.[2] ?? '', /d\.js\.map, odd\.map/);
  // three are named
  const core = await start();
  assert.equal(
    (
      await findLeaks(
        core,
        ['a', 'b'].map((name) => at(`dist/${name}.js.map`)),
      )
    ).length,
    2,
  );
  const many = await cleared(t, files, {
    files: ['a', 'b', 'c', 'd'].map((one) => `dist/${one}.js.map`),
  });
  const {
    leaks: [more],
  } = await many.clear({});
  assert.match(more?.issue.message ?? '', /a\.js\.map, b\.js\.map, c\.js\.map, …/);
});
