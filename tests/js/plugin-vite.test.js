// The plugin for Vite, in real builds by the current and the oldest supported version.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';

import { mapship } from 'mapship/vite';
import * as current from 'vite';
import * as oldest from 'vite-5';

import { app, filesIn, target } from './plugin-world.js';

/** @import { VitePluginOptions } from 'mapship/vite' */

/**
 * @param {string} root
 * @param {VitePluginOptions} options
 * @param {{ vite?: { build: Function, createLogger: Function }, config?: object, build?: object }} [more]
 */
async function build(root, options, { vite = current, config = {}, build = {} } = {}) {
  /** @type {string[]} */
  const said = [];
  const say = (/** @type {string} */ level) => (/** @type {string} */ text) =>
    void said.push(`${level}: ${text}`);
  const customLogger = {
    ...vite.createLogger(),
    ...Object.fromEntries(
      ['info', 'warn', 'warnOnce', 'error'].map((level) => [level, say(level)]),
    ),
  };
  let failed;
  try {
    await vite.build({
      root,
      configFile: false,
      customLogger,
      plugins: [mapship(options)],
      ...config,
      build: { sourcemap: 'hidden', assetsInlineLimit: 0, ...build },
    });
  } catch (error) {
    failed = String(/** @type {Error} */ (error).message);
  }
  return { failed, said: said.join('\n'), dist: path.join(root, 'dist') };
}

for (const [name, vite] of Object.entries({ current, oldest })) {
  test(`a build is uploaded (${name})`, async (t) => {
    const root = await app(t, { name: '@acme/shop' });
    const { to, told, uploads } = await target(t);
    const { failed, said, dist } = await build(root, to, { vite });
    assert.equal(failed, undefined);
    const scripts = await filesIn(dist, /\.js$/);
    assert.equal(scripts.length, 2);
    assert.deepEqual(await told(), scripts.map((script) => `/${script} shop 1.4.2`).sort());
    assert.match(
      said,
      /service shop \(package\.json, without its scope @acme\), version 1\.4\.2 \(package\.json\), served under \/ \(Vite's base\)/,
    );
    assert.match(said, /2 source maps sent/);
    // what was sent is what was built
    for (const upload of await uploads()) {
      const script = upload.parts.find(({ name }) => name === 'minified_file');
      const kept = await readFile(path.join(upload.dir, String(script?.path)));
      assert.deepEqual(kept, await readFile(path.join(dist, String(upload.event?.minified_url))));
    }
  });
}
