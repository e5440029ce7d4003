// Files whose debug information is, all or in part, elsewhere than Datadog looks: what is said of them, judged by what GNU's and LLVM's
// tools find in them, and make of an address of theirs with and without the other file.
import assert from 'node:assert/strict';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';

import { folder, llvm, program, run, told } from './world.js';

/** @import { TestContext } from 'node:test' */

const MINGW = 'x86_64-w64-mingw32';

/**
 * A folder with the sources of a program, and of one that starts it.
 * @param {TestContext} t
 */
async function sources(t) {
  const dir = await folder(t);
  const names = await program(dir, 12);
  return { dir, names };
}

for (const [compiler, dwarf] of [
  ['gcc', 4],
  ['gcc', 5],
  [llvm('clang'), 4],
  [llvm('clang'), 5],
]) {
  test(`${compiler} -gdwarf-${dwarf}: split or not`, async (t) => {
    const { dir, names } = await sources(t);
    const common = ['-g', `-gdwarf-${dwarf}`, '-O1', '-fPIC', '-shared', '-nostdlib'];
    const link = (/** @type {string} */ name, /** @type {string[]} */ flags) =>
      run(`${compiler}`, [...common, ...flags, '-Wl,--build-id=sha1', '-o', name, ...names], {
        cwd: dir,
      });
    await link('whole.so', []);
    await link('split.so', ['-gsplit-dwarf']);
    for (const [name, isSplit] of /** @type {const} */ ([
      ['whole.so', false],
      ['split.so', true],
    ])) {
      const file = path.join(dir, name);
      const info = await run('readelf', ['--debug-dump=info', '--dwarf-depth=1', file]);
      assert.equal(/DW_AT_(GNU_)?dwo_name/.test(info), isSplit, name);
      assert.deepEqual((await told(file)).codes, isSplit ? ['dwarf-split'] : [], name);
    }
    // an address in what was inlined: the line stays, the inlined function is lost without the .dwo files
    const file = path.join(dir, 'split.so');
    const nm = await run('nm', ['-S', file]);
    const [, start = '', size = ''] = /^(\w+) (\w+) T part0_3$/m.exec(nm) ?? [];
    const lookUp = async () => {
      const addresses = Array.from(
        { length: parseInt(size, 16) },
        (_, i) => `0x${(parseInt(start, 16) + i).toString(16)}`,
      );
      return run(llvm('llvm-symbolizer'), ['-e', file, '--no-demangle', ...addresses], {
        cwd: dir,
      });
    };
    const whole = await lookUp();
    await mkdir(path.join(dir, 'away'));
    const listed = (await run('find', [dir, '-name', '*.dwo'])).trim().split('\n');
    assert.equal(listed.length, names.length);
    for (const dwo of listed) {
      const kind = await told(dwo);
      assert.deepEqual(kind.codes, ['elf-type']);
      assert.match(kind.issues[0]?.message ?? '', /-gsplit-dwarf/);
      await rename(dwo, path.join(dir, 'away', path.basename(dwo)));
    }
    const alone = await lookUp();
    assert.match(whole, /^tax$/m);
    assert.doesNotMatch(alone, /^tax$/m);
    assert.match(alone, /^part0_3$/m);
    assert.match(alone, /part0\.c:[1-9]/);
  });
}

test('a WebAssembly module, split or not', async (t) => {
  const { dir, names } = await sources(t);
  for (const flags of [[], ['-gsplit-dwarf'], ['-gsplit-dwarf', '-gdwarf-5']]) {
    const isSplit = flags.length > 0;
    const objects = names.map((source) => `${source}.o`);
    for (const [i, source] of names.entries()) {
      const compile = ['-g', '-gdwarf-4', ...flags, '-O1', '--target=wasm32', '-c', source, '-o'];
      await run(llvm('clang'), [...compile, objects[i] ?? ''], { cwd: dir });
    }
    const link = ['--no-entry', '--export-all', '--build-id=sha1', '-o', 'app.wasm', ...objects];
    await run(llvm('wasm-ld'), link, { cwd: dir });
    const wasm = path.join(dir, 'app.wasm');
    const units = await run(llvm('llvm-dwarfdump'), ['--debug-info', wasm]);
    assert.equal(/DW_AT_(GNU_)?dwo_name/.test(units), isSplit);
    assert.deepEqual((await told(wasm)).codes, isSplit ? ['dwarf-split'] : []);
    if (!isSplit) continue;
    const [dwo = ''] = (await run('find', [dir, '-name', '*.dwo'])).trim().split('\n');
    assert.deepEqual((await told(dwo)).codes, ['wasm-split-part']);
  }
});

test('what llvm-dwp packs is told', async (t) => {
  const { dir, names } = await sources(t);
  const flags = ['-g', '-O1', '-gsplit-dwarf', '-fPIC', '-shared', '-nostdlib', '-o', 'a.so'];
  await run(llvm('clang'), [...flags, ...names], { cwd: dir });
  const listed = (await run('find', [dir, '-name', '*.dwo'])).trim().split('\n');
  const packed = path.join(dir, 'a.dwp');
  await run(llvm('llvm-dwp'), [...listed, '-o', packed]);
  const { codes, issues } = await told(packed);
  assert.deepEqual(codes, ['elf-type']);
  assert.match(issues[0]?.message ?? '', /-gsplit-dwarf/);
});

for (const [dwarf, ...flags] of [['4'], ['5'], ['5', '--dwarf-5']]) {
  test(`dwz -m ${flags.join(' ')} of DWARF ${dwarf}`, async (t) => {
    const { dir, names } = await sources(t);
    const [one = '', two = ''] = names;
    const debug = [];
    // enough in common that it pays to move it
    const common = `struct item { int price; long count; struct item *next; const char *name, *code; };
struct order { struct item *first, *last; long id, customer; double total; };
`;
    await writeFile(path.join(dir, 'common.h'), common);
    for (const name of ['one', 'two']) {
      const flags = ['-g', `-gdwarf-${dwarf}`, '-O1', '-fPIC', '-shared', '-nostdlib'];
      const own = [...flags, '-Wl,--build-id=sha1', '-o', `${name}.so`, one, two];
      const source = `#include "common.h"\nlong ${name}(struct order *o) { return o->first->price; }\n`;
      await writeFile(path.join(dir, `${name}.c`), source);
      await run('gcc', [...own, `${name}.c`], { cwd: dir });
      await run('objcopy', ['--only-keep-debug', `${name}.so`, `${name}.debug`], { cwd: dir });
      debug.push(`${name}.debug`);
    }
    const file = path.join(dir, 'one.debug');
    assert.deepEqual((await told(file)).codes, []);
    await run('dwz', [...flags, '-m', 'common.dwz', '-M', 'common.dwz', ...debug], { cwd: dir });
    const { codes, issues } = await told(file);
    assert.deepEqual(codes, ['elf-dwz']);
    assert.match(issues[0]?.message ?? '', /to common\.dwz,/);
    const moved = await told(path.join(dir, 'common.dwz'));
    assert.deepEqual(moved.codes, ['elf-type']);
    assert.match(moved.issues[0]?.message ?? '', /dwz moved/);
    // binutils follow the older link only, and give up on a unit that leads nowhere
    if (flags.length > 0) return;
    const [, start = ''] = /^(\w+) T part0_3$/m.exec(await run('nm', [file])) ?? [];
    const addresses = Array.from({ length: 64 }, (_, i) => (parseInt(start, 16) + i).toString(16));
    const lookUp = () => run('addr2line', ['-fie', file, ...addresses], { cwd: dir });
    const whole = await lookUp();
    await rename(path.join(dir, 'common.dwz'), path.join(dir, 'gone'));
    const alone = await lookUp();
    assert.match(whole, /^tax\n.*part0\.c:\d+/m);
    assert.doesNotMatch(alone, /^tax$/m);
  });
}

test('MinGW: DWARF in the program, and a PDB without lines', async (t) => {
  const { dir, names } = await sources(t);
  await writeFile(path.join(dir, 'win.c'), 'int WinMainCRTStartup(void) { return 0; }\n');
  const build = (/** @type {string} */ name, /** @type {string[]} */ flags) =>
    run(`${MINGW}-gcc`, ['-O1', '-nostdlib', ...flags, '-o', name, 'win.c', ...names], {
      cwd: dir,
    });
  await build('dwarf.exe', ['-g']);
  await build('id.exe', ['-g', '-Wl,--build-id=sha1']);
  await build('bare.exe', ['-s']);
  await build('pdb.exe', ['-g', '-Wl,--pdb=pdb.pdb']);
  for (const [name, expected] of /** @type {const} */ ([
    ['dwarf.exe', ['pe-dwarf']],
    ['id.exe', ['pe-dwarf']],
    ['bare.exe', ['pe-no-debug']],
    ['pdb.exe', []],
    ['pdb.pdb', ['pdb-no-lines']],
  ])) {
    const file = path.join(dir, name);
    const { codes, identity } = await told(file);
    assert.deepEqual(codes, expected, name);
    if (name.endsWith('.pdb')) {
      const lines = await run(llvm('llvm-pdbutil'), ['dump', '--summary', file]);
      assert.match(lines, new RegExp(`GUID: \\{${identity.pdb_sig}\\}`));
      continue;
    }
    const sections = await run('objdump', ['-h', file]);
    assert.equal(/ \.debug_info /.test(sections), !name.startsWith('bare'), name);
  }
});

test('Go: DWARF in programs, compressed or not', async (t) => {
  const dir = await folder(t);
  await writeFile(path.join(dir, 'main.go'), 'package main\n\nfunc main() { println("x") }\n');
  await writeFile(path.join(dir, 'go.mod'), 'module x\n\ngo 1.19\n');
  for (const [system, codes] of /** @type {[string, string[]][]} */ ([
    ['windows', ['pe-dwarf']],
    // its linker writes no UUID
    ['darwin', ['macho-no-uuid']],
  ])) {
    for (const flags of ['-compressdwarf=true', '-compressdwarf=false', '-w']) {
      const file = path.join(dir, `a${flags}`);
      const env = { ...process.env, GOOS: system, GOARCH: 'amd64', GOFLAGS: '-mod=mod' };
      const own = { ...env, GOCACHE: path.join(dir, 'cache') };
      await run('go', ['build', `-ldflags=${flags}`, '-o', file, '.'], { cwd: dir, env: own });
      const sections = await run(llvm('llvm-readobj'), ['--sections', file]);
      assert.equal(/z?debug_info/.test(sections), flags !== '-w');
      const none = system === 'windows' ? ['pe-no-debug'] : ['macho-no-uuid', 'macho-no-dwarf'];
      assert.deepEqual((await told(file)).codes, flags === '-w' ? none : codes, flags);
    }
  }
});

test('lines of PDBs are those that llvm-pdbutil lists', async (t) => {
  const { dir, names } = await sources(t);
  for (const [name, flags, code] of /** @type {[string, string[], string[]][]} */ ([
    ['lines', ['-g', '-gcodeview'], []],
    ['none', [], ['pdb-no-lines']],
  ])) {
    const objects = names.map((source) => `${name}-${source}.obj`);
    for (const [i, source] of names.entries()) {
      const compile = ['--target=x86_64-pc-windows-msvc', ...flags, '-c', source, '-o'];
      await run(llvm('clang'), [...compile, objects[i] ?? ''], { cwd: dir });
    }
    const link = ['/nologo', '/dll', '/noentry', '/debug', `/out:${name}.dll`, ...objects];
    await run(llvm('lld-link'), link, { cwd: dir });
    const pdb = path.join(dir, `${name}.pdb`);
    const listed = await run(llvm('llvm-pdbutil'), ['dump', '-l', pdb]);
    assert.equal(/part0\.c \(/.test(listed), code.length === 0, name);
    assert.deepEqual((await told(pdb)).codes, code, name);
  }
});

test('FASTLINK is the feature that llvm-pdbutil calls MinimalDebugInfo', async (t) => {
  const dir = await folder(t);
  for (const [features, code] of [
    ['VC140', 'pdb-no-lines'],
    ['VC140, MinimalDebugInfo', 'pdb-fastlink'],
    ['VC140, NoTypeMerge, MinimalDebugInfo', 'pdb-fastlink'],
    ['VC140, NoTypeMerge', 'pdb-no-lines'],
  ]) {
    const yaml = path.join(dir, 'a.yaml');
    const pdb = path.join(dir, 'a.pdb');
    const lines = [
      '---\nMSF:\n  SuperBlock:\n    BlockSize: 4096\nPdbStream:\n  Age: 1',
      '  Guid: "{01234567-89AB-CDEF-0123-456789ABCDEF}"\n  Signature: 1',
      `  Features: [ ${features} ]\n  Version: VC70\nDbiStream:\n  VerHeader: V70\n  Age: 1`,
      "  MachineType: Amd64\n  Modules:\n    - Module: 'a.obj'\n      ObjFile: 'a.obj'\n...\n",
    ];
    await writeFile(yaml, lines.join('\n'));
    await run(llvm('llvm-pdbutil'), ['yaml2pdb', yaml, `-pdb=${pdb}`]);
    const read = await run(llvm('llvm-pdbutil'), ['pdb2yaml', '--pdb-stream', pdb]);
    assert.equal(read.includes('MinimalDebugInfo'), code === 'pdb-fastlink', read);
    assert.deepEqual((await told(pdb)).codes, [code]);
  }
});

/** Machines of LLVM, in its names and in ours. */
const MACHINES = {
  AMD64: 'x64',
  ARM64: 'arm64',
  I386: 'x86',
  ARM: 'arm32',
  ARMNT: 'arm32',
  ARM64EC: 'arm64ec',
  ARM64X: 'arm64x',
  THUMB: 'thumb',
  IA64: 'ia64',
  RISCV32: 'riscv32',
  RISCV64: 'riscv64',
  RISCV128: 'riscv128',
  EBC: 'ebc',
  POWERPC: 'ppc',
  POWERPCFP: 'ppc',
  R4000: 'mips',
  WCEMIPSV2: 'mips',
  SH3: 'sh3',
  SH4: 'sh4',
};

test('machines of PE files are those of LLVM', async (t) => {
  const dir = await folder(t);
  for (const [machine, arch] of Object.entries(MACHINES)) {
    const header = ['AddressOfEntryPoint: 0', 'ImageBase: 0x400000', 'SectionAlignment: 4096'];
    const numbers = ['FileAlignment: 512'];
    for (const version of ['OperatingSystem', 'Image', 'Subsystem']) {
      numbers.push(`Major${version}Version: 6`, `Minor${version}Version: 0`);
    }
    numbers.push('Subsystem: IMAGE_SUBSYSTEM_WINDOWS_CUI', 'DLLCharacteristics: []');
    for (const size of ['StackReserve', 'StackCommit', 'HeapReserve', 'HeapCommit']) {
      numbers.push(`SizeOf${size}: 4096`);
    }
    const optional = [...header, ...numbers].map((line) => `  ${line}`).join('\n');
    const rest = `header:\n  Machine: IMAGE_FILE_MACHINE_${machine}\n  Characteristics: []`;
    const [yaml, file] = [path.join(dir, 'a.yaml'), path.join(dir, 'a.dll')];
    const text = `--- !COFF\nOptionalHeader:\n${optional}\n${rest}\nsections: []\nsymbols: []\n`;
    await writeFile(yaml, text);
    await run(llvm('yaml2obj'), [yaml, '-o', file]);
    assert.equal((await told(file)).identity.arch, arch, machine);
  }
});

test('names that Apple hides', async (t) => {
  const dir = await folder(t);
  for (const [name, code] of /** @type {[string, string[]][]} */ ([
    ['__hidden#0_', ['macho-hidden']],
    ['_price', []],
  ])) {
    const source = `int price(int) __asm__("${name}");
__attribute__((noinline)) int price(int item) { return item * 3; }
int total(int items) { return price(items) + 1; }
`;
    await writeFile(path.join(dir, 'a.c'), source);
    const target = ['-g', '-O1', '-target', 'arm64-apple-macos11', '-c', 'a.c', '-o', 'a.o'];
    await run(llvm('clang'), target, { cwd: dir });
    const version = ['-platform_version', 'macos', '11.0', '11.0', '-undefined', 'dynamic_lookup'];
    await run(llvm('ld64.lld'), ['-arch', 'arm64', ...version, '-dylib', 'a.o', '-o', 'a.dylib'], {
      cwd: dir,
    });
    await run(llvm('dsymutil'), ['--flat', 'a.dylib', '-o', 'a.dwarf'], { cwd: dir });
    const file = path.join(dir, 'a.dwarf');
    assert.match(await run(llvm('llvm-nm'), [file]), new RegExp(` ${name}$`, 'm'));
    assert.deepEqual((await told(file)).codes, code);
  }
});
