// Real builds of Astro 5. Astro 7, and in browsers, is among the judges.
import assert from 'node:assert/strict';
import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';

import { appOf, FINDING, run } from './frameworks-world.js';
import { filesIn, target } from './plugin-world.js';
import { mapship, nowhere } from './world.js';

/** @import { TestContext } from 'node:test' */

const MAPSHIP_LINE = /mapship[:\]] .*/g;

/**
 * The app, built as a person would.
 * @param {TestContext} t
 * @param {object | string} config of Astro, or what is written in it
 * @param {object} options of mapship
 * @param {Record<string, string>} env
 * @param {string[]} [args]
 */
async function built(t, config, options, env, args = ['build']) {
  const written = typeof config === 'string' ? config : JSON.stringify(config).slice(1, -1);
  const root = await appOf(t, 'astro', ['astro'], {
    'astro.config.mjs': `import { mapship } from 'mapship/astro';
import { mapship as plugin } from 'mapship/vite';
const ship = mapship(${JSON.stringify(options)});
export default { ${/integrations|plugins/.test(written) ? '' : 'integrations: [ship],'} ${written} };`,
  });
  const quiet = { ASTRO_TELEMETRY_DISABLED: '1', ...env };
  const until = args[0] === 'dev' ? /ready in/ : undefined;
  return { root, ...(await run(root, 'astro/astro.js', args, quiet, until)) };
}

/** @param {{ apiKey: string, intakeUrl: string }} to */
const sending = ({ apiKey, intakeUrl }) => ({
  DD_API_KEY: apiKey,
  DATADOG_SOURCEMAP_INTAKE_URL: intakeUrl,
});

/** What browsers are given: scripts with addresses of their own. @param {string} root @param {string} [out] */
const scripts = (root, out = 'dist') => filesIn(path.join(root, out), /\.js$/);

test('one line sends the client of Astro once, under its address, and leaves no map', async (t) => {
  for (const [config, prefix, out] of /** @type {const} */ ([
    [{ base: 'shop', outDir: './site' }, '/shop/', 'site'],
    [{ build: { assetsPrefix: 'https://cdn.example/x' } }, 'https://cdn.example/x/', 'dist'],
  ])) {
    const { to, told } = await target(t);
    const { root, code, said } = await built(t, config, {}, sending(to));
    assert.equal(code, 0, said);
    assert.doesNotMatch(said, FINDING);
    const names = await scripts(root, out);
    assert.equal(names.length, 2);
    assert.deepEqual(await told(), names.map((name) => `${prefix}${name} shop 1.4.2`).sort());
    assert.deepEqual(await filesIn(path.join(root, out), /\.map$/), []);
  }
});

test('maps that the configuration of Astro asks for stay, and are sent', async (t) => {
  const { to, told } = await target(t);
  const config = { vite: { build: { sourcemap: true } } };
  const { root, code, said } = await built(t, config, {}, sending(to));
  assert.equal(code, 0, said);
  assert.doesNotMatch(said, FINDING);
  assert.equal((await told()).length, 2);
  assert.ok((await filesIn(path.join(root, 'dist'), /\.map$/)).length >= 2);
});

test('without a key Astro builds as ever, and while developing nothing happens', async (t) => {
  const { to, told } = await target(t);
  const without = await built(t, {}, {}, { DATADOG_SOURCEMAP_INTAKE_URL: to.intakeUrl });
  assert.equal(without.code, 0, without.said);
  assert.equal(without.said.match(MAPSHIP_LINE)?.length, 1, without.said);
  assert.match(without.said, /nothing is uploaded: there is no API key/);
  assert.deepEqual(await filesIn(path.join(without.root, 'dist'), /\.map$/), []);
  const developing = await built(t, {}, {}, sending(to), ['dev', '--port', '0']);
  assert.match(developing.said, /ready in/);
  assert.doesNotMatch(developing.said, MAPSHIP_LINE);
  assert.deepEqual(await told(), []);
});

test('a failed upload ends the build of Astro, or is warned of, and no map is left', async (t) => {
  const { to } = await target(t, { requireKey: 'x'.repeat(32) });
  const away = { ...to, intakeUrl: await nowhere(t) };
  for (const [env, options, says] of /** @type {const} */ ([
    [sending(to), {}, /its upload failed: .*403/],
    [sending(away), { maxRetries: 0, onError: 'warn' }, /its upload failed/],
  ])) {
    const { root, code, said } = await built(t, {}, options, env);
    assert.equal(code === 0, 'onError' in options, said);
    assert.match(said, says);
    assert.match(said, FINDING);
    assert.ok(!said.includes(to.apiKey));
    assert.deepEqual(await filesIn(path.join(root, 'dist'), /\.map$/), []);
  }
});

test('with a plan no map of Astro is deployed, and all are sent later', async (t) => {
  const { to, told } = await target(t);
  const options = { defer: 'mapship-plan.json', debugIds: true };
  const { root, code, said } = await built(t, {}, options, {});
  assert.equal(code, 0, said);
  assert.doesNotMatch(said, FINDING);
  const names = await scripts(root);
  for (const name of names) {
    assert.match(
      await readFile(path.join(root, 'dist', name), 'utf8'),
      /\{ddDebugId:"[\w-]{36}"\}/,
    );
  }
  assert.deepEqual(await filesIn(path.join(root, 'dist'), /\.map$/), []);
  await rm(path.join(root, 'dist'), { recursive: true });
  const args = ['upload', '--plan', 'mapship-plan.json', '--intake-url', to.intakeUrl];
  const end = await mapship(args, { cwd: root, env: { DD_API_KEY: to.apiKey } });
  assert.equal(end.code, 0, end.stdout + end.stderr);
  assert.deepEqual(await told(), names.map((name) => `/${name} shop 1.4.2`).sort());
});

test('where mapship stands in the wrong place, or twice, Astro’s build says so', async (t) => {
  const { to, told } = await target(t);
  const env = sending(to);
  const twice = await built(t, 'integrations: [ship, mapship()]', {}, env);
  assert.equal(twice.code, 0, twice.said);
  assert.doesNotMatch(twice.said, FINDING);
  assert.match(twice.said, /among the plugins more than once: the first of them is used/);
  assert.equal((await told()).length, 2);
  for (const [config, help] of /** @type {const} */ ([
    ['vite: { plugins: [ship] }', /put mapship\(\) into integrations/],
    ['integrations: [plugin()]', /import mapship from mapship\/astro/],
  ])) {
    const { code, said } = await built(t, config, {}, env);
    assert.notEqual(code, 0, said);
    assert.match(said, help);
  }
  assert.equal((await told()).length, 2);
});
