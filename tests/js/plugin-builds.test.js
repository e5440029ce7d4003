// The plugins in real builds: what every one of them does, by each bundler at its current and its oldest supported version.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';

import { CURRENT, OLDEST } from './plugin-bundlers.js';
import { app, filesIn, target } from './plugin-world.js';

/** @param {string} text of a minified file */
const linksIn = (text) => text.match(/sourceMappingURL=\S+/g) ?? [];

/** @param {string} dist @param {string[]} names */
const texts = (dist, names) =>
  Promise.all(names.map((name) => readFile(path.join(dist, name), 'utf8')));

for (const [name, build] of Object.entries({ ...CURRENT, ...OLDEST })) {
  test(`${name}: each script is sent with its map, under its address`, async (t) => {
    const root = await app(t, { name: '@acme/shop' });
    const { to, told, uploads } = await target(t);
    const { failed, said, dist } = await build(root, to, { maps: 'hidden' });
    assert.equal(failed, undefined, said);
    const scripts = await filesIn(dist, /\.js$/);
    assert.ok(scripts.length >= 2);
    assert.deepEqual(await told(), scripts.map((script) => `/static/${script} shop 1.4.2`).sort());
    assert.match(
      said,
      /service shop \(package\.json, without its scope @acme\), version 1\.4\.2 \(package\.json\), served under \/static\/ \([^)]+\), to \S+ \(the option intakeUrl\)/,
    );
    for (const upload of await uploads()) {
      // what was sent is what was built
      const parts = Object.fromEntries(upload.parts.map((part) => [part.name, part]));
      const kept = await readFile(path.join(upload.dir, String(parts.minified_file?.path)));
      const script = String(upload.event?.minified_url).replace('/static/', '');
      assert.deepEqual(kept, await readFile(path.join(dist, script)));
      const map = await readFile(path.join(upload.dir, String(parts.source_map?.path)), 'utf8');
      assert.equal(JSON.parse(map).version, 3);
    }
    // nothing else was written, and nothing was cleared away
    const maps = await filesIn(dist, /\.js\.map$/);
    assert.deepEqual(
      maps,
      scripts.map((script) => `${script}.map`),
    );
  });

  test(`${name}: maps that have arrived are deleted, with the comments that name them`, async (t) => {
    const root = await app(t);
    const { to, uploads } = await target(t);
    const options = { ...to, afterUpload: 'delete' };
    const { failed, said, dist } = await build(root, options, { maps: 'linked' });
    assert.equal(failed, undefined, said);
    assert.deepEqual(await filesIn(dist, /\.map$/), []);
    const names = await filesIn(dist, /\.(?:js|css)$/);
    assert.deepEqual((await texts(dist, names)).flatMap(linksIn), []);
    let comments = 0;
    for (const { event, parts, dir } of await uploads()) {
      const part = parts.find((one) => one.name === 'minified_file');
      const sent = await readFile(path.join(dir, String(part?.path)), 'utf8');
      comments += linksIn(sent).length;
      const left = await readFile(path.join(dist, String(event?.minified_url).slice(8)), 'utf8');
      // no more than the comment's line is gone
      assert.equal(
        left,
        sent.replace(/^\/\/# sourceMappingURL=.*\n?/m, '').replace(/\/\/# sourceMappingURL=.*/, ''),
      );
    }
    assert.ok(comments >= 2, 'the build has written no comments');
  });

  test(`${name}: a map that does not arrive fails the build, and stays`, async (t) => {
    const root = await app(t);
    const { to } = await target(t, { faults: ['413'] });
    const options = { ...to, afterUpload: 'delete' };
    const { failed, said, dist } = await build(root, options, { maps: 'linked' });
    // with the file, as each bundler shows it
    assert.match(
      `${failed}${said}`,
      /dist\/\S+\.js\.map(?::1:1)?:?\s+(?:× |MapshipError: )*its upload failed: .*413/,
    );
    assert.ok(failed);
    assert.doesNotMatch(`${failed}${said}`, /kkkk/, 'the key is said');
    const scripts = await filesIn(dist, /\.js$/);
    assert.deepEqual(
      await filesIn(dist, /\.js\.map$/),
      scripts.map((script) => `${script}.map`),
    );
    const links = (await texts(dist, scripts)).flatMap(linksIn);
    assert.equal(links.length, scripts.length);
    assert.match(
      `${failed}${said}`,
      /dist would be deployed with \d source maps?.*\[(?:mapship: )?map-deployed\]/,
    );
  });
}

for (const [name, build] of Object.entries(CURRENT)) {
  test(`${name}: with onError: 'warn' the same is said, and the build goes on`, async (t) => {
    const { to } = await target(t, { faults: ['413'] });
    const { failed, said } = await build(
      await app(t),
      { ...to, onError: 'warn' },
      { maps: 'hidden' },
    );
    assert.equal(failed, undefined);
    assert.match(said, /its upload failed: .*413/);
  });

  test(`${name}: a build without maps fails, and is told what to set`, async (t) => {
    const { to, told } = await target(t);
    const { failed, said } = await build(await app(t), to, { maps: false });
    assert.ok(failed);
    assert.match(
      `${failed}${said}`,
      /made \d scripts, but no source map \[.*maps-missing\]\s+.*(?:→ )?set .*hidden|external/,
    );
    assert.deepEqual(await told(), []);
  });

  test(`${name}: inline maps are no files to send`, async (t) => {
    const { to } = await target(t);
    const { failed, said } = await build(
      await app(t),
      { ...to, afterUpload: 'delete' },
      { maps: 'inline' },
    );
    assert.match(`${failed}${said}`, /writes source maps into its scripts/);
    assert.match(`${failed}${said}`, /deployed with \d source maps? inside other files/);
    assert.ok(failed);
  });

  test(`${name}: sourcemaps: 'hidden' has the build make maps that nothing names`, async (t) => {
    const { to, told } = await target(t);
    const root = await app(t);
    const { failed, said, dist } = await build(root, { ...to, sourcemaps: 'hidden' });
    assert.equal(failed, undefined, said);
    const scripts = await filesIn(dist, /\.js$/);
    assert.equal((await told()).length, scripts.length);
    assert.deepEqual((await texts(dist, scripts)).flatMap(linksIn), []);
  });

  // Rsbuild's own default, and that of Rspack's command, are the same as what turns maps off
  if (name === 'rspack') {
    test(`${name}: maps are made where its command has turned them off`, async (t) => {
      const { to, told } = await target(t);
      const options = { ...to, sourcemaps: 'hidden' };
      const { failed, said } = await build(await app(t), options, { maps: false });
      assert.equal(failed, undefined);
      assert.doesNotMatch(said, /changes nothing/);
      assert.ok((await told()).length > 0);
    });
  } else if (name !== 'rsbuild') {
    test(`${name}: where the configuration turns maps off, that counts, and is said`, async (t) => {
      const { to } = await target(t);
      const options = { ...to, sourcemaps: 'hidden' };
      const { failed, said, dist } = await build(await app(t), options, { maps: false });
      assert.match(
        `${failed}${said}`,
        /sourcemaps: 'hidden' changes nothing, as the configuration says \S+: false/,
      );
      assert.ok(failed);
      assert.deepEqual(await filesIn(dist, /\.map$/), []);
    });
  }

  test(`${name}: without a key nothing is done, and that is said`, async (t) => {
    const { to, told } = await target(t);
    for (const apiKey of [undefined, '']) {
      const options = { ...to, apiKey, sourcemaps: 'hidden', afterUpload: 'delete' };
      const root = await app(t);
      const { failed, said, dist } = await build(root, options);
      assert.equal(failed, undefined);
      assert.match(
        said,
        /nothing is uploaded: there is no API key: set DATADOG_API_KEY or DD_API_KEY/,
      );
      assert.deepEqual(await filesIn(dist, /\.map$/), []);
    }
    assert.deepEqual(await told(), []);
    const { failed, said } = await build(
      await app(t),
      { ...to, apiKey: undefined, enabled: true },
      { maps: 'hidden' },
    );
    assert.match(`${failed}${said}`, /there is no API key \[.*api-key-missing\]/);
    assert.ok(failed);
  });

  test(`${name}: a key that is missing on CI is told as a warning, or as an error`, async (t) => {
    process.env.CI = 'true';
    t.after(() => delete process.env.CI);
    const { to, told } = await target(t);
    const options = { ...to, apiKey: undefined };
    const warned = await build(await app(t), options, { maps: 'hidden' });
    assert.equal(warned.failed, undefined);
    assert.match(warned.said, /this production build on CI uploads nothing: there is no API key/);
    assert.match(warned.said, /DATADOG_API_KEY or DD_API_KEY[\s\S]*missingKey: 'ignore'/);
    assert.equal(warned.said.match(/uploads nothing/g)?.length, 1, warned.said);
    const strict = { ...options, missingKey: 'error' };
    const { failed, said } = await build(await app(t), strict, { maps: 'hidden' });
    assert.ok(failed);
    assert.match(`${failed}${said}`, /this production build on CI uploads nothing/);
    const quiet = { ...options, missingKey: 'ignore' };
    const ignored = await build(await app(t), quiet, { maps: 'hidden' });
    assert.equal(ignored.failed, undefined);
    assert.match(ignored.said, /nothing is uploaded: there is no API key/);
    assert.deepEqual(await told(), []);
  });

  test(`${name}: builds that are not for production are left alone`, async (t) => {
    const { to, told } = await target(t);
    const { failed, said } = await build(await app(t), to, { maps: 'hidden', development: true });
    assert.equal(failed, undefined, said);
    assert.match(
      said,
      /nothing is uploaded: this is no production build: .*(?:development|minify is not set)/,
    );
    assert.deepEqual(await told(), []);
    const enabled = { ...to, enabled: true };
    const asked = await build(await app(t), enabled, { maps: 'hidden', development: true });
    assert.equal(asked.failed, undefined);
    assert.ok((await told()).length > 0);
  });

  test(`${name}: a dry run needs no key, and neither sends nor deletes`, async (t) => {
    const { to, told } = await target(t);
    const root = await app(t);
    const options = { ...to, apiKey: undefined, dryRun: true, afterUpload: 'delete' };
    const { failed, said, dist } = await build(root, options, { maps: 'linked' });
    assert.equal(failed, undefined, said);
    assert.match(said, /\d source maps would be sent \(dry run\)/);
    assert.deepEqual(await told(), []);
    assert.ok((await filesIn(dist, /\.js\.map$/)).length >= 2);
  });

  test(`${name}: options that are not known are refused before anything is built`, async (t) => {
    const { to } = await target(t);
    const root = await app(t);
    for (const [wrong, expected] of /** @type {const} */ ([
      [
        { serivce: 'x' },
        /mapship: there is no option "serivce" \[option-unknown\]\s+→ did you mean "service"\?/,
      ],
      [{ afterUpload: 'remove' }, /the option "afterUpload" is not 'keep', 'delete', or/],
      [{ onError: 'ignore' }, /the option "onError" is not 'fail' or 'warn'/],
    ])) {
      const { failed, dist } = await build(root, { ...to, ...wrong }, { maps: 'hidden' });
      assert.match(String(failed), expected);
      assert.match(String(failed), /\n +→ /, 'a remedy');
      assert.doesNotMatch(String(failed), /pkg\/plugin|readMembers/, 'no stack trace');
      assert.doesNotMatch(String(failed), /kkkk/);
      assert.deepEqual(await filesIn(dist).catch(() => []), []);
    }
  });

  test(`${name}: an address that can't be known is asked for`, async (t) => {
    const { to, told } = await target(t);
    const { failed, said } = await build(await app(t), to, { maps: 'hidden', base: '' });
    assert.match(
      `${failed}${said}`,
      /the address that files are served under is not known.*\[.*prefix-unknown\]/,
    );
    assert.match(`${failed}${said}`, /minifiedPathPrefix: '\/static'/);
    assert.ok(failed);
    assert.deepEqual(await told(), []);
  });
}
