// Healthy builds of frameworks, made anew from small apps: mapship has nothing to say against any of them.
//
// The packages are installed once, in target/judge/frameworks. `MAPSHIP_JUDGE_ONLY=Nuxt` builds only what has that in its name.
import assert from 'node:assert/strict';
import { readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { check } from 'mapship';
import { startIntake } from 'mapship/intake';

import { APPS } from './frameworks-apps.js';
import { installed, run, versionOf } from './frameworks-world.js';
import { tally } from './world.js';

/** @import { App, Output } from './frameworks-apps.js' */

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

const only = process.env.MAPSHIP_JUDGE_ONLY ?? '';

/**
 * What a person would be told of a folder.
 * @param {string} dir
 * @param {Output} output
 */
async function told(dir, { path: folder, prefix }) {
  const report = await check(path.join(dir, folder), {
    // what no browser runs is sent under no address, so nothing is held against its event
    ...(prefix && { service: 'shop', version: '1.0.0', minifiedPathPrefix: prefix }),
  });
  const issues = report.files.flatMap((file) =>
    file.issues.map((issue) => ({ file: file.path, ...issue })),
  );
  return { report, issues: [...(report.issues ?? []).map((i) => ({ file: '', ...i })), ...issues] };
}

for (const app of APPS.filter(({ name }) => name.includes(only))) {
  test(app.name, async (t) => {
    const dir = await installed('frameworks', app.folder);
    for (const { path: folder } of app.outputs) {
      await rm(path.join(dir, folder), { recursive: true, force: true });
    }
    const [program = '', ...args] = app.build;
    const start = performance.now();
    await run(dir, program, args, app.env);
    const seconds = ((performance.now() - start) / 1000).toFixed(1);
    const version = await versionOf(dir, app.package);
    t.diagnostic(`${app.name} ${version}, built in ${seconds} s`);

    for (const output of app.outputs) {
      const { report, issues } = await told(dir, output);
      const ready = report.files.filter(({ ok, parts }) => ok && parts.length > 0);
      t.diagnostic(`${output.path}: ${ready.length} ready; ${tally(issues)}`);
      const bad = issues.filter(
        ({ severity, code }) => severity !== 'note' && !output.said?.includes(code),
      );
      const lines = bad.map(({ file, severity, message }) => `${severity} ${file}: ${message}`);
      assert.deepEqual(lines, [], output.path);
      assert.equal(report.ok, true, output.path);
      assert.ok(ready.length >= output.maps, `${output.path}: ${ready.length} files are ready`);
    }
    if (app.upload) await send(t, dir, app, app.upload);
  });
}

/**
 * The command line sends what has no hook, and takes the maps out of what is deployed.
 * @param {import('node:test').TestContext} t
 * @param {string} dir
 * @param {App} app
 * @param {string[]} args
 */
async function send(t, dir, { outputs }, args) {
  const intake = await startIntake({ port: 0 });
  t.after(() => intake.close());
  const said = await run(
    dir,
    process.execPath,
    [
      ...[path.join(ROOT, 'pkg/cli.js'), 'upload', ...args, '--disable-git'],
      ...['--intake-url', intake.url, '--after-upload', 'delete'],
    ],
    { DATADOG_API_KEY: 'x'.repeat(32) },
  );
  assert.doesNotMatch(said, /^ *(?:warning|error) /m);
  const arrived = await intake.uploads();
  const wanted = outputs.reduce((sum, { maps }) => sum + maps, 0);
  t.diagnostic(`${arrived.length} sent; ${said.trim().split('\n').at(-1)}`);
  assert.ok(arrived.length >= wanted, `${arrived.length} arrived`);
  for (const { path: folder } of outputs) {
    const files = await readdir(path.join(dir, folder), { recursive: true });
    assert.deepEqual(
      files.filter((name) => /\.(?:js|mjs|cjs|hbc)\.map$/.test(name)),
      [],
    );
  }
}
