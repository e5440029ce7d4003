// ELF files of real tool chains: compilers, linkers, and tools that rewrite what these made.
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { llvm, program, run } from './world.js';

/**
 * A file of symbols: its path, and how `readelf -h` calls its machine in mapship's words.
 * @typedef {{ file: string, arch: string }} Input
 */

/**
 * Compilers' targets: the linker is LLVM's, or GNU's where that knows no such target.
 * @type {[name: string, target: string, arch: string, linker?: string][]}
 */
const TARGETS = [
  ['x86_64', 'x86_64-linux-gnu', 'x86_64'],
  ['aarch64', 'aarch64-linux-gnu', 'aarch64'],
  ['arm', 'armv7-linux-gnueabi', 'arm'],
  ['i386', 'i386-linux-gnu', '386'],
  ['aarch64-big', 'aarch64_be-linux-gnu', 'aarch64', 'aarch64-linux-gnu-ld'],
  ['arm-big', 'armebv7-linux-gnueabi', 'arm', 'arm-linux-gnueabi-ld'],
];

/** What else is done with the library for x86_64, by `objcopy`, `strip` and `dwz`. */
const REWRITTEN = /** @type {Record<string, string[]>} */ ({
  'zlib.so': ['objcopy', '--compress-debug-sections=zlib'],
  'zstd.so': ['objcopy', '--compress-debug-sections=zstd'],
  'llvm-zlib.so': [llvm('llvm-objcopy'), '--compress-debug-sections=zlib'],
  'split.debug': ['objcopy', '--only-keep-debug'],
  'symbols.so': ['strip', '--strip-debug', '-o'],
  'stripped.so': ['strip', '-o'],
});

/**
 * @param {string} dir
 * @returns {Promise<Input[]>}
 */
export async function elfInputs(dir) {
  const sources = await program(dir);
  /** @type {Input[]} */
  const inputs = [];
  for (const [name, target, arch, linker] of TARGETS) {
    const file = path.join(dir, `${name}.so`);
    await link(dir, sources, { name, target, linker });
    inputs.push({ file, arch });
  }
  const dwarf4 = { name: 'dwarf4', target: 'x86_64-linux-gnu', flags: ['-gdwarf-4', '-O2'] };
  await link(dir, sources, dwarf4);
  const sectioned = { ...dwarf4, name: 'sections', flags: ['-O1', '-ffunction-sections'] };
  await link(dir, sources, sectioned);
  for (const name of ['dwarf4', 'sections']) {
    inputs.push({ file: path.join(dir, `${name}.so`), arch: 'x86_64' });
  }
  const whole = path.join(dir, 'x86_64.so');
  for (const [name, [tool = '', ...args]] of Object.entries(REWRITTEN)) {
    const file = path.join(dir, name);
    // strip wants the name of what it makes first, objcopy last
    await run(tool, args.at(-1) === '-o' ? [...args, file, whole] : [...args, whole, file]);
    inputs.push({ file, arch: 'x86_64' });
  }
  return [...inputs, ...(await goInputs(dir))];
}

/**
 * @param {string} dir
 * @param {string[]} sources
 * @param {{ name: string, target: string, linker?: string, flags?: string[] }} how
 */
async function link(dir, sources, { name, target, linker, flags = ['-O1'] }) {
  const objects = sources.map((source) => `${name}-${source}.o`);
  const common = ['-g', `--target=${target}`, '-fPIC', '-nostdinc', ...flags];
  await Promise.all(
    sources.map((source, i) =>
      run(llvm('clang'), [...common, '-c', source, '-o', objects[i] ?? ''], { cwd: dir }),
    ),
  );
  const own = ['-shared', '--build-id=sha1', '-o', `${name}.so`, ...objects];
  await (linker === undefined
    ? run(llvm('ld.lld'), own, { cwd: dir })
    : run(linker, ['-EB', ...own], { cwd: dir }));
}

/** What Go builds by itself for each processor: its own build ID, compressed DWARF. @param {string} dir */
async function goInputs(dir) {
  const main = path.join(dir, 'shop');
  await mkdir(main, { recursive: true });
  await writeFile(
    path.join(main, 'main.go'),
    'package main\n\nimport "os"\n\nfunc main() {\n\tprintln(len(os.Args))\n}\n',
  );
  await writeFile(path.join(main, 'go.mod'), 'module shop\n');
  /** @type {Input[]} */
  const inputs = [];
  for (const [goarch, arch] of [
    ['amd64', 'x86_64'],
    ['arm64', 'aarch64'],
    ['arm', 'arm'],
  ]) {
    const file = path.join(dir, `go-${goarch}`);
    const env = {
      ...process.env,
      ...{ GOARCH: goarch, GOOS: 'linux', CGO_ENABLED: '0', GOCACHE: path.join(dir, 'cache') },
      ...{ GOPATH: path.join(dir, 'gopath'), GOPROXY: 'off', GOFLAGS: '-mod=mod' },
    };
    await run('go', ['build', '-o', file, '.'], { cwd: main, env });
    inputs.push({ file, arch: String(arch) });
  }
  return inputs;
}
