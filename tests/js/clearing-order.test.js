// What is cleared away, step by step: a map goes only where it is still the one that arrived, and last of all that is done with it.
import assert from 'node:assert/strict';
import { readFile, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';

import { start } from '../../pkg/core/index.js';
import { Sent } from '../../pkg/plugin/uploaded.js';
import { AfterUpload } from '../../pkg/send/after-upload/index.js';
import { stampOf } from '../../pkg/send/after-upload/paths.js';
import { BUILD, folder, MAP, SCRIPT } from './world.js';

/** @import { TestContext } from 'node:test' */
/** @import { Clearing } from '../../pkg/send/after-upload/index.js' */

const CODE = 'call();\n';
/** When the map was written. */
const WRITTEN = new Date('2026-03-01T12:00:00Z');

/**
 * A build whose only map has arrived as it was at first, and what clears it away.
 * @param {TestContext} t
 * @param {Partial<Clearing>} [more]
 * @param {import('../../pkg/core/types.js').Core} [core]
 */
async function arrived(t, more, core) {
  const dir = await folder(t, BUILD);
  const dist = path.join(dir, 'dist');
  const [map, script] = [path.join(dist, 'app.js.map'), path.join(dist, 'app.js')];
  // of a whole second, which can be set again
  await utimes(map, WRITTEN, WRITTEN);
  const stamp = await stampOf(map);
  const none = async () => [];
  const clearing = { folder: dist, shown: 'dist', files: none, others: none, ...more };
  const after = new AfterUpload(core ?? (await start()), clearing);
  const clear = async (/** @type {string[]} */ minified = [script]) => {
    const { gone, kept } = await after.clear(
      new Map([[map, { minified, fate: /** @type {const} */ ('arrived'), stamp }]]),
    );
    return { gone: gone.length, kept: kept.map(({ issue }) => issue.code) };
  };
  const text = () => readFile(script, 'utf8');
  return { dist, map, script, clear, text };
}

test('a map that was written anew is left, also where it is as long as before', async (t) => {
  for (const [change, more, later] of /** @type {const} */ ([
    ['its length alone', ' ', 0],
    ['its time alone', '', 10_000],
    ['both', ' ', 10_000],
  ])) {
    const { map, clear, text } = await arrived(t);
    await writeFile(map, MAP.replace('src/app.ts', 'src/own.ts') + more);
    await utimes(map, WRITTEN, new Date(WRITTEN.getTime() + later));
    assert.deepEqual(await clear(), { gone: 0, kept: ['map-changed'] }, change);
    assert.equal(await text(), SCRIPT, change);
  }
});

test('a map that is as it was goes, and what names it is cut before', async (t) => {
  const { map, clear, text } = await arrived(t);
  assert.deepEqual(await clear(), { gone: 1, kept: [] });
  assert.equal(await stampOf(map), undefined);
  assert.equal(await text(), CODE);
});

test('where a map can not be moved, nobody is led to it any more, and it is said', async (t) => {
  const dir = await folder(t, { file: '' });
  // there can't be a folder in a file
  const { map, clear, text } = await arrived(t, { to: path.join(dir, 'file/maps') });
  assert.deepEqual(await clear(), { gone: 0, kept: ['map-not-removed'] });
  assert.equal(await readFile(map, 'utf8'), MAP, 'what was not moved is where it was');
  assert.equal(await text(), CODE);
});

test('where a comment can not be cut, the map and the script stay as they are', async (t) => {
  const core = await start();
  for (const fails of [1, 2, 3, 4]) {
    let calls = 0;
    const linkSpan = (/** @type {Parameters<typeof core.linkSpan>} */ ...given) => {
      calls += 1;
      if (calls === fails) throw Object.assign(new Error('no space'), { code: 'ENOSPC' });
      return core.linkSpan(...given);
    };
    const full = new Proxy(core, {
      get: (whole, name) => (name === 'linkSpan' ? linkSpan : Reflect.get(whole, name)),
    });
    const { dist, map, script, clear, text } = await arrived(t, {}, full);
    const other = path.join(dist, 'other.js');
    await writeFile(other, SCRIPT);
    assert.deepEqual(await clear([script, other]), { gone: 0, kept: ['map-not-removed'] });
    assert.equal(await readFile(map, 'utf8'), MAP, `${fails}`);
    // a script is cut as a whole or not at all, and none after the one that failed
    assert.equal(await text(), fails > 2 ? CODE : SCRIPT, `${fails}`);
    assert.equal(await readFile(other, 'utf8'), SCRIPT, `${fails}`);
    assert.deepEqual((await readdir(dist)).sort(), ['app.js', 'app.js.map', 'other.js']);
  }
});

test('what was sent before is what is as it was: a script that changes is sent again, whatever its map says', async (t) => {
  const dir = await folder(t, { ...BUILD, 'dist/b.js': SCRIPT });
  const [map, script, other] = ['app.js.map', 'app.js', 'b.js'].map((name) =>
    path.join(dir, 'dist', name),
  );
  const file = (/** @type {string} */ minified, /** @type {string} */ status) => ({
    parts: [
      { part: 'minified_file', path: minified },
      { part: 'source_map', path: map },
    ],
    upload: { status, id: 'x' },
  });
  const among = async (/** @type {string[]} */ ...statuses) => {
    const sent = new Sent();
    const files = statuses.map((status, i) => file(String([script, other][i]), status));
    await sent.add(/** @type {any} */ ({ files }));
    return async () => [...(await sent.among([String(map), String(script)])).keys()];
  };
  const repeated = await among('sent', 'sent');
  assert.deepEqual(await repeated(), [map]);
  // of the same length each, as after a change of one letter
  for (const one of [script, other]) {
    await writeFile(String(one), SCRIPT.replace('call', 'fall'));
    assert.deepEqual(await repeated(), [], one);
    await writeFile(String(one), SCRIPT);
    assert.deepEqual(await repeated(), [map]);
  }
  await writeFile(String(map), `${MAP} `);
  assert.deepEqual(await repeated(), [], 'a map of another length');
  await writeFile(String(map), MAP);
  // one of two did not arrive
  assert.deepEqual(await (await among('sent', 'failed'))(), []);
  await rm(String(other));
  assert.deepEqual(await repeated(), [], 'a script that is gone');
});
