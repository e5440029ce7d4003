/** An error of a real page in a real browser, explained from the build, with another decoder as the judge. */
import assert from 'node:assert/strict';
import { cp, readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { TraceMap, originalPositionFor } from '@jridgewell/trace-mapping';
import { explain } from 'mapship';
import { build, preview } from 'vite';

import { crash } from '../demo/crash.js';
import { folder } from './world.js';

const APP = fileURLToPath(new URL('../apps/shop', import.meta.url));

test('a stack trace of Chromium', async (t) => {
  const dir = await folder(t);
  const root = path.join(dir, 'shop');
  await cp(APP, root, { recursive: true });
  const outDir = path.join(root, 'dist');
  await build({ root, logLevel: 'silent', build: { outDir } });
  const site = await preview({
    root,
    logLevel: 'silent',
    build: { outDir },
    preview: { host: '127.0.0.1', port: 0 },
  });
  t.after(() => site.close());
  const page = site.resolvedUrls?.local[0] ?? '';
  const stack = await crash(page, process.env.MAPSHIP_BROWSER);
  const told = await explain(stack, { files: outDir, minifiedPathPrefix: page });
  assert.equal(told.ok, true, stack);
  assert.ok(told.summary.frames >= 4);
  assert.equal(told.summary.resolved, told.summary.frames, JSON.stringify(told.lines, null, 1));
  const maps = new Map();
  for (const name of await readdir(path.join(outDir, 'assets'))) {
    if (!name.endsWith('.map')) continue;
    const text = await readFile(path.join(outDir, 'assets', name), 'utf8');
    maps.set(`assets/${name}`, new TraceMap(text));
  }
  for (const { map, line, column, original, context } of told.lines) {
    if (!original) continue;
    const theirs = originalPositionFor(maps.get(map), {
      line: Number(line),
      column: Number(column) - 1,
    });
    assert.deepEqual([original.line, original.column], [theirs.line, theirs.column]);
    assert.equal(original.source, theirs.source);
    // the line that is shown is the source's
    const source = path.join(outDir, 'assets', original.source);
    const lines = (await readFile(source, 'utf8')).split(/\r?\n/);
    assert.equal(context?.lines[original.line - context.firstLine], lines[original.line - 1]);
  }
  const thrown = told.lines.find(({ original }) => original);
  assert.match(thrown?.original?.source ?? '', /src\/.*\.ts$/);
});
