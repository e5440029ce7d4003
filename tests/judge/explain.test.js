// Addresses of real programs, looked up by the core, by llvm-symbolizer and by GNU's addr2line: DWARF in ELF, Mach-O and WebAssembly; PDBs.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';

import { explainInputs } from './explain-inputs.js';
import { answer, llvm, run } from './world.js';

/** @typedef {{ function?: string, file?: string, line: number }} Frame */

/** A program of many megabytes, in Rust: the one that has called this. */
const PROGRAM = process.env.MAPSHIP_JUDGE_PROGRAM ?? '';

/** How many addresses of each file are looked up. */
const SAMPLES = 1000;

/** What may be different from llvm-symbolizer, of all that is looked up: half a percent. */
const TOLERANCE = 0.005;

/** @type {string} */
let dir;
/** @type {string[]} */
let names = [];

before(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'mapship-judge-'));
  assert.ok(PROGRAM, 'run this by `cargo xtask judge`');
  names = await explainInputs(dir);
});
after(() => rm(dir, { recursive: true, force: true }));

test('addresses are where llvm-symbolizer and addr2line say', async (t) => {
  const files = [...names.map((name) => path.join(dir, name)), PROGRAM];
  let [compared, different] = [0, 0];
  for (const file of files) {
    const addresses = await someAddresses(file);
    assert.ok(addresses.length > 0, file);
    const input = `${addresses.join('\n')}\n`;
    const own = ownAnswers(file.replace(/\.exe$/, '.pdb'), input);
    const theirs = llvmAnswers(file, input);
    assert.equal(own.length, addresses.length, file);
    assert.equal(theirs.length, addresses.length, file);
    const kinds = addresses.map((address, i) => ({
      address,
      kind: difference(own[i] ?? [], theirs[i] ?? [], file.endsWith('.wasm')),
    }));
    const told = kinds.filter(({ kind }) => kind !== undefined);
    const isForGnu = !/\.(?:dwarf|wasm|exe)$/.test(file);
    const gnu = isForGnu ? gnuDifferences(file, addresses, own) : undefined;
    t.diagnostic(
      `${path.basename(file)}: ${addresses.length} addresses, ${told.length} differ from LLVM's${gnu ?? ''}`,
    );
    for (const { address, kind } of told.slice(0, 3)) t.diagnostic(`  ${address} ${kind}`);
    compared += addresses.length;
    different += told.length;
  }
  t.diagnostic(`${different} of ${compared} differ`);
  assert.ok(different <= TOLERANCE * compared, `${different} of ${compared}`);
});

/**
 * Addresses of code, some at random, always the same ones of a file.
 * @param {string} file
 */
async function someAddresses(file) {
  const text = await run(llvm('llvm-objdump'), ['--section-headers', file]);
  const sections = [...text.matchAll(/^ *\d+ (\S*) +([\da-f]+) ([\da-f]+) (\S.*)$/gm)]
    .filter(([, , , , kind = '']) => kind.includes('TEXT'))
    .map(([, , size = '', start = '']) => ({
      start: parseInt(start, 16),
      size: parseInt(size, 16),
    }));
  const first = Math.min(...sections.map(({ start }) => start));
  for (const section of sections) {
    // in WebAssembly addresses of DWARF count from where the code begins, not from where the file does
    if (file.endsWith('.wasm')) section.start = 0;
    // those of PDBs count from where the image begins, and the code is one page behind it
    if (file.endsWith('.exe')) section.start += 0x1000 - first;
  }
  const whole = sections.reduce((sum, { size }) => sum + size, 0);
  let state = 12345;
  return Array.from({ length: SAMPLES }, () => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    let at = Math.floor((state / 2 ** 32) * whole);
    for (const { start, size } of sections) {
      if (at < size) return `0x${(start + at).toString(16)}`;
      at -= size;
    }
    return '0x0';
  });
}

/** @param {string} file @param {string} input @returns {Frame[][]} */
function ownAnswers(file, input) {
  const { stdout, stderr, status } = spawnSync(PROGRAM, ['symbolicate', file], {
    input,
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  });
  assert.equal(status, 0, stderr);
  const lines = stdout.trimEnd().split('\n');
  return lines.map((line) =>
    JSON.parse(line).frames.map((/** @type {Frame} */ frame) => ({
      ...frame,
      line: frame.line ?? 0,
    })),
  );
}

/** @param {string} file @param {string} input @returns {Frame[][]} */
function llvmAnswers(file, input) {
  const args = ['--output-style=JSON', '-e', file];
  if (file.endsWith('.exe')) args.push('--relative-address');
  // names of the symbol table count from where the file begins, those of DWARF from where its code does: llvm-symbolizer looks both up
  // with the same address, and takes the former for the better ones
  if (file.endsWith('.wasm')) args.push('--functions=short');
  const lines = answer(llvm('llvm-symbolizer'), args, input).trimEnd().split('\n');
  return lines.map((line) => {
    /** @type {{ FunctionName: string, FileName: string, Line: number }[]} */
    const symbols = JSON.parse(line).Symbol;
    return symbols.map(({ FunctionName, FileName, Line }) => ({
      ...{ function: FunctionName, file: FileName, line: Line },
    }));
  });
}

/**
 * How two answers differ, if they do.
 * @param {Frame[]} own
 * @param {Frame[]} theirs
 * @param {boolean} isShort whether theirs are named without the scopes around them
 */
function difference(own, theirs, isShort) {
  // what is known of nothing
  const isNothing = theirs.every(({ function: name, line }) => !name && line === 0);
  if (own.length === 0 && isNothing) return undefined;
  if (own.length !== theirs.length) return `depth ${own.length}, LLVM ${theirs.length}`;
  for (const [i, frame] of own.entries()) {
    const other = /** @type {Frame} */ (theirs[i]);
    if (frame.line !== other.line) return `line ${frame.line}, LLVM ${other.line}`;
    // of symbols without debug information LLVM names the object file
    if (frame.line > 0 && plainPath(frame.file) !== plainPath(other.file)) {
      return `file ${frame.file}, LLVM ${other.file}`;
    }
    const name = isShort
      ? outline(frame.function ?? '')
          .split('::')
          .at(-1)
      : frame.function;
    if (!isSameName(name, other.function)) {
      return `function ${frame.function}, LLVM ${other.function}`;
    }
  }
  return undefined;
}

/** @param {string | undefined} file */
const plainPath = (file = '') => path.posix.normalize(file);

/**
 * Whether two programs that make names readable mean the same: each has its own way to write arguments of functions and of templates.
 * The nearest symbol, which LLVM takes for functions without a full name, has the scopes around it as well.
 * @param {string | undefined} own
 * @param {string | undefined} other
 */
function isSameName(own = '', other = '') {
  const [one, two] = [outline(own), outline(other)];
  return one === two || (one !== '' && (two.endsWith(`::${one}`) || isMangled(two, one)));
}

/**
 * Whether a name that LLVM could not make readable has that one in it.
 * @param {string} mangled
 * @param {string} name
 */
function isMangled(mangled, name) {
  const last = name.split('::').at(-1) ?? '';
  return mangled.startsWith('_Z') && mangled.includes(`${last.length}${last}`);
}

/** A name without its arguments, what it returns, and what is behind it. @param {string} name */
function outline(name) {
  // of operators the scopes are compared: LLVM writes < and << with arguments of templates behind them
  let plain = name
    .replace(/operator[^a-z].*$/, 'operator')
    .replace(/ ?(?:\[clone [^\]]*\]|\(\.[^)]*\))/g, '')
    .replace(/::h[\da-f]{16}$/, '')
    .replace(/\[[\da-f]{16}\]/g, '')
    .replace(/_?\$LT\$/g, '<')
    .replace(/\$GT\$/g, '>')
    .replace(/\$RF\$/g, '&')
    .replace(/\$BP\$/g, '*')
    .replace(/\$LP\$/g, '(')
    .replace(/\$RP\$/g, ')')
    .replace(/\$C\$/g, ',')
    .replace(/_?\$u([\da-f]{2})\$/g, (_, code) => String.fromCharCode(parseInt(code, 16)))
    .replace(/\.\./g, '::')
    .replace(/\{lambda\(.*?\)#\d+\}|'lambda\d*'\(.*?\)|\$_\d+/g, 'lambda')
    .replace(/\((?:anonymous namespace|.*? as .*?)\)/g, 'anonymous')
    .replace(/->/g, '');
  for (let before = ''; before !== plain;) {
    before = plain;
    plain = plain.replace(/<[^<>]*>|\([^()]*\)/g, '');
  }
  return plain
    .replace(/ (?:const|volatile|&|&&)$/g, '')
    .replace(/^.* /, '')
    .replace(/\s+/g, '');
}

/**
 * How many lines GNU's addr2line has otherwise. That of binutils 2.40 passes over what some ways to write DWARF 5 say of inlined
 * functions (clang's indexes, type units), where LLVM agrees with the core: it is told, and decides nothing.
 * @param {string} file
 * @param {string[]} addresses
 * @param {Frame[][]} own
 */
function gnuDifferences(file, addresses, own) {
  const text = answer('addr2line', ['-i', '-a', '-e', file], `${addresses.join('\n')}\n`);
  const groups = text.split(/^0x[\da-f]+\n/m).slice(1);
  const lines = groups.map((group) =>
    group
      .trimEnd()
      .split('\n')
      .map((line) => Number(/:(\d+)(?: \(|$)/.exec(line)?.[1] ?? 0)),
  );
  const differing = own.filter((frames, i) => {
    const mine = frames.length === 0 ? [0] : frames.map(({ line }) => line);
    return String(mine) !== String(lines[i]);
  });
  return `, ${differing.length} from GNU's`;
}
