// Symbol files across the border: slices of fat files, ELF files without their code, made of ranges.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { crc32 } from 'node:zlib';

import { inspect } from 'mapship';

import { start } from '../../pkg/core.js';
import { openFile } from '../../pkg/host-node.js';
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

test('a slice of a fat file is put into a zip archive by ranges', async (t) => {
  const path = fileURLToPath(new URL('macho/fat.dwarf', fixtures));
  const [fat, bytes] = [await openFile(path), await readFile(path)];
  const { slices = [] } = core.inspect(fat, 'fat.dwarf');
  const arm64 = slices.find(({ arch }) => arch === 'arm64');
  assert.ok(arm64?.uuid);
  const bundle = `${arm64.uuid}.dSYM`;
  const object = `${bundle}/Contents/Resources/DWARF/Größe`;
  const zip = core.writeZip([
    { name: `${bundle}/` },
    { name: `${bundle}/Contents/Info.plist`, source: await openFile(Buffer.from('<plist/>')) },
    { name: object, source: fat, start: arm64.offset, length: arm64.size },
  ]);
  const sources = [Buffer.alloc(0), Buffer.from('<plist/>'), bytes];
  const archive = Buffer.concat(
    zip.segments.map((segment) =>
      segment instanceof Uint8Array
        ? segment
        : (sources[segment.file] ?? assert.fail()).subarray(
            segment.start,
            segment.start + segment.length,
          ),
    ),
  );
  fat.close();
  assert.equal(archive.length, zip.length);

  const read = core.inspect(await openFile(archive), 'dsym.zip');
  assert.deepEqual(read.issues, []);
  assert.equal(read.type, 'ios_symbols');
  assert.equal(read.identity.uuids, arm64.uuid);
  const entry = read.entries?.find(({ name }) => name === object);
  assert.ok(entry);
  assert.equal(entry.compression, 0);
  const thin = await readFile(new URL('macho/arm64.dwarf', fixtures));
  assert.ok(thin.equals(archive.subarray(entry.data, entry.data + entry.compressed)));
  assert.equal(entry.crc, crc32(thin));

  const dir = await folder(t);
  await writeFile(`${dir}/dsym.zip`, archive);
  const unzip = spawnSync('unzip', ['-t', `${dir}/dsym.zip`], { encoding: 'utf8' });
  // unzip is not on every machine
  if (!unzip.error) {
    assert.match(unzip.stdout, /No errors detected/);
  }
});

test('an archive is not made of what is not in its files', async () => {
  const source = await openFile(Buffer.from('12345'));
  assert.throws(() => core.writeZip([{ name: 'a', source, start: 3, length: 3 }]));
  assert.throws(() => core.writeZip([{ name: 'a'.repeat(65_536), source }]), /65535/);
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
