/** An error of a page in a real browser, explained from nothing but what the intake holds of the build. */
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';

import { TraceMap, originalPositionFor } from '@jridgewell/trace-mapping';
import { explain } from 'mapship';

import { crash } from '../demo/crash.js';
import { CURRENT } from './plugin-bundlers.js';
import { app, filesIn, target } from './plugin-world.js';

const TYPES = /** @type {Record<string, string>} */ ({
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
});

/**
 * @param {import('node:test').TestContext} t
 * @param {string} dist served under /static/
 */
async function serve(t, dist) {
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://x');
    const file = path.join(dist, pathname.replace(/^\/static\//, '/'));
    try {
      const content = await readFile(file);
      response.writeHead(200, { 'content-type': TYPES[path.extname(file)] ?? 'text/plain' });
      response.end(content);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${/** @type {import('node:net').AddressInfo} */ (server.address()).port}`;
}

for (const [name, build] of Object.entries(CURRENT)) {
  test(`${name}: a stack trace of Chromium is readable by what was sent`, async (t) => {
    const root = await app(t);
    const { to, uploads } = await target(t);
    // a deployment as it should be: no maps, no comments
    const options = { ...to, afterUpload: 'delete' };
    const { failed, said, dist } = await build(root, options, { maps: 'linked' });
    assert.equal(failed, undefined, said);
    assert.deepEqual(await filesIn(dist, /\.map$/), []);
    if (!(await filesIn(dist)).includes('index.html') || name === 'rsbuild') {
      const [entry] = await filesIn(dist, /^(?:static\/js\/index\.\w+|main)\.js$/);
      const page = `<!doctype html><title>x</title><ul id="basket"></ul><button id="pay">Pay</button><output id="result"></output><script type="${name === 'webpack' || name === 'rspack' || name === 'rsbuild' ? 'text/javascript' : 'module'}" src="/static/${entry}"></script>`;
      await writeFile(path.join(dist, 'index.html'), page);
    }
    const origin = await serve(t, dist);
    const stack = await crash(`${origin}/static/index.html`, process.env.MAPSHIP_BROWSER);

    /** @type {{ file: string, name: string }[]} */
    const files = [];
    /** @type {Map<string, TraceMap>} */
    const maps = new Map();
    for (const { event, parts, dir } of await uploads()) {
      const url = String(event?.minified_url).replace('/static/', '');
      for (const part of parts) {
        const file = path.join(dir, String(part.path));
        if (part.name === 'minified_file') files.push({ file, name: url });
        if (part.name !== 'source_map') continue;
        files.push({ file, name: `${url}.map` });
        maps.set(`${url}.map`, new TraceMap(await readFile(file, 'utf8')));
      }
    }
    const told = await explain(stack, { files, minifiedPathPrefix: '/static/' });
    assert.equal(told.ok, true, `${stack}\n${JSON.stringify(told, null, 1)}`);
    const found = told.lines.filter(({ original }) => original);
    assert.ok(found.length >= 3, stack);
    assert.match(String(found[0]?.original?.source), /src\/checkout\/total\.ts$/);
    for (const { map, line, column, original } of found) {
      const theirs = originalPositionFor(/** @type {TraceMap} */ (maps.get(String(map))), {
        line: Number(line),
        column: Number(column) - 1,
      });
      assert.deepEqual(
        // the other decoder resolves sources as URLs
        [original?.source.replace('/./', '/'), original?.line, original?.column],
        [theirs.source, theirs.line, theirs.column],
      );
    }
  });
}
