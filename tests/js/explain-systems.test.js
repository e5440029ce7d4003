/** `explain`: stack traces of Windows, of .NET, of Unity, of WebAssembly, and Apple's reports in JSON. */
import assert from 'node:assert/strict';
import path from 'node:path';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { explain } from 'mapship';

const SYMBOLS = fileURLToPath(new URL('../fixtures/symbols', import.meta.url));

/** @param {string | string[]} trace @param {...string} names of files among the fixtures */
async function told(trace, ...names) {
  const files = names.map((name) => path.join(SYMBOLS, name));
  const { lines, summary } = await explain([trace].flat().join('\n'), { files });
  const text = lines.flatMap(({ raw, rewritten }) => rewritten ?? [raw]);
  const codes = lines.flatMap(({ issues = [] }) => issues.map(({ code }) => code));
  return { text, codes, summary };
}

describe('explain, of other systems', () => {
  test('Windows: the PDB of a program, by its name', async () => {
    const frames = [
      '00 inlined!price+0x4',
      '01 inlined+0x1064',
      ' 2  inlined.exe + 0x1010',
      'ntdll!Rtl+0x1d',
    ];
    const { text, codes } = await told(frames, 'pdb/inlined.pdb');
    assert.match(text[0] ?? '', /^00 price \(.*shop\.cpp:\d+\)$/);
    assert.deepEqual(
      text.slice(1, 3).map((line) => line.replace(/\(\/.*\/|\(.*\\/, '(')),
      ['01 shop::tax (shop.cpp:2) [inlined]', '01 shop::total (shop.cpp:6)'],
    );
    assert.equal(text.at(-1), 'ntdll!Rtl+0x1d');
    assert.ok(codes.includes('frame-by-name') && codes.includes('frame-no-symbols'));
  });

  test('a program for Windows without its PDB', async () => {
    const { codes } = await told('x64.dll+0x1000', 'pe/x64.dll');
    assert.deepEqual(codes, ['frame-by-name', 'frame-in-pdb']);
  });

  test('Unity: lines of C++ by the mapping, and zeros have a reason', async () => {
    const trace = [
      'NullReferenceException: no player',
      '  at Player.Jump () [0x00000] in <00000000000000000000000000000000>:0',
      'Player_Jump_m0A1B (/x/il2cppOutput/Assembly-CSharp.cpp:1026)',
    ];
    const { text, codes } = await told(trace, 'il2cpp/LineNumberMappings.json');
    assert.deepEqual(text, [
      ...trace.slice(0, 2),
      'at Player_Jump_m0A1B (/game/Assets/Scripts/Player.cs:12)',
    ]);
    assert.equal(codes[0], 'frame-no-address');
    const without = await told(trace, 'elf/x86_64.so');
    assert.deepEqual(without.text, trace);
    assert.deepEqual(without.codes, ['frame-no-address']);
  });

  test('.NET: the method alone has no place, a line is readable', async () => {
    const trace = [
      'System.InvalidOperationException: no items',
      '   at Shop.Cart.Add(Int32 id)',
      '   at Shop.Cart.Pay(String name) in C:\\src\\Cart.cs:line 24',
      '   at Shop.Cart.Sum() in Other.dll:token 0x6000013+0x5',
    ];
    const { text, codes, summary } = await told(trace, 'pdb/x64.pdb');
    assert.deepEqual(text, trace);
    assert.deepEqual(codes, ['frame-no-address', 'frame-no-symbols']);
    assert.deepEqual(summary, { frames: 3, resolved: 0, readable: 1 });
  });

  test('WebAssembly: by the offset in the file', async () => {
    const trace = [
      'RuntimeError: unreachable',
      '    at price (https://x.com/app.wasm:wasm-function[0]:0x1)',
    ];
    const { codes } = await told(trace, 'wasm/app.wasm');
    assert.deepEqual(codes, ['frame-by-name', 'frame-outside']);
  });

  for (const space of [0, 2]) {
    test(`a report of Apple in JSON, indented by ${space}`, async () => {
      const report = {
        threads: [{ triggered: true, frames: [{ imageOffset: 840, imageIndex: 0 }] }],
        usedImages: [
          {
            ...{ base: 4339236864, size: 32768, arch: 'arm64', name: 'libshop' },
            uuid: '4c4c4460-5555-3144-a192-f3af6c833e10',
          },
        ],
      };
      const trace = `{"app_name":"Shop"}\n${JSON.stringify(report, null, space)}`;
      const { text, codes } = await told(trace, 'macho/fat.dwarf');
      assert.ok(text.join('\n').startsWith(trace));
      assert.ok(text.includes('0 tax (/shop/shop.c:2:44) [inlined]'), text.join('\n'));
      assert.ok(text.includes('0 price (/shop/shop.c:3:75)'));
      assert.deepEqual(codes, []);
    });
  }
});
