/** Stack traces with large files: how long `mapship explain` takes beside the tools of each platform, and how much memory. */
import { execFileSync } from 'node:child_process';
import { existsSync, openSync, readSync, closeSync, statSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { largeMapping } from '../published/large-mapping.js';
import { mappingsOnly } from '../published/mappings-only.js';
import { bareNode, compare } from './measure.js';

/** @typedef {{ cwd: string, env: Record<string, string> }} Where */

const MAPSHIP = fileURLToPath(new URL('../../pkg/cli.js', import.meta.url));

/** A program with full debug information: `cargo xtask bench` builds it of the project's own tools. */
const PROGRAM = process.env.MAPSHIP_BENCH_PROGRAM ?? '';

/** How many addresses are looked up together. */
const ADDRESSES = 1000;

/** How many frames a trace of the JVM has. */
const FRAMES = 30;

const ROUNDS = 5;

/** Of each tool, the first of its names that is there is measured. */
const SYMBOLIZERS = ['llvm-symbolizer-19', 'llvm-symbolizer'];
const ADDR2LINES = ['addr2line'];

export async function run() {
  const dir = await mkdtemp(path.join(tmpdir(), 'mapship-bench-'));
  // a mapping that explains nothing is there to show what the start-up takes
  const where = { cwd: dir, env: { PATH: process.env.PATH ?? '', HOME: dir }, codes: [0, 3] };
  try {
    const bare = await bareNode(where);
    console.log(`\n  whole processes; bare Node takes ${bare.toFixed(0)} MB`);
    await dwarf(dir, where);
    await mapping(dir, where);
    await sourceMap(dir, where);
  } finally {
    await rm(dir, { recursive: true });
  }
}

/** @param {string} dir @param {Where} where */
async function dwarf(dir, where) {
  if (!existsSync(PROGRAM)) throw new Error('run this by `cargo xtask bench explain`');
  const addresses = someAddresses(PROGRAM);
  const frames = addresses.map((address, index) => {
    const place = address.toString(16).padStart(16, '0');
    return `    #${String(index).padStart(2, '0')} pc ${place}  /srv/${path.basename(PROGRAM)}`;
  });
  await writeFile(path.join(dir, 'native.txt'), `${frames.join('\n')}\n`);
  await writeFile(path.join(dir, 'one.txt'), `${frames[0]}\n`);
  const words = addresses.map((address) => `0x${address.toString(16)}`);
  /** @type {Record<string, string[]>} */
  const commands = { 'mapship explain': explain('native.txt', PROGRAM) };
  const symbolizer = SYMBOLIZERS.find(isThere);
  if (symbolizer) commands['llvm-symbolizer'] = [symbolizer, '-e', PROGRAM, ...words];
  const addr2line = ADDR2LINES.find(isThere);
  if (addr2line)
    commands["GNU's addr2line"] = [addr2line, '-a', '-f', '-i', '-C', '-e', PROGRAM, ...words];
  heading(
    `${ADDRESSES} addresses of a Rust program of ${megabytes(PROGRAM)} with full debug information`,
  );
  await compare(commands, ROUNDS, where);
  heading('one address of it');
  for (const [name, command] of Object.entries(commands)) {
    commands[name] =
      name === 'mapship explain'
        ? explain('one.txt', PROGRAM)
        : command.slice(0, command.length - words.length + 1);
  }
  await compare(commands, ROUNDS, where);
}

/** @param {string} dir @param {Where} where */
async function mapping(dir, where) {
  const { mapping: file, trace } = await largeMapping(dir, 200e6, FRAMES);
  await writeFile(path.join(dir, 'jvm.txt'), trace);
  await writeFile(path.join(dir, 'small.txt'), 'a.b.c -> a:\n    1:1:void c():5:5 -> a\n');
  heading(
    `${FRAMES} frames, and a mapping of ${megabytes(file)} as R8 writes it; and the start-up alone`,
  );
  const commands = {
    'mapship explain': explain('jvm.txt', file),
    'with a mapping of one class': explain('jvm.txt', 'small.txt'),
  };
  await compare(commands, ROUNDS, where);
  await rm(file);
}

/** @param {string} dir @param {Where} where */
async function sourceMap(dir, where) {
  const { map, minified, lines } = await mappingsOnly(dir, 400e6);
  const frames = [1, Math.ceil(lines / 2), lines].map((line, index) => {
    return `    at f${index} (https://example.com/app.js:${line}:30000)`;
  });
  await writeFile(path.join(dir, 'js.txt'), `${frames.join('\n')}\n`);
  heading(`${frames.length} frames, and a source map of ${megabytes(map)}, mappings above all`);
  await compare({ 'mapship explain': explain('js.txt', map, minified) }, ROUNDS, where);
}

/** @param {string} trace @param {...string} files */
function explain(trace, ...files) {
  return [process.execPath, MAPSHIP, 'explain', '--stack', trace, '--files', ...files];
}

/** @param {string} text */
function heading(text) {
  console.log(`\n  ${text}`);
}

/** @param {string} file */
function megabytes(file) {
  return `${(statSync(file).size / 1e6).toFixed(0)} MB`;
}

/** @param {string} program */
function isThere(program) {
  try {
    execFileSync(program, ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/**
 * Addresses of code at random, always the same ones of a file: of an ELF file of 64 bits, little-endian.
 * @param {string} file
 */
function someAddresses(file) {
  const { start, size } = codeOf(file);
  let state = 12345;
  return Array.from({ length: ADDRESSES }, () => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    return start + Math.floor((state / 2 ** 32) * size);
  });
}

/** @param {string} file */
function codeOf(file) {
  const fd = openSync(file, 'r');
  const read = (/** @type {number} */ at, /** @type {number} */ length) => {
    const bytes = Buffer.alloc(length);
    readSync(fd, bytes, 0, length, at);
    return bytes;
  };
  const header = read(0, 64);
  const count = header.readUInt16LE(60);
  const table = read(Number(header.readBigUInt64LE(40)), 64 * count);
  const sections = Array.from({ length: count }, (_, index) => table.subarray(64 * index));
  const names = Number(sections[header.readUInt16LE(62)]?.readBigUInt64LE(24));
  const text = sections.find(
    (one) => read(names + one.readUInt32LE(0), 6).toString() === '.text\0',
  );
  closeSync(fd);
  if (text === undefined) throw new Error(`${file} has no code`);
  return { start: Number(text.readBigUInt64LE(16)), size: Number(text.readBigUInt64LE(32)) };
}
