// Real builds of React Router 7. React Router 8, and in browsers, is among the judges.
import assert from 'node:assert/strict';
import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';

import { appOf, FINDING, run } from './frameworks-world.js';
import { filesIn, target } from './plugin-world.js';
import { mapship, nowhere } from './world.js';

/** @import { TestContext } from 'node:test' */

const PACKAGES = ['@react-router/dev', '@react-router/node', 'react-router', 'react', 'react-dom'];

/**
 * The app, built as a person would.
 * @param {TestContext} t
 * @param {string} plugins what is in the list of plugins
 * @param {object} options of mapship
 * @param {Record<string, string>} env
 * @param {{ router?: object, vite?: object, args?: string[] }} [config]
 */
async function built(t, plugins, options, env, { router = {}, vite = {}, args = ['build'] } = {}) {
  const root = await appOf(t, 'react-router', [...PACKAGES, 'isbot', 'vite'], {
    'react-router.config.js': `export default ${JSON.stringify(router)};`,
    'vite.config.js': `import { reactRouter } from '@react-router/dev/vite';
import { mapship } from 'mapship/react-router';
import { mapship as plugin } from 'mapship/vite';
const ship = mapship(${JSON.stringify(options)});
export default { ...${JSON.stringify(vite)}, plugins: [${plugins}] };`,
    // a loader needs a server
    'app/about.jsx': `export default function About() { return <button>About</button>; }`,
  });
  const until = args[0] === 'dev' ? /Local:/ : undefined;
  return { root, ...(await run(root, '@react-router/dev/bin.js', args, env, until)) };
}

/** @param {{ apiKey: string, intakeUrl: string }} to */
const sending = ({ apiKey, intakeUrl }) => ({
  DD_API_KEY: apiKey,
  DATADOG_SOURCEMAP_INTAKE_URL: intakeUrl,
});

/** What browsers are given, but for the list of routes, of which there is no map. @param {string} root */
const scripts = (root) => filesIn(path.join(root, 'build/client'), /(?<!manifest-\w+)\.js$/);

test('one line sends client and server once, under their addresses, and leaves no map', async (t) => {
  const { to, told } = await target(t);
  const vite = { base: '/shop/' };
  const options = { server: '/srv/app', debugIds: true };
  const plugins = 'reactRouter(), ship';
  const { root, code, said } = await built(t, plugins, options, sending(to), { vite });
  assert.equal(code, 0, said);
  assert.doesNotMatch(said, FINDING);
  assert.doesNotMatch(said, /Source maps are enabled in production/);
  const names = await scripts(root);
  assert.ok(names.length >= 5);
  const server = await filesIn(path.join(root, 'build/server'), /\.js$/);
  assert.deepEqual(
    await told(),
    [
      ...names.map((name) => `/shop/${name} shop 1.4.2`),
      ...server.map((name) => `/srv/app/build/server/${name} shop 1.4.2`),
    ].sort(),
  );
  for (const name of [...names.map((n) => `client/${n}`), ...server.map((n) => `server/${n}`)]) {
    assert.match(await readFile(path.join(root, 'build', name), 'utf8'), /\{ddDebugId:"/, name);
  }
  assert.deepEqual(await filesIn(path.join(root, 'build'), /\.map$/), []);
});

test('without a server nothing but the client is sent, whatever the order of the plugins', async (t) => {
  const { to, told } = await target(t);
  const router = { ssr: false, prerender: ['/', '/about'] };
  const options = { server: '/srv/app' };
  const plugins = 'ship, reactRouter()';
  const { root, code, said } = await built(t, plugins, options, sending(to), { router });
  assert.equal(code, 0, said);
  assert.doesNotMatch(said, FINDING);
  assert.deepEqual(await told(), (await scripts(root)).map((n) => `/${n} shop 1.4.2`).sort());
  assert.deepEqual(await filesIn(path.join(root, 'build'), /\.map$/), []);
});

test('without a key React Router builds as ever, and while developing nothing happens', async (t) => {
  const { to, told } = await target(t);
  const plugins = 'reactRouter(), ship';
  const without = await built(t, plugins, {}, { DATADOG_SOURCEMAP_INTAKE_URL: to.intakeUrl });
  assert.equal(without.code, 0, without.said);
  assert.equal(without.said.match(/mapship: .*/g)?.length, 1, without.said);
  assert.match(without.said, /nothing is uploaded: there is no API key/);
  assert.deepEqual(await filesIn(path.join(without.root, 'build'), /\.map$/), []);
  const args = ['dev', '--port', '0'];
  const developing = await built(t, plugins, {}, sending(to), { args });
  assert.match(developing.said, /Local:/);
  assert.doesNotMatch(developing.said, /mapship:/);
  assert.deepEqual(await told(), []);
});

test('a failed upload ends the build of React Router, or is warned of, and no map is left', async (t) => {
  const { to } = await target(t, { requireKey: 'x'.repeat(32) });
  const away = { ...to, intakeUrl: await nowhere(t) };
  for (const [env, options, says] of /** @type {const} */ ([
    [sending(to), {}, /its upload failed: .*403/],
    [sending(away), { maxRetries: 0, onError: 'warn' }, /its upload failed/],
  ])) {
    const { root, code, said } = await built(t, 'reactRouter(), ship', options, env);
    assert.equal(code === 0, 'onError' in options, said);
    assert.match(said, says);
    assert.match(said, FINDING);
    // Rolldown prints the stack of an error, too
    const lines = said.match(/.*\[upload-failed\]/g) ?? [];
    assert.equal(new Set(lines).size, lines.length, said);
    assert.ok(!said.includes(to.apiKey));
    assert.deepEqual(await filesIn(path.join(root, 'build'), /\.map$/), []);
  }
});

test('with a plan no map of React Router is deployed, and all are sent later', async (t) => {
  const { to, told } = await target(t);
  const options = { defer: 'mapship-plan.json' };
  const { root, code, said } = await built(t, 'reactRouter(), ship', options, {});
  assert.equal(code, 0, said);
  assert.doesNotMatch(said, FINDING);
  const names = await scripts(root);
  assert.deepEqual(await filesIn(path.join(root, 'build'), /\.map$/), []);
  await rm(path.join(root, 'build'), { recursive: true });
  const args = ['upload', '--plan', 'mapship-plan.json', '--intake-url', to.intakeUrl];
  const end = await mapship(args, { cwd: root, env: { DD_API_KEY: to.apiKey } });
  assert.equal(end.code, 0, end.stdout + end.stderr);
  assert.deepEqual(await told(), names.map((name) => `/${name} shop 1.4.2`).sort());
});

test('twice, or beside the plugin for Vite, mapship does its work once', async (t) => {
  const { to, told } = await target(t);
  const plugins = `reactRouter(), ship, mapship(), plugin({ sourcemaps: 'hidden' })`;
  const { root, code, said } = await built(t, plugins, {}, sending(to));
  assert.equal(code, 0, said);
  assert.doesNotMatch(said, FINDING);
  assert.match(said, /among the plugins more than once: the first of them is used/);
  assert.match(said, /the adapter of a framework is among the plugins too, and does it/);
  assert.deepEqual(await told(), (await scripts(root)).map((n) => `/${n} shop 1.4.2`).sort());
  assert.deepEqual(await filesIn(path.join(root, 'build'), /\.map$/), []);
});
