// Symbol files across the border: slices of fat files, ELF files without their code, made of ranges.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { openFile } from '../../pkg/host-node.js';

import { start } from '../../pkg/core.js';
import { ELF, folder } from './world.js';

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
  const made = core.debugOnly(await openFile(ELF), false);
  assert.ok(made);
  const pieces = made.pieces.map((piece) =>
    piece instanceof Uint8Array ? piece : ELF.subarray(piece.offset, piece.offset + piece.length),
  );
  const small = Buffer.concat(pieces);
  assert.equal(small.length, made.length);
  assert.ok(small.length < ELF.length);
  const identity = async (/** @type {Uint8Array} */ bytes) => {
    const { arch, gnu_build_id, symbol_source } = core.inspect(await openFile(bytes), '').identity;
    return { arch, gnu_build_id, symbol_source };
  };
  assert.deepEqual(await identity(small), await identity(ELF));
  // nothing is left to take away
  assert.equal(core.debugOnly(await openFile(small), false), undefined);

  const dir = await folder(t);
  await writeFile(`${dir}/small`, small);
  const readelf = spawnSync('readelf', ['-nW', `${dir}/small`], { encoding: 'utf8' });
  // readelf is not on every machine
  if (!readelf.error) {
    assert.match(readelf.stdout, /Build ID: d858bfc7d30d145e5f0c298cb49a25469f1fb28a/);
  }
});
