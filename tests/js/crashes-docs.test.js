/** The guide to crashes: each command is run where a build has left its files, and must make that crash readable. */
import assert from 'node:assert/strict';
import { cp, readFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { MAPPING, TRACE } from './jvm-world.js';
import { folder, mapship } from './world.js';

const SYMBOLS = fileURLToPath(new URL('../fixtures/symbols', import.meta.url));
const GUIDE = await readFile(new URL('../../pkg/docs/crashes.md', import.meta.url), 'utf8');

/** The build ID of `elf/split.debug`. */
const ID = 'a06eac7df67e26b9f7e356053994a263eb897a89';

const REPORT = {
  threads: [{ triggered: true, frames: [{ imageOffset: 840, imageIndex: 0 }] }],
  usedImages: [
    {
      ...{ base: 4339236864, size: 32768, arch: 'arm64', name: 'Shop' },
      uuid: '4c4c4460-5555-3144-a192-f3af6c833e10',
    },
  ],
};

/**
 * What a build of each platform leaves, where its tools put it; what crashed; and a line that the command must print.
 * @typedef {{ files: Record<string, string>, trace: string, shown: RegExp, name?: string }} Crash
 * @type {Record<string, Crash>} `files`: the fixture that stands for each
 */
const CRASHES = {
  'Android: Java and Kotlin': {
    files: { 'app/build/outputs/mapping/release/mapping.txt': '' },
    trace: TRACE,
    shown: /at com\.example\.shop\.Cart\.add\(Cart\.kt:24\)/,
  },
  'Android: native code': {
    files: {
      'app/build/intermediates/merged_native_libs/release/out/lib/x86_64/libshop.so':
        'elf/split.debug',
    },
    trace: `backtrace:\n  #00 pc 00000000000013ae  /data/app/libshop.so (price+14) (BuildId: ${ID})\n`,
    shown: /#00 price \(\/shop\/shop\.c:3:75\)/,
  },
  'iOS and macOS': {
    files: {
      'build/Shop.xcarchive/dSYMs/Shop.app.dSYM/Contents/Resources/DWARF/Shop': 'macho/fat.dwarf',
    },
    trace: `{"app_name":"Shop"}\n${JSON.stringify(REPORT, null, 2)}\n`,
    shown: /0 price \(\/shop\/shop\.c:3:75\)/,
    name: 'Shop.ips',
  },
  Flutter: {
    files: { 'symbols/app.android-x64.symbols': 'elf/split.debug' },
    trace: `build_id: '${ID}'\n    #00 abs 00007ab0000013ae virt 00000000000013ae _kDartIsolateSnapshotInstructions+0x3ae\n`,
    shown: /#00 price \(\/shop\/shop\.c:3:75\)/,
  },
  Unity: {
    files: {
      'Il2CppOutputProject/Source/il2cppOutput/Symbols/LineNumberMappings.json':
        'il2cpp/LineNumberMappings.json',
    },
    trace: 'Player_Jump_m0A1B (/x/il2cppOutput/Assembly-CSharp.cpp:1026)\n',
    shown: /Player_Jump_m0A1B \(\/game\/Assets\/Scripts\/Player\.cs:12\)/,
  },
  Windows: {
    files: { 'build/shop.pdb': 'pdb/inlined.pdb' },
    trace: '00 shop!price+0x4\n01 shop+0x1064\n',
    shown: /01 shop::tax \(.*shop\.cpp:2\) \[inlined\]/,
  },
  Linux: {
    files: { 'build/shop.debug': 'elf/split.debug' },
    trace: './shop(+0x13ae) [0x55d0c0a013ae]\n',
    shown: /price \(\/shop\/shop\.c:3:75\)/,
  },
  '.NET': {
    files: { 'bin/Release/net8.0/ClrLoader.pdb': 'portable/ClrLoader.pdb' },
    trace:
      '   at ClrLoader.ClrLoader.Initialize() in ClrLoader.dll:token 0x6000001+0x0\n   at ClrLoader.ClrLoader.GetFunction() in ClrLoader.dll:token 0x6000004+0x0\n',
    shown: /at ClrLoader\.\w+\.\w+\(\) in .*\.cs:line \d+/,
  },
  WebAssembly: {
    files: { 'build/shop.wasm': 'lookups/trap.wasm' },
    trace:
      'RuntimeError: unreachable\n    at price (https://x.com/shop.wasm:wasm-function[1]:0xe1)\n',
    shown: /at price \(.*\.c:3:/,
  },
};

/** The commands of each part of the guide, by its heading. */
const commands = new Map(
  GUIDE.split(/^## /m)
    .slice(1)
    .map((part) => {
      const blocks = [...part.matchAll(/^```sh\n([^]*?)^```$/gm)];
      const lines = blocks.flatMap(([, body = '']) => body.trim().split('\n'));
      return /** @type {const} */ ([part.split('\n')[0] ?? '', lines]);
    })
    .filter(([, lines]) => lines.length > 0),
);

test('every platform of the guide has a crash here', () => {
  assert.deepEqual([...commands.keys()].sort(), Object.keys(CRASHES).sort());
});

for (const [platform, { files, trace, shown, name = 'crash.txt' }] of Object.entries(CRASHES)) {
  test(`${platform}: the command makes the crash readable`, async (t) => {
    const cwd = await folder(t, { [name]: trace });
    for (const [place, fixture] of Object.entries(files)) {
      if (fixture === '') await cp(await given(t), path.join(cwd, place));
      else await cp(path.join(SYMBOLS, fixture), path.join(cwd, place));
    }
    for (const command of commands.get(platform) ?? assert.fail('there is no command')) {
      const [program, ...args] = command.split(' ');
      assert.equal(program, 'mapship');
      const { code, stdout, stderr } = await mapship(args, { cwd });
      assert.equal(code, 0, `${command}\n${stderr}${stdout}`);
      assert.match(stdout, shown, command);
    }
  });
}

/** The mapping of R8 as a file. @param {import('node:test').TestContext} t */
async function given(t) {
  return path.join(await folder(t, { 'mapping.txt': MAPPING }), 'mapping.txt');
}
