// An upload type that was declared in one place is in all of the package: run by the tests of xtask in a copy of the project to which
// `made-up-type.rs` was added.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { Ajv2020 } from 'ajv/dist/2020.js';

import { drop, judged, launch, openPage, startHost } from '../js/page-world.js';

const own = fileURLToPath(new URL('../../pkg/', import.meta.url));
const text = (/** @type {string} */ file) => readFileSync(path.join(own, file), 'utf8');

const folder = mkdtempSync(path.join(tmpdir(), 'mapship-made-up-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
mkdirSync(path.join(folder, 'build/deep'), { recursive: true });
writeFileSync(path.join(folder, 'build/deep/a.madeup'), 'made up');
writeFileSync(path.join(folder, 'build/deep/a.other'), 'something else');

/** @param {string[]} args */
function mapship(...args) {
  const cli = [path.join(own, 'cli.js'), ...args];
  const { PATH } = process.env;
  const ended = spawnSync(process.execPath, cli, { cwd: folder, env: { PATH }, encoding: 'utf8' });
  return { ...ended, printed: ended.stdout + ended.stderr };
}

test('the schema of its event', () => {
  const isEvent = new Ajv2020({ strictRequired: false }).compile(
    JSON.parse(text('schema/made_up_file.json')),
  );
  assert.ok(isEvent({ type: 'made_up_file', shade: 'blue' }));
  assert.ok(!isEvent({ type: 'made_up_file' }));
});

test('the types for TypeScript', () => {
  assert.match(text('schema/events.d.ts'), /made_up_file/);
  assert.match(text('schema/events.d.ts'), /shade: string;/);
});

test('the help of the commands, and their flags', () => {
  const { stdout } = mapship('upload', '--help', '--type', 'made_up_file');
  assert.match(stdout, /^ +--shade <text> +Shade of the file/m);
  assert.match(stdout, /^ +--made-up-file <file> +The file that was made up/m);
  assert.match(stdout, /mapship upload a\.madeup --type made_up_file --shade blue/);
  const wrong = mapship('check', 'build/deep/a.madeup', '--type', 'made_up_file', '--shade', '');
  assert.equal(wrong.status, 3, wrong.printed);
  assert.match(wrong.printed, /event-field-empty/);
});

test('the plan of a folder', () => {
  const { status, stdout, printed } = mapship('check', 'build', '--shade', 'blue', '--json');
  assert.equal(status, 0, printed);
  const { files } = JSON.parse(stdout);
  assert.deepEqual(
    files.map((/** @type {any} */ { path: name, type, event }) => [name, type, event.shade]),
    [[path.join('build', 'deep', 'a.madeup'), 'made_up_file', 'blue']],
  );
});

test('the docs', () => {
  assert.match(text('docs/upload-types.md'), /made_up_file/);
  assert.match(text('docs/upload-types.md'), /`shade`/);
});

test('the form of the page', { timeout: 60_000 }, async (t) => {
  const host = await startHost();
  t.after(() => host.close());
  const browser = await launch();
  t.after(() => browser.close());
  const page = await openPage(t, browser, host.url);
  await drop(page, [path.join(folder, 'build')]);
  await judged(page);
  await page.getByText('a.madeup').first().waitFor();
  await page.getByLabel('shade', { exact: false }).first().waitFor();
});
