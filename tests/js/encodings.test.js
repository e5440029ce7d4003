// What people and scripts write is read in whichever encoding it is: PowerShell's `>` writes UTF-16, some editors a byte order mark.
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';

import { BUILD, ELF, MAP, SCRIPT, folder, intake, mapship } from './world.js';

/** @type {Record<string, (text: string) => Buffer>} */
const ENCODINGS = {
  'UTF-8 with a byte order mark': (text) => Buffer.from(`\ufeff${text}`),
  'UTF-16, little-endian': (text) => Buffer.from(`\ufeff${text}`, 'utf16le'),
  'UTF-16, big-endian': (text) => Buffer.from(`\ufeff${text}`, 'utf16le').swap16(),
};

for (const [name, encoded] of Object.entries(ENCODINGS)) {
  test(`${name}: a config file, and the receipt that is left`, async (t) => {
    const server = await intake(t);
    const cwd = await folder(t, { 'dist/app.js': SCRIPT, 'dist/app.js.map': MAP });
    const target = { path: 'dist', service: 'shop', minifiedPathPrefix: '/s' };
    const config = { version: '7', intakeUrl: server.url, git: false, targets: [target] };
    const receipt = path.join(cwd, 'sent.json');
    await writeFile(path.join(cwd, 'mapship.config.json'), encoded(JSON.stringify(config)));
    const args = ['upload', '--receipt', receipt];
    const first = await mapship(args, { cwd, env: { DD_API_KEY: 'k' } });
    assert.equal(first.code, 0, first.stdout + first.stderr);
    assert.match(first.stdout, /^ok: 1 sent/m);
    await writeFile(receipt, encoded(await readFile(receipt, 'utf8')));
    const second = await mapship(args, { cwd, env: { DD_API_KEY: 'k' } });
    assert.equal(second.code, 0, second.stdout + second.stderr);
    assert.equal((await server.uploads()).length, 1);
  });

  test(`${name}: a stack trace`, async (t) => {
    const cwd = await folder(t, BUILD);
    await writeFile(
      path.join(cwd, 'trace.txt'),
      encoded('Error: x\n    at https://a.b/app.js:1:1\n'),
    );
    const { stdout } = await mapship(['explain', '--files', 'dist', '--stack', 'trace.txt'], {
      cwd,
    });
    assert.match(stdout, /1 of 1 frame readable/);
  });

  test(`${name}: the build ID beside a library`, async (t) => {
    const cwd = await folder(t, { 'symbols/arm64-v8a/libapp.so': ELF });
    await writeFile(path.join(cwd, 'symbols/build_id'), encoded('build-42\r\n'));
    const flags = ['--disable-git', '--dry-run', '--json'];
    const plain = await mapship(['upload', 'symbols', ...flags], { cwd });
    assert.equal(plain.json().files[0].event.build_id, 'build-42');
    const unity = [
      'unity-symbols',
      'upload',
      '--android',
      '--skip-il2cpp',
      '--symbols-location',
      'symbols',
    ];
    const { stdout } = await mapship([...unity, ...flags], { cwd });
    assert.match(stdout, /"build_id": "build-42"/);
  });
}
