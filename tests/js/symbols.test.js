// Symbol files across the border: slices of fat files, ELF files without their code, made of ranges.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { inspect } from 'mapship';

import { start } from '../../pkg/core/index.js';
import { openFile } from '../../pkg/host/node.js';
import { ELF, folder, mapship } from './world.js';

const core = await start();
const fixtures = new URL('../fixtures/symbols/', import.meta.url);

test('the slices of a fat file are ranges of it', async () => {
  const fat = await openFile(fileURLToPath(new URL('macho/fat.dwarf', fixtures)));
  const bytes = await readFile(new URL('macho/fat.dwarf', fixtures));
  const { slices = [] } = core.inspect(fat, 'fat.dwarf');
  assert.deepEqual(
    slices.map(({ arch, kind, dwarf }) => [arch, kind, dwarf]),
    [
      ['x86_64', 'dsym', true],
      ['arm64', 'dsym', true],
    ],
  );
  for (const { arch, offset, size } of slices) {
    const thin = await readFile(new URL(`macho/${arch}.dwarf`, fixtures));
    assert.ok(thin.equals(bytes.subarray(offset, offset + size)), arch);
  }
  fat.close();
});

test('an ELF file without its code keeps its identity', async (t) => {
  const { pieces = [] } = core.debugOnly(await openFile(ELF), false, new Float64Array());
  const small = Buffer.concat(
    pieces.map((piece) => {
      if (piece instanceof Uint8Array) return piece;
      if (typeof piece === 'number') throw new Error('nothing was compressed');
      return ELF.subarray(piece.offset, piece.offset + piece.length);
    }),
  );
  assert.ok(small.length < ELF.length);
  const identity = async (/** @type {Uint8Array} */ bytes) => {
    const { arch, gnu_build_id, symbol_source } = core.inspect(await openFile(bytes), '').identity;
    return { arch, gnu_build_id, symbol_source };
  };
  assert.deepEqual(await identity(small), await identity(ELF));
  // nothing is left to take away
  assert.equal(core.debugOnly(await openFile(small), false, new Float64Array()).pieces, undefined);

  const dir = await folder(t);
  await writeFile(`${dir}/small`, small);
  const readelf = spawnSync('readelf', ['-nW', `${dir}/small`], { encoding: 'utf8' });
  // readelf is not on every machine
  if (!readelf.error) {
    assert.match(readelf.stdout, /Build ID: d858bfc7d30d145e5f0c298cb49a25469f1fb28a/);
  }
});

test("a pubspec.yaml tells the version of Flutter's symbols", () => {
  assert.deepEqual(core.pubspecVersion('name: shop\nversion: 1.2.3 # new\n'), { version: '1.2.3' });
  const cut = core.pubspecVersion('version: 1.2.3+4\n');
  assert.equal(cut.version, '1.2.3');
  assert.equal(cut.issue?.code, 'flutter-version-cut');
  const none = core.pubspecVersion('name: shop\n');
  assert.equal(none.version, undefined);
  assert.equal(none.issue?.code, 'flutter-version-missing');
});

test('inspect tells slices, counts and what is in an archive', async () => {
  const at = (/** @type {string} */ name) => fileURLToPath(new URL(name, fixtures));
  const report = await inspect(
    ['macho/fat.dwarf', 'jvm/mapping.txt', 'zip/info-zip.zip'].map((name) => at(name)),
  );
  const [fat, mapping, archive] = report.files;
  assert.deepEqual(
    fat?.slices?.map(({ arch }) => arch),
    ['x86_64', 'arm64'],
  );
  assert.deepEqual(mapping?.counts, { classes: 2, members: 14 });
  assert.equal(archive?.entries?.length, 12);
  const { stdout } = await mapship(['inspect', at('zip/info-zip.zip')], {});
  assert.match(stdout, /ios_symbols · 2\.2 kB · 4 files · 3 dsym objects · 21712 unpacked bytes/);
});
