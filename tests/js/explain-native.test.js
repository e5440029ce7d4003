/** `explain`: stack traces of native programs, with libraries and dSYMs that have debug information. */
import assert from 'node:assert/strict';
import { cp, readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { explain } from 'mapship';

import { folder, mapship } from './world.js';

const SYMBOLS = fileURLToPath(new URL('../fixtures/symbols', import.meta.url));
const DOCS = await readFile(new URL('../../pkg/docs/explain.md', import.meta.url), 'utf8');

/** The build IDs of the fixtures, as readelf prints them. */
const CLANG = 'ee94e32fd8336d21ac9b8c94363a992bb4a92014';
const STRIPPED = 'a06eac7df67e26b9f7e356053994a263eb897a89';
const SPLIT = '7468385847440e75a4ecee8ef6240e3096c3d520';

/** What llvm-symbolizer says of 0x433 of clang-5.so, written as a trace. */
const DEEP = [
  'shop::Basket<int, 4>::add(int, int) (/shop/./basket.hpp:8:30) [inlined]',
  'shop::Basket<int, 4>::take(int) (/shop/./basket.hpp:6:34) [inlined]',
  'shop::(anonymous namespace)::twice(shop::Basket<int, 4>&, int) (/shop/basket.cpp:4:78) [inlined]',
  'shop::total(shop::Basket<int, 4>&, int)::$_0::operator()(int) const (/shop/basket.cpp:6:36) [inlined]',
  'shop::total(shop::Basket<int, 4>&, int) (/shop/basket.cpp:8:45)',
];

/** @param {string} trace @param {...string} names of files among the fixtures */
function told(trace, ...names) {
  return explain(trace, { files: names.map((name) => path.join(SYMBOLS, name)) });
}

/**
 * A library whose debug information is compressed in a way that nobody knows.
 * @param {import('node:test').TestContext} t
 */
async function packedOtherwise(t) {
  const bytes = await readFile(path.join(SYMBOLS, 'lookups/zstd.so'));
  // the first bytes of a frame of Zstandard: 24 bytes before it the section says what it is compressed by
  const frame = Buffer.from([0x28, 0xb5, 0x2f, 0xfd]);
  for (let at = bytes.indexOf(frame); at >= 0; at = bytes.indexOf(frame, at + 1)) {
    assert.equal(bytes.readUInt32LE(at - 24), 2);
    bytes.writeUInt32LE(9, at - 24);
  }
  const dir = await folder(t, { 'otherwise.so': bytes });
  return path.relative(SYMBOLS, path.join(dir, 'otherwise.so'));
}

/** @param {import('mapship').Explanation} explanation */
function text({ lines }) {
  return lines.flatMap(({ raw, rewritten }) => rewritten ?? [raw]);
}

/** @param {import('mapship').Explanation} explanation */
function codes({ lines }) {
  return lines.map(({ issues }) => issues?.map(({ code }) => code));
}

describe('explain, of native programs', () => {
  test('a tombstone of Android, matched by build IDs', async () => {
    const trace = [
      'signal 11 (SIGSEGV), code 1',
      `      #00 pc 0000000000000433  /data/app/lib/arm64/libshop.so (shop::total+67) (BuildId: ${CLANG})`,
      '      #01 pc 0000000000045678  /apex/lib64/bionic/libc.so (__libc_init+80) (BuildId: 00112233445566778899)',
    ].join('\n');
    const explanation = await told(trace, 'lookups/clang-5.so', 'lookups/gcc-5.so');
    assert.deepEqual(text(explanation), [
      'signal 11 (SIGSEGV), code 1',
      ...DEEP.map((line) => `      #00 ${line}`),
      '      #01 pc 0000000000045678  /apex/lib64/bionic/libc.so (__libc_init+80) (BuildId: 00112233445566778899)',
    ]);
    assert.deepEqual(codes(explanation), [undefined, [], ['frame-no-symbols']]);
    assert.deepEqual(explanation.summary, { frames: 2, resolved: 1, readable: 0 });
    assert.equal(explanation.ok, true);
    const frame = explanation.lines[1];
    assert.equal(frame?.platform, 'native');
    assert.equal(frame.function, 'shop::total');
    assert.equal(frame.file, path.join(SYMBOLS, 'lookups/clang-5.so'));
    assert.deepEqual(frame.originals?.at(-1), {
      ...{ function: 'shop::total(shop::Basket<int, 4>&, int)', source: '/shop/basket.cpp' },
      ...{ line: 8, column: 44 },
    });
  });

  test('a crash report of Apple, matched by the UUIDs of its images', async () => {
    const trace = [
      '0   libshop   0x0000000102a38348 0x102a38000 + 840',
      '1   libshop   0x0000000102a38358 0x102a38000 + 856',
      'Binary Images:',
      '0x102a38000 - 0x102a3ffff libshop arm64  <4c4c446055553144a192f3af6c833e10> /var/libshop',
    ].join('\n');
    const explanation = await told(trace, 'macho/fat.dwarf');
    assert.deepEqual(text(explanation).slice(0, 4), [
      '0 tax (/shop/shop.c:2:44) [inlined]',
      '0 price (/shop/shop.c:3:75)',
      // a call returns to the address, so the one before it is meant
      '1 tax (/shop/shop.c:2:44) [inlined]',
      '1 price (/shop/shop.c:3:75)',
    ]);
    assert.deepEqual(codes(explanation), [[], [], undefined, undefined]);
  });

  test('Dart, whose build ID stands on a line of its own; glibc, which tells none', async () => {
    const dart = `build_id: '${CLANG}'\n    #00 abs 0000007ab0000433 virt 0000000000000433 _kDart+0x33`;
    const one = await told(dart, 'lookups/clang-5.so');
    assert.deepEqual(
      text(one).slice(1),
      DEEP.map((line) => `    #00 ${line}`),
    );
    const glibc = './clang-5.so(+0x433) [0x7f0000000433]\n./clang-5.so(+0x434) [0x7f0000000434]';
    const two = await told(glibc, 'lookups/clang-5.so');
    assert.deepEqual(text(two), [
      ...DEEP.map((line) => `0 ${line}`),
      ...DEEP.map((line) => `1 ${line}`),
    ]);
    assert.deepEqual(codes(two), [['frame-by-name'], ['frame-by-name']]);
  });

  test('every reason why a frame is not readable', async (t) => {
    const frame = (/** @type {string} */ at, /** @type {string} */ id, name = 'libx.so') =>
      `#00 pc 00000000${at}  /x/${name} (BuildId: ${id})`;
    for (const [line, file, expected, severity, shown] of /** @type {const} */ ([
      [frame('00000433', 'ff'), 'lookups/clang-5.so', 'frame-no-symbols', 'warning', undefined],
      [
        frame('00000433', 'ff', 'clang-5.so'),
        ...['lookups/clang-5.so', 'frame-other-id', 'error', undefined],
      ],
      [
        frame('000013ae', STRIPPED),
        'elf/stripped.so',
        'frame-stripped',
        'error',
        '#00 price (libx.so)',
      ],
      [frame('00000001', CLANG), 'lookups/clang-5.so', 'frame-outside', 'error', undefined],
      [frame('000004dc', CLANG), 'lookups/clang-5.so', 'frame-not-covered', 'warning', undefined],
      [
        frame('000013c0', SPLIT),
        ...['supplements/split-5.so', 'frame-split', 'error', '#00 price (./shop.c:3:68)'],
      ],
      [
        frame('00000433', CLANG),
        ...[await packedOtherwise(t), 'frame-symbols-unread', 'error'],
        '#00 shop::total(shop::Basket<int, 4>&, int) (libx.so)',
      ],
    ])) {
      const explanation = await told(String(line), String(file));
      const [told_] = explanation.lines;
      assert.deepEqual(
        told_?.issues?.map(({ code, severity }) => [code, severity]),
        [[expected, severity]],
      );
      assert.deepEqual(told_.rewritten, shown === undefined ? undefined : [shown]);
      assert.ok(told_.issues[0]?.help);
    }
  });

  test('what Zstandard has compressed is read', async () => {
    const explanation = await told(
      `#00 pc 00000433  /x/libx.so (BuildId: ${CLANG})`,
      'lookups/zstd.so',
    );
    assert.deepEqual(
      text(explanation),
      DEEP.map((line) => `#00 ${line}`),
    );
  });

  test('of two files with an ID the one with debug information is read', async () => {
    const trace = `#00 pc 000013ae  /x/libx.so (BuildId: ${STRIPPED})`;
    const explanation = await told(trace, 'elf/stripped.so', 'elf/split.debug');
    assert.deepEqual(text(explanation), [
      '#00 tax (/shop/shop.c:2:44) [inlined]',
      '#00 price (/shop/shop.c:3:75)',
    ]);
    assert.deepEqual(codes(explanation), [[]]);
  });

  test('the commands of the docs do what stands there', async (t) => {
    const section = DOCS.slice(DOCS.indexOf('## Native programs'), DOCS.indexOf('## In a program'));
    const blocks = [...section.matchAll(/^```(\w+)\n([^]*?)^```$/gm)];
    const of = (/** @type {string} */ language) =>
      blocks.filter(([, of]) => of === language).map(([, , body]) => body ?? '');
    const [commands = ''] = of('sh');
    const [given = '', expected = ''] = of('text');
    const dir = await folder(t, { 'crash.txt': given });
    await cp(path.join(SYMBOLS, 'elf/split.debug'), path.join(dir, 'symbols/libshop.so'));
    const lines = commands.trim().split('\n');
    assert.equal(lines.length, 1);
    for (const line of lines) {
      const [program, ...args] = line.split(' ');
      assert.equal(program, 'mapship');
      const shown = await mapship(args, { cwd: dir });
      assert.equal(shown.code, 0, `${line}: ${shown.stderr}${shown.stdout}`);
      assert.equal(shown.stdout, expected, line);
    }
  });
});
