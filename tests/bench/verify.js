/** `mapship verify` of an APK of 500 MB: how long it takes, and how much memory over Node that does nothing. */
import { mkdir, readFile, rm, mkdtemp, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { writeLargeApk } from './large-apk.js';
import { bareNode, compare } from './measure.js';

const CLI = fileURLToPath(new URL('../../pkg/cli.js', import.meta.url));
const ELF = new URL('../fixtures/symbols/elf/', import.meta.url);
const ROUNDS = 5;

export async function run() {
  const dir = await mkdtemp(path.join(tmpdir(), 'mapship-bench-'));
  try {
    const apk = path.join(dir, 'app.apk');
    await writeLargeApk(apk, await readFile(new URL('stripped.so', ELF)));
    await mkdir(path.join(dir, 'build'));
    await writeFile(path.join(dir, 'build/libshop.so'), await readFile(new URL('x86_64.so', ELF)));
    const where = { cwd: dir, env: { PATH: process.env.PATH ?? '', HOME: dir } };
    const { size } = await stat(apk);
    console.log(
      `  ${(size / 1e6).toFixed(0)} MB, 24 libraries of 20 MB and more, four of them packed; bare Node ${Math.round(await bareNode(where))} MB`,
    );
    await compare(
      {
        'mapship verify': [process.execPath, CLI, 'verify', 'app.apk', '--against', 'build'],
      },
      ROUNDS,
      where,
    );
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}
