// Service and version: whom the plugins have them from, and what the bundle itself says of them.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { appendFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';

import { CURRENT } from './plugin-bundlers.js';
import { app, target } from './plugin-world.js';

const { esbuild, vite, webpack } =
  /** @type {Record<string, import('./plugin-bundlers.js').Build>} */ (CURRENT);

test('the version is the package’s, or else the commit', async (t) => {
  for (const version of ['0.0.0', '0.0.0-development', undefined]) {
    const root = await app(t, { version });
    const { to, told } = await target(t);
    const none = await esbuild(root, to, { maps: 'hidden' });
    assert.match(`${none.failed}${none.said}`, /the version is not known.*\[version-unknown\]/);
    assert.match(`${none.failed}${none.said}`, /version: '…', the same as in datadogRum\.init/);
    assert.deepEqual(await told(), []);
    const git = (/** @type {string[]} */ ...args) =>
      execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.com', ...args], {
        cwd: root,
        encoding: 'utf8',
      }).trim();
    git('init', '--quiet');
    git('add', '.');
    git('commit', '--quiet', '--message', 'a');
    const sha = git('rev-parse', 'HEAD');
    const { failed, said } = await esbuild(root, to, { maps: 'hidden' });
    assert.equal(failed, undefined, said);
    assert.ok(said.includes(`version ${sha} (the commit, from git)`), said);
    for (const line of await told()) assert.ok(line.endsWith(` shop ${sha}`), line);
  }
});

test('the service is the name of the nearest package that has one', async (t) => {
  const root = await app(t, { name: undefined });
  const { to } = await target(t);
  const none = await esbuild(root, { ...to, dryRun: true }, { maps: 'hidden' });
  assert.match(
    `${none.failed}`,
    /the service is not known: no package\.json at \S+ or above has a name/,
  );
  const outer = { name: '@acme/outer', version: '3.0.0' };
  await writeFile(path.join(root, '../package.json'), JSON.stringify(outer));
  const { failed, said } = await esbuild(root, { ...to, dryRun: true }, { maps: 'hidden' });
  assert.equal(failed, undefined);
  assert.match(said, /service outer \(package\.json, without its scope @acme\), version 3\.0\.0/);
});

test('options go first, and are named as where the values are from', async (t) => {
  const { to, told } = await target(t);
  const own = { service: 'own', version: '9', minifiedPathPrefix: 'https://x.example/a' };
  const { failed, said } = await esbuild(await app(t), { ...to, ...own }, { maps: 'hidden' });
  assert.equal(failed, undefined);
  assert.match(
    said,
    /service own \(option service\), version 9 \(option version\), served under https:\/\/x\.example\/a \(option minifiedPathPrefix\)/,
  );
  assert.ok((await told()).every((line) => /^https:\/\/x\.example\/a\/\S+ own 9$/.test(line)));
});

test('where the key is from is said, and nothing of it', async (t) => {
  const { to } = await target(t);
  const { apiKey, ...others } = to;
  const given = await esbuild(await app(t), to, { maps: 'hidden' });
  assert.match(given.said, /, with the API key of the option apiKey$/m);
  process.env.DD_API_KEY = apiKey;
  t.after(() => delete process.env.DD_API_KEY);
  const { failed, said } = await esbuild(await app(t), others, { maps: 'hidden' });
  assert.equal(failed, undefined, said);
  assert.match(said, /, with the API key of DD_API_KEY$/m);
  assert.ok(!`${given.said}${said}`.includes(apiKey));
});

test('where the key is from is said, and nothing of it', async (t) => {
  const { to } = await target(t);
  const { apiKey, ...others } = to;
  const given = await esbuild(await app(t), to, { maps: 'hidden' });
  assert.match(given.said, /, with the API key of the option apiKey$/m);
  process.env.DD_API_KEY = apiKey;
  t.after(() => delete process.env.DD_API_KEY);
  const { failed, said } = await esbuild(await app(t), others, { maps: 'hidden' });
  assert.equal(failed, undefined, said);
  assert.match(said, /, with the API key of DD_API_KEY$/m);
  assert.ok(!`${given.said}${said}`.includes(apiKey));
});

test('a site that does not exist is said before anything is sent', async (t) => {
  const { to, told } = await target(t);
  const options = { ...to, intakeUrl: undefined, site: 'datadoghq.comm' };
  const { failed } = await vite(await app(t), options, { maps: 'hidden' });
  assert.match(String(failed), /"datadoghq\.comm" is not a Datadog site \[site-unknown\]/);
  const lax = await vite(await app(t), { ...options, onError: 'warn' }, { maps: 'hidden' });
  assert.equal(lax.failed, undefined);
  assert.match(lax.said, /is not a Datadog site/);
  assert.deepEqual(await told(), []);
});

for (const [name, build] of Object.entries({ esbuild, vite, webpack })) {
  test(`${name}: what the bundle tells Datadog is held against what is sent`, async (t) => {
    const init = (/** @type {string} */ service, /** @type {string} */ version) =>
      `\ndeclare const datadogRum: any;\ndatadogRum.init({ applicationId: 'a', clientToken: 'pub0', service: '${service}', version: '${version}' });\n`;
    const agreeing = await app(t);
    await appendFile(path.join(agreeing, 'src/main.ts'), init('shop', '1.4.2'));
    const mine = await target(t);
    const good = await build(agreeing, mine.to, { maps: 'hidden' });
    assert.equal(good.failed, undefined, good.said);
    assert.ok((await mine.told()).length >= 2);

    const differing = await app(t);
    await appendFile(path.join(differing, 'src/main.ts'), init('shop', '1.4.3'));
    const other = await target(t);
    const { failed, said } = await build(differing, other.to, { maps: 'hidden' });
    assert.match(
      `${failed}${said}`,
      /tells Datadog that it is version 1\.4\.3; the upload is for 1\.4\.2 \[.*frame-version-differs\]/,
    );
    assert.ok(failed);
    assert.deepEqual(await other.told(), []);
    const lax = await build(differing, { ...other.to, onError: 'warn' }, { maps: 'hidden' });
    assert.equal(lax.failed, undefined);
    assert.match(lax.said, /tells Datadog that it is version 1\.4\.3/);
    assert.ok((await other.told()).length >= 2);
  });
}
