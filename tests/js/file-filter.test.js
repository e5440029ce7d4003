// Which files of a folder are looked at, by their names. The same table holds for archives, in src/plan/folder.rs.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { asFound, isByName, isSkippedFolder } from '../../pkg/host/collect/file-filter.js';

const byName = { inFolder: true };
const aside = { inFolder: true, aside: true };

test('files of a folder count by their names', () => {
  const table = /** @type {const} */ ([
    ['js/app.js', byName],
    ['app.mjs.map', byName],
    ['app.css', aside],
    ['app.css.map', byName],
    ['app.JS', aside],
    ['js/._app.js', undefined],
    ['A.dSYM/Contents/Resources/DWARF/._A', undefined],
    ['index.html', undefined],
    ['LOGO.PNG', undefined],
    ['BUNDLE-METADATA/x/proguard.map', aside],
    ['x/my-proguard.map', byName],
    ['package.json', undefined],
    ['a/LineNumberMappings.json', aside],
    ['a/output-metadata.json', aside],
    ['pubspec.yaml', aside],
    ['lib.so', aside],
    ['build_id', aside],
    ['a', aside],
    ['js', aside],
    ['A.dSYM/Contents/Resources/Relocations/x.yml', aside],
  ]);
  for (const [name, expected] of table) assert.deepEqual(asFound(name), expected, name);
  assert.ok(!isByName('C:\\x\\proguard.map') && !isByName('proguard.map'));
  assert.ok(isByName('.js') && !isByName('js') && !isByName('a.json'));
});

test('folders that hold no build output are passed over', () => {
  for (const name of ['node_modules', '.git', '__MACOSX', '.cache']) {
    assert.ok(isSkippedFolder(name), name);
  }
  for (const name of ['.build-id', 'dist', '.next', '.debug']) {
    assert.ok(!isSkippedFolder(name), name);
  }
});
