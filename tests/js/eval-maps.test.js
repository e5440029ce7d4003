/** Maps in calls of `eval`, as webpack and Rspack write them for development: told as what they are. */
import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';

import { rspack } from '@rspack/core';
import { check } from 'mapship';
import webpack from 'webpack';

import { BUILD, folder } from './world.js';

const SOURCES = {
  'src/a.js': "import { b } from './b.js';\nconsole.log(b(1));\n",
  'src/b.js': 'export const b = (x) => { if (x > 5) throw new Error("big"); return x * 2; };\n',
};

for (const [name, bundler] of /** @type {[string, any][]} */ ([
  ['webpack', webpack],
  ['Rspack', rspack],
])) {
  test(`${name}: they are said like inline maps`, async (t) => {
    const dir = await folder(t, SOURCES);
    for (const mode of ['development', 'production']) {
      for (const devtool of ['eval-source-map', 'eval-cheap-module-source-map']) {
        const out = `${mode}-${devtool}`;
        await new Promise((resolve, reject) => {
          bundler(
            {
              ...{ mode, devtool, context: dir, entry: './src/a.js' },
              output: { path: path.join(dir, out) },
              optimization: { concatenateModules: false },
            },
            (/** @type {unknown} */ error, /** @type {any} */ stats) =>
              error || stats.hasErrors() ? reject(error ?? stats.toString()) : resolve(undefined),
          );
        });
        const report = await check(path.join(dir, out), {});
        const said = report.files.flatMap(({ issues }) => issues);
        assert.deepEqual(
          said.map(({ code }) => code),
          ['pair-map-inline'],
          out,
        );
        assert.match(said[0]?.message ?? '', /in pieces, one for each call of eval/);
        assert.match(said[0]?.help ?? '', /write maps to files/);
      }
    }
  });
}

test('a script that calls eval and has its map beside it is like any other', async (t) => {
  const script = `eval("1");${BUILD['dist/app.js']}`;
  const dir = await folder(t, { ...BUILD, 'dist/app.js': script });
  const report = await check(path.join(dir, 'dist'), {});
  const codes = report.files.flatMap(({ issues }) => issues.map(({ code }) => code));
  assert.ok(!codes.includes('pair-map-inline'), codes.join());
});
