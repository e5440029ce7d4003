// dSYM bundles, by clang, ld64.lld and dsymutil: judged by llvm-dwarfdump, llvm-lipo and unzip.
import assert from 'node:assert/strict';
import { mkdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';

import { inspect, upload } from 'mapship';
import { startIntake } from 'mapship/intake';

import { folder, llvm, program, run } from './world.js';

const ARCHS = ['arm64', 'x86_64'];
const DWARF = 'Contents/Resources/DWARF';

/**
 * A library for one processor, and its bundle.
 * @param {string} dir
 * @param {string[]} sources
 * @param {string} arch
 */
async function bundle(dir, sources, arch) {
  const objects = sources.map((source) => `${arch}-${source}.o`);
  for (const [i, source] of sources.entries()) {
    const compile = ['-g', '-O1', `--target=${arch}-apple-macos11`, '-c', source, '-o'];
    await run(llvm('clang'), [...compile, objects[i] ?? ''], { cwd: dir });
  }
  const link = ['-arch', arch, '-platform_version', 'macos', '11.0', '11.0', '-dylib'];
  const more = ['-undefined', 'dynamic_lookup', '-o', `lib${arch}.dylib`];
  await run(llvm('ld64.lld'), [...link, ...more, ...objects], { cwd: dir });
  await run(llvm('dsymutil'), [`lib${arch}.dylib`, '-o', `lib${arch}.dSYM`], { cwd: dir });
  return path.join(dir, `lib${arch}.dSYM`, DWARF, `lib${arch}.dylib`);
}

/** The lines of `dwarfdump --uuid`: UUID and processor. @param {string} file */
async function uuids(file) {
  const text = await run(llvm('llvm-dwarfdump'), ['--uuid', file]);
  return [...text.matchAll(/UUID: ([\dA-F-]+) \((\w+)\)/g)].map(([, uuid, arch]) => ({
    uuid,
    arch,
  }));
}

test('dSYMs of several processors: UUIDs, slices, archives', async (t) => {
  const dir = await folder(t);
  const sources = await program(dir, 10);
  const objects = [];
  for (const arch of ARCHS) objects.push(await bundle(dir, sources, arch));

  const fat = path.join(dir, 'Fat.dSYM', DWARF, 'Fat');
  await mkdir(path.dirname(fat), { recursive: true });
  await run(llvm('llvm-lipo'), ['-create', ...objects, '-output', fat]);

  for (const object of [...objects, fat]) {
    const [one] = (await inspect(object)).files;
    const slices = one?.slices?.map(({ uuid, arch }) => ({ uuid, arch }));
    assert.deepEqual(slices, await uuids(object), object);
    assert.equal(one?.ok, true);
    t.diagnostic(`${path.basename(object)}: ${slices?.map(({ uuid, arch }) => `${uuid} ${arch}`)}`);
  }

  // as a build leaves it: libraries are passed over
  const intake = await startIntake({ dir: path.join(dir, 'intake') });
  const report = await upload(path.join(dir, 'Fat.dSYM'), {
    ...{ git: false, apiKey: 'k', intakeUrl: intake.url },
  });
  assert.equal(report.ok, true, JSON.stringify(report, null, 1));
  const sent = await intake.uploads();
  await intake.close();
  const known = await uuids(fat);
  assert.deepEqual(
    sent.map(({ event }) => event?.uuids).sort(),
    known.map(({ uuid }) => uuid).sort(),
  );
  for (const { dir: kept, event, parts } of sent) {
    const part = parts.find(({ name }) => name === 'symbols_archive');
    const out = path.join(dir, 'out');
    await run('unzip', ['-q', path.join(kept, String(part?.path)), '-d', out]);
    const { arch } = known.find(({ uuid }) => uuid === event?.uuids) ?? {};
    const thin = path.join(dir, 'thin');
    await run(llvm('llvm-lipo'), ['-thin', String(arch), fat, '-output', thin]);
    const object = path.join(out, `${event?.uuids}.dSYM`, DWARF, 'Fat');
    assert.ok((await readFile(object)).equals(await readFile(thin)), `${arch} is as lipo cuts it`);
    assert.deepEqual(await uuids(object), [{ uuid: event?.uuids, arch }]);
    await run(llvm('llvm-dwarfdump'), ['--verify', '--quiet', object]);
    await rm(out, { recursive: true });
  }
});
