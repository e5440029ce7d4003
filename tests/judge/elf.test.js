// ELF files of real tool chains, and what is sent of them without the code: judged by GNU's readelf, objcopy and addr2line, and by
// LLVM's readelf, objcopy and symbolizer.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { gzipSync } from 'node:zlib';

import { upload } from 'mapship';
import { startIntake } from 'mapship/intake';

import { elfInputs } from './elf-inputs.js';
import { answer, llvm, run, told } from './world.js';

/** @import { Input } from './elf-inputs.js' */

/** A program of many megabytes, in Rust: the one that has called this. */
const PROGRAM = process.env.MAPSHIP_JUDGE_PROGRAM ?? '';
const OWN = path.basename(PROGRAM);

/** How many addresses of each file are looked up. */
const SAMPLES = 1500;

/** How far sizes may be from objcopy's. */
const TOLERANCE = 0.03;

/** As Datadog's client calls objcopy. */
const KEEP = ['--only-keep-debug', '--remove-section=.gdb_index'];

const MACHINES = /** @type {Record<string, string>} */ ({ x64: 'x86_64', arm64: 'aarch64' });

/** @type {string} */
let dir;
/** @type {Map<string, Input>} */
let inputs = new Map();
/** What was sent of each file: the path of the part that the intake has kept. @type {Map<string, string>} */
const sent = new Map();

before(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'mapship-judge-'));
  assert.ok(PROGRAM, 'run this by `cargo xtask judge`');
  const all = [...(await elfInputs(dir)), { file: PROGRAM, arch: MACHINES[process.arch] ?? '' }];
  inputs = new Map(all.map((input) => [path.basename(input.file), input]));
  const intake = await startIntake({ dir: path.join(dir, 'intake') });
  const report = await upload(
    [...inputs.values()].map(({ file }) => file),
    {
      ...{ type: 'elf_symbol_file', git: false, apiKey: 'k', intakeUrl: intake.url },
      uploadDynamicSymbols: true,
    },
  );
  assert.equal(report.ok, true, JSON.stringify(report, null, 1));
  for (const { dir: kept, event, parts } of await intake.uploads()) {
    const part = parts.find(({ name }) => name === 'elf_symbol_file');
    sent.set(String(event?.filename), path.join(kept, String(part?.path)));
  }
  await intake.close();
  const compress = '--compress-debug-sections=zlib';
  for (const [name, { file }] of inputs) {
    await run('objcopy', [...KEEP, file, made(name, 'objcopy')]);
    await run(llvm('llvm-objcopy'), [...KEEP, compress, file, made(name, 'llvm-objcopy')]);
    await run('objcopy', [...KEEP, compress, file, made(name, 'compressed')]);
  }
});
after(() => rm(dir, { recursive: true, force: true }));

/** @type {string[]} the names of what `elfInputs` makes; a missing one fails its test */
const NAMES = [
  ...['x86_64.so', 'aarch64.so', 'arm.so', 'i386.so', 'aarch64-big.so', 'arm-big.so'],
  ...[
    'dwarf4.so',
    'sections.so',
    'zlib.so',
    'zstd.so',
    'llvm-zlib.so',
    'split.debug',
    'symbols.so',
    'stripped.so',
  ],
  ...['go-amd64', 'go-arm64', 'go-arm', OWN],
];

for (const name of NAMES) {
  test(`${name}: identity`, async () => {
    const { file, arch } = given(name);
    const { identity, format } = await told(file);
    assert.equal(format, 'elf');
    assert.equal(identity.arch, arch);
    const notes = await run('readelf', ['-nW', file]);
    assert.equal(identity.gnu_build_id ?? '', /Build ID: (\w+)/.exec(notes)?.[1] ?? '');
    const go = name.startsWith('go-') ? (await run('go', ['tool', 'buildid', file])).trim() : '';
    assert.equal(identity.go_build_id ?? '', go);
    // of code that has moved elsewhere no hash is the program's
    const expected = name === 'split.debug' ? '' : hash(await readFile(file));
    assert.equal(identity.file_hash ?? '', expected);
    const sections = await run(llvm('llvm-readelf'), ['-SW', file]);
    const has = (/** @type {string} */ section) => sections.includes(section);
    const source = has(' .debug_info')
      ? 'debug_info'
      : has(' .symtab')
        ? 'symbol_table'
        : 'dynamic_symbol_table';
    assert.equal(identity.symbol_source, source);
  });

  test(`${name}: without its code, as objcopy's`, async (t) => {
    const { file } = given(name);
    const ours = String(sent.get(name));
    const theirs = made(name, 'compressed');
    const [own, by] = [await size(ours), await size(theirs)];
    const byLlvm = await size(made(name, 'llvm-objcopy'));
    // as both travel: the request is compressed
    const [wire, theirWire] = [await packed(ours), await packed(theirs)];
    t.diagnostic(
      `size ${own}, objcopy ${by} (${ratio(own, by)}), llvm-objcopy ${byLlvm} (${ratio(own, byLlvm)}); ` +
        `gzipped ${wire}, objcopy ${theirWire} (${ratio(wire, theirWire)})`,
    );
    for (const readelf of ['readelf', llvm('llvm-readelf')]) {
      const print = async (/** @type {string} */ what, /** @type {string} */ path) =>
        (await run(readelf, [what, '-W', path])).replaceAll(path, '');
      assert.equal(await print('-n', ours), await print('-n', theirs), `${readelf} -n`);
      const symbols = async (/** @type {string} */ path) => staticSymbols(await print('-s', path));
      assert.equal(await symbols(ours), await symbols(file), `${readelf} -s`);
    }
    if (name === 'stripped.so') {
      // objcopy leaves nothing of it; the names of its functions are all that there is to send
      const dynamic = async (/** @type {string} */ path) =>
        names(await run(llvm('llvm-readelf'), ['--dyn-syms', '-W', path]));
      assert.deepEqual(await dynamic(ours), await dynamic(file));
      assert.ok((await dynamic(ours)).length > 100);
      return;
    }
    // objcopy writes names anew that lld has put down twice
    const more = name === 'arm.so' ? await shorterNames(file, theirs) : 0;
    assert.ok((own - more) / by - 1 <= TOLERANCE, 'size beside objcopy');
    assert.ok((wire - more) / theirWire - 1 <= TOLERANCE, 'what is sent beside objcopy');
  });

  test(`${name}: addresses lead where they did`, async (t) => {
    const { file } = given(name);
    const ours = String(sent.get(name));
    const theirs = made(name, 'objcopy');
    const addresses = await sample(file);
    const input = `${addresses.join('\n')}\n`;
    const symbolizers = /** @type {[string, string[]][]} */ ([
      [llvm('llvm-symbolizer'), ['--obj=']],
      ['addr2line', ['-f', '-i', '-a', '-e']],
    ]);
    for (const [tool, args] of symbolizers) {
      const look = (/** @type {string} */ path) =>
        answer(tool, args.at(-1)?.endsWith('=') ? [`${args[0]}${path}`] : [...args, path], input);
      const [own, original, by] = [look(ours), look(file), look(theirs)];
      const known = own.split('\n').filter((line) => /\.(?:c|go|rs|s):[1-9]/.test(line)).length;
      t.diagnostic(`${tool}: ${addresses.length} addresses, ${known} lines with a place`);
      const isReduced = name === 'stripped.so';
      if (!isReduced) assert.equal(own, by, `${tool}: beside objcopy's`);
      assert.equal(own, original, `${tool}: beside the whole file`);
      if (!['symbols.so', 'stripped.so'].includes(name)) assert.ok(known > 1000);
    }
  });
}

/** How much shorter the table of names has become, in bytes. @param {string} before @param {string} after */
async function shorterNames(before, after) {
  const sizes = [before, after].map(async (file) => {
    const sections = await run('readelf', ['-SW', file]);
    return parseInt(/ \.strtab +STRTAB +\w+ +\w+ +(\w+)/.exec(sections)?.[1] ?? '', 16);
  });
  const [old = 0, now = 0] = await Promise.all(sizes);
  assert.ok(old > now);
  return old - now;
}

/** @param {string} name */
function given(name) {
  const input = inputs.get(name);
  assert.ok(input, `${name} was made`);
  return input;
}

/**
 * Where a tool's version of a file is.
 * @param {string} name
 * @param {string} tool
 */
function made(name, tool) {
  return path.join(dir, `${name}.${tool}`);
}

/** @param {string} path */
async function size(path) {
  return (await stat(path)).size;
}

/**
 * The table of symbols, as readelf prints it, without that of dynamic ones.
 * @param {string} text
 */
function staticSymbols(text) {
  return text
    .split(/^(?=Symbol table)/m)
    .find((table) => table.startsWith("Symbol table '.symtab'"));
}

/** @param {Buffer} bytes */
function hash(bytes) {
  const size = Buffer.alloc(8);
  size.writeBigUInt64BE(BigInt(bytes.length));
  const parts = [bytes.subarray(0, 4096), bytes.subarray(-4096), size];
  return createHash('sha256').update(Buffer.concat(parts)).digest('hex').slice(0, 32);
}

/** @param {string} path */
async function packed(path) {
  return gzipSync(await readFile(path), { level: 6 }).length;
}

/** @param {number} a @param {number} b */
function ratio(a, b) {
  return (a / b).toFixed(4);
}

/** The names of symbols, as readelf prints them. @param {string} text */
function names(text) {
  return text.split('\n').flatMap((line) => /^\s*\d+: .* (\S+)$/.exec(line)?.[1] ?? []);
}

/** Addresses all over the code. @param {string} file */
async function sample(file) {
  const sections = await run('readelf', ['-SW', file]);
  const [, start = '', length = ''] = /\] \.text\s+\w+\s+(\w+) \w+ (\w+)/.exec(sections) ?? [];
  const [from, size] = [Number.parseInt(start, 16), Number.parseInt(length, 16)];
  assert.ok(size > SAMPLES, `${file} has ${size} bytes of code`);
  return Array.from(
    { length: SAMPLES },
    (_, nth) => `0x${(from + Math.floor((nth * size) / SAMPLES)).toString(16)}`,
  );
}
